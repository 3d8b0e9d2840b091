"""Look for drift at the live API as CI does at night, and make what follows ready: reports, and the adoption.

Writes to a folder: report.html and report.md; after a drift that can be adopted, changed/ holds every changed file.
In GitHub Actions it also writes the run's summary and the output `drift`. `python -m scripts.propose` carries on.

Exit 0: no drift, or there is no key to look with. 1: drift. 2: could not check, with the reason.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests import settings
from contract_tests.contract import Document
from contract_tests.drift.adoption import ROOT
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.summary import Summary
from scripts import actions
from scripts.adopting import adopt
from scripts.drift import CANNOT, OK, verdict
from scripts.propose import CHANGED, REPORT, may_change
from suno_mock_api.arguments import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None, **adoption: Any) -> int:
    """Run the command.

    Args:
        arguments: The command line; default: that of the process.
        adoption: Arguments of `adopt`, for tests.

    Returns:
        The exit code.
    """
    parser = Parser(prog="nox -s nightly --", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--base-url", default=Document.load().plain["servers"][0]["url"], metavar="URL")
    options = parser.parse_args(arguments)
    if not os.environ.get("SUNO_API_KEY"):
        actions.summary("There is no secret SUNO_API_KEY: nothing was checked.\n")
        print("nightly: SUNO_API_KEY is not set: nothing was checked")
        return OK
    summary = Summary()
    try:
        summary.add_all(Probe(options.base_url, settings.key(os.environ), settings.tasks(os.environ)).run())
    except (settings.SettingError, CannotCheckError) as error:
        actions.summary(f"Could not check: {error}\n")
        print(f"nightly: {error}", file=sys.stderr)
        return CANNOT
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "report.html").write_text(FORMATS["html"](summary), encoding="utf-8")
    (options.folder / REPORT).write_text(FORMATS["markdown"](summary), encoding="utf-8")
    actions.summary(FORMATS["markdown"](summary))
    print(FORMATS["github"](summary), end="")
    if summary.findings:
        actions.output("drift", "true")
        keep_changes(summary, options.folder / CHANGED, adoption)
    return verdict(summary, min(one.example.severity for one in summary.findings)) if summary.findings else OK


def keep_changes(summary: Summary, folder: Path, adoption: dict[str, Any]) -> None:
    """Adopt what can be, the additive alone if not all of it, and copy what that changed."""
    root = adoption.get("root", ROOT)
    before = contents(root)
    for accepted in ("all", "additive"):
        try:
            adopt(summary, yes=accepted, dry_run=False, **adoption)
        except CannotCheckError as error:
            print(f"nightly: not adopted ({accepted}): {error}", file=sys.stderr)
        else:
            break
    for name, content in contents(root).items():
        if before.get(name) != content:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)


def contents(root: Path) -> dict[str, bytes]:
    """Every file that an adoption may change."""
    names = ((path, path.relative_to(root).as_posix()) for path in root.rglob("*") if path.is_file())
    return {name: path.read_bytes() for path, name in names if may_change(name)}


if __name__ == "__main__":
    sys.exit(main())
