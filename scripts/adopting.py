"""`drift adopt`: ask which changes to adopt, write the files, and run the checks."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.prompt import Confirm

from contract_tests.contract import Document, Severity
from contract_tests.drift.adoption import ROOT, prepare
from contract_tests.drift.patches import Proposal, propose
from contract_tests.drift.probe import CannotCheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from contract_tests.drift.summary import Summary


def adopt(  # noqa: PLR0913  the last three are for tests
    summary: Summary,
    *,
    yes: str | None = None,
    dry_run: bool = False,
    evidence: str = "adopted",
    root: Path = ROOT,
    ask: Callable[[str], bool] | None = None,
    run: Callable[[str, Sequence[str]], None] | None = None,
) -> int:
    """Adopt the findings of a summary that a person accepts.

    Args:
        summary: The findings.
        yes: `additive` or `all`: accept without asking.
        dry_run: Show the diff of everything that could be adopted, without asking and without a change.
        evidence: The strength of the evidence, `adopted` or `observed`.
        root: The project.
        ask: Asks the user a question; by default in the terminal.
        run: Runs the commands that follow; by default in a subprocess.

    Returns:
        The exit code: 0 if no finding is left, else 1.

    Raises:
        CannotCheckError: The adoption failed; no file has changed.
    """
    console = Console()
    if not summary.judged:
        reasons = "; ".join(f"{item.name}: {item.reason}" for item in summary.unreadable)
        raise CannotCheckError(f"nothing to adopt: {reasons or 'there is no exchange of this API'}")
    for item in summary.unreadable:
        _print(console, f"not judged: {item.name}: {item.reason}")
    document = Document.load(root / "openapi.yaml")
    proposals, refusals = propose(document, summary.findings, evidence)
    for refusal in refusals:
        _print(console, f"not adoptable: {refusal.finding.example.sentence} {refusal.reason}.")
    accepted = [proposal for proposal in proposals if _accepts(proposal, yes or ("all" if dry_run else None), ask)]
    if not accepted:
        _print(console, _nothing(summary))
        return 1 if summary.findings else 0
    adoption = prepare(document, accepted, root)
    if dry_run:
        console.print(adoption.diff(), markup=False, highlight=False, soft_wrap=True, end="")
        return 0
    adoption.carry_out(run or runner(console, root))
    for one in accepted:
        _print(console, f"adopted: {one.what}")
    return 1 if refusals or len(accepted) < len(proposals) else 0


def _nothing(summary: Summary) -> str:
    if summary.findings:
        return "Nothing adopted."
    if summary.known:
        return (
            f"Nothing to adopt: {summary.known} known violations are left out, because the recordings list them "
            "under `violations`. Remove this key from a recording to adopt its drifts."
        )
    return "No drift: nothing to adopt."


def _print(console: Console, text: str) -> None:
    printable = "".join(char if char.isprintable() else " " for char in text)
    console.print(printable, markup=False, highlight=False, soft_wrap=True)


def _accepts(proposal: Proposal, yes: str | None, ask: Callable[[str], bool] | None) -> bool:
    if yes is not None:
        return yes == "all" or proposal.severity is Severity.ADDITIVE
    if ask is None and not sys.stdin.isatty():
        raise CannotCheckError("cannot prompt, because this is not a terminal: use --yes additive or --yes all")
    return (ask or Confirm.ask)(f"{proposal.severity.value}: adopt that {proposal.what}?")


def runner(console: Console, root: Path) -> Callable[[str, Sequence[str]], None]:
    """Return a function that runs the commands that follow an adoption."""

    def run(what: str, command: Sequence[str]) -> None:
        with console.status(what):
            done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise CannotCheckError(f"could not {what}; no file has changed:\n" + "\n".join(lines[-15:]))

    return run
