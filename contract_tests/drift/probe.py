"""The live probe: the fewest requests that exercise every layer of the contract.

It sends only requests that change nothing, repeats them after a pause if there is trouble, and distinguishes trouble
from drift.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

import attrs
from attrs import Factory, define, field

from contract_tests.contract import Document, Exchange
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.drift import trouble
from contract_tests.drift.fetcher import SECONDS, Failure, Fetcher
from contract_tests.drift.plan import Plan, Request
from contract_tests.drift.summary import Note, Unreadable
from contract_tests.drift.trouble import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    import httpx

PAUSES = (1.0, 3.0)
"""Seconds before each repetition of a request, unless the server sends Retry-After."""
LONGEST_WAIT = 60
"""The longest Retry-After that is obeyed, in seconds; after a longer one the run sends no further request."""
PATIENCE = 2
"""How many requests may fail after all repetitions; the others are then sent once."""
LIMIT = 300
"""The longest that a run takes, in seconds, without the pauses between polls."""


class CannotCheckError(Exception):
    """The check could not be made; the message has the reason."""


@define
class Probe:
    """Sends the requests of a plan to a server.

    Attributes:
        base_url: The base URL of the server.
        key: The key.
        tasks: Known ids by scenario.
        polls: How often a running task is polled.
        interval: Seconds between two polls of it.
        also: Names of operations that may start something, and are called nevertheless; never a submission.
        transport: Replaces the network in tests.
        sleep: Replaces `time.sleep` in tests.
        monotonic: Replaces `time.monotonic` in tests.
        document: The document.
        seconds: The longest that one request takes.
    """

    base_url: str
    key: str = field(repr=False)
    tasks: Mapping[str, str]
    polls: int = 2
    interval: float = 5
    also: Collection[str] = ()
    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], object] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    document: Document = Factory(Document.load)
    seconds: float = SECONDS
    _in_trouble: int = 0
    _end: float = 0
    _silenced: str = ""

    def plan(self) -> Plan:
        """Return the plan.

        Raises:
            SettingError: `also` names an operation that does not exist or is never called.
        """
        wrong = "sk-" + secrets.token_hex(12)
        return Plan(self.document, self.tasks, self.key, wrong, self.also)

    @property
    def limit(self) -> float:
        """The longest that a run takes, in seconds."""
        return LIMIT + len(self.tasks) * (self.polls - 1) * self.interval

    def announcement(self) -> str:
        """Return how many requests the probe will send, and how long they take at most."""
        plan = self.plan()
        known, (exampled, _) = plan.known(), plan.exampled()
        certain = [*known, *plan.batches(), *exampled]
        running = sum(self._may_run(request) for request in known)
        again = any(request.operation.polling for request in known)
        leading = {link.operation for request in certain for link in request.operation.links}
        linked = [operation for operation in plan.operations() if operation.name in leading and not operation.batch]
        refusals = len(plan.refusals(certain))
        uncertain = [Request(operation, operation.name, self.key) for operation in linked]
        most_refusals = len(plan.refusals([*certain, *uncertain]))
        finished = any(request.operation.polling and not self._may_run(request) for request in known)
        least = len(certain) + refusals + finished
        most = len(certain) + again + running * (self.polls - 1) + len(linked) + most_refusals
        count = f"{least} to {most} requests" if most > least else f"{least} request{'' if least == 1 else 's'}"
        tries = f"each sent at most {len(PAUSES) + 1} times if there is trouble"
        minutes, seconds = divmod(round(self.limit), 60)
        return f"{count}, {tries}; it takes at most {minutes} min" + (f" {seconds} s" if seconds else "")

    def run(self) -> Iterator[Exchange | Unreadable | Note]:
        """Send every request of the plan, and yield each response, or the reason why there is nothing to judge.

        A finished task is polled once more, since it must not have changed. A request of the plan that was not judged
        is yielded as Unreadable, so that an incomplete run does not pass.

        Raises:
            SettingError: `also` names an operation that does not exist or is never called.
        """
        plan = self.plan()
        self._end, self._in_trouble, self._silenced = self.monotonic() + self.limit, 0, ""
        outcomes, reasons = self._send_all(plan)
        yield from self._sorted(outcomes)
        named = {outcome.request.operation.name for outcome in outcomes}
        for name, reason in reasons.items():
            if name not in named:
                yield Note(name, f"not called: {reason}")

    def _send_all(self, plan: Plan) -> tuple[list[Outcome], dict[str, str]]:
        outcomes: list[Outcome] = []
        exampled, reasons = plan.exampled()
        again: Request | None = None
        for request in plan.known():
            outcomes.append(outcome := self._send(request))
            if self._unreachable(outcomes):
                return outcomes, {}
            if self._running(outcome):
                for _ in range(self.polls - 1):
                    self.sleep(self.interval)
                    outcomes.append(self._send(request))
            elif request.operation.polling and _succeeded(outcome):
                again = again or request
        if again:
            outcomes.append(self._send(again))
        for request in (*plan.batches(), *exampled):
            outcomes.append(self._send(request))
            if self._unreachable(outcomes):
                return outcomes, {}
        self._follow_links(plan, outcomes)
        outcomes += [self._send(request) for request in plan.refusals([outcome.request for outcome in outcomes])]
        return outcomes, reasons

    def _follow_links(self, plan: Plan, outcomes: list[Outcome]) -> None:
        """Call each operation that a response links to once, with the first value of the link."""
        done = {outcome.request.operation.name for outcome in outcomes}
        for outcome in outcomes:  # grows in the loop: a linked response may have links
            if isinstance(outcome.seen, Failure) or not _succeeded(outcome):
                continue
            for request in plan.linked(outcome.request, outcome.seen, trouble.json_of(outcome.seen)):
                if request.operation.name not in done:
                    done.add(request.operation.name)
                    outcomes.append(self._send(request))

    def _unreachable(self, outcomes: list[Outcome]) -> bool:
        """Return whether no request reached the server; then no other is sent."""
        return all(isinstance(outcome.seen, Failure) and not outcome.seen.connected for outcome in outcomes)

    def fetch(self, task_id: str, operation: str = "") -> Exchange | Unreadable:
        """Fetch one known id, or several of a batch, separated by commas; repeat the request if there is trouble.

        Raises:
            SettingError: The operation is never called, or takes no id.
        """
        self._end, self._in_trouble, self._silenced = self.monotonic() + self.limit, 0, ""
        plan = attrs.evolve(self.plan(), tasks={"": task_id})
        requests = [plan.request_for(operation, task_id)] if operation else plan.known()
        if not requests:
            return Unreadable(task_id, "the document has no operation that takes an id")
        seen = self._send(requests[0]).seen
        if isinstance(seen, Failure):
            return Unreadable(self.base_url, seen.reason)
        return attrs.evolve(seen, scenario=None)

    def _send(self, request: Request) -> Outcome:
        """Send a request, and repeat it after a pause while the trouble may pass."""
        fetcher = Fetcher(self.base_url, (self.key,), self.transport)
        for pause in (*PAUSES, None):
            left = self._end - self.monotonic()
            if self._silenced or left <= 0:
                reason = self._silenced or f"the time limit of this run ({self.limit:.0f} s) is exceeded"
                return Outcome(request, Failure(f"not sent: {reason}", connected=True))
            outcome = Outcome(request, fetcher.fetch(request, min(self.seconds, left)))
            found = trouble.of(self.document, outcome)
            if found is None or not found.passes:
                return outcome
            wait = pause if found.wait is None or pause is None else max(found.wait, pause)
            if found.wait is not None and found.wait > LONGEST_WAIT:
                self._silenced = f"the server asks to wait {found.wait:.0f} s"
                return outcome
            if wait is None or self._in_trouble >= PATIENCE or wait >= self._end - self.monotonic():
                break
            self.sleep(wait)
        self._in_trouble += 1
        return outcome

    def _sorted(self, outcomes: list[Outcome]) -> Iterator[Exchange | Unreadable | Note]:
        """Yield the exchanges to judge, and each reason why requests could not be checked, once."""
        reasons: dict[str, list[str]] = {}
        if address := trouble.wrong_address(outcomes, self.document):
            yield Unreadable(self.base_url, address)
            return
        absent = dict(self._not_served(outcomes))
        trusted = any(outcome.request.known and _succeeded(outcome) for outcome in outcomes)
        for outcome in outcomes:
            if outcome.request.operation.name in absent:
                continue
            found = trouble.of(self.document, outcome)
            unexpected = not outcome.request.known and _refused(outcome, self.key, self.document)
            if found is None and unexpected and not trusted:
                known = attrs.evolve(outcome, request=attrs.evolve(outcome.request, known=True))
                found = trouble.of(self.document, known)
            if found is not None:
                reasons.setdefault(found.reason, []).append(outcome.request.name)
            if isinstance(outcome.seen, Exchange) and (found is None or found.judged):
                yield attrs.evolve(outcome.seen, scenario=None) if found else outcome.seen
        for reason, names in reasons.items():
            yield Unreadable(", ".join(dict.fromkeys(names)), reason)
        for name, reason in absent.items():
            yield Note(name, reason)

    def _not_served(self, outcomes: list[Outcome]) -> Iterator[tuple[str, str]]:
        """Yield the operations that this server does not serve, which is not drift unless they are documented."""
        served = {
            outcome.request.operation.name for outcome in outcomes if outcome.request.known and _succeeded(outcome)
        }
        for outcome in outcomes:
            operation, seen = outcome.request.operation, outcome.seen
            guaranteed = operation.evidence == "documented" or (operation.polling and not operation.batch)
            if guaranteed or not outcome.request.known or isinstance(seen, Failure) or not served - {operation.name}:
                continue
            page = seen.status < trouble.SERVER_ERROR and trouble.foreign(self.document, outcome.request, seen)
            if page or seen.status in trouble.NOT_SERVED or seen.status == trouble.UNAVAILABLE:
                yield operation.name, f"not served here: {trouble.status(seen)}{' with a page' if page else ''}"

    def _may_run(self, request: Request) -> bool:
        """Return whether the task of a scenario may be running: the document's example is, or there is no example."""
        polling = request.operation.polling
        examples = self.document.scenario(request.scenario or "", request.operation).values()
        if not polling:
            return False
        words = [get(example, split(polling["status"])) for example in examples if example]
        return not examples or any(isinstance(word, str) and word.casefold() not in ends(polling) for word in words)

    def _running(self, outcome: Outcome) -> bool:
        """Return whether a response has a task that has not ended."""
        polling = outcome.request.operation.polling
        if not polling or isinstance(outcome.seen, Failure):
            return False
        if not self._may_run(outcome.request) or not _succeeded(outcome):
            return False
        status = get(trouble.json_of(outcome.seen), split(polling["status"]))
        return isinstance(status, str) and status.casefold() not in ends(polling)


def ends(polling: Mapping[str, Any]) -> set[str]:
    """Return the status values that end a wait, in lower case."""
    return {str(word).casefold() for word in (*polling["success"], *polling["failure"])}


def _succeeded(outcome: Outcome) -> bool:
    seen = outcome.seen
    return isinstance(seen, Exchange) and seen.status < 300 and trouble.json_of(seen) is not MISSING


def _refused(outcome: Outcome, key: str, document: Document) -> bool:
    """Return whether the valid key is refused, in a request where only the id should be."""
    return (
        isinstance(outcome.seen, Exchange)
        and outcome.request.key == key
        and outcome.seen.status in trouble.REFUSED
        and not trouble.expected(document, outcome.request, outcome.seen)
    )
