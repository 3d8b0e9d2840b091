"""What the generated client does with an answer, found out by letting it read the answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import httpx
from suno_client import AuthenticatedClient
from suno_client.api.suno import fetch_task
from suno_client.types import UNSET

from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.violation import Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suno_client.types import Response

    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.violation import Violation

_ACROSS = ("meaning.", "sequence.", "access.", "shape.condition")
"""Rules whose findings are values of a good type: nothing in the client can notice them."""

logging.getLogger("suno_client").addHandler(logging.NullHandler())


def effects(exchange: Exchange, violations: Sequence[Violation]) -> list[Effect]:
    """Let the client read an answer, and say for each finding on it what became of it."""
    response = _read(exchange)
    if isinstance(response, Exception):
        return [Effect("raises", f"raises {type(response).__name__}")] * len(violations)
    if response.error is not None:
        told = f"raises {type(response.error).__name__}"
        if response.parsed is not None and response.error.code:
            told += f" with code {response.error.code}"
        return [Effect("raises", told)] * len(violations)
    return [_effect(response.parsed, violation) for violation in violations]


def _read(exchange: Exchange) -> Response[Any] | Exception:
    headers = list(exchange.headers or [("content-type", "application/json")])
    if not exchange.as_sent:  # the body is decoded and written anew
        headers = [pair for pair in headers if pair[0].lower() not in {"content-encoding", "content-length"}]

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield exchange.body
            if not exchange.complete:
                raise httpx.RemoteProtocolError("incomplete body")

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(exchange.status, headers=headers, stream=Stream(), request=request)

    with AuthenticatedClient(token="judge", retries=0, transport=httpx.MockTransport(answer)) as client:
        try:
            return fetch_task.sync_detailed("judge", client=client)
        except Exception as error:  # noqa: BLE001  whatever it raises is what a user would meet
            return error


def _effect(parsed: Any, violation: Violation) -> Effect:
    if not violation.where.startswith("/"):
        return Effect("carries", "reads the body all the same")
    if violation.rule.startswith(_ACROSS):
        return Effect("misreads", "takes the value for true")
    tokens = split(violation.where)
    if _attribute(parsed, tokens) is UNSET:
        kept = get(parsed.to_dict(), tokens) is not MISSING
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
