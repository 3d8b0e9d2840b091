"""openapi.yaml, loaded once: operations, responses, schemas, and the source line of each part."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import jsonschema_rs
from attrs import field, frozen
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from contract_tests.contract.pointers import Tokens, get, join, split
from contract_tests.contract.strict import closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPENAPI = Path(__file__).resolve().parents[2] / "openapi.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@frozen
class Operation:
    """One method of one path."""

    method: str
    template: str
    pointer: Tokens
    secured: bool

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{([^}]+)\}", self.template)
        names = parts[1::2]
        pattern = re.escape(parts[0])
        for name, literal in zip(names, parts[2::2], strict=True):
            pattern += f"(?P<{name}>[^/]+)" + re.escape(literal)
        return re.compile(pattern + "$")

    def parameters_of(self, path: str) -> dict[str, str] | None:
        """Read the path's parameters, percent-decoded; None where it is another path. A prefix is skipped."""
        match = self._pattern.search(path)
        return {name: unquote(value) for name, value in match.groupdict().items()} if match else None


@frozen
class Node:
    """A value inside a body, and a schema of the document that describes it."""

    value: Any
    where: Tokens
    schema: dict[str, Any]
    pointer: Tokens


@frozen
class _Plan:
    """Where the values inside a value of one schema are described."""

    schema: dict[str, Any]
    target: Tokens
    branches: tuple[tuple[Tokens, frozenset[str]], ...]
    properties: tuple[tuple[str, Tokens], ...]
    items: Tokens


@frozen(eq=False)
class Document:
    """The one declaration of the API.

    Attributes:
        path: The file it was read from.
        plain: The document as plain dicts and lists: the open view.
    """

    path: Path
    plain: dict[str, Any]
    _source: CommentedMap = field(repr=False)

    @classmethod
    def load(cls, path: Path = OPENAPI) -> Document:
        """Read a document; the same file in the same state is read once per process."""
        return _load(path, path.stat().st_mtime_ns)

    @classmethod
    def parse(cls, text: str, path: Path = OPENAPI) -> Document:
        """Read a document from text.

        Raises:
            ruamel.yaml.error.YAMLError: The text is not YAML.
        """
        source, plain = _parsed(text)
        return cls(path=path, plain=plain, source=source)

    def line(self, pointer: Tokens | str) -> int:
        """Say on which line (from 1) a part of the document stands; the nearest part above it where there is none."""
        tokens = split(pointer) if isinstance(pointer, str) else pointer
        line, node = 1, self._source
        for token in tokens:
            if isinstance(node, CommentedMap) and str(token) in node:
                token = str(token)  # noqa: PLW2901  a validator writes a status as a number
                line = node.lc.key(token)[0] + 1
            elif isinstance(node, CommentedSeq) and str(token).isdecimal() and int(token) < len(node):
                token = int(token)  # noqa: PLW2901  a pointer writes an index as text
                line = node.lc.item(token)[0] + 1
            else:
                break
            node = node[token]
        return line

    def get(self, pointer: Tokens | str) -> Any:
        """Find a part of the open view; MISSING where there is none."""
        return get(self.plain, split(pointer) if isinstance(pointer, str) else pointer)

    def follow(self, pointer: Tokens) -> tuple[dict[str, Any], Tokens]:
        """Find a part and follow its `$ref`s to where it is declared."""
        part = self.get(pointer)
        while isinstance(part, dict) and "$ref" in part:
            pointer = split(part["$ref"])
            part = self.get(pointer)
        return part, pointer

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation of the document."""
        return tuple(
            Operation(method.upper(), template, ("paths", template, method), bool(operation.get("security")))
            for template, path in self.plain.get("paths", {}).items()
            for method, operation in path.items()
            if method in METHODS
        )

    def match(self, method: str, url: str) -> tuple[Operation, dict[str, str]] | None:
        """Find the operation that a request asks for, with the path's parameters."""
        path = urlsplit(url).path
        for operation in self.operations:
            parameters = operation.parameters_of(path)
            if parameters is not None and method.upper() == operation.method:
                return operation, parameters
        return None

    def responses(self, operation: Operation) -> dict[str, Tokens]:
        """List the pointers of an operation's responses, by status."""
        pointer = (*operation.pointer, "responses")
        return {status: self.follow((*pointer, status))[1] for status in self.get(pointer)}

    def response(self, operation: Operation, status: int) -> Tokens | None:
        """Find the response that is declared for a status: by itself, by its class (`5XX`) or as `default`."""
        declared = self.responses(operation)
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in declared:
                return declared[key]
        return None

    def json_schema(self, response: Tokens) -> Tokens | None:
        """Find the schema of a response's JSON body."""
        for media_type in self.get(response).get("content", {}):
            if is_json(media_type):
                return (*response, "content", media_type, "schema")
        return None

    @cached_property
    def _strict(self) -> dict[str, Any]:
        return closed(self.plain)

    def validator(self, schema: Tokens, *, strict: bool = True) -> jsonschema_rs.Validator:
        """Make the validator of one schema: of the strict view, or of the open one. Formats are asserted."""
        return self._validator(schema, strict)

    @cached_property
    def _validator(self) -> Callable[[Tokens, bool], jsonschema_rs.Validator]:
        @cache
        def make(schema: Tokens, strict: bool) -> jsonschema_rs.Validator:  # noqa: FBT001  the public method names it
            root = {**(self._strict if strict else self.plain), "$ref": "#" + quote(join(schema), safe="/~")}
            root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
            return jsonschema_rs.validator_for(root, validate_formats=True)

        return make

    def nodes(self, schema: Tokens, body: Any, where: Tokens = ()) -> Iterator[Node]:
        """Walk a body beside its schema: each value with every schema that describes it, outermost first.

        Of a union, the branches of the value's own type are walked; conditions are left to the validator.
        """
        plan = self._plan(schema)
        yield Node(body, where, plan.schema, schema)
        if plan.target:
            yield from self.nodes(plan.target, body, where)
        for branch, allowed in plan.branches:
            if not allowed or type_of(body) in allowed:
                yield from self.nodes(branch, body, where)
        if isinstance(body, dict):
            for name, child in plan.properties:
                if name in body:
                    yield from self.nodes(child, body[name], (*where, name))
        elif isinstance(body, list) and plan.items:
            for index, item in enumerate(body):
                yield from self.nodes(plan.items, item, (*where, index))

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
            return _Plan(
                schema=part,
                target=split(part["$ref"]) if "$ref" in part else (),
                branches=tuple((branch, types(self.follow(branch)[0])) for branch in unions),
                properties=tuple((name, (*schema, "properties", name)) for name in part.get("properties", {})),
                items=(*schema, "items") if "items" in part else (),
            )

        return make

    def scenario(self, name: str, operation: Operation) -> dict[str, Any]:
        """Find the responses that a scenario's name stands for, by pointer, each with its example (or None).

        The names are those of the responses' examples and of their `x-scenarios`.
        """
        found = {}
        for response in self.responses(operation).values():
            declared = self.get(response)
            for media in declared.get("content", {}).values():
                if name in media.get("examples", {}):
                    found[join(response)] = media["examples"][name]["value"]
            if name in declared.get("x-scenarios", ()):
                found.setdefault(join(response), None)
        return found


def type_of(value: Any) -> str:
    """Name the JSON type of a value, as JSON Schema does; a float is a number even where it is whole."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON's own; `+json` types are others."""
    return media_type.partition(";")[0].strip().lower() == "application/json"


def types(schema: dict[str, Any]) -> frozenset[str]:
    """Read the types that a schema allows; none where it allows all."""
    declared = schema.get("type", [])
    names = {declared} if isinstance(declared, str) else set(declared)
    return frozenset(names | {"integer"} if "number" in names else names)


@lru_cache(maxsize=4)
def _load(path: Path, _modified: int) -> Document:
    return Document.parse(path.read_text(encoding="utf-8"), path)


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[CommentedMap, dict[str, Any]]:
    source = YAML().load(text)
    return source, _plain(source)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node
