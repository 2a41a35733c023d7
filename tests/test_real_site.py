"""A whole site of the CMS, read as files: 360 articles, and the way to all of them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from real import SITE, needs_site

from usstnews.extract import (
    Kind,
    Page,
    decode,
    extract,
    extract_listing,
    menu_links,
    neighbours,
    parse,
)
from usstnews.sites import VSB
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from usstnews.items import Article

pytestmark = needs_site
SZ1CZ = VSB.at("https://sz1cz.gusuedu.cn/")
FILES = sorted(SITE.glob("info/*/*.htm"))
HOME = SZ1CZ.base_url + "index.htm"


def url_of(file: Path) -> str:
    """Give the address that a file had."""
    return SZ1CZ.base_url + file.relative_to(SITE).as_posix()


@cache
def page(url: str) -> Page | None:
    """Parse the file at an address, if the mirror has it."""
    file = SITE / url.removeprefix(SZ1CZ.base_url)
    return parse(decode(file.read_bytes()), url, SZ1CZ) if file.is_file() else None


@cache
def articles() -> dict[str, tuple[Article, str]]:
    """Read all articles, each beside its raw HTML."""
    found = {}
    for file in FILES:
        parsed = page(url_of(file))
        assert parsed is not None
        read = clean_article(extract(parsed, SZ1CZ))
        found[url_of(file)] = read, file.read_text("utf-8-sig")
    return found


def raw_body(html: str) -> str:
    """Cut the body's markup out of a page, without the tree: this site's template ends it so."""
    return html.partition('<div class="v_news_content">')[2].partition('<div id="div_vote_id">')[0]


def test_every_article_is_read() -> None:
    """The mirror's 360 articles are all recognised as such."""
    assert len(articles()) == 360


def test_every_article_has_the_ids_of_its_address() -> None:
    """Column and id are those in the path, and those in the stamp."""
    for url, (article, html) in articles().items():
        assert url.endswith(f"/info/{article.column}/{article.id}.htm")
        assert f"_jsq_({article.column},'/content.jsp',{article.id}," in html


def test_every_title_is_the_one_that_the_cms_states() -> None:
    """The title equals the `pageTitle` that the CMS writes into the head."""
    for article, html in articles().values():
        stated = re.search('name="pageTitle" content="([^"]*)"', html)
        assert stated is not None
        assert article.title == " ".join(unescape(stated[1]).split())


def test_titles_are_found_without_the_statement_too() -> None:
    """Older sites have no `pageTitle`: heading and `<title>` then give the same title."""
    for url, (article, html) in articles().items():
        for removed in ("pageTitle", "pageTitle|_newscontent_fromname"):
            older = parse(re.sub(f'name="({removed})"', "", html), url, SZ1CZ)
            assert clean_article(extract(older, SZ1CZ)).title == article.title


def test_every_date_is_the_printed_one() -> None:
    """The date of each article is the one behind its label."""
    for article, html in articles().values():
        printed = re.findall("发布日期：([0-9-]{10})<", html)
        assert [str(article.published)] == printed


def test_every_body_with_visible_words_has_text() -> None:
    """Text is empty only where the body shows nothing but media."""
    without = 0
    for article, html in articles().values():
        body = re.sub("(?s)<script.*?</script>|<[^>]*>", "", raw_body(html))
        assert bool(article.text) == bool(unescape(body).strip("\u200b\ufeff \xa0\n\t\r\u3000"))
        if not article.text:
            without += 1
            assert article.images or article.files or article.videos
    assert without == 53


def test_every_paragraph_of_a_body_is_there_in_its_order() -> None:
    """Letters and digits, paragraph by paragraph, are those of the body's markup.

    Where the markup has a caption, the text has none, and the image has it.
    """
    for url, (article, html) in articles().items():
        markup = re.sub("(?s)<script.*?</script>|<style.*?</style>|<!--.*?-->", "", raw_body(html))
        markup = re.sub("<span[^>]*display: none[^>]*><span[^>]*>[^<]*</span> ?</span>", "", markup)
        blocks = re.split("(?i)</?(?:p|div|td|th|tr|table|h[1-6]|li|ul|ol|br)\\b[^>]*>", markup)
        published = [said for block in blocks if (said := letters(re.sub("<[^>]*>", "", block)))]
        captions = Counter(letters(image.caption or "") for image in article.images)
        lines = [said for line in re.split("[\\n\\t]", article.text) if (said := letters(line))]
        kept = iter(lines)
        rest, missing = next(kept, ""), Counter[str]()
        for block in published:
            if rest.startswith(block):  # a cell joins the lines in it
                rest = rest.removeprefix(block) or next(kept, "")
            else:
                missing[block] += 1
        assert not rest, url
        assert sum(map(len, missing.elements())) == sum(map(len, captions.elements())), url


def letters(text: str) -> str:
    """Keep the letters and digits of a markup's text."""
    return "".join(char for char in unescape(text) if char.isalnum())


def test_no_text_holds_what_is_not_the_article() -> None:
    """No script, no click counter and no link to a neighbour is in any text."""
    foreign = re.compile(
        r"function\s*\(|_showDynClick|getClickTimes|\bvar \w+ ="
        r"|[上下]一条：|(点击|浏览)(次数|数)?："
    )
    assert not [url for url, (article, _) in articles().items() if foreign.search(article.text)]


def test_every_image_of_a_body_is_kept_in_order() -> None:
    """The images are those of the body's markup, but for dots, and what has no address."""
    for article, html in articles().values():
        body = re.sub('<img[^>]* width="1" height="1"[^>]*>', "", raw_body(html))
        sources = re.findall(r'<img\b[^>]*?\bsrc="([^"]*)"', body)
        want = [unescape(source).rpartition("/")[2] for source in sources if source[:5] != "data:"]
        assert [image.url.rpartition("/")[2] for image in article.images] == want


def test_the_neighbours_are_those_that_the_page_links() -> None:
    """Previous and next are the links behind their labels, and nothing else."""
    for url, (_, html) in articles().items():
        parsed = page(url)
        assert parsed is not None
        linked = re.findall(r'[上下]一条：<a href="([0-9]+\.htm)"', html)
        want = dict.fromkeys(url.rpartition("/")[0] + "/" + name for name in linked)
        assert neighbours(parsed, SZ1CZ) == list(want)


def test_next_links_reach_every_page_of_every_listing() -> None:
    """From each first page, following `next_url` gives as many pages as the pager promises."""
    walked = Counter[int]()
    for file in SITE.rglob("*.htm"):
        first = page(url_of(file))
        if first is None or first.kind is not Kind.LISTING or file.stem.isdecimal():
            continue
        listing, count = extract_listing(first, SZ1CZ), 1
        total, listed = listing.total_pages, list(listing.items)
        while listing.next_url and count < 99:
            following = page(listing.next_url)
            assert following is not None
            listing = extract_listing(following, SZ1CZ)
            listed += listing.items
            count += 1
            assert listing.page_number == count
        assert count == total
        pages = [file, *file.with_suffix("").glob("[0-9]*.htm")]
        assert {item.ref.id for item in listed if item.ref} == ids_listed(pages)
        assert all(item.listed and item.title for item in listed)
        walked[count] += 1
    assert walked.total() > 60


def ids_listed(files: list[Path]) -> set[int]:
    """Read the ids that the click counters of listing pages ask for."""
    found: set[int] = set()
    for file in files:
        html = file.read_text("utf-8-sig")
        for batch in re.findall(r"_showDynClickBatch\(\[[^]]*\],\[([0-9,]*)\]", html):
            found |= {int(number) for number in batch.split(",")}
    return found


def explore(reads_menu: Callable[[Page], bool]) -> tuple[set[str], set[str]]:
    """Explore the site from its home page: give the articles reached, and those listed anywhere."""
    queue, seen = [HOME], {HOME}
    reached: set[str] = set()
    listed: set[str] = set()
    while queue:
        parsed = page(queue.pop())
        assert parsed is not None
        listing = extract_listing(parsed, SZ1CZ)
        onward = [listing.next_url] if listing.next_url else []
        onward += [item.url for item in listing.items if not item.external]
        listed.update(item.url for item in listing.items if item.ref)
        if parsed.kind is Kind.ARTICLE:
            reached.add(parsed.url)
            onward += neighbours(parsed, SZ1CZ)
        elif reads_menu(parsed):
            onward += [link.url for link in menu_links(parsed, SZ1CZ)]
        queue += [url for url in dict.fromkeys(onward) if url not in seen]
        seen.update(onward)
    return reached, listed


def test_the_way_from_the_home_page_finds_every_article() -> None:
    """Menus, listings, items and neighbours lead to all 360; 12 stand on no listing."""
    reached, listed = explore(lambda _: True)
    assert reached == set(articles())
    assert len(reached & listed) == 348


def test_the_menus_of_listings_are_needed() -> None:
    """The home page's menu alone leaves columns of the third level out."""
    reached, _ = explore(lambda parsed: parsed.url == HOME)
    assert len(reached) == 322
    reached, _ = explore(lambda parsed: parsed.url == HOME or parsed.kind is Kind.LISTING)
    assert len(reached) == 360
