"""The report as one HTML page, with charts, that needs neither network nor scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from usstnews.archive.layout import Archive
from usstnews.dataset.load import load
from usstnews.document import document
from usstnews.runs import charts
from usstnews.runs.outcome import Status
from usstnews.runs.report import Report
from usstnews.runs.told import accounting, changes, cleaning, lacking, size, span, tally, verdict

RUNS = 400
"""Runs that a page is made of, the newest."""
ROWS = 60
"""Runs in its table."""
EVENTS = 200


def page(archive: Archive, reports: Sequence[Report]) -> str:
    """Write the page of an archive and its runs, oldest first; raises `NoCharts`, `DamagedLine`."""
    charts.check()
    months = charts.by_month(load(archive.root))
    name = reports[-1].site if reports else archive.root.resolve().name
    body = "\n".join((*_runs(reports, name), *_charts(months, reports)))
    return document(f"{name}: runs", STYLE, body)


def _runs(reports: Sequence[Report], name: str) -> Iterator[str]:
    """Write the newest run with what is unusual first."""
    yield f"<h1>{escape(name)}</h1>"
    if not reports:
        yield "<p>No run left a report.</p>"
        return
    run = reports[-1]
    shown = f"{'the last ' if len(reports) == RUNS else ''}{_many(len(reports), 'run')}"
    since = f"since {reports[0].begun:%Y-%m-%d}"
    yield f'<p class="sub">{_link(run.base_url)}, {shown} {since}</p>'
    status = Status(run.status).name.lower()
    yield f'<section class="last {status}"><h2>The run of {run.begun:%Y-%m-%d %H:%M} UTC</h2>'
    yield f"<p><b>{escape(verdict(run))}</b></p>"
    if run.alarms:
        yield f"<ul>{''.join(f'<li>{escape(alarm)}</li>' for alarm in run.alarms)}</ul>"
    yield "</section>"
    numbers = (
        (f"{run.held:,}", "articles held"),
        (f"{run.found:,}", "new"),
        (f"{run.became('changed'):,}", "changed"),
        (f"{run.became('gone'):,}", "gone"),
        (f"{run.became('failed'):,}", "failed"),
        (f"{run.requests:,}", "requests"),
        (size(run.bytes), "received"),
        (span(run), "took"),
    )
    tiles = "".join(f"<div><dd>{value}</dd><dt>{about}</dt></div>" for value, about in numbers)
    yield f"<dl>{tiles}</dl>"
    if sum_up := accounting(run):
        yield f'<p class="sum">URLs: {escape(sum_up)}</p>'
    if changed := cleaning(run):
        yield f'<p class="sum">cleaned: {escape(changed)}</p>'
    yield from _events(run)
    yield from _walks(run)


def _events(run: Report) -> Iterator[str]:
    if not run.events:
        return
    yield "<h2>What became of articles</h2><ul class=events>"
    for event in run.events[:EVENTS]:
        named = f"<b>{escape(event.what)}</b> {_link(event.url, event.title)}"
        yield f"<li>{named}{escape(changes(event))}"
        for paragraph in event.paragraphs:
            sign = {"-": "del", "+": "ins"}.get(paragraph[:1], "p")
            yield f"<{sign}>{escape(paragraph)}</{sign}>"
        yield "</li>"
    yield "</ul>"
    if more := len(run.events[EVENTS:]) + run.events_left_out:
        yield f"<p>And {_many(more, 'event')} more.</p>"


def _link(name: str, title: str | None = None) -> str:
    """Name a page by its title, or its URL; what is no URL stays text."""
    text = escape(title or name)
    is_url = name.startswith(("http://", "https://"))
    return f'<a href="{escape(name)}">{text}</a>' if is_url else text


def _walks(run: Report) -> Iterator[str]:
    if not run.completeness:
        return
    yield "<h2>Is it complete?</h2><ul>"
    for walk in run.completeness:
        yield f"<li>{_link(walk.url)}: {escape(tally(walk))}"
        if walk.missing:
            named = (each.rpartition(" ") for each in lacking(walk))
            shown = (f"<li>{escape(about)} {_link(name)}</li>" for about, _, name in named)
            yield f"<ul>{''.join(shown)}</ul>"
        yield "</li>"
    yield "</ul>"


def _charts(months: charts.Months, reports: Sequence[Report]) -> Iterator[str]:
    yield "<h2>Articles per month, by section</h2>"
    if months.counts:
        legend = "".join(
            f'<li><i style="background:{charts.colour(number)}"></i>{escape(section)}'
            f" <small>{counts.total():,}</small></li>"
            for number, (section, counts) in enumerate(months.counts.items())
        )
        yield f"<ul class=legend>{legend}</ul>"
        yield _figure("Articles per month, by section", charts.draw_months(months))
    else:
        yield "<p>No article with a date is held.</p>"
    if months.undated:
        yield f'<p class="sub">{_many(months.undated, "article")} without a date.</p>'
    if reports:
        yield f"<h2>Requests and bytes per run</h2><ul class=legend>{LEGEND}</ul>"
        yield _figure("Requests and megabytes received per run", charts.draw_costs(reports))
    if any(report.reading.articles for report in reports):
        yield "<h2>Fields filled</h2>"
        yield (
            '<p class="sub">Of the articles that each run read; few are taken together with those'
            " of the runs before.</p>"
        )
        yield _figure("Share of articles with each field", charts.draw_fields(reports))
    if reports:
        yield from _table(reports)


def _figure(about: str, svg: str) -> str:
    return f'<figure role="img" aria-label="{about}">{svg}</figure>'


def _table(reports: Sequence[Report]) -> Iterator[str]:
    yield "<h2>Runs</h2><div class=wide><table><thead><tr>"
    yield "".join(f"<th>{name}</th>" for name in COLUMNS)
    yield "</tr></thead><tbody>"
    for run in reversed(reports[-ROWS:]):
        status = Status(run.status).name.lower()
        numbers = (run.requests, size(run.bytes), run.found, *map(run.became, CLASSES))
        cells = "".join(
            f"<td>{each:,}</td>" if isinstance(each, int) else f"<td>{each}</td>"
            for each in (*numbers, len(run.alarms))
        )
        yield (
            f"<tr class={status}><th>{run.begun:%Y-%m-%d %H:%M}</th><th>{escape(run.mode)}</th>"
            f'<th title="{escape(run.reason)}">{run.status} {status}</th>{cells}</tr>'
        )
    yield "</tbody></table></div>"
    if len(reports) > ROWS:
        yield f'<p class="sub">The last {ROWS}; usstnews report --last N tells of more.</p>'


def _many(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


CLASSES = ("changed", "gone", "failed")
COLUMNS = ("started (UTC)", "mode", "status", "requests", "received", "new", *CLASSES, "alarms")
LEGEND = "".join(
    f'<li><i style="background:{colour}"></i>{status.name.lower()}</li>'
    for status, colour in charts.BY_STATUS.items()
)
STYLE = """\
:root { color-scheme: light }
body { max-width: 62rem; margin: 2rem auto 4rem; padding: 0 1.2rem; background: #fff;
       color: #3a4250; font: 15px/1.5 system-ui, sans-serif }
h1 { margin: 0; font-size: 1.7rem; color: #1d2430 }
h2 { margin: 2.2rem 0 .5rem; font-size: 1.1rem; color: #1d2430 }
a { color: #2f6db3 }
.sub { margin: .1rem 0 .6rem; color: #6b7380; font-size: .9rem }
.last { margin-top: 1.2rem; padding: .7rem 1.1rem; border-left: 5px solid #2f6db3;
        background: #f3f7fc }
.last h2 { margin: 0; font-size: .9rem; font-weight: 500; color: #6b7380 }
.last p { margin: .2rem 0; overflow-wrap: anywhere }
.last ul { margin: .4rem 0 .2rem; padding-left: 1.2rem; overflow-wrap: anywhere }
.last.alarming { border-color: #c8372d; background: #fdf3f2 }
.last.incomplete { border-color: #e0a12e; background: #fdf8ec }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.8rem, 1fr));
     gap: .6rem; margin: 1.2rem 0 }
dd { margin: 0; font-size: 1.25rem; white-space: nowrap; color: #1d2430;
     font-variant-numeric: tabular-nums }
dt { font-size: .8rem; color: #6b7380 }
dl div { display: flex; flex-direction: column }
.sum { padding: .5rem .8rem; background: #f6f7f9; font-size: .9rem; overflow-wrap: anywhere }
ul { padding-left: 1.3rem }
li { overflow-wrap: anywhere }
li p { margin: 0 }
li li, li p { font-size: .9rem }
.events > li { margin: .3rem 0 }
.events del, .events ins, .events p { display: block; padding: 0 .5rem; text-decoration: none;
                                      font-size: .9rem }
.events del { background: #fdeceb } .events ins { background: #ebf6ee }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .2rem 0; padding: 0;
          list-style: none; font-size: .85rem }
.legend i { display: inline-block; width: .75rem; height: .75rem; margin-right: .4rem;
            border-radius: 2px; vertical-align: -1px }
.legend small { color: #6b7380 }
figure { margin: .3rem 0 0; overflow-x: auto }
figure svg { display: block; width: 100%; min-width: 46rem; height: auto }
figure text { font-family: system-ui, sans-serif !important }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .85rem;
        font-variant-numeric: tabular-nums }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #e3e6eb; white-space: nowrap }
tbody th { font-weight: 400; text-align: left }
thead th { text-align: right; color: #6b7380; font-weight: 500 }
thead th:nth-child(-n+3) { text-align: left }
td { text-align: right }
tr.alarming th:nth-child(3) { color: #c8372d; font-weight: 600 }
tr.incomplete th:nth-child(3) { color: #a36e00 }"""
