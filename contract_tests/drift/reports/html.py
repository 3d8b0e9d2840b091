"""The report for a browser: one file that needs no network and escapes everything that a server sent."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import Factory, define

from contract_tests.contract import Severity
from contract_tests.contract.pointers import split
from contract_tests.drift.reports import wording

if TYPE_CHECKING:
    from jinja2 import Template

    from contract_tests.contract import Document, Exchange, Violation
    from contract_tests.drift.summary import Finding, Summary

MOST_NODES = 2000
"""The most values of one response that the tree shows."""
MOST_TREES = 20
"""The most exchanges that are shown in full."""
LONGEST_TEXT = 300
"""The most characters of a string that the tree shows."""
DEEPEST = 100
"""The most levels of a response that the tree shows."""
AROUND = 4
"""Lines of the document shown before and after the violated one."""


@define
class Branch:
    """One value of a response in the tree: its key, its text if it is a scalar, and the findings at it."""

    key: str
    text: str = ""
    kind: str = ""
    severity: str = ""
    findings: list[Violation] = Factory(list)
    children: list[Branch] = Factory(list)


class SourceLine(NamedTuple):
    """One line of the document."""

    number: int
    text: str
    hit: bool


@define
class Shown:
    """One exchange with its findings."""

    index: int
    exchange: Exchange
    violations: list[Violation] = Factory(list)
    tree: Branch | None = None
    raw: str = ""
    source: list[list[SourceLine]] = Factory(list)
    elsewhere: list[Violation] = Factory(list)


@cache
def _template() -> Template:
    template = resources.files(__package__).joinpath("report.html.jinja").read_text(encoding="utf-8")
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - a fifth of the command's start, for this format only

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template)


def render(summary: Summary) -> str:
    by_exchange: dict[int, Shown] = {}
    for finding in summary.findings:
        shown = by_exchange.setdefault(finding.key, Shown(len(by_exchange), finding.exchange))
        shown.violations.append(finding.example)
    exchanges = list(by_exchange.values())[:MOST_TREES]
    for shown in exchanges:
        _fill(shown, summary.judge.document)
    return _template().render(
        summary=summary,
        wording=wording,
        severities=[
            (one, sum(finding.example.severity is one for finding in summary.findings)) for one in reversed(Severity)
        ],
        exchanges=exchanges,
        left=len(by_exchange) - len(exchanges),
        groups=[
            (title, [(*key, list(group)) for key, group in groupby(findings, key=_place)])
            for title, findings in wording.groups(summary)
        ],
        index={key: shown.index for key, shown in by_exchange.items()},
    )


def _place(finding: Finding) -> tuple[Severity, str]:
    return finding.example.severity, wording.field(finding.example)


def _excerpts(violations: list[Violation], document: Document) -> list[list[SourceLine]]:
    """Return excerpts of the document: each violated line with its neighbours; adjacent ones are joined."""
    lines = document.path.read_text(encoding="utf-8").splitlines()
    hits = {violation.line for violation in violations}
    near = sorted(
        {number for hit in hits for number in range(hit - AROUND, hit + AROUND + 1) if 1 <= number <= len(lines)}
    )
    excerpts: list[list[SourceLine]] = []
    for number in near:
        if not excerpts or excerpts[-1][-1].number != number - 1:
            excerpts.append([])
        excerpts[-1].append(SourceLine(number, lines[number - 1], number in hits))
    return excerpts


def _fill(shown: Shown, document: Document) -> None:
    places: dict[tuple[str, ...], list[Violation]] = {}
    for violation in shown.violations:
        inside = violation.where == "" or violation.where.startswith("/")
        (places.setdefault(split(violation.where), []) if inside else shown.elsewhere).append(violation)
    shown.source = _excerpts(shown.violations, document)
    try:
        body = json.loads(shown.exchange.body)
    except (ValueError, RecursionError):
        shown.raw = "\n".join(map(wording.safe, shown.exchange.body[:4000].decode("utf-8", "replace").splitlines()))
        return
    shown.tree = _branch("body", body, (), places, [MOST_NODES])


def _branch(
    key: str, value: Any, where: tuple[str, ...], places: dict[tuple[str, ...], list[Violation]], budget: list[int]
) -> Branch:
    budget[0] -= 1
    found = places.get(where, [])
    branch = Branch(wording.safe(key), findings=found)
    if found:
        branch.severity = max(one.severity for one in found).value
    if isinstance(value, (dict, list)) and len(where) > DEEPEST:
        branch.text, branch.kind = "more, nested deeper", "cut"
    elif isinstance(value, (dict, list)):
        pairs = list(value.items()) if isinstance(value, dict) else [(str(i), item) for i, item in enumerate(value)]
        branch.kind = "object" if isinstance(value, dict) else "array"
        for name, inner in pairs:
            if budget[0] <= 0:
                branch.children.append(Branch("…", "more", "cut"))
                break
            branch.children.append(_branch(name, inner, (*where, name), places, budget))
        branch.children += [
            Branch(wording.safe(str(place[-1])), "missing", "missing", violations[0].severity.value, violations)
            for place, violations in places.items()
            if len(place) == len(where) + 1 and place[:-1] == where and place[-1] not in dict(pairs)
        ]
    else:
        text = json.dumps(value, ensure_ascii=False)
        branch.text = wording.safe(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…")
        branch.kind = type(value).__name__
    return branch
