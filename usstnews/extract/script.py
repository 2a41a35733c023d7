"""The media that a page's inline scripts name, told without running them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.media import SHOWN_VIDEO, STORED
from usstnews.extract.needed import Needed, sound, told
from usstnews.text.digest import local_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["literals"]

# A pair of quotes in a regular expression misleads it to the end of the line, no further. What is
# not closed is taken too, so that nothing is read twice.
LEXEME = re.compile(
    r"""//[^\n]*+ | /\*.*?(?:\*/|\Z) | (["'`])((?:(?!\1)[^\\\n]|\\.)*+)(\1)?""",
    re.DOTALL | re.VERBOSE,
)
HINT = re.compile(
    r"/__local|/_mediafile|/virtual_attach|\.(?!jsp|html?\b)[a-z]\w{1,4}(?=[\"'`\\?|\s>])",
    re.IGNORECASE | re.ASCII,
)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
# In markup that a script writes. An address that goes on in another literal has no end here.
WRITTEN = re.compile(
    r"\s(?:src|href|poster|background|data-[a-z-]+)\s*=\s*"
    r"(?:\"([^\"<>]+)\"|'([^'<>]+)'|([^\s\"'<>]+)(?=[\s>]))",
    re.IGNORECASE,
)
AUDIO = re.compile(r"showVsbAudio\(\s*[\"']([^\"']+)")
# A blank may stand in a path, but what does not begin as a path does is a sentence.
NO_ADDRESS = re.compile(r"[^\S ]|[<>\"'(){}]|\$\{|^(?!\.{0,2}/|https?:)[^ ]* ")
SHOWING = frozenset(
    {Needed.IMAGE, Needed.MEDIA, Needed.FONT, Needed.STYLESHEET, Needed.SCRIPT},
)


def literals(script: str) -> Iterator[tuple[str, Needed]]:
    """Give the addresses of media that stand whole in the literals of a script.

    Those are what the CMS stores, and paths that end as an image, a video, a font, a sheet or a
    script does. Names without a folder are left out, as are the pieces of a sum, but for paths
    that state a digest: they are whole.

    >>> list(literals(r'u.addimg("\\/__local\\/4\\/09\\/8D\\/A_B_C.jpg", "info\\/1\\/2.htm")'))
    [('/__local/4/09/8D/A_B_C.jpg', <Needed.IMAGE: 'image'>)]
    >>> list(literals("a = '/images/' + n + '/b.png'; // '/images/c.png'"))
    []
    >>> list(literals("a('/images/rose garden.png', 'see /images/b.png')"))
    [('/images/rose garden.png', <Needed.IMAGE: 'image'>)]
    """
    if "showVsb" in script:
        for url in (*SHOWN_VIDEO.findall(script), *AUDIO.findall(script)):
            yield url, Needed.MEDIA
    if not HINT.search(script):
        return
    for lexeme in LEXEME.finditer(script):
        if lexeme[2] and lexeme[3]:
            text = ESCAPE.sub(_unescaped, lexeme[2])
            if "<" in text:
                yield from _media("".join(each) for each in WRITTEN.findall(text))
            else:
                whole = not _is_piece(script, lexeme)
                yield from _media(
                    url for url in text.split("|") if whole or local_digest(url)
                )  # the CMS's older carousels take their pictures as `a.jpg|b.jpg`


def _media(texts: Iterator[str]) -> Iterator[tuple[str, Needed]]:
    """Keep what is the address of a medium."""
    for text in texts:
        if "/" not in text or NO_ADDRESS.search(text):
            continue
        kind = told(text)
        if kind in SHOWING or STORED.search(text):
            yield sound(text), kind or Needed.FILE


def _is_piece(script: str, lexeme: re.Match[str]) -> bool:
    """Tell whether a literal is added to something else."""
    before = script[max(lexeme.start() - 8, 0) : lexeme.start()].rstrip()
    behind = script[lexeme.end() : lexeme.end() + 8].lstrip()
    return before.endswith("+") or (behind.startswith("+") and not behind.startswith("+="))


def _unescaped(match: re.Match[str]) -> str:
    """Read an escape; those that stand for blanks become one."""
    if match[1]:
        return chr(int(match[1], 16))
    return " " if match[2] in "nrtbfv\n" else match[2]
