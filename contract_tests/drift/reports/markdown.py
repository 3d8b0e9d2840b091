"""The report for the summary of a CI step, in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.contract.phrases import count
from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Finding, Summary

HEAD = "| severity | where | what happened | received | the client | what to do | rule | seen |"
LARGEST = 900_000
"""Bytes: a step summary takes 1 MiB."""


def render(summary: Summary) -> str:
    """Write the report, with a table for each group of findings."""
    lines = ["## Drift", "", cell(wording.verdict(summary)), ""]
    size = 0
    for title, findings in wording.groups(summary):
        lines += [f"### {title}", "", wording.GROUPS[title], "", HEAD, "|---|" + "---|" * 7]
        for number, finding in enumerate(findings):
            row = _row(finding)
            size += len(row.encode())
            if size > LARGEST:
                lines.append(f"\n{count(len(findings) - number, 'further drift')} of this table left out.")
                break
            lines.append(row)
        lines.append("")
    lines += [f"- {name}: {cell(value)}" for name, value in wording.facts(summary).items()]
    lines += [*(f"- {cell(note)}" for note in wording.notes(summary)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _row(finding: Finding) -> str:
    one = finding.example
    means = f"{one.effect or ''} ({one.harm.rstrip('.')})" if one.harm else str(one.effect or "")
    cells = (
        one.severity.value, code(wording.field(one)), cell(one.message), code(one.received), cell(means),
        cell(one.action), f"{code(one.rule)} {cell(wording.origin(one))}", wording.times(finding),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """Escape text for a table cell, so that it is no markup, link or mention."""
    flat = " ".join(wording.safe(text).split())
    escaped = re.sub(r"([\\`*_{}\[\]<>|#~!&@])", r"\\\1", flat)
    return re.sub(r"(?i)(www)\.|:(?=//)", lambda found: f"{found[1]}\\." if found[1] else "\\:", escaped)


def code(text: str) -> str:
    """Write text as code in a table cell, between more backticks than it has in a row."""
    flat = " ".join(wording.safe(text).split()).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{space}{flat}{space}{fence}" if flat else ""
