# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_clock.py
"""The one place where this package reads the clock and sleeps, so that a test can take its place."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock(Protocol):
    """Time and sleep."""

    def monotonic(self) -> float:
        """Return the time in seconds, from any start, never going back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Sleep in a thread."""
        ...

    async def sleep_asyncio(self, seconds: float) -> None:
        """Sleep in a task."""
        ...


FOREVER: Final = 4e6
"""A limit of so many seconds (46 days) or more counts as no limit: no platform's socket takes an infinite one."""

C = TypeVar("C", bound=Clock)


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep in a thread."""
        time.sleep(seconds)

    async def sleep_asyncio(self, seconds: float) -> None:
        """Sleep in a task."""
        await asyncio.sleep(seconds)


_system: Final = SystemClock()
_used: list[tuple[int, Clock]] = []
_lock: Final = threading.Lock()


def current() -> Clock:
    """Return the clock that was put in use last in this thread, else last in any thread, else the machine's."""
    if not _used:
        return _system
    used, thread = tuple(_used), threading.get_ident()
    mine = [clock for owner, clock in used if owner == thread] or [clock for _, clock in used]
    return mine[-1] if mine else _system


@contextlib.contextmanager
def use_clock(clock: C) -> Iterator[C]:
    """Make the waits and retries of this package use another clock while the context lasts.

    It holds in the whole process, except in a thread that uses another clock at the same time.

    Args:
        clock: The clock.
    """
    entry: tuple[int, Clock] = (threading.get_ident(), clock)
    with _lock:
        _used.append(entry)
    try:
        yield clock
    finally:
        with _lock:
            _used[:] = [used for used in _used if used is not entry]
