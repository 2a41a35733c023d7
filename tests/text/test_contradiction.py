"""What tells of other events in the same words stays apart; what was edited does not.

The series are those of the site that stay apart, in words made up for this.
"""

from __future__ import annotations

from random import Random

import pytest

from usstnews.text.contradiction import contradict, places
from usstnews.text.similarity import NEAR, jaccard, shingles
from usstnews.text.wording import wording

SERIES = {
    "a monthly digest": (
        """The digest of the campus for {0} is out. Issue no. {1} tells what {0} brought:
        lectures, visits and matches. It is made by students and can be taken along in the
        library, where the editors wait for your texts until the twentieth of the month.""",
        [("July and August", "5"), ("October", "6"), ("March", "9")],
    ),
    "a sports meeting": (
        """The {0} games were opened on the track of the campus. All schools marched in behind
        their flags, and the head of the university wished them fair play. There were runs,
        jumps and a tug of war, and in the evening the cups of the {0} games were handed
        over.""",
        [("18th",), ("twentieth",), ("21st",)],
    ),
    "grants of a foundation": (
        """The foundation has told the results of its {0} round: {1} projects of ours were
        granted, {2} of the general and {3} of the youth programme. The office thanks all
        who applied and those who read the drafts, and courses for the round to come begin
        in autumn.""",
        [("2021", "76", "41", "29"), ("2022", "90", "52", "33"), ("2023", "105", "61", "38")],
    ),
    "a New Year message": (
        """Dear teachers, students and friends, as the bells ring in {0} we send you our best
        wishes from the river. All of {1} was full of work, and none of it was done by one
        alone. To all who kept the lights on we say thank you, and may {0} be kind to you.""",
        [("2021", "2020"), ("2024", "2023"), ("2025", "2024")],
    ),
    "a council's meeting": (
        """On {0} the council of the college met for its {1} session in the hall of the main
        house. The members heard the report of the year, asked questions and gave advice,
        and the head of the college thanked them. After the meeting they looked at the new
        laboratories.""",
        [("December 9, 2022", "third"), ("December 6, 2024", "fifth")],
    ),
    "a commencement": (
        """Today {0} students of the class of {1} got their degrees on the lawn before the old
        hall. In gowns and caps they walked past their teachers, threw up the caps, and sang
        the song of the school. Parents had come from everywhere, and many who could not
        come looked on.""",
        [("3,120", "2019"), ("3,544", "2020"), ("3,871", "2022"), ("4,006", "2024")],
    ),
    "the welcome of freshmen": (
        """On {0} the campus was full of new faces: {1} freshmen came with trunks and parents,
        and older students showed them the way to the desks, the dormitories and the
        canteens. The buses from the stations went until late in the evening, and nobody was
        left behind.""",
        [("September 9", "4,100"), ("September 4", "4,215"), ("September 16", "4,098")],
    ),
    "a forum for scholars": (
        """The {0} forum for young scholars was held in {1}. Guests from many countries gave
        talks on their work, saw the laboratories and spoke with the deans of the schools.
        Those who could not come took part over the net, and several of them will join the
        university.""",
        [("second", "April"), ("third", "November"), ("6th", "November")],
    ),
    "a dinner before the holidays": (
        """Before the Spring Festival the university asked its guests from abroad to dinner. On
        {0} some {1} of them came with their families, were given dumplings and red paper,
        and heard music of the students. The head of the university drank to a good Year of
        the {2}.""",
        [("February 1", "60", "Pig"), ("January 24", "80", "Rat")],
    ),
    "a conference by numbers": (
        """The {0} conference on sensors and instruments was opened on {1} in the lecture hall,
        with {2} papers in eight sessions. Two fellows of the academy spoke on what is to
        come, and prizes went to the best papers of students. The one to come will be held
        in the south.""",
        [("4th", "July 15", "212"), ("6th", "December 2", "305"), ("7th", "October 12", "318")],
    ),
    "an alliance's years": (
        """The alliance of schools along the river met in its {0} year. {1} of its members sent
        their heads, who signed an agreement to share courses, laboratories and libraries,
        and chose who is to lead it until the meeting to come. The papers will be printed in
        a volume.""",
        [("first", "Nineteen"), ("fourth", "Twenty-two"), ("fifth", "Twenty-six")],
    ),
    "一年一度的公示": (
        """{0}年学校施教区的范围如下：东街、西街、南门一带和北门外的各个小区，以及河边新建的
        房子。凡住在范围以内的学生，可以带上户口本和房产证，于{1}到学校办公室登记，三天后
        公布名单。""",
        [("2022", "5月17日"), ("2023", "5月16日"), ("二〇二四", "五月二十一日")],
    ),
    "第几届": (
        """第{0}届读书节昨天在图书馆门前开幕。校长讲了话，同学们朗读了自己喜欢的书，老师们带
        来了家里的旧书和大家交换。读书节期间还有讲座、展览和比赛，最后一天给读书最多的班级发
        奖，欢迎大家来参加。""",
        [("三",), ("十",), ("十二",)],
    ),
}
MEMBERS = [
    pytest.param(frame, one, other, id=f"{name}: {one[0]}, {other[0]}")
    for name, (frame, keys) in SERIES.items()
    for at, one in enumerate(keys)
    for other in keys[at + 1 :]
]


@pytest.mark.parametrize(("frame", "one", "other"), MEMBERS)
def test_look_alikes_of_a_series_stay_apart(
    frame: str, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """In whatever order they come, and however much each has of its own."""
    first, second = wording(frame.format(*one)), wording(frame.format(*other))
    assert jaccard(shingles(first), shingles(second)) > 0.4, "they look alike"
    assert contradict(first, second)
    assert contradict(second, first)
    own = [f"{frame.format(*key)} {_own(key)}" for key in (one, other)]
    assert contradict(wording(own[0]), wording(own[1]))


def _own(key: tuple[str, ...]) -> str:
    rng = Random("".join(key))
    return " ".join(rng.choice(("leaf", "stone", "of", "the", "bird", "glass")) for _ in range(20))


@pytest.mark.parametrize(("frame", "one", "other"), MEMBERS)
def test_the_same_article_in_other_spelling_is_one(
    frame: str, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """Quotes, dashes, case and blanks, a lost drop cap, and sentences dropped or added."""
    text = frame.format(*one)
    spelt = (
        text[text[0].isalpha() :]
        .replace(", ", " -- ")
        .replace("The ", "the ")
        .replace("。", "。\n")
    )
    assert not contradict(wording(text), wording(spelt))
    added = f"{text} On May 3, 2031 there will be 77 others to be told of here."
    assert not contradict(wording(text), wording(added))
    assert not contradict(wording(added), wording(text))


TOLD = (
    "By the 20th October all rooms of the cultural park were open. {0} of the Centre for Design"
    " showed {1} pictures to some 300 guests from 12 countries, who stayed until late. In the hall"
    " of the Research Centre there was music, and the students of {2} sang. Dean {3} thanked all"
    " who had helped, and said that the park will be open again in spring, with more to be seen."
)


def test_a_lost_drop_cap_hides_no_date() -> None:
    """`By the 20th` came out as `n 20th` elsewhere."""
    text = TOLD.format("Li Rui", "40", "Fudan", "Zhang Hua")
    assert not contradict(wording(text), wording("n" + text.removeprefix("By the")))


def test_other_names_in_the_same_words_are_other_people() -> None:
    """But one name that was corrected is not, where figures stayed."""
    text = TOLD.format("Li Rui", "40", "Fudan", "Zhang Hua")
    assert contradict(wording(text), wording(TOLD.format("Wu Min", "40", "Tongji", "Chen Bo")))
    corrected = wording(text.replace("Li Rui", "Li Ruo"))
    assert not contradict(wording(text), corrected)
    bare = "The choir of {} sang in the hall, and nobody who was there will ever forget the evening"
    assert contradict(wording(bare.format("Fudan")), wording(bare.format("Tongji")))


LECTURE = (
    "Last week Professor {0} gave a talk on {1} in the great hall, and many students came to hear"
    " it. After the opening words of the dean {0} told of years spent on the question. A film was"
    " shown, in which {0} climbs about in a laboratory and laughs. When the lights went on again"
    " {0} answered whatever was asked, and nobody wanted to leave. In the end there was tea, and a"
    " bunch of flowers and a book about the town for the guest. We thank {0}"
    " and hope for another visit soon."
)
TALK = (
    "上周{0}教授来到学校作报告，同学们早早来到报告厅等候，座无虚席，连走道上也站着人。报告从{1}的历史讲起，"
    "讲到今天的难题，大家听得入迷，不时鼓掌。最后{0}和同学们一起合影留念，约好明年再来学校看看大家。"
)


@pytest.mark.parametrize(
    ("frame", "one", "other"),
    [
        (LECTURE, ("Wang", "optics"), ("Smith", "turbines")),
        (TALK, ("王建国", "制造"), ("李明", "光学")),
    ],
)
def test_a_name_that_recurs_counts_wherever_it_stands(
    frame: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    """An article says more than once whom it is about; it is no correction without a figure."""
    said, again = wording(frame.format(*one)), wording(frame.format(*other))
    assert jaccard(shingles(said), shingles(again)) > NEAR, "they look alike"
    assert contradict(said, again)
    assert contradict(again, said)


def test_a_name_corrected_throughout_is_a_correction() -> None:
    """One name for another, again and again, where figures stayed."""
    frame = f"At 7 o'clock the doors were opened. {LECTURE}"
    said, again = (wording(frame.format(name, "optics")) for name in ("Wang", "Wong"))
    assert not contradict(said, again)
    assert not contradict(again, said)


REPORT = (
    "The lecture was held in Room 201 of the new library before a large audience of students and"
    " teachers. Professor {0} University spoke about {1} and answered all the questions that were"
    " put, and then everybody went over to the canteen for tea and cakes."
)
DELEGATION = (
    "On the campus of our university, which has 20,000 students and 17 schools, a delegation led by"
    " {} was received with tea in the house of the guests. Both sides spoke of the exchange of"
    " students, and of courses that might be given together by both of them in the years to come."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            REPORT.format("Wang Lei of Fudan", "optics"),
            REPORT.format("John Smith of Tongji", "steel"),
        ),
        (
            DELEGATION.format("Hans Meyer from Germany"),
            DELEGATION.format("Pierre Dupont from France"),
        ),
    ],
)
def test_whole_persons_exchanged_are_no_correction(one: str, other: str) -> None:
    """A single place that has another name, from another place: shared figures are no excuse."""
    said, again = wording(one), wording(other)
    assert jaccard(shingles(said), shingles(again)) > NEAR, "they look alike"
    assert contradict(said, again)
    assert contradict(again, said)
    spelt = wording(one.replace("Wang Lei", "Wang Li").replace("Hans Meyer", "Hans Maier"))
    assert spelt != said
    assert not contradict(said, spelt)


VISIT = (
    "昨天下午{0}的同学们来到我校，参观了图书馆和校史馆，和我校同学一起打了球，晚上在校友会的帮助下演出了"
    "{1}，大家都说好，散场以后还在门前合影留念，希望明年再见。"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("东海大学", "《茶馆》"), ("西湖大学", "《雷雨》")),
        (("机械学院", "长廊"), ("光电学院", "长廊")),
        (("学院", "《日出》"), ("学院", "《春蚕》")),
    ],
)
def test_names_in_chinese_are_told_by_what_stands_about_them(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    """Before what an institution is called, and between the marks of a title."""
    said, again = wording(VISIT.format(*one)), wording(VISIT.format(*other))
    assert jaccard(shingles(said), shingles(again)) > NEAR, "they look alike"
    assert contradict(said, again)
    assert contradict(again, said)


def test_chinese_words_that_differ_are_no_names() -> None:
    """Nor is a single name more than a correction, where figures stayed."""
    before = VISIT.format("东海大学", "《茶馆》")
    after = (
        before.replace("参观了", "看了看").replace("大家都说好", "人人叫好").replace("门前", "楼下")
    )
    assert jaccard(shingles(wording(before)), shingles(wording(after))) > NEAR
    assert not contradict(wording(before), wording(after))
    dated = before.replace("昨天", "5月4日")
    corrected = dated.replace("东海", "东湖")
    assert not contradict(wording(dated), wording(corrected))
    assert contradict(wording(before), wording(corrected.replace("5月4日", "昨天")))


OPENING = (
    "The hall was opened with music on {0}, and {1} yuan were given for it by those who had learned"
    " to play there. It was volume {2} of the story of the choir that was read out, until late."
)


@pytest.mark.parametrize(
    "spelt",
    [
        ("2019-05-22", "3,000,000", "14"),
        ("2019.5.22", "three million", "fourteen"),
        ("May 22nd, 2019", "3 million", "XIV"),
        ("wednesday, May 22nd, 2019", "3.0 million", "XIV"),
        ("2019年5月22日", "300万", "十四"),
    ],
)
def test_figures_in_another_spelling_are_the_same(spelt: tuple[str, str, str]) -> None:
    """Dates in digits, scales in words, Roman numerals; and others are others."""
    text = wording(OPENING.format("May 22, 2019", "3,000,000", "14"))
    assert not contradict(text, wording(OPENING.format(*spelt)))
    assert not contradict(wording(OPENING.format(*spelt)), text)
    for at, other in enumerate(("2019-06-22", "4 million", "XV")):
        others = [other if place == at else said for place, said in enumerate(spelt)]
        assert contradict(text, wording(OPENING.format(*others)))


NOTICE = (
    "请各班于放学以前把{}的计划交到教务处，由办公室登记以后发给各位老师，大家互相看看，取长补短。凡没有写完的，可以"
    "晚一天交来，但是不要忘记写上班级和姓名。交来的计划将在走廊里展出，欢迎家长前来参观，并在门口留下宝贵的意见。"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上半年", "下半年"), ("初一年级", "初二年级"), ("国庆", "中秋"), ("春节晚会", "元旦晚会"),
        ("劳动节", "端午"),
    ],
)  # fmt: skip
def test_halves_grades_and_holidays_tell_apart(one: str, other: str) -> None:
    """In Chinese, in the same words, also where figures stayed."""
    said, again = wording(NOTICE.format(one)), wording(NOTICE.format(other))
    assert jaccard(shingles(said), shingles(again)) > NEAR, "they look alike"
    assert contradict(said, again)
    assert contradict(again, said)
    assert not contradict(said, wording(NOTICE.format("本学年")))


def test_degrees_are_as_good_as_names() -> None:
    """In Chinese; a single one was corrected if figures stayed."""
    notice = NOTICE.replace("一天", "些")
    said, again = (wording(notice.format(f"{each}研究生")) for each in ("博士", "硕士"))
    assert contradict(said, again)
    said, again = (wording(NOTICE.format(f"{each}研究生")) for each in ("博士", "硕士"))
    assert not contradict(said, again)


def test_a_figure_that_one_body_leaves_out_is_no_contradiction() -> None:
    """Years are dropped from dates, and words come in the place of a number."""
    text = "The hall was opened on May 22, 2019 with 300 guests, who stayed in it until the evening"
    shorter = "The hall was opened on May 22 with many guests, who stayed in it until the evening"
    assert not contradict(wording(text), wording(shorter))
    assert contradict(wording(text), wording(shorter.replace("22", "23")))


def test_a_sentence_written_anew_is_no_contradiction() -> None:
    """Its place is the same, its words are not, and the other figures stay."""
    before = TOLD.format("Li Rui", "40", "Fudan", "Zhang Hua")
    after = before.replace(
        "In the hall of the Research Centre there was music, and the students of Fudan sang.",
        "Later a band played for two hours under old trees, as it does every summer.",
    )
    assert after != before
    assert not contradict(wording(before), wording(after))
    assert jaccard(shingles(wording(before)), shingles(wording(after))) > NEAR


EVENING = (
    "All rooms of the old park were open, and the choir sang under the trees until the sun went"
    " down behind the hills. {0} Nobody wanted to go home, the children least of all, and those who"
    " lived far away were taken along by their friends. {1} The gates will be open again in spring,"
    " with more to be seen and to be heard than ever before."
)


def test_days_exchanged_tell_events_apart_in_whatever_words() -> None:
    """More of them exchanged than kept; other figures that stay are no excuse."""
    both = "There were 12 stalls with 40 helpers, and 300 cups of tea were poured."
    one = EVENING.format("This was in March, on a Sunday that nobody will soon forget.", both)
    other = EVENING.format("When October came with rain, it went on all the same as before.", both)
    assert contradict(wording(one), wording(other))
    kept = one.replace("in March", "early in the year of 2019, in March")
    moved = kept.replace("on a Sunday that nobody", "on a day that none")
    assert not contradict(wording(kept), wording(moved))


def test_figures_exchanged_tell_events_apart_in_whatever_words() -> None:
    """Without a day or a year, too."""
    one = EVENING.format("It took 12 men to light the lamps.", "There was tea from 40 large pots.")
    other = EVENING.format(
        "Some 300 candles burned by then.", "The bread of 77 ovens was eaten up."
    )
    assert contradict(wording(one), wording(other))


def test_figures_in_a_row_are_told_by_the_words_between_them() -> None:
    """So many boys, girls, parents: no four words in a row are the same, all of them are."""
    said = "Then came {} boys and {} girls with {} parents in {} buses."
    both = "The doors open at 9 and close at 17, for 20 each, 10 for members, and 5 for pupils."
    one, other = (
        wording(EVENING.format(said.format(*counts), both))
        for counts in ((40, 50, 60, 70), (41, 52, 63, 74))
    )
    assert contradict(one, other)


def test_a_figure_in_a_sentence_written_anew_is_no_contradiction() -> None:
    """Each names one, in other words."""
    both = "The doors open at 9 and close at 17."
    one = wording(EVENING.format("In the hall a band of 12 played what had been asked for.", both))
    other = wording(EVENING.format("Music was to be heard for 3 hours, without an end.", both))
    assert not contradict(one, other)
    assert not contradict(other, one)


def test_names_among_many_other_words_that_differ_were_edited() -> None:
    """Names tell events apart where most of what differs is names."""
    text = TOLD.format("Li Rui", "40", "Fudan", "Zhang Hua")
    named = text.replace("Li Rui", "Wu Min").replace("Zhang Hua", "Chen Bo")
    assert contradict(wording(text), wording(named))
    for word, other in (
        ("cultural park", "cultural garden"), ("pictures to", "drawings to"), ("music", "singing"),
        ("stayed until", "remained until"), ("thanked all", "praised all"),
    ):  # fmt: skip
        assert word in named
        named = named.replace(word, other)
    assert not contradict(wording(text), wording(named))


@pytest.mark.parametrize("came", ["They", "Others", "Some", "Ten", "Late"])
def test_what_was_moved_is_nothing_that_is_lacking(came: str) -> None:
    """A figure that the other body has elsewhere, in the same words."""
    one = EVENING.format(f"{came} came with 12 boys.", "About 300 guests came late.")
    other = EVENING.format("About 300 guests came late.", "")
    assert not contradict(wording(one), wording(other))
    assert not contradict(wording(other), wording(one))


def test_what_lies_far_apart_is_no_place() -> None:
    """More than a paragraph of other words says nothing of what stands for what."""
    for number, found in ((60, 1), (100, 0)):
        rows = (
            " ".join(f"{letter}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(number))
            for letter in "ab"
        )
        one, other = (wording(EVENING.format(row, "")) for row in rows)
        assert len(list(places(one, other))) == found


def test_it_makes_no_difference_who_came_first() -> None:
    """Of words that come again and again, in any order."""
    rng = Random(3)
    stock = ["the", "of", "hall", "was", "open", "Li", "Wu", "Zhang", "7", "8", "May", "2019"]
    contradicting = 0
    for _ in range(3000):
        one = [rng.choice(stock) for _ in range(30)]
        other = [rng.choice(stock) if rng.random() < 0.15 else word for word in one]
        said, again = wording(" ".join(one)), wording(" ".join(other))
        assert contradict(said, again) is contradict(again, said)
        contradicting += contradict(said, again)
    assert 100 < contradicting < 2900


def test_what_stands_elsewhere_too_is_nothing_that_is_lacking() -> None:
    """A heading put before a body, of words that it has further down."""
    body = "住在范围以内的学生带上户口本登记。2023年本校施教区的范围如下：东街、西街和南门一带。"
    headed = f"2023年本校施教区{body}"
    assert not contradict(wording(body), wording(headed))
    assert not contradict(wording(headed), wording(body))


def test_rows_of_a_table_are_no_places() -> None:
    """What stands in each row says nothing of where one is; nor do thousands of rows take long."""
    rows = ["Of the class of {} there were left so many\n" * 4000, "for the prize {} is given\n"]
    one, other = (wording("".join(rows).format(*([each] * 4001))) for each in ("oak", "elm"))
    assert len(list(places(one, other))) == 1
    few, fewer = (
        wording((rows[0][:200] + rows[1]).format(*([each] * 9))) for each in ("ash", "fir")
    )
    assert len(list(places(few, fewer))) == 6


def test_places_are_what_stands_between_the_same_words() -> None:
    """Each with what the one and the other say there; what is alike is none."""
    one = wording("all rooms of the park were open on Monday and nobody was there to see them")
    other = wording("all rooms of the park were open on Friday and nobody was there to see them")
    assert [(tuple(a), tuple(b)) for a, b in places(one, other)] == [((one[8],), (other[8],))]
    assert list(places(one, one)) == []
