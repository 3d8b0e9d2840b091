# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

import datetime
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._encode import write_datetime
from .._model import Model
from .._reader import (
    Place,
    complete,
    deferred,
    enum_reader,
    essential,
    new,
    optional,
    parse_datetime,
    read_bool,
    read_datetime,
    read_float,
    read_null,
    read_object,
    read_str,
    union_reader,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET, Unset
from .clip_entity_type import ClipEntityType
from .clip_state import ClipState
from .clip_status import ClipStatus


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Clip(Model):
    """One song of a music task. "Done" for a listener is a task with status SUCCESS and a final `audio_url`: a
    success can arrive before every clip has one.
    """

    _KEYS = (
        "id",
        "video_url",
        "audio_url",
        "image_url",
        "image_large_url",
        "major_model_version",
        "model_name",
        "status",
        "title",
        "metadata",
        "tags",
        "state",
        "handle",
        "prompt",
        "clip_id",
        "duration",
        "created_at",
        "entity_type",
        "display_name",
        "allow_comments",
        "avatar_image_url",
    )
    _NAMES = (
        "id",
        "video_url",
        "audio_url",
        "image_url",
        "image_large_url",
        "major_model_version",
        "model_name",
        "status",
        "title",
        "metadata",
        "tags",
        "state",
        "handle",
        "prompt",
        "clip_id",
        "duration",
        "created_at",
        "entity_type",
        "display_name",
        "allow_comments",
        "avatar_image_url",
    )

    id: str
    """The clip's id, a UUID."""

    video_url: str | Unset = UNSET
    """The video, or empty."""

    audio_url: str
    """The audio: an MP3 file when the clip is complete, a stream while it is streaming, empty when it is only
    submitted, a file named `None.mp3` on a failed clip (published).
    """

    image_url: None | str | Unset = UNSET
    """The cover, or empty; null on a failed clip (published)."""

    image_large_url: str | Unset = UNSET
    """The large cover, or empty."""

    major_model_version: str | Unset = UNSET
    """The model's major version, such as `v4`; an open set."""

    model_name: str | Unset = UNSET
    """The model, such as `chirp-v4`; an open set."""

    status: ClipStatus
    """Where the clip stands."""

    title: str | Unset = UNSET
    """The song's title."""

    metadata: ClipMetadata | Unset = UNSET
    """How the clip was made. A relay with the nearest clip form sends `error_type`, `error_message` and
    `audio_prompt_id` not at all where the provider sends null.
    """

    tags: str | Unset = UNSET
    """The style, as free text."""

    state: ClipState | Unset = UNSET
    """The provider's second value for the clip's status; `running` is published."""

    handle: str | Unset = UNSET
    """The handle of the account that made the clip."""

    prompt: str | Unset = UNSET
    """The lyrics, or the text that the clip was made from."""

    clip_id: str | Unset = UNSET
    """The clip's id again; equals `id`."""

    duration: float | Unset = UNSET
    """Length in seconds, whole or fractional; 0 while streaming."""

    created_at: datetime.datetime | Unset = UNSET
    """When the clip was created, RFC 3339 with milliseconds, in UTC (`Z`)."""

    entity_type: ClipEntityType | Unset = UNSET
    """The kind of object that a clip is."""

    display_name: str | Unset = UNSET
    """The shown name of the account that made the clip."""

    allow_comments: bool | Unset = UNSET
    """Whether the clip may be commented on."""

    avatar_image_url: str | Unset = UNSET
    """The picture of the account that made the clip, or empty."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["id"] = self.id
            if not isinstance(self.video_url, Unset):
                result["video_url"] = self.video_url
            result["audio_url"] = self.audio_url
            if not isinstance(self.image_url, Unset):
                result["image_url"] = self.image_url
            if not isinstance(self.image_large_url, Unset):
                result["image_large_url"] = self.image_large_url
            if not isinstance(self.major_model_version, Unset):
                result["major_model_version"] = self.major_model_version
            if not isinstance(self.model_name, Unset):
                result["model_name"] = self.model_name
            result["status"] = str(self.status)
            if not isinstance(self.title, Unset):
                result["title"] = self.title
            if not isinstance(self.metadata, Unset):
                result["metadata"] = self.metadata.to_dict()
            if not isinstance(self.tags, Unset):
                result["tags"] = self.tags
            if not isinstance(self.state, Unset):
                result["state"] = str(self.state)
            if not isinstance(self.handle, Unset):
                result["handle"] = self.handle
            if not isinstance(self.prompt, Unset):
                result["prompt"] = self.prompt
            if not isinstance(self.clip_id, Unset):
                result["clip_id"] = self.clip_id
            if not isinstance(self.duration, Unset):
                result["duration"] = self.duration
            if not isinstance(self.created_at, Unset):
                result["created_at"] = write_datetime(self.created_at)
            if not isinstance(self.entity_type, Unset):
                result["entity_type"] = str(self.entity_type)
            if not isinstance(self.display_name, Unset):
                result["display_name"] = self.display_name
            if not isinstance(self.allow_comments, Unset):
                result["allow_comments"] = self.allow_comments
            if not isinstance(self.avatar_image_url, Unset):
                result["avatar_image_url"] = self.avatar_image_url
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            (
                v_id,
                v_video_url,
                v_audio_url,
                v_image_url,
                v_image_large_url,
                v_major_model_version,
                v_model_name,
                v_status,
                v_title,
                v_metadata,
                v_tags,
                v_state,
                v_handle,
                v_prompt,
                v_clip_id,
                v_duration,
                v_created_at,
                v_entity_type,
                v_display_name,
                v_allow_comments,
                v_avatar_image_url,
            ) = _fields(source)
        except KeyError:
            (
                v_id,
                v_video_url,
                v_audio_url,
                v_image_url,
                v_image_large_url,
                v_major_model_version,
                v_model_name,
                v_status,
                v_title,
                v_metadata,
                v_tags,
                v_state,
                v_handle,
                v_prompt,
                v_clip_id,
                v_duration,
                v_created_at,
                v_entity_type,
                v_display_name,
                v_allow_comments,
                v_avatar_image_url,
            ) = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 21:
                unknown_fields(source, _KNOWN, at, kept)
        if v_id.__class__ is not str:
            v_id = deferred(read_str, v_id, at, "id", "id", kept)
        if v_video_url.__class__ is not str:
            v_video_url = optional(read_str, v_video_url, at, "video_url", kept)
        if v_audio_url.__class__ is not str:
            v_audio_url = essential(read_str, v_audio_url, at, "audio_url", "audio_url", kept)
        if v_image_url.__class__ is not str and v_image_url is not None:
            v_image_url = optional(_read_image_url, v_image_url, at, "image_url", kept)
        if v_image_large_url.__class__ is not str:
            v_image_large_url = optional(read_str, v_image_large_url, at, "image_large_url", kept)
        if v_major_model_version.__class__ is not str:
            v_major_model_version = optional(read_str, v_major_model_version, at, "major_model_version", kept)
        if v_model_name.__class__ is not str:
            v_model_name = optional(read_str, v_model_name, at, "model_name", kept)
        try:
            v_status = _values_status[v_status]
        except (KeyError, TypeError):
            v_status = deferred(_read_status, v_status, at, "status", "status", kept)
        if v_title.__class__ is not str:
            v_title = optional(read_str, v_title, at, "title", kept)
        if v_metadata.__class__ is dict:
            v_metadata = _as_ClipMetadata(v_metadata, (at, "metadata"))
        else:
            v_metadata = optional(_read_metadata, v_metadata, at, "metadata", kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        try:
            v_state = _values_state[v_state]
        except (KeyError, TypeError):
            v_state = optional(_read_state, v_state, at, "state", kept)
        if v_handle.__class__ is not str:
            v_handle = optional(read_str, v_handle, at, "handle", kept)
        if v_prompt.__class__ is not str:
            v_prompt = optional(read_str, v_prompt, at, "prompt", kept)
        if v_clip_id.__class__ is not str:
            v_clip_id = optional(read_str, v_clip_id, at, "clip_id", kept)
        if v_duration.__class__ is not float and v_duration.__class__ is not int:
            v_duration = optional(read_float, v_duration, at, "duration", kept)
        if (parsed := parse_datetime(v_created_at)) is not None:
            v_created_at = parsed
        else:
            v_created_at = optional(read_datetime, v_created_at, at, "created_at", kept)
        try:
            v_entity_type = _values_entity_type[v_entity_type]
        except (KeyError, TypeError):
            v_entity_type = optional(_read_entity_type, v_entity_type, at, "entity_type", kept)
        if v_display_name.__class__ is not str:
            v_display_name = optional(read_str, v_display_name, at, "display_name", kept)
        if v_allow_comments.__class__ is not bool:
            v_allow_comments = optional(read_bool, v_allow_comments, at, "allow_comments", kept)
        if v_avatar_image_url.__class__ is not str:
            v_avatar_image_url = optional(read_str, v_avatar_image_url, at, "avatar_image_url", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.id = v_id
        result.video_url = v_video_url
        result.audio_url = v_audio_url
        result.image_url = v_image_url
        result.image_large_url = v_image_large_url
        result.major_model_version = v_major_model_version
        result.model_name = v_model_name
        result.status = v_status
        result.title = v_title
        result.metadata = v_metadata
        result.tags = v_tags
        result.state = v_state
        result.handle = v_handle
        result.prompt = v_prompt
        result.clip_id = v_clip_id
        result.duration = v_duration
        result.created_at = v_created_at
        result.entity_type = v_entity_type
        result.display_name = v_display_name
        result.allow_comments = v_allow_comments
        result.avatar_image_url = v_avatar_image_url
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(Clip._KEYS)
_fields = itemgetter(*Clip._KEYS)

# At the end, so that models may refer to each other in a circle.
from .clip_metadata import ClipMetadata

_as_ClipMetadata = ClipMetadata._read
_read_image_url = union_reader({str: read_str, type(None): read_null})
_read_status = enum_reader(ClipStatus)
_values_status = {member.value: member for member in ClipStatus}
_read_metadata = ClipMetadata._read
_read_state = enum_reader(ClipState)
_values_state = {member.value: member for member in ClipState}
_read_entity_type = enum_reader(ClipEntityType)
_values_entity_type = {member.value: member for member in ClipEntityType}
