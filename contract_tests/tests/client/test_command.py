"""`suno-client`: existing tasks, and their files."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client.command.report import MEANINGS

from contract_tests.recordings import load
from contract_tests.tests.examples import ROOT
from suno_mock_api.faults import edited, rate_limited, recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from suno_mock_api import MockApi

Run = tuple[int, str, str]

CLIPS = ["f15faa7c-1bb0-47de-926c-1618ac57e744", "90f72668-ba0d-4fa7-95e6-f71bebda88b7"]
"""The clips of the recorded song."""


@pytest.fixture
def run(command: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function that runs the command."""
    return command


def mp3(request: httpx.Request) -> httpx.Response:
    assert "authorization" not in request.headers
    return httpx.Response(200, content=b"ID3" + request.url.path.encode(), headers={"content-type": "audio/mpeg"})


def test_a_task_is_shown(run: Callable[..., Run]) -> None:
    code, out, err = run("fetch", "music_success")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "SUCCESS 100%, 2 of 2 clips ready"
    assert lines[1].split() == ["Title", "Model", "Length", "Audio"]
    assert lines[2].split()[:5] == ["Harbour", "Lights", "chirp-v4", "145", "s"]
    assert lines[2].endswith(".mp3")
    assert len(lines) == 4


def test_lyrics_are_shown(run: Callable[..., Run]) -> None:
    code, out, _ = run("fetch", "lyrics_success")
    assert code == 0
    assert "Harbour Lights\n\n[Verse]\n" in out


def test_wait_with_progress(run: Callable[..., Run], mock: MockApi) -> None:
    code, out, err = run("wait", mock.start_task())
    assert code == 0
    assert err.splitlines()[0] == "NOT_START 0% (0 s)"
    assert out.startswith("SUCCESS 100%, 2 of 2 clips ready\n")


def test_clips_are_downloaded_whole(run: Callable[..., Run], tmp_path: Path) -> None:
    code, out, _ = run("download", "music_success", "--dir", str(tmp_path / "songs"), audio=mp3)
    assert code == 0
    files = sorted((tmp_path / "songs").iterdir())
    assert [file.name for file in files] == [f"Harbour Lights {clip}.mp3" for clip in sorted(CLIPS)]
    assert files[0].read_bytes().startswith(b"ID3/90f72668")
    assert all(str(file) in out for file in files)


class Broken(httpx.SyncByteStream):
    def __iter__(self) -> Any:
        yield b"ID3"
        raise httpx.ReadError("the connection broke")


AUDIO = {"content-type": "audio/mpeg"}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (httpx.Response(200, html="<html>"), "the server sends text/html, not audio"),
        (httpx.Response(404, headers=AUDIO), "the server responds with 404"),
        (httpx.Response(200, headers=AUDIO, content=b""), "an empty file"),
        (
            httpx.Response(200, headers=AUDIO, stream=Broken()),
            "the download from cdn1.suno.ai failed: the connection broke",
        ),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/login"}), "not audio"),
    ],
    ids=["HTML", "404", "empty", "broken off", "redirect to a page"],
)
def test_a_file_that_fails(run: Callable[..., Run], tmp_path: Path, bad: httpx.Response, message: str) -> None:
    """An incomplete audio file is left out, and the other files are downloaded."""

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == "elsewhere.example":
            return httpx.Response(200, html="<html>")
        return bad if "f15faa7c" in request.url.path else mp3(request)

    code, _, err = run("download", "music_success", "--dir", str(tmp_path), audio=respond)
    assert code == 5
    assert err.startswith("clip Harbour Lights f15faa7c: ")
    assert message in err
    assert [file.name for file in tmp_path.iterdir()] == [f"Harbour Lights {CLIPS[1]}.mp3"]


def test_hostile_titles_and_urls(run: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    """A title cannot leave the folder, and a URL cannot leave the known hosts."""

    def drift(body: Any) -> None:
        first, second = body["data"]["data"]
        first["title"] = "../../etc/\x1b[2Jpass\nwd"
        second["audio_url"] = "file:///etc/passwd"

    mock.inject("music_success", [edited(drift)])
    code, out, err = run("download", "music_success", "--dir", str(tmp_path / "songs"), audio=mp3)
    assert code == 5
    assert "its URL is not https" in err
    assert [file.name for file in (tmp_path / "songs").iterdir()] == [f"etc [2Jpass wd {CLIPS[0]}.mp3"]
    assert [path.name for path in tmp_path.iterdir()] == ["songs"]
    assert "\x1b" not in out + err


def test_unfinished_clips(run: Callable[..., Run], tmp_path: Path) -> None:
    """Clips that are not finished are not downloaded."""
    code, _, err = run("download", "music_in_progress_streaming", "--dir", str(tmp_path), audio=mp3)
    assert code == 5
    assert "it is not finished (status streaming)" in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_download(run: Callable[..., Run], tmp_path: Path) -> None:
    code, _, err = run("download", "music_not_start", "--dir", str(tmp_path), audio=mp3)
    assert (code, err) == (5, "there is nothing to download\n")


def test_success_without_result(run: Callable[..., Run], mock: MockApi) -> None:
    """The missing result is reported."""
    mock.inject("music_success", [edited(lambda body: body["data"].update(data=None))])
    assert run("wait", "music_success")[:2] == (0, "SUCCESS 100%\nthe server sent no clips and no lyrics\n")


def test_json_is_one_object(run: Callable[..., Run], tmp_path: Path) -> None:
    code, out, _ = run("download", "music_success", "--json", "--dir", str(tmp_path), audio=mp3)
    (printed,) = json.loads(out)["tasks"]
    assert code == 0
    assert printed["task"] == load("fetch_task")["music_success"].response.body["data"] | {"task_id": "music_success"}
    assert [file["clip"] for file in printed["files"]] == [clip["id"] for clip in printed["task"]["data"]]


def test_each_task_has_its_own_result(run: Callable[..., Run]) -> None:
    """A task that cannot be fetched does not affect the others."""
    code, out, err = run("fetch", "nobody's", "music_success", "--json")
    assert (code, len(err.splitlines())) == (3, 1)
    lost, found = json.loads(out)["tasks"]
    error = lost["error"]
    assert (error["type"], error["status_code"], error["code"]) == ("NotFoundError", 400, "task_not_exist")
    assert (lost["task_id"], found["task"]["status"]) == ("nobody's", "SUCCESS")


def test_a_failure_has_its_exit_code(run: Callable[..., Run]) -> None:
    code, out, _ = run("wait", "music_failure_timeout")
    assert code == 1
    assert out.startswith("FAILURE 100%\nreason: ")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["fetch", "nobody's"], 3, "The id is unknown"),
        (["fetch", "error_503_overloaded"], 3, "503 Service Unavailable"),
        (["fetch", "unreadable_result"], 3, "cannot read the task's stored result"),
        (["wait", "music_not_start", "--timeout", "20"], 4, "not finished after a wait of 20 s"),
        (["wait", "music_success", "--timeout", "0"], 2, "'0' is not a positive number of seconds"),
        (["wait", "music_success", "--timeout", "nan"], 2, "is not a positive number of seconds"),
        (["wait", "music_success", "--timeout", "soon"], 2, "'soon' is not a positive number of seconds"),
        (["wait", "music_success", "--download", f"{__file__}/songs"], 2, "songs: Not a directory"),
        (["fetch", ""], 2, "task_id must not be ''"),
        (["fetch", ".."], 2, "task_id must not be '..'"),
        (["fetch", "x", "--base-url", "nonsense"], 2, "base_url must be an absolute http or https URL"),
        (["fetch"], 2, "TASK_ID"),
        (["fetched", "x"], 2, "invalid choice: 'fetched'"),
        ([], 2, "COMMAND"),
    ],
)
def test_error_lines(run: Callable[..., Run], arguments: list[str], exit_code: int, message: str) -> None:
    """An error is one line and an exit code."""
    code, out, err = run(*arguments)
    assert (code, out) == (exit_code, "")
    assert message in err.splitlines()[-1]
    assert "sk-test" not in err


def test_missing_key(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNO_API_KEY")
    code, _, err = run("fetch", "x")
    assert (code, err) == (2, "token is empty: give the API key, or set the environment variable SUNO_API_KEY\n")


def test_transient_errors(run: Callable[..., Run], mock: MockApi) -> None:
    mock.inject("music_success", [rate_limited("5"), recorded("error_520_edge")])
    assert run("wait", "music_success")[0] == 0


def test_interrupted_wait(run: Callable[..., Run], mock: MockApi) -> None:
    """The message has the command that continues the wait."""

    def interrupt(_: object) -> Any:
        raise KeyboardInterrupt

    mock.inject("music_success", [interrupt])
    code, _, err = run("wait", "music_success")
    assert (code, err) == (130, "interrupted\ntask id: music_success. To continue: suno-client wait music_success\n")


def test_several_are_waited_for(run: Callable[..., Run], mock: MockApi) -> None:
    first, second = mock.start_task(), mock.start_task()
    code, out, _ = run("wait", first, second, first)
    assert code == 0
    assert mock.requests["fetch_tasks"]
    assert [line for line in out.splitlines() if "SUCCESS" in line] == [
        f"{first}: SUCCESS 100%, 2 of 2 clips ready",
        f"{second}: SUCCESS 100%, 2 of 2 clips ready",
    ]


def test_server_from_environment(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNO_BASE_URL", "nonsense")
    assert run("fetch", "music_success")[0] == 2


def test_debug_logs_without_the_key(run: Callable[..., Run]) -> None:
    code, _, err = run("fetch", "music_success", "--debug")
    assert code == 0
    assert "fetch_task: 200 after" in err
    assert "sk-test" not in err
    assert not run("fetch", "music_success")[2]


@pytest.mark.parametrize("words", [["fetch", "music_success"], ["call", "fetch_task", "--task_id", "music_success"]])
def test_options_before_the_command(run: Callable[..., Run], words: list[str]) -> None:
    """They have the same effect as after it; if an option is in both places, the last value counts."""
    code, out, err = run("--json", "--debug", *words)
    behind = run(*words, "--json")
    assert (code, list(json.loads(out))) == (behind[0], list(json.loads(behind[1])))
    assert "fetch_task: 200 after" in err
    wrong = run("--base-url", "nonsense", *words)
    assert (wrong[0], wrong[2][:24]) == (2, "base_url must be an absolute http or https URL: 'nonsense'"[:24])
    assert run("--base-url", "nonsense", *words, "--base-url", "http://127.0.0.1")[0] == 0


def test_import_without_command() -> None:
    """An application does not import modules that only the command needs."""
    code = "import suno_client, sys; print([m for m in sys.modules if 'suno_client.command' in m or m == 'argparse'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_guide_has_the_exit_codes() -> None:
    rows = "".join(f"| {int(code)} | {meaning} |\n" for code, meaning in MEANINGS.items())
    assert rows in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def test_help_has_the_exit_codes() -> None:
    done = subprocess.run([sys.executable, "-m", "suno_client", "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: suno-client")
    assert "exit codes: 0 done 1 the task failed 2 wrong arguments" in " ".join(done.stdout.split())
