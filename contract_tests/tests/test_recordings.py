"""The recordings conform to openapi.yaml, and the generated client reads them whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.contract import RULES, Document, Exchange
from contract_tests.coverage import SUITE
from contract_tests.mock_api import RECORDINGS
from contract_tests.tests import client_models

DOCUMENT = Document.load()
PATHS = sorted(RECORDINGS.glob("*.json"))
FILES: dict[str, Any] = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in PATHS}
CONFORMING = [name for name, recording in FILES.items() if "violations" not in recording]
JSON = [name for name in CONFORMING if "body" in FILES[name]["response"]]


def exchange(name: str) -> Exchange:
    return Exchange.from_recording(RECORDINGS / f"{name}.json")


@pytest.mark.parametrize("name", FILES)
def test_a_recording_says_what_it_is_and_how_it_is_known(name: str) -> None:
    recording = FILES[name]
    assert recording["title"].strip()
    assert recording["source"].strip()
    assert recording["evidence"] in {"documented", "published", "derived", "observed", "adopted"}
    assert set(recording) <= {"title", "evidence", "source", "request", "response", "violations"}
    assert recording["request"].keys() == {"method", "path", "headers"}
    assert ("body" in recording["response"]) is not ("text" in recording["response"])


@pytest.mark.parametrize("name", CONFORMING)
def test_a_recording_conforms(name: str) -> None:
    assert SUITE.judge(exchange(name)) == []


@pytest.mark.parametrize("name", [name for name in FILES if name not in CONFORMING])
def test_a_known_drift_breaks_the_rules_that_it_names_and_no_other(name: str) -> None:
    expected = FILES[name]["violations"]
    assert expected
    assert RULES.keys() >= set(expected)
    assert {violation.rule for violation in SUITE.judge(exchange(name))} == set(expected)


@pytest.mark.parametrize("name", JSON)
def test_the_client_reads_a_recording_and_gives_it_back(name: str) -> None:
    body = FILES[name]["response"]["body"]
    again = client_models.read(DOCUMENT, exchange(name), body).to_dict()
    # As text: 0 is not 0.0 and true is not 1. The order of keys is the document's.
    assert json.dumps(again, sort_keys=True) == json.dumps(body, sort_keys=True)


def test_nothing_personal_and_no_real_key_is_recorded() -> None:
    for path in PATHS:
        authorization = FILES[path.stem]["request"]["headers"].get("authorization", "")
        assert authorization in {"", "Bearer sk-test", "Bearer sk-wrong", "Bearer sk-exhausted", "Bearer sk-elsewhere"}
