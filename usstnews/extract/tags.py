"""What HTML's elements are to a reader: blocks, lists, tables, and what is never seen."""

from __future__ import annotations

LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
ITEMS = frozenset({"li", "dd", "dt"})
CELLS = frozenset({"td", "th"})
ROWS = frozenset({"tbody", "thead", "tfoot"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset(
    {"p", "pre", "div", "blockquote", "center", "address", "hr"}
    | {"section", "article", "aside", "header", "footer", "main", "nav", "details", "summary"}
    | {"figure", "figcaption", "form", "fieldset", "legend", "table", "caption", "tr", "body"}
    | HEADINGS
    | LISTS
    | ITEMS
    | CELLS
    | ROWS
)
# Elements whose content is drawn in their stead, or is there for browsers that cannot draw them.
REPLACED = frozenset(
    {"iframe", "object", "video", "audio", "canvas", "select", "textarea", "button"}
)
UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "math"})
