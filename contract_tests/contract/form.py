"""The form of a document: whether objects, arrays and texts are where OpenAPI has them (form.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from contract_tests.contract.phrases import either, shown, typed
from contract_tests.contract.places import places
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.source import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract.pointers import Tokens

SOURCE = Path(__file__).with_name("form.yaml")


def problems(document: dict[str, Any]) -> Iterator[tuple[Tokens, str]]:
    """Yield the place and a message for each value whose form OpenAPI does not allow."""
    for error in _validator("document").iter_errors(document):
        yield tuple(error.instance_path), _sentence(error)
    for place in places(document):
        reference = place.value.get("$ref")
        target = (
            get(document, split(reference)) if isinstance(reference, str) and reference.startswith("#") else MISSING
        )
        if target is document or (target is not MISSING and not _validator(place.kind).is_valid(target)):
            yield (*place.where, "$ref"), f"{shown(reference)} is not a {place.kind}"


@cache
def _validator(kind: str) -> jsonschema_rs.Validator:
    _, form = parsed(SOURCE.read_text(encoding="utf-8"), SOURCE.name)
    return jsonschema_rs.validator_for({**form, "$ref": f"#/$defs/{kind.replace(' ', '-')}"})


def _sentence(error: Any) -> str:
    details, value = error.kind.as_dict(), error.instance
    if error.kind.name == "type":
        return f"{shown(value)} is not {typed(details['types'])}"
    if error.kind.name == "required":
        return f"{details['property']} is missing"
    if error.kind.name in {"anyOf", "oneOf"}:
        missing = [branch[0].kind.as_dict().get("property") for branch in details["context"] if branch]
        either_is = f"{missing[-1]} is missing" if all(missing) else ""
        return either_is or f"{shown(value)} is not one of the forms that JSON Schema has for it"
    if error.kind.name == "enum":
        return f"{shown(value)} is not one of {either([str(one) for one in details['options']])}"
    return str(error.message)[:200]
