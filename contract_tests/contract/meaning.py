"""The meaning layer: rules across the values of one response, as `x-meaning` declares them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from contract_tests.contract.phrases import count, shown
from contract_tests.contract.pointers import MISSING, Tokens, get, join, split
from contract_tests.contract.violation import Severity
from contract_tests.contract.vocabulary import EXPRESSION

if TYPE_CHECKING:
    from contract_tests.contract.document import Node
    from contract_tests.contract.findings import Findings

KEYWORD = "x-meaning"


def check(found: Findings, body: Any, nodes: list[Node], now: float) -> None:
    """Judge every value that a rule applies to; `now` (Unix seconds) is the time of exchanges without one."""
    moment = response_time(found, now)
    for node in nodes:
        if KEYWORD in node.schema and isinstance(node.value, dict):
            pointer = (*node.pointer, KEYWORD)
            rules = node.schema[KEYWORD]
            _equals(found, node, rules.get("equals", {}), pointer)
            _contains(found, node, rules.get("contains", []), pointer, nodes)
            _ascending(found, node, rules.get("ascending", []), pointer)
            _past(found, node, rules.get("past", {}), pointer, moment)
    _unique(found, nodes)
    _only_requested(found, body)


def _unique(found: Findings, nodes: list[Node]) -> None:
    """Judge that no two items have the same key (`x-sequence`)."""
    seen: set[tuple[Tokens, Tokens, str]] = set()
    for node in nodes:
        name = node.schema.get("x-sequence", {}).get("key")
        if name is None or not isinstance(node.value, dict):
            continue
        value, where = _value(node, name)
        key = (node.where[:-1], node.pointer, shown(value) if isinstance(value, str) else "")
        if key in seen and key[2]:
            place = (*node.pointer, "x-sequence", "key")
            found.add("meaning.unique", where, "another key in each item", shown(value), place)
        seen.add(key)


def response_time(found: Findings, now: float) -> float:
    """Return the time of the response: the recorded one, else its Date header, else now."""
    if found.exchange.at is not None:
        return found.exchange.at
    for value in found.exchange.header("date"):
        try:
            return parsedate_to_datetime(value).timestamp()
        except ValueError:
            continue
    return now


def _value(node: Node, pointer: str) -> tuple[Any, Tokens]:
    tokens = split(pointer)
    return get(node.value, tokens), (*node.where, *tokens)


def _nothing(value: Any) -> bool:
    """Return whether there is nothing to compare: 0 means "not yet" in times and durations."""
    return value is MISSING or value is None or value == 0


def _equals(found: Findings, node: Node, rules: dict[str, str], pointer: Tokens) -> None:
    mistyped = {violation.where for violation in found.violations if violation.rule == "shape.type"}
    for one, other in rules.items():
        value, where = _value(node, one)
        request = EXPRESSION.match(other)
        expected, source = (_of_request(found, request), ()) if request else _value(node, other)
        if mistyped & {join(where), join(source)}:
            continue  # a value of another type is a finding of its own
        if not _nothing(value) and not _nothing(expected) and not _same(value, expected):
            clause = f"{shown(expected)}, as requested" if request else f"{shown(expected)}, the same as {other}"
            found.add("meaning.equals", where, clause, shown(value), (*pointer, "equals", one))


def _of_request(found: Findings, expression: re.Match[str]) -> Any:
    """Return the value of the request that a runtime expression refers to; MISSING if there is none."""
    place, name = expression["place"], expression["name"] or ""
    if place == "body":
        return get(found.request_body, split(expression["pointer"] or ""))
    if place == "path":
        return found.matched.parameters.get(name, MISSING)
    values = found.exchange.request_values(place, name)
    parameter = found.operation.parameter(place, name)
    if not values:
        return MISSING
    return parameter.read(values[0]) if parameter else values[0]


def _same(value: Any, expected: Any) -> bool:
    """Return whether two values are the same; a request's parameter without a declared type is text."""
    return bool(value == expected or (isinstance(expected, str) and shown(value) == expected))


def _only_requested(found: Findings, body: Any) -> None:
    """Judge that a batch returns only what was requested (`x-batch`)."""
    batch, response = found.operation.batch, found.response
    if batch is None or response is None:
        return
    items, requested = get(body, split(batch["items"])), get(found.request_body, split(batch["ids"]))
    if not isinstance(items, list) or not isinstance(requested, list):
        return
    at, inside = split(batch["items"]), split(batch["key"])
    place: Tokens = (*response, "x-batch", "key")
    for index, item in enumerate(items):
        key = get(item, inside)
        if isinstance(key, str) and key not in requested:
            clause = f"one of the {count(len(requested), 'requested id')}"
            found.add("meaning.equals", (*at, index, *inside), clause, shown(key), place)


def _contains(found: Findings, node: Node, rules: list[dict[str, str]], pointer: Tokens, nodes: list[Node]) -> None:
    for index, rule in enumerate(rules):
        text, where = _value(node, rule["string"])
        part, _ = _value(node, rule["value"])
        if not isinstance(text, str) or not isinstance(part, str) or not text:
            continue
        if part not in text and not ("unless" in rule and re.search(rule["unless"], text)):
            others = [get(other.value, split(rule["value"])) for other in nodes if other.pointer == node.pointer]
            mixed = any(isinstance(other, str) and other and other in text for other in others)
            clause = f"text that contains {rule['value']}, {shown(part)}"
            severity = Severity.BREAKING if mixed else None
            found.add("meaning.contains", where, clause, shown(text), (*pointer, "contains", index), severity=severity)


def _ascending(found: Findings, node: Node, names: list[str], pointer: Tokens) -> None:
    before: float = 0
    before_name = ""
    for name in names:
        value, where = _value(node, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value:
            if value < before:
                clause = f"a time not before {before_name}, {shown(before)}" if before_name else "a time after 0"
                found.add("meaning.ascending", where, clause, shown(value), (*pointer, "ascending"))
            before, before_name = value, name


def _past(found: Findings, node: Node, rule: dict[str, Any], pointer: Tokens, moment: float) -> None:
    for name in rule.get("of", ()):
        value, where = _value(node, name)
        seconds = unix_seconds(value)
        if seconds is not None and seconds > moment + rule.get("skew", 0):
            clause = f"a time not later than the response by more than {count(rule.get('skew', 0), 'second')}"
            found.add("meaning.past", where, clause, shown(value), (*pointer, "past"))


def unix_seconds(value: Any) -> float | None:
    """Return a time (a number or RFC 3339 text) in Unix seconds; None if it is neither."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment.timestamp() if moment.tzinfo else None
    return None
