# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_guard.py
"""Bounds a request as a whole: httpx bounds each read. Ends it cleanly when its caller is cancelled.

httpx has no total timeout, and httpcore 1.0.9 loses a slot of its pool when a task is cancelled inside it
(encode/httpcore#1093). So the network backend of httpcore's pools is wrapped (`_network.py`), in an httpx client of
ours as in one that a caller hands in. In a thread, each connect, read and write gets what is left of the request's
time. In asyncio, each request has a task of its own, and ending it early (its time is up, its caller is cancelled, the
client is closed) only ever interrupts it where it waits for the network, as an ordinary network error that httpcore
cleans up after.

Other transports (aiohttp's, `httpx.MockTransport`, a caller's own) have no such backend. There, asyncio cancels the
request's task; in a thread the time is checked between the chunks of the body.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    import httpx

T = TypeVar("T")

GRACE: Final = 1.0
"""How long a request that was ended may take to clean up before its task is cancelled, in seconds."""

LATE: Final = "the request took longer than its total time"

_current: ContextVar[Deadline | None] = ContextVar("suno_client_deadline", default=None)


class Deadline:
    """Until when one request may last. A context manager, for the thread that makes the request.

    Attributes:
        until: The time by `time.monotonic`, in seconds.
        unsent: Whether the guard is at work and has seen nothing of the request leave.
    """

    __slots__ = ("_token", "unsent", "until")

    def __init__(self, seconds: float, *, guarded: bool) -> None:
        self.until = time.monotonic() + seconds
        self.unsent = guarded

    def __enter__(self) -> None:
        self._token = _current.set(self)

    def __exit__(self, *exception: object) -> None:
        _current.reset(self._token)

    def within(self, timeout: float | None, late: type[Exception]) -> float | None:
        """Return what is left for one operation on the network, in seconds; None: no limit.

        Raises:
            Exception: The time is up; as `late`.
        """
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise late(LATE)
        if remaining == math.inf:
            return timeout
        return remaining if timeout is None else min(timeout, remaining)


class Scope(Deadline):
    """One request of asyncio, in a task of its own.

    Attributes:
        ended: Why the request was ended early: "deadline", "cancelled" or "closed"; None if it was not.
        inside: Whether the task may be interrupted now.
    """

    __slots__ = ("_cut", "_timer", "ended", "guarded", "inside", "task")

    def __init__(self, seconds: float, *, guarded: bool) -> None:
        """Make a scope.

        Args:
            seconds: How long the request may last.
            guarded: Whether the transport is one that `guard` could wrap.
        """
        super().__init__(seconds, guarded=guarded)
        self.guarded = guarded
        self.ended: str | None = None
        self.inside = not guarded
        self.task: asyncio.Task[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._cut: asyncio.TimerHandle | None = None

    def start(self, request: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start the request in a task of its own."""
        loop = asyncio.get_running_loop()
        token = _current.set(self)  # a task runs in a copy of the context
        try:
            self.task = task = loop.create_task(request, name="suno_client request")
        finally:
            _current.reset(token)
        if self.until != math.inf:
            self._timer = loop.call_at(loop.time() + self.until - time.monotonic(), self.end, "deadline")
        return task

    def finish(self) -> None:
        """Forget the timers, once the task is done."""
        for timer in (self._timer, self._cut):
            if timer is not None:
                timer.cancel()

    def end(self, why: str) -> None:
        """End the request early, at the network operation that it waits for or at its next one."""
        if self.task is None or self.task.done():
            return
        if self.ended is None:
            self.ended = why
            if self.inside:
                self.task.cancel()
            self._cut = self.task.get_loop().call_later(GRACE, self.task.cancel)

    async def wait(self, task: asyncio.Task[T]) -> T:
        """Wait for the request's task; whoever waits may be cancelled, and then the request has ended as well."""
        done: asyncio.Future[None] = task.get_loop().create_future()

        def wake(_: object) -> None:
            if not done.done():
                done.set_result(None)

        task.add_done_callback(wake)
        try:
            await done
        except asyncio.CancelledError:
            self.end("cancelled")
            with contextlib.suppress(asyncio.CancelledError):  # cancelled once more: it is raised all the same
                await asyncio.wait({task}, timeout=2 * GRACE)
            raise
        return task.result()

    async def run(self, operation: Awaitable[T], late: type[Exception]) -> T:
        """Run one operation on the network, which is where the request may be interrupted.

        Raises:
            Exception: The request was ended; as `late`.
        """
        if self.ended is not None:
            getattr(operation, "close", lambda: None)()
            raise late(LATE)
        self.inside = True
        try:
            return await operation
        except asyncio.CancelledError:
            if self.ended is None or self.task is None:
                raise  # somebody cancelled the task itself: the event loop ends
            self.task.uncancel()
            raise late(LATE) from None
        finally:
            self.inside = not self.guarded


def within(timeout: float | None, late: type[Exception]) -> float | None:
    """Return how long one operation of a thread on the network may take, in seconds; None: no limit.

    Raises:
        Exception: The time of the request is up; as `late`.
    """
    deadline = _current.get()
    return timeout if deadline is None else deadline.within(timeout, late)


async def run(operation: Awaitable[T], late: type[Exception]) -> T:
    """Run one operation of a task on the network.

    Raises:
        Exception: The request was ended; as `late`.
    """
    scope = _current.get()
    return await (scope.run(operation, late) if isinstance(scope, Scope) else operation)


def writes() -> None:
    """Note that something of the request is about to be sent."""
    deadline = _current.get()
    if deadline is not None:
        deadline.unsent = False


def guard(http: httpx.Client | httpx.AsyncClient) -> bool:
    """Make deadlines hold at the sockets of an httpx client.

    Returns:
        Whether that could be done for each of its transports.
    """
    from ._network import wrap  # noqa: PLC0415 - importing httpcore takes longer than importing this package

    return wrap(http)
