"""Recorded traffic in its usual forms, read one exchange at a time: nothing here holds a whole file of many."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from contract_tests.contract import Document, Exchange, NotOfThisApiError
from contract_tests.drift.summary import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

SUFFIXES = {".json", ".har", ".ndjson", ".jsonl"}
"""The files of a directory that are read."""
HAR = re.compile(r'"entries"\s*:\s*\[')
CHUNK = 1 << 20
"""Characters that are read at a time."""
HEAD = 1 << 16
"""Characters that a file is known by."""

Read = Exchange | Unreadable


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """List the files that paths name; a directory stands for all recorded traffic in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.suffix in SUFFIXES and inner.is_file())
        else:
            yield path


def read(path: Path, progress: Callable[[int], object] = int) -> Iterator[Read]:
    """Read the exchanges of a file, whatever its form.

    Args:
        path: The file.
        progress: Told how many characters were read since it was told last.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            head = file.read(HEAD)
            file.seek(0)
            yield from _read(path, file, head, progress)
    except OSError as error:
        yield Unreadable(str(path), error.strerror or str(error))


def _read(path: Path, file: IO[str], head: str, progress: Callable[[int], object]) -> Iterator[Read]:
    start = head.lstrip()[:1]
    if not start:
        yield Unreadable(path.name, "the file is empty")
    elif path.suffix == ".har" or (start == "{" and re.match(r'\s*\{\s*"log"\s*:', head)):
        yield from _items(path, file, HAR, from_har, progress)
    elif start == "[" and '"response"' in head:
        yield from _items(path, file, re.compile(r"\["), from_json, progress)
    elif "\n" in head.strip() and _is_json(head.strip().partition("\n")[0]):
        yield from _lines(path, file, progress)
    else:
        text = file.read()
        progress(len(text))
        yield _one(path.name, text)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _one(name: str, text: str) -> Read:
    try:
        return from_json(json.loads(text), name, text)
    except (ValueError, RecursionError) as error:
        return Unreadable(name, f"not JSON: {error}")


def _lines(path: Path, file: IO[str], progress: Callable[[int], object]) -> Iterator[Read]:
    for number, line in enumerate(file, start=1):
        progress(len(line))
        if line.strip():
            yield _one(f"{path.name}:{number}", line)


def _items(
    path: Path,
    file: IO[str],
    opening: re.Pattern[str],
    convert: Callable[[Any, str], Read],
    progress: Callable[[int], object],
) -> Iterator[Read]:
    """Read the items of an array one by one, through a window of the file."""
    decoder, window, number = json.JSONDecoder(), "", 0
    while not (match := opening.search(window)):
        chunk = file.read(CHUNK)
        if not chunk:
            yield Unreadable(path.name, "a HAR file without entries")
            return
        window += chunk
    window = window[match.end() :]
    while True:
        window = window.lstrip().removeprefix(",").lstrip()
        if window.startswith("]"):
            return
        try:
            item, end = decoder.raw_decode(window)
        except ValueError as error:
            chunk = file.read(CHUNK)
            if not chunk:
                yield Unreadable(f"{path.name}#{number}", f"not JSON: {error}")
                return
            progress(len(chunk))
            window += chunk
            continue
        yield convert(item, f"{path.name}#{number}")
        window, number = window[end:], number + 1


def from_json(value: Any, name: str, text: str | None = None) -> Read:
    """Take JSON for an exchange of our form, or for the body of an answer.

    Args:
        value: The JSON.
        name: What a report calls it.
        text: Its text as it was found, to be judged as such where it is a body.
    """
    if isinstance(value, dict) and {"request", "response"} <= set(value):
        try:
            return Exchange.from_recording(value, name=name)
        except ValueError as error:
            return Unreadable(name, str(error).removeprefix(f"{name}: "))
    written = json.dumps(value, ensure_ascii=False) if text is None else text
    try:
        operation, status = Document.load().recognise(value)
    except NotOfThisApiError as error:
        return Unreadable(name, str(error))
    return Exchange(
        method=operation.method,
        url="",
        operation=operation.name,
        status=status,
        headers=None,
        body=written.encode("utf-8", "surrogateescape"),
        as_sent=False,
        name=name,
    )


def from_har(entry: Any, name: str) -> Read:
    """Take an entry of a HAR file (1.2): browsers and schemathesis write it."""
    try:
        request, response = entry["request"], entry["response"]
        content = response.get("content", {})
        text = content.get("text", "")
        body = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode("utf-8", "surrogatepass")
        request_headers = tuple((one["name"], one["value"]) for one in request.get("headers", ()))
        keyed = any(key.lower() == "authorization" for key, _ in request_headers)
        started = entry.get("startedDateTime")
        return Exchange(
            method=request["method"],
            url=request["url"],
            request_headers=request_headers if keyed else None,  # browsers leave out the key
            request_body=_posted(request.get("postData")),
            status=int(response["status"]),
            headers=tuple((one["name"], one["value"]) for one in response.get("headers", ())) or None,
            body=body,
            as_sent=False,
            at=datetime.fromisoformat(started).timestamp() + float(entry.get("time", 0)) / 1000 if started else None,
            name=name,
        )
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as error:
        return Unreadable(name, f"not an entry of a HAR file: {type(error).__name__}: {error}")


def _posted(posted: Any) -> bytes | None:
    """Give the body of a request as HAR has it: its text, or the fields of a form."""
    if not posted:
        return None
    if posted.get("text"):
        encoded: bytes = posted["text"].encode("utf-8", "surrogatepass")
        return encoded
    fields = [(one["name"], one.get("value", "")) for one in posted.get("params", ())]
    return urlencode(fields).encode() if fields else None
