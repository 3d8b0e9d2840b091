"""The page of the vocabulary: `python -m contract_tests.contract.vocabulary_page` prints it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from contract_tests.contract.phrases import a, either
from contract_tests.contract.pointers import get, split
from contract_tests.contract.vocabulary import declared

if TYPE_CHECKING:
    from collections.abc import Iterator


def markdown() -> str:
    lines = [
        "# The vocabulary of openapi.yaml", "",
        "These extensions say what OpenAPI and JSON Schema cannot express. This page is generated from",
        "`contract_tests/contract/vocabulary.yaml` (`python -m contract_tests.contract.vocabulary_page`).",
        "Each document is checked against it when it is loaded: an unknown key, an invalid value or a pointer to a",
        "property that does not exist is an error with its line. Pointers are JSON pointers (RFC 6901). OpenAPI's own",
        "`links` say that a value of a response is a parameter of another operation.", "",
    ]  # fmt: skip
    for name, schema in sorted(declared()["properties"].items()):
        kinds = either([a(kind) for kind in schema["stands-on"]])
        lines += [f"## {name}", "", f"On {kinds}. {' '.join(schema['description'].split())}", ""]
        rows = list(_rows(schema, ""))
        if rows:
            lines += ["| key | value | meaning |", "|---|---|---|", *rows, ""]
        elif "enum" in schema:
            lines += [f"One of {either([f'`{word}`' for word in schema['enum']])}.", ""]
        lines += ["```yaml", schema["example"], "```", ""]
    return "\n".join(lines)


def _rows(schema: dict[str, Any], prefix: str) -> Iterator[str]:
    extra = schema.get("additionalProperties")
    named = {
        prefix + key: (inner, key in schema.get("required", ())) for key, inner in schema.get("properties", {}).items()
    }
    if isinstance(extra, dict):
        for branch in extra.get("oneOf", [extra]):
            if "properties" in branch:
                yield from _rows(branch, f"{prefix}NAME.")
    for key, (inner, required) in named.items():
        resolved = {**get(declared(), split(inner["$ref"])), **inner} if "$ref" in inner else inner
        text = " ".join(str(resolved.get("description", "")).split())
        more = "" if required else f" Optional{_default(resolved)}."
        yield f"| `{key}` | {_value(resolved)} | {text}{more} |"
        if resolved.get("type") == "object" and "properties" in resolved:
            yield from _rows(resolved, f"{key}.")
        items = resolved.get("items", {})
        if isinstance(items, dict) and "properties" in items:
            yield from _rows(items, f"{key}[].")


def _default(schema: dict[str, Any]) -> str:
    return f"; {schema['default']} if not given" if "default" in schema else ""


def _value(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return either([f"`{word}`" for word in schema["enum"]])
    if schema.get("format"):
        return str(schema["format"])
    if schema.get("type") == "array":
        items = schema.get("items", {})
        items = get(declared(), split(items["$ref"])) if "$ref" in items else items
        return f"list of {items.get('format') or items.get('type', 'values')}s"
    return str(schema.get("type", "value"))


if __name__ == "__main__":
    sys.stdout.write(markdown())
