# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._encode import encode
from .._model import Model
from .._reader import (
    Place,
    complete,
    defer,
    deferred,
    list_reader,
    new,
    optional,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError, SchemaMismatchError
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class TasksRequest(Model):
    """Which tasks to read."""

    _KEYS = (
        "ids",
        "action",
    )
    _NAMES = (
        "ids",
        "action",
    )

    ids: list[str]
    """Task ids, 100 at most."""

    action: str | Unset = UNSET
    """MUSIC or LYRICS; relays ignore it."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["ids"] = encode(self.ids)
            if not isinstance(self.action, Unset):
                result["action"] = self.action
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_ids, v_action = _fields(source)
        except KeyError:
            v_ids, v_action = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 2:
                unknown_fields(source, _KNOWN, at, kept)
        try:
            if v_ids.__class__ is list:
                v_ids = _list_ids(v_ids, (at, "ids"))
            else:
                v_ids = deferred(_read_ids, v_ids, at, "ids", "ids", kept)
        except SchemaMismatchError as error:
            v_ids = defer(error, source.get("ids", UNSET), at, "ids", "ids", kept)
        if v_action.__class__ is not str:
            v_action = optional(read_str, v_action, at, "action", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.ids = v_ids
        result.action = v_action
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(TasksRequest._KEYS)
_fields = itemgetter(*TasksRequest._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_ids = list_reader(read_str)
_list_ids = list_reader(read_str)
