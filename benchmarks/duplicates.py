"""Near-duplicates: what is found of pairs whose truth is known, and what a lookup costs."""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from lxml import html
from pairs import Pairs, pairs
from table import Row, at_least, at_most, show
from writers import English

from usstnews.archive.durable import sync_state
from usstnews.archive.state import State
from usstnews.archive.wordings import Wordings
from usstnews.items import Article, Capture
from usstnews.text.similarity import BANDS, bands, shingles
from usstnews.text.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOW = """\
Pairs: made from a seed by pairs.py, shapes.py and writers.py, which know their truth and nothing of
the code that is measured; half of them English in looks and half Chinese. All first halves lie in
one state.db at once; each second half is looked up there as a crawl does. It is right if it is
found to repeat its own other half where the two are one article, and nothing where they are not.
Precision is the share of right ones among those found to repeat something, recall the share found
of those that do.
Lookup: in a state.db with the wordings of so many articles, of random words and with bands as
random; 2,000 articles of 300 to 600 words, half of which repeat one that was stored for it, are
looked up as a crawl does, from their text on, and once more in another order; the lesser time
counts, for what else the machine does is no part of it. Memory is what the process has resident at
the most. The series is one frame with other dates, figures and names; a copy has a sentence more.
An article's cost is beside an lxml parse of a page of 20 kB, in turns: reading and
looking it up, then storing it, in that state."""
PAIRS = 4000  # of each sort
ARTICLES = 1_000_000
WORDS = 400  # of an article in the bulk
SEED = 20260101
KB = 1024


def main(number: int = PAIRS, articles: int = ARTICLES) -> bool:
    """Measure and print; tell whether all is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        # The pairs lie in memory, which is measured here.
        lookups = list(_of_lookups(Path(folder) / "state.db", articles))
        series = _of_series(Path(folder) / "series.db", articles // 200)
        rows = [*_of_pairs(Path(folder) / "pairs.db", number), *lookups, *series]
    return show("near-duplicates", rows, HOW)


def _article(number: int, text: str, **changes: object) -> Article:
    made = Article(
        "bench", number, 1, f"https://h/info/1/{number}.htm", version=1, text=text,
        digest=f"sha256:{number}", extractor="1", fetched_at="2026-01-01T00:00:00.000000Z",
        warc=Capture("bench.warc.gz", number, f"<urn:uuid:{number}>", None),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _of_pairs(path: Path, number: int) -> Iterator[Row]:
    made = list(pairs(Random(SEED), number))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with State(path) as state:
        wordings = Wordings(state)
        for at, pair in enumerate(made):
            article = _article(at, pair.one)
            # All of them are there, whatever one may look like another.
            state.hold(article)
            wordings.hold(article)
        for at, pair in enumerate(made):
            second = _article(len(made) + at, pair.other)
            repeated = wordings.repeated(second)
            is_own = repeated is not None and repeated.url == _article(at, "").url
            counts = found[pair.sort]
            counts["pairs"] += 1
            counts["same"] += pair.same
            counts["found"] += repeated is not None
            counts["right"] += is_own and pair.same
    total = sum(found.values(), Counter[str]())
    yield at_least("precision", total["right"] / total["found"], 0.999)
    yield at_least("recall", total["right"] / total["same"], 0.98)
    yield Row("wrongly found to repeat one", f"{total['found'] - total['right']:,}")
    for sort, counts in sorted(found.items()):
        share = counts["right"] / counts["same"] if counts["same"] else None
        apart = f"{counts['found'] - counts['right']:,} wrong"
        told = apart if share is None else f"{share:.2%} found, {apart}"
        yield Row(f"  {sort}", f"{told} of {counts['pairs']:,}")


def _of_lookups(path: Path, articles: int) -> Iterator[Row]:
    rng = Random(SEED)
    make = Pairs(English(rng))
    with State(path) as state:
        _fill(state, articles, rng)
        wordings = Wordings(state)
        seconds = []
        for number in range(1000):
            body = make.body(rng.randint(16, 28))
            article = _article(articles + number, body.text)
            state.hold(article)
            wordings.hold(article)
            seconds.append(_article(2 * articles + number, make.edit(body, 0.1).text))
            seconds.append(_article(3 * articles + number, make.body(rng.randint(16, 28)).text))
        state.commit()
        sync_state(state)
        took = {article.url: math.inf for article in seconds}
        for _ in range(2):
            rng.shuffle(seconds)
            found = 0
            for article in seconds:
                start = time.perf_counter()
                found += wordings.repeated(article) is not None
                took[article.url] = min(took[article.url], 1000 * (time.perf_counter() - start))
        median, centiles = (
            statistics.median(took.values()),
            statistics.quantiles(took.values(), n=100),
        )
        yield Row(f"found of 1,000 edits, among {articles:,}", f"{found:,}")
        yield at_most(f"a lookup among {articles:,}, median", median, 2, "ms")
        yield at_most("a lookup, 99th percentile", centiles[98], 2, "ms")
        yield at_most("memory of the process", _resident() / KB, KB, "MB")
        yield Row("state.db", f"{path.stat().st_size / 1e9:.2f} GB")
        yield from _of_costs(state, wordings, make, 4 * articles)


def _of_series(path: Path, articles: int) -> Iterator[Row]:
    rng = Random(SEED)
    make = Pairs(English(rng))
    frame = [make.sentence(0.6) for _ in range(24)]
    with State(path) as state:
        wordings, held = Wordings(state), []
        for number in range(articles):
            text = make.laid_out([make.refilled(each) for each in frame]).text
            article = _article(number, text)
            state.hold(article)
            wordings.hold(article)
            held.append(article)
        took, found = [], 0
        for number in range(100):
            first = rng.choice(held)
            added = make.laid_out([make.sentence()]).text
            again = _article(articles + number, f"{first.text}\n\n{added}")
            start = time.perf_counter()
            repeated = wordings.repeated(again)
            took.append(1000 * (time.perf_counter() - start))
            found += repeated is not None and repeated.url == first.url
    yield Row(f"found of 100 copies, among {articles:,} of one series", f"{found}")
    yield Row("a lookup among these, median", f"{statistics.median(took):.1f} ms")


def _fill(state: State, articles: int, rng: Random) -> None:
    """Enter articles of random words, sorted as SQLite wants them, with random bands."""
    # Ordered random numbers: gaps of an exponential distribution.
    gap, at = (1 << 32) / (articles * BANDS + 1), -float(1 << 31)

    def banded() -> Iterator[tuple[int, int]]:
        nonlocal at
        for number in range(articles * BANDS):
            at -= gap * math.log(1.0 - rng.random())
            yield int(at), 1 + number * 7919 % articles

    worded = ((n + 1, f"-{n}", rng.randbytes(2 * WORDS)) for n in range(articles))
    for rows, size, insert in (
        (worded, 1 << 14, "INSERT INTO wordings VALUES (?, ?, ?)"),
        (banded(), 1 << 18, "INSERT OR IGNORE INTO bands VALUES (?, ?)"),
    ):
        while part := list(islice(rows, size)):
            state.db.executemany(insert, part)
            state.commit()


def _of_costs(state: State, wordings: Wordings, make: Pairs, start: int) -> Iterator[Row]:
    parse, read, find, store = [], [], [], []
    for number in range(400):
        article = _article(start + number, make.body(14 + number % 20).text)
        page = _page(article.text).encode()
        parse.append(_timed(lambda page=page: html.document_fromstring(page)))
        said = article.text
        read.append(_timed(lambda said=said: bands(shingles(wording(said)))))
        find.append(_timed(lambda article=article: wordings.repeated(article)))
        state.hold(article)
        store.append(_timed(lambda article=article: wordings.hold(article)))
    state.commit()
    parsed = statistics.median(parse)
    yield Row("an lxml parse of 20 kB", f"{parsed:.2f} ms")
    for what, took in (("read", read), ("read and look it up", find), ("store it", store)):
        figure = statistics.median(took)
        yield Row(f"to {what}", f"{figure:.2f} ms, {figure / parsed:.1f} × the parse")


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def _page(body: str) -> str:
    """Write a page of about 20 kB around a body."""
    row = (
        '<li class="n"><a href="info/1/{0}.htm" title="Item {0}">Item {0}</a><span>2024</span></li>'
    )
    said = "".join(f"<p>{each}</p>" for each in body.split("\n\n"))
    size = max(20_000 - len(said), 0) // len(row)
    menu = "".join(row.format(number) for number in range(size))
    return f"<html><body><div><ul>{menu}</ul></div><div class=v_news_content>{said}</div></body>"


def _resident() -> float:
    """Give the most memory that the process had, in kB."""
    status = Path("/proc/self/status").read_text()
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    small = sys.argv[1:] == ["--small"]
    sys.exit(0 if main(*((400, 50_000) if small else ())) else 1)
