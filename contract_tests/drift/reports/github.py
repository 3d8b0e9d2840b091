"""The report for GitHub Actions: annotations on the violated lines of openapi.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.contract import Severity
from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Summary

COMMANDS = {Severity.BREAKING: "error", Severity.DOC: "warning", Severity.ADDITIVE: "notice"}


def render(summary: Summary) -> str:
    """Write a workflow command for each finding and for each request or file that could not be checked."""
    lines = []
    for finding in summary.findings:
        one = finding.example
        properties = f"file=openapi.yaml,line={one.line},title={value(f'{one.severity.value} drift: {one.rule}')}"
        message = f"{one.sentence} The client: {one.effect}. Seen {wording.times(finding)}."
        lines.append(f"::{COMMANDS[one.severity]} {properties}::{data(message)}")
    lines += [f"::error title=could not check::{data(f'{item.name}: {item.reason}')}" for item in summary.unreadable]
    lines += [data(line) for line in (wording.verdict(summary), *wording.notes(summary))]
    return "\n".join(lines) + "\n"


def data(text: str) -> str:
    """Escape a message, so that no text of a server becomes a command.

    The runner reads `::` at the start of a line, and `##[` anywhere in one, as a command; a terminal reads ESC as one.
    """
    shown = "".join(char if char.isprintable() or char in "\r\n" else "\N{REPLACEMENT CHARACTER}" for char in text)
    escaped = shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return re.sub(r":(?=:)|#(?=#|\[)", lambda found: found[0] + "\N{ZERO WIDTH SPACE}", escaped)


def value(text: str) -> str:
    """Escape a property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
