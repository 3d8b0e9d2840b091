"""Recordings for operations that have none, made from the examples and schemas of the document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .document import pointed, replaced_at
from .live import Timeline
from .relay import REFRESH
from .responses import MockResponse, compact, recording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.recordings import Recording

    from .document import Document, Operation

RUNNING = ("RUNNING", "IN_PROGRESS", "PENDING")
"""Status values for a task that has not ended, tried in this order if the document declares none."""


def examples(document: Document, recorded: set[str]) -> dict[str, Recording]:
    """Make recordings for the operations that are not in `recorded`, by name."""
    found: dict[str, Recording] = {}
    for operation in document.operations:
        if operation.id in recorded:
            continue
        status, response = operation.success
        media_type, content = document.example(response)
        headers = (("Content-Type", media_type),) if media_type else ()
        for name, body in _bodies(operation, document, content).items():
            found[name] = recording(name, operation, MockResponse(status, headers, body))
    return found


def timeline_of(operation: Operation) -> Timeline:
    """Return the timeline of a polled operation that has no recordings."""
    return Timeline.of((0, f"{operation.id}_running"), (1, f"{operation.id}_example"), refresh=REFRESH)


def _bodies(operation: Operation, document: Document, content: bytes) -> dict[str, bytes]:
    """Return the bodies of an operation by name; a polled operation also has that of a task that has not ended."""
    try:
        body = json.loads(content)
    except ValueError:
        return {f"{operation.id}_example": content}
    if operation.parameter:
        body = _named(body, operation.parameter)
    polling = operation.polling
    if polling is None:
        return {f"{operation.id}_example": compact(body).encode()}
    for pointer in polling.get("failure-when", {}).get("present", ()):
        above, _, key = pointer.rpartition("/")
        if isinstance(holder := pointed(body, above), dict):
            body = replaced_at(body, above, {name: value for name, value in holder.items() if name != key})
    ends = [str(word).upper() for word in (*polling.get("success", ()), *polling.get("failure", ()))]
    found = {}
    for name, word in (
        ("example", (polling.get("success") or [None])[0]),
        ("running", _running(operation, document, ends)),
    ):
        changed = body if word is None else replaced_at(body, polling["status"], word)
        found[f"{operation.id}_{name}"] = compact(changed).encode()
    return found


def _running(operation: Operation, document: Document, ends: list[str]) -> str:
    """Return a status value that does not end a task: a declared one, if there is any."""
    media: Any = next(iter(operation.success[1].get("content", {}).values()), {})
    schema = media.get("schema", {})
    schema = property_at(document, schema, (operation.polling or {})["status"])
    declared = document.resolved(schema).get("enum", ()) if isinstance(schema, dict) else ()
    return next((word for word in (*declared, *RUNNING) if str(word).upper() not in ends), RUNNING[0])


def property_at(document: Document, schema: Any, pointer: str) -> Any:
    """Return the schema of the value at a pointer into an instance; None if none is declared."""
    for token in pointer.split("/")[1:]:
        schema = _property(document, schema, token)
    return schema


def _property(document: Document, schema: Any, name: str) -> Any:
    part: Mapping[str, Any] = document.resolved(schema) or {}
    found = pointed(part, f"/properties/{name}")
    if found is not None:
        return found
    branches = [branch for key in ("allOf", "anyOf", "oneOf") for branch in part.get(key, ())]
    return next((found for branch in branches if (found := _property(document, branch, name)) is not None), None)


def _named(body: Any, parameter: str) -> Any:
    """Replace the parameter's value in a body by the placeholder of the path, which a requested id replaces later."""
    if isinstance(body, dict):
        return {
            key: f"{{{parameter}}}" if key == parameter and isinstance(value, str) else _named(value, parameter)
            for key, value in body.items()
        }
    return [_named(value, parameter) for value in body] if isinstance(body, list) else body
