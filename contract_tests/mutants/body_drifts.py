"""Drifts of the body's parts: removed, vanished, renamed, retyped, null, new words, new fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.reply import Change, Mutant, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MUSIC, LYRICS, RUNNING, WAITING, FAILED = (
    "music_success", "lyrics_success", "music_in_progress_streaming", "music_not_start", "music_failure_timeout",
)  # fmt: skip


def each_clip(change: Callable[[dict[str, Any]], object]) -> Change:
    """Change every clip."""
    return lambda reply: [change(clip) for clip in reply.clips]


def in_task(**values: Any) -> Change:
    """Set values of the task."""
    return lambda reply: reply.task.update(values)


def in_clip(**values: Any) -> Change:
    """Set values of the first clip."""
    return lambda reply: reply.clips[0].update(values)


def in_metadata(**values: Any) -> Change:
    """Set values of the first clip's metadata."""
    return lambda reply: reply.clips[0]["metadata"].update(values)


def in_lyrics(**values: Any) -> Change:
    """Set values of the lyrics."""
    return lambda reply: reply.task["data"].update(values)


def envelope(**values: Any) -> Change:
    """Set values of the envelope."""
    return lambda reply: reply.body.update(values)


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """Rename every key at every level."""
    if isinstance(value, dict):
        return {rename(key): renamed(inner, rename) for key, inner in value.items()}
    return [renamed(inner, rename) for inner in value] if isinstance(value, list) else value


def camel(name: str) -> str:
    """Write snake_case as camelCase."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def replaced(pick: Callable[[Reply], Any], names: dict[str, Any]) -> Change:
    """Rename keys of one object, in place."""

    def change(reply: Reply) -> None:
        target = pick(reply)
        items = [(names.get(key, key), value) for key, value in target.items()]
        target.clear()
        target.update(items)

    return change


def body_of(reply: Reply) -> Any:
    """Give the envelope."""
    return reply.body


def task_of(reply: Reply) -> Any:
    """Give the task."""
    return reply.task


def lyrics_of(reply: Reply) -> Any:
    """Give the lyrics."""
    return reply.task["data"]


def second_clip_of(reply: Reply) -> Any:
    """Give the second clip."""
    return reply.clips[1]


def without(pick: Callable[[Reply], Any], name: str) -> Change:
    """Leave out a key of one object."""
    return lambda reply: pick(reply).pop(name)


def pop(*names: str) -> Callable[[dict[str, Any]], object]:
    """Leave out the key at the end of a path."""

    def change(clip: Any) -> None:
        for name in names[:-1]:
            clip = clip[name]
        del clip[names[-1]]

    return change


def rename_key(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    """Rename a key of a clip."""
    return lambda clip: clip.update({new: clip.pop(old)})


def removed() -> Iterator[Mutant]:
    """Fields that every version of the family sends, gone."""
    for name in ("task_id", "action", "status", "fail_reason", "submit_time", "start_time", "finish_time", "progress"):
        yield Mutant("removed", f"task.{name}", (MUSIC,), without(task_of, name))
    yield Mutant("removed", "task.data while waiting", (WAITING,), lambda reply: reply.task.pop("data"))
    for name in ("code", "data"):
        yield Mutant("removed", f"envelope.{name}", (MUSIC,), without(body_of, name))
    for name in ("id", "audio_url", "status"):
        yield Mutant("removed", f"clip.{name} of one", (MUSIC,), without(second_clip_of, name))
    for name in ("id", "text", "title", "status"):
        yield Mutant("removed", f"lyrics.{name}", (LYRICS,), without(lyrics_of, name))


def vanished() -> Iterator[Mutant]:
    """Optional fields that the finished answer carries, gone from all of it."""
    clip = (
        "video_url", "image_url", "image_large_url", "major_model_version", "model_name", "title", "metadata", "tags",
        "state", "handle", "prompt", "clip_id", "duration", "created_at", "entity_type", "display_name",
        "allow_comments", "avatar_image_url",
    )  # fmt: skip
    for name in clip:
        yield Mutant("vanished optional", f"clip.{name}", (MUSIC,), each_clip(pop(name)))
    metadata = (
        "tags", "prompt", "gpt_description_prompt", "audio_prompt_id", "duration", "error_type", "error_message",
        "type", "stream", "priority", "can_remix",
    )  # fmt: skip
    for name in metadata:
        change = each_clip(pop("metadata", name))
        yield Mutant("vanished optional", f"metadata.{name}", (MUSIC,), change)
    for recording in (MUSIC, LYRICS):
        yield Mutant(
            "vanished optional",
            f"notify_hook of {recording}",
            (recording,),
            lambda reply: reply.task.pop("notify_hook"),
        )
    for recording in (MUSIC, RUNNING):
        yield Mutant(
            "vanished optional", f"message of {recording}", (recording,), lambda reply: reply.body.pop("message")
        )


def renames() -> Iterator[Mutant]:
    """Fields under another name."""
    for recording in (MUSIC, LYRICS, RUNNING):
        yield Mutant(
            "renamed",
            f"camelCase, {recording}",
            (recording,),
            lambda reply: setattr(reply, "body", renamed(reply.body, camel)),
        )
    yield Mutant(
        "renamed", "PascalCase", (MUSIC,), lambda reply: setattr(reply, "body", renamed(reply.body, str.title))
    )
    for old, new in (
        ("task_id", "id"),
        ("fail_reason", "error"),
        ("submit_time", "created_at"),
        ("notify_hook", "callback_url"),
        ("progress", "percent"),
    ):
        yield Mutant("renamed", f"task.{old} to {new}", (MUSIC,), replaced(task_of, {old: new}))
    for old, new in (
        ("audio_url", "audioUrl"),
        ("image_url", "cover_url"),
        ("title", "name"),
        ("duration", "length"),
        ("clip_id", "clipId"),
    ):
        yield Mutant(
            "renamed",
            f"clip.{old} to {new}",
            (MUSIC,),
            each_clip(rename_key(old, new)),
        )
    yield Mutant("renamed", "lyrics.text to lyrics", (LYRICS,), replaced(lyrics_of, {"text": "lyrics"}))


def retyped() -> Iterator[Mutant]:
    """Values of another type."""
    name: str
    value: Any
    for name, value in (
        ("submit_time", "1754537918"),
        ("start_time", 1754537918.0),
        ("finish_time", 1754538018.5),
        ("finish_time", "2025-08-07T03:40:18Z"),
        ("progress", 100),
        ("progress", 1.0),
        ("status", 4),
        ("action", 1),
        ("fail_reason", {}),
        ("fail_reason", []),
        ("notify_hook", False),
        ("task_id", 5574),
    ):
        yield Mutant("retyped", f"task.{name} = {value!r}", (MUSIC,), in_task(**{name: value}))
    for name, value in (
        ("duration", "144.88"),
        ("duration", "02:24"),
        ("allow_comments", "true"),
        ("allow_comments", 1),
        ("image_url", 0),
        ("image_url", False),
        ("tags", ["emotional", "punk"]),
        ("title", 7),
        ("created_at", 1754537918),
        ("id", 12),
        ("metadata", "{}"),
        ("metadata", []),
        ("audio_url", ["https://cdn1.suno.ai/a.mp3"]),
        ("model_name", {"name": "v4"}),
    ):
        yield Mutant("retyped", f"clip.{name} = {value!r}", (MUSIC,), in_clip(**{name: value}))
    for name, value in (
        ("priority", "10"),
        ("priority", 10.5),
        ("stream", "true"),
        ("can_remix", 0),
        ("duration", "144.88"),
        ("error_type", 0),
        ("error_message", 0),
        ("gpt_description_prompt", 0),
        ("tags", []),
        ("audio_prompt_id", ""),
    ):
        yield Mutant("retyped", f"metadata.{name} = {value!r}", (MUSIC,), in_metadata(**{name: value}))
    yield Mutant("retyped", "lyrics.text as lines", (LYRICS,), in_lyrics(text=["one", "two"]))
    yield Mutant("retyped", "lyrics as text", (LYRICS,), in_task(data="[Verse]"))
    yield Mutant("retyped", "the result of an old row as text", ("music_old_row",), in_task(data="[Verse]"))
    for name, value in (("tags", [1]), ("tags", "rock"), ("tags", [None]), ("error_message", 0)):
        yield Mutant("retyped", f"lyrics.{name} = {value!r}", ("lyrics_success_newer",), in_lyrics(**{name: value}))
    yield Mutant(
        "retyped",
        "clips by id",
        (MUSIC,),
        lambda reply: reply.task.update(data={clip["id"]: clip for clip in reply.clips}),
    )
    yield Mutant("retyped", "clips as JSON text", (MUSIC,), in_task(data="[]"))
    yield Mutant("retyped", "one clip, not a list", (MUSIC,), lambda reply: reply.task.update(data=reply.clips[0]))
    yield Mutant(
        "retyped", "clip ids only", (MUSIC,), lambda reply: reply.task.update(data=[clip["id"] for clip in reply.clips])
    )


def nulls() -> Iterator[Mutant]:
    """Null where something always stood."""
    for name in (
        "task_id",
        "notify_hook",
        "action",
        "status",
        "fail_reason",
        "submit_time",
        "start_time",
        "finish_time",
        "progress",
        "data",
    ):
        yield Mutant("null", f"task.{name}", (MUSIC,), in_task(**{name: None}))
    for name in (
        "id",
        "clip_id",
        "audio_url",
        "video_url",
        "image_large_url",
        "avatar_image_url",
        "status",
        "state",
        "title",
        "metadata",
        "handle",
        "display_name",
        "major_model_version",
        "tags",
        "duration",
        "created_at",
        "allow_comments",
        "prompt",
        "model_name",
    ):
        yield Mutant("null", f"clip.{name}", (MUSIC,), in_clip(**{name: None}))
    for name in ("tags", "prompt", "type", "stream", "priority", "can_remix"):
        yield Mutant("null", f"metadata.{name}", (MUSIC,), in_metadata(**{name: None}))
    for name in ("id", "text", "title", "status"):
        yield Mutant("null", f"lyrics.{name}", (LYRICS,), in_lyrics(**{name: None}))
    for name in ("code", "message"):
        yield Mutant("null", f"envelope.{name}", (MUSIC,), envelope(**{name: None}))
    yield Mutant("null", "a clip among clips", (MUSIC,), lambda reply: reply.clips.append(None))  # type: ignore[arg-type]  # a drift
    yield Mutant("null", "fail_reason of a running task", (RUNNING,), in_task(fail_reason=None))


def new_values() -> Iterator[Mutant]:
    """Words that the vocabularies do not have."""
    for word in ("success", "Success", "COMPLETE", "COMPLETED", "SUCCEEDED", "DONE", ""):
        yield Mutant("new value", f"task.status of a success = {word!r}", (MUSIC,), in_task(status=word))
    for word in ("FAIL", "FAILED", "failure", "ERROR", "CANCELLED"):
        yield Mutant("new value", f"task.status of a failure = {word!r}", (FAILED,), in_task(status=word))
    for word in ("PENDING", "PROCESSING", "not_start", "in_progress"):
        yield Mutant("new value", f"task.status of a waiting task = {word!r}", (WAITING,), in_task(status=word))
    for word in ("music", "VIDEO", "GENERATE", "SONG"):
        yield Mutant("new value", f"task.action = {word!r}", (MUSIC,), in_task(action=word))
    for name, word in (
        ("status", "completed"),
        ("status", "COMPLETE"),
        ("state", "complete"),
        ("state", "failed"),
        ("entity_type", "clip_schema"),
    ):
        yield Mutant("new value", f"clip.{name} = {word!r}", (MUSIC,), in_clip(**{name: word}))
    yield Mutant("new value", "metadata.type = 'cover'", (MUSIC,), in_metadata(type="cover"))
    yield Mutant("new value", "lyrics.status = 'done'", (LYRICS,), in_lyrics(status="done"))
    yield Mutant("new value", "envelope.code = 'ok'", (MUSIC,), envelope(code="ok"))


def added() -> Iterator[Mutant]:
    """Fields that nobody documented."""
    yield Mutant("added field", "envelope.success", (MUSIC,), envelope(success=True))
    yield Mutant("added field", "envelope.request_id", (WAITING,), envelope(request_id="x"))
    yield Mutant("added field", "task.result_url", (FAILED,), in_task(result_url="no such song"))
    yield Mutant("added field", "task.quota", (RUNNING,), in_task(quota=5000))
    yield Mutant("added field", "task, null", (MUSIC,), in_task(username=None))
    yield Mutant("added field", "clip.is_liked of one", (MUSIC,), in_clip(is_liked=False))
    yield Mutant("added field", "clip.ownership", (RUNNING,), in_clip(ownership={"ownership_reason": "subscribed"}))
    yield Mutant("added field", "metadata.has_stem", (MUSIC,), in_metadata(has_stem=False))
    yield Mutant("added field", "lyrics.language", (LYRICS,), in_lyrics(language="en"))


GROUPS = (removed, vanished, renames, retyped, nulls, new_values, added)
