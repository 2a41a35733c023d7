"""Octets in memory and in files: the same octets, wherever they are held."""

import gc
import random
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usstnews.archive.warc.octets import (
    CHUNK,
    IN_MEMORY,
    Held,
    Octets,
    Spool,
    chunks,
    gather,
    part,
    reader,
)

SOME = settings(max_examples=40)  # some read ten megabytes
LARGE = random.Random(3).randbytes(IN_MEMORY + 3 * CHUNK + 7)
PLACE = st.one_of(
    st.integers(0, len(LARGE)),
    st.integers(0, 400),
    st.sampled_from([CHUNK, IN_MEMORY, len(LARGE) - 1, len(LARGE)]),
)


def spooled(data: bytes, step: int = 300_007) -> Spool:
    """Put octets into a spool, in pieces."""
    spool = Spool()
    for start in range(0, len(data), step):
        spool.append(data[start : start + step])
    return spool


@pytest.fixture(scope="module")
def large() -> Octets:
    """Give the large octets, in a file."""
    return spooled(LARGE).octets()


def open_files() -> int:
    """Count the files of this process that have no name."""
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one by which the folder is read is gone
            found += "(deleted)" in str(entry.readlink())
    return found


def test_what_is_small_is_bytes() -> None:
    """Up to the bound, and no file is made for it."""
    before = open_files()
    for size in (0, 1, CHUNK, IN_MEMORY):
        spool = spooled(bytes(size))
        assert spool.octets() == bytes(size)
        assert len(spool) == size
    assert open_files() == before


def test_what_is_large_is_in_a_file_that_goes_with_it() -> None:
    """The file has no name, and is closed when nobody has the octets any more."""
    gc.collect()
    before = open_files()
    octets = spooled(LARGE).octets()
    assert isinstance(octets, Spool)
    view = part(octets, 5, 5 + 2 * CHUNK)
    assert open_files() == before + 1
    del octets
    assert view[:9] == LARGE[5:14]
    assert open_files() == before + 1
    del view
    gc.collect()
    assert open_files() == before


@SOME
@given(start=PLACE, end=PLACE, within=st.tuples(PLACE, PLACE))
def test_parts_are_as_of_bytes(
    large: Octets, start: int, end: int, within: tuple[int, int]
) -> None:
    """Any part, and any part of a part; what is small is bytes."""
    view = part(large, start, end)
    expected = LARGE[start:end]
    assert isinstance(view, bytes) == (len(expected) <= CHUNK)
    assert len(view) == len(expected)
    assert bytes(part(view, *within)) == expected[slice(*within)]
    assert view[-9:] == expected[-9:]


@SOME
@given(
    places=st.lists(st.tuples(PLACE, PLACE).map(sorted), max_size=6), within=st.tuples(PLACE, PLACE)
)
def test_gathered_parts_are_as_of_bytes(
    large: Octets, places: list[list[int]], within: tuple[int, int]
) -> None:
    """In their order, repeated or empty, and a part of them again."""
    pairs = [(start, end) for start, end in places]
    view, expected = gather(large, pairs), gather(LARGE, pairs)
    assert bytes(view) == expected
    assert bytes(part(view, *within)) == expected[slice(*within)]
    assert bytes(gather(view, [(0, 5), (3, len(view))])) == expected[:5] + expected[3:]


def test_very_many_parts_are_gathered_without_a_list_of_them(large: Octets) -> None:
    """Then they are copied, in a file too."""
    pairs = list(pairwise(range(0, len(LARGE), 70)))
    view = gather(large, pairs)
    assert isinstance(view, Spool)
    assert bytes(view) == LARGE[: pairs[-1][1]]


@SOME
@given(start=PLACE, end=PLACE, length=st.integers(1, 40), place=PLACE)
def test_octets_are_found_where_bytes_find_them(
    large: Octets, start: int, end: int, length: int, place: int
) -> None:
    """Across the pieces in which they are read."""
    for wanted in (LARGE[place : place + length] or b"x", b"\r\n\r\n", LARGE[-3:] + b"!"):
        assert large.find(wanted, start, end) == LARGE.find(wanted, start, end)
        assert large.find(wanted, start) == LARGE.find(wanted, start)
        assert part(large, 3, len(LARGE)).find(wanted, start) == LARGE[3:].find(wanted, start)


@SOME
@given(start=PLACE, end=PLACE)
def test_chunks_are_bounded_and_whole(large: Octets, start: int, end: int) -> None:
    """The same pieces, wherever the octets are."""
    pieces = list(chunks(large, start, end))
    assert b"".join(pieces) == LARGE[start:end]
    assert pieces == list(chunks(LARGE, start, end))
    assert all(len(piece) == CHUNK for piece in pieces[:-1])


def test_octets_are_read_as_a_file_is(large: Octets) -> None:
    """Some at a time, to the end."""
    with reader(large) as stream:
        assert stream.read(CHUNK + 5) == LARGE[: CHUNK + 5]
        assert stream.read() == LARGE[CHUNK + 5 :]


def test_a_spool_grows_while_it_is_read() -> None:
    """What was read before has nothing to say about what comes after."""
    spool = spooled(LARGE)
    assert spool[len(LARGE) - 5 :] == LARGE[-5:]
    spool.append(b"more")
    assert spool[len(LARGE) - 5 :] == LARGE[-5:] + b"more"
    assert isinstance(spool, Held)
