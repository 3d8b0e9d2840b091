# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    new,
    read_body,
    read_object,
    required,
    unknown_fields,
)
from ..types import UNSET


@define
class RelayErrorBody:
    """An error from the layers before the handler (key, limits, overload, panic).

    Attributes:
        error (RelayError): What went wrong before the handler was reached.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    error: RelayError
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
        result["error"] = self.error.to_dict()
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
        v_error = source.get("error", UNSET)
        if not _KNOWN.issuperset(source):
            unknown_fields(source, _KNOWN, at, kept)
        if v_error.__class__ is dict:
            v_error = _read_RelayError(v_error, (at, "error"))
        else:
            v_error = required(_read_error, v_error, at, "error")
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.error = v_error
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


_KEYS: Final = ("error",)
_KNOWN: Final = frozenset(_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.relay_error import RelayError

_read_RelayError = RelayError._read
_read_error = RelayError._read
