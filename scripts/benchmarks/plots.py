"""The plots, as one SVG: bars for the ratios, lines for growth. Small enough to need no library."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from scripts.benchmarks.results import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.benchmarks.results import Grid

WIDTH, LEFT, RIGHT, BAR, GAP = 760, 260, 90, 16, 7
HEIGHT = 260
COLOURS = ("#7a7a7a", "#1f6feb", "#d1570c", "#2da44e")
STYLE = "text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;font-size:14px}"


def svg(tables: Sequence[Table | Grid]) -> str:
    """Draw every table that has ratios or lines."""
    parts: list[str] = []
    top = 10.0
    for table in tables:
        if not isinstance(table, Table) or not (table.series or table.base):
            continue
        drawn, height = _lines(table, top) if table.series else _bars(table, top)
        parts += drawn
        top += height + 30
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:.0f}" role="img">'
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>"]) + "\n"


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def _bars(table: Table, top: float) -> tuple[list[str], float]:
    parts = [_text(0, top + 12, f"{table.title}, × {table.base}", kind="title")]
    longest = max(figure.ratio or 0 for figure in table.figures)
    y = top + 26
    for figure in table.figures:
        ratio = figure.ratio or 0
        length = ratio / longest * (WIDTH - LEFT - RIGHT)
        colour = COLOURS[1] if figure.name.startswith("suno_client") else COLOURS[0]
        parts.append(_text(LEFT - 8, y + 12, figure.name, "end"))
        parts.append(f'<rect x="{LEFT}" y="{y:.0f}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>')
        parts.append(_text(LEFT + length + 6, y + 12, f"{ratio:.2f}"))
        y += BAR + GAP
    return parts, y - top


def _lines(table: Table, top: float) -> tuple[list[str], float]:
    """Draw lines on logarithmic axes, on which what is linear rises by a decade for each decade."""
    points = [point for line in table.series.values() for point in line]
    low, high = [[math.floor(math.log10(min(axis))) for axis in zip(*points, strict=True)],
                 [math.ceil(math.log10(max(axis))) for axis in zip(*points, strict=True)]]  # fmt: skip
    left, bottom, width = 60.0, top + HEIGHT - 20, WIDTH - 60 - 190

    def place(point: tuple[float, float]) -> tuple[float, float]:
        across, up = ((math.log10(value) - low[i]) / (high[i] - low[i]) for i, value in enumerate(point))
        return left + across * width, bottom - up * (HEIGHT - 50)

    parts = [
        _text(0, top + 12, f"{table.title} ({table.axes[1]} over {table.axes[0]}, both logarithmic)", kind="title")
    ]
    for i, axis in enumerate(("x", "y")):
        for decade in range(low[i], high[i] + 1):
            x, y = place((10**decade, 10.0 ** low[1]) if axis == "x" else (10.0 ** low[0], 10.0**decade))
            end = (x, top + 30) if axis == "x" else (left + width, y)
            parts.append(f'<path d="M{x:.0f} {y:.0f}L{end[0]:.0f} {end[1]:.0f}" stroke="#d0d7de"/>')
            parts.append(
                _text(x, y + 16, f"{10**decade:,}", "middle")
                if axis == "x"
                else _text(x - 6, y + 4, f"{10**decade:g}", "end")
            )
    for number, (name, line) in enumerate(table.series.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in map(place, line))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            _text(left + width + 10, top + 50 + 18 * number, f"— {name}").replace(
                "<text", f'<text style="fill:{colour}"'
            )
        )
    return parts, HEIGHT + 6
