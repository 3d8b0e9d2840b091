"""Plays the catalogue before the judge, and counts what was caught."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import Factory, define

from contract_tests.mutants import catalogue, document_drifts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.mutants.reply import Mutant


@define
class Score:
    """The score of a group of mutants: their number, and those that went wrong."""

    total: int = 0
    failed: list[str] = Factory(list)

    def count(self, name: str, *, good: bool) -> None:
        """Count one."""
        self.total += 1
        if not good:
            self.failed.append(name)


Key = tuple[str, str]
"""An operation and a group."""


def drifts(mutants: Iterable[Mutant] | None = None) -> dict[Key, Score]:
    """Score the drifts, by operation and group."""
    scores: dict[Key, Score] = defaultdict(Score)
    for mutant in catalogue.drifts() if mutants is None else mutants:
        scores[_key(mutant)].count(mutant.name, good=catalogue.reported(mutant))
    return scores


def false_alarms(mutants: Iterable[Mutant] | None = None) -> dict[Key, Score]:
    """Score the recordings and harmless variants: here, being reported is the mistake."""
    scores: dict[Key, Score] = defaultdict(Score)
    for mutant in catalogue.clean() if mutants is None else mutants:
        scores[_key(mutant)].count(mutant.name, good=not catalogue.reported(mutant))
    return scores


def _key(mutant: Mutant) -> Key:
    return catalogue.derivation().operation_of(mutant), mutant.group


def documents() -> dict[Key, Score]:
    """Score the mutants of the document, by the part that is damaged and group."""
    scores: dict[Key, Score] = defaultdict(Score)
    for change in document_drifts.changes():
        scores[change.part, change.group].count(change.name, good=bool(document_drifts.noticed(change)))
    return scores
