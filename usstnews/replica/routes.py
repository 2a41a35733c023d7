"""From an address to its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from usstnews.replica import notices, render
from usstnews.replica.answer import Answer
from usstnews.replica.assets import assets
from usstnews.replica.listing import COLUMNS
from usstnews.replica.media import document, medium, pdf, recoded, stored
from usstnews.replica.moments import http_date
from usstnews.replica.render import BUILT, HTML
from usstnews.replica.slot import dynamic_path

if TYPE_CHECKING:
    from usstnews.replica.site import Replica
    from usstnews.replica.slot import Slot

__all__ = ["route"]

ARTICLE = re.compile(r"/info/[1-9]\d*/([1-9]\d*)\.htm")
LISTING = re.compile(r"(/\w+?)(?:/([1-9]\d*))?\.htm")
COUNTERS = {
    "/system/resource/code/datainput.jsp": b"",
    "/system/resource/code/news/click/dynclicks.jsp": b"42",
}
NOTICES = {
    "gone": Answer(410, HTML, notices.DELETED.encode()),
    "soft": Answer(200, HTML, notices.MISSING.encode()),
    "restricted": Answer(200, HTML, notices.RESTRICTED.encode()),
}
"""What stands in place of an article, where anything does."""


def route(replica: Replica, target: str, base_url: str) -> Answer:
    """Answer a request for a path with its query."""
    path, _, query = target.partition("?")
    answer = fixed(path) or service(replica, path, query)
    if answer is None:
        answer = page(replica, path, query, base_url) or Answer(404, HTML, notices.MISSING.encode())
        if replica.challenge:
            return Answer(200, HTML, notices.CHALLENGE.encode())
    return answer


def fixed(path: str) -> Answer | None:
    """Answer a request for a file that never changes; its query does not matter."""
    if asset := assets().get(unquote(path)):
        modified = http_date(BUILT) if asset.dated else None
        return Answer(200, asset.content_type, asset.body, modified, tagged=asset.tagged)
    # A folder of another site of the same server, where the CMS keeps the same files.
    path = path.removeprefix("/en")
    if path == recoded()[0]:
        return Answer(200, "image/png", recoded()[1].body, http_date(BUILT))
    if path in stored():
        media = medium(*stored()[path])
        return Answer(200, media.content_type, media.body, http_date(BUILT))
    return None


def service(replica: Replica, path: str, query: str) -> Answer | None:
    """Answer a request for something that is neither a file nor a page."""
    if path == "/robots.txt":
        return Answer(200, "text/plain", robots(replica.crawl_delay).encode(), http_date(BUILT))
    if path == "/system/_content/download.jsp":
        return download(replica, query)
    if path in COUNTERS:
        return Answer(200, "text/plain", COUNTERS[path])
    if path == "/_dwr/call/getNewsLinkUrl":
        slot = numbered(replica, query, "id")
        forwards = slot is not None and slot.kind == "redirecting"
        return Answer(200, "text/plain", b"/About_USST2/Introduction.htm" if forwards else b"")
    return None


def page(replica: Replica, path: str, query: str, base_url: str) -> Answer | None:
    """Answer a request for a page, if there is one."""
    if path in {"/", "/index.htm"}:
        return render.home(replica, path, base_url)
    if path in notices.SINGLE:
        return render.single(replica, path, base_url)
    if path.endswith(".jsp"):
        return dynamic(replica, path, query, base_url)
    match = ARTICLE.fullmatch(path)
    slot = replica.roll.by_id.get(int(match[1])) if match else None
    if slot:
        return published(replica, slot, path, base_url)
    if match := LISTING.fullmatch(path):
        for column in COLUMNS.values():
            if column.stem == match[1]:
                return render.listing(replica, column, int(match[2] or 0), base_url)
    return None


def published(replica: Replica, slot: Slot, path: str, base_url: str) -> Answer | None:
    """Answer a request for an entry of the roll, by one of its addresses."""
    if path in slot.forwards:
        headers = (("Location", base_url.rstrip("/") + slot.pages[0]),)
        return Answer(301, HTML, b"<html><body>Moved</body></html>\n", headers=headers)
    if path not in slot.pages:
        return None
    if slot.kind == "redirecting":
        return render.stub(replica, slot, path, base_url)
    if slot.readable:
        return render.reading(replica, slot, path, base_url)
    return NOTICES.get(slot.kind)


def dynamic(replica: Replica, path: str, query: str, base_url: str) -> Answer | None:
    """Answer a request for a login page or for `content.jsp`, its arguments in any order."""
    if path in notices.LOGINS:
        return NOTICES["restricted"]
    slot = numbered(replica, query, "wbnewsid") if path == "/content.jsp" else None
    if slot is None:
        return None
    columns = parse_qs(query).get("wbtreeid", [])
    address = dynamic_path(columns[0], slot.id) if len(columns) == 1 else path
    return published(replica, slot, address, base_url)


def numbered(replica: Replica, query: str, name: str, places: int = 0) -> Slot | None:
    """Find the entry whose id an argument states, before so many further digits."""
    value = parse_qs(query).get(name, [""])[0]
    if not re.fullmatch("[0-9]{1,12}", value):
        return None
    return replica.roll.by_id.get(int(value) // 10**places)


def robots(crawl_delay: float | None) -> str:
    """Write the rules for robots."""
    lines = [
        "User-agent: *",
        "Allow: /system/_content/",
        "Allow: /system/resource/",
        "Disallow: /system/",
        "Disallow: /private/",
    ]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    return "\n".join(lines) + "\n"


def download(replica: Replica, query: str) -> Answer | None:
    """Answer a request for an attachment; its name goes out in GBK, as the CMS sends it."""
    slot = numbered(replica, query, "wbfileid", places=1)
    offered = replica.article(slot).attachments if slot and slot.readable else ()
    for item in (*offered, notices.FORM):
        if parse_qs(query).get("wbfileid") == [str(item.number)]:
            if item.guarded:
                return Answer(200, HTML, notices.CAPTCHA.encode())
            name = item.name.encode("gbk").decode("latin-1")
            shown = (("Content-Disposition", f'attachment; filename="{name}"'),)
            body = pdf(f"File {item.number}")
            if name.endswith(".docx"):
                body = document(f"File {item.number}")
            return Answer(200, "application/octet-stream", body, headers=shown)
    return None
