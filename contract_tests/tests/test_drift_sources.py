"""Recorded traffic is read in every form that it comes in, and what cannot be read is told."""

from __future__ import annotations

import base64
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.contract import Exchange
from contract_tests.drift import sources
from contract_tests.drift.summary import Summary, Unreadable
from contract_tests.recordings import load

if TYPE_CHECKING:
    from pathlib import Path

RECORDING: dict[str, Any] = dict(load()["music_success"].plain)
BODY = RECORDING["response"]["body"]


def entry(**response: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-01-28T08:23:02.000Z",
        "time": 120,
        "request": {"method": "GET", "url": "https://api.aiznt.com" + RECORDING["request"]["path"], "headers": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"text": json.dumps(BODY), "mimeType": "application/json"},
            **response,
        },
    }


def har(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": list(entries)}})


def summary_of(path: Path, text: str | bytes) -> Summary:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    summary = Summary()
    summary.add_all(sources.read(path))
    return summary


@pytest.mark.parametrize(
    ("name", "text", "judged"),
    [
        ("one.json", json.dumps(RECORDING, indent=2), 1),
        ("body.json", json.dumps(BODY), 1),
        ("body.json", json.dumps(BODY, indent=2), 1),
        ("bom.json", "\ufeff" + json.dumps(RECORDING), 1),
        ("polls.ndjson", "\n".join([json.dumps(RECORDING)] * 3), 3),
        ("polls.jsonl", (json.dumps(RECORDING) + "\r\n\r\n") * 2, 2),
        ("bodies.ndjson", "\n".join([json.dumps(BODY)] * 2), 2),
        ("list.json", json.dumps([RECORDING] * 2), 2),
        ("traffic.har", har(entry(), entry()), 2),
        ("traffic.json", har(entry()), 1),
        ("empty.har", har(), 0),
    ],
)
def test_every_form_is_read(tmp_path: Path, name: str, text: str, judged: int) -> None:
    summary = summary_of(tmp_path / name, text)
    assert (summary.judged, summary.findings, summary.unreadable) == (judged, [], [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("<html>", "not JSON"),
        (json.dumps(RECORDING)[:-5], "not JSON"),
        (json.dumps({"request": {}, "response": {}}), "not an exchange"),
        (har(entry())[:-9], "not JSON"),
        (har({"request": {}}), "not an entry of a HAR file"),
        ('{"log": {"version": "1.2"}}', "without entries"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(tmp_path: Path, text: str, reason: str) -> None:
    summary = summary_of(tmp_path / "x.json", text)
    assert summary.judged == 0
    assert reason in summary.unreadable[0].reason
    assert "\n" not in summary.unreadable[0].reason


def test_a_broken_line_does_not_stop_the_rest(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "x.ndjson", f"{json.dumps(RECORDING)}\nnot json\n{json.dumps(RECORDING)}\n")
    assert summary.judged == 2
    assert summary.unreadable == [Unreadable("x.ndjson:2", summary.unreadable[0].reason)]


def test_a_har_file_of_a_browser_has_no_key_and_other_traffic(tmp_path: Path) -> None:
    other = entry()
    other["request"]["url"] = "https://fonts.example.com/a.woff2"
    packed = entry(content={"text": base64.b64encode(json.dumps(BODY).encode()).decode(), "encoding": "base64"})
    summary = summary_of(tmp_path / "x.har", har(entry(), other, packed))
    assert (summary.judged, summary.foreign, summary.findings) == (2, 1, [])


def test_a_har_file_tells_when_and_so_what_lies_in_the_future(tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text(har(entry()), encoding="utf-8")
    [exchange] = sources.read(tmp_path / "x.har")
    assert isinstance(exchange, Exchange)
    assert exchange.at == pytest.approx(1769588582.12)


@pytest.mark.parametrize("name", ["error_401_invalid_token", "error_400_task_not_exist", "error_503_overloaded"])
def test_a_bare_error_body_is_judged_as_an_error(tmp_path: Path, name: str) -> None:
    body = load()[name].response.body
    assert summary_of(tmp_path / "x.json", json.dumps(body)).findings == []


def test_a_bare_body_shows_repeated_keys_and_numbers_that_are_none(tmp_path: Path) -> None:
    text = json.dumps(BODY).replace('"code"', '"code": "success", "code"', 1).replace("144.88", "NaN", 1)
    rules = {finding.example.rule for finding in summary_of(tmp_path / "x.json", text).findings}
    assert {"wire.repeated-key", "wire.number"} <= rules


def test_a_folder_is_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("a.json", "inner/b.har", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in sources.files([tmp_path])] == ["a.json", "b.har"]


def test_the_same_drift_is_one_finding_with_a_count(tmp_path: Path) -> None:
    drifted = json.loads(json.dumps(RECORDING))
    for clip in drifted["response"]["body"]["data"]["data"]:
        clip["sample_count"] = 3
    summary = summary_of(tmp_path / "x.ndjson", (json.dumps(drifted) + "\n") * 50)
    [finding] = summary.findings
    assert (finding.count, finding.example.field) == (100, "/data/data/*/sample_count")


def test_a_recording_kept_for_its_drift_is_no_finding(tmp_path: Path) -> None:
    drifted = {**RECORDING, "violations": ["wire.status"], "response": {**RECORDING["response"], "status": 502}}
    summary = summary_of(tmp_path / "x.json", json.dumps(drifted))
    assert (summary.findings, summary.known) == ([], 1)


@pytest.mark.parametrize("form", ["x.ndjson", "x.har"])
def test_many_exchanges_take_no_more_memory_than_few(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CHUNK", 1 << 12)
    monkeypatch.setattr(sources, "HEAD", 1 << 12)
    peaks = []
    for count in (300, 3000):
        path = tmp_path / f"{count}-{form}"
        small = {**RECORDING, "response": {"status": 200, "headers": {}, "body": {"code": "success", "data": None}}}
        few = entry(content={"text": '{"code":"success","data":null}'})
        path.write_text(
            har(*[few] * count) if form == "x.har" else (json.dumps(small) + "\n") * count, encoding="utf-8"
        )
        tracemalloc.start()
        seen = sum(1 for _ in sources.read(path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert seen == count
    assert peaks[1] < 1.5 * peaks[0]
