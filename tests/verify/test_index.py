"""An index of which little is right."""

from __future__ import annotations

from verify.seeded import warc
from verify.sound import faults

from usstnews.archive.layout import Archive


def test_an_index_of_many_wrong_lines_says_what_to_do(archive: Archive) -> None:
    """A thousand are named, the others counted out, and memory does not grow with them."""
    path = archive.index_file(warc(archive).name)
    rows = [f"zz,{number:06d})/ 2024 {{}}\n" for number in range(3000)]
    path.write_text("".join(rows))
    found = faults(archive.root)
    assert 1000 <= len(found) < 1010
    assert "take the index away" in found[-1].finding
    assert {fault.file for fault in found} == {f"index/{path.name}"}
