"""Archives made without a crawl: literal pages, put down by the real writers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from usstnews.archive.articles import ArticleLog
from usstnews.archive.captures import Originals, digest_of, warcinfo
from usstnews.archive.frontier import LOOK, Due, Frontier
from usstnews.archive.history import NOTHING_NEW, Verdict
from usstnews.archive.intake import Intake
from usstnews.archive.looks import Looks, choose
from usstnews.archive.state import State
from usstnews.archive.visit import Visit
from usstnews.archive.warc import WarcWriter, warc_date
from usstnews.archive.warc.exchange import Exchange, to_records
from usstnews.extract.found import ARTICLES, LISTINGS, REQUISITES, Role
from usstnews.items import Article, Capture
from usstnews.middlewares import RedirectTargets
from usstnews.sites import USST
from usstnews.spiders.news import NotAsked
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.archive.layout import Archive
    from usstnews.replica import Replica
    from usstnews.session import Session
    from usstnews.sites import Site

BASE = "https://en.usst.edu.cn/"
START = datetime(2024, 1, 1, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
HOME = b'<html><body><a href="News___Events.htm" title="News &amp; Events">News</a></body></html>'
MISSING = "<html><head><title>404错误提示</title></head><body>404</body></html>".encode()
CHALLENGE = b"<html><script>var challengeId = 'x';</script></html>"


def article_page(
    title: str = "Spring", text: str = "The campus is green.", more: str = ""
) -> bytes:
    """Write an article page; `more` stands below the form."""
    return (
        f"<html><head><title>{title}-USST</title></head><body><form name=_newscontent_fromname>"
        f"<h1>{title}</h1><div class=v_news_content><p>{text}</p></div></form>{more}</body></html>"
    ).encode()


def listing_page(
    *items: str,
    of: tuple[int, int] = (1, 1),
    onward: str | None = None,
    total: int | None = None,
) -> bytes:
    """Write page `of[0]` of `of[1]` of a listing, which announces so many items in `total`, or its
    own; an item is a path, a date may follow it.
    """
    announced = len(items) if total is None else total
    rows = "".join(
        f'<li><a href="{path}" title="On {path}">On</a> <span>{listed}</span></li>'
        for path, _, listed in (item.partition(" ") for item in items)
    )
    step = f'<span class="p_next"><a href="{onward}">下页</a></span>' if onward else ""
    return (
        f"<html><body><ul>{rows}</ul><div class=pb_sys_common><span class=p_t>共{announced}条"
        f"</span> <span class=p_t>{of[0]}/{of[1]}</span>{step}</div></body></html>"
    ).encode()


def exchange(
    url: str,
    body: bytes = b"",
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str | bytes]] = (("Content-Type", HTML),),
    at: datetime = START,
    cut: int = 0,
) -> Exchange:
    """Make an exchange; `cut` bytes of the answer did not come."""
    lines = [f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n".encode()]
    for name, value in headers:
        spelt = value if isinstance(value, bytes) else value.encode()
        lines.append(name.encode() + b": " + spelt + b"\r\n")
    received = b"".join(lines) + b"\r\n" + body
    path = urlsplit(urljoin(BASE, url)).path
    return Exchange(
        url=urljoin(BASE, url),
        method="GET",
        started=at,
        elapsed=0.1,
        sent=f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode(),
        received=received[: len(received) - cut],
        error="disconnect" if cut else None,
    )


def moved(url: str, location: str | bytes, status: int = 301, at: datetime = START) -> Exchange:
    """Make a redirect."""
    return exchange(url, status=status, headers=[("Location", location)], at=at)


def record(
    archive: Archive,
    *exchanges: Exchange,
    site: Site = USST,
    at: datetime = START,
    close: bool = True,
) -> list[Capture]:
    """Write a WARC file and give the captures of its answers; unclosed, it is a killed run's."""
    writer = WarcWriter(archive.warc, "usst", warcinfo(site, "usst"), now=lambda: at)
    captures = []
    for each in exchanges:
        for location, made in zip(writer.write(records := to_records(each)), records, strict=True):
            if made.type == "response":
                captures.append(
                    Capture(
                        location.file,
                        location.offset,
                        location.record_id,
                        made.header("WARC-Payload-Digest"),
                    )
                )
    if close:
        writer.close()
    elif writer._file is not None:
        writer._file.close()
    return captures


def visit(url: str, body: bytes = b"", *, number: int = 0, **changes: object) -> Visit:
    """Make a visit of a page under `BASE`; its record is number `number` of a made-up file."""
    at = urljoin(BASE, url)
    capture = Capture("made-up.warc.gz", number, f"<urn:uuid:{number}>", None)
    date = warc_date(START + timedelta(hours=number))
    made = Visit(at, at, 200, body, HTML, capture, date)
    return replace(made, **changes)  # type: ignore[arg-type]


def stored(number: int = 7, **changes: object) -> Article:
    """Make an article as it is stored."""
    made = Article(
        site="usst",
        id=number,
        column=1,
        url=f"{BASE}info/1/{number}.htm",
        version=1,
        title=f"Title {number}",
        text=f"Text {number}",
        digest=f"sha256:{number:064x}",
        extractor="1",
        fetched_at=warc_date(START),
        warc=Capture("made-up.warc.gz", number, f"<urn:uuid:{number}>", None),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@contextmanager
def opened(archive: Archive, site: Site = USST, run: int = 1) -> Iterator[Intake]:
    """Open an archive as a run does, apart from the catching up."""
    archive.make()
    with State(archive.state) as state, ArticleLog(archive.articles) as log:
        originals = Originals(archive, state)
        yield Intake(
            site,
            state,
            Frontier(state),
            log,
            run=run,
            reread=lambda capture: digest_of(originals, site, capture),
        )


def keep(intake: Intake, visited: Visit) -> Verdict | None:
    """Do what the pipelines do with a visit; gives the verdict on an article."""
    article = intake.take(visited).article
    if article is None:
        return None
    verdict, judged = intake.versions.judge(clean_article(article))
    if verdict in NOTHING_NEW:
        intake.versions.seen(judged, verdict)
    else:
        intake.versions.store(judged)
    return verdict


def due_at(
    intake: Intake, now: datetime, *roles: Role, run: int = 2, looks: Looks | None = None
) -> list[Due]:
    """Draw what a run that begins then has to ask for, second looks last."""
    choose(intake.state, looks or Looks(), now.timestamp())
    draw = intake.frontier.draw
    return [*draw(roles, run, 99), *draw(roles, run, 99, due=LOOK)]


def waiting(state: State) -> list[str]:
    """List the URLs that are asked for by themselves, at once or some day."""
    rows = state.db.execute("SELECT url FROM pages WHERE due IS NOT NULL ORDER BY url")
    return [url for (url,) in rows]


def walk_site(session: Session, replica: Replica) -> list[str]:
    """Do what the spider does, with no network; gives the paths asked for, in their order."""
    base = session.job.site.base_url
    targets = RedirectTargets(session.intake)
    asked: list[str] = []
    draw = session.frontier.draw
    while batch := (
        draw(LISTINGS, session.run, 1)
        or draw(ARTICLES, session.run, 1)
        or draw(ARTICLES, session.run, 1, due=LOOK)
        or draw(REQUISITES, session.run, 1)
    ):
        _follow(session, replica, targets, batch[0], asked)
        session.state.commit()
    return [url.removeprefix(base) for url in asked]


def _follow(
    session: Session, replica: Replica, targets: RedirectTargets, due: Due, asked: list[str]
) -> None:
    import scrapy

    site, first, hops = session.job.site, due.url, []
    url = first
    while True:
        at = session.started + timedelta(seconds=len(asked))
        try:
            targets.process_request(
                scrapy.Request(
                    url,
                    meta={
                        "asked": first,
                        "role": due.role,
                        **({"redirect_urls": hops} if hops else {}),
                    },
                )
            )
        except NotAsked as refused:
            session.intake.leave_out(first, refused.kind, at, refused.target)
            return
        asked.append(url)
        answer = replica.answer("/" + url.removeprefix(site.base_url), site.base_url)
        headers = (("Content-Type", answer.content_type), *answer.headers)
        shown = session.archive_exchange(
            exchange(url, answer.body, status=answer.status, headers=headers, at=at)
        )
        location = dict(answer.headers).get("Location")
        if location is None or shown is None:
            break
        hops.append(url)
        url = site.canonical(location, url)
    if shown is not None:
        keep(
            session.intake,
            Visit(
                first,
                url,
                answer.status,
                answer.body,
                answer.content_type,
                shown.capture,
                warc_date(at),
                as_stated=shown.as_stated,
            ),
        )
