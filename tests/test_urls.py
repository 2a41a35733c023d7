"""One spelling per page, and the ids in URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.urls import ArticleRef, article_ref, authority, canonical, is_below

BASE = "https://en.usst.edu.cn/"
HOSTS = ("en.usst.edu.cn",)


@pytest.mark.parametrize(
    ("published", "spelt"),
    [
        (BASE, BASE),
        ("https://en.usst.edu.cn", BASE),
        ("HTTP://EN.USST.EDU.CN/Info/1/2.htm", BASE + "Info/1/2.htm"),
        ("http://en.usst.edu.cn:80/a.htm", BASE + "a.htm"),
        ("https://en.usst.edu.cn:443/a.htm", BASE + "a.htm"),
        (BASE + "a/./b/../c.htm#top", BASE + "a/c.htm"),
        (BASE + "新闻.htm", BASE + "%E6%96%B0%E9%97%BB.htm"),
        (BASE + "%e6%96%b0.htm", BASE + "%E6%96%B0.htm"),
        (BASE + "x.jsp?b=2&a=1&a=0", BASE + "x.jsp?b=2&a=1&a=0"),
        (BASE + "x.jsp?", BASE + "x.jsp"),
        ("https://example.org/A?b=1#c", "https://example.org/A?b=1"),
        ("https://www.usst.edu.cn/info/1/2.htm", "https://www.usst.edu.cn/info/1/2.htm"),
    ],
)
def test_a_page_has_one_spelling(published: str, spelt: str) -> None:
    """Scheme, host, port, dots, escapes and fragment are settled; path and query stay."""
    assert canonical(published, BASE, HOSTS) == spelt


@pytest.mark.parametrize(
    ("base", "hosts", "spelt"),
    [
        ("http://127.0.0.1:8000/", (), BASE + "info/1/2.htm"),
        ("http://127.0.0.1:8000/", HOSTS, "http://127.0.0.1:8000/info/1/2.htm"),
        ("http://mirror/usst/", HOSTS, "http://mirror/usst/info/1/2.htm"),
    ],
)
def test_a_mirrored_site_is_all_below_its_base(
    base: str, hosts: tuple[str, ...], spelt: str
) -> None:
    """Links to the site's own names lead to the mirror; without names they lead away."""
    assert canonical(BASE + "info/1/2.htm", base, hosts) == spelt


PATHS = st.lists(st.text("aé新%~ /.;=&?+_-ABab01", max_size=6), max_size=4).map("/".join)


@given(PATHS, st.sampled_from(["", "?a=1&b", "?q=新 x", "?%e6=%zz"]), st.sampled_from(["", "#f"]))
def test_a_canonical_url_is_canonical(path: str, query: str, fragment: str) -> None:
    """Spelling a spelt URL changes nothing, on the site and off it."""
    for root in (BASE, "http://en.usst.edu.cn:80/", "https://example.org/"):
        once = canonical(root + path + query + fragment, BASE, HOSTS)
        assert canonical(once, BASE, HOSTS) == once
        assert once.isascii()
        assert "#" not in once
        assert is_below(once, BASE) == (root != "https://example.org/")


@pytest.mark.parametrize(
    ("netloc", "parts"),
    [
        ("H.cn", ("h.cn", None)),
        ("h.cn:80", ("h.cn", None)),
        ("h.cn:443", ("h.cn", None)),
        ("h.cn:8080", ("h.cn", 8080)),
        ("user:secret@h.cn:8080", ("h.cn", 8080)),
        ("h.cn:", ("h.cn", None)),
        ("", (None, None)),
        ("[::1]:8000", ("::1", 8000)),
        ("[::1]", ("::1", None)),
    ],
)
def test_a_netloc_is_host_and_port(netloc: str, parts: tuple[str | None, int | None]) -> None:
    """Case and the default ports do not tell hosts apart, other ports do."""
    assert authority(netloc) == parts


@pytest.mark.parametrize(
    ("path", "ref"),
    [
        ("info/1023/2065.htm", (1023, 2065)),
        ("info/1023/2065.html", (1023, 2065)),
        ("content.jsp?urltype=news.NewsContentUrl&wbtreeid=1005&wbnewsid=48", (1005, 48)),
        ("content.jsp?wbnewsid=48", (None, 48)),
        ("content.jsp?wbnewsid=48&wbnewsid=48", (None, 48)),
        ("content.jsp?wbnewsid=48&wbtreeid=0", (None, 48)),
        ("content.jsp?wbnewsid=48&wbnewsid=49", None),
        ("content.jsp?wbtreeid=1005", None),
        ("content.jsp", None),
        ("content.jsp?wbnewsid=-1", None),
        ("content.jsp?wbnewsid=048", None),
        ("content.jsp?wbnewsid=٤٨", None),
        ("info/1588/0250571.htm", None),
        ("info/0/7.htm", None),
        ("info/1/7.htmx", None),
        ("info/1/7.htm?x=1", (1, 7)),
        ("info/1/٧.htm", None),
        (f"info/1/{10**18}.htm", None),
        (f"info/1/{10**18 - 1}.htm", (1, 10**18 - 1)),
        ("sub/info/1/7.htm", None),
        ("2024/content.jsp?wbnewsid=48", None),
        ("News.htm", None),
        ("", None),
    ],
)
def test_ids_are_read_off_the_urls_of_the_site(
    path: str, ref: tuple[int | None, int] | None
) -> None:
    """Static and dynamic forms directly below the base name an article, and nothing else does."""
    assert article_ref(BASE + path, BASE) == (ref and ArticleRef(*ref))


def test_ids_of_other_sites_are_none() -> None:
    """The same numbers elsewhere are other articles."""
    assert article_ref("https://www.usst.edu.cn/info/1/7.htm", BASE) is None
