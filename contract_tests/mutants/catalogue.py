"""All of it: the drifts, what is found on each, and what must stay clean."""

from __future__ import annotations

import json
from pathlib import Path

from contract_tests.contract import Document, judge
from contract_tests.mutants import body_drifts, harmless, poll_drifts, value_drifts, wire_drifts
from contract_tests.mutants.reply import NOW, Mutant, nothing
from contract_tests.recordings import load

DRIFTS: tuple[Mutant, ...] = tuple(
    mutant
    for module in (body_drifts, value_drifts, wire_drifts, poll_drifts)
    for group in module.GROUPS
    for mutant in group()
)
HARMLESS: tuple[Mutant, ...] = tuple(mutant for group in harmless.GROUPS for mutant in group())
CONFORMING: tuple[Mutant, ...] = tuple(
    Mutant("recordings", name, (name,), nothing)
    for name, recording in load("fetch_task").items()
    if not recording.violations
)
CLEAN = CONFORMING + HARMLESS

FINDINGS = Path(__file__).with_name("findings.json")
"""What is found on each drift, derived: `python -m scripts.mutants --update` writes it, a test compares."""


def findings(mutant: Mutant, document: Document | None = None) -> list[str]:
    """List what is found on a mutant, each as rule and place."""
    violations = judge(mutant.exchanges(), document=document, clock=lambda: NOW)
    return sorted(f"{violation.rule} {violation.where}" for violation in violations)


def expected() -> dict[str, list[str]]:
    """Read what is to be found on each drift."""
    loaded: dict[str, list[str]] = json.loads(FINDINGS.read_text(encoding="utf-8"))
    return loaded


def update() -> None:
    """Write what is found on each drift."""
    found = {mutant.key: findings(mutant) for mutant in DRIFTS}
    FINDINGS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
