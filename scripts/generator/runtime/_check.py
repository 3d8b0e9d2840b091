"""Check what is about to be sent against the declared types, and say where it breaks them."""

from __future__ import annotations

import datetime
import math
import sys
import types
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

import attrs

from ._model import Model
from ._text import printable
from .types import File, OpenIntEnum, OpenStrEnum, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator


def misfit_of(value: Any, hint: Any, at: str = "") -> str:  # noqa: PLR0911 - one for each kind of type
    """Find the first thing that breaks a type.

    Args:
        value: The value.
        hint: Its declared type, as an annotation.
        at: Where it is, as a JSON Pointer.

    Returns:
        A line such as `expected str at /title, found int`; "" if there is none.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _of_union(value, arguments, at)
    if origin is Literal:
        fits = any(value == choice and type(value) is type(choice) for choice in arguments)
        return "" if fits else _expected(" or ".join(map(repr, arguments)), value, at)
    if origin is list:
        if not isinstance(value, list):
            return _expected("list", value, at)
        return _first(misfit_of(item, arguments[0], f"{at}/{index}") for index, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            return _expected("dict", value, at)
        return _of_fields(value, arguments[1], at)
    if hint is Any:
        return _of_json(value, at)
    if not _is_instance(value, hint):
        return _expected("None" if hint in (None, type(None)) else hint.__name__, value, at)
    return _of_model(value, at) if isinstance(value, Model) else ""


def _of_union(value: Any, hints: tuple[Any, ...], at: str) -> str:
    problems = [misfit_of(value, hint, at) for hint in hints if hint is not Unset]
    if isinstance(value, Unset) and Unset in hints:
        return ""
    if not all(problems):
        return ""
    deepest = max(problems, key=lambda problem: problem.count("/"))
    if deepest.partition(" at ")[2].startswith(f"{at}/"):
        return deepest
    names = [getattr(hint, "__name__", str(hint)) for hint in hints if hint is not Unset]
    return _expected(" or ".join("None" if name == "NoneType" else name for name in names), value, at)


def _of_model(model: Model, at: str) -> str:
    hints = hints_of(cast("Any", type(model)))
    keys = dict(zip(model._NAMES, model._KEYS, strict=True))  # noqa: SLF001 - a model's own
    problem = _first(
        misfit_of(getattr(model, name), hints[name], f"{at}/{_token(key)}")
        for name, key in keys.items()
        if hasattr(model, name)
    )
    more = typing.get_args(hints["additional_properties"])[1]
    return problem or _of_fields(model.additional_properties, more, at)


def _of_fields(fields: dict[Any, Any], hint: Any, at: str) -> str:
    for key in fields:
        if not isinstance(key, str):
            return _expected("keys of type str", key, at)
    return _first(misfit_of(value, hint, f"{at}/{_token(key)}") for key, value in fields.items())


def _of_json(value: Any, at: str) -> str:
    """Check a value of any type: whatever JSON can say."""
    if isinstance(value, Model):
        return _of_model(value, at)
    if isinstance(value, dict):
        return _of_fields(value, Any, at)
    if isinstance(value, list):
        return _first(_of_json(item, f"{at}/{index}") for index, item in enumerate(value))
    if isinstance(value, float) and not math.isfinite(value):
        return _expected("a finite number", value, at)
    known = (str, bool, int, float, type(None), datetime.datetime, datetime.date, OpenStrEnum, OpenIntEnum)
    return "" if isinstance(value, known) or hasattr(value, "hex") else _expected("a JSON value", value, at)


def _is_instance(value: Any, hint: Any) -> bool:  # noqa: PLR0911 - one for each type
    if hint in (None, type(None)):
        return value is None
    if isinstance(value, bool):
        return hint is bool
    if hint is float:
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if hint is int:
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if hint is datetime.date:
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    if hint is datetime.datetime:
        return isinstance(value, datetime.datetime) and value.tzinfo is not None
    if hint is File:
        return isinstance(value, File)
    # What an open enum does not list is sent as well.
    if issubclass(hint, (OpenStrEnum, OpenIntEnum)):
        return isinstance(value, str if issubclass(hint, str) else int)
    return isinstance(value, hint)


@cache
def hints_of(model: Any) -> dict[str, Any]:
    """Return the types of a model's fields, by name; an application may have resolved them in place."""
    names = vars(sys.modules[model.__module__])
    return {
        field.name: eval(field.type, names) if isinstance(field.type, str) else field.type  # noqa: S307 - our own annotations
        for field in attrs.fields(cast("Any", model))
    }


def _first(problems: Iterator[str]) -> str:
    return next((problem for problem in problems if problem), "")


def _expected(expected: str, value: Any, at: str) -> str:
    found = type(value).__name__
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        found = "datetime without an offset"
    elif isinstance(value, float) and not math.isfinite(value):
        found = str(value)
    elif expected.startswith(("'", '"')) and isinstance(value, str):
        found = repr(printable(value, 40))
    return f"expected {expected} at {at or 'the top'}, found {found}"


def _token(key: str) -> str:
    return printable(key, 100).replace("~", "~0").replace("/", "~1")
