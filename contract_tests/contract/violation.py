"""Rules with stable ids, and findings with their place in the response and the document."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering
from typing import Any

from attrs import field as attribute
from attrs import frozen

from contract_tests.contract.pointers import generalise

ASSUMED = frozenset({"published", "derived"})
"""Strengths of evidence that come neither from the provider nor from a response: the fact is only assumed."""
STANDARD = "standard"
"""The evidence of a rule of an RFC."""


@total_ordering
class Severity(Enum):
    """How severe a finding is, the mildest first.

    `additive` is new and harmless. `doc` differs from the document, and a client of the old document returns it
    unchanged. `breaking` makes such a client fail, lose a value or misread it.
    """

    ADDITIVE = "additive"
    DOC = "doc"
    BREAKING = "breaking"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Severity):
            return NotImplemented
        order = list(Severity)
        return order.index(self) < order.index(other)


@frozen
class Rule:
    """One rule of the contract.

    Attributes:
        id: A stable name, `layer.name`.
        summary: The requirement, in one clause.
        example: A response that breaks it.
        message: What happened, as a sentence with `{place}`, `{expected}` and `{received}`.
        harm: What it means for a user of a client of the old document, as a sentence.
        action: What to do about it, as a sentence.
        severity: The usual severity of a finding.
        other: Another severity, and when a finding has it; None if there is only one.
        source: The standard that makes the rule; "" if openapi.yaml makes it.
    """

    id: str
    summary: str
    example: str
    message: str
    harm: str
    action: str
    severity: Severity = Severity.BREAKING
    other: tuple[Severity, str] | None = None
    source: str = ""

    @property
    def grades(self) -> str:
        """The severities that a finding can have, in a clause."""
        return self.severity.value + (f"; {self.other[0].value} {self.other[1]}" if self.other else "")


@frozen
class Effect:
    """What the generated client does with a response that breaks a rule.

    Attributes:
        kind: `raises`, `loses`, `misreads` or `carries`.
        detail: One clause, with the class of an error that is raised.
    """

    kind: str
    detail: str

    def __str__(self) -> str:
        """Return the clause for a report."""
        return self.detail


@frozen
class Violation:
    """One finding.

    Attributes:
        rule: The id of the rule that is broken.
        severity: Its severity.
        where: `status`, `body`, `header NAME`, the JSON pointer into the body ("" is the whole body), or one of these
            for the request: `request query NAME`, `request /pointer`.
        expected: What was expected, in a clause.
        received: What was received, in a clause.
        pointer: The place in openapi.yaml that was violated, as a JSON pointer.
        line: Its line.
        message: What happened, as a sentence.
        source: The source of the rule: `openapi.yaml:LINE`, or a standard.
        harm: What it means for a user of a client of the old document, as a sentence.
        action: What to do about it, as a sentence.
        evidence: How well the fact was known: the strength of its `x-evidence`, `standard` for a rule of an RFC, ""
            if the document does not say.
        exchange: The name of the exchange.
        effect: What the generated client does with it; None if it was not determined.
        value: The received value itself, for adoption.
    """

    rule: str
    severity: Severity
    where: str
    expected: str
    received: str
    pointer: str
    line: int
    message: str = ""
    source: str = ""
    harm: str = ""
    action: str = ""
    evidence: str = ""
    exchange: str = ""
    effect: Effect | None = None
    value: Any = attribute(default=None, repr=False, eq=False)

    @property
    def field(self) -> str:
        """The place with `*` for each index, so that it is the same in every item of an array."""
        return generalise(self.where) if self.where.startswith(("/", "request /")) else self.where

    @property
    def assumed(self) -> bool:
        """Whether the fact was only assumed, so that the finding refutes an assumption."""
        return self.evidence in ASSUMED

    @property
    def sentence(self) -> str:
        """The finding and what it violates, in one sentence."""
        return f"{self.message.rstrip('.')} ({self.source})."
