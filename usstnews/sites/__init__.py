"""The sites that are known by name."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlsplit

from usstnews.errors import UsstnewsError
from usstnews.sites.base import Site
from usstnews.sites.usst import USST
from usstnews.sites.vsb import VSB

__all__ = ["SITES", "USST", "VSB", "Site", "UnknownSite", "load_site", "origin", "site_of"]

SITES = {site.name: site for site in (USST, VSB)}


class UnknownSite(UsstnewsError):
    """No site answers to that name."""


def origin(url: str) -> str:
    """Give the root of the site that a URL stands on.

    >>> origin("https://h.cn:8443/info/1023/2065.htm")
    'https://h.cn:8443/'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def site_of(url: str) -> Site:
    """Find the site that a URL belongs to: one known by its host, else the CMS at that host.

    >>> site_of("http://en.usst.edu.cn/info/1023/2065.htm").name
    'usst'
    >>> site_of("http://localhost:8000/info/1023/2065.htm").name
    'localhost:8000'
    """
    host = urlsplit(url).hostname
    for site in SITES.values():
        if site.base_url and host in {urlsplit(site.base_url).hostname, *site.hosts}:
            return site
    return VSB.at(origin(url))


def load_site(name: str) -> Site:
    """Find a site by its name, or import one of the user's own by `package.module:NAME`.

    Raises `UnknownSite` when there is no such site, module or name.

    >>> load_site("usst").base_url
    'https://en.usst.edu.cn/'
    """
    if name in SITES:
        return SITES[name]
    module_name, colon, attribute = name.partition(":")
    if not colon:
        raise UnknownSite(f"no site {name!r}: known are {', '.join(SITES)}, or package.module:NAME")
    try:
        module = import_module(module_name)
    except UsstnewsError:
        raise
    except Exception as error:  # a user's module may raise anything
        raise UnknownSite(
            f"site {name!r}: cannot import {module_name!r}: {type(error).__name__}: {error}"
        ) from error
    site = getattr(module, attribute, None)
    if not isinstance(site, Site):
        what = "is not a Site" if hasattr(module, attribute) else f"is not in {module_name}"
        raise UnknownSite(f"site {name!r}: {attribute!r} {what}")
    return site
