"""What the generated client does with a response, found by calling the client with the response."""

from __future__ import annotations

import datetime
import enum
import importlib
import inspect
import json
import logging
import pkgutil
import re
import types
import typing
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import httpx
import suno_client.api
from attrs import frozen
from suno_client import AuthenticatedClient
from suno_client.types import UNSET

from contract_tests.contract.document import Document
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.violation import Effect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from suno_client.types import Response

    from contract_tests.contract.exchange import Exchange, Headers
    from contract_tests.contract.operations import Matched, Operation
    from contract_tests.contract.violation import Violation

_ACROSS = ("meaning.", "sequence.", "access.", "shape.condition")
"""Rules whose findings are values of a good type: nothing in the client can notice them."""
_SAMPLES: dict[Any, Any] = {
    str: "judge", int: 1, float: 1.0, bool: True, bytes: b"", uuid.UUID: uuid.UUID(int=0),
    datetime.datetime: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), datetime.date: datetime.date(2026, 1, 1),
}  # fmt: skip

logging.getLogger("suno_client").addHandler(logging.NullHandler())


def effects(
    exchange: Exchange, matched: Matched, violations: Sequence[Violation], document: Document | None = None
) -> list[Effect | None]:
    """Call the operation's generated function with a response, and return the effect of each finding on it.

    Returns:
        One effect for each finding; None if the client has no function for the operation, or cannot call it.
    """
    answer = _Answer(exchange.status, exchange.headers, exchange.body, exchange.as_sent, exchange.complete)
    response = _read(matched.operation, answer)
    if response is None:
        return [None] * len(violations)
    if isinstance(response, Exception):
        return [Effect("raises", f"raises {type(response).__name__}")] * len(violations)
    usual = _usual_error(document or Document.load(), matched, answer)
    return [_effect(response, usual, matched.operation, violation) for violation in violations]


@frozen
class _Answer:
    """The response that the client reads."""

    status: int
    headers: Headers | None
    body: bytes
    as_sent: bool = False
    complete: bool = True


def _usual_error(document: Document, matched: Matched, answer: _Answer) -> str:
    """Return the class of the error that the client raises for the declared response; "" if it raises none."""
    if matched.response is None or not matched.operation.response(answer.status):
        return ""
    media = document.get((*matched.response, "content"))
    examples = [
        example["value"]
        for kind in (media.values() if isinstance(media, dict) else ())
        for example in kind.get("examples", {}).values()
        if isinstance(example, dict) and "value" in example
    ]
    body = json.dumps(examples[0]).encode() if examples else b""
    usual = _read(matched.operation, _Answer(answer.status, None, body))
    error = usual if isinstance(usual, Exception) else getattr(usual, "error", None)
    return type(error).__name__ if error is not None else ""


def _effect(response: Response[Any], usual: str, operation: Operation, violation: Violation) -> Effect:
    return (
        _raised(response, usual, violation)
        or _unseen(response, operation, violation)
        or _reading(response.parsed, violation)
    )


def _raised(response: Response[Any], usual: str, violation: Violation) -> Effect | None:
    """Return the effect of an error; an error of the expected class is not an effect of a change in its body."""
    if response.error is None:
        return None
    error = type(response.error).__name__
    if not usual or violation.rule == "access.key":
        return Effect("raises", f"raises {error}")
    if error != usual:
        return Effect("raises", f"raises {error}, not {usual}")
    if response.parsed is None and violation.where != "status" and not violation.where.startswith("header"):
        return Effect("loses", f"raises {error} as it should, without what the body says")
    return None


def _unseen(response: Response[Any], operation: Operation, violation: Violation) -> Effect | None:
    """Return the effect of a change that the models do not show."""
    if violation.where == "header retry-after" and getattr(response.error, "retry_after", None) is None:
        return Effect("loses", "does not know when to ask again")
    if not violation.where.startswith("/"):
        return Effect("carries", "reads the body all the same")
    if violation.rule.startswith(_ACROSS):
        return Effect("misreads", "takes the value for true")
    if operation.polling and violation.where == operation.polling["status"] and violation.rule == "shape.enum":
        return Effect("misreads", "takes it for a task that still runs: a wait never ends but at its deadline")
    return None


def _reading(parsed: Any, violation: Violation) -> Effect:
    tokens = split(violation.where)
    if _attribute(parsed, tokens) is UNSET:
        raw = parsed.to_dict() if hasattr(parsed, "to_dict") else parsed
        kept = get(raw, tokens) is not MISSING
        return Effect("loses", "reads Unset; keeps the raw value for to_dict()" if kept else "reads Unset")
    named = {
        "shape.undocumented": "carries it through, without a name of its own",
        "shape.enum": "carries it through as an unknown word",
    }
    return Effect("carries", named.get(violation.rule, "carries it through"))


def _attribute(parsed: Any, tokens: tuple[str, ...]) -> Any:
    """Follow a pointer through the client's models."""
    for token in tokens:
        if isinstance(parsed, list):
            parsed = parsed[int(token)] if token.isdecimal() and int(token) < len(parsed) else MISSING
        else:
            parsed = getattr(parsed, token, MISSING)
    return parsed


@lru_cache(maxsize=16)
def _read(operation: Operation, answer: _Answer) -> Response[Any] | Exception | None:
    """Call the operation's function with made-up arguments and the given response; None if it sends nothing."""
    function = function_of(operation)
    if function is None:
        return None
    headers = list(answer.headers or [("content-type", "application/json")])
    if not answer.as_sent:  # the body is decoded and written anew
        headers = [pair for pair in headers if pair[0].lower() not in {"content-encoding", "content-length"}]
    asked: list[httpx.Request] = []

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield answer.body
            if not answer.complete:
                raise httpx.RemoteProtocolError("incomplete body")

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(answer.status, headers=headers, stream=Stream(), request=request)

    with AuthenticatedClient(token="judge", retries=0, transport=httpx.MockTransport(respond)) as client:
        try:
            response: Response[Any] = function(**_arguments(function), client=client)
        except Exception as error:  # noqa: BLE001  whatever it raises is what a user would meet
            return error if asked else None
        return response


@lru_cache
def function_of(operation: Operation) -> Callable[..., Any] | None:
    """Find the generated function of an operation that returns the whole response."""
    wanted = re.sub(r"[^a-z0-9]", "", operation.name.lower())
    for module in pkgutil.walk_packages(suno_client.api.__path__, suno_client.api.__name__ + "."):
        if not module.ispkg and module.name.rpartition(".")[2].replace("_", "") == wanted:
            found: Callable[..., Any] | None = getattr(importlib.import_module(module.name), "sync_detailed", None)
            return found
    return None


def _arguments(function: Callable[..., Any]) -> dict[str, Any]:
    """Make up an argument for each parameter that has no default."""
    return {
        name: _sample(parameter.annotation)
        for name, parameter in inspect.signature(function, eval_str=True).parameters.items()
        if parameter.default is inspect.Parameter.empty and name != "client"
    }


def _sample(annotation: Any) -> Any:
    """Make up a value of a type."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in {types.UnionType, typing.Union}:
        return _sample(inner[0])
    if origin is typing.Literal:
        return inner[0]
    if origin in {list, dict}:
        return origin()
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return next(iter(annotation))
    return _SAMPLES.get(annotation) if annotation in _SAMPLES else _model(annotation)


def _model(annotation: Any) -> Any:
    """Make up a model, with its required properties alone."""
    if not hasattr(annotation, "__attrs_attrs__"):
        return None
    parameters = inspect.signature(annotation.__init__).parameters
    hints = typing.get_type_hints(annotation.__init__, vars(importlib.import_module(annotation.__module__)))
    needed = [name for name, one in parameters.items() if name != "self" and one.default is inspect.Parameter.empty]
    return annotation(**{name: _sample(hints.get(name, str)) for name in needed})
