"""The server of the viewer and the package, asked over real sockets."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.served import Reply, ask, package_file, viewer_folder

from usstnews.web.package import NoPackage, Package, open_package
from usstnews.web.page import package_path
from usstnews.web.ranges import NotSatisfiable, part
from usstnews.web.serve import Server
from usstnews.web.viewer import Viewer

HOME = "https://en.usst.edu.cn/"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Give a package with a home page."""
    return open_package(package_file(tmp_path, mainPageUrl=HOME, title="News <of> usst"))


@pytest.fixture
def server(package: Package, tmp_path: Path) -> Iterator[Server]:
    """Serve it."""
    with Server(package, Viewer(viewer_folder(tmp_path / "viewer"))) as serving:
        yield serving


def asked(server: Server, package: Package, asked: str) -> Reply:
    """Ask for a part of the package."""
    return ask(server.url, package_path(package), Range=asked)


def test_the_page_opens_the_package_at_its_home_page(server: Server, package: Package) -> None:
    """It names the package by a path of its contents, says what it is, and what shows it."""
    page = ask(server.url, "/")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    assert f'"source": "{package_path(package)}"' in text
    assert f'"url": "{HOME}"' in text
    assert "News &lt;of&gt; usst" in text
    assert "ReplayWeb.page 9.8.7" in text
    assert "AGPL-3.0-or-later" in text


def test_every_address_in_the_page_is_here(server: Server, package: Package) -> None:
    """The page, its scripts and the licence name no other host."""
    text = ask(server.url, "/").body.decode()
    assert set(re.findall(r"https?://[^\"\\ <]+", text)) == {HOME}
    for path in re.findall(r'(?:src|href)="(\w[^":]*)"', text):
        assert ask(server.url, f"/{path}").status == 200, path


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/ui.js", "text/javascript; charset=utf-8", b"// ui.js\n"),
        ("/replay/ui.js", "text/javascript; charset=utf-8", b"// ui.js\n"),
        ("/replay/sw.js?serveIndex=1", "text/javascript; charset=utf-8", b"// sw.js\n"),
        ("/LICENSE", "text/plain; charset=utf-8", b"// LICENSE\n"),
    ],
)
def test_the_viewers_files(server: Server, path: str, content_type: str, body: bytes) -> None:
    """They come with the types that a browser insists on, and a policy that keeps them here."""
    reply = ask(server.url, path)
    assert (reply.status, reply.headers["Content-Type"], reply.body) == (200, content_type, body)
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    assert "http" not in reply.headers["Content-Security-Policy"]


def test_the_whole_package(server: Server, package: Package) -> None:
    """With its length and type, and word that parts may be asked for."""
    whole = ask(server.url, package_path(package))
    head = ask(server.url, package_path(package), "HEAD")
    assert (whole.status, whole.body) == (200, package.path.read_bytes())
    assert (head.status, head.body) == (200, b"")
    for reply in (whole, head):
        assert reply.headers["Content-Length"] == str(package.path.stat().st_size)
        assert reply.headers["Content-Type"] == "application/wacz"
        assert reply.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("header", "cut"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-4099", slice(100, 4100)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-22", slice(-22, None)),
        ("bytes=5-999999999", slice(5, None)),
    ],
)
def test_parts_of_the_package(server: Server, package: Package, header: str, cut: slice) -> None:
    """Just the octets that were asked for, and where they stand."""
    reply, whole = asked(server, package, header), package.path.read_bytes()
    first, end, _ = cut.indices(len(whole))
    assert reply.status == 206
    assert reply.body == whole[cut]
    assert reply.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(whole)}"
    assert reply.headers["Content-Length"] == str(end - first)


def test_parts_that_are_not_there(server: Server, package: Package) -> None:
    """416 behind the end; what is no range of bytes gives the whole."""
    size = package.path.stat().st_size
    behind = asked(server, package, f"bytes={size}-")
    assert (behind.status, behind.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert behind.body == b""
    for header in ("bytes=9-2", "bytes=", "bytes=-", "items=0-1", "bytes=0-1,5-6", "bytes=x-y"):
        assert asked(server, package, header).status == 200, header


@given(st.integers(1, 50), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
def test_a_part_is_what_the_rfc_says(size: int, first: int | None, last: int | None) -> None:
    """RFC 9110 §14.1.2, octet by octet: first-last both counted, -n the last n."""
    text = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    octets = range(size)
    if (first is None and last is None) or (None not in (first, last) and last < first):
        assert part(text, size) is None
        return
    if first is None:
        wanted = [n for n in octets if n >= size - last]
    else:
        wanted = [n for n in octets if n >= first and (last is None or n <= last)]
    if wanted:
        assert list(part(text, size)) == wanted
    else:
        with pytest.raises(NotSatisfiable):
            part(text, size)


def test_many_ask_at_once(server: Server, package: Package) -> None:
    """A viewer asks for many parts side by side; each gets its own."""
    whole = package.path.read_bytes()

    def piece(at: int) -> bool:
        return asked(server, package, f"bytes={at}-{at + 999}").body == whole[at : at + 1000]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(piece, range(0, 200_000, 1000)))


def test_one_connection_carries_many_requests(server: Server, package: Package) -> None:
    """What is answered with an error is framed like the rest: the connection goes on."""
    netloc = urlsplit(server.url).netloc
    paths = ("/", "/nothing", package_path(package), "/ui.js")
    with socket.create_connection(tuple(netloc.split(":"))) as wire, wire.makefile("rb") as answers:
        for path in paths:
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode())
            assert answers.readline().startswith(b"HTTP/1.1 ")
            fields = dict(line.split(b": ", 1) for line in iter(answers.readline, b"\r\n"))
            size = int(fields[b"Content-Length"])
            assert len(answers.read(size)) == size


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/viewer/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/package.json",
        "/replay/",
        "/replay/../LICENSE",
        "/archive.wacz",
    ],
)
def test_no_path_leads_elsewhere(server: Server, path: str) -> None:
    """Nothing is served but what is named."""
    assert ask(server.url, path).status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "", "::1"])
def test_other_names_are_not_answered(server: Server, host: str) -> None:
    """A site whose name was made to lead here (DNS rebinding) reads nothing."""
    port = urlsplit(server.url).port
    reply = ask(server.url, "/", Host=host.format(port=port))
    assert reply.status == 421
    assert b"usst" not in reply.body
    assert ask(server.url, "/", Host=f"localhost:{port}").status == 200


def test_only_loopback_is_listened_on(server: Server) -> None:
    """Nobody else on the network gets at the archive."""
    assert server.url.startswith("http://127.0.0.1:")
    hexadecimal = f"{urlsplit(server.url).port:04X}"
    table = Path("/proc/net/tcp")
    if not table.is_file():
        pytest.skip("needs Linux")
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{hexadecimal}")]
    assert listening == [f"0100007F:{hexadecimal}"]


def test_a_package_that_went_away(server: Server, package: Package) -> None:
    """It is said so, and the server goes on."""
    package.path.unlink()
    assert ask(server.url, package_path(package)).status == 404
    assert ask(server.url, "/").status == 200


def test_other_contents_have_another_address(tmp_path: Path) -> None:
    """A viewer keeps what it read under an address: another archive must not be taken for it."""
    first = open_package(package_file(tmp_path, title="one"))
    second = open_package(package_file(tmp_path, title="two"))
    assert package_path(first) != package_path(second)
    assert package_path(second) == package_path(open_package(second.path))


def test_a_home_page_in_py_waczs_spelling_or_none(tmp_path: Path) -> None:
    """py-wacz writes mainPageURL; a package that names none opens at its list of pages."""
    assert open_package(package_file(tmp_path, mainPageURL=HOME)).home == HOME
    bare = open_package(package_file(tmp_path))
    assert (bare.home, bare.title) == (None, "news & more.wacz")
    with Server(bare, Viewer(viewer_folder(tmp_path / "viewer"))) as serving:
        assert b'"url"' not in ask(serving.url, "/").body


def test_a_title_does_not_end_the_script(tmp_path: Path) -> None:
    """What a package says of itself is text."""
    package = open_package(package_file(tmp_path, title="</script><b>", mainPageUrl="</script><i>"))
    with Server(package, Viewer(viewer_folder(tmp_path / "viewer"))) as serving:
        text = ask(serving.url, "/").body.decode()
    assert text.count("</script>") == 2
    assert "<b></b>" not in text
    assert "<i>" not in text


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package(tmp_path: Path, content: bytes) -> None:
    """It is said in one line."""
    path = tmp_path / "a.wacz"
    path.write_bytes(content)
    with pytest.raises(NoPackage, match="is no WACZ; make one with `usstnews pack`"):
        open_package(path)


def test_the_served_bytes_do_not_pass_through_memory(tmp_path: Path) -> None:
    """A part of a package of 3 GB is answered at once: the file is sparse, the part is sent."""
    package = open_package(package_file(tmp_path))
    with package.path.open("r+b") as file:
        file.truncate(3_000_000_000)
        file.seek(2_999_999_000)
        file.write(b"x" * 1000)
    with Server(package, Viewer(viewer_folder(tmp_path / "viewer"))) as serving:
        reply = asked(serving, package, "bytes=-1500")
    assert hashlib.sha256(reply.body).digest() == hashlib.sha256(bytes(500) + b"x" * 1000).digest()
