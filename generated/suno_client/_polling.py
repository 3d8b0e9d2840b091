# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_polling.py
"""Polling as the document declares it (`x-polling`): what ends a wait, and when to poll again."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from attrs import define, evolve, field, frozen

from . import _clock, errors
from ._loose import result_in
from ._model import follow as reach
from ._model import mark
from ._pace import LAST_POLL
from ._response import Call
from ._text import NO_KEY, Key, kind_of
from .types import UNSET, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

A = TypeVar("A")
R = TypeVar("R")
Keys: TypeAlias = tuple[str, ...]

HICCUPS: Final = 3
"""So many errors in a row that look permanent end a wait that has seen a state."""

UNREADABLE: Final = 5
"""So many responses in a row that cannot be read, cut or empty ones too, end any wait."""

UNREACHABLE: Final = 2
"""So many times in a row a name may not resolve, or a certificate be wrong."""

VISIBLE_AFTER: Final = 15.0
"""So long a server may not know a task that was just submitted, in seconds."""

FIRST_TROUBLE: Final = 0.75
LONGEST_TROUBLE: Final = 60.0
SECOND_OPINION: Final = 5.0
LONGEST_RETRY_AFTER: Final = 600.0

FINAL: Final = (
    errors.AuthenticationError,
    errors.PermissionDeniedError,
    errors.NotFoundError,
    errors.ContentTypeError,
)
"""What ends a wait at once while it has seen nothing: a refused key, an unknown id, a path that is not served."""

ELSEWHERE: Final = (errors.UnreadableResponseError, errors.APIStatusError)
"""The errors of responses whose bodies may have the state all the same."""

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
        reason: Where the reason of a failure is; None if the body never gives it.
        success: The values of the watched field that end a wait well.
        failure: The values that end it badly.
        schedule: The phases, one after the other.
        equals: Other signs of failure: places, each with the value that means it. All of them must hold,
        present: and so must these: places that have a value that is neither null nor "".
        schedule_by: Where the value is that chooses another schedule.
        schedules: The schedules that it chooses, by value.
        jitter: The share by which a pause is shortened at random.
        identity: Where a body says what it is about; None if it does not.
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
    identity: Keys | None = None

    def result_of(self, response: A | None) -> R | None:
        """Return the polled result of a body; None if it is not there (yet).

        Raises:
            errors.FieldMismatchError: It cannot be read.
        """
        result = reach(response, self.result)
        return result if isinstance(result, self.types) else None

    def status_of(self, response: A | None) -> str:
        """Return the value of the watched field; "" if there is none.

        Raises:
            errors.FieldMismatchError: It cannot be read.
        """
        status = reach(response, self.status)
        return "" if status is None else str(status)

    def about_of(self, response: A | None) -> str | None:
        """Return the id of what a body is about; None if it does not say."""
        try:
            about = reach(response, self.identity) if self.identity is not None else None
        except errors.FieldMismatchError:
            return None
        return None if about in (None, "") else str(about)

    def reason_of(self, response: A | None) -> str:
        """Return the reason of a failure; "" if there is none."""
        try:
            reason = reach(response, self.reason) if self.reason is not None else None
        except errors.FieldMismatchError:
            return ""
        return reason if isinstance(reason, str) else ""

    def schedule_of(self, response: A | None) -> tuple[Phase, ...]:
        """Return the schedule for what a body is about."""
        if self.schedule_by is None:
            return self.schedule
        try:
            word = str(reach(response, self.schedule_by)).casefold()
        except errors.FieldMismatchError:
            return self.schedule
        chosen = (schedule for name, schedule in self.schedules.items() if name.casefold() == word)
        return next(chosen, self.schedule)

    def failed(self, response: A | None, status: str) -> bool:
        """Return whether a body says that the task has failed."""
        return _among(status, self.failure) or (
            bool(self.equals or self.present) and not _among(status, self.success) and self._failed_otherwise(response)
        )

    def _failed_otherwise(self, response: A | None) -> bool:
        try:
            return all(_same(reach(response, place), value) for place, value in self.equals) and all(
                reach(response, place) not in (None, "", UNSET) for place in self.present
            )
        except errors.FieldMismatchError:
            return False

    def ends(self, response: A | None, status: str) -> bool:
        """Return whether a body says that the task has ended."""
        return _among(status, self.success) or self.failed(response, status)

    def knows(self, response: A | None) -> bool:
        """Return whether the document knows the value of the watched field."""
        return bool(getattr(reach(response, self.status), "is_known", True))

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
        """Return the pause that is due.

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
        # A long pause must not reach far into a phase with shorter pauses.
        return max(phase.until - elapsed, min(full, self.schedule[index + 1].interval))


class Patience:
    """When to send the next request of a wait, through errors and up to a deadline. Does no I/O."""

    __slots__ = (
        "began",
        "call",
        "due",
        "lost",
        "odd",
        "retries",
        "submitted",
        "timeout",
        "trouble",
        "troubles",
        "until",
    )

    def __init__(
        self, due: Pauses, timeout: float | None, call: Call, *, submitted: bool = False, retries: int | None = None
    ) -> None:
        """Begin.

        Args:
            due: The schedule.
            timeout: How long it may take, in seconds; None: for ever.
            call: What is requested.
            submitted: Whether it was submitted just now, so that the server may not know it yet.
            retries: How many transient errors in a row it survives; None: any number.

        Raises:
            ValueError: The timeout is not positive, or `retries` is negative.
        """
        if retries is not None and (isinstance(retries, bool) or not isinstance(retries, int) or retries < 0):
            raise ValueError(f"retries must be a whole number from 0 on or None, not {retries!r:.40}")
        self.retries = math.inf if retries is None else retries
        self.timeout = checked_timeout(timeout)
        self.began = _clock.current().monotonic()
        self.until = self.began + self.timeout
        self.due, self.call, self.submitted = due, call, submitted
        self.trouble: errors.APIError | None
        self.calm()

    def endure(self, *, seen: bool) -> None:
        """Go on after the error in `trouble`, or raise it.

        Transient trouble does not end a wait, with two exceptions: a name that does not resolve or a wrong certificate
        at the second time, and responses that cannot be read at the fifth. What looks permanent ends it at once while
        the wait has seen nothing yet, otherwise three times in a row.

        Args:
            seen: Whether the wait has seen something.
        """
        error = self.trouble
        assert error is not None  # noqa: S101 - called after an error only
        self.troubles += 1
        if self._is_over(error, seen=seen):
            error.attempts = self.troubles
            raise error

    def _is_over(self, error: errors.APIError, *, seen: bool) -> bool:
        if error.transient and self.troubles > self.retries:
            return True
        if getattr(error, "unreachable", False):
            self.lost += 1
            return self.lost >= UNREACHABLE
        if error.transient and not isinstance(error, errors.UnreadableResponseError):
            return False
        if not seen and isinstance(error, FINAL):
            young = _clock.current().monotonic() - self.began < VISIBLE_AFTER
            return not (self.submitted and young and isinstance(error, errors.NotFoundError))
        self.odd += 1
        return self.odd >= (UNREADABLE if error.transient else HICCUPS)

    def calm(self) -> None:
        """Forget the trouble so far, after a response that can be read."""
        self.trouble = None
        self.troubles = self.odd = self.lost = 0

    def next_pause(self, *, seen: bool) -> float:
        """Return the pause that is due now, in seconds.

        Args:
            seen: Whether the wait has seen something.
        """
        now = _clock.current().monotonic()
        pause = self.due(now - self.began)
        if self.troubles:
            # Grows while the trouble lasts. Jitter, since many clients may have got the same Retry-After.
            pause = max(pause, min(FIRST_TROUBLE * 2.0 ** min(self.troubles, 16), LONGEST_TROUBLE))
            requested = (self.trouble and self.trouble.retry_after) or 0
            spread = 1 + self.due.jitter * random.random()  # noqa: S311 - spreads load, hides nothing
            pause = max(pause, min(requested, LONGEST_RETRY_AFTER) * spread)
            if self.trouble and not self.trouble.transient and seen:
                pause = min(pause, SECOND_OPINION)
        remaining = max(self.until - now, 0)
        if pause < remaining - LAST_POLL:
            return pause
        # Poll once more just before the end, whatever Retry-After says: the wait returns what is known then.
        return remaining - LAST_POLL if remaining > LAST_POLL else remaining


def checked_timeout(timeout: float | None) -> float:
    """Return a wait's timeout in seconds; infinity for None.

    Raises:
        ValueError: It is not positive.
    """
    if timeout is not None and (isinstance(timeout, (bool, str)) or not timeout > 0):
        raise ValueError(f"timeout must be positive (seconds) or None, not {timeout!r:.40}")
    return math.inf if timeout is None or timeout >= _clock.FOREVER else timeout


def checked_until(until: Callable[[R], bool] | None) -> Callable[[R], bool] | None:
    """Return the condition of a wait.

    Raises:
        TypeError: It cannot be called.
    """
    if not (until is None or callable(until)):
        raise TypeError(f"until must be a function of the state, not {kind_of(until)}")
    return until


def timed_out(patience: Patience, call: Call, state: Any, status: str, *, known: bool) -> errors.WaitTimeoutError:
    """Return the error of a wait that ran out of time.

    Args:
        patience: The wait.
        call: What it was for.
        state: The last state seen.
        status: The value of the watched field then.
        known: Whether the document knows that value.
    """
    word = "not seen" if state is None and not status else call.key.clean(status, 40) or '""'
    error = errors.WaitTimeoutError(f"not finished after a wait of {round(patience.timeout, 1):.9g} s, status {word}")
    error.explanation = "To continue, wait for the same id again."
    if not known:
        error.explanation = f"The document does not know this status: it may be a final one. {error.explanation}"
    if patience.trouble is not None:
        error.explanation = f"Last trouble: {patience.trouble.message}. {error.explanation}"
        error.last_error = error.__cause__ = patience.trouble
    error.task = state
    call.blame(error, errors.Outcome.UNKNOWN)
    return error


def task_failed(polling: Polling[Any, Any], call: Call, state: Any, body: Any) -> errors.TaskFailedError:
    """Return the error of a wait whose task has failed.

    Args:
        polling: What the document declares.
        call: What the wait was for.
        state: The last state.
        body: The body that it stands in.
    """
    reason = call.key.clean(polling.reason_of(body), 500)
    error = errors.TaskFailedError(f"the task has failed: {reason or 'the server gives no reason'}")
    error.reason, error.task = reason, state
    call.blame(error, errors.Outcome.UNKNOWN)
    return error


class Poller(Patience, Generic[A, R]):
    """One wait: takes the outcome of each poll, says when the next is due, and ends the wait. Does no I/O."""

    __slots__ = ("about", "ended", "enough", "known", "polling", "request_id", "response", "state", "status")

    def __init__(  # noqa: PLR0913 - what a wait is
        self,
        polling: Polling[A, R],
        parameters: dict[str, str],
        timeout: float | None,
        *,
        key: Key = NO_KEY,
        submitted: bool = False,
        retries: int | None = None,
        enough: Callable[[R], bool] | None = None,
    ) -> None:
        """Begin a wait.

        Args:
            polling: What the document declares.
            parameters: The path parameters, for errors.
            timeout: How long the whole wait may take, in seconds; None: for ever.
            key: What no error may show.
            submitted: Whether the task was submitted just now, so that the server may not know it yet.
            retries: How many transient errors in a row it survives; None: any number.
            enough: What must be true of a successful state as well before the wait ends.

        Raises:
            TypeError: `enough` cannot be called.
            ValueError: The timeout is not positive, or `retries` is negative.
        """
        super().__init__(polling.pauses(), timeout, Call(parameters, key), submitted=submitted, retries=retries)
        self.polling, self.enough = polling, checked_until(enough)
        self.state: R | None = None
        self.status, self.known = "", True
        self.about: str | None = None
        self.request_id: str | None = None
        # The last response that could end the wait: while it goes on, many waiters must not hold all of theirs.
        self.response: Response[A] | None = None
        self.ended = False

    @property
    def seen(self) -> bool:
        """Whether the wait has seen where the task stands."""
        return self.state is not None or bool(self.status)

    def goes_on(self) -> bool:
        """Return whether to poll (again).

        Raises:
            errors.WaitTimeoutError: The time is up.
        """
        if not self.ended and _clock.current().monotonic() >= self.until:
            if self.response is None:
                raise self._timed_out()
            self.ended = True  # it is a success, although `until` asks for more
        return not self.ended

    def take(self, outcome: Outcome[A]) -> Iterator[R]:
        """Take the outcome of a poll, and yield the state if it is a new one.

        Raises:
            errors.APIError: The outcome is an error that ends the wait.
        """
        partial = self._partial(outcome)
        outcome = partial or outcome
        self.trouble = outcome if isinstance(outcome, errors.APIError) else outcome.error
        state: R | None = None
        if self.trouble is None:
            assert isinstance(outcome, Response)  # noqa: S101 - for mypy: the lines above made sure of it
            state = self._state(outcome)
        if isinstance(self.trouble, ELSEWHERE) and isinstance(outcome, Response):
            found = self._elsewhere(outcome)
            if found is not None:
                outcome, state = found, self._state(found)
        if self.trouble is not None or state is None:
            self.endure(seen=self.seen)
            return
        assert isinstance(outcome, Response)  # noqa: S101 - as above
        self.calm()
        self.status, self.known = self.polling.status_of(outcome.parsed), self.polling.knows(outcome.parsed)
        if partial is not None and not self.polling.failed(outcome.parsed, self.status):
            return  # only that the task goes on is known
        is_new = state != self.state
        mark(state, outcome.request_id)
        self.state, self.request_id = state, outcome.request_id
        self.about = outcome.about or self.about
        schedule = self.polling.schedule_of(outcome.parsed)
        if schedule is not self.due.schedule:
            self.due = Pauses(schedule, self.polling.jitter)
        if self.polling.ends(outcome.parsed, self.status):
            self.response = outcome
            failed = self.polling.failed(outcome.parsed, self.status)
            self.ended = failed or self.enough is None or self.enough(state)
        if is_new:
            yield state

    def _partial(self, outcome: Outcome[A]) -> Response[A] | None:
        """Return a success whose status can be read although its result cannot: only a finished task needs one."""
        if not isinstance(outcome, Response) or outcome.partial is None:
            return None
        try:
            status = self.polling.status_of(outcome.partial)
        except errors.FieldMismatchError:
            return None
        if not status or _among(status, self.polling.success):
            return None
        return evolve(outcome, parsed=outcome.partial, error=None)

    def _elsewhere(self, outcome: Response[A]) -> Response[Any] | None:
        """Return a success with the result that its body has in another place or spelling; clear `trouble` then."""
        found = result_in(outcome, self.polling)
        if found is None:
            return None
        surprises, body = found
        about = self.polling.about_of(body)
        # An error status is wrong only if the body names this very task.
        unnamed = about is None and isinstance(self.trouble, errors.APIStatusError)
        if unnamed or about not in (None, self.about, *self.call.parameters.values()):
            return None
        surprises.log("a wait", self.call.key)
        self.trouble = None
        return evolve(outcome, parsed=body, error=None, about=about)

    def _state(self, outcome: Response[A]) -> R | None:
        """Return the state in a success; without a state, set `trouble`."""
        # The requested id is always right; another id for it must stay the same.
        if self.about is not None and outcome.about not in (None, self.about, *self.call.parameters.values()):
            wrong = f"the wait is for {self.call.key.clean(self.about, 100)}, the response is about something else"
            self.trouble = errors.IdentityMismatchError(wrong)
        else:
            try:
                state = self.polling.result_of(outcome.parsed)
                if state is not None:
                    self.polling.status_of(outcome.parsed)  # raises if it cannot be read
                    return state
                self.trouble = errors.UnreadableResponseError("the success has no result: the server cannot read it")
            except errors.SchemaMismatchError as error:
                self.trouble = error
        self.trouble.status_code, self.trouble.request_id = outcome.status_code, outcome.request_id
        self.trouble.response = outcome
        self.call.blame(self.trouble, errors.Outcome.UNKNOWN)
        return None

    def pause(self) -> float:
        """Return the pause that is due now, in seconds."""
        if self.ended:
            return 0
        pause = self.next_pause(seen=self.seen)
        return pause if self.response is None else min(pause, SECOND_OPINION)

    def result(self, *, return_failed: bool) -> R:
        """Return the final state.

        Raises:
            errors.TaskFailedError: It is a failure, and `return_failed` is false.
        """
        state, response = self.state, self.response
        assert state is not None and response is not None  # noqa: S101, PT018 - a wait ends by a state or by raising
        if return_failed or not self.polling.failed(response.parsed, self.status):
            return state
        error = task_failed(self.polling, self.call, state, response.parsed)
        error.status_code, error.response, error.request_id = response.status_code, response, self.request_id
        raise error

    def _timed_out(self) -> errors.WaitTimeoutError:
        error = timed_out(self, self.call, self.state, self.status, known=self.known)
        error.request_id = self.request_id
        return error


def _same(value: object, declared: object) -> bool:
    if isinstance(value, str) and isinstance(declared, str):
        return value.casefold() == declared.casefold()
    return value == declared


def _among(status: str, words: frozenset[str]) -> bool:
    return status in words or status.strip().casefold() in {word.casefold() for word in words}
