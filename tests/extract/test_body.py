"""What a body says and shows: text, captions, media, sanitised HTML."""
# ruff: noqa: E501  (a page in one line reads better than in three)

from __future__ import annotations

import pytest
from bodies import CENTRED, HOST, read

from usstnews.extract import extract_article
from usstnews.items import File, Image, Link, Video


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<p>One<br> &nbsp;<br>two</p>", "One\n\ntwo"),
        ("<p>Vice president of USST<strong>Zhang Hua</strong></p>", "Vice president of USSTZhang Hua"),
        ("<p>One\n  line</p>\n<p>\n</p><p><br></p><p>&nbsp;</p>", "One line"),
        ("<h3>Head</h3>Bare<div>Block</div>tail<blockquote>Said</blockquote>", "Head\n\nBare\n\nBlock\n\ntail\n\nSaid"),
        ("<p>Before</p><ul><li>A</li><li><p>B</p><ol><li>C</li></ol></li></ul>After", "Before\n\nA\nB\nC\n\nAfter"),
        ("<pre>One\n  two</pre>", "One\ntwo"),
        ("<table><tr><th>No.</th><th>Team</th></tr><tr><td><p>1</p></td><td>USST</td></tr></table>", "No.\tTeam\n1\tUSST"),
        ("<table><tbody><tr><td>1<br>a</td><td></td><td>2</td></tr></tbody></table>", "1 a\t\t2"),
        ("<table><tr><td><p>A</p><p>B</p></td><td>C</td></tr></table>", "A\n\nB\n\nC"),
        ("<table><tr><td>Y</td><td>Z</td></tr><tr><td><p>A</p><p>B</p></td></tr></table>", "Y\tZ\n\nA\n\nB"),
        ("<table><tr><td><table><tr><td>A</td><td>B</td></tr></table></td></tr></table>", "A\tB"),
        ("<p>Shown<span style='display:none'>not</span></p><p hidden>not</p>", "Shown"),
        ("<p style='visibility: hidden'>not</p><p>Shown<!-- not --></p>", "Shown"),
        ("<p>Shown<script>not()</script><style>not</style></p>", "Shown"),
        ("<p>A<iframe>not</iframe><video>not</video>B</p>", "AB"),
        ("<p style='backface-visibility:hidden'>Shown</p>", "Shown"),
        ("<p style='color: red; display:none'>not</p><p style='DISPLAY : none'>not</p>", ""),
        ("<div style='visibility:hidden'><p style='visibility: visible'>Shown</p></div>", "Shown"),
        ("<table><tr><td rowspan=2>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A\tB\n\tC"),
        ("<table><tr><td rowspan=3>A</td><td>B</td><td rowspan=2>C</td></tr><tr><td>D</td></tr><tr><td>E</td><td>F</td></tr></table>", "A\tB\tC\n\tD\n\tE\tF"),
        ("<table><tr><td>A</td><td colspan=2>B</td><td>C</td></tr><tr><td>D</td><td>E</td><td>F</td><td>G</td></tr></table>", "A\tB\t\tC\nD\tE\tF\tG"),
        ("<table><tr><td colspan=99999>A</td></tr><tr><td rowspan=x>B</td></tr></table>", "A\nB"),
    ],
)  # fmt: skip
def test_text_reads_as_the_page_shows_it(body: str, text: str) -> None:
    """Blocks, lines, lists and tables come out in the contract's form, and nothing hidden does."""
    assert read(body).text == text


def test_all_parts_of_a_paginated_article_are_its_text() -> None:
    """Parts that the CMS's own script hides are read; its page numbers are not."""
    article = read(
        "<div id='contenta71'><p>One</p></div><div id='contenta72' style='display:none'><p>Two</p>"
        "</div><div id='other' style='display:none'>not</div><div id='contenta7'>"
        "<span onclick=\"seeContenta7('contenta7','1','contenta72')\">2</span></div>"
        "<script>function seeContenta7(a,b,c){}</script>"
    )
    assert article.text == "One\n\nTwo"


def test_nested_bodies_are_read_once_and_without_furniture() -> None:
    """Attachments, vote and neighbours within the outer body are not its text."""
    article = read(
        "<div id='vsb_content_4'><div class='v_news_content'><p>Text</p></div></div>"
        "<div id='div_vote_id'>Vote</div>"
        "<p><UL><li>附件【<a href='/system/_content/download.jsp?wbfileid=7'>a.docx</a>】已下载"
        "<span id='nattach7'></span>次</li></UL></p>"
        "<dl><dd>上一条：<a href='1.htm'>A</a> 下一条：<a href='2.htm'>B</a></dd></dl>"
        "<p>【<a href='javascript:window.close()'>关闭</a>】</p>"
    )
    assert (article.text, article.html, article.links) == (
        "Text",
        "<div><div><p>Text</p></div></div>",
        [],
    )
    assert article.files == [File(f"{HOST}/system/_content/download.jsp?wbfileid=7", "a.docx")]


def test_furniture_is_told_without_the_vote() -> None:
    """Rows of the CMS are recognised one by one where no vote ends the content."""
    article = read(
        "<p>Text. Next: <a href='https://h.cn/'>more</a></p>"
        "<ul><li>附件【<a href='/system/_content/download.jsp?wbfileid=7'>a.docx</a>】</li></ul>"
        "<p>下一条：<a href='2.htm'>B</a></p><p>【<a href='javascript:close()'>关闭</a>】</p>"
    )
    assert article.text == "Text. Next: more"
    assert [file.name for file in article.files] == ["a.docx"]


IMG = "<img src='a.png'>"


@pytest.mark.parametrize(
    ("body", "captions", "text"),
    [
        (f"<p {CENTRED}>{IMG}</p><p {CENTRED}>Seen</p><p>Text</p>", ["Seen"], "Text"),
        (f"<p>{IMG}</p>\n<p align=center>Seen</p>", ["Seen"], ""),
        (f"<p class='vsbcontent_img'>{IMG}</p><p class='vsbcontent_img'>Text</p>", [None], "Text"),
        (f"<p>{IMG}</p><p {CENTRED}><b>A sub-head</b></p>", [None], "A sub-head"),
        (f"<p {CENTRED}>{IMG}{'Told ' * 16}.</p>", [None], "Told " * 16 + "."),
        (f"<div {CENTRED}>{IMG}</div>\n<script>x</script><div {CENTRED}>Seen</div>", ["Seen"], ""),
        (f"<div {CENTRED}><p>{IMG}</p><p>Seen</p></div><p>Text</p>", ["Seen"], "Text"),
        (f"<div {CENTRED}><p>{IMG}</p><p>One</p><p>Two</p></div>", [None], "One\n\nTwo"),
        (
            (
                f"<table><tr><td>{IMG}</td><td>{IMG}</td></tr>"
                "<tr><td align=center>A</td><td align=center>B</td></tr></table>"
            ),
            ["A", "B"],
            "",
        ),
        (f"<table><tr><td>{IMG}</td></tr><tr><td>A</td><td>B</td></tr></table>", [None], "A\tB"),
        (f"<figure><figcaption>Seen</figcaption>{IMG}</figure>Text", ["Seen"], "Text"),
        (f"<p>{IMG}</p><p>A sub-head</p>", [None], "A sub-head"),
        (f"<p>{IMG}</p><p><br></p><p {CENTRED}>* * *</p>", [None], "* * *"),
        (f"<p {CENTRED}>{IMG}{IMG}</p><p {CENTRED}>Both</p>", [None, "Both"], ""),
        (f"<p {CENTRED}>{IMG}<br>One{IMG}<br><b>Two</b> of it</p>", ["One", "Two of it"], ""),
        (f"<p {CENTRED}>Before{IMG}Seen</p>", ["Seen"], "Before"),
        (f"<p class='vsbcontent_img'>{IMG}Seen</p>", ["Seen"], ""),
        (f"<p>Text{IMG}and more</p>", [None], "Textand more"),
        (f"<figure>{IMG}<figcaption>Seen</figcaption></figure>Text", ["Seen"], "Text"),
        (
            f"<p {CENTRED}>{IMG}</p><p {CENTRED}>{'Told. ' * 40}</p>",
            [None],
            "Told. " * 39 + "Told.",
        ),
        (f"<p {CENTRED}>{IMG}</p><p {CENTRED}>{IMG}</p><p {CENTRED}>Seen</p>", [None, "Seen"], ""),
        (f"<p {CENTRED}>{IMG}</p><p {CENTRED} hidden>Not</p>", [None], ""),
        (f"<p {CENTRED}>Only centred</p>", [], "Only centred"),
    ],
)
def test_captions_are_centred_below_their_image(
    body: str, captions: list[str | None], text: str
) -> None:
    """A caption goes to the image directly before it, and out of the text; a bare line does not."""
    article = read(body)
    assert [image.caption for image in article.images] == captions
    assert article.text == text


def test_images_have_the_address_that_shows_them() -> None:
    """Lazy images are found, icons and embedded data are none, and the MD5 is as stated."""
    local = "/__local/8/2D/02/FC81249B9542AD2196AE37C97FA_9A6586AB_17DFD.png?e=.png"
    article = read(
        f"<img src='https://cdn.example{local}' alt=' A  view '><img src='' data-original='b.png'>"
        "<img src='/images/loading.gif' data-src='/c.png'><img src='data:image/png;base64,AA'>"
        "<img src='/system/resource/images/fileTypeImages/icon_doc.gif'><img src='file:///C:/x.png'>"
        "<img src='../../images/loading-bay.png'><p hidden><img src='no.png'></p>"
        "<img src='dot.gif' width=1 height=1><img src='dot.gif' width=0 height=0>"
    )
    assert article.images == [
        Image(f"https://cdn.example{local}", "A view", None, "82D02FC81249B9542AD2196AE37C97FA"),
        Image(f"{HOST}/info/1023/b.png"),
        Image(f"{HOST}/c.png"),
        Image(f"{HOST}/images/loading-bay.png"),
    ]


def test_styles_for_words_hide_no_media() -> None:
    """A picture has its own size, and what a script shows is shown, however it is styled."""
    article = read(
        "<img src='a.png' style='font-size:0'><img src='b.png' style='visibility:hidden'>"
        "<script style='display:none'>showVsbVideo('/a.mp4')</script>"
    )
    assert [image.url for image in article.images] == [f"{HOST}/info/1023/a.png"]
    assert article.videos == [Video(f"{HOST}/a.mp4")]


def test_files_are_linked_shown_and_attached() -> None:
    """Linked files have names, embedded PDFs have none, and none of them is a link."""
    viewer = (
        "/system/resource/pdfjs/viewer.html?file=%2Fvirtual_attach_file.vsb%3Fafc%3D1%26e%3D.pdf"
    )
    article = read(
        "<p><a href='/__local/a.pdf?e=.pdf'>Programme</a> <a href='/list.htm'>List</a></p>"
        '<script>var d=["/__local/x.jpg"];showVsbpdfIframe("/__local/b.pdf","100%",d);</script>'
        f"<iframe src={viewer}></iframe><embed src='c.pdf'><object data='/d.pdf'></object>"
        "<iframe src='https://player.example/1.html'></iframe>",
        "<ul><li>附件【<a href='/system/_content/download.jsp?a=1&amp;wbfileid=7'>e.docx</a>】</li></ul>",
    )
    assert article.files == [
        File(f"{HOST}/__local/a.pdf?e=.pdf", "Programme"),
        File(f"{HOST}/__local/b.pdf"),
        File(f"{HOST}/virtual_attach_file.vsb?afc=1&e=.pdf"),
        File(f"{HOST}/info/1023/c.pdf"),
        File(f"{HOST}/d.pdf"),
        File(f"{HOST}/system/_content/download.jsp?a=1&wbfileid=7", "e.docx"),
    ]
    assert article.links == [Link(f"{HOST}/list.htm", "List")]


def test_videos_are_found_once() -> None:
    """The CMS names a video twice in one script; HTML's own elements count too."""
    article = read(
        "<script name='_videourl' vurl='/a.mp4?e=.mp4'>showVsbVideo(\"/a.mp4?e=.mp4\",\"\");</script>"
        "<video src=b.mp4></video><video><source src='/c.mp4'></video>"
        "<audio><source src='/d.mp3'></audio>"
    )
    assert article.videos == [
        Video(f"{HOST}/a.mp4?e=.mp4"),
        Video(f"{HOST}/info/1023/b.mp4"),
        Video(f"{HOST}/c.mp4"),
    ]
    assert article.text == ""


def test_links_lead_to_pages() -> None:
    """Anchors, scripts and mailboxes are no links."""
    article = read(
        "<a href='#top'>Top</a><a href='javascript:void(0)'>No</a><a href='mailto:a@b.cn'>Mail</a>"
        "<a>None</a><a href='https://h.cn/x?a=1&amp;b=2'>Out<script>no</script></a>"
    )
    assert article.links == [Link("https://h.cn/x?a=1&b=2", "Out")]


def test_html_keeps_what_a_reader_may_trust() -> None:
    """Other tags are unwrapped, attributes dropped, addresses absolute, the hidden gone."""
    article = read(
        "<p class=x onclick='no()'>A <font>B</font> <a href='1.htm' target=_blank>C</a> "
        "<a href='javascript:no()'>D</a> <a href='mailto:a@b.cn'>E</a></p><script>no()</script>"
        "<p hidden>no</p>tail<!-- no --><img title=no alt=Y data-src='/b.png' src=''>"
        "<table><tr><td colspan=2 width=9>F</td></tr></table>"
    )
    assert article.html == (
        f'<p>A B <a href="{HOST}/info/1023/1.htm">C</a> <a>D</a> <a href="mailto:a@b.cn">E</a></p>'
        f'tail<img src="{HOST}/b.png" alt="Y">'
        '<table><tbody><tr><td colspan="2">F</td></tr></tbody></table>'
    )


def test_the_alt_of_an_image_is_cleaned_alike_in_both_places() -> None:
    """C1 controls are what Windows meant by them, as in all other words."""
    article = read("<img src=a.png alt='People\x92s\u200b view'>")
    assert article.images[0].alt == "People’s view"
    assert 'alt="People’s view"' in article.html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<section>A</section><section>B</section>", "<div>A</div><div>B</div>"),
        ("<center>A</center><dl><dt>B</dt><dd>C</dd></dl>", "<div>A</div><dl><dt>B</dt><dd>C</dd></dl>"),
        ("<p>A<button>no</button><select><option>no</select></p>", "<p>A</p>"),
        ("<p>A\u202eB</p><p>People\u00e2\u20ac\u2122s 40 m\u00c2\u00b2</p>\u200b", "<p>AB</p><p>People’s 40 m²</p>\u200b"),
        (f"<p>A<img src='{HOST}/dot.gif' width=1 height=1>B</p>", "<p>AB</p>"),
    ],
)  # fmt: skip
def test_html_joins_no_blocks(body: str, html: str) -> None:
    """Blocks of other names stay blocks, what no reader reads goes, and mojibake is undone."""
    assert read(body).html == html


def test_downloads_of_the_page_are_no_attachments_of_a_body_without_a_form() -> None:
    """There only the CMS's label tells an attachment from a sidebar's download."""
    page = (
        "<script>_jsq_(1023,'/content.jsp',2065,1)</script><div class='v_news_content'>Text</div>"
        "<ul><li>附件【<a href='/download.jsp?a'>a.docx</a>】</li></ul>"
        "<div><a href='/download.jsp?b'>Brochure</a></div>"
    )
    article = extract_article(page, f"{HOST}/info/1023/2065.htm")
    assert article.files == [File(f"{HOST}/download.jsp?a", "a.docx")]


def test_words_are_parted_where_lines_end() -> None:
    """Names of links and files have a blank at line breaks, and nothing hidden."""
    article = read(
        "<a href='/x.htm'><div>30</div><div>May</div></a>"
        "<a href='/a.pdf'>The<br>programme<span hidden>no</span></a>"
    )
    assert [link.text for link in article.links] == ["30 May"]
    assert [file.name for file in article.files] == ["The programme"]


def test_an_article_may_have_no_body() -> None:
    """An article of attachments alone has no text, and is one."""
    article = extract_article(
        "<form name='_newscontent_fromname'><h1>Title</h1>"
        "<a href='/system/_content/download.jsp?wbfileid=7'>a.pdf</a></form>",
        f"{HOST}/info/1023/2065.htm",
    )
    assert (article.text, article.html, article.images) == ("", "", [])
    assert [file.name for file in article.files] == ["a.pdf"]
