"""The report for programs, in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from contract_tests.drift.summary import Summary


def render(summary: Summary) -> str:
    findings = [
        {
            "rule": violation.rule,
            "severity": violation.severity.value,
            "group": group,
            "where": violation.where,
            "field": violation.field or "body",
            "message": violation.message,
            "sentence": violation.sentence,
            "document": violation.expected,
            "received": violation.received,
            "means": violation.harm,
            "do": violation.action,
            "source": violation.source,
            "evidence": violation.evidence,
            "pointer": violation.pointer,
            "line": violation.line,
            "client": {"kind": violation.effect.kind, "detail": violation.effect.detail} if violation.effect else None,
            "count": finding.count,
            "example": violation.exchange,
        }
        for group, group_findings in wording.groups(summary)
        for finding in group_findings
        for violation in [finding.example]
    ]
    report = {
        "verdict": wording.verdict(summary),
        "facts": wording.facts(summary),
        "judged": summary.judged,
        "left_out": {"foreign": summary.foreign, "known": summary.known, "more": summary.more},
        "not_judged": [{"name": item.name, "reason": item.reason} for item in summary.unreadable],
        "remarks": [{"name": remark.name, "reason": remark.reason} for remark in summary.remarks],
        "findings": findings,
    }
    text = json.dumps(report, indent=2)  # as ASCII, because a lone surrogate cannot be written otherwise
    return text.replace("##", "#\\u0023") + "\n"  # `##[` in a log is a command of GitHub Actions
