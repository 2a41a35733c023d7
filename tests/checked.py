"""The pages whose articles were checked by eye, and what each of them is here for."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pytest
from real import PAGES, SEED, SITE, real_pages

from usstnews.extract import decode
from usstnews.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

USST = "https://en.usst.edu.cn/"
SZ1CZ = "https://sz1cz.gusuedu.cn/"

OF_SZ1CZ = {
    "1219/5991": "the longest, 138 paragraphs",
    "1149/4041": "long, bold sub-heads",
    "1236/8281": "long, speech and dashes, signed",
    "1159/4511": "questions in brackets",
    "1219/5911": "60 empty anchors amid the words",
    "1255/8961": "three characters",
    "1105/9071": "a telephone number, no neighbours",
    "1106/9081": "a mailbox that is no link",
    "1067/3021": "one line, published twelve years before the others",
    "1027/1080": "one paragraph",
    "1222/7631": "a name for a title",
    "1222/7481": "twelve pictures and not a word",
    "1155/4361": "bare lines among pictures",
    "1156/4391": "a bare line below each of eleven pictures",
    "1155/4351": "nine pictures below the words",
    "1157/4401": "a title of two halves, seven pictures",
    "1231/7991": "pictures without files, the title again below them",
    "1064/11132": "styled spans around a picture",
    "1217/8631": "a picture above a bold name",
    "1188/5251": "a table of one row, a picture",
    "1189/5291": "pictures between words and a table",
    "1065/2491": "a table amid an article, cells that reach down",
    "1088/3071": "a timetable, four lines in a cell",
    "1089/3081": "two tables, cells that reach down over six rows",
    "1089/3091": "a form: 57 underlined words, cells of several lines",
    "1190/5391": "three tables, one with cells of several lines",
    "1196/5561": "a title of three sentences; a row that is one cell of prose",
    "1227/7141": "a table whose last cell has two paragraphs",
    "1235/8231": "a form of wide and high cells, most of them empty",
    "1144/3841": "five small tables",
    "1083/8801": "a table whose first row is no head, with empty rows",
    "1232/8131": "two lists of sums as tables",
    "1245/8871": "titles of books in two columns",
    "1151/4091": "a map, and a table of long cells",
    "1064/10722": "755 spans, hidden ones among them; words laid out in three tables",
    "1249/8931": "the same words of another year, without the spans",
    "3032/10692": "a column that has no page of its own",
    "1065/10802": "a table of prices, cells that reach down",
    "1065/10912": "two tables of prices",
    "1065/10822": "a table of one column with five lines",
    "1104/3141": "lists, and lines broken within paragraphs",
    "1182/4951": "preformatted text in a table of one cell",
    "1202/5671": "seven preformatted paragraphs, three pictures",
    "1068/1741": "an anchor around a heading",
}
OF_THE_REPLICA = {
    "1023/1270": "sub-heads; a date line in three elements",
    "1178/1272": "a figure with its caption",
    "1061/1275": "lists; a unit before the author, on lines of its own",
    "1023/1300": "links, a mailbox, a file, attachments",
    "1023/1329": "GBK; seams between words",
    "1023/1337": "pictures that a script loads, two with captions",
    "1023/1363": "a table; two containers, attachments in the outer one",
    "1061/1395": "a PDF and no words",
    "1023/1409": "a video and no words, related articles",
    "1061/1428": "hidden words and hidden pictures",
    "1023/1438": "captions above a line of asterisks; related articles",
    "1023/1448": "pasted from a word processor; a broken date line",
}


class Checked(NamedTuple):
    """A page with the name of its golden file; `load` gives its HTML."""

    name: str
    url: str
    at: Path | None
    load: Callable[[], str]


def checked() -> Iterator[Checked]:
    """List the pages, also those that are not at hand."""
    yield Checked("usst/seed", f"{USST}info/1023/2890.htm", SEED, seed_page)
    for name in OF_SZ1CZ:
        file = SITE / "info" / f"{name}.htm"
        url = f"{SZ1CZ}info/{name}.htm"
        yield Checked(f"sz1cz/{dashed(name)}", url, file, partial(decoded, file))
    for page in real_pages():
        if page.kind == "article":
            name = f"pages/{page.file.removesuffix('.html')}"
            yield Checked(name, page.url, PAGES, partial(decoded, PAGES / page.file))
    for name in OF_THE_REPLICA:
        url = f"{USST}info/{name}.htm"
        yield Checked(f"replica/{dashed(name)}", url, None, partial(replica_page, url))


def dashed(name: str) -> str:
    """Name a file after column and id."""
    return name.replace("/", "-")


def html_of(page: Checked) -> str:
    """Load a page; skip the test where it is not at hand."""
    if page.at is not None and not page.at.exists():
        pytest.skip(f"no real page at {page.at}")
    return page.load()


def decoded(file: Path) -> str:
    """Read a saved page."""
    return decode(file.read_bytes())


def replica_page(url: str) -> str:
    """Take a page of the replica as a visitor of the site would get it."""
    answer = Replica(articles=60, seed=1).answer("/" + url.removeprefix(USST), USST)
    return decode(answer.body, answer.content_type)


def seed_page() -> str:
    """Lay the text of an article of en.usst.edu.cn into the markup of its CMS."""
    crumbs, title, day, *rest = (line for line in SEED.read_text("utf-8").split("\n") if line)
    body, tail = rest[: rest.index("Related articles")], rest[rest.index("Related articles") :]
    home, column, content = crumbs.split(" · ")
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<title>{escape(title)}-USST</title><meta name="pageType" content="3">
<META Name="keywords" Content="USST,{escape(column)},{escape(title)}" />
<!--Announced by Visual SiteBuilder 9-->
<script type="text/javascript">_jsq_(1023,'/content.jsp',2890,1000000000)</script></head><body>
<div class="nav"><ul><li><a href="../../index.htm">Home</a></li></ul></div>
<div class="position"><a href="../../index.htm">{home}</a> ·
<a href="../../News___Events.htm">{escape(column)}</a> · {content}</div>
<form name="_newscontent_fromname"><h2>{escape(title)}</h2><p class="date">{day}</p>
<div id="vsb_content"><div class="v_news_content">
{"".join(f"<p>{escape(paragraph)}</p>" for paragraph in body)}
</div></div><div id="div_vote_id"></div></form>
<div><h3>{tail[0]}</h3><ul></ul></div><div><h3>{tail[1]}</h3><a href="#">WeChat</a></div>
</body></html>"""
