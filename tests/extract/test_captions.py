"""Which words are tied to an image by the markup, and which only stand near one."""

from __future__ import annotations

import pytest
from bodies import CENTRED, HOST, read

from usstnews.items import Video

IMG = "<img src='a.png'>"


@pytest.mark.parametrize(
    "body",
    [
        f"<figure>{IMG}<figcaption>Seen</figcaption></figure>Text",
        f"<figure><figcaption><p>Seen</p></figcaption><p>{IMG}</p></figure>Text",
        f"<center>{IMG}<br>Seen</center>Text",
        f"<p {CENTRED}><a href='x.htm'>{IMG}</a></p><p {CENTRED}>Seen</p>Text",
        f"<p {CENTRED}>{IMG}</p><div><p {CENTRED}>Seen</p></div>Text",
        f"<p style='text-align:-webkit-center'>{IMG}<br>Seen</p>Text",
        f"<section {CENTRED}><section>{IMG}</section></section><p {CENTRED}>Seen</p>Text",
        f"<div {CENTRED}>{IMG}<div>Seen</div></div>Text",
        f"<div {CENTRED}><p>{IMG}</p><p>Seen</p></div>Text",
        f"<ul><li {CENTRED}>{IMG}<p>Seen</p></li></ul>Text",
        f"<table><tr><td {CENTRED}>{IMG}</td></tr><tr><td {CENTRED}>Seen</td></tr></table>Text",
        f"<p {CENTRED}>{IMG}</p><p {CENTRED} hidden>no</p><p {CENTRED}>Seen</p>Text",
    ],
)
def test_words_tied_to_an_image_are_its_caption(body: str) -> None:
    """They leave the text, and stand with their image."""
    article = read(body)
    assert [image.caption for image in article.images] == ["Seen"]
    assert article.text == "Text"


@pytest.mark.parametrize(
    ("body", "captions"),
    [
        (f"<table><tr><td>{IMG}<br>A</td><td>{IMG}<br>B</td></tr></table>", ["A", "B"]),
        (f"<table><tr><td><p>{IMG}</p><p>A</p><td><p>{IMG}</p><p>B</p></table>", ["A", "B"]),
        (f"<figure>{IMG}<figcaption>A</figcaption>{IMG}<figcaption>B</figcaption></figure>",
         ["A", "B"]),
        (f"<figure>{IMG}{IMG}<figcaption>Both</figcaption></figure>", [None, "Both"]),
        (f"<p {CENTRED}>{IMG}{IMG}</p><p {CENTRED}>Left: A; right: B</p>",
         [None, "Left: A; right: B"]),
        (f"<p {CENTRED}>{IMG}<br>A<br>{IMG}<br>B</p>", ["A", "B"]),
    ],
)  # fmt: skip
def test_each_image_of_a_gallery_has_its_own_caption(body: str, captions: list[str | None]) -> None:
    """Words below several images in one paragraph are those of the last."""
    article = read(body)
    assert [image.caption for image in article.images] == captions
    assert article.text == ""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<p>{IMG}</p><p>Bare</p>", "Bare"),
        (f"<p class='vsbcontent_img'>{IMG}</p><p>Bare</p>", "Bare"),
        (f"<p {CENTRED}>{IMG}</p>bare<p {CENTRED}>Seen</p>", "bare\n\nSeen"),
        (f"<p {CENTRED}>{IMG}</p><script>no()</script>bare<p {CENTRED}>Seen</p>", "bare\n\nSeen"),
        (f"<p {CENTRED}>Above</p><p {CENTRED}>{IMG}</p><p>Text</p>", "Above\n\nText"),
        (f"<p {CENTRED}>{IMG}</p><h3 {CENTRED}>Head</h3>", "Head"),
        (f"<p {CENTRED}>{IMG}<video>no<p>no</p></video></p>Text", "Text"),
        (f"<table><tr><td>{IMG}<br>Bare</td></tr></table>", "Bare"),
        (f"<table align=center><caption>Head</caption><tr><td>{IMG}</td></tr></table>", "Head"),
    ],
)
def test_words_that_only_stand_near_an_image_are_text(body: str, text: str) -> None:
    """Whether a bare line below a picture is its caption or a sub-head, no markup tells."""
    article = read(body)
    assert [image.caption for image in article.images] == [None]
    assert article.text == text


def test_lines_of_a_caption_are_parted() -> None:
    """A caption of several lines or blocks is one line, its words as far apart as they were."""
    broken = f"<p {CENTRED}>{IMG}</p><p {CENTRED}>One<br>two</p>"
    blocks = f"<figure>{IMG}<figcaption><p>One</p><p>two</p></figcaption></figure>"
    for body in (broken, blocks):
        assert [image.caption for image in read(body).images] == ["One two"]


def test_players_of_other_sites_are_videos() -> None:
    """So are files of films in a frame; maps, forms and PDFs are none."""
    article = read(
        "<iframe src='https://v.qq.com/txp/iframe/player.html?vid=a1'></iframe>"
        "<iframe src='//player.bilibili.com/player.html?bvid=BV1'></iframe>"
        "<iframe class=video_iframe src='' data-src='https://v.qq.com/iframe/preview.html?vid=b2'>"
        "</iframe><embed src='https://player.youku.com/player.php/sid/X/v.swf'>"
        "<iframe src='/__local/c.mp4?e=.mp4'></iframe>"
        "<iframe src='https://map.example/?v.qq.com/'></iframe><iframe src='d.pdf'></iframe>"
    )
    assert article.videos == [
        Video("https://v.qq.com/txp/iframe/player.html?vid=a1"),
        Video("https://player.bilibili.com/player.html?bvid=BV1"),
        Video("https://v.qq.com/iframe/preview.html?vid=b2"),
        Video("https://player.youku.com/player.php/sid/X/v.swf"),
        Video(f"{HOST}/__local/c.mp4?e=.mp4"),
    ]
    assert [file.url for file in article.files] == [f"{HOST}/info/1023/d.pdf"]
