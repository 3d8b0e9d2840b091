"""The live probe: the fewest requests that exercise every layer of the contract, seen byte by byte.

It asks only what changes nothing, asks again politely where there is trouble, and tells trouble from drift.
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
from contract_tests.drift.trouble import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    import httpx

PAUSES = (1.0, 3.0)
"""Seconds before a request is made once more, where the server names no time itself."""
LONGEST_WAIT = 60
"""The longest Retry-After that is obeyed, in seconds; who asks for more is not asked again in this run."""
PATIENCE = 2
"""Requests that stay in trouble before the others are made once only: then it is the server that is in trouble."""
LIMIT = 300
"""The longest that a run takes, in seconds, besides the pauses between polls."""


class CannotCheckError(Exception):
    """The check could not be made; the message says why."""


@define
class Probe:
    """Asks a server.

    Attributes:
        base_url: Where it is.
        key: The key.
        tasks: Known ids by scenario.
        polls: How often a task that is still running is asked.
        interval: Seconds between two polls of it.
        also: Names of operations that may start something, and are asked all the same; never a submission.
        transport: Replaces the network; for tests.
        sleep: Waits; for tests.
        monotonic: Tells the seconds that have passed; for tests.
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
        """Make the plan.

        Raises:
            SettingError: `also` names no operation that may be asked.
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
        tries = f"each at most {len(PAUSES) + 1} times where there is trouble"
        minutes, seconds = divmod(round(self.limit), 60)
        return f"{count}, {tries}; it takes at most {minutes} min" + (f" {seconds} s" if seconds else "")

    def run(self) -> Iterator[Exchange | Unreadable | Note]:
        """Send every request of the plan, and yield each response, or why there is nothing to judge.

        A finished task is asked once more: it must not have changed. Every request of the plan that was not judged is
        given as Unreadable, so that a run that judged less than its plan is not taken for a pass.

        Raises:
            SettingError: `also` names no operation that may be asked.
        """
        plan = self.plan()
        self._end, self._in_trouble, self._silenced = self.monotonic() + self.limit, 0, ""
        asked, reasons = self._ask_everything(plan)
        yield from self._sorted(asked)
        named = {outcome.request.operation.name for outcome in asked}
        for name, reason in reasons.items():
            if name not in named:
                yield Note(name, f"not asked: {reason}")

    def _ask_everything(self, plan: Plan) -> tuple[list[Asked], dict[str, str]]:
        asked: list[Asked] = []
        exampled, reasons = plan.exampled()
        again: Request | None = None
        for request in plan.known():
            asked.append(outcome := self._ask(request))
            if self._gone(asked):
                return asked, {}
            if self._running(outcome):
                for _ in range(self.polls - 1):
                    self.sleep(self.interval)
                    asked.append(self._ask(request))
            elif request.operation.polling and _succeeded(outcome):
                again = again or request
        if again:
            asked.append(self._ask(again))
        for request in (*plan.batches(), *exampled):
            asked.append(self._ask(request))
            if self._gone(asked):
                return asked, {}
        self._follow_links(plan, asked)
        asked += [self._ask(request) for request in plan.refusals([outcome.request for outcome in asked])]
        return asked, reasons

    def _follow_links(self, plan: Plan, asked: list[Asked]) -> None:
        """Call each operation that a response links to once, with the first value that is there."""
        done = {outcome.request.operation.name for outcome in asked}
        for outcome in asked:  # grows meanwhile: what a link led to may lead further
            if isinstance(outcome.seen, Failure) or not _succeeded(outcome):
                continue
            for request in plan.linked(outcome.request, outcome.seen, trouble.json_of(outcome.seen)):
                if request.operation.name not in done:
                    done.add(request.operation.name)
                    asked.append(self._ask(request))

    def _gone(self, asked: list[Asked]) -> bool:
        """Whether nobody is there: then nothing else is asked."""
        return all(isinstance(outcome.seen, Failure) and not outcome.seen.connected for outcome in asked)

    def fetch(self, task_id: str, operation: str = "") -> Exchange | Unreadable:
        """Fetch one known id, or several of a batch with commas between them, again where there is trouble.

        Raises:
            SettingError: The operation is never called, or takes no id.
        """
        self._end, self._in_trouble, self._silenced = self.monotonic() + self.limit, 0, ""
        plan = attrs.evolve(self.plan(), tasks={"": task_id})
        requests = [plan.asking(operation, task_id)] if operation else plan.known()
        if not requests:
            return Unreadable(task_id, "the document has no operation that takes an id")
        seen = self._ask(requests[0]).seen
        if isinstance(seen, Failure):
            return Unreadable(self.base_url, seen.reason)
        return attrs.evolve(seen, scenario=None)

    def _ask(self, request: Request) -> Asked:
        """Make a request, and once more after a pause as long as the trouble may pass."""
        fetcher = Fetcher(self.base_url, (self.key,), self.transport)
        for pause in (*PAUSES, None):
            left = self._end - self.monotonic()
            if self._silenced or left <= 0:
                reason = self._silenced or f"the time limit of this run ({self.limit:.0f} s) is over"
                return Asked(request, Failure(f"not asked: {reason}", connected=True))
            outcome = Asked(request, fetcher.fetch(request, min(self.seconds, left)))
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

    def _sorted(self, asked: list[Asked]) -> Iterator[Exchange | Unreadable | Note]:
        """Separate what is to be judged from what could not be checked; equal reasons are reported once."""
        reasons: dict[str, list[str]] = {}
        if address := trouble.wrong_address(asked, self.document):
            yield Unreadable(self.base_url, address)
            return
        absent = dict(self._not_served(asked))
        trusted = any(outcome.request.known and _succeeded(outcome) for outcome in asked)
        for outcome in asked:
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

    def _not_served(self, asked: list[Asked]) -> Iterator[tuple[str, str]]:
        """Find the operations that this server does not have, which is no drift where nobody has promised them."""
        served = {outcome.request.operation.name for outcome in asked if outcome.request.known and _succeeded(outcome)}
        for outcome in asked:
            operation, seen = outcome.request.operation, outcome.seen
            promised = operation.evidence == "documented" or (operation.polling and not operation.batch)
            if promised or not outcome.request.known or isinstance(seen, Failure) or not served - {operation.name}:
                continue
            page = seen.status < trouble.SERVER_ERROR and trouble.foreign(self.document, outcome.request, seen)
            if page or seen.status in trouble.NOT_SERVED or seen.status == trouble.UNAVAILABLE:
                yield operation.name, f"not served here: {trouble.status(seen)}{' with a page' if page else ''}"

    def _may_run(self, request: Request) -> bool:
        """Whether the task of a scenario may still be running: the document's example of it is, or it has none."""
        polling = request.operation.polling
        examples = self.document.scenario(request.scenario or "", request.operation).values()
        if not polling:
            return False
        words = [get(example, split(polling["status"])) for example in examples if example]
        return not examples or any(isinstance(word, str) and word.casefold() not in ends(polling) for word in words)

    def _running(self, outcome: Asked) -> bool:
        """Whether a response is of a task that has not ended."""
        polling = outcome.request.operation.polling
        if not polling or isinstance(outcome.seen, Failure):
            return False
        if not self._may_run(outcome.request) or not _succeeded(outcome):
            return False
        status = get(trouble.json_of(outcome.seen), split(polling["status"]))
        return isinstance(status, str) and status.casefold() not in ends(polling)


def ends(polling: Mapping[str, Any]) -> set[str]:
    """List the words that end a wait, without case."""
    return {str(word).casefold() for word in (*polling["success"], *polling["failure"])}


def _succeeded(outcome: Asked) -> bool:
    seen = outcome.seen
    return isinstance(seen, Exchange) and seen.status < 300 and trouble.json_of(seen) is not MISSING


def _refused(outcome: Asked, key: str, document: Document) -> bool:
    """Whether the good key is refused where an unknown id was to be."""
    return (
        isinstance(outcome.seen, Exchange)
        and outcome.request.key == key
        and outcome.seen.status in trouble.REFUSED
        and not trouble.expected(document, outcome.request, outcome.seen)
    )
