"""Changes asked for over HTTP, and what happens while others ask."""

from __future__ import annotations

import http.client
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from usstnews.cli import main
from usstnews.replica import Replica, Server, serve
from usstnews.replica.edits import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEWS = 1023


@pytest.fixture
def site() -> Iterator[Server]:
    """Serve a replica that may be changed."""
    with serve(Replica(articles=12, seed=1)) as server:
        yield server


def post(server: Server, words: str | bytes) -> tuple[int, str]:
    """Ask for changes; gives status and body."""
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=20)
    connection.request("POST", "/__edit", words.encode() if isinstance(words, str) else words)
    reply = connection.getresponse()
    status, body = reply.status, reply.read().decode()
    connection.close()
    return status, body


def edit(server: Server, *orders: dict[str, Any]) -> Any:
    """Make changes that can be made; gives the answer."""
    status, body = post(server, json.dumps(orders))
    assert status == 200, body
    return json.loads(body)


def test_every_action_goes_over_the_wire(site: Server, visit: Callable[..., Any]) -> None:
    """Each is done as it is named, and the log that is served tells all of them."""
    replica, base = site.replica, site.base_url
    told = edit(
        site,
        {"day": "2026-12-01"},
        {"action": "new", "count": 2, "column": NEWS},
        {"action": "new", "pinned": True},
        {"action": "new", "day": "2020-05-05"},
    )
    one, two, three, four = told["ids"]
    assert told["day"] == "2026-12-01"
    assert [change["action"] for change in told["done"]] == ["day", *["new"] * 4]
    assert replica.roll.by_id[four].day.isoformat() == "2020-05-05"
    assert told["done"][1]["url"] == f"{base}info/{NEWS}/{one}.htm"
    edit(
        site,
        {"action": "edited", "id": one},
        {"action": "edited", "id": one, "how": "changed"},
        {"action": "retitled", "id": one, "title": "Another Title"},
        {"action": "gone", "id": two, "how": 410, "listed": True},
        {"action": "back", "id": two},
        {"action": "restricted", "id": two},
        {"action": "opened", "id": two},
        {"action": "moved", "id": two, "column": 1178},
        {"action": "pinned", "id": one, "column": NEWS},
        {"action": "unpinned", "id": one, "column": NEWS},
        {"action": "repeated", "id": one, "column": 1178, "how": "edited"},
        {"template": "pager"},
        {"action": "template", "template": "body"},
        {"template": "pager", "on": False},
        {"days": 2},
    )
    log = json.loads(visit(f"{base}__log.json").body)
    assert log == replica.log(base)
    done = [change["action"] for change in log[5:]]
    assert done[:5] == ["edited", "edited", "retitled", "gone", "back"]
    assert done[5:10] == ["restricted", "opened", "moved", "pinned", "unpinned"]
    assert done[10:] == ["repeated", "template", "template", "template", "day"]
    assert log[-2]["template"] == {"dateline": False, "body": True, "pager": False}
    assert log[-1]["day"] == "2026-12-03"
    page = visit(f"{base}info/{NEWS}/{one}.htm").text
    assert "<title>Another Title-USST</title>" in page
    assert visit(f"{base}info/{NEWS}/{two}.htm").status == 301
    listings = replica.truth(base)["listings"]
    assert three in {listing["entries"][0]["id"] for listing in listings}
    assert [entry[1:] for entry in site.requests] == [
        ("GET", f"/info/{NEWS}/{one}.htm"),
        ("GET", f"/info/{NEWS}/{two}.htm"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "the body is no JSON: "),
        ("{", "the body is no JSON: "),
        ("[" * 200_000, "the body is no JSON: "),
        (b"\xff\xfe\xfd", "the body is no JSON: "),
        ("3", 'a change is an object such as {"action": "new", "count": 3}'),
        ("{}", "name an action: new, edited, retitled, gone, back,"),
        ('{"action": "burnt", "id": 1254}', "there is no action 'burnt'; there are new,"),
        ('{"action": ["new"]}', "there is no action ['new']; there are new,"),
        ('{"action": "new", "id": 3}', "new takes no 'id'; it takes count and column and"),
        ('{"action": "back", "id": "7"}', 'id must be the id of an article, not "7"'),
        ('{"action": "new", "count": true}', "count must be a number from 1 to 10000, not true"),
        ('{"action": "new", "count": 0}', "count must be a number from 1 to 10000, not 0"),
        ('{"action": "new", "column": 7}', "column must be 1023 or 1178 or 1061, not 7"),
        ('{"action": "moved", "id": 1254}', "moved needs 'column'"),
        ('{"action": "gone", "id": 1254, "how": 500}', "how must be 404 or 410 or soft, not 500"),
        ('{"action": "edited", "id": 1254, "how": 410}', "how must be added or changed, not 410"),
        ('{"action": "retitled", "id": 1254, "title": "a\\nb"}', "title must be one line of text"),
        ('{"template": "logo"}', "template must be dateline or body or pager or none, not"),
        ('{"day": "1.12.2026"}', 'day must be a day such as 2026-12-01, not "1.12.2026"'),
        ('{"day": "2026-12-01", "days": 1}', "give either a day or a number of days"),
        ('{"action": "edited", "id": 7}', "there is no entry 7; /__truth.json tells the ids"),
        ('{"action": "repeated", "id": 1254}', "repeated needs 'column'"),
        (
            '{"action": "repeated", "id": 1254, "column": 1023, "how": "twice"}',
            "how must be equal or retitled or edited or next, not",
        ),
        ('{"day": "2001-12-01"}', "2001-12-01 is past"),
        ('{"action": "new", "day": "2999-12-01"}', "2999-12-01 is to come"),
        ('{"action": "new", "days": 3}', "new takes no 'days'; it takes count and column and"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    site: Server, words: str | bytes, said: str
) -> None:
    """The answer is 400 and says what is wrong; nothing was done."""
    before = site.replica.truth(site.base_url)
    status, body = post(site, words)
    assert status == 400
    assert said in body
    assert body.count("\n") == 1
    assert body.endswith("\n")
    assert site.replica.truth(site.base_url) == before
    assert site.replica.log(site.base_url) == []


def test_the_example_of_the_help_works(site: Server) -> None:
    """What `usstnews replica --help` tells to type changes the site."""
    said = CliRunner().invoke(main, ["replica", "--help"]).output
    found = re.search(r"/__edit -d '([^']+)'", said)
    assert found
    status, body = post(site, found[1])
    assert (status, len(json.loads(body)["ids"])) == (200, 4)
    for name in ACTIONS:
        assert re.search(rf"^  {name} ", said, re.MULTILINE)


def test_a_list_stops_at_what_cannot_be_done(site: Server) -> None:
    """The answer counts, and says that what came before was done."""
    orders = [{"action": "new"}, {"action": "edited", "id": 7}, {"action": "new"}]
    status, body = post(site, json.dumps(orders))
    assert status == 400
    assert body.startswith("change 2 of 3: there is no entry 7; /__truth.json tells the ids;")
    assert body.endswith("; those before it were made\n")
    assert [change["action"] for change in site.replica.log(site.base_url)] == ["new"]


def test_something_happens_at_a_request(visit: Callable[..., Any]) -> None:
    """At the third request an article comes, and that very answer has it."""
    replica = Replica(articles=12, seed=1)

    def come(path: str, number: int) -> None:
        if number == 3:
            replica.publish(column=NEWS)

    with serve(replica, on_request=come) as server:
        url = f"{server.base_url}News___Events.htm"
        second, third = [visit(url).text for _ in range(3)][1:]
        told = json.loads(visit(f"{server.base_url}__truth.json").body)
    (change,) = replica.log(server.base_url)
    assert str(change["id"]) not in second
    assert str(change["id"]) in third
    assert change["id"] == told["articles"][-1]["id"]


def test_requests_are_numbered_one_by_one(visit: Callable[..., Any]) -> None:
    """Of many at once, each has a number of its own, and none is told of before another is done."""
    seen: list[tuple[int, str]] = []
    busy: list[str] = []

    def note(path: str, number: int) -> None:
        assert not busy
        busy.append(path)
        seen.append((number, path))
        busy.remove(path)

    with serve(Replica(articles=3), on_request=note) as server, ThreadPoolExecutor(8) as pool:
        urls = [f"{server.base_url}Banner.htm?{at}" for at in range(64)]
        assert {reply.status for reply in pool.map(visit, urls)} == {200}
        paths = [path for _, _, path in server.requests]
    assert seen == list(enumerate(paths, 1))
    assert len(seen) == 64


def test_an_edit_is_not_hidden_by_a_conditional_request(
    site: Server, visit: Callable[..., Any]
) -> None:
    """Neither date nor tag of an article or a listing holds once its title is another."""
    edit(site, {"day": "2026-12-01"}, {"action": "new", "column": NEWS})
    number = edit(site, {"action": "new", "column": NEWS})["ids"][0]
    urls = [f"{site.base_url}info/{NEWS}/{number}.htm", f"{site.base_url}News___Events.htm"]
    pages = [visit(url) for url in urls]
    for url, page in zip(urls, pages, strict=True):
        assert visit(url, If_Modified_Since=page.headers["Last-Modified"]).status == 304
    edit(site, {"action": "retitled", "id": number})
    for url, page in zip(urls, pages, strict=True):
        assert visit(url, If_Modified_Since=page.headers["Last-Modified"]).status == 200
        assert visit(url, If_None_Match=page.headers["ETag"]).status == 200
