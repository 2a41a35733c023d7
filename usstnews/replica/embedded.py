"""Bodies that lead elsewhere: links and files, or a PDF or video and no text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from usstnews.replica.blocks import BASE, Block, File, Inline, Link, paragraph, say, tidy
from usstnews.replica.media import PDFS, VIDEOS, medium
from usstnews.replica.needs import at_once, later

if TYPE_CHECKING:
    from usstnews.replica.prose import Prose

__all__ = ["bound", "filmed", "linked"]


def anchor(href: str, url: str, text: str) -> Inline:
    """Write a link: `href` as published, `url` what it means."""
    words = say(text).html
    link = Link(url, tidy(text)) if url.startswith(("http", BASE)) else None
    return Inline(
        f'<a href="{href}" target="_blank">{words}</a>',
        text,
        f'<a href="{url}">{words}</a>',
        link=link,
    )


def enclosure(href: str, url: str, text: str) -> Inline:
    """Write a link to a file."""
    shown = anchor(href, url, text)
    return Inline(shown.published, shown.text, shown.html, file=File(url, tidy(text)))


def linked(prose: Prose) -> list[Block]:
    """Write links to pages, to a file and to a mailbox."""
    first, second = prose.paragraphs(2)
    report = f"{medium('pdf', prose.rng.randrange(PDFS)).path}?e=.pdf"
    programme = prose.fill("Programme of the {event}.pdf")
    abroad, mailbox = "https://www.usst.edu.cn/", "mailto:news@usst.example"
    home = "/About_USST2/Introduction.htm"
    return [
        paragraph(first, " See ", anchor(abroad, abroad, "the main site"), "."),
        paragraph("More about", anchor(home, BASE + home, " the  university"), "."),
        replace(
            paragraph("Download: ", enclosure(report, BASE + report, programme)),
            needs=later(report),
        ),
        paragraph("Questions go to ", anchor(mailbox, mailbox, "news@usst.example"), "."),
        paragraph(second),
    ]


def bound(prose: Prose) -> list[Block]:
    """Show a PDF, and no text."""
    path, cover = medium("pdf", prose.rng.randrange(PDFS)).path, medium("png", 0).path
    return [
        Block(
            f'<p style="text-indent: 0px;">\n <script>var vsb_pdf_image_data = ["{cover}"];'
            f'showVsbpdfIframe("{path}","100%","600","0","border: 1px solid rgb(221, 221, 221);",'
            "vsb_pdf_image_data);</script></p>\n<p></p>",
            "",
            "<p></p><p></p>",
            files=(File(BASE + path, None),),
            needs=at_once(path) + later(cover),
        )
    ]


def filmed(prose: Prose) -> list[Block]:
    """Show a video, and no text."""
    path = f"{medium('mp4', prose.rng.randrange(VIDEOS)).path}?e=.mp4"
    return [
        Block(
            f'<p style="text-align:center">\n <script name="_videourl" vurl="{path}" vwidth="800" '
            'vheight="600" rand="null" align="" vsbhrefname="vurl" style="float:none">'
            f'showVsbVideo("{path}","height=\\"600\\"","width=\\"800\\"","","float:none","false");'
            "</script></p>",
            "",
            "<p></p>",
            videos=(BASE + path,),
            needs=at_once(path),
        )
    ]
