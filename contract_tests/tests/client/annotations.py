"""Compares the values of an object with the annotations of its class, at every depth."""

from __future__ import annotations

import types
import typing
from typing import Any

import attrs
from suno_client import models


def misfits(value: Any, annotation: Any, where: str = "$") -> list[str]:
    """Compare a value with an annotation.

    A whole number counts as a float, as in Python's typing (PEP 484).

    Returns:
        Where the two differ; empty if they agree.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is Any:
        return []
    if origin in (types.UnionType, typing.Union):
        return min((misfits(value, branch, where) for branch in arguments), key=len)
    if origin is typing.Literal:
        return [] if value in arguments else [f"{where}: {value!r} is none of {arguments}"]
    expected = origin or (types.NoneType if annotation is None else annotation)
    accepted = (int, float) if expected is float else expected
    if not isinstance(value, accepted) or (isinstance(value, bool) and expected is not bool):
        return [f"{where}: {type(value).__name__} is no {expected.__name__}"]
    parts: list[tuple[str, Any, Any]] = []
    if isinstance(value, (list, dict)):
        items = enumerate(value) if isinstance(value, list) else value.items()
        parts = [(f"{where}/{key}", item, arguments[-1]) for key, item in items]
    elif attrs.has(expected):
        attrs.resolve_types(expected, localns=vars(models))
        # A field that cannot be read raises an AttributeError, which fits any annotation.
        fields = [field for field in attrs.fields(expected) if hasattr(value, field.name)]
        parts = [(f"{where}.{field.name}", getattr(value, field.name), field.type) for field in fields]
    return [misfit for place, part, type_ in parts for misfit in misfits(part, type_, place)]
