"""Values, names and counts as parts of a sentence."""

from __future__ import annotations

import difflib
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST = 80
"""The most characters of a value that a sentence shows."""
LONGEST_TEXT = 500
"""The most characters of a clause."""


def named(where: str) -> str:
    """Write the place of a finding as the subject of a sentence."""
    return printable(where) if where.startswith("/") else f"the {printable(where or 'body')}"


def sentence(text: str) -> str:
    """Write a clause as a sentence."""
    return text[:1].upper() + text[1:] + "."


def shown(value: Any) -> str:
    """Write a value of a body as JSON for a sentence, shortened if it is large."""
    text = json.dumps(_shortened(value, 6), ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate cannot be printed
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def printable(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a server's text as printable characters in one line of bounded length."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def count(number: int, noun: str) -> str:
    """Write a number with its noun: `1 byte`, `2 bytes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def either(names: Collection[str]) -> str:
    """Write alternatives as a clause: `a, b or c`."""
    *first, last = names or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last


def near(name: object, names: Collection[str], otherwise: str) -> str:
    """Write "did you mean …?" with the most similar name; `otherwise` if no name is similar."""
    found = difflib.get_close_matches(str(name), list(names), 1)
    return f"did you mean {found[0]}?" if found else otherwise


def a(noun: str) -> str:
    """Write a noun with its article."""
    return ("an " if noun[:1] in "aeio" else "a ") + noun


def typed(names: Iterable[str]) -> str:
    """Write JSON types as a clause: `a string or null`."""
    return either([name if name in {"null", "anything"} else a(name) for name in dict.fromkeys(names)])


def _shortened(value: Any, depth: int) -> Any:
    """Shorten a value to what a sentence shows of it."""
    if isinstance(value, str):
        return value[: 2 * LONGEST]
    if isinstance(value, dict):
        return {} if not depth else {key: _shortened(value[key], depth - 1) for key in islice(value, LONGEST)}
    if isinstance(value, list):
        return [] if not depth else [_shortened(item, depth - 1) for item in value[:LONGEST]]
    return value


def words(values: list[Any]) -> str:
    """Write a list of values as a clause."""
    return either([shown(value) for value in values])
