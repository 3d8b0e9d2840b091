"""The models of the generated client that read the responses, as openapi.yaml declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from suno_client import models

from contract_tests.contract.pointers import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Document, Exchange
    from contract_tests.contract.pointers import Tokens


def models_of(document: Document, schema: Tokens) -> Iterator[tuple[Tokens, Any]]:
    """List the models that read the values of a schema, each with the place that names it.

    Args:
        document: The document.
        schema: The schema's pointer.
    """
    declared = document.get(schema)
    if "$ref" in declared:
        yield schema, getattr(models, split(declared["$ref"])[-1])
    for index in range(len(declared.get("anyOf", ()))):
        yield from models_of(document, (*schema, "anyOf", index))


def read(document: Document, exchange: Exchange, body: Any) -> Any:
    """Read a body with the model of the generated client for its declared response.

    Args:
        document: The document.
        exchange: The exchange.
        body: Its body, which conforms.
    """
    matched = document.match(exchange.method, exchange.url)
    assert matched, f"{exchange.method} {exchange.path} is not declared"
    response = matched[0].response(exchange.status)
    assert response, f"status {exchange.status} is not declared"
    schema = document.json_schema(response)
    assert schema, f"no JSON is declared for status {exchange.status}"
    if isinstance(body, list):
        ((_, model),) = models_of(document, (*schema, "items"))
        return [model.from_dict(item) for item in body]
    for place, model in models_of(document, schema):
        if document.validator(place, strict=False).is_valid(body):
            return model.from_dict(body)
    raise AssertionError(f"no model reads {body!r}")


def given_back(document: Document, exchange: Exchange, body: Any) -> Any:
    """Return the body as the client writes it after reading it."""
    model = read(document, exchange, body)
    return [item.to_dict() for item in model] if isinstance(model, list) else model.to_dict()
