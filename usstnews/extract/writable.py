"""What may be written into a tree: less than a parser lets in."""

from __future__ import annotations

import re

from usstnews.text.rules import CONTROL

# An address spells them out. Lone surrogates and NULs are in no tree.
UNSPELLABLE = re.compile(f"{CONTROL.pattern}|[\x0b\x0c\ufffe\uffff]")
FEED = re.compile("[\x0b\x0c]")  # a new line to whoever typed it


def writable(text: str) -> str:
    r"""Leave out what no tree may be given, as cleaning does in the end.

    >>> writable("A\x0bB\x01C\uffff")
    'A\nBC'
    """
    return UNSPELLABLE.sub("", FEED.sub("\n", text)) if UNSPELLABLE.search(text) else text
