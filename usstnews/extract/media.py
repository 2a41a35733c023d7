"""What a body shows besides words: images, files, videos, links."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from usstnews.extract.select import find, visible, words
from usstnews.items import File, Image, Link, Video
from usstnews.text.digest import local_digest

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.captions import Captions
    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

__all__ = [
    "embedded",
    "find_files",
    "find_images",
    "find_links",
    "find_videos",
    "image_source",
    "is_file",
    "local_digest",
    "shown",
]

# Where a script finds the image when it comes into view; `orisrc` is the CMS's own.
LAZY = (
    "data-imgsrc",
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-url",
    "orisrc",
)
PLACEHOLDER = re.compile(
    r"^\s*$|^\s*(?:data:|about:|javascript:|#)"
    r"|(?:^|/)(?:loading|blank|placeholder|lazy|lazyload|grey|gray|pixel|spacer|transparent|1x1)\.(?:gif|png|jpe?g|svg)",
    re.IGNORECASE,
)
ICON = "fileTypeImages/"  # the CMS's pictures of file types, beside attachments
STORED = re.compile(r"/__local/|/_mediafile/|/virtual_attach_file\.vsb|download\.jsp")
DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|rtf|wps|et|dps|odt|ods|zip|rar|7z|gz|mp3|mp4|mov|avi|wmv|flv"
    r"|jpe?g|png|gif|bmp|webp)$",
    re.IGNORECASE,
)
FRAMES = frozenset({"iframe", "embed", "object"})
SHOWN_PDF = re.compile(r"showVsbpdfIframe\(\s*[\"']([^\"']+)")
SHOWN_VIDEO = re.compile(r"showVsbVideo\(\s*[\"']([^\"']+)")
ATTACHED = re.compile(r"附件[^【】]{0,9}【?\s*$")
LISTED = re.compile(r"附件(?:下载|列表)?[:：]?|(?:attachments?|downloads?):?", re.IGNORECASE)
HIGHEST = 3  # a link, its item, the list
SHOWN = ("a", "img", "script", "iframe", "embed", "object", "video", "source")
# Players of other sites, in frames of their own: Tencent and WeChat, Bilibili, Youku, iQiyi, Sohu,
# Xigua, and those outside China.
PLAYER = re.compile(
    r"(?:https?:)?//(?:v\.qq\.com/|mp\.weixin\.qq\.com/mp/readtemplate\?t=pages/video_player"
    r"|(?:player|www)\.bilibili\.com/(?:player|blackboard)"
    r"|player\.youku\.com/|open\.iqiyi\.com/|player\.video\.iqiyi\.com/|tv\.sohu\.com/"
    r"|share\.vrs\.sohu\.com/|www\.ixigua\.com/iframe/"
    r"|www\.youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/)",
    re.IGNORECASE,
)
MOVING = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov|flv|m3u8)(?:[?#]|$)", re.IGNORECASE)
VIEWER = re.compile(r"/pdfjs/(?:web/)?viewer\.html", re.IGNORECASE)


def is_file(url: str) -> bool:
    """Tell whether a URL leads to a file, and not to a page.

    >>> is_file("https://h.cn/system/_content/download.jsp?wbfileid=7"), is_file("https://h.cn/a.pdf")
    (True, True)
    >>> is_file("https://h.cn/info/1023/2065.htm")
    False
    """
    path = urlsplit(url).path
    return bool(STORED.search(path) or DOCUMENT.search(path))


def image_source(image: Element) -> str:
    """Give the address of an image, also of one that a script is to load later."""
    source = image.get("src", "")
    if not PLACEHOLDER.search(source):
        return source
    return next((late for name in LAZY if (late := image.get(name, "").strip())), "")


def shown(body: Element, out: set[Element]) -> list[Element]:
    """List the elements of a body that show or link something, but for those left out."""
    found = list(body.iter(*SHOWN))
    if not found or not out:
        return found
    seen = {
        element
        for event, element in visible(body, out.__contains__)
        if event == "start" or element.tag == "script"
    }
    return [each for each in found if each in seen and each not in out]


def find_images(page: Page, elements: list[Element], captions: Captions) -> list[Image]:
    """List the images of a body in its order; what a page carries in itself has no address."""
    images = []
    for element in elements:
        if element.tag != "img" or ICON in element.get("src", ""):
            continue
        url = page.resolve(source) if (source := image_source(element)) else None
        if url:
            stated = local_digest(url)
            alt, caption = element.get("alt", ""), captions.of.get(element)
            images.append(Image(url, alt, caption, stated.md5 if stated else None))
    return images


def find_files(page: Page, site: Site, elements: list[Element], box: Element | None) -> list[File]:
    """List the files that a body links and shows, then the article's attachments in form or box."""
    files: dict[str, File] = {}
    for element in elements:
        href = element.get("href") if element.tag == "a" else None
        url = page.resolve(href) if href else None
        if url and is_file(url):
            files.setdefault(url, File(url, words(element) or element.get("title") or None))
        for source in embedded(element):
            if found := page.resolve(source):
                files.setdefault(found, File(found))
    inside = set() if box is None else set(box.iter("a"))
    for link in find(page.root if page.form is None else page.form, site.attachments):
        if page.form is None and link not in inside and not _is_labelled(link):
            continue
        if url := page.resolve(link.get("href", "")):
            files.setdefault(url, File(url, words(link) or None))
    return list(files.values())


def _is_labelled(link: Element) -> bool:
    """Tell whether a link stands where attachments are set: `附件【<a>name</a>】`, or in a list of
    that name.

    Where neither form nor box holds the article, nothing else tells them from those of the page.
    """
    before, parent = link.getprevious(), link.getparent()
    said = before.tail if before is not None else None if parent is None else parent.text
    if said and ATTACHED.search(said):
        return True
    above = (up.getprevious() for up in islice(link.iterancestors(), HIGHEST))
    return any(each is not None and LISTED.fullmatch(words(each)) for each in above)


def embedded(element: Element) -> list[str]:
    """Give the addresses of the PDFs that an element shows."""
    if element.tag == "script":
        return SHOWN_PDF.findall(element.text or "")
    source = (element.get("data" if element.tag == "object" else "src") or "").strip()
    if element.tag == "iframe" and VIEWER.search(source):
        return parse_qs(source.partition("?")[2]).get("file", [])[:1]
    if element.tag in FRAMES and source.partition("?")[0].lower().endswith(".pdf"):
        return [source]
    return []


def find_videos(page: Page, elements: list[Element]) -> list[Video]:
    """List the videos that a body shows, each once: their files, and other sites' players."""
    sources: list[str] = []
    for element in elements:
        if element.tag == "script":
            sources.append(element.get("vurl", "") if element.get("name") == "_videourl" else "")
            sources += SHOWN_VIDEO.findall(element.text or "")
        elif element.tag == "video" or (element.tag == "source" and _is_video(element)):
            sources.append(element.get("src", ""))
        elif element.tag in FRAMES:
            source = (element.get("data") or image_source(element)).strip()
            if PLAYER.match(source) or MOVING.search(source):
                sources.append(source)
    urls = (page.resolve(source) for source in sources if source.strip())
    return [Video(url) for url in dict.fromkeys(urls) if url]


def _is_video(source: Element) -> bool:
    """Tell a video's source from those of sounds and pictures."""
    parent = source.getparent()
    return parent is not None and parent.tag == "video"


def find_links(page: Page, elements: list[Element]) -> list[Link]:
    """List the links of a body that lead to pages elsewhere."""
    links = []
    for element in elements:
        href = element.get("href", "").strip() if element.tag == "a" else ""
        url = page.resolve(href) if href and not href.startswith("#") else None
        if url and not is_file(url):
            links.append(Link(url, words(element)))
    return links
