"""The API conforms to openapi.yaml: the mocked one in process, or with `--base-url` any other over HTTP."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth

from contract_tests.contract import Document
from contract_tests.coverage import SUITE
from contract_tests.schemathesis_hooks import SCENARIOS, exchange_of, explained
from contract_tests.target import chosen
from contract_tests.tests import client_models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemathesis import Case as AnyCase

    from contract_tests.contract import Exchange

    Case = AnyCase[Any]
    Test = Callable[[Case], None]

TARGET = chosen()
DOCUMENT = Document.load()
UNKNOWN_TASK = "00000000-0000-4000-8000-000000000000"
WRONG_KEY = "sk-this-is-not-a-key"
MAX_EXAMPLES = 20
FETCH = DOCUMENT.operation("fetch_task").template
PARAMETER = "task_id"
SCENARIOS.update({task_id: scenario for scenario, task_id in TARGET.tasks.items()})


def path_of(task_id: str) -> str:
    return FETCH.format(**{PARAMETER: task_id})


@functools.cache
def api(phase: str) -> Any:
    """The API in one phase of schemathesis; the target's known tasks are the examples of the path's parameter."""
    config = SchemathesisConfig.from_path(DOCUMENT.path.parent / "schemathesis.toml")
    document = copy.deepcopy(DOCUMENT.plain)
    [parameter] = document["paths"][FETCH]["get"]["parameters"]
    parameter["examples"] = {name: {"value": task_id} for name, task_id in TARGET.tasks.items()}
    loaded = schemathesis.openapi.from_dict(document, config=config)
    loaded.config.phases.update(phases=[phase])
    loaded.config.generation.update(max_examples=MAX_EXAMPLES)
    loaded.config.update(base_url=TARGET.base_url)
    loaded.app = TARGET.app
    return loaded


def conforms(case: Case, **options: Any) -> None:
    """Send a request; its answer passes schemathesis's checks and the strict contract; the client reads it whole."""
    TARGET.wait()
    response = case.call_and_validate(**options)
    exchange = exchange_of(response)
    if exchange.body and DOCUMENT.match(exchange.method, exchange.url):
        body = response.json()
        again = client_models.read(DOCUMENT, exchange, body).to_dict()
        assert again == body, f"the generated client gives back {again} for {body}"


def declared(exchange: Exchange) -> None:
    """An answer conforms to the strict contract, and is what openapi.yaml has for the scenario."""
    operation = DOCUMENT.matched(exchange).operation
    assert DOCUMENT.scenario(str(exchange.scenario), operation), f"no scenario {exchange.scenario}"
    violations = SUITE.judge(exchange)
    if violations:
        pytest.fail(explained(violations), pytrace=False)


@pytest.fixture(autouse=True)
def _something_is_judged(request: pytest.FixtureRequest) -> Iterator[None]:
    judged, failed = SUITE.judged, request.session.testsfailed
    yield
    assert SUITE.judged > judged or request.session.testsfailed > failed, "the test had nothing to judge"


@pytest.mark.parametrize("scenario", TARGET.tasks)
def test_a_known_task_is_answered_as_declared(scenario: str) -> None:
    case = api("examples")[FETCH]["GET"].Case(path_parameters={PARAMETER: TARGET.tasks[scenario]})
    trouble = ""
    try:
        # The check makes two requests more for each task; the tests of keys below do it once.
        conforms(case, headers={"Authorization": f"Bearer {TARGET.key}"}, excluded_checks=[ignored_auth])
    except FailureGroup as failures:
        trouble = failures.message
    except requests.RequestException as error:
        trouble = f"no whole answer: {error}"
    if trouble:
        pytest.fail(trouble, pytrace=False)


def test_an_unknown_task_is_said_to_be_unknown() -> None:
    declared(TARGET.fetch(path_of(UNKNOWN_TASK), key=TARGET.key, scenario="unknown_task"))


@pytest.mark.parametrize(("key", "scenario"), [(None, "no_key"), (WRONG_KEY, "wrong_key")])
def test_nothing_is_told_without_a_key(key: str | None, scenario: str) -> None:
    task_id = next(iter(TARGET.tasks.values()))
    declared(TARGET.fetch(path_of(task_id), key=key, scenario=scenario))


def test_a_path_that_is_not_served_is_not_taken_for_an_answer() -> None:
    exchange = TARGET.fetch(path_of(""), key=TARGET.key)
    as_an_answer = attrs.evolve(exchange, url=path_of(UNKNOWN_TASK))
    assert SUITE.judge(as_an_answer) != [], f"{FETCH} without an id is answered as if it were a task"


if TARGET.generated:

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
