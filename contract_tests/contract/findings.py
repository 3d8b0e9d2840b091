"""How a layer reports: it knows the exchange and the document, and names only the rule and the two sides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract.pointers import Tokens, join, split
from contract_tests.contract.rules import RULES
from contract_tests.contract.violation import Severity, Violation

if TYPE_CHECKING:
    from contract_tests.contract.document import Document
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched, Operation

LONGEST = 80
"""Characters of an answered value that a sentence shows."""


@define
class Findings:
    """The findings of one exchange, and what the layers share about it.

    Attributes:
        document: The document.
        exchange: The exchange.
        matched: The operation that was asked.
        violations: What was found so far.
    """

    document: Document
    exchange: Exchange
    matched: Matched
    violations: list[Violation] = Factory(list)

    @property
    def operation(self) -> Operation:
        """The operation that was asked."""
        return self.matched.operation

    @property
    def response(self) -> Tokens | None:
        """The pointer of the declared response; None where the status is not declared."""
        return self.matched.response

    def add(
        self,
        rule: str,
        where: str | Tokens,
        says: str,
        answered: str,
        pointer: Tokens | str,
        *,
        severity: Severity | None = None,
        value: Any = None,
    ) -> None:
        """Report a finding."""
        tokens = split(pointer) if isinstance(pointer, str) else pointer
        self.violations.append(
            Violation(
                rule=rule,
                severity=severity or RULES[rule].severity,
                where=where if isinstance(where, str) else join(where),
                says=says,
                answered=answered,
                pointer=join(tokens),
                line=self.document.line(tokens),
                exchange=self.exchange.name,
                value=value,
            )
        )


def shown(value: Any) -> str:
    """Write a value of a body as JSON for a sentence, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def words(values: list[Any]) -> str:
    """Write a list of values as a clause."""
    texts = [shown(value) for value in values]
    return texts[0] if len(texts) == 1 else "one of " + ", ".join(texts)
