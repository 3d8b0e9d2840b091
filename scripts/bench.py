"""Measure the client beside other clients, and the tools.

Every figure is a median over rounds in which the candidates take turns, with half of the interquartile range as its
spread. On a busy machine the times are longer, but the ratios hardly change.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from scripts.benchmarks import decoding, delivery, fetching, importing, peers, plots, reports, schedules, tools, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scripts.benchmarks.peers import Peers
    from scripts.benchmarks.results import Grid, Table

    Question = Callable[[Peers, bool], Sequence[Table | Grid]]

QUESTIONS: dict[str, Question] = {
    "decode": lambda made, quick: [decoding.decode(made, 100 if quick else 1000)],
    "encode": lambda made, quick: [decoding.encode(made, 50 if quick else 500)],
    "get": lambda made, quick: [
        fetching.sync(made, 50 if quick else 500),
        fetching.asynchronous(made, 50 if quick else 500),
    ],
    "growth": lambda _, quick: [decoding.growth(50 if quick else 500)],
    "delivery": lambda _, __: [delivery.grid()],
    "schedules": lambda _, quick: [schedules.grid(100 if quick else 1000)],
    "waiters": lambda _, quick: waiting.tables([200] if quick else [1000, 10000], 1 if quick else 3),
    "import": lambda _, quick: [importing.table(5 if quick else 30)],
    "tools": lambda _, quick: [tools.commands(2 if quick else 7), tools.judging(20 if quick else 200)],
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few rounds and few waiters: a smoke test")
    parser.add_argument(
        "--only", nargs="+", choices=QUESTIONS, default=list(QUESTIONS), help="what to measure (default: all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables for the documentation")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write the plots")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160)
    head = reports.machine()
    tables: list[Table | Grid] = []
    with tempfile.TemporaryDirectory() as scratch:
        made = peers.generate(Path(scratch))
        for name, why in made.missing.items():
            head[f"skipped {name}"] = why
        reports.show([], head, console)
        for name in options.only:
            measured = QUESTIONS[name](made, options.quick)
            reports.show(measured, {}, console)
            tables += measured
    for path, text in (
        (options.json, reports.as_json(tables, head)),
        (options.markdown, reports.markdown(tables, head)),
        (options.svg, plots.svg(tables)),
    ):
        if path is not None:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
