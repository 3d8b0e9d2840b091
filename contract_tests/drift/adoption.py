"""The adoption of drifts: document, recording, version, changelog and client change together, or not at all.

This module does not prompt, print or start programs. `prepare` makes a change; `scripts/adopting.py` carries it out.
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from contract_tests.contract import Document, Exchange, Judge, Severity, judge
from contract_tests.drift import sources
from contract_tests.drift.patches import Proposal, patched
from contract_tests.drift.probe import CannotCheckError
from contract_tests.drift.recording import REPLACED, completed, dump, recording_of
from contract_tests.drift.schemas import SECTIONS
from contract_tests.drift.scrubber import Scrubber
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("regenerate the client", ("-m", "scripts.regenerate")),
    ("run the tests", ("-m", "pytest", "-q", "-x", "-n", "auto")),
)
"""The commands to run after a change of the document. The drifts of `mutants` are derived from the changed document."""
DERIVED = ("generated",)
"""What those commands write, and what is restored if one of them fails."""
SHOWN = 3
"""How many changes the title of a recording names."""


@define
class Adoption:
    """A change of the project: the changes of the document, and the new text of each changed file."""

    root: Path
    accepted: list[Proposal]
    texts: dict[Path, str] = Factory(dict)

    def diff(self) -> str:
        lines: list[str] = []
        for path, text in self.texts.items():
            old = path.read_text(encoding="utf-8") if path.exists() else ""
            name = path.relative_to(self.root).as_posix()
            before = f"a/{name}" if old else "/dev/null"
            lines += difflib.unified_diff(
                old.splitlines(keepends=True), text.splitlines(keepends=True), before, f"b/{name}"
            )
        return "".join(lines)

    def carry_out(self, run: Callable[[str, Sequence[str]], None]) -> None:
        """Write the files and run the commands; if anything fails, restore every file.

        `run` runs a command of Python in the project, and raises CannotCheckError if it fails.
        """
        kept = {path: path.read_bytes() if path.exists() else None for path in self.texts}
        kept |= {path: path.read_bytes() for path in self._derived()}
        try:
            write_atomically(self.texts)
            for what, command in COMMANDS:
                run(what, command)
        except BaseException:
            for path in {*kept, *self._derived()}:
                content = kept.get(path)
                if content is None:
                    path.unlink(missing_ok=True)
                elif not path.exists() or path.read_bytes() != content:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
            raise

    def _derived(self) -> list[Path]:
        roots = [self.root / name for name in DERIVED]
        files = [path for root in roots for path in (root.rglob("*") if root.is_dir() else [root])]
        return [path for path in files if path.is_file() and "__pycache__" not in path.parts]


def prepare(document: Document, accepted: list[Proposal], root: Path) -> Adoption:
    """Make every changed file, and check that the exchanges and all recordings conform to the changed document.

    Raises:
        CannotCheckError: An exchange or a recording would not conform.
    """
    path = root / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    version = bumped(document.plain["info"]["version"])
    new = patched(text, accepted, version)
    changed = Document.parse(new, path)
    adoption = Adoption(root, accepted, {path: new})
    examples = _examples(accepted)
    _check(document, changed, accepted, root)
    scrubber, now = Scrubber(changed), datetime.now(UTC)
    for index, exchange in enumerate(examples, start=1):
        evidence = next(proposal.evidence for proposal in accepted if id(exchange) in _seen(proposal))
        whole = completed(exchange, changed)
        recording = recording_of(
            scrubber.scrub(whole),
            title=f"seen {now:%Y-%m-%d}: {_summary(accepted, exchange)}",
            evidence=evidence,
            source=f"{SECTIONS[evidence]}; {REPLACED}",
        )
        operation = changed.matched(whole).operation.name
        place = path_of(
            operation, f"{operation}_{version.replace('.', '_')}_{index}", root / "contract_tests/recordings"
        )
        adoption.texts[place] = dump(recording, changed)
    changelog = root / "CHANGELOG.md"
    adoption.texts[changelog] = with_lines(changelog, accepted)
    return adoption


def _summary(accepted: list[Proposal], exchange: Exchange) -> str:
    changes = [proposal.what for proposal in accepted if id(exchange) in _seen(proposal)]
    more = f"; and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    return "; ".join(changes[:SHOWN]) + more


def _seen(proposal: Proposal) -> dict[int, Exchange]:
    """Return the exchanges that show a change, by identity, so that large bodies are not compared."""
    shown = [(finding.exchange, *(seen for _, seen in finding.variants.values())) for finding in proposal.findings]
    return {id(exchange): exchange for exchanges in shown for exchange in exchanges}


def _examples(accepted: list[Proposal]) -> list[Exchange]:
    """Choose few exchanges that show every form of each adopted value."""
    wanted: dict[int, tuple[Exchange, set[Any]]] = {}
    for proposal in accepted:
        for finding in proposal.findings:
            forms = finding.variants or {"": (finding.example.value, finding.exchange)}
            for form, (_, first) in forms.items():
                wanted.setdefault(id(first), (first, set()))[1].add((id(finding), form))
    chosen: list[Exchange] = []
    covered: set[Any] = set()
    for exchange, shown in sorted(wanted.values(), key=lambda one: -len(one[1])):
        if not shown <= covered:
            chosen.append(exchange)
            covered |= shown
    return chosen


def _check(old: Document, new: Document, accepted: list[Proposal], root: Path) -> None:
    meant = {(finding.example.rule, finding.example.field) for proposal in accepted for finding in proposal.findings}
    before, after = Judge(old), Judge(new)
    for exchange in {key: seen for proposal in accepted for key, seen in _seen(proposal).items()}.values():
        known = {(violation.rule, violation.field) for violation in _judged(before, exchange)}
        for violation in _judged(after, exchange):
            key = (violation.rule, violation.field)
            if key in meant or key not in known:
                why = f"after the change, {violation.sentence} See openapi.yaml:{violation.line}"
                raise CannotCheckError(f"cannot be adopted mechanically: {why}")
    for path in sorted((root / "contract_tests" / "recordings").glob("*/*.json")):
        for recording in sources.read(path):
            if not isinstance(recording, Exchange):
                continue
            found = judge(recording, document=new)
            rules = {violation.rule for violation in judge(recording, document=old)} if found else set()
            for violation in found:
                if violation.rule not in rules:
                    raise CannotCheckError(f"{recording.name} would no longer conform: {violation.sentence}")


def _judged(judge: Judge, exchange: Exchange) -> list[Any]:
    judge.forget()
    return judge.judge(exchange)


def bumped(version: str) -> str:
    """Return the next minor version, since an adoption only adds."""
    major, minor, _ = (int(part) for part in version.split("."))
    return f"{major}.{minor + 1}.0"


def with_lines(path: Path, accepted: list[Proposal]) -> str:
    """Add a line for each change below `Unreleased`, in the section that it belongs to.

    Raises:
        CannotCheckError: There is no changelog, or it has no such section.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    start = re.search(r"^## \[Unreleased\][^\n]*\n", text, re.MULTILINE)
    if not start:
        raise CannotCheckError(f"{path.name}: no section '## [Unreleased]' to write to")
    end = re.search(r"^## |^\[", text[start.end() :], re.MULTILINE)
    stop = start.end() + end.start() if end else len(text)
    section = text[start.end() : stop]
    for proposal in accepted:
        heading = "Added" if proposal.severity is Severity.ADDITIVE else "Changed"
        line = f"- `openapi.yaml`: {proposal.what} ({proposal.evidence}).\n"
        found = re.search(rf"^### {heading}\n(\n*(?:- [^\n]*\n|  [^\n]*\n)*)", section, re.MULTILINE)
        if found:
            section = section[: found.end()] + line + section[found.end() :]
        else:
            section = section.rstrip("\n") + f"\n\n### {heading}\n\n{line}" + ("\n" if end else "")
    return text[: start.end()] + section + text[stop:]
