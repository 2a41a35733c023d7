"""`usstnews import-text`: articles of pages that were kept as plain text."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from usstnews.archive.warc.conversions import LARGEST, MAGIC, DamagedWet, read_conversions
from usstnews.cli.extract import find_site
from usstnews.cli.output import UnwritableOutput, counted, written
from usstnews.errors import UsstnewsError
from usstnews.extract import NotAnArticle, extract_plain
from usstnews.sites import origin, site_of
from usstnews.urls import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.items import Article
    from usstnews.sites import Site

PATH = click.Path(path_type=Path)
GZIP = b"\x1f\x8b"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = re.compile("[\0-\x08]")
HTML = re.compile(r"\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE)
SHOWN = 3  # files that are named in one line


class NoText(UsstnewsError):
    """A file holds no article as plain text."""


class NotAllRead(UsstnewsError):
    """Some files gave no article, or were torn behind one; what was read is written."""


@click.command(name="import-text")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, help="A file; stdout if left.")
@click.option("--url", help="Where the page stood, of a single file; its own file:// URL if left.")
@click.option("--site", "spec", help="usst, vsb or package.module:NAME; by the URL's host if left.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of files without a BOM.")
def import_text(
    files: tuple[Path, ...], output: Path | None, url: str | None, spec: str | None, encoding: str
) -> None:
    """Read articles of pages that were kept as plain text.

    Prints them as JSON Lines. Breadcrumb, title and date line may be missing. A file is the text of
    one page, or a WET file with the texts of many, of which those at an article's address (of the
    site, if one is named) are read; either may be gzipped. A file that gives no article, or is
    torn, costs none of the others, but the exit status 1. Where none gives one, no file is written.

    Example: usstnews import-text page.txt --url https://en.usst.edu.cn/info/1023/2065.htm

    Example: usstnews import-text CC-MAIN-*.warc.wet.gz --site usst -o usst.jsonl
    """
    address = _checked(files, output, url, encoding)
    site = find_site(spec) if spec else None
    done = Imported(files, output)
    with written(output) as out:
        for file in files:
            before = done.articles, done.others
            try:
                for article in _read(file, address, site, encoding):
                    if article is None:
                        done.others += 1
                        continue
                    print(article.to_json(), file=out)
                    done.articles += 1
                if done.articles == before[0]:
                    pages = counted(done.others - before[1], "page")
                    done.unread.append(f"{file}: {pages} in it, none of them an article")
            except (NoText, DamagedWet) as error:
                is_unread = done.articles == before[0]
                (done.unread if is_unread else done.torn).append(f"{file}: {error}")
        if not done.articles:
            raise NotAllRead(done.said())  # before the output has its name
    if done.unread or done.torn:
        raise NotAllRead(done.said())
    if output or done.others:
        click.echo(done.said(), err=True)


@dataclass
class Imported:
    """What came of files: how many articles and `others`, which are `unread`, and which `torn`
    behind an article; each with the reason.
    """

    files: tuple[Path, ...]
    output: Path | None
    articles: int = 0
    others: int = 0
    unread: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    def said(self) -> str:
        """Say it in a line."""
        said = counted(self.articles, "article")
        if self.output and self.articles:
            said += f" in {self.output}"
        if self.others:
            said += f", {counted(self.others, 'record')} of other pages left out"
        for faults, what in ((self.unread, "read"), (self.torn, "read whole")):
            if faults:
                more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
                said += f"; {len(faults)} of {counted(len(self.files), 'file')} not {what}: "
                said += "; ".join(faults[:SHOWN]) + more
        return said


def _checked(
    files: tuple[Path, ...], output: Path | None, url: str | None, encoding: str
) -> str | None:
    """Refuse options that do not fit; give the URL in its spelling."""
    try:
        "".encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise click.BadParameter(f"{encoding!r} is unknown", param_hint="--encoding") from error
    if (
        output
        and output.exists()
        and any(each.exists() and each.samefile(output) for each in files)
    ):
        raise UnwritableOutput(f"{output} is to be read; name another file with -o")
    if url is None:
        return None
    if len(files) > 1:
        raise click.UsageError("--url goes with a single file")
    try:
        return web_address(url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from error


def _read(
    file: Path, url: str | None, site: Site | None, encoding: str
) -> Iterator[Article | None]:
    """Read the articles of a file; None for each page of a WET file that is something else."""
    with _opened(file) as stream:
        if stream.peek(len(MAGIC))[: len(MAGIC)] != MAGIC:
            text = _decoded(stream.read(LARGEST + 1), encoding)
            yield _article(text, url or file.resolve().as_uri(), site)
            return
        if url:
            raise NoText("this is a WET file, whose records name their URLs; leave --url out")
        for found, block in read_conversions(stream):
            yield _article_of(found, block, site)


@contextmanager
def _opened(file: Path) -> Iterator[io.BufferedReader]:
    """Open a file, gzipped or not; raises `NoText` for whatever cannot be read of it."""
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(file.open("rb"))
            if stream.peek(2)[:2] == GZIP:
                stream = stack.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=stream)))
        except OSError as error:
            raise NoText(f"it cannot be read ({error.strerror})") from error
        try:
            yield stream
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise NoText(f"it is damaged ({error})") from error


def _decoded(data: bytes, encoding: str) -> str:
    """Decode the text of a page, by its BOM if it has one; raises `NoText` for what is no text."""
    if len(data) > LARGEST:
        raise NoText("it is larger than a page's text")
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), encoding)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        if BINARY.search(data.decode(encoding, "replace")):
            raise NoText("it is no text") from error
        raise NoText(f"it is no {encoding}; name its encoding with --encoding") from error
    if BINARY.search(text):
        raise NoText("it is no text")
    if HTML.match(text):
        raise NoText("it is HTML, which `usstnews extract` reads")
    return text


def _article(text: str, url: str, site: Site | None) -> Article:
    try:
        return extract_plain(text, url, site)
    except NotAnArticle as error:
        raise NoText(f"it is {error.kind.value}" if text.strip() else "it is empty") from error


def _article_of(url: str | None, text: bytes, site: Site | None) -> Article | None:
    """Read the article of a WET record, if it stands at an article's address."""
    try:
        url = web_address(url or "")
        known = site or site_of(url)
        known = known if known.base_url else known.at(origin(url))
        url = known.canonical(url)
        if known.article_ref(url) is None:
            return None
        return extract_plain(text.decode(errors="replace"), url, known)
    except (ValueError, NotAnArticle):
        return None
