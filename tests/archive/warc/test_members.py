"""Gzip members: abandoned files, mended."""

import gzip
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from warc_files import NAME, noise, record, whole, writer

from usstnews.archive.warc import DamagedArchive, Mended, mend, read_records
from usstnews.archive.warc.members import GZIP_HEADER, pack, pack_all, read_members
from usstnews.archive.warc.octets import CHUNK, IN_MEMORY, Spool


def abandoned(path: Path, content: bytes) -> Path:
    """Put a file as a killed crawl leaves it."""
    left = path.with_name(path.name + ".open")
    left.write_bytes(content)
    path.unlink(missing_ok=True)
    return left


def test_a_torn_end_is_cut_wherever_it_is_torn(tmp_path: Path) -> None:
    """Every whole record stays, at each length that a kill may leave."""
    path, records = whole(tmp_path, exchanges=1)
    content = path.read_bytes()
    ends = [stored.offset + stored.length for stored in records]
    about = {end + by for end in ends for by in (-9, -8, -1, 0, 1, 10)}
    for size in sorted(about & {*range(len(content) + 1)} | {*range(0, len(content), 11)}):
        left = abandoned(path, content[:size])
        kept = [end for end in ends if end <= size]
        whole_size = max(kept, default=0)
        assert len(list(read_records(left))) == len(kept)
        assert mend(left) == Mended(len(kept), size - whole_size)
        assert not left.exists()
        assert path.exists() == bool(kept)
        if kept:
            assert path.read_bytes() == content[:whole_size]
            assert mend(left) == mend(path) == Mended(len(kept), 0)


def test_zeros_at_the_end_are_cut(tmp_path: Path) -> None:
    """A file system may leave them after a power cut."""
    path, records = whole(tmp_path)
    content = path.read_bytes()
    left = abandoned(path, content + bytes(5000))
    assert mend(left) == Mended(len(records), 5000)
    assert path.read_bytes() == content


@pytest.mark.parametrize("where", [0, 3, 40, -6])
def test_damage_before_good_records_is_left_alone(tmp_path: Path, where: int) -> None:
    """Nothing stored is cut away: the error says where, the file stays as it is."""
    path, records = whole(tmp_path)
    content = bytearray(path.read_bytes())
    hit = records[2]
    content[hit.offset + (where if where >= 0 else hit.length + where)] ^= 0xFF
    left = abandoned(path, bytes(content))
    with pytest.raises(DamagedArchive, match="put back a good copy") as caught:
        mend(left)
    assert caught.value.offset == hit.offset
    assert "\n" not in str(caught.value)
    assert left.read_bytes() == content


def test_a_torn_record_before_good_ones_is_left_alone(tmp_path: Path) -> None:
    """However the torn bytes happen to be read."""
    path, records = whole(tmp_path)
    content = path.read_bytes()
    first, second = records[1].offset, records[2].offset
    for size in range(1, second - first, 7):
        left = abandoned(path, content[: first + size] + content[second:])
        with pytest.raises(DamagedArchive):
            mend(left)
        left.unlink()


def test_an_archived_gzip_file_in_the_torn_end_is_no_record(tmp_path: Path) -> None:
    """A torn record may hold whole gzip members of its own."""
    path, records = whole(tmp_path)
    content = path.read_bytes()
    inner = noise(100) + record(9).to_member()[:10] + gzip.compress(b"x", mtime=0)[10:]
    left = abandoned(path, content + record(7, noise(99)).to_member()[:-20] + inner)
    assert mend(left).records_kept == len(records)
    assert path.read_bytes() == content


def test_a_finished_file_is_not_cut(tmp_path: Path) -> None:
    """Damage to it is an error, even at its end."""
    path, _ = whole(tmp_path)
    torn = path.read_bytes()[:-3]
    path.write_bytes(torn)
    with pytest.raises(DamagedArchive):
        mend(path)
    assert path.read_bytes() == torn


def test_two_files_of_one_name_are_left_alone(tmp_path: Path) -> None:
    """Renaming would destroy one of them."""
    path, _ = whole(tmp_path)
    left = path.with_name(path.name + ".open")
    left.write_bytes(path.read_bytes())
    with pytest.raises(FileExistsError, match="move one of them"):
        mend(left)


SHRINKS = b"A page of news. " * 300_000
GROWS = random.Random(1).randbytes(3 * CHUNK + 5)


@pytest.mark.parametrize("data", [b"", b"x", SHRINKS, GROWS, GROWS + SHRINKS, SHRINKS + GROWS])
@pytest.mark.parametrize("size", [CHUNK, 5000])
def test_pieces_make_one_member_of_gzip(data: bytes, size: int) -> None:
    """Beginning as all do, with a checksum that holds, and no longer than it has to be."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    member = b"".join(pack_all(pieces))
    assert member.startswith(GZIP_HEADER)
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    assert inflate.decompress(member) == data
    assert (inflate.eof, inflate.unused_data) == (True, b"")
    assert len(member) <= len(data) * 1.001 + 40
    if data == SHRINKS:
        assert len(member) < len(data) / 100
    assert b"".join(pack_all(iter(pieces))) == member


def test_members_say_where_they_lie_and_how_much_they_hold(tmp_path: Path) -> None:
    """What is small is bytes, what is large lies in a file."""
    path = tmp_path / "x.warc.gz"
    contents = [b"", b"one", SHRINKS * 2, GROWS]
    with path.open("wb") as stream:
        for data in contents:
            stream.write(pack(data))
    content, large = path.read_bytes(), 0
    for member, data in zip(read_members(path), contents, strict=True):
        assert gzip.decompress(content[member.offset : member.offset + member.length]) == data
        assert bytes(member.data) == data
        assert member.size == len(data)
        assert isinstance(member.data, bytes) == (len(data) <= IN_MEMORY)
        large += isinstance(member.data, Spool)
    assert large == 1


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of large records is read and mended in little memory."""
    out = writer(tmp_path)
    for number in range(4):
        out.write([record(number, bytes(40_000_000))])
    out.close()
    path = tmp_path / NAME.format(0)
    left = abandoned(path, path.read_bytes()[:-3])
    # Not by getrusage: a process begins with what its parent held when it was started.
    code = (
        "import sys; from pathlib import Path\n"
        "from usstnews.archive.warc import mend, read_records\n"
        "def most():\n"
        "    lines = Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(line.split()[1]) for line in lines if line.startswith('VmHWM:'))\n"
        "before, path = most(), Path(sys.argv[1])\n"
        "kept = sum(1 for _ in read_records(path))\n"
        "assert mend(path).records_kept == kept\n"
        "print(kept, most() - before)"
    )
    command = [sys.executable, "-c", code, str(left)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    kept, grown = map(int, said)
    assert kept == 4
    assert grown < 30_000  # KiB
