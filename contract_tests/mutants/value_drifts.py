"""Drifts of what the body says: the same facts in other formats and units, and values that do not fit each other."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.body_drifts import FAILED, LYRICS, MUSIC, RUNNING, each_clip, in_clip, in_metadata, in_task
from contract_tests.mutants.reply import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.mutants.reply import Change


def in_unit(name: str, factor: float) -> Change:
    """Give a time of the task in another unit."""
    return lambda reply: reply.task.update({name: int(reply.task[name] * factor)})


def scaled(clip: dict[str, Any], factor: float) -> None:
    """Give a clip's length in another unit, both times."""
    clip["duration"] = clip["metadata"]["duration"] = clip["duration"] * factor


def formats() -> Iterator[Mutant]:
    """The same facts in another form or unit."""
    for name in ("submit_time", "start_time", "finish_time"):
        for unit, factor in (("milliseconds", 1000), ("microseconds", 10**6), ("minutes", 1 / 60)):
            yield Mutant(
                "format and unit",
                f"task.{name} in {unit}",
                (MUSIC,),
                in_unit(name, factor),
            )
        yield Mutant("format and unit", f"task.{name} before 1970", (MUSIC,), in_task(**{name: -1}))
    yield Mutant("format and unit", "an empty task_id", (MUSIC,), in_task(task_id=""))
    yield Mutant(
        "format and unit", "times since the submission", (MUSIC,), in_task(submit_time=0, start_time=1, finish_time=100)
    )
    for value in ("100", "100 %", "1.0", "100.0%", "done", "", "150%", "-1%", "\N{FULLWIDTH DIGIT ONE}00%", "100%\n"):
        yield Mutant("format and unit", f"task.progress = {value!r}", (RUNNING,), in_task(progress=value))
    for name, factor in (("milliseconds", 1000), ("minutes", 1 / 60), ("negative numbers", -1)):
        yield Mutant("format and unit", f"durations in {name}", (MUSIC,), each_clip(partial(scaled, factor=factor)))
    for value in (
        "2025-08-07 03:38:38",
        "2025-08-07T03:38:38Z",
        "2025-08-07T03:38:38.253",
        "2025-08-07T03:38:38.253+00:00",
        "2025-08-07T03:38:38.253123Z",
        "Thu, 07 Aug 2025 03:38:38 GMT",
        "1754537918253",
        "2025-13-07T03:38:38.253Z",
        "",
        "2025-08-07",
    ):
        yield Mutant("format and unit", f"clip.created_at = {value!r}", (MUSIC,), in_clip(created_at=value))
    song = "f15faa7c-1bb0-47de-926c-1618ac57e744"
    for value in (
        f"http://cdn1.suno.ai/{song}.mp3",
        f"//cdn1.suno.ai/{song}.mp3",
        f"/{song}.mp3",
        f"{song}.mp3",
        f"https:///{song}.mp3",
        f"cdn1.suno.ai/{song}.mp3",
        f"https://None/{song}.mp3",
        f"https://cdn1.suno.ai/{song}.mp3 ",
        f"s3://suno/{song}.mp3",
        f"https://cdn1.suno.ai/{song}.wav",
        "data:audio/mpeg;base64,AAAA",
        f"https://localhost/{song}.mp3",
        "null",
    ):
        yield Mutant("format and unit", f"clip.audio_url = {value!r}", (MUSIC,), in_clip(audio_url=value))
    for name in ("image_url", "image_large_url", "video_url", "avatar_image_url"):
        yield Mutant(
            "format and unit", f"clip.{name} over http", (MUSIC,), in_clip(**{name: f"http://cdn2.suno.ai/{song}.jpeg"})
        )
        yield Mutant("format and unit", f"clip.{name} relative", (MUSIC,), in_clip(**{name: f"/{song}.jpeg"}))
    for value in (song.upper(), song.replace("-", ""), "1186235290483204097", ""):
        yield Mutant("format and unit", f"clip ids = {value!r}", (MUSIC,), in_clip(id=value, clip_id=value))
    yield Mutant("format and unit", "notify_hook without a scheme", (MUSIC,), in_task(notify_hook="example.com/hook"))


def across_fields() -> Iterator[Mutant]:
    """Each value fine by itself, but not beside the others."""
    other = "90f72668-ba0d-4fa7-95e6-f71bebda88b7"
    group = "across fields"
    yield Mutant(group, "another task is answered", (MUSIC,), in_task(task_id="50d333df-5fa7-5c45-809b-a53ee303141e"))
    yield Mutant(
        group, "task_id in capitals", (MUSIC,), lambda reply: reply.task.update(task_id=reply.task["task_id"].upper())
    )
    yield Mutant(group, "clip_id of another clip", (MUSIC,), in_clip(clip_id=other))
    yield Mutant(group, "a clip twice", (MUSIC,), lambda reply: reply.clips.append(reply.clips[0]))
    yield Mutant(group, "an unreadable result with a message", (MUSIC,), lambda reply: reply.body.update(data=None))
    yield Mutant(group, "both clips of one id", (MUSIC,), lambda reply: reply.clips[1].update(id=reply.clips[0]["id"]))
    for name, url in (
        ("audio_url", "https://cdn1.suno.ai/{}.mp3"),
        ("image_url", "https://cdn2.suno.ai/image_{}.jpeg"),
        ("image_large_url", "https://cdn2.suno.ai/image_large_{}.jpeg"),
        ("video_url", "https://cdn1.suno.ai/{}.mp4"),
    ):
        yield Mutant(group, f"{name} of another clip", (MUSIC,), in_clip(**{name: url.format(other)}))
    yield Mutant(group, "None.mp3 on a complete clip", (MUSIC,), in_clip(audio_url="https://cdn1.suno.ai/None.mp3"))
    yield Mutant(
        group,
        "a stream on a complete clip",
        (MUSIC,),
        lambda reply: reply.clips[0].update(audio_url=f"https://audiopipe.suno.ai/?item_id={reply.clips[0]['id']}"),
    )
    yield Mutant(group, "no audio on a complete clip", (MUSIC,), in_clip(audio_url=""))
    yield Mutant(
        group,
        "a complete clip of no length",
        (MUSIC,),
        each_clip(lambda clip: (clip.update(duration=0), clip["metadata"].update(duration=0))),
    )
    yield Mutant(group, "two durations", (MUSIC,), in_metadata(duration=144))
    yield Mutant(group, "finished before it was started", (MUSIC,), in_task(finish_time=1754537900))
    yield Mutant(group, "started before it was submitted", (MUSIC,), in_task(start_time=1754530000))
    yield Mutant(group, "finished before it was submitted, never started", (FAILED,), in_task(finish_time=1773385819))
    yield Mutant(group, "a success without an end", (MUSIC,), in_task(finish_time=0))
    yield Mutant(group, "a success at 50%", (MUSIC,), in_task(progress="50%"))
    yield Mutant(group, "a success without clips", (MUSIC,), in_task(data=[]))
    yield Mutant(group, "a success with null", (LYRICS,), in_task(data=None))
    yield Mutant(group, "a success with a reason for failure", (MUSIC,), in_task(fail_reason="timeout"))
    yield Mutant(group, "a running task with a reason for failure", (RUNNING,), in_task(fail_reason="slow"))
    yield Mutant(group, "a failure at 30%", (FAILED,), in_task(progress="30%"))
    yield Mutant(group, "a running task at 100%", (RUNNING,), in_task(progress="100%"))
    yield Mutant(group, "a running task with an end", (RUNNING,), in_task(finish_time=1765108300))
    yield Mutant(group, "music that is lyrics", (LYRICS,), in_task(action="MUSIC"))
    yield Mutant(group, "lyrics that are music", (MUSIC,), in_task(action="LYRICS"))
    for name in ("submit_time", "start_time", "finish_time"):
        yield Mutant(group, f"{name} in the future", (MUSIC,), in_task(**{name: 1_900_000_000}))
    created = datetime.fromtimestamp(1_900_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    yield Mutant(group, "a clip created in the future", (MUSIC,), in_clip(created_at=created))


GROUPS = (formats, across_fields)
