"""openapi.yaml, loaded once: operations, responses, schemas, and the source line of each part."""

from __future__ import annotations

import json
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import jsonschema_rs
from attrs import frozen

from contract_tests.contract import vocabulary
from contract_tests.contract.operations import (
    AmbiguousBodyError,
    Api,
    Matched,
    NotOfThisApiError,
    Operation,
    path_of,
    types,
)
from contract_tests.contract.pointers import Tokens, join, split
from contract_tests.contract.source import parsed
from contract_tests.contract.strict import closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.contract.exchange import Exchange

OPENAPI = Path(__file__).resolve().parents[2] / "openapi.yaml"


class Node(NamedTuple):
    """A value inside a body, and a schema of the document that describes it."""

    value: Any
    where: Tokens
    schema: dict[str, Any]
    pointer: Tokens


@frozen
class _Plan:
    """The schemas that describe the values inside a value of one schema."""

    schema: dict[str, Any]
    same: tuple[Tokens, ...]
    branches: tuple[tuple[Tokens, frozenset[str]], ...]
    properties: tuple[tuple[str, Tokens], ...]
    others: Tokens | None
    items: Tokens | None


_URI = "urn:openapi"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NONE: frozenset[Tokens] = frozenset()
_DESCRIBING = {"properties", "items", "$ref", "anyOf", "oneOf", "allOf", "additionalProperties"}
"""Keywords of a member of an `allOf` that lead to the schemas of values inside; the others only assert."""


@frozen(eq=False)
class Document(Api):
    """The declaration of the API as the judge reads it: its schemas beside the values that they describe."""

    @classmethod
    def load(cls, path: Path = OPENAPI) -> Document:
        """Read a document; the same file in the same state is read once per process."""
        return _load(path, path.stat().st_mtime_ns)

    @classmethod
    def parse(cls, text: str, path: Path = OPENAPI) -> Document:
        """Read a document from text.

        Raises:
            DocumentError: The text is not YAML, or breaks the rules of the vocabulary.
        """
        document = cls(path, *parsed(text, path.name))
        vocabulary.check(document)
        return document

    def matched(self, exchange: Exchange) -> Matched:
        """Match an exchange to its operation: by the name that it has, else by method and path, else by its body.

        Raises:
            NotOfThisApiError: No operation of the document has its method and path.
            AmbiguousBodyError: Its request was not recorded, and its body could be of several operations.
            LookupError: It names an operation that the document does not have.
        """
        found = self.match(exchange.method, exchange.url) if exchange.url else None
        if exchange.operation:
            operation = self.operation(exchange.operation)
            parameters = found[1] if found and found[0] is operation else {}
        elif found:
            operation, parameters = found
        elif exchange.url:
            path = path_of(exchange.url)
            raise NotOfThisApiError(f"{exchange.method} {path} is not an operation of {self.path.name}")
        else:
            operation, parameters = self.recognise(_json(exchange.body))[0], {}
        return Matched(operation, parameters, operation.response(exchange.status))

    def recognise(self, body: Any, operation: str | None = None) -> tuple[Operation, int]:
        """Return the operation and the status whose response schema describes most of the values of a body.

        Raises:
            AmbiguousBodyError: The body could be of several operations.
            LookupError: There is no operation of this name.
        """
        operations = [self.operation(operation)] if operation else self.operations
        ranked = [
            (self._likeness(schema, body, status), candidate, status, self.follow(schema)[1])
            for candidate in operations
            for status, response in candidate.responses.items()
            if (schema := self.json_schema(response))
        ]
        if not ranked:
            raise NotOfThisApiError(f"{self.path.name} declares no JSON response that a body could be of")
        most = max(rank for rank, *_ in ranked)
        best = [(candidate, status, schema) for rank, candidate, status, schema in ranked if rank == most]
        if len({candidate.name for candidate, *_ in best}) > 1 and len({schema for *_, schema in best}) > 1:
            names = " and ".join(dict.fromkeys(f"{candidate.name} ({status})" for candidate, status, _ in best))
            raise AmbiguousBodyError(f"the body could be a response of {names}: name the operation (--operation NAME)")
        if isinstance(body, dict) and most[0] <= 1 and len({candidate.name for _, candidate, *_ in ranked}) > 1:
            raise AmbiguousBodyError("no response has a property of this body: name the operation (--operation NAME)")
        found, status, _ = best[0]
        return found, 500 if status == "default" else int(status.replace("XX", "00"))

    def _likeness(self, schema: Tokens, body: Any, status: str) -> tuple[int, bool, bool, bool]:
        described = len({node.where for node in self.nodes(schema, body)})
        try:
            fits, whole = (self.validator(schema, strict=strict).is_valid(body) for strict in (False, True))
        except ValueError:  # nested too deeply, or a lone surrogate, which the judge reports
            fits = whole = False
        return described, fits, whole, status.startswith("2")

    @cached_property
    def ranked(self) -> frozenset[str]:
        """The names of the properties whose values have an order (`x-sequence`)."""
        schemas = self.plain.get("components", {}).get("schemas", {}).values()
        return frozenset(
            split(pointer)[-1] for schema in schemas for pointer in schema.get("x-sequence", {}).get("order", {})
        )

    @cached_property
    def watched(self) -> dict[Tokens, frozenset[str]]:
        """The schemas of the fields that waits watch, each with the values that end a wait, in lower case."""
        found: dict[Tokens, frozenset[str]] = {}
        for response in (response for operation in self.operations for response in operation.responses.values()):
            polling, schema = self.get(response).get("x-polling"), self.json_schema(response)
            if polling and schema:
                words = frozenset(str(word).casefold() for word in (*polling["success"], *polling["failure"]))
                for place in vocabulary.described(self, schema, split(polling["status"])) or ():
                    found[place] = found.get(place, frozenset()) | words
        return found

    @cached_property
    def _strict(self) -> dict[str, Any]:
        return closed(self.plain)

    def validator(self, schema: Tokens, *, strict: bool = True) -> jsonschema_rs.Validator:
        """Return the validator of a schema, of the strict or the open view. Formats are asserted."""
        return self._validator(schema, strict)

    @cached_property
    def _validator(self) -> Callable[[Tokens, bool], jsonschema_rs.Validator]:
        # One registry for each view: a validator with the whole document in its schema takes 15 times as long to make.
        registries = {
            strict: jsonschema_rs.Registry([(_URI, view)], draft=jsonschema_rs.Draft202012)
            for strict, view in ((True, self._strict), (False, self.plain))
        }

        @cache
        def make(schema: Tokens, strict: bool) -> jsonschema_rs.Validator:  # noqa: FBT001  the public method names it
            reference = {"$schema": _DIALECT, "$ref": f"{_URI}#{quote(join(schema), safe='/~')}"}
            return jsonschema_rs.validator_for(reference, validate_formats=True, registry=registries[strict])

        return make

    def nodes(self, schema: Tokens, body: Any) -> Iterator[Node]:
        """Yield each value of a body with every schema that describes it, outermost first.

        Only the branches of a union that have the value's type count; conditions are left to the validator.
        """
        waiting: list[tuple[Tokens, Any, Tokens, frozenset[Tokens]]] = [(schema, body, (), frozenset())]
        while waiting:
            at, value, where, above = waiting.pop()
            plan = self._plan(at)
            yield Node(value, where, plan.schema, at)
            inside: list[tuple[Tokens, Any, Tokens, frozenset[Tokens]]] = []
            if plan.same or plan.branches:
                above = above | {at}
                inside += [(one, value, where, above) for one in plan.same if one not in above]
                kind = type_of(value)
                inside += [
                    (branch, value, where, above)
                    for branch, allowed in plan.branches
                    if (not allowed or kind in allowed) and branch not in above
                ]
            if isinstance(value, dict):
                inside += [(at, value[name], (*where, name), _NONE) for name, at in plan.properties if name in value]
                if plan.others is not None:
                    named = dict(plan.properties)
                    inside += [(plan.others, value[name], (*where, name), _NONE) for name in value if name not in named]
            elif isinstance(value, list) and plan.items is not None:
                inside += [(plan.items, item, (*where, index), _NONE) for index, item in enumerate(value)]
            waiting += reversed(inside)

    @cached_property
    def _plan(self) -> Callable[[Tokens], _Plan]:
        @cache
        def make(schema: Tokens) -> _Plan:
            part = self.get(schema)
            part = part if isinstance(part, dict) else {}
            unions = [
                (*schema, keyword, index)
                for keyword in ("anyOf", "oneOf")
                for index in range(len(part.get(keyword, ())))
            ]

            def inner(keyword: str) -> Tokens | None:
                return (*schema, keyword) if isinstance(part.get(keyword), dict) else None

            members = [(*schema, "allOf", index) for index in range(len(part.get("allOf", ())))]
            return _Plan(
                schema=part,
                same=(
                    *([split(part["$ref"])] if "$ref" in part else []),
                    *(member for member in members if _DESCRIBING & set(self.get(member))),
                ),
                branches=tuple((branch, types(self.follow(branch)[0])) for branch in unions),
                properties=tuple((name, (*schema, "properties", name)) for name in part.get("properties", {})),
                others=inner("additionalProperties"),
                items=inner("items"),
            )

        return make


def type_of(value: Any) -> str:
    """Return the JSON type of a value as JSON Schema names it; a float is a number, even 1.0."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


@lru_cache(maxsize=4)
def _load(path: Path, _modified: int) -> Document:
    return Document.parse(path.read_text(encoding="utf-8"), path)
