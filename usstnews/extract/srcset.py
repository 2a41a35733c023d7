"""The addresses in a `srcset`, read as browsers read it."""

from __future__ import annotations

import re

# An address that ends in a comma has no descriptor; a comma in it or in parentheses parts nothing.
CANDIDATE = re.compile(
    r"([^ \t\n\f\r,][^ \t\n\f\r]*+)(?:(?<!,)(?:[^,(]|\([^)]*+\)?)*+)?+",
)


def candidates(srcset: str) -> list[str]:
    """List the addresses of the images that a `srcset` offers, whatever their descriptors say.

    The rules are those of "parse a srcset attribute" in the HTML standard.

    >>> candidates("a.png, b.png 2x, c,d.png 480w , e.png,")
    ['a.png', 'b.png', 'c,d.png', 'e.png']
    """
    return [url.rstrip(",") for url in CANDIDATE.findall(srcset)]
