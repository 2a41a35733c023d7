"""Chromium, cut off from everything but loopback, with a log of all that it tried to reach."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

INSTALL = "run scripts/install-browser-tools (`make slow` does)"
# What Chromium asks for on its own account, whatever is told it; here it reaches a closed port.
OWN = ("accounts.google.com", "content-autofill.googleapis.com", "update.googleapis.com")
CLOSED = "127.0.0.1:1"
# No name is resolved, so nothing can leave; that nothing tries to is read from the log, where
# every name that a page would have had resolved, if only beforehand, stands as UNRESOLVED.
UNRESOLVED = "~NOTFOUND"
RULES = [
    *(f"MAP {host} {CLOSED}" for host in OWN),
    f"MAP * {UNRESOLVED}",
    "EXCLUDE 127.0.0.1",
]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules={', '.join(RULES)}",
)
SIZE = {"width": 1280, "height": 900}
WEB = {"http", "https", "ws", "wss", "ftp"}
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}


def chromium() -> Path:
    """Find Chromium; a test that needs it fails where it is missing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail(f"no chromium here: {INSTALL}")
    return Path(found)


@contextmanager
def browsing(profile: Path, log: Path | None = None) -> Iterator[Page]:
    """Open Chromium with an empty profile; what it does on the network goes into `log`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.fail(f"no playwright here: {INSTALL}")
    flags = [*FLAGS, *([f"--log-net-log={log}"] if log else [])]
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=chromium(), args=flags, viewport=SIZE, locale="en-GB"
        )
        try:
            yield context.pages[0]
        finally:
            context.close()


def reached(log: Path) -> set[str]:
    """Read from a net log every host that was asked for, resolved or connected to, with its port.

    Loopback is left in, since the origin stood there; what Chromium asks for itself is left out.
    """
    text = log.read_text("utf-8")
    try:
        told = json.loads(text)
    except ValueError:  # Chromium was ended before the log was
        told = json.loads(text.rstrip().rstrip(",") + "]}")
    kinds = {number: name for name, number in told["constants"]["logEventTypes"].items()}
    hosts = set()
    for event in told["events"]:
        parameters = event.get("params", {})
        kind = kinds[event["type"]]
        if kind == "URL_REQUEST_START_JOB" and "url" in parameters:
            hosts |= _web(parameters["url"])
        elif kind == "HOST_RESOLVER_MANAGER_REQUEST" and "host" in parameters:
            hosts.add(re.sub(r"^\w+://", "", str(parameters["host"])))
        elif kind == "TCP_CONNECT_ATTEMPT" and "address" in parameters:
            hosts.add(parameters["address"])
    return hosts - {CLOSED, *OWN}


def _web(url: str) -> set[str]:
    parts = urlsplit(url)
    return {parts.netloc} if parts.scheme in WEB else set()


def is_loopback(host: str) -> bool:
    """Tell whether a host, with or without a port, is this machine.

    >>> [is_loopback(host) for host in ("127.0.0.1:80", "[::1]:80", "localhost", "8.8.8.8:53")]
    [True, True, True, False]
    """
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOOPBACK_NAMES
