"""The skeletons that an archive's pages ever had."""

from __future__ import annotations

from pathlib import Path

import pytest
from recorded import article_page, listing_page, opened, visit

from usstnews.archive.layout import Archive
from usstnews.archive.skeletons import Skeletons
from usstnews.archive.state import State

OLD, NEW = {"body": "div#a", "dateline": "there"}, {"body": "div#b", "dateline": "there"}


def met(state: State, run: int) -> list[tuple[str, str, dict[str, str]]]:
    """Give what a run was the first to meet."""
    later = list(Skeletons(state).met_since(run))
    found = [each for each in Skeletons(state).met_since(run - 1) if each not in later]
    return [(each.kind, each.url, dict(each.places)) for each in found]


def test_a_skeleton_belongs_to_the_run_and_the_page_that_met_it_first() -> None:
    """Later pages and later runs that show it change nothing."""
    with State("") as state:
        Skeletons(state).note("article", OLD, "u1", 1, "r")
        for run in (2, 3):
            skeletons = Skeletons(state)
            skeletons.note("article", OLD, "u2", run, "r")
            skeletons.note("article", NEW, "u3", run, "r")
            skeletons.note("article", NEW, "u4", run, "r")
        assert met(state, 1) == [("article", "u1", OLD)]
        assert met(state, 2) == [("article", "u3", NEW)]
        assert met(state, 3) == []


def test_a_skeleton_is_that_of_a_kind_of_page() -> None:
    """A listing set out as articles are is another skeleton; the order of its parts is none."""
    with State("") as state:
        skeletons = Skeletons(state)
        skeletons.note("article", OLD, "u1", 1, "r")
        skeletons.note("listing", OLD, "u2", 1, "r")
        skeletons.note("article", dict(reversed(OLD.items())), "u3", 1, "r")
        assert met(state, 1) == [("article", "u1", OLD), ("listing", "u2", OLD)]


def test_a_page_without_parts_has_no_skeleton() -> None:
    """As a page that is gone, or a picture."""
    with State("") as state:
        Skeletons(state).note("missing", {}, "u1", 1, "r")
        assert met(state, 1) == []


@pytest.mark.parametrize("status", [200, 404])
def test_taking_in_a_page_notes_its_skeleton(tmp_path: Path, status: int) -> None:
    """Of pages that are what they look like: an article's words on an error page are none."""
    with opened(Archive(tmp_path / "usst")) as intake:
        intake.take(visit("info/1/7.htm", article_page(), status=status))
        found = met(intake.state, intake.run)
    assert [kind for kind, _, _ in found] == ["article"] * (status == 200)


def test_pages_of_one_template_have_one_skeleton(tmp_path: Path) -> None:
    """Whatever their words, their number of items, and the CMS's numbering of its components."""
    with opened(Archive(tmp_path / "usst")) as intake:
        for number, text in enumerate(("One.", "Two.</p><p>And more of it.", "三")):
            intake.take(visit(f"info/1/{number}.htm", article_page(f"T {number}", text)))
        for name, items in (("Banner.htm", 2), ("Research.htm", 9)):
            paths = [f"info/1/{number}.htm" for number in range(items)]
            intake.take(visit(name, listing_page(*paths)))
        found = met(intake.state, intake.run)
    assert [kind for kind, _, _ in found] == ["article", "listing"]
