"""Converts examples of the document to Python expressions, for docstrings."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.generator.plan.shapes import Model, Type

LONGEST: Final = 80
"""The longest line of an expression, in characters, so that a docstring does not wrap it."""
LITERALS: Final[Mapping[str, tuple[type, ...]]] = {
    "str": (str,), "bool": (bool,), "int": (int,), "float": (int, float), "null": (type(None),)
}  # fmt: skip
"""The Python types of the values that are written as literals, by kind of type."""


def example_of(type_: Type, value: Any, models: Mapping[str, Model]) -> str:
    """Write a JSON value as an expression of a type.

    Args:
        type_: The type.
        value: The value.
        models: The planned models, by class.

    Returns:
        The expression for a module that imports `models`; "" if it needs more than literals and models,
        or is too long.
    """
    written = _written(type_, value, models)
    fits = all(len(line) <= LONGEST for line in written.split("\n"))
    return written if fits and "\\" not in written else ""


def _written(type_: Type, value: Any, models: Mapping[str, Model]) -> str:
    if type_.kind == "union":
        return next(filter(None, (_written(branch, value, models) for branch in type_.branches)), "")
    if type_.kind == "list" and type_.items and isinstance(value, list):
        items = [_written(type_.items, item, models) for item in value]
        return _around("[", items, "]") if all(items) else ""
    if type_.kind == "model" and isinstance(value, dict):
        return _model(models[type_.name], value, models)
    if type(value) in LITERALS.get(type_.kind, ()):
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    return ""


def _model(model: Model, value: dict[str, Any], models: Mapping[str, Model]) -> str:
    fields = {field.key: field for field in model.fields}
    if not {field.key for field in model.fields if field.required} <= set(value) <= set(fields):
        return ""
    given = {fields[key].name: _written(fields[key].type, item, models) for key, item in value.items()}
    arguments = [f"{name}={code}" for name, code in given.items()]
    return _around(f"models.{model.name}(", arguments, ")") if all(given.values()) else ""


def _around(start: str, items: list[str], end: str) -> str:
    """Write items between brackets, in one line if they fit."""
    line = f"{start}{', '.join(items)}{end}"
    if len(line) <= LONGEST - 10 and "\n" not in line:  # the rest is for a name before it and a comma
        return line
    lines = "".join(f"{item},\n" for item in items)
    return f"{start}\n{textwrap.indent(lines, '    ')}{end}"
