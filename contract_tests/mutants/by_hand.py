"""Drifts and harmless variants of `fetch_task` that cannot be derived from a single keyword of the document.

They are based on facts about the provider, so they remain drifts if a rule is removed from the document.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.changes import each_clip, in_clip, in_metadata, in_task, in_turn, instead, requested
from contract_tests.mutants.reply import NOW, Change, Mutant, Reply, nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

MUSIC, LYRICS, RUNNING, WAITING, QUEUED, SUBMITTED, FAILED = (
    "music_success", "lyrics_success", "music_in_progress_streaming", "music_not_start", "music_queued",
    "music_submitted", "music_failure_timeout",
)  # fmt: skip
TWO_STREAMS, NO_CLIPS, PLAYABLE, STILL = (
    "music_in_progress_two_clips", "music_in_progress_no_clips", "music_failure_playable_clip",
    "music_success_still_streaming",
)  # fmt: skip
UNKNOWN, TROUBLE, SATURATED, OVERLOADED = (
    "error_400_task_not_exist", "error_500_get_task_failed", "error_429_saturated",
    "error_503_overloaded",
)  # fmt: skip
SONG = "f15faa7c-1bb0-47de-926c-1618ac57e744"
FACTS = "known forms and units"
FIELDS = "across fields, by hand"
POLLS = "across polls, by hand"
ACCESS = "access, by hand"
FINE = "harmless, by hand"


def scaled(clip: dict[str, Any], factor: float) -> None:
    """Write both durations of a clip in another unit."""
    clip["duration"] = clip["metadata"]["duration"] = clip["duration"] * factor


def facts() -> Iterator[Mutant]:
    """Yield facts about the provider in another form or unit."""
    for name in ("submit_time", "start_time", "finish_time"):
        for unit, factor in (("milliseconds", 1000), ("microseconds", 10**6), ("minutes", 1 / 60)):
            change: Change = lambda reply, name=name, factor=factor: reply.task.update(  # type: ignore[misc]  # noqa: E731
                {name: int(reply.task[name] * factor)}
            )
            yield Mutant(FACTS, f"{name} in {unit}", (MUSIC,), change, rules=("shape.",))
    for unit, factor in (("milliseconds", 1000), ("minutes", 1 / 60), ("negative numbers", -1)):
        change = each_clip(partial(scaled, factor=factor))
        yield Mutant(FACTS, f"durations in {unit}", (MUSIC,), change, rules=("shape.",))
    since = in_task(submit_time=0, start_time=1, finish_time=100)
    yield Mutant(FACTS, "times since the submission", (MUSIC,), since, rules=("shape.",))
    for value in ("100", "100 %", "1.0", "100.0%", "done", "150%", "-1%", "\N{FULLWIDTH DIGIT ONE}00%"):
        yield Mutant(FACTS, f"progress = {value!r}", (RUNNING,), in_task(progress=value), rules=("shape.",))
    for value in ("2025-08-07T03:38:38Z", "2025-08-07T03:38:38.253123Z", "2025-13-07T03:38:38.253Z"):
        yield Mutant(FACTS, f"created_at = {value!r}", (MUSIC,), in_clip(created_at=value), rules=("shape.",))
    for value in (
        f"https:///{SONG}.mp3", f"cdn1.suno.ai/{SONG}.mp3", f"s3://suno/{SONG}.mp3", f"https://localhost/{SONG}.mp3",
        f"https://cdn1.suno.ai/{SONG}.wav", "data:audio/mpeg;base64,AAAA",
    ):  # fmt: skip
        yield Mutant(FACTS, f"audio_url = {value!r}", (MUSIC,), in_clip(audio_url=value), rules=("shape.",))
    clips: Change = lambda reply: in_task(data={clip["id"]: clip for clip in reply.clips})(reply)  # noqa: E731
    yield Mutant(FACTS, "clips by id", (MUSIC,), clips, rules=("shape.",))
    yield Mutant(FACTS, "no key, but 403", ("error_401_missing_token",), lambda reply: setattr(reply, "status", 403),
                 rules=("access.key",))  # fmt: skip


def fields() -> Iterator[Mutant]:
    """Yield values that are valid by themselves, but not together."""
    cases: dict[str, tuple[str, Change, str]] = {
        "an unreadable result with a message": (MUSIC, lambda reply: reply.body.update(data=None), "shape."),
        "both clips of one id": (
            MUSIC, lambda reply: reply.clips[1].update(id=reply.clips[0]["id"]), "meaning.",
        ),
        "None.mp3 on a complete clip": (MUSIC, in_clip(audio_url="https://cdn1.suno.ai/None.mp3"), "shape.condition"),
        "a stream on a complete clip": (
            MUSIC, in_clip(audio_url=f"https://audiopipe.suno.ai/?item_id={SONG}"), "shape.condition",
        ),
        "no audio on a complete clip": (MUSIC, in_clip(audio_url=""), "shape.condition"),
        "a complete clip of no length": (MUSIC, each_clip(partial(scaled, factor=0)), "shape.condition"),
        "finished before it was submitted": (FAILED, in_task(finish_time=1773385819), "meaning.ascending"),
        "a success without an end": (MUSIC, in_task(finish_time=0), "shape.condition"),
        "a success at 50%": (MUSIC, in_task(progress="50%"), "shape.condition"),
        "a success without clips": (MUSIC, in_task(data=[]), "shape.condition"),
        "a success with null": (LYRICS, in_task(data=None), "shape.condition"),
        "a success with a reason for failure": (MUSIC, in_task(fail_reason="timeout"), "shape.condition"),
        "a running task with a reason for failure": (RUNNING, in_task(fail_reason="slow"), "shape.condition"),
        "a failure at 30%": (FAILED, in_task(progress="30%"), "shape.condition"),
        "a running task at 100%": (RUNNING, in_task(progress="100%"), "shape.condition"),
        "a running task with an end": (RUNNING, in_task(finish_time=1765108300), "shape.condition"),
        "music that is lyrics": (LYRICS, in_task(action="MUSIC"), "shape.condition"),
        "lyrics that are music": (MUSIC, in_task(action="LYRICS"), "shape.condition"),
    }  # fmt: skip
    for name, (recording, change, rule) in cases.items():
        yield Mutant(FIELDS, name, (recording,), change, rules=(rule,))


def new_ids(reply: Reply) -> None:
    """Replace the id of every clip wherever the clip has it."""
    for clip in reply.clips:
        old = clip["id"]
        new = old[-8:] + old[8:]
        for name, value in clip.items():
            if isinstance(value, str):
                clip[name] = value.replace(old, new)


def one_more(reply: Reply) -> None:
    first = reply.clips[0]["id"]
    reply.clips.append(json.loads(json.dumps(reply.clips[0]).replace(first, "0" + first[1:])))


def stream_again(reply: Reply) -> None:
    """Make a complete clip stream again."""
    url = f"https://audiopipe.suno.ai/?item_id={reply.clips[0]['id']}"
    in_clip(status=reply.clips[1]["status"], state=reply.clips[1]["state"], duration=0, audio_url=url)(reply)
    in_metadata(duration=None)(reply)


def polls() -> Iterator[Mutant]:
    """Yield changes that a later poll must not have."""
    for before, after in (
        (MUSIC, RUNNING), (MUSIC, WAITING), (MUSIC, FAILED), (FAILED, MUSIC), (FAILED, WAITING), (RUNNING, WAITING),
        (RUNNING, QUEUED), (QUEUED, SUBMITTED), (SUBMITTED, WAITING), (LYRICS, "lyrics_not_start"),
        (STILL, TWO_STREAMS), (PLAYABLE, MUSIC),
    ):  # fmt: skip
        yield Mutant(POLLS, f"{before}, then {after}", (before, after), nothing, each=same_task, rules=("sequence.",))
    detour = (RUNNING, "music_unknown", QUEUED)
    yield Mutant(POLLS, "back after a detour", detour, nothing, each=same_task, rules=("sequence.order",))
    cases: dict[str, tuple[str, Change, str]] = {
        "a start taken back": (RUNNING, in_task(start_time=0), "sequence.stays"),
        "another notify_hook": (MUSIC, in_task(notify_hook="https://example.com/hook"), "sequence."),
        "all clips vanish": (RUNNING, in_task(data=None), "sequence.items"),
        "clips of other ids": (MUSIC, new_ids, "sequence.items"),
        "streams of other ids": (TWO_STREAMS, new_ids, "sequence.items"),
        "a clip more after the end": (MUSIC, one_more, "sequence.items"),
        "a complete clip streams again": (STILL, stream_again, "sequence.order"),
        "another picture after the end": (
            MUSIC,
            lambda reply: reply.clips[0].update(image_url=reply.clips[0]["image_url"] + "?v=2"),
            "sequence.final",
        ),
    }  # fmt: skip
    for name, (recording, change, rule) in cases.items():
        yield Mutant(POLLS, name, (recording,) * 2, change, rules=(rule,))
    hook = in_task(notify_hook="https://example.com/hook")
    yield Mutant(
        POLLS, "a callback URL taken back", (RUNNING,) * 2, in_task(notify_hook=""), hook, rules=("sequence.stays",)
    )


def same_task(reply: Reply) -> None:
    """Make the reply that of the requested task."""
    reply.task["task_id"] = reply.recording["request"]["path"].rpartition("/")[2]


def access() -> Iterator[Mutant]:
    """Yield scenarios with the response of another one."""
    for name, other, scenario in (
        ("an unknown id is trouble", TROUBLE, "unknown_id"),
        ("an unknown id is null", "unreadable_result", "unknown_id"),
        ("throttled, but 503", OVERLOADED, "throttled"),
        ("a known song is unknown", UNKNOWN, MUSIC),
        ("a known song is unreadable", "unreadable_result", MUSIC),
        ("a known failure is a success", MUSIC, "music_failure"),
        ("a known success runs again", RUNNING, MUSIC),
    ):  # fmt: skip
        yield Mutant(ACCESS, name, (MUSIC,), instead(other, scenario), rules=("access.",))


def clips(count: int) -> Change:
    """Return another number of clips."""

    def change(reply: Reply) -> None:
        first, old = json.dumps(reply.clips[0]), reply.clips[0]["id"]
        reply.task["data"] = [json.loads(first.replace(old, f"{index}{old[1:]}")) for index in range(count)]

    return change


def harmless() -> Iterator[Mutant]:
    """Yield harmless variants."""
    empty = dict.fromkeys(("title", "tags", "prompt", "handle", "display_name", "image_url", "video_url"), "")
    second: Change = lambda reply: [  # noqa: E731
        reply.clips[1].pop(name) for name in ("title", "handle", "tags", "metadata")
    ]
    cases: dict[str, tuple[str, Change]] = {
        **{f"{count} clips": (MUSIC, clips(count)) for count in (1, 4)},
        "empty strings": (MUSIC, in_clip(**empty)),
        "a running task without clips": (RUNNING, in_task(data=None)),
        "a running task with no clip yet": (RUNNING, in_task(data=[])),
        "a running task with a finished clip": (MUSIC, in_task(status="IN_PROGRESS", progress="50%", finish_time=0)),
        "action empty": (MUSIC, in_task(action="")),
        "an old row": (
            MUSIC, in_task(action="", submit_time=1716192124, start_time=1716192124, finish_time=1716192224),
        ),
        "a percent-encoded id": (MUSIC, in_turn(requested("ein%20Lied"), in_task(task_id="ein Lied"))),
        "a song with emoji": (MUSIC, in_clip(title="\N{GUITAR} \N{CLOUD}\ufe0f")),
        "fields missing from one clip only": (MUSIC, second),
        "no notify_hook while running": (WAITING, lambda reply: reply.task.pop("notify_hook", None)),
        "a callback URL": (MUSIC, in_task(notify_hook="https://example.com/hook?x=1")),
        "text in message": (MUSIC, lambda reply: reply.body.update(message="ok")),
        "a whole duration": (MUSIC, in_turn(in_clip(duration=145), in_metadata(duration=145))),
        "another model": (MUSIC, in_clip(model_name="chirp-crow", major_model_version="v5")),
        "a failure that never started": (FAILED, in_task(start_time=0, finish_time=0, fail_reason="")),
        "a clock that is a little ahead": (MUSIC, in_task(finish_time=int(NOW) + 60)),
        "a clip's clock that is a little ahead": (MUSIC, in_clip(created_at="2027-01-15T08:01:00.000Z")),
        "a negative priority": (MUSIC, in_metadata(priority=-1)),
        "a very large priority": (MUSIC, in_metadata(priority=10**30)),
        "an error with a code": (
            "error_401_invalid_token", lambda reply: reply.body["error"].update(code="invalid_api_key"),
        ),
        "a 429 with JSON and no wait": (SATURATED, lambda reply: reply.headers.update({"retry-after": "30"})),
    }  # fmt: skip
    for task_id in ("9223372036854775807", "0" * 19, "a" * 32, "task_" + "Zk3v" * 8, "x" * 200, "id:with.marks~"):
        cases[f"id {task_id[:40]}"] = (MUSIC, requested(task_id))
    for name, (recording, change) in cases.items():
        yield Mutant(FINE, name, (recording,), change)
    way = (WAITING, SUBMITTED, NO_CLIPS, TWO_STREAMS, STILL, MUSIC)
    for names in (
        *(way[:length] for length in range(2, 5)), way[3:], (QUEUED, TWO_STREAMS), (WAITING, "music_failure_no_reason"),
        (NO_CLIPS, "music_unknown", NO_CLIPS),
    ):  # fmt: skip
        yield Mutant(FINE, ", then ".join(names), names, nothing, each=same_task)
    sooner: Change = lambda reply: reply.task.update(  # noqa: E731
        submit_time=reply.task["submit_time"] - 1, start_time=0, status="QUEUED"
    )
    yield Mutant(FINE, "the upstream's submit_time", (WAITING,) * 2, sooner)
    yield Mutant(FINE, "progress grows", (RUNNING,) * 2, in_task(progress="50%"), in_task(progress="30%"))
    yield Mutant(FINE, "an old row learns its action", ("music_old_row",) * 2, in_task(action="MUSIC"))
    video: Change = lambda reply: reply.clips[0].update(  # noqa: E731
        video_url=f"https://cdn1.suno.ai/{reply.clips[0]['id']}.mp4"
    )
    yield Mutant(FINE, "a video comes later", (MUSIC,) * 2, video)


def drifts() -> Iterator[Mutant]:
    for group in (facts, fields, polls, access):
        yield from group()
