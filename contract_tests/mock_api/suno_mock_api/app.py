"""The application: which answer a request gets."""

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

from .answers import Answer, compact, load_recordings, load_unserved, rewritten, task_id_of
from .bodies import Refused, ids_in, refused_body
from .document import Document, DocumentError, Operation, pointed, replaced_at
from .examples import examples, property_at, timeline_of
from .history import Requests, Seen
from .live import TIMELINES, Timeline
from .relay import BUILDS, CORS, REQUEST_ID, Build, header_lines, key_in
from .tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping

    from contract_tests.recordings import Recording

    Message = MutableMapping[str, Any]
    Fault = Callable[[Answer], Answer]

KEY = "sk-test"
REMEMBERED = 10_000
"""How many requests are remembered."""
CONVERSION = 10
"""Seconds that a file takes to be there after it was asked for first."""
BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
OF_BUILDS = {name.lower() for build in BUILDS.values() for name, _ in build.headers}


@attrs.define
class Account:
    """Who a key belongs to, and what it can pay.

    Attributes:
        user: Whose tasks it reads and makes.
        submissions: How many more submissions the key can pay.
        balance: How many more its user can pay.
        models: Whether it has a list of models that lets submissions through: then it is refused for all the rest.
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
        """Return the seconds until a request is let through; 0 where this one is."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        if len(self.times) < self.requests:
            self.times.append(now)
            return 0
        return self.times[0] + self.seconds - now


@attrs.define(eq=False)
class MockApi:
    """The provider, an ASGI application: its keys, its tasks, and what was asked of it.

    Every recording of a polled operation answers under its file's stem as task id, and those of tasks under their own
    ids, too. An operation without recordings answers with the document's examples.

    Attributes:
        clock: Unix seconds.
        sleep: Waits for a number of seconds; used by `faults.delayed` alone.
        key: A key that is accepted. The keys of the recorded refusals get these; any other is unknown.
        speed: How much faster than in life the default timelines go.
        build: The relay's build, "2026-01" or "2026-08".
        document: What is served.
        skew: Seconds by which the upstream's clock is ahead of the relay's.
        recordings: What is answered, by name: recordings of the operations that are served, and examples.
        requests: The last `REMEMBERED` requests, by the id that they asked for or by `operationId`.
        processed: How many submissions were processed, by `operationId`; in life each of them costs money.
        timelines: What the tasks of a submission go through, by its `operationId`.
        unserved: The operations that get the dashboard, as at a relay that does not serve them.
        overloaded: Whether the overload guard refuses everything.
    """

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    key: str = attrs.field(default=KEY, repr=False)
    speed: float = 1
    build: str = attrs.field(default="2026-01", validator=attrs.validators.in_(BUILDS))
    document: Document = attrs.field(factory=Document.load, repr=False)
    skew: float = -1
    recordings: Mapping[str, Recording] = attrs.field(init=False, repr=False)
    requests: Requests = attrs.field(factory=lambda: Requests(REMEMBERED), init=False, repr=False)
    processed: Counter[str] = attrs.field(factory=Counter, init=False)
    timelines: dict[str, Timeline] = attrs.field(factory=dict, init=False, repr=False)
    unserved: set[str] = attrs.field(factory=set, init=False)
    overloaded: bool = attrs.field(default=False, init=False)
    _built: Build = attrs.field(init=False, repr=False)
    _accounts: dict[str, Account] = attrs.field(factory=dict, init=False, repr=False)
    _refusals: dict[str, Recording] = attrs.field(factory=dict, init=False, repr=False)
    _tasks: dict[str, Tasks] = attrs.field(factory=dict, init=False, repr=False)
    _successes: dict[str, Answer] = attrs.field(factory=dict, init=False, repr=False)
    _limits: dict[str, Limit] = attrs.field(factory=dict, init=False, repr=False)
    _asked_first: dict[str, float] = attrs.field(factory=dict, init=False, repr=False)
    _faults: dict[str, deque[Iterator[Fault | None]]] = attrs.field(
        factory=lambda: defaultdict(deque), init=False, repr=False
    )
    _exampled: frozenset[str] = attrs.field(init=False, repr=False)
    _numbers: Iterator[int] = attrs.field(factory=itertools.count, init=False, repr=False)

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
        """Submit a task that lives.

        Args:
            action: MUSIC or LYRICS.
            outcome: The status it ends with, SUCCESS or FAILURE.
            timeline: What it answers when; by default a realistic one for action and outcome, `speed` times faster.
            task_id: Its id; by default a new one.
            at_first_poll: Submit it when it is first asked for, not now.
            operation: The polled operation that reads it; by default the document's first.
            user: Whose it is.

        Returns:
            Its id.

        Raises:
            DocumentError: No operation of the document is polled.
        """
        if not self._tasks:
            raise DocumentError("no operation of the document has x-polling, so that no task lives")
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
            user: Whose tasks it reads and makes.
            submissions: How many submissions it can pay. In the build of 2026-01 the last of them uses the key up: from
                then on it is refused, for what it submitted as well. In that of 2026-08 one more is refused.
            balance: How many submissions its user can pay.
            models: Whether it has a list of models; the relay refuses such a key for every fetch, even of what it has
                just submitted.
        """
        self._accounts[self._known(key)] = Account(user, submissions, balance, models)

    def limit(self, name: str, requests: int, seconds: float) -> None:
        """Answer 429 to more requests than so many in so many seconds.

        Args:
            name: An `operationId`.
            requests: How many are let through.
            seconds: In which time.
        """
        self._limits[name] = Limit(requests, seconds)

    def inject(self, name: str, faults: Iterable[Fault | None]) -> None:
        """Spoil the next answers, one by one, after those that were injected before.

        Args:
            name: The id that is asked for, of a task or not, or an `operationId`; the id's faults go first.
            faults: What happens to each answer; None leaves one as it is. `itertools.repeat` never ends.
        """
        self._faults[name].append(iter(faults))

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """What a request gets.

        Args:
            method: The method.
            target: Path and query as they were sent, percent-encoded.
            headers: The headers, names in lower case.
            body: The bytes of its body.
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
            return fault(Answer(HTTPStatus.SERVICE_UNAVAILABLE))
        due = self._served(operation, parameter, key_in(operation.key(headers, query)), headers, body)
        return fault(due) if fault else due

    def _match(self, method: str, segments: list[str]) -> tuple[Operation, dict[str, str]] | None:
        matched = self.document.match(method, segments)
        if matched is None and method == "POST":
            # The last part of a submission's path is the relay's action, in any case.
            matched = self.document.match(method, [*segments[:-1], segments[-1].lower()])
            if matched is not None and not self._submits(matched[0]):
                return None
        return matched

    def _submits(self, operation: Operation) -> tuple[str, str] | None:
        """Return which polled operation reads what an operation submits, and where its body has the id."""
        for target, parameter, pointer in operation.links:
            store = self._tasks.get(target)
            if operation.method == "POST" and store is not None and parameter == store.operation.parameter:
                return target, pointer
        return None

    def _unserved(self, method: str, path: str, target: str) -> Answer:
        """What a path or a method gets that the relay does not serve."""
        if path.startswith(("/v1", "/api")):
            due = self._recorded("wrong_base_url", HTTPStatus.NOT_FOUND)
            recorded = self._built.chosen(self.recordings, "wrong_base_url")
            asked = f"{recorded.request.method} {recorded.request.path}" if recorded else ""
            return rewritten(due, {asked: f"{method} {target}"}) if asked else due
        actions = {
            operation.template.rpartition("/")[0] for operation in self.document.operations if self._submits(operation)
        }
        folder, _, action = path.rpartition("/")
        if method == "POST" and action and folder in actions:
            return self._recorded("submit_unknown_action", HTTPStatus.SERVICE_UNAVAILABLE)
        return self._recorded("dashboard", HTTPStatus.OK)

    def _served(
        self, operation: Operation, parameter: str, key: str | None, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        named = self.recordings.get(parameter)
        if named and named.operation != operation.id:
            named = None
        if named and named.violations:
            drifted = rewritten(Answer.of(named), {task_id_of(named): parameter})
            # A status that is not declared comes from a proxy in front of the relay.
            return self._by_relay(drifted, headers) if operation.response(drifted.status) else drifted
        account, refusal = self._admit(operation, key, named)
        if refusal is None:
            refusal = self._limited(operation)
        if refusal is not None:
            return self._by_relay(refusal, headers)
        return self._by_relay(self._handled(operation, parameter, headers, body, account), headers)

    def _admit(self, operation: Operation, key: str | None, named: Recording | None) -> tuple[Account, Answer | None]:
        """Return whose key a request has, and how it is refused, if it is."""
        guarded = named is not None and named.response.status == HTTPStatus.SERVICE_UNAVAILABLE
        if self.overloaded:
            return Account(), self._recorded("overloaded", HTTPStatus.SERVICE_UNAVAILABLE)
        if guarded or not operation.secured:  # the overload guard comes before the key
            return Account(), None
        account = self._accounts.get(key or "")
        if key is not None and account is not None and (account.submissions > 0 or self._built.prepays):
            if account.models and not self._submits(operation):
                return account, self._recorded("key_model_list", HTTPStatus.FORBIDDEN)
            return account, None
        return Account(), self._refusal(key, operation)

    def _refusal(self, key: str | None, operation: Operation) -> Answer:
        if key is None:
            return self._recorded("key_missing", HTTPStatus.UNAUTHORIZED, operation)
        if key in self._accounts:
            return self._recorded("key_exhausted", HTTPStatus.UNAUTHORIZED, operation)
        if key.partition("-")[0] in self._accounts:
            return self._recorded("key_channel_suffix", HTTPStatus.FORBIDDEN, operation)
        refusal = self._refusals.get(key)
        return Answer.of(refusal) if refusal else self._recorded("key_unknown", HTTPStatus.UNAUTHORIZED, operation)

    def _limited(self, operation: Operation) -> Answer | None:
        limit = self._limits.get(operation.id)
        wait = limit.wait(self.clock()) if limit else 0
        if not wait:
            return None
        due = self._recorded("limited", HTTPStatus.TOO_MANY_REQUESTS)
        lines = [(name, str(int(wait) + 1) if name.lower() == "retry-after" else value) for name, value in due.headers]
        return attrs.evolve(due, headers=tuple(lines))

    def _handled(
        self, operation: Operation, parameter: str, headers: Mapping[str, str], body: bytes, account: Account
    ) -> Answer:
        """What the operation itself answers."""
        if operation.id in self._tasks:
            found = self._tasks[operation.id].answer(parameter, account.user, self.clock())
            if found is None and operation.id in self._exampled:
                found = self._example(operation, parameter)
            return found or self._recorded("task_unknown", HTTPStatus.BAD_REQUEST, operation)
        if operation.batch:
            return self._batch(operation, body, account)
        if self._submits(operation):
            return self._submitted(operation, headers, body, account)
        named = self.recordings.get(parameter)
        if named and named.operation == operation.id:
            return rewritten(Answer.of(named), {task_id_of(named): parameter})
        return self._linked(operation, parameter) or self._example(operation, parameter)

    def _batch(self, operation: Operation, body: bytes, account: Account) -> Answer:
        declared = operation.batch or {}
        try:
            ids = ids_in(body, declared["ids"])
        except Refused as refusal:
            plain = ((("Content-Type", "text/plain; charset=utf-8"),),)
            return Answer(HTTPStatus.BAD_REQUEST, *plain, refusal.body)
        store = self._tasks[declared["single"]]
        tasks, readable = store.batch(ids, declared, account.user, self.clock())
        single = self._example(operation if store.operation.id in self._exampled else store.operation)
        envelope = single.json if single.body.startswith(b"{") else {}
        if not readable:
            envelope.pop("message", None)
        found = tasks if tasks or not ids else self._nothing(operation, declared["items"])
        filled = replaced_at(envelope, declared["items"], found if readable else None)
        return Answer(operation.success[0], single.headers, compact(filled).encode())

    def _nothing(self, operation: Operation, pointer: str) -> list[Any] | None:
        """What a batch answers that finds none: null, as the relay does, but where the document has an array only."""
        media: Any = next(iter(operation.success[1].get("content", {}).values()), {})
        schema = property_at(self.document, media.get("schema", {}), pointer)
        return [] if (self.document.resolved(schema) or {}).get("type") == "array" else None

    def _submitted(self, operation: Operation, headers: Mapping[str, str], body: bytes, account: Account) -> Answer:
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
    ) -> Answer | None:
        """How a submission is refused, if it is; nothing is made or charged then."""
        label = headers.get("content-type", "")
        if not label and operation.declared.get("requestBody", {}).get("required"):
            return self._recorded("submit_no_content_type", HTTPStatus.INTERNAL_SERVER_ERROR, operation)
        if "json" in label:  # a form is taken for a song, whatever stands in it
            complaint = refused_body(body, self.document, operation)
            if complaint:
                lines = (("Content-Type", "application/json; charset=utf-8"),)
                return Answer(HTTPStatus.BAD_REQUEST, lines, complaint)
        if account.balance <= 0:
            return self._recorded("submit_no_balance", HTTPStatus.FORBIDDEN, operation)
        if self._built.prepays and account.submissions < 1:
            return self._recorded("submit_key_cannot_pay", HTTPStatus.FORBIDDEN, operation)
        return None

    def _linked(self, operation: Operation, parameter: str) -> Answer | None:
        """What an operation answers that a task's result leads to, such as a clip's timing; None if none does."""
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
            since = self._asked_first.setdefault(parameter, self.clock())
            if self.clock() - since < CONVERSION / self.speed:
                return attrs.evolve(due, body=b"{}")
        recorded = next(recording for recording in self.recordings.values() if Answer.of(recording) == due)
        return rewritten(due, {task_id_of(recorded): parameter})

    def _unknown(self, operation: Operation) -> Answer | None:
        """What an operation answers for an id that nobody knows, whatever its status; None where that is not known."""
        for recording in self.recordings.values():
            codes = (operation.response(recording.response.status) or {}).get("x-error-codes", {})
            if recording.operation == operation.id and recording.response.content.startswith(b"{"):
                code = pointed(Answer.of(recording).json, "/code")
                if isinstance(code, str) and codes.get(code) == "not_found":
                    return Answer.of(recording)
        declared = operation.response(HTTPStatus.NOT_FOUND)
        return self._recorded("", HTTPStatus.NOT_FOUND, operation) if declared else None

    def _example(self, operation: Operation, parameter: str = "") -> Answer:
        """A success of an operation for the id that is asked for."""
        if operation.id not in self._successes:
            self._successes[operation.id] = self._success(operation)
        due = self._successes[operation.id]
        return rewritten(due, {f"{{{operation.parameter}}}": parameter}) if parameter else due

    def _success(self, operation: Operation) -> Answer:
        """The first success of an operation, of this build if there is one; of a polled one, with a task."""
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
        return Answer.of(ranked[0]) if ranked else Answer(operation.success[0])

    def _is_task(self, operation: Operation, recording: Recording) -> bool:
        body = Answer.of(recording).json if recording.response.content.startswith(b"{") else None
        return pointed(body, (operation.polling or {})["result"]) is not None

    def _recorded(self, situation: str, status: int, operation: Operation | None = None) -> Answer:
        """The recording of a situation; where there is none, what the document declares for the status."""
        recording = self._built.chosen(self.recordings, situation)
        if recording is not None:
            return Answer.of(recording)
        for candidate in [operation] if operation else self.document.operations:
            response = candidate.response(status)
            if response is not None:
                media_type, content = self.document.example(response)
                return Answer(status, (("Content-Type", media_type),) if media_type else (), content)
        return Answer(status)

    def _timeline(self, operation: Operation, action: str, outcome: str) -> Timeline:
        chosen = TIMELINES.get((action, outcome))
        if chosen is None or any(stage.recording not in self.recordings for stage in chosen.stages):
            return timeline_of(operation)
        return chosen

    def _by_relay(self, answer: Answer, headers: Mapping[str, str]) -> Answer:
        """The answer with this build's headers, and with a request id of its own in the header and in its text."""
        request_id = self._built.request_id(self.clock(), next(self._numbers))
        lines = [line for line in answer.headers if line[0].lower() not in OF_BUILDS | {REQUEST_ID.lower()}]
        recorded = next((value for name, value in answer.headers if name.lower() == REQUEST_ID.lower()), None)
        lines += [*self._built.headers, (REQUEST_ID, request_id), *(CORS if headers.get("origin") else ())]
        stamped = attrs.evolve(answer, headers=tuple(lines))
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
        """Answer one request (ASGI)."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
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
        answer = self.answer(scope["method"], target, headers, body)
        if answer.delay:
            await self.sleep(answer.delay)
        if answer.error is not None and not isinstance(answer.error, ConnectionResetError):
            raise answer.error
        lines = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in header_lines(answer, self.clock())
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": lines})
        if answer.error is not None:
            half = answer.body[: len(answer.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            raise answer.error
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


async def _live(receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    """Start and stop with the server (ASGI's lifespan): there is nothing to start or to stop."""
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


def _in_form(sample: Any, value: Any) -> Any:
    """Return a value with the keys of a recorded one; a key that it has not, or with another type, is the recorded."""
    if not isinstance(sample, dict) or not isinstance(value, dict):
        return value if type(value) is type(sample) or {type(value), type(sample)} == {int, float} else sample
    return {key: _in_form(inner, value.get(key)) for key, inner in sample.items()}


def _redirect(method: str, location: str) -> Answer:
    """What Go's router answers where the path is served without its last slash: nothing of the relay's."""
    if method != "GET":
        return Answer(HTTPStatus.TEMPORARY_REDIRECT, (("Location", location),))
    lines = (("Content-Type", "text/html; charset=utf-8"), ("Location", location))
    return Answer(HTTPStatus.MOVED_PERMANENTLY, lines, f'<a href="{location}">Moved Permanently</a>.\n\n'.encode())
