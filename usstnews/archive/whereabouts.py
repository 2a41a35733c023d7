"""Where an article is held once it is no longer at its own URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from usstnews.archive.frontier import Frontier
    from usstnews.archive.state import State
    from usstnews.sites.base import Site


class Whereabouts:
    """The URLs of held articles, of which one is an article's own and the others its aliases."""

    def __init__(self, state: State, frontier: Frontier) -> None:
        self._state, self._frontier = state, frontier

    def left(self, url: str, site: Site) -> None:
        """Ask for the aliases of an article that is no longer at its own URL, if this is one."""
        key = self._held_at(url, url, site)
        if key is not None:
            self._frontier.ask_aliases(key, url)

    def follow(self, url: str, target: str, site: Site) -> None:
        """Hold an article at the URL that its own redirects to, and look at it there: what it said
        as an alias made no version.
        """
        key = self._held_at(url, target, site)
        if key is not None:
            self._state.relocate(key, target)
            self._frontier.ask(target)

    def _held_at(self, url: str, named_by: str, site: Site) -> str | None:
        """Give the key of the article that is held at a URL, as another URL names it."""
        ref = site.article_ref(named_by)
        latest = None if ref is None else self._state.latest(str(ref.id))
        held = ref is not None and latest is not None and latest.url == url
        return str(ref.id) if ref is not None and held else None
