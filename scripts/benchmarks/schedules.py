"""Waiting schedules, simulated on the durations that the facts know; a seed makes it the same each time."""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING, Any

import attrs
from suno_client._polling import Phase
from suno_client.api.suno.fetch_task import _POLLING

from scripts.benchmarks.results import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suno_client._polling import Polling

SONGS = (96, 100, 106, 125, 158, 162, 200)
"""Seconds from submit to finish of the seven known successes (docs/evidence.md#refresh)."""

QUICK = tuple(range(13))
"""Seconds that lyrics take."""

SEED = 6


def detect(polling: Polling[Any, Any], duration: float) -> tuple[float, int]:
    """Wait for one task, on a clock of its own.

    Args:
        polling: The schedule.
        duration: When the task ends, in seconds after the wait begins.

    Returns:
        How long after its end it is seen, in seconds, and how many requests that took.
    """
    pauses = polling.pauses()
    now, requests = 0.0, 1
    while now < duration:
        now += pauses(now)
        requests += 1
    return now - duration, requests


def fixed(interval: float, growth: float = 1, longest: float | None = None) -> Polling[Any, Any]:
    """Make a schedule of one phase, with the jitter of ours."""
    return attrs.evolve(_POLLING, schedule=(Phase(interval, growth, longest or interval),))


SCHEDULES = {
    "suno_client": _POLLING,
    "fixed 0.5 s": fixed(0.5),
    "fixed 5 s": fixed(5),
    "2 s growing 1.5 times to 15 s": fixed(2, 1.5, 15),
}


def simulate(polling: Polling[Any, Any], durations: Sequence[float], runs: int) -> tuple[list[float], list[float]]:
    """Wait for tasks of some durations, again and again.

    Returns:
        The delays in seconds and the numbers of requests.
    """
    # The package draws its jitter from the shared generator: a seed of its own for each schedule.
    state = random.getstate()
    random.seed(SEED)
    outcomes = [detect(polling, duration) for _ in range(runs) for duration in durations]
    random.setstate(state)
    return [delay for delay, _ in outcomes], [float(requests) for _, requests in outcomes]


def grid(runs: int) -> Grid:
    """Simulate each schedule.

    Args:
        runs: How often each duration is waited for.
    """
    columns = [
        "schedule",
        "song: mean delay",
        "song: longest delay",
        "song: mean requests",
        "quick: mean",
        "quick: longest",
    ]
    rows = []
    for name, polling in SCHEDULES.items():
        delays, requests = simulate(polling, SONGS, runs)
        quick, _ = simulate(polling, QUICK, runs)
        seconds = [statistics.mean(delays), max(delays), statistics.mean(quick), max(quick)]
        mean, longest, quick_mean, quick_longest = (f"{value:.1f} s" for value in seconds)
        rows.append([name, mean, longest, f"{statistics.mean(requests):.1f}", quick_mean, quick_longest])
    notes = [
        (
            f"Simulated: {runs:,} waits for each known duration of songs ({', '.join(map(str, SONGS))} s) and each of "
            f"0 to 12 s (quick, as lyrics are). Every schedule has the client's jitter. Seed {SEED}."
        ),
        "Reach: songs 5 s and 15 requests on average, quick tasks 3 s at most.",
    ]
    return Grid("Waiting: when the end of a task is seen, and what that costs", columns, rows, notes)
