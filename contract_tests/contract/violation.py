"""What the contract finds: rules with stable ids, and findings with their place in the answer and the document."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering
from typing import Any

from attrs import field as attribute
from attrs import frozen

from contract_tests.contract.pointers import generalise


@total_ordering
class Severity(Enum):
    """How bad a finding is, the mildest first."""

    ADDITIVE = "additive"
    DOC = "doc"
    BREAKING = "breaking"

    def __lt__(self, other: object) -> bool:
        """Order by how bad it is."""
        if not isinstance(other, Severity):
            return NotImplemented
        order = list(Severity)
        return order.index(self) < order.index(other)


@frozen
class Rule:
    """One rule of the contract.

    Attributes:
        id: Stable: `layer.name`.
        summary: What it demands, in one clause.
        example: An answer that breaks it.
        severity: The grade of a finding, where the document does not soften it.
    """

    id: str
    summary: str
    example: str
    severity: Severity = Severity.BREAKING


@frozen
class Effect:
    """What the generated client does with an answer that breaks a rule.

    Attributes:
        kind: `raises`, `loses`, `misreads` or `carries`.
        detail: One clause, with the error's name where one is raised.
    """

    kind: str
    detail: str

    def __str__(self) -> str:
        """One clause for a report."""
        return self.detail


@frozen
class Violation:
    """One finding.

    Attributes:
        rule: The id of the rule that is broken.
        severity: Its grade.
        where: `status`, `header NAME`, or the JSON pointer into the body ("" is the whole body).
        says: What the document says, in a clause.
        answered: What was answered, in a clause.
        pointer: The place in openapi.yaml that was violated, as a JSON pointer.
        line: Its line.
        exchange: The name of the exchange.
        effect: What the generated client does with it; None where that was not asked.
        value: The answered value itself, for adoption.
    """

    rule: str
    severity: Severity
    where: str
    says: str
    answered: str
    pointer: str
    line: int
    exchange: str = ""
    effect: Effect | None = None
    value: Any = attribute(default=None, repr=False, eq=False)

    @property
    def field(self) -> str:
        """The place with indices generalised: the same in every item of an array."""
        return generalise(self.where) if self.where.startswith("/") else self.where

    @property
    def sentence(self) -> str:
        """One sentence that says it all."""
        return f"{self.where or 'body'}: the document says {self.says}; answered: {self.answered}."
