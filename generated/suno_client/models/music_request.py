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
    read_bool,
    read_float,
    read_null,
    read_object,
    read_str,
    union_reader,
    unknown_fields,
)
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class MusicRequest(Model):
    """What to make: a description (`gpt_description_prompt`), or lyrics (`prompt`) with a title and a style. A
    relay ignores fields that it does not know, and makes and charges a plain song.
    """

    _KEYS = (
        "gpt_description_prompt",
        "prompt",
        "title",
        "tags",
        "negative_tags",
        "mv",
        "make_instrumental",
        "task",
        "generation_type",
        "continue_clip_id",
        "continue_at",
        "task_id",
        "cover_clip_id",
        "infill_start_s",
        "infill_end_s",
        "persona_id",
        "artist_clip_id",
        "continued_aligned_prompt",
        "metadata",
        "notify_hook",
    )
    _NAMES = (
        "gpt_description_prompt",
        "prompt",
        "title",
        "tags",
        "negative_tags",
        "mv",
        "make_instrumental",
        "task",
        "generation_type",
        "continue_clip_id",
        "continue_at",
        "task_id",
        "cover_clip_id",
        "infill_start_s",
        "infill_end_s",
        "persona_id",
        "artist_clip_id",
        "continued_aligned_prompt",
        "metadata",
        "notify_hook",
    )

    gpt_description_prompt: str | Unset = UNSET
    """A description of the song. It takes precedence over `prompt`, `title` and `tags`."""

    prompt: str | Unset = UNSET
    """The lyrics; empty for an instrumental."""

    title: str | Unset = UNSET
    """The song's title."""

    tags: str | Unset = UNSET
    """The style, as words separated by commas."""

    negative_tags: str | Unset = UNSET
    """Styles to avoid."""

    mv: str | Unset = UNSET
    """The model, an open set: chirp-v4, chirp-auk, chirp-bluejay, chirp-crow, chirp-fenix, chirp-v5 and others.
    Without it a relay takes a default, which differs from relay to relay.
    """

    make_instrumental: bool | Unset = UNSET
    """Whether the song has no voice; with `gpt_description_prompt`."""

    task: str | Unset = UNSET
    """What to make of another song, such as `extend`, `cover`, `infill` or `artist_consistency`. An open set."""

    generation_type: str | Unset = UNSET
    """How the song is generated; `TEXT` in every example."""

    continue_clip_id: None | str | Unset = UNSET
    """The clip to continue, or whose section to replace."""

    continue_at: float | None | Unset = UNSET
    """Where to continue the clip, in seconds from its start."""

    task_id: str | Unset = UNSET
    """The task of the song to continue. Some relays require it, others ignore it."""

    cover_clip_id: str | Unset = UNSET
    """The clip to make another version of; not an uploaded one."""

    infill_start_s: float | None | Unset = UNSET
    """Where the section to replace starts, in seconds."""

    infill_end_s: float | None | Unset = UNSET
    """Where the section to replace ends, in seconds."""

    persona_id: str | Unset = UNSET
    """The persona to sing."""

    artist_clip_id: str | Unset = UNSET
    """The clip that the persona was made from."""

    continued_aligned_prompt: None | str | Unset = UNSET
    """Null in every example."""

    metadata: MusicRequestMetadata | Unset = UNSET
    """Further settings."""

    notify_hook: str | Unset = UNSET
    """A URL to call when the task ends. A plain relay ignores it."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(self.gpt_description_prompt, Unset):
            result["gpt_description_prompt"] = self.gpt_description_prompt
        if not isinstance(self.prompt, Unset):
            result["prompt"] = self.prompt
        if not isinstance(self.title, Unset):
            result["title"] = self.title
        if not isinstance(self.tags, Unset):
            result["tags"] = self.tags
        if not isinstance(self.negative_tags, Unset):
            result["negative_tags"] = self.negative_tags
        if not isinstance(self.mv, Unset):
            result["mv"] = self.mv
        if not isinstance(self.make_instrumental, Unset):
            result["make_instrumental"] = self.make_instrumental
        if not isinstance(self.task, Unset):
            result["task"] = self.task
        if not isinstance(self.generation_type, Unset):
            result["generation_type"] = self.generation_type
        if not isinstance(self.continue_clip_id, Unset):
            result["continue_clip_id"] = self.continue_clip_id
        if not isinstance(self.continue_at, Unset):
            result["continue_at"] = self.continue_at
        if not isinstance(self.task_id, Unset):
            result["task_id"] = self.task_id
        if not isinstance(self.cover_clip_id, Unset):
            result["cover_clip_id"] = self.cover_clip_id
        if not isinstance(self.infill_start_s, Unset):
            result["infill_start_s"] = self.infill_start_s
        if not isinstance(self.infill_end_s, Unset):
            result["infill_end_s"] = self.infill_end_s
        if not isinstance(self.persona_id, Unset):
            result["persona_id"] = self.persona_id
        if not isinstance(self.artist_clip_id, Unset):
            result["artist_clip_id"] = self.artist_clip_id
        if not isinstance(self.continued_aligned_prompt, Unset):
            result["continued_aligned_prompt"] = self.continued_aligned_prompt
        if not isinstance(self.metadata, Unset):
            result["metadata"] = self.metadata.to_dict()
        if not isinstance(self.notify_hook, Unset):
            result["notify_hook"] = self.notify_hook
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            (
                v_gpt_description_prompt,
                v_prompt,
                v_title,
                v_tags,
                v_negative_tags,
                v_mv,
                v_make_instrumental,
                v_task,
                v_generation_type,
                v_continue_clip_id,
                v_continue_at,
                v_task_id,
                v_cover_clip_id,
                v_infill_start_s,
                v_infill_end_s,
                v_persona_id,
                v_artist_clip_id,
                v_continued_aligned_prompt,
                v_metadata,
                v_notify_hook,
            ) = _fields(source)
        except KeyError:
            (
                v_gpt_description_prompt,
                v_prompt,
                v_title,
                v_tags,
                v_negative_tags,
                v_mv,
                v_make_instrumental,
                v_task,
                v_generation_type,
                v_continue_clip_id,
                v_continue_at,
                v_task_id,
                v_cover_clip_id,
                v_infill_start_s,
                v_infill_end_s,
                v_persona_id,
                v_artist_clip_id,
                v_continued_aligned_prompt,
                v_metadata,
                v_notify_hook,
            ) = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 20:
                unknown_fields(source, _KNOWN, at, kept)
        if v_gpt_description_prompt.__class__ is not str:
            v_gpt_description_prompt = optional(read_str, v_gpt_description_prompt, at, "gpt_description_prompt", kept)
        if v_prompt.__class__ is not str:
            v_prompt = optional(read_str, v_prompt, at, "prompt", kept)
        if v_title.__class__ is not str:
            v_title = optional(read_str, v_title, at, "title", kept)
        if v_tags.__class__ is not str:
            v_tags = optional(read_str, v_tags, at, "tags", kept)
        if v_negative_tags.__class__ is not str:
            v_negative_tags = optional(read_str, v_negative_tags, at, "negative_tags", kept)
        if v_mv.__class__ is not str:
            v_mv = optional(read_str, v_mv, at, "mv", kept)
        if v_make_instrumental.__class__ is not bool:
            v_make_instrumental = optional(read_bool, v_make_instrumental, at, "make_instrumental", kept)
        if v_task.__class__ is not str:
            v_task = optional(read_str, v_task, at, "task", kept)
        if v_generation_type.__class__ is not str:
            v_generation_type = optional(read_str, v_generation_type, at, "generation_type", kept)
        if v_continue_clip_id.__class__ is not str and v_continue_clip_id is not None:
            v_continue_clip_id = optional(_read_continue_clip_id, v_continue_clip_id, at, "continue_clip_id", kept)
        if v_continue_at.__class__ is not float and v_continue_at.__class__ is not int and v_continue_at is not None:
            v_continue_at = optional(_read_continue_at, v_continue_at, at, "continue_at", kept)
        if v_task_id.__class__ is not str:
            v_task_id = optional(read_str, v_task_id, at, "task_id", kept)
        if v_cover_clip_id.__class__ is not str:
            v_cover_clip_id = optional(read_str, v_cover_clip_id, at, "cover_clip_id", kept)
        if (
            v_infill_start_s.__class__ is not float
            and v_infill_start_s.__class__ is not int
            and v_infill_start_s is not None
        ):
            v_infill_start_s = optional(_read_infill_start_s, v_infill_start_s, at, "infill_start_s", kept)
        if v_infill_end_s.__class__ is not float and v_infill_end_s.__class__ is not int and v_infill_end_s is not None:
            v_infill_end_s = optional(_read_infill_end_s, v_infill_end_s, at, "infill_end_s", kept)
        if v_persona_id.__class__ is not str:
            v_persona_id = optional(read_str, v_persona_id, at, "persona_id", kept)
        if v_artist_clip_id.__class__ is not str:
            v_artist_clip_id = optional(read_str, v_artist_clip_id, at, "artist_clip_id", kept)
        if v_continued_aligned_prompt.__class__ is not str and v_continued_aligned_prompt is not None:
            v_continued_aligned_prompt = optional(
                _read_continued_aligned_prompt, v_continued_aligned_prompt, at, "continued_aligned_prompt", kept
            )
        if v_metadata.__class__ is dict:
            v_metadata = _as_MusicRequestMetadata(v_metadata, (at, "metadata"))
        else:
            v_metadata = optional(_read_metadata, v_metadata, at, "metadata", kept)
        if v_notify_hook.__class__ is not str:
            v_notify_hook = optional(read_str, v_notify_hook, at, "notify_hook", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.gpt_description_prompt = v_gpt_description_prompt
        result.prompt = v_prompt
        result.title = v_title
        result.tags = v_tags
        result.negative_tags = v_negative_tags
        result.mv = v_mv
        result.make_instrumental = v_make_instrumental
        result.task = v_task
        result.generation_type = v_generation_type
        result.continue_clip_id = v_continue_clip_id
        result.continue_at = v_continue_at
        result.task_id = v_task_id
        result.cover_clip_id = v_cover_clip_id
        result.infill_start_s = v_infill_start_s
        result.infill_end_s = v_infill_end_s
        result.persona_id = v_persona_id
        result.artist_clip_id = v_artist_clip_id
        result.continued_aligned_prompt = v_continued_aligned_prompt
        result.metadata = v_metadata
        result.notify_hook = v_notify_hook
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(MusicRequest._KEYS)
_fields = itemgetter(*MusicRequest._KEYS)

# At the end, so that models may refer to each other in a circle.
from .music_request_metadata import MusicRequestMetadata

_as_MusicRequestMetadata = MusicRequestMetadata._read
_read_continue_clip_id = union_reader({str: read_str, type(None): read_null})
_read_continue_at = union_reader({float: read_float, int: read_float, type(None): read_null})
_read_infill_start_s = union_reader({float: read_float, int: read_float, type(None): read_null})
_read_infill_end_s = union_reader({float: read_float, int: read_float, type(None): read_null})
_read_continued_aligned_prompt = union_reader({str: read_str, type(None): read_null})
_read_metadata = MusicRequestMetadata._read
