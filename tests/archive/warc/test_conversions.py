"""WET files, as another library writes them, and damaged ones."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wet_files import wet_file

from usstnews.archive.warc.conversions import (
    LARGEST,
    Conversion,
    DamagedWet,
    read_conversions,
)

PAGES = {
    "http://h.cn/a.htm": "One\nTwo\n张柳\n",
    "http://h.cn/b.htm": "",
    "http://h.cn/c": "WARC/1.0\r\n",
}


WET = wet_file(PAGES, more=("conversion", "metadata"))
TEXTS = [Conversion(url, text.encode()) for url, text in PAGES.items()]


def test_the_texts_are_those_that_were_written() -> None:
    """Each with its URL, in order; records that hold no plain text are passed over."""
    assert list(read_conversions(BytesIO(WET))) == TEXTS


@given(st.integers(0, len(WET)))
def test_a_torn_file_gives_what_is_whole(end: int) -> None:
    """Then it is called damaged, unless it ends where a record does."""
    read = []
    stream = BytesIO(WET[:end])
    try:
        for each in read_conversions(stream):
            read.append(each)  # noqa: PERF402  (what came before the damage counts)
    except DamagedWet:
        assert end < len(WET)
    assert read == TEXTS[: len(read)]
    assert end < len(WET) or read == TEXTS


@given(
    st.binary(max_size=200) | st.binary(max_size=50).map(lambda junk: WET[:400] + junk + WET[400:])
)
def test_any_bytes_are_read_or_called_damaged(data: bytes) -> None:
    """Nothing else is raised."""
    with suppress(DamagedWet):
        for each in read_conversions(BytesIO(data)):
            assert each.text in data


@pytest.mark.parametrize(
    "head",
    [
        "WARC-Type: conversion\r\n",
        "WARC-Type: conversion\r\nContent-Length: -1\r\n",
        "WARC-Type: conversion\r\nContent-Length: ٣\r\n",
        "WARC-Type: conversion\r\nContent-Length: 99999999999999999999\r\n",
        "WARC-Type: conversion\r\nContent-Length: 9\r\n",
        "A: b\r\n" * 1000,
        "A: " + "b" * 100_000,
    ],
)
def test_a_record_without_its_length_is_damage(head: str) -> None:
    """What it states has to be there."""
    with pytest.raises(DamagedWet):
        list(read_conversions(BytesIO(f"WARC/1.0\r\n{head}\r\ntext".encode())))


def test_what_no_page_has_is_passed_over() -> None:
    """A text larger than any page's is not read into memory; what follows it is read."""
    size = LARGEST + 1
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {size}\r\n\r\n".encode()
    stream = BytesIO(head + bytes(size) + b"\r\n\r\n" + WET)
    assert list(read_conversions(stream)) == TEXTS
