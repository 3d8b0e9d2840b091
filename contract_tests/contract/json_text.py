"""Reads JSON text strictly, and reports what JSON readers refuse or read in different ways."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from attrs import Factory, define

from contract_tests.contract.pointers import MISSING

DEEPEST = 200
"""The most levels of nesting: JSON readers accept from 200 to some thousands."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@define
class Text:
    """JSON text as it was read.

    Attributes:
        value: Its value; MISSING if it cannot be judged.
        error: Why it is not JSON; "" if it is.
        numbers: Its numbers that are not valid in JSON, or not finite.
        repeated: The keys that an object has twice.
        depth: Levels of nesting if they are too many, else 0.
        surrogate: Whether it has a lone surrogate (half of a character).
    """

    value: Any = MISSING
    error: str = ""
    numbers: list[str] = Factory(list)
    repeated: list[str] = Factory(list)
    depth: int = 0
    surrogate: bool = False


def read(text: str) -> Text:
    """Read JSON text. Text that is nested too deeply or has a lone surrogate is not read: many readers fail on it."""
    found = Text()
    if text.count("[") + text.count("{") > DEEPEST:
        found.depth = _depth(text)
        if found.depth > DEEPEST:
            return found
        found.depth = 0

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(items)
        if len(value) != len(items):
            seen: set[str] = set()
            found.repeated += [key for key, _ in items if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
        return value

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            found.numbers.append(digits)
        return value

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=found.numbers.append, parse_float=number)
    except (ValueError, RecursionError) as error:
        found.error = str(error)
        return found
    found.surrogate = _SURROGATE.search(text) is not None and _lone_surrogate(value)
    if not found.numbers and not found.surrogate:
        found.value = value
    return found


def _depth(text: str) -> int:
    """Count the levels of nesting, without reading the text."""
    depth = deepest = 0
    for token in re.findall(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, re.DOTALL):
        if token in {"[", "{"}:
            depth += 1
            deepest = max(deepest, depth)
        elif token in {"]", "}"}:
            depth -= 1
    return deepest


def _lone_surrogate(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
