# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    encode,
    enum_reader,
    new,
    optional,
    read_body,
    read_null,
    read_object,
    read_str,
    required,
    union_reader,
    unknown_fields,
)
from ..types import UNSET, Unset


@define
class TaskEnvelope:
    """What every answered fetch is wrapped in.

    Attributes:
        code (ResultCode): The envelope's result code.
        message (str | Unset): Empty on the provider; some siblings send text on success. Missing when the stored
            result cannot be read (derived).
        data (None | Task): The task; null when its stored result cannot be read (derived).
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    code: ResultCode
    data: None | Task
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
        result["code"] = str(self.code)
        if not isinstance(self.message, Unset):
            result["message"] = self.message
        result["data"] = encode(self.data)
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
            v_code, v_message, v_data = _fields(source)
        except KeyError:
            v_code, v_message, v_data = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 3:
                unknown_fields(source, _KNOWN, at, kept)
        try:
            v_code = _words_code[v_code]
        except (KeyError, TypeError):
            v_code = required(_read_code, v_code, at, "code")
        if v_message.__class__ is not str:
            v_message = optional(read_str, v_message, at, "message", kept)
        if v_data.__class__ is dict:
            v_data = _read_Task(v_data, (at, "data"))
        else:
            v_data = required(_read_data, v_data, at, "data")
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.code = v_code
        result.message = v_message
        result.data = v_data
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


_KEYS: Final = ("code", "message", "data")
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.result_code import ResultCode
from ..models.task import Task

_read_Task = Task._read
_read_code = enum_reader(ResultCode)
_words_code = {member.value: member for member in ResultCode}
_read_data = union_reader(
    {
        dict: Task._read,
        type(None): read_null,
    }
)
