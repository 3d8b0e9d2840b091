"""Findings as changes of openapi.yaml: what can be adopted mechanically, each as a small edit."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from attrs import frozen
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from contract_tests.contract import Document, Severity
from contract_tests.contract.document import type_of
from contract_tests.contract.pointers import Tokens, join, split
from contract_tests.drift import error_shapes
from contract_tests.drift.schemas import append, described, flow, infer, plain_schema, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contract_tests.drift.summary import Finding


_OWN_KEYWORD = 4
"""Tokens of a component's own keyword: /components/schemas/NAME/type."""


@frozen
class Proposal:
    """A change of the document that would take findings over.

    Attributes:
        what: The change in a clause, for a person and for the changelog.
        severity: How bad the drift is.
        findings: What it takes over.
        apply: Makes the change in the round-trip document.
    """

    what: str
    severity: Severity
    findings: tuple[Finding, ...]
    apply: Callable[[CommentedMap], None]


@frozen
class Refusal:
    """A finding that no mechanical change takes over.

    Attributes:
        finding: The finding.
        reason: Why, and where to look.
    """

    finding: Finding
    reason: str


def yaml() -> YAML:
    """Make a reader and writer that leaves openapi.yaml as it is, to the byte."""
    one = YAML()
    one.preserve_quotes = True
    one.width = 100_000
    one.indent(mapping=2, sequence=4, offset=2)
    one.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return one


def patched(text: str, proposals: Iterable[Proposal], version: str) -> str:
    """Apply changes to the document's text, and give it another version."""
    source = yaml().load(text)
    for proposal in proposals:
        proposal.apply(source)
    source["info"]["version"] = version
    written = io.StringIO()
    yaml().dump(source, written)
    return written.getvalue()


def propose(document: Document, findings: Iterable[Finding]) -> tuple[list[Proposal], list[Refusal]]:
    """Find a change for each finding, or say why there is none. Findings on one field become one change."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    findings = list(findings)
    errors = {finding.key for finding in findings if error_shapes.is_of_an_error(finding)}
    for finding in findings:
        violation = finding.example
        rule = "shape.type" if violation.rule == "shape.null" else violation.rule
        if finding.key in errors and rule.startswith(error_shapes.SHAPES):
            groups[_ERROR, str(finding.exchange.status), ""].append(finding)
        else:
            groups[rule, violation.field, violation.pointer].append(finding)
    proposals: list[Proposal] = []
    refusals: list[Refusal] = []
    for (rule, _, _), group in groups.items():
        make = _MAKERS.get(rule)
        made = make(document, group) if make else _BY_HAND.get(rule, _NO_CHANGE)
        if isinstance(made, str):
            place = f"openapi.yaml:{group[0].example.line} ({group[0].example.pointer})"
            refusals.extend(Refusal(finding, f"{made}; see {place}") for finding in group)
        else:
            proposals.append(made)
    return proposals, refusals


def _shared(document: Document, pointer: Tokens) -> str:
    """Name the component whose own keyword a place is, if more than one place refers to it; "" if not.

    A property of a component belongs to that object wherever it is answered; the component's own type or words belong
    to every field that refers to it.
    """
    if pointer[:2] != ("components", "schemas") or len(pointer) > _OWN_KEYWORD + 1:
        return ""
    target = "#" + join(pointer[:3])
    return str(pointer[2]) if _references(document.plain)[target] > 1 else ""


def _references(node: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    if isinstance(node, dict):
        for key, value in node.items():
            found.update([value] if key == "$ref" and isinstance(value, str) else _references(value))
    elif isinstance(node, list):
        for value in node:
            found.update(_references(value))
    return found


def _worst(group: list[Finding]) -> Severity:
    return max(finding.example.severity for finding in group)


def _add_property(document: Document, group: list[Finding]) -> Proposal | str:
    del document  # an optional property more is fine wherever the schema is used
    violation = group[0].example
    properties, name = split(violation.pointer), split(violation.where)[-1]
    schema = infer([finding.example.value for finding in group])

    def apply(source: CommentedMap) -> None:
        append(walk(source, properties), name, described(schema))

    owner = properties[-2]
    return Proposal(f"`{owner}` has an optional property `{name}`", _worst(group), tuple(group), apply)


def _add_word(document: Document, group: list[Finding]) -> Proposal | str:
    violation = group[0].example
    pointer = split(violation.pointer)
    if pointer[-1] != "enum":
        return "the value is fixed by a condition"
    if not all(isinstance(finding.example.value, str) for finding in group):
        return "the value is no word"
    if shared := _shared(document, pointer):
        return f"{shared} is shared: a word for one place would be a word for all"
    words = list(dict.fromkeys(finding.example.value for finding in group))
    names = (*pointer[:-1], "x-enum-varnames")

    def apply(source: CommentedMap) -> None:
        walk(source, pointer).extend(words)
        schema = walk(source, pointer[:-1])
        if names[-1] in schema:
            schema[names[-1]].extend(re.sub(r"\W+", "_", word).strip("_").upper() or "EMPTY" for word in words)

    told = ", ".join(f"`{word}`" for word in words)
    return Proposal(f"`{pointer[-2]}` has another word, {told}", _worst(group), tuple(group), apply)


def _widen(document: Document, group: list[Finding]) -> Proposal | str:
    violation = group[0].example
    pointer = split(violation.pointer)
    values = [finding.example.value for finding in group]
    site = _site(document, pointer)
    if reason := _not_wider(document, pointer, values, vocabulary=site is not None):
        return reason

    def apply(source: CommentedMap) -> None:
        if pointer[-1] == "anyOf":
            walk(source, pointer).append(plain_schema(infer(values)))
        elif site is not None:  # the type stands in a component: null is allowed where the component is used
            parent = walk(source, site[:-1])
            parent[site[-1]] = CommentedMap(anyOf=CommentedSeq([parent[site[-1]], CommentedMap(type="null")]))
        else:
            schema = walk(source, pointer[:-1])
            types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
            types += [name for name in dict.fromkeys(type_of(value) for value in values) if name not in types]
            if "number" in types and "integer" in types:
                types.remove("integer")
            schema["type"] = types[0] if len(types) == 1 else flow(types)

    types = " or ".join(dict.fromkeys(type_of(value) for value in values))
    return Proposal(f"`{violation.field}` may be {types}", Severity.BREAKING, tuple(group), apply)


def _not_wider(document: Document, pointer: Tokens, values: list[Any], *, vocabulary: bool) -> str:
    """Say why a type cannot be widened; "" if it can."""
    shared = _shared(document, pointer)
    union = pointer[-1] == "anyOf"
    scalars = not any(isinstance(value, (dict, list)) for value in values)
    reasons = (
        (bool(shared), f"{shared} is shared: a type for one place would be a type for all"),
        (bool({"then", "else"} & set(pointer)), "the type is fixed by a condition"),
        (not union and pointer[-1] != "type", "the type is not written in one place"),
        (not union and not scalars, "an object or an array in place of a scalar"),
        (vocabulary and any(value is not None for value in values), f"{pointer[2]} stands for more than its type"),
    )
    return next((reason for applies, reason in reasons if applies), "")


def _site(document: Document, pointer: Tokens) -> Tokens | None:
    """Find the one place that refers to a component whose own type is meant; None for any other type."""
    if len(pointer) != 4:
        return None
    target = "#" + join(pointer[:3])
    return next(iter(_places(document.plain, target, ())), None)


def _places(node: Any, target: str, where: Tokens) -> list[Tokens]:
    if isinstance(node, dict):
        found = [where] if node.get("$ref") == target else []
        return found + [place for key, value in node.items() for place in _places(value, target, (*where, key))]
    if isinstance(node, list):
        return [place for index, value in enumerate(node) for place in _places(value, target, (*where, index))]
    return []


def _relax(document: Document, group: list[Finding]) -> Proposal | str:
    """Take one name out of a list of what is required or present."""
    violation = group[0].example
    pointer = split(violation.pointer)
    name = split(violation.where)[-1] if violation.where.startswith("/") else violation.where.partition(" ")[2]
    listed = pointer[:-1] if pointer[-1].isdecimal() else pointer
    if shared := _shared(document, pointer):
        return f"{shared} is shared: what one answer lacks, others may have"

    def apply(source: CommentedMap) -> None:
        names = walk(source, listed)
        names.remove(name)
        if not names:
            walk(source, listed[:-1]).pop(listed[-1])

    required = violation.rule == "shape.required"
    what = f"`{violation.field}` is no longer {'required' if required else 'expected'}"
    return Proposal(what, _worst(group), tuple(group), apply)


def _error_shape(document: Document, group: list[Finding]) -> Proposal | str:
    made = error_shapes.change(document, group)
    return made if isinstance(made, str) else Proposal(made[0], Severity.BREAKING, tuple(group), made[1])


_ERROR = "error body"
_NO_CHANGE = "no document can say this by itself: change the rule, or the server"
_BY_HAND = {"wire.status": "a status is declared with what it means, by hand"}
_MAKERS: dict[str, Callable[[Document, list[Finding]], Proposal | str]] = {
    "shape.undocumented": _add_property,
    "shape.enum": _add_word,
    "shape.type": _widen,
    "shape.required": _relax,
    "presence.property": _relax,
    "presence.header": _relax,
    _ERROR: _error_shape,
}
