"""A small site of the CMS, generated from a seed and served on loopback.

>>> replica = Replica(articles=12, seed=1)
>>> with serve(replica) as server:
...     truth = replica.truth(server.base_url)
>>> sum(1 + len(article["aliases"]) for article in truth["articles"])
13

Twelve pages can be read; the thirteenth address redirects.
"""

from __future__ import annotations

from usstnews.replica.impossible import ImpossibleChange
from usstnews.replica.server import Server, serve, serve_forever
from usstnews.replica.site import Replica

__all__ = ["ImpossibleChange", "Replica", "Server", "serve", "serve_forever"]
