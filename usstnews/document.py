"""An HTML document of our own, for a browser of any width; nothing of it is asked for elsewhere."""

from __future__ import annotations

from html import escape
from string import Template

DOCUMENT = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
$style
</style>
</head>
<body>
$body
</body>
</html>
""")


def document(title: str, style: str, body: str) -> str:
    r"""Write a document of its title, which is text, its CSS and its body, which is HTML.

    >>> written = document("News & Events", "p { margin: 0 }", "<p>Here.</p>")
    >>> print(written[written.index("<title>") :])
    <title>News &amp; Events</title>
    <link rel="icon" href="data:,">
    <style>
    p { margin: 0 }
    </style>
    </head>
    <body>
    <p>Here.</p>
    </body>
    </html>
    <BLANKLINE>
    """
    return DOCUMENT.substitute(title=escape(title), style=style, body=body)
