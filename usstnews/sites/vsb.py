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
    # `[^?]*` is the folder of a site or sub-site. What a page's scripts ask for by themselves:
    unasked=(
        r"[^?]*/system/resource/code/datainput\.jsp",  # counts visits
        r"[^?]*/system/resource/code/news/click/",  # counts clicks, on articles, files and links
        # Remote calls: votes, clicks on links. `engine.js` and `interface/*.js` are plain scripts.
        r"[^?]*/_?dwr/(?:call|exec|test)/",
        r"[^?]*\.dwr(?:\?|$)",
        r"[^?]*/dynamic_challenge(?:[/?]|$)",
        r"[^?]*/createimage\.jsp",  # draws a captcha
        r"[^?]*/system/resource/code/auth/",
        r"[^?]*/(?:cas|c)?login\.jsp",
        r"[^?]*/(?:aop_component|aop_views)/",  # the search, which throttles with a captcha
    ),
    form=("form[name=_newscontent_fromname]",),
    # Only headings: a template's own class names are found by what `<title>` says.
    title=("h1", "h2", "h3"),
    # The CMS nests two of these in some templates; the outermost comes first in the page.
    body=(
        "[id^=vsb_content] .v_news_content",
        ".v_news_content",
        "[id^=vsb_content]",  # templates of 2018 and before
    ),
    attachments=('a[href*="download.jsp"]',),
    pager=(".pb_sys_common", "table [id^=fanye]"),
    rows=("[id^=line_u]", "[id^=lineu]"),
)
