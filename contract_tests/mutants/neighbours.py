"""Values similar to a recorded one: some that a keyword of JSON Schema refuses, and others that only differ."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

from contract_tests.contract.document import type_of
from contract_tests.mutants.reply import GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.contract.pointers import Tokens

OF_TYPES: tuple[Any, ...] = ("text", 7, 7.5, True, [], ["text"], {}, {"key": 1})
FORMS: dict[str, tuple[Callable[[str], str], ...]] = {
    "date-time": (
        lambda text: text.replace("T", " "), lambda text: text[:10], lambda _: "Thu, 07 Aug 2025 03:38:38 GMT",
        lambda _: "1754537918253", lambda text: text.replace("-", "-13-", 1)[:20] + "Z", lambda text: text.rstrip("Z"),
        lambda text: text.replace("Z", "+00:00"), lambda text: re.sub(r"\.\d+", "", text),
    ),
    "uri": (lambda text: re.sub(r"^\w+://", "", text), lambda text: re.sub(r"^\w+://[^/]+", "", text)),
}  # fmt: skip
TEXTS: tuple[Callable[[str], str], ...] = (
    lambda text: text + "x", lambda text: text + " ", lambda text: text + "\n", lambda text: "x" + text,
    lambda text: text[:-1], lambda text: text.upper(), lambda text: text.replace("-", ""), lambda text: text + text,
    lambda text: re.sub(r"^https:", "http:", text), lambda text: re.sub(r"^https:", "", text),
    lambda text: re.sub(r"^https://[^/]+", "", text), lambda text: re.sub(r"^https://[^/]+", "https://None", text),
    lambda text: re.sub(r"\.\w+$", ".wav", text), lambda text: re.sub(r"\d", "", text),
    lambda _: "", lambda _: "null", lambda _: "-1", lambda _: "A sentence for a code", lambda _: "1000",
)  # fmt: skip
HEADERS = ("", "soon", "3.5", "-1", "3s", "Wed, 28 Jan 2026 08:23:02 GMT", "one two", "\u00e9")


def of(schema: dict[str, Any], value: Any) -> Iterator[tuple[str, Tokens, Any]]:
    """Yield changes that a keyword of a schema may refuse: the kind of change, the place and the new value.

    `GONE` removes the place. References of the schema are not followed.
    """
    for name in schema.get("required", ()):
        if isinstance(value, dict) and name in value:
            yield "removed", (name,), GONE
    if {"type", "$ref", "anyOf", "oneOf", "const", "enum"} & set(schema):
        yield "null", (), None
        yield from (("retyped", (), other) for other in _retyped(value))
    if {"enum", "const"} & set(schema):
        yield from (("new value", (), word) for word in _words(value))
    for keyword, argument in schema.items():
        yield from (("format and unit", (), other) for other in _beyond(keyword, argument, value))


def _retyped(value: Any) -> Iterator[Any]:
    kind = type_of(value)
    if kind in {"integer", "number", "boolean"}:
        yield json.dumps(value)
    elif kind in {"array", "object"}:
        yield json.dumps(value)[:60]
        yield [value] if kind == "object" else {str(index): item for index, item in enumerate(value)}
    elif kind == "string":
        yield [value]
    yield from (other for other in OF_TYPES if type_of(other) != kind)


def _words(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield from (
            word for word in (value.lower(), value.upper(), value.title(), value + "_NEW", "", "OTHER", "other")
        )
    elif type_of(value) in {"integer", "number"}:
        yield value + 1000


def _beyond(keyword: str, argument: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield from _texts_beyond(keyword, argument, value)
    elif type_of(value) in {"integer", "number"}:
        yield from _numbers_beyond(keyword, argument, value)
    elif isinstance(value, list):
        yield from _lists_beyond(keyword, argument, value)
    if keyword == "not" and isinstance(argument, dict):
        yield from _inside(argument, value)


def _texts_beyond(keyword: str, argument: Any, value: str) -> Iterator[str]:
    if keyword in {"pattern", "minLength", "not"}:
        yield from dict.fromkeys(change(value) for change in TEXTS)
    elif keyword == "format":
        yield from dict.fromkeys(change(value) for change in FORMS.get(argument, TEXTS))
    elif keyword == "maxLength":
        yield "x" * (argument + 1)


def _numbers_beyond(keyword: str, argument: Any, value: float) -> Iterator[float]:
    bounds = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    if keyword in bounds:
        yield from (argument, argument - 1, argument + 1)
    if keyword in bounds | {"not", "multipleOf"}:
        yield from (type(value)(value * factor) for factor in (1000, 10**6, 1 / 60, 1 / 1000, -1) if value)
        yield from (1, -1)


def _lists_beyond(keyword: str, argument: Any, value: list[Any]) -> Iterator[list[Any]]:
    if keyword in {"minItems", "minLength"}:
        yield []
    elif keyword in {"maxItems", "uniqueItems"}:
        yield [copy.deepcopy(item) for item in value for _ in range(argument + 1)]
    elif keyword == "items":
        yield [*value, None]


def _inside(refused: dict[str, Any], value: Any) -> Iterator[Any]:
    """Yield values that a `not` excludes."""
    if "const" in refused:
        yield refused["const"]
    yield from refused.get("enum", ())
    if isinstance(value, dict):
        yield {**value, **dict.fromkeys(refused.get("required", ()))}


def other_than(value: Any) -> Iterator[Any]:
    """Yield other values of the same form."""
    if isinstance(value, str):
        swapped = value.translate(str.maketrans("0123456789abcdef", "1032547698badcfe"))
        yield from (
            other for other in (_swapped_last(value), swapped, value + "?v=2", "other", value[::-1]) if other != value
        )
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield value + 1
    elif value is None:
        yield from ("other", 1, True)


def _swapped_last(text: str) -> str:
    """Return a text with another last hexadecimal digit."""
    match = re.search(r"[0-9a-f](?=[^0-9a-f]*$)", text)
    if not match:
        return text
    digit = match[0]
    other = "0123456789abcdef"["0123456789abcdef".index(digit) ^ 1]
    return text[: match.start()] + other + text[match.end() :]


def renamed(name: str) -> str:
    """Return the name that a key could have in another version of an API."""
    return camel(name) if camel(name) != name else name + "_v2"


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def all_renamed(value: Any, convert: Callable[[str], str]) -> Any:
    """Rename every key at every level."""
    if isinstance(value, dict):
        return {convert(key): all_renamed(inner, convert) for key, inner in value.items()}
    return [all_renamed(inner, convert) for inner in value] if isinstance(value, list) else value


def header_values(schema: dict[str, Any]) -> Iterator[str]:
    """Yield values that the schema of a header does not allow."""
    for value in HEADERS:
        if schema.get("type") in {"integer", "number"}:
            if not re.fullmatch(r"-?\d+", value) or int(value) < schema.get("minimum", int(value)):
                yield value
        elif not re.search(schema.get("pattern", ""), value) or len(value) < schema.get("minLength", 0):
            yield value
