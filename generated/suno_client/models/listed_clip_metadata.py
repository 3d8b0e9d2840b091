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
    new,
    optional,
    read_float,
    read_object,
    read_str,
    unknown_fields,
)
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class ListedClipMetadata(Model):
    """How a listed clip was made."""

    _KEYS = (
        "tags",
        "prompt",
        "duration",
        "type",
        "stem_from_id",
    )
    _NAMES = (
        "tags",
        "prompt",
        "duration",
        "type_",
        "stem_from_id",
    )

    tags: str | Unset = UNSET
    """The style, as free text."""

    prompt: str | Unset = UNSET
    """The lyrics, or the text that the clip was made from."""

    duration: float | Unset = UNSET
    """Length in seconds."""

    type_: str | Unset = UNSET
    """The kind of clip, such as `gen` or `stem`; others are not known."""

    stem_from_id: str | Unset = UNSET
    """The clip that a stem was taken from."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(self.tags, Unset):
            result["tags"] = self.tags
        if not isinstance(self.prompt, Unset):
            result["prompt"] = self.prompt
        if not isinstance(self.duration, Unset):
            result["duration"] = self.duration
        if not isinstance(self.type_, Unset):
            result["type"] = self.type_
        if not isinstance(self.stem_from_id, Unset):
            result["stem_from_id"] = self.stem_from_id
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_tags, v_prompt, v_duration, v_type_, v_stem_from_id = _fields(source)
        except KeyError:
            v_tags, v_prompt, v_duration, v_type_, v_stem_from_id = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 5:
                unknown_fields(source, _KNOWN, at, kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        if v_prompt.__class__ is not str:
            v_prompt = optional(read_str, v_prompt, at, "prompt", kept)
        if v_duration.__class__ is not float and v_duration.__class__ is not int:
            v_duration = optional(read_float, v_duration, at, "duration", kept)
        if v_type_.__class__ is not str:
            v_type_ = optional(read_str, v_type_, at, "type", kept)
        if v_stem_from_id.__class__ is not str:
            v_stem_from_id = optional(read_str, v_stem_from_id, at, "stem_from_id", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.tags = v_tags
        result.prompt = v_prompt
        result.duration = v_duration
        result.type_ = v_type_
        result.stem_from_id = v_stem_from_id
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(ListedClipMetadata._KEYS)
_fields = itemgetter(*ListedClipMetadata._KEYS)

# At the end, so that models may refer to each other in a circle.
