# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/testing.py
"""A clock for the tests of applications, with which waits and retries take no time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from ._clock import use_clock

if TYPE_CHECKING:
    import contextlib


class VirtualClock:
    """A clock that sleeping sets forward.

    Attributes:
        slept: Every sleep so far, in seconds, in order.
    """

    def __init__(self, start: float | None = None) -> None:
        """Start the clock.

        Args:
            start: The time that it shows first, in Unix seconds; default: now.
        """
        self.start = time.time() if start is None else start
        self.slept: list[float] = []
        self._now = 0.0

    def time(self) -> float:
        """Return the time in Unix seconds; pass this method to whatever shares the clock, such as a mocked API."""
        return self.start + self._now

    def monotonic(self) -> float:
        """Return the time since the start, in seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Set the clock forward."""
        self.slept.append(seconds)
        self._now += seconds

    async def sleep_asyncio(self, seconds: float) -> None:
        """Set the clock forward, and let other tasks run. Tasks that sleep side by side share the time."""
        until = self._now + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self._now = max(self._now, until)


def virtual_time() -> contextlib.AbstractContextManager[VirtualClock]:
    """Make waits and retries pass without sleeping while the context lasts, like `use_clock`."""
    return use_clock(VirtualClock())


__all__ = ["VirtualClock", "use_clock", "virtual_time"]
