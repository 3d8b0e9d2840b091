"""The wire layer: status, headers, bytes and JSON text. What it cannot read, no later layer judges."""

from __future__ import annotations

import json
import math
import zlib
from typing import TYPE_CHECKING, Any

from contract_tests.contract.document import is_json
from contract_tests.contract.findings import shown
from contract_tests.contract.operations import types
from contract_tests.contract.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.contract.findings import Findings

BOM = b"\xef\xbb\xbf"
LARGEST = 64 * 1024 * 1024
"""Bytes of a decoded body: past that it is a bomb."""
UTF_8 = {"utf-8", "utf8"}


def judge(found: Findings) -> Any:
    """Judge the wire of an exchange.

    Returns:
        The body as JSON, or MISSING where there is none to judge further.
    """
    exchange, document = found.exchange, found.document
    responses = (*found.operation.pointer, "responses")
    if found.response is None:
        declared = ", ".join(document.responses(found.operation))
        found.add("wire.status", "status", f"{declared}", str(exchange.status), responses)
    if not exchange.complete:
        found.add("wire.incomplete", "body", "a whole answer", f"{len(exchange.body)} bytes, then no more", responses)
    body = _decoded(found)
    if found.response is None or body is None:
        return MISSING
    _headers(found)
    declared = document.get(found.response)
    pointer = (*found.response, "content")
    if not body.strip():
        if declared.get("content") and not declared.get("x-empty-body"):
            found.add("wire.empty-body", "body", "a JSON body", "no body", pointer)
        return MISSING
    if "content" not in declared:
        found.add("wire.empty-body", "body", "no body", f"{len(body)} bytes", found.response)
        return MISSING
    if not _content_type(found, pointer):
        return MISSING
    return MISSING if document.json_schema(found.response) is None else _json(found, body, pointer)


def _decoded(found: Findings) -> bytes | None:
    """Check the length, undo the content encoding; None where that cannot be done."""
    exchange = found.exchange
    if not exchange.as_sent:
        return exchange.body
    responses = (*found.operation.pointer, "responses")
    for length in exchange.header("content-length"):
        if exchange.complete and length.strip() != str(len(exchange.body)):
            found.add("wire.content-length", "header content-length", f"{len(exchange.body)} bytes", length, responses)
    body = exchange.body
    codings = [coding.strip().lower() for value in exchange.header("content-encoding") for coding in value.split(",")]
    for coding in reversed(codings):
        try:
            body = _decode(coding, body)
        except (OSError, EOFError, zlib.error, LookupError) as error:
            where = "header content-encoding"
            found.add("wire.content-encoding", where, f"a body in {coding}", f"{error}", responses)
            return None
    return body


def _decode(coding: str, body: bytes) -> bytes:
    if coding in {"", "identity"} or not body:
        return body
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return _inflated(body, zlib.MAX_WBITS)
    raise LookupError(f"{coding!r} was not asked for")


def _inflated(body: bytes, wbits: int) -> bytes:
    stream = zlib.decompressobj(wbits)
    inflated = stream.decompress(body, LARGEST)
    if stream.unconsumed_tail:
        raise OSError(f"it inflates to more than {LARGEST} bytes")
    if not stream.eof:
        raise EOFError("it ends before its end")
    return inflated


def _headers(found: Findings) -> None:
    """Judge the headers that the response declares."""
    exchange, document, response = found.exchange, found.document, found.response
    if exchange.headers is None or response is None:
        return
    for name in document.get(response).get("headers", {}):
        header, pointer = document.follow((*response, "headers", name))
        values = exchange.header(name)
        if header.get("required") and not values:
            found.add("wire.header", f"header {name}", "that it is there", "nothing", pointer)
        validator = document.validator((*pointer, "schema"))
        for value in values:
            if not validator.is_valid(_header_value(value, header["schema"])):
                found.add("wire.header", f"header {name}", shown(header["schema"]), value, pointer)
        if len(set(values)) > 1:
            found.add("wire.header", f"header {name}", "one value", ", ".join(values), pointer)


def _header_value(text: str, schema: dict[str, Any]) -> Any:
    """Read a header as its schema's type, where its text can be."""
    if types(schema) & {"integer", "number"}:
        try:
            return int(text.strip())
        except ValueError:
            return text
    return text


def _content_type(found: Findings, pointer: tuple[str | int, ...]) -> bool:
    exchange = found.exchange
    if exchange.headers is None:
        return True
    declared = list(found.document.get(pointer))
    says = " or ".join(declared)
    values = exchange.header("content-type")
    answered = ", ".join(values) or "none"
    if len(values) != 1 or values[0].partition(";")[0].strip().lower() not in declared:
        found.add("wire.content-type", "header content-type", says, answered, pointer)
        return any(is_json(value) for value in values)  # a wrong label is no reason not to read JSON; HTML is one
    for parameter in values[0].split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in UTF_8:
            found.add("wire.charset", "header content-type", "UTF-8", answered, pointer)
    return True


class _Repeated(list[str]):
    """The keys that some object of a body has twice."""

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            keys = [key for key, _ in pairs]
            self.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return value


def _json(found: Findings, body: bytes, pointer: tuple[str | int, ...]) -> Any:
    if body.startswith(BOM):
        found.add("wire.bom", "body", "UTF-8 without a byte order mark", "a byte order mark", pointer)
        body = body.removeprefix(BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        found.add("wire.utf-8", "body", "UTF-8", f"{error.reason} at byte {error.start}", pointer)
        text = body.decode("utf-8", "replace")
    repeated, odd = _Repeated(), list[str]()

    def constant(name: str) -> None:
        odd.append(name)

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            odd.append(digits)
        return value

    try:
        value = json.loads(text, object_pairs_hook=repeated.object, parse_constant=constant, parse_float=number)
    except (ValueError, RecursionError) as error:
        answered = str(error) if isinstance(error, ValueError) else "nested too deeply"
        found.add("wire.json", "body", "one JSON document", answered, pointer)
        return MISSING
    for name in odd:
        found.add("wire.number", "body", "finite JSON numbers", name, pointer)
    for key in dict.fromkeys(repeated):
        found.add("wire.repeated-key", "body", "each key once", f"{key!r} twice", pointer)
    if _lone_surrogates([value]):
        found.add("wire.utf-8", "body", "Unicode text", "a lone surrogate", pointer)
        return MISSING
    return MISSING if odd else value


def _lone_surrogates(values: Iterable[Any]) -> bool:
    for value in values:
        if isinstance(value, str):
            if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
                return True
        elif isinstance(value, dict):
            if _lone_surrogates(value) or _lone_surrogates(value.values()):
                return True
        elif isinstance(value, list) and _lone_surrogates(value):
            return True
    return False
