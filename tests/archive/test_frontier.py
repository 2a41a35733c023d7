"""The table of URLs: what is asked for, in which order, and when again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.archive.frontier import Due, Frontier
from usstnews.archive.state import State
from usstnews.archive.walk import Walk
from usstnews.extract.found import Found, Role, listing

BASE = "https://en.usst.edu.cn/"
ANY = (Role.HOME, Role.LISTING, Role.ARTICLE)
AT = "2024-01-01T00:00:00Z"


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


def drawn(frontier: Frontier, *, run: int = 1, now: float = 0, limit: int = 100) -> list[str]:
    """Draw what is due, and give the paths."""
    return [due.url.removeprefix(BASE) for due in frontier.draw(ANY, run, now, limit)]


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


def test_what_is_on_another_site_is_met_but_never_drawn(frontier: Frontier) -> None:
    """External items are counted and not asked for, not even when everything is."""
    frontier.meet(Found("https://mp.weixin.qq.com/s/x", Role.ARTICLE, external=True), 1, None)
    frontier.make_due([], everything=True)
    assert drawn(frontier) == []
    assert frontier.kinds() == {"external": 1}


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
        frontier.fail(article(10).url, "HTTP 500")
    else:
        frontier.settle(article(10).url, first, at=AT)
    assert drawn(frontier) == ["info/2/10.htm"]


@given(
    st.lists(st.tuples(st.sampled_from(["meet", "draw", "fail"]), st.integers(1, 5))),
    st.integers(1, 3),
)
def test_each_url_is_drawn_once_a_run(steps: list[tuple[str, int]], run: int) -> None:
    """Whatever is met and fails in between, no run draws a URL twice."""
    with State("") as state:
        frontier = Frontier(state)
        met: set[str] = set()
        found: list[str] = []
        for step, number in [*steps, ("draw", 5), ("draw", 5)]:
            if step == "meet":
                frontier.meet(article(number), run, None)
                met.add(article(number).url.removeprefix(BASE))
            elif step == "draw":
                found += drawn(frontier, run=run, limit=number)
            else:
                frontier.fail(article(number).url, "HTTP 500")
        assert sorted(found) == sorted(met)
        assert sorted(drawn(frontier, run=run + 1)) == sorted(met), "none was settled"


def test_only_the_roles_asked_for_are_drawn(frontier: Frontier) -> None:
    """Listings go before articles since the spider asks for them alone."""
    frontier.meet(Found(BASE, Role.HOME), 1, None)
    frontier.meet(listing(BASE + "News.htm"), 1, None)
    frontier.meet(article(7), 1, None)
    first = frontier.draw((Role.HOME, Role.LISTING), 1, 0, 9)
    assert first == [
        Due(BASE, Role.HOME, None),
        Due(BASE + "News.htm", Role.LISTING, BASE + "News.htm"),
    ]
    assert frontier.draw((Role.ARTICLE,), 1, 0, 9) == [Due(article(7).url, Role.ARTICLE, None)]


def test_since_keeps_the_undated(frontier: Frontier) -> None:
    """Items listed before the day are left alone, those of the day or of none are not."""
    days = {1: date(2023, 12, 31), 2: date(2024, 1, 1), 3: date(2024, 1, 2), 4: None}
    for number, day in days.items():
        frontier.meet(article(number, day), 1, None)
    found = frontier.draw(ANY, 1, 0, 9, date(2024, 1, 1))
    assert [due.url for due in found] == [article(number).url for number in (4, 3, 2)]
    assert drawn(frontier) == ["info/1/1.htm"], "it stays due for a run without `since`"


def test_a_url_is_looked_at_again_when_its_time_has_come(frontier: Frontier) -> None:
    """A page that was closed is due at its hour and not before; one that is held never is."""
    frontier.meet(article(1), 1, None)
    frontier.meet(article(2), 1, None)
    frontier.settle(article(1).url, "restricted", at=AT, due=1000)
    frontier.settle(article(2).url, "article", at=AT)
    assert drawn(frontier, run=2, now=999.9) == []
    assert drawn(frontier, run=2, now=1000) == ["info/1/1.htm"]


def test_what_failed_stays_due_for_the_next_run(state: State, frontier: Frontier) -> None:
    """A failure is noted and the URL is asked for again in the next run, not in this one."""
    frontier.meet(article(1), 1, None)
    assert drawn(frontier) == ["info/1/1.htm"]
    frontier.fail(article(1).url, "HTTP 500")
    assert drawn(frontier) == []
    assert row(state, article(1).url, "error", "kind") == ("HTTP 500", None)
    assert drawn(frontier, run=2) == ["info/1/1.htm"]
    frontier.settle(article(1).url, "article", at=AT)
    assert row(state, article(1).url, "error", "kind", "fetched_at") == (None, "article", AT)


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


def walked(frontier: Frontier) -> None:
    """Enter two listings, one of two pages, an article that is held and one that is pending."""
    frontier.meet(listing(BASE + "News.htm"), 1, None)
    frontier.meet(listing(BASE + "News/1.htm", BASE + "News.htm"), 1, None)
    frontier.meet(listing(BASE + "Banner.htm"), 1, None)
    frontier.meet(article(1), 1, None)
    frontier.meet(article(2), 1, None)
    frontier.save_walk(BASE + "News.htm", Walk(2, complete=True), 12)
    frontier.save_walk(BASE + "Banner.htm", Walk(1, complete=True), 3)
    frontier.settle(article(1).url, "article", at=AT)


def test_an_update_makes_first_pages_due_and_leaves_what_is_held(frontier: Frontier) -> None:
    """Later pages wait until the walk comes to them; what is pending is still pending."""
    walked(frontier)
    frontier.make_due([BASE + "News.htm"], everything=False)
    assert drawn(frontier, run=2) == ["info/1/2.htm", "News.htm"]


def test_a_full_run_makes_everything_due_but_later_pages(frontier: Frontier) -> None:
    """Every article is asked for again, and each listing from its first page on."""
    walked(frontier)
    frontier.make_due([BASE + "News.htm", BASE + "Banner.htm"], everything=True)
    assert drawn(frontier, run=2) == ["info/1/2.htm", "info/1/1.htm", "Banner.htm", "News.htm"]


def test_a_walk_that_begins_again_asks_for_its_pages_once_more(frontier: Frontier) -> None:
    """The first page is due in the same run, the later ones when the walk meets them."""
    walked(frontier)
    drawn(frontier)
    frontier.ask_again(BASE + "News.htm")
    assert drawn(frontier) == ["News.htm"]
    assert drawn(frontier) == []
    frontier.ask(BASE + "News/1.htm")
    assert drawn(frontier) == ["News/1.htm"]
    assert drawn(frontier) == []


def test_asking_does_not_draw_twice_in_one_run(frontier: Frontier) -> None:
    """A page that this run has asked for stays asked for."""
    walked(frontier)
    drawn(frontier)
    frontier.ask(BASE + "News/1.htm")
    assert drawn(frontier) == []
    assert drawn(frontier, run=2) == ["info/1/2.htm", "Banner.htm", "News.htm", "News/1.htm"]


def test_a_walk_is_kept_as_it_was_saved(frontier: Frontier) -> None:
    """All of a walk comes back, and what a page does not announce stays announced."""
    walk = Walk(3, complete=True, to_end=False, rewalks=2)
    assert frontier.walk(BASE + "News.htm") is None
    frontier.save_walk(BASE + "News.htm", walk, 54)
    assert frontier.walk(BASE + "News.htm") == walk
    frontier.save_walk(BASE + "News.htm", Walk())
    frontier.save_walk(BASE + "Banner.htm", walk)
    assert list(frontier.walks()) == [(BASE + "Banner.htm", walk), (BASE + "News.htm", Walk())]


def test_announced_items_outlast_a_page_that_announces_none(
    state: State, frontier: Frontier
) -> None:
    """The number of items is that of the last page that gave one."""
    for items in (54, None, 60, None):
        frontier.save_walk(BASE + "News.htm", Walk(), items)
    assert state.db.execute("SELECT items FROM listings").fetchall() == [(60,)]


def test_progress_counts_what_was_asked_for_and_what_is_left(frontier: Frontier) -> None:
    """What is due some other day is not left to do."""
    for number in range(1, 6):
        frontier.meet(article(number), 1, None)
    frontier.settle(article(1).url, "restricted", at=AT, due=5000)
    assert frontier.progress(1) == (0, 4)
    drawn(frontier, limit=3)
    assert frontier.progress(1) == (3, 1)


def test_kinds_are_counted_and_the_rest_is_pending(frontier: Frontier) -> None:
    """The report's numbers of pages: one kind each."""
    walked(frontier)
    frontier.settle(article(2).url, "missing", at=AT, due=1)
    assert frontier.kinds() == {"article": 1, "missing": 1, "pending": 3}


def test_a_site_that_moves_takes_its_urls_along(frontier: Frontier) -> None:
    """URLs, walks and listings are below the new base; those of other sites stay."""
    walked(frontier)
    frontier.meet(Found("https://en.usst.edu.cnx/", Role.ARTICLE, external=True), 1, None)
    frontier.move(BASE, "http://127.0.0.1:8000/m/")
    assert frontier.find(BASE + "News.htm") is None
    page = "http://127.0.0.1:8000/m/News/1.htm"
    assert frontier.find(page) == Due(page, Role.LISTING, "http://127.0.0.1:8000/m/News.htm")
    assert frontier.walk("http://127.0.0.1:8000/m/News.htm") == Walk(2, complete=True)
    assert frontier.find("https://en.usst.edu.cnx/") is not None
    frontier.move("http://127.0.0.1:8000/m/", BASE)
    assert frontier.find(BASE + "News/1.htm") == Due(
        BASE + "News/1.htm", Role.LISTING, BASE + "News.htm"
    )


def test_a_base_with_signs_that_sql_knows_moves_only_itself(frontier: Frontier) -> None:
    """`%` and `_` in an address are letters."""
    for url in ("http://h_1/a%20b/x.htm", "http://hx1/a%20b/x.htm", "http://h_1/aZZ20b/x.htm"):
        frontier.meet(Found(url, Role.ARTICLE), 1, None)
    frontier.move("http://h_1/a%20b/", "http://new/")
    found = [due.url for due in frontier.draw(ANY, 1, 0, 9)]
    assert found == ["http://h_1/aZZ20b/x.htm", "http://hx1/a%20b/x.htm", "http://new/x.htm"]


def test_a_site_that_moves_leaves_nothing_due_at_the_old_address(frontier: Frontier) -> None:
    """Where the new address was met before as another site's, the old one goes all the same."""
    frontier.meet(article(7), 1, None)
    frontier.meet(Found("http://mirror/info/1/7.htm", Role.ARTICLE, external=True), 1, None)
    frontier.move(BASE, "http://mirror/")
    assert [due.url for due in frontier.draw(ANY, 1, 0, 9)] == ["http://mirror/info/1/7.htm"]


def test_guesses_are_the_ids_between_the_known_ones_under_each_column(frontier: Frontier) -> None:
    """What is known is not guessed, and a second guess adds nothing."""
    for number in (3, 5, 7):
        frontier.meet(article(number), 1, None)
        frontier.settle(article(number).url, "article", at="2024-01-01T00:00:00Z")
    for _ in range(2):
        frontier.guess(BASE, {1, 22}, 1)
    found: list[str] = []
    while batch := frontier.draw((Role.GUESS,), 1, 0, 99):
        for due in batch:
            frontier.settle(due.url, "missing", at=AT)
        found += [due.url.removeprefix(BASE) for due in batch]
    assert found == ["info/1/6.htm", "info/1/4.htm", "info/22/6.htm", "info/22/4.htm"]


def test_an_empty_archive_guesses_nothing(frontier: Frontier) -> None:
    """Without a known id there is nothing between."""
    frontier.guess(BASE, {1}, 1)
    assert drawn(frontier) == []


def test_articles_without_an_id_do_not_widen_the_guesses(frontier: Frontier) -> None:
    """The key of such an article is its URL, which is no number to count from."""
    for number in (3, 5):
        frontier.meet(article(number), 1, None)
        frontier.settle(article(number).url, "article", at="2024-01-01T00:00:00Z")
    frontier.meet(article(999_999_999), 1, None)  # met, but never seen
    frontier.meet(Found(BASE + "page.htm", Role.ARTICLE, BASE + "page.htm"), 1, None)
    frontier.guess(BASE, {1}, 1)
    found = frontier.draw((Role.GUESS,), 1, 0, 99)
    assert [due.url.removeprefix(BASE) for due in found] == ["info/1/4.htm"]


def test_a_guess_that_missed_is_not_asked_for_again(frontier: Frontier) -> None:
    """Not even a full run asks for what was guessed and is not there; a met article it does."""
    for number in (1, 3, 4):
        frontier.meet(article(number), 1, None)
    frontier.guess(BASE, {1}, 1)
    for number in (1, 2, 3):
        frontier.settle(article(number).url, "missing", at=AT)
    frontier.settle(article(4).url, "article", at=AT)
    frontier.make_due([], everything=True)
    found = frontier.draw((*ANY, Role.GUESS), 2, 0, 99)
    assert [due.url.removeprefix(BASE) for due in found] == [
        "info/1/4.htm",
        "info/1/3.htm",
        "info/1/1.htm",
    ]


def test_urls_are_listed_by_kind(frontier: Frontier) -> None:
    """Those of another kind and those not looked at are left out."""
    walked(frontier)
    assert list(frontier.urls("article")) == [article(1).url]


def requisite(name: str, needed: str = "image") -> Found:
    """Find a file by its name."""
    return Found(BASE + name, Role.REQUISITE, needed=needed)


def test_a_requisite_that_turns_out_to_be_a_page_is_one(state: State, frontier: Frontier) -> None:
    """It is due again, as what led to it says; the other way round nothing changes."""
    page = article(7)
    frontier.meet(Found(page.url, Role.REQUISITE, needed="frame"), 1, None)
    frontier.draw((Role.REQUISITE,), 1, 0, 9)
    frontier.settle(page.url, "requisite", at=AT)
    assert frontier.meet(page, 2, None), "as a page it was unknown"
    assert row(state, page.url, "role", "article", "title", "due") == ("article", "7", "Title 7", 0)
    assert drawn(frontier, run=2) == ["info/1/7.htm"]
    frontier.settle(page.url, "article", at=AT, article="7")
    frontier.meet(Found(page.url, Role.REQUISITE, needed="frame"), 3, None)
    assert row(state, page.url, "role", "article", "due") == ("article", "7", None)


def test_media_are_left_out_of_a_full_run(frontier: Frontier) -> None:
    """Held as their URLs state them, they never change; nor is what was too large fetched again;
    all other requisites are due.
    """
    kinds = ("media", "oversize", "requisite", "mismatch", "missing", "failed", "blocked")
    for kind in kinds:
        frontier.meet(requisite(f"{kind}.png"), 1, None)
        frontier.settle(BASE + f"{kind}.png", kind, at=AT)
    frontier.meet(requisite("elsewhere.png")._replace(external=True), 1, None)
    frontier.make_due([], everything=True)
    asked = frontier.draw((Role.REQUISITE,), 2, 0, 9)
    assert {due.url.removeprefix(BASE) for due in asked} == {f"{kind}.png" for kind in kinds[2:]}
    assert frontier.kinds() == {}, "what pages need is none of the pages"


def test_what_a_requisite_leads_to_is_asked_for_once_a_run(frontier: Frontier) -> None:
    """It is entered as what the first was needed as, and counts as asked for."""
    frontier.meet(requisite("a.css", "stylesheet"), 1, None)
    frontier.take_on(BASE + "b.css", BASE + "a.css", 1)
    assert frontier.find(BASE + "b.css") == Due(
        BASE + "b.css", Role.REQUISITE, None, needed="stylesheet"
    )
    assert frontier.was_asked(BASE + "b.css", 1)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 1, 0, 9)] == [BASE + "a.css"]


@pytest.mark.parametrize("kind", ["requisite", "media"])
def test_a_redirect_to_a_held_file_is_for_good(state: State, frontier: Frontier, kind: str) -> None:
    """What leads to a file that is not there is looked at again."""
    for name in ("a.png", "b.png", "held.png", "gone.png"):
        frontier.meet(requisite(name), 1, None)
    frontier.settle(BASE + "held.png", kind, at=AT)
    frontier.settle(BASE + "gone.png", "missing", at=AT)
    frontier.move_away(BASE + "a.png", BASE + "held.png", at=AT, due=99)
    frontier.move_away(BASE + "b.png", BASE + "gone.png", at=AT, due=99)
    assert row(state, BASE + "a.png", "kind", "due") == ("moved", None)
    assert row(state, BASE + "b.png", "kind", "due") == ("moved", 99)


def test_a_host_that_the_site_names_by_now_is_asked(frontier: Frontier) -> None:
    """What stood elsewhere becomes due; what redirects off the site does not."""
    for name in ("a.png", "b.png"):
        frontier.meet(requisite(name)._replace(external=name == "a.png"), 1, None)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 1, 0, 9)] == [BASE + "b.png"]
    frontier.settle(BASE + "b.png", "external", at=AT)
    for name in ("a.png", "b.png"):
        frontier.meet(requisite(name), 2, None)
    assert [due.url for due in frontier.draw((Role.REQUISITE,), 2, 0, 9)] == [BASE + "a.png"]
