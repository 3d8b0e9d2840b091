"""Makes small, reproducible instances of a JSON Schema, for responses that have neither a recording nor an example."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import rstr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEPTH = 4
"""Down to which depth objects get optional properties; recursive schemas end there."""
FORMATS = {
    "date-time": "2026-01-28T08:23:02.000Z",
    "date": "2026-01-28",
    "time": "08:23:02Z",
    "duration": "PT1M",
    "uuid": "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b",
    "uri": "https://example.com/",
    "email": "somebody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "c2FtcGxl",
    "binary": "sample",
}
PLAIN = ("sample", "https://example.com/sample", "0%", "1", *FORMATS.values(), "sample_1", "v1")
"""Texts that are tried against a pattern before one is generated at random."""


def instance(schema: Any, resolve: Callable[[Any], Any], depth: int = 0) -> Any:  # noqa: PLR0911 - one for each type
    """Return an instance of a schema: its first example, or else the simplest value that its keywords allow.

    Conditions (`if`, `not`) are ignored.
    """
    schema = _merged(schema, resolve, depth)
    if "const" in schema:
        return schema["const"]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("example", "default"):
        if key in schema:
            return schema[key]
    kinds = schema.get("type") or _kinds(schema)
    kind = kinds if isinstance(kinds, str) else next((one for one in kinds if one != "null"), "null")
    if kind == "object":
        return _object(schema, resolve, depth)
    if kind == "array":
        return _array(schema, resolve, depth)
    if kind == "string":
        return _string(schema)
    if kind in {"integer", "number"}:
        return _number(schema)
    return {"boolean": True}.get(kind)


def _merged(schema: Any, resolve: Callable[[Any], Any], depth: int) -> Mapping[str, Any]:
    """Return a schema with the branches that it stands for: `$ref`, `allOf`, and the first that is not null."""
    part = resolve(schema)
    if not isinstance(part, dict):
        return {}
    merged = {key: value for key, value in part.items() if key not in {"allOf", "anyOf", "oneOf"}}
    branches = [*part.get("allOf", ())]
    for key in ("oneOf", "anyOf"):
        choices = part.get(key, ())
        plain = [one for one in choices if resolve(one).get("type") != "null" and _ends(one, resolve, depth)]
        branches += (plain or [*choices])[:1]
    for branch in branches:
        other = _merged(branch, resolve, depth + 1) if depth < 2 * DEPTH else {}
        merged["properties"] = {**merged.get("properties", {}), **other.get("properties", {})}
        merged["required"] = [*merged.get("required", ()), *other.get("required", ())]
        merged = {**other, **merged}
    return {key: value for key, value in merged.items() if value not in ({}, []) or key in {"const", "default"}}


def _ends(branch: Any, resolve: Callable[[Any], Any], depth: int) -> bool:
    """Return whether a branch may be taken; below DEPTH only one without inner schemas."""
    return depth < DEPTH or not {"properties", "items", "anyOf", "oneOf"} & set(resolve(branch))


def _kinds(schema: Mapping[str, Any]) -> str:
    for key, kind in (
        ("properties", "object"),
        ("required", "object"),
        ("additionalProperties", "object"),
        ("items", "array"),
        ("prefixItems", "array"),
        ("pattern", "string"),
        ("format", "string"),
        ("minLength", "string"),
        ("minimum", "number"),
    ):
        if key in schema:
            return kind
    return "object"


def _object(schema: Mapping[str, Any], resolve: Callable[[Any], Any], depth: int) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    made = {
        name: instance(inner, resolve, depth + 1)
        for name, inner in schema.get("properties", {}).items()
        if name in required or (depth < DEPTH and not (isinstance(inner, dict) and inner.get("writeOnly")))
    }
    for name in sorted(required - made.keys()):
        made[name] = instance(schema.get("additionalProperties", {}), resolve, depth + 1)
    rest = schema.get("additionalProperties")
    if not made and isinstance(rest, dict) and depth < DEPTH:
        made["key"] = instance(rest, resolve, depth + 1)
    return made


def _array(schema: Mapping[str, Any], resolve: Callable[[Any], Any], depth: int) -> list[Any]:
    made = [instance(inner, resolve, depth + 1) for inner in schema.get("prefixItems", ())]
    wanted = max(schema.get("minItems", 0), 0 if depth >= DEPTH or schema.get("maxItems") == 0 else 1)
    if isinstance(schema.get("items", {}), dict):
        made += [instance(schema.get("items", {}), resolve, depth + 1) for _ in range(wanted - len(made))]
    return _different(schema, resolve, made) if schema.get("uniqueItems") else made


def _different(schema: Mapping[str, Any], resolve: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """Return items that differ: other values of an enum, the next numbers, longer strings."""
    declared = _merged(schema.get("items", {}), resolve, 0)
    words, step = declared.get("enum", ()), declared.get("multipleOf", 1)
    if len(words) >= len(items):
        return [*words[: len(items)]]
    return [
        item + index * step if type(item) in {int, float} else f"{item}{index or ''}" if type(item) is str else item
        for index, item in enumerate(items)
    ]


def _string(schema: Mapping[str, Any]) -> str:
    if "pattern" in schema:
        plain = next((text for text in PLAIN if re.search(schema["pattern"], text)), None)
        if plain is not None:
            return plain
        # The seed makes the text reproducible.
        made: str = rstr.Rstr(random.Random(0)).xeger(schema["pattern"])  # noqa: S311 - no secret
        return made
    text = FORMATS.get(schema.get("format", ""), "sample")
    times: int = max(1, -(-schema.get("minLength", 0) // len(text)))
    return (text * times)[: schema.get("maxLength")]


def _number(schema: Mapping[str, Any]) -> Any:
    step = schema.get("multipleOf", 1 if schema.get("type") == "integer" else 0)
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    value = low if low is not None else min(0, high if high is not None else 0)
    if not step:
        apart = (high - low) / 2 if low is not None and high is not None else 1
        above, below = value == schema.get("exclusiveMinimum"), value == schema.get("exclusiveMaximum")
        return value + apart if above else value - apart if below else value
    value = -(-value // step) * step if low is not None else value // step * step
    value += step if value == schema.get("exclusiveMinimum") else 0
    value -= step if value == schema.get("exclusiveMaximum") else 0
    return int(value) if schema.get("type") != "number" and value == int(value) else value
