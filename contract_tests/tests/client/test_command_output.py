"""`suno-client`: output as JSON and for terminals, and outputs that cannot be written."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suno_client.__main__ import main
from suno_client.command.report import Exit, json_text

from suno_mock_api import faults, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from suno_mock_api import MockApi

Run = tuple[int, str, str]

FULL = Path("/dev/full")

TEXTS = st.text(st.characters(codec=None), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
WORDS = st.sampled_from(
    ["submit", "lyrics", "fetch", "wait", "clips", "call", "--timeout", "--json", "--help", "--wait"]
)


def strictly(text: str) -> Any:
    """Parse JSON as strict parsers do: no NaN, and only Unicode."""

    def refuse(constant: str) -> Any:
        raise AssertionError(constant)

    value = json.loads(text, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()
    return value


@settings(deadline=None)
@given(VALUES)
def test_json_is_always_valid(value: Any) -> None:
    text = json_text(value)
    assert text.isascii()
    strictly(text)


@settings(deadline=None)
@given(st.lists(WORDS | TEXTS, max_size=5))
def test_json_of_errors(words: list[str]) -> None:
    """For any command line, standard output is one JSON value, and the exit code is documented."""
    out = io.StringIO()
    transport = httpx.MockTransport(lambda _: httpx.Response(404, json={"code": "task_not_exist"}))
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        patch.setenv("SUNO_API_KEY", "sk-test")
        patch.setattr("sys.stdin", None)
        code = main(["--json", *words] if "--" in words else [*words, "--json"], transport=transport)
    assert code in list(Exit)
    printed = strictly(out.getvalue())
    assert (code == 0) is ("error" not in printed and "error" not in (printed.get("tasks") or [{}])[0])


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["fetch", "--help"]])
def test_help_is_json_as_well(command: Callable[..., Run], words: list[str]) -> None:
    code, out, _ = command(*words, "--json")
    assert (code, list(strictly(out))) == (0, ["text"])


def test_a_usage_error_is_json(command: Callable[..., Run]) -> None:
    code, out, err = command("fetch", "--json")
    printed = strictly(out)
    assert (code, err, printed["error"]["exit_code"], printed["error"]["type"]) == (2, "", 2, "USAGE")


def test_empty_base_url(command: Callable[..., Run], mock: MockApi) -> None:
    """An unset variable must not send a submission to the live server."""
    code, _, err = command("submit", "a song", "--base-url", "")
    assert (code, sum(mock.processed.values())) == (2, 0)
    assert "base_url" in err


def test_odd_server_texts(command: Callable[..., Run], mock: MockApi) -> None:
    body = rb"""{"code": "success", "message": "", "data": {"task_id": "x", "status": "SUCCESS", "action": "MUSIC",
        "progress": "\ud800\u001b[2J\u0000", "fail_reason": "", "start_time": NaN, "data": []}}"""
    mock.inject("x", [faults.replaced(200, body, **{"Content-Type": "application/json"})] * 2)
    code, out, _ = command("fetch", "x", "--json")
    assert (code, strictly(out)["tasks"][0]["task_id"]) == (0, "x")
    code, out, _ = command("fetch", "x")
    assert code == 0
    assert "\x1b" not in out


class Full(io.TextIOWrapper):
    """A file on a full device."""

    def __init__(self, number: int) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")
        self.number = number

    def write(self, _: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("words", [("submit", "a"), ("submit", "a", "--json"), ("submit", "a", "--wait")])
@pytest.mark.parametrize(("number", "exit_code"), [(errno.ENOSPC, 8), (errno.EPIPE, 141)])
def test_unwritable_output(
    command: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, words: list[str], number: int, exit_code: int
) -> None:
    """The id of a charged task is printed to standard error if standard output is full or closed."""
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", Full(number))
        code, _, err = command(*words)
    assert code == exit_code
    assert ("No space left on device" in err) is (exit_code == 8)
    assert command("fetch", err.rpartition("suno-client wait ")[2].strip())[0] == 0


@pytest.mark.parametrize("stream", ["sys.stdout", "sys.stderr"])
def test_closed_stream(command: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(stream, None)
        code = command("wait", "music_success")[0]
    assert code == (8 if stream == "sys.stdout" else 0)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16", "unknown"])
def test_any_encoding_is_written(
    command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    def drift(body: Any) -> None:
        body["data"]["data"][0]["title"] = "Morgenröte 夜"

    raw = io.BytesIO()
    mock.inject("music_success", [faults.edited(drift)])
    with monkeypatch.context() as patch:
        known = "ascii" if encoding == "unknown" else encoding
        terminal = io.TextIOWrapper(raw, encoding=known)
        patch.setattr("sys.stdout", Mock(wraps=terminal, encoding=encoding))
        code = command("fetch", "music_success")[0]
        text = raw.getvalue().decode(known)
    assert code == 0
    shown = {"utf-16": "Morgenröte 夜", "cp1252": "Morgenröte \\u591c"}
    assert shown.get(encoding, "Morgenr\\xf6te \\u591c") in text


def test_progress_in_a_terminal(
    command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    def mp3(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"ID3", headers={"content-type": "audio/mpeg"})

    code, _, err = command("wait", mock.start_task(), "--download", str(tmp_path), audio=mp3)
    assert code == 0
    assert "2 of 2 clips ready" in err
    assert "0:00:0" in err
    assert "3/3 bytes" in err
    assert len(list(tmp_path.iterdir())) == 2


def test_completion_is_written(command: Callable[..., Run]) -> None:
    code, out, _ = command("--print-completion", "bash")
    assert code == 0
    assert "fetch_task" in out


CONTINUE = "task id: music_success. To continue: suno-client wait music_success\n"


@contextlib.contextmanager
def started(mock: MockApi, *arguments: str, stdout: Any, unbuffered: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start the command as a process with a standard output."""
    program = [sys.executable, "-m", "suno_client", *arguments]
    with serve(mock) as url:
        environment = {**os.environ, "SUNO_API_KEY": "sk-test", "SUNO_BASE_URL": url, "PYTHONUNBUFFERED": unbuffered}
        with subprocess.Popen(program, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True) as process:
            yield process


@pytest.mark.parametrize("arguments", [["fetch", "music_success"], ["--json", "fetch", "music_success"]], ids=" ".join)
def test_a_reader_that_has_ended(mock: MockApi, arguments: list[str]) -> None:
    """The process ends without a traceback, also without one from Python's flush at exit."""
    reader, writer = os.pipe()
    os.close(reader)
    with started(mock, *arguments, stdout=writer) as process:
        os.close(writer)
        _, err = process.communicate()
    assert (process.returncode, err) == (141, CONTINUE)


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_closed_output(mock: MockApi, unbuffered: str) -> None:
    """The reader ends during the output, as `head -c 1` does."""
    mock.inject("music_success", [faults.edited(lambda body: body.update(more="x" * 2**18))])
    call = ("call", "fetch_task", "--task_id", "music_success")
    with started(mock, *call, stdout=subprocess.PIPE, unbuffered=unbuffered) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == "{"
        process.stdout.close()
        _, err = process.communicate()
    assert (process.returncode, err) == (141, "")


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_long_output(mock: MockApi, unbuffered: str, tmp_path: Path) -> None:
    """A long output is written completely."""
    mock.inject("music_success", [faults.edited(lambda body: body.update(more="x" * 2**18))])
    call = ("call", "fetch_task", "--task_id", "music_success")
    with (tmp_path / "out").open("w") as out, started(mock, *call, stdout=out, unbuffered=unbuffered) as process:
        assert process.wait() == 0
    assert len(strictly((tmp_path / "out").read_text())["more"]) == 2**18


@pytest.mark.parametrize("buffering", [-1, 0], ids=["buffered", "unbuffered"])
def test_nonblocking_output(
    command: Callable[..., Run], mock: MockApi, monkeypatch: pytest.MonkeyPatch, buffering: int
) -> None:
    """Another program may set standard output to O_NONBLOCK; output that does not fit is an error."""
    mock.inject("music_success", [faults.edited(lambda body: body.update(more="x" * 2**18))])
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with monkeypatch.context() as patch, open(reader, "rb"), open(writer, "wb", buffering) as out:  # noqa: PTH123 - no paths
        patch.setattr("sys.stdout", io.TextIOWrapper(out, write_through=True))
        code, _, err = command("call", "fetch_task", "--task_id", "music_success")
    assert code == 8
    assert err.startswith("the output cannot be written: ")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_full_device(mock: MockApi, unbuffered: str) -> None:
    fetch = ("fetch", "music_success")
    with FULL.open("w") as full, started(mock, *fetch, stdout=full, unbuffered=unbuffered) as process:
        _, err = process.communicate()
    assert (process.returncode, err) == (
        8,
        f"the output cannot be written: [Errno 28] {os.strerror(errno.ENOSPC)}\n{CONTINUE}",
    )


def test_no_number_is_infinite() -> None:
    assert strictly(json_text([math.inf, -math.inf, math.nan, 0.5])) == [None, None, None, 0.5]
