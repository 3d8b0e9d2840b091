"""The strict view: the document with every object closed, derived in memory and never written to a file.

An object is closed where it stands as a whole (a body, a property, an item, a branch of a union), beside its `$ref`;
closing a member of an `allOf` or a condition would refuse what the other members declare.
"""

from __future__ import annotations

import copy
from typing import Any

from contract_tests.contract.pointers import get, split

CLOSING = "unevaluatedProperties"
_BY_NAME = ("properties", "patternProperties")
_IN_LIST = ("anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties")


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """Derive the strict view of an OpenAPI document given as plain dicts and lists."""
    view = copy.deepcopy(document)
    for schema in view.get("components", {}).get("schemas", {}).values():
        _close_children(view, schema)  # the component itself is closed where it is used
    for path in view.get("paths", {}).values():
        for operation in path.values():
            for response in operation.get("responses", {}).values() if isinstance(operation, dict) else ():
                for media in response.get("content", {}).values():
                    _close(view, media.get("schema", {}))
    return view


def declares_properties(document: dict[str, Any], schema: Any) -> bool:
    """Whether a schema lists properties, itself, through `$ref` or through `allOf`."""
    if not isinstance(schema, dict):
        return False
    if "properties" in schema:
        return True
    if "$ref" in schema and declares_properties(document, get(document, split(schema["$ref"]))):
        return True
    return any(declares_properties(document, member) for member in schema.get("allOf", ()))


def _close(document: dict[str, Any], schema: Any) -> None:
    if not isinstance(schema, dict):
        return
    if declares_properties(document, schema) and "additionalProperties" not in schema:
        schema.setdefault(CLOSING, False)
    _close_children(document, schema)


def _close_children(document: dict[str, Any], schema: dict[str, Any]) -> None:
    for keyword in _BY_NAME:
        for child in schema.get(keyword, {}).values():
            _close(document, child)
    for keyword in _SINGLE:
        _close(document, schema.get(keyword))
    if not declares_properties(document, schema):  # else the branches only add to what stands beside them
        for keyword in _IN_LIST:
            for child in schema.get(keyword, ()):
                _close(document, child)
