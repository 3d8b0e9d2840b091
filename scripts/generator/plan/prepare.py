"""Prepares the document for the parser: the same API, with keywords that the parser supports and with safe names."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

from contract_tests.contract.places import SCHEMAS, places
from contract_tests.contract.pointers import split
from contract_tests.contract.source import essence
from scripts.generator.plan.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Document
    from contract_tests.contract.operations import Operation, Parameter
    from contract_tests.contract.pointers import Tokens

PREFIX: Final = "field_"
"""The prefix that the parser adds to an invalid Python name."""

RESERVED: Final = frozenset(
    {"Any", "ClassVar", "File", "Final", "Literal", "Model", "OpenIntEnum", "OpenStrEnum", "Place", "Self"}
    | {"SchemaMismatchError", "UNSET", "UUID", "Unset"}
)
"""Names in the modules of models, which cannot be names of classes."""

TAKEN: Final = frozenset(
    {"body", "client", "extra_headers", "on_submitted", "retries", "return_failed", "timeout", "until", "url"}
)
"""The common arguments of operations, which cannot be names of parameters."""

PLACES: Final = ("path", "query", "header", "cookie")
"""Where a parameter may be, in the order of the arguments."""


@frozen
class Prepared:
    """The document that the parser reads.

    Attributes:
        document: The document.
        operations: The operations, by the names that their modules have.
        parameters: The parameters of each operation, by their names for the parser.
        properties: The original names of renamed properties, by their new names.
    """

    document: dict[str, Any]
    operations: dict[str, Operation]
    parameters: dict[str, dict[str, Parameter]]
    properties: dict[str, str]

    def place(self, location: Tokens) -> Tokens:
        """Return the place in the document for a place of the parser."""
        if len(location) > 2 and location[0] == "paths":  # noqa: PLR2004 - the path and the method
            return (*self.operations[str(location[1]).removeprefix("/")].pointer, *location[3:])
        return location


def prepare(document: Document) -> Prepared:
    """Prepare a document for the parser: the parts that the client needs, with keywords that the parser supports.

    Each operation gets its own path, with its parameters, request body and responses. All parameters are in
    the query, where the parser accepts every type; the plan has their real locations.

    Args:
        document: The document; it is not changed.

    Raises:
        Refusal: Two operations have one name.
    """
    operations = _name_operations(document)
    parameters, paths = {}, {}
    for name, operation in operations.items():
        parameters[name] = _name_parameters(operation)
        paths[f"/{name}"] = {operation.method.lower(): _operation(document, operation, parameters[name])}
    known = {word: document.plain[word] for word in ("openapi", "info") if word in document.plain}
    schemas = document.plain.get("components", {}).get("schemas", {})
    plain = copy.deepcopy({**known, "paths": paths, "components": {"schemas": schemas}})
    prepared = Prepared(plain, operations, parameters, {})
    _gather_schemas(document, plain)
    for place in list(places(plain)):
        if place.kind == "schema":
            words = [word for word in place.value.get("enum") or () if isinstance(word, str)]
            if any(not word.isprintable() for word in words):
                where = prepared.place((*place.where, "enum"))
                raise Refusal("a word with a line break or a control character is not supported", where)
            _simplify(place.value)
        elif place.kind in ("request body", "response"):
            _choose_content(place.value, is_response=place.kind == "response")
    _name_schemas(plain)
    prepared.properties.update(_name_properties(plain))
    return prepared


def _operation(document: Document, operation: Operation, parameters: dict[str, Parameter]) -> dict[str, Any]:
    """Return an operation with references to schemas only."""
    declared = document.get(operation.pointer)
    found = {word: declared[word] for word in ("summary", "description", "tags") if word in declared}
    found["operationId"] = operation.name
    found["responses"] = {status: document.get(place) for status, place in operation.responses.items()}
    if operation.request_body:
        found["requestBody"] = document.get(operation.request_body)
    found["parameters"] = []
    for name, parameter in parameters.items():
        given = document.get(parameter.pointer)
        media = next(iter(given.get("content", {}).values()), given)
        schema = media.get("schema", {})
        required = parameter.required or parameter.location == "path"
        found["parameters"].append(
            {"name": name, "in": "query", "required": required, "schema": {} if schema is True else schema}
        )
    return found


def _name_parameters(operation: Operation) -> dict[str, Parameter]:
    """Give the parameters of an operation different Python names, those of the path first."""

    def order(parameter: Parameter) -> tuple[int, int]:
        in_path = operation.template.find(f"{{{parameter.name}}}") if parameter.location == "path" else 0
        return PLACES.index(parameter.location), in_path

    named: dict[str, Parameter] = {}
    taken = set(TAKEN)
    for parameter in sorted(operation.parameters, key=order):
        name, count = parameter.name, 1
        while PythonIdentifier(name, PREFIX) in taken:
            name = f"{PythonIdentifier(parameter.name, PREFIX)}_{parameter.location}{count if count > 1 else ''}"
            count += 1
        taken.add(PythonIdentifier(name, PREFIX))
        named[name] = parameter
    return named


def _gather_schemas(document: Document, plain: dict[str, Any]) -> None:
    """Add a schema to the components for each reference to a schema elsewhere."""
    schemas = plain["components"]["schemas"]
    gathered: dict[Tokens, str] = {}
    while waiting := [
        (schema, where)
        for schema in _schemas(plain)
        if "$ref" in schema and ((where := split(schema["$ref"]))[:2] != ("components", "schemas") or where[3:])
    ]:
        for schema, where in waiting:
            if where not in gathered:
                name, count = str(where[-1]), 1
                while name in schemas:
                    count += 1
                    name = f"{where[-1]}{count}"
                gathered[where] = name
                schemas[name] = copy.deepcopy(document.get(where))
            schema["$ref"] = f"#/components/schemas/{gathered[where]}"


def _name_properties(plain: dict[str, Any]) -> dict[str, str]:
    """Rename properties whose names the parser would confuse; return their original names by the new ones."""
    known: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for name in (name for schema in _schemas(plain) for name in schema.get("properties") or ()):
        plainly = PythonIdentifier(name, PREFIX, skip_snake_case=True)
        if known.setdefault(plainly, name) != name and name not in renamed:
            renamed[name] = f"{PythonIdentifier(name, PREFIX)}_{len(renamed) + 2}"
    for schema in list(_schemas(plain)) if renamed else []:
        if schema.get("properties"):
            schema["properties"] = {renamed.get(name, name): part for name, part in schema["properties"].items()}
        if schema.get("required"):
            schema["required"] = [renamed.get(name, name) for name in schema["required"]]
    return {new: name for name, new in renamed.items()}


def _schemas(plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (place.value for place in places(plain) if place.kind == "schema")


def _simplify(schema: dict[str, Any]) -> None:
    _plain_schemas(schema)
    words: list[Any] = schema["enum"] if isinstance(schema.get("enum"), list) else []
    kinds = {type(word) for word in words} - {type(None)}
    if kinds and not (kinds <= {str} or kinds <= {int}):
        # The parser supports enums of strings or of integers; any other becomes a union of constants.
        choices = [{"type": "null"} if word is None else {"const": word} for word in words]
        kept = {word: schema[word] for word in ("description", "title") if word in schema}
        schema.clear()
        schema |= kept | {"anyOf": choices}
    elif words:
        schema["enum"] = list(dict.fromkeys(words))
        values = [value for value in schema["enum"] if value is not None]
        schema["x-enum-varnames"] = _member_names(values, schema.get("x-enum-varnames"))
    if "const" in schema and schema["const"] is None:
        del schema["const"]
        schema["type"] = "null"
    if schema.get("type") == "array" and not schema.get("items") and not schema.get("prefixItems"):
        schema["items"] = {}
    if schema.get("type") == "string" and "contentMediaType" in schema and "contentEncoding" not in schema:
        schema["format"] = "binary"  # a file in a form, and text in JSON
    if isinstance(schema.get("default"), (list, dict)):
        # A mutable default is dropped, since a user could change it for all instances.
        del schema["default"]


def _plain_schemas(schema: dict[str, Any]) -> None:
    """Replace the schemas `true` and `false` inside a schema by one that allows anything."""
    for word, kind in SCHEMAS.items():
        part = schema.get(word)
        if isinstance(part, bool) and word != "additionalProperties":
            schema[word] = {}
        elif part and not isinstance(kind, str):
            for key, inner in list(part.items() if isinstance(part, dict) else enumerate(part)):
                if isinstance(inner, bool):
                    part[key] = {}


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
    """Keep the media types that the client supports; any other response is bytes."""
    content: dict[str, Any] = holder.get("content") or {}
    known = {name: media for name, media in content.items() if _is_known(name, body=not is_response)}
    if not known and content and is_response:
        known = {"application/octet-stream": {}}
    for name, media in known.items():
        kind = essence(name)
        if isinstance(media.get("schema"), bool):
            media["schema"] = {}
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


def _name_operations(document: Document) -> dict[str, Operation]:
    operations: dict[str, Operation] = {}
    for operation in document.operations:
        name = str(PythonIdentifier(operation.name, PREFIX))
        if name in operations:
            reason = f"two operations are named {name}: give each an operationId of its own"
            raise Refusal(reason, (*operation.pointer, "operationId"), operation.name)
        declared = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
        if wrong := declared ^ set(re.findall(r"{([^{}]+)}", operation.template)):
            lacks = "is not declared" if min(wrong) not in declared else "is not in the path"
            raise Refusal(f"the path parameter {min(wrong)} {lacks}", operation.pointer, operation.name)
        if "?" in operation.template or "#" in operation.template:
            raise Refusal("a path has no query or fragment", operation.pointer, operation.name)
        operations[name] = operation
    return operations


def _name_schemas(document: dict[str, Any]) -> None:
    """Rename schemas whose classes would have a reserved name, or the name of another in a different case."""
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
    _drop_titles(document, taken)
    if not renamed:
        return
    document["components"]["schemas"] = {renamed.get(key, key): schema for key, schema in schemas.items()}
    for schema in _schemas(document):
        *place, key = split(schema.get("$ref", "#"))[:3] or ("",)
        if place == ["components", "schemas"] and key in renamed:
            schema["$ref"] = f"#/components/schemas/{renamed[str(key)]}"


def _drop_titles(document: dict[str, Any], taken: set[str]) -> None:
    """Remove the titles of inner schemas that would give their classes a name that is taken.

    Such a class is named after the schema around it.
    """
    for place in places(document):
        schema = place.value
        is_inline = place.kind == "schema" and (place.where[:2] != ("components", "schemas") or len(place.where) > 3)  # noqa: PLR2004
        if is_inline and "title" in schema and ("enum" in schema or "properties" in schema):
            name = ClassName(schema["title"], PREFIX)
            if name in RESERVED or PythonIdentifier(name, PREFIX) in taken:
                del schema["title"]
            taken.add(PythonIdentifier(name, PREFIX))
