"""The API at `--base-url` conforms to openapi.yaml; `nox -s contract` runs these tests, and the suite does once."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import settings
from schemathesis.config import SchemathesisConfig

from contract_tests.contract import Document, Exchange
from contract_tests.drift.plan import id_parameter
from contract_tests.drift.summary import Unreadable
from contract_tests.tests import client_models
from contract_tests.tests.coverage import SUITE
from contract_tests.tests.schemathesis_hooks import SCENARIOS, exchange_of
from contract_tests.tests.target import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemathesis import Case as AnyCase

    Case = AnyCase[Any]
    Test = Callable[[Case], None]

TARGET = chosen()
DOCUMENT = Document.load()
MAX_EXAMPLES = 10
SCENARIOS.update({task_id: scenario for scenario, task_id in TARGET.tasks.items()})


@functools.cache
def api(phase: str) -> Any:
    """Return the API in one phase of schemathesis; ids that the target knows are examples of their parameter."""
    config = SchemathesisConfig.from_path(DOCUMENT.path.parent / "schemathesis.toml")
    document = copy.deepcopy(DOCUMENT.plain)
    for operation in DOCUMENT.operations:
        parameter, ids = id_parameter(operation), TARGET.ids(operation.name)
        if parameter and ids:
            declared: Any = document
            for token in parameter.pointer:
                declared = declared[int(token) if isinstance(declared, list) else token]
            declared["examples"] = {name: {"value": value} for name, value in ids.items()}
    loaded = schemathesis.openapi.from_dict(document, config=config)
    loaded.config.phases.update(phases=[phase])
    loaded.config.generation.update(max_examples=MAX_EXAMPLES)
    loaded.config.update(base_url=TARGET.base_url)
    return loaded


@functools.cache
def session() -> requests.Session:
    """Yield one connection for all requests."""
    return requests.Session()


def conforms(case: Case) -> None:
    """Send a request; the response passes schemathesis and the strict contract, and the client reads it."""
    TARGET.wait()
    exchange = exchange_of(response := case.call_and_validate(session=session()))
    matched = DOCUMENT.match(exchange.method, exchange.url)
    place = matched[0].response(exchange.status) if matched else None
    if exchange.body and place and DOCUMENT.json_schema(place):
        body = response.json()
        again = client_models.given_back(DOCUMENT, exchange, body)
        assert again == body, f"the generated client gives back {again} for {body}"


@pytest.fixture(autouse=True)
def _something_is_judged(request: pytest.FixtureRequest) -> Iterator[None]:
    judged, failed = SUITE.judged, request.session.testsfailed
    yield
    assert SUITE.judged > judged or request.session.testsfailed > failed, "the test had nothing to judge"


def test_the_probe_finds_nothing() -> None:
    seen = list(TARGET.probe().run())
    assert not [one for one in seen if isinstance(one, Unreadable)]
    assert not [violation for one in seen if isinstance(one, Exchange) for violation in SUITE.judge(one)]


def every_request(phase: str) -> Callable[[Test], Test]:
    decorate: Callable[[Test], Test] = api(phase).parametrize()
    return decorate


@every_request("examples")
def test_the_examples_of_the_document(case: Case) -> None:
    conforms(case)


@every_request("coverage")
def test_the_edges_of_the_document(case: Case) -> None:
    conforms(case)


@every_request("fuzzing")
def test_any_request(case: Case) -> None:
    conforms(case)


def test_links_lead_on() -> None:
    """The id of a submission is fetched, and the linked operations of its clips are called."""
    called: set[str] = set()
    machine: Any = api("stateful").as_state_machine()

    class Machine(machine):  # type: ignore[misc]  # it is made at run time
        def after_call(self, response: Any, case: Case) -> None:
            called.add(case.operation.definition.raw["operationId"])
            super().after_call(response, case)

    Machine.run(
        settings=settings(max_examples=20, stateful_step_count=5, deadline=None, derandomize=True, database=None)
    )
    if TARGET.mocked:
        assert called >= {link.operation for operation in DOCUMENT.operations for link in operation.links}
