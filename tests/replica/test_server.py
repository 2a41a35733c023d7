"""How answers go over the wire."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import urllib.robotparser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from usstnews.replica import Replica, Server, serve, serve_forever

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_truth_is_served_and_not_logged(visit: Callable[..., Any]) -> None:
    """The truth names the host that was asked, and asking for it leaves no trace."""
    with serve(Replica(articles=3)) as server:
        told = json.loads(visit(f"{server.base_url}__truth.json").body)
        assert told == server.replica.truth(server.base_url)
        assert server.requests == []
        visit(f"{server.base_url}?a=b", "HEAD")
        assert [entry[1:] for entry in server.requests] == [("HEAD", "/?a=b")]


def test_links_follow_the_host_that_was_asked(served: Server, visit: Callable[..., Any]) -> None:
    """Absolute links are built from the request's Host."""
    page = visit(f"{served.base_url}News___Events.htm", Host="news.example:8080")
    assert 'href="http://news.example:8080/info/' in page.text
    assert urlsplit(served.base_url).netloc not in page.text


def test_a_held_page_is_not_sent_again(served: Server, visit: Callable[..., Any]) -> None:
    """A matching tag or date is answered with 304 and no body."""
    url = f"{served.base_url}News___Events.htm"
    page = visit(url)
    assert page.headers["Server"] == "VWebServer"
    for held in (
        {"If_None_Match": page.headers["ETag"]},
        {"If_Modified_Since": page.headers["Last-Modified"]},
    ):
        again = visit(url, **held)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == page.headers["ETag"]
    assert visit(url, If_None_Match='"other"').status == 200


def test_a_page_or_file_may_have_one_validator(served: Server, visit: Callable[..., Any]) -> None:
    """Some files and pages state only their date, others only their tag, and either is heeded."""
    held = {"Last-Modified": "If_Modified_Since", "ETag": "If_None_Match"}
    for path, has, lacks in (
        ("style/print.css", "Last-Modified", "ETag"),
        ("system/resource/js/focus.js", "ETag", "Last-Modified"),
        ("About_USST2/Introduction.htm", "Last-Modified", "ETag"),
        ("Campus_Life/Arts___Culture/Campus_Culture.htm", "ETag", "Last-Modified"),
    ):
        first = visit(served.base_url + path)
        assert lacks not in first.headers
        again = visit(served.base_url + path, **{held[has]: first.headers[has]})
        assert (again.status, again.body) == (304, b"")
        assert again.headers[has] == first.headers[has]
        assert "Content-Length" not in again.headers
        other = {"Last-Modified": "Sat, 01 Jan 2000 00:00:00 GMT", "ETag": 'W/"other"'}
        assert visit(served.base_url + path, **{held[has]: other[has]}).status == 200


def test_pages_are_compressed_for_who_accepts_it(
    served: Server, truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Whole or in chunks, compressed or plain, a page has the same bytes."""
    framings = set()
    for article in truth["articles"][:20]:
        plain, packed = visit(article["url"]), visit(article["url"], Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        framings.add(plain.headers["Transfer-Encoding"])
    assert framings == {None, "chunked"}
    assert "Content-Encoding" not in visit(f"{served.base_url}images/logo.png").headers


def test_head_has_the_headers_and_no_body(served: Server, visit: Callable[..., Any]) -> None:
    """HEAD answers as GET does, less the body."""
    url = f"{served.base_url}style/public.css"
    head, get = visit(url, "HEAD"), visit(url)
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(get.body))
    assert b"@import" in get.body
    assert b"url(" in get.body


def test_a_connection_is_kept(served: Server) -> None:
    """Several requests go over one connection, an error among them."""
    connection = http.client.HTTPConnection(urlsplit(served.base_url).netloc, timeout=20)
    statuses = []
    for path in ("/", "/nothing.htm", "/index.htm", "/Research.htm"):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    assert statuses == [200, 404, 200, 200]


def test_other_methods_are_refused(served: Server, visit: Callable[..., Any]) -> None:
    """The site takes no posts."""
    assert visit(f"{served.base_url}dynamic_challenge", "POST").status == 405


def test_robots_txt_means_what_it_says(served: Server, visit: Callable[..., Any]) -> None:
    """Scripts and attachments may be fetched; other system pages and the private folder not."""
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(visit(f"{served.base_url}robots.txt").text.splitlines())
    base = served.base_url
    for path in (
        "",
        "info/1023/1254.htm",
        "system/_content/download.jsp",
        "system/resource/js/a.js",
    ):
        assert rules.can_fetch("any", base + path)
    for path in ("private/index.htm", "system/caslogin.jsp"):
        assert not rules.can_fetch("any", base + path)
    assert rules.crawl_delay("any") is None


def test_a_crawl_delay_is_stated_if_asked_for() -> None:
    """The delay stands in robots.txt as it was given."""
    answer = Replica(articles=1, crawl_delay=2).answer("/robots.txt", "http://replica.example/")
    assert answer.body.endswith(b"Crawl-delay: 2\n")


def test_an_attachment_comes_with_its_name_in_gbk(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Attachments are files, and their names go out in the CMS's old coding; one is not given."""
    files = [
        file
        for article in truth["articles"]
        for file in article["files"]
        if "download.jsp" in file["url"]
    ]
    assert len(files) == 6
    guarded = [file for file in files if truth["requisite_kinds"][file["url"]] == "blocked"]
    assert len(guarded) == 1
    for file in files:
        reply = visit(file["url"])
        if file in guarded:
            assert reply.headers["Content-Type"].startswith("text/html")
            assert "<title>附件下载</title>" in reply.text
            continue
        assert reply.headers["Content-Type"] == "application/octet-stream"
        sent = reply.headers["Content-Disposition"].encode("latin-1").decode("gbk")
        assert sent == f'attachment; filename="{file["name"]}"'
        assert reply.body.startswith((b"%PDF", b"PK"))
    assert visit(files[0]["url"] + "9").status == 404


def test_dynamic_addresses_take_their_arguments_in_any_order(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """A dynamic article answers to sorted arguments too, and to no other column."""
    (url,) = (one["url"] for one in truth["articles"] if "content.jsp" in one["url"])
    path, query = url.split("?")
    page = visit(url)
    assert page.status == 200
    assert "ETag" not in page.headers
    assert visit(f"{path}?{'&'.join(sorted(query.split('&')))}").body == page.body
    assert visit(url.replace("wbtreeid=1023", "wbtreeid=1")).status == 404


def test_a_challenge_stands_before_every_page(visit: Callable[..., Any]) -> None:
    """A replica may answer every page with a challenge, missing pages too."""
    with serve(Replica(articles=3, challenge=True)) as server:
        for path in ("", "News___Events.htm", "info/1023/1254.htm", "nothing.htm"):
            page = visit(server.base_url + path)
            assert page.status == 200
            assert "challengeId" in page.text
        assert visit(f"{server.base_url}robots.txt").text.startswith("User-agent")


def test_the_command_line_serves_until_stopped(visit: Callable[..., Any]) -> None:
    """Serving for ever tells its address once it answers."""
    told: list[str] = []
    ready = threading.Event()

    def tell(url: str) -> None:
        told.append(url)
        ready.set()

    threading.Thread(
        target=serve_forever, args=(Replica(articles=1),), kwargs={"ready": tell}, daemon=True
    ).start()
    assert ready.wait(10)
    assert visit(told[0]).status == 200
