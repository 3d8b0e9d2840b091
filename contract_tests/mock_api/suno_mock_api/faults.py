"""Faults: each takes the answer that was due and spoils it. Hand them to `MockApi.inject`.

A submission that a fault answers in the relay's place is not processed; one whose answer is spoiled on its way is, and
costs money in life. `processed` says that a submission was processed all the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from .answers import Answer, compact, load_recordings

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class Fault:
    """What happens to an answer.

    Attributes:
        change: Takes the answer that was due and returns the one that is sent.
        processed: Whether the request is processed before; if not, nothing is made and nothing is charged.
    """

    change: Callable[[Answer], Answer]
    processed: bool = True

    def __call__(self, due: Answer) -> Answer:
        return self.change(due)


def processed(fault: Callable[[Answer], Answer]) -> Fault:
    """Spoil the answer to a request that was processed: the song is made and charged, whatever is answered.

    Args:
        fault: Any fault, such as `replaced(502)`.
    """
    return Fault(fault, processed=True)


def recorded(name: str) -> Fault:
    """Answer a recording instead, as it is; the request is not processed.

    Args:
        name: The recording's file stem, such as `error_520_edge`, `error_200_html_page` or `error_429_empty_body`.
    """
    return Fault(lambda _due: Answer.of(load_recordings()[name]), processed=False)


def replaced(status: int, body: bytes | str = b"", **headers: str) -> Fault:
    """Answer anything; the request is not processed.

    Args:
        status: The status code, registered or not.
        body: The body.
        headers: The headers, with `_` for `-`.
    """
    content = body.encode() if isinstance(body, str) else body
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(lambda _due: Answer(status, lines, content), processed=False)


def rate_limited(retry_after: str | None = None) -> Fault:
    """Answer 429 without a body; the request is not processed.

    Args:
        retry_after: The header's value, seconds or an HTTP date; None sends none.
    """
    return replaced(429, **({} if retry_after is None else {"retry_after": retry_after}))


def edited(edit: Callable[[Any], Any]) -> Fault:
    """Change the JSON body that was due.

    Args:
        edit: Gets the body; may change it in place, or return another one.
    """

    def change(due: Answer) -> Answer:
        body = json.loads(due.body)
        changed = edit(body)
        return attrs.evolve(due, body=compact(body if changed is None else changed).encode())

    return Fault(change)


def delayed(seconds: float) -> Fault:
    """Answer late.

    Args:
        seconds: How late; waited for with the application's `sleep`.
    """
    return Fault(lambda due: attrs.evolve(due, delay=seconds))


def _failing(error: OSError, *, processed: bool = True) -> Fault:
    return Fault(lambda due: attrs.evolve(due, error=error), processed)


truncated = Fault(lambda due: attrs.evolve(due, body=due.body[: len(due.body) // 2]))
"""Send the first half of the body as if it were all of it."""
empty = Fault(lambda due: Answer(due.status))
"""Send the status that was due without a body and without headers of the relay: an id is lost."""
reset = _failing(ConnectionResetError("connection reset by the mocked API"))
"""Break the connection in the middle of the body."""
refused = _failing(ConnectionRefusedError("connection refused by the mocked API"), processed=False)
"""Refuse the connection (in process only); the request is not processed."""
timed_out = _failing(TimeoutError("timed out by the mocked API"))
"""Make the caller's read time out, without waiting for it (in process only)."""
