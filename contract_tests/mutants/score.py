"""Judges the catalogue, and counts the detected drifts."""

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
    """The score of a group of mutants: their number, and the names of those with a wrong result."""

    total: int = 0
    failed: list[str] = Factory(list)


Key = tuple[str, str]
"""An operation and a group."""


def drifts() -> dict[Key, Score]:
    return _scores((_key(drift), drift.name, catalogue.reported(drift)) for drift in catalogue.drifts())


def false_alarms() -> dict[Key, Score]:
    """Score the recordings and harmless variants, of which none should be reported."""
    return _scores((_key(variant), variant.name, not catalogue.reported(variant)) for variant in catalogue.clean())


def documents() -> dict[Key, Score]:
    """Score the mutants of the document, by changed part and group."""
    return _scores(
        ((change.part, change.group), change.name, bool(document_drifts.detected_by(change)))
        for change in document_drifts.changes()
    )


def _key(mutant: Mutant) -> Key:
    return catalogue.derivation().operation_of(mutant), mutant.group


def _scores(played: Iterable[tuple[Key, str, bool]]) -> dict[Key, Score]:
    scores: dict[Key, Score] = defaultdict(Score)
    for key, name, good in played:
        scores[key].total += 1
        if not good:
            scores[key].failed.append(name)
    return scores
