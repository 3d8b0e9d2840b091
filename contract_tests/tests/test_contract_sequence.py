"""Changes between polls: tasks are identified by their key in the responses of all operations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.contract import Document, Exchange, judge

JOBS = Document.parse("""\
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs/{id}:
    get:
      operationId: get_job
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: X-Owner, in: header, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: a job
          x-polling:
            {result: '', status: /state, success: [done], failure: [], schedule: [{interval: 1, growth: 1, max: 1}]}
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /jobs:
    post:
      operationId: get_jobs
      x-safe: true
      requestBody:
        content: {application/json: {schema: {properties: {ids: {type: array}}}}}
      responses:
        '200':
          description: jobs
          x-batch: {single: get_job, ids: /ids, items: /jobs, key: /id, max: 9}
          content:
            application/json:
              schema: {properties: {jobs: {type: array, items: {$ref: '#/components/schemas/Job'}}}}
components:
  schemas:
    Job:
      type: object
      x-meaning: {equals: {/id: $request.path.id, /owner: $request.header.X-Owner, /page: $request.query.page}}
      x-sequence:
        key: /id
        order: {/state: [[new], [queued], [done]]}
        stays: [/made]
        replaced: {values: [/at], leaving: {/state: [new]}}
      properties:
        id: {type: string}
        owner: {type: string}
        page: {type: integer}
        state: {type: string}
        made: {type: integer}
        at: {type: integer}
        parts:
          type: array
          items:
            type: object
            x-sequence: {key: /n, stays: [/name]}
            properties: {n: {type: integer}, name: {type: string}}
""")


def job(**values: Any) -> Exchange:
    body = json.dumps({"id": "a", **values}).encode()
    return Exchange("GET", f"/jobs/{values.get('id', 'a')}", 200, None, body)


def batch(*jobs: dict[str, Any], requested: tuple[str, ...] = ("a", "b")) -> Exchange:
    body, request = json.dumps({"jobs": jobs}).encode(), json.dumps({"ids": requested}).encode()
    return Exchange("POST", "/jobs", 200, None, body, request_body=request)


def rules(*exchanges: Exchange) -> list[tuple[str, str]]:
    return [(one.rule, one.where) for one in judge(exchanges, document=JOBS)]


@pytest.mark.parametrize(
    ("exchanges", "found"),
    [
        ([job(state="done"), batch({"id": "b", "state": "new"}, {"id": "a", "state": "queued"})],
         [("sequence.order", "/jobs/1/state")]),
        ([batch({"id": "a", "made": 1}), job(made=2)], [("sequence.stays", "/made")]),
        ([batch({"id": "a", "made": 1}, {"id": "b", "made": 2}), batch({"id": "b", "made": 2})], []),
        ([job(parts=[{"n": 1, "name": "x"}]), batch({"id": "a", "parts": [{"n": 1, "name": "y"}]})],
         [("sequence.stays", "/jobs/0/parts/0/name")]),
        ([job(parts=[{"n": 1}, {"n": 2}]), batch({"id": "a", "parts": [{"n": 1}]})],
         [("sequence.items", "/jobs/0/parts")]),
        ([job(parts=[{"n": 1, "name": "x"}]), batch({"id": "b", "parts": [{"n": 1, "name": "y"}]})], []),
    ],
)  # fmt: skip
def test_single_and_batch(exchanges: list[Exchange], found: list[tuple[str, str]]) -> None:
    assert rules(*exchanges) == found


@pytest.mark.parametrize(
    ("polls", "found"),
    [
        ([("new", 10), ("queued", 9)], 0),
        ([("new", 10), ("done", 9)], 0),
        ([("new", 10), ("new", 9)], 1),  # it has not left yet
        ([("new", 10), ("queued", 10), ("queued", 9)], 1),  # too late
        ([("new", 10), ("queued", 9), ("done", 8)], 1),  # a second time
        ([("new", 10), ("queued", 0)], 1),  # gone is not replaced
        ([("new", 0), ("queued", 9), ("done", 9)], 0),
    ],
)
def test_a_value_is_replaced_once(polls: list[tuple[str, int]], found: int) -> None:
    assert rules(*(job(state=state, at=at) for state, at in polls)) == [("sequence.stays", "/at")] * found


def test_unrequested_item() -> None:
    assert rules(batch({"id": "a"}, {"id": "c"})) == [("meaning.equals", "/jobs/1/id")]
    assert rules(batch({"id": "a"}, requested=("a",))) == []


def test_values_of_the_request() -> None:
    body = b'{"id": "a", "owner": "me", "page": 2}'
    for owner, page, found in (("me", 2, []), ("you", 2, ["/owner"]), ("me", 3, ["/page"])):
        exchange = Exchange("GET", f"/jobs/a?page={page}", 200, None, body, request_headers=(("x-owner", owner),))
        assert [one.where for one in judge(exchange, document=JOBS) if one.rule == "meaning.equals"] == found
