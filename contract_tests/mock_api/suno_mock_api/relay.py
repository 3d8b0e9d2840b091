"""What all responses of the open relay have in common, in two of its builds: header lines, keys and ids.

Observed on real builds that ran on loopback. What the provider's own server does is not known.
"""

from __future__ import annotations

import json
import random
import string
import time
from email.utils import formatdate
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Mapping

    from contract_tests.recordings import Recording

    from .responses import MockResponse

REQUEST_ID: Final = "X-Oneapi-Request-Id"
CHUNKED_FROM: Final = 2048
"""Go's server sends a body of more bytes than this in chunks, without Content-Length."""
REFRESH: Final = 15
"""Seconds between two polls of the upstream by the relay."""
CORS: Final = (("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Origin", "*"))


@attrs.frozen
class Build:
    """One build of the relay.

    Attributes:
        name: Year and month of its source.
        headers: The header lines of each response.
        loses_rounds: Whether about half of its polls of the upstream fail.
        prepays: Whether a submission that the key cannot pay is refused; otherwise it uses the key up.
        node: The part of its request ids between the time and the random end.
        new_task_id: Makes the id of a task from a UUID.
        stored: Takes the number of a task and the task, and returns the task with the keys of this build; None if it
            has the keys of the recordings.
    """

    name: str
    headers: tuple[tuple[str, str], ...] = ()
    loses_rounds: bool = False
    prepays: bool = False
    node: str = ""
    new_task_id: Callable[[uuid.UUID], str] = str
    stored: Callable[[int, dict[str, Any]], dict[str, Any]] | None = None

    def chosen(self, recordings: Mapping[str, Recording], situation: str) -> Recording | None:
        """Return the recording of a situation: that of this build, or the one that is common to all builds."""
        return recordings.get(f"{situation}_{self.name.replace('-', '_')}") or recordings.get(situation)

    def request_id(self, now: float, number: int) -> str:
        """Return a request id: the time, a number instead of the nanoseconds, the node, and a fixed end."""
        return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(now))}{number % 10**9:09}{self.node}mockmock"


def _prefixed(made: uuid.UUID) -> str:
    return "task_" + "".join(random.Random(made.int).choices(string.ascii_letters + string.digits, k=32))  # noqa: S311


def _stored_since_2026_02(number: int, task: dict[str, Any]) -> dict[str, Any]:
    if "task_id" not in task:
        return task
    reached = max((task.get(key) or 0 for key in ("submit_time", "start_time", "finish_time")), default=0)
    given: dict[str, Any] = {}
    for key, value in task.items():
        if key not in {"task_id", "data", "notify_hook"}:
            given[key] = value
        if key == "fail_reason" and value:
            given["result_url"] = value
    model = "suno_lyrics" if task.get("action") == "LYRICS" else "suno_music"
    return {
        "id": number,
        "created_at": task.get("submit_time", 0),
        "updated_at": reached,
        "task_id": task["task_id"],
        "platform": "suno",
        "user_id": 2,
        "group": "default",
        "channel_id": 1,
        "quota": 5000 if model == "suno_lyrics" else 50000,
        **given,
        "properties": {"input": "", "upstream_model_name": model, "origin_model_name": model},
        "data": task.get("data"),
    }


BUILDS: Final[Mapping[str, Build]] = MappingProxyType(
    {
        "2026-01": Build("2026-01", loses_rounds=True),
        "2026-08": Build(
            "2026-08",
            headers=(("X-New-Api-Version", "v0.0.0"),),
            prepays=True,
            node="268d9d6m",
            new_task_id=_prefixed,
            stored=_stored_since_2026_02,
        ),
    }
)


def header_lines(response: MockResponse, now: float) -> tuple[tuple[str, str], ...]:
    """Return the header lines of a response as Go writes them: sorted, names capitalized, with a new date and length.

    If the relay sets no media type, Go adds `text/plain` after all other headers.
    """
    own = {"date", "content-length", "transfer-encoding", "connection"}
    lines = sorted(
        ("-".join(part.capitalize() for part in name.split("-")), value)
        for name, value in response.headers
        if name.lower() not in own
    )
    if response.bare:
        return tuple(lines)
    found_out = [line for line in lines if line == ("Content-Type", "text/plain; charset=utf-8")]
    lines = [line for line in lines if line not in found_out]
    lines.append(("Date", formatdate(now, usegmt=True)))
    if len(response.body) > CHUNKED_FROM:
        lines.append(("Transfer-Encoding", "chunked"))
    elif response.status != 204:
        lines.append(("Content-Length", str(len(response.body))))
    return (*lines, *found_out)


def key_in(authorization: str | None) -> str | None:
    """Return the key in an Authorization header as the relay reads it; None without a header.

    `Bearer` (in any case), blanks around the key and the prefix `sk-` are optional.
    """
    if not authorization:
        return None
    text = authorization.strip()
    if text[:7].lower() == "bearer ":
        text = text[7:].strip()
    return text.removeprefix("sk-")


def go_complaint(text: str, *, empty: str) -> str:
    """Return the error of Go's JSON decoder for a text: `empty` for an empty one, "" for valid JSON."""
    if not text:
        return empty
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text):
            return "unexpected end of JSON input"
        looking = {
            "Expecting value": "looking for beginning of value",
            "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
            "Expecting ':' delimiter": "after object key",
            "Extra data": "after top-level value",
        }.get(error.msg, "after object key:value pair")
        return f"invalid character {text[error.pos]!r} {looking}"
    except RecursionError:
        return "exceeded max depth"
    return ""


def go_kind(value: Any) -> str:
    """Return the name that Go's JSON decoder has for the type of a value."""
    return {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}.get(
        type(value), "null"
    )
