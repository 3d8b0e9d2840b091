"""Waiting and polling: when it looks, what ends it, and what does not."""

from __future__ import annotations

import ast
import asyncio
import inspect
import itertools
import random
import signal
import statistics
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, _clock, _polling, _request, errors
from suno_client.api.suno import fetch_task
from suno_client.models import Task
from suno_client.testing import VirtualClock, virtual_time

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
    from collections.abc import Callable, Iterator

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


def test_every_new_state_is_yielded_once(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
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


def test_a_failure_is_raised_with_its_task(client: AuthenticatedClient, calls: Calls) -> None:
    with pytest.raises(errors.TaskFailedError) as caught:
        calls.wait("music_failure_timeout", client=client)
    assert caught.value.task.status == "FAILURE"
    assert caught.value.reason == caught.value.task.fail_reason != ""
    assert caught.value.reason in str(caught.value)
    assert caught.value.parameters == {"task_id": "music_failure_timeout"}
    assert caught.value.request_id
    with pytest.raises(errors.TaskFailedError, match="no reason"):
        calls.wait("music_failure_no_reason", client=client)


def test_a_failure_is_returned_on_request(client: AuthenticatedClient, calls: Calls) -> None:
    assert calls.wait("music_failure_timeout", client=client, return_failed=True).status == "FAILURE"
    assert [task.status for task in calls.poll("music_failure_timeout", client=client)] == ["FAILURE"]


def test_running_out_of_time_raises_with_the_last_state(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock
) -> None:
    task_id = mock.start_task(timeline=song(1000))
    began = clock.monotonic()
    with pytest.raises(errors.WaitTimeoutError, match=r"not done after 60 s of waiting, status NOT_START") as caught:
        calls.wait(task_id, client=client, timeout=60)
    assert clock.monotonic() - began == 60
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.parameters == {"task_id": task_id}
    assert caught.value.task is not None
    assert caught.value.task.status == "NOT_START"

    assert calls.wait(task_id, client=client, timeout=None).status == "SUCCESS"


def test_a_wait_looks_once_more_before_its_time_is_up(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    task_id = mock.start_task(timeline=song(28.5))
    assert calls.wait(task_id, client=client, timeout=30).status == "SUCCESS"


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_that_is_none_is_refused(client: AuthenticatedClient, calls: Calls, timeout: float) -> None:
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
    "unreadable result": recorded("unreadable_result"),
    "unknown status": edited(lambda body: body["data"].update(status="PENDING")),
    "UNKNOWN": recorded("music_unknown"),
    "late": delayed(20),
}
PERMANENT: dict[str, tuple[Fault, type[errors.APIError]]] = {
    "401": (recorded("error_401_token_exhausted"), errors.AuthenticationError),
    "403": (recorded("error_403_access_denied"), errors.PermissionDeniedError),
    "400": (recorded("error_400_task_not_exist"), errors.NotFoundError),
    "404": (recorded("error_404_one_hub"), errors.NotFoundError),
    "HTML": (recorded("error_200_html_page"), errors.ContentTypeError),
    "shape": (edited(lambda body: body["data"].pop("status") and None), errors.SchemaMismatchError),
    "418": (replaced(418), errors.UnexpectedStatusError),
}


@pytest.mark.parametrize("name", TRANSIENT)
def test_transient_trouble_does_not_end_a_wait(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, name: str
) -> None:
    task_id = mock.start_task()
    mock.inject(
        task_id, itertools.chain(itertools.repeat(TRANSIENT[name], 3), [None], itertools.repeat(TRANSIENT[name], 4))
    )
    assert calls.wait(task_id, client=client).status == "SUCCESS"


@pytest.mark.parametrize("name", sorted(set(TRANSIENT) - {"unknown status", "UNKNOWN", "late", "unreadable result"}))
def test_trouble_to_the_end_is_told_by_the_timeout(
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


def test_an_unknown_status_goes_on_until_the_deadline(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    task_id = mock.start_task()
    mock.inject(task_id, itertools.repeat(TRANSIENT["unknown status"]))
    with pytest.raises(errors.WaitTimeoutError, match=r"status PENDING"):
        calls.wait(task_id, client=client)


@pytest.mark.parametrize("name", PERMANENT)
def test_permanent_trouble_ends_a_wait_at_once(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    fault, kind = PERMANENT[name]
    task_id = mock.start_task()
    mock.inject(task_id, [None, fault])
    with pytest.raises(kind):
        calls.wait(task_id, client=client)
    assert len(mock.requests[task_id]) == 2
    assert clock.monotonic() <= 3


def test_retry_after_is_obeyed_within_the_deadline(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock
) -> None:
    mock.inject("music_success", [rate_limited("77"), None, rate_limited("1000")])
    calls.wait("music_success", client=client)
    assert clock.monotonic() == 77

    mock.inject("music_success", [rate_limited("1000")])
    with pytest.raises(errors.WaitTimeoutError):
        calls.wait("music_success", client=client, timeout=100)
    assert clock.monotonic() == 177
    assert len(mock.requests["music_success"]) == 3


def test_a_wait_does_not_retry_beside_its_schedule(
    mock: MockApi, client: AuthenticatedClient, clock: VirtualClock
) -> None:
    mock.inject("music_success", [replaced(503)] * 4)
    fetch_task.wait("music_success", client=client)
    assert len(mock.requests["music_success"]) == 5
    assert all(2.7 <= pause <= 3 for pause in clock.slept[:4])


def looks(schedule: Iterator[float], duration: float) -> tuple[float, int]:
    """The delay between finish and detection, in seconds, and the number of requests."""
    for count, at in enumerate(schedule, start=1):
        if at >= duration:
            return at - duration, count
    raise AssertionError


def declared() -> Iterator[float]:
    """When the declared schedule looks, in seconds since the wait began."""
    pauses = fetch_task._POLLING.pauses()
    at = 0.0
    while True:
        yield at
        at += pauses(at)


def test_the_declared_schedule_keeps_its_promise() -> None:
    random.seed(2)
    runs = [looks(declared(), duration) for duration in KNOWN_DURATIONS for _ in range(300)]
    assert statistics.mean(delay for delay, _ in runs) <= 5
    assert statistics.mean(count for _, count in runs) <= 15
    assert max(looks(declared(), quick / 50)[0] for quick in range(12 * 50 + 1)) <= 3
    assert max(looks(declared(), late)[0] for late in range(200, 2000, 7)) <= 30


def test_sync_waiting_is_interruptible(monkeypatch: pytest.MonkeyPatch) -> None:
    app = MockApi()
    task_id = app.start_task()
    monkeypatch.setattr("time.sleep", lambda _: signal.raise_signal(signal.SIGINT))
    with serve(app) as url, AuthenticatedClient(token="sk-test", base_url=url) as client:
        with pytest.raises(KeyboardInterrupt):
            fetch_task.wait(task_id, client=client)
        transport: Any = client.get_httpx_client()._transport
        assert [connection.is_idle() for connection in transport._pool.connections] == [True]
    assert len(app.requests[task_id]) == 1


def test_async_waiting_is_cancellable_and_leaves_nothing_behind() -> None:
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


def test_a_body_that_drips_does_not_outlast_the_deadline() -> None:
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
    before = _clock.clock
    with virtual_time() as clock:
        assert _clock.clock is clock
    assert _clock.clock is before


ASYNC_WORDS = {
    "attempt_asyncio": "attempt",
    "send_asyncio": "send",
    "follow_asyncio": "follow",
    "AsyncIterator": "Iterator",
}


class WithoutAsync(ast.NodeTransformer):
    """Turns the async twin of a function into what the other one should be."""

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self.visit(node.value)  # type: ignore[no-any-return]  # as ast has it

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self.generic_visit(ast.For(node.target, node.iter, node.body, node.orelse, lineno=0))

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self.generic_visit(ast.With(node.items, node.body, lineno=0))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        twin = ast.FunctionDef(node.name, node.args, node.body, node.decorator_list, node.returns, lineno=0)
        return self.generic_visit(twin)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "Awaitable":
            return self.visit(node.slice)  # type: ignore[no-any-return]  # as ast has it
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(ASYNC_WORDS.get(node.id, node.id.removesuffix("_asyncio")))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        words = {"aiter_bytes": "iter_bytes", "get_async_httpx_client": "get_httpx_client"}
        name = words.get(node.attr, node.attr.removesuffix("_asyncio"))
        return ast.Attribute(self.visit(node.value), name)


def plain(function: Callable[..., Any]) -> str:
    tree = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef))
    tree.body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    tree.name = "f"
    text = ast.unparse(ast.fix_missing_locations(WithoutAsync().visit(tree)))
    return text.replace("asyncio_detailed", "sync_detailed")


@pytest.mark.parametrize(
    ("in_thread", "in_loop"),
    [
        (fetch_task.sync, fetch_task.asyncio),
        (fetch_task.sync_detailed, fetch_task.asyncio_detailed),
        (fetch_task.poll, fetch_task.poll_asyncio),
        (fetch_task.wait, fetch_task.wait_asyncio),
        (fetch_task._begin, fetch_task._begin_asyncio),
        (_request.send, _request.send_asyncio),
        (_request.attempt, _request.attempt_asyncio),
        (_polling.follow, _polling.follow_asyncio),
        (_polling.finish, _polling.finish_asyncio),
    ],
)
def test_sync_and_async_are_the_same_but_for_await(in_thread: Callable[..., Any], in_loop: Callable[..., Any]) -> None:
    assert plain(in_loop) == plain(in_thread)
