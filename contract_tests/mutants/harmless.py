"""Variants that differ from the recordings and are nothing to report."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from contract_tests.mutants.body_drifts import (
    each_clip,
    in_clip,
    in_lyrics,
    in_metadata,
    in_task,
    second_clip_of,
    without,
)
from contract_tests.mutants.reply import NOW, Change, Mutant, Reply, nothing
from contract_tests.mutants.wire_drifts import header, text, without_header

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "harmless"
MUSIC, LYRICS, RUNNING, WAITING, FAILED = (
    "music_success", "lyrics_success", "music_in_progress_streaming", "music_not_start", "music_failure_timeout",
)  # fmt: skip


def requested(task_id: str) -> Change:
    """Ask for another id, and answer it."""

    def change(reply: Reply) -> None:
        reply.recording["request"]["path"] = f"/suno/fetch/{task_id}"
        reply.task["task_id"] = task_id

    return change


def clips(count: int) -> Change:
    """Answer another number of clips."""

    def change(reply: Reply) -> None:
        first = json.dumps(reply.clips[0])
        old = reply.clips[0]["id"]
        reply.task["data"] = [json.loads(first.replace(old, f"{index}{old[1:]}")) for index in range(count)]

    return change


def zipped(reply: Reply) -> None:
    """Compress the body."""
    reply.raw = gzip.compress(reply.content)
    reply.headers["content-encoding"] = "gzip"


def shouted(reply: Reply) -> None:
    """Write header names in another case."""
    reply.headers = {name.upper(): value for name, value in reply.headers.items()}


def reversed_keys(reply: Reply) -> None:
    """Write every object in another order."""
    reply.raw = json.dumps(reply.body, sort_keys=True).encode()


def chunked(reply: Reply) -> None:
    """Send no length."""
    exchange_headers = reply.headers
    exchange_headers["transfer-encoding"] = "chunked"


def nullable(clip: dict[str, object]) -> None:
    """Write null wherever the provider does."""
    metadata = clip["metadata"]
    assert isinstance(metadata, dict)
    metadata.update(
        gpt_description_prompt=None, audio_prompt_id=None, error_type=None, error_message=None, duration=None
    )


def one() -> Iterator[Mutant]:
    """Variants of one answer."""
    yield Mutant(GROUP, "every nullable field null", (MUSIC,), each_clip(nullable))
    yield Mutant(
        GROUP,
        "every nullable field text",
        (MUSIC,),
        in_metadata(gpt_description_prompt="a song", error_type="x", error_message="y"),
    )
    yield Mutant(GROUP, "image_url null on a failed clip", ("music_failure_moderation",), in_clip(image_url=None))
    for count in (1, 4):
        yield Mutant(GROUP, f"{count} clips", (MUSIC,), clips(count))
    empty = dict.fromkeys(
        (
            "title",
            "tags",
            "prompt",
            "handle",
            "display_name",
            "video_url",
            "image_url",
            "image_large_url",
            "avatar_image_url",
        ),
        "",
    )
    yield Mutant(GROUP, "empty strings", (MUSIC,), in_clip(**empty))
    yield Mutant(GROUP, "empty lyrics", (LYRICS,), in_lyrics(text="", title=""))
    yield Mutant(GROUP, "a running task without clips", (RUNNING,), in_task(data=None))
    yield Mutant(
        GROUP,
        "a running task with a finished clip",
        (MUSIC,),
        in_task(status="IN_PROGRESS", progress="50%", finish_time=0),
    )
    yield Mutant(GROUP, "a running task with no clip yet", (RUNNING,), in_task(data=[]))
    yield Mutant(GROUP, "action empty", (MUSIC,), in_task(action=""))
    yield Mutant(GROUP, "action empty, lyrics", (LYRICS,), in_task(action=""))
    yield Mutant(
        GROUP,
        "an old row",
        (MUSIC,),
        in_task(action="", submit_time=1716192124, start_time=1716192124, finish_time=1716192224),
    )
    for task_id in (
        "9223372036854775807",
        "0" * 19,
        "a" * 32,
        "task_Zk3vN8qWc1RtY6uXbL0aHs5DfGj2PmEo",
        "x" * 200,
        "id:with.marks~",
    ):
        yield Mutant(GROUP, f"id {task_id[:40]}", (MUSIC,), requested(task_id))
    yield Mutant(
        GROUP,
        "a percent-encoded id",
        (MUSIC,),
        lambda reply: (requested("ein%20Lied")(reply), reply.task.update(task_id="ein Lied")),
    )
    yield Mutant(
        GROUP,
        "white space",
        (MUSIC,),
        lambda reply: setattr(reply, "raw", json.dumps(reply.body, indent=4).encode() + b"\r\n"),
    )
    yield Mutant(GROUP, "white space before", (WAITING,), text(lambda body: "\n\t " + body))
    yield Mutant(
        GROUP,
        "escapes",
        (FAILED,),
        lambda reply: setattr(reply, "raw", json.dumps(reply.body, ensure_ascii=True).encode()),
    )
    yield Mutant(GROUP, "a song with emoji", (MUSIC,), in_clip(title="\N{GUITAR} \N{CLOUD}\ufe0f"))
    yield Mutant(
        GROUP, "a song with emoji as escapes", (MUSIC,), text(lambda body: body.replace("Harbour", "\\ud83c\\udfb8"))
    )
    yield Mutant(GROUP, "escaped slashes", (MUSIC,), text(lambda body: body.replace("/", "\\/")))
    yield Mutant(GROUP, "other key order", (MUSIC,), reversed_keys)
    yield Mutant(GROUP, "other header case", (MUSIC,), shouted)
    yield Mutant(GROUP, "other header case, error", ("error_429_empty_body",), shouted)
    yield Mutant(GROUP, "gzip", (MUSIC,), zipped)
    yield Mutant(GROUP, "chunked", (MUSIC,), chunked)
    yield Mutant(GROUP, "charset given", (MUSIC,), header("content-type", "application/json; charset=utf-8"))
    yield Mutant(GROUP, "charset in capitals", (MUSIC,), header("content-type", 'Application/JSON;charset="UTF-8"'))
    yield Mutant(GROUP, "charset not given", ("error_401_invalid_token",), header("content-type", "application/json"))
    yield Mutant(
        GROUP,
        "unknown headers",
        (MUSIC,),
        lambda reply: reply.headers.update({"cf-ray": "8", "server": "nginx", "set-cookie": "a=b"}),
    )
    yield Mutant(
        GROUP, "a request id on a success", (MUSIC,), header("x-oneapi-request-id", "20260128082302000000000abcdefgh")
    )
    yield Mutant(GROUP, "no content-type on an empty 429", ("error_429_empty_body",), header("retry-after", "0"))
    yield Mutant(GROUP, "a 429 with JSON and no wait", ("error_429_saturated",), header("retry-after", "30"))
    yield Mutant(GROUP, "a 429 from a proxy", ("error_429_saturated",), without_header("x-oneapi-request-id"))
    for name in ("title", "handle", "avatar_image_url", "tags", "metadata"):
        yield Mutant(GROUP, f"no {name} in one clip only", (MUSIC,), without(second_clip_of, name))
    yield Mutant(
        GROUP,
        "no metadata.priority in one clip only",
        (MUSIC,),
        lambda reply: reply.clips[0]["metadata"].pop("priority"),
    )
    yield Mutant(GROUP, "no notify_hook while running", (WAITING,), lambda reply: reply.task.pop("notify_hook", None))
    yield Mutant(GROUP, "a callback URL", (MUSIC,), in_task(notify_hook="https://example.com/hook?x=1"))
    yield Mutant(GROUP, "text in message", (MUSIC,), lambda reply: reply.body.update(message="ok"))
    yield Mutant(
        GROUP,
        "a whole duration",
        (MUSIC,),
        lambda reply: (in_clip(duration=145)(reply), in_metadata(duration=145)(reply)),
    )
    yield Mutant(GROUP, "another model", (MUSIC,), in_clip(model_name="chirp-crow", major_model_version="v5"))
    yield Mutant(
        GROUP,
        "a success in the same second",
        (LYRICS,),
        in_task(submit_time=1716192124, start_time=1716192124, finish_time=1716192124),
    )
    yield Mutant(GROUP, "a failure that never started", (FAILED,), in_task(start_time=0, finish_time=0, fail_reason=""))
    yield Mutant(GROUP, "a clock that is a little ahead", (MUSIC,), in_task(finish_time=int(NOW) + 60))
    yield Mutant(
        GROUP, "a clip's clock that is a little ahead", (MUSIC,), in_clip(created_at="2027-01-15T08:01:00.000Z")
    )
    yield Mutant(GROUP, "a negative priority", (MUSIC,), in_metadata(priority=-1))
    yield Mutant(GROUP, "a very large priority", (MUSIC,), in_metadata(priority=10**30))
    yield Mutant(
        GROUP,
        "an error with another text",
        ("error_401_invalid_token",),
        lambda reply: reply.body["error"].update(message="Invalid token"),
    )
    yield Mutant(
        GROUP,
        "an error with a code",
        ("error_401_invalid_token",),
        lambda reply: reply.body["error"].update(code="invalid_api_key"),
    )


def later() -> Iterator[Mutant]:
    """Polls of one task that go their way."""
    way = (WAITING, "music_submitted", "music_in_progress_no_clips", "music_in_progress_two_clips")
    for length in range(2, len(way) + 1):
        yield Mutant(GROUP, ", then ".join(way[:length]), way[:length], nothing)
    yield Mutant(GROUP, "submitted to streams", ("music_queued", "music_in_progress_two_clips"), nothing)
    yield Mutant(
        GROUP, "streams to songs", ("music_in_progress_two_clips", "music_success_still_streaming", MUSIC), nothing
    )
    yield Mutant(GROUP, "a waiting task fails", (WAITING, "music_failure_no_reason"), nothing)
    yield Mutant(
        GROUP,
        "UNKNOWN in between",
        ("music_in_progress_no_clips", "music_unknown", "music_in_progress_no_clips"),
        nothing,
    )
    for name in (MUSIC, RUNNING, WAITING, LYRICS, FAILED):
        yield Mutant(GROUP, f"{name}, three times", (name,) * 3, nothing)
    yield Mutant(GROUP, "progress grows", (RUNNING,) * 2, in_task(progress="50%"), in_task(progress="30%"))
    yield Mutant(GROUP, "an old row learns its action", ("music_old_row",) * 2, in_task(action="MUSIC"))
    yield Mutant(
        GROUP,
        "a video comes later",
        (MUSIC,) * 2,
        lambda reply: reply.clips[0].update(video_url=f"https://cdn1.suno.ai/{reply.clips[0]['id']}.mp4"),
    )


GROUPS = (one, later)
