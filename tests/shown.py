"""Small bodies, and their text as it is to be read: the words are those that Chromium shows."""
# ruff: noqa: E501  (a body in one line reads better than in three)

from __future__ import annotations

SHOWN = [
    ("<p>A</p>bare<br>line<p>B</p>", "A\n\nbare\nline\n\nB"),
    ("A<br><br><br>B", "A\n\nB"),
    ("<p>A<br></p><p>B</p>", "A\n\nB"),
    ("<p>A<br/>\n B</p>", "A\nB"),
    ("<p>A<span> </span>B<b> C</b></p>", "A B C"),
    ("<p>A<wbr>B</p>", "AB"),
    ("<p>A<o:p>&nbsp;</o:p>B</p>", "A B"),
    ("<p>a<sup>2</sup>b<sub>3</sub></p>", "a2b3"),
    ("A<hr>B", "A\n\nB"),
    ("<b>A<p>B</b>C</p>D", "A\n\nBC\n\nD"),
    ("<p>A<div>B</div>C</p>", "A\n\nB\n\nC"),
    ("<a>A<div>B</div></a>C", "A\n\nB\n\nC"),
    ("<h2>H</h2><h3>I</h3>t", "H\n\nI\n\nt"),
    ("<fieldset><legend>L</legend>A</fieldset>B", "L\n\nA\n\nB"),
    ("<p>A</p>\n\n<p></p><p>&nbsp;</p><p>B</p>", "A\n\nB"),
    ("<p>1&ensp;2&emsp;3&#12288;4</p>", "1 2 3 4"),
    # Spans set as blocks, blocks set in the line, lines of the source that are kept.
    ("<span style='display:block'>A</span><span style='display:block'>B</span>", "A\n\nB"),
    ("<p>A<strong style='color: red; DISPLAY : block;'>B</strong>C</p>", "A\n\nB\n\nC"),
    ("<div style='display:inline'>A</div><div style='display:inline'>B</div>", "AB"),
    ("<section style='display:inline-block'>A</section><section style='display:inline-block'>B</section>", "AB"),
    ("<section style='display:inline-block'><p>A</p></section><section style='display:inline-block'><p>B</p></section>", "A\n\nB"),
    ("<pre>a\n  b\n\n c</pre>", "a\nb\n\nc"),
    ("<pre>a\n\n<b>x</b>\n</pre>B", "a\n\nx\n\nB"),
    ("<p style='white-space:pre'>a\nb</p>", "a\nb"),
    ("<p style='white-space:pre-wrap'>a\n  b<span style='white-space:normal'>\nc</span>\nd</p>", "a\nb c\nd"),
    ("<p style='white-space: nowrap'>a\nb</p>", "a b"),
    # Lists: items without their numbers and bullets, which the browser draws.
    ("<ol><li>A</li><li>B</li></ol>", "A\nB"),
    ("<ol start=5 type=a><li>A<li>B</ol>", "A\nB"),
    ("<ul><li>A<ul><li>B<li>C</ul><li>D</ul>", "A\nB\nC\nD"),
    ("<ul><li><p>A</p><p>B</p></li><li>C</li></ul>", "A\nB\nC"),
    ("<dl><dt>T</dt><dd>D</dd><dt>U</dt><dd>E</dd></dl>", "T\nD\nU\nE"),
    ("<ul>bare<li>A</ul>", "bare\nA"),
    # Tables: rows with a tab between cells.
    ("<table><caption>Cap</caption><thead><tr><th>H</th><th>I</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody><tfoot><tr><td>F</td><td>G</td></tr></tfoot></table>", "Cap\n\nH\tI\n1\t2\nF\tG"),
    ("<p>A</p><table><tr><td>B</td></tr></table>C", "A\n\nB\n\nC"),
    ("<table><tr><td>H</td><td>I</td></tr><tr><td><p>1</p><p>2</p></td><td>3<br>4</td></tr></table>", "H\tI\n1 2\t3 4"),
    ("<table><thead><tr><td><p>H</p><p>I</p></td><td>J</td></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "H I\tJ\n1\t2"),
    ("<table><tr><td>H</td><td>I</td></tr><tr><td colspan=2>1<br>2</td></tr></table>", "H\tI\n\n1\n2"),
    ("<table><tr><td>H</td><td>I</td></tr><tr><td>1</td><td><p>" + "long " * 40 + "</p><p>end</p></td></tr></table>", "H\tI\n\n1\n\n" + "long " * 39 + "long\n\nend"),
    ("<table><tr><td>A<table><tr><td>B</td><td>C</td></tr></table></td><td>D</td></tr></table>", "A\n\nB\tC\n\nD"),
    # What is not shown.
    ("<p>A<span style='display:none !important'>no</span>B</p>", "AB"),
    ("<p>A<span style='visibility:collapse'>no</span>B</p>", "AB"),
    ("<style>.x{display:none}</style><p>A<span class=x>no</span>B</p>", "AB"),
    ("<style>.x{display:none} .y{display:inline}</style><p>A<span class='x y'>yes</span>B</p>", "AyesB"),
    ("<style>.x{display:none} p > .x{display:inline}</style><p>A<span class=x>yes</span>B</p>", "AyesB"),
    ("<style>#x{display:none!important}</style><p>A<b id=x style='display:inline'>no</b>B</p>", "AB"),
    ("<style>.x{display:none}</style><p>A<b class=x style='display:inline'>yes</b>B</p>", "AyesB"),
    ("<style>@media print{.x{display:none}}</style><p>A<span class=x>yes</span>B</p>", "AyesB"),
    ("<p hidden>no</p><p hidden=until-found>no</p>A", "A"),
    ("<dialog>no</dialog>A", "A"),
    ("<dialog open>yes</dialog>A", "yes\n\nA"),
    ("<template>no</template>A<p>B<noscript>no</noscript>C</p>", "A\n\nBC"),
    ("<p>A<iframe src='about:blank'>no</iframe>B</p><video><p>no</p></video>C", "AB\n\nC"),
    ("<p>A<meter value=1>no</meter><progress>no</progress><output>o</output></p>", "Ao"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby> end", "漢kan字ji end"),
    # What is shown, whatever it says to programs.
    ("<p>A<span aria-hidden=true>o</span>B</p>", "AoB"),
    ("<p>A<span style='opacity:0'>o</span>B</p>", "AoB"),
    ("<p style='font-size:0'>A<span style='font-size:14px'>B</span></p>", "AB"),
    ("<p style='text-indent:-9999px'>A</p>", "A"),
    ("<details open><summary>S</summary><p>Inside</p></details>", "S\n\nInside"),
]  # fmt: skip

OTHERWISE = [
    # One click away, like the parts of a paginated article.
    ("<details><summary>S</summary><p>Inside</p></details>", "S\n\nInside"),
    # Nobody can see them, though they can be selected.
    ("<p>A<span style='font-size:0'>no</span>B</p>", "AB"),
    ("<p>A<span style='font-size: 0.0px;line-height:0'>no</span>B</p>", "AB"),
    # As published, not as set.
    ("<p style='text-transform:uppercase'>a</p>", "a"),
    ("<math><mi>x</mi></math>", "x"),
    # Drawn, not written: pictures, and the boxes of a form.
    ("<svg><text>no</text></svg>A", "A"),
    ("<p>A<select><option>no</select><button>no</button><textarea>no</textarea></p>", "A"),
    ("<object data=x><p>no</p></object>A", "A"),
]
"""Where the text is another than Chromium's, and why."""

RULED = [
    (".x{display:none}", "Two Three"),
    ("/* .x{display:none} */", "One Two Three"),
    (".x{display:none} .y{display:block}", "One Two Three"),
    (".y{display:block} .x{DISPLAY: NONE}", "Two Three"),
    (".x,.z:hover{display:none!important} #i{display:block}", "Two"),
    ("#i{display:block} .x{display:none}", "One Two Three"),
    ("p{display:none}", "Three"),
    (".x{display:none} .q > .y{display:block}", "Two Three"),
    (".x{display:none} div > .y{display:block}", "One Two Three"),
    (".x{display:none} .y:nth-of-type(1){display:block}", "One Two Three"),
    (".x{display:none} .y::after{display:block}", "Two Three"),
    (".x{content:'}';display:none}", "Two Three"),
    (".x{display:none;display:block}", "One Two Three"),
    (".x{display:none!important;display:block}", "Two"),
    ("<!-- .x{display:none} -->", "Two Three"),
    (".page .x{display:none}", "Two Three"),
    (".other .x{display:none}", "One Two Three"),
    ("body > form p.y{display:none}", "Three"),
    ("body > p{display:none}", "One Two Three"),
    ("p+p{display:none}", "One Three"),
    ("#i~.y{display:none}", "One Three"),
    ("h1~p{display:none}", "One Two Three"),
    ("[class='x y']{display:none}", "Two Three"),
    (".x::before{display:none}", "One Two Three"),
    ("@media print{.x{display:none}} .y{color:red}", "One Two Three"),
    (".x{display:none", "Two Three"),
    ("}{.x{display:none}", "One Two Three"),
    ("..x{display:none} .y{display:none}", "Three"),
]  # fmt: skip
"""Style rules, and what three paragraphs show under them, in Chromium as well."""


def ruled(css: str) -> str:
    """Write a page of three paragraphs with a style sheet in its head."""
    return (
        f"<!DOCTYPE html><html><head><style>{css}</style></head><body class=page>"
        "<form name='_newscontent_fromname'><h1>Title</h1><div class='v_news_content'>"
        "<p class='x y' id=i>One</p><p class=y>Two</p><p class=x style='display:block'>Three</p>"
        "</div></form></body></html>"
    )
