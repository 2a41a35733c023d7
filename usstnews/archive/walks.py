"""Walk listings page by page: what each page shows, and which one to ask for next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.archive.listings import Listings
from usstnews.archive.walk import Step, Walk, advance, begin, lose
from usstnews.extract.found import Found, items, listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from usstnews.archive.frontier import Due, Frontier
    from usstnews.archive.state import State
    from usstnews.extract.listing import Listing


class Walks:
    """The walks of a run through the listings."""

    def __init__(self, state: State, frontier: Frontier) -> None:
        self.listings = Listings(state)
        self._frontier = frontier

    def begin(self, url: str, *, full: bool = False) -> None:
        """Start a walk of the listing that begins at `url`."""
        if walk := self.listings.walk(url):
            self.listings.save(url, begin(walk, full=full))

    def lose(self, asked: Due, run: int) -> bool:
        """Walk a listing again that lost a page during its walk; tells whether that may be done."""
        first = asked.walk or asked.url
        walk, step = lose(self.listings.walk(first) or Walk())
        self.listings.save(first, walk)
        if step is Step.AGAIN:
            self.listings.walk_again(first, run)
        return step is Step.AGAIN

    def advance(
        self,
        asked: Due,
        url: str,
        shown: Listing,
        run: int,
        meet: Callable[[Iterable[Found], str | None], int],
    ) -> None:
        """Take in the page of a listing at `url`, and make due the one that comes after it."""
        first = asked.walk or url
        unknown = meet(items(shown), url)
        ids = {item.ref.id for item in shown.items if item.ref}
        unlinked = [number for number in shown.announced_ids if number not in ids]
        # An item on another site has an id, too, that nothing ties to it.
        if len(unlinked) <= sum(item.ref is None for item in shown.items):
            unlinked = []
        fresh = self.listings.note_items(first, (item.url for item in shown.items), unlinked, run)
        onward = shown.next_url
        if onward is not None and self._is_walked(onward, first, run):
            onward = None  # the pager leads in a circle
        walk, step = advance(
            self.listings.walk(first) or Walk(),
            pages=shown.total_pages,
            unknown=unknown,
            has_next=onward is not None,
            first=first in {asked.url, url},
            items=shown.total_items,
            fresh=fresh,
            days=[item.listed.toordinal() for item in shown.items if item.listed],
        )
        self.listings.save(first, walk)
        if step is Step.AGAIN:
            self.listings.walk_again(first, run)
        elif step is Step.NEXT and onward is not None:
            meet([listing(onward, first)], url)
            self._frontier.ask(onward)

    def _is_walked(self, url: str, first: str, run: int) -> bool:
        known = self._frontier.find(url)
        same = known is not None and known.walk == first
        return same and self._frontier.was_asked(url, run)
