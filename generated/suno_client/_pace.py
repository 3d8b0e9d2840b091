# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_pace.py
"""How often the waits of one client poll together: after a 429 all of them poll more slowly.

The waits of a client begin at a moderate rate that grows with each response. At a 429 all of them pause; then they poll
one after the other, evenly, at the rate that the server is known to have allowed. The rate grows again slowly, and
falls with each further 429.
"""

from __future__ import annotations

import collections
import math
import threading
from typing import TYPE_CHECKING, Final

from . import _clock
from .errors import RateLimitError

if TYPE_CHECKING:
    from .errors import APIError

BURST: Final = 8
"""How many polls may begin at once."""

START_RATE: Final = 24.0
"""How many polls a second may begin at first; three responses add one."""

KNOWN_AFTER: Final = 1000
"""So many responses without a 429 end the caution of the beginning."""

WINDOW: Final = 60.0
"""Over how many seconds the allowed rate is measured: most limits are per minute."""

LOWEST_RATE: Final = 0.05
FIRST_LOWEST_RATE: Final = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
GROWTH_EVERY: Final = 30.0
LAST_POLL: Final = 1.0
"""How long before its deadline a wait polls once more, in seconds."""


class Ticket:
    """The place of one poll in the queue."""

    __slots__ = ("at", "given", "until")

    def __init__(self, until: float) -> None:
        self.at = 0.0
        self.given = -1
        self.until = until


class Pace:
    """The rate of the polls of one client. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._responses = 0
        self._recent: collections.deque[float] = collections.deque(maxlen=1000)
        self._rate: float | None = None  # polls a second, once there was a 429
        self._ceiling = math.inf
        self._grown = 0.0
        self._next = -math.inf
        self._blocked = -math.inf
        self._strikes = self._pauses = 0

    def delay(self, ticket: Ticket) -> float:
        """Return how long a poll has to wait still, in seconds; 0: it is its turn."""
        if self._rate is None and self._responses >= KNOWN_AFTER:
            return 0
        with self._lock:
            now = _clock.current().monotonic()
            if ticket.given != self._pauses:  # since then there was a 429: all queue up anew
                ticket.given = self._pauses
                self._grow(now)
                rate = self._rate or START_RATE + self._responses / 3
                burst = BURST / rate if self._rate is None else 0
                start = max(now - burst, self._blocked)
                self._next = max(self._next + 1 / rate, start)
                ticket.at = max(self._next, now)
            # The last poll before a deadline is not given up.
            return max(min(ticket.at, ticket.until - 2 * LAST_POLL) - now, 0)

    def learn(self, error: APIError | None) -> None:
        """Learn from the outcome of a poll."""
        if self._rate is None and self._responses >= KNOWN_AFTER and error is None:
            self._recent.append(_clock.current().monotonic())
            return
        with self._lock:
            now = _clock.current().monotonic()
            if isinstance(error, RateLimitError):
                self._limited(now, error.retry_after)
            elif error is None or error.status_code is not None:
                self._responses += 1
                self._recent.append(now)
                self._strikes = 0

    def _limited(self, now: float, retry_after: float | None) -> None:
        pause = min(FIRST_PAUSE * 2**self._strikes, LONGEST_PAUSE) if retry_after is None else retry_after
        if now < self._blocked:
            # One of many that were under way: the pause is known already.
            self._blocked = max(self._blocked, now + (retry_after or 0))
            return
        if self._rate is None:
            allowed = sum(1 for at in self._recent if now - at < WINDOW)
            self._rate = max(0.9 * allowed / WINDOW, FIRST_LOWEST_RATE)
        elif not self._strikes:
            self._ceiling = self._rate
            self._rate = max(self._rate * 0.8, LOWEST_RATE)
        self._strikes += 1
        self._pauses += 1
        self._blocked = now + min(pause, 10 * LONGEST_PAUSE)
        self._next = self._blocked - 1 / self._rate
        self._grown = self._blocked

    def _grow(self, now: float) -> None:
        while self._rate is not None and now - self._grown >= GROWTH_EVERY:
            self._grown += GROWTH_EVERY
            if self._ceiling == math.inf:
                self._rate *= 1.5
            else:
                self._rate *= 1.1 if self._rate < 0.9 * self._ceiling else 1.02
            if self._rate > START_RATE:
                self._rate, self._responses = None, KNOWN_AFTER
