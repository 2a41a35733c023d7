"""How long the whole extraction of a page takes, beside a bare parse and a general extractor."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import trafilatura
from lxml import etree
from rich.progress import track
from table import Row, at_most, show

from usstnews.extract import decode, extract, parse
from usstnews.replica import Replica
from usstnews.sites import USST, VSB, origin, site_of
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usstnews.sites.base import Site

HOW = """\
Each page is read whole, as the crawl does: bytes to text, text to a tree, the tree to an article,
its words cleaned and digested. The bare parse makes lxml's tree of the same bytes. The two take
turns on each page; the shortest of their CPU times on it is taken, and the sums over the pages
compared. trafilatura reads text and metadata out of the same bytes after them. What is asked is
asked of real pages and of all together; single kinds are told: a page of 10 kB is parsed in less
time than an article takes to be made, and long bodies are all elements, no template. Pages of ten
times as many elements of one sort are to take some ten times as long: the best of five runs."""
REAL = Path(__file__).parents[1].resolve().parent / "shared" / "real"
ROUNDS = 7
ASKED, GROWTH = 6, 15
URL = "https://en.usst.edu.cn/info/1023/2065.htm"
HEADER = "text/html; charset=utf-8"
BEGIN = (
    "<!DOCTYPE html><html><head><title>Title-USST</title></head><body>"
    "<script>_jsq_(1023,'/content.jsp',2065,1)</script><form name='_newscontent_fromname'>"
    "<h1>Title</h1><p>May 24, 2019</p><div id='vsb_content'><div class='v_news_content'>"
)
END = "</div></div></form></body></html>"
SENTENCE = "The model predicts the load three hours ahead and is right in most cases. "
MANY = {
    "links": "<p>One <a href='../1023/{}.htm'>article</a></p>",
    "downloads": "<p>附件【<a href='/system/_content/download.jsp?wbfileid={}'>a</a>】已下载"
    "<span id='nattach{}'></span>次</p>",
    "captions": "<p style='text-align:center'><img src='{}.png'></p>"
    "<p style='text-align:center'>Seen {}</p>",
    "pictures in one paragraph": "<img src='{}.png'>words",
    "hidden elements": "<span style='display:none'>no {}</span><span>yes</span>",
    "sizeless elements": "<span style='font-size:0'>no {}</span>",
    "scripts": "<script>showVsbVideo('/{}.mp4')</script>",
    "styles": "<style>.a{}{{display:none}}</style><p class='a{}'>no</p>",
    "nested elements": "<div>{}",
    "spanning cells": "<table><tr><td rowspan=50 colspan=50>{}</td></tr><tr><td>b</tr></table>",
    "rows": "<tr><td>{}<td><p>a</p><p>b</p></td></tr>",
    "list items": "<ul><li>{}<li>b</ul>",
}


class Document(NamedTuple):
    """A page as it was answered."""

    body: bytes
    url: str
    site: Site


def read(page: Document) -> None:
    """Read a page whole."""
    clean_article(extract(parse(decode(page.body, HEADER), page.url, page.site), page.site))


def parse_bare(page: Document) -> None:
    """Make a tree of a page, and nothing of the tree."""
    etree.fromstring(page.body, etree.HTMLParser(encoding="utf-8"))


def read_with_trafilatura(page: Document) -> None:
    """Read text and metadata of a page with trafilatura."""
    trafilatura.bare_extraction(page.body, with_metadata=True)


def took(work: Callable[[Document], None], page: Document) -> float:
    """Measure the CPU time of one run, in seconds."""
    start = time.process_time()
    work(page)
    return time.process_time() - start


def real_site() -> Iterator[Document]:
    """Give the articles of the mirrored site, if it is at hand."""
    site = VSB.at("https://sz1cz.gusuedu.cn/")
    for file in sorted((REAL / "sz1cz").glob("info/*/*.htm")):
        name = file.relative_to(REAL / "sz1cz").as_posix()
        yield Document(file.read_bytes(), site.base_url + name, site)


def real_pages() -> Iterator[Document]:
    """Give the single articles of other sites, if they are at hand."""
    manifest = REAL / "pages" / "manifest.jsonl"
    lines = manifest.read_text("utf-8").splitlines() if manifest.is_file() else []
    for entry in map(json.loads, lines):
        if entry["kind"] == "article":
            url = f"https://{entry['file'].partition('_')[0]}.example/info/1/2.htm"
            site = site_of(url).at(origin(url))
            yield Document((REAL / "pages" / entry["file"]).read_bytes(), url, site)


def replica_pages() -> Iterator[Document]:
    """Give the articles of a replica."""
    replica = Replica(articles=60, seed=1)
    for slot in replica.roll.by_id.values():
        if slot.readable and slot.recipe.coding == "utf-8":
            path = slot.paths[0]
            answer = replica.answer(path, USST.base_url)
            yield Document(answer.body, USST.base_url.rstrip("/") + path, USST)


def long_pages() -> Iterator[Document]:
    """Give pages of a hundred thousand characters: of paragraphs, of lists, of a table."""
    row = f"<tr><td>1</td><td>{SENTENCE}</td><td>2</td></tr>"
    for inner in (
        f"<p>{SENTENCE * 4}</p>" * 350,
        f"<ul>{f'<li>{SENTENCE}</li>' * 30}</ul><p>{SENTENCE * 2}</p>" * 40,
        f"<table><tbody>{row * 1000}</tbody></table>",
    ):
        yield Document(f"{BEGIN}{inner}{END}".encode(), URL, USST)


def grown(piece: str, times: int) -> Document:
    """Make a page of many elements of one sort."""
    inner = "".join(piece.format(number, number) for number in range(times))
    return Document(f"{BEGIN}{inner}{END}".encode(), URL, USST)


def main() -> bool:
    """Print the table; tell whether all is fast enough."""
    logging.disable(logging.ERROR)
    kinds = {
        "the articles of sz1cz": list(real_site()),
        "articles of other sites": list(real_pages()),
        "articles of the replica": list(replica_pages()),
        "pages of 100,000 characters": list(long_pages()),
    }
    rows, sums = [], [0.0, 0.0, 0.0]
    if not kinds["the articles of sz1cz"]:
        print(f"No real pages at {REAL}: they are not measured.")
    for kind, pages in kinds.items():
        found = [0.0, 0.0, 0.0]
        for page in track(pages, kind, transient=True, disable=not sys.stderr.isatty()):
            turns = [(took(read, page), took(parse_bare, page)) for _ in range(ROUNDS)]
            general = [took(read_with_trafilatura, page) for _ in range(2)]
            best = map(min, (*zip(*turns, strict=True), general))
            found = [total + each for total, each in zip(found, best, strict=True)]
        if pages:
            rows += _rows(kind, len(pages), found, judged="sz1cz" in kind)
        sums = [a + b for a, b in zip(sums, found, strict=True)]
    rows.append(at_most("all pages: extraction, in lxml parses", sums[0] / sums[1], ASKED, "×"))
    for what, piece in MANY.items():
        few, many = (min(took(read, grown(piece, n)) for _ in range(5)) for n in (400, 4000))
        rows.append(at_most(f"ten times as many {what}: time", many / few, GROWTH, "×"))
    return show("Extraction", rows, HOW)


def _rows(kind: str, count: int, found: list[float], *, judged: bool) -> list[Row]:
    """Tell how long the pages of one kind took."""
    ours, bare, general = (1000 * each / count for each in found)
    ratio = at_most(f"{kind}: extraction, in lxml parses", ours / bare, ASKED, "×")
    return [
        ratio if judged else Row(ratio.what, ratio.figure),
        Row(f"{kind}: trafilatura, likewise", f"{general / bare:.3g} ×"),
        Row(f"{kind}: a page", f"{ours:.2f} ms, lxml {bare:.2f}, trafilatura {general:.2f}"),
    ]


if __name__ == "__main__":
    sys.exit(not main())
