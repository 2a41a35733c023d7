"""The table of URLs: what is asked for, in which order, and when again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.accounts import account, failed, kinds
from usstnews.archive.frontier import LOOK, NOW, Due, Frontier
from usstnews.archive.listings import Listings
from usstnews.archive.looks import Looks, choose
from usstnews.archive.state import State
from usstnews.archive.walk import Walk
from usstnews.archive.warc import warc_date
from usstnews.extract.found import Found, Role, listing

BASE = "https://en.usst.edu.cn/"
ANY = (Role.HOME, Role.LISTING, Role.ARTICLE)
AT = "2024-01-01T00:00:00Z"
DAY_ONE = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


@pytest.fixture
def frontier(state: State) -> Frontier:
    """Open the table of a fresh state."""
    return Frontier(state)


def article(number: int, listed: date | None = None, column: int = 1) -> Found:
    """Find an article by its number."""
    url = f"{BASE}info/{column}/{number}.htm"
    return Found(url, Role.ARTICLE, str(number), f"Title {number}", listed)


def drawn(frontier: Frontier, *, run: int = 1, limit: int = 100, due: int = NOW) -> list[str]:
    """Draw what is due, and give the paths."""
    return [each.url.removeprefix(BASE) for each in frontier.draw(ANY, run, limit, due=due)]


def row(state: State, url: str, *columns: str) -> tuple[object, ...]:
    """Read columns of a URL's row."""
    found = state.db.execute(f"SELECT {', '.join(columns)} FROM pages WHERE url = ?", (url,))
    return tuple(found.fetchone())


def test_a_url_is_unknown_for_the_whole_run_that_meets_it(frontier: Frontier) -> None:
    """Met twice in one run it counts as unknown both times, in a later run as known."""
    assert [frontier.meet(article(7), run, None) for run in (1, 1, 2)] == [True, True, False]


def test_a_later_meeting_adds_what_it_knows_and_takes_nothing_away(
    state: State, frontier: Frontier
) -> None:
    """A listing's title and date stay when the URL is met again without them."""
    url = article(7).url
    frontier.meet(Found(url, Role.ARTICLE, "7"), 1, BASE)
    frontier.meet(article(7, date(2024, 1, 15)), 1, BASE + "News.htm")
    frontier.meet(Found(url, Role.ARTICLE, "7"), 2, None)
    assert row(state, url, "title", "listed", "found_on", "first_run") == (
        "Title 7",
        "2024-01-15",
        BASE,
        1,
    )


def test_what_is_on_another_site_is_met_but_never_drawn(state: State, frontier: Frontier) -> None:
    """External items are counted and not asked for, not even when everything is."""
    frontier.meet(Found("https://mp.weixin.qq.com/s/x", Role.ARTICLE, external=True), 1, None)
    frontier.make_due([], everything=True)
    assert drawn(frontier) == []
    assert kinds(state) == {"external": 1}


@given(st.permutations([(1, 9), (1, 10), (2, 10), (1, 100), (1, 1000), (3, 99)]), st.integers(1, 6))
def test_the_newest_articles_come_first_however_they_were_met(
    order: list[tuple[int, int]], limit: int
) -> None:
    """Articles are drawn by falling number, then by URL; whoever answered first does not matter."""
    with State("") as state:
        frontier = Frontier(state)
        for column, number in order:
            frontier.meet(article(number, column=column), 1, None)
        found: list[str] = []
        while batch := drawn(frontier, limit=limit):
            assert len(batch) <= limit
            found += batch
    assert found == [
        "info/1/1000.htm",
        "info/1/100.htm",
        "info/3/99.htm",
        "info/1/10.htm",
        "info/1/9.htm",
    ]


@pytest.mark.parametrize("first", ["article", "restricted", "failed"])
def test_the_urls_of_one_article_are_asked_for_in_turn(frontier: Frontier, first: str) -> None:
    """The second waits until the first was answered, or failed for this run."""
    for column in (2, 1):
        frontier.meet(article(10, column=column), 1, None)
    assert drawn(frontier) == ["info/1/10.htm"]
    assert drawn(frontier) == []
    if first == "failed":
        frontier.fail(article(10).url, "HTTP 500", DAY_ONE)
    else:
        frontier.settle(article(10).url, first, at=AT)
    assert drawn(frontier) == ["info/2/10.htm"]


def test_a_guess_that_is_needless_by_now_holds_nobody_up(state: State, frontier: Frontier) -> None:
    """It is never asked for, as the article was found elsewhere; so no other URL waits for it."""
    for column, role in ((1, Role.ARTICLE), (2, Role.GUESS), (3, Role.ARTICLE)):
        frontier.meet(Found(article(10, column=column).url, role, "10"), 1, None)
    assert drawn(frontier) == ["info/1/10.htm"]
    state.hold(stored(10, url=article(10).url))
    frontier.settle(article(10).url, "article", at=AT)
    found = frontier.draw((*ANY, Role.GUESS), 1, 9)
    assert [each.url for each in found] == [article(10, column=3).url]


def test_an_article_is_asked_for_first_where_it_is_held(state: State, frontier: Frontier) -> None:
    """Where it moved from there, it can still be read in its new place in the same run."""
    for column in (1, 2, 3):
        frontier.meet(article(10, column=column), 2, None)
    state.hold(stored(10, url=article(10, column=2).url))
    asked = []
    while batch := drawn(frontier, run=2):
        asked += batch
        frontier.settle(BASE + batch[0], "article", at=AT)
    assert asked == ["info/2/10.htm", "info/1/10.htm", "info/3/10.htm"]


@given(
    st.lists(st.tuples(st.sampled_from(["meet", "draw", "fail"]), st.integers(1, 5))),
    st.integers(1, 3),
)
def test_each_url_is_drawn_once_a_run(steps: list[tuple[str, int]], run: int) -> None:
    """Whatever is met and fails in between, no run draws a URL twice."""
    with State("") as state:
        frontier = Frontier(state)
        met: set[str] = set()
        failed: set[str] = set()
        found: list[str] = []
        for step, number in [*steps, ("draw", 5), ("draw", 5)]:
            if step == "meet":
                frontier.meet(article(number), run, None)
                met.add(article(number).url.removeprefix(BASE))
            elif step == "draw":
                found += drawn(frontier, run=run, limit=number)
            elif article(number).url.removeprefix(BASE) in found:
                frontier.fail(article(number).url, "HTTP 500", DAY_ONE)
                failed.add(article(number).url.removeprefix(BASE))
        assert sorted(found) == sorted(met)
        again = sorted(met - failed)
        assert sorted(drawn(frontier, run=run + 1)) == again, "what did not fail was not settled"


def test_only_the_roles_asked_for_are_drawn(frontier: Frontier) -> None:
    """Listings go before articles since the spider asks for them alone."""
    frontier.meet(Found(BASE, Role.HOME), 1, None)
    frontier.meet(listing(BASE + "News.htm"), 1, None)
    frontier.meet(article(7), 1, None)
    first = frontier.draw((Role.HOME, Role.LISTING), 1, 9)
    assert first == [
        Due(BASE, Role.HOME, None),
        Due(BASE + "News.htm", Role.LISTING, BASE + "News.htm"),
    ]
    assert frontier.draw((Role.ARTICLE,), 1, 9) == [Due(article(7).url, Role.ARTICLE, None)]


def test_since_keeps_the_undated(frontier: Frontier) -> None:
    """Items listed before the day are left alone, those of the day or of none are not."""
    days = {1: date(2023, 12, 31), 2: date(2024, 1, 1), 3: date(2024, 1, 2), 4: None}
    for number, day in days.items():
        frontier.meet(article(number, day), 1, None)
    found = frontier.draw(ANY, 1, 9, date(2024, 1, 1))
    assert [due.url for due in found] == [article(number).url for number in (4, 3, 2)]
    assert drawn(frontier) == ["info/1/1.htm"], "it stays due for a run without `since`"


def test_what_waits_for_its_time_is_not_drawn(state: State, frontier: Frontier) -> None:
    """A page that was closed is due at its hour, which the frontier does not know; a second look
    is drawn apart from all else; what is held never is due.
    """
    for number in (1, 2, 3):
        frontier.meet(article(number), 1, None)
    frontier.settle(article(1).url, "restricted", at=AT, due=1000)
    frontier.settle(article(2).url, "article", at=AT)
    frontier.settle(article(3).url, "article", at=AT, due=LOOK)
    assert drawn(frontier, run=2) == []
    assert drawn(frontier, run=2, due=LOOK) == ["info/1/3.htm"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["article", "missing", "restricted"]),
            st.timedeltas(timedelta(seconds=1), timedelta(days=50)),
        ),
        min_size=1,
    )
)
def test_what_stays_closed_is_asked_for_less_and_less_often(
    looks: list[tuple[str, timedelta]],
) -> None:
    """After a day, then after as long as it has been of that kind, and 30 days at the most."""
    with State("") as state:
        frontier, url = Frontier(state), article(1).url
        frontier.meet(article(1), 1, None)
        at = since = DAY_ONE
        kind = None
        for seen, later in looks:
            at += later
            if seen != kind:
                since, kind = at, seen
            frontier.settle(url, seen, at=warc_date(at), again=True)
            again = max(at - since, timedelta(days=1))
            expected = int(at.timestamp()) + min(again, timedelta(days=30)).total_seconds()
            (found,) = row(state, url, "due")
            assert isinstance(found, int)
            assert abs(found - expected) < 2, "of seconds"


def test_a_url_knows_what_it_was_before_and_since_when_it_is_what_it_is(
    state: State, frontier: Frontier
) -> None:
    """A further look of the same kind changes neither; another kind does."""
    url, days = article(1).url, [f"2024-01-{day:02}T00:00:00Z" for day in (1, 2, 3, 4)]
    frontier.meet(article(1), 1, None)
    frontier.settle(url, "article", at=days[0])
    assert row(state, url, "was", "kind", "since") == (None, "article", days[0])
    frontier.settle(url, "missing", at=days[1], again=True)
    frontier.settle(url, "missing", at=days[2], again=True)
    assert row(state, url, "was", "kind", "since") == ("article", "missing", days[1])
    assert row(state, url, "fetched_at") == (days[2],)
    frontier.settle(url, "article", at=days[3])
    assert row(state, url, "was", "kind", "since") == ("missing", "article", days[3])


def test_what_failed_waits_for_a_day(state: State, frontier: Frontier) -> None:
    """A failure is noted, and the URL is due a day later, in no run before."""
    frontier.meet(article(1), 1, None)
    assert drawn(frontier) == ["info/1/1.htm"]
    frontier.fail(article(1).url, "HTTP 500", DAY_ONE)
    assert drawn(frontier) == []
    tomorrow = int((DAY_ONE + timedelta(days=1)).timestamp())
    assert row(state, article(1).url, "error", "kind", "due") == ("HTTP 500", None, tomorrow)
    assert drawn(frontier, run=2) == []
    frontier.settle(article(1).url, "article", at=AT)
    assert row(state, article(1).url, "error", "kind", "fetched_at") == (None, "article", AT)


def test_what_failed_in_a_run_has_a_second_round(frontier: Frontier) -> None:
    """Of this run's failures alone: those of an earlier one wait, what was had stays."""
    frontier.meet(article(1), 1, None)
    drawn(frontier)
    frontier.fail(article(1).url, "HTTP 500", DAY_ONE)
    for number in (2, 3):
        frontier.meet(article(number), 2, None)
    assert drawn(frontier, run=2) == ["info/1/3.htm", "info/1/2.htm"]
    frontier.fail(article(2).url, "HTTP 500", DAY_ONE)
    frontier.settle(article(3).url, "article", at=AT)
    assert frontier.try_again(2, (Role.ARTICLE,)) == 1
    assert frontier.try_again(2, (Role.LISTING,)) == 0
    assert drawn(frontier, run=2) == ["info/1/2.htm"]
    assert drawn(frontier, run=2) == []


@pytest.mark.parametrize("under_way", [False, True])
def test_a_second_round_that_is_cut_off_leaves_what_failed_as_it_was(
    state: State, frontier: Frontier, under_way: bool
) -> None:
    """Whether it was asked for again or not: it is a failure of the run that made it, and no run
    asks for it before its day has come.
    """
    url = article(1).url
    frontier.meet(article(1), 1, None)
    drawn(frontier)
    frontier.fail(url, "HTTP 500", DAY_ONE)
    tomorrow = int((DAY_ONE + timedelta(days=1)).timestamp())
    assert frontier.try_again(1, (Role.ARTICLE,)) == 1
    if under_way:
        assert drawn(frontier) == ["info/1/1.htm"]
    assert row(state, url, "error", "kind", "due") == ("HTTP 500", None, tomorrow)
    assert failed(state, 1) == 1
    urls = account(state, 1, DAY_ONE.timestamp()).urls
    assert {name: count for name, count in urls.items() if count} == {"met": 1, "failed": 1}
    choose(state, Looks(), tomorrow - 1)
    assert drawn(frontier, run=2) == []
    choose(state, Looks(), tomorrow)
    assert drawn(frontier, run=2) == ["info/1/1.htm"]


def test_the_urls_of_one_article_are_asked_for_one_by_one_in_the_second_round_too(
    frontier: Frontier,
) -> None:
    """The second of them not before the first has answered, or has failed again."""
    pages = [article(7), article(7, column=2)]
    for each in pages:
        frontier.meet(each, 1, None)
        drawn(frontier)
        frontier.fail(each.url, "HTTP 500", DAY_ONE)
    frontier.try_again(1, (Role.ARTICLE,))
    assert drawn(frontier) == ["info/1/7.htm"]
    assert drawn(frontier) == []
    frontier.fail(pages[0].url, "HTTP 500", DAY_ONE)
    assert drawn(frontier) == ["info/2/7.htm"]
    assert drawn(frontier) == []


def test_the_other_urls_of_an_article_become_due(frontier: Frontier) -> None:
    """Those at which it was seen; one that leads elsewhere or is gone does not."""
    found = [article(7), article(7, column=2), article(7, column=3), article(8)]
    for each in found:
        frontier.meet(each, 1, None)
        frontier.settle(each.url, "article", at=AT)
    frontier.settle(found[2].url, "missing", at=AT, again=True)
    frontier.ask_aliases("7", found[0].url)
    assert drawn(frontier, run=2) == ["info/2/7.htm"]


def test_done_is_what_was_asked_for_or_is_held(frontier: Frontier) -> None:
    """A redirect may lead to anything that this run has not seen and the archive does not hold."""
    frontier.meet(article(1), 1, None)
    url = article(1).url
    assert not frontier.is_done(url, 1)
    drawn(frontier)
    assert frontier.is_done(url, 1)
    assert not frontier.is_done(url, 2)
    frontier.settle(url, "restricted", at=AT, due=1000)
    assert not frontier.is_done(url, 2)
    frontier.settle(url, "article", at=AT)
    assert frontier.is_done(url, 2)
    assert not frontier.is_done(BASE + "never-met.htm", 1)


def test_a_url_is_found_by_its_spelling(frontier: Frontier) -> None:
    """What was never met is not found."""
    frontier.meet(listing(BASE + "News/2.htm", BASE + "News.htm"), 1, None)
    assert frontier.find(BASE + "News/2.htm") == Due(
        BASE + "News/2.htm", Role.LISTING, BASE + "News.htm"
    )
    assert frontier.find(BASE + "news/2.htm") is None


def test_aliases_are_the_other_urls_in_the_order_of_meeting(frontier: Frontier) -> None:
    """The same id in another column or under a dynamic URL is the same article."""
    urls = [BASE + path for path in ("info/9/7.htm", "content.jsp?wbnewsid=7", "info/1/7.htm")]
    for url in urls:
        frontier.meet(Found(url, Role.ARTICLE, "7"), 1, None)
    frontier.meet(Found(BASE + "moved.htm", Role.ARTICLE), 1, None)
    frontier.meet(article(8), 1, None)
    frontier.settle(BASE + "moved.htm", "moved", at=AT, article="7")
    assert frontier.aliases("7", urls[1]) == [urls[0], urls[2], BASE + "moved.htm"]
    assert frontier.aliases("9", urls[1]) == []


def walked(state: State, frontier: Frontier) -> None:
    """Enter two listings, one of two pages, an article that is held and one that is pending."""
    frontier.meet(listing(BASE + "News.htm"), 1, None)
    frontier.meet(listing(BASE + "News/1.htm", BASE + "News.htm"), 1, None)
    frontier.meet(listing(BASE + "Banner.htm"), 1, None)
    frontier.meet(article(1), 1, None)
    frontier.meet(article(2), 1, None)
    listings = Listings(state)
    listings.save(BASE + "News.htm", Walk(2, complete=True, items=12))
    listings.save(BASE + "Banner.htm", Walk(1, complete=True, items=3))
    frontier.settle(article(1).url, "article", at=AT)


def test_an_update_makes_first_pages_due_and_leaves_what_is_held(
    state: State, frontier: Frontier
) -> None:
    """Later pages wait until the walk comes to them; what is pending is still pending."""
    walked(state, frontier)
    frontier.make_due([BASE + "News.htm"], everything=False)
    assert drawn(frontier, run=2) == ["info/1/2.htm", "News.htm"]


def test_a_full_run_makes_everything_due_but_later_pages(state: State, frontier: Frontier) -> None:
    """Every article is asked for again, and each listing from its first page on."""
    walked(state, frontier)
    frontier.make_due([BASE + "News.htm", BASE + "Banner.htm"], everything=True)
    assert drawn(frontier, run=2) == ["info/1/2.htm", "info/1/1.htm", "Banner.htm", "News.htm"]


def test_asking_does_not_draw_twice_in_one_run(state: State, frontier: Frontier) -> None:
    """A page that this run has asked for stays asked for."""
    walked(state, frontier)
    drawn(frontier)
    frontier.ask(BASE + "News/1.htm")
    assert drawn(frontier) == []
    assert drawn(frontier, run=2) == ["info/1/2.htm", "Banner.htm", "News.htm", "News/1.htm"]


def test_a_guess_that_missed_is_not_asked_for_again(frontier: Frontier) -> None:
    """Not even a full run asks for what was guessed and is not there; a met article it does."""
    for number in (1, 3, 4):
        frontier.meet(article(number), 1, None)
    frontier.meet(Found(article(2).url, Role.GUESS, "2"), 1, None)
    for number in (1, 2, 3):
        frontier.settle(article(number).url, "missing", at=AT)
    frontier.settle(article(4).url, "article", at=AT)
    frontier.make_due([], everything=True)
    found = frontier.draw((*ANY, Role.GUESS), 2, 99)
    assert [due.url.removeprefix(BASE) for due in found] == [
        "info/1/4.htm",
        "info/1/3.htm",
        "info/1/1.htm",
    ]


def test_urls_are_listed_by_kind(state: State, frontier: Frontier) -> None:
    """Those of another kind and those not looked at are left out."""
    walked(state, frontier)
    assert list(frontier.urls("article")) == [article(1).url]


def requisite(name: str, needed: str = "image") -> Found:
    """Find a file by its name."""
    return Found(BASE + name, Role.REQUISITE, needed=needed)


def test_a_requisite_that_turns_out_to_be_a_page_is_one(state: State, frontier: Frontier) -> None:
    """It is due again, as what led to it says; the other way round nothing changes."""
    page = article(7)
    frontier.meet(Found(page.url, Role.REQUISITE, needed="frame"), 1, None)
    frontier.draw((Role.REQUISITE,), 1, 9)
    frontier.settle(page.url, "requisite", at=AT)
    assert frontier.meet(page, 2, None), "as a page it was unknown"
    assert row(state, page.url, "role", "article", "title", "due") == ("article", "7", "Title 7", 0)
    assert drawn(frontier, run=2) == ["info/1/7.htm"]
    frontier.settle(page.url, "article", at=AT, article="7")
    frontier.meet(Found(page.url, Role.REQUISITE, needed="frame"), 3, None)
    assert row(state, page.url, "role", "article", "due") == ("article", "7", None)


def test_media_are_left_out_of_a_full_run(state: State, frontier: Frontier) -> None:
    """Held as their URLs state them, they never change; nor is what was too large fetched again;
    all other requisites are due.
    """
    all_kinds = ("media", "oversize", "requisite", "mismatch", "missing", "failed", "blocked")
    for kind in all_kinds:
        frontier.meet(requisite(f"{kind}.png"), 1, None)
        frontier.settle(BASE + f"{kind}.png", kind, at=AT)
    frontier.meet(requisite("elsewhere.png")._replace(external=True), 1, None)
    frontier.make_due([], everything=True)
    asked = frontier.draw((Role.REQUISITE,), 2, 9)
    assert {due.url.removeprefix(BASE) for due in asked} == {
        f"{kind}.png" for kind in all_kinds[2:]
    }
    assert kinds(state) == {}, "what pages need is none of the pages"


def test_what_a_requisite_leads_to_is_asked_for_once_a_run(frontier: Frontier) -> None:
    """It is entered as what the first was needed as, and counts as asked for."""
    frontier.meet(requisite("a.css", "stylesheet"), 1, None)
    frontier.take_on(BASE + "b.css", BASE + "a.css", 1)
    assert frontier.find(BASE + "b.css") == Due(
        BASE + "b.css", Role.REQUISITE, None, needed="stylesheet"
    )
    assert frontier.was_asked(BASE + "b.css", 1)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 1, 9)] == [BASE + "a.css"]


@pytest.mark.parametrize("kind", ["requisite", "media"])
def test_a_redirect_to_a_held_file_is_for_good(state: State, frontier: Frontier, kind: str) -> None:
    """What leads to a file that is not there is looked at again."""
    for name in ("a.png", "b.png", "held.png", "gone.png"):
        frontier.meet(requisite(name), 1, None)
    frontier.settle(BASE + "held.png", kind, at=AT)
    frontier.settle(BASE + "gone.png", "missing", at=AT)
    frontier.move_away(BASE + "a.png", BASE + "held.png", at=AT)
    frontier.move_away(BASE + "b.png", BASE + "gone.png", at=AT)
    assert row(state, BASE + "a.png", "kind", "due") == ("moved", None)
    tomorrow = int((DAY_ONE + timedelta(days=1)).timestamp())
    assert row(state, BASE + "b.png", "kind", "due") == ("moved", tomorrow)


def test_a_host_that_the_site_names_by_now_is_asked(frontier: Frontier) -> None:
    """What stood elsewhere becomes due; what redirects off the site does not."""
    for name in ("a.png", "b.png"):
        frontier.meet(requisite(name)._replace(external=name == "a.png"), 1, None)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 1, 9)] == [BASE + "b.png"]
    frontier.settle(BASE + "b.png", "external", at=AT)
    for name in ("a.png", "b.png"):
        frontier.meet(requisite(name), 2, None)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 2, 9)] == [BASE + "a.png"]
