"""What a stylesheet draws in: other sheets, images, fonts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tinycss2 import parse_component_value_list
from tinycss2.bytes import decode_stylesheet_bytes
from webencodings import lookup

from usstnews.extract.needed import Needed, sound, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycss2.ast import Node

__all__ = ["decode_css", "references"]

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE | re.ASCII)
# A rule's head, or a declaration: what stands between braces and semicolons outside strings,
# comments and addresses. Tokens do not reach across, so each can be read without the others.
STATEMENT = re.compile(
    r"""(?:
        [^;{}"'/\\(]++
        | (?<=url)(?<![\w-]url)\((?!\s*["'])(?:[^)\\]|\\.)*+\)?
        | \(
        | /\*.*?(?:\*/|\Z)
        | /
        | "(?:[^"\\\n\r\f]|\\.)*+"?
        | '(?:[^'\\\n\r\f]|\\.)*+'?
        | \\.?
    )++""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# The few statements worth the tokeniser, which reads a megabyte a second. Names may be escaped.
DRAWING = re.compile(
    r"url\((?!\s*+[\"']?+(?:data:|#|\)))|image-set\(|@import|@[\w-]{0,9}\\|\\[^\"'(\\]{0,30}\(",
    re.IGNORECASE,
)
PLAIN = re.compile(r"""\burl\(\s*+(["']?+)([^"'()\\\s]++)\1\s*+\)""", re.IGNORECASE)
LONGEST = 1 << 16  # characters: the tokeniser takes a second for a million
SETS = frozenset({"image-set", "-webkit-image-set"})


def decode_css(body: bytes, content_type: str | None = None, around: str | None = None) -> str:
    """Decode a stylesheet by its BOM, header, `@charset`, or the encoding of what links it.

    UTF-8 where none says otherwise; bytes that are none of the encoding become U+FFFD. The order
    is that of CSS Syntax 3.

    >>> decode_css('@charset "gbk"; a { content: "张" }'.encode("gbk"))[-5:]
    '"张" }'
    """
    stated = CHARSET.search(content_type or "")
    environment = lookup(around) if around else None
    css, _ = decode_stylesheet_bytes(body, stated[1] if stated else None, environment)
    return str(css)


def references(css: str) -> Iterator[tuple[str, Needed]]:
    """Give the addresses in a stylesheet, or in a `style` attribute, as they are written.

    Whatever is broken is passed over. The time is linear in the text.

    >>> list(references('@import "a.css" print; p { background: url(b.png) /* url(c.png) */ }'))
    [('a.css', <Needed.STYLESHEET: 'stylesheet'>), ('b.png', <Needed.IMAGE: 'image'>)]
    """
    for statement in STATEMENT.finditer(css):
        if DRAWING.search(statement[0]):
            for url, kind in _drawn(statement[0]):
                yield sound(url), kind


def _drawn(statement: str) -> Iterator[tuple[str, Needed]]:
    """Give the addresses in one statement; of a monster, those that need no tokeniser."""
    if len(statement) > LONGEST:
        yield from ((match[2], Needed.IMAGE) for match in PLAIN.finditer(statement))
        return
    try:
        tokens = parse_component_value_list(statement, skip_comments=True)
    except ValueError:  # a number of more digits than Python converts
        return
    rule = declared = None
    for within, token in _walk(tokens):
        if token.type == "at-keyword":
            rule = token.lower_value
        elif token.type == "ident" and declared is None:
            declared = token.lower_value
        url = _address(within, token, imported=rule == "import")
        if url is None:
            continue
        if rule == "import":
            yield url, Needed.STYLESHEET
            return  # what follows are the conditions
        if rule is None:  # other rules' heads state namespaces, and conditions
            is_font = declared == "src" or told(url) is Needed.FONT
            yield url, Needed.FONT if is_font else Needed.IMAGE


def _address(within: str, token: Node, *, imported: bool) -> str | None:
    """Read the address that a token is, by the function that it stands in."""
    if token.type == "url":
        return str(token.value)
    if token.type == "string" and (within == "url" or within in SETS or (imported and not within)):
        return str(token.value)
    return None


def _walk(tokens: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Give each token with the function that it stands in, however deep it is nested."""
    stack = [("", iter(tokens))]
    while stack:
        within, rest = stack[-1]
        token = next(rest, None)
        if token is None:
            stack.pop()
            continue
        yield within, token
        if token.type == "function":
            stack.append((token.lower_name, iter(token.arguments)))
        elif token.type in {"() block", "[] block"}:
            stack.append((within, iter(token.content)))
