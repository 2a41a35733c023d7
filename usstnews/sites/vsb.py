"""The CMS "Visual SiteBuilder" 9, as its pages look on some twenty sites."""

from usstnews.sites.base import Site

VSB = Site(
    name="vsb",
    related_headings=(
        "Related articles",
        "Related news",
        "Related posts",
        "Related reading",
        "相关新闻",
        "相关文章",
        "相关阅读",
        "相关信息",
    ),
    form=("form[name=_newscontent_fromname]",),
    # Only headings: a template's own class names are found by what `<title>` says.
    title=("h1", "h2", "h3"),
    # The CMS nests two of these in some templates; the outermost comes first in the page.
    body=(
        "form[name=_newscontent_fromname] [id^=vsb_content] .v_news_content",
        "[id^=vsb_content] .v_news_content",
        "form[name=_newscontent_fromname] .v_news_content",
        ".v_news_content",
        "[id^=vsb_content]",  # templates of 2018 and before
    ),
    attachments=('a[href*="download.jsp"]',),
    pager=(".pb_sys_common", "table [id^=fanye]"),
    rows=("[id^=line_u]", "[id^=lineu]"),
)
