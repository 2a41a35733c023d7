"""A redesign changes how all pages look, and nothing of what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import lxml.html
import pytest
from replica.needing import Visitor
from replica.reading import read, squeeze

from usstnews.replica import Replica, serve

if TYPE_CHECKING:
    from collections.abc import Callable

CMS_PAGER = re.compile(r"pb_sys|p_pages|p_next|p_t\b|fanye|class=\"(?:Next|Prev)|共\d+条")


def test_the_date_line_stands_below_the_text(visit: Callable[..., Any]) -> None:
    """Under another name and outside the body, in the same words."""
    replica = Replica(articles=60, seed=1)
    replica.redesign("dateline")
    with serve(replica) as server:
        for one in replica.truth(server.base_url)["articles"]:
            page = read(visit, one["url"])
            assert page.text == one["text"]
            assert not page.tree.cssselect(".art-date")
            found = page.tree.cssselect("footer.entry-meta .posted-on")
            said = [squeeze(" ".join(line.itertext())) for line in found]
            assert said == [one["published_raw"]] * bool(one["published_raw"])
            order = list(page.tree.iter())
            assert all(order.index(page.body) < order.index(line) for line in found)
            assert not any(page.body is above for line in found for above in line.iterancestors())


def test_the_text_has_other_containers(visit: Callable[..., Any]) -> None:
    """No page names the CMS's containers any more, and each has its text in another."""
    replica = Replica(articles=60, seed=1)
    replica.redesign("body")
    with serve(replica) as server:
        truth = replica.truth(server.base_url)
        for one in truth["articles"]:
            markup = visit(one["url"]).text
            assert not re.search(r"""(id|class)=["']?(vsb_content|v_news_content)""", markup)
            page = read(visit, one["url"])
            assert page.body.get("class") in {"rich-text", "detail-main"}
            assert page.text == one["text"]
        for url, kind in truth["kinds"].items():
            assert "vsb_content" not in visit(url).text.replace("img_vsb_content", ""), kind


def test_listings_have_another_pager(visit: Callable[..., Any]) -> None:
    """Without a name of the CMS it states the total and leads through all pages."""
    replica = Replica(articles=200, seed=1)
    replica.redesign("pager")
    with serve(replica) as server:
        truth = replica.truth(server.base_url)
        visitor = Visitor(visit)
        for listing in truth["listings"]:
            url, walked = listing["url"], []
            while url:
                walked.append(url)
                page = visit(url)
                assert not CMS_PAGER.search(page.text)
                assert f" of {listing['items']} entries" in page.text
                found = visitor.needs(url)
                kinds = truth["requisite_kinds"]
                wanted = {one for one in found if kinds.get(one) != "external"}
                assert wanted == set(truth["requisites"][url])
                tree = lxml.html.document_fromstring(page.body.decode())
                ahead = tree.xpath("//nav//a[@aria-label='Next']/@href")
                url = urljoin(url, ahead[0]) if ahead else ""
            assert len(walked) == listing["pages"] > 3
            stem = listing["url"].removesuffix(".htm")
            assert walked[1:] == [f"{stem}/{at}.htm" for at in range(len(walked) - 1, 0, -1)]


@pytest.mark.parametrize("part", ["dateline", "body", "pager"])
def test_each_part_comes_and_goes_by_itself(part: str) -> None:
    """It changes pages of its own kind alone; taken back, all bytes are the old ones."""
    replica, base = Replica(articles=60, seed=1), "http://replica.example/"
    targets = [url.removeprefix(base.rstrip("/")) for url in replica.truth(base)["requisites"]]

    def bodies() -> dict[str, bytes]:
        return {target: replica.answer(target, base).body for target in targets}

    before, truth = bodies(), replica.truth(base)
    replica.redesign(part)
    during = bodies()
    kinds = {
        "listing"
        if re.match("/(News|Banner|Research)", target)
        else "article"
        if "/info/" in target or "wbnewsid" in target
        else "other"
        for target in targets
        if during[target] != before[target]
    }
    assert (
        kinds
        == {
            "dateline": {"article"},
            "body": {"article", "other"},
            "pager": {"listing"},
        }[part]
    )
    assert replica.truth(base)["articles"] == truth["articles"]
    replica.redesign("none")
    assert bodies() == before
    replica.redesign(part)
    replica.redesign(part, on=False)
    assert bodies() == before
    assert [change["template"][part] for change in replica.log(base)] == [True, False, True, False]
