# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_request.py
"""Sending a request: retries, time, and the size of the body; for threads and for asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import math
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from . import _clock, errors
from ._answer import Call, Operation, read_answer
from ._text import printable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from httpx_retries import Retry

    from .client import Client
    from .types import Response

T = TypeVar("T")

CODINGS: Final = ("gzip", "deflate", "identity", "")
"""The content codings that are read."""

NO_TURN: Final = "all connections are busy"


def send(client: Client, operation: Operation[T], parameters: dict[str, str], request: dict[str, Any]) -> Response[T]:
    """Send a request, and again as the client's `retries` say.

    Args:
        client: The settings.
        operation: What the document says of the answers.
        parameters: The path parameters, for errors.
        request: The arguments of `httpx.Client.stream`, with the path as `url`.

    Raises:
        errors.APIConnectionError: No answer came.
    """
    attempts = _Attempts(client.retries, operation.method)
    while True:
        outcome = attempt(client, operation, parameters, request)
        pause = attempts.pause(outcome)
        if pause is None:
            return _answered(outcome)
        _clock.clock.sleep(pause)


async def send_asyncio(
    client: Client, operation: Operation[T], parameters: dict[str, str], request: dict[str, Any]
) -> Response[T]:
    """Send a request like `send`, in a task."""
    attempts = _Attempts(client.retries, operation.method)
    while True:
        outcome = await attempt_asyncio(client, operation, parameters, request)
        pause = attempts.pause(outcome)
        if pause is None:
            return _answered(outcome)
        await _clock.clock.sleep_asyncio(pause)


def parsed(response: Response[Any]) -> Any:
    """Return the parsed body of a success.

    Raises:
        errors.APIError: It is none, or it cannot be read.
    """
    if response.error is not None:
        raise response.error
    return response.parsed


def attempt(
    client: Client,
    operation: Operation[T],
    parameters: dict[str, str],
    request: dict[str, Any],
    until: float = math.inf,
) -> Response[T] | errors.APIConnectionError:
    """Send a request once.

    Args:
        client: The settings.
        operation: What the document says of the answers.
        parameters: The path parameters, for errors.
        request: The arguments of `httpx.Client.stream`, with the path as `url`.
        until: The deadline on the package's clock, in seconds.

    Returns:
        The answer, or why there is none.
    """
    call = Call(parameters, client.secret)
    try:
        arguments = _arguments(client, request, until)
        with turn(client, arguments["timeout"]), client.get_httpx_client().stream(**arguments) as answer:
            body = _Body(client.max_body_bytes, until)
            try:
                body.expect(answer.headers)
                for chunk in answer.iter_bytes():
                    body.add(chunk)
            except (httpx.DecodingError, errors.BodyTooLargeError) as problem:
                body.problem = problem
            return read_answer(operation, call, answer, body.content())
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return _no_answer(problem, call)


async def attempt_asyncio(
    client: Client,
    operation: Operation[T],
    parameters: dict[str, str],
    request: dict[str, Any],
    until: float = math.inf,
) -> Response[T] | errors.APIConnectionError:
    """Send a request once like `attempt`, in a task."""
    call = Call(parameters, client.secret)
    try:
        arguments = _arguments(client, request, until)
        async with (
            turn_asyncio(client, arguments["timeout"]),
            client.get_async_httpx_client().stream(**arguments) as answer,
        ):
            body = _Body(client.max_body_bytes, until)
            try:
                body.expect(answer.headers)
                async for chunk in answer.aiter_bytes():
                    body.add(chunk)
            except (httpx.DecodingError, errors.BodyTooLargeError) as problem:
                body.problem = problem
            return read_answer(operation, call, answer, body.content())
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return _no_answer(problem, call)


@contextlib.contextmanager
def turn(client: Client, limits: httpx.Timeout) -> Iterator[None]:
    """Wait for a turn in front of httpx's pool, which looks at all who wait in it whenever a connection changes."""
    if not client.turns.acquire(timeout=limits.pool):
        raise httpx.PoolTimeout(NO_TURN)
    try:
        yield
    finally:
        client.turns.release()


@contextlib.asynccontextmanager
async def turn_asyncio(client: Client, limits: httpx.Timeout) -> AsyncIterator[None]:
    """Wait for a turn like `turn`, in a task."""
    turns = client.get_turns_asyncio()
    if turns.locked():
        try:
            await asyncio.wait_for(turns.acquire(), limits.pool)
        except TimeoutError:
            raise httpx.PoolTimeout(NO_TURN) from None
    else:
        await turns.acquire()
    try:
        yield
    finally:
        turns.release()


class _Attempts:
    """Decides after each attempt whether there is another, by the client's `retries`.

    The loop is ours and the policy the library's: the library's own loop is a transport, which would bypass the
    environment's proxies and a caller's httpx client, and doesn't see a body that breaks off.
    """

    def __init__(self, retry: Retry, method: str) -> None:
        self.retry = retry
        self.repeatable = retry.is_retryable_method(method)

    def pause(self, outcome: Response[Any] | errors.APIConnectionError) -> float | None:
        """Give the pause before the next attempt in seconds, or None if there is none."""
        error = outcome if isinstance(outcome, errors.APIConnectionError) else outcome.error
        if error is None or not error.transient or not self.repeatable or self.retry.is_exhausted():
            return None
        if error.status_code is not None and not self.retry.is_retryable_status_code(error.status_code):
            return None
        self.retry = self.retry.increment()
        if error.retry_after is None or not self.retry.respect_retry_after_header:
            return self.retry.backoff_strategy()
        # Calling earlier than asked is useless: past the cap, the caller decides.
        return error.retry_after if error.retry_after <= self.retry.max_backoff_wait else None


class _Body:
    """Collects a body, within its limits of size and time."""

    def __init__(self, limit: int, until: float) -> None:
        self.limit = limit
        self.until = until
        self.size = 0
        self.chunks: list[bytes] = []
        self.problem: Exception | None = None

    def expect(self, headers: httpx.Headers) -> None:
        # A chunk is measured once it is inflated, so what inflates without bounds must not begin: httpx would undo any
        # row of codings, and those of optional libraries, at once.
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in CODINGS:
            raise httpx.DecodingError(f"{coding!r} was not asked for")

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.limit:
            raise errors.BodyTooLargeError(f"the body is larger than {self.limit} bytes")
        if _clock.clock.monotonic() > self.until:
            raise httpx.ReadTimeout("the deadline passed within the body")
        self.chunks.append(chunk)

    def content(self) -> bytes | errors.APIError:
        if isinstance(self.problem, errors.APIError):
            return self.problem
        if self.problem is not None:
            return errors.InvalidJSONError("the body is not encoded as its Content-Encoding says")
        return b"".join(self.chunks)


def _arguments(client: Client, request: dict[str, Any], until: float) -> dict[str, Any]:
    timeout = client.timeout
    if until != math.inf:
        remaining = max(until - _clock.clock.monotonic(), 0.001)
        limits = {
            name: remaining if limit is None else min(limit, remaining) for name, limit in timeout.as_dict().items()
        }
        timeout = httpx.Timeout(**limits)
    return {
        **request,
        "url": client.base_url + request["url"],
        "headers": {**client.default_headers, **request.get("headers", {})},
        "auth": client.auth,
        "timeout": timeout,
        # The key goes to the host of base_url only.
        "follow_redirects": False,
    }


def _answered(outcome: Response[T] | errors.APIConnectionError) -> Response[T]:
    if isinstance(outcome, errors.APIConnectionError):
        raise outcome
    return outcome


def _no_answer(problem: Exception, call: Call) -> errors.APIConnectionError:
    reason = printable(call.censor(str(problem)), 200) or type(problem).__name__
    late = isinstance(problem, httpx.TimeoutException)
    error = (errors.APITimeoutError if late else errors.APIConnectionError)(f"no answer: {reason}")
    error.explanation = "The client's timeout was reached." if late else "Check base_url, the network and the proxy."
    permanent = isinstance(problem, (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL))
    error.transient = not permanent
    error.__cause__ = problem
    call.blame(error)
    return error
