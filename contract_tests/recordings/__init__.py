"""Recorded exchanges with their evidence, one file each, in a folder named after the operation.

A file with a list is a life: the submission of a task and its polls, in their order. This module reads and writes the
files, and does not import the document or the client. In the wheel `suno-mock-api` it is `suno_mock_api.recordings`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "FOLDER", "Recording", "RecordingError", "Request", "Response",
    "archived", "compact", "lives", "load", "path_of", "written",
]  # fmt: skip

FOLDER = Path(__file__).resolve().parent
"""The recordings of this package, by operation."""
ARCHIVE = FOLDER / "relays.ndjson.xz"
"""Exchanges that are judged, and that the mocked API does not respond with: compressed, one JSON object a line."""
Headers = tuple[tuple[str, str], ...]
KEYS = ("title", "evidence", "source", "request", "response", "at", "wire", "violations")
"""The keys of a recording, in the order in which they are written; the last three are optional."""
STRENGTHS = ("documented", "published", "derived", "observed", "adopted")


class RecordingError(ValueError):
    """A file is not a recording; the message names the file and the error."""


def compact(body: Any) -> str:
    """Return JSON as the relay writes it, without white space."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@attrs.frozen
class Request:
    """A recorded request.

    Attributes:
        method: The method.
        path: Path and query as they were sent, percent-encoded.
        headers: The header lines that are kept, in order. They may have a sample key.
        content: The bytes of the body; empty without one.
    """

    method: str
    path: str
    headers: Headers = attrs.field(default=(), repr=False)
    content: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever the case of its name; None without it."""
        return _header(self.headers, name)


@attrs.frozen
class Response:
    """A recorded response.

    Attributes:
        status: The status code, registered or not.
        headers: The header lines in order, with names as they were sent if that was recorded.
        content: The bytes of the body.
    """

    status: int
    headers: Headers = ()
    content: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever the case of its name; None without it."""
        return _header(self.headers, name)

    @property
    def body(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: It is not JSON.
        """
        return json.loads(self.content)


@attrs.frozen
class Recording:
    """One recorded exchange.

    Attributes:
        name: The file's stem, which is unique.
        operation: The `operationId` of its operation: the folder's name.
        title: A description.
        evidence: The strength of the evidence, one of `STRENGTHS`.
        source: The source of the evidence.
        request: The request.
        response: The response.
        at: The time of the response, in Unix seconds; None if that is not known.
        violations: The rules of the contract that it is known to break; empty if it conforms.
        plain: The JSON of the file; read it, do not change it.
    """

    name: str
    operation: str
    title: str
    evidence: str
    source: str
    request: Request
    response: Response
    at: float | None = None
    violations: tuple[str, ...] = ()
    plain: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], *, name: str, operation: str) -> Recording:
        """Read the JSON of a recording.

        Raises:
            RecordingError: It is not a recording.
        """
        try:
            return cls._read(plain, name, operation)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            raise RecordingError(f"{operation}/{name}: not a recording: {reason}") from error

    @classmethod
    def _read(cls, plain: Mapping[str, Any], name: str, operation: str) -> Recording:
        if unknown := [key for key in plain if key not in KEYS]:
            raise ValueError(f"unknown keys {', '.join(unknown)}")
        if plain["evidence"] not in STRENGTHS:
            raise ValueError(f"evidence is {plain['evidence']!r}, not one of {', '.join(STRENGTHS)}")
        request, response = plain["request"], plain["response"]
        if ("body" in response) == ("text" in response):
            raise ValueError("the response has either `body` (JSON) or `text`")
        wire = plain.get("wire", {})
        lines = tuple(tuple(line.split(": ", 1)) for line in wire.get("header_lines", ()))
        return cls(
            name=name,
            operation=operation,
            title=plain["title"],
            evidence=plain["evidence"],
            source=plain["source"],
            request=Request(
                request["method"], request["path"], tuple(request["headers"].items()), _content(request, {})
            ),
            response=Response(
                response["status"],
                lines or tuple(response["headers"].items()),
                _content(response, wire),
            ),
            at=plain.get("at"),
            violations=tuple(plain.get("violations", ())),
            plain=plain,
        )


def load(operation: str | None = None, folder: Path = FOLDER) -> Mapping[str, Recording]:
    """Return recordings by name, grouped by operation; a folder is read once per process.

    Raises:
        RecordingError: A file is not a recording, or two have the same name.
    """
    found, _ = _load(folder)
    if operation is None:
        return found
    return {name: recording for name, recording in found.items() if recording.operation == operation}


def lives(folder: Path = FOLDER) -> Mapping[str, tuple[Recording, ...]]:
    """Return the lives of tasks by name, each from the submission to the last poll.

    `load` does not return their recordings, which only have a meaning together.

    Raises:
        RecordingError: A file is not a recording, or two have the same name.
    """
    return _load(folder)[1]


@cache
def _load(folder: Path) -> tuple[Mapping[str, Recording], Mapping[str, tuple[Recording, ...]]]:
    found: dict[str, Recording] = {}
    lived: dict[str, tuple[Recording, ...]] = {}
    for path in sorted(folder.glob("*/*.json")):
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise RecordingError(f"{path.parent.name}/{path.stem}: not JSON: {error}") from error
        if path.stem in found:
            raise RecordingError(
                f"{path.parent.name}/{path.stem}: {found[path.stem].operation} has a recording of this name"
            )
        if isinstance(plain, list):
            lived[path.stem] = tuple(
                Recording.from_json(one, name=f"{path.stem}#{number}", operation="") for number, one in enumerate(plain)
            )
        else:
            found[path.stem] = Recording.from_json(plain, name=path.stem, operation=path.parent.name)
    return MappingProxyType(found), MappingProxyType(lived)


def archived(prefix: str = "", archive: Path = ARCHIVE) -> Iterator[Recording]:
    """Yield the archived exchanges whose names begin with a prefix, such as `new-api-2026-08/`, in their order.

    Their `operation` is "".

    Raises:
        RecordingError: A line is not a recording.
    """
    with (lzma.open if archive.suffix == ".xz" else open)(archive, "rt", encoding="utf-8") as lines:
        for line in lines:
            plain = json.loads(line)
            name = plain.pop("name")
            if name.startswith(prefix):
                yield Recording.from_json(plain, name=name, operation="")


def path_of(operation: str, name: str, folder: Path = FOLDER) -> Path:
    return folder / operation / f"{name}.json"


def written(plain: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Return the text of the file of a recording or of a life, with ordered keys, indented, and without escapes.

    Raises:
        RecordingError: It is not a recording.
    """
    ordered = _ordered(plain) if isinstance(plain, Mapping) else [_ordered(one) for one in plain]
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"


def _ordered(plain: Mapping[str, Any]) -> dict[str, Any]:
    Recording.from_json(plain, name="(new)", operation="(new)")
    return {key: plain[key] for key in KEYS if key in plain}


def _content(message: Mapping[str, Any], wire: Mapping[str, Any]) -> bytes:
    """Return the bytes of a body: its exact text if that was kept, else JSON as the relay writes it."""
    if "text" in wire or "text" in message:
        text: str = wire["text"] if "text" in wire else message["text"]
    else:
        text = compact(message["body"]) if "body" in message else ""
    return text.encode("utf-8", "surrogatepass")


def _header(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name.lower()), None)
