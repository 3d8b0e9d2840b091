"""Measure the contract tests: how many drifts they detect, and how many harmless responses they report.

Exit 0: every drift is detected and no harmless response is reported; 1: otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from contract_tests.mutants import score
from scripts import actions

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__.split("\n", maxsplit=1)[0])
    parser.parse_args(arguments)
    parts = (
        ("drifts detected", "operation", "not detected", score.drifts()),
        ("harmless responses not reported", "operation", "reported wrongly", score.false_alarms()),
        ("mutants of openapi.yaml detected", "part", "not detected", score.documents()),
    )
    console = Console(record=True)
    code = max([_show(console, *part) for part in parts])
    actions.summary(f"```text\n{console.export_text()}```\n")
    return code


def _show(console: Console, title: str, owner: str, failure: str, scores: dict[score.Key, score.Score]) -> int:
    for column, index in ((owner, 0), ("group", 1)):
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for key, one in scores.items():
            totals[key[index]][0] += one.total - len(one.failed)
            totals[key[index]][1] += one.total
        table = Table(title=f"{title}, by {column}", title_justify="left", show_footer=True)
        table.add_column(column, footer="all")
        for number, name in enumerate((title.rsplit(maxsplit=1)[-1], "of")):
            table.add_column(name, justify="right", footer=str(sum(total[number] for total in totals.values())))
        for name, (good, total) in totals.items():
            table.add_row(name, str(good), str(total), style="red" if good < total else None)
        console.print(table)
    failed = [f"{': '.join(key)}: {name}" for key, one in scores.items() for name in one.failed]
    for name in failed:
        console.print(f"{failure}: {name}", style="red", markup=False, highlight=False)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
