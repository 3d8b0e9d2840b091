"""The catalogue: all drifts, and all variants that must not be reported."""

from __future__ import annotations

from functools import cache
from itertools import chain

from contract_tests.contract import Document, NotServedError, Violation, judge
from contract_tests.mutants import by_hand, requests, wire
from contract_tests.mutants.derived import Derivation
from contract_tests.mutants.reply import NOW, Mutant, Recordings, nothing, recorded


def violations(mutant: Mutant, document: Document | None = None) -> list[Violation]:
    """Judge a mutant; an operation that the server does not serve is no violation."""
    return _judged(mutant, document) or []


def reported(mutant: Mutant, document: Document | None = None) -> bool:
    """Return whether the judge reports a mutant by one of its rules and at its place, or as not served."""
    found = _judged(mutant, document)
    return found is None or mutant.reported(found)


def _judged(mutant: Mutant, document: Document | None) -> list[Violation] | None:
    return _play(mutant, document) if document else _judged_by_openapi(mutant)


@cache
def _judged_by_openapi(mutant: Mutant) -> list[Violation] | None:
    return _play(mutant, Document.load())  # cached, since scores and document mutants use it


def _play(mutant: Mutant, document: Document) -> list[Violation] | None:
    try:
        return judge(mutant.exchanges, document=document, clock=lambda: NOW)
    except NotServedError:
        return None


@cache
def derivation() -> Derivation:
    """Match the recordings to openapi.yaml."""
    return Derivation(Document.load(), recorded())


def derived_drifts(source: Derivation) -> tuple[Mutant, ...]:
    """List the drifts of a document and its recordings."""
    return _distinct(chain(source.drifts(), wire.drifts(source), requests.drifts(source)))


def derived_variants(source: Derivation) -> tuple[Mutant, ...]:
    """List the harmless variants of a document and its recordings."""
    return _distinct(chain(source.harmless(), wire.harmless(source), _conforming(source.recordings)))


@cache
def drifts() -> tuple[Mutant, ...]:
    """List the drifts of openapi.yaml, including those written by hand."""
    return _distinct((*derived_drifts(derivation()), *by_hand.drifts()))


@cache
def clean() -> tuple[Mutant, ...]:
    """List the harmless variants of openapi.yaml, including those written by hand."""
    return _distinct((*derived_variants(derivation()), *by_hand.harmless()))


def _conforming(recordings: Recordings) -> list[Mutant]:
    return [
        Mutant("recordings", name, (name,), nothing, recordings=recordings)
        for name, recording in recordings.items()
        if not recording.get("violations")
    ]


def _distinct(mutants: chain[Mutant] | tuple[Mutant, ...]) -> tuple[Mutant, ...]:
    return tuple({mutant.key: mutant for mutant in mutants}.values())
