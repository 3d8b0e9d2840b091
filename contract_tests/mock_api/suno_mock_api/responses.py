"""Responses of the mocked API, and the recordings they are made from."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from contract_tests.recordings import Recording

    from .document import Operation


def compact(body: Any) -> str:
    """Return JSON as the relay writes it, without white space."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@attrs.frozen
class MockResponse:
    """One HTTP response.

    Attributes:
        status: The status code, registered or not.
        headers: Name and value pairs; Date and Content-Length are added when it is sent.
        body: The bytes that are sent.
        delay: Seconds to wait before it is sent.
        error: Raised after the first half of the body was sent, instead of the rest. Any other than a
            ConnectionResetError works in process only: a server can't refuse a connection that it has accepted.
        bare: Whether it is sent without Date and Content-Length.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0
    error: OSError | None = None
    bare: bool = False

    @classmethod
    def of(cls, recording: Recording) -> MockResponse:
        """Return the response of a recording."""
        return cls(recording.response.status, recording.response.headers, recording.response.content)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@cache
def load_recordings() -> Mapping[str, Recording]:
    found: Mapping[str, Recording] = shared("recordings").load()
    return found


@cache
def load_unserved() -> Mapping[str, Recording]:
    """Load the responses to requests that match no operation, by name, as observed on two builds of the open relay."""
    return {one.name: one for one in shared("recordings").archived(archive=Path(__file__).with_name("unserved.ndjson"))}


def shared(name: str) -> ModuleType:
    """Import a module that the mocked API shares with the tests: from the installed package or from the repository."""
    installed = find_spec(f"{__package__}.{name}") is not None
    return import_module(f"{__package__ if installed else 'contract_tests'}.{name}")


def recording(name: str, operation: Operation, response: MockResponse) -> Recording:
    """Make a recording from an example of the document."""
    module = shared("recordings")
    made: Recording = module.Recording(
        name=name,
        operation=operation.id,
        title="an example of the document",
        evidence="documented",
        source="the document",
        request=module.Request(operation.method, operation.template),
        response=module.Response(response.status, response.headers, response.body),
    )
    return made


def task_id_of(recording: Recording) -> str:
    """Return the id that a recording was made for: the last part of its path."""
    return recording.request.path.rpartition("/")[2]


def for_task(recording: Recording, task_id: str) -> MockResponse:
    """Return the recorded response with another task id."""
    return rewritten(MockResponse.of(recording), {task_id_of(recording): task_id})


def rewritten(response: MockResponse, replacements: Mapping[str, str]) -> MockResponse:
    """Return the response with strings of its JSON body replaced everywhere; `replacements` maps old to new ones."""
    text = response.body.decode()
    for old, new in replacements.items():
        text = text.replace(old, compact(new)[1:-1])
    return attrs.evolve(response, body=text.encode())
