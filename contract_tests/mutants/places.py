"""The parts of a recorded body, each with every schema of the document that describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
from attrs import Factory, define

from contract_tests.contract.pointers import Tokens, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Document


@define
class Place:
    """One part of a body, with the schemas that apply to it, including those of fulfilled conditions."""

    where: Tokens
    value: Any
    schemas: list[tuple[Tokens, dict[str, Any]]] = Factory(list)

    def first(self, keyword: str) -> tuple[Tokens, Any] | None:
        """Return the first value of a keyword in the schemas, with its pointer; None if no schema has it."""
        return next((((*at, keyword), one[keyword]) for at, one in self.schemas if keyword in one), None)


def places(document: Document, schema: Tokens, body: Any) -> list[Place]:
    """List the parts of a body that conforms to a schema of the open view.

    It does not use the judge's walk, so that a part that the judge does not reach shows as an undetected drift.
    """
    found: dict[Tokens, Place] = {}

    def walk(at: Tokens, value: Any, where: Tokens) -> None:
        part = document.get(at)
        place = found.setdefault(where, Place(where, value))
        if not isinstance(part, dict) or any(at == known for known, _ in place.schemas):
            return
        place.schemas.append((at, part))
        for branch in _beside(document, at, part, value):
            walk(branch, value, where)
        for inner, token, child in _inside(at, part, value):
            walk(inner, child, (*where, token))

    walk(schema, body, ())
    return list(found.values())


def _beside(document: Document, at: Tokens, part: dict[str, Any], value: Any) -> Iterator[Tokens]:
    """List the other schemas that apply to the same value."""
    if "$ref" in part:
        yield split(part["$ref"])
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index in range(len(part.get(keyword, ()))):
            if document.validator((*at, keyword, index), strict=False).is_valid(value):
                yield (*at, keyword, index)
    for name in part.get("dependentSchemas", {}):
        if isinstance(value, dict) and name in value:
            yield (*at, "dependentSchemas", name)
    if "if" in part:
        branch = "then" if document.validator((*at, "if"), strict=False).is_valid(value) else "else"
        if branch in part:
            yield (*at, branch)


def _inside(at: Tokens, part: dict[str, Any], value: Any) -> Iterator[tuple[Tokens, str | int, Any]]:
    """List the schemas of the values inside a value."""
    if isinstance(value, dict):
        declared = part.get("properties", {})
        for name, inner in value.items():
            if name in declared:
                yield (*at, "properties", name), name, inner
            elif isinstance(part.get("additionalProperties"), dict):
                yield (*at, "additionalProperties"), name, inner
    elif isinstance(value, list) and "items" in part:
        for index, item in enumerate(value):
            yield (*at, "items"), index, item


def holds(condition: Any, value: Any) -> bool:
    """Return whether a value fulfils a condition of the document that has no references."""
    return bool(jsonschema_rs.validator_for(condition).is_valid(value))
