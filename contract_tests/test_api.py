"""The API conforms to openapi.yaml: the mocked one in process, or with `--base-url` any other over HTTP."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth

from contract_tests import client_models
from contract_tests.contract import Document
from contract_tests.coverage import SUITE
from contract_tests.schemathesis_hooks import SCENARIOS, exchange_of
from contract_tests.target import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Exchange

TARGET = chosen()
DOCUMENT = Document.load()
UNKNOWN_TASK = "00000000-0000-4000-8000-000000000000"
WRONG_KEY = "sk-this-is-not-a-key"
MAX_EXAMPLES = 20
FETCH = DOCUMENT.operations[0].template
SCENARIOS.update({task_id: scenario for scenario, task_id in TARGET.tasks.items()})


def path_of(task_id: str) -> str:
    return FETCH.format(task_id=task_id)


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


def conforms(case: schemathesis.Case) -> None:
    """Send a request; its answer passes schemathesis's checks and the strict contract, and the client reads it whole."""
    TARGET.wait()
    # The check sends two requests more for each answer; where few are welcome, the tests below do what it does.
    response = case.call_and_validate(excluded_checks=[] if TARGET.generated else [ignored_auth])
    exchange = exchange_of(response)
    if exchange.body and DOCUMENT.match(exchange.method, exchange.url):
        body = response.json()
        assert client_models.read(DOCUMENT, exchange, body).to_dict() == body


@pytest.fixture(autouse=True)
def _something_is_judged() -> Iterator[None]:
    before = SUITE.judged
    yield
    assert SUITE.judged > before, "the test had nothing to judge"


known = api("examples")


@known.parametrize()
def test_known_tasks(case: schemathesis.Case) -> None:
    conforms(case)


if TARGET.generated:
    edges = api("coverage")
    anything = api("fuzzing")

    @edges.parametrize()
    def test_edges_of_the_document(case: schemathesis.Case) -> None:
        conforms(case)

    @anything.parametrize()
    def test_any_request(case: schemathesis.Case) -> None:
        conforms(case)


def conforming(exchange: Exchange) -> None:
    assert SUITE.judge(exchange) == []


def test_an_unknown_task_is_said_to_be_unknown() -> None:
    conforming(TARGET.fetch(path_of(UNKNOWN_TASK), key=TARGET.key, scenario="unknown_task"))


@pytest.mark.parametrize(("key", "scenario"), [(None, "no_key"), (WRONG_KEY, "wrong_key")])
def test_nothing_is_told_without_a_key(key: str | None, scenario: str) -> None:
    task_id = next(iter(TARGET.tasks.values()))
    conforming(TARGET.fetch(path_of(task_id), key=key, scenario=scenario))


def test_a_path_that_is_not_served_is_not_taken_for_an_answer() -> None:
    exchange = TARGET.fetch(path_of(""), key=TARGET.key)
    as_an_answer = attrs.evolve(exchange, url=path_of(UNKNOWN_TASK))
    assert SUITE.judge(as_an_answer) != []
