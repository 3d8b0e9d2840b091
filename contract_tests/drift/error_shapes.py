"""New error bodies: another shape for a status becomes a branch beside the declared ones."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from contract_tests.contract.pointers import MISSING, Tokens, get, join
from contract_tests.drift.schemas import Writer, append, flow, infer, is_name, pascal, unused

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.contract import Document
    from contract_tests.drift.summary import Finding

SHAPES = "shape."


def is_of_an_error(finding: Finding) -> bool:
    """Return whether a finding shows an error of another shape than the declared ones.

    A declared error with a further field, or another value, is a change of that error.
    """
    violation = finding.example
    other = violation.rule == "shape.type" and isinstance(violation.value, (dict, list, str))
    return finding.exchange.status >= HTTPStatus.BAD_REQUEST and (violation.rule == "shape.required" or other)


def body_of(finding: Finding) -> Any:
    """Return the JSON object of a response; MISSING if it has none."""
    try:
        body = json.loads(finding.exchange.body)
    except (ValueError, RecursionError):
        return MISSING
    return body if isinstance(body, dict) else MISSING


def change(
    document: Document, group: list[Finding], evidence: str
) -> tuple[str, Tokens, Callable[[CommentedMap], None]] | str:
    """Make the change that adopts the error bodies of one status, with its place, or return why there is none."""
    bodies = [body_of(finding) for finding in group]
    if any(body is MISSING for body in bodies):
        return "the error is not a JSON object"
    if not all(is_name(key) for body in bodies for key in body):
        return "the error has keys that look like data, not like names of fields"
    status = group[0].exchange.status
    response = document.matched(group[0].exchange).response
    schema = document.json_schema(response) if response else None
    if not schema:
        return "the response declares no JSON"
    known = _fitting(document, bodies)
    name = known or unused(f"Observed{status}Error", document.plain["components"]["schemas"])

    def apply(source: CommentedMap) -> None:
        if not known:
            _component(source["components"]["schemas"], name, document, bodies, evidence)
        _branch(source, schema, CommentedMap({"$ref": f"#/components/schemas/{name}"}))

    return f"status {status} may have the body `{name}`", schema, apply


def _fitting(document: Document, bodies: list[Any]) -> str:
    """Return the name of the document's error that the bodies match; "" if there is none."""
    for name, schema in document.plain["components"]["schemas"].items():
        validator = document.validator(("components", "schemas", name))
        declared = set(schema.get("properties", {}))
        if "x-error" in schema and all(validator.is_valid(body) and set(body) <= declared for body in bodies):
            return str(name)
    return ""


def _component(components: CommentedMap, name: str, document: Document, bodies: list[Any], evidence: str) -> None:
    writer = Writer(components, evidence)
    schema = CommentedMap(type="object", description="An error body that was seen.")
    schema["x-evidence"] = writer.strength()
    words = {
        kind: one["x-error"][kind].rpartition("/")[2]
        for one in document.plain["components"]["schemas"].values()
        if "x-error" in one
        for kind in ("code", "message")
    }
    pointers = {kind: place for kind, word in words.items() if (place := _place(bodies[0], word, ()))}
    if len(pointers) == len(words):  # the client reads both or neither
        schema["x-error"] = CommentedMap(pointers)
        schema["x-error"].fa.set_flow_style()
    # Without required keys, every body would match this shape.
    schema["required"] = flow([key for key in bodies[0] if all(key in body for body in bodies)])
    schema["properties"] = CommentedMap()
    append(components, name, schema)
    for key, value in infer(bodies).get("properties", {}).items():
        append(schema["properties"], key, writer.described(value, name + pascal(key)))


def _place(body: Any, word: str, where: Tokens) -> str:
    if isinstance(body, dict):
        if isinstance(body.get(word), str):
            return join((*where, word))
        return next((found for key, value in body.items() if (found := _place(value, word, (*where, key)))), "")
    return ""


def _branch(source: CommentedMap, schema: Tokens, reference: CommentedMap) -> None:
    parent = get(source, schema[:-1])
    declared = parent[schema[-1]]
    if set(declared) == {"anyOf"}:
        declared["anyOf"].append(reference)
    else:
        parent[schema[-1]] = CommentedMap(anyOf=CommentedSeq([declared, reference]))
