"""Date lines: `January 3, 2020 | By SBC: An Yi | Copyedited By 张柳`, in all their forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usstnews.replica.blocks import tidy
from usstnews.replica.phrases import LISTS

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from usstnews.replica.prose import Prose

__all__ = ["FORMS", "Dateline", "dateline", "habit"]

EDITORS = (["William", "Zhang Liu"], ["Zhang Liu"], ["William"])
MONTHS = LISTS["month"]


@dataclass(frozen=True, slots=True)
class Dateline:
    """A date line: its markup and what it says."""

    published: str = ""
    raw: str | None = None
    authors: tuple[str, ...] = ()
    copyeditors: tuple[str, ...] = ()
    unit: str | None = None


FORMS = {
    "none": "",
    "date": "{date}",
    "full": "{date} | By {authors} | Copyedited by {editors}",
    "capital": "{date} | By {authors} | Copyedited By {editors}",
    "chinese": "{date} | By {authors} | Copyedited By 张柳",
    "unlabelled": "{date} | By {authors} | {editors}",
    "unlabelled-chinese": "{date} | By {authors} | 张柳",
    "unit": "{date} | By SBC:An Yi | Copyedited by {editors}",
    "unit-wrapped": "{date}\n| By SBC: An Yi | Copyedited by {editors}",
    "broken": "{date}<br>| By {authors} | Copyedited by {editors}",
    "spans": (
        "<span>{date}</span> | <span>By {authors}</span> | <span>Copyedited by {editors}</span>"
    ),
    "blanks": "{date} |&nbsp; By {authors}  | Copyedited by  {editors}",
}


def dateline(form: str, day: date, prose: Prose) -> Dateline:
    """Write the date line of an article."""
    if form == "none":
        return Dateline()
    authors = [prose.person() for _ in range(prose.rng.choice((1, 1, 2)))]
    editors = prose.rng.choice(EDITORS)
    pattern = FORMS[form]
    published = pattern.format(
        date=f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
        authors=", ".join(authors),
        editors=", ".join(editors),
    )
    raw = published.replace("<br>", " ").replace("\n", " ").replace("&nbsp;", " ")
    raw = tidy(raw.replace("<span>", "").replace("</span>", ""))
    if form == "date":
        return Dateline(published, raw)
    unit = "SBC" if "SBC" in pattern else None
    return Dateline(
        published,
        raw,
        ("An Yi",) if unit else tuple(authors),
        ("张柳",) if "张柳" in pattern else tuple(editors),
        unit,
    )


def habit(day: date, rng: Random) -> str:
    """Choose the form usual at the time: bylines came in 2020 and are rare since 2023."""
    if rng.random() > {2020: 0.55, 2021: 0.8, 2022: 0.8, 2023: 0.2, 2024: 0.2}.get(day.year, 0.0):
        return "date"
    return rng.choice(("full", "full", "full", "capital", "unlabelled", "unit"))
