"""What a crawl is asked to do: its arguments, and settings of ours, checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urlsplit

from usstnews.archive.looks import Looks
from usstnews.errors import UsstnewsError
from usstnews.sites import Site, load_site
from usstnews.urls import web_address

MOST = 10**15
OLDEST = 10**6  # days
MODES = ("update", "full")
ARGUMENTS = ("site", "base_url", "listings", "mode", "since", "limit", "fill")


class BadArgument(UsstnewsError):
    """An argument is unknown or malformed."""


@dataclass(frozen=True)
class Job:
    """A checked job. `listings` are canonical URLs; where there are none, menus lead to them.

    `site_spec` is what the user called the site: a known name or `package.module:NAME`.
    """

    site: Site
    site_spec: str
    listings: tuple[str, ...] = ()
    mode: str = "update"
    since: date | None = None
    limit: int | None = None
    fill: bool = False

    @property
    def full(self) -> bool:
        """Whether every listing page and every article is asked for."""
        return self.mode == "full"

    @classmethod
    def parse(cls, arguments: dict[str, str]) -> Self:
        """Check the arguments of a crawl; raises `BadArgument` or what `load_site` raises."""
        for name in arguments:
            if name not in ARGUMENTS:
                raise BadArgument(f"unknown argument {name!r}; known are {', '.join(ARGUMENTS)}")
        spec = arguments.get("site", "usst")
        site = place(load_site(spec), arguments.get("base_url"))
        mode = arguments.get("mode", "update")
        if mode not in MODES:
            raise BadArgument(f"mode={mode!r} is not one of {', '.join(MODES)}")
        return cls(
            site=site,
            site_spec=spec,
            listings=_listings(site, arguments.get("listings", "")),
            mode=mode,
            since=_since(arguments.get("since")),
            limit=_limit(arguments.get("limit")),
            fill=_flag("fill", arguments.get("fill", "0")),
        )


def place(site: Site, base_url: str | None) -> Site:
    """Give a site where it is served; raises `BadArgument`.

    >>> from usstnews.sites import VSB
    >>> place(VSB, "http://127.0.0.1:8000/mirror").base_url
    'http://127.0.0.1:8000/mirror/'
    """
    if base_url is not None:
        try:
            address = web_address(base_url)
            parts = urlsplit(address)
        except ValueError:
            parts = None
        bare = parts and not parts.query and "@" not in parts.netloc and "#" not in base_url
        if parts is None or not bare or parts.port == 0:
            raise BadArgument(
                f"base_url={base_url!r} is no address of a site; give one like https://host/"
            )
        site = site.at(address if address.endswith("/") else f"{address}/")
    if not site.base_url:
        raise BadArgument(f"site={site.name} stands nowhere; give -a base_url=https://host/")
    return site


def whole_number(name: str, given: str | int, least: int) -> int:
    """Check a setting that is a number; raises `BadArgument`."""
    try:
        number = int(given)
    except ValueError:
        number = least - 1
    if not least <= number <= MOST:
        raise BadArgument(f"{name}={given!r} is no whole number; give one from {least} on")
    return number


def seconds(name: str, given: str | float) -> float:
    """Check a setting that is an interval in seconds; raises `BadArgument`."""
    try:
        interval = float(given)
    except ValueError:
        interval = -1.0
    if not 0 <= interval < float("inf"):
        raise BadArgument(f"{name}={given!r} is no number of seconds; give one like 10")
    return interval


def second_looks(every: str | Mapping[str, int], most: str | int) -> Looks:
    """Check how often to look again at what is held; raises `BadArgument`."""
    try:
        given = json.loads(every) if isinstance(every, str) else dict(every)
        table = {int(age): days for age, days in given.items()}
    except (ValueError, TypeError, AttributeError):
        table = {0: 0}
    sound = all(type(days) is int and 0 < days <= OLDEST for days in table.values())
    if not sound or not all(0 <= age <= OLDEST for age in table):
        raise BadArgument(
            f"SECOND_LOOKS={every!r}: give days of age with the days between two looks, as in"
            ' SECOND_LOOKS=\'{"7": 1, "365": 30}\''
        )
    return Looks(table, whole_number("SECOND_LOOKS_MOST", most, 0))


def _listings(site: Site, paths: str) -> tuple[str, ...]:
    try:
        urls = tuple(site.canonical(path.strip()) for path in paths.split(",") if path.strip())
    except ValueError as error:
        raise BadArgument(f"listings: {error}; give paths below {site.base_url}") from error
    for url in urls:
        if not site.owns(url):
            raise BadArgument(f"listings: {url} is not on {site.base_url}; give paths below it")
    return urls


def _since(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day, nowhere)
    except ValueError:
        raise BadArgument(f"since={value!r} is no date; give one like 2024-01-15") from None


def _limit(value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise BadArgument(f"limit={value!r} is no number of articles; give 1 or more")
    return int(value)


def _flag(name: str, value: str) -> bool:
    if value not in {"0", "1"}:
        raise BadArgument(f"{name}={value!r} is neither 0 nor 1")
    return value == "1"
