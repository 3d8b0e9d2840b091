"""The bench: tables from samples, the simulated schedules, plots and decoding."""

from __future__ import annotations

import itertools
import json
from xml.etree import ElementTree

import pytest

from scripts.benchmarks import plots, reports, schedules
from scripts.benchmarks.measuring import take_turns
from scripts.benchmarks.results import Figure, Table, number, spread

HEAD = {"machine": "two cores"}


@pytest.fixture
def table() -> Table:
    """Two candidates in three rounds, the second round on a busy machine."""
    table = Table("Decode", "µs", base="json")
    table.add({"json": [10.0, 30.0, 10.0], "ours": [15.0, 45.0, 16.0]}, {"ours": 1.5}, {"ours": "keeps | all"})
    return table


def test_ratios_are_of_the_same_round(table: Table) -> None:
    ours = table.figures[1]
    assert (ours.median, ours.ratio, ours.reached) == (16.0, 1.5, True)
    assert ours.ratios == [1.5, 1.5, 1.6]


def test_missed_reach() -> None:
    """A median above the reach misses it."""
    assert Figure("regenerate", [2.0, 4.0, 4.0], reach=3).reached is False
    assert Figure("regenerate", [2.0]).reached is None


def test_spread() -> None:
    assert spread([1.0, 2.0, 3.0, 4.0, 100.0]) == 1.0
    assert spread([7.0]) == 0


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.0123, "0.0123"), (1.5, "1.50"), (15.44, "15.4"), (1234.5, "1,234")]
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_complete_report(table: Table) -> None:
    text = reports.markdown([table], HEAD)
    assert "- machine: two cores" in text
    assert "| ours | 16.0 | ± 7.50 | 1.50 | ± 0.03 | 3 | ≤ 1.5 ✓ | keeps \\| all |" in text
    assert json.loads(reports.as_json([table], HEAD))["tables"][0]["figures"][1]["ratio"] == 1.5


def test_plots(table: Table) -> None:
    """There is a bar with its ratio for each figure, and a line with its name for each series."""
    growth = Table("Growth", "µs", series={"ours <fast>": [(1, 0.1), (1000, 99.0)]}, axes=("clips", "ms"))
    drawn = plots.svg([table, growth])
    texts = {element.text for element in ElementTree.fromstring(drawn).iter() if element.text}  # noqa: S314 - our own
    assert {"1.00", "1.50", "ours <fast>", f"{table.title}, \N{MULTIPLICATION SIGN} json"} <= texts
    assert drawn == plots.svg([table, growth])
    assert plots.svg([]) == ""


def test_turns_alternate() -> None:
    """Each round has a turn of every candidate; two rounds of warm-up do not count."""
    made: list[str] = []
    samples = take_turns({"a": lambda: made.append("a"), "b": lambda: made.append("b")}, 5)
    assert {name: len(values) for name, values in samples.items()} == {"a": 5, "b": 5}
    turns = [name for name, _ in itertools.groupby(made)]
    assert turns == ["a", "b"] * 7


def test_schedules_repeat() -> None:
    """The figures are the same each time, and within their reach."""
    grid = schedules.grid(runs=20)
    assert grid == schedules.grid(runs=20)
    assert list(dict.fromkeys(row[0] for row in grid.rows)) == list(schedules.SCHEDULES)
    delays, requests = schedules.simulate(schedules.SCHEDULES["suno_client"], "MUSIC", 0, 200)
    assert sum(delays) / len(delays) <= 5
    assert sum(requests) / len(requests) <= 15
    delays, _ = schedules.simulate(schedules.SCHEDULES["suno_client"], "LYRICS", 0.5, 200)
    assert sum(delays) / len(delays) <= 3
    assert max(delays) <= 8


def test_fixed_schedule() -> None:
    """It is late by less than its interval."""
    assert schedules.detect(schedules.fixed(5), "MUSIC", 0) == (0, 1)
    delay, requests = schedules.detect(schedules.fixed(5), "MUSIC", 7)
    assert 0 <= delay < 5
    assert requests == 3
