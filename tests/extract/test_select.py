"""The words of elements, set as a browser sets them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from usstnews.extract.select import fold, folded


@given(st.text(" \t\n\r\fa\u00a0字"))
def test_each_run_of_blanks_becomes_one(text: str) -> None:
    """HTML's own blanks are folded, and no others; at the ends of a line none is left."""
    whole = re.sub("[ \t\n\r\f]+", " ", text)
    assert (folded(text), fold(text)) == (whole, whole.strip(" "))
