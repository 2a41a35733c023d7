"""What a capture is, given what is held."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.history import Held, Repeated, Verdict, judge

CAPTURED = replace(stored(), version=None, digest="sha256:now")
TWIN = Repeated("https://en.usst.edu.cn/info/2/1.htm", 1.0)
LIKE = Repeated("https://en.usst.edu.cn/info/2/2.htm", 0.83)


@pytest.mark.parametrize(
    ("held", "repeated", "verdict", "version", "mark"),
    [
        (None, None, "new", 1, None),
        (None, TWIN, "duplicate", 1, TWIN),
        (None, LIKE, "duplicate", 1, LIKE),
        (Held(3, "sha256:now", "1"), None, "unchanged", 3, None),
        (Held(3, "sha256:now", "1"), TWIN, "unchanged", 3, None),
        (Held(3, "sha256:then", "1"), None, "changed", 4, None),
        (Held(3, "sha256:then", "1"), TWIN, "changed", 4, TWIN),
        (Held(3, "sha256:then", "1"), LIKE, "changed", 4, LIKE),
    ],
)
def test_a_capture_is_what_it_is_to_the_archive(
    held: Held | None,
    repeated: Repeated | None,
    verdict: str,
    version: int,
    mark: Repeated | None,
) -> None:
    """The table of verdicts: edits count up, an edit into another's words is marked as well."""
    said, article = judge(CAPTURED, held, repeated)
    assert said == Verdict(verdict)
    duplicate_of, score = mark or (None, None)
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
