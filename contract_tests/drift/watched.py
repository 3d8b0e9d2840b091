"""The fields that a wait watches: a new word there may be an end that no wait knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.contract.pointers import Tokens, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract import Document, Violation


def is_watched(document: Document, violation: Violation) -> bool:
    """Return whether a violation is a new enum value of a field that a wait watches."""
    return violation.rule == "shape.enum" and split(violation.pointer)[:-1] in set(_watched(document))


def _watched(document: Document) -> Iterator[Tokens]:
    """List the schemas of the fields that waits watch."""
    for operation in document.operations:
        for response in operation.responses.values():
            polling = document.get(response).get("x-polling")
            schema = document.json_schema(response)
            if polling and schema:
                yield from _described(document, schema, split(polling["status"]))


def _described(document: Document, schema: Tokens, where: Tokens, depth: int = 0) -> Iterator[Tokens]:
    """List the schemas of a value inside a body."""
    part, place = document.follow(schema)
    if not isinstance(part, dict) or depth > 20:
        return
    if not where:
        yield place
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index in range(len(part.get(keyword, ()))):
            yield from _described(document, (*place, keyword, index), where, depth + 1)
    if where and where[0] in part.get("properties", {}):
        yield from _described(document, (*place, "properties", where[0]), where[1:], depth + 1)
