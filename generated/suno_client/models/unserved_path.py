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
    enum_reader,
    new,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET
from .unserved_path_type import UnservedPathType


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class UnservedPath(Model):
    """Which address is not served."""

    _KEYS = (
        "message",
        "type",
        "param",
        "code",
    )
    _NAMES = (
        "message",
        "type_",
        "param",
        "code",
    )

    message: str
    """The message of the error, with the method and the path."""

    type_: UnservedPathType
    """The kind of this error."""

    param: str
    """Empty."""

    code: str
    """Empty."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["message"] = self.message
            result["type"] = str(self.type_)
            result["param"] = self.param
            result["code"] = self.code
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_message, v_type_, v_param, v_code = _fields(source)
        except KeyError:
            v_message, v_type_, v_param, v_code = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 4:
                unknown_fields(source, _KNOWN, at, kept)
        if v_message.__class__ is not str:
            v_message = deferred(read_str, v_message, at, "message", "message", kept)
        try:
            v_type_ = _values_type_[v_type_]
        except (KeyError, TypeError):
            v_type_ = deferred(_read_type_, v_type_, at, "type", "type_", kept)
        if v_param.__class__ is not str:
            v_param = deferred(read_str, v_param, at, "param", "param", kept)
        if v_code.__class__ is not str:
            v_code = deferred(read_str, v_code, at, "code", "code", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.message = v_message
        result.type_ = v_type_
        result.param = v_param
        result.code = v_code
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(UnservedPath._KEYS)
_fields = itemgetter(*UnservedPath._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_type_ = enum_reader(UnservedPathType)
_values_type_ = {member.value: member for member in UnservedPathType}
