"""The wire layer: status, headers, bytes and JSON text. A body that cannot be read is not judged further."""

from __future__ import annotations

import json
import zlib
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from contract_tests.contract import json_text, styles
from contract_tests.contract.operations import types
from contract_tests.contract.phrases import count, either, shown, typed
from contract_tests.contract.pointers import MISSING
from contract_tests.contract.source import essence, is_json
from contract_tests.contract.violation import Severity

if TYPE_CHECKING:
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.findings import Findings

BOM = b"\xef\xbb\xbf"
LARGEST = 64 * 1024 * 1024
"""The most bytes of a decoded body; a larger one counts as a decompression bomb."""
UTF_8 = {"utf-8", "utf8"}
NAMED = 20
"""How many invalid numbers and repeated keys a report names."""
BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED}
"""Statuses whose responses have no body (RFC 9110, 15)."""


def check(found: Findings) -> Any:
    """Judge the wire of an exchange.

    Returns:
        The body as JSON, or MISSING if there is none to judge further.
    """
    exchange, document = found.exchange, found.document
    responses = (*found.operation.pointer, "responses")
    if found.response is None:
        declared = either(found.operation.responses or ["none"])
        found.add("wire.status", "status", declared, str(exchange.status), responses)
    if not exchange.complete:
        received = f"{count(len(exchange.body), 'byte')}, then no more"
        found.add("wire.incomplete", "body", "the whole body", received, responses)
    body = _decoded(found)
    if found.response is None or body is None:
        return MISSING
    _headers(found)
    declared = document.get(found.response)
    pointer = (*found.response, "content")
    if not body.strip():
        silent = exchange.method.upper() == "HEAD" or exchange.status in BODILESS
        if declared.get("content") and not declared.get("x-empty-body") and not silent:
            found.add("wire.empty-body", "body", f"a body, {either(declared['content'])}", "no body", pointer)
        return MISSING
    if not declared.get("content"):
        found.add("wire.empty-body", "body", "no body", count(len(body), "byte"), found.response)
        return MISSING
    return _json(found, body, pointer) if _content_type(found, body, pointer) else MISSING


def _decoded(found: Findings) -> bytes | None:
    """Check the length, and return the body without its content encoding; None if decoding fails."""
    exchange = found.exchange
    if not exchange.as_sent:
        return exchange.body
    responses = (*found.operation.pointer, "responses")
    if exchange.complete and exchange.method.upper() != "HEAD" and exchange.status not in BODILESS:
        for length in exchange.header("content-length"):
            if length.strip() != str(len(exchange.body)):
                received = count(len(exchange.body), "byte")
                found.add("wire.content-length", "header content-length", shown(length), received, responses)
    try:
        return decoded(exchange)
    except CodingError as error:
        coding, reason = error.args
        found.add("wire.content-encoding", "header content-encoding", shown(coding), reason, responses)
        return None


class CodingError(ValueError):
    """A body is not encoded as its Content-Encoding says; the arguments are the coding and the reason."""


def decoded(exchange: Exchange) -> bytes:
    """Undo the content encoding of a body.

    Raises:
        CodingError: The body has another encoding, the coding is unknown, or it decodes to more than LARGEST bytes.
    """
    body = exchange.body
    codings = [coding.strip().lower() for value in exchange.header("content-encoding") for coding in value.split(",")]
    for coding in reversed(codings if exchange.as_sent else []):
        try:
            body = _decode(coding, body)
        except (OSError, EOFError, zlib.error, LookupError) as error:
            raise CodingError(coding, str(error)) from error
    return body


def _decode(coding: str, body: bytes) -> bytes:
    if coding in {"", "identity"} or not body:
        return body
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return _inflated(body, zlib.MAX_WBITS)
    raise LookupError(f"the request does not accept {coding!r}")


def _inflated(body: bytes, wbits: int) -> bytes:
    stream = zlib.decompressobj(wbits)
    inflated = stream.decompress(body, LARGEST)
    if stream.unconsumed_tail:
        raise OSError(f"it inflates to more than {LARGEST} bytes")
    if not stream.eof:
        raise EOFError("it is incomplete")
    return inflated


def _headers(found: Findings) -> None:
    exchange, document, response = found.exchange, found.document, found.response
    if exchange.headers is None or response is None:
        return
    for name in document.get(response).get("headers", {}):
        header, pointer = document.follow((*response, "headers", name))
        values, where = exchange.header(name), f"header {name}"
        schema = document.follow((*pointer, "schema"))[0]
        text = isinstance(schema, dict) and types(schema) <= {"string"}
        severity = Severity.DOC if text else None  # a client returns text unchanged, and cannot read another type
        if header.get("required") and not values:
            found.add("wire.header", where, "that it is present", "missing", pointer)
        if isinstance(schema, dict):
            validator = document.validator((*pointer, "schema"))
            for value in values:
                if not validator.is_valid(_header_value(value, schema)):
                    read = Severity.DOC if _is_a_date(name, value) else severity
                    found.add("wire.header", where, _header_form(schema), shown(value), pointer, severity=read)
        if len(set(values)) > 1:
            found.add("wire.header", where, "one value", ", ".join(values), pointer, severity=severity)


def _is_a_date(name: str, value: str) -> bool:
    """Return whether a value is the date of a Retry-After, which HTTP allows beside seconds (RFC 9110, 10.2.3)."""
    try:
        return name.lower() == "retry-after" and bool(parsedate_to_datetime(value))
    except (ValueError, IndexError):
        return False


def _header_form(schema: dict[str, Any]) -> str:
    """Return a clause with the form that a header has."""
    kinds = typed(sorted(types(schema))) if types(schema) else "a value"
    least = f" of at least {schema['minimum']}" if "minimum" in schema else ""
    return kinds + least + (f" that matches {schema['pattern']}" if "pattern" in schema else "")


def _header_value(text: str, schema: dict[str, Any]) -> Any:
    """Return the value of a header in its schema's type, or its text if it does not fit."""
    if types(schema) & {"integer", "number"}:
        try:
            return int(text.strip())
        except ValueError:
            return text
    return text


def _content_type(found: Findings, body: bytes, pointer: tuple[str | int, ...]) -> bool:
    """Judge the media type of a body, and return whether to read the body as JSON."""
    exchange, declared = found.exchange, list(found.document.get(pointer))
    values, expected = exchange.header("content-type"), either(declared)
    received = ", ".join(values) or "missing"
    as_json = any(map(is_json, declared))
    if exchange.headers is None:
        return as_json
    if len(values) != 1 or not any(fnmatchcase(essence(values[0]), essence(one)) for one in declared):
        carried = as_json and _readable(body)
        severity = Severity.DOC if carried else None
        found.add("wire.content-type", "header content-type", expected, received, pointer, severity=severity)
    else:
        for parameter in values[0].split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in UTF_8:
                found.add("wire.charset", "header content-type", "UTF-8", received, pointer)
    if not as_json or any(map(is_json, values)):  # JSON is read under any JSON media type
        return as_json
    labelled = (*pointer, essence(values[0]) if values else "", "schema")
    allowed = styles.kinds(found.document, labelled)  # JSON under another media type does not have a text schema
    return bool(allowed) and "string" not in allowed


def _readable(body: bytes) -> bool:
    """Return whether a body is JSON, which the client reads under any media type."""
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _json(found: Findings, body: bytes, pointer: tuple[str | int, ...]) -> Any:
    if body.startswith(BOM):
        found.add("wire.bom", "body", "UTF-8 without a byte order mark", "a byte order mark", pointer)
        body = body.removeprefix(BOM)
    encoding = json.detect_encoding(body)
    try:
        text = body.decode(encoding)
        if encoding != "utf-8":  # the client detects the encoding, too
            received = f"it is {encoding.upper()}"
            found.add("wire.utf-8", "body", "UTF-8", received, pointer, severity=Severity.DOC)
    except UnicodeDecodeError as error:
        found.add("wire.utf-8", "body", "UTF-8", f"{error.reason} at byte {error.start}", pointer)
        text = body.decode("utf-8", "replace")
    read = json_text.read(text)
    if read.error:
        found.add("wire.json", "body", "one JSON document", read.error, pointer)
    if read.depth:
        levels = count(json_text.DEEPEST, "level")
        found.add("wire.depth", "body", f"{levels} at most", count(read.depth, "level"), pointer)
    for name in dict.fromkeys(read.numbers[:NAMED]):
        found.add("wire.number", "body", "finite numbers only", name, pointer)
    for key in list(dict.fromkeys(read.repeated))[:NAMED]:
        found.add("wire.repeated-key", "body", "each key once", f"{shown(key)} twice", pointer)
    if read.surrogate:
        found.add("wire.utf-8", "body", "Unicode text", "a lone surrogate, half of a character", pointer)
    return read.value
