"""The live probe: the fewest requests that exercise every layer of the contract, seen byte by byte."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from attrs import Factory, define, frozen

from contract_tests.contract import Document, Exchange
from contract_tests.contract.pointers import get, split
from contract_tests.drift.summary import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contract_tests.contract import Operation

UNKNOWN_ID, NO_KEY, WRONG_KEY = "unknown_id", "no_key", "wrong_key"
"""The situations that the probe makes itself, as openapi.yaml names them."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a body that are read; what is longer is not whole."""
TIMEOUT = 30
"""Seconds to connect, and between two reads."""


class CannotCheckError(Exception):
    """The probe could not do its work; the message says why."""


@frozen
class Request:
    """One request of the plan: which id, for which situation, with which key."""

    scenario: str
    task_id: str
    key: str | None


@define
class Probe:
    """Asks a server.

    Attributes:
        base_url: Where it is.
        key: The key.
        tasks: Task ids by scenario.
        polls: How often a task that is still running is asked.
        interval: Seconds between two polls of it.
        transport: Replaces the network; for tests.
        sleep: Waits; for tests.
    """

    base_url: str
    key: str
    tasks: Mapping[str, str]
    polls: int = 2
    interval: float = 5
    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], object] = time.sleep
    document: Document = Factory(Document.load)

    @property
    def operation(self) -> Operation:
        """The operation that is asked: the one that only reads and is polled."""
        [operation] = [one for one in self.document.operations if one.safe and one.polling]
        return operation

    def plan(self) -> list[Request]:
        """List the requests that are made in any case."""
        wrong = "sk-" + secrets.token_hex(12)
        known = [Request(name, task_id, self.key) for name, task_id in self.tasks.items()]
        anyone = next(iter(self.tasks.values()), str(uuid.uuid4()))
        return [
            *known,
            Request(UNKNOWN_ID, str(uuid.uuid4()), self.key),
            Request(NO_KEY, anyone, None),
            Request(WRONG_KEY, anyone, wrong),
        ]

    def announcement(self) -> str:
        """Say how many requests there will be."""
        running = sum(self._may_run(name) for name in self.tasks)
        least = len(self.plan()) + bool(len(self.tasks) - running)
        most = len(self.plan()) + bool(self.tasks) + running * (self.polls - 1)
        return f"{least} to {most} requests" if most > least else f"{least} requests"

    def _may_run(self, scenario: str) -> bool:
        """Whether a scenario's task may still be running: the document's example of it is, or it has none."""
        expected = self.document.scenario(scenario, self.operation)
        return not expected or any(
            polling and example and get(example, split(polling["status"])) not in _ends(polling)
            for pointer, example in expected.items()
            for polling in [self.document.get(pointer).get("x-polling")]
        )

    def _needs_key(self, scenario: str) -> bool:
        """Whether a scenario is one that only a good key sees."""
        expected = self.document.scenario(scenario, self.operation)
        return not any(split(pointer)[-1] == str(int(httpx.codes.UNAUTHORIZED)) for pointer in expected)

    def run(self) -> Iterator[Exchange | Unreadable]:
        """Ask, and give each answer. A finished task is asked once more: it must not have changed.

        Raises:
            CannotCheckError: The server cannot be reached, or refuses the key for every task.
        """
        answered = 0
        statuses: list[int] = []
        again: Request | None = None
        with httpx.Client(
            transport=self.transport,
            timeout=TIMEOUT,
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),  # what an answer leaves behind must not reach the next
        ) as client:
            for request in self.plan():
                seen = self.fetch(client, request)
                yield seen
                if isinstance(seen, Unreadable):
                    if not answered:
                        raise CannotCheckError(f"{self.base_url}: {seen.reason}")
                    continue
                answered += 1
                if request.key != self.key or request.scenario not in self.tasks:
                    continue
                if self._needs_key(request.scenario):
                    statuses.append(seen.status)
                if self._running(seen) and self._may_run(request.scenario):
                    yield from self._poll(client, request)
                elif seen.status == httpx.codes.OK:
                    again = again or request
            if again:
                yield self.fetch(client, again)
        refused = [status for status in statuses if status == httpx.codes.UNAUTHORIZED]
        if refused and all(status in refused or status >= httpx.codes.TOO_MANY_REQUESTS for status in statuses):
            raise CannotCheckError(f"{self.base_url}: the key in SUNO_API_KEY is refused (401) for every task")

    def _poll(self, client: httpx.Client, request: Request) -> Iterator[Exchange | Unreadable]:
        for _ in range(self.polls - 1):
            self.sleep(self.interval)
            yield self.fetch(client, request)

    def fetch(self, client: httpx.Client, request: Request) -> Exchange | Unreadable:
        """Make one request, without a retry, and keep what comes, to the byte."""
        operation = self.operation
        path = operation.template.format(task_id=quote(request.task_id, safe=""))
        headers = {"accept": "application/json", "accept-encoding": "gzip, deflate", "user-agent": "suno-client drift"}
        if request.key is not None:
            headers["authorization"] = f"Bearer {request.key}"
        try:
            with client.stream(operation.method, self.base_url.rstrip("/") + path, headers=headers) as response:
                body, complete = _raw(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Unreadable(request.scenario, f"{type(error).__name__}: {error}".replace(self.key, "***"))
        return Exchange(
            method=operation.method,
            url=str(response.request.url),
            request_headers=tuple(pair for pair in response.request.headers.multi_items() if pair[0] != "authorization")
            + ((("authorization", "Bearer ***"),) if request.key else ()),
            status=response.status_code,
            headers=tuple((name, value.replace(self.key, "***")) for name, value in response.headers.multi_items()),
            body=body.replace(self.key.encode(), b"*" * len(self.key.encode())),
            complete=complete,
            at=time.time(),
            scenario=request.scenario,
            name=request.scenario,
        )

    def _running(self, exchange: Exchange) -> bool:
        """Whether an answer is of a task that has not ended."""
        response = self.document.matched(exchange).response
        polling = self.document.get(response).get("x-polling") if response else None
        if not polling:
            return False
        try:
            body = httpx.Response(200, headers=list(exchange.headers or ()), content=exchange.body).json()
        except (ValueError, httpx.HTTPError):
            return False
        status = get(body, split(polling["status"]))
        return isinstance(status, str) and status not in _ends(polling)


def _ends(polling: dict[str, Any]) -> list[Any]:
    return [*polling["success"], *polling["failure"]]


def _raw(response: httpx.Response) -> tuple[bytes, bool]:
    """Read a body as it is sent, as far as it comes, up to LARGEST."""
    body = b""
    try:
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > LARGEST:
                return body[:LARGEST], False
    except httpx.HTTPError:
        return body, False
    return body, True
