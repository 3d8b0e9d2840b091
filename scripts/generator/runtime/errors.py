"""Every error that this package raises.

The classes::

    APIError                          every error of this package
    ├── APIConnectionError            no response arrived: refused, reset, DNS or TLS error (mostly transient)
    │   └── APITimeoutError           no response arrived in time (also a TimeoutError; transient)
    ├── APIStatusError                a response whose status is not a success
    │   ├── AuthenticationError       401
    │   ├── PermissionDeniedError     403
    │   ├── NotFoundError             404
    │   ├── RateLimitError            429 (transient); see `retry_after`
    │   ├── ServerError               5xx (500, 502, 503, 504 and 520 to 526 are transient)
    │   └── UnexpectedStatusError     any other
    ├── UnreadableResponseError       a success that can't be read
    │   ├── ContentTypeError          not JSON, for example an HTML page
    │   ├── EmptyBodyError            no body (transient)
    │   ├── BodyTooLargeError         more than the client's `max_body_bytes`
    │   ├── InvalidJSONError          truncated, not JSON, not UTF-8, not encoded as it says (transient)
    │   ├── SchemaMismatchError       JSON, but not the declared shape; see `pointer`
    │   │   └── FieldMismatchError    raised by reading such a field of a model (also an AttributeError)
    │   └── IdentityMismatchError     about another task than the requested one
    ├── WaitTimeoutError              a wait ran out of time (also a TimeoutError)
    ├── TaskFailedError               what was waited for has failed
    └── BatchError                    some of many waits did not end well; see `results` and `errors`

A code in the body can mean another class than the status: the document says which (`x-error-codes`). *Transient*
errors are retried within the client's `retries`, and do not end a wait, unless five responses in a row cannot be read.
No error contains the key.

A request that must not be repeated (one that makes something and costs money) is sent again only where it certainly was
not processed. Every error says by its `outcome` whether the request was not sent, refused, or may have been processed.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ._text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._document import Result
    from .types import Response


TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504, *range(520, 527)})
"""The statuses after which the same request may succeed; 520 to 526 are an edge network's own."""


class Outcome(StrEnum):
    """What became of the request that an error is about."""

    NOT_SENT = "not_sent"
    """The server did not get it."""

    REFUSED = "refused"
    """The server refused it: nothing was made, nothing was charged."""

    UNKNOWN = "unknown"
    """It may have been processed."""

    ACCEPTED = "accepted"
    """A submission was accepted, and what failed is the wait for it: the error's `parameters` have its id."""


CONSEQUENCES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NOT_SENT: "Nothing was sent: it is safe to submit again.",
        Outcome.REFUSED: "Nothing was made or charged.",
        Outcome.UNKNOWN: "It may have been made and charged: check your tasks before you submit again.",
        Outcome.ACCEPTED: "It was submitted and is not lost: wait for its id, and do not submit again.",
    }
)
"""What an outcome means for a request that must not be repeated, in words."""


class APIError(Exception):
    """Every error of this package.

    Attributes:
        message: What happened.
        status_code: The HTTP status, if a response arrived.
        code: The server's error code, if it sent one.
        request_id: The server's id of the request, if it sent one: quote it to the provider.
        retry_after: How long the server asks to wait before the next request, in seconds, if it says so.
        parameters: The path parameters of the request, by name.
        explanation: What the document says about such a response, or what to do; may be "".
        outcome: What became of the request: "not_sent", "refused" (nothing was made or charged), "unknown",
            or "accepted" (submitted; `parameters` has the id).
        attempts: How often the request was sent; by a wait, since the last response that could be read.
        response: The whole response, if one arrived.
    """

    transient: bool = False
    """Whether the same request may succeed later. Never true of a request that must not be repeated and may have been
    processed."""

    status_code: int | None = None
    code: str | None = None
    request_id: str | None = None
    retry_after: float | None = None
    parameters: Mapping[str, str] = MappingProxyType({})
    explanation: str = ""
    outcome: Outcome = Outcome.UNKNOWN
    attempts: int = 1
    response: Response[Any] | None = None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        fields = {
            "status": None if self.message.startswith(str(self.status_code)) else self.status_code,
            "code": self.code,
            "request id": None if self.request_id and self.request_id in self.message else self.request_id,
            **self.parameters,
            "attempts": self.attempts if self.attempts > 1 else None,
            "retry after": None if self.retry_after is None else f"{self.retry_after:.0f} s",
        }
        where = ", ".join(
            f"{name} {printable(str(value), 100)}" for name, value in fields.items() if value not in (None, "")
        )
        line = f"{self.message} ({where})" if where else self.message
        return f"{line}. {self.explanation}" if self.explanation else line

    def to_dict(self) -> dict[str, Any]:
        """Return the error as JSON values, for task queues and logs that carry nothing else. No body is in it."""
        fields: dict[str, Any] = {
            "type": type(self).__name__,
            "message": self.message,
            "status_code": self.status_code,
            "code": self.code,
            "request_id": self.request_id,
            "retry_after": self.retry_after,
            "parameters": dict(self.parameters),
            "explanation": self.explanation,
            "outcome": str(self.outcome),
            "transient": self.transient,
            "attempts": self.attempts,
        }
        for name in ("pointer", "expected", "found", "reason"):
            if isinstance(value := getattr(self, name, None), str):
                fields[name] = value
        return fields


def from_dict(fields: Mapping[str, Any]) -> APIError:
    """Return the error that `to_dict` made JSON values of, without its `task` and `response`.

    Raises:
        ValueError: The values are not those of an error.
    """
    kind = globals().get(str(fields.get("type")))
    if not (isinstance(kind, type) and issubclass(kind, APIError)):
        raise ValueError(  # noqa: TRY004 - the value is wrong
            f"no error of this package: {printable(str(fields.get('type')), 50)}"
        )
    error = kind(str(fields.get("message", "")))
    for name, value in fields.items():
        if name == "outcome":
            error.outcome = Outcome(value)
        elif name not in ("type", "message"):
            setattr(error, name, value)
    return error


class APIConnectionError(APIError):
    """No response arrived.

    Attributes:
        unreachable: Whether the name did not resolve or the certificate is wrong, which waiting rarely fixes.
    """

    transient = True
    unreachable: bool = False


class APITimeoutError(APIConnectionError, TimeoutError):
    """No response arrived within the client's `timeout`."""


class APIStatusError(APIError):
    """The status of the response is not a success."""


class AuthenticationError(APIStatusError):
    """401: the key was not accepted."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404, or a code that means it: there is no such thing, or it is not yours."""


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` says how long to wait, if the server does."""

    transient = True


class ServerError(APIStatusError):
    """5xx: an error of the server, or of a proxy in front of it."""


class UnexpectedStatusError(APIStatusError):
    """A status that has no class of its own."""


class UnreadableResponseError(APIError):
    """The status says success, but the body can't be read."""


class ContentTypeError(UnreadableResponseError):
    """The body is not JSON. Often it is an HTML page, because the server does not serve the path."""


class EmptyBodyError(UnreadableResponseError):
    """There is no body."""

    transient = True


class BodyTooLargeError(UnreadableResponseError):
    """The body is larger than the client's `max_body_bytes`; it was not read to its end."""


class InvalidJSONError(UnreadableResponseError):
    """The body is not a JSON document: truncated, malformed, not UTF-8, or not encoded as its header says."""

    transient = True


class SchemaMismatchError(UnreadableResponseError):
    """The body is JSON, but a required part of the declared shape is missing or of another type.

    Attributes:
        pointer: Where, as a JSON Pointer (RFC 6901) into the body.
        expected: What the document declares there.
        found: What stands there.
    """

    pointer: str = ""
    expected: str = ""
    found: str = ""


class FieldMismatchError(SchemaMismatchError, AttributeError):
    """A field was read that the body lacks, or has with another type. The rest of the object can be read.

    It is an AttributeError, so that `hasattr` and `getattr` with a default work.
    """


class IdentityMismatchError(UnreadableResponseError):
    """The body is about another task than the requested one, for example because a proxy mixed up connections."""


class WaitTimeoutError(APIError, TimeoutError):
    """A wait ran out of time. To continue, wait for the same id again.

    Attributes:
        task: The last state seen, if any.
        last_error: The last error, if the last response was not a state.
    """

    task: Result | None = None
    last_error: APIError | None = None


class TaskFailedError(APIError):
    """The task that was waited for has failed.

    Attributes:
        task: Its last state.
        reason: Why, as the server says; may be "".
    """

    task: Result
    reason: str = ""


class BatchError(APIError):
    """Some of the many that were waited for did not end well.

    Attributes:
        results: The final state of each that did, by id, in the order given.
        errors: Why each other one did not, by id, in the order given.
    """

    results: Mapping[Any, Any] = MappingProxyType({})
    errors: Mapping[Any, APIError] = MappingProxyType({})


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BatchError",
    "BodyTooLargeError",
    "ContentTypeError",
    "EmptyBodyError",
    "FieldMismatchError",
    "IdentityMismatchError",
    "InvalidJSONError",
    "NotFoundError",
    "Outcome",
    "PermissionDeniedError",
    "RateLimitError",
    "SchemaMismatchError",
    "ServerError",
    "TaskFailedError",
    "UnexpectedStatusError",
    "UnreadableResponseError",
    "WaitTimeoutError",
    "from_dict",
]
