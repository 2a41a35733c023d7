"""What can become of articles, and that pages, truth and log tell the same of it."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import lxml.html
import pytest
from replica.needing import Visitor, path_of
from replica.reading import read

from usstnews.replica import ImpossibleChange, Replica, serve
from usstnews.replica.edits import perform
from usstnews.replica.listing import COLUMNS as COLUMN
from usstnews.replica.listing import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica.answer import Answer

BASE = "http://replica.example/"
NEWS, BANNER, RESEARCH = 1023, 1178, 1061
COLUMNS = (NEWS, BANNER, RESEARCH)


def urls_of(replica: Replica) -> list[str]:
    """Give all addresses of pages."""
    paths = ["/", "/About_USST2/Introduction.htm", "/Campus_Life/Arts___Culture/Campus_Culture.htm"]
    paths += [path for slot in replica.roll.slots for path in slot.paths if path.startswith("/")]
    for column in COLUMN.values():
        count = pages(len(replica.listed[column.id]))
        paths += [column.path(page, count) for page in range(1, count + 1)]
    return [BASE.rstrip("/") + path for path in dict.fromkeys(paths)]


def article(replica: Replica, number: int) -> dict[str, Any]:
    """Give the truth about one article."""
    return next(one for one in replica.truth(BASE)["articles"] if one["id"] == number)


def numbers(replica: Replica, **wanted: object) -> list[int]:
    """Give the ids of the listed articles whose entries have some values."""
    return [
        slot.id
        for slot in replica.roll.slots
        if slot.readable
        and slot.recipe.found == "listing"
        and all(getattr(slot, name) == value for name, value in wanted.items())
    ]


def listed(replica: Replica, column: int) -> list[int]:
    """Give the ids that a column lists."""
    at = COLUMNS.index(column)
    return [entry["id"] for entry in replica.truth(BASE)["listings"][at]["entries"]]


def ask(replica: Replica, url: str) -> Answer:
    """Ask for a page without a server."""
    return replica.answer(path_of(url), BASE)


def changed(replica: Replica, rng: Random) -> None:
    """Make one change, drawn from all that the site admits of."""
    kinds: dict[str, list[int]] = {}
    for slot in replica.roll.slots:
        kinds.setdefault(slot.kind, []).append(slot.id)
    number = rng.choice(kinds["article"])
    away = [one for kind in ("missing", "gone", "soft") for one in kinds.get(kind, [])]
    orders: list[dict[str, Any]] = [
        {"action": "new", "count": rng.choice((1, 3)), "pinned": rng.random() < 0.3},
        {"action": "new", "column": rng.choice(COLUMNS)},
        {"action": "new", "count": 2, "day": rng.choice(replica.roll.slots).day.isoformat()},
        {"action": "edited", "id": number, "how": rng.choice(("added", "changed"))},
        {"action": "retitled", "id": number},
        {"action": "gone", "id": number, "how": rng.choice((404, "410", "soft"))},
        {"action": "gone", "id": number, "listed": True},
        {"action": "restricted", "id": number},
        {"template": rng.choice(("dateline", "body", "pager")), "on": rng.random() < 0.5},
        {"template": "none"},
        {"days": 1},
    ]
    orders += [{"action": "back", "id": one} for one in rng.sample(away, min(1, len(away)))]
    orders += [{"action": "opened", "id": one} for one in kinds.get("restricted", [])[-1:]]
    how = rng.choice(("equal", "retitled", "edited", "next"))
    orders.append({"action": "repeated", "id": number, "column": rng.choice(COLUMNS), "how": how})
    column = rng.choice([one for one in COLUMNS if one != replica.roll.by_id[number].column])
    orders.append({"action": "moved", "id": number, "column": column})
    order = rng.choice(orders)
    perform(replica, json.dumps(order).encode(), BASE)
    if rng.random() < 0.2:
        column = rng.choice(COLUMNS)
        replica.pin(rng.choice(listed(replica, column)), column)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_validator_outlives_its_bytes(seed: int) -> None:
    """Through sixty random changes no date or tag of a page ever stands for two bodies of it."""
    replica, rng = Replica(articles=40, seed=seed), Random(seed)
    dated: dict[tuple[str, str], bytes] = {}
    last: dict[str, bytes] = {}
    rewritten = 0
    for _ in range(60):
        for url in urls_of(replica):
            answer = ask(replica, url)
            for validator in (answer.modified, answer.etag):
                if validator:
                    assert dated.setdefault((url, validator), answer.body) == answer.body, url
            rewritten += last.get(url, answer.body) != answer.body
            last[url] = answer.body
        changed(replica, rng)
    assert rewritten > 200


def test_a_change_leaves_the_validators_of_other_pages_alone() -> None:
    """An edit rewrites the page, and of all others no article's date changes."""
    replica = Replica(articles=60, seed=1)
    before = {one["url"]: ask(replica, one["url"]) for one in replica.truth(BASE)["articles"]}
    number = numbers(replica)[20]
    replica.edit(number)
    after = {url: ask(replica, url) for url in before}
    own = article(replica, number)["url"]
    assert [url for url in before if before[url].modified != after[url].modified] == [own]
    assert [url for url in before if before[url].body != after[url].body] == [own]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_truth_stays_true(seed: int, visit: Callable[..., Any]) -> None:
    """After forty random changes all pages are what the truth says, and need what it says."""
    replica, rng = Replica(articles=60, seed=seed), Random(seed)
    for _ in range(40):
        changed(replica, rng)
    with serve(replica) as server:
        truth = replica.truth(server.base_url)
        for one in truth["articles"]:
            page = read(visit, one["url"])
            assert page.text == one["text"]
            assert page.images == one["images"]
            assert page.tree.findtext(".//title", "").split() == f"{one['title']}-USST".split()
            for alias in one["aliases"]:
                reply = visit(alias)
                if reply.status == 301:
                    assert reply.headers["Location"] == one["url"]
                else:
                    assert read(visit, alias).text == one["text"]
        marks = {"restricted": "系统提示", "redirecting": "getNewsLinkUrl", "missing": "404|410"}
        for url, kind in truth["kinds"].items():
            reply = visit(url)
            assert kind == "other" or re.search(marks[kind], reply.text)
            assert reply.status in ((200, 404, 410) if kind == "missing" else (200,))
        kinds, visitor = truth["requisite_kinds"], Visitor(visit)
        for url, told in truth["requisites"].items():
            found = {need for need in visitor.needs(url) if kinds.get(need) != "external"}
            assert found == set(told), url
        for column in truth["listings"]:
            assert walked(visit, column["url"]) == [entry["url"] for entry in column["entries"]]
        listings = {entry["id"] for one in truth["listings"] for entry in one["entries"]}
        apart = {one["url"] for one in truth["articles"] if one["id"] not in listings}
        assert apart == set(truth["unlisted"])
        related = {url for one in truth["articles"] for url in one["related"]}
        assert set(truth["unlisted_by"]["related"]) <= related


def walked(visit: Callable[..., Any], url: str) -> list[str]:
    """Follow a listing's pager, of any family, and give the items met."""
    met: list[str] = []
    while url:
        tree = lxml.html.document_fromstring(visit(url).body.decode())
        for item in tree.xpath("//div[contains(@class, 'list list-')]/ul//li[.//a[@title or .]]"):
            if "page-item" not in item.get("class", ""):
                link = item.xpath(".//a[not(@class)]")
                met += [urljoin(url, link[0].get("href"))] if link else []
        ahead = tree.xpath("//span[@class='p_next p_fun']/a/@href | //a[@aria-label='Next']/@href")
        ahead += [one.get("href") for one in tree.xpath("//a[@class='Next']") if one.text == "下页"]
        url = urljoin(url, ahead[0]) if ahead else ""
    return met


def test_articles_are_dated_the_day_that_it_is() -> None:
    """Without a day each comes a day after the last; on a day, all are dated that day."""
    replica = Replica(articles=12, seed=1)
    last = replica.day
    first, second = replica.publish(2)
    assert (replica.roll.by_id[second].day - last).days == 2
    assert replica.advance(date(2026, 12, 1)) == date(2026, 12, 1)
    third, fourth = replica.publish(2)
    replica.advance(days=3)
    (fifth,) = replica.publish()
    days = [article(replica, number)["published"] for number in (third, fourth, fifth)]
    assert days == ["2026-12-01", "2026-12-01", "2026-12-04"]
    assert [one["day"] for one in replica.log(BASE)][-1] == "2026-12-04"
    assert first < second < third < fourth < fifth
    with pytest.raises(ImpossibleChange, match="it is 2026-12-04 on this site; 2026-12-01 is past"):
        replica.advance(date(2026, 12, 1))


def test_an_article_that_is_dated_back_stands_among_those_of_its_day() -> None:
    """It has the highest id; listing, neighbours and home page go by the date, and the site's day
    is what it was.
    """
    replica = Replica(articles=60, seed=1)
    day, before = replica.day, listed(replica, NEWS)
    on = replica.roll.by_id[before[20]].day
    (number,) = replica.publish(1, NEWS, day=on)
    assert number == max(slot.id for slot in replica.roll.slots)
    assert replica.day == day
    after = listed(replica, NEWS)
    at = after.index(number)
    assert at >= 10
    assert after[:at] + after[at + 1 :] == before
    days = [replica.roll.by_id[one].day for one in after[1:]]  # below the pinned one
    assert days == sorted(days, reverse=True)
    newer, older = replica.roll.neighbours(number, NEWS)
    assert newer is not None
    assert older is not None
    assert older.day <= on <= newer.day
    assert article(replica, number)["url"] not in ask(replica, BASE).body.decode()
    told = replica.roll.neighbours(newer.id, NEWS)[1], replica.roll.neighbours(older.id, NEWS)[0]
    assert [beside and beside.id for beside in told] == [number, number]
    replica.remove(number)
    assert listed(replica, NEWS) == before
    (latest,) = replica.publish(1, NEWS)
    assert (replica.roll.by_id[latest].day - day).days == 1
    assert listed(replica, NEWS)[1] == latest
    with pytest.raises(ImpossibleChange, match="on this site; 2999-01-01 is to come"):
        replica.publish(day=date(2999, 1, 1))


def test_new_articles_are_spread_over_the_columns_or_pinned_in_one() -> None:
    """Ten are spread over all columns; in a named one they lead its listing."""
    replica = Replica(articles=60, seed=1)
    founding = listed(replica, NEWS)[0]
    spread = {article(replica, number)["column"] for number in replica.publish(10)}
    assert spread == set(COLUMNS)
    one, other = replica.publish(2, RESEARCH)
    assert listed(replica, RESEARCH)[:2] == [other, one]
    (top,) = replica.publish(1, NEWS, pinned=True)
    (below,) = replica.publish(1, NEWS)
    assert listed(replica, NEWS)[:3] == [top, founding, below]
    replica.unpin(founding, NEWS)
    assert listed(replica, NEWS)[:2] == [top, below]
    replica.pin(one, RESEARCH)
    assert listed(replica, RESEARCH)[:2] == [one, other]


def test_each_body_takes_both_edits(visit: Callable[..., Any]) -> None:
    """Every kind of body can get another paragraph and a changed first one, and reads as told."""
    replica = Replica(articles=60, seed=1)
    before = {one["id"]: one["text"].split("\n\n") for one in replica.truth(BASE)["articles"]}
    for number in before:
        replica.edit(number, "changed")
        replica.edit(number)
    with serve(replica) as server:
        for one in replica.truth(server.base_url)["articles"]:
            old, new = before[one["id"]], one["text"].split("\n\n")
            assert len(new) == len(old) + 1
            assert sum(was != became for was, became in zip(old, new, strict=False)) == 1
            assert new[-1].startswith("Update 2: ")
            assert read(visit, one["url"]).text == one["text"]


def test_a_title_changes_wherever_it_stands() -> None:
    """The page, its listing and its neighbours' pages show the other title, drawn or given."""
    replica = Replica(articles=60, seed=1)
    number = numbers(replica, column=NEWS)[-2]
    old = article(replica, number)["title"]
    replica.retitle(number)
    drawn = article(replica, number)["title"]
    replica.retitle(number, "Rain & Shine <2026>")
    told = article(replica, number)
    assert len({old, drawn, told["title"]}) == 3
    assert "Rain &amp; Shine" in ask(replica, told["url"]).body.decode()
    assert "Rain &amp; Shine" in ask(replica, f"{BASE}News___Events.htm").body.decode()
    for other in replica.roll.neighbours(number, NEWS):
        assert other
        assert "Rain &amp; Shine" in ask(replica, article(replica, other.id)["url"]).body.decode()


@pytest.mark.parametrize(("how", "status"), [("404", 404), ("410", 410), ("soft", 200)])
@pytest.mark.parametrize("stays", [True, False])
def test_an_article_goes_and_comes_back(how: str, status: int, stays: bool) -> None:
    """Its page answers so, listings keep it or not, and afterwards all is as it was."""
    replica = Replica(articles=60, seed=1)
    before = replica.truth(BASE)
    number = numbers(replica, column=NEWS)[-3]
    url = article(replica, number)["url"]
    newer, older = replica.roll.neighbours(number, NEWS)
    page = ask(replica, url)
    replica.remove(number, how, listed=stays)
    assert ask(replica, url).status == status
    assert ask(replica, url).body != page.body
    truth = replica.truth(BASE)
    assert truth["kinds"][url] == "missing"
    assert url not in truth["requisites"]
    assert number not in {one["id"] for one in truth["articles"]}
    assert (number in listed(replica, NEWS)) is stays
    assert newer
    assert replica.roll.neighbours(newer.id, NEWS)[1] == older
    with pytest.raises(ImpossibleChange, match=f"entry {number} is of the kind"):
        replica.edit(number)
    replica.restore(number)
    assert replica.truth(BASE) == before
    again = ask(replica, url)
    assert again.body == page.body
    assert [change["action"] for change in replica.log(BASE)] == ["gone", "back"]


def test_an_article_is_restricted_and_opened_at_its_address() -> None:
    """A restricted page tells to log in and stays listed; the founding one can be opened too."""
    replica = Replica(articles=60, seed=1)
    before = replica.truth(BASE)
    (founding,) = (slot.id for slot in replica.roll.slots if slot.kind == "restricted")
    number = numbers(replica, column=BANNER)[0]
    url = article(replica, number)["url"]
    replica.restrict(number)
    assert "系统提示" in ask(replica, url).body.decode()
    assert replica.truth(BASE)["kinds"][url] == "restricted"
    assert number in listed(replica, BANNER)
    replica.open(number)
    assert replica.truth(BASE) == before

    (closed,) = (entry for entry in before["listings"][0]["entries"] if entry["id"] == founding)
    replica.open(founding)
    told = article(replica, founding)
    assert told["url"] == closed["url"]
    assert told["url"] not in replica.truth(BASE)["kinds"]
    page = ask(replica, told["url"])
    assert (page.status, page.etag) == (200, None)
    assert told["text"].split("\n")[0][:40] in page.body.decode()


@pytest.mark.parametrize("post", ["once", "two columns", "dynamic", "moved", "again"])
def test_a_moved_article_is_found_from_its_old_addresses(post: str) -> None:
    """All addresses it had redirect to the one in its column; moved back, the first is its own."""
    replica = Replica(articles=60, seed=1)
    slot = next(one for one in replica.roll.slots if one.recipe.post == post and one.readable)
    before = article(replica, slot.id)
    column = RESEARCH if slot.column != RESEARCH else NEWS
    replica.move(slot.id, column)
    told = article(replica, slot.id)
    own = f"{BASE}info/{column}/{slot.id}.htm"
    assert (told["url"], told["column"]) == (own, column)
    assert told["text"] == before["text"]
    assert set(told["aliases"]) == {before["url"], *before["aliases"]} - {own}
    for url in told["aliases"]:
        assert (ask(replica, url).status, dict(ask(replica, url).headers)) == (
            301,
            {"Location": own},
        )
    entries = replica.truth(BASE)["listings"][COLUMNS.index(column)]["entries"]
    assert own in {entry["url"] for entry in entries}
    (change,) = replica.log(BASE)
    assert (change["from"], change["url"]) == (before["url"], own)

    replica.move(slot.id, slot.column)
    home = f"{BASE}info/{slot.column}/{slot.id}.htm"
    assert article(replica, slot.id)["url"] == home
    assert ask(replica, home).status == 200
    assert ask(replica, own).status == 301


def test_what_only_related_lists_lead_to_stays_within_reach() -> None:
    """Where the article that lists another is gone, a third one lists it."""
    replica = Replica(articles=60, seed=1)
    for _ in range(3):
        hosts = [host for host, _ in replica.roll.pairs()]
        replica.remove(hosts[0])
        truth = replica.truth(BASE)
        related = {url for one in truth["articles"] for url in one["related"]}
        assert truth["unlisted_by"]["related"]
        assert set(truth["unlisted_by"]["related"]) <= related


def test_the_log_tells_what_the_truth_told() -> None:
    """Each change says when and what, and has the words that the article had from then on."""
    replica, rng = Replica(articles=40, seed=1), Random(8)
    replica.advance(date(2026, 12, 1))
    for _ in range(30):
        before = len(replica.log(BASE))
        changed(replica, rng)
        told = {one["id"]: one for one in replica.truth(BASE)["articles"]}
        for change in replica.log(BASE)[before:]:
            article = told.get(change.get("id"), {})
            for name in article.keys() & {"title", "text", "published", "url", "aliases", "column"}:
                assert change[name] == article[name]
    log = replica.log(BASE)
    assert [change["number"] for change in log] == list(range(1, len(log) + 1))
    assert [change["day"] for change in log] == sorted(change["day"] for change in log)
    assert len({change["action"] for change in log}) > 7
    edits = [change for change in log if change["action"] == "edited"]
    for change in edits:
        (added,) = change["paragraphs_added"]
        assert added in change["text"].split("\n\n")
        assert len(change["paragraphs_removed"]) == (change["how"] == "changed")


def test_the_same_changes_give_the_same_site() -> None:
    """Two replicas changed alike agree in every byte and tag, whatever was asked in between."""
    first, second = Replica(articles=30, seed=5), Replica(articles=30, seed=5)
    rngs = Random(3), Random(3)
    for _ in range(25):
        for url in urls_of(first):
            ask(first, url)
        for replica, rng in zip((first, second), rngs, strict=True):
            changed(replica, rng)
    assert first.truth(BASE) == second.truth(BASE)
    assert first.log(BASE) == second.log(BASE)
    for url in urls_of(first):
        assert ask(first, url) == ask(second, url)


def test_nobody_sees_half_of_a_change() -> None:
    """While articles come and others go in one order, every visitor counts the same number."""
    replica = Replica(articles=60, seed=1)
    totals: set[str] = set()
    finished = Event()

    def visit() -> None:
        while not finished.is_set():
            page = replica.answer("/News___Events.htm", BASE).body.decode()
            totals.update(re.findall("共([0-9]+)条", page))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    visitors = [Thread(target=visit) for _ in range(3)]
    try:
        for thread in visitors:
            thread.start()
        (number,) = replica.publish(1, NEWS)
        expected = {str(len(listed(replica, NEWS)) - 1), str(len(listed(replica, NEWS)))}
        for _ in range(60):
            orders = [{"action": "new", "column": NEWS}, {"action": "gone", "id": number}]
            done = perform(replica, json.dumps(orders).encode(), BASE)
            number = done["ids"][0]
    finally:
        finished.set()
        for thread in visitors:
            thread.join()
        sys.setswitchinterval(interval)
    assert len(replica.changes) == 121
    assert totals <= expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda replica: replica.publish(column=7), "there is no column 7; there are 1023, 1178"),
        (lambda replica: replica.remove(7), "there is no entry 7; /__truth.json tells the ids"),
        (lambda replica: replica.edit(1254, "cut"), "there is no edit cut; there are added, ch"),
        (lambda replica: replica.retitle(1254, " "), "article 1254 needs a title that is not b"),
        (lambda replica: replica.remove(1254, "500"), "there is no way to be gone 500; there"),
        (lambda replica: replica.redesign("logo"), "there is no part of the template logo; th"),
        (lambda replica: replica.restore(1254), "is of the kind article; this needs missing or"),
        (lambda replica: replica.open(1254), "is of the kind article; this needs restricted"),
        (
            lambda replica: replica.move(1254, replica.roll.by_id[1254].column),
            "article 1254 is in column .*; name another",
        ),
        (lambda replica: replica.move(1254, 7), "there is no column 7"),
        (lambda replica: replica.pin(1254, 7), "entry 1254 is not listed in column 7"),
        (lambda replica: replica.unpin(1254, NEWS), "entry 1254 is not pinned in column 1023"),
    ],
)
def test_what_cannot_be_is_refused(change: Callable[[Replica], object], said: str) -> None:
    """A refused change says why, and changes nothing."""
    replica = Replica(articles=12, seed=1)
    before = replica.truth(BASE)
    assert before["articles"][0]["id"] == 1254
    with pytest.raises(ImpossibleChange, match=said):
        change(replica)
    assert replica.truth(BASE) == before
    assert replica.log(BASE) == []
