"""The presence layer: properties and headers that a response has although they are not required."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract.document import Node
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.findings import Findings
    from contract_tests.contract.pointers import Tokens

KEYWORD = "x-presence"
HEADERS = "x-header-presence"


def check(found: Findings, nodes: list[Node]) -> None:
    """Judge the properties of a body: a rule is broken if all objects that its `if` applies to lack a property."""
    applied: dict[Tokens, int] = defaultdict(int)
    missing: dict[tuple[Tokens, Tokens], list[Tokens]] = defaultdict(list)
    for node in nodes:
        if KEYWORD not in node.schema or not isinstance(node.value, dict):
            continue
        pointer = (*node.pointer, KEYWORD)
        condition, demand = _validators(found.document.get(pointer))
        if not condition.is_valid(node.value):
            continue
        applied[pointer] += 1
        for entry, inside in _missing(found, node.value, demand, pointer):
            missing[entry, inside].append((*node.where, *inside))
    for (entry, _), places in missing.items():
        rule = entry[: entry.index(KEYWORD) + 1]
        if len(places) == applied[rule]:
            received = "the only such object" if len(places) == 1 else f"all {len(places)} such objects"
            found.add("presence.property", places[0], "that such a response has it", received, entry)


def _missing(
    found: Findings, value: Any, demand: jsonschema_rs.Validator, pointer: Tokens
) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield each property that an object lacks: the pointer of the rule, and the pointer inside the object."""
    for error in demand.iter_errors(value):
        if error.schema_path[-1] != "required":
            continue  # the shape layer has reported it
        place = (*pointer, "then", *error.schema_path)
        inside = tuple(error.instance_path)
        name = error.kind.as_dict()["property"]
        yield (*place, found.document.get(place).index(name)), (*inside, name)


def headers(found: Findings) -> None:
    """Judge the headers of a response."""
    if found.response is None or found.exchange.headers is None:
        return
    pointer = (*found.response, HEADERS)
    rule: Any = found.document.get(pointer)
    for kind, names in rule.items() if isinstance(rule, dict) else ():
        for name in names if _applies(kind, found.exchange) else ():
            if not found.exchange.header(name):
                declared = found.document.follow((*found.response, "headers", name))[1]
                found.add(
                    "presence.header", f"header {name}", "that such a response has it", "missing",
                    (*pointer, kind), evidence=found.document.evidence(declared),
                )  # fmt: skip


def _applies(kind: str, exchange: Exchange) -> bool:
    """Return whether a list of `x-header-presence` applies to a response."""
    if kind == "with-date":
        return bool(exchange.header("date"))
    return bool(exchange.body) is (kind == "with-body")


def _validators(rule: dict[str, Any]) -> tuple[jsonschema_rs.Validator, jsonschema_rs.Validator]:
    return _validator(json.dumps(rule.get("if", True))), _validator(json.dumps(rule["then"]))


@lru_cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(schema))
