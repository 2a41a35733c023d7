"""The arguments of a crawl, checked."""

from __future__ import annotations

from datetime import date

import pytest

from usstnews.errors import UsstnewsError
from usstnews.job import BadArgument, Job, place, seconds
from usstnews.sites import USST, VSB, UnknownSite


def test_without_arguments_it_is_the_whole_site_updated() -> None:
    """The defaults are those of the contract."""
    job = Job.parse({})
    assert job == Job(USST, "usst", (), "update", None, None, fill=False)
    assert not job.full


def test_all_arguments_together() -> None:
    """Each argument ends up where it belongs, listings as canonical URLs in their order."""
    job = Job.parse(
        {
            "site": "vsb",
            "base_url": "HTTPS://News.Example.cn:8443/en",
            "listings": " Research.htm , ,a/../News.htm#x",
            "mode": "full",
            "since": "2024-02-29",
            "limit": "10",
            "fill": "1",
        }
    )
    base = "https://news.example.cn:8443/en/"
    assert job == Job(
        VSB.at(base),
        "vsb",
        (base + "Research.htm", base + "News.htm"),
        "full",
        date(2024, 2, 29),
        10,
        fill=True,
    )
    assert job.full
    assert job.site.name == "news.example.cn:8443"


def test_a_site_of_ones_own_is_imported() -> None:
    """`package.module:NAME` is remembered as the user spelt it."""
    job = Job.parse({"site": "usstnews.sites.usst:USST", "base_url": "http://127.0.0.1:1/"})
    assert (job.site, job.site_spec) == (USST.at("http://127.0.0.1:1/"), "usstnews.sites.usst:USST")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"sit": "usst"}, "unknown argument 'sit'; known are site, base_url, listings, mode"),
        ({"mode": "fast"}, "mode='fast' is not one of update, full"),
        ({"mode": ""}, "mode='' is not one of"),
        ({"since": "yesterday"}, "since='yesterday' is no date; give one like 2024-01-15"),
        ({"since": "2023-02-29"}, "is no date"),
        ({"since": ""}, "is no date"),
        ({"limit": "0"}, "limit='0' is no number of articles; give 1 or more"),
        ({"limit": "-1"}, "is no number of articles"),
        ({"limit": "1.5"}, "is no number of articles"),
        ({"limit": "٣"}, "is no number of articles"),
        ({"limit": ""}, "is no number of articles"),
        ({"fill": "yes"}, "fill='yes' is neither 0 nor 1"),
        ({"site": "vsb"}, "site=vsb stands nowhere; give -a base_url=https://host/"),
        ({"listings": "https://example.org/News.htm"}, "listings: https://example.org/News.htm is"),
        ({"base_url": "http://h/m/", "listings": "/News.htm"}, "http://h/News.htm is not on http"),
        ({"listings": "http://["}, "listings: "),
        ({"listings": "http://en.usst.edu.cn:port/"}, "listings: "),
    ],
)
def test_a_bad_argument_is_said_in_one_line(arguments: dict[str, str], said: str) -> None:
    """The message names the argument, what is wrong with it, and what would be right."""
    with pytest.raises(BadArgument) as raised:
        Job.parse(arguments)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, UsstnewsError)


def test_a_site_that_is_unknown_is_refused() -> None:
    """What the sites say of a name is passed on."""
    with pytest.raises(UnknownSite, match="no site 'nowhere': known are usst, vsb"):
        Job.parse({"site": "nowhere"})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "en.usst.edu.cn",
        "//en.usst.edu.cn/",
        "ftp://h/",
        "file:///etc/",
        "http://",
        "http:///x",
        "http://h:0/",
        "http://h:99999/",
        "http://h:port/",
        "http://h/?a=1",
        "http://h/#a",
        "http://user@h/",
        "http://user:secret@h/",
        "http://[",
        "http://h x/",
    ],
)
def test_an_address_of_no_site_is_refused(address: str) -> None:
    """Only http and https, a host, a port that exists, and no query, fragment or user."""
    with pytest.raises(BadArgument) as raised:
        place(USST, address)
    assert str(raised.value) == (
        f"base_url={address!r} is no address of a site; give one like https://host/"
    )


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("http://H.cn", "http://h.cn/"),
        ("https://h.cn:8443/m", "https://h.cn:8443/m/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("http://127.0.0.1:8000/a/b/", "http://127.0.0.1:8000/a/b/"),
    ],
)
def test_an_address_ends_in_a_slash(address: str, base: str) -> None:
    """A site keeps its name where it is served elsewhere; the path's case stays."""
    assert place(USST, address) == USST.at(base)


@pytest.mark.parametrize(
    "address",
    ["http://h/%7Eme/", "http://h/a%2fb/", "http://h/新闻/", "http://h/a/../b/", "http://h/m/"],
)
def test_a_site_owns_the_pages_below_its_address_however_that_is_spelt(address: str) -> None:
    """The spelling of the base is that of its pages; otherwise nothing on the site is its own."""
    site = place(USST, address)
    url = site.canonical("info/1/7.htm")
    assert site.owns(url)
    assert site.article_ref(url) is not None


@pytest.mark.parametrize(("given", "interval"), [("0", 0), ("0.05", 0.05), (10, 10), (60.0, 60)])
def test_an_interval_is_a_number_of_seconds(given: str | float, interval: float) -> None:
    """As a command line gives it, or a module of settings."""
    assert seconds("SYNC_INTERVAL", given) == interval


@pytest.mark.parametrize("given", ["often", "", "-1", -0.1, "inf", "nan"])
def test_what_is_no_interval_is_refused(given: str | float) -> None:
    """Named, with what was given."""
    with pytest.raises(BadArgument, match=r"^SYNC_INTERVAL=.* is no number of seconds; give one"):
        seconds("SYNC_INTERVAL", given)
