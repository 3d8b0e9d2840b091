"""Turns an HTTP response into a `Response`: what its body says, or which error it is. Nothing here raises."""

from __future__ import annotations

import codecs
import contextlib
import datetime
import email.message
import email.utils
import zlib
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import field, frozen

from . import errors
from ._reader import Read, parse_json, read_body
from ._text import NO_KEY, Key, printable
from .types import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

T = TypeVar("T")

IDEMPOTENT: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"})
"""The methods that may be repeated (RFC 9110, 9.2.2)."""

CODINGS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "gzip": (zlib.MAX_WBITS | 16,),
        "x-gzip": (zlib.MAX_WBITS | 16,),  # the same (RFC 9110)
        "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),  # with zlib's header (RFC 9110), or as some servers do without
        **dict.fromkeys(("br", "zstd", "compress", "x-compress"), ()),
    }
)
"""The content codings by name; those that the client accepts with the windows of zlib that undo them."""

TOO_LARGE: Final = "the body is larger than {} bytes"

LONGEST_RETRY_AFTER: Final = 1e11
"""What a Retry-After may say at most, in seconds: any number of digits can stand there."""

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
    """What the document says of the responses of an operation.

    Attributes:
        name: The operationId.
        method: The HTTP method.
        path: The path, with its parameters in braces.
        repeatable: Whether it may be sent again without harm; None: as its method says (RFC 9110).
        secured: Whether it needs the key.
        readers: The reader of each declared status's body; a range such as 5XX by its first digit, `default` by 0.
        success: The reader of any other success.
        texts: The statuses (or digits) whose bodies are text,
        binaries: and those whose bodies are bytes; all others are JSON.
        empty: The statuses (or digits) that have no body.
        kinds: By status (or digit): the error that a code in the body means (`x-error-codes`).
        explanations: By status: the description of the response.
        error_shapes: Where error bodies carry their code and their message (`x-error`), as keys to follow.
        success_error: How a success says that it is an error.
        request_id_header: The header with the server's id of the request.
        identity: By path parameter: where a success says what it is about, as keys to follow.
        read_timeout: How long a read of its response may take at least, in seconds.
        accept: The media types of its responses.
    """

    name: str
    method: str
    readers: Mapping[int, Read[T]]
    path: str = ""
    repeatable: bool | None = None
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
    identity: Mapping[str, Sequence[str]] = field(factory=dict)
    read_timeout: float = 0
    accept: str = "application/json"

    @property
    def may_repeat(self) -> bool:
        """Whether a request may be sent again although it may have been processed."""
        return self.method in IDEMPOTENT if self.repeatable is None else self.repeatable

    def key(self, status: int) -> int | None:
        """Return the key under which a status is declared: itself, its first digit, or 0; None if it is not."""
        for key in (status, status // 100, 0):
            if key in self.readers or key in self.empty:
                return key
        return None

    def kinds_of(self, status: int) -> Mapping[str, type[errors.APIStatusError]]:
        """Return the errors that codes mean in the response that is declared for a status."""
        key = self.key(status)
        return {} if key is None else self.kinds.get(key, {})

    def reader(self, status: int) -> Read[T]:
        """Return the reader of the body that the document declares for a status.

        Raises:
            errors.UnexpectedStatusError: It declares none.
        """
        key = self.key(status)
        read = self.readers.get(key) if key is not None else None
        if read is None and 200 <= status < 300:  # noqa: PLR2004 - the statuses that mean success (RFC 9110)
            read = self.success or next((self.readers[known] for known in self.readers if 200 <= known < 300), None)  # noqa: PLR2004
        if read is None:
            raise errors.UnexpectedStatusError(f"the document does not declare the status {_phrase(status)}")
        return read


@frozen(eq=False)
class Call:
    """What one call of an operation adds.

    Attributes:
        parameters: The path parameters.
        key: What no error may show.
        may_repeat: Whether the request may be sent again although it may have been processed.
    """

    parameters: Mapping[str, str]
    key: Key = field(default=NO_KEY, repr=False)
    may_repeat: bool = True

    def blame(self, error: errors.APIError, outcome: errors.Outcome) -> None:
        """Set in an error which call it is about, and the outcome of its request."""
        error.parameters = self.parameters
        error.outcome = outcome
        if not self.may_repeat:
            error.transient = error.transient and outcome is not errors.Outcome.UNKNOWN
            error.explanation = f"{error.explanation} {errors.CONSEQUENCES[outcome]}".strip()


def decoded(headers: Mapping[str, str], content: bytes, limit: int) -> tuple[bytes, errors.APIError | None]:
    """Undo the content coding of a body, within a limit: httpx would inflate without one, whatever the request accepts.

    Returns:
        The body and None, or what arrived and why it cannot be decoded.
    """
    label = headers.get("content-encoding")
    codings = [name for coding in label.split(",") if (name := coding.strip().lower()) in CODINGS] if label else []
    if not codings:
        return content, None
    if len(codings) == 1 and (wbits := CODINGS[codings[0]]):
        for window in wbits:
            with contextlib.suppress(zlib.error):
                return _inflated(content, window, limit)
    elif content.lstrip()[:1] in (b"{", b"["):
        return content, None  # the label is wrong
    return content, errors.InvalidJSONError("the body is not encoded as its Content-Encoding says")


def _inflated(content: bytes, window: int, limit: int) -> tuple[bytes, errors.APIError | None]:
    inflater = zlib.decompressobj(window)
    inflated = inflater.decompress(content, limit + 1)
    if len(inflated) > limit:
        return b"", errors.BodyTooLargeError(TOO_LARGE.format(limit))
    if not inflater.eof:
        raise zlib.error
    return inflated, None


def read_response(
    operation: Operation[T],
    call: Call,
    received: httpx.Response,
    content: bytes,
    problem: errors.APIError | None = None,
) -> Response[T]:
    """Read a response.

    Args:
        operation: What the document says.
        call: What was requested.
        received: Status and headers.
        content: The body.
        problem: Why it cannot be read.
    """
    status, headers = received.status_code, received.headers
    success = 200 <= status < 300  # noqa: PLR2004 - the statuses that mean success (RFC 9110)
    key = operation.key(status)
    parsed: T | None = None
    partial: T | None = None
    body: Any = None
    error: errors.APIError | None
    # A body that the document does not declare; a page would come from another server.
    ignored = success and operation.success is None and _media_type(headers) != "text/html"
    unread = key in operation.empty and (not content or ignored)
    if problem is not None:
        error = problem
    elif unread:
        error = None
    elif key in operation.texts:
        body, error = content.decode(charset_of(headers), "replace"), None
    elif key in operation.binaries:
        body, error = content, None
    else:
        body, error = _json_body(headers, content)
    if error is None and success and (error := _error_in_success(operation, body)) is not None:
        pass
    elif error is None and not unread:
        parsed, partial, error = _parsed(operation, call, status, body)
    if not success:
        error = _status_error(operation, status, body, error)
    request_id = call.key.clean(headers.get(operation.request_id_header, ""), 100) or None
    about = _about(operation, body) if success and (parsed is not None or partial is not None) else None
    response = Response(status, headers, content, parsed, error, request_id, about, partial)
    if error is not None:
        _clean(error, call.key)
        error.status_code, error.response, error.request_id = status, response, request_id
        error.retry_after = retry_after(headers)
        # A code that means something else than the status comes from behind the server.
        foreign = error.code in operation.kinds_of(status)
        call.blame(error, _outcome(status, declared=parsed is not None and not foreign))
    return response


def _parsed(
    operation: Operation[T], call: Call, status: int, body: Any
) -> tuple[T, None, None] | tuple[None, T | None, errors.APIError]:
    """Read a body.

    Returns:
        The whole of it, or else what can be read of it where an essential part cannot be, and the error.
    """
    try:
        return read_body(operation.reader(status), body, operation.name, call.key), None, None
    except errors.SchemaMismatchError as problem:
        partial = None
        with contextlib.suppress(errors.SchemaMismatchError):
            partial = read_body(operation.reader(status), body, operation.name, call.key, partial=True)
        return None, partial, problem
    except errors.APIError as problem:
        return None, None, problem


def _clean(error: errors.APIError, key: Key) -> None:
    """Take the key, and what is not printable, out of what a server wrote."""
    error.message = key.clean(error.message, 400)
    error.args = (error.message,)
    if error.code:
        error.code = key.clean(error.code, 100)
    if isinstance(error, errors.SchemaMismatchError):
        error.pointer, error.found = key.hide(error.pointer), key.clean(error.found, 200)


def _outcome(status: int, *, declared: bool) -> errors.Outcome:
    """Return the outcome of a request whose response is an error."""
    if status == HTTPStatus.SERVICE_UNAVAILABLE and declared:
        return errors.Outcome.REFUSED  # the server's own, before it reads the request; a proxy's has another body
    if 300 <= status < 500 and status not in _PROCESSED:  # noqa: PLR2004 - redirects and client errors (RFC 9110)
        return errors.Outcome.REFUSED
    return errors.Outcome.UNKNOWN


_PROCESSED: Final = frozenset({408, 499})
"""Client errors of a proxy that gave up on a request: it may have been processed."""


def _about(operation: Operation[Any], body: Any) -> str | None:
    """Return the id of what a success is about, if it says so."""
    for place in operation.identity.values():
        value = follow(body, place)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value:
            return str(value)
    return None


def _error_in_success(operation: Operation[Any], body: Any) -> errors.APIStatusError | None:
    """Return the error that a success's body says it is: it has no result, and a code that is not a success's."""
    declared = operation.success_error
    if declared is None or not isinstance(body, dict) or follow(body, declared.result) is not None:
        return None
    code = follow(body, declared.code)
    if not isinstance(code, str) or not code or code.casefold() in {word.casefold() for word in declared.success}:
        return None
    message = follow(body, declared.message)
    kinds = [known[code] for known in operation.kinds.values() if code in known]
    error = (kinds[0] if kinds else errors.UnexpectedStatusError)(
        f"the response says that it is an error: {message if isinstance(message, str) and message else code}"
    )
    error.code = code
    error.transient = isinstance(error, errors.RateLimitError)
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110), as seconds from now; None if there is none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_RETRY_AFTER)
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())


def charset_of(headers: Mapping[str, str]) -> str:
    """Return the charset of a text; UTF-8 if it names none that is known."""
    message = email.message.Message()
    message["content-type"] = headers.get("content-type", "")
    charset = str(message.get_content_charset("utf-8"))
    try:
        codecs.lookup(charset)
    except LookupError:
        return "utf-8"
    return charset


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _json_body(headers: Mapping[str, str], content: bytes) -> tuple[Any, errors.UnreadableResponseError | None]:
    """Parse a body; an error's body may be understood even where its type is not declared."""
    if not content.strip():
        return None, errors.EmptyBodyError("the response has no body")
    try:
        return parse_json(content), None
    except ValueError as error:
        wrong = printable(str(error), 100)
    media_type = _media_type(headers)
    labelled = media_type == "application/json" or media_type.endswith("+json")
    if labelled or content.lstrip()[:1] in (b"{", b"["):
        return None, errors.InvalidJSONError(f"the body is not a JSON document: {wrong}")
    problem = errors.ContentTypeError(f"the response is {printable(media_type, 50) or 'without a type'}, not JSON")
    problem.explanation = "A page like this comes from a path that is not served, or from a proxy: check base_url."
    return None, problem


def _status_error(
    operation: Operation[Any], status: int, body: Any, problem: errors.APIError | None
) -> errors.APIStatusError:
    code, message = _code_and_message(operation, body)
    kind = operation.kinds_of(status).get(code or "") or _BY_STATUS.get(status)
    if kind is None:
        kind = errors.ServerError if 500 <= status < 600 else errors.UnexpectedStatusError  # noqa: PLR2004
    message = message or (problem.message if problem else "")
    error = kind(f"{_phrase(status)}: {message}" if message else _phrase(status))
    error.code = code
    error.explanation = operation.explanations.get(status, "")
    error.transient = status in errors.TRANSIENT_STATUSES and kind in (errors.RateLimitError, errors.ServerError)
    return error


def _code_and_message(operation: Operation[Any], body: Any) -> tuple[str | None, str]:
    """Find the code and the message of an error body, in any of the declared shapes."""
    for code_at, message_at in operation.error_shapes:
        message = follow(body, message_at)
        if isinstance(message, str):
            code = follow(body, code_at)
            return (code if isinstance(code, str) else None), message
    return None, ""


def follow(value: Any, keys: Sequence[str]) -> Any:
    """Follow keys into a JSON value; None where nothing stands."""
    for key in keys:
        if isinstance(value, list) and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} (not a registered status)"
