"""Reads the values of parameters and forms from text (OpenAPI 3.1, Parameter Object), by their schemas."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from contract_tests.contract import json_text
from contract_tests.contract.operations import types
from contract_tests.contract.pointers import MISSING, Tokens
from contract_tests.contract.source import is_json
from contract_tests.contract.strict import declared_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contract_tests.contract.document import Document
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Parameter

DELIMITERS: Final = {"spaceDelimited": "(?: |%20)", "pipeDelimited": r"(?:\||%7C)"}
"""The separator of the items of an array, by style, if it is not a comma."""
UNIONS: Final = ("anyOf", "oneOf", "allOf")


@frozen
class Style:
    """How a parameter is written.

    Attributes:
        parameter: The parameter.
        schema: Where the schema of its value is declared.
        style: Its `style`.
        explode: Its `explode`.
        as_json: Whether it is written as JSON (`content`); another media type is written as text.
    """

    parameter: Parameter
    schema: Tokens
    style: str
    explode: bool
    as_json: bool

    @classmethod
    def of(cls, document: Document, parameter: Parameter) -> Style:
        """Return the style of a parameter."""
        declared, schema = document.get(parameter.pointer), parameter.schema
        for media_type in declared.get("content", {}):
            schema = (*parameter.pointer, "content", media_type, "schema")
        style = declared.get("style") or ("form" if parameter.location in {"query", "cookie"} else "simple")
        explode = bool(declared.get("explode", style == "form"))
        return cls(parameter, schema, style, explode, any(map(is_json, declared.get("content", ()))))

    def read(self, document: Document, exchange: Exchange, path: Mapping[str, Any]) -> tuple[Any, list[str]]:
        """Read the value that a request has.

        Args:
            document: The document.
            exchange: The request.
            path: The values of the parameters of its path.

        Returns:
            The value, MISSING if there is none, and its names in the query.
        """
        name, location = self.parameter.name, self.parameter.location
        if document.get(self.schema) is MISSING:
            return MISSING, [name]
        allowed = kinds(document, self.schema)
        is_fields = self.style == "deepObject" or (self.style == "form" and self.explode)
        if location == "query" and "object" in allowed and is_fields and not self.as_json:
            return self._fields(document, exchange.query())
        value = path.get(name, MISSING)
        texts = [value if isinstance(value, str) else json.dumps(value)] if value is not MISSING else []
        texts = texts if location == "path" else exchange.request_values(location, name)
        return (self._value(document, texts, allowed) if texts else MISSING), [name]

    def _value(self, document: Document, texts: list[str], allowed: frozenset[str]) -> Any:
        if self.as_json:
            return json_text.read(texts[0]).value
        exploded = self.explode and self.style == "form"
        parts = texts if exploded else re.split(DELIMITERS.get(self.style, ","), texts[0])
        if "object" in allowed:
            equal = [part.partition("=")[::2] for part in parts]
            return fields(document, self.schema, equal if self.explode else zip(parts[::2], parts[1::2], strict=False))
        if "array" in allowed:
            return [scalar(document, (*document.follow(self.schema)[1], "items"), part) for part in parts]
        return scalar(document, self.schema, texts[0]) if len(texts) == 1 else texts

    def _fields(self, document: Document, query: list[tuple[str, str]]) -> tuple[Any, list[str]]:
        """Return an object whose fields are separate parameters of the query."""
        if self.style == "deepObject":
            name = re.compile(re.escape(self.parameter.name) + r"\[(.*)\]")
            pairs = [(match[1], one, text) for one, text in query if (match := name.fullmatch(one))]
        else:
            schema = document.follow(self.schema)[0]
            known, more = declared_properties(document.plain, schema), schema.get("additionalProperties")
            pairs = [(one, one, text) for one, text in query if one in known or more]
        value = fields(document, self.schema, [(key, text) for key, _, text in pairs])
        return (value if pairs else MISSING), [one for _, one, _ in pairs]


def fields(document: Document, schema: Tokens, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return an object from pairs of name and text; the name of an array is repeated for each item."""
    _, place = document.follow(schema)
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    value: dict[str, Any] = {}
    for name, found in texts.items():
        inner = [node.pointer for node in document.nodes(place, {name: ""}) if node.where == (name,)]
        at = inner[0] if inner else (*place, "?")
        listed = "array" in kinds(document, at)
        items = [scalar(document, (*document.follow(at)[1], "items") if listed else at, text) for text in found]
        value[name] = items if listed or len(items) > 1 else items[0]
    return value


def scalar(document: Document, schema: Tokens, text: str) -> Any:
    """Return text as it is, or parsed as JSON if only that fits its schema."""
    if document.get(schema) is MISSING:
        return text
    value, fits = json_text.read(text).value, document.validator(schema).is_valid
    if value is MISSING or fits(text) or ("string" in kinds(document, schema) and not fits(value)):
        return text
    return value


def kinds(document: Document, schema: Tokens, above: tuple[Tokens, ...] = ()) -> frozenset[str]:
    """Return the types that a schema allows, through `$ref` and unions; empty if it allows all."""
    part, place = document.follow(schema)
    if not isinstance(part, dict) or place in above:
        return frozenset()
    branches = [(*place, word, index) for word in UNIONS for index in range(len(part.get(word, ())))]
    return types(part).union(*(kinds(document, branch, (*above, place)) for branch in branches))
