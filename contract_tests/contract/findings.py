"""How a layer reports: it knows the exchange and the document, and names only the rule and the two sides."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract.pointers import MISSING, Tokens, join, split
from contract_tests.contract.rules import RULES
from contract_tests.contract.violation import STANDARD, Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from contract_tests.contract.document import Document
    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched, Operation

LONGEST = 80
"""Characters of an answered value that a sentence shows."""
LONGEST_TEXT = 500
"""Characters of a clause."""
MOST = 1000
"""Findings of one exchange that are kept: what comes after them is more of the same."""


@define
class Findings:
    """The findings of one exchange, and what the layers share about it.

    Attributes:
        document: The document.
        exchange: The exchange.
        matched: The operation that was asked.
        asked: The body of the request as JSON; MISSING where there is none.
        violations: What was found so far.
    """

    document: Document
    exchange: Exchange
    matched: Matched
    asked: Any = MISSING
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
        """Report a finding.

        Args:
            rule: The id of the rule that is broken.
            where: Its place, as `Violation.where` has it.
            says: What was expected, in a clause.
            answered: What was found, in a clause.
            pointer: The place in the document that was violated.
            severity: The grade, where it is not the usual one of the rule.
            value: The answered value.
        """
        if len(self.violations) >= MOST:
            return
        broken = RULES[rule]
        tokens = split(pointer) if isinstance(pointer, str) else pointer
        place, line = where if isinstance(where, str) else join(where), self.document.line(tokens)
        says, answered = printable(says), printable(answered)
        self.violations.append(
            Violation(
                rule=rule,
                severity=severity or broken.severity,
                where=place,
                says=says,
                answered=answered,
                pointer=join(tokens),
                line=line,
                message=sentence(broken.message.format(place=named(place), says=says, answered=answered)),
                source=broken.source or f"{self.document.path.name}:{line}",
                harm=broken.harm,
                action=broken.action,
                evidence=STANDARD if broken.source else self.document.evidence(tokens),
                exchange=self.exchange.name,
                value=value,
            )
        )


def named(where: str) -> str:
    """Write the place of a finding as the subject of a sentence."""
    return printable(where) if where.startswith("/") else f"the {printable(where or 'body')}"


def sentence(text: str) -> str:
    """Write a clause as a sentence."""
    return text[:1].upper() + text[1:] + "."


def shown(value: Any) -> str:
    """Write a value of a body as JSON for a sentence, shortened; of a large one no more than the beginning."""
    text = json.dumps(_shortened(value, 6), ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate cannot be printed
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def printable(text: str) -> str:
    """Write text of a server so that it fits a line: nothing but printable characters, and not too many."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def count(number: int, noun: str) -> str:
    """Count things: `1 byte`, `2 bytes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def either(names: Collection[str]) -> str:
    """Write alternatives as a clause: `a, b or c`."""
    *first, last = names or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last


def a(noun: str) -> str:
    """Write a noun with its article."""
    return ("an " if noun[:1] in "aeio" else "a ") + noun


def typed(names: Iterable[str]) -> str:
    """Write JSON types as a clause: `a string or null`."""
    return either([name if name in {"null", "anything"} else a(name) for name in dict.fromkeys(names)])


def _shortened(value: Any, depth: int) -> Any:
    """Cut a value down to what a sentence may show of it."""
    if isinstance(value, str):
        return value[: 2 * LONGEST]
    if isinstance(value, dict):
        return {} if not depth else {key: _shortened(value[key], depth - 1) for key in islice(value, LONGEST)}
    if isinstance(value, list):
        return [] if not depth else [_shortened(item, depth - 1) for item in value[:LONGEST]]
    return value


def words(values: list[Any]) -> str:
    """Write a list of values as a clause."""
    return either([shown(value) for value in values])
