"""One HTTP exchange as it was seen: what was asked, and every byte and header that was answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import field, frozen

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

Headers = tuple[tuple[str, str], ...]


@frozen
class Exchange:
    """A request and its answer.

    Attributes:
        method: The request's method.
        url: The request's URL, or its path alone; "" where it was not recorded.
        status: The answer's status.
        headers: The answer's headers in order, repeats kept; None where they were not recorded.
        body: The answer's body.
        request_headers: The request's headers; None where they were not recorded (browsers leave out the key).
        as_sent: Whether `body` has the very bytes of the wire. False where a recorder decoded or wrote them anew: then
            nothing is said of their encoding or length.
        complete: Whether the answer arrived to its end.
        at: When it was answered, in Unix seconds; None where it was not recorded.
        scenario: The situation that the request was made for, as openapi.yaml names them; None without expectation.
        name: What a report calls it: a file, a line of a file, a request of the probe.
        known: Rules that it is recorded for breaking.
    """

    method: str
    url: str
    status: int
    headers: Headers | None
    body: bytes = field(repr=False)
    request_headers: Headers | None = field(default=None, repr=False)
    as_sent: bool = True
    complete: bool = True
    at: float | None = None
    scenario: str | None = None
    name: str = ""
    known: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The request's path, still percent-encoded."""
        return urlsplit(self.url).path

    def header(self, name: str) -> list[str]:
        """List the values of an answered header, whatever the case of its name."""
        return [value for key, value in self.headers or () if key.lower() == name.lower()]

    def authorised(self) -> bool | None:
        """Whether the request carried a key; None where its headers were not recorded."""
        if self.request_headers is None:
            return None
        return any(key.lower() == "authorization" and value.strip() for key, value in self.request_headers)

    @classmethod
    def from_recording(cls, source: Path | dict[str, Any], *, name: str = "") -> Exchange:
        """Read the project's own form: a file of `recordings/`, or its JSON.

        Raises:
            ValueError: It has not this form.
        """
        if isinstance(source, dict):
            recording = source
        else:
            recording = json.loads(source.read_text(encoding="utf-8"))
            name = name or source.name
        try:
            request, response = recording["request"], recording["response"]
            text = response["text"] if "text" in response else json.dumps(response["body"], ensure_ascii=False)
            return cls(
                method=request.get("method", "GET"),
                url=request.get("url") or request["path"],
                request_headers=_pairs(request.get("headers")),
                status=int(response["status"]),
                headers=_pairs(response.get("headers")),
                body=text.encode("utf-8", "surrogatepass"),
                as_sent=False,
                at=recording.get("at"),
                scenario=recording.get("scenario"),
                name=name,
                known=frozenset(recording.get("violations", ())),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{name or 'recording'}: not an exchange, {type(error).__name__}: {error}") from error

    @classmethod
    def from_httpx(cls, response: httpx.Response, *, body: bytes | None = None, **rest: Any) -> Exchange:
        """Take over an answer of httpx.

        Args:
            response: The answer, read.
            body: Its bytes as sent; without them the decoded content is taken.
            **rest: Other attributes of the exchange.
        """
        request = response.request
        return cls(
            method=request.method,
            url=str(request.url),
            request_headers=tuple(request.headers.multi_items()),
            status=response.status_code,
            headers=tuple(response.headers.multi_items()),
            body=response.content if body is None else body,
            as_sent=body is not None,
            **rest,
        )


def _pairs(headers: Any) -> Headers | None:
    """Read headers written as an object or as a list of pairs."""
    if headers is None:
        return None
    items = headers.items() if isinstance(headers, dict) else headers
    return tuple((str(key), str(value)) for key, value in items)
