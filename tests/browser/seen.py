"""What a browser shows of a page: its words, its images, its styles."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Page

WAIT = 20.0  # seconds for a page to be whole

# Runs in the page, live or replayed. Addresses are told by their last segment: players rewrite
# the rest. A background is drawn where its file loads as an image.
LOOK = r"""
async () => {
  const named = (url) => {
    const path = String(url).split("#")[0];
    return path.startsWith("data:") ? "data:" : path.slice(path.lastIndexOf("/") + 1);
  };
  const drawn = (url) => new Promise((done) => {
    const image = new Image();
    image.onload = () => done(image.naturalWidth);
    image.onerror = () => done(0);
    image.src = url;
  });
  await document.fonts.ready;
  // What a visit counter answers is never archived; a player's own answer is written instead.
  for (const each of document.querySelectorAll("body script")) {
    if (each.textContent.includes("_showDynClicks(")) each.parentElement.textContent = "";
  }
  const elements = [...document.body.querySelectorAll("*")]
    .filter((each) => each.id || each.classList.length)
    .filter((each) => !/^(wb_|_wb|__wb)/.test(each.id) && !each.closest("#_wb_frame_top_banner"));
  const styles = {}, wanted = new Map();
  for (const each of [document.body, ...elements]) {
    const style = getComputedStyle(each);
    const name = each.tagName + (each.id ? "#" + each.id : "") +
      [...each.classList].map((part) => "." + part).join("");
    if (!(name in styles)) {
      styles[name] = [style.color, style.backgroundColor, style.fontSize, style.fontFamily,
                      style.display, style.float, style.textAlign].join(" | ");
    }
    for (const [, url] of style.backgroundImage.matchAll(/url\("([^"]*)"\)/g)) {
      wanted.set(named(url), url);
    }
  }
  const backgrounds = {};
  for (const [name, url] of wanted) backgrounds[name] = await drawn(url);
  // A stylesheet that the origin did not have is empty there, and none in some players.
  const rules = (sheet) => { try { return sheet.cssRules.length } catch { return 0 } };
  return {
    text: document.body.innerText,
    images: [...document.images].map((each) => [named(each.currentSrc || each.src),
                                                each.naturalWidth]),
    sheets: [...document.querySelectorAll("link[rel~=stylesheet]")]
      .map((each) => [named(each.href), rules(each.sheet)]),
    styles, backgrounds,
    fonts: [...document.fonts].map((each) => each.family + " " + each.status).sort(),
  };
}
"""
WHOLE = """
() => document.readyState === "complete" && [...document.images].every((each) => each.complete)
"""
FOOT = "() => window.scrollTo(0, document.body.scrollHeight)"
TOP = "() => window.scrollTo(0, 0)"


@dataclass(frozen=True)
class Seen:
    """A page as a browser shows it."""

    text: str
    images: list[tuple[str, int]]
    """Name of the file and natural width of each image, 0 where it is not drawn."""
    sheets: list[tuple[str, int]]
    """Name and number of rules of each linked stylesheet, 0 where there is none."""
    styles: dict[str, str]
    """Computed style of the first element of each name."""
    backgrounds: dict[str, int]
    fonts: list[str]

    def against(self, truth: Seen) -> list[str]:
        """Tell where this differs from what was seen at the origin."""
        return [
            f"{field.name}: {_difference(getattr(truth, field.name), getattr(self, field.name))}"
            for field in fields(self)
            if getattr(truth, field.name) != getattr(self, field.name)
        ]


def _difference(live: Any, replayed: Any) -> str:
    if isinstance(live, dict):
        keys = [key for key in {**live, **replayed} if live.get(key) != replayed.get(key)]
        return "; ".join(f"{key}: {live.get(key)} → {replayed.get(key)}" for key in keys[:5])
    if isinstance(live, list):
        pairs = [(a, b) for a, b in zip(live, replayed, strict=False) if a != b]
        return f"{len(live)} → {len(replayed)}; {pairs[:5]}"
    at = next((i for i, (a, b) in enumerate(zip(live, replayed, strict=False)) if a != b), 0)
    return f"{live[at : at + 60]!r} → {replayed[at : at + 60]!r}"


def look(page: Page, frame: Callable[[], Frame | None]) -> Seen:
    """Wait until a frame shows a whole page, go to its foot and back, and say what it shows."""
    from playwright.sync_api import Error

    end, told = time.monotonic() + WAIT, "no frame"
    while time.monotonic() < end:
        found = frame()
        try:
            if found is not None and found.evaluate(WHOLE):
                found.evaluate(FOOT)
                page.wait_for_timeout(100)
                found.evaluate(TOP)
                if found.evaluate(WHOLE) and found is frame():
                    return _seen(found.evaluate(LOOK))
        except Error as error:  # the frame went on to another page meanwhile
            told = error.message
        page.wait_for_timeout(50)
    raise AssertionError(f"the page is not whole after {WAIT:.0f} s: {told}")


def _seen(told: dict[str, Any]) -> Seen:
    text = "\n".join(
        filter(None, (re.sub(r"\s+", " ", line).strip() for line in told["text"].splitlines()))
    )
    images, sheets = ([(name, size) for name, size in told[kind]] for kind in ("images", "sheets"))
    return Seen(text, images, sheets, told["styles"], told["backgrounds"], told["fonts"])
