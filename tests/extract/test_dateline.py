"""Date lines and dates, in the forms that pages have."""
# ruff: noqa: E501  (a page in one line reads better than in three)

from __future__ import annotations

from datetime import date

import pytest

from usstnews.extract.dateline import Dateline, is_all_dateline, names, parse_dateline
from usstnews.extract.dates import parse_listed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("May 24, 2019", {}),
        ("  May 24,\n 2019 ", {"raw": "May 24, 2019"}),
        (
            "May 24, 2019 | By Li Rui, Dong Xiaofei | Copyedited by William, Zhang Liu",
            {"authors": ["Li Rui", "Dong Xiaofei"], "copyeditors": ["William", "Zhang Liu"]},
        ),
        (
            "May 24, 2019 | By Zhang Liu | Copyedited By 张柳",
            {"authors": ["Zhang Liu"], "copyeditors": ["张柳"]},
        ),
        (
            "May 24, 2019 | By Zhang Liu, Li Rui | 张柳",
            {"authors": ["Zhang Liu", "Li Rui"], "copyeditors": ["张柳"]},
        ),
        ("May 24, 2019 | By SBC:An Yi", {"unit": "SBC", "authors": ["An Yi"]}),
        (
            "May 24, 2019\n| By SBC: An Yi | Copyedited by William",
            {
                "raw": "May 24, 2019 | By SBC: An Yi | Copyedited by William",
                "unit": "SBC",
                "authors": ["An Yi"],
                "copyeditors": ["William"],
            },
        ),
        ("May 24, 2019 By Zhang Liu Copyedited by William", {"authors": ["Zhang Liu"], "copyeditors": ["William"]}),
        ("May 24, 2019By Li Rui, Dong XiaofeiCopyedited by William", {"authors": ["Li Rui", "Dong Xiaofei"], "copyeditors": ["William"]}),
        ("May 24, 2019 | By 张柳Copyedited by William", {"authors": ["张柳"], "copyeditors": ["William"]}),
        ("May 24, 2019 | By Zhang Liu | Photo by Wang", {"authors": ["Zhang Liu"]}),
        ("May 24, 2019 | By Zhang Liu | Text: Wang", {"authors": ["Zhang Liu"]}),
        ("May 24, 2019 | By SBC, SEI: An Yi", {"unit": "SBC, SEI", "authors": ["An Yi"]}),
        ("May 24, 2019 | By SBC: An Yi, SEI: Li Rui", {"unit": "SBC", "authors": ["An Yi", "Li Rui"]}),
        ("May 24，2019｜By SBC：An Yi", {"unit": "SBC", "authors": ["An Yi"]}),
        ("May 24, 2019 | Views: 12 | By Li Rui | Hits: 3", {"raw": "May 24, 2019 | By Li Rui", "authors": ["Li Rui"]}),
        ("May 24, 2019 · By Li Rui · Copyedited by William", {"authors": ["Li Rui"], "copyeditors": ["William"]}),
        ("Date: 2019/05/24 / Source: News Center / Author: Li Rui, An Yi / Editor: William", {"source": "News Center", "authors": ["Li Rui", "An Yi"], "copyeditors": ["William"]}),
        ("2019-05-24作者：Fan Zhiyuan、Shen Zehua编辑：William、Zhang Liu", {"authors": ["Fan Zhiyuan", "Shen Zehua"], "copyeditors": ["William", "Zhang Liu"]}),
        ("Time: 2019-05-24 · From: News Center · Writer: Li Rui", {"source": "News Center", "authors": ["Li Rui"]}),
        ("2019-05-24 编辑：张三 打印", {"raw": "2019-05-24 编辑：张三", "copyeditors": ["张三"]}),
        ("2019-05-24 作者：张三 分享到：", {"raw": "2019-05-24 作者：张三", "authors": ["张三"]}),
        ("作者：张三 阅读 123 2019-05-24", {"raw": "作者：张三 2019-05-24", "authors": ["张三"]}),
        ("May 24, 2019 | By Li Rui | 12 Comments | Share", {"raw": "May 24, 2019 | By Li Rui", "authors": ["Li Rui"]}),
        ("May 24, 2019 | By Li Rui Font: A A+ Print", {"raw": "May 24, 2019 | By Li Rui", "authors": ["Li Rui"]}),
        ("May 24, 2019 | By School of Optics and Photonics", {"authors": ["School of Optics and Photonics"]}),
        ("[2019-05-24]\nBy Li Rui", {"raw": "[2019-05-24] By Li Rui", "authors": ["Li Rui"]}),
        ("Date\nMay 24, 2019\nSource\nNews Center\nAuthor\nLi Rui", {"raw": "Date May 24, 2019 Source News Center Author Li Rui", "source": "News Center", "authors": ["Li Rui"]}),
        ("May 24 , 2019", {}),
        ("24 May 2019", {}),
        ("May 24th, 2019", {}),
        ("时间：2019-05-24 11:03:11\xa0\xa0点击：次", {"raw": "时间：2019-05-24 11:03:11"}),
        ("信息来源：\n 发布日期：2019-05-24", {"raw": "信息来源： 发布日期：2019-05-24"}),
        ("发布时间：2019年05月24日 16:54", {}),
        ("2019/5/24 作者：张柳 来源：新闻网", {"authors": ["张柳"], "source": "新闻网"}),
        ("2019.05.24 编辑:张三、李四 浏览次数：[12]次", {
            "raw": "2019.05.24 编辑:张三、李四", "copyeditors": ["张三", "李四"],
        }),
        ("Author:Views:Time:2019-05-24", {"raw": "Author: Time:2019-05-24"}),
        ("Source: USST News Author: Li Rui Time: 2019-05-24", {"source": "USST News", "authors": ["Li Rui"]}),
        ("发布时间 : 2019-05-24 19:43 出处 :https://h.cn/a.htm", {"source": "https://h.cn/a.htm"}),
        # As English pages of the university have them.
        ("May 24, 2019 | By Zhang Liu | Copyedited by William", {"authors": ["Zhang Liu"], "copyeditors": ["William"]}),
        ("May 24, 2019 | By Lu Wen | Zhang Liu", {"authors": ["Lu Wen"], "copyeditors": ["Zhang Liu"]}),
        ("May 24, 2019 | By SBC:An Yi | Copyedited by Zhang Liu", {"unit": "SBC", "authors": ["An Yi"], "copyeditors": ["Zhang Liu"]}),
        ("May 24, 2019 | By SBC :An Yi", {"unit": "SBC", "authors": ["An Yi"]}),
        ("May 24, 2019 |By Zhang Liu|Copyedited By 张柳", {"authors": ["Zhang Liu"], "copyeditors": ["张柳"]}),
        ("May 24, 2019 | By张柳", {"authors": ["张柳"]}),
        ("May\n 24\n ,2019", {"raw": "May 24 ,2019"}),
        ("May 24, 2019丨By 张柳丨Copyedited by William", {"authors": ["张柳"], "copyeditors": ["William"]}),
        ("Ｍay　24，２０１９｜Ｂy　张柳", {"raw": "Ｍay 24，２０１９｜Ｂy 张柳", "authors": ["张柳"]}),
        ("May 24, 2019 10:15 AM By Li Rui", {"authors": ["Li Rui"]}),
        ("Friday, May 24, 2019 | By Li Rui", {"authors": ["Li Rui"]}),
        ("May 24, 2019 (By Li Rui)", {"authors": ["Li Rui"]}),
        ("May 24, 2019 | By Li Rui | By Zhang Liu", {"authors": ["Li Rui", "Zhang Liu"]}),
        ("By Li Rui | USST News | May 24, 2019", {"authors": ["Li Rui"]}),
        ("May 24, 2019 | Written by Li Rui | Edited by William", {"authors": ["Li Rui"], "copyeditors": ["William"]}),
        ("May 24, 2019 By Li Rui Photo by Wang", {"authors": ["Li Rui"]}),
        ("May 24, 2019 | Compiled by Li Rui", {}),
        ("May 24, 2019 | By | Copyedited by", {}),
        ("May 24, 2019 | By Li Rui | 张柳 | Source: USST News", {"authors": ["Li Rui"], "copyeditors": ["张柳"], "source": "USST News"}),
        ("May 24, 2019 | By Zhang Liu (SBC)", {"authors": ["Zhang Liu (SBC)"]}),
        ("Updated on June 1, 2019 | Published on May 24, 2019", {}),
        ("2019-05-24 2019-06-01", {}),
        # As other sites have them.
        ("2019-05-2435", {"raw": "2019-05-24"}),
        ("2019-05-2435编辑：张柳", {"raw": "2019-05-24 编辑：张柳", "copyeditors": ["张柳"]}),
        ("2019年5月24日2019届毕业典礼", {}),
        ("Publisher:系统管理员Release time:2019-05-24Times of browsing:10", {"raw": "Publisher:系统管理员Release time:2019-05-24"}),
        ("2019-05-24作者：浏览次数：", {"raw": "2019-05-24作者："}),
        ("作者：浏览次数：2019-05-24", {"raw": "作者： 2019-05-24"}),
        ("Views: 24 May 2019", {"raw": "24 May 2019"}),
        ("时间:2019-05-24浏览:341编辑:摄影:", {"raw": "时间:2019-05-24 编辑:摄影:"}),
        ("发布时间: 2019-05-24 访问次数: 336", {"raw": "发布时间: 2019-05-24"}),
        ("文章来源： 发布时间：2019-05-24 15:27:03　　阅读次数：", {"raw": "文章来源： 发布时间：2019-05-24 15:27:03"}),
        ("发布者：系统管理员发布时间：2019-05-24点击数：", {"raw": "发布者：系统管理员发布时间：2019-05-24"}),
        ("发布日期：2019/05/24 信息来源：党委宣传部 责任编辑：张三 李四 浏览量：[33]", {
            "raw": "发布日期：2019/05/24 信息来源：党委宣传部 责任编辑：张三 李四", "source": "党委宣传部", "copyeditors": ["张三", "李四"],
        }),
        ("作者：张柳时间：2019-05-24", {"authors": ["张柳"]}),
        ("作者：SBC：An Yi 时间：2019-05-24", {"unit": "SBC", "authors": ["An Yi"]}),
        ("作者：管理学院 张柳 2019-05-24", {"authors": ["管理学院 张柳"]}),
        ("作者：张柳 职务：教授 2019-05-24", {"authors": ["张柳"]}),
        ("作者：作者：张柳 2019-05-24", {"authors": ["张柳"]}),
        ("文/张柳 图/李四 2019-05-24", {"authors": ["张柳"]}),
        ("来源：Stand by Me 2019-05-24", {"source": "Stand by Me"}),
        ("来源：新闻网（2019-05-24）", {"source": "新闻网"}),
        ("更新时间：2019-06-01 发布时间：2019-05-24", {}),
        ("讲座时间：2019-06-01 发布时间：2019-05-24", {}),
        ("发布于2019-05-24 更新于2019-06-01", {}),
        ("二〇一九年五月二十四日 作者：张柳", {"authors": ["张柳"]}),
        ("发布时间 2019-05-24", {}),
        ("时间 2019-05-24", {}),
        ("创建时间：\xa0\xa02019/05/24", {"raw": "创建时间： 2019/05/24"}),
    ],
)  # fmt: skip
def test_a_date_line_says_what_it_says(text: str, says: dict[str, object]) -> None:
    """Every form seen is read; what it does not name is missing."""
    line = parse_dateline(text)
    want = {"published": date(2019, 5, 24), "raw": text, **says}
    assert line == Dateline(**want)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["February 30, 2020", "2021-13-01", "2021年2月29日"])
def test_an_impossible_date_is_kept_as_printed(text: str) -> None:
    """No day is made up for a date that the calendar does not have."""
    assert parse_dateline(text) == Dateline(raw=text)


@pytest.mark.parametrize(
    "text",
    [
        *("更新时间：2019-05-24", "Last updated: May 24, 2019", "Modified on May 24, 2019"),
        *(
            "会议时间：2019-05-24",
            "会议时间 2019-05-24",
            "Meeting date: May 24, 2019",
            "Deadline: May 24, 2019",
        ),
        *("03/04/2019", "2019-05-24 to 2019-05-26", "2019-10-1512"),
    ],
)
def test_another_day_is_not_that_of_publication(text: str) -> None:
    """A date that is said to be of something else, or may be another, is kept as printed only."""
    assert parse_dateline(text) == Dateline(raw=text)


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("May 24, 2019", True),
        ("February 30, 2019", True),
        ("更新时间：2019-05-24", True),
        ("| By SBC: An Yi | Copyedited by William", True),
        ("佚名 2019-05-24 作者：", True),
        ("发布时间：2019-05-24 来源：新闻网 点击：次", True),
        ("May 24, 2019 was a day to remember.", False),
        ("January 3, 2020, By Li Rui, who was there", False),
        ("会议时间：2019-05-24", False),
        ("By the people, for the people", False),
        ("Photo: Students on May", False),
        ("On May 24, 2019", False),
        ("Source: the office", False),
        ("", False),
    ],
)
def test_a_line_is_all_date_line_or_it_is_prose(line: str, whole: bool) -> None:
    """Where nothing but its words tells a date line, all of them have to."""
    assert is_all_dateline(line) is whole


def test_what_is_too_long_is_no_date_line() -> None:
    """Nor is there any line that takes long to read: what would be is not read."""
    assert parse_dateline("May 24, 2019 " + "| By Li Rui " * 200) == Dateline()


def test_a_line_of_nothing_says_nothing() -> None:
    """Blanks and a click counter are no date line."""
    assert parse_dateline(" \n点击：次") == Dateline()


def test_names_are_parted_where_they_are_listed() -> None:
    """Commas of both kinds part names; blanks do so between Chinese ones only."""
    assert names("Li Rui, Dong Xiaofei and William") == ["Li Rui", "Dong Xiaofei", "William"]
    assert names("张三，李四；王五") == ["张三", "李四", "王五"]
    assert names("张三 李四") == ["张三", "李四"]
    assert names(" ") == []


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("[2023-03-02]", date(2023, 3, 2)),
        ("2021年10月27日", date(2021, 10, 27)),
        ("[ 2020年06月20日 ]", date(2020, 6, 20)),
        ("2024/1/15", date(2024, 1, 15)),
        ("2024.01.15", date(2024, 1, 15)),
        ("2026-09-30 10:20", date(2026, 9, 30)),
        ("发布时间：2023-10-31", date(2023, 10, 31)),
        ("03/10 2025", date(2025, 3, 10)),
        ("10 2025-03", date(2025, 3, 10)),
        ("102025-03", date(2025, 3, 10)),
        ("2025 03-10", date(2025, 3, 10)),
        ("March 16, 2018", date(2018, 3, 16)),
        ("Mar. 16, 2018", date(2018, 3, 16)),
        ("16 March 2018", date(2018, 3, 16)),
        ("[05-12]", None),
        ("06-23", None),
        ("2023-02-30", None),
        ("A Month of 2023-02-03", None),
    ],
)
def test_a_listed_date_is_read_in_all_forms(text: str, listed: date | None) -> None:
    """Brackets, labels, split dates and English are read; a date without a year is none."""
    assert parse_listed(text) == listed
