"""Phrases that several reports share. Text of a server or a file becomes one printable line of bounded length."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from suno_client import __version__

from contract_tests.contract import RULES, Severity
from contract_tests.contract.phrases import count, printable

if TYPE_CHECKING:
    from contract_tests.contract import Violation
    from contract_tests.drift.summary import Finding, Summary

MEANING = {
    Severity.BREAKING: "a client of the old document fails, loses a value or misreads it",
    Severity.DOC: "the response differs from the document, and a client of the old document returns it unchanged",
    Severity.ADDITIVE: "new, and harmless to the generated client",
}
PROMISES, ASSUMPTIONS = "Broken promises", "Refuted assumptions"
GROUPS = {
    PROMISES: "The fact is documented, observed or part of a standard: this is drift.",
    ASSUMPTIONS: "The document only assumed the fact (published by others, or derived from source code): "
    "correct the document and its evidence.",
}
"""What the two groups of findings mean."""


def safe(text: str) -> str:
    """Write text in one printable line, so that no terminal or workflow reads a part of it as a command."""
    return re.sub(r":(?=:)|#(?=#|\[)", lambda found: found[0] + "\N{ZERO WIDTH SPACE}", printable(text))


def times(finding: Finding) -> str:
    """Return how often a finding was seen."""
    return "once" if finding.count == 1 else f"{finding.count:,} times"


def field(violation: Violation) -> str:
    """Name the place of a violation for a heading."""
    return safe(violation.field or "body")


def rule(violation: Violation) -> str:
    """Return the requirement of the broken rule."""
    return RULES[violation.rule].summary


def origin(violation: Violation) -> str:
    """Return the source of the rule, the evidence of the fact, and its line in the document."""
    place = f"openapi.yaml:{violation.line}"
    parts = (violation.source, violation.evidence, "" if violation.source.endswith(place) else place)
    return ", ".join(part for part in parts if part)


def groups(summary: Summary) -> list[tuple[str, list[Finding]]]:
    """Return broken promises and refuted assumptions separately, without an empty group."""
    groups: dict[str, list[Finding]] = {PROMISES: [], ASSUMPTIONS: []}
    for finding in summary.findings:
        groups[ASSUMPTIONS if finding.example.assumed else PROMISES].append(finding)
    return [(title, findings) for title, findings in groups.items() if findings]


def verdict(summary: Summary) -> str:
    """Return the result in one line."""
    judged = count(summary.judged, "exchange")
    if not summary.judged:
        return "Nothing was judged."
    if not summary.findings:
        return f"No drift in {judged}{', but not everything could be checked' if summary.unreadable else ''}."
    counts = ", ".join(
        f"{number} {severity.value}"
        for severity in reversed(Severity)
        if (number := sum(finding.example.severity is severity for finding in summary.findings))
    )
    assumed = sum(finding.example.assumed for finding in summary.findings)
    refuted = f"; {count(assumed, 'refuted assumption')} among them" if assumed else ""
    return f"{count(len(summary.findings), 'drift')} in {judged}: {counts}{refuted}."


def facts(summary: Summary) -> dict[str, str]:
    """Return the time, the servers and the number of the judged responses, and the version of the document."""
    document = summary.judge.document
    return {
        "received": _when(summary.since, summary.until),
        "servers": ", ".join(map(safe, summary.servers)) or "not recorded",
        "judged": count(summary.judged, "response"),
        "not judged": str(len(summary.unreadable)),
        "document": f"{document.path.name} {safe(str(document.plain['info']['version']))}",
        "client": f"suno-client {__version__}",
    }


def _when(since: float | None, until: float | None) -> str:
    if since is None or until is None:
        return "time not recorded"
    first, last = _moment(since), _moment(until)
    return first if first == last else f"{first} to {last}"


def _moment(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "an invalid time"


def notes(summary: Summary) -> list[str]:
    """Return a line for each kind of omission, with the reason."""
    lines = []
    if summary.foreign:
        lines.append(f"{count(summary.foreign, 'exchange')} left out: the document has no such operation.")
    if summary.known:
        lines.append(f"{count(summary.known, 'known violation')} left out: the recordings list them.")
    if summary.more:
        lines.append(f"{count(summary.more, 'further violation')} not listed.")
    lines.extend(f"Not judged: {safe(item.name)}: {safe(item.reason)}" for item in summary.unreadable)
    lines.extend(f"{safe(remark.name)}: {safe(remark.reason)}." for remark in summary.remarks)
    return lines
