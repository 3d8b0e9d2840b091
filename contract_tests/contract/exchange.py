"""One HTTP exchange as it was recorded: the request, and every byte and header of the response."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from attrs import field, frozen

from contract_tests.contract.operations import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Headers = tuple[tuple[str, str], ...]


@frozen
class Exchange:
    """A request and its response.

    Attributes:
        method: The request's method.
        url: The request's URL, or its path alone; "" if it was not recorded.
        status: The response's status.
        headers: The response's headers in order, repeats kept; None if they were not recorded.
        body: The response's body.
        request_headers: The request's headers; None if they were not recorded (browsers leave out the key).
        request_body: The request's body; None if there is none or it was not recorded.
        operation: The operationId of its operation; None to find it by method and URL.
        as_sent: Whether `body` has the bytes as they were sent. If a recorder decoded or rewrote them (False), their
            encoding and length are not judged.
        complete: Whether the whole response arrived.
        at: When the response arrived, in Unix seconds; None if it was not recorded.
        scenario: The scenario that the request was made for, as named in openapi.yaml; None without expectation.
        name: Its name in reports: a file, a line of a file, a request of the probe.
        known: The rules that it is known to break.
    """

    method: str
    url: str
    status: int
    headers: Headers | None
    body: bytes = field(repr=False)
    request_headers: Headers | None = field(default=None, repr=False)
    request_body: bytes | None = field(default=None, repr=False)
    operation: str | None = None
    as_sent: bool = True
    complete: bool = True
    at: float | None = None
    scenario: str | None = None
    name: str = ""
    known: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The request's path, still percent-encoded."""
        return path_of(self.url)

    def header(self, name: str) -> list[str]:
        """List the values of a response header, whatever the case of its name."""
        return [value for key, value in self.headers or () if key.lower() == name.lower()]

    def authorised(self, places: Iterable[tuple[str, str]] = (("header", "authorization"),)) -> bool | None:
        """Return whether the request had a key; None if its headers were not recorded.

        Args:
            places: Where a key may be, as pairs of location (`header`, `query`, `cookie`) and name.
        """
        if self.request_headers is None:
            return None
        return any(value.strip() for location, name in places for value in self.request_values(location, name))

    def request_values(self, location: str, name: str) -> list[str]:
        """List the values of a parameter of the request; the name of a header has any case."""
        if location == "query":
            return [value for key, value in self.query() if key == name]
        headers = self.request_headers or ()
        if location == "cookie":
            cookies = [
                pair.strip().partition("=")
                for key, value in headers
                if key.lower() == "cookie"
                for pair in value.split(";")
            ]
            return [value for key, _, value in cookies if key == name]
        return [value for key, value in headers if key.lower() == name.lower()]

    def query(self) -> list[tuple[str, str]]:
        """List the parameters of the URL's query, percent-decoded."""
        query = self.url.partition("#")[0].partition("?")[2]
        try:
            return parse_qsl(query, keep_blank_values=True, max_num_fields=10_000)
        except ValueError:
            return []

    @classmethod
    def from_recording(cls, source: Path | dict[str, Any], *, name: str = "") -> Exchange:
        """Read a recording: a file of `recordings/`, or its JSON.

        Raises:
            ValueError: It is not a recording.
        """
        if isinstance(source, dict):
            recording = source
        else:
            recording = json.loads(source.read_text(encoding="utf-8"))
            name = name or source.name
        try:
            request, response = recording["request"], recording["response"]
            request_body = _content(request) if {"text", "body"} & set(request) else None
            return cls(
                method=request.get("method", "GET"),
                url=request.get("url") or request["path"],
                request_headers=_pairs(request.get("headers")),
                request_body=request_body,
                operation=_text(request.get("operation"), "operation"),
                status=int(response["status"]),
                headers=_pairs(response.get("headers")),
                body=_content(response),
                as_sent=False,
                at=_moment(recording.get("at")),
                scenario=_text(recording.get("scenario"), "scenario"),
                name=name,
                known=frozenset(recording.get("violations", ())),
            )
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise ValueError(f"{name or 'recording'}: not an exchange, {type(error).__name__}: {error}") from error


def _text(value: Any, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    return value


def _moment(value: Any) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value)):
        raise ValueError("at is not a time in Unix seconds")
    return value


def _content(message: dict[str, Any]) -> bytes:
    """Return the body of a recorded request or response, which has it as text or as JSON."""
    text = message["text"] if "text" in message else json.dumps(message["body"], ensure_ascii=False)
    encoded: bytes = text.encode("utf-8", "surrogatepass")
    return encoded


def _pairs(headers: Any) -> Headers | None:
    """Return headers that are written as an object or as a list of pairs."""
    if headers is None:
        return None
    items = headers.items() if isinstance(headers, dict) else headers
    return tuple((str(key), str(value)) for key, value in items)
