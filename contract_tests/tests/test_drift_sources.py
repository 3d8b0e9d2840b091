"""Recorded traffic is read in every format, and unreadable parts are reported."""

from __future__ import annotations

import base64
import json
import os
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from contract_tests.contract import Exchange
from contract_tests.drift import sources
from contract_tests.drift.summary import Note, Summary, Unreadable
from contract_tests.recordings import load
from scripts import drift

RECORDING: dict[str, Any] = dict(load()["music_success"].plain)
BODY = RECORDING["response"]["body"]
CODED = "\n".join(re.findall(".{1,76}", base64.b64encode(json.dumps(BODY).encode()).decode().rstrip("=")))


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
    for one in sources.read(path):
        summary.add(one)
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
        ("one.json", json.dumps(RECORDING).encode("utf-16"), 1),
        ("polls.ndjson", "\r\n".join([json.dumps(RECORDING)] * 2).encode("utf-16-le"), 2),
        ("traffic.har", har(entry()).encode("utf-32"), 1),
        ("base64.har", har(entry(content={"text": CODED, "encoding": "Base64", "mimeType": "application/json"})), 1),
        ("empty.har", har(), 0),
    ],
)
def test_every_form_is_read(tmp_path: Path, name: str, text: str | bytes, judged: int) -> None:
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
        (har(entry(content={"text": "!!", "encoding": "base64"})), "not an entry of a HAR file"),
        ("{}", "name the operation"),
        ('{"detail": "x"}', "name the operation"),
        ("[" * 100_000, "not JSON"),
        (json.dumps({"request": {"path": "/"}, "response": {"status": 1e999, "body": 1}}), "not an exchange"),
        (json.dumps({"request": {"path": "/"}, "response": {"status": "x", "body": 1}}), "not an exchange"),
        (json.dumps({"request": {"path": 7}, "response": {"status": 200, "body": 1}}), "not text"),
        (json.dumps({"request": 7, "response": []}), "not an exchange"),
        (har(entry(status=1e999)), "not an entry of a HAR file"),
        (har(entry(status=0)), "no response, status 0"),
        (har(entry(status=-1, _error="net::ERR_BLOCKED_BY_CLIENT")), "net::ERR_BLOCKED_BY_CLIENT"),
        (har(entry(content={"size": 5120, "mimeType": "application/json"})), "the body was not recorded (5120 bytes"),
        (har(7), "not an entry of a HAR file"),
        (har(entry(headers=[7])), "not an entry of a HAR file"),
        ('{"log": {"entries": [{"a": "' + "x" * 100, "not JSON"),
    ],
)
def test_unreadable_file(tmp_path: Path, text: str, reason: str) -> None:
    summary = summary_of(tmp_path / "x.json", text)
    assert summary.judged == 0
    reported: list[Unreadable | Note] = [*summary.unreadable, *summary.remarks]
    assert reason in reported[0].reason
    assert "\n" not in reported[0].reason


def test_broken_line(tmp_path: Path) -> None:
    """The other lines are judged."""
    summary = summary_of(tmp_path / "x.ndjson", f"{json.dumps(RECORDING)}\nnot json\n{json.dumps(RECORDING)}\n")
    assert summary.judged == 2
    assert summary.unreadable == [Unreadable("x.ndjson:2", summary.unreadable[0].reason)]


def test_har_of_a_browser(tmp_path: Path) -> None:
    """It has no key, and traffic of other servers."""
    other = entry()
    other["request"]["url"] = "https://fonts.example.com/a.woff2"
    packed = entry(content={"text": base64.b64encode(json.dumps(BODY).encode()).decode(), "encoding": "base64"})
    summary = summary_of(tmp_path / "x.har", har(entry(), other, packed))
    assert (summary.judged, summary.foreign, summary.findings) == (2, 1, [])


def test_a_har_file_has_times(tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text(har(entry()), encoding="utf-8")
    [exchange] = sources.read(tmp_path / "x.har")
    assert isinstance(exchange, Exchange)
    assert exchange.at == pytest.approx(1769588582.12)


@pytest.mark.parametrize("name", ["error_401_invalid_token", "error_400_task_not_exist", "error_503_overloaded"])
def test_bare_error_body(tmp_path: Path, name: str) -> None:
    body = load()[name].response.body
    assert summary_of(tmp_path / "x.json", json.dumps(body)).findings == []


def test_bare_body_as_text(tmp_path: Path) -> None:
    """A bare body is judged as text: repeated keys and invalid numbers are reported."""
    text = json.dumps(BODY).replace('"code"', '"code": "success", "code"', 1).replace("144.88", "NaN", 1)
    rules = {finding.example.rule for finding in summary_of(tmp_path / "x.json", text).findings}
    assert {"wire.repeated-key", "wire.number"} <= rules


def test_folder(tmp_path: Path) -> None:
    """It stands for all files in it."""
    (tmp_path / "inner").mkdir()
    for name in ("a.json", "inner/b.har", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in sources.files([tmp_path])] == ["a.json", "b.har"]


def test_repeated_drift(tmp_path: Path) -> None:
    """It is one finding with a count."""
    drifted = json.loads(json.dumps(RECORDING))
    for clip in drifted["response"]["body"]["data"]["data"]:
        clip["sample_count"] = 3
    summary = summary_of(tmp_path / "x.ndjson", (json.dumps(drifted) + "\n") * 50)
    [finding] = summary.findings
    assert (finding.count, finding.example.field) == (100, "/data/data/*/sample_count")


def test_known_recording(tmp_path: Path) -> None:
    """A drift that a recording lists is no finding."""
    drifted = {**RECORDING, "violations": ["wire.status"], "response": {**RECORDING["response"], "status": 502}}
    summary = summary_of(tmp_path / "x.json", json.dumps(drifted))
    assert (summary.findings, summary.known) == ([], 1)


@pytest.mark.parametrize("form", ["x.ndjson", "x.har"])
def test_bounded_memory(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "CHUNK", 1 << 12)
    monkeypatch.setattr(sources, "HEAD", 1 << 12)
    peaks = []
    for count in (1000, 3000):  # Python keeps some thousand small objects for reuse
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


GOOD = json.dumps(RECORDING)
BAD = {
    "deep": "[" * 100_000 + "]" * 100_000,
    "deep in a body": '{"request":{"method":"GET","path":"/suno/fetch/1"},"response":{"status":200,"headers":{},"body":'
    + "[" * 900 + "]" * 900 + "}}",
    "half an emoji": json.dumps({"code": "success", "data": None, "x": "\ud83d"}),
    "no number": '{"code":"success","data":1e999}',
    "no status": '{"request":{"path":"/"},"response":{"status":1e999,"body":1}}',
    "odd URL": '{"request":{"path":"http://["},"response":{"status":200,"body":1}}',
    "odd time": '{"request":{"path":"/suno/fetch/1"},"response":{"status":200,"body":1},"at":"x"}',
    "not JSON": '{"a"',
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_bad_line(tmp_path: Path, bad: str) -> None:
    summary = summary_of(tmp_path / "x.ndjson", f"{GOOD}\n{BAD[bad]}\n{GOOD}\n")
    assert summary.judged >= 2
    assert summary.judged + len(summary.unreadable) + summary.foreign == 3
    assert all("\n" not in one.reason and len(one.reason) < 400 for one in summary.unreadable)


@pytest.mark.parametrize("bad", ["deep", "half an emoji", "no number"])
def test_bad_entry(tmp_path: Path, bad: str) -> None:
    entries = [entry(content={"text": BAD[bad]}), entry()]
    text = json.dumps({"log": {"entries": entries}}).replace('"log"', '"log"', 1)
    deep = text.replace('"entries": [', f'"entries": [{BAD["deep"]}, ')
    summary = summary_of(tmp_path / "x.har", deep)
    assert summary.judged == 2
    assert [one.name for one in summary.unreadable] == ["x.har#0"]


def test_left_out_of_a_har_file(tmp_path: Path) -> None:
    """Traffic of other servers may lack its body, and an exchange that is left out does not hide a drift."""
    other = entry(content={"size": 7, "mimeType": "font/woff2"})
    other["request"]["url"] = "https://fonts.example.com/a.woff2"
    summary = summary_of(tmp_path / "x.har", har(other, entry(status=0), entry()))
    assert (summary.foreign, summary.judged, summary.findings, summary.unreadable) == (1, 1, [], [])
    assert [one.reason for one in summary.remarks] == ["left out: no response, status 0 (aborted or blocked)"]


@pytest.mark.parametrize("name", ["null", "fifo", "folder"])
def test_no_regular_file(tmp_path: Path, name: str) -> None:
    path = Path("/dev/null") if name == "null" else tmp_path / name
    if name == "fifo":
        os.mkfifo(path)
    if name == "folder":
        path.mkdir()
    [reported] = sources.read(path)
    assert isinstance(reported, Unreadable)
    assert "not a regular file" in reported.reason


def test_a_large_entry_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each character is parsed once, however many chunks its entry takes."""
    monkeypatch.setattr(sources, "CHUNK", 1 << 10)
    parsed: list[int] = []
    loads = json.loads

    def counted(text: str, **options: Any) -> Any:
        parsed.append(len(text))
        return loads(text, **options)

    monkeypatch.setattr("json.loads", counted)
    text = har(entry(content={"text": json.dumps({**BODY, "x": '\\"y' * 300_000})}), entry())
    (tmp_path / "x.har").write_text(text, encoding="utf-8")
    assert len(list(sources.read(tmp_path / "x.har"))) == 2
    assert sum(parsed) < len(text)


@pytest.mark.parametrize("chunk", range(1, 40))
def test_chunks_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(sources, "CHUNK", chunk)
    items = [{"a": '\\", [{'}, {"b": ["]}", {"c": "\\\\"}]}, {}, {"d": 1}]
    path = tmp_path / "x.json"
    path.write_text(" [ " + " , ".join(json.dumps(item) for item in items) + " ] ", encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        assert file.read(2) == " ["
        found = [json.loads(one) for one in sources.Reader()._items(file.read(chunk), file)]
    assert found == items


def test_the_request_is_read_too(tmp_path: Path) -> None:
    one = entry()
    one["request"] |= {"method": "POST", "postData": {"mimeType": "application/json", "text": '{"ids":["x"]}'}}
    (tmp_path / "x.har").write_text(har(one), encoding="utf-8")
    recorded = {**RECORDING, "request": {**RECORDING["request"], "method": "POST", "body": {"ids": ["x"]}}}
    (tmp_path / "x.ndjson").write_text(json.dumps(recorded) + "\n", encoding="utf-8")
    for name in ("x.har", "x.ndjson"):
        [exchange] = sources.read(tmp_path / name)
        assert isinstance(exchange, Exchange)
        assert json.loads(exchange.request_body or b"") == {"ids": ["x"]}


def test_a_body_of_a_named_operation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(BODY), encoding="utf-8")
    [exchange] = sources.read(path, operation="fetch_task")
    assert isinstance(exchange, Exchange)
    assert exchange.operation == "fetch_task"
    assert drift.main(["file", str(path), "--operation", "fetch_tusk"]) == 2
    assert "did you mean fetch_task?" in capsys.readouterr().err


def test_many_new_fields(tmp_path: Path) -> None:
    """The report of 20,000 new fields is bounded."""
    new = {**BODY, "data": {**BODY["data"], **{f"field_{number}": number for number in range(20_000)}}}
    summary = summary_of(tmp_path / "x.json", json.dumps(new))
    assert summary.judged == 1
    assert 0 < len(summary.findings) <= 1000


def test_a_comment_before_the_lines(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "x.ndjson", f"# polls\n{json.dumps(RECORDING)}\n")
    assert (summary.judged, [one.name for one in summary.unreadable]) == (1, ["x.ndjson:1"])


@pytest.mark.parametrize(
    "response",
    [
        {"status": 304, "content": {}},
        {"content": None},
        {"content": {"size": 0}, "headers": [{"name": "Content-Length", "value": "4534"}]},
    ],
)
def test_body_elsewhere(tmp_path: Path, response: dict[str, Any]) -> None:
    """An exchange whose body is in the browser's cache, or was not recorded, is left out; the body is not empty."""
    kept = {name: value for name, value in entry(**response)["response"].items() if value is not None}
    summary = summary_of(tmp_path / "x.har", har({**entry(), "response": kept}, entry()))
    assert (summary.judged, summary.findings, len(summary.remarks)) == (1, [], 1)
