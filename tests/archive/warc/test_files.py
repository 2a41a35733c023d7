"""WARC files: written whole, mended, read."""

import gzip
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator
from warc_files import INFO, NAME, NOON, blocks, noise, record, whole, writer

from usstnews.archive.warc import (
    DamagedArchive,
    Location,
    Record,
    WarcWriter,
    read_record,
    read_records,
)
from usstnews.archive.warc.octets import CHUNK, IN_MEMORY, Octets, Spool


class TestWriter:
    """Files, their names, and what is in them."""

    def test_nothing_written_makes_no_file(self, tmp_path: Path) -> None:
        """Neither a run without a capture nor an exchange without records."""
        out = writer(tmp_path / "warc")
        assert out.write([]) == []
        out.sync()
        out.close()
        assert list(tmp_path.iterdir()) == []

    def test_a_file_is_open_while_it_is_written(self, tmp_path: Path) -> None:
        """It has its final name when it is closed, and locations have it from the start."""
        out = writer(tmp_path / "warc")
        (location,) = out.write([record(1)])
        name = NAME.format(0)
        assert location.file == name
        assert [path.name for path in (tmp_path / "warc").iterdir()] == [f"{name}.open"]
        out.sync()
        out.close()
        out.close()
        assert [path.name for path in (tmp_path / "warc").iterdir()] == [name]

    def test_warcinfo_comes_first_and_all_others_name_it(self, tmp_path: Path) -> None:
        """It gives the final name of the file, and who made it how."""
        path, (info, *others) = whole(tmp_path)
        assert (info.type, info.header("WARC-Filename"), info.url) == ("warcinfo", path.name, None)
        assert info.date == "2020-01-03T12:00:00.000005Z"
        assert info.block.decode().splitlines() == [f"{n}: {v}" for n, v in info.fields]
        fields = dict(info.fields)
        assert fields.items() > INFO.items()
        assert fields["format"] == "WARC File Format 1.1"
        assert fields["conformsTo"].endswith("/warc-1.1/")
        assert len(others) == 6
        assert {other.header("WARC-Warcinfo-ID") for other in others} == {info.id}
        assert info.header("WARC-Warcinfo-ID") is None

    def test_each_record_is_a_gzip_member_that_begins_alike(self, tmp_path: Path) -> None:
        """Ten fixed bytes, no time in them, and the whole is plain gzip."""
        path, records = whole(tmp_path)
        content = path.read_bytes()
        for stored in records:
            member = content[stored.offset : stored.offset + stored.length]
            assert member[:10] == bytes.fromhex("1f8b08000000000000ff")
            assert gzip.decompress(member).startswith(b"WARC/1.1\r\nWARC-Type: ")
        assert sum(stored.length for stored in records) == len(content)

    def test_equal_records_are_equal_bytes(self) -> None:
        """Nothing of when or where they were compressed is in them."""
        assert record(1).to_member("<urn:x:i>") == record(1).to_member("<urn:x:i>")

    def test_a_header_cannot_break_out_of_its_line(self) -> None:
        """A line end in a value is refused."""
        broken = Record(type="x", id="<urn:x:1>", date="", headers=(("A", "b\r\nC: d"),), block=b"")
        with pytest.raises(ValueError, match="encode its value"):
            broken.to_member()

    def test_nor_can_a_field_of_the_warcinfo(self, tmp_path: Path) -> None:
        """A broken setting is refused before there is a file."""
        out = WarcWriter(tmp_path, "usst", {"operator": "a\nb"})
        with pytest.raises(ValueError, match="operator: a"):
            out.write([record(1)])
        assert list(tmp_path.iterdir()) == []

    def test_names_and_dates_are_in_utc(self, tmp_path: Path) -> None:
        """Whatever zone the clock is in."""
        china = NOON.astimezone(timezone(timedelta(hours=8)))
        out = WarcWriter(tmp_path, "usst", INFO, now=lambda: china)
        out.write([record(1)])
        out.close()
        assert next(read_records(tmp_path / NAME.format(0))).date == "2020-01-03T12:00:00.000005Z"

    def test_files_rotate_between_exchanges(self, tmp_path: Path) -> None:
        """A full file is closed before the next exchange, which is never parted."""
        out = writer(tmp_path, max_size=2000)
        files = []
        for number in range(0, 12, 3):
            exchange = [record(number + part, noise(700)) for part in range(3)]
            files.append({location.file for location in out.write(exchange)})
        out.close()
        assert files == [{NAME.format(serial)} for serial in range(4)]
        for path in tmp_path.iterdir():
            kinds = [stored.type for stored in read_records(path)]
            assert kinds == ["warcinfo", "response", "response", "response"]

    def test_names_in_use_are_left_alone(self, tmp_path: Path) -> None:
        """A second run in the same second takes the next serial."""
        for done in (True, False, True):
            out = writer(tmp_path)
            out.write([record(1)])
            if done:
                out.close()
            else:
                left = out._file  # as by a kill
                assert left is not None
                left.close()
        names = {NAME.format(0), NAME.format(1) + ".open", NAME.format(2)}
        assert {path.name for path in tmp_path.iterdir()} == names

    def test_locations_lead_back_to_the_records(self, tmp_path: Path) -> None:
        """While the file is written and after, under either name."""
        out = writer(tmp_path)
        locations = out.write([record(1, b"one"), record(2, b"two")]) + out.write([record(3, b"3")])
        final = tmp_path / NAME.format(0)
        for path in (final, final.with_name(final.name + ".open")):
            assert [read_record(path, at.offset).block for at in locations] == [
                b"one",
                b"two",
                b"3",
            ]
        out.close()
        stored = [read_record(final, at.offset) for at in locations]
        assert [one.location for one in stored] == locations
        assert locations[0] == Location(final.name, locations[0].offset, "<urn:x:1>")
        assert blocks(final.with_name(final.name + ".open")) == [b"one", b"two", b"3"]

    @pytest.mark.parametrize("size", [0, CHUNK, CHUNK + 1, IN_MEMORY, IN_MEMORY + 3 * CHUNK + 1])
    def test_equal_blocks_give_equal_bytes_wherever_they_are(self, size: int) -> None:
        """In memory or in a file."""
        block = (noise(CHUNK // 2) + bytes(CHUNK)) * (size // CHUNK + 1)
        block = block[:size]
        assert record(1, spooled(block)).to_member() == record(1, block).to_member()

    def test_large_blocks_come_back(self, tmp_path: Path) -> None:
        """Among small ones of the same exchange, at the places that were told."""
        large = noise(IN_MEMORY + 5)
        out = writer(tmp_path)
        locations = out.write([record(1, spooled(large)), record(2, b"two"), record(3, large[:99])])
        out.close()
        path = tmp_path / NAME.format(0)
        first, second, third = (read_record(path, location.offset) for location in locations)
        assert not isinstance(first.block, bytes)
        assert bytes(first.block) == large
        assert (second.block, third.block) == (b"two", large[:99])
        assert [one.location for one in (first, second, third)] == locations
        fast = [r.reader.read() for r in ArchiveIterator(str(path), parse_http=False)]
        assert fast[1:] == [large, b"two", large[:99]]
        for one in (first, second, third):
            member = path.read_bytes()[one.offset : one.offset + one.length]
            assert len(gzip.decompress(member)) == one.size


def spooled(data: bytes) -> Octets:
    """Put octets where large ones lie: in a file."""
    spool = Spool()
    spool.append(data)
    return spool if len(data) > IN_MEMORY else spool.octets()


@contextmanager
def file_size_limit(octets: int) -> Iterator[None]:
    """Have the system refuse to let any file grow beyond, as a full disk does: in mid-write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestFullDisk:
    """What a write that the system cuts short leaves."""

    def test_an_exchange_goes_down_whole_or_not_at_all(self, tmp_path: Path) -> None:
        """The file stays whole, and the writer goes on when there is room again."""
        out = writer(tmp_path)
        out.write([record(1, b"before")])
        path = tmp_path / (NAME.format(0) + ".open")
        size = path.stat().st_size
        with file_size_limit(size + 5000), pytest.raises(OSError, match="too large"):
            out.write([record(2, b"small"), record(3, noise(9000)), record(4)])
        assert path.stat().st_size == size
        out.write([record(5, b"after")])
        out.close()
        assert blocks(tmp_path / NAME.format(0)) == [b"before", b"after"]

    def test_a_large_exchange_goes_down_whole_or_not_at_all(self, tmp_path: Path) -> None:
        """Though it is written in many pieces."""
        out = writer(tmp_path)
        out.write([record(1, b"before")])
        path = tmp_path / (NAME.format(0) + ".open")
        size, large = path.stat().st_size, noise(3 * CHUNK)
        for room in (5, CHUNK, 2 * CHUNK + 9, 3 * CHUNK + 900):
            with file_size_limit(size + room), pytest.raises(OSError, match="too large"):
                out.write([record(2, large), record(3, noise(5000))])
            assert path.stat().st_size == size
        out.write([record(4, b"after"), record(5, large)])
        out.close()
        assert blocks(tmp_path / NAME.format(0)) == [b"before", b"after", large]

    def test_a_file_that_cannot_begin_is_not_left_behind(self, tmp_path: Path) -> None:
        """No room for the warcinfo, no file; with room, another."""
        out = writer(tmp_path)
        with file_size_limit(20), pytest.raises(OSError, match="too large"):
            out.write([record(1)])
        assert list(tmp_path.iterdir()) == []
        out.write([record(1, b"after")])
        out.close()
        assert [blocks(path) for path in tmp_path.iterdir()] == [[b"after"]]


class TestReader:
    """Reading back."""

    def test_records_come_back_as_they_were_written(self, tmp_path: Path) -> None:
        """With their repeated headers, and blocks that look like anything."""
        awkward = [b"", b"\r\n\r\n", b"\r\n\r\nWARC/1.1\r\n", noise(300_000), bytes(3_000_000)]
        out = writer(tmp_path)
        out.write([record(number, block) for number, block in enumerate(awkward)])
        out.close()
        path = tmp_path / NAME.format(0)
        _, *stored = read_records(path)
        assert [one.block for one in stored] == awkward
        first = stored[0]
        assert (first.type, first.id, first.url) == (
            "response",
            "<urn:x:0>",
            "http://usst.invalid/0",
        )
        repeated = [value for name, value in first.headers if name == "WARC-Concurrent-To"]
        assert repeated == ["<urn:x:a>", "<urn:x:b>"]
        assert first.header("warc-date") == first.date == "2020-01-03T12:00:00.000005Z"
        assert first.header("WARC-Truncated") is None

    def test_offsets_and_lengths_join_up(self, tmp_path: Path) -> None:
        """Each record begins where the last ended, and FastWARC agrees."""
        path, records = whole(tmp_path, exchanges=40)
        assert all(a.offset + a.length == b.offset for a, b in pairwise(records))
        fast = [(r.stream_pos, r.record_id) for r in ArchiveIterator(str(path), parse_http=False)]
        assert [(stored.offset, stored.id) for stored in records] == fast

    def test_reading_may_start_at_any_record(self, tmp_path: Path) -> None:
        """From there on, all come."""
        path, records = whole(tmp_path)
        assert list(read_records(path, records[3].offset)) == records[3:]

    @pytest.mark.parametrize("by", [1, -1])
    def test_where_no_record_begins_none_is_read(self, tmp_path: Path, by: int) -> None:
        """An offset that is not one is an error."""
        path, records = whole(tmp_path)
        with pytest.raises(DamagedArchive):
            read_record(path, records[3].offset + by)
        with pytest.raises(DamagedArchive):
            read_record(path, path.stat().st_size)

    def test_a_torn_end_is_an_error_once_the_file_is_finished(self, tmp_path: Path) -> None:
        """While it is written it is only the end so far."""
        path, records = whole(tmp_path)
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(DamagedArchive, match="torn"):
            list(read_records(path))
        left = path.rename(path.with_name(path.name + ".open"))
        assert list(read_records(left)) == records[:-1]

    def test_no_flipped_bit_changes_what_is_read(self, tmp_path: Path) -> None:
        """In whatever byte that zlib reads: all but the hints in gzip's own header."""
        path, records = whole(tmp_path, exchanges=1)
        content = path.read_bytes()
        mute = {r.offset + at for r in records for at in range(3, 10)}
        for place in (place for place in range(len(content)) if place not in mute):
            broken = bytearray(content)
            broken[place] ^= 1 << place % 8
            path.write_bytes(broken)
            try:
                read = list(read_records(path))
            except DamagedArchive:
                continue
            assert read == records  # the bits that fill up a stream's last byte mean nothing

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"not a record",
            b"WARC/1.1\r\nContent-Length: 2\r\n\r\nabc\r\n\r\n",
            b"WARC/1.1\r\nContent-Length: 2\r\n\r\nab",
            b"WARC/1.1\r\nContent-Length: 2\r\n",
            b"WARC/1.1\r\nWARC-Type: response\r\n\r\nab\r\n\r\n",
        ],
    )
    def test_a_member_that_is_no_record_is_an_error(self, tmp_path: Path, data: bytes) -> None:
        """The checksum of the member alone does not make it one."""
        path = tmp_path / "x.warc.gz"
        path.write_bytes(gzip.compress(data))
        with pytest.raises(DamagedArchive, match="of the length that it states"):
            list(read_records(path))

    def test_a_missing_file_is_missing(self, tmp_path: Path) -> None:
        """Under both its names."""
        for name in ("x.warc.gz", "x.warc.gz.open"):
            with pytest.raises(FileNotFoundError, match=name):
                list(read_records(tmp_path / name))

    def test_a_file_is_read_while_it_grows(self, tmp_path: Path) -> None:
        """Each time, all that was written so far."""
        out = writer(tmp_path)
        path = tmp_path / NAME.format(0)
        for number in range(1, 6):
            out.write([record(number, noise(number))])
            assert len(blocks(path)) == number
        out.close()
