"""Waits: when they poll, and what ends them."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import signal
import socket
import statistics
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, _clock, _polling, errors
from suno_client.api.suno import fetch_task
from suno_client.models import Task
from suno_client.testing import VirtualClock, virtual_time

from contract_tests.recordings import load
from suno_mock_api import MockApi, Timeline, serve
from suno_mock_api.faults import (
    delayed,
    edited,
    rate_limited,
    recorded,
    refused,
    replaced,
    reset,
    timed_out,
    truncated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api.faults import Fault

KNOWN_DURATIONS = (96, 100, 106, 125, 158, 162, 200)


def song(duration: float) -> Timeline:
    return Timeline.of((0, "music_not_start"), (duration, "music_success"))


def test_a_song_is_waited_for(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    task_id = mock.start_task()
    task = calls.wait(task_id, client=client)
    assert isinstance(task, Task)
    assert (task.task_id, task.status) == (task_id, "SUCCESS")
    assert len(task.clips) == 2


def test_poll_yields_each_state(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    stages = (0, "music_not_start"), (20, "music_in_progress_no_clips"), (50, "music_in_progress_two_clips")
    task_id = mock.start_task(timeline=Timeline.of(*stages, (125, "music_success")))
    states = calls.poll(task_id, client=client)
    assert [state.status for state in states] == ["NOT_START", "IN_PROGRESS", "IN_PROGRESS", "SUCCESS"]
    assert [len(state.clips) for state in states] == [0, 0, 2, 2]


def test_a_poll_can_be_left(mock: MockApi, client: AuthenticatedClient) -> None:
    task_id = mock.start_task()
    for state in fetch_task.poll(task_id, client=client):
        if state.clips:
            break
    assert state.status == "IN_PROGRESS"
    assert fetch_task.wait(task_id, client=client).status == "SUCCESS"


def test_failed_task(client: AuthenticatedClient, calls: Calls) -> None:
    """The error has the task."""
    with pytest.raises(errors.TaskFailedError) as caught:
        calls.wait("music_failure_timeout", client=client)
    assert caught.value.task.status == "FAILURE"
    assert caught.value.reason == caught.value.task.fail_reason != ""
    assert caught.value.reason in str(caught.value)
    assert caught.value.parameters == {"task_id": "music_failure_timeout"}
    assert caught.value.request_id
    with pytest.raises(errors.TaskFailedError, match="no reason"):
        calls.wait("music_failure_no_reason", client=client)


def test_return_failed_task(client: AuthenticatedClient, calls: Calls) -> None:
    assert calls.wait("music_failure_timeout", client=client, return_failed=True).status == "FAILURE"
    assert [task.status for task in calls.poll("music_failure_timeout", client=client)] == ["FAILURE"]


def test_wait_timeout(mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock) -> None:
    """The error has the last state."""
    task_id = mock.start_task(timeline=song(1000))
    began = clock.monotonic()
    with pytest.raises(errors.WaitTimeoutError, match=r"not finished after a wait of 60 s, status NOT_START") as caught:
        calls.wait(task_id, client=client, timeout=60)
    assert clock.monotonic() - began == 60
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.parameters == {"task_id": task_id}
    assert caught.value.task is not None
    assert caught.value.task.status == "NOT_START"

    assert calls.wait(task_id, client=client, timeout=None).status == "SUCCESS"


def test_last_poll(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """A wait polls once more just before its timeout."""
    task_id = mock.start_task(timeline=song(28.5))
    assert calls.wait(task_id, client=client, timeout=30).status == "SUCCESS"


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_invalid_timeout(client: AuthenticatedClient, calls: Calls, timeout: float) -> None:
    with pytest.raises(ValueError, match=r"^timeout "):
        calls.wait("music_success", client=client, timeout=timeout)


TRANSIENT: dict[str, Fault] = {
    "refused": refused,
    "reset": reset,
    "read timeout": timed_out,
    "429": rate_limited(),
    "429 with Retry-After": rate_limited("3"),
    "500": recorded("error_500_get_task_failed"),
    "panic": recorded("error_500_panic"),
    "502": recorded("error_502_proxy_html"),
    "503": recorded("error_503_overloaded"),
    "520": recorded("error_520_edge"),
    "empty 200": replaced(200, "", content_type="application/json"),
    "truncated": truncated,
    "unknown status": edited(lambda body: body["data"].update(status="PENDING")),
    "UNKNOWN": edited(lambda body: body["data"].update(status="UNKNOWN")),
    "late": delayed(20),
}
FINAL: dict[str, tuple[Fault, type[errors.APIError]]] = {
    "401": (recorded("error_401_token_exhausted"), errors.AuthenticationError),
    "403": (recorded("error_403_access_denied"), errors.PermissionDeniedError),
    "400": (recorded("error_400_task_not_exist"), errors.NotFoundError),
    "404": (recorded("error_404_one_hub"), errors.NotFoundError),
    "404 page": (replaced(404, "<html>", content_type="text/html"), errors.NotFoundError),
    "HTML": (recorded("error_200_html_page"), errors.ContentTypeError),
}
"""Errors that end a wait at the first poll."""

STRANGERS = itertools.count()

ODD: dict[str, tuple[Fault, type[errors.APIError]]] = {
    "misfit": (edited(lambda body: body["data"].pop("status") and None), errors.SchemaMismatchError),
    "302": (replaced(302, location="https://elsewhere.example/"), errors.UnexpectedStatusError),
    "408": (replaced(408), errors.UnexpectedStatusError),
    "409": (replaced(409), errors.UnexpectedStatusError),
    "418": (replaced(418), errors.UnexpectedStatusError),
    "501": (replaced(501), errors.ServerError),
    "too large": (replaced(200, b" " * 5_000_000, content_type="application/json"), errors.BodyTooLargeError),
    "unreadable result": (recorded("unreadable_result"), errors.UnreadableResponseError),
    "other task": (
        edited(lambda body: body["data"].update(task_id=str(next(STRANGERS)))),
        errors.IdentityMismatchError,
    ),
}
"""Errors that end a wait at the third time in a row."""


@pytest.mark.parametrize("name", TRANSIENT)
def test_transient_errors(mock: MockApi, client: AuthenticatedClient, calls: Calls, name: str) -> None:
    """They do not end a wait."""
    task_id = mock.start_task()
    mock.inject(
        task_id, itertools.chain(itertools.repeat(TRANSIENT[name], 3), [None], itertools.repeat(TRANSIENT[name], 4))
    )
    assert calls.wait(task_id, client=client).status == "SUCCESS"


UNREADABLE: dict[str, tuple[Fault, str]] = {
    "truncated": (truncated, "not a JSON document"),
    **{
        name: (replaced(200, body, content_type="application/json", x_oneapi_request_id="r-1", **more), reason)
        for name, body, more, reason in (
            ("empty", "", {}, "no body"),
            ("text", "OK", {}, "not a JSON document"),
            ("not gzip", "{}", {"content_encoding": "gzip"}, "Content-Encoding"),
            ("an array", "[]", {}, "expected object at the top"),
            ("another object", '{"ok": true}', {}, "a required value at /"),
        )
    },
}


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("name", UNREADABLE)
def test_permanently_unknown_id(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str, *, seen: bool
) -> None:
    """The error has the status, the request id and the number of polls."""
    fault, reason = UNREADABLE[name]
    task_id = mock.start_task()
    mock.inject(task_id, itertools.chain([None] * seen, itertools.repeat(fault)))
    with pytest.raises(errors.UnreadableResponseError, match=reason) as caught:
        calls.wait(task_id, client=client, timeout=600)
    error = caught.value
    assert clock.monotonic() <= (120 if seen else 40)
    assert error.attempts == len(mock.requests[task_id]) - seen <= 5
    assert f"attempts {error.attempts}" in str(error)
    assert (error.status_code, error.parameters) == (200, {"task_id": task_id})
    assert error.request_id is not None


def test_unreadable_ones_now_and_then(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """Up to four in a row do not end a wait, and are not yielded as states."""
    task_id = mock.start_task()
    fault = TRANSIENT["empty 200"]
    mock.inject(task_id, itertools.chain([fault] * 4, [None], [fault, truncated] * 2, [None]))
    assert calls.wait(task_id, client=client).status == "SUCCESS"
    mock.inject("music_success", itertools.cycle([fault, TRANSIENT["502"]]))
    with pytest.raises(errors.EmptyBodyError):
        calls.wait("music_success", client=client)


@pytest.mark.parametrize(
    "name", sorted(set(TRANSIENT) - {"unknown status", "UNKNOWN", "late", "truncated", "empty 200"})
)
def test_timeout_has_last_error(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    task_id = mock.start_task()
    mock.inject(task_id, itertools.chain([None], itertools.repeat(TRANSIENT[name])))
    began = clock.monotonic()
    with pytest.raises(errors.WaitTimeoutError, match="Last trouble: ") as caught:
        calls.wait(task_id, client=client, timeout=120)
    assert clock.monotonic() - began == 120
    assert caught.value.task is not None
    assert caught.value.task.status == "NOT_START"
    assert caught.value.last_error is caught.value.__cause__


def test_unknown_status(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """The wait continues until its deadline."""
    task_id = mock.start_task()
    mock.inject(task_id, itertools.repeat(TRANSIENT["unknown status"]))
    with pytest.raises(errors.WaitTimeoutError, match=r"status PENDING"):
        calls.wait(task_id, client=client)


@pytest.mark.parametrize("name", FINAL)
def test_a_new_wait_ends_at_once(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    fault, kind = FINAL[name]
    task_id = mock.start_task()
    mock.inject(task_id, [fault])
    with pytest.raises(kind):
        calls.wait(task_id, client=client)
    assert len(mock.requests[task_id]) == 1
    assert clock.monotonic() == 0


@pytest.mark.parametrize("name", FINAL | ODD)
def test_one_odd_response(mock: MockApi, client: AuthenticatedClient, calls: Calls, name: str) -> None:
    """It may occur twice in a row, and again after a state was seen."""
    fault, _ = (FINAL | ODD)[name]
    twice = itertools.repeat(
        fault, 4 if name == "other task" else 2
    )  # a response with another id is requested once more
    task_id = mock.start_task()
    mock.inject(task_id, itertools.chain([None], twice, [None], itertools.repeat(fault, 2)))
    assert calls.wait(task_id, client=client).status == "SUCCESS"


@pytest.mark.parametrize("name", FINAL | ODD)
def test_three_odd_responses(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    fault, kind = (FINAL | ODD)[name]
    task_id = mock.start_task()
    mock.inject(task_id, itertools.chain([None], itertools.repeat(fault)))
    with pytest.raises(kind):
        calls.wait(task_id, client=client)
    assert clock.monotonic() <= 25


@pytest.mark.parametrize("name", ODD)
def test_three_odd_first_responses(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    fault, kind = ODD[name]
    mock.inject("music_success", itertools.repeat(fault))
    with pytest.raises(kind):
        calls.wait("music_success", client=client)
    assert clock.monotonic() <= 20


def test_unknown_at_first() -> None:
    """The relay stores a task after its response, so it may be unknown for 15 s."""
    unknown = errors.NotFoundError("400 Bad Request: task_not_exist")
    with virtual_time() as clock:
        poller = _polling.Poller(fetch_task._POLLING, {"task_id": "x"}, 600, submitted=True)
        for _ in range(5):
            assert list(poller.take(unknown)) == []  # type: ignore[arg-type]  # an error of a response, for short
            clock.sleep(2.9)
        clock.sleep(2)
        with pytest.raises(errors.NotFoundError):
            list(poller.take(unknown))  # type: ignore[arg-type]  # as above


def test_unreachable_server(clock: VirtualClock, calls: Calls) -> None:
    """A name that does not resolve, or a wrong certificate, ends a wait at the second time."""

    def refuse(_: httpx.Request) -> httpx.Response:
        seen.append(1)
        raise httpx.ConnectError("no such name") from socket.gaierror(-2, "Name or service not known")

    transport = httpx.MockTransport(refuse)
    client = AuthenticatedClient(token="sk-test-key", transport=transport, async_transport=transport)
    seen: list[int] = []
    with pytest.raises(errors.APIConnectionError) as caught:
        calls.wait("x", client=client)
    assert len(seen) == 2
    assert caught.value.unreachable
    assert clock.monotonic() <= 5


@pytest.mark.parametrize("word", ["success", "Success", " SUCCESS "])
def test_case_of_a_status(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, word: str
) -> None:
    mock.inject("music_success", itertools.repeat(edited(lambda body: body["data"].update(status=word))))
    assert calls.wait("music_success", client=client).status == word
    assert clock.monotonic() == 0


@pytest.mark.parametrize("label", ["text/plain", "text/html", "application/octet-stream", None])
def test_json_is_known_by_its_bytes(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, label: str | None
) -> None:
    body = json.dumps(load("fetch_task")["music_success"].response.body).encode()
    headers = {"content_type": label} if label else {}
    mock.inject("music_success", [replaced(200, body, **headers)])
    assert calls.wait("music_success", client=client).status == "SUCCESS"


@pytest.mark.parametrize("status", [201, 203, 206, 299])
def test_any_success_is_read(mock: MockApi, client: AuthenticatedClient, calls: Calls, status: int) -> None:
    body = json.dumps(load("fetch_task")["music_success"].response.body).encode()
    mock.inject("music_success", [replaced(status, body, content_type="application/json")])
    assert calls.wait("music_success", client=client).status == "SUCCESS"


@pytest.mark.parametrize("data", [None, [], ""], ids=repr)
def test_success_without_result(mock: MockApi, client: AuthenticatedClient, calls: Calls, data: Any) -> None:
    """It is returned, because its status is final: further polls would not end, and an error would hide the task."""
    mock.inject("music_success", [edited(lambda body: body["data"].update(data=data))])
    task = calls.wait("music_success", client=client)
    assert (task.status, task.to_dict()["data"], task.clips, task.lyrics) == ("SUCCESS", data, [], None)
    assert len(mock.requests["fetch_task"]) == 1


def test_response_of_another_task(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    """It is requested again."""
    stranger = edited(lambda body: body["data"].update(task_id="stranger"))
    mock.inject("music_success", [stranger])
    assert calls.sync("music_success", client=client).data.task_id == "music_success"
    assert len(mock.requests["music_success"]) == 2
    assert caplog.records == []


def test_server_with_other_ids(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    """The provider's page requests one id and shows another; the same other id twice is accepted and logged."""
    stranger = edited(lambda body: body["data"].update(task_id="stranger"))
    mock.inject("music_success", itertools.repeat(stranger))
    for _ in range(3):
        assert calls.sync("music_success", client=client).data.task_id == "stranger"
    assert len(mock.requests["music_success"]) == 4
    (record,) = caplog.records
    assert "requested music_success, the response is about stranger" in record.getMessage()


def test_changing_ids(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    fault, kind = ODD["other task"]
    mock.inject("music_success", itertools.repeat(fault))
    with pytest.raises(kind, match=r"requested music_success, the response is about \d+"):
        calls.sync("music_success", client=client)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("names", "ends"), [("mm oo mm", True), ("a oo a", True), ("mm oo o o", False)])
def test_id_in_a_wait(calls: Calls, names: str, ends: bool) -> None:  # noqa: FBT001 - of the test
    """This also holds if the server returns another id; each letter is the id in one response."""
    left = list(names.replace(" ", ""))

    def respond(_: httpx.Request) -> httpx.Response:
        name = left.pop(0)
        body = load("fetch_task")["music_success"].response.body
        status = "SUCCESS" if not left else "IN_PROGRESS"
        return httpx.Response(200, json={**body, "data": {**body["data"], "task_id": name, "status": status}})

    transport = httpx.MockTransport(respond)
    client = AuthenticatedClient(token="sk-test-key", transport=transport, async_transport=transport)
    if ends:
        assert calls.wait("a", client=client).task_id == names[0]
    else:
        with pytest.raises(errors.IdentityMismatchError):
            calls.wait("a", client=client)
    assert left == []


def test_a_new_status_is_named(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    mock.inject("x", itertools.repeat(edited(lambda body: body["data"].update(status="ARCHIVED\n"))))
    mock.start_task(task_id="x")
    with pytest.raises(errors.WaitTimeoutError, match=r"status ARCHIVED .*does not know this status"):
        calls.wait("x", client=client, timeout=30)


def test_retry_after_in_a_wait(mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock) -> None:
    mock.inject("music_success", [rate_limited("77"), None])
    calls.wait("music_success", client=client)
    assert 77 <= clock.monotonic() <= 77 * 1.1


@pytest.mark.parametrize("retry_after", ["1000", "9" * 400, "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_huge_retry_after(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, retry_after: str
) -> None:
    """The wait still polls once before its timeout."""
    mock.inject("music_success", [rate_limited(retry_after)])
    assert calls.wait("music_success", client=client, timeout=100).status == "SUCCESS"
    assert 98 <= clock.monotonic() < 100
    mock.inject("music_success", [rate_limited(retry_after)])
    assert calls.wait("music_success", client=client, timeout=None).status == "SUCCESS"
    assert max(clock.slept) < 700


def test_pauses_grow_with_trouble(mock: MockApi, client: AuthenticatedClient, clock: VirtualClock) -> None:
    """A wait does not retry in addition to its schedule."""
    mock.inject("music_success", [replaced(503)] * 7)
    fetch_task.wait("music_success", client=client)
    assert len(mock.requests["music_success"]) == 8
    assert 2.7 <= clock.slept[0] <= 3
    assert clock.slept[3] >= 12
    assert max(clock.slept) <= 60


def polls(schedule: Iterator[float], duration: float) -> tuple[float, int]:
    """Return the delay between finish and detection, in seconds, and the number of requests."""
    for count, at in enumerate(schedule, start=1):
        if at >= duration:
            return at - duration, count
    raise AssertionError


def declared() -> Iterator[float]:
    """Return the times of the polls of the declared schedule, in seconds since the wait began."""
    pauses = fetch_task._POLLING.pauses()
    at = 0.0
    while True:
        yield at
        at += pauses(at)


def test_declared_schedule() -> None:
    """Its delay and its number of requests have a bound."""
    random.seed(2)
    runs = [polls(declared(), duration) for duration in KNOWN_DURATIONS for _ in range(300)]
    assert statistics.mean(delay for delay, _ in runs) <= 5
    assert statistics.mean(count for _, count in runs) <= 15
    assert max(polls(declared(), quick / 50)[0] for quick in range(12 * 50 + 1)) <= 3
    assert max(polls(declared(), late)[0] for late in range(200, 2000, 7)) <= 30


def test_interrupted_sync_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    app = MockApi()
    task_id = app.start_task()
    monkeypatch.setattr("time.sleep", lambda _: signal.raise_signal(signal.SIGINT))
    with serve(app) as url, AuthenticatedClient(token="sk-test", base_url=url) as client:
        with pytest.raises(KeyboardInterrupt):
            fetch_task.wait(task_id, client=client)
        transport: Any = client.get_httpx_client()._transport
        assert [connection.is_idle() for connection in transport._pool.connections] == [True]
    assert len(app.requests[task_id]) == 1


def test_cancelled_async_wait() -> None:
    """It leaves no task behind, and its connections are idle."""
    app = MockApi()
    task_id = app.start_task()

    async def run(url: str) -> None:
        async with AuthenticatedClient(token="sk-test", base_url=url) as client:
            waiting = asyncio.create_task(fetch_task.wait_asyncio(task_id, client=client))
            while not app.requests[task_id]:  # noqa: ASYNC110 - the API runs in another thread
                await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await fetch_task.wait_asyncio(task_id, client=client)
            assert asyncio.all_tasks() == {asyncio.current_task()}
            transport: Any = client.get_async_httpx_client()._transport
            assert all(connection.is_idle() for connection in transport._pool.connections)

    with serve(app) as url:
        asyncio.run(run(url))


def test_slow_body_in_a_wait() -> None:
    """A body that arrives byte by byte does not outlast the deadline."""
    with virtual_time() as clock:

        class Drip(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                while True:
                    clock.sleep(1)
                    yield b" "

        transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Drip()))
        with pytest.raises(errors.WaitTimeoutError):
            fetch_task.wait("x", client=AuthenticatedClient(token="k", transport=transport), timeout=30)
        assert clock.monotonic() <= 32


def test_many_waits_share_one_client(mock: MockApi, client: AuthenticatedClient) -> None:
    ids = [mock.start_task() for _ in range(50)]

    async def run() -> list[Task]:
        async with client:
            return await asyncio.gather(*(fetch_task.wait_asyncio(task_id, client=client) for task_id in ids))

    tasks = asyncio.run(run())
    assert [task.task_id for task in tasks] == ids
    assert {str(task.status) for task in tasks} == {"SUCCESS"}


def test_virtual_time_ends() -> None:
    before = _clock.current()
    with virtual_time() as clock:
        assert _clock.current() is clock
    assert _clock.current() is before


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_ends_a_wait(clock: VirtualClock, calls: Calls, status: int) -> None:
    """A wait ends at the third redirect in a row; none is followed, so that the key is not sent elsewhere."""

    def redirect(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(status, headers={"location": "https://elsewhere.example/"}, html="<html></html>")

    hosts: list[str] = []
    transport = httpx.MockTransport(redirect)
    client = AuthenticatedClient(token="sk-test-key", transport=transport, async_transport=transport)
    with pytest.raises(errors.UnexpectedStatusError, match=str(status)):
        calls.wait("x", client=client)
    assert hosts == ["api.aiznt.com"] * 3
    assert clock.monotonic() < 30
