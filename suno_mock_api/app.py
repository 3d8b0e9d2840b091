"""The application: which answer a request gets."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
import uuid
from collections import defaultdict, deque
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from .answers import Answer, asked_as, load_recordings, rewritten, task_id_of
from .live import TIMELINES, LiveTask, Timeline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from starlette.types import Receive, Scope, Send

    from contract_tests.recordings import Recording

    from .faults import Fault

KEY = "sk-test"
REQUEST_ID = "X-Oneapi-Request-Id"
ROUTE = re.compile(r"/suno/fetch/(?P<task_id>[^/]+)(?P<slash>/?)")
UNKNOWN_ID = "error_400_task_not_exist"
MISSING_KEY = "error_401_missing_token"
WRONG_KEY = "error_401_invalid_token"
UNSERVED = "error_200_html_page"


@attrs.frozen
class Seen:
    """One request that came in.

    Attributes:
        method: Its method.
        path: Its path as it was sent, percent-encoded.
        headers: Its headers, names in lower case.
        at: When it came, in Unix seconds.
    """

    method: str
    path: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    at: float


@attrs.define
class MockApi:
    """The provider's state: its keys, its tasks, and what was asked of it.

    Every recording answers under its file's stem as task id, and those of tasks under their own ids, too.

    Attributes:
        clock: Unix seconds.
        sleep: Waits for a number of seconds; used by `faults.delayed` alone.
        key: The key that is accepted. The keys of the recorded refusals get these; any other is unknown.
        speed: How much faster than in life the default timelines go.
        requests: What was asked, by task id; "" for paths that are not served.
    """

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    key: str = attrs.field(default=KEY, repr=False)
    speed: float = 1
    recordings: Mapping[str, Recording] = attrs.field(factory=load_recordings, repr=False)
    requests: dict[str, list[Seen]] = attrs.field(factory=lambda: defaultdict(list), init=False, repr=False)
    _by_task_id: dict[str, Recording] = attrs.field(init=False, repr=False)
    _live: dict[str, LiveTask] = attrs.field(factory=dict, init=False, repr=False)
    _faults: dict[str, deque[Iterator[Fault | None]]] = attrs.field(
        factory=lambda: defaultdict(deque), init=False, repr=False
    )
    _numbers: Iterator[int] = attrs.field(factory=itertools.count, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._by_task_id = {
            task_id_of(recording): recording
            for recording in self.recordings.values()
            if recording.response.status == HTTPStatus.OK and not recording.violations
        }

    def start_task(
        self,
        action: str = "MUSIC",
        outcome: str = "SUCCESS",
        *,
        timeline: Timeline | None = None,
        task_id: str | None = None,
        at_first_poll: bool = False,
    ) -> str:
        """Submit a task that lives.

        Args:
            action: MUSIC or LYRICS.
            outcome: The status it ends with, SUCCESS or FAILURE.
            timeline: What it answers when; by default a realistic one for action and outcome, `speed` times faster.
            task_id: Its id; by default a new one.
            at_first_poll: Submit it when it is first asked for, not now.

        Returns:
            Its id.
        """
        new_id = task_id or str(uuid.uuid5(uuid.NAMESPACE_URL, f"task/{next(self._numbers)}"))
        chosen = timeline or TIMELINES[action, outcome].faster(self.speed)
        submitted = None if at_first_poll else self.clock()
        self._live[new_id] = LiveTask(new_id, chosen, self.recordings, submitted)
        return new_id

    def inject(self, task_id: str, faults: Iterable[Fault | None]) -> None:
        """Spoil the next answers for a task id, one by one, after those that were injected before.

        Args:
            task_id: The id that is asked for, of a task or not.
            faults: What happens to each answer; None leaves one as it is. `itertools.repeat` never ends.
        """
        self._faults[task_id].append(iter(faults))

    def answer(self, method: str, raw_path: str, headers: Mapping[str, str]) -> Answer:
        """What a request gets.

        Args:
            method: The method.
            raw_path: The path as it was sent, percent-encoded and without a query.
            headers: The headers, names in lower case.
        """
        route = ROUTE.fullmatch(raw_path) if method == "GET" else None
        task_id = unquote(route["task_id"]) if route else ""
        self.requests[task_id].append(Seen(method, raw_path, headers, self.clock()))
        if route is None or task_id in {".", ".."}:
            return self._by_relay(Answer.of(self.recordings[UNSERVED]))
        if route["slash"]:
            location = raw_path.removesuffix("/")
            moved = (("Location", location), ("Content-Type", "text/html; charset=utf-8"))
            return self._by_relay(Answer(301, moved, f'<a href="{location}">Moved Permanently</a>.\n\n'.encode()))
        due = self._task_answer(task_id, headers.get("authorization"))
        fault = self._next_fault(task_id)
        return fault(due) if fault else due

    def _task_answer(self, task_id: str, authorization: str | None) -> Answer:
        named = self.recordings.get(task_id)
        if named and named.violations:
            return asked_as(named, task_id)
        overloaded = named is not None and named.response.status == HTTPStatus.SERVICE_UNAVAILABLE
        refusal = None if overloaded else self._refusal(authorization)  # the overload guard comes before the key
        if refusal:
            return self._by_relay(Answer.of(refusal))
        if task_id in self._live:
            return self._by_relay(self._live[task_id].answer(self.clock()))
        recorded = named or self._by_task_id.get(task_id) or self.recordings[UNKNOWN_ID]
        return self._by_relay(asked_as(recorded, task_id))

    def _refusal(self, authorization: str | None) -> Recording | None:
        if not (authorization or "").removeprefix("Bearer").strip():
            return self.recordings[MISSING_KEY]
        if authorization == f"Bearer {self.key}":
            return None
        refusals = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        for recording in self.recordings.values():
            if recording.response.status in refusals and recording.request.header("authorization") == authorization:
                return recording
        return self.recordings[WRONG_KEY]

    def _by_relay(self, answer: Answer) -> Answer:
        """The answer with a request id of its own, in the header and in its text."""
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(self.clock()))
        request_id = f"{stamp}{next(self._numbers):09}mockmock"
        recorded = dict(answer.headers).get(REQUEST_ID.lower())
        headers = tuple((name, value) for name, value in answer.headers if name.lower() != REQUEST_ID.lower())
        stamped = attrs.evolve(answer, headers=(*headers, (REQUEST_ID, request_id)))
        return rewritten(stamped, {recorded: request_id}) if recorded else stamped

    def _next_fault(self, task_id: str) -> Fault | None:
        queue = self._faults.get(task_id)
        while queue:
            try:
                return next(queue[0])
            except StopIteration:
                queue.popleft()
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        request = Request(scope)
        raw_path = scope["raw_path"].decode("ascii")
        answer = self.answer(request.method, raw_path, dict(request.headers))
        if answer.delay:
            await self.sleep(answer.delay)
        response = Response(answer.body, answer.status)
        # Response takes a mapping, but an answer may repeat a header.
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        response.raw_headers = [*response.raw_headers, *pairs]
        if answer.error is None:
            await response(scope, receive, send)
            return
        if isinstance(answer.error, ConnectionResetError):
            await send({"type": "http.response.start", "status": answer.status, "headers": response.raw_headers})
            half = answer.body[: len(answer.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        raise answer.error


def create_app(
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    key: str = KEY,
    speed: float = 1,
) -> Starlette:
    """Make the application; its `state.mock` is the `MockApi`.

    Args:
        clock: Unix seconds.
        sleep: Waits for a number of seconds.
        key: The key that is accepted.
        speed: How much faster than in life the default timelines go.
    """
    app = Starlette()
    app.state.mock = MockApi(clock, sleep, key, speed)
    # Not a route: Starlette's routes match the decoded path, and an id may hold an encoded slash or line break.
    app.router.default = app.state.mock
    return app
