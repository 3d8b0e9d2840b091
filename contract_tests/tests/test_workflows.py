"""The workflows: what they may do, and their steps, run here against servers on loopback."""

from __future__ import annotations

import itertools
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from contract_tests.contract import Document
from contract_tests.mutants import score
from contract_tests.tests.examples import ROOT
from contract_tests.tests.test_examples import sessions
from scripts import mutants, nightly, propose
from suno_mock_api import KEY, MockApi, faults, serve
from suno_mock_api.answers import task_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

WORKFLOWS = {path.stem: YAML(typ="safe").load(path) for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
STEPS = [
    pytest.param(step, id=f"{workflow}-{name}-{number}")
    for workflow, content in WORKFLOWS.items()
    for name, job in content["jobs"].items()
    for number, step in enumerate(job["steps"])
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_uses_a_pinned_action_or_runs_a_session(step: dict[str, Any]) -> None:
    if "uses" in step:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
        return
    if step["run"] == "python -m pip install --quiet nox":
        return
    name = re.fullmatch(r'nox -s ("\$SESSION"|\w+) -- (\$ARGUMENTS|\w+)', step["run"])
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
        "mutants",
        "contract",
        "drift",
        *(f"matrix-{one}" for one in pythons),
    }
    assert {session.partition("-")[0] for session in ran} <= sessions()


def test_nobody_may_more_than_they_need() -> None:
    for workflow in WORKFLOWS.values():
        assert workflow["permissions"] == {}
        assert "pull_request_target" not in workflow[True if True in workflow else "on"]
    assert "secrets" not in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    check, proposing = (WORKFLOWS["drift"]["jobs"][name] for name in ("check", "propose"))
    assert check["permissions"] == {"contents": "read"}
    assert "secrets" in str(check)
    assert "secrets" not in str(proposing)


# The nightly run.


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what an adoption changes."""
    root = tmp_path / "project"
    for name in ("openapi.yaml", "CHANGELOG.md", "generated", "contract_tests/recordings"):
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    return root


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: MockApi) -> Path:
    """A step's environment in GitHub Actions; gives the folder of the files that it reads."""
    for name in ("SUMMARY", "OUTPUT"):
        (tmp_path / name).touch()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "SUMMARY"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "OUTPUT"))
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    task_id = task_id_of(api.recordings["music_success"])
    monkeypatch.setenv("SUNO_TASKS", f'{{"music_success": "{task_id}"}}')
    return tmp_path


def drift(api: MockApi, edit: Any) -> None:
    """Let the song's clips drift, not the refusals of a key."""

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
    return nightly.main(arguments, root=project, run=lambda _what, _command: None)


def test_without_the_secret_it_says_so_and_passes(
    actions: Path, url: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUNO_API_KEY", "")  # what Actions gives for a secret that is not there
    assert run_nightly(project, url, actions) == 0
    assert "nothing was checked" in (actions / "SUMMARY").read_text(encoding="utf-8")
    assert not (actions / "report").exists()


def test_without_drift_it_passes_with_a_report(actions: Path, url: str, project: Path) -> None:
    assert run_nightly(project, url, actions) == 0
    assert "No drift" in (actions / "SUMMARY").read_text(encoding="utf-8")
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == ""
    assert "No drift" in (actions / "report" / "report.html").read_text(encoding="utf-8")


def test_a_server_that_is_not_there_is_no_pass(
    actions: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_nightly(project, "http://127.0.0.1:1", actions) == 2
    assert "Could not check" in (actions / "SUMMARY").read_text(encoding="utf-8")
    assert "Traceback" not in capsys.readouterr().err


def test_a_drift_is_reported_and_its_adoption_made_ready(actions: Path, url: str, project: Path, api: MockApi) -> None:
    drift(api, new_field)
    assert run_nightly(project, url, actions) == 1
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == "drift=true\n"
    assert "mood" in (actions / "SUMMARY").read_text(encoding="utf-8")
    changed = propose.changed(actions / "report" / "changed")
    recording = next(name for name in changed if name.startswith("contract_tests/recordings/"))
    assert set(changed) == {"openapi.yaml", "CHANGELOG.md", recording}
    assert "mood" in changed["openapi.yaml"]
    assert KEY not in str({name: text for name, text in changed.items() if name != recording})


def test_what_cannot_be_adopted_is_reported_all_the_same(actions: Path, url: str, project: Path, api: MockApi) -> None:
    drift(api, far_future)
    assert run_nightly(project, url, actions) == 1
    assert (actions / "OUTPUT").read_text(encoding="utf-8") == "drift=true\n"
    assert not (actions / "report" / "changed").exists()
    assert Document.load(project / "openapi.yaml").plain == Document.load().plain


def test_mutation_scores_are_in_the_summary(actions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = {("fetch_task", "removed"): score.Score(total=2)}
    for part in ("drifts", "false_alarms", "documents"):
        monkeypatch.setattr(score, part, lambda: scores)
    assert mutants.main([]) == 0
    assert "removed" in (actions / "SUMMARY").read_text(encoding="utf-8")


# The proposal.


class GitHub:
    """As much of GitHub's API as the proposal needs."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.refs = {"heads/main": "1" * 40}
        self.issues: list[Any] = []
        self.tokens: set[str] = set()

    async def answer(self, request: Request) -> JSONResponse:
        path: str = request.path_params["path"]
        body: Any = await request.json() if await request.body() else None
        self.asked.append((request.method, path, body))
        self.tokens.add(request.headers["authorization"])
        if request.method == "GET" and path.startswith("git/ref/"):
            sha = self.refs.get(path.removeprefix("git/ref/"))
            return JSONResponse({"object": {"sha": sha}} if sha else {}, 200 if sha else 404)
        if path == "git/refs":
            self.refs[body["ref"].removeprefix("refs/")] = body["sha"]
        if path == "issues":
            if request.method == "GET":
                return JSONResponse(self.issues)
            self.issues.append({**body, "html_url": "https://github.test/issues/1"})
        return JSONResponse({"sha": "2" * 40, "tree": {"sha": "3" * 40}, "html_url": "https://github.test/made"})

    def made(self, path: str) -> list[Any]:
        return [body for method, asked, body in self.asked if method == "POST" and asked == path]


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    hub = GitHub()
    with serve(Starlette(routes=[Route("/repos/me/mine/{path:path}", hub.answer, methods=["GET", "POST"])])) as url:
        for name, value in {"API_URL": url, "REPOSITORY": "me/mine", "REF_NAME": "main", "TOKEN": "t0ken"}.items():
            monkeypatch.setenv(f"GITHUB_{name}", value)
        yield hub


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "report.md").write_text("## Drift\n\none\n", encoding="utf-8")
    return folder


def change(folder: Path, name: str, text: str) -> None:
    (folder / "changed" / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "changed" / name).write_text(text, encoding="utf-8")


def test_an_adoption_becomes_one_pull_request(github: GitHub, report: Path) -> None:
    change(report, "openapi.yaml", "version: 1.1.0\n")
    change(report, "contract_tests/recordings/fetch_task/observed_1.json", "{}")
    assert propose.main([str(report)]) == propose.main([str(report)]) == 0
    (tree,), (commit,), (pull,) = (github.made(path) for path in ("git/trees", "git/commits", "pulls"))
    assert [entry["path"] for entry in tree["tree"]] == [
        "contract_tests/recordings/fetch_task/observed_1.json",
        "openapi.yaml",
    ]
    assert commit["parents"] == ["1" * 40]
    assert github.refs[f"heads/{pull['head']}"] == "2" * 40
    assert pull["base"] == "main"
    assert pull["body"].startswith("## Drift")
    assert github.tokens == {"Bearer t0ken"}


def test_what_cannot_be_adopted_becomes_one_issue(github: GitHub, report: Path) -> None:
    assert propose.main([str(report)]) == propose.main([str(report)]) == 0
    (issue,) = github.made("issues")
    assert issue["labels"] == ["drift"]
    assert "one" in issue["body"]


@pytest.mark.parametrize(
    "name", [".github/workflows/ci.yml", "noxfile.py", "generated/suno_client/../../a.py", "scripts/x.py"]
)
def test_nothing_but_an_adoption_is_taken(
    github: GitHub, report: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not propose.may_change(name)
    change(report, "noxfile.py", "import os")
    with pytest.raises(SystemExit, match="2"):
        propose.main([str(report)])
    assert "noxfile.py" in capsys.readouterr().err
    assert not github.asked


def test_a_refusal_of_github_is_a_line(
    github: GitHub, report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "nobody/nothing")
    change(report, "openapi.yaml", "version: 1.1.0\n")
    assert propose.main([str(report)]) == 2
    assert capsys.readouterr().err.startswith("propose: GitHub refused")
    assert not github.asked
