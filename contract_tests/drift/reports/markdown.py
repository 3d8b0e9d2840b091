"""For a CI step summary: Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Summary

HEAD = "| severity | where | the document says | answered | the client | rule | line | seen |"
LARGEST = 900_000
"""Bytes: a step summary takes 1 MiB."""


def render(summary: Summary) -> str:
    """Write the report as a table."""
    lines = ["## Drift", "", wording.verdict(summary), ""]
    if summary.findings:
        lines += [
            "| severity | where | the document says | answered | the client | rule | line | seen |",
            "|---|" + "---|" * 7,
        ]
    size = 0
    for finding in summary.findings:
        one = finding.example
        cells = (
            one.severity.value, code(wording.field(one)), cell(one.says), code(one.answered),
            cell(str(one.effect or "")), code(one.rule), f"{one.line}", wording.times(finding),
        )  # fmt: skip
        row = "| " + " | ".join(cells) + " |"
        size += len(row.encode())
        if size > LARGEST:
            lines.append(f"\nThe rest of {wording.plural(len(summary.findings), 'drift')} does not fit here.")
            break
        lines.append(row)
    lines += ["", *(f"- {cell(note)}" for note in wording.notes(summary)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def cell(text: str) -> str:
    """Write text so that a table cell shows it as it is."""
    flat = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]<>|#~!&@])", r"\\\1", flat)


def code(text: str) -> str:
    """Write text as code in a table cell: fenced by more backticks than it has in a row."""
    flat = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{space}{flat}{space}{fence}" if flat else ""
