"""Trouble is distinguished from drift: clocks, networks, invalid HTTP and settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import evolve

from contract_tests.contract import Document, Exchange, Judge, Severity, judge
from contract_tests.drift import fetcher, trouble
from contract_tests.drift.division import divide
from contract_tests.drift.patches import propose
from contract_tests.drift.plan import Plan, Request
from contract_tests.drift.summary import Summary
from contract_tests.mutants.reply import NOW, reply
from contract_tests.settings import SettingError, base_url, tasks
from scripts import actions, nightly

if TYPE_CHECKING:
    from pathlib import Path

TASKS = {"music_success": "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"}


def plan() -> Plan:
    return Plan(Document.load(), TASKS, "sk-test", "sk-wrong")


def outcome_of(request: Request, status: int, body: bytes = b"", **headers: str) -> trouble.Outcome:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return trouble.Outcome(request, Exchange("GET", "/", status, pairs, body, at=NOW))


def date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


@pytest.mark.parametrize(("clock", "wait"), [({}, 3605), ({"date": date(3600)}, 5), ({"date": "noon"}, 3605)])
def test_retry_after_by_its_clock(clock: dict[str, Any], wait: int) -> None:
    """A date is compared with the clock of the server that sent it."""
    [request] = plan().known()
    found = trouble.of(Document.load(), outcome_of(request, 429, retry_after=date(3605), **clock))
    assert found is not None
    assert found.wait == wait


@pytest.mark.parametrize("status", [407, 511])
def test_sign_in_required(status: int) -> None:
    [request] = plan().known()
    found = trouble.of(Document.load(), outcome_of(request, status))
    assert found is not None
    assert "sign in" in found.reason


@pytest.mark.parametrize(
    ("action", "reason"),
    [("LYRICS", "is a task of kind MUSIC, and the id is of one of kind LYRICS"), ("VIDEO", ""), ("", "")],
)
def test_task_of_another_kind(action: str, reason: str) -> None:
    """The id of a lyrics task for a song is trouble; the judge reports an unknown kind."""
    [request] = plan().known()
    one = reply("music_success")
    one.task["action"] = action
    found = trouble.of(Document.load(), trouble.Outcome(request, one.exchange()))
    assert (found.reason if found else "").endswith(f"{reason}; replace it in SUNO_TASKS" if reason else "")
    assert bool(found) == bool(reason)


@pytest.mark.parametrize(
    ("scenario", "reason"), [("music_success", "the id is no longer known"), (None, "where a success was expected")]
)
def test_refused_id(scenario: str | None, reason: str) -> None:
    """The form of a declared refusal is judged."""
    [request] = plan().known()
    outcome = outcome_of(evolve(request, scenario=scenario), 400, b"{}", content_type="application/json")
    found = trouble.of(Document.load(), outcome)
    assert found is not None
    assert (reason in found.reason, found.judged) == (True, True)


@pytest.mark.parametrize("status", [402, 410, 418, 451])
def test_one_status_for_everything(status: int) -> None:
    """The same undeclared status for every request means another server; for known tasks alone it is drift."""
    document, requests = Document.load(), [*plan().known(), *plan().refusals(plan().known())]
    outcomes = [outcome_of(one, status, b"{}", content_type="application/json") for one in requests]
    assert f"HTTP {status}" in trouble.wrong_address(outcomes, document)
    outcomes[-1] = outcome_of(requests[-1], 401, b"{}", content_type="application/json")
    assert not trouble.wrong_address(outcomes, document)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.RemoteProtocolError("bad Content-Length"), "the response is not valid HTTP (bad Content-Length)"),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "the connection was cut"),
        (UnicodeError("label empty or too long"), "UnicodeError: label empty"),
    ],
)
def test_failures_are_distinguished(error: Exception, reason: str) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    seen = fetcher.Fetcher("http://x", transport=httpx.MockTransport(fail)).fetch(plan().known()[0])
    assert isinstance(seen, fetcher.Failure)
    assert seen.reason.startswith(reason)
    assert seen.connected is not isinstance(error, UnicodeError)


@pytest.mark.parametrize("text", ["http://127.0.0.1/a b", "http://a..b", f"http://{'a' * 70}.example"])
def test_odd_base_urls(text: str) -> None:
    with pytest.raises(SettingError, match="not a"):
        base_url(text)


@pytest.mark.parametrize("task", ["a\n", " a", "\ud800", "a\x00"])
def test_odd_ids(task: str) -> None:
    with pytest.raises(SettingError, match="music_success is not an id"):
        tasks({"SUNO_TASKS": json.dumps({"music_success": task})})


def test_refusal_is_no_success() -> None:
    """A refusal with status 200 is not the response of the known task, so nothing of it is adopted."""
    one, summary = reply("music_success"), Summary()
    one.body, one.scenario = {"success": False, "message": "no"}, "music_success"
    summary.add(one.exchange())
    division = divide(summary.judge.document, summary.findings, ["music_success"])
    reasons = {finding.example.where: reason for finding, reason in division.left}
    assert division.accepted == []
    assert "not the one that the known task should have" in reasons["/success"]


@pytest.mark.parametrize(("name", "value", "what"), [
    ("mood", "calm", "`Task` has an optional property `mood`"),
    ("action", "VIDEO", "`TaskAction` has another enum value, `VIDEO`"),
])  # fmt: skip
def test_one_change_for_one_place(name: str, value: str, what: str) -> None:
    """A new field of a task, alone and in a batch, is one change of its schema."""
    single, batch, summary = reply("music_success"), reply("batch_some_known"), Summary()
    for one, task in ((single, single.task), (batch, batch.body["data"][0])):
        task[name] = value
        summary.add(one.exchange())
    proposals, refusals = propose(summary.judge.document, summary.findings)
    assert ([one.what for one in proposals], refusals) == ([what], [])
    assert len(proposals[0].findings) == 2


def test_a_new_field_of_an_inline_schema() -> None:
    """It is named by the schema's place, which has no name."""
    document = Document.parse(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/x: {get: {operationId: get_x, responses: {'200': {"
        "description: X., content: {application/json: {schema: {type: object, properties: {a: {}}}}}}}}}}\n"
    )
    summary = Summary(Judge(document))
    summary.add(Exchange("GET", "/x", 200, (("Content-Type", "application/json"),), b'{"a": 1, "mood": "calm"}'))
    [proposal], _ = propose(document, summary.findings)
    assert proposal.what == "`schema` has an optional property `mood`"


def test_one_error_is_one_change() -> None:
    """An error of another shape violates several schemas, and is one new shape."""
    one, summary = reply("batch_400_ids_not_a_list"), Summary()
    one.body = {"code": 1, "msg": "x"}
    summary.add(one.exchange())
    assert len(summary.findings) > 1
    [proposal], refusals = propose(summary.judge.document, summary.findings)
    assert (proposal.what, refusals) == ("status 400 may have the body `Observed400Error`", [])


@pytest.mark.parametrize(
    ("name", "status", "effect"),
    [
        ("music_success", "complete", "a wait ends with it"),
        ("music_failure_moderation", "BROKEN", "a wait ends with it"),  # 100 % and a reason: x-polling's failure-when
        ("music_success", "DONE", "a wait never ends"),
    ],
)
def test_word_that_ends_a_wait(name: str, status: str, effect: str) -> None:
    """The report has the effect of a new value on a wait, and each value is left to a person."""
    one, summary = reply(name), Summary()
    one.task["status"], one.scenario = status, None
    summary.add(one.exchange())
    [finding] = [one for one in summary.findings if one.example.rule == "shape.enum"]
    assert effect in str(finding.example.effect)
    [(_, reason)] = divide(summary.judge.document, [finding], []).left
    assert "end a wait" in reason


@pytest.mark.parametrize(("value", "severity"), [(date(60), Severity.DOC), ("soon", Severity.BREAKING)])
def test_date_in_retry_after(value: str, severity: Severity) -> None:
    one = reply("error_429_saturated")
    one.headers["retry-after"] = value
    [finding] = judge(one.exchange(), clock=lambda: NOW)
    assert (finding.severity, finding.expected) == (severity, "an integer of at least 0")


@pytest.mark.parametrize(
    ("error", "reason"), [(OSError(28, "No space left on device"), "cannot go on"), (KeyError("x"), "KeyError: 'x'")]
)
def test_own_failure_is_no_drift(error: Exception, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Python exits with 1 after a traceback, which would mean drift here."""

    def fail() -> int:
        raise error

    with pytest.raises(SystemExit) as ended:
        actions.run(fail)
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err


def test_folder_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No request is sent if the report cannot be written."""
    (tmp_path / "report").touch()
    with pytest.raises(SystemExit) as ended:
        nightly.main([str(tmp_path / "report"), "--base-url", "http://127.0.0.1:1"])
    assert ended.value.code == 2
    assert "report: File exists" in capsys.readouterr().err
