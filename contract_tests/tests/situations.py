"""Situations that can prevent the nightly job from reaching the API, and the result of the job for each.

docs/maintaining.md has the table.

Each situation is a server on loopback that sends raw bytes, so that it can also cut a response or send it slowly.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from attrs import Factory, define, field, frozen

from contract_tests.recordings import load
from suno_mock_api import InProcessTransport, MockApi

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-test"
TASKS = {"music_success": "music_success", "lyrics_success": "lyrics_success"}
PAGE = b"<html><h1>503 Service Unavailable</h1></html>"


@frozen
class Incoming:
    """A request as it arrived.

    Attributes:
        head: Its lines.
        path: Its path.
        body: Its body.
        number: How many requests arrived before it.
    """

    head: str
    path: str
    body: bytes
    number: int

    @property
    def task(self) -> bool:
        """Whether it is for a known task, with the valid key."""
        return f"Bearer {KEY}" in self.head and self.path.rpartition("/")[2] in TASKS.values()


API = MockApi()
FRAMING = {"content-length", "content-encoding", "transfer-encoding", "connection"}
Responder = Callable[[Incoming], "bytes | list[bytes]"]


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Write a response."""
    lines = {"content-length": str(len(body)), "connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} x\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + body


def page(status: int, body: bytes = PAGE, **headers: str) -> bytes:
    """Write a page of a proxy."""
    return http(status, body, content_type="text/html", **headers)


def recorded(name: str, edit: Callable[[Any], Any] | None = None) -> bytes:
    """Write the response of a recording, with an optional edit of its body."""
    response = load()[name].response
    headers = {key.replace("-", "_"): value for key, value in response.headers if key.lower() not in FRAMING}
    content = response.content
    if edit:
        body = json.loads(content)
        edit(body)
        content = json.dumps(body, ensure_ascii=False).encode()
    return http(response.status, content, **headers)


def healthy(request: Incoming) -> bytes:
    """Respond like the mocked API."""
    headers = dict(line.split(": ", 1) for line in request.head.split("\r\n")[1:] if ": " in line)
    with httpx.Client(transport=InProcessTransport(API), base_url="http://mocked") as client:
        method = request.head.partition(" ")[0]
        response = client.request(method, request.path, headers=headers, content=request.body or None)
    kept = {name.replace("-", "_"): value for name, value in response.headers.items() if name not in FRAMING}
    return http(response.status_code, response.content, **kept)


def edited(edit: Callable[[Any], Any], *, tasks: bool = True) -> Responder:
    """Respond like the API, but edit the body for known tasks (or of refusals)."""

    def responder(request: Incoming) -> bytes:
        due = healthy(request)
        head, _, content = due.partition(b"\r\n\r\n")
        body = json.loads(content)
        refused = head.partition(b" ")[2] >= b"400"
        if request.task if tasks else refused:
            edit(body)
        elif tasks and not refused and request.path == "/suno/fetch":  # the same tasks, in a batch
            wrapped = [{**body, "data": task} for task in body["data"] or ()]
            for one in wrapped:
                edit(one)
            body["data"] = [one["data"] for one in wrapped]
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        new = json.dumps(body, ensure_ascii=False).encode()
        return b"\r\n".join([*lines, b"content-length: %d" % len(new)]) + b"\r\n\r\n" + new

    return responder


def always(response: bytes | list[bytes]) -> Responder:
    """Send the same response to every request."""
    return lambda _request: response


def of_tasks(response: bytes | list[bytes], *, but: str = "") -> Responder:
    """Send a response for known tasks (all, or all but one), and respond like the API to other requests."""
    return lambda request: response if request.task and not (but and but in request.path) else healthy(request)


def at_first(response: bytes | list[bytes], count: int = 1) -> Responder:
    """Send a response to the first requests."""
    return lambda request: response if request.number < count else healthy(request)


def after(count: int, response: bytes | list[bytes]) -> Responder:
    """Respond like the API to the first requests, then with `response`."""
    return lambda request: healthy(request) if request.number < count else response


def cut(request: Incoming) -> bytes:
    """Break the connection in the middle of a body."""
    due = healthy(request)
    return due[: len(due) - 20] if request.task else due


SILENT: list[bytes] = [b""]
DRIP = [bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\n" + b"x-slow: 1\r\n" * 1000]


@define
class Server:
    """A server on loopback."""

    responder: Responder
    request: list[Incoming] = Factory(list)
    _open: list[socket.socket] = Factory(list)
    _closed: threading.Event = field(factory=threading.Event)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve for as long as the context lasts; gives the base URL."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                self._closed.set()
                for one in self._open:
                    one.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._respond, args=(connection,), daemon=True).start()

    def _respond(self, connection: socket.socket) -> None:
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (read := connection.recv(65536)):
                    return
                head += read
                if head[:1] == b"\x16":  # the hello of TLS
                    connection.sendall(http(400))
                    return
            start, _, body = head.partition(b"\r\n\r\n")
            text = start.decode("latin-1")
            length = next((int(line[15:]) for line in text.split("\r\n") if line[:15].lower() == "content-length:"), 0)
            while len(body) < length:
                if not (read := connection.recv(65536)):
                    return
                body += read
            parts = text.split(" ", 2)
            request = Incoming(text, parts[1] if len(parts) > 1 else "", body, len(self.request))
            self.request.append(request)
            response = self.responder(request)
            if isinstance(response, bytes):
                connection.sendall(response)
            else:
                for piece in response:
                    connection.sendall(piece)
                    if self._closed.wait(0.01):
                        return
                self._closed.wait()
        except OSError:
            pass
        finally:
            connection.close()


@define
class Clock:
    """A clock that only sleeping advances."""

    now: float = 0
    slept: list[float] = Factory(list)

    def sleep(self, seconds: float) -> None:
        """Advance the time."""
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


@frozen
class Situation:
    """One situation, and what the job makes of it.

    Attributes:
        name: A description.
        responder: The server; None for a closed port.
        code: The exit code.
        shown: A part of the output.
        proposal: "pull request", "issue", both, or nothing.
        slept: The pauses before each repetition of a request, in seconds.
        environment: Changed environment variables.
        path: The path of the base URL.
        scheme: Its scheme.
        seconds: The longest that one request takes.
    """

    name: str
    responder: Responder | None
    code: int
    shown: str
    proposal: str = ""
    slept: tuple[float, ...] | None = None
    environment: dict[str, str] = Factory(dict)
    path: str = ""
    scheme: str = "http"
    seconds: float = 20


def new_field(body: Any) -> None:
    """Add a field to the task."""
    body["data"]["mood"] = "calm"


def hostile(body: Any) -> None:
    """Send text with workflow commands."""
    body["data"]["x\n::error::pwned ##[error]pwned @everyone [a](http://x) \x1b[2J"] = (
        "## [9.9.9]\n::set-output name=a::b"
    )


def new_word(body: Any) -> None:
    """Send another value of an enum that no wait watches."""
    body["data"]["action"] = "VIDEO"


def renamed_end(body: Any) -> None:
    """Send another value of the polled status."""
    body["data"]["status"] = "COMPLETED"


def lost_field(body: Any) -> None:
    """Leave out a required field."""
    del body["data"]["progress"]


def broken_time(body: Any) -> None:
    """Send text instead of a declared number."""
    body["data"]["submit_time"] = "yesterday"


def new_error_key(body: Any) -> None:
    """Add a field to the frame of an error."""
    body.get("error", body)["hint"] = "look here"


def new_error_frame(body: Any) -> None:
    """Send errors in another shape."""
    body.clear()
    body.update({"errors": [{"title": "no"}]})


EXHAUSTED, DENIED, UNKNOWN = (
    recorded(name) for name in ("error_401_token_exhausted", "error_403_access_denied", "error_400_task_not_exist")
)
BUSY = recorded("error_503_overloaded")
ODD_500 = http(500, b'{"oops": true}', content_type="application/json", x_oneapi_request_id="2026")
TRIES = (1.0, 3.0, 1.0, 3.0)

SITUATIONS = (
    Situation("all is well", healthy, 0, "No drift in", slept=()),
    Situation("503, a page, for everything", always(page(503)), 2, "HTTP 503", slept=TRIES),
    Situation("503 of the relay's own for everything", always(BUSY), 2, "HTTP 503", slept=TRIES),
    Situation("503 once, then well", at_first(BUSY), 0, "No drift in", slept=(1.0,)),
    Situation("520 of an edge network for everything", always(page(520)), 2, "HTTP 520", slept=TRIES),
    Situation("502 for known tasks only", of_tasks(page(502)), 2, "HTTP 502"),
    Situation(
        "500 in a form that is not declared, for known tasks", of_tasks(ODD_500), 1, "shape", proposal="issue"
    ),
    Situation("429 with Retry-After: 7, once", at_first(http(429, retry_after="7")), 0, "No drift in", slept=(7.0,)),
    Situation("429 with Retry-After: 3600", always(http(429, retry_after="3600")), 2, "asks to wait 3600 s", slept=()),
    Situation("429 for everything", always(http(429)), 2, "HTTP 429", slept=TRIES),
    Situation(
        "the key is refused, 401 for every task", of_tasks(EXHAUSTED), 2, "SUNO_API_KEY is refused"
    ),
    Situation(
        "the key is refused, 403 for every task", of_tasks(DENIED), 2, "without a list of models"
    ),
    Situation("wrong base URL: a page with 200", always(page(200)), 2, "does not lead to the API"),
    Situation(
        "wrong base URL: /v1, 404 `invalid_request_error`",
        always(http(404, b'{"error":{"message":"Invalid URL","type":"invalid_request_error","param":"","code":""}}',
                    content_type="application/json")),
        2, "does not lead to the API", path="/v1",
    ),
    Situation(
        "every request is redirected", always(http(301, location="https://x.example/")), 2, "does not lead to the API"
    ),
    Situation(
        "one known task has expired (400)", of_tasks(UNKNOWN, but="lyrics"), 2, "replace it in SUNO_TASKS"
    ),
    Situation("all known tasks have expired (400)", of_tasks(UNKNOWN), 2, "replace it in SUNO_TASKS"),
    Situation("a page of a proxy for one task", of_tasks(page(200), but="music"), 2, "a page of a proxy"),
    Situation("no server at the address", None, 2, "check the base URL and the network"),
    Situation("not TLS where TLS was expected", healthy, 2, "TLS", scheme="https", slept=()),
    Situation("connections are cut after the first response", after(1, b""), 2, "the connection was cut"),
    Situation("connections are cut within the body", cut, 2, "the connection was cut"),
    Situation("the server does not respond", always(SILENT), 2, "no whole response within", seconds=0.1),
    Situation("the server sends a byte at a time", always(DRIP), 2, "no whole response within", seconds=0.1),
    Situation("a new field of a task", edited(new_field), 1, "mood", proposal="pull request"),
    Situation("a new value of an enum", edited(new_word), 1, "VIDEO", proposal="pull request"),
    Situation(
        "a new value of the polled status", edited(renamed_end), 1, "a wait never ends", proposal="issue"
    ),
    Situation("a new field of a refusal", edited(new_error_key, tasks=False), 1, "hint", proposal="pull request"),
    Situation("a new shape of refusals", edited(new_error_frame, tasks=False), 1, "errors", proposal="pull request"),
    Situation("a required field is gone", edited(lost_field), 1, "progress", proposal="issue"),
    Situation("another type of a field", edited(broken_time), 1, "submit_time", proposal="issue"),
    Situation("a text with workflow commands", edited(hostile), 1, "pwned", proposal="issue"),
    Situation(
        "a new field, and the rest is down",
        lambda request: edited(new_field)(request) if "music" in request.path and request.task else page(503),
        1, "mood", proposal="pull request",
    ),
    Situation("SUNO_TASKS names no scenario of the document", healthy, 2, "did you mean 'music_success'?",
              environment={"SUNO_TASKS": '{"music_sucess": "x"}'}),
    Situation("SUNO_TASKS is set, the secret is lost", healthy, 2, "no key", environment={"SUNO_API_KEY": ""}),
    Situation("neither was ever set (a fork)", healthy, 0, "nothing was checked",
              environment={"SUNO_API_KEY": "", "SUNO_TASKS": ""}),
)  # fmt: skip
EXITS = {0: "0", 1: "1, drift", 2: "2, could not check"}


def table() -> str:
    """Write the situations as a table of Markdown."""
    rows = [
        f"| {one.name} | {EXITS[one.code]} | {'`drift=true`' if one.code == 1 else ''} | {one.shown} | {one.proposal} |"
        for one in SITUATIONS
    ]
    head = ["| situation | exit | output | the run says | proposed |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
