"""The results of a measurement: figures with their samples, in tables."""

from __future__ import annotations

import math
import statistics
from typing import Any

from attrs import asdict, define, field, frozen


def spread(samples: list[float]) -> float:
    """Return the spread of samples: half of their interquartile range."""
    if len(samples) < 2:  # noqa: PLR2004 - one sample has no spread
        return 0.0
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return (high - low) / 2


@frozen
class Figure:
    """One measurement.

    Attributes:
        name: Its name.
        samples: One value per round, in the table's unit.
        ratios: One ratio per round: its value over that of the table's base.
        reach: The highest acceptable ratio, or value if there are no ratios.
        note: A note for readers.
    """

    name: str
    samples: list[float]
    ratios: list[float] = field(factory=list)
    reach: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def ratio(self) -> float | None:
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def reached(self) -> bool | None:
        """Whether it is within its reach; None if it has none."""
        return None if self.reach is None else (self.median if self.ratio is None else self.ratio) <= self.reach


@define
class Table:
    """The measurements for one question.

    Attributes:
        title: The question.
        unit: The unit of the samples.
        figures: The rows.
        base: The name of the figure that the ratios are relative to.
        notes: Notes for readers.
        series: Lines to plot: pairs of x and y by name.
        axes: The labels of x and y.
    """

    title: str
    unit: str
    figures: list[Figure] = field(factory=list)
    base: str = ""
    notes: list[str] = field(factory=list)
    series: dict[str, list[tuple[float, float]]] = field(factory=dict)
    axes: tuple[str, str] = ("", "")

    def add(self, samples: dict[str, list[float]], reaches: dict[str, float], notes: dict[str, str]) -> None:
        """Add figures that were measured in the same rounds; each reach is of the ratio over the base."""
        base = samples[self.base]
        for name, values in samples.items():
            ratios = [value / other for value, other in zip(values, base, strict=True)]
            self.figures.append(Figure(name, values, ratios, reaches.get(name), notes.get(name, "")))

    @property
    def columns(self) -> list[str]:
        middle = [self.unit, "spread", *([f"× {self.base}", "spread"] if self.base else []), "rounds"]
        return ["", *middle, *(["reach"] if any(figure.reach for figure in self.figures) else []), "notes"]

    @property
    def rows(self) -> list[list[str]]:
        return [self._row(figure) for figure in self.figures]

    def _row(self, figure: Figure) -> list[str]:
        cells = [figure.name, number(figure.median), f"± {number(spread(figure.samples))}"]
        if figure.ratio is not None:
            cells += [f"{figure.ratio:.2f}", f"± {spread(figure.ratios):.2f}"]
        elif self.base:
            cells += ["", ""]
        cells.append(f"{len(figure.samples):,}")
        if "reach" in self.columns:
            mark = "" if figure.reached is None else (" ✓" if figure.reached else " ✗")
            cells.append("" if figure.reach is None else f"≤ {figure.reach:g}{mark}")
        return [*cells, figure.note]

    def as_dict(self) -> dict[str, Any]:
        figures = [
            asdict(figure) | {"median": figure.median, "ratio": figure.ratio, "reached": figure.reached}
            for figure in self.figures
        ]
        return asdict(self) | {"figures": figures}


@frozen
class Grid:
    """A table without timed rounds."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str] = field(factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def number(value: float) -> str:
    """Write a number with three significant digits."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"
