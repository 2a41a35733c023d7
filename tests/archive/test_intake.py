"""What one captured page does to the archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import scrapy
from recorded import (
    BASE,
    CHALLENGE,
    HOME,
    HTML,
    MISSING,
    START,
    article_page,
    due_at,
    keep,
    listing_page,
    opened,
    stored,
    visit,
    waiting,
)

from usstnews.archive.accounts import kinds
from usstnews.archive.articles import read_articles
from usstnews.archive.frontier import Due
from usstnews.archive.history import Held, Verdict
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.archive.ledger import Ledgers
from usstnews.archive.visit import Visit
from usstnews.extract.article import EXTRACTOR
from usstnews.extract.found import Found, Role
from usstnews.extract.reading import read
from usstnews.items import Capture
from usstnews.middlewares import RedirectTargets
from usstnews.sites import USST, VSB

NEWS = BASE + "News___Events.htm"
DAY = timedelta(days=1)


def due(intake: Intake, *, run: int = 1, now: datetime | None = None) -> list[tuple[str, str]]:
    """Draw what is due, role and path; of a run that begins `now`, what its time has come for."""
    roles = (Role.HOME, Role.LISTING, Role.ARTICLE)
    if now is None:
        found = intake.frontier.draw(roles, run, 99)
    else:
        found = due_at(intake, now, *roles, run=run)
    return [(each.role.value, each.url.removeprefix(BASE)) for each in found]


def walk_of(intake: Intake) -> tuple[int | None, int | None, bool]:
    """Give the totals that a listing's pager told, and whether its walk is complete."""
    walk = intake.listings.walk(NEWS)
    assert walk is not None
    return walk.pages, walk.items, walk.complete


def test_an_article_waits_to_be_stored(intake: Intake) -> None:
    """Taking in gives the article with its record and time, and holds nothing yet."""
    visited = visit("info/1/7.htm", article_page("Spring"), number=5)
    taken = intake.take(visited)
    assert taken.kind == "article"
    assert taken.article is not None
    assert (taken.article.id, taken.article.title) == (7, "Spring")
    assert (taken.article.warc, taken.article.fetched_at) == (visited.capture, visited.date)
    assert intake.state.latest("7") is None
    assert not intake.state.was_taken(visited.capture.record_id)


def test_an_article_leads_to_its_neighbours_and_to_related_ones(intake: Intake) -> None:
    """Previous, next and related articles are met; links to anything else are not."""
    more = (
        '<p>上一条：<a href="8.htm">Newer</a></p><p>Next: <a href="6.htm">Older</a></p>'
        '<div><h3>Related articles</h3><ul><li><a href="../2/3.htm">Kin</a></ul></div>'
        '<p><a href="/About.htm">About</a> <a href="5.htm">Some article</a></p>'
    )
    intake.take(visit("info/1/7.htm", article_page(more=more)))
    met = {path for _, path in due(intake)}
    assert met == {"info/1/8.htm", "info/1/7.htm", "info/1/6.htm", "info/2/3.htm"}


def test_a_stored_article_has_its_line_and_is_remembered(archive: Archive, intake: Intake) -> None:
    """The line comes first; then state and frontier know version, record, line and URL."""
    visited = visit("info/1/7.htm", article_page())
    assert keep(intake, visited) is Verdict.NEW
    (line,) = read_articles(archive.articles)
    assert (line.article.id, line.article.version) == (7, 1)
    latest = intake.state.latest("7")
    assert latest is not None
    assert latest.held == Held(1, line.article.digest, EXTRACTOR)
    assert latest.capture == visited.capture
    assert intake.state.line_of(visited.capture.record_id) == 0
    assert intake.state.was_taken(visited.capture.record_id)
    assert intake.state.read_to("articles.jsonl") == archive.articles.stat().st_size
    assert due(intake) == []


def test_the_same_words_again_make_no_line(archive: Archive, intake: Intake) -> None:
    """An unchanged capture is remembered as taken in, an edit makes the next version."""
    pages = [article_page(text=text) for text in ("One.", "One.", "Two.", "Two.", "One.")]
    verdicts = [keep(intake, visit("info/1/7.htm", page, number=n)) for n, page in enumerate(pages)]
    assert verdicts == ["new", "unchanged", "changed", "unchanged", "changed"]
    assert [
        (line.article.version, line.article.text) for line in read_articles(archive.articles)
    ] == [
        (1, "One."),
        (2, "Two."),
        (3, "One."),
    ]
    assert all(intake.state.was_taken(f"<urn:uuid:{number}>") for number in range(5))


def test_another_article_with_the_same_words_repeats_the_first(
    archive: Archive, intake: Intake
) -> None:
    """A cross-post is stored and marked with the URL of the one that came first."""
    paths = ("info/1/7.htm", "info/1/9.htm", "info/1/8.htm")
    verdicts = [keep(intake, visit(path, article_page(), number=n)) for n, path in enumerate(paths)]
    assert verdicts == ["new", "duplicate", "duplicate"]
    marks = [line.article.duplicate_of for line in read_articles(archive.articles)]
    assert marks == [None, BASE + "info/1/7.htm", BASE + "info/1/7.htm"]


def test_one_id_at_two_urls_is_one_article(archive: Archive, intake: Intake) -> None:
    """The other URLs at which it was met are its aliases, and no second article."""
    for url in ("info/2/7.htm", "content.jsp?wbtreeid=1&wbnewsid=7"):
        row = listing_page(url)
        intake.take(visit("Research.htm", row))
    assert keep(intake, visit("info/1/7.htm", article_page())) is Verdict.NEW
    other = visit("info/2/7.htm", article_page(text="Printed otherwise."), number=1)
    assert keep(intake, other) is Verdict.ALIAS
    (line,) = read_articles(archive.articles)
    assert line.article.aliases == [
        BASE + "info/2/7.htm",
        BASE + "content.jsp?wbtreeid=1&wbnewsid=7",
    ]


def test_the_url_that_was_asked_for_is_an_alias_of_the_one_that_answered(
    archive: Archive, intake: Intake
) -> None:
    """After a redirect the article stands under its final URL and neither is asked for again."""
    asked = BASE + "info/9/7.htm"
    keep(intake, visit("info/1/7.htm", article_page(), asked=asked))
    (line,) = read_articles(archive.articles)
    assert (line.article.url, line.article.aliases) == (BASE + "info/1/7.htm", [asked])
    assert due(intake) == []
    assert kinds(intake.state) == {"article": 1, "moved": 1}


@pytest.mark.parametrize(("reading", "verdict"), [("sha256:now", "unchanged"), ("else", "changed")])
def test_what_an_older_extractor_read_is_read_again(
    archive: Archive, reading: str, verdict: str
) -> None:
    """The held capture is compared as the present extractor reads it, and read once only."""
    asked: list[Capture] = []

    def reread(capture: Capture) -> str:
        asked.append(capture)
        return reading

    with opened(archive) as base:
        intake = Intake(USST, base.state, base.frontier, base.versions._log, run=1, reread=reread)
        held = stored(7, extractor="0", digest="sha256:then", version=4)
        intake.state.hold(held)
        judged = [
            intake.versions.judge(stored(7, digest="sha256:now", extractor=EXTRACTOR))
            for _ in range(2)
        ]
        assert [said for said, _ in judged] == [verdict] * 2
        assert judged[0][1].version == (4 if verdict == "unchanged" else 5)
        assert asked == [held.warc]
        latest = intake.state.latest("7")
        assert latest is not None
        assert latest.held == Held(4, reading, EXTRACTOR)


def test_an_older_reading_stands_where_its_record_is_no_article_any_more(
    archive: Archive,
) -> None:
    """A present extractor that sees no article there leaves the digest that the line states."""
    with opened(archive) as base:
        intake = Intake(
            USST, base.state, base.frontier, base.versions._log, run=1, reread=lambda _: None
        )
        intake.state.hold(stored(7, extractor="0", digest="sha256:same"))
        verdict, article = intake.versions.judge(stored(7, digest="sha256:same"))
        assert (verdict, article.version) == (Verdict.UNCHANGED, 1)


@pytest.mark.parametrize(
    ("body", "changes", "kind", "hours"),
    [
        (MISSING, {}, "missing", 24),
        (b"gone", {"status": 410}, "missing", 24),
        (article_page(), {"status": 404}, "missing", 24),
        (b"closed", {"status": 403}, "restricted", 24),
        (CHALLENGE, {}, "challenge", 0),
        (CHALLENGE, {"status": 503}, "challenge", 0),
        (b"<p>maintenance</p>", {}, "other", 24),
        (b"%PDF-1.7", {"content_type": "application/pdf"}, "other", 24),
    ],
)
def test_a_page_is_looked_at_again_by_its_kind(
    intake: Intake, body: bytes, changes: dict[str, object], kind: str, hours: int
) -> None:
    """What was closed or gone is due a day later, a challenge at once."""
    visited = visit("info/1/7.htm", body, **changes)
    intake.meet([Found(visited.url, Role.ARTICLE)], None)
    assert intake.take(visited).kind == kind
    assert kinds(intake.state) == {kind: 1}
    assert intake.state.was_taken(visited.capture.record_id)
    when = START + timedelta(hours=hours)
    if hours:
        assert due(intake, run=2, now=when - timedelta(seconds=1)) == []
    assert due(intake, run=2, now=when) == [("article", "info/1/7.htm")]


@pytest.mark.parametrize("content_type", ["TEXT/HTML", None, "application/xhtml+xml"])
def test_an_article_is_read_under_any_name_of_its_type(
    intake: Intake, content_type: str | None
) -> None:
    """Letters in another case, no type at all, and XHTML are HTML."""
    visited = visit("info/1/7.htm", article_page(), content_type=content_type)
    assert intake.take(visited).kind == "article"


def test_a_guess_that_missed_is_not_looked_at_again(intake: Intake) -> None:
    """An id that nothing led to and that is not there is no page that is gone."""
    for number in (1, 3):
        keep(intake, visit(f"info/1/{number}.htm", article_page(text=str(number)), number=number))
    assert intake.guess(9) == 1
    found = intake.frontier.draw((Role.GUESS,), 1, 9)
    assert [each.url for each in found] == [BASE + "info/1/2.htm"]
    intake.take(visit("info/1/2.htm", MISSING, number=2))
    assert waiting(intake.state) == []


def test_a_column_that_turns_up_later_is_guessed_at_as_well(intake: Intake) -> None:
    """The columns are those of all articles, also of what came since the first guess."""
    for number in (1, 3):
        keep(intake, visit(f"info/1/{number}.htm", article_page(text=str(number)), number=number))
    assert intake.guess(9) == 1
    keep(intake, visit("info/2/5.htm", article_page(text="5"), number=5))
    assert intake.guess(9) == 2
    guesses = {f"{BASE}info/{path}.htm" for path in ("1/2", "1/4", "2/4")}
    assert guesses <= set(waiting(intake.state))


def test_a_server_error_is_a_failure(intake: Intake) -> None:
    """The page is asked for again a day later; the record of the error is no capture."""
    visited = visit("info/1/7.htm", b"oops", status=500)
    intake.take(visit("News___Events.htm", listing_page("info/1/7.htm"), number=1))
    assert intake.take(visited) == ("failed", None, 0)
    assert not intake.state.was_taken(visited.capture.record_id)
    assert due(intake, run=2, now=START) == []
    assert due(intake, run=2, now=START + DAY) == [("article", "info/1/7.htm")]


def test_a_listing_leads_to_its_items_and_onward(intake: Intake) -> None:
    """Items are met with the listing's date, those of other sites too but not asked for."""
    page = listing_page(
        "info/1/9.htm 2024-01-15",
        "info/1/8.htm",
        "https://mp.weixin.qq.com/s/x",
        of=(1, 3),
        onward="News___Events/2.htm",
    )
    taken = intake.take(visit("News___Events.htm", page))
    assert (taken.kind, taken.article) == ("listing", None)
    assert due(intake) == [
        ("article", "info/1/9.htm"),
        ("article", "info/1/8.htm"),
        ("listing", "News___Events/2.htm"),
    ]
    assert walk_of(intake) == (3, 3, False)
    (listed,) = intake.state.db.execute(
        "SELECT listed FROM pages WHERE url = ?", (BASE + "info/1/9.htm",)
    ).fetchone()
    assert listed == "2024-01-15"


def test_a_walk_ends_with_the_last_page(intake: Intake) -> None:
    """Later pages belong to the walk of the first, and the last one completes it."""
    first = listing_page("info/1/9.htm", of=(1, 2), onward="News___Events/1.htm")
    intake.take(visit("News___Events.htm", first))
    assert intake.frontier.find(BASE + "News___Events/1.htm") == Due(
        BASE + "News___Events/1.htm", Role.LISTING, NEWS
    )
    intake.take(visit("News___Events/1.htm", listing_page("../info/1/8.htm", of=(2, 2)), number=1))
    assert [url for url, _ in intake.listings.walks()] == [NEWS]
    assert walk_of(intake) == (2, 1, True)


def test_a_run_with_nothing_new_asks_for_first_pages_only(archive: Archive) -> None:
    """The second run begins at each listing and ends there if all its items are known."""
    first = listing_page("info/1/9.htm", of=(1, 2), onward="News___Events/1.htm")
    with opened(archive) as intake:
        intake.take(visit("News___Events.htm", first))
        last = listing_page("../info/1/8.htm", of=(2, 2))
        intake.take(visit("News___Events/1.htm", last, number=1))
        for number in (8, 9):
            page = article_page(text=str(number))
            keep(intake, visit(f"info/1/{number}.htm", page, number=number))
    with opened(archive, run=2) as intake:
        intake.begin(START + DAY, full=False)
        assert due(intake, run=2) == [("listing", "News___Events.htm")]
        intake.take(visit("News___Events.htm", first, number=3))
        assert due(intake, run=2) == []


def test_a_run_of_some_listings_leaves_the_others(archive: Archive) -> None:
    """Only the listings named begin a walk."""
    with opened(archive) as intake:
        for name in ("News___Events.htm", "Banner.htm"):
            intake.take(visit(name, listing_page("info/1/9.htm")))
    with opened(archive, run=2) as intake:
        intake.begin(START + DAY, full=False, listings=[BASE + "Banner.htm"])
        assert due(intake, run=2) == [("article", "info/1/9.htm"), ("listing", "Banner.htm")]
        assert walk_of(intake) == (1, 1, True)


def test_a_full_run_asks_for_everything_again(archive: Archive) -> None:
    """Held articles and ended walks are due once more."""
    with opened(archive) as intake:
        intake.take(visit("News___Events.htm", listing_page("info/1/9.htm")))
        keep(intake, visit("info/1/9.htm", article_page(), number=1))
    with opened(archive, run=2) as intake:
        intake.begin(START + DAY, full=True)
        assert due(intake, run=2) == [
            ("article", "info/1/9.htm"),
            ("listing", "News___Events.htm"),
        ]


def test_a_listing_that_grew_is_asked_for_again_in_the_same_run(intake: Intake) -> None:
    """When a page shows another total than the first, the walk begins again."""
    first = listing_page("info/1/9.htm", of=(1, 2), onward="News___Events/1.htm")
    intake.take(visit("News___Events.htm", first))
    due(intake)
    intake.take(visit("News___Events/1.htm", listing_page("info/1/8.htm", of=(2, 3)), number=1))
    assert ("listing", "News___Events.htm") in due(intake)
    grown = listing_page("info/1/9.htm", of=(1, 3), onward="News___Events/2.htm")
    intake.take(visit("News___Events.htm", grown, number=2))
    assert due(intake) == [("listing", "News___Events/2.htm")]
    walk = intake.listings.walk(NEWS)
    assert walk is not None
    assert (walk.pages, walk.rewalks) == (3, 1)


def test_a_home_page_leads_to_the_columns_of_the_menu_and_to_its_articles(intake: Intake) -> None:
    """Columns are looked up by name, else by their likely path."""
    body = (
        b'<body><a href="Latest.htm">News &amp; Events</a><a href="About.htm">About</a>'
        b'<div><a href="info/1/7.htm">A story</a></div></body>'
    )
    assert intake.take(visit("", body)).kind == "other"
    assert due(intake) == [
        ("article", "info/1/7.htm"),
        ("listing", "Banner.htm"),
        ("listing", "Latest.htm"),
        ("listing", "Research.htm"),
    ]
    assert intake.frontier.find(BASE) == Due(BASE, Role.HOME, None)


def test_a_home_page_that_only_refreshes_leads_to_the_home_page_proper(intake: Intake) -> None:
    """The page behind the refresh is read as a home page; one off the site is not followed."""
    away = b'<meta http-equiv=refresh content="0; url=https://example.org/">'
    here = b'<meta http-equiv=Refresh content="0; URL=index/main.htm">'
    intake.take(visit("", away + here))
    assert due(intake) == [("home", "index/main.htm")]


def test_a_site_without_named_columns_is_walked_by_its_menus(archive: Archive) -> None:
    """Every column of a menu may be a listing, also those that listings lead to."""
    site = VSB.at("http://h.cn/")
    with opened(archive, site) as intake:
        for path, body in (
            ("", b'<a href="News.htm">News</a>'),
            ("News.htm", b'<a href="Old.htm">Old</a>' + listing_page("info/1/9.htm")),
            ("Old.htm", b'<a href="Deep.htm">Deep</a><p>a hub</p>'),
        ):
            intake.take(visit("http://h.cn/" + path, body))
        urls = {each.url for each in intake.frontier.draw((Role.LISTING,), 1, 9)}
    assert urls == {"http://h.cn/Deep.htm"}


def test_named_listings_keep_the_menus_out(archive: Archive) -> None:
    """A run of given listings follows no menu, but still the articles."""
    site = VSB.at("http://h.cn/")
    with opened(archive, site) as base:
        intake = Intake(
            site,
            base.state,
            base.frontier,
            base.versions._log,
            run=1,
            reread=lambda _: None,
            by_menu=False,
        )
        body = b'<a href="Old.htm">Old</a>' + listing_page("info/1/9.htm")
        intake.take(visit("http://h.cn/News.htm", body))
        intake.take(visit("http://h.cn/", b'<a href="Old.htm">Old</a>'))
        roles = (Role.LISTING, Role.ARTICLE)
        assert [each.url for each in base.frontier.draw(roles, 1, 9)] == [
            "http://h.cn/info/1/9.htm"
        ]


@pytest.mark.parametrize("missing", ["warc", "fetched_at"])
def test_no_capture_no_article(intake: Intake, missing: str) -> None:
    """An article without its record is not stored by any way."""
    article = replace(stored(7), **{missing: None})
    with pytest.raises(ValueError, match=r"info/1/7\.htm was not captured"):
        intake.versions.seen(article, Verdict.UNCHANGED)


def test_a_listing_that_redirects_is_walked_again_in_the_next_run(archive: Archive) -> None:
    """A redirect of a listing is followed in each update, or nothing new would ever be found."""
    target = BASE + "news/index.htm"
    with opened(archive) as intake:
        intake.take(visit("", HOME))
        due(intake)
        intake.take(visit(target, listing_page("/info/1/9.htm"), number=1, asked=NEWS))
    with opened(archive, run=2) as intake:
        intake.begin(START + DAY, full=False)
        assert ("listing", "News___Events.htm") in due(intake, run=2)
        followed = scrapy.Request(
            target, meta={"asked": NEWS, "role": Role.LISTING, "redirect_urls": [NEWS]}
        )
        RedirectTargets(intake).process_request(followed)


def test_a_day_begins_when_the_page_was_captured(intake: Intake) -> None:
    """A replay years later sets the same hour as the crawl did."""
    day = datetime(2020, 2, 29, 12, tzinfo=UTC)
    visited = visit("info/1/7.htm", MISSING, date="2020-02-29T12:00:00.000000Z")
    intake.meet([Found(visited.url, Role.ARTICLE)], None)
    intake.take(visited)
    (when,) = intake.state.db.execute("SELECT due FROM pages").fetchone()
    assert when == (day + timedelta(days=1)).timestamp()


PNG = b"\x89PNG\r\n\x1a\n"


def picture(name: str, *, number: int = 1, **changes: object) -> Visit:
    """Make a visit of a picture."""
    given = {"content_type": "image/png", "etag": '"e"', **changes}
    return visit(name, number=number, **{"body": PNG, **given})  # type: ignore[arg-type]


def wanted(intake: Intake, *, now: datetime = START) -> list[str]:
    """Draw the requisites that are due in a run that begins `now`."""
    found = due_at(intake, now, Role.REQUISITE, run=1)
    return [each.url.removeprefix(BASE) for each in found]


def test_pages_of_every_kind_lead_to_what_they_need(intake: Intake) -> None:
    """Home, listing and article alike; what another host serves is met and not asked for."""
    elsewhere = "<img src=https://img.example/x.png>"
    pages = {
        "": HOME.replace(b"<body>", b"<body><img src=/home.png>"),
        "News___Events.htm": listing_page("info/1/7.htm").replace(
            b"<body>", b"<body><img src=/l.png>"
        ),
        "info/1/7.htm": article_page(more="<img src=/article.png>" + elsewhere),
    }
    for number, (path, page) in enumerate(pages.items()):
        intake.take(visit(path, page, number=number))
    assert wanted(intake) == ["article.png", "home.png", "l.png"]
    assert intake.frontier.kind("https://img.example/x.png") == "external"


def test_a_requisite_is_no_page(intake: Intake) -> None:
    """It is settled by what came, and gives no article, whatever it looks like."""
    intake.take(visit("info/1/7.htm", article_page(more="<iframe src=/frame.htm></iframe>")))
    assert wanted(intake) == ["frame.htm"]
    taken = intake.take(visit("frame.htm", article_page(more="<img src=/x.png>"), number=1))
    assert (taken.kind, taken.article) == ("requisite", None)
    assert wanted(intake) == ["x.png"]
    assert intake.state.was_taken("<urn:uuid:1>")


@pytest.mark.parametrize(
    ("changes", "kind", "again"),
    [
        ({}, "requisite", False),
        ({"as_stated": True}, "media", False),
        ({"as_stated": False}, "mismatch", False),
        ({"status": 404}, "missing", False),
        ({"status": 403}, "failed", True),
        ({"status": 503}, "failed", True),
        ({"content_type": HTML, "body": CHALLENGE}, "blocked", True),
        ({"content_type": HTML, "body": article_page()}, "blocked", True),
    ],
)
def test_a_requisite_is_looked_at_again_where_that_may_help(
    intake: Intake, changes: dict[str, object], kind: str, again: bool
) -> None:
    """A day later; what is there or plainly not is left to full runs."""
    intake.take(visit("info/1/7.htm", article_page(more="<img src=/x.png>")))
    wanted(intake)
    assert intake.take(picture("x.png", **changes)).kind == kind
    intake.state.db.execute("UPDATE pages SET asked = 0")
    assert wanted(intake, now=START + timedelta(hours=12)) == []
    assert wanted(intake, now=START + timedelta(hours=36)) == (["x.png"] if again else [])


def test_an_error_page_brings_nothing_along(intake: Intake) -> None:
    """What a page needs that stands in for a picture, nobody needs; a sheet that is gone needs
    nothing any more.
    """
    sheet = "<link rel=stylesheet href=/a.css>"
    intake.take(visit("info/1/7.htm", article_page(more=sheet + "<img src=/x.png>")))
    wanted(intake)
    error = b"<!DOCTYPE html><html><body><img src=/logo.png></body></html>"
    css = b"p { background: url(drawn.png) }"
    intake.take(visit("x.png", error, number=1, status=404))
    intake.take(visit("a.css", css, number=2, content_type="text/css"))
    assert wanted(intake) == ["drawn.png"]
    intake.take(visit("a.css", error, number=3, status=404))
    (ledger,) = Ledgers(intake.state).all()
    assert [entry.url.removeprefix(BASE) for entry in ledger.entries] == ["a.css", "x.png"]


def test_a_reading_made_ahead_means_the_same(archive: Archive) -> None:
    """Whether a page was read in another process or here."""
    page = article_page(more="<img src=/x.png>")
    found = []
    for number in (1, 2):
        with opened(Archive(archive.root / str(number))) as intake:
            visited = visit("info/1/7.htm", page)
            ahead = read(page, visited.content_type, visited.url, 200, USST)
            found.append((intake.take(visited, ahead if number == 1 else None), wanted(intake)))
    assert found[0] == found[1]
    assert found[0][1] == ["x.png"]


def test_a_requisite_led_off_or_in_a_circle_is_left_out(intake: Intake) -> None:
    """As pages are; one that leads to a held file leads its pages there."""
    more = "".join(f"<img src=/{name}.png>" for name in "abc")
    intake.take(visit("info/1/7.htm", article_page(more=more)))
    wanted(intake)
    intake.take(picture("a.png"))
    intake.leave_out(BASE + "b.png", "moved", START, BASE + "a.png")
    intake.leave_out(BASE + "c.png", "circular", START)
    (ledger,) = Ledgers(intake.state).all()
    told = {entry.url.removeprefix(BASE): entry.outcome for entry in ledger.entries}
    assert told == {"a.png": "captured", "b.png": "captured", "c.png": "circular"}


MENU = '<a href="/News___Events.htm">News &amp; Events</a><a href="/Banner.htm">Banner</a>'


def lost(intake: Intake, *changes: dict[str, object]) -> list[tuple[str, str]]:
    """Know two listings and the home page; then, in a next run, see the one as `changes` have it.

    Gives what is due then.
    """
    for number, name in enumerate(("News___Events.htm", "Banner.htm")):
        intake.take(visit(name, listing_page("/info/1/9.htm"), number=number))
    keep(intake, visit("info/1/9.htm", article_page(), number=2))
    intake.run = 2
    intake.begin(START + DAY, full=False)
    assert due(intake, run=2) == [("listing", "Banner.htm"), ("listing", "News___Events.htm")]
    for each in changes:
        intake.take(visit("News___Events.htm", number=3, **each))  # type: ignore[arg-type]
    return due(intake, run=2)


@pytest.mark.parametrize(
    "change",
    [
        {"body": MISSING},
        {"status": 404},
        {"status": 500},
        {"status": 403, "body": b"closed"},
        {"body": b"<p>under construction</p>"},
        {"body": article_page()},
    ],
    ids=["missing", "404", "500", "closed", "other", "article"],
)
def test_a_listing_that_is_none_any_more_sends_the_run_to_the_home_page(
    intake: Intake, change: dict[str, object]
) -> None:
    """Its menu says where the listings are by now."""
    assert lost(intake, change) == [("home", "")]


def test_a_listing_that_could_not_be_had_sends_the_run_to_the_home_page_once(
    intake: Intake,
) -> None:
    """A second listing that fails asks for nothing more."""
    assert lost(intake) == []
    for name in ("News___Events.htm", "Banner.htm"):
        intake.fail(BASE + name, "TimeoutError", START + DAY)
        assert due(intake, run=2) == ([("home", "")] if name != "Banner.htm" else [])


def test_given_listings_that_are_lost_lead_nowhere(archive: Archive) -> None:
    """Who names listings has not asked for those of the menu."""
    with opened(archive) as base:
        base._by_menu = False
        assert lost(base, {"status": 404}) == []


def test_a_listing_that_the_menu_no_longer_leads_to_is_forgotten(intake: Intake) -> None:
    """It is not asked for in later runs; its articles stay, and so do the other listings."""
    lost(intake, {"status": 404})
    menu = b"<a href='/Latest.htm'>News &amp; Events</a><a href='/Banner.htm'>Banner</a>"
    intake.take(visit("", menu, number=5))
    assert ("listing", "Latest.htm") in due(intake, run=2)
    assert [url for url, _ in intake.listings.walks()] == [BASE + "Banner.htm"]
    intake.run = 3
    intake.begin(START + 2 * DAY, full=False)
    assert ("listing", "News___Events.htm") not in due(intake, run=3)
    assert intake.state.latest("9") is not None


@pytest.mark.parametrize("change", [{"status": 404}, {"status": 500}], ids=["404", "500"])
def test_a_listing_that_the_menu_still_leads_to_is_kept(
    intake: Intake, change: dict[str, object]
) -> None:
    """What cannot be had today may be had tomorrow."""
    lost(intake, change)
    intake.take(visit("", MENU.encode(), number=5))
    assert NEWS in {url for url, _ in intake.listings.walks()}
    intake.run = 3
    intake.begin(START + 2 * DAY, full=False)
    assert ("listing", "News___Events.htm") in due(intake, run=3)


@pytest.mark.parametrize("name", ["News___Events.htm", "Latest.htm"])
def test_a_home_page_without_a_menu_forgets_nothing(intake: Intake, name: str) -> None:
    """A maintenance page in place of all others leaves the listings as they are, wherever their
    likely paths are.
    """
    intake.take(visit(name, listing_page("/info/1/9.htm")))
    intake.run = 2
    intake.begin(START + DAY, full=False)
    due(intake, run=2)
    intake.take(visit(name, b"<p>closed</p>", number=3))
    assert ("home", "") in due(intake, run=2)
    intake.take(visit("", b"<p>closed</p>", number=5))
    assert BASE + name in {url for url, _ in intake.listings.walks()}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"body": MISSING}, True),
        ({"status": 410}, True),
        ({"body": b"closed", "status": 403}, True),
        ({"body": article_page()}, False),
    ],
    ids=["missing", "410", "restricted", "there"],
)
def test_an_article_that_is_gone_is_looked_for_at_its_other_urls(
    intake: Intake, changes: dict[str, object], asked: bool
) -> None:
    """Where its own URL fails, an alias may still show it; and the archive then holds it there."""
    for number, path in enumerate(("info/1/7.htm", "info/2/7.htm")):
        intake.take(visit("Research.htm", listing_page(f"/{path}")))
        keep(intake, visit(path, article_page(), number=number))
    due(intake)
    intake.run = 2
    keep(intake, visit("info/1/7.htm", number=2, **changes))  # type: ignore[arg-type]
    assert due(intake, run=2) == [("article", "info/2/7.htm")] * asked
    if asked:
        keep(intake, visit("info/2/7.htm", article_page(), number=3))
        latest = intake.state.latest("7")
        assert latest is not None
        assert (latest.url, latest.held.version) == (BASE + "info/2/7.htm", 1)


def test_an_alias_that_is_gone_concerns_no_other_url(intake: Intake) -> None:
    """The article is held where it is."""
    for number, path in enumerate(("info/1/7.htm", "info/2/7.htm")):
        intake.take(visit("Research.htm", listing_page(f"/{path}")))
        keep(intake, visit(path, article_page(), number=number))
    due(intake)
    intake.take(visit("info/2/7.htm", MISSING, number=2))
    assert due(intake, run=2) == []


def test_an_article_that_redirects_to_another_url_of_its_own_is_held_there(
    archive: Archive, intake: Intake
) -> None:
    """Its identity is its id: no line, and second looks go to where it is by now."""
    for number, path in enumerate(("info/1/7.htm", "info/2/7.htm")):
        intake.take(visit("Research.htm", listing_page(f"/{path}")))
        keep(intake, visit(path, article_page(), number=number))
    intake.leave_out(BASE + "info/1/7.htm", "moved", START + DAY, BASE + "info/2/7.htm")
    latest = intake.state.latest("7")
    assert latest is not None
    assert latest.url == BASE + "info/2/7.htm"
    assert len(list(read_articles(archive.articles))) == 1
    assert due(intake, run=2, now=START + 400 * DAY) == [("article", "info/2/7.htm")]


def test_an_article_that_redirects_to_another_article_stays_where_it_is(intake: Intake) -> None:
    """One id is not another."""
    for number in (7, 8):
        keep(intake, visit(f"info/1/{number}.htm", article_page(str(number)), number=number))
    intake.leave_out(BASE + "info/1/7.htm", "moved", START + DAY, BASE + "info/1/8.htm")
    found = [intake.state.latest(key) for key in ("7", "8")]
    assert [each and each.url for each in found] == [BASE + "info/1/7.htm", BASE + "info/1/8.htm"]


def test_an_article_that_moved_and_was_edited_is_its_next_version(
    archive: Archive, intake: Intake
) -> None:
    """By its id it is the same one, at another URL."""
    keep(intake, visit("info/1/7.htm", article_page()))
    asked = BASE + "info/1/7.htm"
    edited = visit("info/3/7.htm", article_page(text="Changed."), number=1, asked=asked)
    assert keep(intake, edited) is Verdict.CHANGED
    found = [(line.article.version, line.article.url) for line in read_articles(archive.articles)]
    assert found == [(1, asked), (2, BASE + "info/3/7.htm")]
