"""Faults for `MockApi.inject`: each changes the response to a request.

If a fault responds in the relay's place, a submission is not processed. If it spoils the relay's response, the
submission is processed, which costs money in reality; `processed` makes this so for any fault.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from .responses import MockResponse, compact, load_recordings

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class Fault:
    """A change of a response.

    Attributes:
        change: Takes the response that was due and returns the one that is sent.
        processed: Whether the request is processed before; if not, nothing is made and nothing is charged.
    """

    change: Callable[[MockResponse], MockResponse]
    processed: bool = True

    def __call__(self, due: MockResponse) -> MockResponse:
        return self.change(due)


def processed(fault: Callable[[MockResponse], MockResponse]) -> Fault:
    """Change the response to a request that was processed: the song is made and charged.

    Args:
        fault: Any fault, such as `replaced(502)`.
    """
    return Fault(fault, processed=True)


def recorded(name: str) -> Fault:
    """Respond with a recording instead; the request is not processed.

    Args:
        name: The recording's file stem, such as `error_520_edge`, `error_200_html_page` or `error_429_empty_body`.
    """
    return Fault(lambda _due: MockResponse.of(load_recordings()[name]), processed=False)


def replaced(status: int, body: bytes | str = b"", **headers: str) -> Fault:
    """Respond with the given status, headers and body; the request is not processed.

    Args:
        status: The status code, registered or not.
        body: The body.
        headers: The headers, with `_` for `-`.
    """
    content = body.encode() if isinstance(body, str) else body
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(lambda _due: MockResponse(status, lines, content), processed=False)


def rate_limited(retry_after: str | None = None) -> Fault:
    """Respond with 429 without a body; the request is not processed.

    Args:
        retry_after: The header's value, seconds or an HTTP date; None sends none.
    """
    return replaced(429, **({} if retry_after is None else {"retry_after": retry_after}))


def edited(edit: Callable[[Any], Any]) -> Fault:
    """Change the JSON body of the response.

    Args:
        edit: Takes the body; changes it in place, or returns another one.
    """

    def change(due: MockResponse) -> MockResponse:
        body = json.loads(due.body)
        changed = edit(body)
        return attrs.evolve(due, body=compact(body if changed is None else changed).encode())

    return Fault(change)


def delayed(seconds: float) -> Fault:
    """Delay the response.

    Args:
        seconds: How long; the application calls its `sleep`.
    """
    return Fault(lambda due: attrs.evolve(due, delay=seconds))


def _failing(error: OSError, *, processed: bool = True) -> Fault:
    return Fault(lambda due: attrs.evolve(due, error=error), processed)


truncated = Fault(lambda due: attrs.evolve(due, body=due.body[: len(due.body) // 2]))
"""Send the first half of the body as if it were the whole."""
empty = Fault(lambda due: MockResponse(due.status))
"""Send the status without the body and the headers, so that an id is lost."""
reset = _failing(ConnectionResetError("connection reset by the mocked API"))
"""Break the connection in the middle of the body."""
refused = _failing(ConnectionRefusedError("connection refused by the mocked API"), processed=False)
"""Refuse the connection (in process only); the request is not processed."""
timed_out = _failing(TimeoutError("timed out by the mocked API"))
"""Make the caller's read time out at once (in process only)."""
