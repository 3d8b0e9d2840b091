"""Request bodies as the open relay reads them: which ones Go's JSON decoder refuses, and its error messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from .document import pointed
from .relay import go_complaint, go_kind
from .responses import compact

if TYPE_CHECKING:
    from .document import Document, Operation

BATCH: Final = 'struct { IDs []interface {} "json:\\"ids\\""; Action string "json:\\"action\\"" }'
SUBMISSION: Final = "SunoSubmitReq"
GO_TYPES: Final = {"string": "string", "integer": "int", "number": "float64", "boolean": "bool"}
KINDS: Final = {"string": {"string"}, "integer": {"number"}, "number": {"number"}, "boolean": {"bool"}}


class Refused(Exception):  # noqa: N818 - the refusal of a request is not an error of the mocked API
    """A request body is refused; `body` is the body of the response."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.body = compact({"code": "invalid_request", "message": message, "data": None}).encode()


def ids_in(body: bytes, pointer: str) -> list[Any]:
    """Return the ids of a batch request; an empty list if they are missing or null.

    Raises:
        Refused: The relay refuses the body.
    """
    text = body.decode("utf-8", "replace")
    if complaint := go_complaint(text, empty="EOF"):
        raise Refused(complaint)
    value = json.loads(text)
    if not isinstance(value, dict | None):
        raise Refused(f"json: cannot unmarshal {go_kind(value)} into Go value of type {BATCH}")
    ids = pointed(value, pointer)
    if ids is None:
        return []
    if not isinstance(ids, list):
        field = pointer.rpartition("/")[2]
        raise Refused(f"json: cannot unmarshal {go_kind(ids)} into Go struct field .{field} of type []interface {{}}")
    return ids


def refused_body(body: bytes, document: Document, operation: Operation) -> bytes:
    """Return the body with which the relay refuses a submission; b"" if the relay accepts it."""
    try:
        _check(body, document, operation)
    except Refused as refusal:
        return refusal.body
    return b""


def _check(body: bytes, document: Document, operation: Operation) -> None:
    text = body.decode("utf-8", "replace")
    if complaint := go_complaint(text, empty="unexpected end of JSON input"):
        raise Refused(complaint)
    value = json.loads(text)
    schema = document.resolved(operation.request_schema)
    if value is not None and not isinstance(value, dict):
        raise Refused(f"json: cannot unmarshal {go_kind(value)} into Go value of type dto.{SUBMISSION}")
    given = value or {}
    for name, declared in schema.get("properties", {}).items():
        kinds = document.resolved(declared).get("type", ())
        wanted = next((kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind in GO_TYPES), None)
        if wanted and given.get(name) is not None and go_kind(given[name]) not in KINDS[wanted]:
            raise Refused(
                f"json: cannot unmarshal {go_kind(given[name])} into Go struct field {SUBMISSION}.{name} "
                f"of type {GO_TYPES[wanted]}"
            )
    for name in schema.get("required", ()):
        if given.get(name) in {None, ""}:
            raise Refused(f"{name}_empty")
