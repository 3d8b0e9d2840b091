"""Changes of openapi.yaml for findings that can be adopted mechanically.

Only additions are: a property, an enum value, a shape of an error. A change that would weaken the contract (a further
type, or a property that is no longer required or expected) is left to a person, with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import frozen

from contract_tests.contract import Document, Severity
from contract_tests.contract.places import references
from contract_tests.contract.pointers import Tokens, get, join, split
from contract_tests.drift import error_shapes
from contract_tests.drift.editing import Draft
from contract_tests.drift.schemas import Writer, append, flow, infer, is_name, pascal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ruamel.yaml.comments import CommentedMap

    from contract_tests.drift.summary import Finding


_OWN_KEYWORD = 4
"""The number of tokens in the pointer of a component's own keyword: /components/schemas/NAME/type."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:/+-]{0,63}|")


@frozen
class Proposal:
    """A change of the document that would adopt findings.

    Attributes:
        what: The change in a clause, for a person and for the changelog.
        severity: The severity of the drift.
        findings: The findings that it adopts.
        apply: Changes the round-trip document.
        evidence: The strength of the evidence for what it adds.
    """

    what: str
    severity: Severity
    findings: tuple[Finding, ...]
    where: Tokens
    apply: Callable[[CommentedMap], None]
    evidence: str = "adopted"


@frozen
class Refusal:
    """A finding that cannot be adopted mechanically, with the reason and the place in the document."""

    finding: Finding
    reason: str


def patched(text: str, proposals: Sequence[Proposal], version: str) -> str:
    """Apply changes to the document's text, and give it another version."""

    def release(source: CommentedMap) -> None:
        source["info"]["version"] = version

    draft = Draft.of(text, [proposal.where for proposal in proposals])
    return draft.edited([*(proposal.apply for proposal in proposals), release]).text()


def propose(
    document: Document, findings: Iterable[Finding], evidence: str = "adopted"
) -> tuple[list[Proposal], list[Refusal]]:
    """Return the changes for findings, and the refusals. All findings on a property become one change."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    findings = list(findings)
    errors = {finding.key for finding in findings if error_shapes.is_of_an_error(finding)}
    for finding in findings:
        rule, pointer = finding.example.rule, finding.example.pointer
        if finding.key in errors and rule.startswith(error_shapes.SHAPES):
            groups[_ERROR, str(document.matched(finding.exchange).response), ""].append(finding)
        else:  # a property of a component is one change, whichever response contains the component
            groups[rule, finding.example.field.rpartition("/")[2], pointer].append(finding)
    proposals: list[Proposal] = []
    refusals: list[Refusal] = []
    for (rule, _, _), group in groups.items():
        make = _MAKERS.get(rule)
        made = make(document, group, evidence) if make else _reason(rule)
        if isinstance(made, str):
            place = f"openapi.yaml:{group[0].example.line} ({group[0].example.pointer})"
            refusals.extend(Refusal(finding, f"{made}; see {place}") for finding in group)
        else:
            proposals.append(made)
    return proposals, refusals


def _reason(rule: str) -> str:
    return _BY_HAND.get(rule) or next((text for start, text in _BY_HAND.items() if rule.startswith(start)), _NO_CHANGE)


def _shared(document: Document, pointer: Tokens) -> str:
    """Return the component that a keyword belongs to, if several places refer to the component; "" otherwise.

    A property of a component belongs to that object in every response, but the enum of a component belongs to every
    property that refers to it.
    """
    if pointer[:2] != ("components", "schemas") or len(pointer) > _OWN_KEYWORD + 1:
        return ""
    target = "#" + join(pointer[:3])
    uses = sum(reference == target for reference, _ in references(document.plain))
    return str(pointer[2]) if uses > 1 else ""


def _worst(group: list[Finding]) -> Severity:
    return max(finding.example.severity for finding in group)


def _add_property(document: Document, group: list[Finding], evidence: str) -> Proposal | str:
    del document  # a further optional property is harmless wherever the schema is used
    violation = group[0].example
    properties, name = split(violation.pointer), split(violation.where)[-1]
    if violation.expected != "no such property":
        return "there are more new properties than are listed: adopt the listed ones, then check again"
    if properties[-1] != "properties":
        return "the document declares a map without properties there"
    if not is_name(name):
        return "the key looks like data (an id, a person, a sentence), not like a field name"
    schema = infer([value for finding in group for value in finding.values], name)
    owner = str(properties[2]) if properties[:2] == ("components", "schemas") else ""

    def apply(source: CommentedMap) -> None:
        writer = Writer(source["components"]["schemas"], evidence)
        append(get(source, properties), name, writer.described(schema, owner + pascal(name)))

    holder = owner or str(properties[-2])
    return Proposal(
        f"`{holder}` has an optional property `{name}`", _worst(group), tuple(group), properties, apply, evidence
    )


def _add_word(document: Document, group: list[Finding], evidence: str) -> Proposal | str:
    violation = group[0].example
    pointer = split(violation.pointer)
    if pointer[-1] != "enum":
        return "a condition fixes the value"
    words = list(dict.fromkeys(value for finding in group for value in finding.values if isinstance(value, str)))
    if not words or not all(_WORD.fullmatch(word) for word in words):
        return "the value does not look like an enum value"
    if shared := _shared(document, pointer):
        return f"{shared} is shared: the enum value would be added to every property that refers to it"
    names = (*pointer[:-1], "x-enum-varnames")

    def apply(source: CommentedMap) -> None:
        schema, declared = get(source, pointer[:-1]), get(source, pointer)
        before = [str(word) for word in declared]
        declared.extend(words)
        named = schema.get(names[-1])
        if named is None and len({word.upper() for word in (*before, *words)}) < len(declared):
            named = schema[names[-1]] = flow([])  # values that differ only by case need names
            for word in before:
                named.append(_varname(word, named))
        for word in words if named is not None else ():
            named.append(_varname(word, named))

    listed = ", ".join(f"`{word}`" for word in words)
    return Proposal(
        f"`{pointer[-2]}` has another enum value, {listed}", _worst(group), tuple(group), pointer, apply, evidence
    )


def _varname(word: str, taken: Iterable[str]) -> str:
    """Return a Python name for an enum value that no other value has."""
    name = re.sub(r"\W+", "_", word).strip("_").upper() or "EMPTY"
    name = f"VALUE_{name}" if name[0].isdigit() else name
    number, made = 2, name
    while made in taken:
        number, made = number + 1, f"{name}_{number}"
    return made


def _error_shape(document: Document, group: list[Finding], evidence: str) -> Proposal | str:
    made = error_shapes.change(document, group, evidence)
    if isinstance(made, str):
        return made
    what, where, apply = made
    return Proposal(what, Severity.BREAKING, tuple(group), where, apply, evidence)


_ERROR = "error body"
_NO_CHANGE = "the document cannot declare this: change the rule or the server"
_LOOSER = "an adoption never weakens the contract: if the API guarantees this now, change the document by hand"
_BY_HAND = {
    "wire.status": "declare a status and its meaning by hand",
    "shape.type": _LOOSER,
    "shape.null": _LOOSER,
    "shape.required": _LOOSER,
    "presence.": _LOOSER,
}
_MAKERS: dict[str, Callable[[Document, list[Finding], str], Proposal | str]] = {
    "shape.undocumented": _add_property,
    "shape.enum": _add_word,
    _ERROR: _error_shape,
}
