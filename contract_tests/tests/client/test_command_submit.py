"""`suno-client`: from a prompt to files, without unconfirmed, repeated or lost submissions."""

from __future__ import annotations

import json
import os
import re
import signal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from suno_mock_api import faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from suno_mock_api import MockApi
    from suno_mock_api.responses import MockResponse

Run = tuple[int, str, str]


def mp3(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=b"ID3", headers={"content-type": "audio/mpeg"})


def sent(mock: MockApi, operation: str = "submit_music") -> list[Any]:
    return [json.loads(request.body) for request in mock.requests[operation]]


def untouched(due: MockResponse) -> MockResponse:
    return due


def after(*numbers: signal.Signals) -> Callable[[MockResponse], MockResponse]:
    """Return a fault that raises signals while a request is processed."""

    def fault(due: MockResponse) -> MockResponse:
        for number in numbers:
            signal.raise_signal(number)
        return due

    return fault


def test_from_prompt_to_file(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    code, out, err = command("submit", "a harbour at dawn", "--download", str(tmp_path), audio=mp3)
    assert code == 0
    assert sent(mock) == [{"gpt_description_prompt": "a harbour at dawn"}]
    first, *progress = err.splitlines()
    task_id = first.removeprefix("task ").removesuffix(" is submitted")
    assert task_id in mock.requests["fetch_task"][0].path
    assert progress[0] == "NOT_START 0% (0 s)"
    assert out.startswith("SUCCESS 100%, 2 of 2 clips ready\n")
    assert len(list(tmp_path.iterdir())) == 2


def test_printed_id(command: Callable[..., Run], mock: MockApi) -> None:
    """The id is the only output."""
    code, out, err = command("submit", "a harbour at dawn")
    assert (code, err) == (0, "")
    assert command("fetch", out.strip())[:2] == (0, "NOT_START 0%\n")
    assert mock.processed["submit_music"] == 1


def test_lyrics_are_submitted(command: Callable[..., Run], mock: MockApi) -> None:
    code, out, _ = command("lyrics", "an evening at the harbour", "--wait")
    assert code == 0
    assert sent(mock, "submit_lyrics") == [{"prompt": "an evening at the harbour"}]
    assert "[Verse]" in out


def test_each_field_has_its_option(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    file = tmp_path / "lyrics.txt"
    file.write_text("\ufeff[Verse]\nMorgenröte", encoding="utf-8")
    named = ("--title", "Harbour Lights", "--tags", "emotional punk", "--model", "chirp-v4")
    assert command("submit", "--lyrics-file", str(file), *named)[0] == 0
    assert command("submit", "--instrumental", *named[2:])[0] == 0
    assert command("submit", "--instrumental", "waves")[0] == 0
    custom = {"tags": "emotional punk", "mv": "chirp-v4"}
    assert sent(mock) == [
        {"prompt": "[Verse]\nMorgenröte", "title": "Harbour Lights", **custom},
        {"prompt": "", **custom},
        {"gpt_description_prompt": "waves", "make_instrumental": True},
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["submit"], "give a PROMPT"),
        (["submit", "--instrumental"], "give a PROMPT"),
        (["submit", "x", "--title", "y"], "--title and --tags need --lyrics-file"),
        (["submit", "--lyrics-file", "nowhere.txt"], "nowhere.txt cannot be read: No such file"),
        (["submit", "--lyrics-file", "."], "cannot be read"),
        (["submit", "--lyrics-file", os.devnull], f"{os.devnull} is empty"),
        (["submit", "a", " ", "--yes"], "a PROMPT is empty"),
        (["lyrics", ""], "a PROMPT is empty"),
        (["submit", "a", "--download", f"{__file__}/songs"], "songs: Not a directory"),
        (["submit", "a \udcff"], "text that is not Unicode"),
        (["submit", "a", "b \udcff", "--yes"], "text that is not Unicode"),
        (["submit", "a", "b"], "2 submissions are charged: confirm with --yes"),
        (["lyrics", "a", "b"], "2 submissions are charged: confirm with --yes"),
        (["call", "submit_music", "--body", "{}", "--body", "{}"], "2 submissions are charged: confirm with --yes"),
        (["call", "submit_music", "--body", '{"promt": "x"}'], "openapi.yaml does not declare /promt"),
        (["call", "submit_music", "--body", '{"prompt": 5}'], "expected str at /prompt, found int"),
        (["call", "submit_music", "--body", "{"], "--body is not JSON"),
        (["call", "submit_music", "--body", "[" * 100_000], "--body is not JSON"),
        (["call", "submit_lyrics", "--body", "{}"], "prompt is missing"),
        (["call", "submit_music"], "submit_music needs --body"),
    ],
)
def test_usage_errors_send_nothing(
    command: Callable[..., Run], mock: MockApi, arguments: list[str], message: str
) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert not mock.requests


def test_yes_submits_them_all(command: Callable[..., Run], mock: MockApi) -> None:
    code, out, err = command("submit", "a", "b", "--yes", "--json")
    assert (code, len(err.splitlines())) == (0, 2)
    assert mock.processed["submit_music"] == 2
    assert len({task["task_id"] for task in json.loads(out)["tasks"]}) == 2


@pytest.mark.parametrize(("typed", "submitted"), [("y\n", 2), ("n\n", 0), ("", 0)])
def test_confirmation(
    command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch, typed: str, submitted: int
) -> None:
    """Only "y" submits."""

    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return typed

    monkeypatch.setattr("sys.stdin", Terminal())
    code, _, err = command("submit", "a", "b")
    assert code == (0 if submitted else 2)
    assert err.startswith("2 submissions are charged. Go on? [y/N] ")
    assert mock.processed["submit_music"] == submitted


@pytest.mark.parametrize(
    ("fault", "exit_code", "message", "processed"),
    [
        (faults.reset, 6, "may have been made and charged", 1),
        (faults.timed_out, 6, "may have been made and charged", 1),
        (faults.empty, 6, "may have been made and charged", 1),
        (faults.processed(faults.replaced(502)), 6, "may have been made and charged", 1),
        (faults.replaced(400, '{"code": "invalid_request", "message": "no", "data": null}'), 3, "Nothing was made", 0),
        (faults.refused, 7, "it is safe to submit again", 0),
    ],
    ids=["reset", "timed out", "empty", "502", "400", "refused"],
)
def test_lost_submission_exit_code(
    command: Callable[..., Run], mock: MockApi, fault: Any, exit_code: int, message: str, processed: int
) -> None:
    """The remaining prompts are not submitted, and earlier submissions are not lost."""
    mock.inject("submit_music", [untouched, *[fault] * 3])
    code, out, err = command("submit", "a", "b", "c", "--yes")
    assert code == exit_code
    assert message in err
    assert f"To continue: suno-client wait {out.strip()}" in err
    assert mock.processed["submit_music"] == 1 + processed


def test_an_error_in_json_has_the_ids(command: Callable[..., Run], mock: MockApi) -> None:
    mock.inject("submit_music", [untouched, faults.reset])
    code, out, _ = command("submit", "a", "b", "--yes", "--json")
    printed = json.loads(out)
    assert (code, printed["error"]["exit_code"], printed["error"]["outcome"]) == (6, 6, "unknown")
    assert command("fetch", *printed["task_ids"])[0] == 0


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_waits_for_the_id(
    command: Callable[..., Run], mock: MockApi, number: signal.Signals, exit_code: int
) -> None:
    """A submission that was sent is charged, so its id is printed before the command ends."""
    mock.inject("submit_music", [after(number)])
    code, out, err = command("submit", "a", "--wait")
    assert (code, out) == (exit_code, "")
    assert "waiting for the response to the submission" in err
    task_id = err.rpartition("suno-client wait ")[2].strip()
    assert command("fetch", task_id)[0] == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_twice_gives_up(command: Callable[..., Run], mock: MockApi) -> None:
    mock.inject("submit_music", [after(signal.SIGINT, signal.SIGINT)])
    code, _, err = command("submit", "a")
    assert code == 130
    assert "may have been made and charged" in err


def test_a_paid_id_is_kept(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    """If the response of `call` cannot be written to its file, it is written to standard error."""
    body = ("call", "submit_music", "--body", '{"prompt": "x"}', "--output", str(tmp_path))
    for options in ((), ("--json",)):
        code, out, err = command(*body, *options)
        assert (code, out) == (8, "")
        assert "the output cannot be written: [Errno 21] Is a directory" in err
        found = re.search(r'"data": "([\w-]+)"', err)
        assert found
        assert command("fetch", found[1])[0] == 0
    assert mock.processed.total() == 2


def test_a_failed_song_has_its_code(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    mock.inject("fetch_task", [faults.recorded("music_failure_moderation")] * 9)
    code, out, _ = command("submit", "a", "--download", str(tmp_path))
    assert code == 1
    assert out.startswith("FAILURE")
    assert not list(tmp_path.iterdir())


def test_a_new_task_may_be_unknown(command: Callable[..., Run], mock: MockApi) -> None:
    """The command that submitted a task continues to wait if the server does not know the task yet."""
    mock.inject("fetch_task", [faults.recorded("error_400_task_not_exist")])
    assert command("submit", "a", "--wait")[0] == 0


def test_submit_several(command: Callable[..., Run], tmp_path: Path) -> None:
    code, out, _ = command("submit", "a", "b", "--yes", "--json", "--download", str(tmp_path), audio=mp3)
    assert (code, len(list(tmp_path.iterdir()))) == (0, 4)
    assert all(len(task["files"]) == 2 for task in json.loads(out)["tasks"])


def test_clips_and_files_are_found(command: Callable[..., Run], mock: MockApi, clock: Any) -> None:
    task_id = mock.start_task()
    assert command("wait", task_id)[0] == 0
    clips = [clip["id"] for clip in json.loads(command("fetch", task_id, "--json")[1])["tasks"][0]["task"]["data"]]
    code, out, _ = command("clips", *clips)
    assert (code, [line.split()[0] for line in out.splitlines()]) == (0, ["Clip", *clips])
    assert command("clips", "nobody")[::2] == (3, "clip nobody: the server does not list it\n")
    code, _, err = command("wav", clips[0])
    assert (code, err) == (4, "the WAV file is not ready yet: run the command again in some seconds\n")
    clock.sleep(60)
    code, out, _ = command("wav", clips[0], "--json")
    assert (code, json.loads(out)["url"].startswith("https://")) == (0, True)


def test_any_operation_can_be_called(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    code, out, _ = command("call", "fetch_task", "--task_id", "music_success")
    assert (code, json.loads(out)["data"]["status"]) == (0, "SUCCESS")
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"gpt_description_prompt": "waves"}))
    code, out, _ = command("call", "submit_music", "--body", f"@{file}", "--json")
    (response,) = json.loads(out)["responses"]
    assert (code, response["status"]) == (0, 200)
    code, _, _ = command("call", "submit_music", "--body", '{"more": 1}', "--yes", "--output", str(file))
    assert (code, json.loads(file.read_text())["code"]) == (0, "success")
    assert sent(mock) == [{"gpt_description_prompt": "waves"}, {"more": 1}]
    code, out, _ = command("call", "fetch_tasks", "--body", json.dumps({"ids": [response["body"]["data"]]}))
    assert (code, len(json.loads(out)["data"])) == (0, 1)
    assert command("call", "fetch_task")[0] == 2
    assert command("call", "nothing")[0] == 2
    assert "fetch_tasks" in command("call", "--help")[1]
