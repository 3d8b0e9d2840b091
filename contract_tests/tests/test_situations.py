"""The nightly job: exit code, outputs, messages and proposal in every situation, on loopback."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.contract import Document
from contract_tests.tests.examples import ROOT
from contract_tests.tests.situations import KEY, SITUATIONS, TASKS, Clock, Server, Situation, table
from scripts import contract, drift, nightly, propose

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = re.compile(r"^::(?:error|warning|notice)[ :]|^[^:#]")


def replaced(clock: Clock, one: Situation) -> dict[str, Any]:
    return {"sleep": clock.sleep, "monotonic": clock.monotonic, "seconds": one.seconds}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up a step's environment of GitHub Actions; return the folder of its files."""
    for name in ("SUMMARY", "OUTPUT"):
        (tmp_path / name).touch()
        monkeypatch.setenv(f"GITHUB_{'STEP_' if name == 'SUMMARY' else ''}{name}", str(tmp_path / name))
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    monkeypatch.setenv("SUNO_TASKS", json.dumps(TASKS))
    return tmp_path


def served(one: Situation) -> tuple[Any, Server | None]:
    server = Server(one.responder) if one.responder else None
    return (server.serve() if server else nullcontext("http://127.0.0.1:1")), server


def proposed(folder: Path) -> str:
    if not (folder / propose.PROPOSAL).exists():
        return ""
    proposal = json.loads((folder / propose.PROPOSAL).read_text(encoding="utf-8"))
    made = ["pull request"] if propose.changed(folder / propose.CHANGED) else []
    assert bool(made) == bool(proposal["adopted"])
    return " and ".join(made + (["issue"] if proposal["left"] else []))


@pytest.mark.parametrize("one", SITUATIONS, ids=lambda one: re.sub(r"\W+", "-", one.name))
def test_nightly(
    one: Situation, place: Path, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in one.environment.items():
        monkeypatch.setenv(name, value)
    context, _ = served(one)
    clock, folder = Clock(), place / "report"
    with context as url:
        address = url.replace("http:", one.scheme + ":") + one.path
        arguments = [str(folder), "--base-url", address]
        code = nightly.main(arguments, root=project, run=lambda _what, _command: None, **replaced(clock, one))
    out, err = capsys.readouterr()
    summary = (place / "SUMMARY").read_text(encoding="utf-8")
    assert (code, proposed(folder)) == (one.code, one.proposal), out + err
    assert (place / "OUTPUT").read_text(encoding="utf-8") == ("drift=true\n" if one.code == 1 else "")
    assert one.shown in out + err
    assert re.sub(r"\W", "", one.shown) in re.sub(r"\W", "", summary)
    assert "Traceback" not in err
    if one.slept is not None:
        assert tuple(clock.slept) == one.slept
    assert sum(clock.slept) < 120
    before, after = Document.load().plain, Document.load(project / "openapi.yaml").plain
    assert (before == after) == ("pull request" not in one.proposal)
    assert after["info"]["version"].split(".")[0] == before["info"]["version"].split(".")[0]
    for line in (out + err).splitlines():
        assert "##[" not in line
        assert "\x1b" not in line
        assert not line.startswith("::") or COMMAND.match(line)


@pytest.mark.parametrize("one", [one for one in SITUATIONS if one.code and not one.proposal and one.environment == {}],
                         ids=lambda one: re.sub(r"\W+", "-", one.name))  # fmt: skip
def test_commands_agree(one: Situation, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`drift live` and `contract` report the same as nightly."""
    del place
    context, _ = served(one)
    with context as url:
        address = url.replace("http:", one.scheme + ":") + one.path
        for main, words in ((drift.main, ["live"]), (contract.main, [])):
            assert main([*words, "--base-url", address], **replaced(Clock(), one)) == one.code
            assert one.shown in capsys.readouterr().err


def test_the_guide_has_the_table() -> None:
    """`python -m contract_tests.tests.situations` writes it."""
    assert table() in (ROOT / "docs" / "maintaining.md").read_text(encoding="utf-8")
