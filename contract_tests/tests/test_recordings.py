"""The recordings conform to openapi.yaml, and the generated client reads them without loss."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.contract import RULES, Document, Exchange
from contract_tests.recordings import FOLDER, Recording, RecordingError, load, path_of, written
from contract_tests.tests import client_models
from contract_tests.tests.coverage import SUITE

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = Document.load()
RECORDINGS = load()
CONFORMING = [name for name, recording in RECORDINGS.items() if not recording.violations]
JSON = [name for name in CONFORMING if "body" in RECORDINGS[name].plain["response"]]
KEYS = {
    *("sk-test", "sk-test-1", "sk-wrong", "sk-exhausted", "sk-elsewhere", "sk-expired", "sk-disabled", "sk-banned"),
    *("sk-groupbad", "sk-iplist", "sk-modellimit", "sk-modellimitsuno", "sk-pooruser", "sk-lowquota", "sk-other"),
    "sk-this-is-not-a-key",
}
"""The keys of recordings, none of them real."""
EXAMPLE: dict[str, Any] = {
    "title": "a title",
    "evidence": "observed",
    "source": "a source",
    "request": {"method": "GET", "path": "/a", "headers": {"Authorization": "Bearer sk-test"}},
    "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"ü": [1.0, None]}},
}


def exchange(name: str) -> Exchange:
    return Exchange.from_recording(dict(RECORDINGS[name].plain), name=name)


@pytest.mark.parametrize("name", RECORDINGS)
def test_written_form(name: str) -> None:
    recording = RECORDINGS[name]
    assert recording.title.strip()
    assert recording.source.strip()
    text = path_of(recording.operation, name).read_text(encoding="utf-8")
    assert text == written(json.loads(text))


def test_folders() -> None:
    """Each folder is a declared operation."""
    declared = {operation["operationId"] for path in DOCUMENT.plain["paths"].values() for operation in path.values()}
    assert {recording.operation for recording in RECORDINGS.values()} <= declared
    assert {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"} <= declared


@pytest.mark.parametrize("name", CONFORMING)
def test_a_recording_conforms(name: str) -> None:
    assert SUITE.judge(exchange(name)) == []


@pytest.mark.parametrize("name", [name for name in RECORDINGS if name not in CONFORMING])
def test_known_drift_breaks_its_rules(name: str) -> None:
    """A known drift breaks exactly the rules that its recording lists."""
    expected = RECORDINGS[name].violations
    assert RULES.keys() >= set(expected)
    assert {violation.rule for violation in SUITE.judge(exchange(name))} == set(expected)


@pytest.mark.parametrize("name", JSON)
def test_round_trip(name: str) -> None:
    """The client reads a recording and writes it without loss."""
    body = RECORDINGS[name].response.body
    again = client_models.given_back(DOCUMENT, exchange(name), body)
    # As text: 0 is not 0.0 and true is not 1. The order of keys is the document's.
    assert json.dumps(again, sort_keys=True) == json.dumps(body, sort_keys=True)


def test_nothing_personal() -> None:
    """The recordings have no personal data and no real key."""
    for recording in RECORDINGS.values():
        authorization = recording.request.header("authorization") or ""
        assert authorization.removeprefix("Bearer ") in {*KEYS, ""}, recording.name
        assert not authorization or authorization not in repr(recording)


def kept(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(EXAMPLE), encoding="utf-8")
    return folder


def test_load_by_operation(tmp_path: Path) -> None:
    kept(tmp_path, "b/two", "a/one", "b/three")
    assert [recording.operation for recording in load(folder=tmp_path).values()] == ["a", "b", "b"]
    assert list(load("b", tmp_path)) == ["three", "two"]
    one = load(folder=tmp_path)["one"]
    assert (one.response.content, one.response.body) == ('{"ü":[1.0,null]}'.encode(), {"ü": [1.0, None]})
    assert (one.request.header("authorization"), one.response.header("Content-Type")) == (
        "Bearer sk-test",
        "application/json",
    )


def test_duplicate_name(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="b/one: a has a recording of this name"):
        load(folder=kept(tmp_path, "a/one", "b/one"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"evidence": "rumour"}, "a/one: not a recording: evidence is 'rumour'"),
        ({"titel": ""}, "unknown keys titel"),
        ({"response": {"status": 200, "headers": {}}}, "either `body` .JSON. or `text`"),
        ({"response": {"headers": {}, "text": ""}}, "'status' is missing"),
        ({"request": "GET /"}, "a/one: not a recording"),
    ],
)
def test_invalid_recording(change: dict[str, Any], message: str) -> None:
    """The error has its name."""
    with pytest.raises(RecordingError, match=message):
        Recording.from_json({**EXAMPLE, **change}, name="one", operation="a")


def test_exact_text() -> None:
    """The exact text is used instead of the parsed body."""
    wire = {"header_lines": ["Content-Type: application/json", "X-A: b: c"], "text": '{"b": 1}\n'}
    recording = Recording.from_json({**EXAMPLE, "wire": wire}, name="one", operation="a")
    assert recording.response.content == b'{"b": 1}\n'
    assert recording.response.headers == (("Content-Type", "application/json"), ("X-A", "b: c"))
