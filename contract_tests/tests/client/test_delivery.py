"""The client gets songs from servers that drifted, at least those that a simple loop over dicts gets."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest
from suno_client import AuthenticatedClient, _loose, _reader, errors, models
from suno_client.api.suno import fetch_task
from suno_client.types import Response

from contract_tests.tests.client import delivery, drifts
from contract_tests.tests.client.annotations import misfits

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.conftest import Calls

REFUSED = {
    ("bytes", "6 MB"): "more than max_body_bytes",
    ("coding", "gzip twice"): "may inflate without bounds",
}
"""The drifts that a loop over dicts ignores and the client refuses, with the reason."""


@pytest.fixture(scope="module")
def found() -> list[delivery.Delivery]:
    """Return the result for every drifted server."""
    return list(delivery.measure())


def test_songs_arrive(found: list[delivery.Delivery]) -> None:
    assert len(found) >= 200
    lost = {(one.drift.kind, one.drift.name): one.why for one in found if one.ours != one.due == one.simple}
    assert lost.keys() == REFUSED.keys(), lost
    assert sum(one.ours == one.due for one in found) >= sum(one.simple == one.due for one in found) + 25


def test_failures_end_a_wait(found: list[delivery.Delivery]) -> None:
    """The status in any case ends it, or "100%" with a reason at any status."""
    failures = [one for one in found if one.drift.failure]
    assert len(failures) >= 15
    assert [(one.drift.name, one.why) for one in failures if one.ours != delivery.FAILURE] == []


def test_types_hold(found: list[delivery.Delivery]) -> None:
    tasks = [one.task for one in found if one.task is not None]
    assert [problem for task in tasks for problem in misfits(task, models.Task)] == []


def test_no_single_fault_loses() -> None:
    """No fault in a field that is not essential loses the song, at every poll."""
    kinds = [one for one in drifts.drifts() if one.kind.startswith(("decorative", "optional", "form of"))]
    assert len(kinds) >= 90
    assert [one.name for one in kinds if delivery.delivered(delivery.Server(one))[0] != delivery.SONG] == []


@pytest.mark.parametrize("poll", [2, 3, 4])
def test_one_drifted_poll(poll: int) -> None:
    """A single drifted response does not end a wait."""
    found = list(delivery.measure(odd_poll=poll))
    assert [(one.drift.kind, one.drift.name, one.why) for one in found if one.ours != delivery.SONG] == []


def client_of(name: str, *, running: int = 4) -> AuthenticatedClient:
    """Return a client of a drifted server."""
    drift = next(one for one in drifts.drifts() if one.name == name)
    transport = httpx.MockTransport(delivery.Server(drift, running=running))
    return AuthenticatedClient(token="k", transport=transport, async_transport=transport)


@pytest.mark.usefixtures("clock")
def test_running_without_result(calls: Calls) -> None:
    """Its data is missing at every poll; the wait continues, and yields the readable fields."""
    states = calls.poll(drifts.TASK_ID, client=client_of("clips missing"))
    assert [state.status for state in states] == ["SUCCESS"]


@pytest.mark.usefixtures("clock")
def test_empty_text_as_data(calls: Calls) -> None:
    """The data of a running task may be "" at first; the task is read, and a wait yields it."""
    states = calls.poll(drifts.TASK_ID, client=client_of("clips ''"))
    assert [(str(state.status), len(state.clips), state.lyrics) for state in states] == [
        ("IN_PROGRESS", 0, None),
        ("SUCCESS", 2, None),
    ]
    assert states[0].to_dict()["data"] == ""
    assert calls.sync(drifts.TASK_ID, client=client_of("clips ''")).data.clips == []


@pytest.mark.usefixtures("clock")
def test_its_status_is_reported(calls: Calls) -> None:
    with pytest.raises(errors.WaitTimeoutError, match=r"status IN_PROGRESS") as caught:
        calls.wait(drifts.TASK_ID, client=client_of("clips missing", running=999), timeout=60)
    assert caught.value.task is None


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", ["data removed", "data an error object"])
def test_failure_without_result(calls: Calls, name: str) -> None:
    """The error has the reason of the failure; reading the missing result raises with its place."""
    with pytest.raises(errors.TaskFailedError, match="moderation") as caught:
        calls.wait(drifts.TASK_ID, client=client_of(name))
    task = caught.value.task
    assert task.status == "FAILURE"
    with pytest.raises(errors.FieldMismatchError, match="/data/data"):
        assert task.data
    assert calls.wait(drifts.TASK_ID, client=client_of(name), return_failed=True) == task


def test_a_success_needs_a_result(calls: Calls) -> None:
    """The response has the readable fields."""
    client = client_of("clips removed", running=0)
    with pytest.raises(errors.SchemaMismatchError, match="/data/data"):
        calls.sync(drifts.TASK_ID, client=client)
    response = calls.detailed(drifts.TASK_ID, client=client)
    assert response.parsed is None
    assert response.partial.data.status == "SUCCESS"
    assert response.partial.to_dict() == json.loads(response.content)


def test_1000_unknown_keys(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A task with many unknown fields does not fill the log, and other drifts are still logged."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))
    for name in ("1,000 odd keys", "data.progress null"):
        drift = next(one for one in drifts.drifts() if one.name == name)
        assert delivery.delivered(delivery.Server(drift))[0] == delivery.SONG
    logged = [record.getMessage() for record in caplog.records]
    assert len(logged) <= 30
    assert len([line for line in logged if "/data/progress" in line]) == 1


FOUND = [
    "data an array of one task", "data JSON as text", "no envelope", "wrapped in result", "wrapped in data",
    "an array around all", "data renamed", "camelCase", "bad UTF-8 in a text", "NUL after it", "JSONP", "event stream",
    "anti-hijacking prefix", "gzip without a label", "label without gzip",
]  # fmt: skip


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", FOUND)
def test_a_wait_finds_the_task(
    calls: Calls, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task may be in another place, spelling or wrapping, which is logged; `sync` raises for such a body."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))
    states = calls.poll(drifts.TASK_ID, client=client_of(name, running=2))
    assert [drifts.URL in [clip.audio_url for clip in state.clips] for state in states] == [False, True]
    assert "found in another place or spelling" in caplog.text
    with pytest.raises(errors.UnreadableResponseError):
        calls.sync(drifts.TASK_ID, client=client_of(name, running=0))


def two(body: Any) -> Any:
    return [body, {"data": {**body["data"], "task_id": "another"}}]


def another(body: Any) -> Any:
    return {"result": {**body["data"], "task_id": "another"}}


def another_word(body: Any) -> Any:
    return {"result": {**body["data"], "status": "DELIVERED"}}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("change", [two, another, another_word])
def test_other_task_in_a_wait(
    calls: Calls, change: Callable[[Any], Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It also takes none of several tasks, and none with an unknown status; it logs only what it takes."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=change(drifts.DONE)))
    with pytest.raises(errors.UnreadableResponseError):
        calls.wait(
            drifts.TASK_ID, client=AuthenticatedClient(token="k", transport=transport, async_transport=transport)
        )
    assert "was found in another place" not in caplog.text


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("status", [400, 404, 500])
def test_song_beside_an_error_status(
    calls: Calls, status: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body with the requested task is its state, whatever the status says; a body with another task is not."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))

    def client(**changes: Any) -> AuthenticatedClient:
        body = {**drifts.DONE, "data": {**drifts.DONE["data"], **changes}}
        transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))
        return AuthenticatedClient(token="k", transport=transport, async_transport=transport)

    assert calls.wait(drifts.TASK_ID, client=client()).status == "SUCCESS"
    assert "beside an error status" in caplog.text
    for changes in ({"task_id": "another"}, {"task_id": 3}):
        with pytest.raises((errors.APIStatusError, errors.WaitTimeoutError)):
            calls.wait(drifts.TASK_ID, client=client(**changes), timeout=60)
    with pytest.raises(errors.APIStatusError):
        calls.sync(drifts.TASK_ID, client=client())


@pytest.mark.usefixtures("clock")
def test_unreadable_id(calls: Calls) -> None:
    """A number instead of the id does not mean another task."""
    body = {"result": {**drifts.DONE["data"], "task_id": 3}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    client = AuthenticatedClient(token="k", transport=transport, async_transport=transport)
    assert calls.wait(drifts.TASK_ID, client=client).status == "SUCCESS"


def test_a_status_beside_the_result() -> None:
    """An object without a status cannot be recognized as the result."""
    body = json.dumps({"result": drifts.DONE["data"]}).encode()
    response: Response[Any] = Response(200, httpx.Headers(), body, None, None, None)
    polling = fetch_task._POLLING
    assert _loose.result_in(response, polling) is not None
    assert _loose.result_in(response, attrs.evolve(polling, status=("state",))) is None
