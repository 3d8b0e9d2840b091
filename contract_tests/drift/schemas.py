"""Schemas inferred from what was seen, written in the style of openapi.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from contract_tests.contract.document import type_of

if TYPE_CHECKING:
    from contract_tests.contract.pointers import Tokens

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_TEXT = ("string", ["string", "null"])
UNKNOWN = "Seen in an answer; what it means is not known."


def walk(source: CommentedMap, pointer: Tokens) -> Any:
    node: Any = source
    for token in pointer:
        node = node[int(token)] if isinstance(node, list) else node[str(token)]
    return node


def infer(values: list[Any]) -> dict[str, Any]:
    """Write the schema of the values that were seen: type, nullability, format; nothing is required after a sample."""
    types = list(dict.fromkeys(type_of(value) for value in values))
    if {"number", "integer"} <= set(types):
        types.remove("integer")
    if "null" in types:  # last, as the document writes it
        types = [*(name for name in types if name != "null"), "null"]
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    texts = [value for value in values if isinstance(value, str)]
    if texts and all(re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", text) for text in texts):
        schema["format"] = "date-time"
    elif texts and all(re.match(UUID, text) for text in texts):
        schema["pattern"] = UUID
    items = [item for value in values if isinstance(value, list) for item in value]
    if "array" in types:
        schema["items"] = infer(items) if items else {}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        names = dict.fromkeys(name for value in objects for name in value)
        schema["properties"] = {name: infer([value[name] for value in objects if name in value]) for name in names}
    return schema


def append(properties: CommentedMap, name: str, schema: CommentedMap) -> None:
    """Add a property at the end, before a comment on what follows, which the parser keeps with what is before it."""
    last, key = _last(properties)
    comment = last.ca.items.pop(key, None)
    properties[name] = schema
    if comment is not None:
        last, key = _last(schema)
        last.ca.items[key] = comment


def _last(node: Any) -> tuple[Any, Any]:
    """Find where the last line of a block is kept."""
    key = len(node) - 1 if isinstance(node, list) else next(reversed(node))
    inner = node[key]
    block = isinstance(inner, (CommentedMap, CommentedSeq)) and inner and not inner.fa.flow_style()
    return _last(inner) if block else (node, key)


def described(schema: dict[str, Any]) -> CommentedMap:
    """Write an inferred schema with the description that every property has, in the document's style."""
    written = plain_schema(schema)
    nested = [(key, written.pop(key)) for key in ("items", "properties") if key in written]
    written["description"] = UNKNOWN
    written["x-evidence"] = CommentedMap(strength="adopted")
    written["x-evidence"].fa.set_flow_style()
    if schema.get("type") in _TEXT and not {"format", "pattern"} & set(schema):
        written["x-personal"] = "text"  # until somebody knows what it is
    written.update(nested)
    return written


def plain_schema(schema: dict[str, Any]) -> CommentedMap:
    written = CommentedMap()
    for key, value in schema.items():
        if key == "properties":
            written[key] = CommentedMap({name: described(inner) for name, inner in value.items()})
        elif key == "items":
            written[key] = described(value) if value else CommentedMap()
        else:
            written[key] = flow(value) if isinstance(value, list) else value
    return written


def flow(values: list[str]) -> CommentedSeq:
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence
