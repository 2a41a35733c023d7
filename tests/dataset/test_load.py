"""Articles as a researcher wants them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alike import edited, whole
from recorded import exchange, record, stored

from usstnews.archive.articles import ArticleLog, DamagedLine
from usstnews.archive.layout import Archive, NoArchive
from usstnews.dataset.load import load
from usstnews.items import Article
from usstnews.sites import USST

LINES = [
    stored(1),
    stored(2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest),
    stored(3),
    stored(1, version=2),
    stored(3, version=2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make an archive of five lines about three articles, one of which repeats another."""
    archive = Archive(tmp_path).make()
    with ArticleLog(archive.articles) as log:
        for article in LINES:
            log.append(article)
    return tmp_path


@pytest.mark.parametrize(
    ("history", "duplicates", "given"),
    [
        (False, False, [(1, 2)]),
        (False, True, [(2, 1), (1, 2), (3, 2)]),
        (True, False, [(1, 1), (3, 1), (1, 2)]),
        (True, True, [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2)]),
    ],
)
def test_what_is_loaded_is_what_was_asked_for(
    root: Path, history: bool, duplicates: bool, given: list[tuple[int, int]]
) -> None:
    """The latest version of each article, each once, unless history or duplicates are asked for."""
    for spelt in (root, str(root)):
        found = load(spelt, history=history, duplicates=duplicates)
        assert [(article.id, article.version) for article in found] == given


def test_a_line_that_is_being_written_is_left_out(root: Path) -> None:
    """A reader beside a running crawl sees whole lines only."""
    with (root / "articles.jsonl").open("ab") as file:
        file.write(stored(4).to_json().encode())
    assert [article.id for article in load(root)] == [1]


def test_a_folder_without_an_archive_is_an_error(tmp_path: Path) -> None:
    """A mistyped path is no empty archive."""
    with pytest.raises(NoArchive):
        list(load(tmp_path / "exports"))


def test_an_archive_without_lines_has_no_articles(tmp_path: Path) -> None:
    """One that was just begun is empty."""
    Archive(tmp_path).make()
    assert list(load(tmp_path)) == []


def test_a_damaged_line_is_an_error(root: Path) -> None:
    """Nothing is passed over in silence."""
    with (root / "articles.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(DamagedLine):
        list(load(root))


def test_articles_without_an_id_are_told_apart_by_url(tmp_path: Path) -> None:
    """Two pages of no id are two articles."""
    archive = Archive(tmp_path).make()
    urls = ["https://h/a.htm", "https://h/b.htm", "https://h/a.htm"]
    with ArticleLog(archive.articles) as log:
        for url in urls:
            log.append(stored(1, id=None, url=url))
    assert [article.url for article in load(tmp_path)] == urls[1:]


def test_what_was_edited_since_is_no_longer_repeated(tmp_path: Path) -> None:
    """When the first of two equal articles changes, the other is the only one with its words."""
    archive = Archive(tmp_path).make()
    twin = stored(2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest)
    with ArticleLog(archive.articles) as log:
        for article in (stored(1), twin, stored(1, version=2, digest="sha256:edited")):
            log.append(article)

    assert [(article.id, article.version) for article in load(tmp_path)] == [(2, 1), (1, 2)]


def archived(root: Path, *articles: Article) -> Path:
    """Make an archive of some lines."""
    archive = Archive(root).make()
    with ArticleLog(archive.articles) as log:
        for article in articles:
            log.append(article)
    return root


def near(number: int, original: int, **changes: object) -> Article:
    """Make an article that repeats another nearly."""
    given = {"duplicate_of": stored(original).url, "duplicate_score": 0.8, "text": edited(1)}
    return stored(number, **{**given, **changes})


def test_near_duplicates_are_left_out_while_they_are_alike(tmp_path: Path) -> None:
    """An edit of the original that leaves both alike changes nothing, another one does."""
    lines = [stored(1, text=whole(1)), near(2, 1), stored(1, version=2, text=edited(1, 1))]
    assert [article.id for article in load(archived(tmp_path / "alike", *lines))] == [1]
    lines[2] = stored(1, version=2, text=whole(9), digest="sha256:other")
    assert [article.id for article in load(archived(tmp_path / "apart", *lines))] == [2, 1]
    # The original may have been edited before.
    lines = [stored(1, text=whole(9)), stored(1, version=2, text=whole(1)), near(2, 1)]
    assert [article.id for article in load(archived(tmp_path / "before", *lines))] == [1]


def test_equal_ones_of_which_one_was_touched_up_are_one_still(tmp_path: Path) -> None:
    """They were the same, and are nearly so."""
    twin = near(2, 1, text=whole(1), duplicate_score=1.0, digest=stored(1).digest)
    touched = stored(1, version=2, text=edited(1, 1), digest="sha256:touched")
    root = archived(tmp_path / "a", stored(1, text=whole(1)), twin, touched)
    assert [(article.id, article.version) for article in load(root)] == [(1, 2)]
    (root / "near-duplicates").write_text("1\n")
    assert [article.id for article in load(root)] == [2, 1], "near-duplicates count for nothing"
    retitled = stored(1, version=2, text=whole(1), digest="sha256:retitled")
    root = archived(tmp_path / "b", stored(1, text=whole(1)), twin, retitled)
    assert [article.id for article in load(root)] == [1]
    (root / "near-duplicates").write_text("1\n")
    assert [article.id for article in load(root)] == [2, 1]


def test_what_a_line_says_holds_while_nothing_was_edited(tmp_path: Path) -> None:
    """Whatever one would find today."""
    lines = [stored(1, text=whole(1)), near(2, 1, text=whole(5))]
    assert [article.id for article in load(archived(tmp_path, *lines))] == [1]


def test_every_column_of_a_cross_post_is_told(tmp_path: Path) -> None:
    """What is left out leaves the URLs that it was met at with the one that is given."""
    url = "https://en.usst.edu.cn/info/{}/{}.htm"
    first = stored(1, text=whole(1), aliases=[url.format(9, 1)])
    second = near(2, 1, url=url.format(1178, 2), aliases=[url.format(1061, 2)])
    third = near(3, 1, duplicate_score=1.0, aliases=[url.format(9, 1)])
    root = archived(tmp_path, first, second, third, stored(4))
    given = {article.id: article for article in load(root)}
    assert list(given) == [1, 4]
    assert given[1].aliases == [
        url.format(9, 1), url.format(1178, 2), url.format(1061, 2), url.format(1, 3),
    ]  # fmt: skip
    assert given[4].aliases == []
    every = {article.id: article.aliases for article in load(root, duplicates=True)}
    assert every == {
        1: [url.format(9, 1)], 2: [url.format(1061, 2)], 3: [url.format(9, 1)], 4: [],
    }  # fmt: skip


def test_an_original_that_moved_is_the_same_article(tmp_path: Path) -> None:
    """What repeats it names it by where it was, or is, of which no line may tell yet."""
    url = "https://en.usst.edu.cn/info/2/1.htm"
    lines = [stored(1, text=whole(1)), near(2, 1), near(3, 1, duplicate_of=url)]
    (given,) = load(archived(tmp_path / "moved", *lines))
    assert (given.url, given.aliases) == (stored(1).url, [stored(2).url, stored(3).url])
    lines.append(stored(1, version=2, url=url, text=edited(1, 1), digest="sha256:edited"))
    (given,) = load(archived(tmp_path / "edited", *lines))
    assert (given.url, given.aliases) == (url, [stored(2).url, stored(3).url])
    lines[-1] = stored(1, version=2, url=url, text=whole(9), digest="sha256:edited")
    assert [article.id for article in load(archived(tmp_path / "apart", *lines))] == [2, 3, 1]


def test_an_original_that_moved_is_found_on_a_site_in_a_folder(tmp_path: Path) -> None:
    """The archive's WARC files say where the site is served, so its URLs can be read."""
    base = "https://school.example/en/"
    url = f"{base}info/{{}}/{{}}.htm"
    first = stored(1, url=url.format(1, 1), text=whole(1))
    second = near(2, 1, url=url.format(1, 2), duplicate_of=url.format(9, 1))
    root = archived(tmp_path, first, second)
    record(Archive(root), exchange(base), site=USST.at(base))
    (given,) = load(root)
    assert (given.url, given.aliases) == (first.url, [second.url])


@pytest.mark.parametrize("named", ["", "x", "http://[", "https://en.usst.edu.cn/info/1/9.htm"])
def test_what_repeats_nothing_that_is_held_is_given(tmp_path: Path, named: str) -> None:
    """An article that is in no archive cannot stand for it, nor can what is no address."""
    lines = [near(2, 1, duplicate_of=named), near(3, 3)]
    assert [article.id for article in load(archived(tmp_path, *lines))] == [2, 3]


def test_other_threads_may_read_on(root: Path) -> None:
    """Servers and notebooks hand generators from thread to thread."""
    given = load(root, duplicates=True)
    first = next(given).id
    with ThreadPoolExecutor(1) as other:
        rest = other.submit(list[Article], given).result()
    assert [first, *(article.id for article in rest)] == [2, 1, 3]


def test_the_end_of_a_chain_is_given_with_all_its_columns(tmp_path: Path) -> None:
    """An original that came to repeat another one takes along what repeats it."""
    lines = [
        stored(1, text=whole(1)),
        near(2, 1),
        stored(3, text=edited(1, 1)),
        near(1, 3, version=2),
    ]
    (given,) = load(archived(tmp_path, *lines))
    assert given.id == 3
    assert given.aliases == [stored(2).url, stored(1).url]


def test_of_articles_that_repeat_each_other_the_first_is_given(tmp_path: Path) -> None:
    """An archive of before may say so, of one that was edited and set back."""
    lines = [near(1, 2), near(2, 1)]
    (given,) = load(archived(tmp_path, *lines))
    assert (given.id, given.aliases) == (1, [stored(2).url])
