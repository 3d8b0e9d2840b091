"""The vocabulary of openapi.yaml, checked whenever a document is loaded.

The extensions are declared in vocabulary.yaml. Beside their form, this module checks what they refer to: every pointer
leads to a declared value, every value is in the enum that it is compared with, and every name exists in the document.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from attrs import frozen

from contract_tests.contract import form
from contract_tests.contract.phrases import a, count, either, near, shown, typed
from contract_tests.contract.places import Place, places, references
from contract_tests.contract.pointers import MISSING, Tokens, get, join, split
from contract_tests.contract.source import DocumentError, parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from contract_tests.contract.operations import Api, Operation

SOURCE = Path(__file__).with_name("vocabulary.yaml")
MOST = 20
"""How many problems an error names."""
EXPRESSION = re.compile(
    r"^\$(?P<side>request|response)\.(?P<place>path|query|header|body)"
    r"(?:\.(?P<name>[^#]+)|#(?P<pointer>(?:/.*)?))?$"
)


@frozen
class Problem:
    """One problem of a document: its place and a message."""

    where: Tokens
    what: str


def check(document: Api) -> None:
    """Check the form of a document and its extensions.

    Raises:
        DocumentError: It is not an OpenAPI document; or there is an unknown key, a value or name that is not declared,
            or a pointer without a target.
    """
    problems = [Problem(*problem) for problem in dict.fromkeys(form.problems(document.plain))]
    problems = problems or list(dict.fromkeys(_problems(document)))
    if not problems:
        return
    lines = [
        f"{document.path.name}:{document.line(problem.where)}: {join(problem.where)}: {problem.what}"
        for problem in problems[:MOST]
    ]
    if len(problems) > MOST:
        lines.append(f"and {count(len(problems) - MOST, 'further problem')}")
    raise DocumentError("\n".join(lines))


def _problems(document: Api) -> Iterator[Problem]:
    for reference, where in references(document.plain):
        if not reference.startswith("#"):
            yield Problem(where, f"{shown(reference)} is another file: move its content into this one")
        elif document.get(reference) is MISSING:
            yield Problem(where, f"{shown(reference)} does not exist: correct the pointer")
        elif isinstance(end := document.get(document.follow(split(reference))[1]), dict) and "$ref" in end:
            yield Problem(where, f"{shown(reference)} leads back to itself: correct the pointer")
    for place in places(document.plain):
        for name, value in place.value.items():
            if name.startswith("x-"):
                yield from _extension(document, place, name, value)
        if place.kind == "link":
            yield from _link(document, place)


@cache
def declared() -> dict[str, Any]:
    loaded: dict[str, Any] = parsed(SOURCE.read_text(encoding="utf-8"), SOURCE.name)[1]
    return loaded


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    formats = {"pointer": _is_pointer, "pattern": _is_pattern, "expression": _is_expression}
    root = {"$defs": declared()["$defs"], **declared()["properties"][name]}
    return jsonschema_rs.Draft202012Validator(root, formats=formats, validate_formats=True)


def _is_pointer(text: str) -> bool:
    return text == "" or (text.startswith("/") and not re.search(r"~(?![01])", text))


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _is_expression(text: str) -> bool:
    match = EXPRESSION.match(text)
    return bool(match and match["side"] == "request") if text.startswith("$") else _is_pointer(text)


def _extension(document: Api, place: Place, name: str, value: Any) -> Iterator[Problem]:
    vocabulary, where = declared()["properties"], (*place.where, name)
    if name not in vocabulary:
        hint = near(name, vocabulary, "declare it in contract_tests/contract/vocabulary.yaml, or remove it")
        yield Problem(where, f"{name} is not in the vocabulary: {hint}")
        return
    if place.kind not in vocabulary[name]["stands-on"]:
        allowed = either([a(kind) for kind in vocabulary[name]["stands-on"]])
        yield Problem(where, f"{name} belongs on {allowed}, not on {a(place.kind)}")
        return
    errors = list(_form(name, value, where))
    yield from errors
    if errors:
        return
    if name != "x-batch":  # its pointers start in three different places
        root = place.where if place.kind == "schema" else _body_of(document, place.where)
        for pointer, at in _pointers(vocabulary[name], value, where):
            yield from _leads(document, root, pointer, at)
    if name in _MEANINGS:
        yield from _MEANINGS[name](document, place, value, where)


def _pointers(schema: dict[str, Any], value: Any, where: Tokens) -> Iterator[tuple[str, Tokens]]:
    """Yield the pointers in the value of an extension, as vocabulary.yaml declares them, with their places."""
    if "$ref" in schema:
        schema = {**get(declared(), split(schema["$ref"])), **schema}
    for branch in schema.get("oneOf", ()):
        yield from _pointers(branch, value, where)
    if isinstance(value, dict):
        for key, inner in value.items():
            if schema.get("propertyNames") == {"format": "pointer"}:
                yield key, (*where, key)
            described = schema.get("properties", {}).get(key) or schema.get("additionalProperties") or {}
            yield from _pointers(described, inner, (*where, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _pointers(schema.get("items", {}), item, (*where, index))
    elif schema.get("format") in {"pointer", "expression"} and not value.startswith("$"):
        yield value, where


def _form(name: str, value: Any, where: Tokens) -> Iterator[Problem]:
    for error in _validator(name).iter_errors(value):
        for leaf in _leaves(error):
            at, keyword, details = (*where, *leaf.instance_path), str(leaf.schema_path[-1]), leaf.kind.as_dict()
            schema = get({"$defs": declared()["$defs"], **declared()["properties"][name]}, tuple(leaf.schema_path[:-1]))
            if keyword == "additionalProperties":
                known = schema.get("properties", {}) if isinstance(schema, dict) else {}
                for key in details.get("unexpected", ()):
                    hint = near(key, known, f"it has {either(list(known))}")
                    yield Problem((*at, key), f"{shown(key)} is not a key of {name}: {hint}")
            elif keyword == "enum":
                values = [str(one) for one in schema["enum"]]
                hint = near(str(leaf.instance), values, f"use {either(values)}")
                yield Problem(at, f"{shown(leaf.instance)} is not a value of {name}: {hint}")
            elif keyword == "required":
                yield Problem(at, f"{name} requires the key {shown(details['property'])}: add it")
            elif keyword == "format":
                yield Problem(at, f"{shown(leaf.instance)} is not {_FORMATS[schema['format']]}")
            elif keyword == "type":
                kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
                yield Problem(at, f"{shown(leaf.instance)} is not {typed(kinds)}")
            else:
                yield Problem(at, leaf.message)


_FORMATS = {
    "pointer": "a JSON pointer (RFC 6901): begin it with /",
    "pattern": "a regular expression",
    "expression": "a JSON pointer, or one of $request.path.NAME, $request.query.NAME, $request.header.NAME and "
    "$request.body#/pointer",
}


def _leaves(error: Any) -> Iterator[Any]:
    branches = getattr(error.kind, "context", None)
    if str(error.schema_path[-1]) not in {"anyOf", "oneOf"} or not branches or not any(branches):
        yield error
        return
    for leaf in min((branch for branch in branches if branch), key=len):
        yield from _leaves(leaf)


# What the extensions refer to.


_DESCRIBING = {"properties", "items", "enum", "const", "not", "if"}
"""Keywords that describe a value: an object or an array without any of them may contain anything."""


def described(document: Api, schema: Tokens, path: Tokens) -> list[Tokens] | None:
    """Return the schemas that describe the value at a pointer into a value of a schema.

    Returns:
        Their pointers, empty if nothing is declared there; None if a schema on the way describes nothing, so that
        any value is allowed there.
    """
    found: list[Tokens] = []
    waiting: list[tuple[Tokens, Tokens, frozenset[Tokens]]] = [(schema, path, frozenset())]
    anything = False
    while waiting:
        at, rest, above = waiting.pop()
        part = document.get(at)
        if at in above or not isinstance(part, dict):
            anything = anything or part is True
            continue
        inside = [
            (*at, keyword, index)
            for keyword in ("allOf", "anyOf", "oneOf")
            for index in range(len(part.get(keyword, ())))
        ]
        if "$ref" in part:
            inside.append(split(part["$ref"]))
        waiting += [(schema, rest, above | {at}) for schema in inside]
        if not rest:
            found.append(at)
            continue
        token, further = rest[0], rest[1:]
        if str(token) in part.get("properties", {}):
            waiting.append(((*at, "properties", str(token)), further, frozenset()))
        elif isinstance(part.get("additionalProperties"), dict):
            waiting.append(((*at, "additionalProperties"), further, frozenset()))
        elif "items" in part and str(token).isdecimal():
            waiting.append(((*at, "items"), further, frozenset()))
        else:
            holds = not part.get("type") or {"object", "array"} & set(_kinds(part))
            anything = anything or bool(holds and not (inside or _DESCRIBING & set(part)))
    return None if anything and not found else found


def _leads(document: Api, schema: Tokens | None, pointer: str, where: Tokens) -> Iterator[Problem]:
    """Report a pointer to a value that is not declared."""
    if schema is None or described(document, schema, split(pointer)) != []:
        return
    hint, tokens = "", split(pointer)
    for depth in range(len(tokens) - 1, -1, -1):
        above = described(document, schema, tokens[:depth])
        if above:
            names = {name for schema_above in above for name in _properties(document, schema_above)}
            hint = near(tokens[depth], names, f"the declared names there are {either(sorted(names)[:12])}")
            break
    yield Problem(where, f"{shown(pointer)} is not declared: {hint}")


def _properties(document: Api, schema: Tokens) -> list[str]:
    part = document.get(schema)
    return list(part.get("properties", {})) if isinstance(part, dict) else []


def _enum_values(document: Api, schema: Tokens | None, pointer: str) -> list[str]:
    """Return the enum values of the property at a pointer; empty if it may have any value."""
    known: list[str] = []
    for at in (described(document, schema, split(pointer)) or ()) if schema is not None else ():
        part = document.get(at)
        known += [str(word) for word in (*part.get("enum", ()), *([part["const"]] if "const" in part else []))]
    return known


def _words(
    document: Api, schema: Tokens | None, pointer: str, words: Collection[str], where: Tokens
) -> Iterator[Problem]:
    """Report a value that is not in the enum of the property that it is compared with."""
    known = _enum_values(document, schema, pointer)
    for word in words:
        if known and word not in known:
            hint = near(str(word), known, f"the enum has {either([shown(one) for one in known[:12]])}")
            yield Problem(where, f"{shown(word)} is not an enum value of {shown(pointer)}: {hint}")


def _endings(document: Api, schema: Tokens, pointer: str, words: list[str], where: Tokens) -> Iterator[Problem]:
    """Report a misspelt value that ends a wait.

    A server may send values that the enum does not list, so such a value is allowed beside a listed one, unless it is
    similar to an enum value that is missing from the list.
    """
    known = {word.lower(): word for word in _enum_values(document, schema, pointer)}
    ending = [str(word).lower() for word in words]
    for word in ending:
        meant = difflib.get_close_matches(word, [one for one in known if one not in ending], 1, 0.75)
        if known and word not in known and (meant or not set(ending) & set(known)):
            hint = f"did you mean {known[meant[0]]}?" if meant else f"the enum has {either(list(known.values())[:12])}"
            original = words[ending.index(word)]
            yield Problem(where, f"{shown(original)} is not an enum value of {shown(pointer)}: {hint}")


def _body_of(document: Api, pointer: Tokens | None) -> Tokens | None:
    """Return the schema of the JSON body of a response or a request; None if it has none."""
    content = document.get((*pointer, "content")) if pointer else MISSING
    for media_type in () if content is MISSING else content:
        schema = (*(pointer or ()), "content", media_type, "schema")
        if "json" in media_type and document.get(schema) is not MISSING:
            return schema
    return None


def _enum_varnames(_document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    words = len(place.value.get("enum", ()))
    if len(value) != words:
        yield Problem(where, f"{count(len(value), 'name')} for {count(words, 'enum value')}: give each enum value one")


def _essential(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    for index, name in enumerate(value):
        yield from _leads(document, place.where, join((name,)), (*where, index))


def _accessors(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    for name, accessor in value.items():
        at = (*where, name)
        if "property" not in accessor:
            continue
        yield from _leads(document, place.where, join((accessor["property"],)), (*at, "property"))
        branches = described(document, place.where, (accessor["property"],)) or []
        kinds = {kind for branch in branches for kind in _kinds(document.get(branch))}
        if kinds and accessor["branch"] not in kinds:
            yield Problem((*at, "branch"), f"{accessor['property']} is never {typed([accessor['branch']])}")


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _error(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    yield from _words(document, place.where, value["code"], value.get("success", ()), (*where, "success"))


def _header_presence(_document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    known = {name.lower(): name for name in place.value.get("headers", {})}
    for kind, names in value.items():
        for index, name in enumerate(names):
            if name.lower() not in known:
                hint = near(name, list(known.values()), "declare the header first")
                yield Problem((*where, kind, index), f"the response declares no header {shown(name)}: {hint}")


def _presence(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    for key in ("if", "then"):
        for pointer, at in _demanded(value.get(key), (), (*where, key)):
            yield from _leads(document, place.where, pointer, at)


def _demanded(schema: Any, inside: Tokens, where: Tokens) -> Iterator[tuple[str, Tokens]]:
    """Yield the pointers that a condition refers to, with their places."""
    if not isinstance(schema, dict):
        return
    for index, name in enumerate(schema.get("required", ())):
        yield join((*inside, name)), (*where, "required", index)
    for name, inner in schema.get("properties", {}).items():
        yield join((*inside, name)), (*where, "properties", name)
        yield from _demanded(inner, (*inside, name), (*where, "properties", name))


def _polling(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    body = _body_of(document, place.where)
    if body is None:
        yield Problem(where, "the response declares no JSON body, so there is nothing to watch")
        return
    failing, by = value.get("failure-when", {}), value.get("schedule-by", {})
    watched = described(document, body, split(value["status"])) or ()
    kinds = list(dict.fromkeys(kind for at in watched for kind in _kinds(document.get(at))))
    if kinds and "string" not in kinds:
        what = f"{shown(value['status'])} is {typed(kinds)}, but only a string can end a wait: choose another pointer"
        yield Problem((*where, "status"), what)
    for key in ("success", "failure"):
        yield from _endings(document, body, value["status"], value[key], (*where, key))
    for pointer, word in failing.get("equals", {}).items():
        if isinstance(word, str):
            at = (*where, "failure-when", "equals", pointer)
            yield from _endings(document, body, pointer, [word], at)
    if by:
        at = (*where, "schedule-by", "schedules")
        yield from _endings(document, body, by["pointer"], list(by["schedules"]), at)
    both = {word.lower() for word in value["success"]} & {word.lower() for word in value["failure"]}
    if both:
        yield Problem((*where, "failure"), f"{either(sorted(both))} is both a success and a failure: keep one")
    timeout = value.get("timeout", 600)
    yield from _phases(value["schedule"], timeout, (*where, "schedule"))
    for word, phases in by.get("schedules", {}).items():
        yield from _phases(phases, timeout, (*where, "schedule-by", "schedules", word))


def _phases(phases: list[dict[str, Any]], timeout: float, where: Tokens) -> Iterator[Problem]:
    ends = [phase.get("until") for phase in phases]
    if ends[-1] is not None:
        yield Problem((*where, len(phases) - 1, "until"), "the last phase has no end: remove its `until`")
    before = 0
    for index, end in enumerate(ends[:-1]):
        if end is None:
            yield Problem((*where, index), "every phase but the last one needs an `until`")
        elif end <= before:
            yield Problem((*where, index, "until"), f"the phase ends at {end}, which is not after {before}")
        elif end >= timeout:
            yield Problem((*where, index, "until"), f"the phase ends at {end}, but the wait at {timeout}")
        before = end or before
    for index, phase in enumerate(phases):
        if phase["interval"] > phase["max"]:
            what = f"the longest pause is shorter than the first one, {phase['interval']}"
            yield Problem((*where, index, "max"), what)


def _operations_with(document: Api, response: Tokens) -> list[Operation]:
    return [operation for operation in document.operations if response in operation.responses.values()]


def _operation(document: Api, name: str) -> Operation | None:
    return next((operation for operation in document.operations if operation.name == name), None)


def _batch(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    single = _operation(document, value["single"])
    if single is None or single.polling is None:
        names = [operation.name for operation in document.operations if operation.polling]
        hint = near(value["single"], names, f"use {either(names)}")
        yield Problem((*where, "single"), f"{shown(value['single'])} is not a polled operation: {hint}")
    for operation in _operations_with(document, place.where):
        request = _body_of(document, operation.request_body)
        if request is None:
            yield Problem((*where, "ids"), f"{operation.name} declares no JSON request body, which would have the ids")
        yield from _leads(document, request, value["ids"], (*where, "ids"))
    body = _body_of(document, place.where)
    yield from _leads(document, body, value["items"], (*where, "items"))
    if body is not None and described(document, body, split(value["items"])):
        yield from _leads(document, body, f"{value['items']}/0{value['key']}", (*where, "key"))


def _meaning(document: Api, _place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    for pointer, other in value.get("equals", {}).items():
        if other.startswith("$") and not any(
            _has_value(document, operation, other) for operation in document.operations
        ):
            hint = "declare the parameter, or correct its name"
            yield Problem((*where, "equals", pointer), f"no operation has a value for {other}: {hint}")


def _has_value(document: Api, operation: Operation, expression: str) -> bool:
    """Return whether a request of an operation can have a value for a runtime expression."""
    match = EXPRESSION.match(expression)
    if match is None:
        return False
    if match["place"] == "body":
        body = _body_of(document, operation.request_body)
        return body is not None and described(document, body, split(match["pointer"] or "")) != []
    return operation.parameter(match["place"], match["name"] or "") is not None


def _sequence(document: Api, place: Place, value: Any, where: Tokens) -> Iterator[Problem]:
    for pointer, ranks in value.get("order", {}).items():
        words = [word for rank in ranks for word in rank]
        yield from _words(document, place.where, pointer, words, (*where, "order", pointer))
        for word in dict.fromkeys(word for word in words if words.count(word) > 1):
            yield Problem((*where, "order", pointer), f"{shown(word)} has two ranks: keep one")
    for pointer, words in value.get("replaced", {}).get("leaving", {}).items():
        yield from _words(document, place.where, pointer, words, (*where, "replaced", "leaving", pointer))


_MEANINGS = {
    "x-enum-varnames": _enum_varnames, "x-essential": _essential, "x-accessors": _accessors, "x-error": _error,
    "x-header-presence": _header_presence, "x-presence": _presence, "x-polling": _polling, "x-batch": _batch,
    "x-meaning": _meaning, "x-sequence": _sequence,
}  # fmt: skip


def _link(document: Api, place: Place) -> Iterator[Problem]:
    """Check a link: a value of a response that is a parameter of another operation."""
    name = place.value.get("operationId")
    if not isinstance(name, str):
        return
    target = _operation(document, name)
    if target is None:
        names = [operation.name for operation in document.operations]
        hint = near(name, names, f"the document has {either(names)}")
        yield Problem((*place.where, "operationId"), f"{shown(name)} is not an operation: {hint}")
        return
    response = place.where[:-2]
    for key, expression in place.value.get("parameters", {}).items():
        at = (*place.where, "parameters", key)
        if target.target(key) is None:
            known = [parameter.name for parameter in target.parameters]
            hint = near(key.rpartition(".")[2], known, f"it has {either(known)}")
            yield Problem(at, f"{name} has no parameter {shown(key)}: {hint}")
        match = EXPRESSION.match(expression) if isinstance(expression, str) and expression.startswith("$") else None
        if match and match["side"] == "request":
            owners = _operations_with(document, response)
            if owners and not any(_has_value(document, owner, expression) for owner in owners):
                yield Problem(at, f"no operation with this response has a value for {expression}")
        elif match and match["place"] == "body":
            yield from _leads(document, _body_of(document, response), match["pointer"] or "", at)
        elif not match and str(expression).startswith("$") and expression not in {"$url", "$method", "$statusCode"}:
            yield Problem(at, f"{shown(expression)} is not a runtime expression of OpenAPI")
