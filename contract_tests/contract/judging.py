"""The one judge: exchanges in, violations out. Tests, schemathesis, the probe and the report all call it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from attrs import Factory, define

from contract_tests.contract import access, meaning, presence, requests, sequence, serving, shape, wire
from contract_tests.contract.document import Document
from contract_tests.contract.findings import Findings
from contract_tests.contract.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched
    from contract_tests.contract.violation import Violation


@define
class Judge:
    """Judges exchanges one after the other, and compares each poll of a task with the earlier ones.

    The clock returns Unix seconds, for responses whose time was not recorded.
    """

    document: Document = Factory(Document.load)
    clock: Callable[[], float] = time.time
    _past: sequence.Past = Factory(sequence.Past)

    def judge(self, exchange: Exchange, matched: Matched | None = None) -> list[Violation]:
        """Judge one exchange.

        Raises:
            NotOfThisApiError: No operation of the document has its method and path.
            NotServedError: The operation is not known to be the provider's, and this server does not serve it.
            AmbiguousBodyError: Its request was not recorded, and its body could be of several operations.
        """
        matched = matched or self.document.matched(exchange)
        serving.check(self.document, exchange, matched)
        found = Findings(self.document, exchange, matched)
        found.request_body = requests.check(found)
        body = wire.check(found)
        presence.headers(found)
        schema = self.document.json_schema(matched.response) if matched.response else None
        if body is not MISSING and schema:
            nodes = list(self.document.nodes(schema, body))
            shape.check(found, body, schema, nodes)
            presence.check(found, nodes)
            meaning.check(found, body, nodes, self.clock())
            sequence.check(found, nodes, self._past)
        access.check(found, body)
        return found.violations

    def forget(self) -> None:
        """Forget the earlier polls; what follows is another sequence."""
        self._past = sequence.Past()


def judge(
    exchanges: Exchange | Iterable[Exchange],
    *,
    document: Document | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Violation]:
    """Judge one exchange, or the polls of tasks in the order of their responses, by a document (openapi.yaml).

    Raises:
        NotOfThisApiError: No operation of the document has an exchange's method and path.
    """
    one = Judge(document=document or Document.load(), clock=clock)
    many = exchanges if hasattr(exchanges, "__iter__") else [exchanges]
    return [violation for exchange in many for violation in one.judge(exchange)]
