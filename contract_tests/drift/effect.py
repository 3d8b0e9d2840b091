"""What the generated client does with a response, determined by letting the client read it."""

from __future__ import annotations

import importlib
import json
import logging
import pkgutil
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import httpx
import suno_client.api
from attrs import frozen
from suno_client import AuthenticatedClient, _sync
from suno_client._model import Model
from suno_client.errors import FieldMismatchError
from suno_client.types import UNSET

from contract_tests.contract.document import Document
from contract_tests.contract.phrases import either
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.violation import Effect
from contract_tests.drift import trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suno_client.types import Response

    from contract_tests.contract.exchange import Exchange, Headers
    from contract_tests.contract.operations import Matched, Operation
    from contract_tests.contract.violation import Violation

ENDS = Effect("carries", "returns it as an unknown enum value, and a wait ends with it")
_ERROR = 400
_ACROSS = ("meaning.", "sequence.", "access.", "shape.condition")
"""Rules whose findings are values of the right type, which the client cannot detect."""
logging.getLogger("suno_client").addHandler(logging.NullHandler())


def effects(
    exchange: Exchange, matched: Matched, violations: Sequence[Violation], document: Document | None = None
) -> list[Effect | None]:
    """Read a response as the operation's generated functions do, and return the effect of each finding on it.

    Returns:
        One effect for each finding; None if the client has no function for the operation.
    """
    received = _Received(exchange.status, exchange.headers, exchange.body, exchange.as_sent, exchange.complete)
    response = _read(matched.operation, received)
    if response is None:
        return [None] * len(violations)
    if isinstance(response, Exception):
        return [Effect("raises", f"raises {type(response).__name__}")] * len(violations)
    usual = _usual_errors(document or Document.load(), matched, received)
    body = trouble.json_of(exchange)
    return [_effect(response, usual, body, matched.operation, violation) for violation in violations]


@frozen
class _Received:
    """The response that the client reads."""

    status: int
    headers: Headers | None
    body: bytes
    as_sent: bool = False
    complete: bool = True


def _usual_errors(document: Document, matched: Matched, received: _Received) -> list[str]:
    """Return the classes of the errors that the client raises for the examples of the declared response.

    For a success, only errors with a code count.
    """
    if matched.response is None:
        return []
    media = document.get((*matched.response, "content"))
    found = []
    for kind in media.values() if isinstance(media, dict) else ():
        for example in kind.get("examples", {}).values():
            if isinstance(example, dict) and "value" in example:
                body = json.dumps(example["value"]).encode()
                usual = _read(matched.operation, _Received(received.status, None, body))
                error = usual if isinstance(usual, Exception) else getattr(usual, "error", None)
                if error is not None and (received.status >= _ERROR or getattr(error, "code", None)):
                    found.append(type(error).__name__)
    return list(dict.fromkeys(found))


def _effect(response: Response[Any], usual: list[str], body: Any, operation: Operation, violation: Violation) -> Effect:
    return (
        _raised(response, usual, violation)
        or _unseen(response, operation, violation)
        or _reading(response.parsed, body, violation)
    )


def _raised(response: Response[Any], usual: list[str], violation: Violation) -> Effect | None:
    """Return the effect of an error; an error of the expected class is not an effect of a change in its body."""
    if response.error is None:
        return None
    error = type(response.error).__name__
    if not usual or violation.rule == "access.key":
        return Effect("raises", f"raises {error}")
    if error not in usual:
        return Effect("raises", f"raises {error}, not {either(usual)}")
    unread = response.parsed is None and getattr(response.error, "code", None) is None
    if unread and violation.where != "status" and not violation.where.startswith("header"):
        return Effect("loses", f"raises {error} as expected, without the code and message of the body")
    return None


def _unseen(response: Response[Any], operation: Operation, violation: Violation) -> Effect | None:
    """Return the effect of a change that is not visible in the models."""
    if violation.where == "header retry-after" and getattr(response.error, "retry_after", None) is None:
        return Effect("loses", "does not know when to retry")
    if not violation.where.startswith("/"):
        return Effect("carries", "still reads the body")
    if violation.rule.startswith(_ACROSS):
        return Effect("misreads", "returns a value that may be wrong")
    if operation.polling and violation.where == operation.polling["status"] and violation.rule == "shape.enum":
        polling = _part(operation, "_POLLING")
        if polling and polling.ends(response.parsed, polling.status_of(response.parsed)):
            return ENDS
        return Effect("misreads", "treats the task as running: a wait never ends before its timeout")
    return None


def _reading(parsed: Any, body: Any, violation: Violation) -> Effect:
    tokens = split(violation.where)
    try:
        value = _attribute(parsed, body, tokens)
    except _LeftOutError:
        return Effect("loses", "leaves the item out of the list")
    except FieldMismatchError:
        return Effect("loses", "raises FieldMismatchError when the property is read")
    if value is UNSET:
        kept = get(body, tokens) is not MISSING
        return Effect("loses", "reads UNSET; to_dict() has the raw value" if kept else "reads UNSET")
    named = {
        "shape.undocumented": "keeps it in additional_properties",
        "shape.enum": "returns it as an unknown enum value",
    }
    return Effect("carries", named.get(violation.rule, "returns it unchanged"))


class _LeftOutError(Exception):
    """The client left out an item that it could not read."""


def _attribute(parsed: Any, body: Any, tokens: tuple[str, ...]) -> Any:
    """Follow a pointer through the client's models.

    Raises:
        FieldMismatchError: A required property on the way cannot be read.
        _LeftOutError: An item on the way was left out.
    """
    for depth, token in enumerate(tokens):
        if isinstance(parsed, list):
            items = get(body, tokens[:depth])
            if isinstance(items, list) and len(items) > len(parsed):
                raise _LeftOutError
            parsed = parsed[int(token)] if token.isdecimal() and int(token) < len(parsed) else MISSING
        elif isinstance(parsed, Model):
            names = dict(zip(parsed._KEYS, parsed._NAMES, strict=True))
            parsed = getattr(parsed, names[token]) if token in names else MISSING
        else:
            parsed = MISSING
    return parsed


@lru_cache(maxsize=16)
def _read(operation: Operation, received: _Received) -> Response[Any] | Exception | None:
    """Read a response as the operation's functions do; None if the client has no such operation."""
    declared = operation_of(operation)
    if declared is None:
        return None
    headers = list(received.headers or [("content-type", "application/json")])
    if not received.as_sent:  # the body was decoded and rewritten
        headers = [pair for pair in headers if pair[0].lower() not in {"content-encoding", "content-length"}]

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield received.body
            if not received.complete:
                raise httpx.RemoteProtocolError("incomplete body")

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(received.status, headers=headers, stream=Stream(), request=request)

    with AuthenticatedClient(token="judge", retries=0, transport=httpx.MockTransport(respond)) as client:
        try:
            return _sync.send(client, declared, {}, {"method": operation.method, "url": "/"})
        except Exception as error:  # noqa: BLE001  a user would get the same error
            return error


def operation_of(operation: Operation) -> Any:
    """Return the client's description of an operation; None if it has no function for it."""
    return _part(operation, "_OPERATION")


@lru_cache
def _part(operation: Operation, name: str) -> Any:
    wanted = re.sub(r"[^a-z0-9]", "", operation.name.lower())
    for module in pkgutil.walk_packages(suno_client.api.__path__, suno_client.api.__name__ + "."):
        if not module.ispkg and module.name.rpartition(".")[2].replace("_", "") == wanted:
            return getattr(importlib.import_module(module.name), name, None)
    return None
