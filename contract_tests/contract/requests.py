"""The request layer: the request against the declared parameters and request body.

A request is judged only if the server accepted it. A server of this kind ignores the fields that it does not know, and
charges for the rest: so a field that is not declared is reported.
"""

from __future__ import annotations

import difflib
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from contract_tests.contract import json_text
from contract_tests.contract.findings import MOST
from contract_tests.contract.phrases import LONGEST, count, either, shown
from contract_tests.contract.pointers import MISSING, Tokens, join
from contract_tests.contract.shape import NAMED, leaves, says
from contract_tests.contract.source import essence
from contract_tests.contract.strict import declared_properties
from contract_tests.contract.violation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.contract.document import Document
    from contract_tests.contract.findings import Findings
    from contract_tests.contract.operations import Parameter

FORM = "application/x-www-form-urlencoded"
LARGEST = 64 * 1024 * 1024
"""Bytes of a request body that are read."""


def check(found: Findings) -> Any:
    """Judge the request of an exchange.

    Returns:
        Its body as JSON, or MISSING where there is none.
    """
    body, media_type = _body(found)
    if found.exchange.status < HTTPStatus.BAD_REQUEST:
        _parameters(found)
        _judge_body(found, body, media_type)
    return body


def _parameters(found: Findings) -> None:
    exchange, operation = found.exchange, found.operation
    for parameter in operation.parameters:
        where = f"request {parameter.location} {parameter.name}"
        if parameter.location == "path":
            value = found.matched.parameters.get(parameter.name, MISSING)
            values = [] if value is MISSING else [value]
        else:
            if not exchange.url or (parameter.location != "query" and exchange.request_headers is None):
                continue
            values = [parameter.read(text) for text in exchange.asked(parameter.location, parameter.name)]
            if parameter.required and not values:
                found.add("request.parameter", where, "that it is there", "missing", parameter.pointer)
        if values:
            _fits(found, parameter, values[0] if len(values) == 1 else values, where)
    declared = [one.name for one in operation.parameters if one.location == "query"]
    declared += [name for location, name in operation.credentials if location == "query"]
    for name, text in exchange.query():
        if name not in declared:
            _undocumented(found, f"request query {name}", name, text, declared, operation.pointer)


def _fits(found: Findings, parameter: Parameter, value: Any, where: str) -> None:
    if found.document.get(parameter.schema) is MISSING:
        return
    if "array" in parameter.types and not isinstance(value, list):
        value = str(value).split(",")
    for error in found.document.validator(parameter.schema).iter_errors(value):
        found.add("request.parameter", where, says(found.document, error), shown(value), tuple(error.schema_path))
        return


def _body(found: Findings) -> tuple[Any, str]:
    """Read the body of a request as JSON; MISSING if it has none, or none that can be read."""
    content = found.exchange.request_body
    labels = [essence(value) for value in found.exchange.asked("header", "content-type")]
    media_type = labels[0] if labels else ""
    if not content or len(content) > LARGEST:
        return MISSING, media_type
    text = content.decode("utf-8", "replace")
    if media_type == FORM:
        return dict(parse_qsl(text, keep_blank_values=True)), media_type
    return json_text.read(text).value, media_type


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
            found.add("request.body", "request " + (join(inside) or "body"), says(document, leaf), received, place)
    for where, at, value in _objects(document, schema, body):
        declared = declared_properties(document.plain, document.get(at))
        said = _open(document, at)
        for name in islice((name for name in value if name not in declared), NAMED):
            label = "request " + join((*where, name))
            _undocumented(found, label, name, value[name], declared, (*at, "properties"), said=said)


def _objects(document: Document, schema: Tokens, body: Any) -> list[tuple[Tokens, Tokens, dict[str, Any]]]:
    """List the objects of a body, each with the schema that declares its properties; of a union, the one that fits."""
    seen: dict[Tokens, tuple[bool, Tokens, dict[str, Any]]] = {}
    for node in document.nodes(schema, body):
        if isinstance(node.value, dict) and "properties" in node.schema:
            fits = document.validator(node.pointer, strict=False).is_valid(node.value)
            if node.where not in seen or (fits and not seen[node.where][0]):
                seen[node.where] = (fits, node.pointer, node.value)
    return [(where, pointer, value) for where, (_, pointer, value) in seen.items()]


def _open(document: Document, schema: Tokens) -> bool:
    """Return whether a schema allows further properties."""
    declared = document.get(schema)
    return declared.get("additionalProperties", False) is not False or "patternProperties" in declared


def _undocumented(
    found: Findings, where: str, name: str, value: Any, declared: Iterable[str], pointer: Tokens, *, said: bool = False
) -> None:
    """Report a field that is not declared; one that is nearly a declared name is a misspelling.

    A name that is not near one is fine where the schema says that it is open (`said`).
    """
    known = {one.lower().replace("-", "_"): one for one in declared}
    near = difflib.get_close_matches(name[:LONGEST].lower().replace("-", "_"), known, 1, 0.75)
    if near:
        clause = f"{known[near[0]]} (is it misspelt?)"
        found.add("request.undocumented", where, clause, shown(value), pointer, severity=Severity.DOC)
    elif not said:
        clause = either([*islice(sorted(declared), 12)] or ["nothing"])
        found.add("request.undocumented", where, clause, shown(value), pointer)
