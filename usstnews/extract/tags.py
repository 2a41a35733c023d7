"""What HTML's elements are to a reader: blocks, lists, tables, and what is never seen."""

from __future__ import annotations

LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
ITEMS = frozenset({"li", "dd", "dt"})
CELLS = frozenset({"td", "th"})
ROWS = frozenset({"tbody", "thead", "tfoot"})
TABULAR = ROWS | {"table", "tr"}  # what cells stand in
FIXED = LISTS | ITEMS | CELLS | TABULAR | {"caption", "body"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset(
    {"p", "pre", "listing", "div", "blockquote", "center", "address", "hr", "hgroup", "search"}
    | {"section", "article", "aside", "header", "footer", "main", "nav", "details", "summary"}
    | {"figure", "figcaption", "form", "fieldset", "legend", "dialog"}
    | FIXED
    | HEADINGS
)
# Elements whose content is drawn in their stead, or is there for browsers that cannot draw them.
REPLACED = frozenset(
    {"iframe", "object", "video", "audio", "canvas", "meter", "progress"}
    | {"select", "textarea", "button"}
)
# `rp` is for browsers that cannot set a reading above its word; an annotation is of a formula.
UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "rp", "datalist"}
    | {"annotation", "annotation-xml"}
)
