"""Pack an archive into one file that ReplayWeb.page opens: WACZ 1.1.1.

Nothing is held in memory that grows with the archive but the names of its files. Packing changes
nothing in the archive; what a crawl is writing beside it is left to the next package.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from usstnews import drafts
from usstnews.archive.captures import BASE_FIELD
from usstnews.archive.cdxj import finished, index_lines, merged
from usstnews.archive.fixity import must_be_whole, read_manifest
from usstnews.archive.wacz.pages import Seen, article_pages
from usstnews.archive.wacz.part import cut
from usstnews.archive.wacz.signature import sign as signature_of
from usstnews.archive.wacz.zipnum import put_index
from usstnews.archive.wacz.zipped import Package, pieces, told
from usstnews.archive.warc import read_records
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from usstnews.archive.layout import Archive

SUFFIX = ".wacz"


class NothingToPack(UsstnewsError):
    """The archive holds no finished WARC file, or nothing of the time asked for."""


class UnusableOutput(UsstnewsError):
    """The package cannot be written where it should be."""


class AlteredFile(UsstnewsError):
    """A WARC file is not what it was when it was finished."""


class Packed(NamedTuple):
    """What went into a package; `size` is the package's, in octets."""

    captures: int
    pages: int
    warc_files: int
    size: int


class _Job(NamedTuple):
    archive: Archive
    files: list[Path]
    """The archive's finished WARC files; a crawl may finish more beside."""
    since: date | None
    folder: Path
    """For what is needed only while packing."""
    progress: Callable[[int], object]


class Origin(NamedTuple):
    """Which site an archive is of, and where that was served."""

    site: str
    base_url: str | None


def pack(
    archive: Archive,
    output: Path,
    *,
    since: date | None = None,
    sign: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Packed:
    """Pack an archive, or what was captured since a day (UTC) and what that needs to be replayed.

    `progress` is told the octets of WARC files gone through. The output gets its name when it is
    whole. Raises `NoArchive`, `NothingToPack`, `UnusableOutput`, `OutputInArchive`, `MissingFile`,
    `AlteredFile`, `DamagedArchive`, `DamagedLine`.
    """
    _check(archive.must_exist(), output)
    try:
        with (
            drafts.beside(output) as folder,
            ExitStack() as stack,
        ):
            draft = folder / output.name
            job = _Job(archive, finished(archive), since, folder, progress)
            files = _chosen(job)
            package = Package(draft)
            stack.callback(package.abandon)
            packed = _fill(package, job, files, sign=sign)
            package.close()
            size = draft.stat().st_size
            draft.replace(output)
    except OSError as error:
        beside = str(output.parent / drafts.prefix(output))
        if error.filename is not None and not str(error.filename).startswith(beside):
            raise
        raise _unusable(output, error.strerror or str(error)) from error
    return packed._replace(size=size)


def _check(archive: Archive, output: Path) -> None:
    if output.suffix != SUFFIX:
        raise UnusableOutput(f"{output}: the name of a package ends in {SUFFIX}")
    archive.keep_out(output)
    if not output.resolve().parent.is_dir():
        raise _unusable(output, f"there is no folder {output.parent}")
    if output.is_dir():
        raise _unusable(output, "it is a folder")
    must_be_whole(archive)


def _unusable(output: Path, reason: str) -> UnusableOutput:
    return UnusableOutput(f"cannot write {output}: {reason}; name another file with -o")


def _chosen(job: _Job) -> list[Path]:
    """Give the WARC files to pack: the archive's own, and for a part new ones for the rest."""
    if not job.files:
        root = job.archive.root
        how = f"; the next crawl, or `usstnews reextract {root} --replace`, finishes what is open"
        raise NothingToPack(
            f"{root} holds no finished WARC file{how if job.archive.warc_files() else ''}"
        )
    if job.since is None:
        return job.files
    home = origin(job.files[-1]).base_url
    chosen = cut(job.files, job.since, home, job.folder, job.progress)
    if not chosen:
        raise NothingToPack(
            f"{job.archive.root} holds nothing captured since {job.since};"
            f" the last capture is of {_last_day(job.files[-1])}"
        )
    return chosen


def _last_day(path: Path) -> str:
    """Give the day (UTC) of the last capture in a WARC file."""
    return max((record.date for record in read_records(path)), default="")[:10]


def _fill(package: Package, job: _Job, files: Sequence[Path], *, sign: bool) -> Packed:
    """Put everything into the package; its size is not known yet."""
    _put_warc_files(package, job, files)
    came_from = origin(files[-1])
    seen = Seen(came_from.base_url)
    indexes = [_index(job, path) for path in files]
    put_index(package, seen.watch(merged(indexes)), sum(each.stat().st_size for each in indexes))
    if not seen.captures:
        raise NothingToPack(f"{job.archive.root} holds no whole answer of the site")
    names = {path.name for path in job.files}
    articles = article_pages(job.archive.articles, names, job.since)
    package.put("pages/pages.jsonl", seen.list_pages(articles), squeeze=True)
    _describe(package, came_from, seen, job.since, sign=sign)
    return Packed(seen.captures, seen.pages, len(files), 0)


def _put_warc_files(package: Package, job: _Job, files: Sequence[Path]) -> None:
    held = read_manifest(job.archive)
    # Of a part, the files were gone through before.
    progress = job.progress if job.since is None else lambda _: None
    for path in files:
        size = path.stat().st_size
        stored = package.put(f"archive/{path.name}", told(pieces(path), progress), size=size)
        if held.get(path.name, stored.sha256) != stored.sha256:
            raise AlteredFile(
                f"{path} is not what {job.archive.manifest.name} says;"
                f" `usstnews verify {job.archive.root}` tells where"
            )


def _index(job: _Job, path: Path) -> Path:
    """Find the index of a WARC file; what is not indexed yet is so outside the archive."""
    made = job.archive.index_file(path.name)
    if path.parent == job.archive.warc and made.exists():
        return made
    draft = job.folder / made.name
    with draft.open("wb") as out:
        out.writelines(index_lines(path))
    return draft


def origin(path: Path) -> Origin:
    """Read off a WARC file's warcinfo which site it is of."""
    for record in read_records(path):
        if record.type == "warcinfo":
            fields = dict(record.fields)
            return Origin(fields.get("isPartOf", "unknown"), fields.get(BASE_FIELD))
        break
    return Origin("unknown", None)


def _describe(
    package: Package, came_from: Origin, seen: Seen, since: date | None, *, sign: bool
) -> None:
    """Add the manifest, its digest and, if asked for, the signature."""
    software = f"usstnews {version('usstnews')}"
    created = seen.latest
    described: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": f"News of {came_from.base_url or came_from.site}",
        "description": _description(came_from, seen, since),
        "software": software,
        "created": created,
        "modified": created,
    }
    if seen.main is not None:
        described |= {"mainPageUrl": seen.main.url, "mainPageDate": seen.main.date}
    described["resources"] = [resource.to_dict() for resource in package.resources]
    manifest = json.dumps(described, ensure_ascii=False, indent=2).encode()
    package.put("datapackage.json", [manifest])
    stated = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    digest: dict[str, Any] = {"path": "datapackage.json", "hash": stated}
    if sign:
        digest["signedData"] = signature_of(stated, created, software)
    package.put("datapackage-digest.json", [json.dumps(digest, indent=2).encode()])


def _description(came_from: Origin, seen: Seen, since: date | None) -> str:
    part = f" since {since}, with what they need from before" if since else ""
    return (
        f"{seen.captures} captures of {came_from.base_url or came_from.site}{part}, from"
        f" {seen.first} to {seen.latest}; {seen.pages} pages in the list."
    )
