"""Drifts of requests, derived from the document: parameters and bodies that an operation does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.contract.document import type_of
from contract_tests.contract.pointers import MISSING, Tokens, get, join
from contract_tests.mutants import neighbours
from contract_tests.mutants.changes import changed
from contract_tests.mutants.places import Place, places
from contract_tests.mutants.reply import GONE, Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Operation
    from contract_tests.mutants.derived import Derivation
    from contract_tests.mutants.reply import Change, Reply

UNDECLARED = "never_declared"
JSON = "application/json"


def drifts(derivation: Derivation) -> Iterator[Mutant]:
    """Yield the drifts of the requests that each operation has accepted."""
    seen: set[Tokens] = set()
    for one in derivation.known:
        if one.plain["response"]["status"] >= 400:
            continue
        fresh = one.operation.pointer not in seen
        seen.add(one.operation.pointer)
        changes = [
            *(_parameters(one.operation) if fresh else ()),
            *_bodies(derivation, one.operation, one.plain["request"], seen, fresh=fresh),
        ]
        for label, change, rule in changes:
            yield derivation.mutant("requests", one, label, change, rules=(rule,))


def _parameters(operation: Operation) -> Iterator[tuple[str, Change, str]]:
    yield "an undeclared parameter", _with_query(UNDECLARED, "1"), "request.undocumented"
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.required:
            yield f"no {parameter.name}", _without_query, "request.parameter"
        if parameter.location == "query" and parameter.types and not {"string", "array"} & parameter.types:
            yield f"{parameter.name} = 'x'", _with_query(parameter.name, "x"), "request.parameter"
    if operation.request_body is None:
        yield "a body", _with_body({"a": 1}), "request.undocumented"


def _bodies(
    derivation: Derivation, operation: Operation, request: Any, seen: set[Tokens], *, fresh: bool
) -> Iterator[tuple[str, Change, str]]:
    """Yield changes of a JSON body: values that its schema refuses, and names that it does not declare."""
    document, declared = derivation.document, operation.request_body
    if declared is None or "body" not in request:
        return
    if fresh:
        yield "another media type", _with_media_type, "request.body"
        if document.get((*declared, "required")) is True:
            yield "no body", _without_body, "request.body"
    schema, body = (*declared, "content", JSON, "schema"), request["body"]
    if document.get(schema) is MISSING:
        return
    refuses = document.validator(schema, strict=False)
    for place in places(document, schema, body):
        kind = type_of(place.value)
        new = Place(place.where, place.value, [(at, one) for at, one in place.schemas if (*at, kind) not in seen])
        seen.update((*at, kind) for at, _ in new.schemas)
        for _, part in new.schemas:
            for _, inside, value in neighbours.of(part, place.value):
                where = (*place.where, *inside)
                other = changed(body, where, value)
                if not refuses.is_valid(other):
                    label = f"{join(where)} {'gone' if value is GONE else f'= {str(value)[:60]!r}'}"
                    yield label, _with_body(other), "request."
        if isinstance(place.value, dict) and new.first("properties"):
            yield from _names(body, place)


def _names(body: Any, place: Place) -> Iterator[tuple[str, Change, str]]:
    declared = {name for _, schema in place.schemas for name in schema.get("properties", {})}
    for name in place.value:
        wrong = name[:-1] + "_" + name[-1]
        if name in declared and wrong not in declared:
            misspelt = {wrong if key == name else key: value for key, value in get(body, place.where).items()}
            yield f"{join((*place.where, name))} misspelt", _with_body(changed(body, place.where, misspelt)), "request."
    if not any("additionalProperties" in schema for _, schema in place.schemas):
        where = (*place.where, UNDECLARED)
        yield f"{join(where)} added", _with_body(changed(body, where, 1)), "request.undocumented"


def _with_query(name: str, value: str) -> Change:
    def change(reply: Reply) -> None:
        request = reply.recording["request"]
        path, _, query = request["path"].partition("?")
        kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != name]
        request["path"] = f"{path}?{'&'.join([*kept, f'{name}={value}'])}"

    return change


def _without_query(reply: Reply) -> None:
    request = reply.recording["request"]
    request["path"] = request["path"].partition("?")[0]


def _with_body(body: Any) -> Change:
    def change(reply: Reply) -> None:
        request = reply.recording["request"]
        request["body"] = body
        request["headers"] = {"Content-Type": JSON, **request["headers"]}

    return change


def _without_body(reply: Reply) -> None:
    del reply.recording["request"]["body"]


def _with_media_type(reply: Reply) -> None:
    request = reply.recording["request"]
    kept = {name: value for name, value in request["headers"].items() if name.lower() != "content-type"}
    request["headers"] = {**kept, "Content-Type": "text/csv"}
