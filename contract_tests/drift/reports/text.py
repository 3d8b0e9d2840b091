"""The report for a terminal: findings in two groups, by field, the most severe first."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from contract_tests.contract import Severity
from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Finding, Summary

STYLES = {Severity.BREAKING: "bold red", Severity.DOC: "yellow", Severity.ADDITIVE: "cyan"}


def render(summary: Summary) -> str:
    """Write the report without colours."""
    file = io.StringIO()
    Console(file=file, width=100, color_system=None).print(renderable(summary))
    return file.getvalue()


def renderable(summary: Summary) -> RenderableType:
    """Return the report for a rich console."""
    parts: list[RenderableType] = []
    for title, findings in wording.groups(summary):
        parts += [Text(title, style="bold underline"), Text(wording.GROUPS[title], style="dim"), Text()]
        for (severity, field), group in groupby(
            findings, key=lambda finding: (finding.example.severity, wording.field(finding.example))
        ):
            parts.append(Text.assemble((severity.value, STYLES[severity]), " ", (field, "bold")))
            parts.extend(_finding(finding) for finding in group)
    parts.append(Text(wording.verdict(summary), style="bold green" if not summary.findings else "bold"))
    facts = ", ".join(f"{name}: {value}" for name, value in wording.facts(summary).items())
    parts.append(Text(facts, style="dim"))
    parts.extend(Text(note, style="dim") for note in wording.notes(summary))
    return Group(*parts)


def _finding(finding: Finding) -> RenderableType:
    violation = finding.example
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", min_width=12)
    table.add_column(overflow="fold")
    seen = f"{wording.times(finding)}, first in {violation.exchange}" if violation.exchange else wording.times(finding)
    rows = {
        "what": violation.message,
        "document": violation.expected,
        "received": violation.received,
        "means": violation.harm,
        "client": str(violation.effect or ""),
        "do": violation.action,
        "rule": f"{violation.rule} ({wording.origin(violation)})",
        "seen": seen,
    }
    for name, value in rows.items():
        if value:
            table.add_row(name, Text(wording.safe(value)))
    return Group(table, Text())
