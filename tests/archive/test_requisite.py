"""What became of a requisite."""

from __future__ import annotations

import pytest
from recorded import visit

from usstnews.archive.requisite import requisite_kind

PNG = b"\x89PNG\r\n\x1a\n\0"
CAPTCHA = b"<!DOCTYPE html><html><title>captcha</title></html>"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, "missing"), (410, "missing"), (403, "failed"), (500, "failed"), (304, "failed")],
)
@pytest.mark.parametrize("body", [PNG, CAPTCHA, b""])
def test_the_status_goes_first(status: int, kind: str, body: bytes) -> None:
    """Whatever an error brings along, it is no file; what is not there is told from the rest."""
    answered = visit("x.png", body, status=status, as_stated=True)
    assert requisite_kind(answered, "image") == kind


@pytest.mark.parametrize("needed", ["image", "file", "stylesheet", "font", "media", "script"])
@pytest.mark.parametrize("as_stated", [None, False, True])
def test_a_page_in_the_place_of_a_file_is_blocked(needed: str, as_stated: bool | None) -> None:
    """It is not even another file than the URL states."""
    assert requisite_kind(visit("x", CAPTCHA, as_stated=as_stated), needed) == "blocked"


def test_a_frame_is_a_page() -> None:
    """Where a document is needed, a document is what was to come."""
    assert requisite_kind(visit("frame.htm", CAPTCHA), "frame") == "requisite"


@pytest.mark.parametrize(
    ("as_stated", "kind"), [(None, "requisite"), (True, "media"), (False, "mismatch")]
)
def test_a_file_is_held_against_its_url(as_stated: bool | None, kind: str) -> None:
    """As its URL states it, it never changes; most URLs state nothing."""
    answered = visit("x.png", PNG, content_type="image/png", as_stated=as_stated)
    assert requisite_kind(answered, "image") == kind
    assert requisite_kind(answered, None) == kind
