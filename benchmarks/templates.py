"""How much of an article is read right in templates that differ: field by field, with the worst."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import lxml.html
from rich.console import Console
from rich.progress import track
from table import Row, at_least, show

from usstnews import extract_article
from usstnews.replica import Replica
from usstnews.replica.designs import DESIGNS, HOUSE, design
from usstnews.sites import USST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usstnews.items import Article
    from usstnews.replica.slot import Slot

HOW = """\
The same articles of the replica, with all oddities of its recipes, are rendered in each design and
read with `extract_article`; each field is compared with the replica's truth. * marks designs that
were written without looking at the extractor. What was misread in the named ones has been mended
since; of the sixty that are drawn from numbers above 4000, nobody has looked at a page. A field's
share is over all articles of all designs, its worst design beside it. A date line is right with
other separators, and with or without the label of a click counter; where names stand elsewhere on
the page, with or without them. HTML is right if it has the same words and, but for wrappers,
paragraphs and line breaks, the same elements.
`python benchmarks/templates.py --failures FILE` writes down all that was read otherwise."""

ARTICLES, SEED = 200, 11
BASE = "http://127.0.0.1:8123/"
SHARPEST = {"title", "published", "authors", "text"}
ASKED, ASKED_MOST = 0.995, 0.999
FRESH = [f"drawn-{number}" for number in range(4001, 4061)]
"""Designs drawn from numbers that were kept for this, and whose pages nobody looked at."""
SEEN = {HOUSE.name}
"""Designs that the extractor's writers had before them."""
ASIDE = re.compile(r"(?:Clicks|Views|点击|点击数|阅读次数|浏览次数)[：:]次?|[\s|·•/—]")
WRAPPERS = {
    "html", "body", "div", "section", "article", "main", "p", "br", "span", "font", "tbody",
}  # fmt: skip


class Failure(NamedTuple):
    """A field that was read otherwise."""

    design: str
    url: str
    field: str
    expected: Any
    got: Any

    def write(self) -> str:
        """Write it on lines of their own."""
        where = f"{self.design}  {self.url}  {self.field}"
        return f"{where}\n  expected {self.expected!r}\n  got      {self.got!r}\n"


class Sheet(NamedTuple):
    """What came of one design."""

    articles: int
    whole: int
    """How many articles have every field right."""
    failures: list[Failure]


def line(words: str | None) -> str | None:
    """Leave of a date line what it says."""
    return None if words is None else ASIDE.sub("", words)


def elements(html: str) -> tuple[str, list[str]]:
    """Give the words of some HTML without blanks, and its elements but for wrappers."""
    tree = lxml.html.fragment_fromstring(html, create_parent="body")
    words = "".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff]", "", tree.text_content()).split())
    return words, [one.tag for one in tree.iter("*") if one.tag not in WRAPPERS]


def shown(values: Iterable[Any], *names: str) -> list[tuple[Any, ...]]:
    """Give what is compared of images, files or links, from dicts or objects."""
    return [
        tuple(one[name] if isinstance(one, dict) else getattr(one, name) for name in names)
        for one in values
    ]


def as_told(value: Any) -> Any:
    """Compare a value as it is."""
    return value


READ: dict[str, Callable[[Any], Any]] = {
    "title": as_told,
    "published": lambda value: value if value is None else str(value),
    "published_raw": line,
    "authors": list,
    "copyeditors": list,
    "unit": as_told,
    "source": as_told,
    "breadcrumb": list,
    "section": as_told,
    "text": as_told,
    "html": elements,
    "images": lambda values: shown(values, "url", "alt", "caption"),
    "files": lambda values: shown(values, "url", "name"),
    "videos": lambda values: shown(values, "url"),
    "links": lambda values: shown(values, "url", "text"),
    "related": list,
    "keywords": list,
    "language": as_told,
}
"""The fields, each with what of it is compared."""


def lines_of(replica: Replica, slot: Slot) -> set[str | None]:
    """Give the date lines that are right: with and without what stands elsewhere."""
    printed = replica.design.line(replica.article(slot))
    return {line(printed.raw), line(" ".join(part.words for part in printed.parts) or None)}


def compared(
    truth: dict[str, Any], article: Article, lines: set[str | None]
) -> Iterator[tuple[str, Any, Any]]:
    """Give the fields that were read otherwise, with what was expected and what was got."""
    for field, read in READ.items():
        expected, got = truth[field], getattr(article, field)
        if read(expected) != read(got) and not (field == "published_raw" and line(got) in lines):
            yield field, expected, got


def measure(name: str) -> Sheet:
    """Read all articles in one design."""
    replica = Replica(articles=ARTICLES, seed=SEED, design=name)
    site, root = USST.at(BASE), BASE.rstrip("/")
    told = replica.truth(BASE)["articles"]
    failures: list[Failure] = []
    for truth in told:
        url = truth["url"]
        page = replica.answer(url.removeprefix(root), BASE).body
        html = page.decode("gbk" if b"gb2312" in page[:1000] else "utf-8-sig")
        lines = lines_of(replica, replica.roll.by_id[truth["id"]])
        try:
            article = extract_article(html, url, site)
        except Exception as error:  # noqa: BLE001  # whatever is raised, nothing was read
            failures += [Failure(name, url, field, truth[field], error) for field in READ]
        else:
            failures += [Failure(name, url, *one) for one in compared(truth, article, lines)]
    wrong = {failure.url for failure in failures}
    return Sheet(len(told), len(told) - len(wrong), failures)


def rows(sheets: dict[str, Sheet]) -> Iterator[Row]:
    """Tell the share of each field, then that of whole articles in each design."""
    total = sum(sheet.articles for sheet in sheets.values())
    wrong = {
        name: Counter(failure.field for failure in sheet.failures) for name, sheet in sheets.items()
    }
    yield Row("designs, and articles in each", f"{len(sheets)} × {total // len(sheets)}")
    for field in READ:
        worst = max(sheets, key=lambda name: wrong[name][field] / sheets[name].articles)
        share = 1 - sum(counts[field] for counts in wrong.values()) / total
        least = 1 - wrong[worst][field] / sheets[worst].articles
        beside = f"  (worst {100 * least:.1f} %: {worst})" if least < 1 else ""
        yield at_least(field + beside, share, ASKED_MOST if field in SHARPEST else ASKED)
    for name in [each for each in sheets if each not in FRESH]:
        sheet = sheets[name]
        mark, whole = " " if name in SEEN else "*", sheet.whole / sheet.articles
        yield Row(f"{mark} {name}: every field right", f"{100 * whole:.1f} %")
    fresh = [sheets[name] for name in FRESH if name in sheets]
    if fresh:
        whole = sum(sheet.whole for sheet in fresh) / sum(sheet.articles for sheet in fresh)
        yield Row(f"* {len(fresh)} drawn designs: every field right", f"{100 * whole:.1f} %")


def main(names: Sequence[str] = (), failures: Path | None = None) -> bool:
    """Measure all designs, or those named, and print."""
    chosen = [design(name).name for name in names] or [*DESIGNS, *FRESH]
    console = Console(stderr=True)
    sheets = {name: measure(name) for name in track(chosen, "reading", console=console)}
    if failures:
        found = [failure.write() for sheet in sheets.values() for failure in sheet.failures]
        failures.write_text("\n".join(found), encoding="utf-8")
    return show("Templates that differ", rows(sheets), HOW)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--failures", type=click.Path(path_type=Path), help="Where to write what is wrong.")
def command(names: tuple[str, ...], failures: Path | None) -> None:
    """Measure all designs of the replica, or those named."""
    if not main(names, failures):
        sys.exit(1)


if __name__ == "__main__":
    command()
