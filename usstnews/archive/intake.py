"""What one captured page does to the archive: the same in a crawl and when it is made up for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from usstnews.archive import address
from usstnews.archive.frontier import NOW, Due, Frontier
from usstnews.archive.guesses import Guesses
from usstnews.archive.holding import Holding
from usstnews.archive.ledger import Ledgers
from usstnews.archive.looks import Looks, choose
from usstnews.archive.needs import Needs
from usstnews.archive.requisite import ASK_AGAIN, INSTEAD, requisite_kind
from usstnews.archive.skeletons import Skeletons
from usstnews.archive.versions import Versions
from usstnews.archive.visit import Taken, Visit
from usstnews.archive.walks import Walks
from usstnews.archive.warc import warc_date
from usstnews.archive.whereabouts import Whereabouts
from usstnews.extract.found import ARTICLES, LISTINGS, Found, Role, home, items
from usstnews.extract.kind import Kind
from usstnews.extract.needed import Needed
from usstnews.extract.reading import read, wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from usstnews.archive.state import State
    from usstnews.archive.versions import Log
    from usstnews.extract.listing import Listing
    from usstnews.extract.reading import Reading
    from usstnews.items import Article, Capture
    from usstnews.sites.base import Site

# What stands in the place of a page; an error status with one of them is no failure.
CLOSED = frozenset({Kind.RESTRICTED, Kind.MISSING, Kind.CHALLENGE})


class Intake:
    """Takes in visits for the run numbered `run`; `versions` keep the articles among them."""

    def __init__(
        self,
        site: Site,
        state: State,
        frontier: Frontier,
        log: Log,
        *,
        run: int,
        reread: Callable[[Capture], str | None],
        by_menu: bool = True,
    ) -> None:
        self.site = site
        self.state = state
        self.frontier = frontier
        self.walks = Walks(state, frontier)
        self.listings = self.walks.listings
        self._needs = Needs(state, frontier)
        self._holding = Holding(state)
        self._whereabouts = Whereabouts(state, frontier)
        self.skeletons = Skeletons(state)
        self.versions = Versions(state, frontier, log, reread)
        self.run = run
        self.dropped: list[str] = []
        self._guesses = Guesses(state, frontier)
        self._by_menu = by_menu

    def take(self, visit: Visit, reading: Reading | None = None) -> Taken:
        """Note what a page is and which URLs it leads to; it may have been read already."""
        asked = self.frontier.find(visit.asked)
        is_sheet = asked is not None and asked.needed == Needed.STYLESHEET
        if reading is None or is_sheet:
            answer = (visit.body, visit.content_type, visit.url, visit.status)
            reading = read(*answer, self.site, is_sheet=is_sheet)
        kind = reading.kind
        if asked is not None and asked.role is Role.REQUISITE:
            taken = self._requisite(visit, asked, kind)
            if taken.kind in INSTEAD:
                reading = replace(reading, requisites=())
        elif visit.status == 304 or (visit.status >= 400 and kind not in CLOSED):
            # A 304 that comes as itself answers no condition of ours: it shows nothing.
            self.fail(visit.asked, f"HTTP {visit.status}", visit.at)
            return Taken("failed")
        else:
            taken = self._page(visit, asked or self._enter(visit, reading), reading)
        self._holding.note(visit)
        if taken.kind == kind:
            record = visit.capture.record_id
            self.skeletons.note(kind, reading.places, visit.url, self.run, record)
        depth = asked.depth if asked is not None else 0
        self._needs.note(visit.url, wanted(reading, self.site, depth), self.run)
        return taken

    def _page(self, visit: Visit, asked: Due, reading: Reading) -> Taken:
        if reading.article is not None:
            self.lost_listing(asked.url)
            return self._article(visit, reading.article, reading.onward)
        if reading.kind is Kind.LISTING and reading.listing is not None:
            return self._listing(visit, asked, reading, reading.listing)
        if reading.kind is Kind.OTHER:
            self._lead_on(visit.url, reading, asked.role)
        self._settle(visit, reading.kind, asked.role)
        self.lost_listing(asked.url)
        if reading.kind is Kind.MISSING and asked.walk not in {None, asked.url}:
            return self._lost(visit, asked)
        return Taken(reading.kind)

    def _enter(self, visit: Visit, reading: Reading) -> Due:
        """Enter a URL that nothing led to: where a crawl began, or the end of a redirect."""
        role = Role.LISTING if reading.kind is Kind.LISTING else Role.ARTICLE
        if visit.asked == self.site.base_url:
            role = Role.HOME
        elif reading.kind is Kind.MISSING and self.site.article_ref(visit.asked):
            role = Role.GUESS
        walk = visit.url if role is Role.LISTING else None
        self.meet([Found(visit.asked, role, walk=walk)], None)
        return Due(visit.asked, role, walk)

    def _requisite(self, visit: Visit, asked: Due, page: Kind) -> Taken:
        """Note what became of a requisite; one that redirects needs what it leads to."""
        kind = requisite_kind(visit, asked.needed, page)
        for hop, target in pairwise((visit.asked, *visit.through, visit.url)):
            if hop != target:
                self._lead_to(hop, target, asked)
                self.frontier.settle(hop, "moved", at=visit.date)
        self.frontier.settle(visit.url, kind, at=visit.date, again=kind in ASK_AGAIN)
        self.state.note_capture(visit.capture, visit.url, kind)
        return Taken(kind)

    def _lead_to(self, hop: str, target: str, asked: Due) -> None:
        leads_to = Found(target, Role.REQUISITE, needed=asked.needed, depth=asked.depth)
        self._needs.note(hop, [leads_to], self.run)

    def _settle(self, visit: Visit, kind: Kind, role: Role) -> None:
        """Note the kind of the page that answered, and of the URL that led to it."""
        again = kind in {Kind.RESTRICTED, Kind.MISSING} and role is not Role.GUESS
        again = again or (kind is Kind.OTHER and role is Role.ARTICLE)  # one was there, or will be
        self._moved(visit, role, None, again=again)
        if kind is Kind.CHALLENGE:
            self.frontier.settle(visit.url, kind, at=visit.date, due=NOW)
        else:
            self.frontier.settle(visit.url, kind, at=visit.date, again=again)
        self.state.note_capture(visit.capture, visit.url, kind)
        self._whereabouts.left(visit.url, self.site)

    def _moved(self, visit: Visit, role: Role, article: str | None, *, again: bool = False) -> None:
        """Note that the URL asked for redirects: for good where it leads to an article or to
        another listing, else (maintenance, a login) to be looked at `again`.
        """
        if visit.asked == visit.url:
            return
        ref = self.site.article_ref(visit.url)
        if article is None and ref is not None and role in ARTICLES:
            # An article that moved to where it is closed, or gone: that is asked for from now on.
            article, again = str(ref.id), False
            self._whereabouts.follow(visit.asked, visit.url, self.site)
        if article is not None or role in LISTINGS:
            walk = visit.url if role is Role.LISTING else None
            self.meet([Found(visit.url, role, article, walk=walk)], visit.asked)
        self.frontier.answered(visit.url, self.run)
        self.frontier.settle(visit.asked, "moved", at=visit.date, article=article, again=again)

    def _lost(self, visit: Visit, asked: Due) -> Taken:
        """Walk a listing again that lost a page during its walk."""
        if self.walks.lose(asked, self.run):
            return Taken(Kind.MISSING)
        self.frontier.fail(asked.url, "missing, however often its listing was walked", visit.at)
        return Taken("failed")

    def _article(self, visit: Visit, article: Article, onward: Iterable[Found]) -> Taken:
        self._moved(visit, Role.ARTICLE, article.key)
        self._guesses.note(visit.url, self.site)
        self.meet(onward, visit.url)
        return Taken(Kind.ARTICLE, replace(article, fetched_at=visit.date, warc=visit.capture))

    def _listing(self, visit: Visit, asked: Due, reading: Reading, shown: Listing) -> Taken:
        self._lead_on(visit.url, reading, asked.role)
        self._settle(visit, Kind.LISTING, asked.role)
        self.walks.advance(asked, visit.url, shown, self.run, self.meet)
        return Taken(Kind.LISTING, items=len(shown.items))

    def is_listing(self, url: str) -> bool:
        """Tell whether a URL was the first page of a listing, or is the site's home page."""
        return url == self.site.base_url or self.listings.walk(url) is not None

    def lost_listing(self, url: str) -> None:
        """Look at the home page again where a listing is none any more, or cannot be had."""
        home_url = self.site.base_url
        if self._by_menu and url != home_url and self.is_listing(url):
            self.meet([home(self.site)], None)
            if not self.frontier.was_asked(home_url, self.run):
                self.frontier.ask(home_url)

    def _lead_on(self, url: str, reading: Reading, role: Role) -> None:
        """Follow the menus of a home page, and of other columns where the site names none; a home
        page or a hub also shows articles of its own.
        """
        if role not in LISTINGS:
            return
        elsewhere = reading.refreshed if role is Role.HOME else ()
        self.meet(elsewhere, url)
        if self._by_menu and not elsewhere and (role is Role.HOME or not self.site.menu):
            self.meet(reading.columns, url)
        if role is Role.HOME and reading.columns:
            self._drop_lost({found.url for found in reading.columns})
        if reading.kind is not Kind.LISTING and reading.listing is not None:
            self.meet(items(reading.listing), url)

    def _drop_lost(self, columns: set[str]) -> None:
        """Forget the listings that went in this run, unless the menu still leads to them."""
        for url, _ in self.listings.walks():
            asked = self.frontier.was_asked(url, self.run)
            # Another page in its place may be there for a night: of maintenance, with no menu.
            gone = self.frontier.kind(url) in {Kind.MISSING, "moved"}
            if asked and gone and url not in columns:
                self.listings.drop(url)
                self.dropped.append(url)

    def meet(self, found: Iterable[Found], found_on: str | None) -> int:
        """Enter the URLs of a page; returns how many were unknown before this run."""
        return sum(self.frontier.meet(each, self.run, found_on) for each in found)

    def note_ledger(self, url: str, fields: Iterable[tuple[str, str]]) -> None:
        """Note that a record holds the ledger of a page."""
        Ledgers(self.state).note(self.site.canonical(url), fields)

    def fail(self, url: str, error: str, at: datetime) -> None:
        """Note why a URL could not be had."""
        self.frontier.fail(url, error, at)
        self.lost_listing(url)

    def leave_out(
        self,
        asked: str,
        kind: str,
        at: datetime,
        target: str | None = None,
        *,
        permanent: bool = False,
    ) -> None:
        """Note why a URL was not asked for, or not to its end: robots.txt forbids it, or it
        redirects in a circle, off the site, or to a `target` that is held.
        """
        date = warc_date(at)
        if kind == "moved" and target is not None:
            self.frontier.move_away(asked, target, at=date)
            self._whereabouts.follow(asked, target, self.site)
            known = self.frontier.find(asked)
            if known is not None and known.role is Role.REQUISITE:
                self._lead_to(asked, target, known)
        else:
            self.frontier.settle(asked, kind, at=date, again=not permanent)

    def begin(
        self,
        now: datetime,
        *,
        full: bool,
        listings: Collection[str] = (),
        looks: Looks | None = None,
    ) -> None:
        """Start a run: make due what it shall look at, and start the walk of each listing, or of
        those `listings` only.
        """
        walks = [url for url, _ in self.listings.walks()]
        chosen = [url for url in walks if url in listings] if listings else walks
        self.frontier.make_due(chosen, everything=full)
        choose(self.state, looks or Looks(), now.timestamp())
        for url in chosen:
            self.walks.begin(url, full=full)

    def guess(self, most: int) -> int:
        """Enter some of the ids that no page led to, between those known, under the columns known;
        returns how many URLs there are.
        """
        return self._guesses.enter(self.site, self.run, most)

    def follow_scheme(self, url: str, target: str) -> None:
        """Go on under https (or http) where the site redirects a page to itself under that."""
        old, new = urlsplit(url), urlsplit(target)
        itself = self.site.canonical(url) == self.site.canonical(target)
        if itself and old.scheme != new.scheme and self.site.owns(self.site.canonical(url)):
            base = urlsplit(self.site.base_url)._replace(scheme=new.scheme, netloc=new.netloc)
            self.move_to(self.site.at(urlunsplit(base)))

    def move_to(self, site: Site) -> None:
        """Go on with the site as it is served at another address."""
        old, new = self.site.base_url, site.base_url
        if old != new:
            if urlsplit(old).path == urlsplit(new).path:  # so all of the host: requisites stand
                old, new = urljoin(old, "/"), urljoin(new, "/")  # at its root
            self._needs.move(old, new)
            address.move(self.state, old, new)
        self.site = site
