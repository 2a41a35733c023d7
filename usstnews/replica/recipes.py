"""What must occur on the site: one recipe per oddity of real pages, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from usstnews.replica.series import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BANNER", "NEWS", "RECIPES", "RESEARCH", "Recipe", "chosen"]

NEWS, BANNER, RESEARCH = 1023, 1178, 1061

Layout = Literal["form", "no form", "no inner", "nested"]
Skin = Literal["new", "old", "capitals"]
Coding = Literal["utf-8", "utf-8-sig", "gbk"]
Found = Literal["listing", "neighbour", "related"]
Post = Literal["once", "two columns", "again", "dynamic", "moved"]


class Recipe(NamedTuple):
    """How one article departs from the ordinary one."""

    body: str = "plain"
    dateline: str = "date"
    title: str | None = None
    layout: Layout = "form"
    skin: Skin = "new"
    heading: str = "h3"
    coding: Coding = "utf-8"
    post: Post = "once"
    found: Found = "listing"
    column: int | None = None
    when: float | None = None
    """Its place in time, 0 the oldest and 1 the newest; None for anywhere."""
    attachments: str = ""
    """How `&` is written in their links: `&` or `&amp;`; nothing for no attachments."""
    skips: bool = False
    """Whether the page calls the script that forwards link articles, though it has a body."""
    keywords: bool = True

    @property
    def cost(self) -> int:
        """Count the readable pages it makes."""
        return 2 if self.post in {"two columns", "again"} else 1

    @property
    def marks(self) -> Iterator[str]:
        """Name its oddities."""
        yield f"body: {self.body}"
        yield f"dateline: {self.dateline}"
        plain = Recipe()
        for name in (
            "layout",
            "skin",
            "heading",
            "coding",
            "post",
            "found",
            "attachments",
            "skips",
        ):
            if getattr(self, name) != getattr(plain, name):
                yield f"{name}: {getattr(self, name)}"


def member(number: int, count: int, place: int) -> Recipe:
    """Give the recipe for one member of a series, its siblings spread over the years."""
    form = ("full", "date", "capital")[place % 3]
    title = MEMBERS[number].title
    return Recipe(f"series-{number}", form, title, when=(place + 0.5) / count)


def members() -> Iterator[Recipe]:
    """Give the recipes for all series."""
    for number, one in enumerate(MEMBERS):
        siblings = [at for at, other in enumerate(MEMBERS) if other.series == one.series]
        yield member(number, len(siblings), siblings.index(number))


RECIPES = (
    Recipe("captioned", "full", "Delegation  Visits USST---A Day on the Campus", column=NEWS),
    Recipe("plain", "none", "USST and Its Partners---Ten Years of Exchange"),
    Recipe(post="two columns", title="“Happy USST”Spring Concert Held", column=NEWS, when=0.7),
    Recipe(
        "captioned",
        "full",
        post="again",
        title="USST-Yanghe Alliance -- First Council Meets",
        column=BANNER,
    ),
    Recipe(post="dynamic", title="Campus Card — What Changes This Term", column=NEWS, when=0.9),
    Recipe(post="moved", column=NEWS, when=0.6),
    Recipe("captioned", "capital", found="related", title="Behind the Scenes of the Wind Tunnel"),
    Recipe("table", "unlabelled", layout="nested", attachments="&"),
    Recipe("pdf", title="Annual Report on Teaching & Learning Released"),
    Recipe("seams", "unit", "SBC Council Meeting held"),
    Recipe("hidden", "full", title="Welcome to USST,fresh USSTers"),
    Recipe("lazy", "capital"),
    Recipe("table", "unlabelled-chinese", "Top 10 Student Teams of the Year"),
    Recipe("plain", "full", attachments="&"),
    Recipe("links", attachments="&amp;"),
    Recipe("video", title='Video: A "Quiet" Morning on Campus', when=0.8),
    Recipe("plain", "full", layout="no form", title="Seminar on Vibration Held by OECE-USST"),
    Recipe("subheads", layout="no inner", heading="h1"),
    Recipe("lists", "unit-wrapped"),
    Recipe("plain", "chinese", "CIIE:A Platform for USSTers to Show Youth Power"),
    Recipe("subheads", "spans"),
    Recipe("joined", "full"),
    Recipe("figures", "capital"),
    Recipe("pasted", "broken"),
    Recipe("word", "full"),
    Recipe("lists", skin="old"),
    Recipe("plain", heading="div.con-h", title="Online Application for <Summer> Courses & More"),
    Recipe("plain", heading="h2"),
    Recipe("seams", coding="gbk", skin="old", title="Song of USST—A “New” Recording"),
    Recipe("captioned", "blanks", coding="utf-8-sig", skin="capitals"),
    Recipe("plain", "full", skips=True),
    *members(),
    Recipe("interview", "none", "An Interview with the Head Coach"),
    Recipe("letter", "none", "A Letter to Our Freshmen"),
    Recipe(found="neighbour"),
    Recipe("figures", found="related", heading="h1"),
    Recipe("captioned", "none", keywords=False),
)


def chosen(pages: int) -> list[Recipe]:
    """Take the recipes that fit into a number of pages."""
    taken = []
    for recipe in RECIPES:
        if recipe.cost <= pages:
            taken.append(recipe)
            pages -= recipe.cost
    return taken
