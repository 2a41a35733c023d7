"""Bodies that are larger than the memory that they may take."""

import hashlib
import json
import random
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from usstnews.archive.warc.http1 import READ_MOST

CRAWL = Path(__file__).with_name("large_crawl.py")
PIECE = random.Random(4).randbytes(1_000_000)
MOST = 60_000  # KiB


def pieces(megabytes: int) -> Iterator[bytes]:
    """Yield a body's parts, no two alike."""
    for number in range(megabytes):
        yield number.to_bytes(4, "big") + PIECE[4:]


class Server(socketserver.StreamRequestHandler):
    """Answers /chunked/200 and /length/200 with so many megabytes."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            while self.rfile.readline() != b"\r\n":
                pass
            _, framing, size = line.split()[1].split(b"/")
            self.wfile.write(head(framing.decode(), int(size)))
            for piece in pieces(int(size)):
                self.wfile.write(framed(framing.decode(), piece))
            self.wfile.write(b"0\r\n\r\n" if framing == b"chunked" else b"")


def head(framing: str, megabytes: int) -> bytes:
    """Write the head of an answer."""
    length = f"Content-Length: {megabytes * len(PIECE)}"
    field = "Transfer-Encoding: chunked" if framing == "chunked" else length
    return f"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n{field}\r\n\r\n".encode()


def framed(framing: str, piece: bytes) -> bytes:
    """Write a piece of a body, in chunks of 8000 octets if it is chunked."""
    if framing != "chunked":
        return piece
    parts = (piece[start : start + 8000] for start in range(0, len(piece), 8000))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)


@contextmanager
def serving() -> Iterator[str]:
    """Serve on loopback."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def crawl(url: str, out: Path) -> dict[str, Any]:
    """Crawl in a process of its own."""
    command = [sys.executable, "-W", "error", str(CRAWL), url, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_memory_does_not_grow_with_a_body(tmp_path: Path, framing: str) -> None:
    """200 MB are fetched, stored, revisited and read back, byte for byte, in what 1 MB takes."""
    with serving() as base:
        small = crawl(f"{base}/{framing}/1", tmp_path / "small")
        large = crawl(f"{base}/{framing}/200", tmp_path / "large")
    for told, size in ((small, 1), (large, 200)):
        payload, block = hashlib.sha256(), hashlib.sha256(head(framing, size))
        for piece in pieces(size):
            payload.update(piece)
            block.update(framed(framing, piece))
        block.update(b"0\r\n\r\n" if framing == "chunked" else b"")
        assert told["payload"] == payload.hexdigest()
        assert told["digest"] == f"sha256:{payload.hexdigest()}"
        assert told["block"] == block.hexdigest()
        assert told["revisit"].encode() == head(framing, size)
        assert told["given"] == min(size * len(PIECE), READ_MOST)
        assert told["file"] < 1.01 * size * len(PIECE) + 9000
    assert large["crawled"] - small["crawled"] < MOST
    assert large["read"] - small["read"] < MOST
