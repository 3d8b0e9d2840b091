"""Taking drifts over: document, recording, version, changelog and client change together, or not at all."""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import Factory, define
from rich.console import Console
from rich.prompt import Confirm

from contract_tests.contract import Document, Exchange, Severity, judge
from contract_tests.drift.patches import Proposal, Refusal, patched, propose
from contract_tests.drift.probe import CannotCheckError
from contract_tests.drift.recording import completed, dump, recording_of
from contract_tests.drift.scrubber import Scrubber
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.drift.summary import Summary

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("regenerate the client", ("-m", "scripts.regenerate")),
    ("run the tests", ("-m", "pytest", "-q", "-x", "-n", "auto")),
)
"""What follows a change of the document. The drifts of `mutants` are derived from the changed one."""
DERIVED = ("generated",)
"""What those commands write, and what is put back when one of them fails."""


@define
class Adoption:
    """A change of the project.

    Attributes:
        root: The project.
        accepted: The changes of the document.
        texts: What each changed file becomes.
    """

    root: Path
    accepted: list[Proposal]
    texts: dict[Path, str] = Factory(dict)

    def diff(self) -> str:
        """Show the change, as a unified diff."""
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
        """Write the files and run what follows; whatever fails, every file is put back as it was.

        Args:
            run: Runs a command of Python in the project; raises CannotCheckError when it fails.
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


def adopt(
    summary: Summary,
    *,
    yes: str | None,
    dry_run: bool,
    root: Path = ROOT,
    ask: Callable[[str], bool] | None = None,
    run: Callable[[str, Sequence[str]], None] | None = None,
) -> int:
    """Take over the findings of a summary that a person accepts.

    Args:
        summary: The findings.
        yes: `additive` or `all`: accept without asking.
        dry_run: Show the diff, change nothing.
        root: The project.
        ask: Asks a question; the terminal's by default.
        run: Runs what follows; a subprocess by default.

    Returns:
        The exit code: 0 when everything is adopted or nothing was to be, 1 when findings are left.

    Raises:
        CannotCheckError: It could not be done; every file is as it was.
    """
    console = Console()
    if not summary.judged:
        raise CannotCheckError("nothing to adopt: there is no exchange of this API")
    document = Document.load(root / "openapi.yaml")
    proposals, refusals = propose(document, summary.findings)
    for refusal in refusals:
        _refuse(console, refusal)
    accepted = [one for one in proposals if _accepts(one, yes, ask)]
    if not accepted:
        console.print("Nothing adopted." if summary.findings else "No drift: nothing to adopt.")
        return 1 if summary.findings else 0
    adoption = prepare(document, accepted, root)
    if dry_run:
        console.print(adoption.diff(), markup=False, highlight=False, soft_wrap=True, end="")
        return 0
    adoption.carry_out(run or _runner(console, root))
    for one in accepted:
        console.print(f"adopted: {one.what}", markup=False, highlight=False, soft_wrap=True)
    return 1 if refusals or len(accepted) < len(proposals) else 0


def _refuse(console: Console, refusal: Refusal) -> None:
    violation = refusal.finding.example
    console.print(
        f"not mechanical: {violation.sentence} {refusal.reason}.", markup=False, highlight=False, soft_wrap=True
    )


def _accepts(proposal: Proposal, yes: str | None, ask: Callable[[str], bool] | None) -> bool:
    if yes is not None:
        return yes == "all" or proposal.severity is Severity.ADDITIVE
    if ask is None and not sys.stdin.isatty():
        raise CannotCheckError("this is no terminal to ask in: say --yes additive or --yes all")
    return (ask or Confirm.ask)(f"{proposal.severity.value}: adopt that {proposal.what}?")


def prepare(document: Document, accepted: list[Proposal], root: Path) -> Adoption:
    """Work out every changed file, and check that the changed document takes the exchanges and all recordings.

    Raises:
        CannotCheckError: The change would leave something to report, or break a recording.
    """
    path = root / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    breaking = any(proposal.severity is not Severity.ADDITIVE for proposal in accepted)
    version = bumped(document.plain["info"]["version"], breaking=breaking)
    new = patched(text, accepted, version)
    changed = Document.parse(new, path)
    adoption = Adoption(root, accepted, {path: new})
    _check(document, changed, accepted, root)
    examples = {finding.key: finding.exchange for proposal in accepted for finding in proposal.findings}
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    scrubber = Scrubber(changed)
    for index, exchange in enumerate(examples.values(), start=1):
        recording = recording_of(
            scrubber.scrub(completed(exchange, changed)),
            title=f"observed {today}: " + "; ".join(_told(accepted, exchange)),
            evidence="observed",
            source="an answer of the provider (names, texts and ids replaced)",
        )
        name = f"observed_{version.replace('.', '_')}_{index}"
        operation = changed.matched(exchange).operation.name
        adoption.texts[path_of(operation, name, root / "contract_tests" / "recordings")] = dump(recording, changed)
    changelog = root / "CHANGELOG.md"
    adoption.texts[changelog] = with_lines(changelog, accepted)
    return adoption


def _told(accepted: list[Proposal], exchange: Exchange) -> list[str]:
    return [one.what for one in accepted if any(finding.exchange is exchange for finding in one.findings)]


def _check(old: Document, new: Document, accepted: list[Proposal], root: Path) -> None:
    meant = {(finding.example.rule, finding.example.field) for proposal in accepted for finding in proposal.findings}
    for proposal in accepted:
        for finding in proposal.findings:
            before = {(one.rule, one.field) for one in judge(finding.exchange, document=old)}
            for one in judge(finding.exchange, document=new):
                key = (one.rule, one.field)
                if key in meant or key not in before:
                    raise CannotCheckError(
                        f"not mechanical after all: with that, {one.sentence} See openapi.yaml:{one.line}"
                    )
    for path in sorted((root / "contract_tests" / "recordings").glob("*/*.json")):
        recording = Exchange.from_recording(path)
        known = {one.rule for one in judge(recording, document=old)}
        for one in judge(recording, document=new):
            if one.rule not in known:
                raise CannotCheckError(f"{path.name} would not conform any more: {one.sentence}")


def bumped(version: str, *, breaking: bool) -> str:
    """Give the next version: major for what breaks a client, minor for what is added."""
    major, minor, _ = (int(part) for part in version.split("."))
    return f"{major + 1}.0.0" if breaking else f"{major}.{minor + 1}.0"


def with_lines(path: Path, accepted: list[Proposal]) -> str:
    """Add a line for each change below `Unreleased`, in the section that it belongs to.

    Raises:
        CannotCheckError: There is no such changelog.
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
        line = f"- `openapi.yaml`: {proposal.what} (observed).\n"
        found = re.search(rf"^### {heading}\n(\n*(?:- [^\n]*\n|  [^\n]*\n)*)", section, re.MULTILINE)
        if found:
            section = section[: found.end()] + line + section[found.end() :]
        else:
            section = section.rstrip("\n") + f"\n\n### {heading}\n\n{line}" + ("\n" if end else "")
    return text[: start.end()] + section + text[stop:]


def _runner(console: Console, root: Path) -> Callable[[str, Sequence[str]], None]:
    def run(what: str, command: Sequence[str]) -> None:
        with console.status(what):
            done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise CannotCheckError(f"could not {what}; every file is as it was:\n" + "\n".join(lines[-15:]))

    return run
