"""The strict view: the document with every object closed, derived in memory and never written to a file.

An object is closed where it is a whole value (a body, a property, an item, a branch of a union), beside its `$ref`.
A closed member of an `allOf`, or a closed condition, would refuse the properties that the other members declare.
"""

from __future__ import annotations

import copy
from typing import Any

from contract_tests.contract.places import places
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
    for place in places(view):
        if place.kind == "media type":
            _close(view, place.value.get("schema"))
    return view


def declared_properties(document: dict[str, Any], schema: Any, above: tuple[int, ...] = ()) -> set[str]:
    """Return the properties that a schema declares itself, through `$ref` or through `allOf`."""
    if not isinstance(schema, dict) or id(schema) in above:
        return set()
    names = set(schema.get("properties", {}))
    inner = [get(document, split(schema["$ref"]))] if "$ref" in schema else []
    for member in [*inner, *schema.get("allOf", ())]:
        names |= declared_properties(document, member, (*above, id(schema)))
    return names


def _close(document: dict[str, Any], schema: Any) -> None:
    if not isinstance(schema, dict):
        return
    if declared_properties(document, schema) and "additionalProperties" not in schema:
        schema.setdefault(CLOSING, False)
    _close_children(document, schema)


def _close_children(document: dict[str, Any], schema: dict[str, Any]) -> None:
    for keyword in _BY_NAME:
        for child in schema.get(keyword, {}).values():
            _close(document, child)
    for keyword in _SINGLE:
        _close(document, schema.get(keyword))
    if not declared_properties(document, schema):  # otherwise the branches only add to the schema beside them
        for keyword in _IN_LIST:
            for child in schema.get(keyword, ()):
                _close(document, child)
