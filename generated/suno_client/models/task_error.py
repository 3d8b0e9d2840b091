# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._model import Model
from .._reader import (
    Place,
    complete,
    deferred,
    new,
    optional,
    read_null,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class TaskError(Model):
    """An error from the handler of the task."""

    _KEYS = (
        "code",
        "message",
        "data",
    )
    _NAMES = (
        "code",
        "message",
        "data",
    )

    code: str
    """A slug such as `task_not_exist`. An open set."""

    message: str
    """The message of the error. Do not compare it."""

    data: None | Unset = UNSET
    """Always null; missing on the one-hub branch."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["code"] = self.code
            result["message"] = self.message
            if not isinstance(self.data, Unset):
                result["data"] = self.data
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_code, v_message, v_data = _fields(source)
        except KeyError:
            v_code, v_message, v_data = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 3:
                unknown_fields(source, _KNOWN, at, kept)
        if v_code.__class__ is not str:
            v_code = deferred(read_str, v_code, at, "code", "code", kept)
        if v_message.__class__ is not str:
            v_message = deferred(read_str, v_message, at, "message", "message", kept)
        if v_data is not None:
            v_data = optional(read_null, v_data, at, "data", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.code = v_code
        result.message = v_message
        result.data = v_data
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(TaskError._KEYS)
_fields = itemgetter(*TaskError._KEYS)

# At the end, so that models may refer to each other in a circle.
