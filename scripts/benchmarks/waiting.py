"""Measures waits for many tasks at once in one process: the cost of each poll and of each waiter.

    python -m scripts.benchmarks.waiting httpx|batch|aiohttp|plain WAITERS BASE_URL [--memory]

runs one such process and prints its figures as JSON; `table` runs it for each case.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import httpx
from attrs import frozen
from suno_client import AuthenticatedClient, models
from suno_client._pace import KNOWN_AFTER
from suno_client.api.suno import fetch_task, fetch_tasks
from suno_client.testing import use_clock

from scripts.benchmarks import server
from scripts.benchmarks.results import Figure, Table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

KEY = "sk-test"
CONNECTIONS = 100
"""How many connections the client opens; they are all open before memory is measured."""

DONE = "SUCCESS"


class Gate:
    """A clock on which waiters sleep until all of them do, so that the cost of a sleeping waiter can be measured."""

    def __init__(self) -> None:
        self.sleepers: list[asyncio.Future[None]] = []
        self.still = asyncio.Event()
        self.expected = 0
        self._passed = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self._passed

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError

    async def sleep_asyncio(self, seconds: float) -> None:
        """Sleep in a task as asyncio does, with a timer, until the gate opens."""
        if not seconds:
            return
        loop = asyncio.get_running_loop()
        sleeper = loop.create_future()
        timer = loop.call_later(86400, sleeper.cancel)
        self.sleepers.append(sleeper)
        if len(self.sleepers) == self.expected:
            self.still.set()
        try:
            await sleeper
        finally:
            timer.cancel()

    def open(self) -> None:
        """Wake all waiters at a time at which every poll is due."""
        self._passed += 60
        sleepers, self.sleepers = self.sleepers, []
        self.still.clear()
        for sleeper in sleepers:
            if not sleeper.done():
                sleeper.set_result(None)


@frozen
class Way:
    """A way to wait for many tasks; `sleepers` returns how many sleep between two polls, for a number of tasks."""

    wait: Callable[[list[str]], Awaitable[list[Any]]]
    warm: Callable[[], Awaitable[Any]]
    sleepers: Callable[[int], int] = int


def each(wait: Callable[[str], Awaitable[Any]]) -> Callable[[list[str]], Awaitable[list[Any]]]:
    """Return a function that waits for many tasks, with a wait for each."""

    async def wait_for_all(ids: list[str]) -> list[Any]:
        return await asyncio.gather(*map(wait, ids))

    return wait_for_all


@contextlib.asynccontextmanager
async def plain(base_url: str, gate: Gate) -> AsyncIterator[Way]:
    """Wait with a simple loop over httpx."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, limits=limits, timeout=600) as client:

        async def wait(task_id: str) -> str:
            while (await client.get(f"/suno/fetch/{task_id}")).json()["data"]["status"] != DONE:
                await gate.sleep_asyncio(3)
            return DONE

        yield Way(each(wait), lambda: client.get("/suno/fetch/music_not_start"))


@contextlib.asynccontextmanager
async def ours(base_url: str, _gate: Gate, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Way]:
    """Wait with the client, a wait for each task."""
    async with AuthenticatedClient(base_url=base_url, token=KEY, async_transport=transport, timeout=600) as client:
        client.pools.pace._responses = KNOWN_AFTER  # noqa: SLF001 - as if the server were known to be fast enough
        yield Way(
            each(lambda task_id: fetch_task.wait_asyncio(task_id, client=client, timeout=None)),
            lambda: fetch_task.asyncio("music_not_start", client=client),
        )


@contextlib.asynccontextmanager
async def batch(base_url: str, _gate: Gate) -> AsyncIterator[Way]:
    """Wait with the client, for all tasks at once over the batch operation."""
    async with AuthenticatedClient(base_url=base_url, token=KEY, timeout=600) as client:
        client.pools.pace._responses = KNOWN_AFTER  # noqa: SLF001 - as above

        async def wait(ids: list[str]) -> list[Any]:
            return list((await fetch_tasks.wait_asyncio(ids, client=client, timeout=None)).values())

        async def warm() -> None:
            await fetch_tasks.asyncio(client=client, body=models.TasksRequest(ids=["music_not_start"]))

        yield Way(wait, warm, lambda _: 1)


def over_aiohttp(base_url: str, gate: Gate) -> contextlib.AbstractAsyncContextManager[Way]:
    from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415 - the other cases must not pay for it

    limits = httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=60)
    return ours(base_url, gate, AiohttpTransport(limits=limits))


WAYS: dict[str, tuple[str, Callable[[str, Gate], contextlib.AbstractAsyncContextManager[Way]]]] = {
    "httpx": ("suno_client over httpx", ours),
    "batch": ("suno_client over httpx, in batches", batch),
    "aiohttp": ("suno_client over aiohttp", over_aiohttp),
    "plain": ("own loop over httpx + json", plain),
}
"""The measured values, with their names in the tables."""


async def run(kind: str, waiters: int, base_url: str, *, memory: bool) -> dict[str, float]:
    """Wait for many tasks at once in one of `WAYS`, and return the figures by name.

    Measuring memory would slow the wait down, so it has its own run.
    """
    gate = Gate()
    if memory:
        tracemalloc.start()  # before the connections open, so that their memory is not counted
    with use_clock(gate):
        async with WAYS[kind][1](base_url, gate) as way:
            await asyncio.gather(*(way.warm() for _ in range(server.WARMING)))
            return await _measure(gate, way, waiters, memory=memory)


async def _measure(gate: Gate, way: Way, waiters: int, *, memory: bool) -> dict[str, float]:
    gate.expected = way.sleepers(waiters)
    await asyncio.sleep(0.1)  # frees what the first requests leave behind
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    began, cpu = time.perf_counter(), time.process_time()
    waiting = asyncio.ensure_future(way.wait([f"waiter-{number}" for number in range(waiters)]))
    await gate.still.wait()
    if memory:
        gc.collect()
        held = (tracemalloc.get_traced_memory()[0] - before) / waiters
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return {"bytes": held}
    while not waiting.done():
        gate.open()
        still = asyncio.ensure_future(gate.still.wait())
        await asyncio.wait([waiting, still], return_when=asyncio.FIRST_COMPLETED)
        still.cancel()
    results = await waiting
    figures: dict[str, float] = {}
    polls = waiters * (len(server.PENDING) + 1)
    figures["cpu"] = (time.process_time() - cpu) / polls
    figures["rate"] = polls / (time.perf_counter() - began)
    figures["finished"] = sum(getattr(result, "status", result) == DONE for result in results)
    return figures


def measure(kind: str, waiters: int, *, memory: bool) -> dict[str, float]:
    """Run one case: the mocked API in one process, the waiters in another."""
    with server.running("mock", str(waiters)) as base_url:
        command = [sys.executable, "-m", "scripts.benchmarks.waiting", kind, str(waiters), base_url]
        done = subprocess.run(
            [*command, *(["--memory"] if memory else [])],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        figures: dict[str, float] = json.loads(done.stdout)
        figures["connections"], requests = httpx.get(f"{base_url}/counts").json()
        figures["requests"] = requests - server.WARMING
    return figures


MANY = 1000


def tables(counts: list[int], rounds: int) -> list[Table]:
    """Measure each case for each number of waiters: up to a thousand waiters `rounds` times, more of them once."""
    cpu = Table("Many waiters: CPU of the client for a poll", "µs", base="")
    rate = Table("Many waiters: polls per second", "1/s")
    requests = Table("Many waiters: requests for all polls of all", "")
    memory = Table("Many waiters: memory that a sleeping waiter holds", "bytes")
    polls = len(server.PENDING) + 1
    for waiters in counts:
        # The time of the simple loop grows with the square of the waiters; beyond a thousand it takes hours.
        kinds = [kind for kind in WAYS if kind != "plain" or waiters <= MANY]
        runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
        for _ in range(rounds if waiters <= MANY else 1):
            for kind in kinds:
                runs[kind].append(measure(kind, waiters, memory=False))
        for kind, results in runs.items():
            name = f"{WAYS[kind][0]}, {waiters:,}"
            finished = min(int(result["finished"]) for result in results)
            opened = max(int(result["connections"]) for result in results)
            note = f"{finished:,} of {waiters:,} finished, {opened} connections opened"
            single = runs["httpx"]
            shares = kind == "batch"
            cheap = statistics.median(result["cpu"] for result in single) * 1e6 / 10 if shares else None
            cpu.figures.append(Figure(name, [result["cpu"] * 1e6 for result in results], reach=cheap))
            few = single[0]["requests"] / 50 if shares else None
            requests.figures.append(Figure(name, [result["requests"] for result in results], reach=few))
            rate.figures.append(Figure(name, [result["rate"] for result in results], note=note))
            reach = None if kind == "plain" else 1024 if shares else 4096
            memory.figures.append(Figure(name, [measure(kind, waiters, memory=True)["bytes"]], reach=reach))
    cpu.notes.append(
        f"{polls} polls each, against the mocked API in a process of its own; user and system time of the client."
    )
    rate.notes.append("Limited by the mocked API, which serves one request at a time on the other core.")
    memory.notes.append(
        f"tracemalloc, while all sleep after their first poll, less what there was with {CONNECTIONS} connections open."
    )
    requests.notes.append(
        f"A batch has {server.BATCH} tasks. Its reaches are a tenth of the CPU and a fiftieth of the requests."
    )
    return [cpu, rate, requests, memory]


if __name__ == "__main__":
    kind, waiters, base_url, *options = sys.argv[1:]
    print(json.dumps(asyncio.run(run(kind, int(waiters), base_url, memory="--memory" in options))))
