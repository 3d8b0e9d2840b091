"""The commands for people: what they print, and what a wrong input gets."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from contract_tests.contract import Document
from contract_tests.settings import KEY_VARIABLE, TASKS_VARIABLE
from scripts import contract, drift, mutants, nightly, propose, regenerate, release, try_build
from suno_mock_api import Document as MockDocument
from suno_mock_api import MockApi, faults, serve
from suno_mock_api.__main__ import main as mock_main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SECRET = "sk-nobody-may-see-this"
TASKS = {
    "music_success": "music_success",
    "music_in_progress": "music_in_progress_streaming",
    "lyrics_success": "lyrics_success",
    "music_failure": "music_failure_timeout",
}


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must exit with 2, and return its only line."""

    def run(main: Callable[[list[str]], int], *arguments: str) -> str:
        with pytest.raises(SystemExit) as exit_:
            main(list(arguments))
        assert exit_.value.code == 2
        [line] = capsys.readouterr().err.splitlines()
        assert SECRET not in line
        return str(line)

    return run


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    monkeypatch.setenv(TASKS_VARIABLE, json.dumps(TASKS))
    return monkeypatch


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Return a port that is reserved, but without a server."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("port", ["-1", "65536", "http", "8.5", ""])
def test_mock_port(refused: Callable[..., str], port: str) -> None:
    assert "is not a port" in refused(mock_main, f"--port={port}")


def test_mock_port_in_use(refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        line = refused(mock_main, "--port", str(taken.getsockname()[1]))
    assert "in use" in line
    assert "--port 0" in line


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_the_mock_ends_with_ctrl_c() -> None:
    command = [sys.executable, "-m", "suno_mock_api", "--port", "0"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        try:
            assert process.stdout
            lines = list(itertools.takewhile(lambda line: not line.startswith("export"), process.stdout))
            found = re.search(r"URL: (\S+)   key: (\S+)", lines[-1])
            assert found
            response = httpx.get(
                f"{found[1]}/suno/fetch/live_music_success", headers={"Authorization": f"Bearer {found[2]}"}
            )
            assert response.json()["data"]["status"] == "NOT_START"
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()  # if it has not ended, `with` would wait for it
    assert "music_failure_timeout" in "".join(lines)
    assert (process.returncode, errors) == (0, "")


def test_exit_while_serving() -> None:
    """The interpreter ends although nobody leaves the context, as in a prompt."""
    code = "from suno_mock_api import MockApi, serve; served = serve(MockApi()); print(served.__enter__())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "url",
    ["nonsense", "http://", "ftp://host", "http://[x", "http://host:99999", "http://host/?a=b", "https://sk-1@host"],
)
def test_contract_base_url(refused: Callable[..., str], environment: Any, url: str) -> None:
    del environment
    assert "URL" in refused(contract.main, "--base-url", url)


@pytest.mark.parametrize("key", [None, "", "  ", "sk-\a", "schlüssel"])
def test_contract_needs_a_key(refused: Callable[..., str], environment: Any, key: str | None) -> None:
    environment.delenv(KEY_VARIABLE)
    if key is not None:
        environment.setenv(KEY_VARIABLE, key)
    line = refused(contract.main, "--base-url", "http://127.0.0.1:1")
    assert KEY_VARIABLE in line


@pytest.mark.parametrize("tasks", [None, "", "{}", "{", "[]", '"id"', '{"music_success": 7}', '{"music_success": ""}'])
def test_contract_needs_task_ids(refused: Callable[..., str], environment: Any, tasks: str | None) -> None:
    environment.delenv(TASKS_VARIABLE)
    if tasks is not None:
        environment.setenv(TASKS_VARIABLE, tasks)
    assert TASKS_VARIABLE in refused(contract.main, "--base-url", "http://127.0.0.1:1")


def test_fuzz_on_loopback_only(refused: Callable[..., str], environment: Any) -> None:
    del environment
    assert "this machine only" in refused(contract.main, "--fuzz", "--base-url", "https://api.aiznt.com")


@pytest.mark.parametrize(("name", "reason"), [("submit", "no operation"), ("fetch_tas", "did you mean fetch_task?")])
def test_contract_also(refused: Callable[..., str], environment: pytest.MonkeyPatch, name: str, reason: str) -> None:
    """It refuses submissions and unknown operations."""
    environment.setenv(TASKS_VARIABLE, '{"music_success": "music_success"}')
    assert reason in refused(contract.main, "--base-url", "http://127.0.0.1:1", "--also", name)


@pytest.mark.parametrize("pause", ["-1", "nan", "inf", "soon"])
def test_contract_pause(refused: Callable[..., str], pause: str) -> None:
    assert "--pause" in refused(contract.main, f"--pause={pause}")


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.contract", *arguments]
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_contract_request_count(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It sends as many requests as it announces."""
    environment.setenv(TASKS_VARIABLE, '{"music_success": "music_success", "lyrics_success": "lyrics_success"}')
    app = MockApi(key=SECRET)
    with serve(app) as base_url:
        assert contract.main(["--base-url", base_url]) == 0
    made = sum(map(len, app.requests.values()))
    assert f"{made} requests, each sent at most 3 times" in capsys.readouterr().err


def test_contract_output(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It has the drifts, and what could not be checked with the reason, but not the key."""
    tasks = {
        "music_success": "music_success",
        "lyrics_success": "lyrics_success",
        "music_failure": "music_failure_timeout",
    }
    environment.setenv(TASKS_VARIABLE, json.dumps(tasks))
    app = MockApi(key=SECRET)

    def extend(body: Any) -> None:
        if "data" in body:
            body["data"][SECRET] = 1

    app.inject("music_success", itertools.repeat(faults.edited(extend)))
    app.inject("lyrics_success", itertools.repeat(faults.recorded("error_200_html_page")))
    app.inject("music_failure_timeout", itertools.repeat(faults.reset))
    with serve(app) as base_url:
        assert contract.main(["--base-url", base_url], sleep=lambda _seconds: None) == 1
    captured = capsys.readouterr()
    for word in ("shape.undocumented", "a page of a proxy or of the dashboard", "the connection was cut"):
        assert word in " ".join(captured.out.split())
    assert SECRET not in captured.out + captured.err


@pytest.mark.long
def test_contract_on_mocked_api() -> None:
    command = [sys.executable, "-m", "scripts.contract"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "the mocked API" in ended.stderr
    assert "8/8 responses" in ended.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "          x-polling:\n",
            "          x-poling:\n",
            "openapi.yaml:{}: 'x-poling' is not known: did you mean x-polling?",
        ),
        (
            "            status: /data/status ",
            "            statu: /data/status ",
            "openapi.yaml:{}: 'statu' is not known",
        ),
        ("            result: /data  ", "            # result: /data  ", "x-polling has no 'result'"),
        ("openapi: 3.1.0\n", "openapi: [3.1.0\n", "openapi.yaml:{}: not YAML: "),
        ("          x-polling:\n", "          x-other:\n", "no operation of the document has x-polling"),
    ],
)
def test_the_mock_names_the_line(
    old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Callable[..., str]
) -> None:
    """A document that cannot be served is one line, with its place."""
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "openapi.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(
        "suno_mock_api.__main__.MockApi", lambda **options: MockApi(document=MockDocument.load(path), **options)
    )
    line = text[: text.index(old)].count("\n") + 1
    error = refused(mock_main, "--port", "0")
    assert message.partition("{}")[2] in error
    assert "{}" not in message or f"openapi.yaml:{line + ('[' in new)}: " in error


@pytest.mark.parametrize(
    "run",
    [
        lambda: drift.main(["file", str(Path(__file__).parent)]),
        lambda: drift.main(["live", "--base-url", "http://127.0.0.1:9"]),
        lambda: contract.main(["--base-url", "http://127.0.0.1:9"]),
        lambda: nightly.main(["never-written"]),
    ],
    ids=["file", "live", "contract", "nightly"],
)
def test_a_wrong_document_is_no_drift(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], run: Callable[[], int]
) -> None:
    """The line of the error is printed, and the exit code is 2."""

    def wrong(*_: object) -> Document:
        return Document.parse("openapi: 3.1.0\npaths:\n  /x: {get: {x-save: true, responses: {}}}\n")

    environment.setattr("contract_tests.contract.document._load", wrong)
    try:
        code: Any = run()
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert "openapi.yaml:3: /paths/~1x/get/x-save: x-save is not in the vocabulary: did you mean x-safe?" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("main", "purpose"),
    [
        (contract.main, "Run the contract tests against an API."),
        (drift.main, "Look for drift between openapi.yaml and responses."),
        (mutants.main, "Measure the contract tests"),
        (nightly.main, "Check the live API for drift as CI does at night"),
        (propose.main, "Propose what `nox -s nightly` has prepared"),
        (regenerate.main, "Write generated/ from openapi.yaml, or check that it is up to date."),
        (release.main, "Check that a release is ready"),
        (try_build.main, "Test the wheels and the sdist"),
    ],
)
def test_help(main: Callable[[list[str]], int], purpose: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command begins with its usage and its purpose."""
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    usage, found, _ = capsys.readouterr().out.split("\n\n", 2)
    assert usage.startswith("usage: ")
    assert " ".join(found.split()).startswith(purpose)
