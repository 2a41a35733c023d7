"""The English news of the University of Shanghai for Science and Technology."""

from dataclasses import replace

from usstnews.sites.vsb import VSB

USST = replace(
    VSB,
    name="usst",
    base_url="https://en.usst.edu.cn/",
    hosts=("en.usst.edu.cn",),
    menu=("News & Events", "Banner", "Research"),
    # The CMS writes each character of a menu's name that is no letter or digit as `_`.
    listings=("News___Events.htm", "Banner.htm", "Research.htm"),
    title_suffixes=("-USST",),
    language="en",
)
