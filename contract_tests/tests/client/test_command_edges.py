"""`suno-client`: rare arguments, files and environments, each with its message."""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import _arguments, errors
from suno_client.__main__ import main
from suno_client.api.suno import fetch_task
from suno_client.command.actions import exit_of
from suno_client.command.operations import Call, typed
from suno_client.command.report import Exit, Report, UsageError
from suno_client.download import download
from suno_client.models import Clip, MusicRequest, TaskStatus
from suno_client.types import File

from contract_tests.recordings import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from suno_mock_api import MockApi

Run = tuple[int, str, str]


def ignored(_: str) -> None:
    """Ignore the pointer of an unknown field."""


def clip(**changes: Any) -> Clip:
    return Clip.from_dict({**load("fetch_task")["music_success"].response.body["data"]["data"][0], **changes})


def test_in_a_thread(command: Callable[..., Run], mock: MockApi) -> None:
    """The command works in a thread, where it cannot handle signals."""
    found: list[Run] = []
    thread = threading.Thread(target=lambda: found.append(command("submit", "a harbour")))
    thread.start()
    thread.join()
    code, out, _ = found[0]
    assert code == 0
    assert len(mock.requests["submit_music"]) == 1
    assert out.strip()


def test_lyrics_or_instrumental(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    (file := tmp_path / "words.txt").write_text("[Verse]\nla", encoding="utf-8")
    code, _, err = command("submit", "--lyrics-file", str(file), "--instrumental")
    assert (code, mock.requests.get("submit_music", [])) == (2, [])
    assert "cannot be combined" in err


def test_lyrics_in_another_encoding(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    (file := tmp_path / "words.txt").write_bytes("Ä".encode("latin-1"))
    code, _, err = command("submit", "--lyrics-file", str(file))
    assert (code, mock.requests.get("submit_music", [])) == (2, [])
    assert "is not text in UTF-8" in err


def test_a_body_that_is_not_json(command: Callable[..., Run], mock: MockApi, tmp_path: Path) -> None:
    (file := tmp_path / "body.bin").write_bytes(b"\xff\x00")
    code, _, err = command("call", "submit_music", "--body", f"@{file}")
    assert (code, mock.requests.get("submit_music", [])) == (2, [])
    assert "expected MusicRequest" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.TaskFailedError("x"), Exit.TASK_FAILED),
        (errors.WaitTimeoutError("x"), Exit.NOT_FINISHED),
        (errors.APIConnectionError("x"), Exit.CONNECTION),
        (errors.NotFoundError("x"), Exit.API),
    ],
)
def test_each_error_has_its_code(error: errors.APIError, code: Exit) -> None:
    assert exit_of(error) == code


def test_without_the_extra(command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is written in lines, and the error of completion names the extra."""
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "shtab", None)
    code, _, err = command("wait", mock.start_task())
    assert code == 0
    assert err.splitlines()[0] == "NOT_START 0% (0 s)"
    code, _, err = command("--print-completion", "bash")
    assert code == 2
    assert "install suno-client[cli]" in err


@pytest.mark.parametrize("buffering", [-1, 0], ids=["buffered", "unbuffered"])
def test_bytes_on_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, buffering: int) -> None:
    path = tmp_path / "out"
    with monkeypatch.context() as patch, path.open("wb", buffering) as out:
        patch.setattr("sys.stdout", io.TextIOWrapper(out, write_through=True))
        Report(as_json=False).write(b"\xff\x00")
        assert path.read_bytes() == b"\xff\x00"


def test_parameters_of_a_type() -> None:
    """A value is JSON, or items separated by commas; any other text is refused with the parameter's name."""
    call = Call("fetch_task")
    number, several = _arguments.Parameter("n", "query", int), _arguments.Parameter("n", "query", list[str])
    assert (call.value(number, "7"), call.value(several, "a,b")) == (7, ["a", "b"])
    assert call.value(number, "seven") == "seven"
    with pytest.raises(UsageError, match="task_id must be of type str, not int"):
        call.request({"task_id": 5}, None)


def test_parameter_named_like_option(
    command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its option has the prefix `param-`."""
    declared = (*fetch_task._PARAMETERS, _arguments.Parameter("output", "header", str))
    monkeypatch.setattr(fetch_task, "_PARAMETERS", declared)
    code, _, err = command("call", "fetch_task", "--task_id", mock.start_task(), "--param-output", "short")
    assert (code, err) == (0, "")
    assert mock.requests["fetch_task"][0].headers["output"] == "short"


def test_the_first_body_that_fits(tmp_path: Path) -> None:
    """The first of several body types that fits is sent; unknown fields are reported."""
    call, unknown = Call("submit_music"), list[str]()
    call.bodies = (_arguments.Body("text/plain", "content", int), *call.bodies)
    assert call.body({"prompt": "p", "promt": "q"}, unknown.append) == MusicRequest.from_dict(
        {"prompt": "p", "promt": "q"}
    )
    assert unknown == ["/promt"]
    assert call.body(7, ignored) == 7
    (path := tmp_path / "a.mp3").write_bytes(b"ID3")
    assert typed({"a": f"@{path}"}, dict[str, File], ignored) == {"a": File(b"ID3", "a.mp3")}
    assert typed("SUCCESS", TaskStatus, ignored) is TaskStatus.SUCCESS


def test_unwritable_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("suno_client.download._addresses", lambda _: [])
    audio = httpx.MockTransport(lambda _: httpx.Response(200, content=b"ID3", headers={"content-type": "audio/mpeg"}))
    monkeypatch.setattr(os, "write", full)
    (file,) = download([clip()], tmp_path, transport=audio)
    assert (file.path, file.error) == (None, "the file can't be written: No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [None, "9"])
def test_a_download_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: str | None) -> None:
    """The size is limited with and without a Content-Length, and no partial file is left."""
    monkeypatch.setattr("suno_client.download._addresses", lambda _: [])
    monkeypatch.setattr("suno_client.download.MAX_BYTES", 5)
    headers = {"content-type": "audio/mpeg", **({"content-length": length} if length else {})}
    sent = httpx.MockTransport(lambda _: httpx.Response(200, content=iter([b"ID3", b"123456"]), headers=headers))
    (file,) = download([clip()], tmp_path, transport=sent)
    assert (file.path, file.error[:18]) == (None, "it is larger than ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["http://[", "https://cdn1.suno.ai:port/a.mp3", "ftp://cdn1.suno.ai/a.mp3", "a.mp3"])
def test_invalid_address(tmp_path: Path, url: str) -> None:
    """Only its own file fails."""
    (file,) = download([clip(audio_url=url)], tmp_path)
    assert file.path is None
    assert file.error
    assert list(tmp_path.iterdir()) == []


def test_what_a_clip_lacks(tmp_path: Path) -> None:
    files = download([clip(image_url="", image_large_url="", video_url="")], tmp_path, kinds=("cover", "video"))
    assert [file.error for file in files] == ["it has no cover", "it has no video"]


def test_exit_code_in_a_thread() -> None:
    """The exit code of `--version` is the same in a thread."""
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["--version"])))
    thread.start()
    thread.join()
    assert codes == [0]
