"""The findings of a run: the same drift seen a thousand times is one finding with a count and an example."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve, frozen

from contract_tests.contract import Exchange, Judge, Matched, NotOfThisApiError, Severity, Violation
from contract_tests.contract.document import type_of
from contract_tests.drift.effect import effects
from contract_tests.drift.schemas import form_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

MOST_FINDINGS = 1000
"""Different findings that are kept; further ones are only counted, so that memory stays bounded."""
MOST_VARIANTS, LARGEST_VARIANT = 16, 1 << 20
"""Forms of one finding's value that are kept for adoption, and the largest response, in bytes, that is kept for one."""


@define
class Finding:
    """One drift.

    Attributes:
        example: The first violation, with what the client does with it.
        exchange: The exchange of the first violation.
        count: How often it was seen.
        variants: The forms that its value was seen in: of each the first value, and the exchange that had it.
    """

    example: Violation
    exchange: Exchange
    count: int = 1
    variants: dict[str, tuple[Any, Exchange]] = Factory(dict)

    @property
    def values(self) -> list[Any]:
        """A value of each form that was seen."""
        return [value for value, _ in self.variants.values()] or [self.example.value]

    def vary(self, value: Any, exchange: Exchange) -> None:
        """Keep a value and its exchange where its form is new."""
        if len(self.variants) < MOST_VARIANTS and len(exchange.body) < LARGEST_VARIANT:
            self.variants.setdefault(form_of(value), (value, exchange))

    @property
    def key(self) -> int:
        """The same for findings on one exchange."""
        return id(self.exchange)


@frozen
class Unreadable:
    """Something that could not be judged.

    Attributes:
        name: What it is.
        reason: Why, in one line.
    """

    name: str
    reason: str


@define
class Summary:
    """What a run saw.

    Attributes:
        judge: Judges.
        judged: How many exchanges were judged.
        foreign: How many were left out, since they ask for something that the document does not declare.
        known: How many violations were left out, since their recordings are kept for them.
        unreadable: What could not be read or reached.
        more: How many violations were seen after MOST_FINDINGS different ones.
    """

    judge: Judge = Factory(Judge)
    judged: int = 0
    foreign: int = 0
    known: int = 0
    more: int = 0
    unreadable: list[Unreadable] = Factory(list)
    _findings: dict[Hashable, Finding] = Factory(dict)

    @property
    def findings(self) -> list[Finding]:
        """The findings, the most severe first, then by field."""
        return sorted(
            self._findings.values(), key=lambda one: (-list(Severity).index(one.example.severity), one.example.field)
        )

    def worst(self) -> Severity | None:
        """The most severe grade that was seen."""
        return max((finding.example.severity for finding in self._findings.values()), default=None)

    def add(self, exchange: Exchange | Unreadable) -> None:
        """Judge one exchange, or note that there is none."""
        if isinstance(exchange, Unreadable):
            self.unreadable.append(exchange)
            return
        try:
            matched = self.judge.document.matched(exchange)
        except NotOfThisApiError:
            self.foreign += 1
            return
        self.judged += 1
        for violation in self.judge.judge(exchange, matched):
            if violation.rule in exchange.known:
                self.known += 1
            else:
                self._count(exchange, matched, violation)

    def add_all(self, exchanges: Iterable[Exchange | Unreadable]) -> None:
        """Judge many."""
        for exchange in exchanges:
            self.add(exchange)

    def _count(self, exchange: Exchange, matched: Matched, violation: Violation) -> None:
        key = (violation.rule, violation.field, violation.pointer, _kind(violation))
        known = self._findings.get(key)
        if known is not None:
            known.count += 1
        elif len(self._findings) < MOST_FINDINGS:
            example = evolve(violation, effect=effects(exchange, matched, [violation])[0])
            known = self._findings[key] = Finding(example, exchange)
        else:
            self.more += 1
        if known is not None:
            known.vary(violation.value, exchange)


def _kind(violation: Violation) -> Any:
    """What makes two violations of one rule at one place two drifts: another word, or another type."""
    if violation.rule == "shape.enum":
        return json.dumps(violation.value)
    if violation.rule in {"wire.status", "wire.content-type", "access.key", "access.scenario"}:
        return violation.answered
    return type_of(violation.value)
