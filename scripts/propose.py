"""Propose what `nox -s nightly` has prepared: a pull request for the adoption, one issue for each other finding.

Runs in GitHub Actions, in the job that may write and has no API key, and uses `gh`. Its input comes from a server's
responses: nothing of it is run, and only files that an adoption may change are accepted. A finding is proposed once:
the title has its fingerprint.

Exit 0: proposed, or it was proposed before. 2: GitHub refused or the input is invalid, with the reason.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.settings import Parser
from scripts.actions import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORT, CHANGED, PROPOSAL = "report.md", "changed", "proposal.json"
MAY_CHANGE = re.compile(
    r"openapi\.yaml|CHANGELOG\.md|generated/suno_client/[\w/]+\.(py|typed)"
    r"|contract_tests/recordings/\w+/\w+\.json"
)
LABEL = "drift"
LARGEST_BODY = 60_000
"""The most characters of a text; GitHub accepts 65,536."""
LONGEST_TITLE = 120
MOST_ISSUES = 20
"""The most issues that one run opens; the report of the run has all findings."""
AFTER = "\n\nMade by `.github/workflows/drift.yml`. Read the recording and the diff: one response proves no rule."
NO_CHECKS = " GitHub runs no checks on what a workflow opens: close and reopen this to run them."
COMMIT = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }"


class RefusedError(Exception):
    """GitHub refused a request; the message is GitHub's."""


def may_change(name: str) -> bool:
    """Return whether an adoption may change a file, named by its path in the repository."""
    return MAY_CHANGE.fullmatch(name) is not None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = Parser(prog="nox -s propose --", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that nightly wrote")
    folder = parser.parse_args(arguments).folder
    try:
        repository, base = os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_REF_NAME"]
        report = (folder / REPORT).read_text(encoding="utf-8")
        proposal = json.loads((folder / PROPOSAL).read_text(encoding="utf-8"))
        left = proposal["left"]
    except KeyError as error:
        parser.error(f"{error.args[0]} is not set: this runs in GitHub Actions, after nightly")
    except (OSError, ValueError) as error:
        parser.error(f"{folder}: {error}")
    files = changed(folder / CHANGED)
    if refused := [name for name in files if not may_change(name)]:
        parser.error(f"{folder / CHANGED}: not a file that an adoption changes: {printable(refused[0])}")
    try:
        gh("label", "create", LABEL, "--force", "--color", "d93f0b", "--description", "The live API drifted")
        if files:
            print(pull_request(repository, base, files, {**proposal, "report": report}))
        for line in issues(left):
            print(line)
    except (RefusedError, OSError) as error:
        print(f"propose: GitHub refused: {printable(str(error))}", file=sys.stderr)
        return 2
    return 0


def changed(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def pull_request(repository: str, base: str, files: dict[str, str], proposal: dict[str, Any]) -> str:
    """Commit the files to a branch named after the adopted findings, open a pull request, and return a report."""
    adopted, left = proposal["adopted"], proposal["left"]
    marks = sorted({item["fingerprint"] for item in adopted})
    branch = f"drift/{hashlib.sha256(' '.join(marks).encode()).hexdigest()[:12]}"
    known = gh("pr", "list", "--state", "all", "--head", branch, "--json", "url")
    if known:
        return f"already proposed: {known[0]['url']}"
    parent = gh("api", f"repos/{repository}/git/ref/heads/{base}")["object"]["sha"]
    message = "Adopt the drift of the live API"
    gh("api", f"repos/{repository}/git/refs", "-f", f"ref=refs/heads/{branch}", "-f", f"sha={parent}")
    additions = [{"path": name, "contents": base64.b64encode(text.encode()).decode()} for name, text in files.items()]
    commit = {
        "branch": {"repositoryNameWithOwner": repository, "branchName": branch},
        "message": {"headline": message},
        "expectedHeadOid": parent,
        "fileChanges": {"additions": additions},
    }
    gh("api", "graphql", "--input", "-", given=json.dumps({"query": COMMIT, "variables": {"input": commit}}))
    overview = "\n".join(
        ["Adopted, as additions only:", "", *(f"- {text(change['what'])}" for change in unique(adopted, "what")), "",
         *(["Left to a person, an issue each:", ""] if left else []),
         *(f"- {text(finding['title'])}" for finding in left), *([""] if left else [])]
    )  # fmt: skip
    older = gh("pr", "list", "--state", "open", "--label", LABEL, "--limit", "100", "--json", "number,body,headRefName")
    mark = f"<!-- drift: {' '.join(marks)} -->\n"
    options = ["--head", branch, "--base", base, "--title", message, "--label", LABEL, "--body-file", "-"]
    made = gh("pr", "create", *options, given=body(mark + overview + "\n" + proposal["report"], AFTER + NO_CHECKS))
    for request in older:
        found = re.match(r"<!-- drift: ([0-9a-f ]+) -->", request["body"])
        if request["headRefName"].startswith("drift/") and found and set(found[1].split()) < set(marks):
            gh("pr", "close", str(request["number"]), "--comment", f"This is part of {made} now.")
    return f"pull request: {made}"


def issues(left: list[Any]) -> list[str]:
    """Open an issue for each finding that has none, and return a line for each."""
    if not left:
        return []
    options = ("--state", "open", "--label", LABEL, "--limit", "1000", "--json", "title,url")
    known = {
        found[1]: issue["url"]
        for issue in gh("issue", "list", *options)
        if (found := re.search(r"\[([0-9a-f]{12})\]$", issue["title"]))
    }
    lines, made = [], 0
    for finding in unique(left, "fingerprint"):
        mark = finding["fingerprint"]
        if mark in known:
            lines.append(f"already reported: {known[mark]}")
        elif made < MOST_ISSUES:
            made += 1
            title = f"{title_of(finding['title'])} [{mark}]"
            url = gh("issue", "create", "--title", title, "--label", LABEL, "--body-file", "-",
                     given=body(finding["body"], AFTER))  # fmt: skip
            lines.append(f"issue: {url}")
    if made == MOST_ISSUES:
        lines.append(f"no more than {MOST_ISSUES} issues in one night: the others are in the report")
    return lines


def unique(many: list[Any], key: str) -> list[Any]:
    """Return the first of all findings that have the same value."""
    return list({item[key]: item for item in reversed(many)}.values())[::-1]


def title_of(words: str) -> str:
    """Return a title: one line of plain characters, so that no text of a server becomes a mention or markup."""
    return re.sub(r"[^\w ./:{}()*,-]", "?", " ".join(words.split()))[:LONGEST_TITLE]


def text(words: str) -> str:
    """Escape text of a server on one line, so that nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#~!&])", r"\\\1", " ".join(words.split()))


def body(words: str, after: str) -> str:
    """Cut a body to the length that GitHub accepts, and disable mentions."""
    quiet = words.replace("@", "@\N{WORD JOINER}")
    if len(quiet) > LARGEST_BODY:
        quiet = quiet[: quiet.rindex("\n", 0, LARGEST_BODY)] + "\n\nThe rest is in the run's report.\n"
    return quiet + after


def gh(*arguments: str, given: str | None = None) -> Any:
    """Run GitHub's command line, which takes its token from the environment, and return the JSON or text it prints.

    Raises:
        RefusedError: It failed.
    """
    done = subprocess.run(["gh", *arguments], input=given, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise RefusedError((done.stderr or done.stdout).strip() or f"gh {arguments[0]} failed")
    try:
        return json.loads(done.stdout)
    except ValueError:
        return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
