"""The request layer: the request against the declared parameters and request body.

A request is judged only if the server accepted it. A server of this family ignores unknown fields and charges for the
request, so a field that is not declared is reported.
"""

from __future__ import annotations

import difflib
import email
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from contract_tests.contract import json_text, styles
from contract_tests.contract.findings import MOST
from contract_tests.contract.phrases import LONGEST, count, either, shown
from contract_tests.contract.pointers import MISSING, Tokens, join
from contract_tests.contract.shape import NAMED, declared_clause, leaves
from contract_tests.contract.source import essence, is_json
from contract_tests.contract.strict import declared_properties
from contract_tests.contract.violation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.contract.document import Document
    from contract_tests.contract.findings import Findings

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
LARGEST = 64 * 1024 * 1024
"""Bytes of a request body that are read."""


def check(found: Findings) -> Any:
    """Judge the request of an exchange.

    Returns:
        The body as JSON, or MISSING if there is none.
    """
    body, media_type = _body(found)
    if found.exchange.status < HTTPStatus.BAD_REQUEST:
        _parameters(found)
        _judge_body(found, body, media_type)
    return body


def _parameters(found: Findings) -> None:
    exchange, operation, document = found.exchange, found.operation, found.document
    declared = [name for location, name in operation.credentials if location == "query"]
    for parameter in operation.parameters:
        where = f"request {parameter.location} {parameter.name}"
        if not exchange.url or (parameter.location in {"header", "cookie"} and exchange.request_headers is None):
            continue
        style = styles.Style.of(document, parameter)
        value, names = style.read(document, exchange, found.matched.parameters)
        declared += names
        if value is not MISSING:
            for error in islice(document.validator(style.schema).iter_errors(value), 1):
                clause = declared_clause(document, error)
                found.add("request.parameter", where, clause, shown(value), tuple(error.schema_path))
        elif parameter.required and parameter.location != "path":
            found.add("request.parameter", where, "that it is present", "missing", parameter.pointer)
    for name, text in exchange.query():
        if name not in declared:
            _undocumented(found, f"request query {name}", name, text, declared, operation.pointer)


def _body(found: Findings) -> tuple[Any, str]:
    """Return the body of a request (JSON, or a form as an object; MISSING if it is neither) and its media type."""
    content = found.exchange.request_body
    labels = found.exchange.request_values("header", "content-type")
    media_type = essence(labels[0]) if labels else ""
    if not content or len(content) > LARGEST:
        return MISSING, media_type
    schema = (*(found.operation.request_body or ()), "content", media_type, "schema")
    if media_type in {FORM, PARTS}:
        text = content.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True) if media_type == FORM else _parts(labels[0], content)
        if found.document.get(schema) is MISSING:
            return dict(pairs), media_type
        return styles.fields(found.document, schema, pairs), media_type
    if media_type and not is_json(media_type):
        return MISSING, media_type
    return json_text.read(content.decode("utf-8", "replace")).value, media_type


def _parts(label: str, content: bytes) -> list[tuple[str, str]]:
    """List the parts of a multipart form, each with its name and its text."""
    message = email.message_from_bytes(b"Content-Type: " + label.encode() + b"\r\n\r\n" + content)
    return [
        (str(part.get_param("name", "", "content-disposition")), _text(part.get_payload(decode=True)))
        for part in message.walk()
        if not part.is_multipart()
    ]


def _text(payload: object) -> str:
    return payload.decode("latin-1") if isinstance(payload, bytes) else ""


def _judge_body(found: Findings, body: Any, media_type: str) -> None:
    exchange, document, pointer = found.exchange, found.document, found.operation.request_body
    size = count(len(exchange.request_body or b""), "byte")
    if pointer is None:
        if exchange.request_body:
            found.add("request.undocumented", "request body", "no body", size, found.operation.pointer)
        return
    if not exchange.request_body:
        if document.get((*pointer, "required")) is True and exchange.as_sent:
            found.add("request.body", "request body", "a body", "missing", pointer)
        return
    content = document.get((*pointer, "content"))
    if exchange.request_headers is not None and media_type not in content:
        labelled = media_type or "missing"
        found.add("request.body", "request header content-type", either(content), labelled, (*pointer, "content"))
    schema = (*pointer, "content", media_type if media_type in content else next(iter(content), ""), "schema")
    if body is MISSING:
        if not media_type or is_json(media_type):
            found.add("request.body", "request body", "JSON", f"{size} that are not JSON", pointer)
    elif document.get(schema) is not MISSING:
        _fields(found, schema, body)


def _fields(found: Findings, schema: Tokens, body: Any) -> None:
    document = found.document
    for error in islice(document.validator(schema, strict=False).iter_errors(body), MOST):
        for leaf in leaves(error):
            missing = leaf.kind.as_dict().get("property") if leaf.schema_path[-1] == "required" else None
            inside = tuple(leaf.instance_path) if missing is None else (*leaf.instance_path, missing)
            received = shown(leaf.instance) if missing is None else "missing"
            place = tuple(leaf.schema_path)
            found.add(
                "request.body", "request " + (join(inside) or "body"), declared_clause(document, leaf), received, place
            )
    for where, (value, places) in _objects(document, schema, body).items():
        declared = set[str]().union(*(declared_properties(document.plain, document.get(at)) for at in places))
        allowed = any(_open(document, at) for at in places)
        for name in islice((name for name in value if name not in declared), NAMED):
            label = "request " + join((*where, name))
            _undocumented(found, label, name, value[name], declared, (*places[0], "properties"), allowed=allowed)


def _objects(document: Document, schema: Tokens, body: Any) -> dict[Tokens, tuple[dict[str, Any], list[Tokens]]]:
    """Return the objects of a body by place, each with the schemas that declare its properties and that it fits."""
    seen: dict[Tokens, tuple[dict[str, Any], list[tuple[bool, Tokens]]]] = {}
    for node in document.nodes(schema, body):
        if isinstance(node.value, dict) and "properties" in node.schema:
            fits = document.validator(node.pointer, strict=False).is_valid(node.value)
            seen.setdefault(node.where, (node.value, []))[1].append((fits, node.pointer))
    return {
        where: (value, [place for fits, place in places if fits] or [place for _, place in places[:1]])
        for where, (value, places) in seen.items()
    }


def _open(document: Document, schema: Tokens) -> bool:
    """Return whether a schema allows further properties."""
    declared = document.get(schema)
    return declared.get("additionalProperties", False) is not False or "patternProperties" in declared


def _undocumented(
    found: Findings,
    where: str,
    name: str,
    value: Any,
    declared: Iterable[str],
    pointer: Tokens,
    *,
    allowed: bool = False,
) -> None:
    """Report a field that is not declared; a name that is similar to a declared one is a misspelling.

    Any other name is not reported if the schema allows further properties (`allowed`).
    """
    known = {one.lower().replace("-", "_"): one for one in declared}
    near = difflib.get_close_matches(name[:LONGEST].lower().replace("-", "_"), known, 1, 0.75)
    if near:
        clause = f"{known[near[0]]} (is it misspelt?)"
        found.add("request.undocumented", where, clause, shown(value), pointer, severity=Severity.DOC)
    elif not allowed:
        clause = either([*islice(sorted(declared), 12)] or ["nothing"])
        found.add("request.undocumented", where, clause, shown(value), pointer)
