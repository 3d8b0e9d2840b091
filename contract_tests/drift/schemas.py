"""Infers schemas from received values, and writes them in the style of openapi.yaml."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from contract_tests.contract.document import type_of

if TYPE_CHECKING:
    from collections.abc import Sequence


UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
URL = r"^$|^https?://[^/?#\s]+\S*$"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SECTIONS = {"adopted": "docs/evidence.md#live-api", "observed": "docs/evidence.md#relay-builds"}
"""The section of the evidence page for adopted facts, by strength."""
UNKNOWN = "Seen in a response; what it means is not known."
SECONDS = (946_684_800, 4_102_444_799)
"""Unix seconds of the years 2000 to 2099."""
DEEPEST = 20
"""The most levels of a value that a schema is inferred for; deeper values are not described."""
MOST_NAMES = 100
"""The most keys of an object with fields; an object with more keys counts as a map."""
_TIME = re.compile(r"(?:^|_)(?:at|time|date|timestamp|ts)$|(?:At|Time|Date|Timestamp)$")
_NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.:-]{0,63}")
_LONG_ID = re.compile(r"[0-9a-fA-F-]{20,}|[0-9]{10,}")


def is_name(key: str) -> bool:
    """Return whether an object's key is the name of a field, and not data (an id, a person, a sentence)."""
    return bool(_NAME.fullmatch(key)) and not _LONG_ID.search(key)


def form_of(value: Any, depth: int = 0) -> str:
    """Return the form of a value: a second value of the same form does not change an inferred schema."""
    form = type_of(value)
    if depth > DEEPEST:
        form = "deep"
    elif isinstance(value, dict):
        inner = {name: form_of(one, depth + 1) for name, one in sorted(value.items())} if _is_fields([value]) else None
        form = json.dumps(inner)
    elif isinstance(value, list):
        form = json.dumps(sorted({form_of(item, depth + 1) for item in value}))
    elif isinstance(value, str):
        form = _form_of_text(value)
    elif form == "integer":
        low, high = SECONDS
        form = "zero" if value == 0 else "seconds" if low <= value <= high else "integer"
    return form


def _form_of_text(text: str) -> str:
    forms = {"empty": r"", "moment": MOMENT.pattern, "uuid": UUID, "url": r"https?://[^/?#\s]+\S*"}
    return next((name for name, pattern in forms.items() if re.fullmatch(pattern, text)), "text")


def infer(values: Sequence[Any], name: str = "", depth: int = 0) -> dict[str, Any]:
    """Return a schema for received values: type, nullability and form. A sample does not make a property required."""
    types = list(dict.fromkeys(type_of(value) for value in values))
    if {"number", "integer"} <= set(types):
        types.remove("integer")
    if "null" in types:  # last, as in the document
        types = [*(one for one in types if one != "null"), "null"]
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    schema |= _form([value for value in values if isinstance(value, str)])
    if set(types) <= {"integer", "null"} and _TIME.search(name):
        numbers = [value for value in values if value is not None]
        low, high = SECONDS
        if any(numbers) and all(value == 0 or low <= value <= high for value in numbers):
            schema |= {"minimum": 0, "maximum": high}
    items = [item for value in values if isinstance(value, list) for item in value]
    if "array" in types:
        schema["items"] = infer(items, name, depth + 1) if items and depth < DEEPEST else {}
    objects = [value for value in values if isinstance(value, dict)]
    if objects and depth < DEEPEST and _is_fields(objects):
        names = dict.fromkeys(key for value in objects for key in value)
        schema["properties"] = {
            key: infer([value[key] for value in objects if key in value], key, depth + 1) for key in names
        }
    return schema


def _is_fields(objects: Sequence[dict[str, Any]]) -> bool:
    names = {key for value in objects for key in value}
    return 0 < len(names) <= MOST_NAMES and all(map(is_name, names))


def _form(texts: Sequence[str]) -> dict[str, Any]:
    """Return the keywords for the form that all texts have; an empty text has the form of a URL only."""
    forms = {_form_of_text(text) for text in texts}
    if forms == {"moment"}:
        return {"format": "date-time"}
    if forms == {"uuid"}:
        return {"pattern": UUID}
    if "url" in forms and forms <= {"url", "empty"}:
        return {"pattern": URL, "x-personal": "url"}
    return {"x-personal": "text"} if texts else {}  # until its meaning is known


@frozen
class Writer:
    """Writes inferred schemas; each object becomes a component, as everywhere in the document."""

    components: CommentedMap
    evidence: str

    def described(self, schema: dict[str, Any], owner: str) -> CommentedMap:
        """Write a schema with a property's description and evidence; an object becomes the component `owner`."""
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if "properties" not in schema:
            return self._plain(schema, owner)
        reference = CommentedMap({"$ref": f"#/components/schemas/{self._component(schema, owner)}"})
        others = [one for one in types if one != "object"]
        if not others:
            return reference
        rest = self._plain(
            {**{key: value for key, value in schema.items() if key != "properties"}, "type": others}, owner
        )
        branch = CommentedMap({key: value for key, value in rest.items() if key not in {"description", "x-evidence"}})
        union = CommentedMap(description=UNKNOWN)
        union["x-evidence"] = rest["x-evidence"]
        union["anyOf"] = CommentedSeq([reference, branch])
        return union

    def _plain(self, schema: dict[str, Any], owner: str) -> CommentedMap:
        written = CommentedMap()
        for key, value in schema.items():
            if key == "type" and isinstance(value, list):
                written[key] = value[0] if len(value) == 1 else flow(value)
            elif key not in {"items", "x-personal"}:
                written[key] = value
        written["description"] = UNKNOWN
        written["x-evidence"] = self.strength()
        if "x-personal" in schema:
            written["x-personal"] = schema["x-personal"]
        if "items" in schema:
            written["items"] = self.described(schema["items"], owner) if schema["items"] else CommentedMap()
        return written

    def _component(self, schema: dict[str, Any], owner: str) -> str:
        name = unused(owner, self.components)
        component = CommentedMap(type="object", description=UNKNOWN)
        component["x-evidence"] = self.strength()
        component["properties"] = CommentedMap()
        append(self.components, name, component)
        for key, value in schema["properties"].items():
            component["properties"][key] = self.described(value, name + pascal(key))
        return name

    def strength(self) -> CommentedMap:
        evidence = CommentedMap(strength=self.evidence, source=SECTIONS[self.evidence])
        evidence.fa.set_flow_style()
        return evidence


def unused(name: str, taken: Any) -> str:
    """Return a name that is not taken in any case."""
    lower = {str(one).lower() for one in taken}
    return next(
        made for made in (f"{name}{suffix}" for suffix in ("", *range(2, len(lower) + 3))) if made.lower() not in lower
    )


def pascal(name: str) -> str:
    """Return a name in Pascal case, as components have it."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name) if part)


def append(properties: CommentedMap, name: str, schema: CommentedMap) -> None:
    """Add a property at the end, before a comment on the next part, which the parser attaches to the last property."""
    if not properties:
        properties[name] = schema
        return
    last, key = _last(properties)
    comment = last.ca.items.pop(key, None)
    properties[name] = schema
    if comment is not None:
        last, key = _last(schema)
        last.ca.items[key] = comment


def _last(node: Any) -> tuple[Any, Any]:
    """Return the container and the key of the last line of a block."""
    key = len(node) - 1 if isinstance(node, list) else next(reversed(node))
    inner = node[key]
    block = isinstance(inner, (CommentedMap, CommentedSeq)) and inner and not inner.fa.flow_style()
    return _last(inner) if block else (node, key)


def flow(values: list[str]) -> CommentedSeq:
    """Return a list that is written on one line."""
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence
