"""Recorded traffic in its usual forms, read one exchange at a time, so that no whole file is in memory.

A file is split at the items of its array before any of them is parsed, so that an unreadable item (an invalid number, a
lone surrogate, deep nesting) does not affect the others. ijson does not do that: it stops at the first invalid token.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import stat
from datetime import datetime
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from attrs import define, evolve, frozen

from contract_tests.contract import Document, Exchange, NotOfThisApiError
from contract_tests.contract.phrases import printable
from contract_tests.drift.summary import Note, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

SUFFIXES = {".json", ".har", ".ndjson", ".jsonl"}
"""The files of a directory that are read."""
LINES, AHEAD = {".ndjson", ".jsonl"}, 20
"""The files with an exchange on each line, and how many of their first lines are searched for a readable one."""
HAR = re.compile(r'"entries"\s*:\s*\[')
CHUNK = 1 << 20
"""How many characters are read at a time."""
HEAD = 1 << 16
"""How many characters are read to find the form of a file."""
LARGEST = 1 << 28
"""The most characters of one exchange; a larger one is left out."""
STATUSES = range(100, 1000)
"""The statuses that a response can have; a browser writes 0 or -1 for a request without a response."""
LONGEST = 200
"""The most characters of an error's text."""

Read = Exchange | Unreadable | Note


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of some paths; a directory stands for all recorded traffic in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.suffix in SUFFIXES and inner.is_file())
        else:
            yield path


@frozen
class Reader:
    """Reads exchanges in any form.

    Attributes:
        operation: The operation that bodies without a request belong to; "" to find it by the body.
        progress: Called with the number of characters read since its last call.
    """

    operation: str = ""
    progress: Callable[[int], object] = int

    def file(self, path: Path) -> Iterator[Read]:
        """Yield the exchanges of a file; an error is yielded as `Unreadable` and never raised."""
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                yield Unreadable(str(path), "not a regular file (a device, a pipe or a socket)")
                return
            with path.open(encoding=_encoding(path), errors="surrogateescape", newline="") as file:
                head = file.read(HEAD)
                file.seek(0)
                yield from self._read(path, file, head)
        except (OSError, ValueError) as error:
            yield Unreadable(str(path), _line(getattr(error, "strerror", None) or error))

    def _read(self, path: Path, file: IO[str], head: str) -> Iterator[Read]:
        start, ahead = head.lstrip()[:1], AHEAD if path.suffix in LINES else 1
        if not start:
            yield Unreadable(path.name, "the file is empty")
        elif path.suffix == ".har" or (start == "{" and re.match(r'\s*\{\s*"log"\s*:', head)):
            yield from self._array(path, file, HAR, from_har)
        elif start == "[" and '"response"' in head:
            yield from self._array(path, file, re.compile(r"\["), self.value)
        elif "\n" in head.strip() and any(map(_is_json, head.strip().split("\n")[:ahead])):
            yield from self._lines(path, file)
        else:
            text = file.read(LARGEST + 1)
            self.progress(len(text))
            yield self.text(path.name, text)

    def value(self, value: Any, name: str, text: str | None = None) -> Read:
        """Read JSON as an exchange, or as the body of a response."""
        return from_json(value, name, text, self.operation)

    def text(self, name: str, text: str) -> Read:
        """Read an exchange from its JSON, or from the body of a response."""
        if len(text) > LARGEST:
            return Unreadable(name, f"longer than {LARGEST:,} characters")
        try:
            return self.value(json.loads(text), name, text)
        except RecursionError:
            return Unreadable(name, "not JSON that can be read: nested too deeply")
        except ValueError as error:
            return Unreadable(name, f"not JSON: {_line(error)}")

    def _lines(self, path: Path, file: IO[str]) -> Iterator[Read]:
        number = 0
        while line := file.readline(LARGEST + 1):
            number += 1
            self.progress(len(line))
            if line.strip():
                yield self.text(f"{path.name}:{number}", line)
            while len(line) > LARGEST and not line.endswith("\n"):  # the rest of a line that is too long
                line = file.readline(LARGEST + 1)
                self.progress(len(line))

    def _array(
        self, path: Path, file: IO[str], opening: re.Pattern[str], convert: Callable[[Any, str], Read]
    ) -> Iterator[Read]:
        """Yield the items of an array one by one."""
        window = ""
        while not (match := opening.search(window)):
            chunk = file.read(CHUNK)
            if not chunk:
                yield Unreadable(path.name, "a HAR file without entries")
                return
            self.progress(len(chunk))
            window = window[-HEAD:] + chunk
        for number, item in enumerate(self._items(window[match.end() :], file)):
            name = f"{path.name}#{number}"
            try:
                yield convert(json.loads(item), name) if len(item) <= LARGEST else self.text(name, item)
            except RecursionError:
                yield Unreadable(name, "not JSON that can be read: nested too deeply")
            except ValueError as error:
                yield Unreadable(name, f"not JSON: {_line(error)}")

    def _items(self, window: str, file: IO[str]) -> Iterator[str]:
        """Yield the text of each item in the rest of an array; each character is scanned once."""
        scan = _Scan()
        parts: list[str] = []
        size = 0
        while window:
            start = 0
            for end in scan.ends(window):
                parts.append(window[start:end] if size <= LARGEST else "")
                text, parts, size, start = "".join(parts), [], 0, end + 1
                if text.strip() or not scan.over:
                    yield text
            if scan.over:
                return
            rest = window[start : len(window) - len(scan.pending)]
            parts.append(rest if size <= LARGEST else "")
            size += len(rest)
            chunk = file.read(CHUNK)
            self.progress(len(chunk))
            window = scan.pending + chunk if chunk else ""
        yield "".join(parts)  # the file ends inside an item


_STRING = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)


@define
class _Scan:
    """Finds the ends of the items of an array, in text that arrives in chunks.

    Attributes:
        over: Whether the array has ended.
        pending: A backslash at the end of the last chunk: what it escapes is in the next one.
    """

    over: bool = False
    pending: str = ""
    _depth: int = 0
    _inside: bool = False

    def ends(self, window: str) -> Iterator[int]:
        """Yield the positions in a chunk where items end: each comma between them, and the end of the array."""
        self.pending, position = "", 0
        while position < len(window) and not self.over:
            if self._inside:
                position = self._leave(window, position)
                continue
            found = _MARK.search(window, position)
            if found is None:
                return
            position, mark = found.end(), found[0]
            self._inside = mark == '"'
            self._depth += (mark in {"[", "{"}) - (mark in {"]", "}"})
            self.over = self._depth < 0
            if self.over or (mark == "," and not self._depth):
                yield found.start()

    def _leave(self, window: str, position: int) -> int:
        found = _STRING.match(window, position)
        end = found.end() if found else position
        if end < len(window) and window[end] == '"':
            self._inside = False
        else:
            self.pending = window[end:]
        return end + 1


def read(path: Path, progress: Callable[[int], object] = int, *, operation: str = "") -> Iterator[Read]:
    """Yield the exchanges of a file in any form."""
    return Reader(operation, progress).file(path)


def _encoding(path: Path) -> str:
    """Return the encoding of a JSON file by its first bytes, because Windows tools write UTF-16."""
    with path.open("rb") as file:
        found = json.detect_encoding(file.read(4))
    return "utf-8-sig" if found == "utf-8" else found


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
    except RecursionError:
        return True


def _line(error: object) -> str:
    """Write an error in one printable line of bounded length."""
    return printable(str(error), LONGEST)


def from_json(value: Any, name: str, text: str | None = None, operation: str = "") -> Read:
    """Read JSON as a recording, or as the body of a response; `text` is the body as it was received."""
    if isinstance(value, dict) and {"request", "response"} <= set(value):
        return _whole(value, name)
    written = json.dumps(value, ensure_ascii=False) if text is None else text
    try:
        found, status = Document.load().recognise(value, operation or None)
    except NotOfThisApiError as error:
        return Unreadable(name, _line(error))
    except LookupError as error:
        return Unreadable(name, _line(error.args[0]))
    return Exchange(
        method=found.method,
        url="",
        operation=found.name,
        status=status,
        headers=None,
        body=written.encode("utf-8", "surrogateescape"),
        as_sent=False,
        name=name,
    )


def _whole(value: dict[str, Any], name: str) -> Read:
    try:
        exchange = Exchange.from_recording(value, name=name)
    except (ValueError, OverflowError, RecursionError) as error:
        reason = str(error).removeprefix(f"{name}: ")
        return Unreadable(name, _line(reason if reason.startswith("not an exchange") else f"not an exchange: {reason}"))
    return _checked(exchange)


def _checked(exchange: Exchange) -> Read:
    """Return the exchange, or the reason to leave it out: the request was aborted, or a value is invalid."""
    if exchange.status not in STATUSES:
        return Note(exchange.name, f"left out: no response, status {exchange.status}")
    if not isinstance(exchange.method, str) or not isinstance(exchange.url, str):
        return Unreadable(exchange.name, "not an exchange: method and URL are not text")
    if exchange.at is not None and not isinstance(exchange.at, (int, float)):
        return evolve(exchange, at=None)
    return exchange


def from_har(entry: Any, name: str) -> Read:
    """Read an entry of a HAR file (1.2); browsers and schemathesis write these files."""
    try:
        request, response = entry["request"], entry["response"]
        content = response.get("content") or {}
        status = int(response["status"])
        if status not in STATUSES:
            reason = response.get("_error") or "aborted or blocked"
            return Note(name, _line(f"left out: no response, status {status} ({reason})"))
        if status == HTTPStatus.NOT_MODIFIED:
            return Note(name, "left out: status 304, the body is in the cache of the client")
        ours = Document.load().match(request["method"], request["url"])
        if ours and not isinstance(content.get("text"), str) and _has_body(response, content):
            size = f"{content['size']} bytes" if "size" in content else "of unknown size"
            return Note(name, f"left out: the body was not recorded ({size}, no text)")
        request_headers = _pairs(request.get("headers"))
        keyed = any(key.lower() == "authorization" for key, _ in request_headers)
        started = entry.get("startedDateTime")
        return _checked(
            Exchange(
                method=request["method"],
                url=request["url"],
                request_headers=request_headers if keyed else None,  # browsers leave out the key
                request_body=_posted(request.get("postData")),
                status=status,
                headers=_pairs(response.get("headers")) or None,
                body=_body(content),
                as_sent=False,
                at=_moment(started, entry.get("time")),
                name=name,
            )
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, binascii.Error) as error:
        return Unreadable(name, f"not an entry of a HAR file: {type(error).__name__}: {_line(error)}")


def _has_body(response: dict[str, Any], content: dict[str, Any]) -> bool:
    """Return whether a response had, or may have had, a body that its entry does not contain."""
    sizes = [content.get("size"), response.get("bodySize")]
    sizes += [int(value) for name, value in _pairs(response.get("headers"))
              if name.lower() == "content-length" and value.isdecimal()]  # fmt: skip
    return "content" not in response or any(isinstance(size, (int, float)) and size > 0 for size in sizes)


def _body(content: dict[str, Any]) -> bytes:
    text = content.get("text") or ""
    if str(content.get("encoding")).lower() == "base64":
        plain = "".join(text.split()).rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    encoded: bytes = text.encode("utf-8", "surrogatepass")
    return encoded


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one["name"]), str(one["value"])) for one in headers or ())


def _moment(started: Any, took: Any) -> float | None:
    """Return when a response had arrived, in Unix seconds; None if the entry does not say."""
    try:
        seconds = float(took or 0) / 1000
        return datetime.fromisoformat(started).timestamp() + max(0.0, seconds) if started else None
    except (TypeError, ValueError, OverflowError):
        return None


def _posted(posted: Any) -> bytes | None:
    """Return the body of a request in a HAR file: its text, or the fields of a form."""
    if not posted:
        return None
    if posted.get("text"):
        encoded: bytes = posted["text"].encode("utf-8", "surrogatepass")
        return encoded
    fields = [(one["name"], one.get("value", "")) for one in posted.get("params", ())]
    return urlencode(fields).encode() if fields else None
