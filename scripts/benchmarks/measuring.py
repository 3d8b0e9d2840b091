"""Measures time: candidates take turns within each round, so that a busy machine affects them equally.

pyperf and pytest-benchmark are not used, because they run one candidate after the other; the ratio of two candidates
then depends on the load of the machine.
"""

from __future__ import annotations

import gc
import itertools
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

ROUND = 0.004
"""How long one candidate's turn should last, in seconds: shorter than a time slice of the scheduler."""
WARM_UP = 2
"""Rounds before the first one that counts; they also determine how many calls fill a turn."""


class Turns:
    """The order of the turns, and their durations."""

    def __init__(self, names: Iterable[str], rounds: int) -> None:
        self.samples: dict[str, list[float]] = {name: [] for name in names}
        self._rounds = rounds
        self._calls = dict.fromkeys(self.samples, 3)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Yield the name of each turn's candidate, and the number of its calls."""
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
    """Time the calls of each candidate in `rounds` turns; `before` is called before each turn and not timed.

    Returns:
        The seconds per call of each round, by name.
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
    """Return samples in seconds in another unit, of which a second has `per_second`."""
    return {name: [value * per_second for value in values] for name, values in samples.items()}
