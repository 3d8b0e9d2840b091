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
    read_int,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET, Unset
from .clip_status import ClipStatus


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class ListedClip(Model):
    """One clip of a list. Its fields vary from relay to relay."""

    _KEYS = (
        "id",
        "clip_id",
        "status",
        "title",
        "audio_url",
        "video_url",
        "image_url",
        "image_large_url",
        "major_model_version",
        "model_name",
        "metadata",
        "duration",
        "created_at",
        "entity_type",
        "handle",
        "display_name",
        "avatar_image_url",
        "is_handle_updated",
        "is_liked",
        "is_public",
        "is_trashed",
        "play_count",
        "upvote_count",
        "comment_count",
        "flag_count",
        "is_following_creator",
    )
    _NAMES = (
        "id",
        "clip_id",
        "status",
        "title",
        "audio_url",
        "video_url",
        "image_url",
        "image_large_url",
        "major_model_version",
        "model_name",
        "metadata",
        "duration",
        "created_at",
        "entity_type",
        "handle",
        "display_name",
        "avatar_image_url",
        "is_handle_updated",
        "is_liked",
        "is_public",
        "is_trashed",
        "play_count",
        "upvote_count",
        "comment_count",
        "flag_count",
        "is_following_creator",
    )

    id: str
    """The clip's id, a UUID."""

    clip_id: str | Unset = UNSET
    """The clip's id again; newer relays only."""

    status: ClipStatus
    """Where the clip stands."""

    title: str | Unset = UNSET
    """The song's title."""

    audio_url: str | Unset = UNSET
    """The audio, or empty."""

    video_url: str | Unset = UNSET
    """The video, or empty."""

    image_url: str | Unset = UNSET
    """The cover, or empty."""

    image_large_url: str | Unset = UNSET
    """The large cover, or empty."""

    major_model_version: str | Unset = UNSET
    """The model's major version, or empty."""

    model_name: str | Unset = UNSET
    """The model, or empty."""

    metadata: ListedClipMetadata | Unset = UNSET
    """How a listed clip was made."""

    duration: float | Unset = UNSET
    """Length in seconds; newer relays only."""

    created_at: datetime.datetime | Unset = UNSET
    """When the clip was created, RFC 3339."""

    entity_type: str | Unset = UNSET
    """The kind of object that a clip is; newer relays only."""

    handle: str | Unset = UNSET
    """The handle of the account that made the clip."""

    display_name: str | Unset = UNSET
    """The shown name of the account that made the clip."""

    avatar_image_url: str | Unset = UNSET
    """The picture of the account that made the clip."""

    is_handle_updated: bool | Unset = UNSET
    """Whether the account has changed its handle."""

    is_liked: bool | Unset = UNSET
    """Whether the account likes the clip."""

    is_public: bool | Unset = UNSET
    """Whether the clip is public."""

    is_trashed: bool | Unset = UNSET
    """Whether the clip is in the trash."""

    play_count: int | Unset = UNSET
    """How often the clip was played."""

    upvote_count: int | Unset = UNSET
    """How many like the clip."""

    comment_count: int | Unset = UNSET
    """How many comments the clip has; newer relays only."""

    flag_count: int | Unset = UNSET
    """How often the clip was flagged; newer relays only."""

    is_following_creator: bool | Unset = UNSET
    """Whether the account follows the one that made the clip; newer relays only."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["id"] = self.id
            if not isinstance(self.clip_id, Unset):
                result["clip_id"] = self.clip_id
            result["status"] = str(self.status)
            if not isinstance(self.title, Unset):
                result["title"] = self.title
            if not isinstance(self.audio_url, Unset):
                result["audio_url"] = self.audio_url
            if not isinstance(self.video_url, Unset):
                result["video_url"] = self.video_url
            if not isinstance(self.image_url, Unset):
                result["image_url"] = self.image_url
            if not isinstance(self.image_large_url, Unset):
                result["image_large_url"] = self.image_large_url
            if not isinstance(self.major_model_version, Unset):
                result["major_model_version"] = self.major_model_version
            if not isinstance(self.model_name, Unset):
                result["model_name"] = self.model_name
            if not isinstance(self.metadata, Unset):
                result["metadata"] = self.metadata.to_dict()
            if not isinstance(self.duration, Unset):
                result["duration"] = self.duration
            if not isinstance(self.created_at, Unset):
                result["created_at"] = write_datetime(self.created_at)
            if not isinstance(self.entity_type, Unset):
                result["entity_type"] = self.entity_type
            if not isinstance(self.handle, Unset):
                result["handle"] = self.handle
            if not isinstance(self.display_name, Unset):
                result["display_name"] = self.display_name
            if not isinstance(self.avatar_image_url, Unset):
                result["avatar_image_url"] = self.avatar_image_url
            if not isinstance(self.is_handle_updated, Unset):
                result["is_handle_updated"] = self.is_handle_updated
            if not isinstance(self.is_liked, Unset):
                result["is_liked"] = self.is_liked
            if not isinstance(self.is_public, Unset):
                result["is_public"] = self.is_public
            if not isinstance(self.is_trashed, Unset):
                result["is_trashed"] = self.is_trashed
            if not isinstance(self.play_count, Unset):
                result["play_count"] = self.play_count
            if not isinstance(self.upvote_count, Unset):
                result["upvote_count"] = self.upvote_count
            if not isinstance(self.comment_count, Unset):
                result["comment_count"] = self.comment_count
            if not isinstance(self.flag_count, Unset):
                result["flag_count"] = self.flag_count
            if not isinstance(self.is_following_creator, Unset):
                result["is_following_creator"] = self.is_following_creator
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
                v_clip_id,
                v_status,
                v_title,
                v_audio_url,
                v_video_url,
                v_image_url,
                v_image_large_url,
                v_major_model_version,
                v_model_name,
                v_metadata,
                v_duration,
                v_created_at,
                v_entity_type,
                v_handle,
                v_display_name,
                v_avatar_image_url,
                v_is_handle_updated,
                v_is_liked,
                v_is_public,
                v_is_trashed,
                v_play_count,
                v_upvote_count,
                v_comment_count,
                v_flag_count,
                v_is_following_creator,
            ) = _fields(source)
        except KeyError:
            (
                v_id,
                v_clip_id,
                v_status,
                v_title,
                v_audio_url,
                v_video_url,
                v_image_url,
                v_image_large_url,
                v_major_model_version,
                v_model_name,
                v_metadata,
                v_duration,
                v_created_at,
                v_entity_type,
                v_handle,
                v_display_name,
                v_avatar_image_url,
                v_is_handle_updated,
                v_is_liked,
                v_is_public,
                v_is_trashed,
                v_play_count,
                v_upvote_count,
                v_comment_count,
                v_flag_count,
                v_is_following_creator,
            ) = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 26:
                unknown_fields(source, _KNOWN, at, kept)
        if v_id.__class__ is not str:
            v_id = essential(read_str, v_id, at, "id", "id", kept)
        if v_clip_id.__class__ is not str:
            v_clip_id = optional(read_str, v_clip_id, at, "clip_id", kept)
        try:
            v_status = _values_status[v_status]
        except (KeyError, TypeError):
            v_status = deferred(_read_status, v_status, at, "status", "status", kept)
        if v_title.__class__ is not str:
            v_title = optional(read_str, v_title, at, "title", kept)
        if v_audio_url.__class__ is not str:
            v_audio_url = optional(read_str, v_audio_url, at, "audio_url", kept)
        if v_video_url.__class__ is not str:
            v_video_url = optional(read_str, v_video_url, at, "video_url", kept)
        if v_image_url.__class__ is not str:
            v_image_url = optional(read_str, v_image_url, at, "image_url", kept)
        if v_image_large_url.__class__ is not str:
            v_image_large_url = optional(read_str, v_image_large_url, at, "image_large_url", kept)
        if v_major_model_version.__class__ is not str:
            v_major_model_version = optional(read_str, v_major_model_version, at, "major_model_version", kept)
        if v_model_name.__class__ is not str:
            v_model_name = optional(read_str, v_model_name, at, "model_name", kept)
        if v_metadata.__class__ is dict:
            v_metadata = _as_ListedClipMetadata(v_metadata, (at, "metadata"))
        else:
            v_metadata = optional(_read_metadata, v_metadata, at, "metadata", kept)
        if v_duration.__class__ is not float and v_duration.__class__ is not int:
            v_duration = optional(read_float, v_duration, at, "duration", kept)
        if (parsed := parse_datetime(v_created_at)) is not None:
            v_created_at = parsed
        else:
            v_created_at = optional(read_datetime, v_created_at, at, "created_at", kept)
        if v_entity_type.__class__ is not str:
            v_entity_type = optional(read_str, v_entity_type, at, "entity_type", kept)
        if v_handle.__class__ is not str:
            v_handle = optional(read_str, v_handle, at, "handle", kept)
        if v_display_name.__class__ is not str:
            v_display_name = optional(read_str, v_display_name, at, "display_name", kept)
        if v_avatar_image_url.__class__ is not str:
            v_avatar_image_url = optional(read_str, v_avatar_image_url, at, "avatar_image_url", kept)
        if v_is_handle_updated.__class__ is not bool:
            v_is_handle_updated = optional(read_bool, v_is_handle_updated, at, "is_handle_updated", kept)
        if v_is_liked.__class__ is not bool:
            v_is_liked = optional(read_bool, v_is_liked, at, "is_liked", kept)
        if v_is_public.__class__ is not bool:
            v_is_public = optional(read_bool, v_is_public, at, "is_public", kept)
        if v_is_trashed.__class__ is not bool:
            v_is_trashed = optional(read_bool, v_is_trashed, at, "is_trashed", kept)
        if v_play_count.__class__ is not int:
            v_play_count = optional(read_int, v_play_count, at, "play_count", kept)
        if v_upvote_count.__class__ is not int:
            v_upvote_count = optional(read_int, v_upvote_count, at, "upvote_count", kept)
        if v_comment_count.__class__ is not int:
            v_comment_count = optional(read_int, v_comment_count, at, "comment_count", kept)
        if v_flag_count.__class__ is not int:
            v_flag_count = optional(read_int, v_flag_count, at, "flag_count", kept)
        if v_is_following_creator.__class__ is not bool:
            v_is_following_creator = optional(read_bool, v_is_following_creator, at, "is_following_creator", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.id = v_id
        result.clip_id = v_clip_id
        result.status = v_status
        result.title = v_title
        result.audio_url = v_audio_url
        result.video_url = v_video_url
        result.image_url = v_image_url
        result.image_large_url = v_image_large_url
        result.major_model_version = v_major_model_version
        result.model_name = v_model_name
        result.metadata = v_metadata
        result.duration = v_duration
        result.created_at = v_created_at
        result.entity_type = v_entity_type
        result.handle = v_handle
        result.display_name = v_display_name
        result.avatar_image_url = v_avatar_image_url
        result.is_handle_updated = v_is_handle_updated
        result.is_liked = v_is_liked
        result.is_public = v_is_public
        result.is_trashed = v_is_trashed
        result.play_count = v_play_count
        result.upvote_count = v_upvote_count
        result.comment_count = v_comment_count
        result.flag_count = v_flag_count
        result.is_following_creator = v_is_following_creator
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(ListedClip._KEYS)
_fields = itemgetter(*ListedClip._KEYS)

# At the end, so that models may refer to each other in a circle.
from .listed_clip_metadata import ListedClipMetadata

_as_ListedClipMetadata = ListedClipMetadata._read
_read_status = enum_reader(ClipStatus)
_values_status = {member.value: member for member in ClipStatus}
_read_metadata = ListedClipMetadata._read
