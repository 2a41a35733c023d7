"""Markup that nests too deep for the parser, made shallow."""

from __future__ import annotations

import re
from collections import Counter

TAG = re.compile(r"<(/?)(!--|[a-zA-Z][a-zA-Z0-9:-]*)")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
    | {"!--"}
)
# What stands up to these is no markup.
UNREAD = {"!--": "-->"} | {
    name: f"</{name}" for name in ("script", "style", "textarea", "title", "iframe", "noscript")
}
# Their end tags are left away, and the next of their kind ends them.
CLOSED_BY_NEXT = frozenset({"p", "li", "dd", "dt", "tr", "td", "th", "option"})
DEEPEST = 400


def shallow(html: str) -> str:
    """Close elements that nest too deep before the next one opens, as browsers do.

    So all words, links and images stay, in their order; only what is around them is lost.
    """
    written: list[str] = []
    stack: list[str] = []
    held = Counter[str]()
    done = start = 0
    is_open = False  # one element at the deepest level; it is the last of the stack
    small = html.lower()
    while match := TAG.search(html, start):
        start = match.end()
        name = match[2].lower()
        if not match[1] and name in UNREAD:
            start = _found(small, UNREAD[name], start)
        if name in VOID:
            continue
        if not match[1]:
            if name in CLOSED_BY_NEXT and stack[-1:] == [name]:
                held[stack.pop()] -= 1
                is_open = False
            if is_open:
                written += (html[done : match.start()], f"</{stack[-1]}>")
                done = match.start()
            stack.append(name)
            held[name] += 1
            is_open = len(stack) > DEEPEST
        elif held[name]:
            last = stack[-1]
            while (ended := stack.pop()) != name:
                held[ended] -= 1
            held[name] -= 1
            if len(stack) >= DEEPEST:  # its own start is closed already, unless it was the last
                written += (html[done : match.start()], f"</{last}>" if is_open else "")
                done = start = _found(html, ">", start) + 1
            is_open = False
    return "".join((*written, html[done:]))


def _found(html: str, end: str, start: int) -> int:
    """Find where a part that is no markup ends."""
    found = html.find(end, start)
    return len(html) if found < 0 else found
