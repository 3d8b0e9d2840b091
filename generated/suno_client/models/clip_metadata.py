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


@define
class ClipMetadata:
    """How the clip was made. A relay with the nearest clip form sends `error_type`, `error_message` and
    `audio_prompt_id` not at all where the provider sends null.

    Attributes:
        tags (str | Unset): The style, as free text.
        prompt (str | Unset): The lyrics, or the text that the clip was made from.
        gpt_description_prompt (None | str | Unset): The description that lyrics were written from; null where they
            were given.
        audio_prompt_id (None | Unset): The clip that this one extends; nothing but null was ever seen.
        duration (float | None | Unset): Length in seconds; null or absent while streaming.
        error_type (None | str | Unset): Why the clip failed, such as `moderation_failure`; null where it did not.
        error_message (None | str | Unset): Why the clip failed, in words; null where it did not.
        type_ (ClipType | Unset): How the clip came to be; `stem` and `preview` are published.
        stream (bool | Unset): Whether the clip can be streamed while it is made.
        priority (int | Unset): Priority in the provider's queue.
        can_remix (bool | Unset): Whether the clip may be remixed.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    tags: str | Unset = UNSET
    prompt: str | Unset = UNSET
    gpt_description_prompt: None | str | Unset = UNSET
    audio_prompt_id: None | Unset = UNSET
    duration: float | None | Unset = UNSET
    error_type: None | str | Unset = UNSET
    error_message: None | str | Unset = UNSET
    type_: ClipType | Unset = UNSET
    stream: bool | Unset = UNSET
    priority: int | Unset = UNSET
    can_remix: bool | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
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
            ) = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 11:
                unknown_fields(source, _KNOWN, at, kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        if v_prompt.__class__ is not str:
            v_prompt = optional(read_str, v_prompt, at, "prompt", kept)
        if v_gpt_description_prompt is not None and v_gpt_description_prompt.__class__ is not str:
            v_gpt_description_prompt = optional(
                _read_gpt_description_prompt, v_gpt_description_prompt, at, "gpt_description_prompt", kept
            )
        if v_audio_prompt_id is not None:
            v_audio_prompt_id = optional(read_null, v_audio_prompt_id, at, "audio_prompt_id", kept)
        if v_duration is not None and v_duration.__class__ is not float and v_duration.__class__ is not int:
            v_duration = optional(_read_duration, v_duration, at, "duration", kept)
        if v_error_type is not None and v_error_type.__class__ is not str:
            v_error_type = optional(_read_error_type, v_error_type, at, "error_type", kept)
        if v_error_message is not None and v_error_message.__class__ is not str:
            v_error_message = optional(_read_error_message, v_error_message, at, "error_message", kept)
        try:
            v_type_ = _words_type_[v_type_]
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


_KEYS: Final = (
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
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.clip_type import ClipType

_read_gpt_description_prompt = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
_read_duration = union_reader(
    {
        float: read_float,
        int: read_float,
        type(None): read_null,
    }
)
_read_error_type = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
_read_error_message = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
_read_type_ = enum_reader(ClipType)
_words_type_ = {member.value: member for member in ClipType}
