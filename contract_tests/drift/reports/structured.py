"""For programs: JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Summary


def render(summary: Summary) -> str:
    """Write the report as one JSON object."""
    findings = [
        {
            "rule": violation.rule,
            "severity": violation.severity.value,
            "where": violation.where,
            "field": wording.field(violation),
            "document": violation.says,
            "answered": violation.answered,
            "sentence": violation.sentence,
            "pointer": violation.pointer,
            "line": violation.line,
            "client": {"kind": violation.effect.kind, "detail": violation.effect.detail} if violation.effect else None,
            "count": finding.count,
            "example": violation.exchange,
        }
        for finding in summary.findings
        for violation in [finding.example]
    ]
    report = {
        "judged": summary.judged,
        "left_out": {"foreign": summary.foreign, "known": summary.known, "more": summary.more},
        "not_judged": [{"name": one.name, "reason": one.reason} for one in summary.unreadable],
        "findings": findings,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
