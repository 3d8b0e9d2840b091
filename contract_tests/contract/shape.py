"""The shape layer: the closed schemas. Errors become findings on the smallest part that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.contract.findings import shown, words
from contract_tests.contract.pointers import Tokens, get
from contract_tests.contract.strict import CLOSING
from contract_tests.contract.violation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.contract.document import Document, Node
    from contract_tests.contract.findings import Findings

_CONDITIONS = {"then", "else"}
_RULES = {
    "type": "shape.type", "required": "shape.required", CLOSING: "shape.undocumented",
    "additionalProperties": "shape.undocumented", "enum": "shape.enum", "const": "shape.enum",
    "pattern": "shape.pattern", "format": "shape.format",
}  # fmt: skip
_CLAUSES = {
    "pattern": "text that matches {}", "format": "a {}", "minimum": "at least {}", "maximum": "at most {}",
    "exclusiveMinimum": "more than {}", "exclusiveMaximum": "less than {}", "minLength": "{} characters or more",
    "maxLength": "{} characters at most", "minItems": "{} items or more", "maxItems": "{} items at most",
    "const": "{}",
}  # fmt: skip


def judge(found: Findings, body: Any, schema: Tokens, nodes: list[Node]) -> None:
    """Judge a body by the strict view of its schema."""
    errors = [leaf for error in found.document.validator(schema).iter_errors(body) for leaf in _leaves(error)]
    mistyped = {tuple(error.instance_path) for error in errors if error.schema_path[-1] in {"type", "anyOf", "oneOf"}}
    seen = set()
    for error in sorted(errors, key=lambda error: error.schema_path[-1] not in {"type", "anyOf", "oneOf"}):
        where = tuple(error.instance_path)
        if where in mistyped and where in seen:
            continue  # another way to say that the value is of the wrong type
        seen.add(where)
        _report(found, body, error)
    for node in nodes:
        if node.schema.get("type") == "integer" and isinstance(node.value, float) and node.value.is_integer():
            found.add(
                "shape.type", node.where, "an integer", shown(node.value), (*node.pointer, "type"), value=node.value
            )


def _leaves(error: Any) -> Iterator[Any]:
    """Take a union's error apart: into those of the branch that was meant, or keep it where none was."""
    branches = getattr(error.kind, "context", None)
    if error.schema_path[-1] not in {"anyOf", "oneOf"} or not branches:
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
        yield from _leaves(leaf)


def _report(found: Findings, body: Any, error: Any) -> None:
    document = found.document
    where, pointer, keyword = tuple(error.instance_path), tuple(error.schema_path), str(error.schema_path[-1])
    value = get(body, where)
    if keyword == "required":
        name = error.kind.as_dict()["property"]
        place = (*pointer, document.get(pointer).index(name))
        found.add(_rule(pointer, keyword), (*where, name), "that it is always there", "nothing", place)
    elif keyword in {CLOSING, "additionalProperties"}:
        owner = document.follow(pointer[:-1])[1]
        for name in [name for name in value if name not in _declared(document, pointer[:-1])]:
            says, place = "no such property", (*owner, "properties")
            found.add("shape.undocumented", (*where, name), says, shown(value[name]), place, value=value[name])
    else:
        severity, rule = None, _rule(pointer, keyword)
        if rule == "shape.enum" and _decides(found, where, document.get(pointer)):
            severity = Severity.BREAKING
        if rule == "shape.type" and value is None:
            rule = "shape.null"
        says = _says(document, pointer, keyword)
        found.add(rule, where, says, shown(value), pointer, severity=severity, value=value)


def _rule(pointer: Tokens, keyword: str) -> str:
    if keyword in {"anyOf", "oneOf"}:
        return "shape.type"
    if _CONDITIONS & set(pointer) or keyword == "not":
        return "shape.condition" if _CONDITIONS & set(pointer) else "shape.range"
    return _RULES.get(keyword, "shape.range")


def _says(document: Document, pointer: Tokens, keyword: str) -> str:
    declared = document.get(pointer)
    if keyword == "type":
        clause = " or ".join([declared] if isinstance(declared, str) else declared)
    elif keyword in {"anyOf", "oneOf"}:
        kinds = [document.follow((*pointer, index))[0].get("type", "anything") for index in range(len(declared))]
        clause = " or ".join(str(kind) for kind in kinds)
    elif keyword == "enum":
        clause = words(declared)
    elif keyword == "not":
        clause = "nothing that fits " + shown(declared)
    else:
        clause = _CLAUSES.get(keyword, keyword + " {}").format(shown(declared) if keyword == "const" else declared)
    for depth in range(len(pointer), 0, -1):
        if pointer[depth - 1] in _CONDITIONS:
            reason = document.get(pointer[:depth]).get("description")
            return f"{clause} ({str(reason).rstrip('.').lower()})" if reason else clause
    return clause


def _declared(document: Document, schema: Tokens) -> set[str]:
    """Every property that a schema declares, itself, through `$ref` or `allOf`."""
    part = document.get(schema)
    names = set(part.get("properties", {}))
    if "$ref" in part:
        names |= _declared(document, document.follow(schema)[1])
    for index in range(len(part.get("allOf", ()))):
        names |= _declared(document, (*schema, "allOf", index))
    return names


def _decides(found: Findings, where: Tokens, declared: Any) -> bool:
    """Whether a reader's next step hangs on this vocabulary: it is watched, ranked, or has one word only."""
    document = found.document
    if not isinstance(declared, list) or len(declared) == 1:
        return True
    response = document.get(found.response) if found.response else {}
    watched = response.get("x-polling", {}).get("status")
    if "/" + "/".join(map(str, where)) == watched:
        return True
    ranked = {
        pointer.rpartition("/")[2]
        for schema in document.get(("components", "schemas")).values()
        for pointer in schema.get("x-sequence", {}).get("order", {})
    }
    return where[-1] in ranked
