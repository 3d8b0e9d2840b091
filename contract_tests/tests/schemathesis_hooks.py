"""The strict contract as a check of schemathesis; schemathesis.toml names this module."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import attrs
import schemathesis
from schemathesis.core.failures import MalformedJson
from schemathesis.openapi.checks import MissingContentType

from contract_tests.contract import Document, Exchange, NotOfThisApiError
from contract_tests.tests.coverage import SUITE

if TYPE_CHECKING:
    from schemathesis import Case, HookContext, Response
    from schemathesis.checks import CheckContext
    from schemathesis.core.failures import Failure

    from contract_tests.contract import Violation

SCENARIOS: dict[str, str] = {}
"""The scenarios of known task ids, with a valid key."""


def exchange_of(response: Response) -> Exchange:
    """Make an exchange of a response of schemathesis."""
    request = response.request
    sent = request.body.encode() if isinstance(request.body, str) else request.body
    return Exchange(
        method=request.method or "GET",
        url=request.url or "",
        request_headers=tuple((name, str(value)) for name, value in request.headers.items()),
        status=response.status_code,
        headers=tuple((name, value) for name, values in response.headers.items() for value in values),
        request_body=sent if isinstance(sent, bytes) else None,
        body=response.content,
        as_sent="content-encoding" not in response.headers,  # its content is decoded
        at=time.time(),
    )


def explained(violations: list[Violation]) -> str:
    """Return the findings, one in a line."""
    return "\n".join(f"{violation.rule}: {violation.sentence}" for violation in violations)


@schemathesis.check
def strict_contract(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """Judge a response by the strict contract."""
    exchange = exchange_of(response)
    if exchange.authorised():
        task_id = next(iter(case.path_parameters.values()), None)
        exchange = attrs.evolve(exchange, scenario=SCENARIOS.get(str(task_id)))
    try:
        violations = SUITE.judge(exchange)
    except NotOfThisApiError:  # schemathesis also tries other methods and paths
        return
    # Requests may be invalid on purpose, so findings on the request are ignored.
    if violations := [one for one in violations if not one.rule.startswith("request.")]:
        raise AssertionError(explained(violations))


@schemathesis.hook
def filter_failure(_context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Ignore a failure of schemathesis for a missing body that the document allows, which OpenAPI cannot declare."""
    document = Document.load()
    matched = document.match(case.method, case.operation.path)
    declared = matched[0].response(response.status_code) if matched else None
    may_be_empty = declared is not None and document.get(declared).get("x-empty-body", False)
    return not (may_be_empty and not response.content and isinstance(failure, (MissingContentType, MalformedJson)))
