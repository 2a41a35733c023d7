"""An awkward web server on loopback that keeps every byte of every exchange: the wire's oracle."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from awkward import End, Step, steps_of
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Seen:
    """One exchange as the server saw it; `sent` is what it handed to the system."""

    scheme: str
    path: str
    method: str
    received: bytes
    sent: bytes
    end: End | None


class Origin:
    """The server: `http` and `https` are its base URLs, `seen` all its exchanges so far."""

    def __init__(
        self, directory: Path, steps: Callable[[str, int, int, bool], list[Step]] = steps_of
    ) -> None:
        self.seen: list[Seen] = []
        self._steps = steps
        self._hits: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(_certificate(directory))
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self._threads: list[threading.Thread] = []
        plain, secure = (listener.getsockname()[1] for listener in self._listeners)
        self.http, self.https = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"

    def __enter__(self) -> Self:
        for scheme, listener in zip(("http", "https"), self._listeners, strict=True):
            self._start(self._accept, scheme, listener)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> list[Seen]:
        """End what still goes on, and return all exchanges."""
        self._stopping.set()
        for listener in self._listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in self._threads:
            thread.join(timeout=10)
        return self.seen

    def _start(self, run: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, scheme: str, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self._start(self._serve, scheme, connection)

    def _serve(self, scheme: str, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError, ssl.SSLError):
            connection.settimeout(0.2)  # so that a thread hears of the end
            plain = connection
            if scheme == "https":
                plain.settimeout(10)
                connection = self._tls.wrap_socket(plain, server_side=True)
                connection.settimeout(0.2)
            end = None
            for asked_here, request in enumerate(self._requests(connection), start=1):
                end = self._respond(scheme, connection, request, asked_here)
                if end is not None:
                    break
            if isinstance(connection, ssl.SSLSocket) and end is not End.RESET:
                with suppress(OSError):
                    connection.unwrap()
            connection.close()

    def _requests(self, connection: socket.socket) -> Iterator[bytes]:
        """Yield the requests of a connection, each with its body, byte for byte."""
        data = b""
        while not self._stopping.is_set():
            head, blank, _ = data.partition(b"\r\n\r\n")
            if blank:
                length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                size = len(head) + 4 + int(length[1] if length else 0)
                if len(data) >= size:
                    yield data[:size]
                    data = data[size:]
                    continue
            try:
                more = connection.recv(65536)
            except TimeoutError:
                continue
            if not more:
                return
            data += more

    def _respond(
        self, scheme: str, connection: socket.socket, request: bytes, asked_here: int
    ) -> End | None:
        method, target, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        path = target.removeprefix(self.http).partition("?")[0]
        with self._lock:
            self._hits[path] += 1
            conditional = b"\r\nif-none-match:" in request.lower()
            steps = self._steps(path, self._hits[path], asked_here, conditional)
        sent, end = b"", None
        for step in steps:
            if isinstance(step, bytes):
                try:
                    connection.settimeout(10)
                    connection.sendall(step)
                    connection.settimeout(0.2)
                except (ConnectionError, ssl.SSLError):
                    sent, end = sent + step, End.CLOSE
                    break
                sent += step
            elif isinstance(step, End):
                end = step
            elif self._hung_up(connection, step):
                end = End.CLOSE
                break
        if end is End.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with self._lock:
            self.seen.append(Seen(scheme, path, method, request, sent, end))
        return end

    def _hung_up(self, connection: socket.socket, seconds: float) -> bool:
        """Wait, and return early if the client leaves or the server stops."""
        deadline = time.monotonic() + seconds
        if seconds < 1:
            time.sleep(seconds)
            return False
        while time.monotonic() < deadline and not self._stopping.is_set():
            try:
                return not connection.recv(1)
            except TimeoutError:
                continue
            except (ConnectionError, ssl.SSLError):
                return True
        return True


def _certificate(directory: Path) -> Path:
    """Make a self-signed certificate for 127.0.0.1, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = directory / "origin.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
