"""A real site of the CMS: title, day and words of every article, beside two general extractors."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import trafilatura
from rich.progress import track
from table import Row, at_least, show
from visible import PICTURE, body_of, heading_of, seen

from usstnews.extract import decode, extract_article
from usstnews.sites import VSB
from usstnews.text.clean import clean_text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for libraries that it does without
    import newspaper

if TYPE_CHECKING:
    from usstnews.items import Article

HOW = """\
The articles of sz1cz, read from the bytes of the mirror. Right titles equal the heading printed
above the body and the `pageTitle` that the CMS states, right days the one printed behind 发布日期.
What a body shows is read by Lexbor, an HTML5 parser, and rules of its own (visible.py); that its
words are those of Chromium's innerText on every page is held by tests/browser/test_shown.py. Text
plus captions are right if, with each caption put back at its image, the cleaned text equals the
cleaned visible text in every word and in every line, paragraph and cell.
trafilatura and newspaper4k get the same bytes in the same process; where one names no day, it has
none right. A shingle is four words in a row, each Han character a word; precision, recall and F1
are over all shingles of all pages."""
REAL = Path(__file__).parents[1].resolve().parent / "shared" / "real" / "sz1cz"
SITE = VSB.at("https://sz1cz.gusuedu.cn/")
TITLE = re.compile('name="pageTitle" content="([^"]*)"')
DAY = re.compile("发布日期：([0-9-]{10})<")
ASKED = ("titles", "days", "text")
WORD = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W\u3400-\u9fff\uf900-\ufaff]+")


@dataclass
class Score:
    """How an extractor has done so far."""

    shared: int = 0
    found: int = 0
    shown: int = 0
    days: int = 0
    pages: int = 0

    def add(self, text: str, visible: str, *, day: bool) -> None:
        """Count a page."""
        ours, truth = shingles(text), shingles(visible)
        self.shared += (ours & truth).total()
        self.found += ours.total()
        self.shown += truth.total()
        self.days += day
        self.pages += 1

    def __str__(self) -> str:
        precision, recall = self.shared / self.found, self.shared / self.shown
        f1 = 2 * self.shared / (self.found + self.shown)
        return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  days {self.days / self.pages:7.2%}"


@dataclass
class Right:
    """How many pages are right, and which are not."""

    pages: int = 0
    wrong: dict[str, list[str]] = field(default_factory=lambda: {each: [] for each in ASKED})

    def share(self, what: str) -> float:
        """Give the share of pages that are right in one respect."""
        return 1 - len(self.wrong[what]) / self.pages


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; of a text of fewer words, all of them.

    >>> sorted(shingles("on 3 月 1 日"))
    [('3', '月', '1', '日'), ('on', '3', '月', '1')]
    """
    words = WORD.findall(text.lower())
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def without_captions(visible: str, article: Article) -> str | None:
    """Take the captions, each beside its image, out of what a page shows; None if one is not."""
    pieces = clean_text(visible).split(PICTURE)
    at = -1
    for image in article.images:
        at += 2
        while at < len(pieces) and urljoin(article.url, pieces[at].strip()) != image.url:
            at += 2
        if at >= len(pieces):
            return None
        if image.caption is None:
            continue
        words = r"\s*".join(map(re.escape, re.sub(r"\s", "", image.caption)))
        behind = next((i for i in range(at + 1, len(pieces), 2) if pieces[i].strip()), at + 1)
        cut, count = re.subn(rf"\A(\s*){words}(?=\s|\Z)", r"\1", pieces[behind])
        if not count:
            behind = at - 1
            cut, count = re.subn(rf"(?:(?<=\s)|\A){words}(\s*)\Z", r"\1", pieces[behind])
        if not count:
            return None
        pieces[behind] = cut
    return clean_text("".join(pieces[::2]))


def main() -> bool:
    """Print the table; tell whether every article is right."""
    files = sorted(REAL.glob("info/*/*.htm"))
    if not files:
        print(f"No real site at {REAL}: its articles are not compared.", end="\n\n")
        return True
    logging.disable(logging.ERROR)  # what the others say of these pages, and of loading words
    right = Right()
    scores = {"usstnews": Score(), "trafilatura": Score(), "newspaper4k": Score()}
    for file in track(files, "The real site", transient=True, disable=not sys.stderr.isatty()):
        url = SITE.base_url + file.relative_to(REAL).as_posix()
        _compare(file.read_bytes(), url, right, scores)
    rows = [
        at_least("Articles: titles", right.share("titles"), 1),
        at_least("Articles: days printed", right.share("days"), 1),
        at_least("Articles: text plus captions = what the body shows", right.share("text"), 1),
        *(Row(f"4-gram shingles, days: {name}", str(score)) for name, score in scores.items()),
    ]
    for what, urls in right.wrong.items():
        rows += [Row(f"wrong {what}", url) for url in urls[:5]]
    return show(f"A real site: {right.pages} articles of sz1cz", rows, HOW)


def _compare(body: bytes, url: str, right: Right, scores: dict[str, Score]) -> None:
    """Read a page with each extractor, and compare what they find with what it shows."""
    html = body.decode("utf-8-sig")
    stated, printed, container = TITLE.search(html), DAY.search(html), body_of(html)
    if stated is None or printed is None or container is None:
        raise SystemExit(f"{url} has no title, day or body to compare with")
    visible = seen(container)
    titles = {" ".join(each.split()) for each in (unescape(stated[1]), heading_of(html))}
    article = extract_article(decode(body), url, SITE)
    captions = [image.caption for image in article.images if image.caption]
    right.pages += 1
    holds = {
        "titles": titles == {article.title},
        "days": str(article.published) == printed[1],
        "text": without_captions(visible, article) == article.text,
    }
    for what, is_right in holds.items():
        right.wrong[what] += [] if is_right else [url]
    shown = re.sub(f"{PICTURE}[^{PICTURE}]*{PICTURE}", "", visible)
    found = {
        "usstnews": ("\n".join([article.text, *captions]), str(article.published)),
        "trafilatura": _trafilatura(body),
        "newspaper4k": _newspaper(body, url),
    }
    for name, (text, day) in found.items():
        scores[name].add(clean_text(text), clean_text(shown), day=day == printed[1])


def _trafilatura(body: bytes) -> tuple[str, str]:
    """Read text and day with trafilatura as it is set out of the box."""
    found = trafilatura.bare_extraction(body, with_metadata=True)
    return (found.text or "", found.date or "") if found else ("", "")


def _newspaper(body: bytes, url: str) -> tuple[str, str]:
    """Read text and day with newspaper4k, told that the page is Chinese."""
    page = newspaper.article(url, language="zh", input_html=body.decode("utf-8-sig"))
    return page.text, page.publish_date.date().isoformat() if page.publish_date else ""


if __name__ == "__main__":
    sys.exit(not main())
