"""Charts of an archive and its runs, as SVG to stand in a page; drawn by matplotlib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

from usstnews.errors import UsstnewsError
from usstnews.runs.outcome import Status
from usstnews.runs.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from usstnews.items import Article

COLOURS = ("#2f6db3", "#e08a2e", "#4f9d69", "#b5527d", "#7f6bb3", "#8c6d4f", "#4aa3b5")
REST = "#b9bec6"
BY_STATUS = {Status.COMPLETE: "#2f6db3", Status.INCOMPLETE: "#e0a12e", Status.ALARMING: "#c8372d"}
INK, GRID = "#3a4250", "#e3e6eb"
TOGETHER = 30
"""Articles that make a share worth drawing: a night's few are taken with those of before."""
ROOM = 12
"""Runs that there is room for at least: one bar alone fills no chart."""
COLUMNS = 4
WIDTH = 10.5  # inches
STEEP = 30
"""So many times the usual, the highest bar would leave nothing to see of the others."""
LOOK: Any = {  # the names of matplotlib's own parameters
    "svg.fonttype": "none",
    "svg.hashsalt": "usstnews",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


class NoCharts(UsstnewsError):
    """The library that draws is not installed."""


@dataclass(frozen=True)
class Months:
    """Articles by month of publication and section: `counts[section][month]`.

    Months are numbered from year 0 on: 12 times the year, plus 0 for January. `undated` have none.
    """

    counts: Mapping[str, Counter[int]]
    undated: int = 0


def by_month(articles: Iterable[Article]) -> Months:
    """Count articles, the sections with the most first; those beyond the colours become one."""
    counts: dict[str, Counter[int]] = {}
    undated = 0
    for article in articles:
        if article.published is None:
            undated += 1
            continue
        month = 12 * article.published.year + article.published.month - 1
        counts.setdefault(article.section or "no section", Counter())[month] += 1
    sections = sorted(counts, key=lambda section: -counts[section].total())
    shown, others = sections[: len(COLOURS)], sections[len(COLOURS) :]
    if len(others) == 1:
        shown, others = sections, []
    drawn = {section: counts[section] for section in shown}
    if others:
        rest = sum((counts[section] for section in others), Counter[int]())
        drawn[f"{len(others)} other sections"] = rest
    return Months(drawn, undated)


def colour(number: int) -> str:
    """Give the colour of the nth section."""
    return COLOURS[number] if number < len(COLOURS) else REST


def check() -> None:
    """Raise `NoCharts` where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        raise NoCharts("the charts need matplotlib, which is not installed: pip install matplotlib")


def draw_months(months: Months) -> str:
    """Draw articles per month, section upon section."""
    from matplotlib import rc_context  # noqa: PLC0415  (an extra, and half a second)

    known = [month for counts in months.counts.values() for month in counts]
    first, last = min(known), max(known)
    span = range(first, last + 1)
    with rc_context(LOOK):
        figure = _figure(3.2)
        axes = figure.subplots()
        below = [0] * len(span)
        for number, counts in enumerate(months.counts.values()):
            heights = [counts[month] for month in span]
            axes.bar(span, heights, 0.86, bottom=below, color=colour(number), linewidth=0)
            below = [low + height for low, height in zip(below, heights, strict=True)]
        axes.set_xlim(first - 0.8, last + 0.8)
        _whole(axes)
        ticks = _month_ticks(first, last)
        axes.set_xticks(list(ticks), list(ticks.values()))
        return _svg(figure)


def _month_ticks(first: int, last: int) -> dict[int, str]:
    """Name years at their Januaries, or months where there are few."""
    if last - first < 18:
        step = 1 if last - first < 12 else 2
        names = {month: date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)}
        return {month: f"{names[month]:%b}\n{month // 12}" for month in [*names][::step]}
    years = range(-(-first // 12), last // 12 + 1)
    step = max(1, -(-len(years) // 14))
    return {12 * year: str(year) for year in years[::step]}


def draw_costs(runs: Sequence[Report]) -> str:
    """Draw requests and megabytes per run, coloured by how the run ended."""
    from matplotlib import rc_context  # noqa: PLC0415  (as above)

    with rc_context(LOOK):
        figure = _figure(4.2)
        upper, lower = figure.subplots(2, sharex=True)
        colours = [BY_STATUS.get(Status(run.status), REST) for run in runs]
        for axes, title, heights in (
            (upper, "requests", [float(run.requests) for run in runs]),
            (lower, "megabytes received", [run.bytes / 1e6 for run in runs]),
        ):
            axes.bar(range(len(runs)), heights, 0.86, color=colours, linewidth=0)
            axes.set_title(title)
            _scale(axes, heights)
        _run_ticks(lower, runs, 8, ROOM)
        return _svg(figure)


def draw_fields(reports: Sequence[Report]) -> str:
    """Draw the share of articles that have each field, over the runs, a panel for each."""
    from matplotlib import rc_context  # noqa: PLC0415  (as above)

    runs = [run for run in reports if run.reading.articles]
    names = list(dict.fromkeys(name for run in runs for name in run.reading.filled))
    rows = -(-len(names) // COLUMNS)
    with rc_context(LOOK):
        figure = _figure(0.5 + 1.35 * rows)
        grid = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
        for axes, name in zip(grid.flat, names, strict=False):
            shares = _shares(runs, name)
            axes.plot(range(len(runs)), shares, color=COLOURS[0], linewidth=1.6, clip_on=False)
            axes.plot(len(runs) - 1, shares[-1], "o", color=COLOURS[0], ms=3.5, clip_on=False)
            axes.set_title(name)
            axes.set_ylim(0, 100)
            axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
            _run_ticks(axes, runs, 2)
            axes.set_xlim(0, max(len(runs) - 1, 1))
        for axes in grid.flat[len(names) :]:
            axes.set_visible(False)
        for axes in grid.flat[max(len(names) - COLUMNS, 0) : len(names)]:
            axes.tick_params(labelbottom=True)
        return _svg(figure)


def _shares(runs: Sequence[Report], name: str) -> list[float]:
    """Give percentages, each over the articles of its run and as many before as it takes."""
    shares: list[float] = []
    for end in range(1, len(runs) + 1):
        filled = articles = 0
        for run in reversed(runs[:end]):
            if articles >= TOGETHER:
                break
            filled += run.reading.filled.get(name, 0)
            articles += run.reading.articles
        shares.append(100 * filled / articles)
    return shares


def _figure(height: float) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415  (as above)

    return Figure(figsize=(WIDTH, height), layout="constrained")


def _whole(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  (as above)

    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter("{x:,.0f}")


def _scale(axes: Axes, heights: Sequence[float]) -> None:
    """Keep small bars in sight beside a few that are far higher: powers of ten then."""
    usual = sorted(heights)[len(heights) // 2]
    if usual > 0 and max(heights) > STEEP * usual:
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_title(f"{axes.get_title(loc='left')}, in powers of ten")
        axes.set_ylim(min(height for height in heights if height > 0) / 2, None)
        axes.yaxis.set_major_formatter("{x:,g}")
    else:
        axes.yaxis.set_major_formatter("{x:,g}")
        axes.set_ylim(0, None if max(heights) else 1)


def _run_ticks(axes: Axes, runs: Sequence[Report], most: int, room: int = 1) -> None:
    """Name at most so many runs by their days, evenly; leave room for more runs to come."""
    count = min(most, len(runs))
    chosen = sorted({round(each * (len(runs) - 1) / max(count - 1, 1)) for each in range(count)})
    axes.set_xticks(chosen, [f"{runs[each].begun:%Y-%m-%d}" for each in chosen])
    axes.set_xlim(-0.8, max(len(runs), room) - 0.2)
    if len(chosen) > 1 and len(runs) >= room:  # so that panels may stand side by side
        ticks = axes.xaxis.get_major_ticks(len(chosen))
        ticks[0].label1.set_horizontalalignment("left")
        ticks[-1].label1.set_horizontalalignment("right")


def _svg(figure: Figure) -> str:
    out = StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(out, format="svg", transparent=True, metadata=nothing)
    text = out.getvalue()
    return text[text.index("<svg") :]
