# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_clock.py
"""The one place where this package looks at the time and sleeps, so that a test can take its place."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Time and sleep."""

    def monotonic(self) -> float:
        """Tell the time in seconds, from any start, never going back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Sleep in a thread."""
        ...

    async def sleep_asyncio(self, seconds: float) -> None:
        """Sleep in a task."""
        ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Tell the time in seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep in a thread."""
        time.sleep(seconds)

    async def sleep_asyncio(self, seconds: float) -> None:
        """Sleep in a task."""
        await asyncio.sleep(seconds)


clock: Clock = SystemClock()
