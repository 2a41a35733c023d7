"""A small package, a viewer's folder, and answers as they come over the wire."""

from __future__ import annotations

import http.client
import json
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

BODY = bytes(range(256)) * 1000


class Reply(NamedTuple):
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def package_file(folder: Path, **manifest: str) -> Path:
    """Write a WACZ: what this room reads of one is its manifest."""
    path = folder / "news & more.wacz"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("datapackage.json", json.dumps({"profile": "data-package", **manifest}))
        container.writestr("archive/a.warc.gz", BODY)
    return path


def viewer_folder(folder: Path) -> Path:
    """Lay out a viewer."""
    folder.mkdir()
    for name in ("ui.js", "sw.js", "LICENSE"):
        (folder / name).write_text(f"// {name}\n")
    (folder / "package.json").write_text('{"version": "9.8.7"}')
    return folder


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Reply:
    """Ask for a path, as it is spelled."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    reply = Reply(answer.status, answer.headers, answer.read())
    connection.close()
    return reply
