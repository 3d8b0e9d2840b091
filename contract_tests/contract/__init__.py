"""The strict contract: an exchange, or the polls of a task, in; violations out."""

from contract_tests.contract.document import Document
from contract_tests.contract.exchange import Exchange
from contract_tests.contract.judging import Judge, judge
from contract_tests.contract.operations import (
    AmbiguousBodyError,
    Link,
    Matched,
    NotOfThisApiError,
    NotServedError,
    Operation,
    Parameter,
)
from contract_tests.contract.rules import RULES
from contract_tests.contract.source import DocumentError
from contract_tests.contract.violation import Effect, Rule, Severity, Violation

__all__ = [
    "RULES", "AmbiguousBodyError", "Document", "DocumentError", "Effect", "Exchange", "Judge", "Link", "Matched",
    "NotOfThisApiError", "NotServedError", "Operation", "Parameter", "Rule", "Severity", "Violation", "judge",
]  # fmt: skip
