"""The keys of the index, against the package that pywb and cdxj-indexer make theirs by."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from urllib.parse import quote, urljoin

import pytest
from conftest import Archived
from real import SITE, needs_site

from usstnews.archive.surt import surt
from usstnews.archive.warc import read_records

HOSTS = (
    "en.usst.edu.cn", "WWW.Example.COM", "www2.example.org", "www1.www2.h.com", "www.", "a..b.",
    "localhost", "h_x.com", "-", "bücher.de", "xn--bcher-kva.de", "%65xample.com", "user:pw@h.com",
    "127.0.0.1", "[::1]",
)  # fmt: skip
PORTS = ("", ":80", ":443", ":8123", ":")
PARTS = (
    *("", "a", "B", ".", "..", "x y", "学", "2065.htm", "b=1", "A=", "a", "#f"),
    *("%41", "%2541", "%E5%AD%A6", "%20", "%2F", "%23", "%", "%zz"),
    *"=&?;:@[]~+*'\"|<\\^`{},$!",
    "sid=" + "0" * 32,
    "jsessionid=" + "a1" * 16,
    "PHPSESSID=" + "0" * 32,
    "ASPSESSIONIDabcdefgh=" + "a" * 24,
    "cfid=1&cftoken=2",
    "(0123456789abcdefghijklmn)/x.aspx",
    "(a(0123456789abcdefghijklmn))/x.aspx",
)


@pytest.fixture(scope="session")
def reference() -> Callable[[str], str]:
    """Give the function of the package `surt`, whose source is old enough for warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from surt import surt as key
    given: Callable[[str], str] = key
    return given


def odd_urls(count: int, seed: int) -> list[str]:
    """Make URLs of all that is odd."""
    pick = random.Random(seed)
    made = []
    for _ in range(count):
        url = f"{pick.choice(['http', 'https', 'HTTP'])}://{pick.choice(HOSTS)}{pick.choice(PORTS)}"
        url += "".join(f"/{pick.choice(PARTS)}" for _ in range(pick.randint(0, 6)))
        if pick.random() < 0.5:
            values = (pick.choice(PARTS) + pick.choice(["", "=", "=1"]) for _ in range(4))
            url += "?" + "&".join(values)
        made.append(url)
    return made


@pytest.mark.parametrize("seed", range(5))
def test_odd_urls_have_the_reference_s_keys(reference: Callable[[str], str], seed: int) -> None:
    """Case, ports, addresses, escapes, dots, orders of parameters, session ids."""
    differing = [url for url in odd_urls(4000, seed) if surt(url) != reference(url)]
    assert differing == []


def test_a_crawl_s_urls_have_the_reference_s_keys(
    reference: Callable[[str], str], archived: Archived
) -> None:
    """Every record of a crawled replica, and every link that its pages hold."""
    urls = {
        record.url
        for path in (archived.crawl.archive / "warc").glob("*.warc.gz")
        for record in read_records(path)
        if record.url
    }
    for article in archived.crawl.articles():
        urls |= {urljoin(article["url"], each["url"]) for each in article["images"]}
        urls |= {urljoin(article["url"], each["url"]) for each in article["files"]}
    assert len(urls) > 60
    assert {url: surt(url) for url in urls} == {url: reference(url) for url in urls}


@needs_site
def test_a_real_site_s_urls_have_the_reference_s_keys(reference: Callable[[str], str]) -> None:
    """Every path of a mirrored site."""
    paths = [quote(str(path.relative_to(SITE))) for path in SITE.rglob("*") if path.is_file()]
    urls = [f"https://www.sz1cz.cn/{path}" for path in paths]
    assert len(urls) > 100
    assert [surt(url) for url in urls] == [reference(url) for url in urls]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://127.1/a", "1,127)/a"),  # the reference asks the DNS
        ("http://3232235777/", "3232235777)/"),
        ("dns:en.usst.edu.cn", "dns:en.usst.edu.cn"),
        ("http:////en.usst.edu.cn/", "http:////en.usst.edu.cn/"),
        ("http://h:port/ x", "http://h:port/%20x"),  # the reference raises ValueError
        ("urn:x:a b", "urn:x:a%20b"),
        ("", ""),
    ],
)
def test_what_is_no_url_of_a_host_is_its_own_key(url: str, key: str) -> None:
    """Without asking anyone, and without a space, at which a line of an index is parted."""
    assert surt(url) == key
