"""Where the site of an archive is served, and what becomes of it when that is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from usstnews.archive.articles import read_articles
from usstnews.archive.captures import site_of_file
from usstnews.archive.layout import Archive, OtherSite
from usstnews.sites import Site

if TYPE_CHECKING:
    from usstnews.archive.state import State

URLS = (
    ("pages", "url"),
    ("pages", "walk"),
    ("pages", "found_on"),
    ("listings", "url"),
    ("listed", "walk"),
    ("unlinked", "walk"),
    ("articles", "url"),
    ("articles", "duplicate_of"),
)


def site_here(state: State, archive: Archive, site: Site, spec: str) -> Site:
    """Give a site, named by its `spec`, under the scheme by which the archive knows it.

    Raises `OtherSite` unless the archive is new or of that site. A site that is named by its host
    alone is another one in another folder of that host.
    """
    held = state.value("site") or _site_held(archive)
    base = state.value("base_url") or site.base_url
    elsewhere = urlsplit(base).path != urlsplit(site.base_url).path and spec == "vsb"
    if held not in {None, site.name} or elsewhere:
        raise OtherSite(
            f"the archive {archive.root} is of {base if elsewhere else f'the site {held}'}, not"
            f" {site.base_url if elsewhere else site.name}; give another folder with"
            " -s ARCHIVE_DIR=DIR"
        )
    same_but_scheme = base.partition("://")[2] == site.base_url.partition("://")[2]
    return site.at(base) if same_but_scheme else site


def _site_held(archive: Archive) -> str | None:
    for line in read_articles(archive.articles):
        return line.article.site
    for path in archive.warc_files():
        return site_of_file(path).name
    return None


def move(state: State, old: str, new: str) -> None:
    """Rename what is asked for and held below `old` to the same below `new`: the site is served
    there from now on. Captures stay where they were made.
    """
    state.db.execute("UPDATE pages SET stale = 1 WHERE record_id IS NOT NULL")
    for table, column in URLS:
        renamed, below = f"?1 || substr({column}, ?2)", f"substr({column}, 1, ?2 - 1) = ?3"
        given = (new, len(old) + 1, old)
        # What was met at the new address until now was not the site's.
        if column == "url" and table != "articles":
            state.db.execute(
                f"DELETE FROM {table} WHERE url IN"  # noqa: S608  (names of ours)
                f" (SELECT {renamed} FROM {table} WHERE {below})",
                given,
            )
        state.db.execute(f"UPDATE {table} SET {column} = {renamed} WHERE {below}", given)  # noqa: S608
