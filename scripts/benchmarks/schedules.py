"""Simulates waiting schedules against a relay that refreshes every 15 s; a seed makes it reproducible."""

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
"""Seconds between two polls of the upstream by the relay."""

LOST: Final = (0.0, 0.5)
"""The share of these polls that is lost."""

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
    """Wait, on a simulated clock, for a task that is shown as done `shown` seconds after the wait begins.

    Returns:
        The delay until the client sees it, in seconds, and the number of requests.
    """
    pauses = Pauses(polling.schedules.get(kind, polling.schedule), polling.jitter)
    now, requests = 0.0, 1
    while now < shown:
        now += pauses(now)
        requests += 1
    return now - shown, requests


def fixed(interval: float, growth: float = 1, longest: float | None = None) -> Polling[Any, Any]:
    """Return a schedule of one phase, with the jitter of the client's schedules."""
    return attrs.evolve(_POLLING, schedule=(Phase(interval, growth, longest or interval),), schedules={})


SCHEDULES: Final = {
    "suno_client": _POLLING,
    "suno_client, if `action` were unknown": attrs.evolve(_POLLING, schedules={}),
    "fixed 0.5 s": fixed(0.5),
    "fixed 5 s": fixed(5),
    "2 s growing 1.5 times to 15 s": fixed(2, 1.5, 15),
}


def simulate(polling: Polling[Any, Any], kind: str, lost: float, runs: int) -> tuple[list[float], list[float]]:
    """Wait for many tasks of a kind; return the delays in seconds and the numbers of requests."""
    # The package takes its jitter from the shared generator, so each schedule sets the seed.
    state = random.getstate()
    random.seed(SEED)
    outcomes = [detect(polling, kind, KINDS[kind](lost)) for _ in range(runs)]
    random.setstate(state)
    return [delay for delay, _ in outcomes], [float(requests) for _, requests in outcomes]


def grid(runs: int) -> Grid:
    """Simulate each schedule for `runs` tasks of each kind."""
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
