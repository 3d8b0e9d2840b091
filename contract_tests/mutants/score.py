"""Plays the catalogue before the judge, and counts what was caught."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import Factory, define

from contract_tests.mutants import document_drifts
from contract_tests.mutants.catalogue import CLEAN, DRIFTS, findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.mutants.reply import Mutant


@define
class Score:
    """How a group did.

    Attributes:
        total: How many there are.
        failed: Those that went wrong: drifts that escaped, or clean answers that were reported.
    """

    total: int = 0
    failed: list[str] = Factory(list)

    def count(self, name: str, *, good: bool) -> None:
        """Count one."""
        self.total += 1
        if not good:
            self.failed.append(name)


def drifts(mutants: Iterable[Mutant] = DRIFTS) -> dict[str, Score]:
    """Score the drifts, by group."""
    scores: dict[str, Score] = defaultdict(Score)
    for mutant in mutants:
        scores[mutant.group].count(mutant.name, good=bool(findings(mutant)))
    return scores


def false_alarms(mutants: Iterable[Mutant] = CLEAN) -> dict[str, Score]:
    """Score the recordings and harmless variants: here, being reported is the mistake."""
    scores: dict[str, Score] = defaultdict(Score)
    for mutant in mutants:
        scores[mutant.group].count(mutant.name, good=not findings(mutant))
    return scores


def documents() -> dict[str, Score]:
    """Score the mutants of the document, by group."""
    scores: dict[str, Score] = defaultdict(Score)
    for change in document_drifts.changes():
        scores[change.group].count(change.name, good=bool(document_drifts.noticed(change)))
    return scores
