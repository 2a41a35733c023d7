"""The model behind the pages: what is on the roll, and that it is always the same."""

from __future__ import annotations

import hashlib
import re
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from usstnews.replica import ImpossibleChange, Replica, serve
from usstnews.replica.phrases import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica import Server

BASE = "http://replica.example/"
ODDITIES = {
    "body": (
        "plain captioned subheads joined figures pasted lazy table lists hidden word seams "
        "interview letter links pdf video series-0 series-1 series-2 series-3 series-4 series-5 "
        "series-6 series-7 series-8 series-9 series-10"
    ),
    "dateline": (
        "none date full capital chinese unlabelled unlabelled-chinese unit unit-wrapped broken "
        "spans blanks"
    ),
    "layout": "no_form no_inner nested",
    "skin": "old capitals",
    "heading": "h1 h2 div.con-h",
    "coding": "utf-8-sig gbk",
    "post": "two_columns again dynamic moved",
    "found": "neighbour related",
    "attachments": "& &amp;",
    "skips": "True",
}


def test_the_same_arguments_give_the_same_site() -> None:
    """Two replicas of one seed agree in every byte and tag; another seed gives other words."""
    first, second, other = (Replica(articles=30, seed=seed) for seed in (5, 5, 6))
    truth = first.truth(BASE)
    assert truth == second.truth(BASE)
    assert truth["articles"] != other.truth(BASE)["articles"]
    for article in truth["articles"]:
        target = article["url"].removeprefix(BASE.rstrip("/"))
        one, two = first.answer(target, BASE), second.answer(target, BASE)
        assert (one.body, one.etag, one.modified) == (two.body, two.etag, two.modified)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_oddity_occurs_on_sixty_pages(seed: int) -> None:
    """Sixty pages hold every recipe, whatever the seed."""
    oddities = Replica(articles=60, seed=seed).truth(BASE)["oddities"]
    wanted = {
        f"{kind}: {name.replace('_', ' ')}"
        for kind, names in ODDITIES.items()
        for name in names.split()
    }
    assert set(oddities) == wanted


def test_dates_never_decrease_with_ids_and_come_late() -> None:
    """One sequence of ids runs over all columns; only its beginning lacks dates."""
    articles = Replica(articles=300, seed=1).truth(BASE)["articles"]
    assert [one["id"] for one in articles] == sorted({one["id"] for one in articles})
    dates = [one["published"] for one in articles]
    dated = [day for day in dates if day]
    assert dates == [None] * (len(dates) - len(dated)) + sorted(dated)
    assert 3 < len(dates) - len(dated) < 40
    assert {one["column"] for one in articles} == {1023, 1178, 1061}


def test_repeated_articles_are_equal_and_all_others_differ() -> None:
    """Articles posted again say the same; no two others of three hundred do."""
    truth = Replica(articles=300, seed=1).truth(BASE)
    by_url = {one["url"]: one for one in truth["articles"]}
    assert len(truth["duplicates"]) == 1
    for group in truth["duplicates"]:
        first, second = (by_url[url] for url in group)
        for field in ("title", "published_raw", "text"):
            assert first[field] == second[field]
        assert [one["md5"] for one in first["images"]] == [one["md5"] for one in second["images"]]
        assert (first["id"], first["column"]) != (second["id"], second["column"])
    texts = [one["text"] for one in truth["articles"] if one["text"]]
    assert len(set(texts)) == len(texts) - 1


def test_series_are_alike_and_apart() -> None:
    """The members of a series share most of a frame, and no two are equal."""
    truth = Replica(articles=60, seed=1).truth(BASE)
    by_url = {one["url"]: one for one in truth["articles"]}
    assert sorted(len(group) for group in truth["apart"]) == [2, 3, 3, 3]
    for group in truth["apart"]:
        for one, other in pairwise(by_url[url]["text"] for url in group):
            shared = set(re.split(r"(?<=\.)\s+", one)) & set(re.split(r"(?<=\.)\s+", other))
            assert shared
            assert one != other


def test_an_edit_changes_the_page_and_the_truth(visit: Callable[..., Any]) -> None:
    """After an edit the page, its tags and the truth are new at an unchanged address."""
    with serve(Replica(articles=12, seed=1)) as server:
        before = server.replica.truth(server.base_url)["articles"][4]
        page = visit(before["url"])
        server.replica.edit(before["id"])
        after = server.replica.truth(server.base_url)["articles"][4]
        edited = visit(before["url"], If_None_Match=page.headers["ETag"])
    assert after["url"] == before["url"]
    assert after["text"].startswith(before["text"])
    assert "Update 1: " in after["text"]
    assert edited.status == 200
    assert "Update 1: " in edited.text
    assert edited.headers["ETag"] != page.headers["ETag"]
    assert edited.headers["Last-Modified"] != page.headers["Last-Modified"]


def test_an_edited_repetition_is_no_equal_one_any_more() -> None:
    """Editing one of two equal articles leaves it nearly the same as the other."""
    replica = Replica(articles=60, seed=1)
    first, second = replica.truth(BASE)["duplicates"][0]
    replica.edit(int(second.rsplit("/", 1)[1].removesuffix(".htm")))
    truth = replica.truth(BASE)
    assert truth["duplicates"] == []
    assert repeated(truth) == {second: first}


def repeated(truth: dict[str, Any]) -> dict[str, str]:
    """Give what repeats what, by URL."""
    return {one["url"]: one["duplicate_of"] for one in truth["articles"] if one["duplicate_of"]}


def test_what_is_posted_again_says_the_same_or_nearly() -> None:
    """Under another id and in another column: equal, or of that day and with another title, or
    with another paragraph, too. The next of a series has other days and figures in the same
    sentences: it repeats nothing, and what is posted of it again repeats that one.
    """
    replica = Replica(articles=60, seed=1)
    of_old = (one for one in replica.truth(BASE)["articles"] if len(one["text"]) > 1000)
    number = next(one["id"] for one in of_old if one["published"])
    replica.advance(days=400)
    ways = ("equal", "retitled", "edited", "next")
    ids = {how: replica.repeat(number, 1178, how) for how in ways}
    ids["of the next"] = replica.repeat(ids["next"], 1061)
    truth = replica.truth(BASE)
    by_id = {one["id"]: one for one in truth["articles"]}
    first, posted = by_id[number], {how: by_id[one] for how, one in ids.items()}
    for field in ("title", "published_raw", "text", "images"):
        assert posted["equal"][field] == first[field]
    for other in (posted[how] for how in ids if how != "equal"):
        assert other["title"] != first["title"]
        assert other["published"] == replica.day.isoformat()
    assert posted["retitled"]["text"] == first["text"]
    parts = zip(posted["edited"]["text"].split("\n\n"), first["text"].split("\n\n"), strict=True)
    assert sum(one != other for one, other in parts) == 1
    assert posted["next"]["text"] != first["text"]
    assert without_figures(posted["next"]["text"]) == without_figures(first["text"])
    assert posted["of the next"]["text"] == posted["next"]["text"]
    found = repeated(truth)
    for how in ("equal", "retitled", "edited"):
        assert found[posted[how]["url"]] == first["url"]
    assert found[posted["of the next"]["url"]] == posted["next"]["url"]
    assert len(found) == 5, "and the one that is posted twice from the start"
    assert [first["url"], posted["equal"]["url"]] in truth["duplicates"]
    assert len(truth["duplicates"]) == 2
    assert [first["url"], posted["next"]["url"]] in truth["apart"]


def without_figures(text: str) -> str:
    """Take numbers and months out of a text."""
    return re.sub("|".join(("[0-9]+", *LISTS["month"])), "", text)


def test_what_is_no_article_cannot_be_edited() -> None:
    """An unknown id is refused by name."""
    with pytest.raises(ImpossibleChange, match="no entry 7"):
        Replica(articles=1).edit(7)


def test_a_replica_has_an_article() -> None:
    """A replica of nothing is refused."""
    with pytest.raises(ValueError, match="at least one"):
        Replica(articles=0)


def test_publishing_moves_the_listings() -> None:
    """A new article comes first after the pinned one, and nothing else is rewritten."""
    replica = Replica(articles=60, seed=1)
    before = replica.truth(BASE)
    (number, *_) = numbers = replica.publish(10)
    after = replica.truth(BASE)
    assert len(numbers) == 10
    assert after["articles"][:-10] == before["articles"]
    assert number > before["articles"][-1]["id"]
    old, new = (truth["listings"][0]["entries"] for truth in (before, after))
    assert new[0] == old[0]
    assert new[-len(old) + 1 :] == old[1:]
    assert len(new) > len(old)


def test_media_are_what_their_addresses_state(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """MD5, CRC-32 and size in an address are those of the bytes, leading zeros dropped."""
    urls = {
        one["url"]
        for article in truth["articles"]
        for kind in ("images", "files", "videos")
        for one in article[kind]
        if "/__local/" in one["url"]
    }
    short = 0
    for url in urls:
        body = visit(url).body
        path = url.split("/__local/")[1].split("?")[0]
        digest, crc, size = path.replace("/", "").rsplit(".", 1)[0].split("_")
        assert digest == hashlib.md5(body).hexdigest().upper()
        assert (crc, size) == (f"{zlib.crc32(body):X}", f"{len(body):X}")
        short += len(crc) < 8
    assert short


def test_a_large_replica_is_built_and_read_deep_inside(visit: Callable[..., Any]) -> None:
    """Twenty thousand articles are modelled at once and rendered only when asked for."""
    with serve(Replica(articles=20000, seed=1)) as server:
        listing = visit(f"{server.base_url}News___Events/700.htm")
        assert listing.status == 200
        links = re.findall(r'href="../(info/\d+/\d+\.htm)"', listing.text)
        assert len(links) >= 5
        assert visit(server.base_url + links[0]).status == 200


def test_no_crawler_may_ask_for_what_is_forbidden(served: Server, truth: dict[str, Any]) -> None:
    """What is forbidden is apart from all that is to be read."""
    forbidden = set(truth["forbidden"])
    assert served.base_url + "private/index.htm" in forbidden
    readable = {url for one in truth["articles"] for url in (one["url"], *one["aliases"])}
    assert not forbidden & readable
