"""The shape layer: the body against the closed schemas. Each finding is on the smallest part that differs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from contract_tests.contract.findings import MOST
from contract_tests.contract.phrases import count, shown, typed, words
from contract_tests.contract.pointers import MISSING, Tokens, join
from contract_tests.contract.strict import CLOSING, declared_properties
from contract_tests.contract.violation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract.document import Document, Node
    from contract_tests.contract.findings import Findings

NAMED = 100
"""How many undocumented properties of an object are named; one further finding counts the others."""
_CONDITIONS = {"then", "else"}
_UNIONS = {"anyOf", "oneOf"}
_TYPES = {"type", *_UNIONS}
_CLOSED = {CLOSING, "additionalProperties", "propertyNames"}
_RULES = {
    "type": "shape.type", "required": "shape.required", CLOSING: "shape.undocumented",
    "additionalProperties": "shape.undocumented", "enum": "shape.enum", "const": "shape.enum",
    "pattern": "shape.pattern", "format": "shape.format",
}  # fmt: skip
_CLAUSES = {
    "pattern": "text that matches {}", "format": "text of the format {}", "minimum": "at least {}",
    "maximum": "at most {}", "exclusiveMinimum": "more than {}", "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}", "uniqueItems": "no item twice",
}  # fmt: skip
_COUNTED = {
    "minLength": ("character", "or more"), "maxLength": ("character", "at most"), "minItems": ("item", "or more"),
    "maxItems": ("item", "at most"), "minProperties": ("property", "or more"), "maxProperties": ("property", "at most"),
}  # fmt: skip
_READ = {"date-time", "date", "uuid"}
"""Formats that the client reads as another type; it returns any other format as text."""


def check(found: Findings, body: Any, schema: Tokens, nodes: list[Node]) -> None:
    """Judge a body by the strict view of its schema."""
    every = (leaf for error in found.document.validator(schema).iter_errors(body) for leaf in leaves(error))
    errors = list(islice(every, 2 * MOST))
    mistyped = {tuple(error.instance_path) for error in errors if error.schema_path[-1] in _TYPES}
    seen = set()
    for error in sorted(errors, key=lambda error: error.schema_path[-1] not in _TYPES):
        where = tuple(error.instance_path)
        if where in mistyped and where in seen:
            continue  # reported as a wrong type
        seen.add(where)
        _report(found, error)
    for node in nodes:
        if node.schema.get("type") == "integer" and isinstance(node.value, float) and node.value.is_integer():
            found.add(
                "shape.type", node.where, "an integer", shown(node.value), (*node.pointer, "type"), value=node.value
            )


def leaves(error: Any) -> Iterator[Any]:
    """Replace the error of a union by the errors of the branch that was meant; keep it if no branch was meant."""
    branches = getattr(error.kind, "context", None)
    if error.schema_path[-1] not in _UNIONS or not branches:
        yield error
        return
    meant = [
        branch
        for branch in branches
        if not any(leaf.instance_path == error.instance_path and leaf.kind.name == "type" for leaf in branch)
    ]
    if not meant:
        yield error
        return
    for leaf in min(meant, key=len):
        yield from leaves(leaf)


def _report(found: Findings, error: Any) -> None:
    where, pointer, keyword = tuple(error.instance_path), tuple(error.schema_path), str(error.schema_path[-1])
    if keyword == "required":
        name = error.kind.as_dict()["property"]
        place = (*pointer, found.document.get(pointer).index(name))
        found.add(_rule(pointer, keyword), (*where, name), "that it is present", "missing", place)
    elif keyword in _CLOSED:
        _undocumented(found, error, where, pointer)
    else:
        value, rule = error.instance, _rule(pointer, keyword)
        if rule == "shape.type" and value is None:
            rule = "shape.null"
        severity = _severity(found, rule, keyword, where, pointer, value)
        found.add(
            rule, where, declared_clause(found.document, error), shown(value), pointer, severity=severity, value=value
        )


def _excluded(declared: Any, value: Any) -> str:
    """Return the name of the one property that a `not` excludes; "" if it excludes something else."""
    required = declared.get("required", []) if isinstance(declared, dict) else []
    plain = set(declared) <= {"required", "properties"} and not any(declared.get("properties", {}).values())
    return str(required[0]) if len(required) == 1 and plain and required[0] in value else ""


def _undocumented(found: Findings, error: Any, where: Tokens, pointer: Tokens) -> None:
    owner = found.document.follow(pointer[:-1])[1]
    place = (*owner, "properties") if found.document.get((*owner, "properties")) is not MISSING else owner
    # If the value does not fit a schema beside this one, the validator reports that schema's properties as well.
    declared = declared_properties(found.document.plain, found.document.get(owner))
    names = [name for name in error.kind.as_dict().get("unexpected", []) if name not in declared]
    for name in names[:NAMED]:
        value = error.instance[name]
        found.add("shape.undocumented", (*where, name), "no such property", shown(value), place, value=value)
    if len(names) > NAMED:
        more = f"{len(names) - NAMED} more like these"
        found.add("shape.undocumented", where, f"no more than {count(NAMED, 'new property')}", more, place)


def _rule(pointer: Tokens, keyword: str) -> str:
    if keyword in _UNIONS:
        return "shape.type"
    if _CONDITIONS & set(pointer):
        return "shape.condition"
    return _RULES.get(keyword, "shape.range")


def _severity(found: Findings, rule: str, keyword: str, where: Tokens, pointer: Tokens, value: Any) -> Severity | None:
    """Return the severity of a finding if it is not the usual one of its rule."""
    declared = found.document.get(pointer)
    if rule == "shape.enum" and _decides(found, where, pointer, value):
        return Severity.BREAKING
    if rule == "shape.format" and declared not in _READ:
        return Severity.DOC
    if rule == "shape.condition" and keyword in {"pattern", "format"}:
        return Severity.DOC
    if rule == "shape.range" and keyword in _COUNTED and value:
        return Severity.DOC
    return None


def declared_clause(document: Document, error: Any) -> str:
    """Return a clause with what the document declares at the place of an error."""
    pointer, keyword = tuple(error.schema_path), str(error.schema_path[-1])
    declared = document.get(pointer)
    if keyword == "required":
        clause = f"that {error.kind.as_dict()['property']} is present"
    elif keyword == "type":
        clause = typed([declared] if isinstance(declared, str) else declared)
    elif keyword in _UNIONS:
        kinds = [document.follow((*pointer, index))[0].get("type", "anything") for index in range(len(declared))]
        clause = typed([name for kind in kinds for name in ([kind] if isinstance(kind, str) else kind)])
    elif keyword == "enum":
        clause = words(declared)
    elif keyword == "not":
        clause = _not(declared, error.instance)
    elif keyword in _COUNTED:
        noun, bound = _COUNTED[keyword]
        clause = f"{count(declared, noun)} {bound}"
    else:
        clause = _CLAUSES.get(keyword, "{}" if keyword == "const" else keyword + " {}").format(
            shown(declared) if keyword == "const" else declared
        )
    for depth in range(len(pointer), 0, -1):
        if pointer[depth - 1] in _CONDITIONS:
            reason = str(document.get(pointer[:depth]).get("description", "")).rstrip(".")
            return f"{clause} ({reason[:1].lower()}{reason[1:]})" if reason else clause
    return clause


def _not(declared: Any, value: Any) -> str:
    """Return a clause with what a `not` allows."""
    if name := _excluded(declared, value):
        return f"no property {name} in it"
    if isinstance(declared, dict) and set(declared) == {"exclusiveMinimum", "exclusiveMaximum"}:
        return f"no number between {declared['exclusiveMinimum']} and {declared['exclusiveMaximum']}"
    return "no value that fits " + shown(declared)


def _decides(found: Findings, where: Tokens, pointer: Tokens, value: Any) -> bool:
    """Return whether the client acts on an enum's value: the enum is watched or ranked, or has one value only."""
    document, declared = found.document, found.document.get(pointer)
    if str(value).casefold() in document.watched.get(pointer[:-1], ()):
        return False  # a wait ends with it
    if not isinstance(declared, list) or len(declared) == 1:
        return True
    watched = found.operation.polling["status"] if found.operation.polling else None
    return join(where) == watched or (bool(where) and where[-1] in document.ranked)
