"""The findings of a run. A drift that occurs a thousand times is one finding with a count and an example."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve, frozen

from contract_tests.contract import (
    AmbiguousBodyError,
    Document,
    Effect,
    Exchange,
    Judge,
    Matched,
    NotOfThisApiError,
    NotServedError,
    Severity,
    Violation,
)
from contract_tests.contract.document import type_of
from contract_tests.contract.pointers import split
from contract_tests.drift.effect import ENDS, effects
from contract_tests.drift.schemas import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST_FINDINGS = 1000
"""The most different findings that are kept; further ones are only counted, so that memory is bounded."""
MOST_SERVERS = 10
MOST_VARIANTS, LARGEST_VARIANT = 16, 1 << 20
"""The most forms of a finding's value that are kept for an adoption, and the largest response that is, in bytes."""
WORDS = {"shape.enum", "wire.status", "wire.content-type", "access.key", "access.scenario"}
"""Rules for which another value is another drift."""
NEVER_ENDS = Effect("misreads", "a wait never ends at this value: it runs to its deadline")
"""The effect of a new enum value in a field that a wait watches, unless the client ends the wait with it."""


@define
class Finding:
    """One drift.

    Attributes:
        example: The first violation, with what the client does with it.
        exchange: The exchange of the first violation.
        count: How often it occurred.
        variants: The forms of its value, each with its first value and exchange.
    """

    example: Violation
    exchange: Exchange
    count: int = 1
    variants: dict[str, tuple[Any, Exchange]] = Factory(dict)

    @property
    def values(self) -> list[Any]:
        """A value of each form."""
        return [value for value, _ in self.variants.values()] or [self.example.value]

    def vary(self, value: Any, exchange: Exchange) -> None:
        """Keep a value and its exchange if its form is new."""
        if len(self.variants) < MOST_VARIANTS and len(exchange.body) < LARGEST_VARIANT:
            self.variants.setdefault(form_of(value), (value, exchange))

    @property
    def key(self) -> int:
        """A key that all findings of an exchange share."""
        return id(self.exchange)

    @property
    def fingerprint(self) -> str:
        """A name of the drift that is the same in every run."""
        violation = self.example
        words = (violation.rule, violation.field, violation.pointer, kind(violation) if violation.rule in WORDS else "")
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:12]


@frozen
class Unreadable:
    """A file, exchange or request that could not be judged; the reason and the remedy are one line."""

    name: str
    reason: str


@frozen
class Note:
    """A remark that is neither drift nor trouble: an operation was not called, or is not served."""

    name: str
    reason: str


@define
class Summary:
    """The results of a run.

    Attributes:
        judge: The judge.
        judged: How many exchanges were judged.
        foreign: How many were left out because the document does not declare their operation.
        known: How many violations were left out because their recordings list them.
        unreadable: What could not be read, reached or checked.
        remarks: The notes.
        more: How many violations followed after MOST_FINDINGS different ones.
        servers: The origins of the judged exchanges, MOST_SERVERS at most.
        since: The time of the first response, in Unix seconds; None if it was not recorded.
        until: The time of the last response.
        by_key: The findings by the key that makes two violations one drift.
    """

    judge: Judge = Factory(Judge)
    judged: int = 0
    foreign: int = 0
    known: int = 0
    more: int = 0
    unreadable: list[Unreadable] = Factory(list)
    remarks: list[Note] = Factory(list)
    servers: list[str] = Factory(list)
    since: float | None = None
    until: float | None = None
    by_key: dict[Hashable, Finding] = Factory(dict)

    @property
    def findings(self) -> list[Finding]:
        """The findings, the most severe first, then by field."""
        return sorted(
            self.by_key.values(),
            key=lambda finding: (-list(Severity).index(finding.example.severity), finding.example.field),
        )

    def worst(self) -> Severity | None:
        return max((finding.example.severity for finding in self.by_key.values()), default=None)

    def add(self, exchange: Exchange | Unreadable | Note) -> None:
        """Judge one exchange, or record the reason why it cannot be judged."""
        if isinstance(exchange, Unreadable):
            self.unreadable.append(exchange)
            return
        if isinstance(exchange, Note):
            self.remarks.append(exchange)
            return
        try:
            matched = self.judge.document.matched(exchange)
            violations = self.judge.judge(exchange, matched)
        except NotServedError as error:
            note = Note(error.operation, error.reason)
            if note not in self.remarks:
                self.remarks.append(note)
            return
        except (AmbiguousBodyError, LookupError) as error:
            self.unreadable.append(Unreadable(exchange.name, str(error)))
            return
        except NotOfThisApiError:
            self.foreign += 1
            return
        except (ValueError, ArithmeticError, RecursionError) as error:  # one exchange must not stop the run
            self.unreadable.append(Unreadable(exchange.name, f"cannot be judged: {type(error).__name__}: {error}"))
            return
        self.judged += 1
        self._note(exchange)
        found = [violation for violation in violations if violation.rule not in exchange.known]
        self.known += len(violations) - len(found)
        self._take(exchange, matched, found)

    def only(self, chosen: Callable[[Finding], bool]) -> Summary:
        """Return a summary of the chosen findings only."""
        part = Summary(judge=self.judge, judged=self.judged)
        part.by_key.update((key, finding) for key, finding in self.by_key.items() if chosen(finding))
        return part

    def _note(self, exchange: Exchange) -> None:
        """Record the time and the server of a response."""
        origin = re.match(r"[a-z][a-z0-9+.-]*://[^/?#]*", exchange.url, re.IGNORECASE)
        server = origin[0].rpartition("@")[2] if origin else ""
        if server and server not in self.servers and len(self.servers) < MOST_SERVERS:
            self.servers.append(server)
        if exchange.at is not None:
            self.since = exchange.at if self.since is None else min(self.since, exchange.at)
            self.until = exchange.at if self.until is None else max(self.until, exchange.at)

    def _take(self, exchange: Exchange, matched: Matched, violations: list[Violation]) -> None:
        """Count violations; the client reads the response once for all of them."""
        keys = [(violation.rule, violation.field, violation.pointer, kind(violation)) for violation in violations]
        new = {
            key: violation
            for key, violation in reversed(list(zip(keys, violations, strict=True)))
            if key not in self.by_key
        }
        kept = list(new.items())[::-1][: MOST_FINDINGS - len(self.by_key)]
        seen_effects = effects(exchange, matched, [violation for _, violation in kept]) if kept else []
        for (key, violation), effect in zip(kept, seen_effects, strict=True):
            never = _never_ends(self.judge.document, violation) and effect != ENDS
            self.by_key[key] = Finding(evolve(violation, effect=NEVER_ENDS if never else effect), exchange, count=0)
        for key, violation in zip(keys, violations, strict=True):
            known = self.by_key.get(key)
            if known is None:
                self.more += 1
            else:
                known.count += 1
                known.vary(violation.value, exchange)


def is_watched(document: Document, violation: Violation) -> bool:
    """Return whether a violation is a new value in a field that a wait watches."""
    return violation.rule == "shape.enum" and split(violation.pointer)[:-1] in document.watched


def _never_ends(document: Document, violation: Violation) -> bool:
    """Return whether a violation is a new value of a watched field that does not end a wait."""
    ends = document.watched.get(split(violation.pointer)[:-1], frozenset())
    return is_watched(document, violation) and str(violation.value).casefold() not in ends


def kind(violation: Violation) -> Any:
    """Return what distinguishes two drifts of one rule at one place: the enum value or the type."""
    if violation.rule == "shape.enum":
        return json.dumps(violation.value)
    if violation.rule in WORDS:
        return violation.received
    return type_of(violation.value)
