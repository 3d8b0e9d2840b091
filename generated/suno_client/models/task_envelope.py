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
    deferred,
    enum_reader,
    essential,
    new,
    optional,
    read_null,
    read_object,
    read_str,
    refuse,
    union_reader,
    unknown_fields,
)
from ..errors import FieldMismatchError, SchemaMismatchError
from ..types import UNSET, Unset
from .result_code import ResultCode


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class TaskEnvelope(Model):
    """The envelope of every fetched task."""

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

    code: ResultCode
    """The envelope's result code."""

    message: str | Unset = UNSET
    """Empty on the provider; some siblings send text on success. Missing when the stored result cannot be read
    (derived).
    """

    data: None | Task
    """The task; null when its stored result cannot be read (derived)."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["code"] = str(self.code)
            if not isinstance(self.message, Unset):
                result["message"] = self.message
            result["data"] = encode(self.data)
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
        try:
            v_code = _values_code[v_code]
        except (KeyError, TypeError):
            v_code = deferred(_read_code, v_code, at, "code", "code", kept)
        if v_message.__class__ is not str:
            v_message = optional(read_str, v_message, at, "message", kept)
        try:
            if v_data.__class__ is dict:
                v_data = _as_Task(v_data, (at, "data"))
            else:
                v_data = essential(_read_data, v_data, at, "data", "data", kept)
        except SchemaMismatchError as error:
            v_data = refuse(error, source.get("data", UNSET), at, "data", "data", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.code = v_code
        result.message = v_message
        result.data = v_data
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(TaskEnvelope._KEYS)
_fields = itemgetter(*TaskEnvelope._KEYS)

# At the end, so that models may refer to each other in a circle.
from .task import Task

_as_Task = Task._read
_read_code = enum_reader(ResultCode)
_values_code = {member.value: member for member in ResultCode}
_read_data = union_reader({dict: Task._read, type(None): read_null})
