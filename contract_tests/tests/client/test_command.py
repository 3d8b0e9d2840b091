"""`python -m suno_client`: what a person or a script sees."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client.__main__ import main

from contract_tests.recordings import load
from suno_mock_api.faults import edited, rate_limited, recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from suno_client import AuthenticatedClient

    from suno_mock_api import MockApi

Run = tuple[int, str, str]

CLIPS = ["f15faa7c-1bb0-47de-926c-1618ac57e744", "90f72668-ba0d-4fa7-95e6-f71bebda88b7"]
"""The clips of the recorded song."""


@pytest.fixture(autouse=True)
def _no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a resolver."""
    monkeypatch.setattr("suno_client.download._addresses", lambda _: [])


@pytest.fixture
def run(
    client: AuthenticatedClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """Runs the command against the mocked API; gives exit code, output and error output."""
    monkeypatch.setenv("SUNO_API_KEY", "sk-test")

    def command(*arguments: str, audio: Callable[[httpx.Request], httpx.Response] | None = None) -> Run:
        code = main(
            list(arguments),
            transport=client.transport,
            download_transport=httpx.MockTransport(audio) if audio else None,
        )
        return code, *capsys.readouterr()

    return command


def mp3(request: httpx.Request) -> httpx.Response:
    assert "authorization" not in request.headers
    return httpx.Response(200, content=b"ID3" + request.url.path.encode(), headers={"content-type": "audio/mpeg"})


def test_a_task_is_shown(run: Callable[..., Run]) -> None:
    code, out, err = run("music_success")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "SUCCESS 100%"
    assert lines[1].split() == ["Title", "Model", "Length", "Audio"]
    assert lines[2].split()[:5] == ["Harbour", "Lights", "chirp-v4", "145", "s"]
    assert lines[2].endswith(".mp3")
    assert len(lines) == 4


def test_lyrics_are_shown(run: Callable[..., Run]) -> None:
    code, out, _ = run("lyrics_success")
    assert code == 0
    assert "Harbour Lights\n\n[Verse]\n" in out


def test_a_task_is_waited_for_with_progress(run: Callable[..., Run], mock: MockApi) -> None:
    code, out, err = run(mock.start_task(), "--wait")
    assert code == 0
    assert err.splitlines()[0] == "NOT_START 0%"
    assert out.startswith("SUCCESS 100%\n")


def test_clips_are_downloaded_whole(run: Callable[..., Run], tmp_path: Path) -> None:
    code, out, _ = run("music_success", "--download", str(tmp_path / "songs"), audio=mp3)
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
    ("bad", "told"),
    [
        (httpx.Response(200, html="<html>"), "the server sends text/html, not audio"),
        (httpx.Response(404, headers=AUDIO), "the server answers 404"),
        (httpx.Response(200, headers=AUDIO, content=b""), "an empty file"),
        (httpx.Response(200, headers=AUDIO, stream=Broken()), "the download broke off: the connection broke"),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/login"}), "not audio"),
    ],
    ids=["HTML", "404", "empty", "broken off", "redirect to a page"],
)
def test_what_is_not_a_whole_audio_file_is_left_out_and_the_rest_goes_on(
    run: Callable[..., Run], tmp_path: Path, bad: httpx.Response, told: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "elsewhere.example":
            return httpx.Response(200, html="<html>")
        return bad if "f15faa7c" in request.url.path else mp3(request)

    code, _, err = run("music_success", "--download", str(tmp_path), audio=answer)
    assert code == 1
    assert err.startswith("clip Harbour Lights f15faa7c: ")
    assert told in err
    assert [file.name for file in tmp_path.iterdir()] == [f"Harbour Lights {CLIPS[1]}.mp3"]


def test_a_hostile_title_or_url_stays_within_its_bounds(run: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    def drift(body: Any) -> None:
        first, second = body["data"]["data"]
        first["title"] = "../../etc/\x1b[2Jpass\nwd"
        second["audio_url"] = "file:///etc/passwd"

    mock.inject("music_success", [edited(drift)])
    code, out, err = run("music_success", "--download", str(tmp_path / "songs"), audio=mp3)
    assert code == 1
    assert "its URL is not https" in err
    assert [file.name for file in (tmp_path / "songs").iterdir()] == [f"etc [2Jpass wd {CLIPS[0]}.mp3"]
    assert [path.name for path in tmp_path.iterdir()] == ["songs"]
    assert "\x1b" not in out + err


def test_clips_that_are_not_finished_are_not_downloaded(run: Callable[..., Run], tmp_path: Path) -> None:
    code, _, err = run("music_in_progress_streaming", "--download", str(tmp_path), audio=mp3)
    assert code == 1
    assert "it is not finished (status streaming)" in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_download_is_said(run: Callable[..., Run], tmp_path: Path) -> None:
    code, _, err = run("music_not_start", "--download", str(tmp_path), audio=mp3)
    assert (code, err) == (1, "there is nothing to download\n")


def test_json_is_one_object(run: Callable[..., Run], tmp_path: Path) -> None:
    code, out, _ = run("music_success", "--json", "--download", str(tmp_path), audio=mp3)
    told = json.loads(out)
    assert code == 0
    assert told["task"] == load("fetch_task")["music_success"].response.body["data"] | {"task_id": "music_success"}
    assert [file["clip"] for file in told["files"]] == [clip["id"] for clip in told["task"]["data"]]

    code, out, err = run("nobody's", "--json")
    assert (code, err) == (3, "")
    error = json.loads(out)["error"]
    assert (error["type"], error["status"], error["code"]) == ("NotFoundError", 400, "task_not_exist")


def test_a_failure_has_its_exit_code(run: Callable[..., Run]) -> None:
    code, out, _ = run("music_failure_timeout", "--wait")
    assert code == 1
    assert out.startswith("FAILURE 100%\nreason: ")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["nobody's"], 3, "The id is unknown"),
        (["error_503_overloaded"], 3, "503 Service Unavailable"),
        (["unreadable_result"], 3, "can't read the task's stored result"),
        (["music_not_start", "--wait", "--timeout", "20"], 4, "not done after 20 s"),
        (["music_success", "--wait", "--timeout", "0"], 2, "timeout must be positive"),
        ([""], 2, "task_id must not be ''"),
        ([".."], 2, "task_id must not be '..'"),
        (["x", "--base-url", "nonsense"], 2, "base_url must be an absolute http or https URL"),
    ],
)
def test_trouble_is_one_line_and_an_exit_code(
    run: Callable[..., Run], arguments: list[str], exit_code: int, told: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (exit_code, "")
    assert told in err.splitlines()[-1]
    assert "sk-test" not in err


def test_a_missing_key_is_said(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNO_API_KEY")
    code, _, err = run("x")
    assert (code, err) == (2, "no API key: set the environment variable SUNO_API_KEY\n")


def test_a_wait_rides_out_trouble(run: Callable[..., Run], mock: MockApi) -> None:
    mock.inject("music_success", [rate_limited("5"), recorded("error_520_edge")])
    assert run("music_success", "--wait")[0] == 0


def test_interrupting_says_how_to_resume(run: Callable[..., Run], mock: MockApi) -> None:
    def interrupt(_: object) -> Any:
        raise KeyboardInterrupt

    mock.inject("music_success", [interrupt])
    code, _, err = run("music_success")
    assert (code, err) == (130, "interrupted; the task goes on, and the same command resumes\n")


def test_it_runs_as_a_module_and_documents_its_exit_codes() -> None:
    done = subprocess.run([sys.executable, "-m", "suno_client", "--help"], capture_output=True, text=True, check=True)
    assert "python -m suno_client" in done.stdout
    assert "Exit codes: 0 done" in done.stdout
