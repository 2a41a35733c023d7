"""Sites are found by name, by URL and by import."""

from __future__ import annotations

from dataclasses import replace

import pytest

from usstnews.errors import UsstnewsError
from usstnews.sites import SITES, USST, VSB, UnknownSite, load_site, site_of
from usstnews.urls import ArticleRef

MINE = replace(VSB, name="mine", base_url="https://mine.example/")
NOTHING = "no site"


def test_known_sites_are_loaded_by_name() -> None:
    """`usst` and `vsb` are known."""
    assert load_site("usst") is USST
    assert load_site("vsb") is VSB
    assert set(SITES) == {"usst", "vsb"}


def test_a_site_of_ones_own_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """`package.module:NAME` gives any Site."""
    import sys
    import types

    module = types.ModuleType("my_sites")
    module.MINE, module.NOTHING = MINE, NOTHING  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "my_sites", module)
    assert load_site("my_sites:MINE") is MINE


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ust", "known are usst, vsb"),
        ("no_such_module_here:X", "cannot import 'no_such_module_here'"),
        (":X", "cannot import ''"),
        ("json:NOTHING", "'NOTHING' is not in json"),
        ("json:dumps", "'dumps' is not a Site"),
    ],
)
def test_what_is_wrong_with_a_name_is_told_in_a_line(name: str, reason: str) -> None:
    """An unknown name, module or attribute is named."""
    with pytest.raises(UnknownSite) as caught:
        load_site(name)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, UsstnewsError)


def test_a_url_belongs_to_a_known_site_or_to_the_cms() -> None:
    """Any other host is a site of the CMS, named after host and port."""
    assert site_of("http://en.usst.edu.cn/info/1023/2065.htm") is USST
    other = site_of("http://127.0.0.1:8000/info/1023/2065.htm")
    assert (other.name, other.base_url) == ("127.0.0.1:8000", "http://127.0.0.1:8000/")
    assert other.body == VSB.body


def test_a_site_served_elsewhere_keeps_its_name() -> None:
    """A replica of USST is USST; the CMS somewhere is named after the place."""
    replica = USST.at("http://127.0.0.1:8000/")
    assert replica.name == "usst"
    assert replica.canonical("https://en.usst.edu.cn/info/1023/2065.htm#x") == (
        "http://127.0.0.1:8000/info/1023/2065.htm"
    )
    assert VSB.at("https://h.cn:8443/").name == "h.cn:8443"


def test_links_resolve_against_their_page() -> None:
    """A page-relative link is the page's, and its ids are read off it."""
    url = USST.canonical("2066.htm", "https://en.usst.edu.cn/info/1023/2065.htm")
    assert url == "https://en.usst.edu.cn/info/1023/2066.htm"
    assert USST.article_ref(url) == ArticleRef(1023, 2066)
    assert USST.owns(url)
    assert not USST.owns("https://www.usst.edu.cn/info/1023/2066.htm")


def test_usst_names_its_columns_in_its_menu_and_as_paths() -> None:
    """Each column that is archived has a likely path beside its name."""
    assert len(USST.menu) == len(USST.listings) == 3


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("system/resource/code/datainput.jsp?owner=1&e=1", False),
        ("system/resource/code/news/click/dynclicks.jsp?clickid=1", False),
        ("sub/system/resource/code/news/click/addclicktimes.jsp", False),
        ("_dwr/call/getNewsLinkUrl?id=1", False),
        ("system/dwr/call/plaincall/NewsvoteDWR.save.dwr", False),
        ("_dwr/engine.js", True),
        ("_dwr/interface/NewsvoteDWR.js", True),
        ("dynamic_challenge", False),
        ("system/resource/js/filedownload/createimage.jsp?randnum=1", False),
        ("system/resource/code/auth/clogin.jsp?owner=1", False),
        ("system/_content/download.jsp?wbfileid=1", True),
        ("content.jsp?from=/system/resource/code/datainput.jsp", True),
        ("", True),
    ],
)
def test_counters_votes_and_captchas_are_never_asked_for(path: str, may: bool) -> None:
    """The CMS's endpoints are told from its scripts, in any folder."""
    assert USST.may_ask(USST.base_url + path) is may


def test_requisites_come_from_the_whole_host_and_from_media_hosts() -> None:
    """A site in a folder has its scripts at the root; other hosts are to be named."""
    site = replace(VSB.at("http://h.cn/mirror/"), media_hosts=("img.h.cn:8080",))
    assert site.serves("http://h.cn/system/resource/js/a.js")
    assert site.serves("https://img.h.cn:8080/a.png")
    assert not site.serves("https://img.h.cn/a.png")
    assert not site.serves("http://h.cn.example/mirror/")
    assert not site.serves("http://h.cn:x/")
    assert not VSB.serves("http://h.cn/a.png")


@pytest.mark.parametrize(
    ("field", "value"), [("media_hosts", "https://h.cn"), ("media_hosts", ""), ("unasked", "(")]
)
def test_a_site_that_cannot_be_asked_right_is_refused(field: str, value: str) -> None:
    """Hosts and expressions are looked at when the site is made."""
    with pytest.raises(UsstnewsError) as caught:
        replace(MINE, **{field: (value,)})
    assert repr(value) in str(caught.value)
