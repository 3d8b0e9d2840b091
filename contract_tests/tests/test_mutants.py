"""The judge reports every drift of the catalogue and no harmless response; every rule of the document matters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.contract import RULES, Document, judge
from contract_tests.mutants import catalogue, document_drifts
from contract_tests.mutants.derived import Derivation
from contract_tests.mutants.reply import NOW, Mutant
from contract_tests.tests.history import DATED, Dated
from scripts import mutants as command

PARTS = 32
"""The number of parts of the document's mutants; every fourth part is tested."""


def test_the_catalogue() -> None:
    """It is large, it has drifts of every kind, and their names are unique."""
    assert len(catalogue.drifts()) > 1500
    assert len(catalogue.clean()) > 150
    assert {mutant.group for mutant in catalogue.drifts()} >= {
        "removed", "renamed", "retyped", "null", "new value", "added", "format and unit", "status", "conditions",
        "content type and encoding", "bodies", "access", "across fields", "across polls", "headers", "vanished",
    }  # fmt: skip


@pytest.mark.long
def test_drifts_are_caught() -> None:
    """Each is reported by one of its rules, at its place."""
    assert [mutant.key for mutant in catalogue.drifts() if not catalogue.reported(mutant)] == []


def test_severities_of_findings() -> None:
    """The severities in rules.md are those of the findings."""
    seen = {(one.rule, one.severity) for mutant in catalogue.drifts() for one in catalogue.violations(mutant)}
    assert seen
    for rule, severity in seen:
        other = RULES[rule].other
        assert severity is RULES[rule].severity or (other and severity is other[0]), f"{rule} is graded {severity}"


def test_every_rule_counts() -> None:
    """A drift breaks each rule: one of openapi.yaml, or of the document below, whose operation has a request body."""
    document, source = stems_source()
    broken = {one.rule for mutant in catalogue.drifts() for one in catalogue.violations(mutant)}
    broken |= {
        one.rule for mutant in catalogue.derived_drifts(source) for one in catalogue.violations(mutant, document)
    }
    assert set(RULES) - broken == set()


def test_no_false_alarm() -> None:
    assert [mutant.key for mutant in catalogue.clean() if catalogue.reported(mutant)] == []


@pytest.mark.parametrize("dated", DATED, ids=lambda dated: f"{dated.date} {dated.what}")
def test_drifts_that_happened(dated: Dated) -> None:
    before, after = dated.replies()
    assert {one.rule for one in judge(before.exchange(), clock=lambda: NOW)} == dated.found_before
    found = {one.rule for one in judge(after.exchange(), clock=lambda: NOW)}
    assert found <= dated.found_after  # adopted drifts are no longer reported


@pytest.mark.parametrize("part", range(0, PARTS, 16))
def test_every_constraint(part: int) -> None:
    """The removal of any constraint from the document is detected; `nox -s mutants` tests all of them."""
    changes = list(document_drifts.changes())[part::PARTS]
    assert changes
    assert [change.name for change in changes if not document_drifts.detected_by(change)] == []


STEMS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Stems", "version": "1"},
    "paths": {
        "/stems/{song}/{number}": {
            "post": {
                "operationId": "split",
                "security": [{"key": []}],
                "parameters": [
                    {"name": "song", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "loud", "in": "query", "schema": {"type": "integer"}},
                    {"name": "by", "in": "query", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["voice"],
                                "properties": {"voice": {"enum": ["low", "high"]}, "gain": {"type": "number"}},
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "Stems.",
                        "headers": {"X-Left": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Stems"}}},
                    },
                    "409": {
                        "description": "Not yet.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["why"],
                                    "properties": {"why": {"const": "busy"}},
                                }
                            }
                        },
                    },
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Stems": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["id"],
                    "x-presence": {"if": True, "then": {"required": ["gain"]}},
                    "x-meaning": {"ascending": ["/begin", "/end"]},
                    "x-sequence": {"key": "/id", "stays": ["/begin"]},
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "gain": {"type": "number", "maximum": 1},
                        "begin": {"type": "integer"},
                        "end": {"type": "integer"},
                        "links": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^https:"}},
                    },
                },
            }
        },
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    },
}


def stems(status: int, body: Any) -> dict[str, Any]:
    """Return a recording of `split`."""
    headers = {"Content-Type": "application/json", "X-Left": "3"}
    request = {
        "method": "POST",
        "path": "/stems/song/1?by=hand",
        "body": {"voice": "low"},
        "headers": {"Authorization": "Bearer sk-test", "Content-Type": "application/json"},
    }
    return {"title": "", "evidence": "derived", "source": "", "request": request,
            "response": {"status": status, "headers": headers, "body": body}}  # fmt: skip


def stems_source() -> tuple[Document, Derivation]:
    """Return the document of stems and its recordings."""
    stem = {
        "id": "f15faa7c-1bb0-47de-926c-1618ac57e744",
        "gain": 0.5,
        "begin": 3,
        "end": 7,
        "links": {"a": "https://a"},
    }
    other = {**stem, "id": "00000000-1bb0-47de-926c-1618ac57e744"}
    document = Document.parse(json.dumps(STEMS))
    return document, Derivation(document, {"two": stems(200, [stem, other]), "busy": stems(409, {"why": "busy"})})


def test_any_operation_has_mutants() -> None:
    """A document with other operations has drifts, and all of them are reported."""
    document, source = stems_source()
    drifts = catalogue.derived_drifts(source)
    assert [one.key for one in drifts if not catalogue.reported(one, document)] == []
    assert {one.group for one in drifts} == {
        "removed", "renamed", "retyped", "null", "new value", "added", "format and unit", "status", "bodies", "access",
        "across fields", "across polls", "headers", "vanished", "content type and encoding", "requests",
    }  # fmt: skip
    assert {source.operation_of(one) for one in drifts} == {"split"}
    assert [one.key for one in catalogue.derived_variants(source) if catalogue.reported(one, document)] == []


def test_undetected_drift() -> None:
    """A drift that the judge does not report counts as not detected."""
    weaker = document_drifts.Change("test", ("components", "schemas", "Task", "required")).apply()
    mutants = [mutant for mutant in catalogue.drifts() if mutant.group == "removed"]
    assert [mutant.name for mutant in mutants if not catalogue.reported(mutant, weaker)]


def test_the_command_scores(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.mutants.score.documents", dict)
    assert command.main([]) == 0
    out = capsys.readouterr().out
    assert "across polls" in out
    assert "fetch_task" in out
    assert str(len(catalogue.drifts())) in out


def test_undetected_in_output(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    harmless = Mutant("fine", "as it was", ("music_success",), lambda _: None)
    monkeypatch.setattr("contract_tests.mutants.score.documents", dict)
    monkeypatch.setattr("contract_tests.mutants.catalogue.drifts", lambda: (harmless,))
    assert command.main([]) == 1
    assert f"not detected: fetch_task: {harmless.key}" in capsys.readouterr().out
