"""Waiting schedules, simulated against a relay that refreshes every 15 s; a seed makes it the same each time."""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING, Any, Final

import attrs
from suno_client._polling import Pauses, Phase
from suno_client.api.suno.fetch_task import _POLLING

from scripts.benchmarks.results import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from suno_client._polling import Polling

SONGS: Final = (96, 100, 106, 125, 158, 162, 200)
"""Seconds from submit to finish of the seven known successes (docs/evidence.md#refresh)."""

LYRICS: Final = (11, 30)
"""When lyrics were first seen done on a real relay, in seconds after the submission."""

REFRESH: Final = 15
"""How often the relay asks its upstream, in seconds."""

LOST: Final = (0.0, 0.5)
"""Which share of these rounds is lost."""

SEED: Final = 6


def song(lost: float) -> float:
    """Return when the relay shows a song as done: at the first refresh after its end that is not lost."""
    shown = random.uniform(0, REFRESH)  # noqa: S311 - a simulation
    ends = random.choice(SONGS)  # noqa: S311 - a simulation
    while shown < ends or random.random() < lost:  # noqa: S311 - a simulation
        shown += REFRESH
    return shown


def lyrics(lost: float) -> float:
    """Return when the relay shows lyrics as done."""
    shown = random.uniform(*LYRICS)  # noqa: S311 - a simulation
    while random.random() < lost:  # noqa: S311 - a simulation
        shown += REFRESH
    return shown


KINDS: Final[dict[str, Callable[[float], float]]] = {"MUSIC": song, "LYRICS": lyrics}


def detect(polling: Polling[Any, Any], kind: str, shown: float) -> tuple[float, int]:
    """Wait for a task that is shown as done some seconds after the wait begins, on a clock of its own.

    Return how long after that it is seen, in seconds, and how many requests that took.
    """
    pauses = Pauses(polling.schedules.get(kind, polling.schedule), polling.jitter)
    now, requests = 0.0, 1
    while now < shown:
        now += pauses(now)
        requests += 1
    return now - shown, requests


def fixed(interval: float, growth: float = 1, longest: float | None = None) -> Polling[Any, Any]:
    """Make a schedule of one phase, with the jitter of ours."""
    return attrs.evolve(_POLLING, schedule=(Phase(interval, growth, longest or interval),), schedules={})


SCHEDULES: Final = {
    "suno_client": _POLLING,
    "suno_client, if `action` were unknown": attrs.evolve(_POLLING, schedules={}),
    "fixed 0.5 s": fixed(0.5),
    "fixed 5 s": fixed(5),
    "2 s growing 1.5 times to 15 s": fixed(2, 1.5, 15),
}


def simulate(polling: Polling[Any, Any], kind: str, lost: float, runs: int) -> tuple[list[float], list[float]]:
    """Wait for tasks of a kind, again and again; return the delays in seconds and the numbers of requests."""
    # The package draws its jitter from the shared generator: a seed of its own for each schedule.
    state = random.getstate()
    random.seed(SEED)
    outcomes = [detect(polling, kind, KINDS[kind](lost)) for _ in range(runs)]
    random.setstate(state)
    return [delay for delay, _ in outcomes], [float(requests) for _, requests in outcomes]


def grid(runs: int) -> Grid:
    """Simulate each schedule for so many tasks of each kind."""
    columns = ["schedule", "rounds lost"]
    columns += [f"{kind}: {what}" for kind in ("song", "lyrics") for what in ("mean delay", "longest", "requests")]
    rows = []
    for name, polling in SCHEDULES.items():
        for lost in LOST:
            row = [name, f"{lost:.0%}"]
            for kind in KINDS:
                delays, requests = simulate(polling, kind, lost, runs)
                row += [f"{statistics.mean(delays):.1f} s", f"{max(delays):.1f} s", f"{statistics.mean(requests):.1f}"]
            rows.append(row)
    notes = [
        (
            f"Simulated: {runs:,} waits for songs (of {', '.join(map(str, SONGS))} s) and for lyrics (first shown as "
            f"done after {LYRICS[0]} to {LYRICS[1]} s), on a relay that refreshes every {REFRESH} s and loses none or "
            "half of the rounds. The delay counts from when the relay shows the end. Every schedule has the client's "
            f"jitter. Seed {SEED}."
        ),
        "Reach: songs 5 s and 15 requests on average; lyrics 3 s on average and 8 s at most.",
    ]
    return Grid("Waiting: when the end of a task is seen, and what that costs", columns, rows, notes)
