"""Whether pages say in every design what the truth says, read by no code of ours."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

import lxml.html
import pytest
from replica.needing import Visitor

from usstnews.replica import ImpossibleChange, Replica, serve
from usstnews.replica.designs import DESIGNS, UnknownDesign, design
from usstnews.replica.designs.design import Matter, Surroundings
from usstnews.replica.designs.drawn import drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "http://replica.example/"
HOOK = re.compile(r"_newscontent_fromname|vsb_content|v_news_content|vsbcontent_")
HOOKLESS = {"cells-2009", "relaunch-2025", "built-2025", "drawn-1"}
MONTHS = {
    name: at
    for at, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
OTHERWISE = {"published_raw", "source", "breadcrumb", "section", "keywords"}
UNSEEN = ".//script | .//style | .//comment() | .//*[contains(@style, 'display: none') or "
UNSEEN += "contains(@style, 'display:none')]"


def bare(words: str) -> str:
    """Take out of words all that nobody sees: blanks, and characters without width."""
    return re.sub("[\\s\u200b\u200c\u200d\u2060\ufeff]", "", words)


class Page(NamedTuple):
    """What a visitor sees of a page."""

    markup: str
    tree: Any
    url: str

    @property
    def body(self) -> Any:
        """Give the element of all that is seen."""
        return self.tree.body

    def holding(self, words: str) -> list[Any]:
        """Give the elements whose words are those, the deepest ones."""
        same = [one for one in self.body.iter("*") if bare(one.text_content()) == bare(words)]
        return [one for one in same if not any(inner in same for inner in one)]

    def smallest(self, parts: list[str]) -> Any:
        """Give the smallest element that holds all these words, one after the other."""
        found = self.body
        while True:
            inner = [one for one in found if in_turn(bare(one.text_content()), parts)]
            if not inner:
                return found
            found = inner[0]

    def way(self, element: Any) -> tuple[str, ...]:
        """Name the elements from the root down to one."""
        return tuple(one.tag for one in [*reversed(list(element.iterancestors())), element])


def in_turn(said: str, parts: list[str]) -> bool:
    """Tell whether words hold all parts, one after the other."""
    at = 0
    for part in map(bare, parts):
        at = said.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def pages(name: str, articles: int = 60) -> Iterator[tuple[dict[str, Any], Page]]:
    """Give the articles of a replica in a design, each with its page."""
    replica = Replica(articles=articles, seed=1, design=name)
    for one in replica.truth(BASE)["articles"]:
        answer = replica.answer(one["url"].removeprefix(BASE.rstrip("/")), BASE)
        coding = "gbk" if b"gb2312" in answer.body[:800] else "utf-8-sig"
        markup = answer.body.decode(coding)
        tree = lxml.html.document_fromstring(re.sub(r"<meta[^>]*charset[^>]*>", "", markup))
        for unseen in tree.body.xpath(UNSEEN):
            unseen.drop_tree()
        yield one, Page(markup, tree, one["url"])


def dated(words: str) -> date:
    """Read the only day in a date line."""
    if found := re.search(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", words):
        return date(*map(int, found.groups()))
    month = re.search("|".join(MONTHS), words)
    assert month, words
    year = re.search(r"\b20\d\d\b", words)
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", words)
    assert year, words
    assert day, words
    return date(int(year[0]), MONTHS[month[0]], int(day[0]))


@pytest.mark.parametrize("name", DESIGNS)
def test_a_page_says_what_the_truth_says(name: str) -> None:
    """Title, date line, names, breadcrumb, text and captions stand on every page, in one place each
    and in these words; the date line has the day, and the head the keywords.
    """
    for one, page in pages(name):
        assert page.holding(one["title"]), one["url"]
        said = bare(page.body.text_content())
        if one["published_raw"]:
            assert bare(one["published_raw"]) in said
            assert dated(one["published_raw"]).isoformat() == one["published"]
        else:
            assert one["published"] is None
        for known in (*one["authors"], *one["copyeditors"], one["unit"], one["source"]):
            assert bare(known or "") in said
        trail = "[^A-Za-z\u4e00-\u9fff]*".join(re.escape(bare(part)) for part in one["breadcrumb"])
        assert re.search(trail, said)
        words = page.tree.xpath("//meta[translate(@name, 'K', 'k') = 'keywords']/@content")
        assert (words[0].split(",") if words else []) == one["keywords"]
        captions = [image["caption"] for image in one["images"] if image["caption"]]
        for line in (*one["text"].split("\n"), *captions):
            assert in_turn(said, line.split("\t"))


@pytest.mark.parametrize("name", DESIGNS)
def test_the_body_holds_the_text_and_nothing_else(name: str) -> None:
    """The smallest element around all lines has the text and captions alone; where files or
    neighbours stand in it too, they come after.
    """
    told = 0
    for one, page in pages(name):
        lines = one["text"].split("\n")
        if len(lines) < 3:
            continue
        said = bare(
            page.smallest([part for line in lines for part in line.split("\t")]).text_content()
        )
        for image in one["images"]:
            said = said.replace(bare(image["caption"] or ""), "", 1)
        assert said.startswith(bare(one["text"])), one["url"]
        rest = said.removeprefix(bare(one["text"]))
        assert not rest or re.match("上一|下一|Prev|Next|[«»]|附件|Attachment", rest), rest
        told += 1
    assert told > 30


@pytest.mark.parametrize("name", DESIGNS)
def test_links_lead_where_the_truth_says(name: str) -> None:
    """Related articles stand below a heading of that sense; pictures and files are there."""
    for one, page in pages(name):
        for element in page.tree.iter("a", "img"):
            for key in ("href", "src", "data-src", "data-original", "orisrc"):
                if element.get(key):
                    element.set(key, urljoin(page.url, element.get(key)))
        below = "//a[preceding::*[starts-with(normalize-space(.), 'Related') or "
        below += "starts-with(normalize-space(.), '相关')]]/@href"
        found = dict.fromkeys(page.tree.xpath(below))
        assert one["related"] == [url for url in found if url in one["related"]]
        addresses = page.tree.xpath("//@src | //@data-src | //@data-original | //@orisrc")
        assert {image["url"] for image in one["images"]} <= set(addresses)
        links = {
            (url, bare(a.text_content())) for a in page.tree.iter("a") for url in [a.get("href")]
        }
        named = [(file["url"], bare(file["name"])) for file in one["files"] if file["name"]]
        assert set(named) <= links
        assert {(link["url"], bare(link["text"])) for link in one["links"]} <= links
        for file in (*one["videos"], *(file for file in one["files"] if not file.get("name", 1))):
            assert file["url"].removeprefix(BASE.rstrip("/")) in page.markup


def test_an_article_says_the_same_in_every_design() -> None:
    """Only what pages print around it is told otherwise."""

    def told(name: str) -> list[dict[str, Any]]:
        articles = Replica(articles=40, seed=2, design=name).truth(BASE)["articles"]
        return [{key: one[key] for key in one.keys() - OTHERWISE} for one in articles]

    first = told("usst")
    assert all(told(name) == first for name in DESIGNS)


def test_no_two_designs_are_alike() -> None:
    """No two have the same way from the root to the title, to the date line and to the text."""
    ways: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in DESIGNS:
        one, page = next(
            (one, page)
            for one, page in pages(name, 12)
            if one["published_raw"] and one["text"].count("\n") > 3
        )
        title = page.holding(one["title"])[-1]
        line, body = page.smallest([one["published_raw"]]), page.smallest(one["text"].split("\n"))
        ways[name] = page.way(title), page.way(line), page.way(body)
    assert len(ways) >= 19
    assert len(set(ways.values())) == len(ways)


def test_some_designs_have_no_hook_of_the_cms() -> None:
    """In four of them neither a form nor a container or paragraph of the CMS is left, in the others
    at least one is.
    """
    for name in DESIGNS:
        for one, page in pages(name, 40):
            assert bool(HOOK.search(page.markup)) is (name not in HOOKLESS), one["url"]


def test_the_same_number_draws_the_same_design() -> None:
    """A design that is drawn again writes the same page, and another number another."""

    @cache
    def page(number: int, again: int) -> str:
        article = Replica(articles=12, seed=1)
        slot = article.roll.slots[5]
        around = Surroundings(slot.column, None, None, [], ())
        one = drawn.__wrapped__(number) if again else design(f"drawn-{number}")
        return one.write(Matter(article.article(slot), around))

    for number in range(1, 40):
        assert page(number, 0) == page(number, 1)
    assert len({page(number, 0) for number in range(1, 40)}) == 39


@pytest.mark.parametrize("name", DESIGNS)
def test_pages_need_what_the_truth_lists(name: str, visit: Callable[..., Any]) -> None:
    """What a reader of its markup finds for an article is what the truth lists."""
    with serve(Replica(articles=12, seed=1, design=name)) as server:
        truth = server.replica.truth(server.base_url)
        kinds, visitor = truth["requisite_kinds"], Visitor(visit)
        for one in truth["articles"]:
            found = {url for url in visitor.needs(one["url"]) if kinds.get(url) != "external"}
            assert found == set(truth["requisites"][one["url"]])


@pytest.mark.parametrize("name", ["portal-2012", "drawn-3", "chat-2019"])
def test_no_date_of_a_page_outlives_its_bytes(name: str) -> None:
    """Whatever is published, retitled or removed, a page that changed has another date."""
    replica, rng = Replica(articles=30, seed=1, design=name), Random(name)
    last: dict[str, tuple[bytes, str | None]] = {}
    rewritten = 0
    for _ in range(15):
        readable = [slot.id for slot in replica.roll.slots if slot.readable]
        rng.choice((replica.retitle, replica.remove))(rng.choice(readable))
        replica.publish(1)
        for slot in [slot for slot in replica.roll.slots if slot.readable]:
            path = slot.pages[0]
            answer = replica.answer(path, BASE)
            body, modified = last.get(path, (answer.body, answer.modified))
            if body != answer.body:
                rewritten += 1
                assert modified is None or modified != answer.modified, path
            last[path] = answer.body, answer.modified
    assert rewritten > 15


def test_a_design_that_is_not_there_is_named() -> None:
    """The message names those that are."""
    for name in ("frames-1998", "drawn-0", "drawn-x", ""):
        with pytest.raises(
            UnknownDesign, match=r"there are usst, tables-2006.*, or drawn-N for any other N$"
        ):
            Replica(design=name)


def test_other_designs_have_one_look() -> None:
    """The parts that come and go are the site's own; listings change theirs in any design."""
    replica = Replica(articles=12, seed=1, design="icons-2018")
    for part in ("dateline", "body"):
        with pytest.raises(ImpossibleChange, match="in the design icons-2018; serve usst"):
            replica.redesign(part)
    replica.redesign("pager")
    assert "entries" in replica.answer("/News___Events.htm", BASE).body.decode()
