"""The document as the parser takes it: the same API, in words that the parser understands and names that are safe."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from openapi_python_client.parser.openapi import generate_operation_id
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

from contract_tests.contract.places import METHODS
from contract_tests.contract.pointers import get, split
from contract_tests.contract.source import essence
from scripts.generator.plan.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.contract.pointers import Tokens

PREFIX: Final = "field_"
"""What the parser puts before a name that is no Python name."""

RESERVED: Final = frozenset(
    {"Any", "ClassVar", "File", "Final", "Literal", "Model", "OpenIntEnum", "OpenStrEnum", "Place", "Self"}
    | {"SchemaMismatchError", "UNSET", "UUID", "Unset"}
)
"""What the modules of models name themselves, so that no class may be called so."""

DATA: Final = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""Keywords whose values are data, in which nothing means anything."""

MAPS: Final = frozenset(
    {"$defs", "content", "headers", "parameters", "paths", "patternProperties", "properties", "requestBodies"}
    | {"responses", "schemas", "securitySchemes"}
)
"""Keywords whose values are maps: the keys in these are names, not keywords."""

SCHEMAS: Final = frozenset({"additionalProperties", "else", "if", "items", "not", "schema", "then"})
"""Keywords whose value is a schema; these have maps or lists of them:"""
SCHEMAS_IN: Final = frozenset(
    {"$defs", "allOf", "anyOf", "oneOf", "patternProperties", "prefixItems", "properties", "schemas"}
)


@frozen
class Prepared:
    """The document as the parser takes it.

    Attributes:
        document: The document.
        operations: Where each operation is declared, by its name in Python.
    """

    document: dict[str, Any]
    operations: dict[str, Tokens]


def prepare(plain: dict[str, Any]) -> Prepared:
    """Prepare a document for the parser.

    Args:
        plain: The document as plain dicts and lists; it is not changed.

    Raises:
        Refusal: Two operations have one name.
    """
    document = copy.deepcopy(plain)
    for pointer, node in list(_walk(document, ())):
        if _is_schema(pointer):
            _simplify(node)
        if isinstance(node.get("content"), dict):
            _choose_content(node, is_response=len(pointer) > 1 and pointer[-2] == "responses")
    for parameter in list(_find(document, lambda node: node.get("in") == "header" and "schema" in node)):
        # The parser takes no arrays, numbers or objects in headers; the plan looks up where a parameter really goes.
        schema = parameter["schema"]
        while isinstance(schema, dict) and "$ref" in schema:
            schema = get(document, split(schema["$ref"]))
        if schema.get("type") != "string":
            parameter["in"] = "query"
    operations = _name_operations(document)
    _name_schemas(document)
    return Prepared(document, operations)


def _walk(node: Any, pointer: Tokens, *, is_map: bool = False) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    """Find every object of the document that is no data, with where it is."""
    if isinstance(node, dict):
        if not is_map:
            yield pointer, node
        for key, value in node.items():
            if is_map or not (key in DATA or key.startswith("x-")):
                yield from _walk(value, (*pointer, key), is_map=not is_map and key in MAPS)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _walk(value, (*pointer, index))


def _find(document: dict[str, Any], fits: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    return (node for _, node in _walk(document, ()) if fits(node))


def _is_schema(pointer: Tokens) -> bool:
    return pointer[-1:] != () and (pointer[-1] in SCHEMAS or (len(pointer) > 1 and pointer[-2] in SCHEMAS_IN))


def _simplify(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("enum"), list) and all(type(value) in (str, int, type(None)) for value in schema["enum"]):
        schema["enum"] = list(dict.fromkeys(schema["enum"]))
        values = [value for value in schema["enum"] if value is not None]
        schema["x-enum-varnames"] = _member_names(values, schema.get("x-enum-varnames"))
    if "const" in schema and schema["const"] is None:
        del schema["const"]
        schema["type"] = "null"
    if schema.get("type") == "array" and not schema.get("items") and not schema.get("prefixItems"):
        schema["items"] = {}
    if isinstance(schema.get("default"), (list, dict)):
        # A mutable default is dropped, since a user could change it for all instances.
        del schema["default"]
    properties = schema.get("properties")
    if isinstance(properties, dict):
        properties.update({name: {} for name, part in properties.items() if part is True})
    if schema.get("items") is True:
        schema["items"] = {}


def _member_names(values: list[str | int], given: Any) -> list[str]:
    names: list[str] = []
    for index, value in enumerate(values):
        if isinstance(given, list) and len(given) == len(values):
            name = str(given[index])
        elif isinstance(value, int):
            name = f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
        else:
            name = value if value[:1].isalpha() else f"VALUE_{index}"
        name = snake_case(name).upper() if isinstance(value, int) or given else snake_case(name.upper()).upper()
        if not name.isidentifier():
            name = f"VALUE_{index}"
        while name in names:
            name += f"_{index}"
        names.append(name)
    return names


def _choose_content(holder: dict[str, Any], *, is_response: bool) -> None:
    """Keep the media types that the client reads and writes; take what it cannot read as bytes."""
    content: dict[str, Any] = holder["content"]
    if holder.get("in"):  # a parameter
        for media in content.values():
            holder.setdefault("schema", media.get("schema", {}))
        return
    known = {name: media for name, media in content.items() if _is_known(name, body=not is_response)}
    if not known and content and is_response:
        known = {"application/octet-stream": {}}
    for name, media in known.items():
        kind = essence(name)
        if kind == "application/octet-stream":
            media["schema"] = {"type": "string", "format": "binary"}
        elif kind.startswith("text/"):
            media["schema"] = {"type": "string"}
        else:
            media.setdefault("schema", {})
    if known:
        holder["content"] = known


def _is_known(media_type: str, *, body: bool) -> bool:
    kind = essence(media_type)
    if kind in ("application/json", "application/octet-stream") or kind.endswith("+json"):
        return True
    if body:
        return kind in ("application/x-www-form-urlencoded", "multipart/form-data")
    return kind.startswith("text/")


def _name_operations(document: dict[str, Any]) -> dict[str, Tokens]:
    operations: dict[str, Tokens] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            operation = item.get(method)
            if not isinstance(operation, dict):
                continue
            pointer = ("paths", path, method)
            if not operation.get("operationId"):
                operation["operationId"] = str(
                    generate_operation_id(path=UntrustedString(path), method=method, prefix=PREFIX)
                )
            name = str(PythonIdentifier(operation["operationId"], PREFIX))
            if name in operations:
                raise Refusal(f"two operations are named {name}", (*pointer, "operationId"), operation["operationId"])
            operations[name] = pointer
    return operations


def _name_schemas(document: dict[str, Any]) -> None:
    """Rename schemas whose classes would have a reserved name, or one that differs from another's by case only."""
    schemas = document.get("components", {}).get("schemas", {})
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for key, schema in schemas.items():
        if not isinstance(schema, dict) or "$ref" in schema:
            continue
        name = ClassName(schema.get("title") or key, PREFIX)
        module = PythonIdentifier(name, PREFIX)
        if name in RESERVED or module in taken:
            schema.pop("title", None)
            name, count = ClassName(key, PREFIX), 1
            while name in RESERVED or PythonIdentifier(name, PREFIX) in taken:
                count += 1
                name = ClassName(f"{key}Model{count if count > 2 else ''}", PREFIX)  # noqa: PLR2004 - the first has no number
            renamed[key] = str(name)
        taken.add(PythonIdentifier(name, PREFIX))
    if not renamed:
        return
    document["components"]["schemas"] = {renamed.get(key, key): schema for key, schema in schemas.items()}
    for node in _find(document, lambda node: isinstance(node.get("$ref"), str)):
        *place, key = split(node["$ref"])
        if place == ["components", "schemas"] and key in renamed:
            node["$ref"] = f"#/components/schemas/{renamed[str(key)]}"
