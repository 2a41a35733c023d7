"""Read a body as it stands in the markup of the CMS."""

from __future__ import annotations

from usstnews.extract import extract_article
from usstnews.items import Article

HOST = "https://en.usst.edu.cn"
CENTRED = "style='text-align: center'"


def read(body: str, below: str = "") -> Article:
    """Read an article with this body; `below` stands behind it in the form."""
    return extract_article(
        "<form name='_newscontent_fromname'><h1>Title</h1>"
        f"<div id='vsb_content'><div class='v_news_content'>{body}</div></div>{below}</form>",
        f"{HOST}/info/1023/2065.htm",
    )
