"""Servers that drifted: how the response to a fetch differs from the documented one, kind by kind.

The kinds are drifts of this endpoint and its forks that occurred, and similar ones.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import evolve, field, frozen

from contract_tests.recordings import load

Edit = Callable[[Any], Any]

DONE: Final[dict[str, Any]] = load("fetch_task")["music_success"].response.body
TASK_ID: Final = str(DONE["data"]["task_id"])
URL: Final = str(DONE["data"]["data"][0]["audio_url"])
KEEPS: Final = object()


@frozen
class Reply:
    """One response: its status, headers and body."""

    status: int = 200
    headers: dict[str, str] = field(factory=lambda: {"content-type": "application/json"})
    content: bytes = b""


@frozen
class Drift:
    """One way to drift.

    Attributes:
        kind: The group that it belongs to.
        name: Which of the group it is.
        apply: Makes the drifted response from the documented body of a poll.
        failure: Whether the right outcome is a failed task, not a song.
    """

    kind: str
    name: str
    apply: Callable[[Any], Reply]
    failure: bool = False


def running() -> dict[str, Any]:
    """Return the body of a task that still runs, without clips."""
    body = copy.deepcopy(DONE)
    body["data"].update(status="IN_PROGRESS", progress="30%", finish_time=0, data=None)
    return body


def reply(body: Any, **changes: Any) -> Reply:
    """Return a response with a JSON body."""
    return evolve(Reply(content=json.dumps(body, ensure_ascii=False).encode()), **changes)


def edited(edit: Edit, **changes: Any) -> Callable[[Any], Reply]:
    """Return a responder with an edited body; an edit that returns None has changed it in place."""

    def apply(body: Any) -> Reply:
        body = copy.deepcopy(body)
        result = edit(body)
        return reply(body if result is None else result, **changes)

    return apply


def raw(write: Callable[[bytes], bytes], **headers: str) -> Callable[[Any], Reply]:
    """Return a responder with an edited text."""
    return lambda body: Reply(
        content=write(json.dumps(body).encode()),
        headers={
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )


def labelled(**headers: str) -> Callable[[Any], Reply]:
    """Return a responder with other headers."""
    return raw(lambda text: text, **headers)


def at(path: str, change: Callable[[Any, str], None]) -> Edit:
    """Return an edit of one field in each object at a path; `*` is each item of an array."""

    def edit(body: Any) -> None:
        *steps, key = path.split(".")
        holders = [body]
        for step in steps:
            holders = [
                found
                for holder in holders
                for found in (holder if step == "*" and isinstance(holder, list) else [_step(holder, step)])
            ]
        for holder in holders:
            if isinstance(holder, dict) and key in holder:
                change(holder, key)

    return edit


def _step(holder: Any, step: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    return holder[int(step)] if isinstance(holder, list) and step.isdecimal() and int(step) < len(holder) else None


def put(value: Any) -> Callable[[Any, str], None]:
    """Return a change that puts a value."""
    return lambda holder, key: holder.__setitem__(key, value)


def drop(holder: Any, key: str) -> None:
    """Remove a field."""
    del holder[key]


def rename(name: str) -> Callable[[Any, str], None]:
    """Return a change that renames a field."""
    return lambda holder, key: holder.__setitem__(name, holder.pop(key))


def word(done: str, runs: str = "IN_PROGRESS") -> Edit:
    """Return an edit of the status values."""
    return lambda body: body["data"].update(status=done if body["data"]["status"] == "SUCCESS" else runs)


def camel(value: Any) -> Any:
    """Write every key of a body in camel case."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if isinstance(value, dict):
        return {_camel(key): camel(item) for key, item in value.items()}
    return value


def _camel(key: str) -> str:
    head, *rest = key.split("_")
    return head + "".join(part.title() for part in rest)


def done_only(edit: Edit) -> Edit:
    """Return an edit of the finished task only."""
    return lambda body: edit(body) if body["data"]["status"] == "SUCCESS" else None


def running_only(edit: Edit) -> Edit:
    """Return an edit of the running task only."""
    return lambda body: None if body["data"]["status"] == "SUCCESS" else edit(body)


def failing(edit: Edit) -> Edit:
    """Return an edit of the finished task, which has failed instead."""

    def fail(body: Any) -> None:
        body["data"].update(status="FAILURE", fail_reason="moderation", data=None)
        edit(body)

    return done_only(fail)


def _each(kind: str, paths: str, changes: dict[str, Callable[[Any, str], None]]) -> Iterator[Drift]:
    for path in paths.split():
        for name, change in changes.items():
            yield Drift(kind, f"{path} {name}", edited(at(path, change)))


DECORATIVE: Final = (
    "code message data.task_id data.action data.fail_reason data.submit_time data.start_time data.finish_time "
    "data.progress data.notify_hook data.data.*.id data.data.*.status"
)
CLIP_FIELDS: Final = (
    "title metadata tags prompt duration created_at model_name clip_id image_url video_url state entity_type "
    "allow_comments handle"
)
EXTRA: Final = {
    **dict.fromkeys(("id", "created_at", "updated_at", "user_id", "channel_id", "quota"), 7),
    **dict.fromkeys(("platform", "group", "result_url"), "x"),
    "properties": {"input": "x"},
}
"""The keys that were added to a task in 2026-02."""


def drifts() -> list[Drift]:
    """Return every drift."""
    return [*_fields(), *_envelope(), *_words(), *_essential(), *_transport(), *_errors()]


def _fields() -> Iterator[Drift]:
    yield from _each("decorative field removed", DECORATIVE, {"removed": drop})
    yield from _each("decorative field null", DECORATIVE, {"null": put(None)})
    yield from _each("decorative field retyped", DECORATIVE, {"object": put({"value": 1}), "list": put([1])})
    yield from _each("decorative field renamed", DECORATIVE, {"renamed": rename("renamed_field")})
    for path in CLIP_FIELDS.split():
        yield from _each("optional clip field", f"data.data.*.{path}", {"null": put(None), "number": put(7.5)})
    times = "data.submit_time data.start_time data.finish_time"
    yield from _each("form of a time", times, {"text": put("2025-08-07T03:38:38Z"), "milliseconds": put(1754537918000)})
    yield from _each(
        "form of progress", "data.progress", {"number": put(100), "no sign": put("100"), "word": put("done")}
    )
    yield Drift("new fields", "18 keys", edited(lambda body: body["data"].update(EXTRA)))
    yield Drift("new fields", "in the envelope", edited(lambda body: body.update(request_id="x", success=True)))
    yield Drift("new fields", "in a clip", edited(at("data.data.*.id", lambda clip, _: clip.update(persona={"a": 1}))))
    yield Drift(
        "new fields", "1,000 odd keys", edited(lambda body: body["data"].update({f"k{n}": n for n in range(1000)}))
    )
    yield Drift(
        "other id", "prefix", edited(lambda body: body["data"].update(task_id="task_Zk3vN8qWc1RtY6uXbL0aHs5DfGj2PmEo"))
    )
    yield Drift("other id", "integer", edited(lambda body: body["data"].update(task_id=1234567890123456789)))
    yield Drift("clip", "one broken sibling", edited(done_only(lambda body: body["data"]["data"].append("gone"))))
    yield Drift("clip", "null sibling", edited(done_only(lambda body: body["data"]["data"].append(None))))
    yield Drift(
        "clip", "sibling without audio", edited(done_only(lambda body: body["data"]["data"].append({"id": "x"})))
    )
    yield Drift("clip", "id no UUID", edited(at("data.data.*.id", put("clip-1"))))
    yield Drift("clip", "status unknown", edited(at("data.data.*.status", put("finalised"))))
    yield Drift("clip", "audio_url null in one", edited(at("data.data.1.audio_url", put(None))))
    yield Drift("action", "unknown word", edited(at("data.action", put("REMIX"))))
    yield Drift("action", "empty", edited(at("data.action", put(""))))
    yield Drift("action", "lower case", edited(at("data.action", put("music"))))


def _envelope() -> Iterator[Drift]:
    kind = "envelope"
    yield Drift(kind, "code 200", edited(at("code", put(200))))
    yield Drift(kind, "code 0", edited(at("code", put(0))))
    yield Drift(kind, "code '0'", edited(at("code", put("0"))))
    yield Drift(kind, "code ok", edited(at("code", put("ok"))))
    yield Drift(kind, "code true", edited(at("code", put(value=True))))
    yield Drift(kind, "code SUCCESS", edited(at("code", put("SUCCESS"))))
    yield Drift(kind, "message text", edited(at("message", put("成功"))))
    yield Drift(kind, "only data", edited(lambda body: {"data": body["data"]}))
    yield Drift(kind, "data an array of one task", edited(lambda body: body.update(data=[body["data"]])))
    yield Drift(kind, "data the clips", edited(done_only(lambda body: body.update(data=body["data"]["data"]))))
    yield Drift(kind, "data a text", edited(done_only(lambda body: body.update(data=URL))))
    yield Drift(kind, "data JSON as text", edited(lambda body: body.update(data=json.dumps(body["data"]))))
    yield Drift(kind, "no envelope", edited(lambda body: body["data"]))
    yield Drift(kind, "wrapped in result", edited(lambda body: {"result": body}))
    yield Drift(kind, "wrapped in data", edited(lambda body: {"code": "success", "data": body}))
    yield Drift(kind, "an array around all", edited(lambda body: [body]))
    yield Drift(kind, "data renamed", edited(lambda body: {"code": "success", "message": "", "result": body["data"]}))
    yield Drift(kind, "camelCase", edited(camel))
    yield Drift(
        kind,
        "clips in an object",
        edited(done_only(lambda body: body["data"].update(data={"clips": body["data"]["data"]}))),
    )
    yield Drift(
        kind, "one clip as object", edited(done_only(lambda body: body["data"].update(data=body["data"]["data"][0])))
    )


def _words() -> Iterator[Drift]:
    kind = "status word"
    for done, runs in (
        ("success", "in_progress"),
        ("Success", "In_Progress"),
        ("SUCCESS", "PENDING"),
        ("SUCCESS", "processing"),
        ("SUCCESS", "RUNNING"),
        ("SUCCESS", ""),
        ("SUCCESS ", "IN_PROGRESS"),
        ("COMPLETE", "PENDING"),
        ("complete", "pending"),
        ("COMPLETED", "RUNNING"),
        ("ARCHIVED", "IN_PROGRESS"),
    ):
        yield Drift(kind, f"{done!r} after {runs!r}", edited(word(done, runs)))
    for failed in ("FAIL", "fail", "FAILED", "failure", "Failure"):
        edit = failing(at("data.status", put(failed)))
        yield Drift("failure word", failed, edited(edit), failure=True)
    for odd in ("ERROR", "IN_PROGRESS", "UNKNOWN", "", "CANCELLED"):
        edit = failing(at("data.status", put(odd)))
        yield Drift("100% with a reason", odd or "no word", edited(edit), failure=True)
    yield Drift(
        "failure", "without a reason", edited(failing(lambda body: body["data"].update(fail_reason=""))), failure=True
    )
    yield Drift(
        "failure", "reason null", edited(failing(lambda body: body["data"].update(fail_reason=None))), failure=True
    )
    yield Drift("failure", "no progress", edited(failing(at("data.progress", drop))), failure=True)
    yield Drift("failure", "data removed", edited(failing(at("data.data", drop))), failure=True)
    yield Drift("failure", "data empty text", edited(failing(lambda body: body["data"].update(data=""))), failure=True)
    yield Drift(
        "failure",
        "data an error object",
        edited(failing(lambda body: body["data"].update(data={"error": "x"}))),
        failure=True,
    )


def _essential() -> Iterator[Drift]:
    kind = "essential field"
    yield from _each(kind, "data data.status", {"removed": drop, "null": put(None), "number": put(3)})
    yield Drift(kind, "clips removed", edited(at("data.data", drop)))
    yield Drift(kind, "clips null", edited(at("data.data", put(None))))
    yield Drift(kind, "clips renamed", edited(at("data.data", rename("clips"))))
    yield Drift(kind, "status renamed", edited(at("data.status", rename("state"))))
    changes = {"removed": drop, "null": put(None), "renamed": rename("audio"), "list": put([URL])}
    yield from _each(kind, "data.data.*.audio_url", changes)
    kind = "while running"
    for name, value in {"''": "", "{}": {}, "[]": [], "a text": "soon"}.items():
        yield Drift(kind, f"clips {name}", edited(running_only(at("data.data", put(value)))))
    yield Drift(kind, "clips missing", edited(running_only(at("data.data", drop))))
    silent = [{"id": "x", "status": "queued"}]
    yield Drift(kind, "clip without audio", edited(running_only(at("data.data", put(silent)))))
    yield Drift(kind, "status missing", edited(running_only(at("data.status", drop))))
    yield Drift(kind, "task null", edited(running_only(at("data", put(None)))))


def _transport() -> Iterator[Drift]:
    kind = "label"
    labels = "text/plain text/html application/octet-stream text/json application/x-json application/problem+json a;b;;"
    for media_type in (*labels.split(), "", "application/json; charset=latin-1"):
        yield Drift(kind, media_type or "none", labelled(content_type=media_type))
    kind = "bytes"
    yield Drift(kind, "byte order mark", raw(lambda text: b"\xef\xbb\xbf" + text))
    yield Drift(kind, "UTF-16", raw(lambda text: text.decode().encode("utf-16")))
    yield Drift(kind, "white space around", raw(lambda text: b"\r\n\t " + text + b"\n\n"))
    yield Drift(kind, "raw tab in a text", raw(lambda text: text.replace(b"Harbour Lights", b"Harbour\tLights")))
    yield Drift(kind, "bad UTF-8 in a text", raw(lambda text: text.replace(b"Harbour Lights", b"Harbour\xffLights")))
    yield Drift(kind, "lone surrogate", raw(lambda text: text.replace(b"Harbour Lights", rb"Harbour\ud800Lights")))
    yield Drift(kind, "NUL after it", raw(lambda text: text + b"\0"))
    yield Drift(kind, "JSONP", raw(lambda text: b"callback(" + text + b")"))
    yield Drift(kind, "event stream", raw(lambda text: b"data: " + text + b"\n\n", content_type="text/event-stream"))
    yield Drift(kind, "anti-hijacking prefix", raw(lambda text: b")]}',\n" + text))
    yield Drift(kind, "trailing comma", raw(lambda text: text[:-1] + b",}"))
    yield Drift(kind, "NaN duration", edited(at("data.data.*.duration", put(float("nan")))))
    yield Drift(kind, "Infinity", edited(at("data.data.*.duration", put(float("inf")))))
    yield Drift(kind, "NaN submit_time", edited(at("data.submit_time", put(float("nan")))))
    yield Drift(kind, "duplicated keys", raw(lambda text: text.replace(b'{"code"', b'{"code": "old", "code"', 1)))
    yield Drift(kind, "status twice", raw(lambda text: text.replace(b'"status"', b'"status": "QUEUED", "status"', 1)))
    yield Drift(kind, "huge integer", edited(at("data.submit_time", put(10**400))))
    yield Drift(kind, "3 MB", edited(lambda body: body["data"].update(log="x" * 3_000_000)))
    yield Drift(kind, "6 MB", edited(lambda body: body["data"].update(log="x" * 6_000_000)))
    yield Drift(kind, "deep nesting", edited(lambda body: body["data"].update(log=json.loads("[" * 300 + "]" * 300))))
    yield Drift(kind, "HTML in a title", edited(at("data.data.*.title", put("<html><b>x</b>"))))
    yield Drift("coding", "gzip", raw(gzip.compress, content_encoding="gzip"))
    yield Drift("coding", "gzip in capitals", raw(gzip.compress, content_encoding="GZIP"))
    yield Drift("coding", "x-gzip", raw(gzip.compress, content_encoding="x-gzip"))
    yield Drift(
        "coding", "gzip twice", raw(lambda text: gzip.compress(gzip.compress(text)), content_encoding="gzip, gzip")
    )
    yield Drift("coding", "gzip without a label", raw(gzip.compress))
    yield Drift("coding", "label without gzip", labelled(content_encoding="gzip"))
    yield Drift("coding", "label utf-8", labelled(content_encoding="utf-8"))
    for status in (201, 202, 203, 206, 226, 299):
        yield Drift("status", str(status), edited(lambda _: None, status=status))
    for status in (400, 404, 500):
        yield Drift("status with a song", str(status), edited(lambda _: None, status=status))


def _errors() -> Iterator[Drift]:
    kind = "error inside a 200"
    missing = {"code": "task_not_exist", "message": "task_not_exist", "data": None}
    yield Drift(kind, "task_not_exist", edited(lambda _: missing))
    yield Drift(kind, "get_task_failed", edited(lambda _: {"code": "get_task_failed", "message": "x", "data": None}))
    yield Drift(
        kind, "relay error", edited(lambda _: {"error": {"message": "no", "type": "new_api_error", "code": ""}})
    )
    yield Drift(kind, "code beside a task", edited(at("code", put("get_task_failed"))))
    yield Drift(kind, "error beside a task", edited(lambda body: body.update(error={"message": "slow"})))
    yield Drift(
        kind,
        "HTML page",
        lambda _: Reply(content=b"<!doctype html><html></html>", headers={"content-type": "text/html"}),
    )
    yield Drift(kind, "empty", lambda _: Reply())
    yield Drift(kind, "null", edited(lambda _: "null"))
