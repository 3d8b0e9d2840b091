"""The one judge: exchanges in, violations out. Tests, schemathesis, the probe and the report all call it."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from attrs import Factory, define

from contract_tests.contract import access, meaning, presence, sequence, shape, wire
from contract_tests.contract.document import Document
from contract_tests.contract.findings import Findings
from contract_tests.contract.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contract_tests.contract.exchange import Exchange
    from contract_tests.contract.operations import Matched
    from contract_tests.contract.violation import Violation

REMEMBERED = 1000
"""Tasks whose earlier polls are remembered: bounds the memory of a stream of exchanges."""


@define
class Judge:
    """Judges exchanges one after the other; polls of one task are compared with the polls before them.

    Attributes:
        document: The document to judge by.
        clock: The time for answers that do not tell theirs, in Unix seconds.
    """

    document: Document = Factory(Document.load)
    clock: Callable[[], float] = time.time
    _tasks: OrderedDict[str, sequence.Memory] = Factory(OrderedDict)

    def judge(self, exchange: Exchange, matched: Matched | None = None) -> list[Violation]:
        """Judge one exchange.

        Args:
            exchange: The exchange.
            matched: Its operation, where it is matched already.

        Raises:
            NotOfThisApiError: No operation of the document has its method and path.
            AmbiguousBodyError: Its request was not recorded, and its body could be of several operations.
        """
        matched = matched or self.document.matched(exchange)
        found = Findings(self.document, exchange, matched)
        body = wire.judge(found)
        presence.headers(found)
        schema = self.document.json_schema(matched.response) if matched.response else None
        if body is not MISSING and schema:
            nodes = list(self.document.nodes(schema, body))
            shape.judge(found, body, schema, nodes)
            presence.judge(found, nodes)
            meaning.judge(found, nodes, self.clock())
            sequence.judge(found, nodes, self._memory(matched))
        access.judge(found, body)
        return found.violations

    def forget(self) -> None:
        """Forget the polls before: what follows is another sequence."""
        self._tasks.clear()

    def _memory(self, matched: Matched) -> sequence.Memory:
        if not matched.parameters:
            return {}
        key = f"{matched.operation.name} {matched.parameters}"
        memory = self._tasks.setdefault(key, {})
        self._tasks.move_to_end(key)
        if len(self._tasks) > REMEMBERED:
            self._tasks.popitem(last=False)
        return memory


def judge(
    exchanges: Exchange | Iterable[Exchange],
    *,
    document: Document | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Violation]:
    """Judge one exchange, or the polls of tasks in the order in which they were answered.

    Args:
        exchanges: What was seen.
        document: The document to judge by; openapi.yaml when not given.
        clock: The time for answers that do not tell theirs, in Unix seconds.

    Raises:
        NotOfThisApiError: No operation of the document has an exchange's method and path.
    """
    one = Judge(document=document or Document.load(), clock=clock)
    many = exchanges if hasattr(exchanges, "__iter__") else [exchanges]
    return [violation for exchange in many for violation in one.judge(exchange)]
