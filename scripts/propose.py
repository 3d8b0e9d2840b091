"""Propose what `python -m scripts.nightly` made ready: a pull request with the adoption, or an issue with the report.

Runs in GitHub Actions, in the job that may write and has no API key. What it is handed comes from a server's answers:
it is not run, and only files that an adoption may change are taken. The same proposal is made once.

Exit 0: proposed, or it was already. 2: could not, with the reason.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from suno_mock_api.arguments import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORT, CHANGED = "report.md", "changed"
MAY_CHANGE = re.compile(
    r"openapi\.yaml|CHANGELOG\.md|generated/suno_client/[\w/]+\.(py|typed)"
    r"|contract_tests/recordings/\w+/\w+\.json"
)
LARGEST_BODY = 60_000
"""Characters; GitHub takes 65,536."""
AFTER = "\n\nMade by `.github/workflows/drift.yml`. Read the recording and the diff: an answer is not yet a promise."
NO_CHECKS = " GitHub runs no checks on what a workflow opens: close and reopen this to run them."


def may_change(name: str) -> bool:
    """Tell whether an adoption may change a file.

    Args:
        name: Its path in the repository, with slashes.
    """
    return MAY_CHANGE.fullmatch(name) is not None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit code.
    """
    parser = Parser(prog="nox -s propose --", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where nightly wrote")
    folder = parser.parse_args(arguments).folder
    try:
        repository, base, token = (
            os.environ[name] for name in ("GITHUB_REPOSITORY", "GITHUB_REF_NAME", "GITHUB_TOKEN")
        )
        report = (folder / REPORT).read_text(encoding="utf-8")[:LARGEST_BODY]
    except KeyError as error:
        parser.error(f"{error.args[0]} is not set: this runs in GitHub Actions")
    except OSError as error:
        parser.error(f"{folder / REPORT}: {error.strerror}")
    files = changed(folder / CHANGED)
    if refused := [name for name in files if not may_change(name)]:
        parser.error(f"{folder / CHANGED}: not a file that an adoption changes: {refused[0]}")
    url = f"{os.environ.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{repository}"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    try:
        with httpx.Client(headers=headers, timeout=30) as http:
            print(pull_request(http, url, base, files, report) if files else issue(http, url, report))
    except (httpx.HTTPError, KeyError, ValueError) as error:
        print(f"propose: GitHub refused: {error}", file=sys.stderr)
        return 2
    return 0


def changed(folder: Path) -> dict[str, str]:
    """The changed files by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def pull_request(http: httpx.Client, url: str, base: str, files: dict[str, str], report: str) -> str:
    """Commit the files to a branch named for the changed document, and open a pull request.

    Returns:
        What was done.
    """
    branch = f"drift/{hashlib.sha256(files.get('openapi.yaml', report).encode()).hexdigest()[:12]}"
    if http.get(f"{url}/git/ref/heads/{branch}").status_code == httpx.codes.OK:
        return f"already proposed: {branch}"
    parent = call(http, "GET", f"{url}/git/ref/heads/{base}")["object"]["sha"]
    entries = [{"path": name, "mode": "100644", "type": "blob", "content": text} for name, text in files.items()]
    before = call(http, "GET", f"{url}/git/commits/{parent}")["tree"]["sha"]
    tree = call(http, "POST", f"{url}/git/trees", base_tree=before, tree=entries)
    message = "Adopt what the live API answers"
    commit = call(http, "POST", f"{url}/git/commits", message=message, tree=tree["sha"], parents=[parent])
    call(http, "POST", f"{url}/git/refs", ref=f"refs/heads/{branch}", sha=commit["sha"])
    body = report + AFTER + NO_CHECKS
    made = call(http, "POST", f"{url}/pulls", title=message, head=branch, base=base, body=body)
    return f"pull request: {made['html_url']}"


def issue(http: httpx.Client, url: str, report: str) -> str:
    """Open an issue, unless one with the same report is open.

    Returns:
        What was done.
    """
    title = f"Drift that can't be adopted mechanically ({hashlib.sha256(report.encode()).hexdigest()[:8]})"
    for known in call(http, "GET", f"{url}/issues?state=open&labels=drift&per_page=100"):
        if known["title"] == title:
            return f"already reported: {known['html_url']}"
    made = call(http, "POST", f"{url}/issues", title=title, body=report + AFTER, labels=["drift"])
    return f"issue: {made['html_url']}"


def call(http: httpx.Client, method: str, url: str, **content: Any) -> Any:
    """Call GitHub.

    Raises:
        httpx.HTTPError: It can't be reached, or refuses.
    """
    answer = http.request(method, url, json=content or None)
    answer.raise_for_status()
    return answer.json()


if __name__ == "__main__":
    sys.exit(main())
