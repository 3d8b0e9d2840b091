"""Taking time: candidates take turns within each round, so that a busy machine slows them alike."""

from __future__ import annotations

import gc
import itertools
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

ROUND = 0.004
"""How long one candidate's turn should last, in seconds: shorter than what the system gives a process at a time."""


def _calls(seconds: float) -> int:
    return max(1, round(ROUND / seconds))


def take_turns(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int,
    before: Mapping[str, Callable[[], object]] | None = None,
) -> dict[str, list[float]]:
    """Time calls.

    Args:
        candidates: The calls, by name.
        rounds: How many turns each gets.
        before: What to do before a candidate's turn, untimed.

    Returns:
        By name, the seconds per call of each round.
    """
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    prepare = before or {}
    repeats: dict[str, int] = {}
    gc.collect()
    for number in range(-2, rounds):  # two rounds to warm up
        for name, call in candidates.items():
            prepare.get(name, int)()
            repeat = repeats.get(name, 3)
            begin = time.perf_counter()
            for _ in itertools.repeat(None, repeat):
                call()
            taken = (time.perf_counter() - begin) / repeat
            if number < 0:
                repeats[name] = _calls(taken)
            else:
                samples[name].append(taken)
    return samples


async def take_turns_asyncio(
    candidates: Mapping[str, Callable[[], Awaitable[Any]]], rounds: int
) -> dict[str, list[float]]:
    """Time calls like `take_turns`, in a task."""
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    repeats: dict[str, int] = {}
    gc.collect()
    for number in range(-2, rounds):
        for name, call in candidates.items():
            repeat = repeats.get(name, 3)
            begin = time.perf_counter()
            for _ in itertools.repeat(None, repeat):
                await call()
            taken = (time.perf_counter() - begin) / repeat
            if number < 0:
                repeats[name] = _calls(taken)
            else:
                samples[name].append(taken)
    return samples


def in_unit(samples: Mapping[str, list[float]], per_second: float) -> dict[str, list[float]]:
    """Give samples in another unit than seconds.

    Args:
        samples: Seconds by name.
        per_second: How many of the unit a second has.
    """
    return {name: [value * per_second for value in values] for name, values in samples.items()}
