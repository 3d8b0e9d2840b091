"""Every field of every model, with a value of each JSON type: it is read as declared, or is UNSET, and never lost."""

from __future__ import annotations

import datetime
import typing
from enum import Enum
from typing import Any

import pytest
from suno_client import UNSET, Unset, errors, models
from suno_client._check import hints_of
from suno_client._model import Model

from contract_tests.contract import Document

SAMPLES: tuple[Any, ...] = ("text", 7, 1.5, True, None, [], {"other": 1})
JSON_TYPES: dict[type, type] = {Model: dict, Enum: str}
MOMENT = "2026-01-02T03:04:05Z"


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def branches(hint: Any) -> tuple[Any, ...]:
    """Return the types of a union; any other type is a union of one."""
    whole = typing.get_origin(hint) in (list, dict, typing.Literal) or not typing.get_args(hint)
    return (hint,) if whole else typing.get_args(hint)


def fits(value: Any, kind: Any) -> bool:
    """Return whether a JSON value is of a declared type."""
    if typing.get_origin(kind) is list:
        return isinstance(value, list)
    if typing.get_origin(kind) is typing.Literal:
        return value in typing.get_args(kind)
    if kind in (Any, datetime.datetime):
        return kind is Any or value == MOMENT
    json_type = next((to for of, to in JSON_TYPES.items() if issubclass(kind, of)), kind)
    return type(value) is json_type or (kind is float and type(value) is int)


def whole(hint: Any) -> Any:
    """Return a JSON value of a type, with every field."""
    kind: Any = branches(hint)[0]
    if is_model(kind):
        hints = hints_of(kind)
        return {key: whole(hints[name]) for key, name in zip(kind._KEYS, kind._NAMES, strict=True)}
    if kind is datetime.datetime:
        return MOMENT
    if typing.get_origin(kind) is list:
        return [whole(typing.get_args(kind)[0])]
    return next(one for one in SAMPLES if fits(one, kind))


MODELS = [kind for name in models.__all__ if is_model(kind := getattr(models, name))]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_field_takes_its_types(model: Any) -> None:
    hints = hints_of(model)
    body = whole(model)
    assert model.from_dict(body).to_dict() == body
    for key, name in zip(model._KEYS, model._NAMES, strict=True):
        kinds = branches(hints[name])
        inner = any(map(is_model, kinds))
        for sample in (*SAMPLES, UNSET, MOMENT):
            if inner and isinstance(sample, dict):
                continue  # it may lack an essential field
            changed = {**body, key: sample}
            if sample is UNSET:
                del changed[key]
            good = sample is not UNSET and any(fits(sample, kind) for kind in kinds)
            try:
                read = model.from_dict(changed)
                value = getattr(read, name)
            except errors.SchemaMismatchError:
                assert not good, (key, sample)
                assert Unset not in kinds, (key, sample)
                continue
            assert read.to_dict() == changed
            assert (value is not UNSET) == good, (key, sample)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_unreadable_inner_values(model: Any) -> None:
    """A list without a readable item, an object without an essential field, and an unknown field are kept."""
    body = whole(model)
    schema = Document.load().get("/components/schemas").get(model.__name__, {})
    for key in model._KEYS:
        for odd in ([["odd"]], {"odd": 1}, {}):
            for changed in ({**body, key: odd, "new": 1}, {key: odd, "new": 1}):
                try:
                    read = model.from_dict(changed)
                except errors.SchemaMismatchError:
                    assert len(changed) == 2 or key in schema.get("x-essential", ()), key
                    continue
                assert read.to_dict() == changed
                assert "UNSET" not in repr(read)
