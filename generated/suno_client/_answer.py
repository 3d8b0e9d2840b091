# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_answer.py
"""From an HTTP answer to a `Response`: what it says, or which error it is. Nothing here raises."""

from __future__ import annotations

import codecs
import datetime
import email.message
import email.utils
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import field, frozen

from . import errors
from ._reader import Read, parse_json, read_body
from ._text import printable
from .types import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

T = TypeVar("T")

TRANSIENT_STATUSES: Final = frozenset({429, 500, 502, 503, 504, *range(520, 527)})
"""Statuses after which the same request may succeed; 520 to 526 are an edge network's own."""

_BY_STATUS: Final[Mapping[int, type[errors.APIStatusError]]] = {
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitError,
}


@frozen(eq=False)
class SuccessError:
    """How the body of a success says that it is an error. Places are keys to follow.

    Attributes:
        code: Where the code is.
        message: Where the message is.
        result: Where the result is, which an error lacks.
        success: The codes that mean success.
    """

    code: Sequence[str]
    message: Sequence[str]
    result: Sequence[str]
    success: frozenset[str]


@frozen(eq=False)
class Operation(Generic[T]):
    """What the document says of an operation's answers.

    Attributes:
        name: The operationId.
        method: The HTTP method.
        path: The path, with its parameters in braces.
        repeatable: Whether it may be sent again without harm.
        secured: Whether it needs the key.
        readers: The reader of each declared status's body; a range such as 5XX by its first digit, `default` by 0.
        success: The reader of any other success.
        texts: The statuses (or digits) whose bodies are text,
        binaries: and those whose bodies are bytes; all others are JSON.
        empty: The statuses (or digits) that have no body.
        kinds: By status: the error that a code in the body means (`x-error-codes`).
        explanations: By status: the description of the response.
        error_shapes: Where error bodies carry their code and their message (`x-error`), as keys to follow.
        success_error: How a success says that it is an error.
        request_id_header: The header with the server's id of the request.
    """

    name: str
    method: str
    readers: Mapping[int, Read[T]]
    path: str = ""
    repeatable: bool = False
    secured: bool = False
    success: Read[T] | None = None
    texts: frozenset[int] = frozenset()
    binaries: frozenset[int] = frozenset()
    empty: frozenset[int] = frozenset()
    kinds: Mapping[int, Mapping[str, type[errors.APIStatusError]]] = field(factory=dict)
    explanations: Mapping[int, str] = field(factory=dict)
    error_shapes: Sequence[tuple[Sequence[str], Sequence[str]]] = ()
    success_error: SuccessError | None = None
    request_id_header: str = ""

    def key(self, status: int) -> int | None:
        """Return the key under which a status is declared: itself, its first digit, or 0; None if it is not."""
        for key in (status, status // 100, 0):
            if key in self.readers or key in self.empty:
                return key
        return None

    def reader(self, status: int) -> Read[T]:
        """Return the reader of the body that the document declares for a status.

        Raises:
            errors.UnexpectedStatusError: It declares none.
        """
        key = self.key(status)
        read = self.readers.get(key) if key is not None else None
        if read is None:
            raise errors.UnexpectedStatusError(f"the document knows no answer {_phrase(status)}")
        return read


@frozen(eq=False)
class Call:
    """What one call of an operation adds.

    Attributes:
        parameters: The path parameters.
        secret: What no error may show.
    """

    parameters: Mapping[str, str]
    secret: str = field(default="", repr=False)

    def blame(self, error: errors.APIError) -> None:
        """Say in an error which call it is about."""
        error.parameters = self.parameters

    def censor(self, text: str) -> str:
        """Take the secret out of a text that a server or a library wrote."""
        return text.replace(self.secret, "[key]") if self.secret else text


def read_answer(
    operation: Operation[T], call: Call, answer: httpx.Response, content: bytes | errors.APIError
) -> Response[T]:
    """Read an answer.

    Args:
        operation: What the document says.
        call: What was asked.
        answer: Status and headers.
        content: The body, or why there is none to read.
    """
    status, headers = answer.status_code, answer.headers
    parsed: T | None = None
    body: Any = None
    error: errors.APIError | None
    if isinstance(content, errors.APIError):
        error, content = content, b""
    elif not content and operation.key(status) in operation.empty:
        error = None
    elif operation.key(status) in operation.texts:
        body, error = content.decode(_charset(headers), "replace"), None
    elif operation.key(status) in operation.binaries:
        body, error = content, None
    else:
        body, error = _json_body(headers, content)
    if error is None and (content or operation.key(status) not in operation.empty):
        try:
            parsed = read_body(operation.reader(status), body, operation.name)
        except errors.APIError as problem:
            error = problem
    if not 200 <= status < 300:  # noqa: PLR2004 - the statuses that mean success (RFC 9110)
        error = _status_error(operation, call, status, body, error)
    request_id = printable(headers.get(operation.request_id_header, ""), 100) or None
    response = Response(status, headers, content, parsed, error, request_id)
    if error is not None:
        call.blame(error)
        error.status_code, error.response, error.request_id = status, response, request_id
        error.retry_after = retry_after(headers)
    return response


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110), as seconds from now; None if there is none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())


def _charset(headers: Mapping[str, str]) -> str:
    """Return the charset of a text; UTF-8 if it names none that is known."""
    message = email.message.Message()
    message["content-type"] = headers.get("content-type", "")
    charset = str(message.get_content_charset("utf-8"))
    try:
        codecs.lookup(charset)
    except LookupError:
        return "utf-8"
    return charset


def _json_body(headers: Mapping[str, str], content: bytes) -> tuple[Any, errors.UnreadableAnswerError | None]:
    """Parse a body; an error's body may be understood even where its type is not declared."""
    if not content.strip():
        return None, errors.EmptyBodyError("the answer has no body")
    body: Any = None
    problem: errors.UnreadableAnswerError | None = None
    try:
        body = parse_json(content)
    except ValueError as error:
        problem = errors.InvalidJSONError(f"the body is not a JSON document: {printable(str(error), 100)}")
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        problem = errors.ContentTypeError(
            f"the answer is {printable(media_type, 50) or 'of no declared type'}, not JSON"
        )
        problem.explanation = "A page for people comes from a path that is not served, or from a proxy: check base_url."
    return body, problem


def _status_error(
    operation: Operation[Any], call: Call, status: int, body: Any, problem: errors.APIError | None
) -> errors.APIStatusError:
    code, message = _said(operation, body)
    kind = operation.kinds.get(status, {}).get(code or "") or _BY_STATUS.get(status)
    if kind is None:
        kind = errors.ServerError if 500 <= status < 600 else errors.UnexpectedStatusError  # noqa: PLR2004
    message = call.censor(message) or (problem.message if problem else "")
    error = kind(f"{_phrase(status)}: {printable(message, 300)}" if message else _phrase(status))
    error.code = code
    error.explanation = operation.explanations.get(status, "")
    error.transient = status in TRANSIENT_STATUSES and kind in (errors.RateLimitError, errors.ServerError)
    return error


def _said(operation: Operation[Any], body: Any) -> tuple[str | None, str]:
    """Find the code and the message of an error body, in any of the declared shapes."""
    for code_at, message_at in operation.error_shapes:
        message = _follow(body, message_at)
        if isinstance(message, str):
            code = _follow(body, code_at)
            return (printable(code, 100) if isinstance(code, str) else None), message
    return None, ""


def _follow(value: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} (not a registered status)"
