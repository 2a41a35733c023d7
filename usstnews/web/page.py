"""The page that holds the viewer."""

from __future__ import annotations

import json
from html import escape
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

from usstnews.document import document

if TYPE_CHECKING:
    from usstnews.web.package import Package
    from usstnews.web.viewer import Viewer

__all__ = ["OWN_POLICY", "frame", "package_path"]

# What was archived may run its scripts, and may ask for nothing but what is served here. The
# viewer's own policy for replayed pages lets WebSockets through to anywhere.
SELF = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: mediastream:"
REPLAYED_POLICY = f"{SELF}; form-action 'self'; object-src 'none'"
OWN_POLICY = f"{SELF}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

# The viewer loads its frame as soon as its worker is registered, gives up after three tries, and
# shows nothing if the worker was slow to start: so the element is made when the worker is active.
STYLE = """\
html, body { height: 100%; margin: 0 }
body { display: flex; flex-direction: column; font: 14px/1.5 system-ui, sans-serif }
main { flex: 1; min-height: 0 }
footer { padding: 2px 10px; background: #eee; color: #333; font-size: 12px }"""
FRAME = Template("""\
<main id="viewer"></main>
<footer>Replay of <b>$title</b>, as it was archived: nothing is asked of the live web.
Shown by ReplayWeb.page$version (<a href="LICENSE">$licence</a>).</footer>
<script src="ui.js"></script>
<script>
const attributes = $attributes;
const show = () => {
  const element = document.createElement("replay-web-page");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.getElementById("viewer").append(element);
};
const failed = (error) => {
  document.getElementById("viewer").textContent =
    "This browser runs no service workers here, which the viewer needs: " + error;
};
const ready = async () => {
  const scope = await navigator.serviceWorker.register("replay/sw.js?serveIndex=1",
                                                       { scope: "replay/" });
  const worker = scope.installing || scope.waiting || scope.active;
  while (worker.state !== "activated") {
    await new Promise((done) => worker.addEventListener("statechange", done, { once: true }));
  }
};
ready().then(show, failed);
</script>""")


def package_path(package: Package) -> str:
    """Say under which path a package is served: another for other contents."""
    return f"/{package.key}/{quote(package.path.name)}"


def frame(package: Package, viewer: Viewer, licence: str) -> str:
    """Write the page that opens a package in the viewer, at its home page if it names one."""
    attributes = {
        "source": package_path(package),
        "coll": package.key,
        "embed": "default",
        # A link that opens a new window stays with this server, not with replayweb.page.
        "deepLink": "",
        # The file is as near as the browser's own store, which would keep a copy of what is seen.
        "noCache": "",
        "config": json.dumps({"csp": REPLAYED_POLICY}),
    }
    if package.home:
        attributes["url"] = package.home
    version = viewer.version
    body = FRAME.substitute(
        title=escape(package.title),
        version=escape(f" {version}" if version else ""),
        licence=escape(licence),
        # `<` would let a title or address close the script.
        attributes=json.dumps(attributes).replace("<", "\\u003c"),
    )
    return document(f"{package.title}: replay", STYLE, body)
