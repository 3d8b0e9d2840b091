"""What is answered, and the recordings it is made from."""

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
    """JSON as the relay writes it, without white space."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@attrs.frozen
class Answer:
    """One HTTP answer.

    Attributes:
        status: The status code, registered or not.
        headers: Name and value pairs; Date and Content-Length are added when it is sent.
        body: The bytes that are sent.
        delay: Seconds to wait before answering.
        error: Raised instead of the answer's end, after the first half of the body was sent. In process only, where
            it is anything but a ConnectionResetError: a server can't refuse a connection that it has accepted.
        bare: Whether it is sent without Date and Content-Length.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0
    error: OSError | None = None
    bare: bool = False

    @classmethod
    def of(cls, recording: Recording) -> Answer:
        """Answer what was recorded."""
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
    """What is answered where no operation is asked for, by name: observed on two builds of the open relay."""
    return {one.name: one for one in shared("recordings").archived(archive=Path(__file__).with_name("unserved.ndjson"))}


def shared(name: str) -> ModuleType:
    """Import what the mocked API shares with the tests: inside the installed package, in the repository beside it."""
    installed = find_spec(f"{__package__}.{name}") is not None
    return import_module(f"{__package__ if installed else 'contract_tests'}.{name}")


def recording(name: str, operation: Operation, answer: Answer) -> Recording:
    """Make a recording of what the document declares."""
    room = shared("recordings")
    made: Recording = room.Recording(
        name=name,
        operation=operation.id,
        title="an example of the document",
        evidence="documented",
        source="the document",
        request=room.Request(operation.method, operation.template),
        response=room.Response(answer.status, answer.headers, answer.body),
    )
    return made


def task_id_of(recording: Recording) -> str:
    """The id that a recording was made for: the last part of its path."""
    return recording.request.path.rpartition("/")[2]


def asked_as(recording: Recording, task_id: str) -> Answer:
    """The recorded answer as it would be for another id."""
    return rewritten(Answer.of(recording), {task_id_of(recording): task_id})


def rewritten(answer: Answer, replacements: Mapping[str, str]) -> Answer:
    """The answer with strings of its JSON body replaced wherever they stand: new ones by old ones, as outside JSON."""
    text = answer.body.decode()
    for old, new in replacements.items():
        text = text.replace(old, compact(new)[1:-1])
    return attrs.evolve(answer, body=text.encode())
