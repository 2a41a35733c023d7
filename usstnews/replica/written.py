"""Bodies of words alone: tables, lists, letters, and what pasting does to text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.blocks import (
    Block,
    Inline,
    gap,
    headline,
    hidden,
    items,
    newline,
    paragraph,
    say,
    styled,
    table,
)

if TYPE_CHECKING:
    from usstnews.replica.prose import Prose

__all__ = ["concealed", "interview", "letter", "listed", "seams", "tabled", "word"]


def tabled(prose: Prose) -> list[Block]:
    """Write a table as pasted from Word."""
    first, last = prose.paragraphs(2)
    rows = [("No.", "Team", "Points\xa0(of  500)")]
    rows += [(str(rank), prose.fill("{school}"), prose.fill("{many}")) for rank in range(1, 6)]
    return [
        paragraph(first, attributes=' class="vsbcontent_start"'),
        table(rows, prose.fill("Results of the {event}")),
        gap(),
        paragraph(last),
    ]


def listed(prose: Prose) -> list[Block]:
    """Write sub-headings, lists and a quotation."""
    first, second, third = prose.paragraphs(3)
    quoted = say(third)
    return [
        paragraph(first),
        headline(prose.fill("What the {event} offers"), 3),
        items([prose.fill("{some} \xa0\xa0\xa0 {crowd} of the {school}") for _ in range(4)]),
        paragraph(second),
        headline("How to take part", 4),
        items(prose.sentences(3), tag="ol"),
        Block(
            f"<blockquote><p>{quoted.published}</p></blockquote>",
            third,
            f"<blockquote><p>{quoted.html}</p></blockquote>",
        ),
    ]


def concealed(prose: Prose) -> list[Block]:
    """Write text with hidden runs in it, as pasting from a chat program leaves them."""
    first, second = prose.paragraphs(2)
    return [
        paragraph(hidden("\u200d\ufeff"), first, hidden("copied from the editor")),
        Block('<p style="display:none">An earlier wording of the second paragraph.</p>'),
        Block("<!-- <p>A paragraph taken out by the editor.</p> -->"),
        Block("<style>.v_news_content p { text-indent: 2em }</style>"),
        paragraph(second[:12], hidden("\u200d"), second[12:]),
        paragraph(hidden("\u200d"), newline()),
    ]


def word(prose: Prose) -> list[Block]:
    """Write paragraphs as pasted from Word."""
    mso = ' class="MsoNormal" style="margin:0cm 0cm 0pt;mso-line-height-rule:exactly"'
    blocks = []
    for text in prose.paragraphs(4):
        markup = say(text).published
        blocks += [
            Block(
                f'<p{mso}><span lang="EN-US" style="font-family:&quot;Times New Roman&quot;">'
                f"<span>{markup}</span><o:p></o:p></span></p>",
                text,
                f"<p>{markup}</p>",
            ),
            Block(f"<p{mso}><o:p>&nbsp;</o:p></p>", "", "<p>&nbsp;</p>"),
        ]
    blocks.append(Block("<p><br></p>", "", "<p><br></p>"))
    closing = prose.fill("Reported\u200b by the {office}")
    blocks.append(paragraph(styled(closing, "font"), attributes=mso))
    return blocks


def seams(prose: Prose) -> list[Block]:
    """Write text with blanks missing at the edges of tags, doubled, or not breaking."""
    first, second, third = prose.paragraphs(3)
    wrapped = say(third).published.replace(". ", ".\n")
    return [
        paragraph(
            "Vice president of USST",
            styled(prose.person(), "strong"),
            " spoke of the ",
            styled("“Song of USST”", "em"),
            "and of",
            styled(" the   town", "span"),
            ".",
        ),
        paragraph(first.replace(" the ", "  the\xa0"), newline(), second.replace(" of ", " of  ")),
        paragraph("Around 40300", styled("clicks", "u"), f"came from {prose.person()}’s page."),
        paragraph(Inline(wrapped, third, wrapped), attributes=' class="vsbcontent_end"'),
        paragraph("It is 3,200㎡ — or 0.32\xa0ha (CO", styled("2", "sub"), "-neutral) ......"),
        paragraph('“Schön war’s", wrote a guest.', tag="div"),
    ]


def interview(prose: Prose) -> list[Block]:
    """Write questions and answers."""
    blocks = [paragraph(prose.paragraphs(1)[0])]
    for question, answer in zip(prose.sentences(4), prose.paragraphs(4), strict=True):
        blocks += [
            paragraph(styled("Interviewer:", "strong"), f" Is it true? {question}"),
            paragraph(styled("Head Coach:", "strong"), answer),
        ]
    return blocks


def letter(prose: Prose) -> list[Block]:
    """Write a letter."""
    office = prose.fill("{rank} of the {school}")
    return [
        paragraph("Dear new USSTers,"),
        *map(paragraph, prose.paragraphs(4)),
        paragraph("Yours,", newline(), prose.person(), newline(), office),
    ]
