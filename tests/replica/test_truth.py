"""Whether the pages say what the truth says, read by a small reader of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import lxml.html
import pytest
from replica.reading import BLOCKS, Reading, read, squeeze

from usstnews.replica import Replica, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica import Server


def test_every_article_answers_with_its_title_and_text(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """A reader that follows the contract's rules finds the truth's words on every page."""
    for article in truth["articles"]:
        page = read(visit, article["url"])
        assert page.text == article["text"]
        assert page.images == article["images"]
        title = page.tree.findtext(".//title", "")
        assert squeeze(title) == f"{article['title']}-USST"
        trail = page.tree.xpath("//*[@class='position']")[0].text_content()
        assert [part.strip() for part in trail.split(" · ")] == article["breadcrumb"]
        dated = [squeeze(" ".join(line.itertext())) for line in page.tree.cssselect(".art-date")]
        assert dated == [article["published_raw"]] * bool(article["published_raw"])


def test_the_links_of_a_body_are_links_and_files(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Each link in a body is in the truth once: as a link, as a file, or as a mailbox."""
    seen = 0
    for article in truth["articles"]:
        links = [(link["url"], link["text"]) for link in article["links"]]
        files = [(file["url"], file["name"]) for file in article["files"]]
        for link in read(visit, article["url"]).links:
            assert link in links or link in files or link[0].startswith("mailto:")
            seen += 1
    assert seen >= 4


def test_the_sanitised_body_has_the_text_and_only_the_kept_tags(truth: dict[str, Any]) -> None:
    """The truth's HTML holds the same words as its text and captions, in kept tags alone."""
    kept = BLOCKS | {"br", "li", "tbody", "tr", "td", "a", "img", "strong", "em", "u", "sub"}
    for article in truth["articles"]:
        tree = lxml.html.fragment_fromstring(article["html"], create_parent="main")
        assert {tag.tag for tag in tree.iter()} - {"main"} <= kept
        words = "".join(tree.text_content().split()).replace("\u200b", "")
        told = article["text"] + "".join(image["caption"] or "" for image in article["images"])
        assert sorted(words) == sorted("".join(told.split()))


def test_aliases_lead_to_the_same_article(truth: dict[str, Any], visit: Callable[..., Any]) -> None:
    """A second address answers with the same text, or redirects to the first."""
    several = [article for article in truth["articles"] if article["aliases"]]
    assert len(several) == 2
    for article in several:
        for alias in article["aliases"]:
            reply = visit(alias)
            if reply.status == 301:
                assert reply.headers["Location"] == article["url"]
            else:
                assert Reading(reply.text, alias).text == article["text"]


@pytest.mark.parametrize("pages", [1, 2, 12, 60, 200])
def test_there_are_as_many_readable_pages_as_asked_for(
    pages: int, visit: Callable[..., Any]
) -> None:
    """Counting the addresses that answer with an article gives exactly the number asked for."""
    with serve(Replica(articles=pages, seed=3)) as server:
        truth = server.replica.truth(server.base_url)
        urls = [url for one in truth["articles"] for url in (one["url"], *one["aliases"])]
        replies = [visit(url) for url in urls]
        for url, reply in zip(urls, replies, strict=True):
            number = re.search(r"(?:/|wbnewsid=)(\d+)(?:\.htm)?$", url)
            assert number
            if reply.status == 200:
                assert f"/content.jsp',{number[1]}," in reply.text
        assert [reply.status for reply in replies].count(200) == pages
        assert {reply.status for reply in replies} <= {200, 301}


def test_other_pages_are_of_the_kind_that_the_truth_says(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Restricted, missing and redirecting pages answer as on real sites."""
    told = set()
    for url, kind in truth["kinds"].items():
        reply = visit(url)
        told.add((kind, reply.status))
        match kind:
            case "restricted":
                assert "<title>系统提示</title>" in reply.text
                assert len(reply.body) < 2000
            case "missing":
                assert "<title>404错误提示</title>" in reply.text
                assert 1500 < len(reply.body) < 2000
            case "redirecting":
                assert "getNewsLinkUrl" in reply.text
                assert "v_news_content" not in reply.text
            case _:
                assert ",-1," in reply.text
    assert told == {
        ("restricted", 200),
        ("missing", 200),
        ("missing", 404),
        ("redirecting", 200),
        ("other", 200),
    }


def test_the_listings_lead_downwards_through_all_items(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Following the next links walks pages numbered downwards and meets every item in order."""
    for listing in truth["listings"]:
        url, met, walked = listing["url"], [], []
        while url:
            walked.append(url)
            tree = lxml.html.document_fromstring(visit(url).body.decode())
            for item in tree.xpath("//div[contains(@class, 'list list-')]/ul//li"):
                link = item.xpath(".//a[not(@class)]")[0]
                met.append(urljoin(url, link.get("href")))
            batch = re.search(r"\],\[([\d,]+)\]", tree.text_content())
            assert batch
            ahead = tree.xpath("//span[@class='p_next p_fun']/a/@href") or [
                href.get("href") for href in tree.xpath("//a[@class='Next']") if href.text == "下页"
            ]
            url = urljoin(url, ahead[0]) if ahead else ""
        count = listing["pages"]
        stem = listing["url"].removesuffix(".htm")
        assert count >= 2
        assert walked[1:] == [f"{stem}/{number}.htm" for number in range(count - 1, 0, -1)]
        assert met == [entry["url"] for entry in listing["entries"]]
        assert len(met) == listing["items"]


def test_listed_and_unlisted_articles_are_all_there_are(truth: dict[str, Any]) -> None:
    """Each article is linked by a listing, or else by a neighbour or a related article."""
    listed = {entry["id"] for listing in truth["listings"] for entry in listing["entries"]}
    unlisted = {one["url"] for one in truth["articles"] if one["id"] not in listed}
    assert unlisted == set(truth["unlisted"])
    related = {url for one in truth["articles"] for url in one["related"]}
    assert set(truth["unlisted_by"]["related"]) <= related
    assert not related & set(truth["unlisted_by"]["neighbour"])


def test_no_page_links_what_the_truth_does_not_know(
    truth: dict[str, Any], visit: Callable[..., Any], served: Server
) -> None:
    """Every address linked on pages, comments apart, is told of."""
    known = {*truth["kinds"], *truth["external"], *truth["forbidden"], "https://www.usst.edu.cn/"}
    blocked = {url for url, kind in truth["requisite_kinds"].items() if kind == "blocked"}
    for article in truth["articles"]:
        known |= {article["url"], *article["aliases"], *(file["url"] for file in article["files"])}
    for listing in truth["listings"]:
        stem = listing["url"].removesuffix(".htm")
        known |= {listing["url"], *(f"{stem}/{k}.htm" for k in range(1, listing["pages"]))}
    for url in sorted({*known} - set(truth["forbidden"]) - set(truth["external"])):
        if "/system/" in url or "/__local/" in url or not url.startswith(served.base_url):
            continue
        tree = lxml.html.document_fromstring(visit(url).body)
        for link in tree.xpath("//a/@href"):
            if not link.startswith(("javascript:", "mailto:")):
                assert urljoin(url, link) in known | blocked, (url, link)
