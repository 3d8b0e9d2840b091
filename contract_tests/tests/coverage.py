"""How much of openapi.yaml the responses exercise: operations, responses, headers, properties, enum values, keywords.

A part is exercised if a received value was checked against it. This measures what the suite checked, not which
drifts it detects: the mutants measure that.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from contract_tests.contract import Document, Judge
from contract_tests.contract.pointers import Tokens, join, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from contract_tests.contract import Exchange, Matched, Operation, Violation

Part = tuple[str, str]
"""Kind and JSON pointer into openapi.yaml."""

KINDS = {
    "operation": "operations",
    "response": "responses",
    "header": "headers",
    "property": "properties",
    "enum value": "enum values",
    "keyword": "keywords",
}
# The keywords that assert something, by the Python types of the values that they apply to.
ASSERTIONS: dict[str, tuple[type, ...]] = {
    "const": (object,),
    "not": (object,),
    "required": (dict,),
    "minItems": (list,),
    "maxItems": (list,),
    "minLength": (str,),
    "maxLength": (str,),
    "pattern": (str,),
    "format": (str,),
    "minimum": (int, float),
    "maximum": (int, float),
    "exclusiveMinimum": (int, float),
    "exclusiveMaximum": (int, float),
}
TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
SHOWN = 12
"""How many parts of a kind the report names."""

# Parts that no recording shows, with everything below them, by JSON pointer, and why. This list should be empty.
UNRECORDED = {
    "/components/schemas/Lyrics/properties/error_message/type/null": (
        "the property is published, its values are not; the recording has an empty text"
    ),
    "/components/schemas/ClipMetadata/properties/audio_prompt_id/type/string": (
        "clients of the generator declare it so; every published response has null"
    ),
    "/components/schemas/Task/dependentSchemas/action/allOf/1/then/properties/data/type/string": (
        "an empty text for a moment is published of tasks; the relay's row that has it is a music task"
    ),
    **{
        f"/paths/~1suno~1{path}/get/responses/200/headers/X-Oneapi-Request-Id": (
            "no success of the operation is known with its headers"
        )
        for path in ("feed~1{clip_ids}", "act~1wav~1{clip_id}", "act~1timing~1{clip_id}")
    },
}


def reason_for(pointer: str) -> str:
    """Return why no recording exercises a part; "" if no reason is known."""
    tokens = split(pointer)
    return next((UNRECORDED[at] for depth in range(len(tokens) + 1) if (at := join(tokens[:depth])) in UNRECORDED), "")


CONDITIONAL = {"if", "then", "else", "not"}
ANY: Any = object()
"""A marker for any value: a walk with it yields everything that can be exercised."""


@attrs.define
class Coverage:
    """The parts that were exercised so far.

    Attributes:
        document: The document.
        exercised: Every exercised part, by the name of the operation that exercised it.
        judged: How many exchanges were judged.
    """

    document: Document = attrs.field(factory=Document.load, repr=False)
    exercised: dict[str, set[Part]] = attrs.field(factory=dict, repr=False)
    judged: int = 0

    def judge(self, exchange: Exchange) -> list[Violation]:
        """Judge an exchange by the strict contract, and count what it exercises if it conforms.

        Raises:
            NotOfThisApiError: The document does not declare the operation of the exchange.
        """
        matched = self.document.matched(exchange)
        violations = Judge(self.document).judge(exchange, matched)
        self.judged += 1
        if not violations:
            self._observe(exchange, matched)
        return violations

    def merge(self, exercised: Mapping[str, Iterable[Sequence[str]]], judged: int) -> None:
        """Merge what another process exercised."""
        self.judged += judged
        for operation, parts in exercised.items():
            self.exercised.setdefault(operation, set()).update((kind, pointer) for kind, pointer in parts)

    def _observe(self, exchange: Exchange, matched: Matched) -> None:
        operation, response = matched.operation, matched.response
        if response is None:
            return
        seen = self.exercised.setdefault(operation.name, set())
        seen |= {("operation", join(operation.pointer)), ("response", join(response))}
        seen.update(part for name, part in self._headers(response) if exchange.header(name))
        schema = self.document.json_schema(response)
        if schema and exchange.body:
            seen.update(self._walk(schema, json.loads(exchange.body)))

    def every(self, operation: Operation | None = None) -> list[Part]:
        """List all parts that a response can exercise, of one operation or of all, in the order of the document."""
        parts: dict[Part, None] = {}
        for one in self.document.operations if operation is None else [operation]:
            parts["operation", join(one.pointer)] = None
            for response in one.responses.values():
                parts["response", join(response)] = None
                parts.update(dict.fromkeys(part for _, part in self._headers(response)))
                schema = self.document.json_schema(response)
                parts.update(dict.fromkeys(self._walk(schema, ANY)) if schema else {})
        return list(parts)

    def missing(self, operation: Operation | None = None) -> list[Part]:
        """List the parts that nothing exercised, of one operation or of all, in the order of the document."""
        names = self.exercised if operation is None else [operation.name]
        seen = set().union(*(self.exercised.get(name, set()) for name in names))
        return [part for part in self.every(operation) if part not in seen]

    def report(self) -> list[str]:
        """Return lines with what was exercised, in total and by operation, and what was not."""
        operations = self.document.operations
        lines = [self._counts(None)]
        if len(operations) > 1:
            lines += [f"{operation.name}: {self._counts(operation)}" for operation in operations]
        for operation in operations:
            lines += self._gaps(operation, f"{operation.name}, " if len(operations) > 1 else "")
        return lines

    def _counts(self, operation: Operation | None) -> str:
        total = Counter(kind for kind, _ in self.every(operation))
        missing = Counter(kind for kind, _ in self.missing(operation))
        return ", ".join(f"{total[kind] - missing[kind]}/{total[kind]} {name}" for kind, name in KINDS.items())

    def _gaps(self, operation: Operation, label: str) -> Iterator[str]:
        gaps = self.missing(operation)
        above = {pointer for _, pointer in gaps}
        for kind, name in KINDS.items():
            # Parts below an unexercised part cannot be exercised.
            labels = [
                self._label(pointer)
                for one, pointer in gaps
                if one == kind
                and not any(join(split(pointer)[:depth]) in above for depth in range(len(split(pointer))))
            ]
            if labels:
                more = f", and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
                yield f"not exercised, {label}{name}: " + ", ".join(labels[:SHOWN]) + more

    def _label(self, pointer: str) -> str:
        silent = {"components", "schemas", "paths", "properties", "responses", "content", "schema"}
        tokens = [token for token in split(pointer) if token not in silent]
        if pointer.startswith("/paths/"):
            tokens = tokens[2:] or ["the operation"]  # the line has its path and method already
        if "enum" in tokens:
            tokens[-2:] = [json.dumps(self.document.get(pointer))]
        reason = reason_for(pointer)
        return " ".join(tokens) + (f" ({reason})" if reason else "")

    def _headers(self, response: Tokens) -> Iterator[tuple[str, Part]]:
        for name in self.document.get(response).get("headers", {}):
            yield name, ("header", join((*response, "headers", name)))

    def _walk(self, at: Tokens, value: Any, above: frozenset[Tokens] = frozenset()) -> Iterator[Part]:
        schema = self.document.get(at)
        if not isinstance(schema, dict) or at in above:
            return
        types = [] if "const" in schema else schema.get("type", [])  # a type adds nothing to a const
        for name in [types] if isinstance(types, str) else types:
            if _is(value, TYPES[name]):
                yield "keyword", join((*at, "type", name))
        for keyword in ASSERTIONS.keys() & schema.keys():
            if _is(value, ASSERTIONS[keyword]):
                yield "keyword", join((*at, keyword))
        for index, word in enumerate(schema.get("enum", ())):
            if value is ANY or value == word:
                yield "enum value", join((*at, "enum", index))
        children = itertools.chain(self._in_place(schema, at, value), self._inside(schema, at, value))
        for child, inside, kind in children:
            if kind:
                yield kind, join(child)
            yield from self._walk(child, inside, above | {at} if value is ANY else above)

    def _in_place(self, schema: dict[str, Any], at: Tokens, value: Any) -> Iterator[tuple[Tokens, Any, str | None]]:
        """Yield the schemas that apply to the same value, each with the value and the kind of part."""
        if "$ref" in schema:
            yield split(schema["$ref"]), value, None
        for index in range(len(schema.get("allOf", ()))):
            yield (*at, "allOf", index), value, None
        for name in schema.get("dependentSchemas", {}):
            if value is ANY or (isinstance(value, dict) and name in value):
                yield (*at, "dependentSchemas", name), value, None
        for keyword in ("anyOf", "oneOf"):
            for index in range(len(schema.get(keyword, ()))):
                if self._fits((*at, keyword, index), value):
                    yield (*at, keyword, index), value, "keyword"
        for keyword, holds in (("then", True), ("else", False)):
            if keyword in schema and (value is ANY or self._fits((*at, "if"), value) is holds):
                yield (*at, keyword), value, "keyword"

    def _inside(self, schema: dict[str, Any], at: Tokens, value: Any) -> Iterator[tuple[Tokens, Any, str | None]]:
        """Yield the schemas that apply to parts of the value, as above."""
        declared = at[:2] == ("components", "schemas") and not CONDITIONAL & set(at)
        for name in schema.get("properties", {}):
            if value is ANY or (isinstance(value, dict) and name in value):
                inside = ANY if value is ANY else value[name]
                yield (*at, "properties", name), inside, "property" if declared else None
        if "items" in schema and _is(value, (list,)):
            for item in [ANY] if value is ANY else value:
                yield (*at, "items"), item, None

    def _fits(self, schema: Tokens, value: Any) -> bool:
        return value is ANY or self.document.validator(schema, strict=False).is_valid(value)


SUITE = Coverage()
"""What the running suite's tests exercised, for the terminal's summary (contract_tests/conftest.py)."""


def _is(value: Any, types: tuple[type, ...]) -> bool:
    return value is ANY or (isinstance(value, types) and (not isinstance(value, bool) or types in {(bool,), (object,)}))
