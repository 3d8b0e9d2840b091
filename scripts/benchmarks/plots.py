"""The plots, as one SVG: bars for the ratios, lines for growth."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from scripts.benchmarks.results import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from scripts.benchmarks.results import Grid

OURS, THEIRS = "#1f6feb", "#7a7a7a"


def svg(tables: Sequence[Table | Grid]) -> str:
    """Draw every table that has ratios or lines."""
    from matplotlib import rc_context  # noqa: PLC0415 - what the tests import must not wait for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    shown = [table for table in tables if isinstance(table, Table) and (table.series or table.base)]
    if not shown:
        return ""
    heights = [3.0 if table.series else 0.5 + 0.2 * len(table.figures) for table in shown]
    text = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "suno", "font.size": 8}):
        figure = Figure(figsize=(8, sum(heights) + 0.4 * len(heights)), layout="constrained")
        axes = figure.subplots(len(shown), squeeze=False, height_ratios=heights)[:, 0]
        for axis, table in zip(axes, shown, strict=True):
            (_lines if table.series else _bars)(axis, table)
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def _bars(axis: Axes, table: Table) -> None:
    names = [figure.name for figure in table.figures]
    colours = [OURS if name.startswith("suno_client") else THEIRS for name in names]
    bars = axis.barh(names, [figure.ratio or 0 for figure in table.figures], color=colours)
    axis.bar_label(bars, fmt="%.2f", padding=3)
    axis.invert_yaxis()
    axis.margins(x=0.1)
    axis.set_title(f"{table.title}, × {table.base}", loc="left", fontweight="bold")


def _lines(axis: Axes, table: Table) -> None:
    for name, points in table.series.items():
        axis.loglog(*zip(*points, strict=True), label=name)
    axis.set(xlabel=table.axes[0], ylabel=table.axes[1])
    axis.set_title(table.title, loc="left", fontweight="bold")
    axis.grid(visible=True)
    axis.legend()
