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
    enum_reader,
    new,
    optional,
    read_bool,
    read_float,
    read_int,
    read_null,
    read_object,
    read_str,
    union_reader,
    unknown_fields,
)
from ..types import UNSET, Unset
from .clip_type import ClipType


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class ClipMetadata(Model):
    """How the clip was made. A relay with the nearest clip form sends `error_type`, `error_message` and
    `audio_prompt_id` not at all where the provider sends null.
    """

    _KEYS = (
        "tags",
        "prompt",
        "gpt_description_prompt",
        "audio_prompt_id",
        "duration",
        "error_type",
        "error_message",
        "type",
        "stream",
        "priority",
        "can_remix",
    )
    _NAMES = (
        "tags",
        "prompt",
        "gpt_description_prompt",
        "audio_prompt_id",
        "duration",
        "error_type",
        "error_message",
        "type_",
        "stream",
        "priority",
        "can_remix",
    )

    tags: str | Unset = UNSET
    """The style, as free text."""

    prompt: str | Unset = UNSET
    """The lyrics, or the text that the clip was made from."""

    gpt_description_prompt: None | str | Unset = UNSET
    """The description that lyrics were written from; null where they were given."""

    audio_prompt_id: None | str | Unset = UNSET
    """The id of the audio that this clip was made from; null where there was none."""

    duration: float | None | Unset = UNSET
    """Length in seconds; null or absent while streaming."""

    error_type: None | str | Unset = UNSET
    """Why the clip failed, such as `moderation_failure`; null where it did not."""

    error_message: None | str | Unset = UNSET
    """Why the clip failed, as text; null if it did not."""

    type_: ClipType | Unset = UNSET
    """How the clip came to be; `stem` and `preview` are published."""

    stream: bool | Unset = UNSET
    """Whether the clip can be streamed while it is made."""

    priority: int | Unset = UNSET
    """Priority in the provider's queue."""

    can_remix: bool | Unset = UNSET
    """Whether the clip may be remixed."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(self.tags, Unset):
            result["tags"] = self.tags
        if not isinstance(self.prompt, Unset):
            result["prompt"] = self.prompt
        if not isinstance(self.gpt_description_prompt, Unset):
            result["gpt_description_prompt"] = self.gpt_description_prompt
        if not isinstance(self.audio_prompt_id, Unset):
            result["audio_prompt_id"] = self.audio_prompt_id
        if not isinstance(self.duration, Unset):
            result["duration"] = self.duration
        if not isinstance(self.error_type, Unset):
            result["error_type"] = self.error_type
        if not isinstance(self.error_message, Unset):
            result["error_message"] = self.error_message
        if not isinstance(self.type_, Unset):
            result["type"] = str(self.type_)
        if not isinstance(self.stream, Unset):
            result["stream"] = self.stream
        if not isinstance(self.priority, Unset):
            result["priority"] = self.priority
        if not isinstance(self.can_remix, Unset):
            result["can_remix"] = self.can_remix
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            (
                v_tags,
                v_prompt,
                v_gpt_description_prompt,
                v_audio_prompt_id,
                v_duration,
                v_error_type,
                v_error_message,
                v_type_,
                v_stream,
                v_priority,
                v_can_remix,
            ) = _fields(source)
        except KeyError:
            (
                v_tags,
                v_prompt,
                v_gpt_description_prompt,
                v_audio_prompt_id,
                v_duration,
                v_error_type,
                v_error_message,
                v_type_,
                v_stream,
                v_priority,
                v_can_remix,
            ) = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 11:
                unknown_fields(source, _KNOWN, at, kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        if v_prompt.__class__ is not str:
            v_prompt = optional(read_str, v_prompt, at, "prompt", kept)
        if v_gpt_description_prompt.__class__ is not str and v_gpt_description_prompt is not None:
            v_gpt_description_prompt = optional(
                _read_gpt_description_prompt, v_gpt_description_prompt, at, "gpt_description_prompt", kept
            )
        if v_audio_prompt_id.__class__ is not str and v_audio_prompt_id is not None:
            v_audio_prompt_id = optional(_read_audio_prompt_id, v_audio_prompt_id, at, "audio_prompt_id", kept)
        if v_duration.__class__ is not float and v_duration.__class__ is not int and v_duration is not None:
            v_duration = optional(_read_duration, v_duration, at, "duration", kept)
        if v_error_type.__class__ is not str and v_error_type is not None:
            v_error_type = optional(_read_error_type, v_error_type, at, "error_type", kept)
        if v_error_message.__class__ is not str and v_error_message is not None:
            v_error_message = optional(_read_error_message, v_error_message, at, "error_message", kept)
        try:
            v_type_ = _values_type_[v_type_]
        except (KeyError, TypeError):
            v_type_ = optional(_read_type_, v_type_, at, "type", kept)
        if v_stream.__class__ is not bool:
            v_stream = optional(read_bool, v_stream, at, "stream", kept)
        if v_priority.__class__ is not int:
            v_priority = optional(read_int, v_priority, at, "priority", kept)
        if v_can_remix.__class__ is not bool:
            v_can_remix = optional(read_bool, v_can_remix, at, "can_remix", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.tags = v_tags
        result.prompt = v_prompt
        result.gpt_description_prompt = v_gpt_description_prompt
        result.audio_prompt_id = v_audio_prompt_id
        result.duration = v_duration
        result.error_type = v_error_type
        result.error_message = v_error_message
        result.type_ = v_type_
        result.stream = v_stream
        result.priority = v_priority
        result.can_remix = v_can_remix
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(ClipMetadata._KEYS)
_fields = itemgetter(*ClipMetadata._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_gpt_description_prompt = union_reader({str: read_str, type(None): read_null})
_read_audio_prompt_id = union_reader({str: read_str, type(None): read_null})
_read_duration = union_reader({float: read_float, int: read_float, type(None): read_null})
_read_error_type = union_reader({str: read_str, type(None): read_null})
_read_error_message = union_reader({str: read_str, type(None): read_null})
_read_type_ = enum_reader(ClipType)
_values_type_ = {member.value: member for member in ClipType}
