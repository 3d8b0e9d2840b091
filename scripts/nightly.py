"""Check the live API for drift as CI does at night, and prepare reports, an adoption and issues.

Writes to a folder: report.html and report.md; proposal.json with what `python -m scripts.propose` is to do, and in
changed/ every file that the adoption changes. Only additions are adopted; the rest is left to a person, one issue each.
In GitHub Actions it also writes the run's summary and the output `drift`.

Exit 0: no drift, or neither key nor tasks are set. 1: drift. 2: could not check, with the reason.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from contract_tests import settings
from contract_tests.contract import Document, DocumentError
from contract_tests.drift.adoption import ROOT, Adoption, prepare
from contract_tests.drift.division import Division, divide
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.summary import NEVER_ENDS
from scripts import actions
from scripts.adopting import runner
from scripts.drift import OK, check_server, verdict
from scripts.propose import CHANGED, PROPOSAL, REPORT, may_change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.drift.summary import Finding, Summary

    Run = Callable[[str, Sequence[str]], None]

RECIPE = """
## What to do

1. Look at the response: `nox -s drift -- --base-url URL --keep DIR` keeps it as a recording, without secrets.
2. Decide whether the provider means it. If it does: `nox -s drift -- adopt DIR`, or change `openapi.yaml` by hand and
   run `nox -s regenerate tests`. If it does not: tell the provider, and leave the document as it is.
3. Close this issue. A new one is opened if the API still responds like this.
"""


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT, run: Run | None = None, **replaced: Any) -> int:
    """Run the command, and return the exit code; tests pass the project and attributes of the probe."""
    try:
        document = Document.load(root / "openapi.yaml")
    except DocumentError as error:
        print(f"nightly: {error}", file=sys.stderr)
        return actions.CANNOT
    parser = settings.Parser(prog="nox -s nightly --", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where to write")
    settings.server(parser, default=document.plain["servers"][0]["url"])
    options = parser.parse_args(arguments)
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"{options.folder}: {error.strerror}")
    if not os.environ.get(settings.KEY_VARIABLE) and not os.environ.get(settings.TASKS_VARIABLE):
        message = f"{settings.KEY_VARIABLE} and {settings.TASKS_VARIABLE} are not set: nothing was checked."
        actions.summary(f"{message} docs/maintaining.md says how to set them.\n")
        print(
            f"::notice title=nothing was checked::{message}"
            if os.environ.get("GITHUB_ACTIONS")
            else f"nightly: {message}"
        )
        return OK
    try:
        key, tasks = settings.key(os.environ), settings.tasks(os.environ, document)
        summary = check_server(Probe(options.base_url, key, tasks, also=options.also, document=document, **replaced))
    except settings.SettingError as error:
        message = f"{error}. Check both {settings.KEY_VARIABLE} and {settings.TASKS_VARIABLE}."
        actions.summary(f"Could not check: {message}\n")
        print(f"nightly: {actions.printable(str(error))}", file=sys.stderr)
        return actions.CANNOT
    write(summary, options.folder)
    os.environ.pop(settings.KEY_VARIABLE)  # the generator and the tests run next, and must not see it
    if summary.findings:
        actions.output("drift", "true")
        propose(summary, document, tasks, options.folder, run or runner(Console(stderr=True), root))
    return verdict(summary)


def write(summary: Summary, folder: Path) -> None:
    (folder / "report.html").write_text(FORMATS["html"](summary), encoding="utf-8")
    (folder / REPORT).write_text(FORMATS["markdown"](summary), encoding="utf-8")
    actions.summary(FORMATS["markdown"](summary))
    print(FORMATS["github"](summary), end="")


def propose(summary: Summary, document: Document, tasks: dict[str, str], folder: Path, run: Run) -> None:
    """Adopt additions, and write a proposal with them and with the findings that are left to a person."""
    division = divide(document, summary.findings, tasks)
    adopt(division, document, folder / CHANGED, run)
    proposal = {
        "adopted": [
            {"fingerprint": finding.fingerprint, "what": one.what}
            for one in division.accepted
            for finding in one.findings
        ],
        "left": [issue_of(summary, finding, reason) for finding, reason in division.left],
    }
    (folder / PROPOSAL).write_text(json.dumps(proposal, indent=2) + "\n", encoding="utf-8")


def issue_of(summary: Summary, finding: Finding, reason: str) -> dict[str, str]:
    part = summary.only(lambda one: one is finding)
    question = "a wait never ends" if finding.example.effect == NEVER_ENDS else finding.example.severity.value
    return {
        "fingerprint": finding.fingerprint,
        "title": f"{question}: {finding.example.rule} at {finding.example.field or 'the body'}",
        "body": f"{FORMATS['markdown'](part)}\nNot adopted: {reason}.\n{RECIPE}",
    }


def adopt(division: Division, document: Document, folder: Path, run: Run) -> None:
    """Carry out the accepted changes together, and copy the changed files; leave the others to a person."""
    root = document.path.parent
    before = contents(root)
    adoption = _together(division, document, root)
    if adoption is None:
        return
    try:
        adoption.carry_out(run)
    except CannotCheckError as error:
        print(f"nightly: not adopted: {actions.printable(str(error))}", file=sys.stderr)
        for proposal in adoption.accepted:
            division.leave(proposal, "the adoption failed its checks: see the run's log")
        return
    for name, content in contents(root).items():
        if before.get(name) != content:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)


def _together(division: Division, document: Document, root: Path) -> Adoption | None:
    """Prepare the changes that are possible together; leave any other to a person."""
    try:
        return prepare(document, division.accepted, root) if division.accepted else None
    except CannotCheckError:
        adoption: Adoption | None = None
        for proposal in list(division.accepted):
            try:
                adoption = prepare(document, [*(adoption.accepted if adoption else ()), proposal], root)
            except CannotCheckError as error:
                division.leave(proposal, actions.printable(str(error)))
        return adoption


def contents(root: Path) -> dict[str, bytes]:
    """Return the content of every file that an adoption may change."""
    names = ((path, path.relative_to(root).as_posix()) for path in root.rglob("*") if path.is_file())
    return {name: path.read_bytes() for path, name in names if may_change(name)}


if __name__ == "__main__":
    actions.run(main)
