"""Requests and waits in asyncio tasks. `nox -s regenerate` makes `_sync.py` from this module, the same for threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import _clock
from ._pace import Ticket
from ._request import Attempts, Exchange, error_of, response_of, transfer_asyncio

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ._polling import Poller
    from ._request import Outcome, PollRequest
    from ._response import Operation
    from ._running import Submission
    from .client import Client
    from .types import Response

A = TypeVar("A")
R = TypeVar("R")
T = TypeVar("T")


async def send(
    client: Client, operation: Operation[T], parameters: dict[str, str], request: dict[str, Any]
) -> Response[T]:
    """Send a request, and again as the client's `retries` say.

    Args:
        client: The settings.
        operation: What the document says of the responses.
        parameters: The path parameters, for errors.
        request: The arguments of httpx's `stream`, with the path as `url`.

    Raises:
        errors.APIConnectionError: No response arrived.
    """
    attempts = Attempts(client, operation)
    while True:
        outcome = await _send_once(Exchange(client, operation, parameters, request, ends=attempts.ends))
        pause = attempts.pause(outcome)
        if pause is None:
            return response_of(outcome)
        await _clock.current().sleep_asyncio(pause)


async def attempt(
    client: Client, operation: Operation[T], parameters: dict[str, str], request: dict[str, Any], until: float
) -> Outcome[T]:
    """Poll once, for a wait, when it is its turn among the waits of this client.

    Args:
        client: The settings.
        operation: What the document says of the responses.
        parameters: The path parameters, for errors.
        request: The arguments of httpx's `stream`, with the path as `url`.
        until: The deadline of the wait on the package's clock, in seconds.

    Returns:
        The response, or the error that no response arrived.
    """
    pace = client.pools.pace
    ticket = Ticket(until)
    while pause := pace.delay(ticket):
        await _clock.current().sleep_asyncio(pause)
    outcome = await _send_once(Exchange(client, operation, parameters, request, until=until))
    pace.learn(error_of(outcome))
    return outcome


async def _send_once(exchange: Exchange[T]) -> Outcome[T]:
    """Send a request once, and once more over a fresh connection if the response is about something else."""
    outcome = await transfer_asyncio(exchange)
    if not exchange.doubtful(outcome):
        return outcome
    again = exchange.again()
    async with exchange.client.pools.fresh_asyncio() as http:
        return again.settle(outcome, await transfer_asyncio(again, http))


async def follow(poller: Poller[A, R], request: PollRequest[A]) -> AsyncIterator[R]:
    """Poll until the wait ends, and yield every new state."""
    while poller.goes_on():
        for state in poller.take(await attempt(*request.arguments(), poller.until)):
            yield state
        await _clock.current().sleep_asyncio(poller.pause())


async def finish(poller: Poller[A, R], request: PollRequest[A]) -> None:
    """Poll until the wait ends. Not by `follow`: a generator for each of many waiters would be memory for nothing."""
    while poller.goes_on():
        for _ in poller.take(await attempt(*request.arguments(), poller.until)):
            pass
        await _clock.current().sleep_asyncio(poller.pause())


async def run(
    submission: Submission[A, R], parameters: dict[str, str], request: dict[str, Any], *, return_failed: bool
) -> R:
    """Submit once, and wait for what was submitted.

    Args:
        submission: The submission.
        parameters: Its path parameters, for errors.
        request: Its request.
        return_failed: Return a failure instead of raising it.

    Raises:
        errors.APIError: The submission failed, or the wait for it; `outcome` says which.
    """
    with submission:
        response = await send(submission.client, submission.operation, parameters, request)
        poller, polled = submission.accept(response)
        await submission.notify_asyncio()
        await finish(poller, polled)
        return poller.result(return_failed=return_failed)
