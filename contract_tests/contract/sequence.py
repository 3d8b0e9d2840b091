"""The sequence layer: what a later poll of the same task may change, as `x-sequence` states it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract.findings import shown
from contract_tests.contract.pointers import MISSING, Tokens, get, split

if TYPE_CHECKING:
    from contract_tests.contract.document import Node
    from contract_tests.contract.findings import Findings

KEYWORD = "x-sequence"


@define
class Seen:
    """What earlier polls showed of one object.

    Attributes:
        values: The last value of each pointer that a rule speaks of, where it was something.
        ended: The last ranks that were reached, by pointer.
        items: The keys of each array of keyed items, in order.
    """

    values: dict[str, Any] = Factory(dict)
    ended: set[str] = Factory(set)
    items: tuple[Any, ...] = ()


Memory = dict[Any, Seen]
"""What earlier polls showed of one task, by object."""


def judge(found: Findings, nodes: list[Node], memory: Memory) -> None:
    """Judge a poll by the polls before it, and remember it."""
    finished = False
    for node in nodes:
        if KEYWORD not in node.schema or not isinstance(node.value, dict):
            continue
        rules, pointer = node.schema[KEYWORD], (*node.pointer, KEYWORD)
        key = (node.pointer, get(node.value, split(rules["key"])) if "key" in rules else None)
        if not isinstance(key[1], (str, int, type(None))):
            continue  # the shape layer has said it
        seen = memory.setdefault(key, Seen())
        was_over = bool(seen.ended)
        _final(found, node, rules, pointer, seen)
        _order(found, node, rules, pointer, seen)
        _rising(found, node, rules, pointer, seen)
        _stays(found, node, rules, pointer, seen)
        if "key" not in rules:
            finished = finished or was_over
    _items(found, nodes, memory, finished=finished)


def _values(node: Node, names: Any) -> list[tuple[str, Any, Tokens]]:
    found = []
    for name in names:
        tokens = split(name)
        value = get(node.value, tokens)
        if value is not MISSING:
            found.append((name, value, (*node.where, *tokens)))
    return found


def _order(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, seen: Seen) -> None:
    order = rules.get("order", {})
    for name, value, where in _values(node, order):
        ranks = {word: rank for rank, words in enumerate(order[name]) for word in words}
        if not isinstance(value, str):
            continue
        before = seen.values.get(name, MISSING)
        if before is not MISSING and value != before:
            backwards = value in ranks and ranks[value] < ranks[before]
            if backwards or ranks[before] == len(order[name]) - 1:
                says = f"no way back from {shown(before)}" if backwards else f"that {shown(before)} is the end"
                found.add("sequence.order", where, says, shown(value), (*pointer, "order", name))
        if value in ranks:
            seen.values[name] = value
            if ranks[value] == len(order[name]) - 1:
                seen.ended.add(name)


def _rising(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, seen: Seen) -> None:
    for name, value, where in _values(node, rules.get("rising", ())):
        digits = re.match(r"\d+(\.\d+)?", str(value))
        if not digits:
            continue
        before = seen.values.get("rising " + name, 0.0)
        if float(digits[0]) < before:
            found.add(
                "sequence.rising", where, f"not less than {before:g}, as before", shown(value), (*pointer, "rising")
            )
        seen.values["rising " + name] = float(digits[0])


def _stays(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, seen: Seen) -> None:
    for name, value, where in _values(node, rules.get("stays", ())):
        before = seen.values.get("stays " + name)
        if before and value != before:
            found.add("sequence.stays", where, f"{shown(before)}, as before", shown(value), (*pointer, "stays"))
        if value:
            seen.values["stays " + name] = value


def _final(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, seen: Seen) -> None:
    for name, value, where in _values(node, rules.get("final", ())):
        key = "final " + name
        if seen.ended and key in seen.values and value != seen.values[key]:
            found.add(
                "sequence.final", where, f"{shown(seen.values[key])}, as before", shown(value), (*pointer, "final")
            )
        seen.values[key] = value


def _items(found: Findings, nodes: list[Node], memory: Memory, *, finished: bool) -> None:
    """Judge the arrays of keyed items: none vanishes or moves, none appears after the end."""
    for owner in [node for node in nodes if isinstance(node.value, dict)]:
        if KEYWORD not in owner.schema or "key" in owner.schema[KEYWORD]:
            continue
        keyed = [
            node
            for node in nodes
            if node.where[: len(owner.where)] == owner.where and "key" in node.schema.get(KEYWORD, {})
        ]
        keys = tuple(
            get(node.value, split(node.schema[KEYWORD]["key"])) for node in keyed if isinstance(node.value, dict)
        )
        seen = memory[owner.pointer, None]
        gone = [key for key in seen.items if key not in keys]
        kept = [key for key in seen.items if key in keys]
        new = [key for key in keys if key not in seen.items]
        pointer = (*owner.pointer, KEYWORD)
        where = keyed[0].where[:-1] if keyed else owner.where
        if gone:
            found.add(
                "sequence.items", where, "every item that was there before", f"no {shown(gone[0])} any more", pointer
            )
        if kept != [key for key in keys if key in kept]:
            found.add("sequence.items", where, "the items in the same order", "another order", pointer)
        if new and finished and seen.items:
            found.add("sequence.items", where, "no new item after the end", f"a new one, {shown(new[0])}", pointer)
        seen.items = keys
