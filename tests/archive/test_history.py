"""What a capture is, given what is held."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.history import Held, Verdict, judge

CAPTURED = replace(stored(), version=None, digest="sha256:now")
TWIN = "https://en.usst.edu.cn/info/2/1.htm"


@pytest.mark.parametrize(
    ("held", "twin", "verdict", "version", "duplicate_of"),
    [
        (None, None, "new", 1, None),
        (None, TWIN, "duplicate", 1, TWIN),
        (Held(3, "sha256:now", "1"), None, "unchanged", 3, None),
        (Held(3, "sha256:now", "1"), TWIN, "unchanged", 3, None),
        (Held(3, "sha256:then", "1"), None, "changed", 4, None),
        (Held(3, "sha256:then", "1"), TWIN, "changed", 4, TWIN),
    ],
)
def test_a_capture_is_what_it_is_to_the_archive(
    held: Held | None, twin: str | None, verdict: str, version: int, duplicate_of: str | None
) -> None:
    """The table of verdicts: edits count up, an edit into another's words is marked as well."""
    said, article = judge(CAPTURED, held, twin)
    assert said == Verdict(verdict)
    score = None if duplicate_of is None else 1.0
    assert article == replace(
        CAPTURED, version=version, duplicate_of=duplicate_of, duplicate_score=score
    )


@given(st.lists(st.sampled_from("abc"), min_size=1))
def test_versions_count_the_changes_of_the_digest(digests: list[str]) -> None:
    """Of any history of captures, the versions are one more than the changes in it."""
    held: Held | None = None
    versions = []
    for digest in digests:
        verdict, article = judge(replace(CAPTURED, digest=digest), held, None)
        assert article.version is not None
        versions.append(article.version)
        if verdict is not Verdict.UNCHANGED:
            held = Held(article.version, digest, "1")
    changes = [before != after for before, after in pairwise(digests)]
    assert versions == [1 + sum(changes[:n]) for n in range(len(digests))]


def test_a_mark_of_the_last_capture_does_not_stick() -> None:
    """An article that came marked and repeats nothing now is stored unmarked."""
    marked = replace(CAPTURED, duplicate_of=TWIN, duplicate_score=1.0)
    _, article = judge(marked, Held(1, "sha256:then", "1"), None)
    assert (article.duplicate_of, article.duplicate_score) == (None, None)
