"""Fetching the viewer, with a program `npm` that is ours."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from web.served import viewer_folder

from usstnews.web import viewer
from usstnews.web.viewer import NoViewer, fetch, find, folder

FILES = {
    name: f"// {name}\n".encode() for name in ("ui.js", "sw.js", "LICENSE", "package.json", "x.js")
}


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a folder first on the path, for programs of ours."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return programs / "npm"


def gives(npm: Path, tarball: Path) -> None:
    """Let npm leave a tarball where it is run, as `npm pack` does, and note what it was asked."""
    npm.write_text(f'#!/bin/sh\necho "$@" > {npm}.asked\ncp {tarball} replaywebpage-2.5.3.tgz\n')
    npm.chmod(0o755)


def fails(npm: Path, words: str) -> None:
    """Let npm fail with words on stderr."""
    npm.write_text(f"#!/bin/sh\nprintf '%s' '{words}' >&2\nexit 1\n")
    npm.chmod(0o755)


@pytest.fixture
def tarball(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a tarball, and have its digest be the one that is asked for."""
    path = tmp_path / "published.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, body in FILES.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(body)
            packed.addfile(member, io.BytesIO(body))
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    monkeypatch.setattr(viewer, "INTEGRITY", f"sha512-{digest}")
    return path


def test_the_viewer_is_fetched_and_found(
    npm: Path, tarball: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One version, no scripts run, only the files that replay needs, and nothing left over."""
    gives(npm, tarball)
    monkeypatch.setenv("USSTNEWS_VIEWER", str(tmp_path / "data" / "viewer"))
    held = fetch(folder())
    assert find() == held
    asked = Path(f"{npm}.asked").read_text().split()
    assert asked[:2] == ["pack", "replaywebpage@2.5.3"]
    assert "--ignore-scripts" in asked
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["viewer"]
    kept = {path.name: path.read_bytes() for path in held.root.iterdir()}
    assert kept == {name: body for name, body in FILES.items() if name != "x.js"}


def test_a_folder_with_half_a_viewer_is_mended(npm: Path, tarball: Path, tmp_path: Path) -> None:
    """What else lies there stays."""
    gives(npm, tarball)
    (tmp_path / "viewer").mkdir()
    (tmp_path / "viewer" / "ui.js").write_text("old")
    (tmp_path / "viewer" / "mine.txt").write_text("mine")
    held = fetch(tmp_path / "viewer")
    assert (held.root / "ui.js").read_bytes() == FILES["ui.js"]
    assert (held.root / "mine.txt").read_text() == "mine"


def test_another_tarball_is_not_kept(npm: Path, tarball: Path, tmp_path: Path) -> None:
    """One octet more, and it is not what was published."""
    tarball.write_bytes(tarball.read_bytes() + b"\0")
    gives(npm, tarball)
    with pytest.raises(NoViewer, match="is not what was published"):
        fetch(tmp_path / "data" / "viewer")
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("npm error code ENOTFOUND\nnpm error errno ENOTFOUND\n", "ENOTFOUND; is the network"),
        ("npm error code ETARGET\nnpm error notarget No matching\n", "ETARGET"),
        ("", "it gave no reason"),
    ],
)
def test_npm_fails(npm: Path, tmp_path: Path, words: str, said: str) -> None:
    """Its reason is passed on in one line."""
    fails(npm, words)
    with pytest.raises(NoViewer, match=said) as caught:
        fetch(tmp_path / "data" / "viewer")
    assert "\n" not in str(caught.value)


def test_there_is_no_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user is told how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoViewer, match="npm is not installed"):
        fetch(tmp_path / "viewer")


def test_where_the_viewer_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`USSTNEWS_VIEWER`, else `XDG_DATA_HOME`, else the usual folder; a user's own will do."""
    monkeypatch.delenv("USSTNEWS_VIEWER", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".local/share/usstnews/replaywebpage-2.5.3"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert folder() == tmp_path / "data/usstnews/replaywebpage-2.5.3"
    with pytest.raises(NoViewer, match="`usstnews viewer` fetches it"):
        find()
    monkeypatch.setenv("USSTNEWS_VIEWER", str(viewer_folder(tmp_path / "mine")))
    assert find().version == "9.8.7"
