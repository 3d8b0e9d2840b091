"""Requests are judged too, because the server charges for a request with a misspelt field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.contract import Document, Exchange, Severity, judge

SONGS = Document.parse("""\
openapi: 3.1.0
info: {title: Songs, version: '1'}
paths:
  /songs:
    post:
      operationId: submit
      parameters:
        - {name: dry, in: query, schema: {type: boolean}}
        - {name: X-Client, in: header, required: true, schema: {type: string}}
      requestBody: {$ref: '#/components/requestBodies/Song'}
      responses: {'200': {description: yes}, '400': {description: no}}
    get: {operationId: list, responses: {'200': {description: yes}}}
components:
  requestBodies:
    Song:
      required: true
      content:
        application/json:
          schema:
            type: object
            required: [prompt]
            properties:
              prompt: {type: string}
              negative_tags: {type: string}
              options:
                type: object
                additionalProperties: true
                properties: {make_instrumental: {type: boolean}}
""")
HEADERS = (("content-type", "application/json"), ("x-client", "me"))


def request(
    body: Any, *, query: str = "", status: int = 200, headers: tuple[tuple[str, str], ...] = HEADERS
) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange("POST", f"/songs{query}", status, None, b"", request_headers=headers, request_body=content)


@pytest.mark.parametrize(
    ("exchange", "rule", "where", "severity"),
    [
        (request({"prompt": "x", "negativeTags": ""}), "undocumented", "request /negativeTags", Severity.DOC),
        (request({"promt": "x", "prompt": "y"}), "undocumented", "request /promt", Severity.DOC),
        (request({"prompt": "x", "seed": 1}), "undocumented", "request /seed", Severity.ADDITIVE),
        (request({"prompt": "x", "options": {"make_instrumentl": True}}), "undocumented",
         "request /options/make_instrumentl", Severity.DOC),
        (request({"prompt": 4}), "body", "request /prompt", Severity.DOC),
        (request({}), "body", "request /prompt", Severity.DOC),
        (request(b"{"), "body", "request body", Severity.DOC),
        (request(b"[" * 100_000), "body", "request body", Severity.DOC),
        (request({"prompt": "x"}, query="?dry=maybe"), "parameter", "request query dry", Severity.DOC),
        (request({"prompt": "x"}, query="?dr=true"), "undocumented", "request query dr", Severity.DOC),
        (request({"prompt": "x"}, headers=HEADERS[:1]), "parameter", "request header X-Client", Severity.DOC),
        (request({"prompt": "x"}, headers=HEADERS[1:]), "body", "request header content-type", Severity.DOC),
        (request(b""), "body", "request body", Severity.DOC),
        (Exchange("GET", "/songs", 200, None, b"", request_body=b"{}"), "undocumented", "request body",
         Severity.ADDITIVE),
    ],
)  # fmt: skip
def test_request_findings(exchange: Exchange, rule: str, where: str, severity: Severity) -> None:
    [found] = judge(exchange, document=SONGS)
    assert (found.rule, found.where, found.severity) == (f"request.{rule}", where, severity)


@pytest.mark.parametrize(
    ("style", "explode", "query"),
    [
        ("form", True, "?min={}"),
        ("form", False, "?size=min,{}"),
        ("deepObject", True, "?size[min]={}"),
        ("spaceDelimited", False, "?size=min%20{}"),
        ("pipeDelimited", False, "?size=min|{}"),
    ],
)
@pytest.mark.parametrize(("value", "rules"), [("7", []), ("small", ["request.parameter"])])
def test_objects_in_a_query(style: str, explode: bool, query: str, value: str, rules: list[str]) -> None:  # noqa: FBT001
    schema = {"type": "object", "properties": {"min": {"type": "integer"}}, "additionalProperties": False}
    size = {"name": "size", "in": "query", "style": style, "explode": explode, "schema": schema}
    operation = {"operationId": "list", "parameters": [size], "responses": {"200": {"description": "Songs."}}}
    document = {"openapi": "3.1.0", "info": {"title": "Songs", "version": "1"}, "paths": {"/songs": {"get": operation}}}
    exchange = Exchange("GET", f"/songs{query.format(value)}", 200, None, b"")
    assert [found.rule for found in judge(exchange, document=Document.parse(json.dumps(document)))] == rules


def test_misspelt_field() -> None:
    """The finding names the declared field."""
    [found] = judge(request({"prompt": "x", "negative_tag": "y"}), document=SONGS)
    assert "which declares negative_tags (is it misspelt?)" in found.sentence


@pytest.mark.parametrize(
    "exchange",
    [
        request({"prompt": "x", "options": {"make_instrumental": True, "anything": 1}}),  # the schema says it is open
        request({"prompt": "x"}, query="?dry=true"),
        request({"promt": "x"}, status=400),  # it was refused, which is no finding
        Exchange("POST", "/songs", 200, None, b"", as_sent=False),  # its request was not recorded
    ],
)
def test_what_is_no_finding(exchange: Exchange) -> None:
    assert judge(exchange, document=SONGS) == []
