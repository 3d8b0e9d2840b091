"""Measure time: candidates take turns within each round, so that a busy machine slows them alike.

This is why no benchmark runner measures here: pyperf and pytest-benchmark run one candidate after the other, and then
the ratio of two candidates depends on what else the machine did meanwhile.
"""

from __future__ import annotations

import gc
import itertools
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

ROUND = 0.004
"""How long one candidate's turn should last, in seconds: shorter than what the system gives a process at a time."""
WARM_UP = 2
"""Rounds before the first one that counts; they also say how many calls fill a turn."""


class Turns:
    """The order of the turns, and what they took."""

    def __init__(self, names: Iterable[str], rounds: int) -> None:
        self.samples: dict[str, list[float]] = {name: [] for name in names}
        self._rounds = rounds
        self._calls = dict.fromkeys(self.samples, 3)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """List whose turn it is, and how many calls it makes."""
        gc.collect()
        for name in list(self.samples) * (WARM_UP + self._rounds):
            yield name, self._calls[name]

    def took(self, name: str, seconds: float) -> None:
        samples, each = self.samples[name], seconds / self._calls[name]
        samples.append(each)
        if len(samples) == WARM_UP:
            self._calls[name] = max(1, round(ROUND / each))

    def result(self) -> dict[str, list[float]]:
        """Return the samples without those of the warm-up."""
        return {name: samples[WARM_UP:] for name, samples in self.samples.items()}


def take_turns(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int,
    before: Mapping[str, Callable[[], object]] | None = None,
) -> dict[str, list[float]]:
    """Time calls by name in so many turns each; `before` is called, untimed, before a candidate's turn.

    Returns:
        By name, the seconds per call of each round.
    """
    turns = Turns(candidates, rounds)
    for name, calls in turns:
        (before or {}).get(name, int)()
        call = candidates[name]
        begin = time.perf_counter()
        for _ in itertools.repeat(None, calls):
            call()
        turns.took(name, time.perf_counter() - begin)
    return turns.result()


async def take_turns_asyncio(
    candidates: Mapping[str, Callable[[], Awaitable[Any]]], rounds: int
) -> dict[str, list[float]]:
    """Time calls like `take_turns`, in a task."""
    turns = Turns(candidates, rounds)
    for name, calls in turns:
        call = candidates[name]
        begin = time.perf_counter()
        for _ in itertools.repeat(None, calls):
            await call()
        turns.took(name, time.perf_counter() - begin)
    return turns.result()


def in_unit(samples: Mapping[str, list[float]], per_second: float) -> dict[str, list[float]]:
    """Return samples in seconds in another unit, of which a second has so many."""
    return {name: [value * per_second for value in values] for name, values in samples.items()}
