"""The access layer: which response a request without a valid key gets, and which one a known scenario."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from contract_tests.contract.phrases import either, shown
from contract_tests.contract.pointers import MISSING, get, join, split

if TYPE_CHECKING:
    from contract_tests.contract.findings import Findings

UNAUTHORIZED = str(HTTPStatus.UNAUTHORIZED.value)


def check(found: Findings, body: Any) -> None:
    """Judge a status by the request's key and by the scenario that the request was made for.

    A server may send 429 or 5xx before it checks the key, so they are no finding on a key; for a scenario they are.
    """
    status, scenario = found.exchange.status, found.exchange.scenario
    responses = (*found.operation.pointer, "responses")
    expected = found.document.scenario(scenario, found.operation) if scenario else {}
    if expected:
        _scenario(found, body, expected)
    elif found.operation.secured and found.exchange.authorised(found.operation.credentials) is False:
        trouble = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if str(status) != UNAUTHORIZED and not trouble:
            clause = f"{UNAUTHORIZED} for a request without a key"
            found.add("access.key", "status", clause, str(status), (*responses, UNAUTHORIZED))


def _scenario(found: Findings, body: Any, expected: dict[str, Any]) -> None:
    pointers = {join(found.response)} & set(expected) if found.response else set()
    scenario = found.exchange.scenario
    if not pointers:
        statuses = [split(pointer)[-1] for pointer in expected]
        rule = "access.key" if statuses == [UNAUTHORIZED] else "access.scenario"
        clause = f"{either(statuses)} for {scenario}"
        found.add(rule, "status", clause, str(found.exchange.status), next(iter(expected)))
        return
    for pointer in pointers:
        _same_kind(found, body, expected[pointer], pointer)


def _same_kind(found: Findings, body: Any, example: Any, response: str) -> None:
    """Compare the status value of a response with that of the scenario's example."""
    polling = found.document.get(response).get("x-polling")
    if polling is None or example is None or body is MISSING:
        return
    ends = [*polling["success"], *polling["failure"]]
    watched = split(polling["status"])
    wanted, status = get(example, watched), get(body, watched)
    if wanted is MISSING:
        return  # a scenario without a task
    if status is MISSING:
        result = get(body, split(polling["result"]))
        received = "missing" if result is MISSING else shown(result)
        found.add("access.scenario", polling["result"], f"a task for {found.exchange.scenario}", received, response)
    elif wanted in ends and status != wanted:
        clause = f"{shown(wanted)} for {found.exchange.scenario}"
        found.add("access.scenario", polling["status"], clause, shown(status), response)
