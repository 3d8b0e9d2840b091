"""Polling as the document declares it (`x-polling`): what ends a wait, and when to look again."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast

from attrs import define, field, frozen

from . import _clock, errors
from ._answer import Call
from ._model import follow as reach
from .types import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

A = TypeVar("A")
R = TypeVar("R")
Keys: TypeAlias = tuple[str, ...]

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
    """What `x-polling` declares. Places are the keys that lead to a value from the top of the body.

    Attributes:
        types: The classes of the polled result.
        result: Where the polled result is.
        status: Where the watched field is.
        reason: Where the reason of a failure is; None if the body never tells it.
        success: The values of the watched field that end a wait well.
        failure: The values that end it badly.
        schedule: The phases, one after the other.
        equals: Other signs of failure: places, each with the value that means it. All of them must hold,
        present: and so must these: places that have a value that is neither null nor "".
        schedule_by: Where the value is that chooses another schedule.
        schedules: The schedules that it chooses, by value.
        jitter: The share by which a pause is shortened at random.
    """

    types: tuple[type[R], ...]
    result: Keys
    status: Keys
    success: frozenset[str]
    failure: frozenset[str]
    schedule: tuple[Phase, ...]
    reason: Keys | None = None
    equals: tuple[tuple[Keys, Any], ...] = ()
    present: tuple[Keys, ...] = ()
    schedule_by: Keys | None = None
    schedules: Mapping[str, tuple[Phase, ...]] = field(factory=dict)
    jitter: float = 0.1

    def result_of(self, answer: A | None) -> R | None:
        """Return the polled result of a body; None if it is not there (yet).

        Raises:
            errors.FieldMismatchError: It cannot be read.
        """
        result = reach(answer, self.result)
        return result if isinstance(result, self.types) else None

    def status_of(self, answer: A | None) -> str:
        """Return the value of the watched field; "" if there is none.

        Raises:
            errors.FieldMismatchError: It cannot be read.
        """
        status = reach(answer, self.status)
        return "" if status is None else str(status)

    def reason_of(self, answer: A | None) -> str:
        """Return the reason of a failure; "" if there is none."""
        try:
            reason = reach(answer, self.reason) if self.reason is not None else None
        except errors.FieldMismatchError:
            return ""
        return reason if isinstance(reason, str) else ""

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
        "status",
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
        self.status = ""
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
        state = self.polling.result_of(outcome.parsed)
        if state is None:
            return
        is_new = state != self.state
        self.state, self.request_id = state, outcome.request_id
        self.status = self.polling.status_of(outcome.parsed)
        if self.status in self.polling.success | self.polling.failure:
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
        if return_failed or self.status in self.polling.success:
            return state
        reason = self.polling.reason_of(response.parsed)
        error = errors.TaskFailedError(f"the task has failed: {reason or 'the server gives no reason'}")
        error.reason, error.status_code, error.response = reason, response.status_code, response
        self._describe(error)
        raise error

    def _timed_out(self) -> errors.WaitTimeoutError:
        status = "not seen" if self.state is None else self.status
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
