"""How the layers of the judge report findings: each names the rule, and what was expected and received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract.phrases import named, printable, sentence
from contract_tests.contract.pointers import MISSING, Tokens, join, split
from contract_tests.contract.rules import RULES
from contract_tests.contract.violation import STANDARD, Severity, Violation

if TYPE_CHECKING:
    from contract_tests.contract.document import Document
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched, Operation

MOST = 1000
"""The most findings of one exchange that are kept."""


@define
class Findings:
    """The findings of one exchange, and the data that the layers share; `request_body` is JSON."""

    document: Document
    exchange: Exchange
    matched: Matched
    request_body: Any = MISSING
    violations: list[Violation] = Factory(list)

    @property
    def operation(self) -> Operation:
        return self.matched.operation

    @property
    def response(self) -> Tokens | None:
        """The pointer of the declared response; None if the status is not declared."""
        return self.matched.response

    def add(
        self,
        rule: str,
        where: str | Tokens,
        expected: str,
        received: str,
        pointer: Tokens | str,
        *,
        severity: Severity | None = None,
        value: Any = None,
        evidence: str = "",
    ) -> None:
        """Report a finding; the arguments are attributes of `Violation`.

        The defaults are the rule's severity, and the evidence of the place in the document.
        """
        if len(self.violations) >= MOST:
            return
        broken = RULES[rule]
        tokens = split(pointer) if isinstance(pointer, str) else pointer
        place, line = where if isinstance(where, str) else join(where), self.document.line(tokens)
        expected, received = printable(expected), printable(received)
        self.violations.append(
            Violation(
                rule=rule,
                severity=severity or broken.severity,
                where=place,
                expected=expected,
                received=received,
                pointer=join(tokens),
                line=line,
                message=sentence(broken.message.format(place=named(place), expected=expected, received=received)),
                source=broken.source or f"{self.document.path.name}:{line}",
                harm=broken.harm,
                action=broken.action,
                evidence=STANDARD if broken.source else evidence or self.document.evidence(tokens),
                exchange=self.exchange.name,
                value=value,
            )
        )
