# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from typing import Any, Final, Self

from attrs import define, field

from .._model import Model
from .._reader import (
    Place,
    complete,
    defer,
    deferred,
    new,
    read_object,
    unknown_fields,
)
from ..errors import SchemaMismatchError
from ..types import UNSET


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class UnservedPathBody(Model):
    """The relay serves nothing at this address; mostly the base URL is wrong."""

    _KEYS = ("error",)
    _NAMES = ("error",)

    error: UnservedPath
    """Which address is not served."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        result["error"] = self.error.to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        v_error = source.get("error", UNSET)
        if not _KNOWN.issuperset(source):
            unknown_fields(source, _KNOWN, at, kept)
        try:
            if v_error.__class__ is dict:
                v_error = _as_UnservedPath(v_error, (at, "error"))
            else:
                v_error = deferred(_read_error, v_error, at, "error", "error", kept)
        except SchemaMismatchError as error:
            v_error = defer(error, source.get("error", UNSET), at, "error", "error", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.error = v_error
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(UnservedPathBody._KEYS)

# At the end, so that models may refer to each other in a circle.
from .unserved_path import UnservedPath

_as_UnservedPath = UnservedPath._read
_read_error = UnservedPath._read
