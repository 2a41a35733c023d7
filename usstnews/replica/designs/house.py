"""The site's own design: what en.usst.edu.cn is thought to look like."""

from __future__ import annotations

from usstnews.replica.articlepage import article_page, needs_of_page
from usstnews.replica.designs.design import Crumbs, Design
from usstnews.replica.designs.lines import as_filed

__all__ = ["HOUSE"]

HOUSE = Design(
    "usst",
    "the site's own, in the layouts that sites of the CMS have",
    article_page,
    as_filed,
    needs_of_page,
    Crumbs(),
)
