"""The report of a run, from what its session holds and what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from alike import edited, whole
from recorded import (
    BASE,
    MISSING,
    START,
    article_page,
    exchange,
    keep,
    listing_page,
    stored,
    visit,
)

from usstnews.archive.layout import Archive
from usstnews.archive.warc import warc_date
from usstnews.items import Image
from usstnews.job import Job
from usstnews.runs.outcome import Status, outcome
from usstnews.runs.report import Event, Report
from usstnews.runs.told import accounting
from usstnews.session import Session
from usstnews.summary import edit, summarise, tally

DAY = timedelta(days=1)


@contextmanager
def run(archive: Archive, day: int = 0, **arguments: str) -> Iterator[Session]:
    """Open a session, and close it."""
    session = Session(Job.parse(arguments), archive, START + day * DAY)
    try:
        yield session
    finally:
        session.close()


def report(session: Session, **counts: int) -> Report:
    """Summarise a run that counted so much; `__` in a name is a slash."""
    named = {name.replace("__", "/"): count for name, count in counts.items()}
    return summarise(session, {**named, "finish_reason": "finished"}, (), 0)


def test_an_edit_names_the_fields_and_the_paragraphs() -> None:
    """What went, what came; what follows from other fields or differs always is left out."""
    before = stored(7, text="Same.\n\nOld.\n\nAlso the same.", html="<p>Old.", version=1)
    after = stored(
        7,
        title="Retitled",
        text="Same.\n\nNew.\n\nAlso the same.",
        html="<p>New.",
        version=2,
        digest="sha256:2",
        extractor="2",
        fetched_at="2024-02-01T00:00:00Z",
        aliases=[f"{BASE}info/9/7.htm"],
    )
    said = edit(before, after)
    assert said == Event(
        "changed", after.url, "Retitled", 2, ("title", "text"), ("- Old.", "+ New.")
    )


def test_an_edit_that_leaves_the_text_has_no_paragraphs() -> None:
    """As when a picture was put in."""
    image = Image(url=f"{BASE}x.png", alt="", caption=None, md5=None)
    said = edit(stored(7), stored(7, version=2, images=[image]))
    assert (said.fields, said.paragraphs) == (("images",), ())


def test_a_report_shows_the_beginnings_of_some_paragraphs() -> None:
    """However long they are, and however many; how many more there are it says."""
    before = stored(7, text="\n\n".join(f"Old {number} {'x' * 500}" for number in range(15)))
    after = stored(7, version=2, text="\n\n".join(f"New {number}" for number in range(15)))
    said = edit(before, after)
    assert len(said.paragraphs) == 21
    assert said.paragraphs[-1] == "and 10 more"
    assert all(len(each) <= 101 for each in said.paragraphs)
    assert any(each.endswith("x…") for each in said.paragraphs)


def test_a_report_accounts_for_what_the_session_met(archive: Archive) -> None:
    """The classes sum to what was met; what is held and of which kinds is as of the end."""
    with run(archive) as session:
        intake = session.intake
        intake.take(visit("News___Events.htm", listing_page("info/1/8.htm", "info/1/7.htm")))
        for number in (7, 9):
            session.frontier.answered(f"{BASE}info/1/{number}.htm", session.run)
        keep(intake, visit("info/1/7.htm", article_page(), number=1))
        made = report(session, downloader__request_count=3, downloader__response_bytes=99)
    assert (made.site, made.base_url, made.mode) == ("usst", BASE, "update")
    assert (made.started, made.status, made.alarms) == (START.isoformat(), 0, ())
    assert (made.requests, made.bytes, made.held) == (3, 99, 1)
    assert made.urls["met"] == sum(made.urls.values()) - made.urls["met"]
    assert (made.urls["new"], made.urls["pending"]) == (1, 2)
    assert made.pages == {"article": 1, "listing": 1, "pending": 2}
    assert made.counts == {"downloader/request_count": 3, "downloader/response_bytes": 99}
    assert Report.from_json(made.to_json()) == made


def test_what_pages_looked_like_is_read_off_the_counts(archive: Archive) -> None:
    """Fields and kinds by their names; what nobody counted is nought."""
    with run(archive) as session:
        assert report(session).reading.articles == 0
        reading = report(
            session,
            reading__articles=5,
            reading__filled__title=4,
            reading__log_words=9,
            pages__listing=2,
            reading__empty=1,
            reading__unexpected__missing=3,
        ).reading
    assert (reading.articles, reading.listing_pages, reading.empty) == (5, 2, 1)
    assert (reading.filled, reading.unexpected) == ({"title": 4}, {"missing": 3})


def test_what_became_of_an_article_is_an_event_of_its_run(archive: Archive) -> None:
    """Gone in the second run, back in the third, and nothing to tell of the first."""
    events = []
    for day, page in enumerate((article_page(), MISSING, article_page())):
        with run(archive, day) as session:
            session.intake.take(
                visit("News___Events.htm", listing_page("info/1/7.htm"), number=24 * day)
            )
            url = f"{BASE}info/1/7.htm"
            session.frontier.ask(url)
            session.frontier.answered(url, session.run)
            keep(session.intake, visit("info/1/7.htm", page, number=24 * day + 1))
            events.append([(each.what, each.url) for each in report(session).events])
    assert events == [[], [("gone", url)], [("back", url)]]


def test_what_a_listing_lacks_is_in_the_report_of_the_run_that_walked_it(archive: Archive) -> None:
    """A run that saw its first page only says nothing of it."""
    page = listing_page("info/1/8.htm", "info/1/7.htm", total=3)
    with run(archive) as session:
        session.intake.take(visit("News___Events.htm", page))
        keep(session.intake, visit("info/1/7.htm", article_page(), number=1))
        (lacking,) = report(session).completeness
    assert (lacking.announced, lacking.listed, lacking.held) == (3, 2, 1)
    assert lacking.missing == (f"{BASE}info/1/8.htm",)
    with run(archive, 1) as session:
        session.intake.take(visit("News___Events.htm", page, number=2))
        assert report(session).completeness == ()


def test_skeletons_are_told_by_runs_that_know_earlier_ones(archive: Archive) -> None:
    """To the first run of an archive all of them are new, which says nothing of the site."""
    pages = [article_page(), article_page().replace(b"<h1>", b"<h1 class=new>")]
    found = []
    for day, page in enumerate((*pages, pages[1])):
        with run(archive, day) as session:
            session.intake.take(visit("info/1/7.htm", page, number=day))
            found.append([each.url for each in report(session).skeletons])
    assert found == [[], [f"{BASE}info/1/7.htm"], []]


OLD, OLDER = article_page(), article_page().replace(b"<h1>", b"<h1 class=older>")
NEW = article_page().replace(b"<h1>", b"<h1 class=new>")


def capture(session: Session, number: int, page: bytes) -> None:
    """Archive an article page, and take it in."""
    url, at = f"{BASE}info/1/{number}.htm", session.started
    shown = session.archive_exchange(exchange(url, page, at=at))
    assert shown is not None
    keep(session.intake, visit(url, page, capture=shown.capture, date=warc_date(at)))


def upgrade(session: Session) -> None:
    """Let the state be what an extractor left that saw the parts of pages elsewhere."""
    session.state.db.execute("UPDATE skeletons SET places = replace(places, 'form', 'f')")
    session.state.remember("extractor", "0")


def test_an_upgrade_tells_a_new_layout_from_those_that_were_always_there(archive: Archive) -> None:
    """In its first run and in those after it: what the archive holds is read again by the present
    extractor, so that new articles set out as old ones are nothing, and a new layout is told.
    """
    with run(archive) as session:
        capture(session, 7, OLDER)
        capture(session, 8, OLD)
        upgrade(session)
    with run(archive, 1) as session:
        capture(session, 9, OLD)
        assert report(session).skeletons == ()
        capture(session, 10, NEW)
        assert [each.url for each in report(session).skeletons] == [f"{BASE}info/1/10.htm"]
        session.has_judged()
    with run(archive, 2) as session:
        for number, page in ((11, OLDER), (12, OLD), (13, NEW)):
            capture(session, number, page)
        assert report(session).skeletons == ()


def test_what_a_killed_run_met_is_told_after_an_upgrade_too(archive: Archive) -> None:
    """No report said it yet."""
    for day, page in enumerate((OLD, NEW)):
        with run(archive, day) as session:
            capture(session, 7 + day, page)
            if day == 0:
                session.has_judged()
            else:
                upgrade(session)
    with run(archive, 2) as session:
        assert [each.url for each in report(session).skeletons] == [f"{BASE}info/1/8.htm"]


def test_a_page_that_changed_its_layout_lends_the_old_one_s_age_to_none(archive: Archive) -> None:
    """Its first layout is old; the other was met by a run that was not judged."""
    for day, page in enumerate((OLD, NEW)):
        with run(archive, day) as session:
            capture(session, 7, page)
            if day == 0:
                session.has_judged()
            else:
                upgrade(session)
    with run(archive, 2) as session:
        assert [each.url for each in report(session).skeletons] == [f"{BASE}info/1/7.htm"]


def test_where_the_pages_cannot_be_read_again_an_upgrade_begins_with_learning(
    archive: Archive,
) -> None:
    """Their WARC file is elsewhere: that run sees all layouts anew, and the next one can tell."""
    with run(archive) as session:
        capture(session, 7, OLD)
        upgrade(session)
    (path,) = archive.warc_files()
    path.rename(archive.root / path.name)
    with run(archive, 1) as session:
        capture(session, 8, OLD)
        assert report(session).skeletons == ()
        session.has_judged()
    with run(archive, 2) as session:
        capture(session, 9, OLD)
        assert report(session).skeletons == ()
        capture(session, 10, NEW)
        assert [each.url for each in report(session).skeletons] == [f"{BASE}info/1/10.htm"]


@pytest.mark.parametrize("stays", [True, False])
def test_a_run_is_judged_by_what_failed_in_the_end(archive: Archive, stays: bool) -> None:
    """What failed and was had in the second round did not fail."""
    url = f"{BASE}info/1/7.htm"
    with run(archive) as session:
        session.intake.take(visit("News___Events.htm", listing_page("info/1/8.htm")))
        session.intake.take(visit("Banner.htm", listing_page("info/1/7.htm")))
        keep(session.intake, visit("info/1/8.htm", article_page("Other"), number=1))
        session.frontier.answered(url, session.run)
        session.intake.fail(url, "HTTP 500", START)
        if not stays:
            keep(session.intake, visit("info/1/7.htm", article_page(), number=2))
        made = report(session, downloader__response_count=9, pages__listing=2, pages__failed=1)
        counted = tally(session, made, "finished", None, ())
    assert counted.failed == stays
    assert counted.first_failure == (url if stays else None)
    ended = outcome(counted)
    assert ended.status is (Status.INCOMPLETE if stays else Status.COMPLETE)
    assert (url in ended.reason) is stays


def test_duplicates_are_told_apart_by_how_alike_they_are(archive: Archive) -> None:
    """Those that the run counted, and those that a run stored which died before its report."""
    with run(archive) as session:
        for number, text in enumerate((whole(1), whole(1), edited(1), edited(1, 1))):
            page = article_page("Told", text)
            keep(session.intake, visit(f"info/1/{number}.htm", page, number=number))
        session.state.commit()
    with run(archive, 1) as session:
        told = report(session, duplicates__near=5)
    assert told.duplicates == {"equal": 1, "near": 7}
    assert told.urls["duplicate"] == 3
    assert "3 duplicate (1 equal, 7 near)" in accounting(told)
