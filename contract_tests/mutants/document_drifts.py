"""Mutants of the document itself: each removes one constraint from openapi.yaml, which must be detected.

A mutant is detected if the findings on a drift of the catalogue change, or if a recording or a harmless variant is no
longer conforms.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from contract_tests.contract import Document
from contract_tests.contract.places import places
from contract_tests.contract.pointers import Tokens, get, join
from contract_tests.mutants import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.mutants.reply import Mutant

_BOUNDS = (
    "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "minLength", "not",
    "const",
)  # fmt: skip
_STRICTER = {"drop an enum value", "drop a property", "drop a branch or condition", "drop a response", "drop a rule"}
"""Groups that can make the document refuse a valid response; the others only weaken it."""
_RULES = ("x-presence", "x-meaning", "x-sequence")


@frozen
class Change:
    """A constraint that is removed from the document, or replaced."""

    group: str
    where: Tokens
    replacement: Any = None

    @property
    def name(self) -> str:
        """Its place, as a pointer."""
        return join(self.where) + (f" = {self.replacement}" if self.replacement is not None else "")

    @property
    def part(self) -> str:
        """The schema, the header or the path that has it."""
        kind = self.where[1] if self.where[0] == "components" else "path"
        return f"{kind} {self.where[2] if self.where[0] == 'components' else self.where[1]}"

    def apply(self) -> Document:
        document = Document.load()
        plain = copy.deepcopy(document.plain)
        parent, last = get(plain, self.where[:-1]), self.where[-1]
        if self.replacement is not None:
            parent[last] = self.replacement
        else:
            del parent[last]
        return evolve(document, plain=plain)


_PASSED = {"parameters", "requestBodies", "if", "not", "additionalProperties"}
"""Places where nothing is removed: parts of requests, and conditions that select the values of a constraint."""


def changes() -> Iterator[Change]:
    """Yield a change for each constraint of the document."""
    document = Document.load()
    for operation in document.operations:
        for status in operation.responses:
            yield Change("drop a response", (*operation.pointer, "responses", status))
    for place in places(document.plain):
        if place.kind == "response":
            yield from _rules(place.value.get("x-header-presence"), (*place.where, "x-header-presence"))
            if place.value.get("x-empty-body"):
                yield Change("drop a rule", (*place.where, "x-empty-body"))
        elif place.kind == "schema" and not {*_PASSED, "requestBody"} & set(place.where):
            for change in _schema(place.value, place.where):
                if change.group != "widen a type" or "headers" not in change.where:  # a header is always text
                    yield change


def _schema(schema: dict[str, Any], where: Tokens) -> Iterator[Change]:
    yield from _keywords(schema, where)
    for keyword in ("anyOf", "allOf", "dependentSchemas"):
        parts = schema.get(keyword, ())
        for token in parts if isinstance(parts, dict) else range(len(parts)):
            yield Change("drop a branch or condition", (*where, keyword, token))
    for name in () if _conditional(where) else schema.get("properties", ()):
        yield Change("drop a property", (*where, "properties", name))
    for keyword in _RULES:
        yield from _rules(schema.get(keyword), (*where, keyword))


def _conditional(where: Tokens) -> bool:
    return "then" in where or "else" in where


def _keywords(schema: dict[str, Any], where: Tokens) -> Iterator[Change]:
    for index in range(len(schema.get("required", ()))):
        yield Change("delete a required", (*where, "required", index))
    if "enum" in schema:
        yield Change("widen a type", (*where, "enum"))  # its type adds nothing to the enum
        for index in range(len(schema["enum"])):
            yield Change("drop an enum value", (*where, "enum", index))
    elif "type" in schema and "const" not in schema:  # it adds nothing to a constant either
        yield Change("widen a type", (*where, "type"), None if _conditional(where) else _wider(schema["type"]))
    for keyword in _BOUNDS:
        if keyword in schema:
            yield Change("relax a pattern or bound", (*where, keyword))


def _rules(rule: Any, where: Tokens) -> Iterator[Change]:
    """Yield changes that remove the entries of a rule: names in lists, pairs in objects."""
    if isinstance(rule, list):
        for index in range(len(rule)):
            yield Change("drop a rule", (*where, index))
    elif isinstance(rule, dict):
        for key, value in rule.items():
            if key in {"if", "string", "value", "unless", "key"}:  # tests/test_contract_sequence.py tests the keys
                continue
            if isinstance(value, (list, dict)) and where[-1] != "order":
                yield from _rules(value, (*where, key))
            else:
                yield Change("drop a rule", (*where, key))


def _wider(declared: str | list[str]) -> list[str] | None:
    """Return the types with a further one; None (any type) for objects and arrays, which may already be null."""
    types = [declared] if isinstance(declared, str) else list(declared)
    if {"object", "array"} & set(types):
        return None
    return [*types, "null" if "null" not in types else "string" if "string" not in types else "integer"]


Findings = frozenset[tuple[str, str]]


def _findings(mutant: Mutant, document: Document | None = None) -> Findings:
    return frozenset((violation.rule, violation.where) for violation in catalogue.violations(mutant, document))


@cache
def _expected() -> tuple[tuple[Mutant, frozenset[str], Findings], ...]:
    """Return each drift with the places of the document that it violates, and its findings."""
    judged = ((mutant, catalogue.violations(mutant)) for mutant in catalogue.drifts())
    return tuple(
        (mutant, frozenset(one.pointer for one in found), frozenset((one.rule, one.where) for one in found))
        for mutant, found in judged
    )


def detected_by(change: Change) -> str:
    """Return a sentence with what detects a mutant of the document; "" if nothing does."""
    document = change.apply()
    rule = next((depth for depth, token in enumerate(change.where) if token in _RULES), len(change.where) - 2)
    # The changed branch of a union may allow a value that another branch refuses.
    union = next((depth for depth, token in enumerate(change.where) if token in {"anyOf", "oneOf"}), rule + 1)
    around = join(change.where[: min(rule + 1, union)])
    everywhere = change.where[-1] == "type" and change.replacement is None  # the value is judged by another branch
    for mutant, pointers, findings in _expected():
        near = everywhere or any(pointer.startswith(around) or around.startswith(pointer) for pointer in pointers)
        if near and _findings(mutant, document) != findings:
            return f"other findings on {mutant.name!r}"
    for variant in catalogue.clean() if change.group in _STRICTER else ():
        if catalogue.reported(variant, document):
            return f"{variant.name!r} no longer conforms"
    return ""
