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
    optional,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET, Unset
from .relay_error_type import RelayErrorType


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class RelayError(Model):
    """What went wrong before the handler was reached."""

    _KEYS = (
        "message",
        "type",
        "code",
        "param",
    )
    _NAMES = (
        "message",
        "type_",
        "code",
        "param",
    )

    message: str
    """The error in words, mostly with the request id at its end. Texts changed language in 2026: never match on
    them.
    """

    type_: RelayErrorType
    """Which layer of the relay failed; `one_hub_error` on relays of the one-hub branch."""

    code: str | Unset = UNSET
    """A slug such as `access_denied`, often empty; missing on old builds and on a panic. An open set."""

    param: str | Unset = UNSET
    """Empty; sent by the overload guard."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["message"] = self.message
            result["type"] = str(self.type_)
            if not isinstance(self.code, Unset):
                result["code"] = self.code
            if not isinstance(self.param, Unset):
                result["param"] = self.param
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_message, v_type_, v_code, v_param = _fields(source)
        except KeyError:
            v_message, v_type_, v_code, v_param = [source.get(key, UNSET) for key in cls._KEYS]
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
        if v_code.__class__ is not str:
            v_code = optional(read_str, v_code, at, "code", kept)
        if v_param.__class__ is not str:
            v_param = optional(read_str, v_param, at, "param", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.message = v_message
        result.type_ = v_type_
        result.code = v_code
        result.param = v_param
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(RelayError._KEYS)
_fields = itemgetter(*RelayError._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_type_ = enum_reader(RelayErrorType)
_values_type_ = {member.value: member for member in RelayErrorType}
