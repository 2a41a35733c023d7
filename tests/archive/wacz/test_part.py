"""Parts: what was captured since a day, with all that it needs, and no more."""

from __future__ import annotations

import gzip
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from packed import Line, Opened, again, group, ledger, validate, written
from recorded import BASE, START, article_page, moved, stored
from warcio.archiveiterator import ArchiveIterator

from usstnews.archive.articles import ArticleLog
from usstnews.archive.layout import Archive
from usstnews.archive.wacz import NothingToPack, pack, part
from usstnews.archive.warc import Record
from usstnews.archive.warc.exchange import to_records
from usstnews.items import Capture

DAY = timedelta(days=1)
SINCE = date(2024, 1, 11)
LATE = START + 10 * DAY  # the first instant of that day


def packed(archive: Archive, since: date = SINCE) -> Opened:
    """Pack a part beside the archive."""
    output = archive.root.parent / "part.wacz"
    pack(archive, output, since=since)
    assert {path.name for path in output.parent.iterdir()} == {archive.root.name, output.name}
    return Opened(output)


def before(days: int = 0) -> datetime:
    """Give a time before the part's."""
    return START + days * DAY


def replayed(opened: Opened, path: str) -> bytes:
    """Give the payload that a reader shows for a URL, from the part alone."""
    (*_, line) = [line for line in opened.lines if line.fields["url"] == BASE + path]
    record = opened.member(line)
    head, _, block = record.partition(b"\r\n\r\n")
    if line.fields["mime"] != "warc/revisit":
        return block.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
    said = dict(each.split(": ", 1) for each in head.decode().split("\r\n")[1:])
    (original,) = [each for each in opened.lines if _is_original(each, said)]
    return opened.member(original).partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2][:-4]


def _is_original(line: Line, said: dict[str, str]) -> bool:
    stamp = "".join(filter(str.isdigit, said["WARC-Refers-To-Date"]))[:17]
    return (
        line.fields["mime"] != "warc/revisit"
        and line.fields["url"] == said["WARC-Refers-To-Target-URI"]
        and line.stamp == stamp
    )


def test_what_was_captured_since_is_in_the_part(archive: Archive) -> None:
    """To the instant, in whole files and in files that hold older captures too."""
    last = LATE - timedelta(microseconds=1)
    written(archive, group("a.htm", b"a", before()), group("b.htm", b"b", last), at=before())
    written(archive, group("c.htm", b"c", last), group("d.htm", b"d", LATE), at=before(1))
    whole = written(archive, group("e.htm", b"e", LATE + DAY), at=LATE + DAY)
    opened = packed(archive)
    assert opened.urls() == {"d.htm", "e.htm"}
    assert opened.zip.read(f"archive/{whole.name}") == whole.read_bytes()
    (_, cut_out) = opened.names[:2]
    assert cut_out == "archive/usst-part-20240111-00000.warc.gz"


def test_members_are_copied_octet_for_octet_with_their_warcinfo(archive: Archive) -> None:
    """Response, request and circumstances; other readers take the file for a WARC file."""
    path = written(archive, group("a.htm", b"a", before()), group("d.htm", b"d", LATE))
    opened = packed(archive)
    content = opened.zip.read("archive/usst-part-20240111-00000.warc.gz")
    records = path.read_bytes()
    assert records.startswith(content[:300])
    assert records.endswith(content[-900:])
    with opened.zip.open("archive/usst-part-20240111-00000.warc.gz") as stored_file:
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Warcinfo-ID"))
            for record in ArchiveIterator(stored_file)
        ]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request", "metadata"]
    text = gzip.decompress(content).decode("latin-1")
    assert f"WARC-Record-ID: {found[1][1]}\r\n" in text
    assert f"WARC-Filename: {path.name}\r\n" in text


def test_the_originals_of_revisits_come_along(archive: Archive) -> None:
    """Of the same URL and of another, and of pages that had not been modified."""
    one, two, three = (group(name, name.encode(), before()) for name in ("1", "2", "3"))
    written(archive, one, two, three, group("4", b"4", before()))
    written(archive, again(one, LATE), again(two, LATE, "moved"),
            again(three, LATE, unmodified=True), at=LATE)  # fmt: skip
    opened = packed(archive)
    assert opened.urls() == {"1", "2", "3", "moved"}
    assert [replayed(opened, name) for name in ("1", "moved", "3")] == [b"1", b"2", b"3"]


class TestRequisites:
    """What the pages of a part need, by their ledgers."""

    def test_the_latest_capture_of_each_comes_along(self, archive: Archive) -> None:
        """Of what was captured; from whatever file, through a revisit to its original."""
        old, style = group("old.css", b"old", before()), group("a.css", b"first", before())
        image = group("a.png", b"png", before())
        written(archive, old, style, image, group("other.png", b"other", before()))
        later = group("a.css", b"second", before(1))
        written(archive, later, again(image, before(1), "b.png"), at=before(1))
        page = group("p.htm", b"page", LATE)
        notes = ledger(page, LATE, "captured a.css", "captured b.png", "missing other.png",
                       "external x.js", "mismatch old.css")  # fmt: skip
        written(archive, page, notes, at=LATE)
        opened = packed(archive)
        assert opened.urls() == {"p.htm", "a.css", "b.png", "a.png", "old.css"}
        assert replayed(opened, "a.css") == b"second"
        assert replayed(opened, "b.png") == b"png"
        assert len([line for line in opened.lines if line.key.endswith("/a.css")]) == 1

    def test_the_latest_ledger_counts(self, archive: Archive) -> None:
        """Though it be older than the part; what an earlier one named is not needed."""
        page = group("p.htm", b"page", before())
        written(archive, page, ledger(page, before(), "captured old.css"),
                group("old.css", b"old", before()), group("new.css", b"new", before()),
                ledger(page, before(1), "captured new.css"))  # fmt: skip
        written(archive, again(page, LATE), at=LATE)
        opened = packed(archive)
        assert opened.urls() == {"p.htm", "new.css"}
        (name,) = [name for name in opened.names if "-part-" in name]
        assert b"requisite: captured" in gzip.decompress(opened.zip.read(name))

    def test_what_requisites_need_comes_along(self, archive: Archive) -> None:
        """Through redirects and ledgers of their own, in circles too."""
        style = group("a.css", b"style", before())
        written(
            archive,
            to_records(moved("go.css", "/a.css", at=before())),
            style,
            ledger(style, before(), "captured a.woff", "captured go.css"),
            group("a.woff", b"font", before()),
        )
        page = group("p.htm", b"page", LATE)
        written(archive, page, ledger(page, LATE, "captured go.css"), at=LATE)
        assert packed(archive).urls() == {"p.htm", "go.css", "a.css", "a.woff"}

    def test_pages_from_before_bring_nothing(self, archive: Archive) -> None:
        """Their requisites are not the part's."""
        page = group("p.htm", b"page", before())
        written(archive, page, ledger(page, before(), "captured a.css"),
                group("a.css", b"a", before()))  # fmt: skip
        written(archive, group("q.htm", b"new", LATE), at=LATE)
        assert packed(archive).urls() == {"q.htm"}


def test_a_redirect_of_the_part_leads_somewhere(archive: Archive) -> None:
    """Its target is not asked for again where it is held."""
    written(archive, group("info/1/7.htm", b"page", before()), group("x.htm", b"x", before()))
    written(archive, to_records(moved("old.htm", "/info/1/7.htm", at=LATE)), at=LATE)
    assert packed(archive).urls() == {"old.htm", "info/1/7.htm"}


def test_the_home_page_is_in_every_part(archive: Archive) -> None:
    """With what it needs, as the page to begin with."""
    home = group("", b"home", before())
    written(archive, home, group("a.css", b"a", before()),
            ledger(home, before(), "captured a.css"), group("b.htm", b"b", before()))  # fmt: skip
    written(archive, group("p.htm", b"page", LATE), at=LATE)
    opened = packed(archive)
    assert opened.urls() == {"", "a.css", "p.htm"}
    assert opened.package["mainPageUrl"] == BASE
    assert opened.pages[0]["url"] == BASE


def test_the_pages_are_those_of_the_part(archive: Archive) -> None:
    """An article that was read before is not listed, though it lies in the same file."""
    archive.make()
    pages = [group(f"info/1/{n}.htm", article_page(), at) for n, at in ((1, before()), (2, LATE))]
    path = written(archive, *pages)
    with ArticleLog(archive.articles) as log:
        for number, page in enumerate(pages, 1):
            capture = Capture(path.name, 0, page[0].id, None)
            log.append(stored(number, fetched_at=page[0].date, warc=capture))
    opened = packed(archive)
    assert [page["url"] for page in opened.pages] == [f"{BASE}info/1/2.htm"]


def test_revisits_that_refer_to_each_other_end(archive: Archive) -> None:
    """As no crawl writes them."""
    page = group("a.htm", b"a", before())
    first, second = again(page, before(1), "b.htm")[0], again(page, before(2), "c.htm")[0]

    def refer(record: Record, to: Record) -> list[Record]:
        headers = dict(record.headers)
        headers["WARC-Refers-To-Target-URI"] = str(to.header("WARC-Target-URI"))
        headers["WARC-Refers-To-Date"] = to.date
        return [Record(type="revisit", id=record.id, date=record.date, block=record.block,
                       headers=tuple(headers.items()))]  # fmt: skip

    written(archive, refer(first, second), refer(second, first))
    shown = group("p.htm", b"page", LATE)
    written(archive, shown, ledger(shown, LATE, "captured b.htm"), at=LATE)
    assert packed(archive).urls() == {"p.htm", "b.htm", "c.htm"}


def test_a_large_part_is_of_several_files(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None much larger than a WARC file should be."""
    monkeypatch.setattr(part, "_FILE", 1)
    for number in range(3):
        at = before(number)
        pages = [group(f"{number}{each}", b"x", at) for each in "ab"]
        written(archive, *pages, group(f"{number}.htm", b"x", LATE), at=at)
    opened = packed(archive)
    assert opened.names[:3] == [f"archive/usst-part-20240111-0000{n}.warc.gz" for n in range(3)]
    assert opened.urls() == {"0.htm", "1.htm", "2.htm"}
    assert all(opened.member(line).startswith(b"WARC/1.1\r\n") for line in opened.lines)


def test_nothing_since(archive: Archive, tmp_path: Path) -> None:
    """It is said, and nothing is left behind."""
    written(archive, group("a.htm", b"a", before()))
    with pytest.raises(NothingToPack, match="nothing captured since 2024-01-11"):
        pack(archive, tmp_path / "a.wacz", since=SINCE)
    assert list(tmp_path.iterdir()) == [archive.root]


def test_the_same_part_twice_is_the_same_octets(archive: Archive, tmp_path: Path) -> None:
    """As a whole package."""
    page = group("a.htm", b"a", before())
    written(archive, page, again(page, LATE))
    for name in "ab":
        pack(archive, tmp_path / f"{name}.wacz", since=SINCE)
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


@pytest.mark.slow
def test_py_wacz_takes_a_part_for_valid(archive: Archive, tmp_path: Path) -> None:
    """With copied members and a whole file."""
    page = group("a.htm", b"a", before())
    written(archive, page, group("b.htm", b"b", LATE))
    written(archive, again(page, LATE + DAY), at=LATE + DAY)
    pack(archive, tmp_path / "a.wacz", since=SINCE)
    done = validate(tmp_path / "a.wacz")
    assert done.returncode == 0, done.stdout
