"""The growing file of lines: what a crash may do to it, and what is read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.articles import ArticleLog, DamagedLine, mend_articles, read_articles

FILL = """
import resource, signal, sys
from pathlib import Path
from recorded import stored
from usstnews.archive.articles import ArticleLog
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))
with ArticleLog(Path(sys.argv[1])) as log:
    log.append(stored(1))
    try:
        log.append(stored(2, text="x" * 5000))
    except OSError as error:
        print(error.strerror, log.size)
    log.append(stored(3))
resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
"""


def test_lines_come_back_as_they_went_in(tmp_path: Path) -> None:
    """Each append gives the offset of its line, also over several openings of the file."""
    path = tmp_path / "articles.jsonl"
    articles = [stored(1, text="张柳 \u2028 “x”"), stored(2), stored(1, version=2)]
    with ArticleLog(path) as log:
        offsets = [log.append(articles[0]), log.append(articles[1])]
    with ArticleLog(path) as log:
        offsets.append(log.append(articles[2]))
        assert log.size == path.stat().st_size
    assert list(read_articles(path)) == list(zip(offsets, articles, strict=True))
    content = path.read_bytes()
    assert [json.loads(content[at:].split(b"\n")[0])["id"] for at in offsets] == [1, 2, 1]


def test_reading_starts_where_it_is_told(tmp_path: Path) -> None:
    """From a line's offset on; offsets stay those of the file."""
    path = tmp_path / "articles.jsonl"
    with ArticleLog(path) as log:
        offsets = [log.append(stored(number)) for number in (1, 2, 3)]
    assert [line.offset for line in read_articles(path, offsets[1])] == offsets[1:]
    assert list(read_articles(path, path.stat().st_size)) == []


def test_an_archive_without_lines_has_none(tmp_path: Path) -> None:
    """A missing file is an empty one, to readers and to the mender, and is not made by them."""
    path = tmp_path / "articles.jsonl"
    assert list(read_articles(path)) == []
    assert mend_articles(path) == 0
    assert not path.exists()


def test_every_torn_tail_is_cut_and_nothing_else(tmp_path: Path) -> None:
    """A file torn at any byte keeps its whole lines, and the reader sees those before mending."""
    path = tmp_path / "articles.jsonl"
    with ArticleLog(path) as log:
        second = [log.append(stored(number)) for number in (1, 2)][1]
    whole = path.read_bytes()
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        kept = len(whole) if size == len(whole) else second if size >= second else 0
        ids = [1, 2][: (kept > 0) + (kept > second)]
        assert [line.article.id for line in read_articles(path)] == ids
        assert mend_articles(path) == size - kept
        assert path.read_bytes() == whole[:kept]
        assert mend_articles(path) == 0


WITHOUT_HOLES = st.binary(max_size=40).map(lambda part: part.replace(b"\0", b"0"))


@given(st.lists(WITHOUT_HOLES), st.sampled_from([1, 100, 65535, 65536, 65537, 140_000]))
def test_mending_cuts_after_the_last_newline_however_long_the_tail(
    parts: list[bytes], length: int
) -> None:
    """Whatever the file holds, what is cut is what stands behind its last newline."""
    content = b"\n".join(parts) + b"\n" * bool(parts) + b"t" * length
    kept = content[: content.rfind(b"\n") + 1]
    with TemporaryDirectory() as folder:
        path = Path(folder, "articles.jsonl")
        path.write_bytes(content)
        assert mend_articles(path) == len(content) - len(kept)
        assert path.read_bytes() == kept


def test_a_line_that_does_not_fit_leaves_no_trace(tmp_path: Path) -> None:
    """On a full disk the append fails, the lines before it stand, and a smaller one still fits."""
    path = tmp_path / "articles.jsonl"
    limit = len(stored(1).to_json()) + 3000
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path), str(limit)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"File too large {len(stored(1).to_json()) + 1}\n"
    assert [line.article.id for line in read_articles(path)] == [1, 3]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"\xff\xfe",
        b'{"published": 5}',
        stored(2).to_json().encode().replace(b'"title":', b'"tilte":'),
        stored(2).to_json().encode().replace(b'"images":[]', b'"images":[1]'),
        stored(2).to_json().encode().replace(b'"published":null', b'"published":"soon"'),
    ],
    ids=lambda bad: bad[:20].decode("latin-1"),
)
def test_a_line_that_is_no_article_is_named_by_its_byte(tmp_path: Path, bad: bytes) -> None:
    """A damaged line in the middle ends the reading with where it is and what to do, in a line."""
    path = tmp_path / "articles.jsonl"
    with ArticleLog(path) as log:
        log.append(stored(1))
    at = path.stat().st_size
    with path.open("ab") as file:
        file.write(bad + b"\n" + stored(3).to_json().encode() + b"\n")
    lines = read_articles(path)
    assert next(lines).article.id == 1
    with pytest.raises(DamagedLine) as raised:
        next(lines)
    message = str(raised.value)
    assert message.startswith(f"{path}: the line at byte {at} is no article (")
    assert f"`usstnews reextract {path.parent} --replace`" in message
    assert "\n" not in message
