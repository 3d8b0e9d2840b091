"""The measure of exercised parts of openapi.yaml counts received values only."""

from __future__ import annotations

import json
import re

import pytest

from contract_tests.contract import Document, Exchange
from contract_tests.recordings import load
from contract_tests.tests.coverage import KINDS, Coverage

SCHEMAS = "/components/schemas"


def coverage_of(*names: str) -> Coverage:
    coverage = Coverage()
    for name in names:
        assert coverage.judge(Exchange.from_recording(dict(load()[name].plain))) == []
    return coverage


def seen(coverage: Coverage) -> set[tuple[str, str]]:
    return set().union(*coverage.exercised.values())


def test_nothing_exercised() -> None:
    coverage = Coverage()
    assert coverage.missing() == coverage.every()
    assert {kind for kind, _ in coverage.every()} == set(KINDS)


def test_every_part_counts() -> None:
    """Every property and every enum value of the schemas is a part."""
    document = Document.load()
    bodies = [document.get((*one.pointer, "requestBody")) for one in document.operations]
    in_requests = {
        media["schema"]["$ref"].rpartition("/")[2]
        for body in bodies
        if isinstance(body, dict)
        for media in body["content"].values()
    }
    schemas = {name: schema for name, schema in document.get(SCHEMAS).items() if name not in in_requests}
    parts = Coverage().every()
    properties = {pointer for kind, pointer in parts if kind == "property"}
    values = {pointer for kind, pointer in parts if kind == "enum value" and pointer.startswith(SCHEMAS)}
    assert properties == {
        f"{SCHEMAS}/{name}/properties/{key}" for name, schema in schemas.items() for key in schema.get("properties", {})
    }
    named = {
        f"{SCHEMAS}/{name}/enum/{index}"
        for name, schema in schemas.items()
        for index in range(len(schema.get("enum", ())))
    }
    assert values >= named


@pytest.mark.parametrize(
    ("pointer", "names"),
    [
        (f"{SCHEMAS}/Lyrics/properties/tags", ["lyrics_success_newer"]),
        (f"{SCHEMAS}/TaskStatus/enum/4", ["music_success", "lyrics_success", "lyrics_success_newer"]),
        (f"{SCHEMAS}/Clip/properties/image_url/type/null", ["music_failure_moderation"]),
        (
            f"{SCHEMAS}/Task/dependentSchemas/status/allOf/2/then",
            ["music_success", "lyrics_success", "lyrics_success_newer"],
        ),
        (f"{SCHEMAS}/TaskEnvelope/properties/data/anyOf/1", ["unreadable_result"]),
        ("/paths/~1suno~1fetch~1{task_id}/get/responses/429/headers/Retry-After", ["error_429_empty_body"]),
    ],
)
def test_exercised_parts(pointer: str, names: list[str]) -> None:
    candidates = [
        "music_success", "lyrics_success", "lyrics_success_newer", "music_failure_moderation", "unreadable_result",
        "error_429_empty_body",
    ]  # fmt: skip
    exercising = [name for name in candidates if pointer in {at for _, at in seen(coverage_of(name))}]
    assert exercising == names


def test_a_drift_exercises_nothing() -> None:
    coverage = Coverage()
    assert coverage.judge(Exchange.from_recording(dict(load()["sibling_extra_keys"].plain))) != []
    assert seen(coverage) == set()
    assert coverage.judged == 1


def test_report_of_missing_parts() -> None:
    first, *gaps = coverage_of("music_success").report()
    operations = len(Document.load().operations)
    assert first.startswith(f"1/{operations} operations, 1/")
    assert any(re.match(r"not exercised, (?:fetch_task, )?responses: .*\b400, .*\b401\b", gap) for gap in gaps)
    assert json.dumps("NOT_START") in "".join(gaps)


TWO = Document.parse("""\
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs/{id}:
    get:
      operationId: get_job
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: a job, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
  /jobs:
    post:
      operationId: start
      responses: {'200': {description: it, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
components: {schemas: {Job: {type: object, properties: {state: {type: string, enum: [new, done]}}}}}
""")


def test_counts_by_operation() -> None:
    """A schema that one operation exercises is not exercised for another one."""
    coverage = Coverage(TWO)
    assert coverage.judge(Exchange("GET", "/jobs/1", 200, None, b'{"state": "new"}')) == []
    first, *lines = coverage.report()
    assert first.startswith("1/2 operations, 1/2 responses, ")
    assert "start: 0/1 operations, 0/1 responses, 0/0 headers, 0/1 properties" in "\n".join(lines)
    assert 'not exercised, get_job, enum values: Job state "done"' in lines
    other = Coverage(TWO)
    other.merge({name: sorted(parts) for name, parts in coverage.exercised.items()}, coverage.judged)
    assert other.report() == coverage.report()
