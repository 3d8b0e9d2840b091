# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from scripts/generator/runtime/_polling.py; do not edit.
"""Polling as the document declares it (`x-polling`): what ends a wait, and when to look again."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast

from attrs import define, frozen

from . import _clock, errors
from ._answer import Call
from .types import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

A = TypeVar("A")
R = TypeVar("R")

LAST_LOOK: Final = 1.0
"""How long before its deadline a wait looks once more, in seconds."""

Outcome: TypeAlias = Response[A] | errors.APIConnectionError


@frozen(eq=False)
class Phase:
    """A part of the schedule.

    Attributes:
        until: When it ends, in seconds since the wait began.
        interval: The first pause, in seconds.
        growth: What each further pause is multiplied by.
        max: The longest pause, in seconds.
    """

    interval: float
    growth: float
    max: float
    until: float = math.inf


@frozen(eq=False)
class Polling(Generic[A, R]):
    """What `x-polling` declares.

    Attributes:
        result: Takes the polled result out of an answer; None if it is not there (yet).
        status: Takes the watched field out of a result.
        reason: Takes the reason of a failure out of a result.
        success: The values of the watched field that end a wait well.
        failure: The values that end it badly.
        schedule: The phases, one after the other.
        jitter: The share by which a pause is shortened at random.
    """

    result: Callable[[A | None], R | None]
    status: Callable[[R], str]
    reason: Callable[[R], str]
    success: frozenset[str]
    failure: frozenset[str]
    schedule: tuple[Phase, ...]
    jitter: float

    def pauses(self) -> Pauses:
        """Start a schedule."""
        return Pauses(self.schedule, self.jitter)


@define(eq=False)
class Pauses:
    """A schedule on its way, for one wait."""

    schedule: tuple[Phase, ...]
    jitter: float
    step: int = 0
    current: int = 0

    def __call__(self, elapsed: float) -> float:
        """Give the pause that is due.

        Args:
            elapsed: The seconds since the wait began.
        """
        index = next(index for index, phase in enumerate(self.schedule) if elapsed < phase.until)
        self.step, self.current = (self.step + 1 if index == self.current else 0), index
        phase = self.schedule[index]
        full = min(phase.interval * phase.growth ** min(self.step, 64), phase.max)
        full *= 1 - self.jitter * random.random()  # noqa: S311 - spreads load, hides nothing
        if elapsed + full <= phase.until:
            return full
        # A long pause must not reach far into a phase that looks more often.
        return max(phase.until - elapsed, min(full, self.schedule[index + 1].interval))


class Poller(Generic[A, R]):
    """One wait: takes the outcome of each look, says when the next is due, and ends the wait. Does no I/O."""

    __slots__ = (
        "began",
        "call",
        "due",
        "ended",
        "polling",
        "request_id",
        "response",
        "state",
        "timeout",
        "trouble",
        "until",
    )

    def __init__(self, polling: Polling[A, R], parameters: dict[str, str], timeout: float | None) -> None:
        """Begin a wait.

        Args:
            polling: What the document declares.
            parameters: The path parameters, for errors.
            timeout: How long the whole wait may take, in seconds; None: for ever.

        Raises:
            ValueError: The timeout is not positive.
        """
        if timeout is not None and not timeout > 0:
            raise ValueError(f"timeout must be positive (seconds) or None, not {timeout}")
        self.polling = polling
        self.call = Call(parameters)
        self.timeout = math.inf if timeout is None else timeout
        self.began = _clock.clock.monotonic()
        self.until = self.began + self.timeout
        self.due = polling.pauses()
        self.state: R | None = None
        self.request_id: str | None = None
        # The last answer, once the wait has ended: while it goes on, many waiters must not hold all of theirs.
        self.response: Response[A] | None = None
        self.trouble: errors.APIError | None = None
        self.ended = False

    def goes_on(self) -> bool:
        """Tell whether to look (again).

        Raises:
            errors.WaitTimeoutError: The time is up.
        """
        if not self.ended and _clock.clock.monotonic() >= self.until:
            raise self._timed_out()
        return not self.ended

    def take(self, outcome: Outcome[A]) -> Iterator[R]:
        """Take the outcome of a look, and give the state if it is a new one.

        Raises:
            errors.APIError: The outcome is an error that waiting can't mend.
        """
        self.trouble = outcome if isinstance(outcome, errors.APIError) else outcome.error
        if self.trouble is not None:
            if not self.trouble.transient:
                raise self.trouble
            return
        assert isinstance(outcome, Response)  # noqa: S101 - tells mypy what the lines above made sure of
        state = self.polling.result(outcome.parsed)
        if state is None:
            return
        is_new = state != self.state
        self.state, self.request_id = state, outcome.request_id
        if self.polling.status(state) in self.polling.success | self.polling.failure:
            self.ended, self.response = True, outcome
        if is_new:
            yield state

    def pause(self) -> float:
        """Give the pause that is due now, in seconds."""
        if self.ended:
            return 0
        now = _clock.clock.monotonic()
        asked = (self.trouble and self.trouble.retry_after) or 0
        pause = max(self.due(now - self.began), asked)
        remaining = max(self.until - now, 0)
        if pause < remaining:
            return pause
        last = remaining - LAST_LOOK
        return last if last >= max(LAST_LOOK, asked) else remaining

    def result(self, *, return_failed: bool) -> R:
        """Give the final state.

        Raises:
            errors.TaskFailedError: It is a failure, and `return_failed` is false.
        """
        state, response = self.state, self.response
        assert state is not None and response is not None  # noqa: S101, PT018 - a wait ends by a state or by raising
        if return_failed or self.polling.status(state) in self.polling.success:
            return state
        reason = self.polling.reason(state)
        error = errors.TaskFailedError(f"the task has failed: {reason or 'the server gives no reason'}")
        error.reason, error.status_code, error.response = reason, response.status_code, response
        self._describe(error)
        raise error

    def _timed_out(self) -> errors.WaitTimeoutError:
        status = "not seen" if self.state is None else self.polling.status(self.state)
        error = errors.WaitTimeoutError(f"not done after {self.timeout:g} s of waiting, status {status}")
        error.explanation = "Waiting for the same id again goes on where it stood."
        if self.trouble is not None:
            error.explanation = f"Last trouble: {self.trouble.message}. {error.explanation}"
            error.last_error = error.__cause__ = self.trouble
        self._describe(error)
        return error

    def _describe(self, error: errors.WaitTimeoutError | errors.TaskFailedError) -> None:
        error.task = cast("Any", self.state)
        error.request_id = self.request_id
        self.call.blame(error)


def follow(poller: Poller[A, R], look: Callable[[float], Outcome[A]]) -> Iterator[R]:
    """Look until the wait ends, and yield every new state.

    Args:
        poller: The wait.
        look: Makes one request, within a deadline.
    """
    while poller.goes_on():
        for state in poller.take(look(poller.until)):  # noqa: UP028 - as in the async twin
            yield state
        _clock.clock.sleep(poller.pause())


async def follow_asyncio(poller: Poller[A, R], look: Callable[[float], Awaitable[Outcome[A]]]) -> AsyncIterator[R]:
    """Look until the wait ends like `follow`, in a task."""
    while poller.goes_on():
        for state in poller.take(await look(poller.until)):
            yield state
        await _clock.clock.sleep_asyncio(poller.pause())


def finish(poller: Poller[A, R], look: Callable[[float], Outcome[A]]) -> None:
    """Look until the wait ends. Not by `follow`: a generator for each of many waiters would be memory for nothing."""
    while poller.goes_on():
        for _ in poller.take(look(poller.until)):
            pass
        _clock.clock.sleep(poller.pause())


async def finish_asyncio(poller: Poller[A, R], look: Callable[[float], Awaitable[Outcome[A]]]) -> None:
    """Look until the wait ends like `finish`, in a task."""
    while poller.goes_on():
        for _ in poller.take(await look(poller.until)):
            pass
        await _clock.clock.sleep_asyncio(poller.pause())
