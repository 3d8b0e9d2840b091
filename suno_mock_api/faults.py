"""Faults: each takes the answer that was due and spoils it. Hand them to `MockApi.inject`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs

from .answers import Answer, compact, load_recordings

Fault = Callable[[Answer], Answer]


def recorded(name: str) -> Fault:
    """Answer a recording instead, as it is.

    Args:
        name: The recording's file stem, such as `error_520_edge`, `error_200_html_page` or `error_429_empty_body`.
    """
    return lambda _due: Answer.of(load_recordings()[name])


def replaced(status: int, body: bytes | str = b"", **headers: str) -> Fault:
    """Answer anything.

    Args:
        status: The status code, registered or not.
        body: The body.
        headers: The headers, with `_` for `-`.
    """
    content = body.encode() if isinstance(body, str) else body
    return lambda _due: Answer(
        status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), content
    )


def rate_limited(retry_after: str | None = None) -> Fault:
    """Answer 429 without a body.

    Args:
        retry_after: The header's value, seconds or an HTTP date; None sends none.
    """
    return replaced(429, **({} if retry_after is None else {"retry_after": retry_after}))


def edited(edit: Callable[[Any], Any]) -> Fault:
    """Change the JSON body that was due.

    Args:
        edit: Gets the body; may change it in place, or return another one.
    """

    def fault(due: Answer) -> Answer:
        body = json.loads(due.body)
        changed = edit(body)
        return attrs.evolve(due, body=compact(body if changed is None else changed).encode())

    return fault


def truncated(due: Answer) -> Answer:
    """Send the first half of the body as if it were all of it."""
    return attrs.evolve(due, body=due.body[: len(due.body) // 2])


def delayed(seconds: float) -> Fault:
    """Answer late.

    Args:
        seconds: How late; waited for with the application's `sleep`.
    """
    return lambda due: attrs.evolve(due, delay=seconds)


def reset(due: Answer) -> Answer:
    """Break the connection in the middle of the body."""
    return attrs.evolve(due, error=ConnectionResetError("connection reset by the mocked API"))


def refused(due: Answer) -> Answer:
    """Refuse the connection (in process only)."""
    return attrs.evolve(due, error=ConnectionRefusedError("connection refused by the mocked API"))


def timed_out(due: Answer) -> Answer:
    """Let the caller's read time out, without waiting for it (in process only)."""
    return attrs.evolve(due, error=TimeoutError("timed out by the mocked API"))
