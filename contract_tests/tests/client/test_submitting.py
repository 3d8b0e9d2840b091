"""A submission is sent again only if it was certainly not processed, so nobody pays twice."""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
import struct
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, Client, _async, _request, _sync, errors
from suno_client._reader import read_object
from suno_client._response import Operation, SuccessError
from suno_client.testing import virtual_time

from contract_tests.tests.client.raw import HEAD, raw_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from suno_client.types import Response

    Fault = Callable[[socket.socket, bytes], None]

ENVELOPE = {"code": "success", "message": "", "data": "5574c3ec-42a7-5418-8462-328ebeb73cc1"}
BUSY = {"error": {"message": "overloaded", "type": "new_api_error", "code": "system_cpu_overloaded"}}
SUBMIT: Operation[Any] = Operation(
    name="submit",
    method="POST",
    readers={200: read_object, 429: read_object, 503: read_object},
    error_shapes=((("error", "code"), ("error", "message")), (("code",), ("message",))),
    success_error=SuccessError(("code",), ("message",), ("data",), frozenset({"success"})),
    secured=True,
)
READ = Operation(
    **{**{name: getattr(SUBMIT, name) for name in ("name", "readers")}, "method": "POST", "repeatable": True}
)
REQUEST: dict[str, Any] = {"method": "POST", "url": "/suno/submit/music", "json": {"prompt": "x"}}
MOST: dict[str, Any] = {"retries": 5, "timeout": 10, "total_timeout": 60, "resubmit_after_429": True}
"""Settings with the most retries."""


def submit(client: Client, operation: Operation[Any] = SUBMIT) -> Response[Any]:
    with client:
        return _sync.send(client, operation, {}, REQUEST)


def submit_asyncio(client: Client) -> Response[Any]:
    async def run() -> Response[Any]:
        async with client:
            return await _async.send(client, SUBMIT, {}, REQUEST)

    return asyncio.run(run())


def respond(status: int, body: Any, **headers: str) -> Fault:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return lambda connection, _: connection.sendall(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + content)


def reset(connection: socket.socket, _: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def cut(connection: socket.socket, _: bytes) -> None:
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
    connection.shutdown(socket.SHUT_RDWR)


def garbage(connection: socket.socket, _: bytes) -> None:
    connection.sendall(b"\x16\x03\x01 what?\r\n\r\n")
    connection.shutdown(socket.SHUT_RDWR)


PROCESSED: dict[str, Fault] = {
    "read timeout": lambda *_: time.sleep(2),
    "closed": lambda connection, _: connection.shutdown(socket.SHUT_RDWR),
    "reset": reset,
    "cut off": cut,
    "garbage": garbage,
    "empty 200": respond(200, b""),
    "truncated 200": respond(200, b'{"code":"succ'),
    "not an object": respond(200, []),
    "HTML 200": respond(200, b"<html>", **{"Content-Type": "text/html"}),
    "lying gzip": respond(200, ENVELOPE, **{"Content-Encoding": "gzip"}),
    "error in a 200": respond(200, {"code": "fail_to_submit", "message": "no", "data": None}),
    **{str(status): respond(status, BUSY) for status in (500, 502, 504, 520, 524, 526, 408, 501, 599)},
    "503 of a proxy": respond(503, b"<html>", **{"Content-Type": "text/html"}),
    "empty 503": respond(503, b""),
}
"""Responses and faults after the server has made and charged the song."""

REFUSED: dict[str, Fault] = {
    **{str(status): respond(status, {"code": "no", "message": "no"}) for status in (307, 400, 401, 402, 403, 404, 413)},
}


class Server:
    """Counts the processed submissions."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        self.processed = 0

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        fault = self.faults.pop(0) if self.faults else respond(200, ENVELOPE)
        self.processed += 1
        fault(connection, request)


@pytest.mark.parametrize("name", PROCESSED)
@pytest.mark.parametrize("call", [submit, submit_asyncio])
def test_no_second_submission(name: str, call: Callable[[Client], Response[Any]]) -> None:
    """A submission that may have been processed is sent once."""
    server = Server(PROCESSED[name])
    with virtual_time(), raw_server(server) as raw:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, **MOST)
        if name == "read timeout":
            client = client.with_timeout(1)
        try:
            error = call(client).error
        except errors.APIConnectionError as problem:
            error = problem
    assert server.processed == 1
    assert error is not None
    assert (error.outcome, error.transient, error.attempts) == ("unknown", False, 1)
    assert "may have been made and charged: check your tasks before you submit again" in str(error)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_submission(name: str) -> None:
    server = Server(REFUSED[name])
    with virtual_time(), raw_server(server) as raw:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, **MOST)
        error = submit(client).error
    assert error is not None
    assert (server.processed, error.outcome) == (1, "refused")
    assert "Nothing was made or charged" in str(error)


@pytest.mark.parametrize("call", [submit, submit_asyncio])
def test_503_of_the_relay(call: Callable[[Client], Response[Any]]) -> None:
    """The relay sends it before it processes the request; the 503 of a proxy has another body."""
    server = Server(respond(503, BUSY), respond(503, BUSY))
    with virtual_time(), raw_server(server) as raw:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, **MOST)
        assert call(client).parsed == ENVELOPE
    assert server.processed == 3


@pytest.mark.parametrize(("consent", "sent"), [(False, 1), (True, 2)])
def test_a_429_needs_consent(consent: bool, sent: int) -> None:  # noqa: FBT001 - a parameter of the test
    server = Server(respond(429, {"code": "slow", "message": "slow"}, **{"Retry-After": "1"}))
    with virtual_time() as clock, raw_server(server) as raw:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, resubmit_after_429=consent)
        response = submit(client)
        assert clock.slept == ([1] if consent else [])
    assert server.processed == sent
    assert response.error is None or response.error.outcome == "refused"


@pytest.mark.parametrize("call", [submit, submit_asyncio])
def test_no_connection(call: Callable[[Client], Response[Any]]) -> None:
    with raw_server(Server()) as raw:
        pass
    with virtual_time() as clock:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, retries=3)
        with pytest.raises(errors.APIConnectionError) as caught:
            call(client)
        assert len(clock.slept) == 3
    assert (caught.value.outcome, caught.value.transient, caught.value.attempts) == ("not_sent", True, 4)
    assert "Nothing was sent" in str(caught.value)


def test_a_tls_handshake_that_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, virtual_time() as clock:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        client = AuthenticatedClient(token="sk-test-key", base_url=url, retries=1, timeout=0.2)
        with pytest.raises(errors.APIConnectionError) as caught:
            submit(client)
        assert len(clock.slept) == 1
    assert caught.value.outcome == "not_sent"


def test_no_turn_is_not_sent() -> None:
    limits = {"limits": httpx.Limits(max_connections=0)}
    client = AuthenticatedClient(token="sk-test-key", timeout=0.01, retries=0, httpx_args=limits)
    with pytest.raises(errors.APITimeoutError) as caught:
        submit(client)
    assert caught.value.outcome == "not_sent"


def test_cancelled_submission() -> None:
    """At whatever moment it is cancelled."""

    async def main(url: str) -> None:
        async with AuthenticatedClient(token="sk-test-key", base_url=url, **MOST) as client:
            for step in range(40):
                request = {"method": "POST", "url": f"/{step}", "json": {}}
                task = asyncio.create_task(_async.send(client, SUBMIT, {}, request))
                for _ in range(step):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    with raw_server(Server(*[PROCESSED["closed"]] * 100)) as raw:
        asyncio.run(main(raw.url))
        lines = [request.split(b"\r\n")[0] for request in raw.requests]
    assert len(lines) == len(set(lines))


def test_safe_post_is_retried() -> None:
    server = Server(respond(502, b""), reset)
    with virtual_time(), raw_server(server) as raw:
        client = AuthenticatedClient(token="sk-test-key", base_url=raw.url, retries=3)
        assert submit(client, READ).parsed == ENVELOPE
    assert server.processed == 3


def test_error_in_a_200() -> None:
    """The error has the code of the body."""
    server = Server(respond(200, {"code": "get_task_failed", "message": "the  database\n is away", "data": None}))
    with raw_server(server) as raw:
        error = submit(AuthenticatedClient(token="sk-test-key", base_url=raw.url)).error
    assert isinstance(error, errors.APIStatusError)
    assert (error.code, error.status_code) == ("get_task_failed", 200)
    assert "the database is away" in str(error)


@pytest.mark.parametrize("code", ["success", "SUCCESS", "", None, 7])
def test_a_success_is_no_error(code: Any) -> None:
    server = Server(respond(200, {"code": code, "data": None}), respond(200, {"code": "odd", "data": "an-id"}))
    with raw_server(server) as raw, AuthenticatedClient(token="sk-test-key", base_url=raw.url) as client:
        assert submit(client).error is None
        assert submit(client).error is None


def test_submit_without_key() -> None:
    with raw_server(Server()) as raw, pytest.raises(ValueError, match="submit needs the API key"):
        _request.ready(SUBMIT, Client(base_url=raw.url))
    assert raw.requests == []


@pytest.mark.parametrize("client", [object(), None, "sk-test"], ids=lambda client: type(client).__name__)
def test_wrong_kind_of_client(client: Any) -> None:
    with pytest.raises(TypeError, match=r"^client must be a Client or AuthenticatedClient"):
        _request.ready(SUBMIT, client)


def test_an_error_survives_as_json() -> None:
    """JSON, for a task queue, keeps what a decision about a retry needs."""
    with raw_server(Server(PROCESSED["502"])) as raw:
        error = submit(AuthenticatedClient(token="sk-test-key", base_url=raw.url)).error
    assert error is not None
    plain = json.loads(json.dumps(error.to_dict()))
    twin = errors.from_dict(plain)
    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert (twin.outcome, twin.transient) == ("unknown", False)
    assert pickle.loads(pickle.dumps(error)).outcome == "unknown"  # noqa: S301 - our own
    with pytest.raises(ValueError, match="no error of this package"):
        errors.from_dict({"type": "SystemExit"})
