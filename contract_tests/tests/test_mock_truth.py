"""Compares the responses of the mocked API and of the open relay to the same requests over a socket.

`python -m contract_tests.tests.test_mock_truth` prints the table of differences.
"""

from __future__ import annotations

import json
import re
import socket
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from contract_tests.recordings import Recording, Request, archived
from suno_mock_api import Document, MockApi, Timeline, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILDS = ("2026-01", "2026-08")
STORED = r"task_(?:music|lyrics)_.*|task_unreadable_result"
FAULTS = r"batch_database_error|submit_upstream_.*|submit_key_(?:dead|no)channel"
REPLAYED = (
    rf"(?!{FAULTS})(?:key_.*|id_.*|path_.*|method_.*|cors_.*|accept_.*|query_.*|batch_.*|submit_.*"
    rf"|limited_.*|overloaded_.*|{STORED})"
)
"""The recorded situations that can be replayed without a row, key or fault of the relay."""
KEYS: dict[str, dict[str, Any]] = {
    "sk-iplistok": {},
    "sk-lowquota": {"submissions": 0.5},
    "sk-modellimitsuno": {"models": True},
    "sk-other": {"user": "other"},
    "sk-pooruser": {"user": "poor", "balance": 0},
}
"""The other keys of the relay, as keys of the mocked API."""
UNREADABLE = "26deda4c-0441-51fc-8e8a-dc700827e0b2"
"""A task of the relay whose row cannot be read."""


@attrs.frozen
class Difference:
    """A difference between the mocked API and the relay.

    Attributes:
        names: The situations, as a pattern.
        aspects: What differs: status, headers, content-type, chunked, body, hook (whether there is a notify_hook).
        reason: The reason.
        builds: The builds, as a pattern.
    """

    names: str
    aspects: str
    reason: str
    builds: str = ".*"


DIFFERENCES = (
    Difference(
        "key_mj_header",
        "status|headers|content-type|chunked|body",
        "no client of this document sends another product's header",
    ),
    Difference(
        "accept_.*|cors_get|key_.*|query_ignored|task_.*|batch_.*|path_dotdot.*",
        "hook",
        "the provider's task has notify_hook, which the open relay never sends",
    ),
    Difference("batch_all", "body", "rows that were made odd on purpose: the mocked API has the recorded tasks only"),
    Difference(
        "key_expiredbytime|key_exhaustedbyquota",
        "body",
        "the mocked API has one key that has expired and one that is used up; any other is unknown",
        "2026-01",
    ),
    Difference("accept_language_zh", "body", "texts in another language, which nobody may compare", "2026-08"),
    Difference(
        "submit_.*",
        "headers",
        "the build hands on its upstream's headers, and the mocked API has no upstream",
        "2026-01",
    ),
    Difference(
        "submit_music_continue_without_task",
        "status|content-type|body",
        "until 2026-02 a relay needs the id of the continued song's task; later ones and most siblings do not",
        "2026-01",
    ),
    Difference(
        "batch_get_alias|submit_alias_fetch",
        ".*",
        "`fetch` as an action of a submission, which no sibling documents: the mocked API knows no such action",
    ),
    Difference(
        "submit_key_modellimit", "body", "the text names the model; the mocked API has the recorded text of a fetch"
    ),
    Difference(
        "id_bad_percent", "chunked", "Go closes the connection without a length; the server of the mocked API needs one"
    ),
    Difference("limited_.*", ".*", "the limiter of pages is left out: limits are set for operations"),
)


def replayed(build: str) -> list[Recording]:
    """Return the exchanges of a build that are replayed, in order."""
    served = {(operation.method, operation.template) for operation in Document.load().operations}
    found = []
    for recording in archived(f"new-api-{build}/"):
        name = recording.name.partition("/")[2]
        path = recording.request.path
        if not re.fullmatch(REPLAYED, name) or (
            path.startswith("/suno/submit/") and ("POST", "/suno/submit/music") not in served
        ):
            continue
        if (
            path.startswith("/suno/fetch")
            and recording.request.method == "POST"
            and ("POST", "/suno/fetch") not in served
        ):
            continue
        found.append(recording)
    return found


def aspects(status: int, lines: tuple[tuple[str, str], ...], body: bytes) -> dict[str, Any]:
    """Return the compared aspects of a response, without values that differ from request to request."""
    names = [name for name, _ in lines if name != "Connection"]
    try:
        read = shape(json.loads(body))
    except ValueError:
        read = body.decode("utf-8", "replace")
    return {
        "status": status,
        "headers": [name for name in names if name not in {"Content-Length", "Transfer-Encoding"}],
        "content-type": next((value for name, value in lines if name == "Content-Type"), None),
        "chunked": "Transfer-Encoding" in names,
        "hook": b'"notify_hook":' in body,
        "body": read,
    }


def shape(value: Any) -> Any:
    """Return the text of an error without request ids, or the keys and types of any other body."""
    if isinstance(value, dict) and ("error" in value or (value.get("code") != "success" and "code" in value)):
        return re.sub(r"request id: \w+", "request id", json.dumps(value, ensure_ascii=False))
    return _skeleton(value)


def _skeleton(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _skeleton(inner)) for key, inner in value.items() if key != "notify_hook"]
    if isinstance(value, list):
        return [_skeleton(inner) for inner in value]
    return type(value).__name__


@cache
def differences(build: str) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Return the relay's and the mocked API's value of each differing aspect, by situation."""
    found = {}
    mocks: list[MockApi] = []

    async def newest(scope: Any, receive: Any, send: Any) -> None:
        await mocks[-1](scope, receive, send)

    with serve(newest) as url:
        port = int(url.rpartition(":")[2])
        for recording in replayed(build):
            name = recording.name.partition("/")[2]
            mocks.append(mock_of(build, name))
            theirs = aspects(recording.response.status, recording.response.headers, recording.response.content)
            ours = aspects(*sent(port, recording.request))
            differing = {key: (theirs[key], ours[key]) for key in theirs if theirs[key] != ours[key]}
            if differing:
                found[name] = differing
    return found


def mock_of(build: str, name: str) -> MockApi:
    """Return the mocked API for a situation."""
    mock = MockApi(lambda: 1_795_532_193.0, build=build)
    mock.overloaded = name.startswith("overloaded_")
    for key, settings in KEYS.items():
        mock.add_key(key, **settings)
    mock.start_task(task_id="..", timeline=Timeline.of((0, "music_success")))
    mock.start_task(task_id=UNREADABLE, timeline=Timeline.of((0, "unreadable_result")))
    return mock


def sent(port: int, request: Request) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Send a recorded request; return status, header lines and body as they are received."""
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    own = {"host", "connection", "content-length"}
    lines += [f"{name}: {value}" for name, value in request.headers if name.lower() not in own]
    lines += [f"Content-Length: {len(request.content)}", "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + request.content)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    status, *found = head.decode("latin-1").split("\r\n")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in found)]
    named = [name.title() if name == "transfer-encoding" else name for name, _ in headers]  # a line that uvicorn adds
    headers = [(name, value) for name, (_, value) in zip(named, headers, strict=True) if name.lower() != "connection"]
    if ("Transfer-Encoding", "chunked") in headers:
        body = b"".join(chunks(body))
    return int(status.split()[1]), tuple(headers), body


def chunks(body: bytes) -> Iterator[bytes]:
    """Return the parts of a body that is sent in chunks."""
    while body:
        size, _, rest = body.partition(b"\r\n")
        yield rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]


def reasons(build: str, name: str, aspect: str) -> list[Difference]:
    """Return the reasons why an aspect of a situation differs."""
    return [
        one
        for one in DIFFERENCES
        if all(re.fullmatch(*pair) for pair in ((one.builds, build), (one.names, name), (one.aspects, aspect)))
    ]


@pytest.mark.parametrize("build", BUILDS)
def test_difference_reasons(build: str) -> None:
    unexplained = {
        f"{name} {aspect}": pair
        for name, differing in differences(build).items()
        for aspect, pair in differing.items()
        if not reasons(build, name, aspect)
    }
    assert unexplained == {}
    assert len(replayed(build)) > 80


def test_every_reason_is_needed() -> None:
    shown = {
        one
        for build in BUILDS
        for name, differing in differences(build).items()
        for aspect in differing
        for one in reasons(build, name, aspect)
    }
    assert [one.reason for one in DIFFERENCES if one not in shown] == []


def table() -> str:
    """Return the differences with their reasons, and the number of equal situations."""
    lines = []
    for build in BUILDS:
        found: dict[str, set[str]] = defaultdict(set)
        for name, differing in differences(build).items():
            for aspect in differing:
                for one in reasons(build, name, aspect):
                    found[one.reason].add(name)
        same = len(replayed(build)) - len(differences(build))
        lines.append(f"{build}: {len(replayed(build))} situations, {same} the same")
        lines += [f"  {len(names):4}  {reason}" for reason, names in sorted(found.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201 - it is a command, too
