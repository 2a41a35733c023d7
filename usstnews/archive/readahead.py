"""Read the answers of a WARC file ahead of whoever takes them in, on several processors."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Self

from usstnews.archive.captures import Answer, answer_of
from usstnews.extract.reading import Reading, is_worth_reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from usstnews.archive.captures import Originals
    from usstnews.archive.replay import Note
    from usstnews.items import Capture
    from usstnews.sites.base import Site

PAGES_A_TASK = 16  # what a page costs on its way to a worker and back is little beside this many
# Bounds on memory: pages wait for a worker, and images for the pages before them.
BYTES_A_TASK = 1 << 20
ANSWER = 1 << 10  # bytes of an answer beside its body
TASKS_A_WORKER = 4


class Page(NamedTuple):
    """What reading an answer takes."""

    body: bytes
    content_type: str | None
    url: str
    status: int


class Read(NamedTuple):
    """An answer and what it says, read as a page of `site`; none where nobody read it yet. Notes
    keep their place among the answers.
    """

    answer: Answer | Note
    reading: Reading | None
    site: Site


class ReadAhead:
    """A pool of processes that read pages; with one job, nothing is read ahead."""

    def __init__(self, jobs: int = 1) -> None:
        # Forking would copy whatever threads and connections there are.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(jobs, mp_context=context) if jobs > 1 else None
        self._most = jobs * TASKS_A_WORKER

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, answers: Iterable[Answer | Note], site: Callable[[], Site]) -> Iterator[Read]:
        """Give the answers in their order, each read as a page of what `site` gave at the time."""
        if self._pool is None:
            for answer in answers:
                yield Read(answer, None, site())
            return
        under_way: deque[_Batch] = deque()
        batch = _Batch(site())
        for answer in answers:
            if batch.site != site():
                under_way.append(batch.begin(self._pool))
                batch = _Batch(site())
            batch.add(answer)
            if batch.is_full:
                under_way.append(batch.begin(self._pool))
                batch = _Batch(site())
            while len(under_way) > self._most:
                yield from under_way.popleft().end()
        under_way.append(batch.begin(self._pool))
        for each in under_way:
            yield from each.end()


class _Batch:
    """Answers that go to a worker in one piece."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._answers: list[Answer | Note] = []
        self._pages: list[Page | None] = []
        self._size = 0
        self._future: Future[list[Reading | None]] | None = None

    @property
    def is_full(self) -> bool:
        pages = sum(page is not None for page in self._pages)
        return pages >= PAGES_A_TASK or self._size >= BYTES_A_TASK

    def add(self, answer: Answer | Note) -> None:
        page = None
        if isinstance(answer, Answer):
            visit = answer.visit
            self._size += len(visit.body)
            if answer.location is None and is_worth_reading(visit.content_type):
                url = self.site.canonical(visit.url)
                page = Page(visit.body, visit.content_type, url, visit.status)
        self._answers.append(answer)
        self._size += ANSWER
        self._pages.append(page)

    def begin(self, pool: ProcessPoolExecutor) -> Self:
        with _deaf_to_ctrl_c():
            self._future = pool.submit(_read_all, self._pages, self.site)
        return self

    def end(self) -> Iterator[Read]:
        readings = self._future.result() if self._future else [None] * len(self._answers)
        for answer, reading in zip(self._answers, readings, strict=True):
            yield Read(answer, reading, self.site)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes that begin within never hear a SIGINT, not even as they begin.

    A terminal sends one to all of them; it is for the first alone, which hears it right after, and
    ends the others.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read_all(pages: list[Page | None], site: Site) -> list[Reading | None]:
    return [None if page is None else _read(page, site) for page in pages]


def _read(page: Page, site: Site) -> Reading | None:
    try:
        return read(*page, site)
    except Exception:  # noqa: BLE001  (whoever takes the page in reads it again, and says so)
        return None


def reading_of(originals: Originals, site: Site, capture: Capture) -> Reading | None:
    """Read a captured page by itself; none where its record is gone, or where it cannot be read."""
    record = originals.record(capture)
    answer = None if record is None else answer_of(record, originals)
    if answer is None:
        return None
    visit = answer.visit
    url = site.canonical(visit.url)
    return _read(Page(visit.body, visit.content_type, url, visit.status), site)
