"""Submit and wait in one call: a task is charged once, and its id is not lost."""

from __future__ import annotations

import asyncio
import http
import inspect
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors, models
from suno_client.api.suno import fetch_task, submit_lyrics, submit_music
from suno_client.testing import virtual_time

from contract_tests.tests.client.conftest import KEY
from contract_tests.tests.client.raw import raw_server
from contract_tests.tests.client.test_submitting import BUSY, PROCESSED, REFUSED, respond
from suno_mock_api import InProcessTransport, MockApi, faults

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from suno_client.testing import VirtualClock

    Call = Callable[..., Any]

BODIES: dict[Any, Any] = {
    submit_music: models.MusicRequest(gpt_description_prompt="a harbour at dawn"),
    submit_lyrics: models.LyricsRequest(prompt="a harbour at dawn"),
}
MOST: dict[str, Any] = {"retries": 5, "resubmit_after_429": True}
"""Settings with the most retries."""


def called(module: Any, name: str, client: AuthenticatedClient, *, in_loop: bool, **arguments: Any) -> Any:
    """Call `sync` or `run` of an operation, in a thread or in an event loop."""
    if not in_loop:
        with client:
            return getattr(module, name)(client=client, body=BODIES[module], **arguments)
    twin = {"sync": "asyncio", "run": "run_asyncio"}[name]

    async def run() -> Any:
        async with client:
            return await getattr(module, twin)(client=client, body=BODIES[module], **arguments)

    return asyncio.run(run())


@pytest.fixture(params=["threads", "asyncio"])
def in_loop(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "asyncio")


@pytest.fixture(params=[submit_music, submit_lyrics], ids=["music", "lyrics"])
def module(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def run(client: AuthenticatedClient, module: Any, in_loop: bool) -> Call:  # noqa: FBT001 - a fixture
    return lambda **arguments: called(module, "run", arguments.pop("client", client), in_loop=in_loop, **arguments)


def processed(mock: MockApi) -> int:
    return mock.processed.total()


def test_it_returns_the_finished_task(run: Call, mock: MockApi, caplog: pytest.LogCaptureFixture) -> None:
    """Its id is known, and in the log, before the first poll."""
    seen: list[str] = []

    def on_submitted(task_id: str) -> None:
        seen.append(task_id)
        assert "fetch_task" not in mock.requests

    with caplog.at_level(logging.INFO, "suno_client"):
        task = run(on_submitted=on_submitted)
    assert (task.status, [task.task_id], processed(mock)) == ("SUCCESS", seen, 1)
    assert f"submitted: task_id {task.task_id}" in caplog.text


def test_awaitable_callback(client: AuthenticatedClient) -> None:
    kept: list[str] = []

    async def keep(task_id: str) -> None:
        await asyncio.sleep(0)
        kept.append(task_id)

    task = called(submit_music, "run", client, in_loop=True, on_submitted=keep)
    assert kept == [task.task_id]


def test_task_not_yet_visible(run: Call, mock: MockApi) -> None:
    """A server may not know a task in its first seconds."""
    unknown = faults.recorded("error_400_task_not_exist")
    mock.inject("fetch_task", [unknown, unknown])
    assert run().status == "SUCCESS"


@pytest.mark.parametrize("timeout", [0, -1, "600", True])
def test_invalid_arguments(timeout: Any, run: Call, mock: MockApi) -> None:
    """Nothing is submitted."""
    with pytest.raises(ValueError, match="timeout must be positive"):
        run(timeout=timeout)
    with pytest.raises(TypeError, match="on_submitted must be a function of the id, not str"):
        run(on_submitted="x")
    assert list(mock.requests) == []


def test_coroutine_callback_in_run(client: AuthenticatedClient, mock: MockApi) -> None:
    """In a thread nothing would await it, so the id would be lost without an error."""

    async def keep(_: str) -> None: ...

    with pytest.raises(TypeError, match="only run_asyncio awaits"):
        submit_music.run(client=client, body=BODIES[submit_music], on_submitted=keep)
    assert list(mock.requests) == []


FATAL: dict[str, Any] = {
    "key refused": faults.recorded("error_401_token_exhausted"),
    "forbidden": faults.recorded("error_403_access_denied"),
    "unknown": faults.recorded("error_400_task_not_exist"),
    "page": faults.recorded("error_200_html_page"),
}


@pytest.mark.parametrize("name", FATAL)
def test_failed_wait_has_the_id(name: str, run: Call, mock: MockApi) -> None:
    """The outcome of the submission does not change, whatever error ends the wait."""
    mock.inject("fetch_task", [FATAL[name]] * 100)
    kept: list[str] = []
    with pytest.raises(errors.APIError) as caught:
        run(on_submitted=kept.append)
    error = caught.value
    assert (error.parameters, error.outcome, error.transient) == ({"task_id": kept[0]}, "accepted", False)
    assert kept[0] in str(error)
    assert "do not submit again" in str(error)
    assert errors.from_dict(json.loads(json.dumps(error.to_dict()))).outcome == "accepted"
    assert processed(mock) == 1


def test_a_timeout_names_its_task(run: Call, mock: MockApi) -> None:
    mock.inject("fetch_task", [faults.recorded("error_502_proxy_html")] * 100)
    with pytest.raises(errors.WaitTimeoutError, match=r"task_id .*do not submit again") as caught:
        run(timeout=20)
    assert (caught.value.outcome, processed(mock)) == ("accepted", 1)


def test_a_failed_task(mock: MockApi, client: AuthenticatedClient, in_loop: bool) -> None:  # noqa: FBT001 - a fixture
    def fail(body: Any) -> None:
        body["data"]["status"], body["data"]["fail_reason"] = "FAILURE", "moderated"

    mock.inject("fetch_task", [faults.edited(fail)] * 2)
    with pytest.raises(errors.TaskFailedError, match="the task has failed: moderated") as caught:
        called(submit_music, "run", client, in_loop=in_loop)
    assert caught.value.parameters == {"task_id": caught.value.task.task_id}
    failed = called(submit_music, "run", client, in_loop=in_loop, return_failed=True)
    assert failed.status == "FAILURE"


@pytest.mark.parametrize("data", ["", "  ", None, ["x", "y"], {"a": "x", "b": "y"}, True], ids=repr)
def test_a_success_without_an_id(data: Any, run: Call, mock: MockApi) -> None:
    """It was probably processed, so it is not sent again, and the error has this outcome."""
    mock.inject("submit_music", [faults.edited(lambda body: {**body, "data": data})])
    mock.inject("submit_lyrics", [faults.edited(lambda body: {**body, "data": data})])
    with pytest.raises(errors.UnreadableResponseError) as caught:
        run()
    assert (caught.value.outcome, caught.value.transient, processed(mock)) == ("unknown", False, 1)
    assert "check your tasks before you submit again" in str(caught.value)


@pytest.mark.parametrize("data", [".", ".."])
def test_id_is_a_path(data: str, run: Call, mock: MockApi) -> None:
    for name in ("submit_music", "submit_lyrics"):
        mock.inject(name, [faults.edited(lambda body: {**body, "data": data})])
    with pytest.raises(errors.UnreadableResponseError, match="the id cannot be requested") as caught:
        run()
    assert caught.value.parameters == {"task_id": data}
    assert processed(mock) == 1


def test_interrupted_wait(client: AuthenticatedClient, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C in the wait, the id is in a note of the exception."""
    kept: list[str] = []

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        submit_music.run(client=client, body=BODIES[submit_music], on_submitted=kept.append)
    note = f"submit_music: task_id {kept[0]}. It was submitted and is not lost"
    assert caught.value.__notes__[0].startswith(note)


def test_failing_callback(run: Call) -> None:
    """The error has the id of the task."""

    def on_submitted(task_id: str) -> None:
        raise RuntimeError(task_id)

    with pytest.raises(RuntimeError) as caught:
        run(on_submitted=on_submitted)
    assert str(caught.value) in caught.value.__notes__[0]


def test_interrupted_submission(client: AuthenticatedClient) -> None:
    """The outcome is unknown before the id is received."""

    def interrupt(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    client = AuthenticatedClient(token=KEY, transport=httpx.MockTransport(interrupt))
    with pytest.raises(KeyboardInterrupt) as caught:
        submit_music.run(client=client, body=BODIES[submit_music])
    assert "interrupted before the id was known. It may have been made" in caught.value.__notes__[0]


def test_cancelled_at_any_moment(mock: MockApi, module: Any) -> None:
    """Each call makes at most one submission, and reports the id of each response."""
    transport = InProcessTransport(mock)
    reported = 0

    async def main() -> None:
        nonlocal reported
        async with AuthenticatedClient(token=KEY, async_transport=transport, **MOST) as client:
            for step in range(80):
                kept: list[str] = []
                before = processed(mock)
                arguments = {"client": client, "body": BODIES[module], "on_submitted": kept.append}
                task = asyncio.create_task(module.run_asyncio(**arguments))
                for _ in range(step):
                    await asyncio.sleep(0)
                task.cancel()
                notes: list[str] = []
                try:
                    await task
                except asyncio.CancelledError as ended:
                    notes = getattr(ended, "__notes__", [])
                assert processed(mock) - before <= 1
                assert not (kept and notes) or f"task_id {kept[0]}" in notes[0]
                reported += bool(kept and notes)

    asyncio.run(main())
    assert reported > 0


@pytest.mark.parametrize("name", ["sync", "run"])
@pytest.mark.parametrize("fault", sorted({*PROCESSED, *REFUSED, "busy"} - {"read timeout"}))
def test_paid_once_over_raw_bytes(fault: str, name: str, module: Any, in_loop: bool) -> None:  # noqa: FBT001 - a fixture
    """With the most retries, each call has one processed submission, whatever the server sends."""
    faulty = {**PROCESSED, **REFUSED, "busy": respond(503, BUSY)}[fault]
    counted = 0

    def serve(connection: socket.socket, request: bytes) -> None:
        nonlocal counted
        if request.startswith(b"POST"):
            counted += fault != "busy"
            faulty(connection, request)
        else:
            connection.sendall(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n")

    with virtual_time(), raw_server(serve) as raw:
        client = AuthenticatedClient(token=KEY, base_url=raw.url, **MOST)
        with pytest.raises(errors.APIError) as caught:
            called(module, name, client, in_loop=in_loop)
        posts = len(raw.requests)
    assert counted <= 1
    assert (posts > 1) == (fault == "busy")
    expected = "refused" if fault in {*REFUSED, "busy"} else "unknown"
    assert caught.value.outcome == expected
    assert caught.value.transient is (fault == "busy")


@pytest.mark.parametrize("retry_after", [None, "1"])
@pytest.mark.parametrize("name", ["sync", "run"])
def test_paid_once_after_429s(name: str, retry_after: str | None, mock: MockApi, module: Any, in_loop: bool) -> None:  # noqa: FBT001 - fixtures
    mock.inject(module.__name__.rpartition(".")[2], [faults.rate_limited(retry_after)] * 2)
    transport = InProcessTransport(mock)
    client = AuthenticatedClient(token=KEY, transport=transport, async_transport=transport, **MOST)
    called(module, name, client, in_loop=in_loop)
    assert processed(mock) == 1


STATUSES = [status.value for status in http.HTTPStatus if status >= 200] + [420, 499, 509, 520, 530, 599]
"""The registered statuses, and some that proxies made up."""


def every_fault() -> Iterator[tuple[str, Any]]:
    """Return every fault of the mocked API, before and after processing."""
    for name, value in vars(faults).items():
        if isinstance(value, faults.Fault):
            yield name, value
    made = {
        "rate_limited": faults.rate_limited(),
        "delayed": faults.delayed(1000),
        "edited": faults.edited(lambda body: {**body, "data": ""}),
        **{str(status): faults.replaced(status) for status in STATUSES},
    }
    for name, value in made.items():
        yield name, value
        yield f"{name} after processing", faults.processed(value)


@pytest.mark.parametrize("name", ["sync", "run"])
def test_paid_once_over_every_fault(name: str, mock: MockApi, module: Any, in_loop: bool) -> None:  # noqa: FBT001 - a fixture
    """The client has the most retries, and may submit again after a 429 that was not processed."""
    transport = InProcessTransport(mock)
    for fault_name, fault in every_fault():
        before = processed(mock)
        consent = not (fault.processed and fault_name.startswith(("429", "rate_limited")))
        settings: dict[str, Any] = {"retries": 5, "resubmit_after_429": consent}
        client = AuthenticatedClient(token=KEY, transport=transport, async_transport=transport, **settings)
        mock.inject(module.__name__.rpartition(".")[2], [fault])
        error: errors.APIError | None = None
        try:
            called(module, name, client, in_loop=in_loop)
        except errors.APIError as problem:
            error = problem
        charged = processed(mock) - before
        assert charged <= 1, fault_name
        if error is None:
            assert charged == 1, fault_name
        elif charged:
            # Only a server that refuses a submission after processing it causes a wrong outcome.
            lies = 300 <= (error.status_code or 0) < 500
            assert error.outcome == "unknown" or lies, fault_name
            assert not error.transient or lies, fault_name


@pytest.mark.usefixtures("clock")
def test_lyrics_may_take_their_time() -> None:
    """A relay may respond only when the lyrics are written."""
    seen: list[Any] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json={"code": "success", "message": "", "data": "x"})

    for timeout in (httpx.Timeout(5), httpx.Timeout(400), httpx.Timeout(None)):
        client = AuthenticatedClient(token=KEY, transport=httpx.MockTransport(respond), timeout=timeout)
        submit_lyrics.sync(client=client, body=BODIES[submit_lyrics])
        submit_music.sync(client=client, body=BODIES[submit_music])
    assert [one["read"] for one in seen] == [150, 5, 400, 400, None, None]
    assert [one["connect"] for one in seen] == [5, 5, 400, 400, None, None]


def test_arguments_of_twins() -> None:
    """The functions for threads and for asyncio have the same arguments."""
    for function in (submit_music, submit_lyrics):
        assert inspect.signature(function.run) == inspect.signature(function.run_asyncio)
    assert not hasattr(fetch_task, "run")


def test_it_waits_until_more_is_true(run: Call, mock: MockApi) -> None:
    """`until` is a condition for the finished task; an invalid one is refused before the submission."""
    states: list[str] = []

    def enough(task: models.Task) -> bool:
        states.append(str(task.status))
        return len(states) == 3

    assert run(until=enough).status == "SUCCESS"
    assert states == ["SUCCESS"] * 3
    with pytest.raises(TypeError, match=r"^until must be"):
        run(until=True)
    assert processed(mock) == 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda body: {"result": {"task_id": body["data"]}},
        lambda body: {**body, "data": {"taskId": body["data"], "status": "submitted"}},
        lambda body: {**body, "data": [body["data"]]},
        lambda body: [{**body, "Task-Id": body["data"]}],
    ],
)
def test_an_id_in_another_place(wrap: Callable[[Any], Any], run: Call, mock: MockApi) -> None:
    """The id of a charged task is not lost."""
    for name in ("submit_music", "submit_lyrics"):
        mock.inject(name, [faults.edited(wrap)])
    assert run().status == "SUCCESS"
    assert processed(mock) == 1


def test_an_id_that_is_a_number(run: Call, mock: MockApi) -> None:
    """Ids can have 19 digits, which a server may write without quotes."""
    number = 1234567890123456789
    mock.start_task(task_id=str(number))
    for name in ("submit_music", "submit_lyrics"):
        mock.inject(name, [faults.edited(lambda body: {**body, "data": number})])
    assert run().task_id == str(number)


def test_ids_that_are_not_clear(run: Call, mock: MockApi) -> None:
    """None of two possible ids is taken."""
    for name in ("submit_music", "submit_lyrics"):
        mock.inject(name, [faults.edited(lambda body: {"result": [{"task_id": body["data"]}, {"task_id": "b"}]})])
    with pytest.raises(errors.UnreadableResponseError) as caught:
        run()
    assert caught.value.outcome == "unknown"
