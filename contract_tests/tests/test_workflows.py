"""The permissions of the workflows, and their steps, which run here against servers on loopback."""

from __future__ import annotations

import itertools
import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from contract_tests.contract import Document
from contract_tests.mutants import score
from contract_tests.tests.examples import ROOT
from contract_tests.tests.test_examples import sessions
from scripts import mutants, nightly, propose
from suno_mock_api import KEY, MockApi, faults
from suno_mock_api.responses import task_id_of

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS = {path.stem: YAML(typ="safe").load(path) for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
STEPS = [
    pytest.param(step, id=f"{workflow}-{name}-{number}")
    for workflow, content in WORKFLOWS.items()
    for name, job in content["jobs"].items()
    for number, step in enumerate(job["steps"])
]


@pytest.mark.parametrize("step", STEPS)
def test_pinned_steps(step: dict[str, Any]) -> None:
    """A step uses a pinned action or runs a session."""
    if "uses" in step:
        assert re.fullmatch(r"(actions/[\w-]+|pypa/gh-action-pypi-publish)@[0-9a-f]{40}", step["uses"])
        return
    if step["run"].startswith(("python -m pip install --quiet --require-hashes -r .ci/", "gh release create ")):
        return
    name = re.fullmatch(r'nox -s ("\$SESSION"|\w+) --(install-only| \$ARGUMENTS| \w+)?', step["run"])
    assert name
    assert name[1] == '"$SESSION"' or name[1] in sessions()


def test_ci_runs_what_there_is() -> None:
    ran = {entry["session"] for entry in WORKFLOWS["ci"]["jobs"]["session"]["strategy"]["matrix"]["include"]}
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pythons = re.findall(r"Python :: (3\.\d+)", pyproject)
    assert ran == {
        "lint",
        "demo",
        "minimums",
        "build",
        "docs",
        "consumers",
        "mutants",
        "coverage",
        "contract",
        "drift",
        *(f"matrix-{one}" for one in pythons),
    }
    assert {session.partition("-")[0] for session in ran} <= sessions()


def test_permissions() -> None:
    """No job has more permissions than it needs."""
    for workflow in WORKFLOWS.values():
        assert workflow["permissions"] == {}
        assert "pull_request_target" not in workflow[True if True in workflow else "on"]
    assert "secrets" not in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    build, publish, announce = WORKFLOWS["release"]["jobs"].values()
    assert build["permissions"] == {"contents": "read"}
    assert publish["permissions"].get("contents") == "read"
    assert all("nox" not in str(job["steps"]) for job in (publish, announce))  # they run nothing of the project
    check, proposing = (WORKFLOWS["drift"]["jobs"][name] for name in ("check", "propose"))
    assert check["permissions"] == {"contents": "read"}
    assert "secrets" in str(check)
    assert "secrets" not in str(proposing)


@pytest.mark.parametrize("job", ["check", "propose"])
def test_secrets_meet_no_installation(job: str) -> None:
    """A session is installed in its own step, before the step that has the key or the token."""
    before: set[str] = set()
    for step in WORKFLOWS["drift"]["jobs"][job]["steps"]:
        if "secrets." in str(step.get("env")) or "github.token" in str(step.get("env")):
            assert step["run"].split(" -- ")[0] in before
        before.add(str(step.get("run")).removesuffix(" --install-only"))


# The nightly run.


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: MockApi) -> Path:
    """Set up a step's environment of GitHub Actions; return the folder of its files."""
    for name in ("SUMMARY", "OUTPUT"):
        (tmp_path / name).touch()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "SUMMARY"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "OUTPUT"))
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    task_id = task_id_of(api.recordings["music_success"])
    monkeypatch.setenv("SUNO_TASKS", f'{{"music_success": "{task_id}"}}')
    return tmp_path


def drift(api: MockApi, edit: Any) -> None:
    """Change the clips of the song, but not the refusals of a key."""

    def edit_clips(body: Any) -> None:
        for clip in body["data"]["data"] if "data" in body else []:
            edit(clip)

    api.inject(task_id_of(api.recordings["music_success"]), itertools.repeat(faults.edited(edit_clips)))


def new_field(clip: Any) -> None:
    clip["mood"] = "<script>calm</script>"


def far_future(clip: Any) -> None:
    clip["created_at"] = "2090-01-01T00:00:00.000Z"


def run_nightly(project: Path, url: str, actions: Path) -> int:
    arguments = [str(actions / "report"), "--base-url", url]
    return nightly.main(arguments, root=project, run=lambda _what, _command: None, sleep=lambda _seconds: None)


def test_nightly_without_drift(actions: Path, url: str, project: Path) -> None:
    assert run_nightly(project, url, actions) == 0
    assert "No drift" in (actions / "SUMMARY").read_text(encoding="utf-8")
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == ""
    assert "No drift" in (actions / "report" / "report.html").read_text(encoding="utf-8")


def test_nightly_drift(actions: Path, url: str, project: Path, api: MockApi) -> None:
    """It is reported, and its adoption is prepared."""
    drift(api, new_field)
    assert run_nightly(project, url, actions) == 1
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == "drift=true\n"
    assert "mood" in (actions / "SUMMARY").read_text(encoding="utf-8")
    changed = propose.changed(actions / "report" / "changed")
    recording = next(name for name in changed if name.startswith("contract_tests/recordings/"))
    assert set(changed) == {"openapi.yaml", "CHANGELOG.md", recording}
    assert "mood" in changed["openapi.yaml"]
    assert KEY not in str({name: text for name, text in changed.items() if name != recording})


def test_nightly_without_adoption(actions: Path, url: str, project: Path, api: MockApi) -> None:
    """The drift is reported nevertheless."""
    drift(api, far_future)
    assert run_nightly(project, url, actions) == 1
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == "drift=true\n"
    assert not (actions / "report" / "changed").exists()
    assert Document.load(project / "openapi.yaml").plain == Document.load().plain


def test_mutation_summary(actions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = {
        ("fetch_task", "removed"): score.Score(total=3, failed=["id", "status"]),
        ("get_feed", "removed"): score.Score(total=4),
    }
    for part in ("drifts", "false_alarms", "documents"):
        monkeypatch.setattr(score, part, lambda: scores)
    assert mutants.main([]) == 1
    summary = (actions / "SUMMARY").read_text(encoding="utf-8")
    rows = [" ".join(re.findall(r"[\w.]+", line)) for line in summary.splitlines()]
    for row in ("fetch_task 1 3", "get_feed 4 4", "removed 5 7", "all 5 7"):
        assert row in rows
    assert "not detected: fetch_task: removed: status" in summary


@pytest.mark.usefixtures("actions")
def test_adoption_never_has_the_key(actions: Path, url: str, project: Path, api: MockApi) -> None:
    drift(api, new_field)
    seen: list[str | None] = []

    def run(_what: str, _command: Any) -> None:
        seen.append(os.environ.get("SUNO_API_KEY"))

    nightly.main([str(actions / "report"), "--base-url", url], root=project, run=run)
    assert seen
    assert set(seen) == {None}


# The proposal.

FAKE = r"""#!{python}
import json, pathlib, sys

file = pathlib.Path({state!r})
state = json.loads(file.read_text())
words, options = sys.argv[1:], dict(zip(sys.argv[1:], sys.argv[2:]))
given = sys.stdin.read() if "-" in words else ""
state["calls"].append([words, given])
output = ""
if state.get("refuses"):
    file.write_text(json.dumps(state))
    sys.exit("HTTP 403: Resource not accessible\n::error::by integration")
if words[:2] == ["pr", "list"]:
    output = [one for one in state["pulls"] if options.get("--head") in (None, one["headRefName"])]
elif words[:2] == ["issue", "list"]:
    output = state["issues"]
elif words[0] == "api" and "/git/ref/heads/" in words[1]:
    output = {{"object": {{"sha": "1" * 40}}}}
elif words[1] == "create" and words[0] in ("pr", "issue"):
    output = "https://github.test/" + words[0] + "/" + str(len(state["calls"]))
    kind = "pulls" if words[0] == "pr" else "issues"
    state[kind].append({{"number": len(state["calls"]), "url": output, "title": options["--title"], "body": given,
                        "headRefName": options.get("--head", "")}})
file.write_text(json.dumps(state))
print(output if isinstance(output, str) else json.dumps(output))
"""


class GitHub:
    """A `gh` that records its calls."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.write({"calls": [], "pulls": [], "issues": []})

    def write(self, state: Any) -> None:
        self.file.write_text(json.dumps(state), encoding="utf-8")

    def read(self, name: str) -> Any:
        return json.loads(self.file.read_text(encoding="utf-8"))[name]

    def calls(self, *words: str) -> list[Any]:
        return [(call, given) for call, given in self.read("calls") if call[: len(words)] == list(words)]


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    folder = tmp_path / "bin"
    folder.mkdir()
    hub = GitHub(tmp_path / "github.json")
    program = folder / "gh"
    program.write_text(FAKE.format(python=sys.executable, state=str(hub.file)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    for name, value in {"REPOSITORY": "me/mine", "REF_NAME": "main"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    return hub


def finding(mark: str, title: str = "breaking: shape.required at /data/progress") -> dict[str, str]:
    return {"fingerprint": mark * 12, "title": title, "body": f"## Drift\n\n{mark}\n", "what": f"`{mark}`"}


def made(tmp_path: Path, *, adopted: str = "", left: str = "", title: str = "breaking: shape.x at /a") -> str:
    folder = tmp_path / "made"
    folder.mkdir(exist_ok=True)
    (folder / "report.md").write_text("## Drift\n\none\n", encoding="utf-8")
    proposal = {"adopted": [finding(mark) for mark in adopted], "left": [finding(mark, title) for mark in left]}
    (folder / "proposal.json").write_text(json.dumps(proposal), encoding="utf-8")
    if adopted:
        change(folder, "openapi.yaml", "version: 1.1.0\n")
        change(folder, "contract_tests/recordings/fetch_task/observed_1.json", "{}")
    return str(folder)


def change(folder: Path, name: str, text: str) -> None:
    (folder / "changed" / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "changed" / name).write_text(text, encoding="utf-8")


def test_adoption_is_one_pull_request(github: GitHub, tmp_path: Path) -> None:
    folder = made(tmp_path, adopted="ab", left="c")
    assert propose.main([folder]) == propose.main([folder]) == 0
    [(_, commit)] = github.calls("api", "graphql")
    committed = json.loads(commit)["variables"]["input"]
    assert [one["path"] for one in committed["fileChanges"]["additions"]] == [
        "contract_tests/recordings/fetch_task/observed_1.json", "openapi.yaml"
    ]  # fmt: skip
    assert committed["expectedHeadOid"] == "1" * 40
    [(words, body)] = github.calls("pr", "create")
    assert words[words.index("--base") + 1] == "main"
    assert words[words.index("--head") + 1] == committed["branch"]["branchName"]
    assert "Adopted" in body
    assert "Left to a person" in body
    assert len(github.calls("issue", "create")) == 1


def test_one_finding_is_one_issue(github: GitHub, tmp_path: Path) -> None:
    """Its title does not depend on other findings or on the line."""
    for left in ("a", "ab", "b", "abc"):
        assert propose.main([made(tmp_path, left=left)]) == 0
    titles = [one["title"] for one in github.read("issues")]
    assert [title[-14:] for title in titles] == ["[aaaaaaaaaaaa]", "[bbbbbbbbbbbb]", "[cccccccccccc]"]


def test_a_night_opens_few_issues(github: GitHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path)
    left = [{**finding("a"), "fingerprint": f"{number:012x}"} for number in range(500)]
    (tmp_path / "made" / "proposal.json").write_text(json.dumps({"adopted": [], "left": left}), encoding="utf-8")
    assert propose.main([folder]) == 0
    assert len(github.read("issues")) == propose.MOST_ISSUES
    assert "the others are in the report" in capsys.readouterr().out


def test_older_pull_request(github: GitHub, tmp_path: Path) -> None:
    for adopted in ("a", "ab"):
        assert propose.main([made(tmp_path, adopted=adopted)]) == 0
    assert len(github.read("pulls")) == 2
    [(words, _)] = github.calls("pr", "close")
    assert words[2] == str(github.read("pulls")[0]["number"])


def test_titles_are_plain(github: GitHub, tmp_path: Path) -> None:
    hostile = "breaking: @everyone\n::error::x ##[error]y `a` [b](http://c) <b> \x1b[2J" + "z" * 500
    assert propose.main([made(tmp_path, left="a", title=hostile)]) == 0
    [one] = github.read("issues")
    assert re.fullmatch(r"[\w ./:{}()*,?-]+ \[a{12}\]", one["title"])
    assert len(one["title"]) < 150


def test_no_mentions(github: GitHub, tmp_path: Path) -> None:
    folder = made(tmp_path, adopted="a")
    (tmp_path / "made" / "report.md").write_text("| @someone |\n" * 9000, encoding="utf-8")
    assert propose.main([folder]) == 0
    [(_, body)] = github.calls("pr", "create")
    assert "@someone" not in body
    assert len(body) < 65_536


@pytest.mark.parametrize(
    "name", [".github/workflows/ci.yml", "noxfile.py", "generated/suno_client/../../a.py", "scripts/x.py"]
)
def test_only_adopted_files(github: GitHub, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not propose.may_change(name)
    folder = made(tmp_path, adopted="a")
    change(tmp_path / "made", "noxfile.py", "import os")
    with pytest.raises(SystemExit, match="2"):
        propose.main([folder])
    assert "noxfile.py" in capsys.readouterr().err
    assert not github.read("calls")


def test_github_refusal(github: GitHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    github.write({"calls": [], "pulls": [], "issues": [], "refuses": True})
    assert propose.main([made(tmp_path, adopted="a")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("propose: GitHub refused: HTTP 403")
    assert "::" not in line
