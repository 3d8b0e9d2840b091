"""The generated client reads any body that openapi.yaml allows: its annotations hold, and nothing is lost."""

from __future__ import annotations

import copy
import datetime
import json
import types
import typing
from typing import Any

import attrs
import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from suno_client import models
from suno_client import types as client_types
from suno_client._check import misfit_of

from contract_tests.contract import Document, Exchange
from contract_tests.tests import client_models

DOCUMENT = Document.load()
RESPONSES = {
    (operation.name, status): schema
    for operation in DOCUMENT.operations
    for status, response in operation.responses.items()
    if (schema := DOCUMENT.json_schema(response))
}
SHARED = {DOCUMENT.follow(schema)[1]: place for place, schema in RESPONSES.items()}
"""One response of each schema."""
MODELS = {name: getattr(models, name) for name in models.__all__}
NAMES = {**vars(client_types), **MODELS, "Any": Any, "datetime": datetime}
for model in MODELS.values():
    if attrs.has(model):
        attrs.resolve_types(model, NAMES)

# Date-times with the declared pattern, because hardly any random text has both format and pattern.
INSTANT = "instant"
schemathesis.openapi.format(
    INSTANT,
    st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2099, 12, 31)).map(  # noqa: DTZ001  it stands for UTC
        lambda instant: instant.isoformat(timespec="milliseconds") + "Z"
    ),
)


def prepared(schema: Any, *, whole: bool) -> Any:
    """Return the schema in a form that hypothesis-jsonschema generates from.

    Args:
        schema: A part of the document.
        whole: Whether optional properties are always present; otherwise mostly none is.
    """
    if isinstance(schema, list):
        return [prepared(item, whole=whole) for item in schema]
    if not isinstance(schema, dict):
        return schema
    ready = {key: prepared(value, whole=whole) for key, value in schema.items()}
    if {"format", "pattern"} <= ready.keys() and ready["format"] == "date-time":
        ready["format"] = INSTANT
        del ready["pattern"]
    if whole and ready.get("type") == "object" and "properties" in ready:
        ready["required"] = list(ready["properties"])
    return ready


def bodies(place: tuple[str, str], *, whole: bool) -> Any:
    """Return a strategy for the bodies of a response, declared as request bodies in a temporary document."""
    content = {"application/json": {"schema": DOCUMENT.get(RESPONSES[place])}}
    scratch = {
        "openapi": DOCUMENT.plain["openapi"],
        "info": DOCUMENT.plain["info"],
        "components": {"schemas": DOCUMENT.get("/components/schemas")},
        "paths": {"/": {"post": {"requestBody": {"required": True, "content": content}, "responses": {}}}},
    }
    ready = prepared(copy.deepcopy(scratch), whole=whole)
    return schemathesis.openapi.from_dict(ready, config=SchemathesisConfig())["/"]["POST"].as_strategy()


def holds(value: Any, annotation: Any) -> bool:
    """Return whether a value fits an annotation, at any depth."""
    origin, arguments = typing.get_origin(annotation) or annotation, typing.get_args(annotation)
    if origin in {types.UnionType, typing.Union}:
        return any(holds(value, argument) for argument in arguments)
    if origin is list and isinstance(value, list):
        return all(holds(item, arguments[0]) for item in value)
    if origin in {int, float}:  # PEP 484: an int will do for a float
        return type(value) in {int, origin}
    if attrs.has(origin):
        return type(value) is origin and misfits(value) == []
    if origin is typing.Literal:
        return value in arguments
    return origin is Any or isinstance(value, type(None) if origin is None else origin)


def misfits(model: Any) -> list[str]:
    """Return the fields of a model that do not fit their annotations."""
    return [
        f"{type(model).__name__}.{field.name}: {getattr(model, field.name)!r} is not {field.type}"
        for field in attrs.fields(type(model))
        if not holds(getattr(model, field.name), field.type)
    ]


def as_text(body: Any) -> str:
    """Return the body as normalized JSON: 1.0 equals 1, but true does not."""

    def number(digits: str) -> float:
        value = float(digits)
        return int(value) if value.is_integer() else value

    return json.dumps(json.loads(json.dumps(body), parse_float=number), sort_keys=True)


@pytest.mark.parametrize(
    ("place", "whole"),
    [(place, whole) for place in SHARED.values() for whole in (False, True) if place[1].startswith("2") or not whole],
    ids=str,
)
def test_any_body(place: tuple[str, str], *, whole: bool) -> None:
    """The values fit the annotations, and the body is written without loss."""
    name, status = place
    operation = DOCUMENT.operation(name)
    exchange = Exchange(operation.method, operation.template, int(status), None, b"", operation=name)
    read = 0

    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(bodies(place, whole=whole))
    def any_body(case: schemathesis.Case[Any]) -> None:
        nonlocal read
        body = case.body
        model = client_models.read(DOCUMENT, exchange, body)
        assert [misfit for one in (model if isinstance(model, list) else [model]) for misfit in misfits(one)] == []
        assert as_text(client_models.given_back(DOCUMENT, exchange, body)) == as_text(body)
        read += 1

    any_body()
    assert read >= 6, "hardly any body was generated"


def test_resolved_types() -> None:
    """A body is checked also where a library such as cattrs has called `attrs.resolve_types`."""
    attrs.resolve_types(models.MusicRequest, localns=NAMES)
    body = models.MusicRequest(prompt="a song")
    assert misfit_of(body, models.MusicRequest) == ""
    body.prompt = 1  # type: ignore[assignment]
    assert misfit_of(body, models.MusicRequest) == "expected str at /prompt, found int"
