"""Look-alikes: articles of one series that share their frame and tell of different things."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.replica.prose import Prose

__all__ = ["MEMBERS", "Member", "texts"]


class Member(NamedTuple):
    """One article of a series."""

    series: str
    title: str
    key: tuple[str, ...]
    """What tells it from its siblings: fills the frame's `{0}`, `{1}` …"""


MEMBERS = (
    Member("digest", "A Month(July/ August) of USST Officially Released", ("July and August", "5")),
    Member("digest", "A Month (October) of USST Officially Released", ("October", "6")),
    Member("digest", "A Month (March) of USST Officially Released", ("March", "9")),
    Member("sports", "The 18th Sports Culture Festival Held", ("18th", "2019", "May 22")),
    Member("sports", "USST’s 20th Sports Cultural Festival Opens", ("20th", "2021", "June 2")),
    Member("sports", "The 21st Sports Culture Festival Held", ("21st", "2022", "November 22")),
    Member("nsfc", "USST Granted 76 NSFC Projects", ("76", "2021", "41", "29")),
    Member("nsfc", "Record High! USST Granted 90 NSFC Projects,2022", ("90", "2022", "52", "33")),
    Member("nsfc", "Record High! USST Granted 105 NSFC Projects,2023", ("105", "2023", "61", "38")),
    Member("newyear", "New Year Message 2021 --- To All USSTers", ("2021", "2020")),
    Member("newyear", "New Year Message 2024 --- To All USSTers", ("2024", "2023")),
)

FRAMES: dict[str, tuple[str, ...]] = {
    "digest": (
        (
            "A Month of USST, the monthly bulletin in English, is out again. Issue no. {1} covers "
            "what happened on campus in {0}."
        ),
        (
            "The bulletin is made by students of the College of Foreign Languages and checked by "
            "two editors of the International Office. It can be picked up in the library."
        ),
        (
            "Readers who wish to write for the next issue are welcome to send their texts by the "
            "twentieth of the month......"
        ),
    ),
    "sports": (
        (
            "On {2}, {1}, the {0} Sports Culture Festival was opened on the campus track. Teams of "
            "all schools marched in, followed by the teachers’ brigade."
        ),
        (
            "After the anthem had been sung, the president of the university declared the "
            "festival open and wished all athletes fair play and no injuries."
        ),
        (
            "The programme comprised sprint, relay, long jump, shot put and tug of war. In the "
            "evening the cups of the {0} festival were handed over."
        ),
    ),
    "nsfc": (
        (
            "The National Natural Science Foundation has published the results of its {1} round. "
            "USST was granted {0} projects, among them {2} of the general and {3} of the youth "
            "programme."
        ),
        (
            "The Office of Research thanked all applicants and the colleagues who had read the "
            "drafts. Training courses for the next round begin in autumn."
        ),
    ),
    "newyear": (
        (
            "Dear teachers, students, alumni and friends, as the bells ring in the year {0}, we "
            "send you our best wishes from the banks of the Huangpu."
        ),
        (
            "The year {1} was full of work, and none of it was done by one alone. To all who kept "
            "the laboratories warm and the lights on we say thank you."
        ),
        "May {0} bring you health, good company and time to read. Happy New Year!",
    ),
}


def texts(number: int, prose: Prose) -> list[str]:
    """Write the paragraphs of one member: its series' frame around two paragraphs of its own."""
    member = MEMBERS[number]
    first, *others = (pattern.format(*member.key) for pattern in FRAMES[member.series])
    return [first, *prose.paragraphs(2), *others]
