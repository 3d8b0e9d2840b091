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
    list_reader,
    misfit,
    new,
    optional,
    read_bool,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import SchemaMismatchError
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class MusicRequestMetadata(Model):
    """Further settings."""

    _KEYS = (
        "create_mode",
        "vocal_gender",
        "can_control_sliders",
        "is_remix",
    )
    _NAMES = (
        "create_mode",
        "vocal_gender",
        "can_control_sliders",
        "is_remix",
    )

    create_mode: str | Unset = UNSET
    """How the song is made, such as `custom`."""

    vocal_gender: str | Unset = UNSET
    """The singer's voice, such as `f` or `m`."""

    can_control_sliders: list[str] | Unset = UNSET
    """The names of the sliders that can be set."""

    is_remix: bool | Unset = UNSET
    """Whether the song is a remix."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(self.create_mode, Unset):
            result["create_mode"] = self.create_mode
        if not isinstance(self.vocal_gender, Unset):
            result["vocal_gender"] = self.vocal_gender
        if not isinstance(self.can_control_sliders, Unset):
            result["can_control_sliders"] = encode(self.can_control_sliders)
        if not isinstance(self.is_remix, Unset):
            result["is_remix"] = self.is_remix
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_create_mode, v_vocal_gender, v_can_control_sliders, v_is_remix = _fields(source)
        except KeyError:
            v_create_mode, v_vocal_gender, v_can_control_sliders, v_is_remix = [
                source.get(key, UNSET) for key in cls._KEYS
            ]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 4:
                unknown_fields(source, _KNOWN, at, kept)
        if v_create_mode.__class__ is not str:
            v_create_mode = optional(read_str, v_create_mode, at, "create_mode", kept)
        if v_vocal_gender.__class__ is not str:
            v_vocal_gender = optional(read_str, v_vocal_gender, at, "vocal_gender", kept)
        try:
            if v_can_control_sliders.__class__ is list:
                v_can_control_sliders = _list_can_control_sliders(v_can_control_sliders, (at, "can_control_sliders"))
            else:
                v_can_control_sliders = optional(
                    _read_can_control_sliders, v_can_control_sliders, at, "can_control_sliders", kept
                )
        except SchemaMismatchError as error:
            v_can_control_sliders = misfit(error, source["can_control_sliders"], at, "can_control_sliders", kept)
        if v_is_remix.__class__ is not bool:
            v_is_remix = optional(read_bool, v_is_remix, at, "is_remix", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.create_mode = v_create_mode
        result.vocal_gender = v_vocal_gender
        result.can_control_sliders = v_can_control_sliders
        result.is_remix = v_is_remix
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(MusicRequestMetadata._KEYS)
_fields = itemgetter(*MusicRequestMetadata._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_can_control_sliders = list_reader(read_str)
_list_can_control_sliders = list_reader(read_str)
