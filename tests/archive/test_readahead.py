"""Pages read ahead on several processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recorded import BASE, CHALLENGE, MISSING, article_page, listing_page, visit

from usstnews.archive.captures import Answer
from usstnews.archive.readahead import ReadAhead
from usstnews.extract.reading import read
from usstnews.sites import USST, Site

PNG = b"\x89PNG\r\n\x1a\n"


def answers(count: int) -> Iterator[Answer]:
    """Give pages, pictures and redirects in turn."""
    bodies = [article_page(text="Words"), listing_page("info/1/7.htm"), MISSING, CHALLENGE]
    for number in range(count):
        if number % 7 == 5:
            yield Answer(visit(f"{number}.png", PNG, number=number, content_type="image/png"), None)
        elif number % 7 == 6:
            yield Answer(visit(f"{number}.htm", b"", number=number, status=301), "/elsewhere.htm")
        else:
            body = bodies[number % len(bodies)]
            yield Answer(visit(f"info/1/{number}.htm", body, number=number), None)


@pytest.mark.parametrize("count", [0, 1, 16, 17, 300])
def test_answers_keep_their_order_and_are_read_as_they_would_be(count: int) -> None:
    """Each reading is that of the page itself; what is no page, and a redirect, has none."""
    with ReadAhead(2) as ahead:
        found = list(ahead.read(answers(count), lambda: USST))
    assert [each.answer for each in found] == list(answers(count))
    assert {each.site for each in found} <= {USST}
    for (visited, location), reading, _ in found:
        if location is not None or visited.content_type == "image/png":
            assert reading is None
        else:
            expected = read(visited.body, visited.content_type, visited.url, visited.status, USST)
            assert reading == expected


def test_one_job_reads_nothing_ahead() -> None:
    """Whoever takes the page in reads it; no process is started."""
    with ReadAhead() as ahead:
        found = list(ahead.read(answers(9), lambda: USST))
    assert [each.answer for each in found] == list(answers(9))
    assert {each.reading for each in found} == {None}


def test_pages_are_read_as_of_the_site_at_the_time() -> None:
    """Where the site moves in between, each answer says as of where it was read."""
    mirror = USST.at("http://127.0.0.1:8000/")
    served: list[Site] = [USST]

    def moving() -> Iterator[Answer]:
        for number, answer in enumerate(answers(60)):
            if number == 33:
                served[0] = mirror
            yield answer

    with ReadAhead(2) as ahead:
        found = list(ahead.read(moving(), lambda: served[0]))
    assert [each.answer for each in found] == list(answers(60))
    assert [each.site for each in found] == [USST] * 33 + [mirror] * 27


def test_a_page_that_cannot_be_read_is_left_to_whoever_takes_it_in() -> None:
    """An error in a process loses no answer and none of those beside it."""
    mistyped = Answer(visit("info/1/1.htm", "no bytes"), None)  # type: ignore[arg-type]
    with ReadAhead(2) as ahead:
        found = list(ahead.read([mistyped, *answers(3)], lambda: USST))
    assert [each.reading is None for each in found] == [True, False, False, False]


@pytest.mark.parametrize("size", [0, 200_000])
def test_memory_is_bounded_also_where_nothing_is_a_page(size: int) -> None:
    """A site has more pictures than pages: a long row of them does not pile up."""
    ahead_most = drawn = 0

    def pictures() -> Iterator[Answer]:
        nonlocal drawn
        for number in range(20_000 if size == 0 else 1000):
            drawn += 1
            picture = visit(f"{number}.png", bytes(size), number=0, content_type="image/png")
            yield Answer(picture, None)

    with ReadAhead(2) as ahead:
        for given, _ in enumerate(ahead.read(pictures(), lambda: USST)):
            ahead_most = max(ahead_most, drawn - given)
    assert ahead_most * (size + 1000) < 20_000_000


def test_the_site_of_a_url_off_it_is_no_error() -> None:
    """Answers of other hosts, as of a media host, are spelt as they are."""
    other = Answer(visit("https://img.example/x.htm", article_page()), None)
    with ReadAhead(2) as ahead:
        ((_, reading, _),) = ahead.read([other], lambda: USST)
    assert reading is not None
    assert not other.visit.url.startswith(BASE)
