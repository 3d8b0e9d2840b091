"""The judge catches every drift of the catalogue, reports nothing harmless; every promise of the document counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from contract_tests.contract import RULES, judge
from contract_tests.mutants import catalogue, document_drifts
from contract_tests.mutants.history import DATED, Dated
from contract_tests.mutants.reply import NOW
from scripts import mutants as command

if TYPE_CHECKING:
    from contract_tests.mutants.reply import Mutant

PARTS = 8
"""Into how many tests the mutants of the document are dealt, so that they run on every core."""


def test_the_catalogue_is_large_and_has_every_group() -> None:
    groups = Counter(mutant.group for mutant in catalogue.DRIFTS)
    assert len(catalogue.DRIFTS) >= 120
    assert len(catalogue.HARMLESS) >= 25
    assert set(groups) == {
        "removed", "renamed", "retyped", "null", "new value", "added field", "format and unit", "status",
        "content type and encoding", "envelope", "error bodies", "access", "across fields", "across polls", "headers",
        "vanished optional",
    }  # fmt: skip
    assert len({mutant.key for mutant in catalogue.DRIFTS}) == len(catalogue.DRIFTS)


@pytest.mark.parametrize("mutant", catalogue.DRIFTS, ids=lambda mutant: mutant.key)
def test_every_drift_is_caught_and_found_as_before(mutant: Mutant) -> None:
    found = catalogue.findings(mutant)
    assert found
    assert found == catalogue.expected()[mutant.key], "if this is meant: python -m scripts.mutants --update"


def test_nothing_is_expected_of_drifts_that_are_gone() -> None:
    assert set(catalogue.expected()) == {mutant.key for mutant in catalogue.DRIFTS}


def test_every_rule_is_broken_by_some_drift() -> None:
    broken = {finding.partition(" ")[0] for findings in catalogue.expected().values() for finding in findings}
    assert set(RULES) - broken == set()


@pytest.mark.parametrize("variant", catalogue.CLEAN, ids=lambda variant: variant.key)
def test_nothing_harmless_is_reported(variant: Mutant) -> None:
    assert catalogue.findings(variant) == []


@pytest.mark.parametrize("dated", DATED, ids=lambda dated: f"{dated.date} {dated.what}")
def test_the_drifts_that_happened_are_known_or_found(dated: Dated) -> None:
    before, after = dated.replies()
    assert {one.rule for one in judge(before.exchange(), clock=lambda: NOW)} == dated.found_before
    assert {one.rule for one in judge(after.exchange(), clock=lambda: NOW)} == dated.found_after


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_of_the_document_counts(part: int) -> None:
    changes = list(document_drifts.changes())[part::PARTS]
    assert changes
    assert [change.name for change in changes if not document_drifts.noticed(change)] == []


def test_the_command_prints_the_scores(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.mutants.score.documents", dict)
    assert command.main([]) == 0
    out = capsys.readouterr().out
    assert "across polls" in out
    assert str(len(catalogue.DRIFTS)) in out


def test_the_command_names_what_escapes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    harmless = catalogue.HARMLESS[0]
    monkeypatch.setattr("contract_tests.mutants.score.documents", dict)
    monkeypatch.setattr("contract_tests.mutants.score.drifts.__defaults__", ((harmless,),))
    assert command.main([]) == 1
    assert f"escaped: {harmless.key}" in capsys.readouterr().out
