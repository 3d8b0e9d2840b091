# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    enum_reader,
    new,
    optional,
    read_body,
    read_object,
    read_str,
    required,
    unknown_fields,
)
from ..types import UNSET, Unset


@define
class RelayError:
    """What went wrong before the handler was reached.

    Attributes:
        message (str): The error in words, mostly with the request id at its end. Texts changed language in 2026:
            never match on them.
        type_ (RelayErrorType): Which layer of the relay failed.
        code (str | Unset): A slug such as `access_denied`, often empty; missing on old builds and on a panic. An
            open set.
        param (str | Unset): Empty; sent by the overload guard.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    message: str
    type_: RelayErrorType
    code: str | Unset = UNSET
    param: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
        result["message"] = self.message
        result["type"] = str(self.type_)
        if not isinstance(self.code, Unset):
            result["code"] = self.code
        if not isinstance(self.param, Unset):
            result["param"] = self.param
        for key, value in self.additional_properties.items():
            result.setdefault(key, value)
        return result

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object.

        Raises:
            errors.SchemaMismatchError: A required field is missing or of another type; says which and what was found.
        """
        return read_body(cls._read, src_dict if isinstance(src_dict, dict) else dict(src_dict), cls.__name__)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_message, v_type_, v_code, v_param = _fields(source)
        except KeyError:
            v_message, v_type_, v_code, v_param = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 4:
                unknown_fields(source, _KNOWN, at, kept)
        if v_message.__class__ is not str:
            v_message = required(read_str, v_message, at, "message")
        try:
            v_type_ = _words_type_[v_type_]
        except (KeyError, TypeError):
            v_type_ = required(_read_type_, v_type_, at, "type")
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
        return result

    @property
    def additional_keys(self) -> list[str]:
        """The keys of `additional_properties`."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


_KEYS: Final = ("message", "type", "code", "param")
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.relay_error_type import RelayErrorType

_read_type_ = enum_reader(RelayErrorType)
_words_type_ = {member.value: member for member in RelayErrorType}
