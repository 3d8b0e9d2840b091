"""Drifts between two polls of one task: each answer is fine by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.mutants.body_drifts import in_clip, in_metadata, in_task
from contract_tests.mutants.reply import Change, Mutant, Reply, nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "across polls"
MUSIC, LYRICS, RUNNING, WAITING, QUEUED, SUBMITTED, FAILED = (
    "music_success", "lyrics_success", "music_in_progress_streaming", "music_not_start", "music_queued",
    "music_submitted", "music_failure_timeout",
)  # fmt: skip
TWO_STREAMS, PLAYABLE, STILL = (
    "music_in_progress_two_clips", "music_failure_playable_clip", "music_success_still_streaming",
)  # fmt: skip


def shifted(**seconds: int) -> Change:
    """Move times of the task."""
    return lambda reply: reply.task.update({name: reply.task[name] + by for name, by in seconds.items()})


def length(reply: Reply) -> None:
    """Give a complete clip another length."""
    reply.clips[0]["duration"] = reply.clips[0]["metadata"]["duration"] = 150.2


def new_ids(reply: Reply) -> None:
    """Give every clip another id, everywhere in it."""
    for clip in reply.clips:
        old, new = clip["id"], clip["id"][::-1].replace("-", "")
        new = f"{new[:8]}-{new[8:12]}-{new[12:16]}-{new[16:20]}-{new[20:]}"
        for name, value in clip.items():
            if isinstance(value, str):
                clip[name] = value.replace(old, new)


def one_more(reply: Reply) -> None:
    """Add a clip after the end."""
    first = dict(reply.clips[0])
    new = "0" + first["id"][1:]
    reply.clips.append(
        {name: value.replace(first["id"], new) if isinstance(value, str) else value for name, value in first.items()}
    )


def polls() -> Iterator[Mutant]:
    """What a later poll may not show."""
    for before, after in (
        (MUSIC, RUNNING),
        (MUSIC, WAITING),
        (MUSIC, FAILED),
        (FAILED, MUSIC),
        (FAILED, WAITING),
        (RUNNING, WAITING),
        (RUNNING, QUEUED),
        (QUEUED, SUBMITTED),
        (QUEUED, WAITING),
        (SUBMITTED, WAITING),
        (LYRICS, "lyrics_not_start"),
        (STILL, TWO_STREAMS),
        (PLAYABLE, MUSIC),
    ):
        yield Mutant(GROUP, f"{before}, then {after}", (before, after), nothing)
    yield Mutant(GROUP, "back after a detour", (RUNNING, "music_unknown", QUEUED), nothing)
    yield Mutant(GROUP, "progress falls", (RUNNING, RUNNING), in_task(progress="30%"), in_task(progress="50%"))
    for name in ("submit_time", "start_time", "finish_time"):
        yield Mutant(
            GROUP,
            f"another {name}",
            (MUSIC, MUSIC),
            shifted(finish_time=1, **({name: 1} if name != "finish_time" else {})),
        )
    yield Mutant(GROUP, "another submit_time while running", (RUNNING, RUNNING), in_task(submit_time=1765108230))
    yield Mutant(GROUP, "a start taken back", (RUNNING, RUNNING), in_task(start_time=0))
    yield Mutant(GROUP, "another action", (LYRICS, LYRICS), in_task(action=""))
    yield Mutant(GROUP, "another notify_hook", (MUSIC, MUSIC), in_task(notify_hook="https://example.com/hook"))
    yield Mutant(GROUP, "another fail_reason", (FAILED, FAILED), in_task(fail_reason="other"))
    yield Mutant(GROUP, "clips vanish", (MUSIC, MUSIC), lambda reply: reply.clips.pop())
    yield Mutant(GROUP, "all clips vanish", (RUNNING, RUNNING), in_task(data=None))
    yield Mutant(GROUP, "clips change places", (MUSIC, MUSIC), lambda reply: reply.clips.reverse())
    yield Mutant(GROUP, "clips of other ids", (MUSIC, MUSIC), new_ids)
    yield Mutant(GROUP, "streams of other ids", (TWO_STREAMS, TWO_STREAMS), new_ids)
    yield Mutant(GROUP, "a clip more after the end", (MUSIC, MUSIC), one_more)
    yield Mutant(GROUP, "another length after the end", (MUSIC, MUSIC), length)
    yield Mutant(GROUP, "a complete clip streams again", (STILL, STILL), stream_again)
    yield Mutant(GROUP, "created at another time", (RUNNING, RUNNING), in_clip(created_at="2025-12-07T11:50:32.000Z"))
    for name in ("title", "tags", "prompt", "model_name", "major_model_version", "handle"):
        yield Mutant(GROUP, f"another {name} after the end", (MUSIC, MUSIC), in_clip(**{name: "other"}))
    yield Mutant(
        GROUP,
        "another picture after the end",
        (MUSIC, MUSIC),
        lambda reply: reply.clips[0].update(image_url=reply.clips[0]["image_url"] + "?v=2"),
    )
    yield Mutant(
        GROUP, "another text after the end", (LYRICS, LYRICS), lambda reply: reply.task["data"].update(text="other")
    )
    yield Mutant(GROUP, "lyrics of another id", (LYRICS, LYRICS), lambda reply: reply.task["data"].update(id="other"))
    yield Mutant(
        GROUP,
        "another title of lyrics after the end",
        (LYRICS, LYRICS),
        lambda reply: reply.task["data"].update(title="other"),
    )
    yield Mutant(GROUP, "another task", (MUSIC, MUSIC), in_task(task_id="50d333df-5fa7-5c45-809b-a53ee303141e"))
    yield Mutant(
        GROUP,
        "a callback URL taken back",
        (RUNNING, RUNNING),
        in_task(notify_hook=""),
        in_task(notify_hook="https://example.com/hook"),
    )
    yield Mutant(GROUP, "another type after the end", (MUSIC, MUSIC), in_metadata(type="stem"))
    yield Mutant(
        GROUP,
        "another error_message after the end",
        ("music_failure_moderation",) * 2,
        in_metadata(error_message="other"),
    )
    yield Mutant(
        GROUP, "another error after the end", ("music_failure_moderation",) * 2, in_metadata(error_type="other")
    )


def stream_again(reply: Reply) -> None:
    """Make a complete clip stream again."""
    other = reply.clips[1]
    reply.clips[0].update(
        status=other["status"],
        state=other["state"],
        duration=0,
        audio_url=f"https://audiopipe.suno.ai/?item_id={reply.clips[0]['id']}",
    )
    reply.clips[0]["metadata"]["duration"] = None


GROUPS = (polls,)
