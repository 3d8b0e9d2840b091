"""Drifts of everything around the body: status, content type, encoding, envelope, error bodies, access, headers."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.body_drifts import without
from contract_tests.mutants.reply import Change, Mutant, Reply
from contract_tests.mutants.reply import reply as recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

MUSIC = "music_success"
UNKNOWN, NO_KEY, WRONG_KEY, DENIED, EMPTY_429, SATURATED, TROUBLE, PANIC, OVERLOADED, DATABASE = (
    "error_400_task_not_exist", "error_401_missing_token", "error_401_invalid_token", "error_403_access_denied",
    "error_429_empty_body", "error_429_saturated", "error_500_get_task_failed", "error_500_panic",
    "error_503_overloaded", "error_500_authentication_database",
)  # fmt: skip
HTML = b"<!doctype html><html><body>Just a moment...</body></html>"


def error_of(reply: Reply) -> Any:
    """Give the error inside a relay error."""
    return reply.body["error"]


def raw(content: bytes) -> Change:
    """Send other bytes."""
    return lambda reply: setattr(reply, "raw", content)


def text(change: Any) -> Change:
    """Change the body's text."""
    return lambda reply: setattr(reply, "raw", change(reply.text).encode())


def header(name: str, value: str) -> Change:
    """Set a header."""
    return lambda reply: reply.headers.update({name: value})


def without_header(name: str) -> Change:
    """Leave out a header."""
    return lambda reply: reply.headers.pop(name)


def answer(status: int, scenario: str | None = None) -> Change:
    """Answer with another status."""

    def change(reply: Reply) -> None:
        reply.status, reply.scenario = status, scenario

    return change


def instead(other: str, scenario: str) -> Change:
    """Answer a known situation with another recording."""

    def change(reply: Reply) -> None:
        new = recorded(other)
        reply.status, reply.headers, reply.body, reply.raw = new.status, new.headers, new.body, new.raw
        reply.scenario = scenario

    return change


def statuses() -> Iterator[Mutant]:
    """Statuses that are not declared, or not for this."""
    for status in (
        201,
        202,
        203,
        204,
        206,
        301,
        302,
        307,
        304,
        402,
        405,
        408,
        410,
        418,
        422,
        501,
        502,
        504,
        520,
        524,
        599,
    ):
        yield Mutant("status", f"{status} with the task", (MUSIC,), answer(status))
    yield Mutant("status", "200 with a relay error", (NO_KEY,), answer(200))
    yield Mutant("status", "200 with a task error", (UNKNOWN,), answer(200))
    yield Mutant("status", "400 with a relay error", (WRONG_KEY,), answer(400))
    yield Mutant("status", "401 with a task", (MUSIC,), answer(401))
    yield Mutant("status", "401 with a task error", (UNKNOWN,), answer(401))
    yield Mutant("status", "503 with a task error", (TROUBLE,), answer(503))


def encodings() -> Iterator[Mutant]:
    """Content types, charsets, bytes and JSON text."""
    group = "content type and encoding"
    for value in (
        "text/html",
        "text/plain; charset=utf-8",
        "application/problem+json",
        "text/json",
        "application/octet-stream",
        "application/json; charset=gbk",
        "application/json; charset=iso-8859-1",
        "json",
        "",
    ):
        yield Mutant(group, f"content-type {value!r}", (MUSIC,), header("content-type", value))
    yield Mutant(group, "no content-type", (MUSIC,), without_header("content-type"))
    yield Mutant(
        group, "two content-types", (MUSIC,), lambda reply: reply.extra_headers.append(("content-type", "text/html"))
    )
    yield Mutant(group, "a page instead of JSON", (MUSIC,), raw(HTML))
    yield Mutant(
        group, "an error in another charset", (NO_KEY,), header("content-type", "application/json; charset=gb2312")
    )
    yield Mutant(group, "UTF-16", (MUSIC,), lambda reply: setattr(reply, "raw", reply.text.encode("utf-16")))
    yield Mutant(group, "GBK", (NO_KEY,), lambda reply: setattr(reply, "raw", reply.text.encode("gbk")))
    yield Mutant(group, "Latin-1", (MUSIC,), text_latin)
    yield Mutant(
        group, "byte order mark", (MUSIC,), lambda reply: setattr(reply, "raw", b"\xef\xbb\xbf" + reply.content)
    )
    yield Mutant(group, "a lone surrogate", (MUSIC,), text(lambda body: body.replace("Harbour", "\\ud83c")))
    for name, change in (
        ("NaN", lambda body: body.replace("144.88", "NaN")),
        ("Infinity", lambda body: body.replace("144.88", "Infinity")),
        ("1e999", lambda body: body.replace("144.88", "1e999")),
        ("a repeated key", lambda body: body.replace('"code":', '"code":"success","code":', 1)),
        ("a repeated key, deep inside", lambda body: body.replace('"type":"gen"', '"type":"gen","type":"stem"', 1)),
        ("trailing garbage", lambda body: body + "x"),
        ("two documents", lambda body: body + "\n" + body),
        ("truncated", lambda body: body[: len(body) // 2]),
        ("the last bracket missing", lambda body: body[:-1]),
        ("a trailing comma", lambda body: body[:-1] + ",}"),
        ("single quotes", lambda body: body.replace('"', "'")),
        ("a comment", lambda body: "/* ok */" + body),
        ("JSONP", lambda body: f"callback({body})"),
        ("a guard before the JSON", lambda body: ")]}',\n" + body),
        ("Python's words", lambda body: body.replace("null", "None").replace("true", "True")),
        ("a raw line break in a string", lambda body: body.replace("\\n", "\n")),
        ("JSON inside a JSON string", lambda body: '"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"'),
        ("an event stream", lambda body: f"data: {body}\n\n"),
        ("a leading zero", lambda body: body.replace(":1754537918", ":01754537918")),
    ):  # fmt: skip
        yield Mutant(group, name, (MUSIC,), text(change))
    yield Mutant(group, "an empty body", (MUSIC,), raw(b""))
    yield Mutant(group, "white space", (MUSIC,), raw(b"  \n"))
    yield Mutant(group, "an empty error", (UNKNOWN,), raw(b""))
    yield Mutant(group, "gzip declared, not applied", (MUSIC,), header("content-encoding", "gzip"))
    yield Mutant(
        group, "gzip applied, not declared", (MUSIC,), lambda reply: setattr(reply, "raw", gzip.compress(reply.content))
    )
    yield Mutant(group, "gzip cut off", (MUSIC,), cut_gzip)
    yield Mutant(group, "a coding that nobody asked for", (MUSIC,), header("content-encoding", "zstd"))
    yield Mutant(group, "the connection breaks", (MUSIC,), broken)


def text_latin(reply: Reply) -> None:
    """Write a title in Latin-1."""
    reply.clips[0]["title"] = "Lumières"
    reply.raw = reply.text.encode("latin-1")


def cut_gzip(reply: Reply) -> None:
    """Lose the end of a compressed body."""
    reply.raw = gzip.compress(reply.content)[:-12]
    reply.headers["content-encoding"] = "gzip"


def broken(reply: Reply) -> None:
    """Break the connection in the middle of the body."""
    reply.headers["content-length"] = str(len(reply.content))
    reply.raw, reply.complete = reply.content[:100], False


def headers() -> Iterator[Mutant]:
    """Headers that lie, or are gone."""
    for value in ("soon", "3.5", "-1", "Wed, 28 Jan 2026 08:23:02 GMT", "3s", ""):
        yield Mutant("headers", f"retry-after {value!r}", (EMPTY_429,), header("retry-after", value))
    yield Mutant("headers", "no retry-after on an empty 429", (EMPTY_429,), without_header("retry-after"))
    yield Mutant("headers", "content-length too small", (MUSIC,), header("content-length", "10"))
    yield Mutant("headers", "content-length too large", (MUSIC,), header("content-length", "100000"))
    yield Mutant("headers", "content-length no number", (MUSIC,), header("content-length", "many"))
    yield Mutant("headers", "an empty request id", (UNKNOWN,), header("x-oneapi-request-id", ""))
    yield Mutant(
        "headers",
        "two request ids",
        (UNKNOWN,),
        lambda reply: reply.extra_headers.append(("x-oneapi-request-id", "other")),
    )
    for name in (UNKNOWN, NO_KEY, DENIED, TROUBLE, OVERLOADED):
        yield Mutant("headers", f"no request id, {name}", (name,), without_header("x-oneapi-request-id"))


def envelopes() -> Iterator[Mutant]:
    """Other wrappings of the same task, as forks have them."""

    def wrap(change: Any) -> Change:
        return lambda reply: setattr(reply, "body", change(reply.body))

    forms = {
        "code as 0": lambda body: {**body, "code": 0},
        "code as 200": lambda body: {**body, "code": 200},
        'code as "0"': lambda body: {**body, "code": "0"},
        "code as true": lambda body: {**body, "code": True},
        "code in capitals": lambda body: {**body, "code": "SUCCESS"},
        "an array around one task": lambda body: {**body, "data": [body["data"]]},
        "an empty array": lambda body: {**body, "data": []},
        "the clips themselves": lambda body: {**body, "data": body["data"]["data"]},
        "a bare string": lambda body: {**body, "data": "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"},
        "an empty string": lambda body: {**body, "data": ""},
        "an empty object": lambda body: {**body, "data": {}},
        "the task itself": lambda body: body["data"],
        "the clips without an envelope": lambda body: body["data"]["data"],
        "twice": lambda body: {**body, "data": body},
        "under another name": lambda body: {"code": body["code"], "message": "", "result": body["data"]},
        "msg for message": lambda body: {"code": body["code"], "msg": "", "data": body["data"]},
        "null": lambda body: None,  # noqa: ARG005 - a form's signature
        "true": lambda body: True,  # noqa: ARG005 - a form's signature
        "an empty list": lambda body: [],  # noqa: ARG005 - a form's signature
        "nothing in it": lambda body: {},  # noqa: ARG005 - a form's signature
        "data as text": lambda body: {**body, "data": str(body["data"])},
        "message as a list": lambda body: {**body, "message": []},
        "code of an error": lambda body: {**body, "code": "task_not_exist"},
    }
    for name, change in forms.items():
        yield Mutant("envelope", name, (MUSIC,), wrap(change))


def error_bodies() -> Iterator[Mutant]:
    """Errors in other shapes."""

    def body(value: Any) -> Change:
        return lambda reply: setattr(reply, "body", value)

    def inside(**values: Any) -> Change:
        return lambda reply: reply.body["error"].update(values)

    def top(**values: Any) -> Change:
        return lambda reply: reply.body.update(values)

    group = "error bodies"
    for name in (NO_KEY, DENIED, OVERLOADED, TROUBLE, UNKNOWN, SATURATED, PANIC):
        yield Mutant(group, f"{name}: FastAPI's detail", (name,), body({"detail": "Not authenticated"}))
        yield Mutant(group, f"{name}: a string", (name,), body("error"))
        yield Mutant(group, f"{name}: the error as a string", (name,), body({"error": "no"}))
    yield Mutant(
        group, "problem details", (UNKNOWN,), body({"type": "about:blank", "title": "Not found", "status": 400})
    )
    yield Mutant(group, "another word for an unknown id", (UNKNOWN,), top(code="task_not_found"))
    yield Mutant(group, "a sentence for a code", (TROUBLE,), top(code="Get task failed"))
    yield Mutant(group, "a number for a code", (UNKNOWN,), top(code=400))
    yield Mutant(group, "an empty code", (UNKNOWN,), top(code=""))
    yield Mutant(group, "data as an object", (UNKNOWN,), top(data={}))
    yield Mutant(group, "data as an empty string", (TROUBLE,), top(data=""))
    yield Mutant(group, "a null code", (TROUBLE,), top(code=None))
    for name in (TROUBLE, SATURATED):
        yield Mutant(group, f"{name}: data gone", (name,), lambda reply: reply.body.pop("data"))
    yield Mutant(group, "data gone", (UNKNOWN,), lambda reply: reply.body.pop("data"))
    yield Mutant(group, "data on one-hub's 404", ("error_404_one_hub",), top(data=None))
    yield Mutant(group, "message gone", (UNKNOWN,), lambda reply: reply.body.pop("message"))
    yield Mutant(group, "message null", (TROUBLE,), top(message=None))
    yield Mutant(group, "a field more", (UNKNOWN,), top(request_id="x"))
    yield Mutant(group, "a field more in a relay error", (NO_KEY,), top(status=401))
    yield Mutant(group, "a field more inside error", (WRONG_KEY,), inside(status=401))
    for name in ("message", "type"):
        yield Mutant(group, f"error.{name} gone", (DENIED,), without(error_of, name))
        yield Mutant(group, f"error.{name} null", (OVERLOADED,), inside(**{name: None}))
    yield Mutant(group, "error.code null", (DENIED,), inside(code=None))
    yield Mutant(group, "error.code a number", (WRONG_KEY,), inside(code=401))
    yield Mutant(group, "error.param null", (OVERLOADED,), inside(param=None))
    yield Mutant(group, "error.type of OpenAI", (WRONG_KEY,), inside(type="invalid_request_error"))
    yield Mutant(group, "error null", (PANIC,), body({"error": None}))
    yield Mutant(
        group, "errors in a list", (NO_KEY,), lambda reply: setattr(reply, "body", {"errors": [reply.body["error"]]})
    )
    yield Mutant(group, "a page", (DATABASE,), raw(HTML))


def access() -> Iterator[Mutant]:
    """Who may read what."""
    group = "access"
    yield Mutant(group, "no key is good enough", (NO_KEY,), instead(MUSIC, "no_key"))
    yield Mutant(group, "no key, no expectation", (NO_KEY,), answer(200))
    yield Mutant(group, "a wrong key is good enough", (WRONG_KEY,), instead(MUSIC, "wrong_key"))
    yield Mutant(group, "no key is forbidden", (NO_KEY,), answer(403))
    yield Mutant(group, "a wrong key is forbidden", (WRONG_KEY,), answer(403, "wrong_key"))
    yield Mutant(group, "no key is unknown", (NO_KEY,), instead(UNKNOWN, "no_key"))
    yield Mutant(group, "a wrong key is a database error", (WRONG_KEY,), answer(500, "wrong_key"))
    yield Mutant(group, "an unknown id is null", (UNKNOWN,), instead("unreadable_result", "unknown_id"))
    yield Mutant(group, "an unknown id is a task", (UNKNOWN,), instead(MUSIC, "unknown_id"))
    yield Mutant(group, "an unknown id is trouble", (UNKNOWN,), instead(TROUBLE, "unknown_id"))
    yield Mutant(group, "an unknown id is forbidden", (UNKNOWN,), instead(DENIED, "unknown_id"))
    yield Mutant(group, "a page for an unknown id", (UNKNOWN,), instead("error_200_html_page", "unknown_id"))
    yield Mutant(group, "throttled, but 503", (SATURATED,), instead(OVERLOADED, "throttled"))
    yield Mutant(group, "overloaded, but 500", (OVERLOADED,), instead(TROUBLE, "overloaded"))
    yield Mutant(group, "a known song is unknown", (MUSIC,), instead(UNKNOWN, "music_success"))
    yield Mutant(group, "a known song is unreadable", (MUSIC,), instead("unreadable_result", "music_success"))
    yield Mutant(group, "a known failure is a success", ("music_failure_timeout",), instead(MUSIC, "music_failure"))
    yield Mutant(group, "a known success runs again", (MUSIC,), instead("music_in_progress_streaming", "music_success"))
    yield Mutant(group, "known lyrics are music", ("lyrics_success",), instead(MUSIC, "lyrics_success"))


GROUPS = (statuses, encodings, headers, envelopes, error_bodies, access)
