"""A small reader of article pages, by the rules of the contract and no code of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import lxml.html

if TYPE_CHECKING:
    from collections.abc import Callable

HOOKS = (".v_news_content", "[id^=vsb_content]", ".rich-text")
BREAK = "\ue00f"
BLOCKS = {
    "p", "div", "h3", "h4", "ul", "ol", "table", "blockquote", "figure", "figcaption",
}  # fmt: skip


class Reading:
    """One article page, read by the rules of the contract."""

    def __init__(self, markup: str, url: str) -> None:
        self.url = url
        self.tree = lxml.html.document_fromstring(re.sub(r"<meta[^>]*charset[^>]*>", "", markup))
        self.body = next(found[0] for hook in HOOKS if (found := self.tree.cssselect(hook)))
        self.scripts = [script.text or "" for script in self.body.iter("script")]
        for attached in self.body.xpath(".//*[li[contains(., '附件')]] | .//*[@class='pnext']"):
            attached.drop_tree()
        for hidden in self.body.xpath(
            ".//*[contains(@style, 'display: none') or contains(@style, 'display:none')]"
            " | .//script | .//style | .//comment()"
        ):
            hidden.drop_tree()
        self.images = [self.image(tag) for tag in self.body.iter("img")]
        self.links = [
            (urljoin(url, tag.get("href")), squeeze(tag.text_content()))
            for tag in self.body.iter("a")
        ]
        self.text = "\n\n".join(self.paragraphs(self.body))

    def image(self, tag: Any) -> dict[str, Any]:
        """Read an image, and take its caption out of the text."""
        holder, caption = tag.getparent(), None
        centred = r"text-align:\s*center|\bcenter\b|vsbcontent_img"
        said = " ".join([holder.get("style", ""), holder.get("class", ""), holder.get("align", "")])
        words = "".join(holder.itertext()).strip()
        if holder.tag == "figure" or (words and re.search(centred, said)):
            caption = words
            for rest in holder.xpath("./figcaption | ./br"):
                rest.drop_tree()
            for child in holder:
                child.tail = None
        elif not words and tag.getnext() is None:
            after = holder.getnext()
            style = after.get("style", "") + after.get("align", "") if after is not None else ""
            if after is not None and "center" in style and not after.findall(".//img"):
                caption = after.text_content()
                after.drop_tree()
        shown = "" if "blank.gif" in tag.get("src") else tag.get("src")
        late = (tag.get(name) for name in ("data-original", "data-src", "orisrc"))
        url = urljoin(self.url, shown or next(filter(None, late)))
        digest = "".join(url.split("/__local/")[1].split("_")[0].split("/"))
        return {
            "url": url,
            "alt": tag.get("alt"),
            "caption": caption and squeeze(caption),
            "md5": digest,
        }

    def paragraphs(self, element: Any) -> list[str]:
        """Read blocks in turn, each with its lines."""
        if element.tag == "table":
            rows = [
                "\t".join(squeeze(cell.text_content()) for cell in row.iter("td"))
                for row in element.iter("tr")
            ]
            return ["\n".join(rows)]
        if element.tag in {"ul", "ol"}:
            return ["\n".join(squeeze(line.text_content()) for line in element.iter("li"))]
        if any(child.tag in BLOCKS for child in element):
            return [part for child in element for part in self.paragraphs(child)]
        for line in element.iter("br"):
            line.tail = BREAK + (line.tail or "")
        lines = [squeeze(line) for line in element.text_content().split(BREAK)]
        words = "\n".join(lines).strip()
        return [words] if words else []


def squeeze(text: str) -> str:
    """Bring a text on one line with single blanks."""
    return " ".join(re.sub("[\u200b\u200d\ufeff]", "", text).split())


def read(visit: Callable[..., Any], url: str) -> Reading:
    """Fetch and read an article page."""
    return Reading(visit(url).text, url)
