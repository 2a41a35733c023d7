"""Real pages of the CMS, which are no part of the project, and where they stood."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

SHARED = Path(
    os.environ.get("USSTNEWS_SHARED", Path(__file__).parents[1].resolve().parent / "shared")
)
PAGES = SHARED / "real" / "pages"
SITE = SHARED / "real" / "sz1cz"
SEED = SHARED / "site" / "seed.txt"

needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason=f"no real pages at {PAGES}")
needs_site = pytest.mark.skipif(not SITE.is_dir(), reason=f"no mirrored site at {SITE}")
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason=f"no seed text at {SEED}")

# Excerpts do not say where they stood; their own links do.
EXCERPTS = {
    "excerpt_ncut_english_article.html": "https://en.ncut.example/info/1008/1202.htm",
    "excerpt_gdut_linkarticle.html": "https://gdutnews.gdut.edu.cn/neirongye.jsp"
    "?urltype=news.NewsContentUrl&wbtreeid=1045&wbnewsid=7471",
    "excerpt_xjtu_jwc_list.html": "https://jwc.xjtu.edu.cn/jxxx/jxtz2.htm",
    "excerpt_xmu_jwc_list.html": "https://jwc.xmu.edu.cn/tzgg.htm",
    "excerpt_njau_aao_list.html": "https://aao.njau.edu.cn/tzgg.htm",
}


@dataclass(frozen=True)
class RealPage:
    """A saved page: what its collector says it is, and the address that it had."""

    file: str
    kind: str
    url: str

    def read(self) -> bytes:
        """Read the page's bytes."""
        return (PAGES / self.file).read_bytes()


def real_pages() -> list[RealPage]:
    """List the saved pages; none where they are not at hand."""
    manifest = PAGES / "manifest.jsonl"
    if not manifest.is_file():
        return []
    return [
        RealPage(entry["file"], entry["kind"], _url(entry))
        for entry in map(json.loads, manifest.read_text("utf-8").splitlines())
    ]


def _url(entry: dict[str, str]) -> str:
    """Tell where a page stood, from its place in the mirror that it was taken from."""
    if entry["file"] in EXCERPTS:
        return EXCERPTS[entry["file"]]
    host = entry["site"].split(" ")[0].split("/")[0]
    if "." not in host:
        host = f"{entry['file'].split('_')[0]}.example"
    path = entry["source"].rpartition(":")[2].replace("﹖", "?")
    return f"https://{host}/{path.removesuffix('.html') if '.jsp?' in path else path}"
