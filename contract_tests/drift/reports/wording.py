"""Phrases that several reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.contract import RULES, Severity

if TYPE_CHECKING:
    from contract_tests.contract import Violation
    from contract_tests.drift.summary import Finding, Summary

MEANING = {
    Severity.BREAKING: "a client of the old document fails or is misled",
    Severity.DOC: "the document promises what is not there",
    Severity.ADDITIVE: "new, and harmless to the generated client",
}


def plural(count: int, noun: str) -> str:
    """Count things."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def times(finding: Finding) -> str:
    """Say how often a finding was seen."""
    return "once" if finding.count == 1 else f"{finding.count:,} times"


def field(violation: Violation) -> str:
    """Name the place of a violation for a heading."""
    return violation.field or "body"


def rule(violation: Violation) -> str:
    """Say what the broken rule demands."""
    return RULES[violation.rule].summary


def verdict(summary: Summary) -> str:
    """Say in a line what came out."""
    judged = plural(summary.judged, "exchange")
    if not summary.judged:
        return "Nothing was judged."
    if not summary.findings and summary.unreadable:
        return f"No drift in {judged}, but not everything could be checked."
    if not summary.findings:
        return f"No drift in {judged}."
    counts = ", ".join(
        f"{count} {severity.value}"
        for severity in reversed(Severity)
        if (count := sum(finding.example.severity is severity for finding in summary.findings))
    )
    return f"{plural(len(summary.findings), 'drift')} in {judged}: {counts}."


def notes(summary: Summary) -> list[str]:
    """Say what was left out, and why."""
    lines = []
    if summary.foreign:
        lines.append(f"{plural(summary.foreign, 'exchange')} left out: no operation of the document.")
    if summary.known:
        lines.append(f"{plural(summary.known, 'known violation')} left out: the recordings are kept for them.")
    if summary.more:
        lines.append(f"{plural(summary.more, 'further violation')} not listed.")
    lines.extend(f"Not judged: {one.name}: {one.reason}" for one in summary.unreadable)
    lines.extend(f"{one.name}: {one.reason}." for one in summary.remarks)
    return lines
