# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    enum_reader,
    misfit,
    new,
    optional,
    parse_datetime,
    read_body,
    read_bool,
    read_datetime,
    read_float,
    read_null,
    read_object,
    read_str,
    required,
    union_reader,
    unknown_fields,
    write_datetime,
)
from ..errors import SchemaMismatchError
from ..types import UNSET, Unset


@define
class Clip:
    """One song of a music task. "Done" for a listener is a task with status SUCCESS and a final `audio_url`: a success
    can arrive before every clip has one.

    Attributes:
        id (str): The clip's id, a UUID.
        video_url (str | Unset): The video, or empty.
        audio_url (str): The audio: an MP3 file when the clip is complete, a stream while it is streaming, empty
            when it is only submitted, a file named `None.mp3` on a failed clip (published).
        image_url (None | str | Unset): The cover, or empty; null on a failed clip (published).
        image_large_url (str | Unset): The large cover, or empty.
        major_model_version (str | Unset): The model's major version, such as `v4`; an open set.
        model_name (str | Unset): The model, such as `chirp-v4`; an open set.
        status (ClipStatus): Where the clip stands.
        title (str | Unset): The song's title.
        metadata (ClipMetadata | Unset): How the clip was made. A relay with the nearest clip form sends
            `error_type`, `error_message` and `audio_prompt_id` not at all where the provider sends null.
        tags (str | Unset): The style, as free text.
        state (ClipState | Unset): The provider's second word for the clip's status; `running` is published.
        handle (str | Unset): The handle of the account that made the clip.
        prompt (str | Unset): The lyrics, or the text that the clip was made from.
        clip_id (str | Unset): The clip's id again; equals `id`.
        duration (float | Unset): Length in seconds, whole or fractional; 0 while streaming.
        created_at (datetime.datetime | Unset): When the clip was created, RFC 3339 with milliseconds, in UTC (`Z`).
        entity_type (ClipEntityType | Unset): The kind of object that a clip is.
        display_name (str | Unset): The shown name of the account that made the clip.
        allow_comments (bool | Unset): Whether the clip may be commented on.
        avatar_image_url (str | Unset): The picture of the account that made the clip, or empty.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    id: str
    audio_url: str
    status: ClipStatus
    video_url: str | Unset = UNSET
    image_url: None | str | Unset = UNSET
    image_large_url: str | Unset = UNSET
    major_model_version: str | Unset = UNSET
    model_name: str | Unset = UNSET
    title: str | Unset = UNSET
    metadata: ClipMetadata | Unset = UNSET
    tags: str | Unset = UNSET
    state: ClipState | Unset = UNSET
    handle: str | Unset = UNSET
    prompt: str | Unset = UNSET
    clip_id: str | Unset = UNSET
    duration: float | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    entity_type: ClipEntityType | Unset = UNSET
    display_name: str | Unset = UNSET
    allow_comments: bool | Unset = UNSET
    avatar_image_url: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
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
            ) = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 21:
                unknown_fields(source, _KNOWN, at, kept)
        if v_id.__class__ is not str:
            v_id = required(read_str, v_id, at, "id")
        if v_video_url.__class__ is not str:
            v_video_url = optional(read_str, v_video_url, at, "video_url", kept)
        if v_audio_url.__class__ is not str:
            v_audio_url = required(read_str, v_audio_url, at, "audio_url")
        if v_image_url is not None and v_image_url.__class__ is not str:
            v_image_url = optional(_read_image_url, v_image_url, at, "image_url", kept)
        if v_image_large_url.__class__ is not str:
            v_image_large_url = optional(read_str, v_image_large_url, at, "image_large_url", kept)
        if v_major_model_version.__class__ is not str:
            v_major_model_version = optional(read_str, v_major_model_version, at, "major_model_version", kept)
        if v_model_name.__class__ is not str:
            v_model_name = optional(read_str, v_model_name, at, "model_name", kept)
        try:
            v_status = _words_status[v_status]
        except (KeyError, TypeError):
            v_status = required(_read_status, v_status, at, "status")
        if v_title.__class__ is not str:
            v_title = optional(read_str, v_title, at, "title", kept)
        try:
            if v_metadata.__class__ is dict:
                v_metadata = _read_ClipMetadata(v_metadata, (at, "metadata"))
            else:
                v_metadata = optional(_read_metadata, v_metadata, at, "metadata", kept)
        except SchemaMismatchError as error:
            v_metadata = misfit(error, source["metadata"], at, "metadata", kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        try:
            v_state = _words_state[v_state]
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
            v_entity_type = _words_entity_type[v_entity_type]
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
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.clip_entity_type import ClipEntityType
from ..models.clip_metadata import ClipMetadata
from ..models.clip_state import ClipState
from ..models.clip_status import ClipStatus

_read_ClipMetadata = ClipMetadata._read
_read_image_url = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
_read_status = enum_reader(ClipStatus)
_words_status = {member.value: member for member in ClipStatus}
_read_metadata = ClipMetadata._read
_read_state = enum_reader(ClipState)
_words_state = {member.value: member for member in ClipState}
_read_entity_type = enum_reader(ClipEntityType)
_words_entity_type = {member.value: member for member in ClipEntityType}
