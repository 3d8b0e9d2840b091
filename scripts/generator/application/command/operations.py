"""The operations of the generated package, called by name: their parameters and bodies are data."""

from __future__ import annotations

import contextlib
import datetime
import json
import sys
import typing
from enum import Enum
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

import attrs

from .. import _OPERATIONS, _arguments, _request, _running, _sync
from .._check import hints_of, misfit_of
from .._model import Model
from .._text import printable
from ..types import UNSET, File
from .report import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .._response import Operation
    from ..client import AuthenticatedClient
    from ..types import Response

NAMES = tuple(_OPERATIONS)
"""The operations that the document declares."""

_FROM_TEXT: Final[Mapping[Any, Callable[[str], Any]]] = {
    datetime.date: datetime.date.fromisoformat,
    datetime.datetime: datetime.datetime.fromisoformat,
    UUID: UUID,
    bytes: str.encode,
}


class Call:
    """One operation, and the way to call it.

    Attributes:
        module: Its module, with `poll` and `wait` where it is polled.
        spec: What the document says of its responses.
        parameters: Its declared parameters.
        bodies: Its declared request bodies.

    Raises:
        UsageError: The package was generated from a document without this operation.
    """

    def __init__(self, name: str) -> None:
        if name not in NAMES:
            raise UsageError(f"this client was generated without {printable(name, 100)}")
        self.module: Any = import_module(_OPERATIONS[name], __name__.rpartition(".command")[0])
        self.spec: Operation[Any] = self.module._OPERATION  # noqa: SLF001 - of this package
        self.parameters: Sequence[_arguments.Parameter] = self.module._PARAMETERS  # noqa: SLF001
        self.bodies: Sequence[_arguments.Body] = getattr(self.module, "_BODIES", ())

    @property
    def submits(self) -> bool:
        """Whether a request must not be repeated: it makes something, and costs."""
        return not self.spec.may_repeat

    def value(self, parameter: _arguments.Parameter, text: str) -> Any:
        """Return a parameter's value: the text if the document takes one, else JSON, or items with commas between."""
        candidates: list[Any] = [text]
        with contextlib.suppress(ValueError, RecursionError):
            candidates.append(json.loads(text))
        candidates.append(text.split(","))
        for candidate in candidates:
            value = typed(candidate, parameter.hint, lambda _: None)
            if not misfit_of(value, parameter.hint):
                return value
        return text

    def body(self, value: Any, unknown: Callable[[str], None]) -> Any:
        """Return a request body of the declared type.

        Args:
            value: Its JSON value, a text, or bytes.
            unknown: Called with the JSON Pointer of each field that the document does not have.
        """
        for declared in self.bodies[1:] and self.bodies:
            found: list[str] = []
            with contextlib.suppress(UsageError):
                body = typed(value, declared.hint, found.append)
                if not misfit_of(body, declared.hint):
                    for pointer in found:
                        unknown(pointer)
                    return body
        return typed(value, self.bodies[0].hint, unknown) if self.bodies else value

    def request(self, values: Mapping[str, Any], body: Any = UNSET) -> tuple[dict[str, str], dict[str, Any]]:
        """Build a request.

        Args:
            values: The parameters, by name.
            body: The request body.

        Returns:
            The path parameters, for errors, and the arguments of `httpx.Client.stream`.

        Raises:
            ValueError: A parameter or the body is not of its declared type.
        """
        pairs = [(parameter, values.get(parameter.name, UNSET)) for parameter in self.parameters]
        for parameter, value in pairs:
            if value is UNSET and parameter.where == "path":
                raise UsageError(f"{self.spec.name} needs --{parameter.name}")
        declared = signature(self.module.sync).parameters.get("body")
        if body is UNSET and declared and declared.default is Parameter.empty:
            raise UsageError(f"{self.spec.name} needs --body")
        try:
            request = _arguments.build(self.spec.method, self.spec.path, pairs, self.bodies, body)
            json.dumps(request.get("json"), ensure_ascii=False).encode()
        except TypeError as error:
            raise UsageError(str(error)) from None
        except UnicodeEncodeError:
            raise UsageError("the body has text that is not Unicode") from None
        return _arguments.shown(pairs), request

    def send(self, client: AuthenticatedClient, values: Mapping[str, Any], body: Any = UNSET) -> Response[Any]:
        """Send a request, and return the response: a success that can be read.

        Raises:
            errors.APIError: No response arrived, or it is not a success, or it cannot be read.
            ValueError: As `request`; nothing was sent.
        """
        response = _sync.send(client, self.spec, *self.request(values, body))
        _request.parsed(response)
        return response

    def send_and_read(self, client: AuthenticatedClient, values: Mapping[str, Any], body: Any = UNSET) -> Any:
        """Send a request like `send`, and return the parsed body."""
        return self.send(client, values, body).parsed

    def submit(
        self, client: AuthenticatedClient, timeout: float, body: Any, enough: Callable[[Any], bool] | None
    ) -> tuple[str, Iterator[Any]]:
        """Submit, as `send`, what the document says how to wait for.

        Args:
            client: The settings, with the key.
            timeout: How long the wait may take, in seconds.
            body: The request body.
            enough: What must be true of a successful state as well before the wait ends.

        Returns:
            The id, and the states that a wait for it sees, as `poll`; the wait begins with the first of them.
        """
        link = self.module._LINK  # noqa: SLF001 - of this package
        submission: _running.Submission[Any, Any] = _running.Submission(client, self.spec, link, timeout, None, enough)
        with submission:
            poller, request = submission.accept(_sync.send(client, self.spec, *self.request({}, body)))
        return next(iter(submission.parameters.values())), _sync.follow(poller, request)


def read(path: Path) -> bytes:
    """Return the content of a file; `-` is standard input.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{printable(str(path), 200)} cannot be read: {reason}") from None


def typed(value: Any, hint: Any, unknown: Callable[[str], None], at: str = "") -> Any:
    """Return a JSON value as an object of its declared type; the value itself where it is of none.

    Args:
        value: The JSON value.
        hint: The declared type, as an annotation.
        unknown: Called with the JSON Pointer of each field that the document does not have.
        at: Where the value is, as a JSON Pointer.
    """
    problem = None
    for kind in _branches(hint):
        try:
            made = _made(value, kind, unknown, at)
        except UsageError as error:
            problem = error
            continue
        if not misfit_of(made, kind):
            return made
        if isinstance(made, Model):
            value = made  # so that a misfit is reported with its pointer
    if problem and not isinstance(value, Model):
        raise problem
    return value


def _branches(hint: Any) -> Iterator[Any]:
    arguments = typing.get_args(hint)
    if arguments and typing.get_origin(hint) not in (list, dict, typing.Literal):
        yield from arguments
    else:
        yield hint


def _made(value: Any, kind: Any, unknown: Callable[[str], None], at: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is list and isinstance(value, list):
        return [typed(item, arguments[0], unknown, f"{at}/{index}") for index, item in enumerate(value)]
    if origin is dict and isinstance(value, dict):
        return {key: typed(item, arguments[1], unknown, f"{at}/{key}") for key, item in value.items()}
    if isinstance(kind, type) and issubclass(kind, Model) and isinstance(value, dict):
        return _model(value, kind, unknown, at)
    if kind is File and isinstance(value, str) and value.startswith("@"):
        path = Path(value[1:])
        return File(read(path), path.name)
    if isinstance(value, str) and (kind in _FROM_TEXT or (isinstance(kind, type) and issubclass(kind, Enum))):
        with contextlib.suppress(ValueError):
            return cast("Callable[[str], Any]", _FROM_TEXT.get(kind, kind))(value)
    return value


def _model(value: dict[str, Any], kind: Any, unknown: Callable[[str], None], at: str) -> Model:
    hints = hints_of(kind)
    names = dict(zip(kind._KEYS, kind._NAMES, strict=True))  # noqa: SLF001 - of this package
    fields = {
        name: typed(value[key], hints[name], unknown, f"{at}/{key}") for key, name in names.items() if key in value
    }
    missing = [key for key, name in names.items() if name not in fields and _is_required(kind, name)]
    if missing:
        raise UsageError(f"body: {', '.join(missing)} is missing at {at or 'the top'}")
    more = {key: item for key, item in value.items() if key not in names}
    for key in more:
        unknown(f"{at}/{key}")
    made: Model = kind(**fields, additional_properties=more)
    return made


def _is_required(kind: Any, name: str) -> bool:
    return any(field.name == name and field.default is attrs.NOTHING for field in attrs.fields(kind))
