"""The application: chooses the response to each request."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
import uuid
from collections import Counter, defaultdict, deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import attrs

from .bodies import Refused, ids_in, refused_body
from .document import Document, DocumentError, Operation, pointed, replaced_at
from .examples import examples, property_at, timeline_of
from .history import Requests, Seen
from .live import TIMELINES, Timeline
from .relay import BUILDS, CORS, REQUEST_ID, Build, header_lines, key_in
from .responses import MockResponse, compact, load_recordings, load_unserved, rewritten, task_id_of
from .tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping

    from contract_tests.recordings import Recording

    Message = MutableMapping[str, Any]
    Fault = Callable[[MockResponse], MockResponse]

KEY = "sk-test"
REMEMBERED = 10_000
"""How many requests `MockApi.requests` keeps."""
CONVERSION = 10
"""Seconds from the first request for a file until it is ready."""
BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
OF_BUILDS = {name.lower() for build in BUILDS.values() for name, _ in build.headers}


@attrs.define
class Account:
    """The user of a key, and what the key can pay.

    Attributes:
        user: The user whose tasks it reads and makes.
        submissions: How many more submissions the key can pay.
        balance: How many more submissions its user can pay.
        models: Whether it has a list of allowed models: it can then submit, but every other request is refused.
    """

    user: str = "user"
    submissions: float = float("inf")
    balance: float = float("inf")
    models: bool = False


@attrs.define
class Limit:
    """At most so many requests in so many seconds."""

    requests: int
    seconds: float
    times: deque[float] = attrs.field(factory=deque)

    def wait(self, now: float) -> float:
        """Return the seconds to wait until a request is allowed; 0 if this one is."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        if len(self.times) < self.requests:
            self.times.append(now)
            return 0
        return self.times[0] + self.seconds - now


@attrs.define(eq=False, repr=False)
class MockApi:
    """The provider, an ASGI application: its keys, its tasks, and the requests that it received.

    The file stem of each recording of a polled operation is a task id that gets this recording; a recorded task also
    has its own id. An operation without recordings responds with the document's examples.

    Attributes:
        clock: Returns Unix seconds.
        sleep: Waits for a number of seconds; only `faults.delayed` uses it.
        key: A key that is accepted. The keys of recorded refusals get these refusals; any other key is unknown.
        speed: How much faster than in reality the default timelines go.
        build: The relay's build, "2026-01" or "2026-08".
        document: The document that declares the operations.
        skew: Seconds by which the upstream's clock is ahead of the relay's.
        recordings: The responses by name: recordings of the declared operations, and examples.
        requests: The last `REMEMBERED` requests, by the requested id or by `operationId`.
        processed: How many submissions were processed, by `operationId`; in reality each of them costs money.
        timelines: The timeline of the tasks of a submission, by its `operationId`.
        unserved: The operations that get the dashboard page, as from a relay that does not serve them.
        overloaded: Whether every request is refused because of overload.
    """

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    key: str = KEY
    speed: float = 1
    build: str = attrs.field(default="2026-01", validator=attrs.validators.in_(BUILDS))
    document: Document = attrs.field(factory=Document.load)
    skew: float = -1
    recordings: Mapping[str, Recording] = attrs.field(init=False)
    requests: Requests = attrs.field(factory=lambda: Requests(REMEMBERED), init=False)
    processed: Counter[str] = attrs.field(factory=Counter, init=False)
    timelines: dict[str, Timeline] = attrs.field(factory=dict, init=False)
    unserved: set[str] = attrs.field(factory=set, init=False)
    overloaded: bool = attrs.field(default=False, init=False)
    _built: Build = attrs.field(init=False)
    _accounts: dict[str, Account] = attrs.field(factory=dict, init=False)
    _refusals: dict[str, Recording] = attrs.field(factory=dict, init=False)
    _tasks: dict[str, Tasks] = attrs.field(factory=dict, init=False)
    _successes: dict[str, MockResponse] = attrs.field(factory=dict, init=False)
    _limits: dict[str, Limit] = attrs.field(factory=dict, init=False)
    _first_requested: dict[str, float] = attrs.field(factory=dict, init=False)
    _faults: dict[str, deque[Iterator[Fault | None]]] = attrs.field(factory=lambda: defaultdict(deque), init=False)
    _exampled: frozenset[str] = attrs.field(init=False)
    _numbers: Iterator[int] = attrs.field(factory=itertools.count, init=False)

    def __attrs_post_init__(self) -> None:
        served = {operation.id for operation in self.document.operations}
        recorded = {name: recording for name, recording in load_recordings().items() if recording.operation in served}
        made = examples(self.document, {recording.operation for recording in recorded.values()})
        self.recordings = {**load_unserved(), **recorded, **made}
        self._exampled = frozenset(recording.operation for recording in made.values())
        self._built = BUILDS[self.build]
        self._accounts[self._known(self.key)] = Account()
        for operation in self.document.operations:
            if operation.polling is not None:
                self._tasks[operation.id] = Tasks(operation, self.recordings, self._built, self.skew)
        suffix = self.build.replace("-", "_")
        for name, recording in recorded.items():
            key = key_in(recording.request.header("authorization"))
            if key and name.startswith("key_") and name.endswith(suffix):
                self._refusals[key] = recording

    def start_task(
        self,
        action: str = "MUSIC",
        outcome: str = "SUCCESS",
        *,
        timeline: Timeline | None = None,
        task_id: str | None = None,
        at_first_poll: bool = False,
        operation: str | None = None,
        user: str = "user",
    ) -> str:
        """Submit a live task.

        Args:
            action: MUSIC or LYRICS.
            outcome: The status it ends with, SUCCESS or FAILURE.
            timeline: Its stages; by default a realistic timeline for action and outcome, `speed` times faster.
            task_id: Its id; by default a new one.
            at_first_poll: Submit it at its first poll, not now.
            operation: The polled operation that reads it; by default the document's first.
            user: The user that it belongs to.

        Returns:
            The id of the task.

        Raises:
            DocumentError: No operation of the document is polled.
        """
        if not self._tasks:
            raise DocumentError("no operation of the document has x-polling, so there are no live tasks")
        store = self._tasks[operation] if operation else next(iter(self._tasks.values()))
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"task/{next(self._numbers)}")
        new_id = task_id or self._built.new_task_id(number)
        chosen = timeline or self._timeline(store.operation, action, outcome).faster(self.speed)
        store.start(new_id, chosen, None if at_first_poll else self.clock(), user)
        return new_id

    def add_key(
        self,
        key: str,
        *,
        user: str = "user",
        submissions: float = float("inf"),
        balance: float = float("inf"),
        models: bool = False,
    ) -> None:
        """Accept one more key.

        Args:
            key: The key.
            user: The user whose tasks it reads and makes.
            submissions: How many submissions it can pay. In the build of 2026-01 the last one uses the key up: every
                later request is refused, also for its own tasks. In that of 2026-08 only one more submission is.
            balance: How many submissions its user can pay.
            models: Whether it has a list of models; the relay refuses every fetch with such a key, also of its own
                tasks.
        """
        self._accounts[self._known(key)] = Account(user, submissions, balance, models)

    def limit(self, name: str, requests: int, seconds: float) -> None:
        """Limit the rate of requests; any more get a 429.

        Args:
            name: An `operationId`.
            requests: How many requests are allowed.
            seconds: In how many seconds.
        """
        self._limits[name] = Limit(requests, seconds)

    def inject(self, name: str, faults: Iterable[Fault | None]) -> None:
        """Change the next responses, one by one, after the faults that were injected before.

        Args:
            name: The requested id, of a task or not, or an `operationId`; faults of the id go first.
            faults: A fault for each response; None leaves one as it is. `itertools.repeat` never ends.
        """
        self._faults[name].append(iter(faults))

    def respond(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> MockResponse:
        """Return the response to a request.

        Args:
            method: The method.
            target: Path and query as they were sent, percent-encoded.
            headers: The headers, names in lower case.
            body: The bytes of the body.
        """
        path, _, query = target.partition("?")
        segments = unquote(path, errors="replace").split("/")[1:]
        matched = self._match(method, segments)
        operation, parameters = matched or (None, {})
        parameter = parameters.get(operation.parameter, "") if operation else ""
        name = operation.id if operation else ""
        self.requests.add(Seen(method, path, headers, body, self.clock(), name, parameter))
        if BROKEN_PERCENT.search(path):
            return attrs.evolve(self._recorded("broken_percent_code", HTTPStatus.BAD_REQUEST), bare=True)
        if matched is None and segments[-1] == "" and self.document.match(method, segments[:-1]):
            return _redirect(method, path[:-1] + (f"?{query}" if query else ""))
        if method == "OPTIONS" and headers.get("origin") and headers.get("access-control-request-method"):
            return self._by_relay(self._recorded("preflight", HTTPStatus.NO_CONTENT), {})
        if operation is None or name in self.unserved:
            return self._by_relay(self._unserved(method, path, target), headers)
        fault = self._next_fault(parameter) or self._next_fault(name)
        if fault is not None and not getattr(fault, "processed", True):
            return fault(MockResponse(HTTPStatus.SERVICE_UNAVAILABLE))
        due = self._served(operation, parameter, key_in(operation.key(headers, query)), headers, body)
        return fault(due) if fault else due

    def _match(self, method: str, segments: list[str]) -> tuple[Operation, dict[str, str]] | None:
        matched = self.document.match(method, segments)
        if matched is None and method == "POST":
            # The last part of a submission's path is the relay's action, in upper or lower case.
            matched = self.document.match(method, [*segments[:-1], segments[-1].lower()])
            if matched is not None and not self._submits(matched[0]):
                return None
        return matched

    def _submits(self, operation: Operation) -> tuple[str, str] | None:
        """Return the polled operation for a submission and the JSON pointer to the task id; None for any other."""
        for target, parameter, pointer in operation.links:
            store = self._tasks.get(target)
            if operation.method == "POST" and store is not None and parameter == store.operation.parameter:
                return target, pointer
        return None

    def _unserved(self, method: str, path: str, target: str) -> MockResponse:
        """Return the response to a path or a method that the relay does not serve."""
        if path.startswith(("/v1", "/api")):
            due = self._recorded("wrong_base_url", HTTPStatus.NOT_FOUND)
            recorded = self._built.chosen(self.recordings, "wrong_base_url")
            quoted = f"{recorded.request.method} {recorded.request.path}" if recorded else ""
            return rewritten(due, {quoted: f"{method} {target}"}) if quoted else due
        actions = {
            operation.template.rpartition("/")[0] for operation in self.document.operations if self._submits(operation)
        }
        folder, _, action = path.rpartition("/")
        if method == "POST" and action and folder in actions:
            return self._recorded("submit_unknown_action", HTTPStatus.SERVICE_UNAVAILABLE)
        return self._recorded("dashboard", HTTPStatus.OK)

    def _served(
        self, operation: Operation, parameter: str, key: str | None, headers: Mapping[str, str], body: bytes
    ) -> MockResponse:
        named = self.recordings.get(parameter)
        if named and named.operation != operation.id:
            named = None
        if named and named.violations:
            drifted = rewritten(MockResponse.of(named), {task_id_of(named): parameter})
            # A status that is not declared comes from a proxy in front of the relay.
            return self._by_relay(drifted, headers) if operation.response(drifted.status) else drifted
        account, refusal = self._admit(operation, key, named)
        if refusal is None:
            refusal = self._limited(operation)
        if refusal is not None:
            return self._by_relay(refusal, headers)
        return self._by_relay(self._handled(operation, parameter, headers, body, account), headers)

    def _admit(
        self, operation: Operation, key: str | None, named: Recording | None
    ) -> tuple[Account, MockResponse | None]:
        """Return the account of a request's key, and the refusal if the request is refused."""
        guarded = named is not None and named.response.status == HTTPStatus.SERVICE_UNAVAILABLE
        if self.overloaded:
            return Account(), self._recorded("overloaded", HTTPStatus.SERVICE_UNAVAILABLE)
        if guarded or not operation.secured:  # the relay checks for overload before it checks the key
            return Account(), None
        account = self._accounts.get(key or "")
        if key is not None and account is not None and (account.submissions > 0 or self._built.prepays):
            if account.models and not self._submits(operation):
                return account, self._recorded("key_model_list", HTTPStatus.FORBIDDEN)
            return account, None
        return Account(), self._refusal(key, operation)

    def _refusal(self, key: str | None, operation: Operation) -> MockResponse:
        if key is None:
            return self._recorded("key_missing", HTTPStatus.UNAUTHORIZED, operation)
        if key in self._accounts:
            return self._recorded("key_exhausted", HTTPStatus.UNAUTHORIZED, operation)
        if key.partition("-")[0] in self._accounts:
            return self._recorded("key_channel_suffix", HTTPStatus.FORBIDDEN, operation)
        refusal = self._refusals.get(key)
        return (
            MockResponse.of(refusal) if refusal else self._recorded("key_unknown", HTTPStatus.UNAUTHORIZED, operation)
        )

    def _limited(self, operation: Operation) -> MockResponse | None:
        limit = self._limits.get(operation.id)
        wait = limit.wait(self.clock()) if limit else 0
        if not wait:
            return None
        due = self._recorded("limited", HTTPStatus.TOO_MANY_REQUESTS)
        lines = [(name, str(int(wait) + 1) if name.lower() == "retry-after" else value) for name, value in due.headers]
        return attrs.evolve(due, headers=tuple(lines))

    def _handled(
        self, operation: Operation, parameter: str, headers: Mapping[str, str], body: bytes, account: Account
    ) -> MockResponse:
        """Return the response of the operation to an accepted request."""
        if operation.id in self._tasks:
            found = self._tasks[operation.id].response(parameter, account.user, self.clock())
            if found is None and operation.id in self._exampled:
                found = self._example(operation, parameter)
            return found or self._recorded("task_unknown", HTTPStatus.BAD_REQUEST, operation)
        if operation.batch:
            return self._batch(operation, body, account)
        if self._submits(operation):
            return self._submitted(operation, headers, body, account)
        named = self.recordings.get(parameter)
        if named and named.operation == operation.id:
            return rewritten(MockResponse.of(named), {task_id_of(named): parameter})
        return self._linked(operation, parameter) or self._example(operation, parameter)

    def _batch(self, operation: Operation, body: bytes, account: Account) -> MockResponse:
        declared = operation.batch or {}
        try:
            ids = ids_in(body, declared["ids"])
        except Refused as refusal:
            plain = ((("Content-Type", "text/plain; charset=utf-8"),),)
            return MockResponse(HTTPStatus.BAD_REQUEST, *plain, refusal.body)
        store = self._tasks[declared["single"]]
        tasks, readable = store.batch(ids, declared, account.user, self.clock())
        single = self._example(operation if store.operation.id in self._exampled else store.operation)
        envelope = single.json if single.body.startswith(b"{") else {}
        if not readable:
            envelope.pop("message", None)
        found = tasks if tasks or not ids else self._nothing(operation, declared["items"])
        filled = replaced_at(envelope, declared["items"], found if readable else None)
        return MockResponse(operation.success[0], single.headers, compact(filled).encode())

    def _nothing(self, operation: Operation, pointer: str) -> list[Any] | None:
        """Return the items of an empty batch: null, as the relay does, or [] if the document allows only an array."""
        media: Any = next(iter(operation.success[1].get("content", {}).values()), {})
        schema = property_at(self.document, media.get("schema", {}), pointer)
        return [] if (self.document.resolved(schema) or {}).get("type") == "array" else None

    def _submitted(
        self, operation: Operation, headers: Mapping[str, str], body: bytes, account: Account
    ) -> MockResponse:
        refused = self._refused(operation, headers, body, account)
        if refused is not None:
            return refused
        target, pointer = self._submits(operation) or ("", "")
        account.submissions -= 1
        account.balance -= 1
        self.processed[operation.id] += 1
        action = operation.template.rpartition("/")[2].upper()  # the relay takes the action from the path
        due = self._example(operation)
        numbered = isinstance(pointed(due.json, pointer), int)
        task_id = self.start_task(
            action,
            timeline=self.timelines.get(operation.id),
            task_id=str(next(self._numbers) + 1) if numbered else None,
            operation=target,
            user=account.user,
        )
        made = int(task_id) if numbered else task_id
        return attrs.evolve(due, body=compact(replaced_at(due.json, pointer, made)).encode())

    def _refused(
        self, operation: Operation, headers: Mapping[str, str], body: bytes, account: Account
    ) -> MockResponse | None:
        """Return the refusal of a submission, which makes and charges nothing; None if it is accepted."""
        label = headers.get("content-type", "")
        if not label and operation.declared.get("requestBody", {}).get("required"):
            return self._recorded("submit_no_content_type", HTTPStatus.INTERNAL_SERVER_ERROR, operation)
        if "json" in label:  # the relay accepts any form as a song
            complaint = refused_body(body, self.document, operation)
            if complaint:
                lines = (("Content-Type", "application/json; charset=utf-8"),)
                return MockResponse(HTTPStatus.BAD_REQUEST, lines, complaint)
        if account.balance <= 0:
            return self._recorded("submit_no_balance", HTTPStatus.FORBIDDEN, operation)
        if self._built.prepays and account.submissions < 1:
            return self._recorded("submit_key_cannot_pay", HTTPStatus.FORBIDDEN, operation)
        return None

    def _linked(self, operation: Operation, parameter: str) -> MockResponse | None:
        """Return the response of an operation that a task's result links to, such as timing; None without a link."""
        led = [
            (store, pointer)
            for store in self._tasks.values()
            for target, name, pointer in store.operation.links
            if target == operation.id and name == operation.parameter
        ]
        if not led:
            return None
        known = dict(pair for store, pointer in led for pair in store.shown(pointer, self.clock()))
        found = {value: known[value] for value in parameter.split(",") if value in known}
        due = self._example(operation)
        if due.body.startswith(b"["):
            samples = due.json[:1]
            items = [_in_form(samples[0], value) if samples else value for value in found.values()]
            return attrs.evolve(due, body=compact(items).encode())
        if not found:
            return self._unknown(operation) or attrs.evolve(due, body=b"{}")
        if operation.declared.get("x-safe") is False:
            since = self._first_requested.setdefault(parameter, self.clock())
            if self.clock() - since < CONVERSION / self.speed:
                return attrs.evolve(due, body=b"{}")
        recorded = next(recording for recording in self.recordings.values() if MockResponse.of(recording) == due)
        return rewritten(due, {task_id_of(recorded): parameter})

    def _unknown(self, operation: Operation) -> MockResponse | None:
        """Return the response for an unknown id, whatever its status; None if neither recorded nor declared."""
        for recording in self.recordings.values():
            codes = (operation.response(recording.response.status) or {}).get("x-error-codes", {})
            if recording.operation == operation.id and recording.response.content.startswith(b"{"):
                code = pointed(MockResponse.of(recording).json, "/code")
                if isinstance(code, str) and codes.get(code) == "not_found":
                    return MockResponse.of(recording)
        declared = operation.response(HTTPStatus.NOT_FOUND)
        return self._recorded("", HTTPStatus.NOT_FOUND, operation) if declared else None

    def _example(self, operation: Operation, parameter: str = "") -> MockResponse:
        """Return a success of an operation for the requested id."""
        if operation.id not in self._successes:
            self._successes[operation.id] = self._success(operation)
        due = self._successes[operation.id]
        return rewritten(due, {f"{{{operation.parameter}}}": parameter}) if parameter else due

    def _success(self, operation: Operation) -> MockResponse:
        """Return the first success of an operation: of this build if possible, and with a task if it is polled."""
        successes = [
            recording
            for recording in self.recordings.values()
            if recording.operation == operation.id
            and not recording.violations
            and recording.response.status == operation.success[0]
        ]
        suffix = self.build.replace("-", "_")
        others = {name.replace("-", "_") for name in BUILDS} - {suffix}
        ranked = sorted(
            successes,
            key=lambda recording: (not recording.name.endswith(suffix), recording.name.endswith(tuple(others))),
        )
        if operation.id in self._tasks:
            ranked = [recording for recording in ranked if self._is_task(operation, recording)] or ranked
        return MockResponse.of(ranked[0]) if ranked else MockResponse(operation.success[0])

    def _is_task(self, operation: Operation, recording: Recording) -> bool:
        body = MockResponse.of(recording).json if recording.response.content.startswith(b"{") else None
        return pointed(body, (operation.polling or {})["result"]) is not None

    def _recorded(self, situation: str, status: int, operation: Operation | None = None) -> MockResponse:
        """Return the recording of a situation; if there is none, the document's example for the status."""
        recording = self._built.chosen(self.recordings, situation)
        if recording is not None:
            return MockResponse.of(recording)
        for candidate in [operation] if operation else self.document.operations:
            response = candidate.response(status)
            if response is not None:
                media_type, content = self.document.example(response)
                return MockResponse(status, (("Content-Type", media_type),) if media_type else (), content)
        return MockResponse(status)

    def _timeline(self, operation: Operation, action: str, outcome: str) -> Timeline:
        chosen = TIMELINES.get((action, outcome))
        if chosen is None or any(stage.recording not in self.recordings for stage in chosen.stages):
            return timeline_of(operation)
        return chosen

    def _by_relay(self, response: MockResponse, headers: Mapping[str, str]) -> MockResponse:
        """Return the response with the headers of this build and a new request id, in the header and in the body."""
        request_id = self._built.request_id(self.clock(), next(self._numbers))
        lines = [line for line in response.headers if line[0].lower() not in OF_BUILDS | {REQUEST_ID.lower()}]
        recorded = next((value for name, value in response.headers if name.lower() == REQUEST_ID.lower()), None)
        lines += [*self._built.headers, (REQUEST_ID, request_id), *(CORS if headers.get("origin") else ())]
        stamped = attrs.evolve(response, headers=tuple(lines))
        return rewritten(stamped, {recorded: request_id}) if recorded else stamped

    def _next_fault(self, name: str) -> Fault | None:
        queue = self._faults.get(name)
        while queue:
            try:
                return next(queue[0])
            except StopIteration:
                queue.popleft()
        return None

    @staticmethod
    def _known(key: str) -> str:
        return key_in(key) or ""

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Respond to one request (ASGI)."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        query = b"?" + scope["query_string"] if scope.get("query_string") else b""
        target = (path + query).decode("latin-1")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        response = self.respond(scope["method"], target, headers, body)
        if response.delay:
            await self.sleep(response.delay)
        if response.error is not None and not isinstance(response.error, ConnectionResetError):
            raise response.error
        lines = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in header_lines(response, self.clock())
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": lines})
        if response.error is not None:
            half = response.body[: len(response.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            raise response.error
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})


async def _lifespan(receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    """Confirm start and stop of the server (ASGI's lifespan); there is nothing to do for either."""
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


def _in_form(sample: Any, value: Any) -> Any:
    """Return a value with the keys of a sample; what is missing or has another type is taken from the sample."""
    if not isinstance(sample, dict) or not isinstance(value, dict):
        return value if type(value) is type(sample) or {type(value), type(sample)} == {int, float} else sample
    return {key: _in_form(inner, value.get(key)) for key, inner in sample.items()}


def _redirect(method: str, location: str) -> MockResponse:
    """Return the redirect of Go's router to the path without its last slash."""
    if method != "GET":
        return MockResponse(HTTPStatus.TEMPORARY_REDIRECT, (("Location", location),))
    lines = (("Content-Type", "text/html; charset=utf-8"), ("Location", location))
    return MockResponse(
        HTTPStatus.MOVED_PERMANENTLY, lines, f'<a href="{location}">Moved Permanently</a>.\n\n'.encode()
    )
