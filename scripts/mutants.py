"""Score the contract: how many of the known drifts it catches, and how many harmless answers it reports.

python -m scripts.mutants             print the scores; exit 1 when something escapes or is reported wrongly
python -m scripts.mutants --update    write what is found on each drift (after a wanted change of the document)
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from contract_tests.mutants import catalogue, score
from scripts import actions

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--update", action="store_true", help="write what is found on each drift, and no more")
    options = parser.parse_args(arguments)
    if options.update:
        catalogue.update()
        return 0
    parts = (
        ("drifts caught", "escaped", score.drifts()),
        ("clean answers not reported", "reported wrongly", score.false_alarms()),
        ("mutants of openapi.yaml noticed", "not noticed", score.documents()),
    )
    console = Console(record=True)
    code = max([_show(console, title, failure, scores) for title, failure, scores in parts])
    actions.summary(f"```text\n{console.export_text()}```\n")
    return code


def _show(console: Console, title: str, failure: str, scores: dict[str, score.Score]) -> int:
    table = Table(title=title, title_justify="left", show_footer=True)
    good = {group: one.total - len(one.failed) for group, one in scores.items()}
    table.add_column("group", footer="all")
    table.add_column(title.rsplit(maxsplit=1)[-1], justify="right", footer=str(sum(good.values())))
    table.add_column("of", justify="right", footer=str(sum(one.total for one in scores.values())))
    for group, one in scores.items():
        table.add_row(group, str(good[group]), str(one.total), style="red" if one.failed else None)
    console.print(table)
    failed = [f"{group}: {name}" for group, one in scores.items() for name in one.failed]
    for name in failed:
        console.print(f"{failure}: {name}", style="red", markup=False, highlight=False)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
