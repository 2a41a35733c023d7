"""Items, pagers and menus."""
# ruff: noqa: E501  (a page in one line reads better than in three)

from __future__ import annotations

from datetime import date

import pytest
from real import RealPage, needs_pages, real_pages

from usstnews.extract import Item, decode, extract_listing, menu_links, parse
from usstnews.extract.listing import Listing
from usstnews.sites import USST, VSB, site_of
from usstnews.urls import ArticleRef

URL = "https://en.usst.edu.cn/News___Events.htm"
INFO = "https://en.usst.edu.cn/info/1023/"
A = "<a href='info/1023/{0}.htm' title='T{0}'>{0}</a>"
PAGER = (
    "<div class='pb_sys_common'><span class='p_pages'><span class='p_no_d'>1</span>"
    "<span class='p_no'><a href='News___Events/1.htm'>2</a></span>"
    "<span class='p_next p_fun'><a href='News___Events/1.htm'>x</a></span>"
    "<span class='p_last p_fun'><a href='News___Events/9.htm'>x</a></span></span></div>"
)

# Counted on the pages: items (commented-out ones are none), number, pages, items promised.
COUNTED = {
    "sz1cz_list_p1.html": (10, 1, 2, None, "/xwzx/tzgg/1.htm"),
    "sz1cz_list_p2.html": (8, 2, 2, None, None),
    "sz1cz_list_empty.html": (0, 1, 1, None, None),
    "henu_rsc_list_p1.html": (1, 1, 3, 54, "/fwzn/2.htm"),
    "henu_rsc_list_p2.html": (1, 2, 3, 54, "/fwzn/1.htm"),
    "henu_rsc_list_p3.html": (1, 3, 3, 54, None),
    "henu_rsc_list_external.html": (2, 2, 3, 53, "/rczp/lwpq/1.htm"),
    "henu_rsc_list_contentjsp.html": (1, 1, 1, 9, None),
    "ahnu_list_p1.html": (0, 1, 3, 22, "/zkdt/2.htm.html"),
    "ahnu_list_p2.html": (0, 2, 3, 22, "/zkdt/1.htm.html"),
    "ahnu_list_p3.html": (0, 3, 3, 22, None),
    "cqjtu_yjszs_list.html": (7, 1, 1, 7, None),
    "tztvu_list_multi.html": (5, 1, 4, None, None),
    "coco_bupt_list.html": (0, 1, 1, 9, None),
    "ccnu_list_156pages.html": (10, 1, 156, 1558, "/xygk/xydt/155.htm"),
    "excerpt_xjtu_jwc_list.html": (8, 1, 623, None, "/jxxx/jxtz2/622.htm"),
    "excerpt_xmu_jwc_list.html": (1, 1, 51, None, "/tzgg/50.htm"),
    "excerpt_njau_aao_list.html": (1, 1, 83, 1654, "/tzgg/82.htm"),
}


def listing(html: str, url: str = URL) -> Listing:
    """Read a listing page of USST."""
    return extract_listing(parse(html, url, USST), USST)


@needs_pages
@pytest.mark.parametrize(
    "page", [page for page in real_pages() if page.kind == "listing"], ids=lambda page: page.file
)
def test_real_listings_list_what_was_counted(page: RealPage) -> None:
    """Items, page number, pages, promised items and the next page are those of the page."""
    site = site_of(page.url)
    read = extract_listing(parse(decode(page.read()), page.url, site), site)
    following = read.next_url and "/" + read.next_url.removeprefix(site.base_url)
    found = (len(read.items), read.page_number, read.total_pages, read.total_items, following)
    assert found == COUNTED[page.file]
    assert all(item.title and item.listed for item in read.items)
    assert {item.ref.id for item in read.items if item.ref} <= set(read.announced_ids) | {
        69592,
        6993,
    }


def test_items_are_those_of_the_list() -> None:
    """Menus, sidebars, comments and scripts' links are no items; the same link counts once."""
    html = (
        f"<div class='nav'>{A.format(1)}</div><div class='left'><div class='side'>{A.format(2)}</div>"
        f"</div><div class='main'><div class='hotNews'>{A.format(3)}</div><div class='list'><ul>"
        f"<li><a href='info/1023/4.htm'><img src=x></a>{A.format(4)}<span>2024-01-15</span>"
        "<a href='info/1023/4.htm'>more</a></li>"
        f"<!-- <li>{A.format(5)}</li> --><li><a href='javascript:void(0)'>no</a></li>"
        "<li><a href='content.jsp?urltype=news.NewsContentUrl&wbtreeid=1023&wbnewsid=6'>R...</a>"
        "[2024-01-14]</li><li><a href='https://mp.weixin.qq.com/s/a' title='E'>E</a></li>"
        f"</ul></div>{PAGER}</div><div class='foot'>{A.format(7)}</div>"
    )
    restricted = (
        "https://en.usst.edu.cn/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1023&wbnewsid=6"
    )
    assert listing(html).items == [
        Item(f"{INFO}4.htm", "T4", date(2024, 1, 15), ArticleRef(1023, 4), external=False),
        Item(restricted, "R...", date(2024, 1, 14), ArticleRef(1023, 6), external=False),
        Item("https://mp.weixin.qq.com/s/a", "E", None, None, external=True),
    ]


def test_an_empty_column_does_not_list_the_rest_of_the_page() -> None:
    """An empty list before the pager is the list."""
    html = f"<ul><li>{A.format(1)}</li></ul><div><ul></ul><div>{PAGER}</div></div>"
    assert listing(html).items == []


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='info/1023/4.htm'><div><p>01/15</p><span>2024</span></div><h3>T</h3><p>On 2020-02-02 it</p></a></li>",
        "<li><a href='info/1023/4.htm'>T</a><span>[2024年01月15日]</span></li>",
        "<li>[2024/01/15] <a href='info/1023/4.htm'>T</a>",
        "<tr><td><a href='info/1023/4.htm'>T</a></td><td>January 15, 2024</td></tr>",
        "<div><b>15</b><i>2024-01</i><a href='info/1023/4.htm' title='T'>T..</a></div>",
        "<li><a href='info/1023/4.htm'>T</a><em>发布时间：2024-01-15</em></li>",
    ],
)  # fmt: skip
def test_the_date_beside_an_item_is_read(row: str) -> None:
    """It may be split, labelled, bracketed, before or behind; a summary's dates do not count."""
    html = f"<table>{row}{row.replace('4.htm', '5.htm')}</table>{PAGER}"
    first = listing(html).items[0]
    assert (first.title, first.listed) == ("T", date(2024, 1, 15))


def test_a_title_with_a_date_is_no_date() -> None:
    """A date in the title, or one without a year, is not the item's."""
    rows = "<li><a href='info/1023/4.htm' title='Of 2024-01-15'>Of 2024-01-15</a>06-23</li>"
    assert listing(f"<ul>{rows}</ul>{PAGER}").items[0].listed is None


OLDER = (
    "<script>function a_gopage_fun(){_simple_list_gotopage_fun(3,'aGOPAGE',2)}</script><table><tr>"
    "<td id='fanye1'>共54条&nbsp;&nbsp;%s&nbsp;</td><td>%s</td></tr></table>"
)


@pytest.mark.parametrize(
    ("pager", "page", "told"),
    [
        (PAGER, "", ("News___Events/1.htm", 1, 2, None)),
        (PAGER.replace("<a href='News___Events/1.htm'>x</a>", "").replace("p_next", "p_next_d"), "", (None, 1, 2, None)),
        (OLDER % ("1/3", "<a class=Next href='News___Events/2.htm'>n</a><a class=Next href='News___Events/1.htm'>l</a>"), "", ("News___Events/2.htm", 1, 3, 54)),
        (OLDER % ("2/3", "<a class=Prev href='../News___Events.htm'>p</a><a class=Next href='1.htm'>n</a>"), "/2", ("News___Events/1.htm", 2, 3, 54)),
        (OLDER % ("3/3", "<a class=Prev href='2.htm'>p</a><span class=NextDisabled>n</span>"), "/1", (None, 3, 3, 54)),
        ("<script>_simple_list_gotopage_fun(3,'u1_goto',2)</script>", "", ("News___Events/2.htm", 1, 3, None)),
        ("<script>_simple_list_gotopage_fun(3,'u1_goto',2)</script>", "/2", ("News___Events/1.htm", 2, 3, None)),
        ("<script>_simple_list_gotopage_fun(3,'u1_goto',2)</script>", "/1", (None, 3, 3, None)),
        ("<script>_simple_list_gotopage_fun(1,'u1_goto',2)</script>", "", (None, 1, 1, None)),
        (PAGER.replace("href='News___Events/1.htm'", "href='javascript:;'"), "", (None, 1, 2, None)),
        (PAGER.replace("href='News___Events/1.htm'>x", "href='?PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=1023'>x"), "", ("News___Events.htm?PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=1023", 1, 2, None)),
    ],
)  # fmt: skip
def test_pagers_tell_where_a_listing_goes_on(
    pager: str, page: str, told: tuple[str | None, int, int, int | None]
) -> None:
    """Both families are read by class and position, and the CMS's own rule stands in for them."""
    html = "<script>_jsq_(1023,'/list.jsp',-1,1)</script>" + pager
    read = listing(html, f"https://en.usst.edu.cn/News___Events{page}.htm")
    following, *rest = told
    assert read.next_url == (following and f"https://en.usst.edu.cn/{following}")
    assert [read.page_number, read.total_pages, read.total_items] == rest


def test_a_dynamic_listing_counts_up() -> None:
    """`list.jsp` names the page in its query; where only the call is there, the next is made."""
    url = "https://en.usst.edu.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460"
    stamp = "<script>_jsq_(1460,'/list.jsp',-1,1);_simple_list_gotopage_fun(9,'u',1)</script>"
    read = listing(stamp, url)
    assert read.next_url is not None
    assert "PAGENUM=2" in read.next_url
    assert "wbtreeid=1460" in read.next_url
    third = listing(stamp + "<div class='pb_sys_common'>共80条 2/9</div>", read.next_url)
    assert third.next_url is not None
    assert "PAGENUM=3" in third.next_url
    assert (third.page_number, third.total_pages, third.total_items) == (2, 9, 80)


def test_the_counters_ids_are_those_of_the_list() -> None:
    """Of several calls, the one that names the items is the list's."""
    html = (
        "<script>_showDynClickBatch(['a','b','c'],[1,2,3],'wbnews',9)</script>"
        f"<ul><li>{A.format(4)}</li></ul>{PAGER}"
        "<script>_showDynClickBatch(['a','b'],[4, 99],\"wbnews\", 9)</script>"
    )
    assert listing(html).announced_ids == [4, 99]


def test_other_pages_list_the_articles_that_they_link() -> None:
    """A hub has no pager, but its articles may stand nowhere else; an article lists nothing."""
    html = f"<ul><li>{A.format(4)}<span>2024-01-15</span></li></ul><a href='https://h.cn/'>x</a>"
    assert [item.url for item in listing(html).items] == [f"{INFO}4.htm"]
    assert listing(html + "<form name='_newscontent_fromname'></form>") == Listing()


def test_menus_name_columns_and_nothing_else() -> None:
    """Articles, files, the home page, other sites, the body's and the pager's links are left out."""
    html = (
        "<div class='any'><a href='index.htm'>Home</a><a href='News___Events.htm' title='News & Events'>"
        "<img src=x></a><a href='News___Events.htm'>again</a><a href='#'>x</a>"
        "<a href='list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1522'>Dynamic</a><a href='a.pdf'>x</a>"
        "<a href='info/1023/1.htm'>x</a><a href='https://h.cn/x.htm'>x</a><a href='search.jsp'>x</a>"
        "<a href='javascript:void(0)'>x</a><a href='Research/Discipline.htm'> Discipline </a></div>"
        f"<div class='v_news_content'><a href='body.htm'>x</a></div>{PAGER}"
    )
    assert [tuple(link) for link in menu_links(parse(html, URL, USST), USST)] == [
        (URL, "News & Events"),
        ("https://en.usst.edu.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1522", "Dynamic"),
        ("https://en.usst.edu.cn/Research/Discipline.htm", "Discipline"),
    ]


def test_rows_are_found_by_their_numbers_where_the_pager_says_nothing() -> None:
    """The CMS numbers the rows of a list; with no pager element, these are the list."""
    site = VSB.at("https://h.cn/")
    html = (
        "<script>_simple_list_gotopage_fun(1,'u',2)</script>"
        f"<a href='info/1/1.htm'>x</a><ul><li id='line_u9_0'>{A.format(4)}</li></ul>"
    )
    read = extract_listing(parse(html, "https://h.cn/tzgg.htm", site), site)
    assert [item.url for item in read.items] == ["https://h.cn/info/1023/4.htm"]
