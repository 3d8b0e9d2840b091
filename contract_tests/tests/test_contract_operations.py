"""Operations of a document, and the operation of an exchange."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.contract import (
    AmbiguousBodyError,
    Document,
    Exchange,
    Judge,
    NotOfThisApiError,
    NotServedError,
    judge,
)  # fmt: skip
from contract_tests.drift.reports.wording import notes
from contract_tests.drift.summary import Summary

SHOP = Document.parse("""\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.test/{base}', variables: {base: {default: v1}}}]
security: [{key: []}]
paths:
  /orders/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get: {operationId: get_order, responses: {'200': {$ref: '#/components/responses/Order'}}}
    delete: {operationId: drop_order, security: [], responses: {'204': {description: gone}}}
  /orders/latest:
    get: {operationId: latest_order, responses: {'200': {$ref: '#/components/responses/Order'}}}
    head: {operationId: has_order, responses: {'200': {$ref: '#/components/responses/Order'}}}
  /orders/{id}/{part}.json:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: get_part
      parameters: [{name: part, in: path, required: true, schema: {type: string}}]
      responses: {5XX: {description: trouble}, default: {description: else}}
  /{kind}/search:
    post:
      operationId: search
      x-safe: true
      x-evidence: {strength: published}
      parameters: [{name: kind, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          description: found
          links: {first: {operationId: get_order, parameters: {id: $response.body#/items/0}}}
          content: {application/json: {schema: {properties: {items: {type: array, items: {type: integer}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: token}}
  parameters: {Id: {name: id, in: path, required: true, schema: {type: integer}}}
  responses:
    Order:
      description: an order
      content: {application/json: {schema: {type: object, properties: {id: {type: integer}, sum: {type: number}}}}}
""")


@pytest.mark.parametrize(
    ("method", "path", "name", "parameters"),
    [
        ("GET", "/orders/7", "get_order", {"id": 7}),
        ("get", "/v1/orders/7?x=/orders/latest", "get_order", {"id": 7}),
        ("GET", "/orders/latest", "latest_order", {}),
        ("HEAD", "/orders/latest", "has_order", {}),
        ("DELETE", "/orders/7", "drop_order", {"id": 7}),
        ("GET", "https://proxy.test/a/b/v1/orders/7", "get_order", {"id": 7}),
        ("GET", "/orders/x", "get_order", {"id": "x"}),
        ("GET", "/orders/7/a%2Fb.json", "get_part", {"id": 7, "part": "a/b"}),
        ("POST", "/orders/search", "search", {"kind": "orders"}),
        ("POST", "/v1/orders/search", "search", {"kind": "orders"}),
        ("POST", "/proxy/orders/search", None, {}),  # an undeclared prefix is not skipped before a parameter
        ("POST", "/orders/7", None, {}),
        ("GET", "/orders/", None, {}),
        ("GET", "http://[::1/orders/7", "get_order", {"id": 7}),
    ],
)
def test_matched_operation(method: str, path: str, name: str | None, parameters: dict[str, Any]) -> None:
    found = SHOP.match(method, path)
    assert (found[0].name if found else None, found[1] if found else {}) == (name, parameters)


def test_an_operation_is_data() -> None:
    search, order = SHOP.operation("search"), SHOP.operation("get_order")
    assert (search.method, search.template, search.safe, search.repeatable) == ("POST", "/{kind}/search", True, True)
    assert search.evidence == "published"
    assert search.credentials == (("query", "token"),)
    assert SHOP.get(search.request_body or ())["content"]
    assert [(link.operation, dict(link.parameters)) for link in search.links] == [
        ("get_order", {"id": "$response.body#/items/0"})
    ]
    assert [parameter.name for parameter in order.parameters] == ["id"]
    assert not SHOP.operation("drop_order").secured
    assert (SHOP.operation("drop_order").safe, SHOP.operation("drop_order").repeatable) == (False, True)
    part = SHOP.operation("get_part")
    assert part.response(503) == (*part.pointer, "responses", "5XX")
    assert part.response(404) == (*part.pointer, "responses", "default")


def test_similar_operation_name() -> None:
    """The error names the similar operation."""
    with pytest.raises(LookupError, match="did you mean get_order"):
        SHOP.operation("get_ordr")


@pytest.mark.parametrize(("body", "rule"), [(b"no JSON", "wire.json"), (b"[" * 100_000, "wire.depth")])
def test_an_unreadable_body_without_its_request(body: bytes, rule: str) -> None:
    bare = Exchange("", "", 200, None, body, as_sent=False)
    assert {violation.rule for violation in judge(bare, document=SHOP)} == {rule}


@pytest.mark.parametrize(("declared", "status"), [("201", 201), ("2XX", 200), ("default", 500)])
def test_the_status_of_a_recognised_body(declared: str, status: int) -> None:
    response = "{description: X., content: {application/json: {schema: {properties: {a: {}}}}}}"
    responses = f"paths: {{/x: {{get: {{operationId: get_x, responses: {{'{declared}': {response}}}}}}}}}\n"
    document = Document.parse("openapi: 3.1.0\ninfo: {title: T, version: '1'}\n" + responses)
    assert document.recognise({"a": 1}) == (document.operation("get_x"), status)


def test_a_bare_body_is_recognised() -> None:
    assert SHOP.recognise({"items": [1]})[0].name == "search"
    assert SHOP.recognise({"id": "drift", "sum": 1})[0].name == "get_order"  # all of one schema: any of them
    assert SHOP.recognise({"id": 1}, "latest_order") == (SHOP.operation("latest_order"), 200)
    with pytest.raises(AmbiguousBodyError, match=r"search \(200\).*--operation"):
        SHOP.recognise({})


@pytest.mark.parametrize("body", [{"id": "\ud800"}, {"id": [[]]}, {"id": json.loads("[" * 300 + "]" * 300)}])
def test_an_odd_body_is_recognised(body: dict[str, Any]) -> None:
    assert SHOP.recognise(body, "get_order") == (SHOP.operation("get_order"), 200)
    assert SHOP.recognise(body)[0].name == "get_order"


def test_named_operation() -> None:
    bare = Exchange("GET", "", 200, None, b"{}", operation="latest_order", as_sent=False)
    assert judge(bare, document=SHOP) == []
    with pytest.raises(NotOfThisApiError):
        judge(Exchange("GET", "/elsewhere", 200, None, b"{}"), document=SHOP)


def test_a_key_may_stand_in_the_query() -> None:
    for query, rules in (("?token=k", []), ("", ["access.key"])):
        exchange = Exchange("GET", f"/orders/7{query}", 200, None, b"{}", request_headers=(), as_sent=False)
        assert [one.rule for one in judge(exchange, document=SHOP)] == rules


def test_a_request_keeps_its_body() -> None:
    recording = {"request": {"path": "/orders/search", "method": "POST", "body": {"a": "ä"}},
                 "response": {"status": 200, "body": {}}}  # fmt: skip
    assert json.loads(Exchange.from_recording(recording).request_body or b"") == {"a": "ä"}


ASSUMED = Document.parse("""\
openapi: 3.1.0
info: {title: Songs, version: '1'}
paths:
  /timing/{id}:
    get:
      operationId: timing
      x-evidence: {strength: published}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: words, content: {application/json: {schema: {type: object, properties: {words: {}}}}}}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
        '503':
          description: no
          x-error-codes: {no_such_action: not_found}
          content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
components:
  schemas:
    Error:
      type: object
      required: [code]
      x-error: {code: /code, message: /message}
      properties: {code: {type: string}, message: {type: string}}
""")
JSON, HTML = (("content-type", "application/json"),), (("content-type", "text/html; charset=utf-8"),)


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (200, HTML, b"<html>", "a page of HTML with status 200"),
        (404, HTML, b"<html>", "a page of HTML with status 404"),
        (404, JSON, b'{"error": "?"}', "status 404"),
        (405, (), b"", "status 405"),
        (503, JSON, b'{"code": "no_such_action"}', "status 503, no_such_action"),
    ],
)
def test_unserved_operation(status: int, headers: tuple[tuple[str, str], ...], body: bytes, reason: str) -> None:
    exchange = Exchange("GET", "/timing/7", status, headers, body)
    with pytest.raises(NotServedError, match=f"timing: GET /timing/.* is not served here: {reason}; the"):
        judge(exchange, document=ASSUMED)


@pytest.mark.parametrize(
    ("status", "headers", "body", "rules"),
    [
        (404, JSON, b'{"code": "unknown"}', []),
        (503, JSON, b'{"code": "busy"}', []),
        (502, HTML, b"<html>", ["wire.status"]),
        (200, JSON, b"[]", ["shape.type"]),
    ],
)
def test_what_is_served_is_judged(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes, rules: list[str]
) -> None:
    assert [one.rule for one in judge(Exchange("GET", "/timing/7", status, headers, body), document=ASSUMED)] == rules


def test_documented_operation() -> None:
    """The fetch is documented by the provider, so a dashboard page instead of it is drift."""
    exchange = Exchange("GET", "/suno/fetch/7", 200, HTML, b"<html>")
    assert "wire.content-type" in {one.rule for one in judge(exchange)}


def test_news_is_one_line() -> None:
    summary = Summary(Judge(ASSUMED))
    for number in range(3):
        summary.add(Exchange("GET", f"/timing/{number}", 200, HTML, b"<html>"))
    assert (summary.findings, summary.judged) == ([], 0)
    [line] = notes(summary)
    assert line.startswith("timing: GET /timing/{id} is not served here")
