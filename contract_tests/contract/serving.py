"""Whether a server serves an operation that the document only assumes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from contract_tests.contract import json_text
from contract_tests.contract.operations import NotServedError
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.source import essence, is_json
from contract_tests.contract.violation import ASSUMED

if TYPE_CHECKING:
    from contract_tests.contract.document import Document
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched

ABSENT = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
"""Statuses of a server that has no such path or method."""
_PAGE = "text/html"


def check(document: Document, exchange: Exchange, matched: Matched) -> None:
    """Check whether a server serves an operation that the document only assumes.

    Raises:
        NotServedError: The server does not serve it: it has no such path, sends its dashboard page instead, or
            returns a declared code (a 5xx whose `x-error-codes` mean `not_found`) for an unknown action.
    """
    operation = matched.operation
    if operation.evidence in ASSUMED and (reason := _reason(document, exchange, matched)):
        raise NotServedError(operation, reason)


def _reason(document: Document, exchange: Exchange, matched: Matched) -> str:
    labels = [essence(value) for value in exchange.header("content-type")]
    page = labels == [_PAGE] and (exchange.status < HTTPStatus.BAD_REQUEST or exchange.status in ABSENT)
    declared = document.get((*matched.response, "content")) if matched.response else {}
    if page and _PAGE not in (declared if isinstance(declared, dict) else {}):
        return f"a page of HTML with status {exchange.status}"
    if exchange.status in ABSENT and not _fits(document, exchange, matched):
        return f"status {exchange.status}"
    if exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR and matched.response:
        codes = document.get((*matched.response, "x-error-codes"))
        code = _code(document, exchange)
        if isinstance(codes, dict) and codes.get(code) == "not_found":
            return f"status {exchange.status}, {code}"
    return ""


def _fits(document: Document, exchange: Exchange, matched: Matched) -> bool:
    """Return whether a body matches the schema that the document declares for the status."""
    schema = document.json_schema(matched.response) if matched.response else None
    value = json_text.read(exchange.body.decode("utf-8", "replace")).value if schema else MISSING
    return schema is not None and value is not MISSING and document.validator(schema, strict=False).is_valid(value)


def _code(document: Document, exchange: Exchange) -> str:
    """Return the code of an error, in any error format of the document; "" if it has none."""
    if not any(is_json(value) for value in exchange.header("content-type")) and exchange.headers is not None:
        return ""
    value = json_text.read(exchange.body.decode("utf-8", "replace")).value
    for schema in document.plain.get("components", {}).get("schemas", {}).values():
        pointer = schema.get("x-error", {}).get("code")
        code = get(value, split(pointer)) if pointer else MISSING
        if isinstance(code, str) and code:
            return code
    return ""
