"""What holds of all date lines and pages, not of examples alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from usstnews.extract import extract_article, parse_dateline
from usstnews.extract.dateline import Dateline, has_names, is_all_dateline, names
from usstnews.extract.datelines import is_dateline
from usstnews.extract.dates import find_date, find_dates, parse_listed

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
HAN = "〇一二三四五六七八九十"
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-/.:,"}


def han(number: int) -> str:
    """Write a number up to 31 as the Chinese do."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones else "")


def ordinal(number: int) -> str:
    """Write 1st, 2nd, 11th."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number < 14 else ends.get(number % 10, 'th')}"


def spellings(day: date) -> list[str]:
    """Write a day in all the forms that a page may print it in."""
    month, short = MONTHS[day.month - 1], MONTHS[day.month - 1][:3]
    year, number = day.year, day.day
    written = [
        *(f"{day:%Y{sign}%m{sign}%d}" for sign in "-/."),
        *(f"{year}{sign}{day.month}{sign}{number}" for sign in "-/."),
        f"{day:%Y年%m月%d日}",
        f"{year}年{day.month}月{number}日",
        f"{''.join(HAN[int(digit)] for digit in str(year))}年{han(day.month)}月{han(number)}日",
        *(f"{name} {number}, {year}" for name in (month, short, f"{short}.", month.upper())),
        *(
            f"{month}{gap}{number}{comma}{year}"
            for gap in ("", " ")
            for comma in (",", " , ", "，")
        ),
        *(f"{month} {number}{end}, {year}" for end in ("th", "st", " rd")),
        *(
            f"{ordinal(number)} of {month}, {year}",
            f"{number} {month} {year}",
            f"{year} {month} {number}",
        ),
        *(f"{number:02}-{short}-{year}", f"{number}{month}{year}"),
    ]
    if number > 12 or number == day.month:
        written += [f"{number}/{day.month}/{year}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}"]
    return [*written, *(each.translate(FULL_WIDTH) for each in written)]


days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
spelt = days.flatmap(lambda day: st.tuples(st.just(day), st.sampled_from(spellings(day))))
people = st.sampled_from(
    [
        "Li Rui",
        "Dong Xiaofei",
        "An Yi",
        "William",
        "Zhang Liu",
        "O'Neil",
        "J. R. Smith",
        "张柳",
        "李四",
    ]
)
blank = st.sampled_from(["", " ", "  ", "\n", "\u00a0", "\u3000", " \n\n "])


@given(spelt)
def test_every_spelling_of_every_day_is_read(dated: tuple[date, str]) -> None:
    """Alone, behind a label, between brackets, before a byline and before a time."""
    day, written = dated
    found = find_date(written)
    assert found == (day, 0, len(written))
    lines = (
        "{}",
        "Time: {}",
        "发布时间：{}",
        "[{}]",
        "{} | By Li Rui",
        "作者：{}",
        "{} 16:54",
        "Li: {}",
    )
    read = [parse_dateline(line.format(written)).published for line in lines]
    assert read == [day] * 7 + [None]
    assert is_dateline(written)
    assert is_all_dateline(f"{written} | By Li Rui")


@given(spelt, blank, blank)
def test_blanks_do_not_matter(dated: tuple[date, str], before: str, behind: str) -> None:
    """However a page sets them around a date, and in the place of one within it."""
    day, written = dated
    line = parse_dateline(before + written.replace(" ", behind or " ") + behind)
    assert line.published == day
    assert line.raw is not None
    assert "".join(line.raw.split()) == "".join(written.split())


@given(st.dates(date(1992, 1, 1), date(2040, 12, 31)), st.times(), st.integers(-48, 56))
def test_an_instant_is_its_day_in_shanghai(day: date, clock: time, quarters: int) -> None:
    """Told by the time zone database, which the extractor does not ask."""
    instant = datetime.combine(day, clock, timezone(timedelta(minutes=15 * quarters)))
    found = find_date(instant.isoformat(timespec="seconds"))
    assert found is not None
    assert found.value == instant.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert found.end == len(instant.isoformat(timespec="seconds"))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1990, 2040), st.sampled_from("/-."))
def test_numbers_are_a_date_only_if_they_can_be_read_in_one_way(
    first: int, second: int, year: int, sign: str
) -> None:
    """Day and month, month and day: where both are possible and differ, neither is taken."""
    read = set()
    for day, month in ((first, second), (second, first)):
        try:
            read.add(date(year, month, day))
        except ValueError:
            continue
    found = find_date(f"{first:02}{sign}{second:02}{sign}{year}")
    assert found is not None
    assert found.value == (read.pop() if len(read) == 1 else None)


SCRAPS = [
    *(
        "2020",
        "-",
        "/",
        ".",
        "09",
        "0435",
        "September",
        "sept",
        "ſ",
        "4",
        "th",
        ",",
        "|",
        "｜",
        "丨",
        " ",
    ),
    *(
        "By ",
        "Copyedited by ",
        "Photo by ",
        "SBC:",
        "张柳",
        "Li Rui",
        "作者：",
        "来源：",
        "发布时间：",
        "时间：",
    ),
    *(
        "点击：",
        "次",
        "(",
        ")",
        "【",
        "年",
        "月",
        "日",
        "二〇二〇",
        "十",
        "至",
        "T23:30:00Z",
        "+08:00",
        "\u200b",
    ),
    *("\n", "\0", "\ud800", "٣", "²", "Ⅳ", "Time:", "date: ", "Views:", "12", "K", "ı", "ﬁ"),
]
scraps = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join)


@given(scraps | st.text(st.characters(codec=None)))
def test_any_text_is_read(text: str) -> None:
    """Nothing raises, and what is read of it stands in it."""
    line = parse_dateline(text)
    if line.published:
        assert line.published in [found.value for found in find_dates(line.raw or "")]
    for name in (*line.authors, *line.copyeditors, *filter(None, [line.unit, line.source])):
        assert name
        assert name in (line.raw or "")
    is_dateline(text)
    is_all_dateline(text)
    has_names(text)
    parse_listed(text)


@given(scraps)
def test_a_line_as_printed_reads_as_itself(text: str) -> None:
    """What is stored as the date line says the same when it is read again."""
    line = parse_dateline(text)
    assume(line.raw)
    again = parse_dateline(line.raw or "")
    assert again.published == line.published


several = st.lists(people, min_size=1, max_size=4, unique=True)


@given(
    dated=spelt,
    authors=several,
    copyeditors=several,
    bar=st.sampled_from([" | ", "|", "｜", " 丨 "]),
    label=st.sampled_from(
        ["Copyedited by ", "Copyedited By ", "copy-edited by: ", "Edited by ", ""]
    ),
    comma=st.sampled_from([", ", ",", "，", "、", "; ", " and ", " & "]),
    unit=st.sampled_from([None, "SBC", "Business School"]),
)
def test_names_are_neither_invented_nor_lost(
    *,
    dated: tuple[date, str],
    authors: list[str],
    copyeditors: list[str],
    bar: str,
    label: str,
    comma: str,
    unit: str | None,
) -> None:
    """Whoever is named is read, in order, and nobody else."""
    by = f"{unit}: " if unit else ""
    text = f"{dated[1]}{bar}By {by}{comma.join(authors)}{bar}{label}{comma.join(copyeditors)}"
    line = parse_dateline(text)
    assert (line.published, line.unit) == (dated[0], unit)
    assert (line.authors, line.copyeditors) == (authors, copyeditors)


@given(several, st.sampled_from(["、", "，", ",", " "]), spelt, st.booleans(), st.booleans())
def test_labelled_names_are_neither_invented_nor_lost(
    people: list[str], comma: str, dated: tuple[date, str], is_first: bool, is_glued: bool
) -> None:
    """In Chinese, with labels in either order, empty ones among them."""
    han_names = [name for name in people if name.isalpha() and not name.isascii()] or ["王五"]
    gap = "" if is_glued else " "
    who = f"作者：{comma.join(han_names)}{gap}编辑：{gap}"
    when = f"发布时间：{dated[1]}{gap}"
    line = parse_dateline((who + when if is_first else when + who) + "来源：新闻网 点击：12次")
    assert (line.published, line.source) == (dated[0], "新闻网")
    assert (line.authors, line.copyeditors) == (han_names, [])
    assert names(comma.join(han_names)) == han_names


@dataclass(frozen=True)
class Drawn:
    """A page, and the days that its date line prints."""

    html: str
    printed: list[date]


@st.composite
def pages(draw: st.DrawFn) -> Drawn:
    """Make a page with dates in its header, list, body and footer, and perhaps in a date line."""
    chosen = draw(st.lists(spelt, min_size=6, max_size=6, unique_by=lambda each: each[0]))
    (printed, line), *others = chosen
    menu, subtitle, first, second, listed = (text for _, text in others)
    byline = draw(st.sampled_from(["", " | By Li Rui", "<br>| By SBC: An Yi | 张柳"]))
    form = draw(
        st.sampled_from(["<p>{}</p>", "<p><span>{}</span></p>", "<div>发布时间：{}</div>", ""])
    )
    header = draw(st.sampled_from(["<div>{}</div>", "<div>Today is {}</div>", ""]))
    above = draw(st.sampled_from(["<h4>Speech given on {}</h4>", "<h4>会议时间：{}</h4>", ""]))
    in_body = draw(st.sampled_from(["<p>{}</p>", "<p>On {} we met.</p>", "<p>Time: {}</p>", ""]))
    below = draw(st.sampled_from(["<p>{}</p>", "<ul><li><a href=8.htm>A</a>{}</li></ul>", ""]))
    inside = "" if below.startswith("<p>") else below  # a day behind the body is the article's
    html = (
        f"<title>T-USST</title>{header.format(menu)}<form name=_newscontent_fromname><h1>T</h1>"
        f"{above.format(subtitle)}{form.format(line + byline)}"
        "<div id=vsb_content><div class=v_news_content>"
        f"{in_body.format(first)}<p>Text</p>{in_body.format(second)}</div></div>"
        f"{inside.format(listed)}</form>{below.format(listed)}{header.format(menu)}"
    )
    return Drawn(html, [printed] if form else [])


@given(pages())
def test_the_date_of_an_article_is_that_of_its_date_line(page: Drawn) -> None:
    """Never one of the header, a subtitle, the body, a list or the footer; else there is none."""
    article = extract_article(page.html, URL)
    assert article.published == (page.printed[0] if page.printed else None)
    assert (article.published_raw is None) == (not page.printed)


@given(st.text(max_size=60))
def test_no_date_line_is_no_date(text: str) -> None:
    """A line with no digit and no numeral has no date, whatever else it says."""
    assume(not any(sign.isnumeric() for sign in text))
    assert parse_dateline(text).published is None
    assert parse_dateline("") == Dateline()
