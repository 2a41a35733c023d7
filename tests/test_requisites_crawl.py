"""Crawls that keep what pages need: of the replica, held against its truth; of literal sites."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import zlib
from collections import Counter
from contextlib import closing
from datetime import timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from conftest import Archived
from crawls import AT_ONCE, Crawl, run_crawl
from fastwarc.warc import ArchiveIterator
from recorded import article_page, listing_page, opened
from scripted import Reply, Scripted, scripted
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from usstnews import reextract
from usstnews.archive.layout import Archive
from usstnews.archive.recover import catch_up
from usstnews.replica import Replica, serve
from usstnews.sites import USST

pytestmark = pytest.mark.usefixtures("uncounted")

PNG = b"\x89PNG\r\n\x1a\n"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NEEDS = (
    "SELECT (SELECT url FROM pages WHERE id = page), (SELECT url FROM pages WHERE id = requisite)"
    " FROM needs"
)
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class Stored(NamedTuple):
    """A record as warcio reads it: `said` are its WARC headers, `block` its block."""

    file: Path
    kind: str
    said: dict[str, str]
    block: bytes

    @property
    def url(self) -> str:
        """The address that it is about."""
        return self.said["WARC-Target-URI"]


def stored(root: Path) -> list[Stored]:
    """Read every record of an archive, file by file."""
    found = []
    for path in sorted((root / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            for each in WarcioIterator(file, no_record_parse=True):
                said = dict(each.rec_headers.headers)
                found.append(Stored(path, each.rec_type, said, each.raw_stream.read()))
    return found


def written_ledgers(root: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Give each ledger record: the page, the record that it refers to, and the outcomes by URL."""
    ledgers = []
    for each in stored(root):
        if each.kind == "metadata" and "WARC-Refers-To" in each.said:
            fields = [line.split(": ", 1) for line in each.block.decode().splitlines()]
            assert {name for name, _ in fields} == {"requisite"}
            entries = [value.split(" ", 1) for _, value in fields]
            outcomes = {url: outcome for outcome, url in entries}
            assert len(outcomes) == len(entries)
            ledgers.append((each.url, each.said["WARC-Refers-To"], outcomes))
    return ledgers


def newest(root: Path) -> dict[str, dict[str, str]]:
    """Give the last ledger of each page."""
    return {page: outcomes for page, _, outcomes in written_ledgers(root)}


def responses(root: Path) -> dict[str, Stored]:
    """Give the responses by their ids."""
    return {each.said["WARC-Record-ID"]: each for each in stored(root) if each.kind == "response"}


def revisits(root: Path) -> list[Stored]:
    """Give the revisits."""
    return [each for each in stored(root) if each.kind == "revisit"]


def originals(root: Path) -> list[str]:
    """Hold each revisit against the response that it cites; gives their profiles."""
    first = responses(root)
    profiles = []
    for each in revisits(root):
        original = first[each.said["WARC-Refers-To"]]
        assert each.said["WARC-Refers-To-Target-URI"] == original.url
        assert each.said["WARC-Refers-To-Date"] == original.said["WARC-Date"]
        assert each.said["WARC-Payload-Digest"] == original.said["WARC-Payload-Digest"]
        profiles.append(each.said["WARC-Profile"])
    return profiles


def state_rows(root: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the state."""
    with closing(sqlite3.connect(root / "state.db")) as state:
        return state.execute(query).fetchall()


def forget(root: Path) -> None:
    """Delete the state."""
    for path in root.glob("state.db*"):
        path.unlink()


# On the replica, whose truth lists what each page needs and what each request comes to.


def test_each_ledger_is_the_truth(archived: Archived) -> None:
    """Every requisite that the replica lists of a page is in its ledger, with what it comes to, and
    nothing else but what other hosts serve.
    """
    truth, ledgers = archived.truth, newest(archived.crawl.archive)
    kinds = truth["requisite_kinds"]
    asked = {archived.site.base_url[:-1] + path for _, _, path in archived.asked}
    kept = {page: urls for page, urls in truth["requisites"].items() if page in asked and urls}

    # A page that sends its readers elsewhere is shown on the way.
    beside = ledgers.keys() - kept.keys()
    assert {truth["kinds"][page] for page in beside} <= {"redirecting"}
    assert kept.keys() <= ledgers.keys()
    assert len(kept) > 60
    for page, urls in kept.items():
        mine = {url: told for url, told in ledgers[page].items() if told != "external"}
        assert mine == {url: kinds[url] for url in urls}, page
        elsewhere = ledgers[page].keys() - mine.keys()
        assert not any(url.startswith(archived.site.base_url) for url in elsewhere)


def test_a_ledger_refers_to_the_record_of_its_page(archived: Archived) -> None:
    """Each is written once, about a response of the very page."""
    ledgers, shown = written_ledgers(archived.crawl.archive), responses(archived.crawl.archive)
    assert len({page for page, _, _ in ledgers}) == len(ledgers)
    for page, record_id, _ in ledgers:
        assert shown[record_id].url == page


def test_every_file_is_asked_for_once_and_no_counter_ever(archived: Archived) -> None:
    """What many pages need is one request, and what must not be asked for is none."""
    paths = Counter(path for _, _, path in archived.asked)
    base, truth = archived.site.base_url[:-1], archived.truth
    kept = (urls for page, urls in truth["requisites"].items() if page.removeprefix(base) in paths)
    needed = {url.removeprefix(base) for urls in kept for url in urls}
    assert needed - paths.keys() == set()
    assert max(paths.values()) == 1
    assert not {url.removeprefix(base) for url in truth["forbidden"]} & paths.keys()


def test_a_file_that_is_not_what_its_url_states_is_noted_and_kept(archived: Archived) -> None:
    """The metadata of its exchange says so; the response holds what came."""
    (url,) = (url for url, kind in archived.truth["requisite_kinds"].items() if kind == "mismatch")
    mine = [
        each for each in stored(archived.crawl.archive) if each.said.get("WARC-Target-URI") == url
    ]
    (notes,) = (each.block.decode() for each in mine if each.kind == "metadata")
    assert "mismatch: the body is not the one whose digest the URL states\r\n" in notes
    (response,) = (each for each in mine if each.kind == "response")
    assert len(response.block) > 100
    noted = [each for each in stored(archived.crawl.archive) if b"mismatch: " in each.block[:2000]]
    assert [
        each.url for each in noted if each.kind == "metadata" and "WARC-Refers-To" not in each.said
    ] == [url]


@pytest.fixture(scope="module")
def thrice(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Crawl a replica, update it, and look at everything again twice."""
    root = tmp_path_factory.mktemp("thrice") / "archive"
    with serve(Replica(articles=30, seed=5)) as server:
        runs = []
        for arguments in ([], [], ["mode=full"], ["mode=full"]):
            before = len(server.requests)
            done = run_crawl(root, f"base_url={server.base_url}", *arguments)
            files = sorted((root / "warc").glob("*.warc.gz"))
            runs.append((done, [path for _, _, path in server.requests[before:]], files))
        yield root, server.base_url, server.replica.truth(server.base_url), runs


def test_an_update_asks_for_no_requisite(thrice: Any) -> None:
    """Nothing is new, so nothing that a page needs is looked at."""
    _, base, truth, ((first, *_), (second, asked, _), *_) = thrice
    assert (first.status, second.status) == (0, 0)
    needed = {url.removeprefix(base[:-1]) for urls in truth["requisites"].values() for url in urls}
    assert set(asked) & needed == set()
    assert second.report["counts"].get("capture/not_modified", 0) <= len(asked)


def test_a_full_run_adds_little_and_asks_for_no_file_that_is_held(thrice: Any) -> None:
    """Conditions are sent; media that are as their URLs state are left alone; each URL that is
    asked for again adds 1600 bytes at most.
    """
    _, base_url, truth, runs = thrice
    base = base_url[:-1]
    first = set(runs[0][1])
    media = {path for path in first if "/__local/" in path}
    wrong = {
        url.removeprefix(base)
        for url, kind in truth["requisite_kinds"].items()
        if kind != "captured"
    }
    for number in (2, 3):
        done, asked, files = runs[number]
        assert done.status == 0, done.log
        again = Counter(asked)
        assert max(again.values()) == 1
        assert not again.keys() & (media - wrong)
        assert len(again) > 60
        added = set(files) - set(runs[number - 1][2])
        assert sum(path.stat().st_size for path in added) / len(asked) <= 1600
        assert done.report["counts"]["capture/not_modified"] > 20
        assert done.report["counts"]["articles/unchanged"] == len(done.articles())


def test_every_page_of_a_full_run_is_a_revisit_of_the_first_response(thrice: Any) -> None:
    """Not of a revisit: what is not a response cannot be replayed from."""
    root, _, _, runs = thrice
    profiles = originals(root)
    assert profiles.count(NOT_MODIFIED) > 40
    assert profiles.count(IDENTICAL) > 40
    for number in (2, 3):
        (file,) = set(runs[number][2]) - set(runs[number - 1][2])
        mine = [each for each in stored(root) if each.file == file]
        brought = [each for each in mine if each.kind == "response"]
        # Redirects and empty answers are responses each time.
        assert all(
            each.block.split(b"\r\n\r\n", 1)[1] == b"" or b" 30" in each.block[:16]
            for each in brought
        )
        assert sum(each.kind in {"response", "revisit"} for each in mine) == len(runs[number][1])


def test_a_304_is_kept_in_the_metadata(thrice: Any) -> None:
    """Its record has an empty block, for with a 304's head it would replay as an empty page."""
    root = thrice[0]
    unmodified = [each for each in revisits(root) if each.said["WARC-Profile"] == NOT_MODIFIED]
    told = {
        each.said["WARC-Record-ID"]: each.block
        for each in stored(root)
        if each.kind == "metadata" and b"notModifiedHead: HTTP/1.1%20304" in each.block
    }
    assert {each.block for each in unmodified} == {b""}
    assert len(told) == len(unmodified)


def test_full_runs_change_no_line_and_reextraction_agrees(thrice: Any) -> None:
    """Pages that are read out of revisits say what they said."""
    root, _, _, runs = thrice
    lines = (root / "articles.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == len(runs[0][0].articles())
    assert [article.to_json() for article in reextract(root)] == lines


def test_ledgers_are_written_once(thrice: Any) -> None:
    """Runs that find the same write none again."""
    ledgers = written_ledgers(thrice[0])
    assert max(Counter(page for page, _, _ in ledgers).values()) == 1


def test_a_deleted_state_knows_it_all_again(thrice: Any, tmp_path: Path) -> None:
    """Kinds, needs, originals, validators and ledgers come back from the records alone, and a
    further run writes no ledger.
    """
    root, base, _, _ = thrice
    copy = shutil.copytree(root, tmp_path / "archive")
    queries = (
        "SELECT url, role, kind, needed, payload, etag, modified, record_id, ledger FROM pages",
        NEEDS,
        "SELECT * FROM originals",
    )
    before = [sorted(state_rows(copy, query), key=str) for query in queries]
    ledgers = written_ledgers(copy)
    forget(copy)
    site = USST.at(base)
    with opened(Archive(copy), site) as intake:
        assert catch_up(Archive(copy), intake, site) == 0
    after = [sorted(state_rows(copy, query), key=str) for query in queries]
    for was, now in zip(before, after, strict=True):
        assert now == was
    done = run_crawl(copy, f"base_url={base}")
    assert not [name for name in done.report["counts"] if name.startswith("requisites/")]
    assert written_ledgers(copy) == ledgers


# On literal sites.


def fill(site: Scripted, **articles: str) -> None:
    """Give a site a listing of articles, each with some markup; `a1` is the article 1."""
    paths = [f"/info/1/{name[1:]}.htm" for name in articles]
    site.replies["/News.htm"] = Reply(listing_page(*paths))
    for path, (name, more) in zip(paths, articles.items(), strict=True):
        site.replies[path] = Reply(article_page(f"No. {name}", f"Words of {name}.", more))


def put(site: Scripted, path: str, body: bytes, kind: str = "image/png", **more: Any) -> None:
    """Give a site a file."""
    site.replies[path] = Reply(body, headers=[("Content-Type", kind)], **more)


def crawl(
    site: Scripted,
    root: Path,
    *arguments: str,
    settings: tuple[str, ...] = (),
    later: timedelta = AT_ONCE,
) -> Crawl:
    """Crawl the listing of a site."""
    site.asked.clear()
    site.conditions.clear()
    listing = (f"base_url={site.base_url}", "listings=News.htm")
    given = ("RETRY_TIMES=1", *settings)
    return run_crawl(root, "site=vsb", *listing, *arguments, settings=given, later=later)


def ledger(site: Scripted, root: Path, path: str = "info/1/1.htm") -> dict[str, str]:
    """Give the last ledger of a page, by path."""
    found = newest(root).get(site.base_url + path, {})
    return {url.removeprefix(site.base_url[:-1]): outcome for url, outcome in found.items()}


def test_what_is_not_there_is_a_hole_and_no_failure(tmp_path: Path) -> None:
    """404, 403 and 500 are noted, the run is complete, and the error pages' own images are none of
    the page's.
    """
    with scripted() as site:
        fill(site, a1="<img src=/gone.png><img src=/shut.png><img src=/bad.png><img src=/ok.png>")
        for path, status in (("/gone.png", 404), ("/shut.png", 403), ("/bad.png", 500)):
            site.replies[path] = Reply(b"<html><body><img src=/logo.png></body></html>", status)
        put(site, "/ok.png", PNG)
        done = crawl(site, tmp_path)
        assert "/logo.png" not in site.asked
        assert site.asked.count("/bad.png") == 2, "a server error is tried again"
        assert done.status == 0, done.log
        assert ledger(site, tmp_path) == {
            "/gone.png": "missing",
            "/shut.png": "failed",
            "/bad.png": "failed",
            "/ok.png": "captured",
        }
        crawl(site, tmp_path)
        assert not {"/gone.png", "/shut.png", "/bad.png"} & set(site.asked)
        for path in ("/gone.png", "/shut.png", "/bad.png"):
            put(site, path, PNG + path.encode())
        crawl(site, tmp_path, "mode=full")
        assert set(ledger(site, tmp_path).values()) == {"captured"}
        assert len(written_ledgers(tmp_path)) == 2


def test_a_requisite_that_does_not_answer_makes_the_run_incomplete(tmp_path: Path) -> None:
    """It is due a day later; a body that broke off is none, and re-extraction agrees."""
    with scripted() as site:
        fill(site, a1="<img src=/torn.png>")
        put(site, "/torn.png", PNG + b"x" * 99, cut=50)
        done = crawl(site, tmp_path)
        assert done.status == 2
        assert "/torn.png" in done.reason
        assert ledger(site, tmp_path) == {"/torn.png": "failed"}
        cut = [each for each in responses(tmp_path).values() if each.url.endswith("/torn.png")]
        assert {each.said.get("WARC-Truncated") for each in cut} == {"disconnect"}
        assert [article.id for article in reextract(tmp_path)] == [1]
        site.replies["/torn.png"].cut = 0
        assert crawl(site, tmp_path, later=timedelta(days=1)).status == 0
        assert ledger(site, tmp_path) == {"/torn.png": "captured"}


def test_a_requisite_that_redirects_is_what_it_leads_to(tmp_path: Path) -> None:
    """Both addresses are in the ledger, with what the target needs; a target that is held is not
    asked for again, and one off the site not at all. A rebuilt state knows as much.
    """
    with scripted() as site:
        more = "".join(f"<link rel=stylesheet href=/{name}.css>" for name in "abcd")
        fill(site, a1=more + "<img src=/e.png>", a2="<img src=/f.png>")
        site.redirect("/a.css", "/new.css", 301)
        site.redirect("/b.css", "/new.css")
        site.redirect("/c.css", "/gone.css")
        site.redirect("/d.css", "/gone.css")
        site.redirect("/e.png", "http://127.0.0.1:9/elsewhere.png")
        site.redirect("/f.png", "/f.png")
        put(site, "/new.css", b"p { background: url(drawn.png) }", "text/css")
        put(site, "/drawn.png", PNG)
        done = crawl(site, tmp_path)
        assert done.status == 0, done.log
        assert max(Counter(site.asked).values()) == 1
        assert ledger(site, tmp_path) == {
            **dict.fromkeys(("/a.css", "/b.css", "/new.css", "/drawn.png"), "captured"),
            "/e.png": "external",
            # The redirects are there; what they lead to is not.
            **dict.fromkeys(("/c.css", "/d.css"), "captured"),
            "/gone.css": "missing",
        }
        assert ledger(site, tmp_path, "info/1/2.htm") == {"/f.png": "circular"}
        assert len(reextracted(tmp_path)) == 2
        forget(tmp_path)
        crawl(site, tmp_path)
        again = {"/a.css", "/b.css", "/c.css", "/d.css", "/new.css", "/gone.css", "/e.png"}
        assert not again & set(site.asked)


@pytest.mark.slow
def test_a_picture_that_redirects_to_a_page_takes_nothing_from_the_page(tmp_path: Path) -> None:
    """As sites do for what is gone: the page is asked for as a page, in its turn, and its edits are
    versions in crawl and re-extraction.
    """
    with scripted() as site:
        fill(site, a1="<img src=/x.png>", a2="<img src=/y.png>")
        site.redirect("/x.png", "/info/1/1.htm")
        site.redirect("/y.png", "/info/1/1.htm")
        assert crawl(site, tmp_path, "limit=1").status == 0
        assert crawl(site, tmp_path).status == 0
        site.replies["/info/1/1.htm"] = Reply(article_page("No. 1", "Edited.", "<img src=/x.png>"))
        for _ in range(2):
            done = crawl(site, tmp_path, "mode=full")
            assert max(Counter(site.asked).values()) == 1
        told = sorted((each["id"], each["version"]) for each in done.articles())
        assert told == [(1, 1), (1, 2), (2, 1)]
        assert len(reextracted(tmp_path)) == 3
        assert ledger(site, tmp_path)["/x.png"] == "captured"


def reextracted(root: Path) -> list[str]:
    """Give the lines that re-extraction makes, which are those that stand there."""
    again = [article.to_json() for article in reextract(root)]
    assert again == (root / "articles.jsonl").read_text("utf-8").splitlines()
    return again


def test_a_captcha_is_never_the_file(tmp_path: Path) -> None:
    """HTML in the place of a file, an image or a sheet is `blocked`, and kept as what it is; a day
    later it is tried again.
    """
    with scripted() as site:
        download = "/system/_content/download.jsp?wbfileid=7"
        fill(site, a1="<img src=/x.png><link rel=stylesheet href=/x.css>")
        body = article_page("One", "Words.").replace(
            b"</form>", f'<a href="{download}">Form.pdf</a></form>'.encode()
        )
        site.replies["/info/1/1.htm"].body = body.replace(b"</body>", b"<img src=/x.png></body>")
        captcha = b"<!DOCTYPE html><html><title>captcha</title><img src=/code.png></html>"
        site.replies[download] = site.replies["/x.png"] = Reply(captcha)
        assert crawl(site, tmp_path).status == 0
        assert ledger(site, tmp_path) == {download: "blocked", "/x.png": "blocked"}
        assert "/code.png" not in site.asked
        crawl(site, tmp_path)
        assert download not in site.asked
        put(site, download, b"%PDF-1.4", "application/pdf")
        crawl(site, tmp_path, later=timedelta(days=1))
        assert ledger(site, tmp_path) == {download: "captured", "/x.png": "blocked"}


def test_a_file_under_two_urls_is_one_response_and_a_revisit(tmp_path: Path) -> None:
    """So are equal pages at two addresses: each address has a record of its own."""
    with scripted() as site:
        fill(site, a1="<img src=/one.png>", a2="<img src=/two.png>", a3="")
        put(site, "/one.png", PNG + b"the same")
        put(site, "/two.png", PNG + b"the same")
        site.replies["/info/1/3.htm"] = Reply(site.replies["/info/1/2.htm"].body)
        crawl(site, tmp_path)
        assert originals(tmp_path) == [IDENTICAL] * 2
        page, image = revisits(tmp_path)
        pages, images = ("info/1/2.htm", "info/1/3.htm"), ("one.png", "two.png")
        for each, names in ((page, pages), (image, images)):
            first = each.said["WARC-Refers-To-Target-URI"]
            assert {each.url, first} == {site.base_url + name for name in names}
            assert each.said["WARC-Truncated"] == "length"
        assert b"Content-Type: image/png\r\n" in image.block
        assert not image.block.endswith(b"the same")
        assert len(reextracted(tmp_path)) == 3


@pytest.mark.slow
def test_an_edit_that_is_undone_is_a_version_out_of_a_revisit(tmp_path: Path) -> None:
    """A, B, A: the third line cites a revisit, and re-extraction reads the same three lines."""
    with scripted() as site:
        fill(site, a1="")
        first = site.replies["/info/1/1.htm"].body
        for body in (first, article_page("No. a1", "Edited."), first):
            site.replies["/info/1/1.htm"] = Reply(body, tag=f'"{md5(body).hexdigest()}"')
            done = crawl(site, tmp_path, "mode=full")
            assert done.status == 0
        lines = done.articles()
        assert [(each["version"], each["text"]) for each in lines] == [
            (1, "Words of a1."),
            (2, "Edited."),
            (3, "Words of a1."),
        ]
        cited = [each["warc"] for each in lines]
        kinds = {each.said["WARC-Record-ID"]: each.kind for each in stored(tmp_path)}
        assert [kinds[each["record_id"]] for each in cited] == ["response", "response", "revisit"]
        assert [each["payload_digest"] for each in cited[::2]] == [cited[0]["payload_digest"]] * 2
        assert len(reextracted(tmp_path)) == 3
        # What is held is the third version: the site is asked by what that came with.
        crawl(site, tmp_path, "mode=full")
        assert ("/info/1/1.htm", f'"{md5(first).hexdigest()}"') in site.conditions
        assert NOT_MODIFIED in originals(tmp_path)
        assert len(reextracted(tmp_path)) == 3


@pytest.mark.slow
def test_what_was_held_in_a_file_that_is_gone_is_written_again(tmp_path: Path) -> None:
    """Nothing is asked on conditions that only the lost file could answer, no record repeats what
    is not there, and the run is loud about it.
    """
    with scripted() as site:
        fill(site, a1="<img src=/x.png>")
        put(site, "/x.png", PNG, tag='"x"')
        crawl(site, tmp_path)
        (warc,) = (tmp_path / "warc").glob("*.warc.gz")
        warc.unlink()
        done = crawl(site, tmp_path, "mode=full")
        assert (done.status, warc.name in done.reason) == (3, True), done.log
        assert site.conditions == []
        brought = {each.url: each for each in responses(tmp_path).values()}
        assert brought[site.base_url + "x.png"].block.endswith(PNG)
        assert revisits(tmp_path) == []
        crawl(site, tmp_path, "mode=full")
        assert site.conditions == [("/x.png", '"x"')]
        assert NOT_MODIFIED in originals(tmp_path)


def test_a_304_to_a_question_that_was_not_asked_is_no_file(tmp_path: Path) -> None:
    """It is asked for once more, without conditions, and then taken for a failure."""
    with scripted() as site:
        fill(site, a1="<img src=/x.png>")
        put(site, "/x.png", b"", status=304)
        done = crawl(site, tmp_path)
        assert done.status == 0, done.log
        assert site.asked.count("/x.png") == 2
        assert ledger(site, tmp_path) == {"/x.png": "failed"}


def local(body: bytes, name: str = "A") -> str:
    """Spell the address that the CMS gives a file, by MD5, CRC-32 and size."""
    digest, crc = md5(body).hexdigest().upper(), zlib.crc32(body)
    return (
        f"/__local/{digest[0]}/{digest[1:3]}/{digest[3:5]}/{digest[5:]}_{crc:08X}_{len(body):X}.png"
    )


def test_files_of_a_digest_are_held_for_good(tmp_path: Path) -> None:
    """As its URL states it, a file is not asked for again; what is not so is noted, kept, and
    looked at in full runs.
    """
    with scripted() as site:
        right, wrong = local(PNG + b"right"), local(PNG + b"stated")
        fill(site, a1=f"<img src={right}><img src={wrong}>")
        put(site, right, PNG + b"right")
        put(site, wrong, PNG + b"another")
        crawl(site, tmp_path)
        assert ledger(site, tmp_path) == {right: "captured", wrong: "mismatch"}
        assert {right, wrong} <= set(site.asked)
        crawl(site, tmp_path, "mode=full")
        assert right not in site.asked
        assert wrong in site.asked
        put(site, wrong, PNG + b"stated")
        crawl(site, tmp_path, "mode=full")
        assert ledger(site, tmp_path) == {right: "captured", wrong: "captured"}
        crawl(site, tmp_path, "mode=full")
        assert not {right, wrong} & set(site.asked)


@pytest.mark.slow
def test_what_is_too_large_is_not_asked_for_again(tmp_path: Path) -> None:
    """Not in an update either whose state was made anew."""
    with scripted() as site:
        fill(site, a1="<img src=/big.png>")
        put(site, "/big.png", PNG + b"x" * 300_000)
        limits = ("DOWNLOAD_MAXSIZE=200000",)
        done = crawl(site, tmp_path, settings=limits)
        assert done.status == 0, done.log
        assert ledger(site, tmp_path) == {"/big.png": "oversize"}
        for _ in range(2):
            crawl(site, tmp_path, settings=limits)
            assert "/big.png" not in site.asked
            forget(tmp_path)


def test_what_robots_txt_forbids_is_not_asked_for(tmp_path: Path) -> None:
    """The ledger says why it is not there, and the run is complete."""
    with scripted() as site:
        robots = Reply(
            b"User-agent: *\nDisallow: /private/", headers=[("Content-Type", "text/plain")]
        )
        site.replies["/robots.txt"] = robots
        fill(site, a1="<img src=/private/x.png><img src=/public.png>")
        put(site, "/public.png", PNG)
        done = crawl(site, tmp_path)
        assert done.status == 0, done.log
        assert ledger(site, tmp_path) == {"/private/x.png": "forbidden", "/public.png": "captured"}
        assert "/private/x.png" not in site.asked


@pytest.mark.parametrize("robots", ["open", "closed", "broken"])
def test_files_on_a_media_host_are_asked_for_there(
    robots: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own robots.txt counts, and stops nothing on the site; no other host is asked at all."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with scripted() as site, scripted() as media, scripted() as other:
        host = media.base_url.split("/")[2]
        (tmp_path / "mine.py").write_text(
            "from dataclasses import replace\nfrom usstnews.sites import VSB\n"
            f"MINE = replace(VSB, name='mine', base_url='{site.base_url}',"
            f" media_hosts=('{host}',))\n"
        )
        fill(site, a1=f"<img src={media.base_url}x.png><img src={other.base_url}y.png>")
        put(media, "/x.png", PNG)
        put(other, "/y.png", PNG)
        said = {"open": (b"", 200), "closed": (b"User-agent: *\nDisallow: /", 200)}
        body, status = said.get(robots, (b"", 503))
        media.replies["/robots.txt"] = Reply(body, status, [("Content-Type", "text/plain")])
        root = tmp_path / "archive"
        done = run_crawl(root, "site=mine:MINE", "listings=News.htm", settings=("RETRY_TIMES=1",))
        assert done.status == 0, done.log
        assert [each["id"] for each in done.articles()] == [1]
        outcomes = newest(root)[site.base_url + "info/1/1.htm"]
        assert outcomes == {
            media.base_url + "x.png": "captured" if robots == "open" else "forbidden",
            other.base_url + "y.png": "external",
        }
        assert ("/x.png" in media.asked) == (robots == "open")
        assert other.asked == []


def test_sheets_and_frames_bring_what_they_need(tmp_path: Path) -> None:
    """A page's ledger goes through imports and frames; a sheet that loses an image says so in the
    ledger of each page that uses it.
    """
    with scripted() as site:
        fill(site, a1="<link rel=stylesheet href=/a.css><iframe src=/frame.htm></iframe>", a2="")
        put(site, "/a.css", b"@import 'b.css'; p { background: url(a.png) }", "text/css")
        put(site, "/b.css", b"@import 'a.css'; p { background: url(b.png) }", "text/css")
        site.replies["/frame.htm"] = Reply(b"<html><body><img src=c.png></body></html>")
        for name in "abc":
            put(site, f"/{name}.png", PNG + name.encode())
        crawl(site, tmp_path)
        whole = ["/a.css", "/a.png", "/b.css", "/b.png", "/c.png", "/frame.htm"]
        assert ledger(site, tmp_path) == dict.fromkeys(whole, "captured")
        put(site, "/b.css", b"p { background: url(d.png) }", "text/css")
        crawl(site, tmp_path, "mode=full")
        now = dict.fromkeys(set(whole) - {"/b.png"}, "captured")
        assert ledger(site, tmp_path) == {**now, "/d.png": "missing"}
        pages = [page for page, _, _ in written_ledgers(tmp_path)]
        assert pages == [site.base_url + "info/1/1.htm"] * 2


def test_a_site_in_a_folder_takes_files_from_its_host(tmp_path: Path) -> None:
    """The CMS keeps them at the root; redirects among them are followed, in a rebuilt state too."""
    with scripted() as site:
        site.replies["/en/News.htm"] = Reply(listing_page("/en/info/1/1.htm"))
        page = article_page(more="<img src=/system/x.png>")
        site.replies["/en/info/1/1.htm"] = Reply(page)
        site.redirect("/system/x.png", "/system/y.png")
        put(site, "/system/y.png", PNG)
        arguments = ("site=vsb", f"base_url={site.base_url}en/", "listings=News.htm")
        assert run_crawl(tmp_path, *arguments).status == 0
        query = "SELECT url, role, kind FROM pages ORDER BY url"
        before = state_rows(tmp_path, query)
        assert (site.base_url + "system/y.png", "requisite", "requisite") in before
        forget(tmp_path)
        site.asked.clear()
        run_crawl(tmp_path, *arguments)
        assert state_rows(tmp_path, query) == before
        assert not any(path.startswith("/system/") for path in site.asked)


def test_every_record_is_read_by_fastwarc_with_its_digests(archived: Archived) -> None:
    """Of revisits, ledgers and responses the block digests hold."""
    for path in (archived.crawl.archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as file:
            for each in ArchiveIterator(file, parse_http=False):
                spelt = each.headers.get("WARC-Block-Digest")
                if spelt is not None:
                    algorithm, _, said = spelt.partition(":")
                    assert algorithm == "sha256"
                    from hashlib import sha256

                    assert sha256(each.reader.read()).hexdigest() == said


# What sites do to a crawl that trusts them, and what disks do.


def spoil(root: Path, path: str) -> None:
    """Change an octet in the record that brought a payload."""
    query = f"SELECT file, offset FROM originals WHERE url LIKE '%{path}'"
    ((file, offset),) = state_rows(root, query)
    warc = root / "warc" / file
    content = bytearray(warc.read_bytes())
    content[offset + 60] ^= 0xFF
    warc.write_bytes(content)


@pytest.mark.slow
def test_a_damaged_record_locks_nothing_and_is_replaced(tmp_path: Path) -> None:
    """A 304 that stands for it is asked for again without conditions, and a payload that repeats it
    is written whole; the runs after that go on.
    """
    with scripted() as site:
        fill(site, a1="<img src=/x.png>", a2="<img src=/y.png>")
        put(site, "/x.png", PNG * 50, tag='"x"')
        crawl(site, tmp_path)
        crawl(site, tmp_path)
        spoil(tmp_path, "/x.png")
        put(site, "/y.png", PNG * 50)
        full = crawl(site, tmp_path, "mode=full")
        assert full.status == 0, full.log
        last = max((tmp_path / "warc").glob("*.warc.gz"))
        with last.open("rb") as file:
            kinds = {
                (each.rec_type, each.rec_headers.get_header("WARC-Target-URI"))
                for each in WarcioIterator(file, no_record_parse=True)
            }
        whole = {url.removeprefix(site.base_url) for kind, url in kinds if kind == "response"}
        assert whole & {"x.png", "y.png"}, "one of them brings the payload anew"
        assert crawl(site, tmp_path).status == 0


def test_a_file_that_came_corrupted_is_had_again(tmp_path: Path) -> None:
    """Under the same ETag: what does not keep its URL's word is asked for without conditions."""
    with scripted() as site:
        where = local(PNG + b"stated")
        fill(site, a1=f"<img src={where}>")
        put(site, where, PNG + b"damage", tag='"t"')
        crawl(site, tmp_path)
        assert ledger(site, tmp_path) == {where: "mismatch"}
        put(site, where, PNG + b"stated", tag='"t"')
        crawl(site, tmp_path, "mode=full")
        assert ledger(site, tmp_path) == {where: "captured"}


@pytest.mark.slow
def test_a_304_that_nobody_asked_for_shows_nothing(tmp_path: Path) -> None:
    """The page has failed, the article stays one, and the index does not know the empty answer."""
    with scripted() as site:
        fill(site, a1="", a2="")
        crawl(site, tmp_path)
        site.replies["/info/1/1.htm"] = Reply(b"", 304)
        done = crawl(site, tmp_path, "mode=full")
        assert done.status == 2
        rows = state_rows(tmp_path, "SELECT kind FROM pages WHERE url LIKE '%/info/1/1.htm'")
        assert rows == [("article",)]
        index = "".join(path.read_text() for path in (tmp_path / "index").glob("*.cdxj"))
        assert '"status": 304' not in index
        assert index.count("info/1/1.htm") == 2, "its URL and its SURT in one line"


@pytest.mark.slow
def test_redirects_in_a_circle_are_left_alone(tmp_path: Path) -> None:
    """No hop of a chain is due in the next run, wherever the chain ends; a rebuilt state agrees."""
    with scripted() as site:
        fill(site, a1="<img src=/m.png><img src=/a.png><img src=/t.png>")
        site.redirect("/m.png", "/n.png", 301)
        site.redirect("/n.png", "/m.png", 301)
        site.redirect("/a.png", "/b.png")
        site.redirect("/b.png", "http://127.0.0.1:9/x.png")
        site.redirect("/t.png", "/gone.png", 301)
        crawl(site, tmp_path)
        told = {
            "/m.png": "circular",
            "/a.png": "external",
            "/t.png": "captured",
            "/gone.png": "missing",
        }
        assert told.items() <= ledger(site, tmp_path).items()
        for _ in range(2):
            crawl(site, tmp_path)
            assert set(site.asked) == {"/robots.txt", "/News.htm"}
            forget(tmp_path)
        crawl(site, tmp_path, "mode=full")
        assert ledger(site, tmp_path)["/m.png"] == "circular"


@pytest.mark.slow
def test_frames_without_end_are_a_trap(tmp_path: Path) -> None:
    """A soft 404 whose frame is relative makes ever deeper addresses; few are followed."""

    class Trap(dict[str, Reply]):
        def get(self, path: str, default: object = None) -> Any:
            """Answer anything below /f/ with a page that frames another."""
            if path.startswith("/f/") and path not in self:
                return Reply(b"<html><body><iframe src='f/x.htm'></iframe></body></html>")
            return super().get(path, default)

    with scripted() as site:
        site.replies = Trap(site.replies)
        fill(site, a1="<iframe src=/f/x.htm></iframe>")
        assert crawl(site, tmp_path).status == 0
        assert 2 < sum(path.startswith("/f/") for path in site.asked) < 10


def test_a_page_in_the_place_of_a_frame_is_none(tmp_path: Path) -> None:
    """The CMS's own 404 page comes with 200, a challenge with anything; neither needs a thing."""
    missing = "<html><head><title>404错误提示</title></head><body><img src=/m.png></body></html>"
    with scripted() as site:
        fill(site, a1="<iframe src=/fr.htm></iframe><iframe src=/shut.htm></iframe>")
        site.replies["/fr.htm"] = Reply(missing.encode())
        site.replies["/shut.htm"] = Reply(b"<html><script>var challengeId = 'x';</script></html>")
        assert crawl(site, tmp_path).status == 0
        assert ledger(site, tmp_path) == {"/fr.htm": "missing", "/shut.htm": "blocked"}


def test_a_style_sheet_is_one_whatever_it_says_of_itself(tmp_path: Path) -> None:
    """Without a type, or as plain text, as browsers take it; one that imports itself ends."""
    with scripted() as site:
        sheets = "".join(f"<link rel=stylesheet href=/{name}.css>" for name in "abc")
        fill(site, a1=sheets)
        css = "@import '{0}.css'; p {{ background: url({0}.png) }}"
        site.replies["/a.css"] = Reply(css.format("a").encode(), headers=[("X-A", "1")])
        put(site, "/b.css", css.format("b").encode(), "text/plain")
        put(site, "/c.css", css.format("c").encode(), "text/css")
        for name in "abc":
            put(site, f"/{name}.png", PNG)
        assert crawl(site, tmp_path).status == 0
        assert ledger(site, tmp_path) == {
            f"/{name}.{suffix}": "captured" for name in "abc" for suffix in ("css", "png")
        }
        assert len(reextracted(tmp_path)) == 1


@pytest.mark.parametrize("coding", ["gzip", "x-gzip"])
def test_a_file_keeps_its_word_with_or_without_its_coding(tmp_path: Path, coding: str) -> None:
    """Large ones too; some servers take a `.gz` file for a coded one."""
    large = PNG + Random(1).randbytes(9_000_000)
    packed = gzip.compress(b"tar" * 100, mtime=0)
    image, file = local(large), local(packed).replace(".png", ".gz")
    with scripted() as site:
        fill(site, a1=f"<img src={image}>")
        for where, body in ((image, gzip.compress(large, 1)), (file, packed)):
            headers = [("Content-Type", "image/png"), ("Content-Encoding", coding)]
            site.replies[where] = Reply(body, headers=headers)
        page = article_page("No. 2", f"<a href={file}>f</a>")
        site.replies["/info/1/2.htm"] = Reply(page)
        site.replies["/News.htm"] = Reply(listing_page("/info/1/1.htm", "/info/1/2.htm"))
        assert crawl(site, tmp_path).status == 0
        assert ledger(site, tmp_path) == {image: "captured"}
        assert ledger(site, tmp_path, "info/1/2.htm") == {file: "captured"}
