"""Divides findings: a run may adopt additions in a trusted response; all others are left to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve

from contract_tests.contract import Document, Severity, judge
from contract_tests.drift.editing import Draft
from contract_tests.drift.patches import propose
from contract_tests.drift.plan import NO_KEY, UNKNOWN_ID, WRONG_KEY
from contract_tests.drift.summary import is_watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contract_tests.contract.pointers import Tokens
    from contract_tests.drift.patches import Proposal
    from contract_tests.drift.summary import Finding

MOST = 40
"""The most changes that a run proposes; more of them mean another API, which a person has to look at."""
ERROR = 400
NEW_KEYS = {"properties", "schemas"}
NEW_ITEMS = {"enum", "x-enum-varnames"}
CONDITIONS = {"if", "then", "else", "not"}
BRANCHES = {"anyOf", "oneOf"}


@define
class Division:
    """Divided findings: the changes that only add, and every other finding with the reason."""

    accepted: list[Proposal] = Factory(list)
    left: list[tuple[Finding, str]] = Factory(list)

    def leave(self, proposal: Proposal, reason: str) -> None:
        """Remove a change, and leave its findings to a person."""
        self.accepted = [one for one in self.accepted if one is not proposal]
        self.left += [(finding, reason) for finding in proposal.findings]


def divide(document: Document, findings: Iterable[Finding], known: Iterable[str]) -> Division:
    """Divide findings into additions that may be adopted, and others that a person must look at."""
    division, candidates = Division(), []
    scenarios = set(known)
    for finding in findings:
        reason = _distrust(document, finding, scenarios)
        if reason:
            division.left.append((finding, reason))
        else:
            candidates.append(finding)
    proposals, refusals = propose(document, candidates)
    division.left += [(refusal.finding, refusal.reason) for refusal in refusals]
    # A change that only adds is not a major version, whatever the severity of its finding.
    proposals = [evolve(one, severity=Severity.ADDITIVE) for one in proposals]
    division.accepted = list(proposals)
    text = document.path.read_text(encoding="utf-8")
    for number, proposal in enumerate(proposals):
        if number >= MOST:
            division.leave(proposal, f"more than {MOST} changes at once are too many: check that this is the same API")
        elif reason := _more_than_an_addition(text, proposal):
            division.leave(proposal, reason)
    return division


def _distrust(document: Document, finding: Finding, scenarios: set[str]) -> str:
    """Return why a finding's response cannot be trusted for an adoption; "" if it can."""
    exchange = finding.exchange
    if is_watched(document, finding.example):
        return (
            "does this enum value end a wait? If it does, add it to `success` or `failure` of x-polling: until then a "
            "wait does not end with it. If it does not, add the value alone"
        )
    if exchange.status < 300:
        trusted = exchange.scenario in scenarios or (exchange.scenario is None and exchange.operation is not None)
        if trusted and any(one.rule.startswith("access.") for one in judge(exchange, document=document)):
            return "the response is not the one that the known task should have"
        return "" if trusted else "the response is not of a known task"
    refusal = exchange.scenario in {UNKNOWN_ID, NO_KEY, WRONG_KEY}
    if not refusal or document.matched(exchange).response is None:
        return "the response is neither a success of a known task nor a declared refusal"
    return ""


def _more_than_an_addition(text: str, proposal: Proposal) -> str:
    """Describe what a change does beyond adding; "" if it only adds."""
    of_errors = all(finding.exchange.status >= ERROR for finding in proposal.findings)
    draft = Draft.of(text, [proposal.where])
    lost = next(_lost(draft.source, draft.edited([proposal.apply]).source, (), of_errors=of_errors), None)
    return f"it would change {lost}, and a run only adds" if lost is not None else ""


def _lost(old: Any, new: Any, where: Tokens, *, of_errors: bool) -> Iterator[str]:
    """Yield the places where a new document lacks a part of the old one, or changes more than it adds."""
    place = "/".join(map(str, where)) or "the document"
    last = where[-1] if where else ""
    if of_errors and last == "schema" and isinstance(new, dict) and set(new) == {"anyOf"} and new["anyOf"][0] == old:
        return  # another shape of an error, beside the one that is declared
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key not in new:
                yield f"{place}/{key}"
            else:
                yield from _lost(value, new[key], (*where, key), of_errors=of_errors)
        if set(new) - set(old) and (last not in NEW_KEYS or CONDITIONS & set(where)):
            yield place
    elif isinstance(old, list) and isinstance(new, list):
        longer = len(new) > len(old)
        added = last in NEW_ITEMS and not CONDITIONS & set(where)
        if new[: len(old)] != old or (longer and not added and not (of_errors and last in BRANCHES)):
            yield place
    elif old != new:
        yield place
