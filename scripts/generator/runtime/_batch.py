"""Waiting for many at once, over an operation that reads many in one request (`x-batch`)."""

from __future__ import annotations

import asyncio
import collections
import heapq
import itertools
import logging
import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from attrs import evolve, frozen

from . import _arguments, _async, _clock, _request, _sync, errors
from ._model import mark
from ._pace import BURST, LAST_POLL
from ._polling import VISIBLE_AFTER, Patience, Pauses, Phase, Poller, Polling, checked_until, task_failed, timed_out
from ._response import Call, Operation, follow
from .types import Completed, Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

    from ._reader import Place, Read
    from .client import Client

A = TypeVar("A")
R = TypeVar("R")

if TYPE_CHECKING:
    Rows: TypeAlias = list[tuple[str, Any]]

logger = logging.getLogger(__package__)

DOUBTFUL: Final = 2
"""So many errors in a row of a batch that was never served let one of its ids be fetched by itself."""

REFUSED: Final = (errors.AuthenticationError, errors.PermissionDeniedError)
"""What refuses every other request, too."""

SHOWN: Final = 5
"""How many ids a line of the log has."""


@frozen(eq=False)
class Batch(Generic[A, R]):
    """What `x-batch` declares. Places are keys to follow.

    Attributes:
        operation: The operation that reads many.
        media_type: The media type of its request body.
        ids: Where the ids are in its request body.
        items: Where the items are in its response body.
        key: Where an item has its id.
        read: The reader of an item.
        max: The most ids in one request.
        single: The operation that reads one.
        polling: How that is polled.
        inside: How many keys of the polling's places lead to what an item is.
        parameter: The parameter that takes an id.
        build: Makes the request of the operation that reads one.
    """

    operation: Operation[Any]
    media_type: str
    ids: tuple[str, ...]
    items: tuple[str, ...]
    key: tuple[str, ...]
    read: Read[Any]
    max: int
    single: Operation[A]
    polling: Polling[A, R]
    inside: int
    parameter: str
    build: Callable[[Any], dict[str, Any]]

    def rows(self) -> Operation[Rows | None]:
        """Return the operation with the items by themselves: one that cannot be read does not cost the others."""
        readers = {key: read for key, read in self.operation.readers.items() if not (key == 2 or 200 <= key < 300)}  # noqa: PLR2004 - the statuses that mean success (RFC 9110)
        return evolve(self.operation, readers={**readers, 2: self._read}, success=self._read)

    def _read(self, body: Any, at: Place) -> Rows | None:
        items = follow(body, self.items)
        for token in self.items:
            at = (at, token)
        if items is None:
            return None
        if not isinstance(items, list):
            error = errors.SchemaMismatchError("the items of the batch are not an array")
            error.pointer, error.expected, error.found = "/" + "/".join(self.items), "array", type(items).__name__
            raise error
        rows: Rows = []
        for index, item in enumerate(items):
            item_id = follow(item, self.key)
            try:
                rows.append((str(item_id), self.read(item, (at, index))))
            except errors.SchemaMismatchError as error:
                rows.append((str(item_id), error))
        return rows

    def of_items(self) -> Polling[Any, R]:
        """Return the polling with places that start at an item."""
        here = slice(self.inside, None)
        polling = self.polling
        return evolve(
            polling,
            result=polling.result[here],
            status=polling.status[here],
            reason=polling.reason and polling.reason[here],
            equals=tuple((place[here], value) for place, value in polling.equals),
            present=tuple(place[here] for place in polling.present),
            schedule_by=polling.schedule_by and polling.schedule_by[here],
        )

    def request(self, ids: list[Any]) -> dict[str, Any]:
        """Build the request that reads many."""
        body: Any = ids
        for name in reversed(self.ids):
            body = {name: body}
        bodies = [_arguments.Body(self.media_type, "json", Any)]
        return _arguments.build(self.operation.method, self.operation.path, (), bodies, body)


class Waiter(Generic[R]):
    """What is waited for. There may be many thousands: it holds no response."""

    __slots__ = ("done", "id", "known", "missing", "since", "state", "status")

    def __init__(self, value: Any) -> None:
        self.id = value
        self.status, self.known = "", True
        self.state: R | None = None
        self.done: R | None = None  # a success, where the wait goes on until more is true of it
        self.missing = 0
        self.since = 0.0


class Chunk(Patience):
    """Some that are fetched in one request, all at the same times.

    Attributes:
        names: Their ids.
        at: When they are fetched next.
        whole: Whether others may join them: not before it is known whether one of them spoils the request.
        suspect: Whether one of them does.
    """

    __slots__ = ("at", "names", "suspect", "whole")

    def __init__(self, names: list[str], patience: Patience, schedule: tuple[Phase, ...], at: float) -> None:
        super().__init__(Pauses(schedule, patience.due.jitter), None, patience.call)
        self.timeout, self.began, self.until = patience.timeout, patience.began, patience.until
        self.retries = patience.retries
        self.names, self.at = names, at
        self.whole, self.suspect = True, False


class One(Generic[A, R]):
    """One that is fetched by itself, since its batch does not have its state."""

    __slots__ = ("at", "name", "poller", "probe")

    def __init__(self, name: str, poller: Poller[A, R], *, probe: bool) -> None:
        self.name, self.poller, self.probe = name, poller, probe
        self.at = _clock.current().monotonic()


class Many(Generic[A, R]):
    """The waits for many ids: says what to request next and takes the outcomes. Does no I/O.

    Each id that is waited for is in exactly one `Chunk` or `One`, scheduled or under way.
    """

    def __init__(  # noqa: PLR0913 - what the waits are
        self,
        batch: Batch[A, R],
        client: Client,
        ids: Iterable[Any],
        timeout: float | None,
        *,
        return_failed: bool = False,
        retries: int | None = None,
        enough: Callable[[R], bool] | None = None,
    ) -> None:
        """Begin.

        Args:
            batch: What the document declares.
            client: The settings.
            ids: What to wait for; each counts once.
            timeout: How long all may take, in seconds; None: for ever.
            return_failed: Whether a failure is a state like another, and no error.
            retries: How many transient errors in a row the waits survive; None: any number.
            enough: What must be true of a successful state as well before its wait ends.

        Raises:
            TypeError: The ids are one text, or one of them is no id, or `enough` cannot be called.
            ValueError: The timeout is not positive, an id is empty, or `retries` is negative.
        """
        if isinstance(ids, (str, bytes)):
            raise TypeError("ids must be several ids, such as a list, not one text")
        self.batch, self.client, self.return_failed = batch, client, return_failed
        self.waiting: dict[str, Waiter[R]] = {}
        for value in ids:
            if str(value) not in self.waiting:
                batch.build(value)  # checks it
                self.waiting[str(value)] = Waiter(value)
        self.enough, self.retries = checked_until(enough), retries
        self.patience = Patience(batch.polling.pauses(), timeout, Call({}, client.key), retries=retries)
        self.polling, self.operation = batch.of_items(), batch.rows()
        self.served, self.alone = False, False
        self.probed: str | None = None
        self._heap: list[tuple[float, int, Chunk | One[A, R]]] = []
        self._idle: set[Chunk] = set()
        self._count = itertools.count()
        names = iter(list(self.waiting))
        while part := list(itertools.islice(names, batch.max)):
            self._schedule(Chunk(part, self.patience, batch.polling.schedule, self.patience.began))

    # What to request, and when

    def next(self) -> Chunk | One[A, R] | None:
        """Return what is to be requested now; None if nothing is due."""
        now = _clock.current().monotonic()
        while self._heap and self._heap[0][0] <= now:
            due = heapq.heappop(self._heap)[2]
            if isinstance(due, One):
                return due
            if due in self._idle:
                self._idle.discard(due)
                if self.alone:
                    self._part(due.names)
                    continue
                self._join(due)
                return due
        return None

    def pause(self) -> float:
        """Return how long nothing is due, in seconds; infinity if nothing will be before something under way ends."""
        return max(self._heap[0][0] - _clock.current().monotonic(), 0) if self._heap else math.inf

    def request_of(self, due: Chunk | One[A, R]) -> tuple[Operation[Any], dict[str, str], dict[str, Any], float]:
        """Return the arguments of an attempt: operation, parameters, request and deadline."""
        until = self.patience.until
        if isinstance(due, One):
            return self.batch.single, self._named(due.name), self.batch.build(self.waiting[due.name].id), until
        return self.operation, {}, self.batch.request([self.waiting[name].id for name in due.names]), until

    def _schedule(self, due: Chunk | One[A, R]) -> None:
        heapq.heappush(self._heap, (due.at, next(self._count), due))
        if isinstance(due, Chunk):
            self._idle.add(due)

    def _join(self, chunk: Chunk) -> None:
        """Fill a request that is not full with those that would be fetched a little later."""
        if not chunk.whole or len(chunk.names) >= self.batch.max:
            return
        for other in sorted(self._idle, key=lambda idle: idle.at):
            same = other.due.schedule is chunk.due.schedule and other.suspect == chunk.suspect and other.whole
            if same and len(chunk.names) + len(other.names) <= self.batch.max:
                self._idle.discard(other)
                chunk.names += other.names

    def _part(self, names: Iterable[str], *, probe: bool = False) -> None:
        """Poll each of some ids by itself."""
        timeout = None if self.patience.timeout == math.inf else self.patience.timeout
        for name in names:
            poller = Poller(
                self.batch.polling, self._named(name), timeout,
                key=self.client.key, retries=self.retries, enough=self.enough,
            )  # fmt: skip
            poller.began, poller.until = self.patience.began, self.patience.until
            self._schedule(One(name, poller, probe=probe))

    def _named(self, name: str) -> dict[str, str]:
        return {self.batch.parameter: name}

    # What came of it

    def take(self, due: Chunk | One[A, R], outcome: _request.Outcome[Any]) -> list[Completed[R]]:
        """Take the outcome of a request, and return what ended by it."""
        if isinstance(due, One):
            return self._take_one(due, outcome)
        error = outcome if isinstance(outcome, errors.APIError) else outcome.error
        if error is not None:
            return self._take_error(due, error)
        assert isinstance(outcome, Response)  # noqa: S101 - for mypy; the lines above ensure it
        self.served = True
        self.patience.calm()
        due.calm()
        if outcome.parsed is None:
            self._take_nothing(due)
            return []
        due.whole, due.suspect = True, False
        return self._take_rows(due, dict(outcome.parsed), outcome)

    def expired(self) -> list[Completed[R]]:
        """Return all that are still waited for if the time is up."""
        if _clock.current().monotonic() < self.patience.until:
            return []
        ended: list[Completed[R]] = []
        for name, waiter in self.waiting.items():
            if waiter.done is not None:
                ended.append(Completed(waiter.id, waiter.done))
                continue
            call = Call(self._named(name), self.client.key)
            error = timed_out(self.patience, call, waiter.state, waiter.status, known=waiter.known)
            ended.append(Completed(waiter.id, error=error))
        self.waiting.clear()
        return ended

    def _take_rows(self, chunk: Chunk, rows: dict[str, Any], outcome: Response[Any]) -> list[Completed[R]]:
        ended: list[Completed[R]] = []
        absent: list[str] = []
        odd: list[str] = []
        by_schedule: dict[tuple[Phase, ...], list[str]] = collections.defaultdict(list)
        now = _clock.current().monotonic()
        for name in chunk.names:
            item, waiter = rows.get(name), self.waiting[name]
            if item is None:
                absent.append(name)
                continue
            status, schedule = "", self.polling.schedule
            try:
                if isinstance(item, errors.SchemaMismatchError):
                    raise item
                state = self.polling.result_of(item)
                status, schedule = self.polling.status_of(item), self.polling.schedule_of(item)
            except errors.SchemaMismatchError:
                state = None
            if state is None:
                odd.append(name)
                continue
            waiter.missing = 0
            if self.polling.ends(item, status):
                mark(state, outcome.request_id)
                failed = self.polling.failed(item, status)
                if failed or self.enough is None or self.enough(state):
                    ended.append(self._ended(name, state, item, failed=failed, outcome=outcome))
                    continue
                waiter.done = state
            waiter.status, waiter.known = status, self.polling.knows(item)
            waiter.state = state if self.patience.until - now <= 2 * LAST_POLL else None
            by_schedule[schedule].append(name)
        self._log("%s: %d tasks cannot be read in a batch; each is fetched by itself: %s", odd)
        self._part(odd)
        by_schedule[chunk.due.schedule] += self._still_missing(absent)
        self._again(chunk, by_schedule)
        return ended

    def _again(self, chunk: Chunk, by_schedule: dict[tuple[Phase, ...], list[str]]) -> None:
        """Schedule those that go on: as one, but where they have several schedules."""
        kept = by_schedule.pop(chunk.due.schedule, [])
        parts = [(chunk, kept)] if kept else []
        for schedule, names in by_schedule.items():
            parts.append((Chunk(names, self.patience, schedule, 0), names))
        now = _clock.current().monotonic()
        for part, names in parts:
            part.names, part.at = names, now + part.next_pause(seen=self.served)
            self._schedule(part)

    def _take_nothing(self, chunk: Chunk) -> None:
        """Find out what spoils a request: none of its ids is known, or one of them cannot be read."""
        now = _clock.current().monotonic()
        if len(chunk.names) > 1 and not chunk.suspect:
            middle = len(chunk.names) // 2
            for names in (chunk.names[:middle], chunk.names[middle:]):
                half = Chunk(names, self.patience, chunk.due.schedule, now)
                half.whole = False
                self._schedule(half)
            return
        chunk.whole = chunk.suspect = True
        self._again(chunk, {chunk.due.schedule: self._still_missing(chunk.names)})

    def _still_missing(self, names: Sequence[str]) -> list[str]:
        """Return those that a response has left out and that the server may know later; the others go by themselves."""
        now = _clock.current().monotonic()
        new: list[str] = []
        young: list[str] = []
        old: list[str] = []
        for name in names:
            waiter = self.waiting[name]
            waiter.missing += 1
            if waiter.missing == 1:
                waiter.since = now
                new.append(name)
            is_old = waiter.missing > 1 and now - waiter.since >= VISIBLE_AFTER
            (old if is_old else young).append(name)
        self._log("%s: the response leaves out %d ids; they are fetched again: %s", new, level=logging.INFO)
        self._log("%s: the responses still leave out %d ids; each is fetched by itself: %s", old)
        self._part(old)
        return young

    def _take_error(self, chunk: Chunk, error: errors.APIError) -> list[Completed[R]]:
        chunk.trouble = self.patience.trouble = error
        try:
            chunk.endure(seen=self.served)
        except errors.APIError:
            exhausted = error.transient and chunk.troubles > chunk.retries
            if exhausted or isinstance(error, (*REFUSED, errors.APIConnectionError)):
                return [self._failed(name, error) for name in chunk.names]
            self._serve_alone(error)
            self._part(chunk.names)
            return []
        responded = error.status_code is not None and not isinstance(error, errors.RateLimitError)
        if responded and not self.served and chunk.troubles >= DOUBTFUL and self.probed is None:
            # Trouble, or an operation that is not served: one id by itself shows which.
            self.probed = chunk.names.pop()
            self._part([self.probed], probe=True)
        if chunk.names:
            chunk.at = _clock.current().monotonic() + chunk.next_pause(seen=self.served)
            self._schedule(chunk)
        return []

    def _take_one(self, one: One[A, R], outcome: _request.Outcome[A]) -> list[Completed[R]]:
        error = outcome if isinstance(outcome, errors.APIError) else outcome.error
        ended: list[Completed[R]] = []
        try:
            for _ in one.poller.take(outcome):
                pass
            if one.poller.goes_on():
                self.waiting[one.name].done = one.poller.state if one.poller.response else None
                one.at = _clock.current().monotonic() + one.poller.pause()
                self._schedule(one)
            else:
                state = one.poller.result(return_failed=self.return_failed)
                ended = [Completed(self.waiting.pop(one.name).id, state)]
        except errors.APIError as problem:
            ended = [self._failed(one.name, problem)]
        if one.probe and (error is None or not (error.transient or isinstance(error, REFUSED))):
            self._serve_alone(self.patience.trouble)
        return ended

    def _serve_alone(self, error: errors.APIError | None) -> None:
        """Poll each id by itself from now on, unless the batch is served."""
        if not self.served and not self.alone:
            self.alone = True
            logger.warning(
                "%s is not served (%s): each id is fetched by itself, with %s",
                self.operation.name, error, self.batch.single.name,
            )  # fmt: skip

    def _ended(self, name: str, state: R, item: Any, *, failed: bool, outcome: Response[Any]) -> Completed[R]:
        if self.return_failed or not failed:
            return Completed(self.waiting.pop(name).id, state)
        error = task_failed(self.polling, Call(self._named(name), self.client.key), state, item)
        error.status_code, error.request_id = outcome.status_code, outcome.request_id
        return self._failed(name, error)

    def _failed(self, name: str, error: errors.APIError) -> Completed[R]:
        return Completed(self.waiting.pop(name).id, error=error)

    def _log(self, message: str, names: Sequence[str], level: int = logging.WARNING) -> None:
        if names:
            shown = ", ".join(self.client.key.clean(name, 60) for name in names[:SHOWN])
            logger.log(level, message, self.operation.name, len(names), shown + ", ..." * (len(names) > SHOWN))


def as_completed(many: Many[A, R]) -> Iterator[Completed[R]]:
    """Poll until all waits have ended, and yield each end."""
    while many.waiting:
        due = many.next()
        if due is not None:
            yield from many.take(due, _sync.attempt(many.client, *many.request_of(due)))
        else:
            _clock.current().sleep(min(many.pause(), many.patience.until - _clock.current().monotonic()))
        yield from many.expired()


async def as_completed_asyncio(many: Many[A, R]) -> AsyncIterator[Completed[R]]:
    """Poll until all waits have ended like `as_completed`, in a task, with several requests at once."""
    under_way: dict[asyncio.Task[Any], Chunk | One[A, R]] = {}
    try:
        while many.waiting:
            while len(under_way) < BURST and (due := many.next()) is not None:
                attempt = partial(_async.attempt, many.client, *many.request_of(due))
                under_way[asyncio.ensure_future(attempt())] = due
            pause = many.pause() if len(under_way) < BURST else math.inf
            if not under_way:
                left = many.patience.until - _clock.current().monotonic()
                await _clock.current().sleep_asyncio(max(min(pause, left), 0))
            else:
                await _first_of(under_way, pause)
            for task in [task for task in under_way if task.done()]:
                for completed in many.take(under_way.pop(task), task.result()):
                    yield completed
            if not under_way:
                for completed in many.expired():
                    yield completed
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _first_of(tasks: Iterable[asyncio.Task[Any]], pause: float) -> None:
    """Wait until one of some tasks has ended, or something else is due."""
    if pause == math.inf:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return
    sleeper = asyncio.ensure_future(_clock.current().sleep_asyncio(pause))
    try:
        await asyncio.wait([*tasks, sleeper], return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeper.cancel()


def collect(names: Sequence[Any], ended: Iterable[Completed[R]]) -> dict[Any, R]:
    """Return the final states by id, in the order given.

    Raises:
        errors.APIError: Nothing ended well, for one and the same reason.
        errors.BatchError: Some did not end well.
    """
    by_id = {one.id: one for one in ended}
    results = {name: by_id[name].result() for name in names if by_id[name].error is None}
    wrong = {name: error for name in names if (error := by_id[name].error) is not None}
    if not wrong:
        return results
    causes = {id(error): error for error in wrong.values()}
    first = next(iter(causes.values()))
    if not results and len(causes) == 1:
        raise first
    raised = errors.BatchError(f"{len(wrong)} of {len(by_id)} did not end well, the first of them: {first}")
    raised.results, raised.errors, raised.__cause__ = results, wrong, first
    raise raised


def wait(many: Many[A, R]) -> dict[Any, R]:
    """Wait for all, and return their final states by id, in the order given.

    Raises:
        errors.APIError: Nothing ended well, for one and the same reason.
        errors.BatchError: Some did not end well.
    """
    names = [waiter.id for waiter in many.waiting.values()]
    return collect(names, as_completed(many))


async def wait_asyncio(many: Many[A, R]) -> dict[Any, R]:
    """Wait for all like `wait`, in a task."""
    names = [waiter.id for waiter in many.waiting.values()]
    return collect(names, [completed async for completed in as_completed_asyncio(many)])
