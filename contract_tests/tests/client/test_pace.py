"""Polling schedules against a relay that refreshes, and many waits against one rate limiter."""

from __future__ import annotations

import asyncio
import collections
import heapq
import itertools
import math
import random
import statistics
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors
from suno_client._pace import Pace, Ticket
from suno_client._polling import Poller
from suno_client.api.suno import fetch_task
from suno_client.models import TaskEnvelope
from suno_client.testing import VirtualClock, use_clock
from suno_client.types import Response

from contract_tests.recordings import load

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 60
"""Requests a minute."""


def envelope(action: str, status: str) -> Response[Any]:
    body = load("fetch_task")["music_success"].response.body
    body = {**body, "data": {**body["data"], "action": action, "status": status, "data": None}}
    return Response(200, httpx.Headers(), b"", TaskEnvelope.from_dict(body), None, None)


STATES = {
    (action, status): envelope(action, status)
    for action in ("MUSIC", "LYRICS")
    for status in ("IN_PROGRESS", "SUCCESS")
}


def wait(action: str, shown: float) -> tuple[float, int]:
    """Wait for a task that is shown as done at a time; return the delay in seconds and the number of requests."""
    with use_clock(VirtualClock()) as clock:
        poller = Poller(fetch_task._POLLING, {}, None)
        for polls in itertools.count(1):
            at = clock.monotonic()
            list(poller.take(STATES[action, "SUCCESS" if at >= shown else "IN_PROGRESS"]))
            if poller.ended:
                return at - shown, polls
            clock.sleep(poller.pause())
    raise AssertionError


@pytest.mark.parametrize("lost", [0, 0.25, 0.5])
def test_lyrics_are_seen_soon(lost: float) -> None:
    """The relay refreshes every 15 s and shows lyrics as done after 11 to 30 s; some refreshes are lost."""
    chance = random.Random(3)  # noqa: S311 - a seed
    random.seed(3)  # the client's jitter
    waits = []
    for _ in range(1000):
        shown = chance.uniform(11, 30)
        while chance.random() < lost:
            shown += 15
        waits.append(wait("LYRICS", shown))
    assert statistics.mean(delay for delay, _ in waits) <= 3
    assert max(delay for delay, _ in waits) <= 8


@pytest.mark.parametrize("lost", [0, 0.25, 0.5])
def test_delay_and_requests(lost: float) -> None:
    """The delay and the number of requests have a bound."""
    chance = random.Random(4)  # noqa: S311 - a seed
    random.seed(4)  # the client's jitter
    waits = []
    for duration in (96, 100, 106, 125, 158, 162, 200) * 100:
        shown = chance.uniform(0, 15)
        while shown < duration or chance.random() < lost:
            shown += 15
        waits.append(wait("MUSIC", shown))
    assert statistics.mean(delay for delay, _ in waits) <= 5
    assert statistics.mean(polls for _, polls in waits) <= 15


class Limiter:
    """Limits the requests per minute, in one of the ways of servers."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.allowed: collections.deque[float] = collections.deque()
        self.tokens, self.since = float(LIMIT), 0.0

    def wait(self, now: float) -> float:
        """Return the seconds until the next request is allowed; 0 if it is."""
        if self.kind == "bucket":
            self.tokens, self.since = min(LIMIT, self.tokens + (now - self.since) * LIMIT / 60), now
            if self.tokens < 1:
                return 1 - self.tokens
            self.tokens -= 1
            return 0
        start = now - 60 if self.kind == "sliding" else now // 60 * 60
        while self.allowed and self.allowed[0] <= start - (self.kind == "fixed"):
            self.allowed.popleft()
        if len(self.allowed) >= LIMIT:
            return (self.allowed[0] if self.kind == "sliding" else start) + 60 - now
        self.allowed.append(now)
        return 0


def many(kind: str, retry_after: Callable[[float], float | None], latency: float) -> tuple[int, int, float]:
    """Wait for 200 songs; return the number of requests and of 429s, and the time of the last song."""
    chance = random.Random(5)  # noqa: S311 - a seed
    limiter, pace, clock = Limiter(kind), Pace(), VirtualClock()
    requests = refused = 0
    with use_clock(clock):
        waits = [(Poller(fetch_task._POLLING, {}, None), chance.uniform(96, 200)) for _ in range(200)]
        tickets = [Ticket(math.inf) for _ in waits]
        # The time, the wait and the outcome of each pending request.
        events: list[tuple[float, int, int, Any]] = [(0, who, who, None) for who in range(200)]
        order = itertools.count(200)
        while events:
            clock._now, _, who, outcome = heapq.heappop(events)
            poller, done = waits[who]
            if outcome is not None:
                pace.learn(outcome.error)
                list(poller.take(outcome))
                if not poller.ended:
                    tickets[who] = Ticket(math.inf)
                    heapq.heappush(events, (clock._now + poller.pause(), next(order), who, None))
                continue
            if pause := pace.delay(tickets[who]):
                heapq.heappush(events, (clock._now + pause, next(order), who, None))
                continue
            requests += 1
            outcome = STATES["MUSIC", "SUCCESS" if clock._now >= done else "IN_PROGRESS"]
            if (later := limiter.wait(clock._now)) > 0:
                refused += 1
                error = errors.RateLimitError("429 Too Many Requests")
                error.retry_after = retry_after(later)
                outcome = Response(429, httpx.Headers(), b"", None, error, None)
            heapq.heappush(events, (clock._now + latency, next(order), who, outcome))
    return requests, refused, clock.monotonic()


@pytest.mark.parametrize("kind", ["sliding", "fixed", "bucket"])
@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("latency", [0.01, 0.2])
def test_many_waits_share_one_limiter(kind: str, announced: bool, latency: float) -> None:  # noqa: FBT001 - of the test
    """At 60 requests a minute, at most 10 % are refused, and the last song is seen as soon as the limit allows."""
    requests, refused, last = many(kind, lambda later: float(math.ceil(later)) if announced else None, latency)
    assert refused <= requests / 10
    assert last <= 400


def test_no_pace_without_limits() -> None:
    """A server without rate limits gets requests at full speed."""
    pace = Pace()
    with use_clock(VirtualClock()) as clock:
        for _ in range(2000):
            clock.sleep(pace.delay(Ticket(math.inf)))
            pace.learn(None)
        assert clock.monotonic() < 15
        assert pace.delay(Ticket(math.inf)) == 0


def test_last_poll() -> None:
    """A wait polls once more before its deadline, however long the queue is."""
    pace = Pace()
    with use_clock(VirtualClock()):
        limited = errors.RateLimitError("429 Too Many Requests")
        limited.retry_after = 1000
        pace.learn(limited)
        assert pace.delay(Ticket(math.inf)) > 500
        assert pace.delay(Ticket(30)) < 30


def test_start_after_a_429() -> None:
    """The rate is one poll every two seconds, however few responses there were before."""
    pace = Pace()
    with use_clock(VirtualClock()):
        pace.learn(errors.RateLimitError("429 Too Many Requests"))
        first, second, third = (pace.delay(Ticket(math.inf)) for _ in range(3))
        assert second - first == pytest.approx(2)
        assert third - second == pytest.approx(2)


def test_a_wait_really_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """It uses the real clock, which other tests replace, in a thread and in a task."""
    slept: list[float] = []

    class EnoughError(Exception):
        """The wait has slept."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise EnoughError

    async def sleep_asyncio(seconds: float) -> None:
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(asyncio, "sleep", sleep_asyncio)
    body = {**load("fetch_task")["music_success"].response.body}
    body["data"] = {**body["data"], "status": "IN_PROGRESS", "data": []}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    client = AuthenticatedClient(token="sk-test", transport=transport, async_transport=transport)
    task_id = body["data"]["task_id"]
    with pytest.raises(EnoughError):
        fetch_task.wait(task_id, client=client)
    with pytest.raises(EnoughError):
        asyncio.run(fetch_task.wait_asyncio(task_id, client=client))
    assert all(pause >= 1 for pause in slept), slept
    assert len(slept) == 2
