"""`usstnews import-text`: files of all sorts, and what is said of those that hold no article."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from real import SEED, needs_seed
from wet_files import wet_file

from usstnews.cli import main

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
CRUMBS = "Home · News & Events · Content"
PAGE = f"{CRUMBS}\n\nA title\n\nMay 24, 2019 | By 张柳\n\nBody ü\n\nStay Connected\n"


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    line = ["import-text", *(str(argument) for argument in arguments)]
    return CliRunner().invoke(main, line, prog_name="usstnews")


def read(result: Result) -> list[dict[str, object]]:
    """Read the articles that a command printed."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Save the text of a page."""
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    return path


def wet(path: Path, pages: dict[str, str], *, is_gzipped: bool = True) -> Path:
    """Write a WET file."""
    path.write_bytes(wet_file(pages, is_gzipped=is_gzipped))
    return path


def test_a_text_becomes_a_line(page: Path) -> None:
    """Without a URL it is known by its file's; what no capture says is null."""
    result = run(page)
    (article,) = read(result)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (article["title"], article["published"], article["text"]) == (
        "A title",
        "2019-05-24",
        "Body ü",
    )
    assert (article["authors"], article["section"]) == (["张柳"], "News & Events")
    assert (article["url"], article["id"], article["site"]) == (page.as_uri(), None, "usst")
    assert (article["fetched_at"], article["warc"], article["version"]) == (None, None, None)


@needs_seed
def test_the_seed_is_imported() -> None:
    """The page that the project was given, where it lies."""
    (article,) = read(run(SEED, "--url", URL))
    assert article["title"] == "The Cooperation Promoted between USST and CCB Shanghai Branch"
    assert (article["published"], article["id"]) == ("2024-01-15", 2065)


def test_url_and_site_are_those_that_are_named(page: Path) -> None:
    """The site is that at the URL's host, unless it is named."""
    for given, site, number in (
        (["--url", URL], "usst", 2065),
        (["--url", "http://h.cn/info/1/7.htm"], "h.cn", 7),
        (["--url", "http://h.cn/info/1/7.htm", "--site", "usst"], "usst", None),
        (["--site", "usstnews.sites.usst:USST"], "usst", None),
    ):
        (article,) = read(run(page, *given))
        assert (article["site"], article["id"]) == (site, number)


@pytest.mark.parametrize(
    ("data", "option"),
    [
        (PAGE.encode(), []),
        (PAGE.encode("utf-8-sig"), []),
        (PAGE.encode("utf-16"), []),
        (PAGE.replace("\n", "\r\n").encode(), []),
        (PAGE.encode("gb18030"), ["--encoding", "gb18030"]),
        (PAGE.encode("utf-8-sig"), ["--encoding", "gb18030"]),
        (gzip.compress(PAGE.encode()), []),
        (gzip.compress(PAGE.encode("gb18030")), ["--encoding", "GB18030"]),
    ],
)
def test_every_encoding_gives_the_same(page: Path, data: bytes, option: list[str]) -> None:
    """UTF-8 unless a BOM or the option says otherwise, gzipped or not."""
    expected = read(run(page))
    page.write_bytes(data)
    assert read(run(page, *option)) == expected


@pytest.mark.parametrize("is_gzipped", [True, False])
def test_wet_files_give_the_articles_of_sites_of_the_cms(tmp_path: Path, is_gzipped: bool) -> None:
    """By their addresses, under the site's one spelling; a notice and other pages are counted."""
    pages = {
        "http://en.usst.edu.cn/info/1023/2065.htm": f"A title-USST\nMenu\n{PAGE}",
        "http://en.usst.edu.cn/News___Events.htm": "News",
        "https://en.usst.edu.cn/info/1023/2066.htm": "404错误提示\nNo",
        "https://h.cn/info/1/7.htm": "Spring-H\nSpring\n发布时间：2019-05-24\nBody",
        "dns:h.cn": "1",
    }
    file = wet(tmp_path / "a.bin", pages, is_gzipped=is_gzipped)
    result = run(file)
    assert [(one["site"], one["url"], one["title"]) for one in read(result)] == [
        ("usst", URL, "A title"),
        ("h.cn", "https://h.cn/info/1/7.htm", "Spring"),
    ]
    assert result.exit_code == 0
    assert result.stderr == "2 articles, 3 records of other pages left out\n"
    only = run(file, "--site", "usst")
    assert [one["url"] for one in read(only)] == [URL]
    assert only.stderr == "1 article, 4 records of other pages left out\n"


BAD = {
    "empty.txt": (b" \n", "it is empty"),
    "bom.txt": (b"\xef\xbb\xbf", "it is empty"),
    "notice.txt": ("404错误提示\n".encode(), "it is missing"),
    "binary.txt": (b"\x7fELF\0\0", "it is no text"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is no text"),
    "latin.txt": (b"\xe9t\xe9", "it is no utf-8; name its encoding with --encoding"),
    "page.htm": (b"\n<!DOCTYPE html><p>One", "it is HTML, which `usstnews extract` reads"),
    "torn.txt.gz": (gzip.compress(b"One" * 99)[:-9], "it is damaged ("),
    "false.gz": (b"\x1f\x8bno", "it is damaged ("),
    "torn.wet": (
        b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 9\r\n\r\n",
        "the last record is torn",
    ),
    "long.wet": (
        b"WARC/1.0\r\nWARC-Type: " + b"x" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        "it is torn, or a line of its headers is too long",
    ),
    "none.wet": (
        b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        "0 pages in it, none of them an article",
    ),
    "large.gz": (gzip.compress(bytes(20_000_000)), "it is larger than a page's text"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gb2312", "big5", "ascii", "utf-16"])
def test_a_picture_is_no_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Whoever has named an encoding is not told to name one."""
    picture = tmp_path / "picture.png"
    picture.write_bytes(BAD["picture.png"][0] * 2)
    assert run(picture, "--encoding", encoding).stderr.endswith("it is no text\n")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_costs_none_of_the_others(tmp_path: Path, page: Path, name: str) -> None:
    """The others' articles are printed, one line says what is wrong; the status is 1."""
    bad = tmp_path / name
    bad.write_bytes(BAD[name][0])
    result = run(page, bad, page)
    assert len(read(result)) == 2
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"usstnews: 2 articles; 1 of 3 files not read: {bad}: {BAD[name][1]}")


def test_what_cannot_be_read_is_named(tmp_path: Path, page: Path) -> None:
    """Missing files and folders, the first few of many by name."""
    result = run(page, *(tmp_path / f"no-{number}" for number in range(5)), tmp_path)
    (line,) = result.stderr.splitlines()
    assert (result.exit_code, len(read(result))) == (1, 1)
    assert "1 article; 6 of 7 files not read: " in line
    assert f"{tmp_path / 'no-0'}: it cannot be read (No such file or directory)" in line
    assert line.endswith("; and 3 more")


def test_a_torn_wet_file_gives_what_is_whole(tmp_path: Path) -> None:
    """Up to the damage, which is named."""
    file = wet(tmp_path / "a.wet", {URL: PAGE, f"{URL}l": PAGE}, is_gzipped=False)
    whole = file.read_bytes()
    for torn, fault in (
        (whole[:-30], "the last record is torn"),
        (whole[: whole.rindex(b"Content-Length") + 7], "it is torn, or a line of its headers is"),
    ):
        file.write_bytes(torn)
        result = run(file)
        assert [one["url"] for one in read(result)] == [URL]
        assert result.exit_code == 1
        said = f"usstnews: 1 article; 1 of 1 file not read whole: {file}: {fault}"
        assert result.stderr.startswith(said)


def test_torn_and_unread_files_are_told_apart(tmp_path: Path, page: Path) -> None:
    """In one line: those that gave nothing, and those that gave some of theirs."""
    torn = wet(tmp_path / "a.wet", {URL: PAGE, f"{URL}l": PAGE}, is_gzipped=False)
    torn.write_bytes(torn.read_bytes()[:-30])
    result = run(page, torn, tmp_path / "none")
    assert (result.exit_code, len(read(result))) == (1, 2)
    (line,) = result.stderr.splitlines()
    assert line == (
        f"usstnews: 2 articles; 1 of 3 files not read: {tmp_path / 'none'}: it cannot be read"
        f" (No such file or directory); 1 of 3 files not read whole: {torn}: the last record is"
        " torn"
    )


def test_without_an_article_no_output_is_written(tmp_path: Path) -> None:
    """What had the name before then has it still."""
    out = tmp_path / "keep.jsonl"
    bad = run(tmp_path / "none", "-o", out)
    assert bad.exit_code == 1
    assert bad.stderr.startswith("usstnews: 0 articles; 1 of 1 file not read: ")
    assert list(tmp_path.iterdir()) == []
    out.write_text("kept\n")
    assert run(tmp_path / "none", "-o", out).exit_code == 1
    assert out.read_text() == "kept\n"


def test_an_output_gets_its_name_when_it_is_whole(tmp_path: Path, page: Path) -> None:
    """What could be read is written, also where something could not; no input is replaced."""
    out = tmp_path / "out.jsonl"
    good = run(page, "-o", out)
    assert (good.exit_code, good.stdout) == (0, "")
    assert good.stderr == f"1 article in {out}\n"
    bad = run(page, tmp_path / "none", "-o", out)
    assert (bad.exit_code, len(out.read_text("utf-8").splitlines())) == (1, 1)
    assert bad.stderr.startswith(f"usstnews: 1 article in {out}; 1 of 2 files not read")
    same = run(page, "-o", page)
    assert same.exit_code == 1
    assert "is to be read; name another file with -o" in same.stderr
    assert page.read_text("utf-8") == PAGE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["PAGE", "PAGE", "--url", URL], "--url goes with a single file"),
        (["PAGE", "--url", "nowhere"], "'nowhere' is no http or https URL"),
        (["PAGE", "--encoding", "klingon"], "'klingon' is unknown"),
        (["PAGE", "--encoding", "base64"], "'base64' is unknown"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage_ends_with_2(page: Path, arguments: list[str], said: str) -> None:
    """One line, before anything is read."""
    result = run(*(page if each == "PAGE" else each for each in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert said in line


def test_a_wet_file_has_urls_of_its_own(tmp_path: Path) -> None:
    """One that is given for it is refused, and an unknown site is."""
    file = wet(tmp_path / "a.wet", {URL: PAGE})
    result = run(file, "--url", URL)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "whose records name their URLs; leave --url out" in result.stderr
    unknown = run(file, "--site", "nowhere")
    assert (unknown.exit_code, "no site 'nowhere'" in unknown.stderr) == (1, True)
