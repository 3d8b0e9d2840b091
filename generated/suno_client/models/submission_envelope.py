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
    essential,
    new,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET
from .result_code import ResultCode


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class SubmissionEnvelope(Model):
    """The response to an accepted submission."""

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

    message: str
    """Empty; some relays send text."""

    data: str
    """The task's id, to fetch it with."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["code"] = str(self.code)
            result["message"] = self.message
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
        try:
            v_code = _values_code[v_code]
        except (KeyError, TypeError):
            v_code = deferred(_read_code, v_code, at, "code", "code", kept)
        if v_message.__class__ is not str:
            v_message = deferred(read_str, v_message, at, "message", "message", kept)
        if v_data.__class__ is not str:
            v_data = essential(read_str, v_data, at, "data", "data", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.code = v_code
        result.message = v_message
        result.data = v_data
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(SubmissionEnvelope._KEYS)
_fields = itemgetter(*SubmissionEnvelope._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_code = enum_reader(ResultCode)
_values_code = {member.value: member for member in ResultCode}
