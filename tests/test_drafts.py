"""Folders for drafts: gone at the end, and wherever Ctrl-C comes between."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from usstnews import drafts


class PressedAt:
    """Presses Ctrl-C before the n-th operation of Python's interpreter."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        frame.f_trace_opcodes = True
        if event == "opcode":
            self.left -= 1
            if self.left == 0:
                signal.raise_signal(signal.SIGINT)
        return self


def draft(path: Path) -> None:
    """Make a draft, and give it its place; an empty folder, so that Python has nothing to close."""
    with drafts.beside(path) as desk:
        (desk / path.name).mkdir()
        (desk / path.name).replace(path)


def is_interrupted(work: Callable[[], object], at: int) -> bool:
    """Do some work with Ctrl-C at one point; tell whether it was over before that."""
    pressed = PressedAt(at)
    before = sys.gettrace()
    sys.settrace(pressed)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.usefixtures("uncounted")
@pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")  # it is removed
def test_nothing_is_left_wherever_ctrl_c_comes(tmp_path: Path) -> None:
    """Before each single operation, from the first to the last."""
    at = 1
    while is_interrupted(lambda: draft(tmp_path / "a"), at):
        assert {path.name for path in tmp_path.iterdir()} <= {"a"}, at
        at += 1
    assert at > 200
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_ctrl_c_is_heard_as_before_when_a_folder_is_made(tmp_path: Path) -> None:
    """Whoever had installed a handler of their own has it still."""
    heard = signal.getsignal(signal.SIGINT)
    with drafts.temporary("usstnews-test"):
        assert signal.getsignal(signal.SIGINT) is heard
    draft(tmp_path / "a")
    assert signal.getsignal(signal.SIGINT) is heard
