"""The sequence layer: what a later poll of the same task may change, as `x-sequence` declares it."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract.phrases import shown
from contract_tests.contract.pointers import MISSING, Tokens, get, split

if TYPE_CHECKING:
    from contract_tests.contract.document import Node
    from contract_tests.contract.findings import Findings

KEYWORD = "x-sequence"
REMEMBERED = 1000
"""How many tasks, and items of one task, are remembered; it bounds the memory of a stream of exchanges."""


@define
class Past:
    """The values of one object in earlier polls.

    Attributes:
        values: The last value at each pointer that a rule applies to, unless it was empty.
        ended: The pointers that have reached their last rank.
        replaced: The pointers whose value was replaced, which may happen once.
        items: The keys of its array of keyed items, in order.
        inside: The earlier polls of the objects inside it, by the place of their rules and their key.
    """

    values: dict[str, Any] = Factory(dict)
    ended: set[str] = Factory(set)
    replaced: set[str] = Factory(set)
    items: tuple[Any, ...] = ()
    inside: OrderedDict[Any, Past] = Factory(OrderedDict)

    def of(self, key: Any) -> Past:
        """Return the past of an object inside this one; a new one at its first poll."""
        past = self.inside.setdefault(key, Past())
        self.inside.move_to_end(key)
        if len(self.inside) > REMEMBERED:
            self.inside.popitem(last=False)
        return past


@define
class _Owner:
    """An object with rules in the response that is judged."""

    where: Tokens
    pointer: Tokens
    past: Past
    was_over: bool
    items: list[tuple[Any, Tokens]] = Factory(list)


def check(found: Findings, nodes: list[Node], memory: Past) -> None:
    """Judge a response by the earlier polls, and remember it.

    An object is identified by its `key` in the responses of all operations; one without a key by the object around it,
    or by the requested path if there is none.
    """
    owners: list[_Owner] = []
    for node in nodes:
        if KEYWORD not in node.schema or not isinstance(node.value, dict):
            continue
        while owners and node.where[: len(owners[-1].where)] != owners[-1].where:
            _items(found, owners.pop())
        rules, pointer = node.schema[KEYWORD], (*node.pointer, KEYWORD)
        key = get(node.value, split(rules["key"])) if "key" in rules else None
        if owners and "key" in rules:
            owners[-1].items.append((key if isinstance(key, (str, int)) else None, node.where[:-1]))
        if isinstance(key, (str, int)):
            past = (owners[-1].past if owners else memory).of((node.pointer, key))
        elif owners:
            past = owners[-1].past.of((node.pointer, None))
        else:
            path = found.matched.parameters
            past = memory.of((found.operation.name, str(path), node.pointer)) if path else Past()
        was_over = bool(past.ended)
        before = dict(past.values)
        _final(found, node, rules, pointer, past)
        _order(found, node, rules, pointer, past)
        _rising(found, node, rules, pointer, past)
        _stays(found, node, rules, pointer, past, before)
        owners.append(_Owner(node.where, pointer, past, was_over))
    while owners:
        _items(found, owners.pop())


def _values(node: Node, names: Any) -> list[tuple[str, Any, Tokens]]:
    found = []
    for name in names:
        tokens = split(name)
        value = get(node.value, tokens)
        if value is not MISSING:
            found.append((name, value, (*node.where, *tokens)))
    return found


def _order(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, past: Past) -> None:
    order = rules.get("order", {})
    for name, value, where in _values(node, order):
        if not isinstance(value, str):
            continue
        ranks = {word: rank for rank, words in enumerate(order[name]) for word in words}
        before = past.values.get("ranked " + name, MISSING)
        if before is not MISSING and value != before:
            backwards = value in ranks and ranks[value] < ranks[before]
            if backwards or ranks[before] == len(order[name]) - 1:
                clause = f"{shown(before)} or a later value" if backwards else f"{shown(before)}, which is final"
                found.add("sequence.order", where, clause, shown(value), (*pointer, "order", name))
        if value in ranks:
            past.values["ranked " + name] = value
            if ranks[value] == len(order[name]) - 1:
                past.ended.add(name)


def _rising(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, past: Past) -> None:
    for name, value, where in _values(node, rules.get("rising", ())):
        digits = re.match(r"\d{1,300}(\.\d+)?", str(value))
        if not digits:
            continue
        before = past.values.get("rising " + name, 0.0)
        if float(digits[0]) < before:
            found.add(
                "sequence.rising", where, f"not less than {before:g}, as before", shown(value), (*pointer, "rising")
            )
        past.values["rising " + name] = float(digits[0])


def _stays(
    found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, past: Past, before: dict[str, Any]
) -> None:
    replaced = rules.get("replaced", {})
    leaving = replaced.get("leaving", {})
    left = any(
        before.get("word " + name) in words and get(node.value, split(name)) not in words
        for name, words in leaving.items()
    )
    for name, word, _ in _values(node, leaving):
        past.values["word " + name] = word
    for name, value, where in _values(node, dict.fromkeys([*rules.get("stays", ()), *replaced.get("values", ())])):
        old = past.values.get("stays " + name)
        if old and value != old and type(value) is type(old):  # another type is a finding of its own
            if left and value and name in replaced["values"] and name not in past.replaced:
                past.replaced.add(name)
            else:
                rule = "stays" if name in rules.get("stays", ()) else "replaced"
                found.add("sequence.stays", where, f"{shown(old)}, as before", shown(value), (*pointer, rule))
        if value:
            past.values["stays " + name] = value


def _final(found: Findings, node: Node, rules: dict[str, Any], pointer: Tokens, past: Past) -> None:
    for name, value, where in _values(node, rules.get("final", ())):
        key = "final " + name
        if past.ended and key in past.values and value != past.values[key]:
            found.add(
                "sequence.final", where, f"{shown(past.values[key])}, as before", shown(value), (*pointer, "final")
            )
        past.values[key] = value


def _items(found: Findings, owner: _Owner) -> None:
    """Judge the keyed items of an object: none may disappear or move, and none may be added after the end."""
    keys = tuple(key for key, _ in owner.items)
    past, pointer = owner.past, owner.pointer
    kept = set(keys)
    where = owner.items[0][1] if owner.items else owner.where
    gone = [key for key in past.items if key not in kept]
    if gone:
        found.add("sequence.items", where, "every earlier item", f"no longer {shown(gone[0])}", pointer)
    known = set(past.items)
    if [key for key in past.items if key in kept] != [key for key in keys if key in known]:
        found.add("sequence.items", where, "the items in the same order", "another order", pointer)
    new = [key for key in keys if key not in known]
    if new and owner.was_over and past.items:
        found.add("sequence.items", where, "no new item after the end", f"a new one, {shown(new[0])}", pointer)
    past.items = keys
