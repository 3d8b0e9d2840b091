"""The objects of an OpenAPI document and their places; data, such as examples, is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract.pointers import Tokens

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SCHEMAS: dict[str, str | tuple[str]] = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("schema",)),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), ("schema",)),
    **dict.fromkeys(("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems"), "schema"),
    **dict.fromkeys(("contains", "propertyNames", "not", "if", "then", "else"), "schema"),
}
"""The schemas inside a schema: by keyword, a schema, or a map or a list of schemas."""
_INSIDE: dict[str, dict[str, str | tuple[str]]] = {
    "document": {"paths": ("path",), "components": "", "tags": ("tag",)},
    "": {
        "schemas": ("schema",), "responses": ("response",), "headers": ("header",), "parameters": ("parameter",),
        "requestBodies": ("request body",), "links": ("link",), "securitySchemes": ("security scheme",),
        "pathItems": ("path",),
    },
    "path": {"parameters": ("parameter",), **dict.fromkeys(METHODS, "operation")},
    "operation": {"parameters": ("parameter",), "requestBody": "request body", "responses": ("response",)},
    "parameter": {"schema": "schema", "content": ("media type",)},
    "request body": {"content": ("media type",)},
    "response": {"headers": ("header",), "links": ("link",), "content": ("media type",)},
    "header": {"schema": "schema", "content": ("media type",)},
    "media type": {"schema": "schema"},
    "schema": SCHEMAS,
}  # fmt: skip
"""The objects inside each kind of object: by key, an object of a kind, or a map or a list of such objects."""


@frozen
class Place:
    """One object of a document."""

    kind: str
    where: Tokens
    value: dict[str, Any]


def references(node: Any, where: Tokens = ()) -> Iterator[tuple[str, Tokens]]:
    """List every `$ref` outside of data, with its place."""
    if isinstance(node, dict):
        for key, inner in node.items():
            if key == "$ref" and isinstance(inner, str):
                yield inner, (*where, key)
            elif key not in {"example", "examples", "default", "const", "enum"}:
                yield from references(inner, (*where, key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from references(inner, (*where, index))


def places(value: Any, where: Tokens = (), kind: str = "document") -> Iterator[Place]:
    """Yield an object of a document and every object inside it, outer ones first."""
    if not isinstance(value, dict):
        return
    if kind:
        yield Place(kind, where, value)
    for key, inner in _INSIDE.get(kind, {}).items():
        part = value.get(key)
        if isinstance(inner, str):
            yield from places(part, (*where, key), inner)
        elif isinstance(part, (dict, list)):
            for token, one in part.items() if isinstance(part, dict) else enumerate(part):
                yield from places(one, (*where, key, token), inner[0])
