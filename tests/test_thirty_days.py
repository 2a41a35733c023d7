"""A month of a site's life with a run a day: the archive's history is the site's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from crawls import Crawl, run_crawl

from usstnews.replica import Replica, serve

pytestmark = pytest.mark.usefixtures("uncounted")

DAYS = 30
COLUMNS = (1023, 1061)
Says = tuple[str, str]
Fulls = tuple[int, ...]


def every_day(age: int) -> int:
    """Give the days between two looks where all articles are looked at daily."""
    return 1


def by_age(age: int) -> int:
    """Give the days between two looks by the table in docs/archive.md."""
    return next(days for most, days in ((7, 1), (30, 7), (365, 30), (36500, 180)) if age <= most)


class Life:
    """What becomes of a site day by day, by chance, and by when an archive must know of it.

    A change made before the run of a day is seen by that run, if the article was due; else when it
    is due. What was closed for some days may be asked for again after as many more; what moved is
    looked at in its new place one run later.
    """

    def __init__(self, replica: Replica, chance: Random, every: Any, fulls: Fulls) -> None:
        self.replica, self.chance, self.every, self.fulls = replica, chance, every, fulls
        self.born: dict[int, int] = {}
        self.closed: dict[int, tuple[str, int]] = {}
        self.known_by: dict[int, int] = {}
        self.closed_by: dict[int, int] = {}
        self.moved: set[int] = set()
        self.hidden: dict[int, int] = {}

    def deadline(self, day: int, number: int) -> int:
        """Say until which day's run a change of today may stay unseen."""
        age = day - self.born.get(number, -1000)
        promised = day + self.every(age + 1) + (number in self.moved)
        return max(promised, self.hidden.get(number, 0))

    def pass_day(self, day: int) -> None:
        """Change some of the site."""
        chance, replica = self.chance, self.replica
        for number in replica.publish(chance.choice((0, 0, 1, 1, 2))):
            self.born[number] = self.known_by[number] = day
        if ahead := [full for full in self.fulls if full >= day]:
            self._date_back(ahead[0])
        for change in (self._edit, self._retitle, self._move, self._close, self._open):
            for _ in range(chance.choice((0, 1, 1, 2))):
                change(day)

    def readable(self) -> dict[int, dict[str, Any]]:
        """Give the articles that can be read now, by their ids."""
        return {each["id"]: each for each in self.replica.truth("")["articles"]}

    def _pick(self) -> int:
        """Choose an article, a recent one more likely than an old one."""
        numbers = sorted(self.readable())
        recent = [number for number in numbers if number in self.born]
        return self.chance.choice(recent if recent and self.chance.random() < 0.6 else numbers)

    def _say(self, number: int, day: int) -> None:
        self.known_by.setdefault(number, self.deadline(day, number))

    def _late(self, number: int) -> None:
        """Give the archive a run more for what it may have to look for elsewhere."""
        for deadlines in (self.known_by, self.closed_by):
            if number in deadlines:
                deadlines[number] += 1

    def _date_back(self, full: int) -> None:
        """Publish among what is old; as much may go from a listing as comes, or it tells no total,
        so that a full run alone is sure to find it.
        """
        before = self.chance.choice([slot.day for slot in self.replica.roll.slots])
        for number in self.replica.publish(self.chance.choice((0, 0, 1)), day=before):
            self.hidden[number] = self.known_by[number] = full

    def _edit(self, day: int) -> None:
        number = self._pick()
        self.replica.edit(number)
        self._say(number, day)

    def _retitle(self, day: int) -> None:
        number = self._pick()
        self.replica.retitle(number)
        self._say(number, day)

    def _move(self, _day: int) -> None:
        number = self._pick()
        column = self.readable()[number]["column"]
        self.replica.move(number, next(each for each in COLUMNS if each != column))
        self.moved.add(number)
        self._late(number)

    def _close(self, day: int) -> None:
        number, how = self._pick(), self.chance.choice(("404", "410", "soft", "restricted"))
        if how == "restricted":
            self.replica.restrict(number)
        else:
            self.replica.remove(number, how)
        self.closed[number] = ("restricted" if how == "restricted" else "missing", day)
        # It may be that the archive does not know yet that it was opened.
        unseen = self.known_by.pop(number, day)
        self.closed_by[number] = max(self.deadline(day, number), unseen)

    def _open(self, day: int) -> None:
        if not self.closed:
            return
        number = self.chance.choice(sorted(self.closed))
        how, since = self.closed.pop(number)
        self.closed_by.pop(number)
        if how == "restricted":
            self.replica.open(number)
        else:
            self.replica.restore(number)
        self.known_by[number] = self.deadline(day, number) + (day - since) + 1


def says(article: dict[str, Any]) -> Says:
    """Give what the changes change."""
    return article["title"], article["text"]


def kinds(archive: Path) -> dict[str, tuple[str, str]]:
    """Give what the state knows of each article: what its URL is, and where it is held."""
    with closing(sqlite3.connect(archive / "state.db")) as state:
        rows = state.execute(
            "SELECT key, pages.kind, articles.url FROM articles JOIN pages USING (url)"
        )
        return {key: (kind, url) for key, kind, url in rows}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1])  # another one is another month
@pytest.mark.parametrize(
    ("articles", "every", "settings", "fulls"),
    [
        (60, every_day, ('SECOND_LOOKS={"36500": 1}', "SECOND_LOOKS_MOST=1000"), ()),
        (60, by_age, ("SECOND_LOOKS_MOST=1000",), ()),
        (150, by_age, (), (13, 26)),
    ],
    ids=["daily", "by age", "as it comes, with full runs"],
)
def test_the_history_is_the_site_s_own(
    tmp_path: Path, articles: int, every: Any, settings: tuple[str, ...], fulls: Fulls, *, seed: int
) -> None:
    """What is new, edited, retitled, gone, back, restricted, opened or moved is known within what
    the visiting schedule promises; no version says what the site did not say on that day, and none
    repeats the one before. With the settings that the project has, old articles are more than a
    run's budget; full runs guess ids, too, and find what was dated back.
    """
    told = f"seed {seed}"
    start = datetime.now(UTC).date()
    with serve(Replica(articles=articles, seed=3)) as server:
        life = Life(server.replica, Random(seed), every, fulls)
        held: dict[int, Says] = {}
        lines = 0

        def run(day: float) -> Crawl:
            nonlocal lines
            done = run_crawl(
                tmp_path,
                f"base_url={server.base_url}",
                *(("mode=full", "fill=1") if day in fulls else ()),
                settings=settings,
                later=timedelta(days=day),
            )
            assert done.status in {0, 3}, f"{told}, day {day}: {done.log}"
            counts = dict(done.report["urls"])
            assert counts.pop("met") == sum(counts.values())
            now = life.readable()
            written = done.articles()[lines:]
            for line in written:
                number = line["id"]
                assert says(line) == says(now[number]), f"{told}, day {day}, article {number}"
                assert held.get(number) != says(line), f"{told}, day {day}: {number} is doubled"
                held[number] = says(line)
            lines += len(written)
            return done

        run(0)
        for day in range(1, DAYS + 1):
            server.replica.advance(start + timedelta(days=day))
            life.pass_day(day)
            run(day)
            state, now = kinds(tmp_path), life.readable()
            if day in fulls:
                life.hidden.clear()
                for number in now:
                    assert held.get(number) == says(now[number]), f"{told}, day {day}: {number}"
            for number, until in list(life.known_by.items()):
                if held.get(number) == says(now[number]):
                    del life.known_by[number]
                assert until > day or number not in life.known_by, f"{told}, day {day}: {number}"
            for number, until in life.closed_by.items():
                known = state[str(number)][0] if str(number) in state else life.closed[number][0]
                assert until > day or known == life.closed[number][0], f"{told}, {day}: {number}"
        # More may be due than a run has room for.
        for late in (190, 191, 192, 400, 401, 402, 620, 621, 622):
            run(DAYS + late)
        state, now = kinds(tmp_path), life.readable()

    assert held.items() >= {number: says(article) for number, article in now.items()}.items(), told
    assert {key for key, (kind, _) in state.items() if kind != "article"} == {
        str(number) for number in life.closed if number in held
    }, told
    base = server.base_url[:-1]
    where = {
        int(key): url.removeprefix(base) for key, (kind, url) in state.items() if kind == "article"
    }
    assert where == {number: article["url"] for number, article in now.items()}, told
