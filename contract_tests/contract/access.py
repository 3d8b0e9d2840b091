"""The access layer: who may read what, and which response a known situation has."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from contract_tests.contract.phrases import either, shown
from contract_tests.contract.pointers import MISSING, get, join, split

if TYPE_CHECKING:
    from contract_tests.contract.findings import Findings

UNAUTHORIZED = str(HTTPStatus.UNAUTHORIZED.value)


def check(found: Findings, body: Any) -> None:
    """Judge a status by the request's key and by the situation that the request was made for.

    Trouble (429 and 5xx) can come before the key is looked at, so it is no finding on a key; for a scenario it is one.
    """
    status, scenario = found.exchange.status, found.exchange.scenario
    responses = (*found.operation.pointer, "responses")
    expected = found.document.scenario(scenario, found.operation) if scenario else {}
    if expected:
        _scenario(found, body, expected)
    elif found.operation.secured and found.exchange.authorised(found.operation.credentials) is False:
        trouble = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if str(status) != UNAUTHORIZED and not trouble:
            says = f"{UNAUTHORIZED} for a request without a key"
            found.add("access.key", "status", says, str(status), (*responses, UNAUTHORIZED))


def _scenario(found: Findings, body: Any, expected: dict[str, Any]) -> None:
    pointers = {join(found.response)} & set(expected) if found.response else set()
    scenario = found.exchange.scenario
    if not pointers:
        statuses = [split(pointer)[-1] for pointer in expected]
        rule = "access.key" if statuses == [UNAUTHORIZED] else "access.scenario"
        says = f"{either(statuses)} for {scenario}"
        found.add(rule, "status", says, str(found.exchange.status), next(iter(expected)))
        return
    for pointer in pointers:
        _same_kind(found, body, expected[pointer], pointer)


def _same_kind(found: Findings, body: Any, example: Any, response: str) -> None:
    """Compare the status word of a response with that of the scenario's example."""
    polling = found.document.get(response).get("x-polling")
    if polling is None or example is None or body is MISSING:
        return
    ends = [*polling["success"], *polling["failure"]]
    watched = split(polling["status"])
    wanted, status = get(example, watched), get(body, watched)
    if wanted is MISSING:
        return  # the scenario is one without a task
    if status is MISSING:
        result = get(body, split(polling["result"]))
        answered = "missing" if result is MISSING else shown(result)
        found.add("access.scenario", polling["result"], f"a task for {found.exchange.scenario}", answered, response)
    elif wanted in ends and status != wanted:
        says = f"{shown(wanted)} for {found.exchange.scenario}"
        found.add("access.scenario", polling["status"], says, shown(status), response)
