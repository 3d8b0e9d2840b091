"""Downloads: complete files or none, under portable names, from allowed hosts."""

from __future__ import annotations

import asyncio
import copy
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import errors, models
from suno_client.download import (
    File,
    Progress,
    all_playable,
    download,
    download_asyncio,
    file_stem,
)
from suno_client.models import Clip

from contract_tests.recordings import load
from suno_mock_api.faults import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from suno_client import AuthenticatedClient
    from suno_client.testing import VirtualClock

    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api import MockApi

MP3 = {"content-type": "audio/mpeg"}


@pytest.fixture(autouse=True)
def _public_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return public addresses without a resolver."""
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(*entry, ("93.184.216.34", 443))])


@pytest.fixture
def clips() -> list[Clip]:
    """Return two clips with the same title."""
    return [
        Clip.from_dict(clip)
        for clip in copy.deepcopy(load("fetch_task")["music_success"].response.body["data"]["data"])
    ]


def in_thread(clips: list[Clip], folder: Path, respond: Callable[[httpx.Request], httpx.Response], **more: Any) -> Any:
    return download(clips, folder, transport=httpx.MockTransport(respond), **more)


def in_loop(clips: list[Clip], folder: Path, respond: Callable[[httpx.Request], httpx.Response], **more: Any) -> Any:
    return asyncio.run(download_asyncio(clips, folder, transport=httpx.MockTransport(respond), **more))


both = pytest.mark.parametrize("fetch", [in_thread, in_loop])


def audio(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers=MP3, content=b"ID3" + request.url.path.encode())


@both
def test_clips_with_same_title(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    """Each clip has its own file."""
    files = fetch(clips, tmp_path / "new", audio)
    assert [file.error for file in files] == ["", ""]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(
        f"Harbour Lights {clip.id}.mp3" for clip in clips
    )
    assert {file.path.read_bytes()[:3] for file in files if file.path} == {b"ID3"}


@both
def test_second_run(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    """A second run downloads only the missing files."""
    requested: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requested.append(request.url.path)
        return audio(request) if len(requested) != 1 else httpx.Response(503)

    first = fetch(clips, tmp_path, respond, jobs=1)
    second = fetch(clips, tmp_path, respond, jobs=1)
    assert [file.error for file in first] == ["the server responds with 503", ""]
    assert [(file.error, file.skipped) for file in second] == [("", False), ("", True)]
    assert len(requested) == 3


@both
def test_cover_and_video(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        kind = "image/jpeg" if "image" in request.url.path else "video/mp4"
        return httpx.Response(200, headers={"content-type": kind}, content=b"x")

    clips[0].video_url = "https://cdn1.suno.ai/a.mp4"
    files = fetch(clips[:1], tmp_path, respond, kinds=("cover", "video"))
    assert [file.path.suffix for file in files if file.path] == [".jpeg", ".mp4"]


@both
def test_progress_is_reported(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    reason: list[Progress] = []
    fetch(clips[:1], tmp_path, audio, progress=reason.append)
    assert (reason[-1].clip_id, reason[-1].kind) == (clips[0].id, "audio")
    assert reason[-1].done == reason[-1].total == len(b"ID3" + httpx.URL(clips[0].audio_url).path.encode())


@both
def test_umask(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    """The umask determines the permissions of a file."""
    before = os.umask(0o027)
    try:
        (file,) = fetch(clips[:1], tmp_path, audio)
    finally:
        os.umask(before)
    assert file.path is not None
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640


@both
@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://cdn1.suno.ai/x.mp3", "not https"),
        ("https://127.0.0.1/x.mp3", "private network"),
        ("https://[::1]/x.mp3", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://cdn1.suno.ai/again", "too often"),
        ("file:///etc/passwd", "not https"),
    ],
)
def test_a_redirect_is_checked(
    fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path, location: str, reason: str
) -> None:
    (file,) = fetch(clips[:1], tmp_path, lambda _: httpx.Response(302, headers={"location": location}))
    assert reason in file.error
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_a_private_address(clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(*entry, ("10.0.0.1", 443))])
    (file,) = in_thread(clips[:1], tmp_path, audio)
    assert "private network" in file.error


@both
def test_a_redirect_to_another_host(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        elsewhere = {"location": "https://files.example/x"}
        return audio(request) if request.url.host == "files.example" else httpx.Response(307, headers=elsewhere)

    (file,) = fetch(clips[:1], tmp_path, respond)
    assert file.path is not None


@both
@pytest.mark.parametrize(("host", "taken"), [("cdn1.suno.ai", True), ("suno.ai.example", False)])
def test_octet_streams_of_known_hosts(
    fetch: Callable[..., list[File]],
    clips: list[Clip],
    tmp_path: Path,
    host: str,
    taken: bool,  # noqa: FBT001
) -> None:
    clips[0].audio_url = f"https://{host}/x.wav"
    stream = httpx.Response(200, headers={"content-type": "application/octet-stream"}, content=b"RIFF")
    (file,) = fetch(clips[:1], tmp_path, lambda _: stream)
    assert (file.path is not None) is taken
    assert file.path is None or file.path.suffix == ".wav"


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stream that breaks in the middle."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"ID3"
        raise httpx.ReadError("gone")

    async def __aiter__(self) -> Any:
        yield b"ID3"
        raise httpx.ReadError("gone")


@both
def test_half_a_file_is_none(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    (file,) = fetch(clips[:1], tmp_path, lambda _: httpx.Response(200, headers=MP3, stream=Broken()))
    assert file.error == "the download from cdn1.suno.ai failed: gone"
    assert list(tmp_path.iterdir()) == []


def test_interrupted_download(clips: list[Clip], tmp_path: Path) -> None:
    """No partial file is left, and an existing file is not changed."""
    clips[1].status = models.ClipStatus.STREAMING

    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_thread(clips, tmp_path, audio, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


SIGTERM_PROGRAM = """
import os, socket, sys, time
import httpx
from suno_client.__main__ import main
from suno_mock_api import InProcessTransport, MockApi

class Stalled(httpx.SyncByteStream):
    def __iter__(self):
        yield b"ID3" * 1000
        os.write(1, b"ready\\n")
        time.sleep(2)
        yield b"rest"

def audio(request):
    return httpx.Response(200, headers={"content-type": "audio/mpeg"}, stream=Stalled())

socket.getaddrinfo = lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
arguments = ["download", "music_success", "--dir", sys.argv[1]]
sys.exit(main(arguments, transport=InProcessTransport(MockApi()), download_transport=httpx.MockTransport(audio)))
"""


def test_sigterm_leaves_no_file(tmp_path: Path) -> None:
    """The process ends soon, also if the server stalls, because a supervisor would kill it."""
    paths = os.pathsep.join(["generated", "contract_tests/mock_api"])
    environment = {**os.environ, "PYTHONPATH": paths, "SUNO_API_KEY": "sk-test"}
    command = [sys.executable, "-c", SIGTERM_PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        assert [path.suffix for path in tmp_path.iterdir()] != []
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 1.5
        while list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert list(tmp_path.iterdir()) == []
        _, trouble = process.communicate(timeout=30)
    assert process.returncode == 143
    assert b"Traceback" not in trouble
    assert list(tmp_path.iterdir()) == []


@both
def test_a_total_time(fetch: Callable[..., list[File]], clips: list[Clip], tmp_path: Path) -> None:
    (file,) = fetch(clips[:1], tmp_path, audio, timeout=0)
    assert "took too long" in file.error or " failed: " in file.error


def test_a_server_that_never_responds(clips: list[Clip], tmp_path: Path) -> None:
    async def stall(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    transport = httpx.MockTransport(stall)
    (file,) = asyncio.run(download_asyncio(clips[:1], tmp_path, transport=transport, timeout=0.01))
    assert (file.path, file.error) == (None, "it took too long")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("What?! (live), part 2 - it's on", "What ! (live), part 2 - it's on"),
        ("../../etc/passwd", "etc passwd"),
        ("a\x00b\x1b[2J\nc", "a b [2J c"),
        (" . ", ""),
        ("AC/DC: T.N.T.", "AC DC T.N.T"),
    ],
)
def test_a_title_becomes_a_name(title: str, stem: str) -> None:
    name = file_stem(title, "f15faa7c-1bb0-47de-926c-1618ac57e744")
    assert name.endswith("f15faa7c-1bb0-47de-926c-1618ac57e744")
    assert name.removesuffix("f15faa7c-1bb0-47de-926c-1618ac57e744").strip() == stem


@pytest.mark.parametrize("title", ["歌" * 200, "x" * 500, "é" * 300, "🎵" * 100])
def test_a_name_fits_any_file_system(title: str, tmp_path: Path) -> None:
    name = file_stem(title, "f15faa7c-1bb0-47de-926c-1618ac57e744")
    assert len(name.encode()) <= 230
    (tmp_path / f".{name}.mp3.1234567.part").write_bytes(b"")


def streaming_then(mock: MockApi, times: int) -> None:
    def stream(body: Any) -> None:
        body["data"]["data"][0].update(status="streaming", audio_url="https://audiopipe.suno.ai/?item_id=x")

    mock.inject("music_success", [edited(stream)] * times)


@pytest.mark.parametrize("name", ["wait", "poll"])
def test_a_success_that_still_streams(
    mock: MockApi, client: AuthenticatedClient, clock: VirtualClock, calls: Calls, name: str
) -> None:
    """The wait continues until the files are complete."""
    streaming_then(mock, 4)
    assert calls.wait("music_success", client=client).clips[0].status == "streaming"
    found = getattr(calls, name)("music_success", client=client, until=all_playable)
    task = found[-1] if name == "poll" else found
    assert [clip.status for clip in task.clips] == ["complete", "complete"]
    assert 3 <= clock.monotonic() <= 15


def test_endless_stream(mock: MockApi, client: AuthenticatedClient, clock: VirtualClock, calls: Calls) -> None:
    """The wait ends with the song."""
    streaming_then(mock, 100)
    task = calls.wait("music_success", client=client, timeout=30, until=all_playable)
    assert task.clips[0].status == "streaming"
    assert clock.monotonic() <= 30


def test_until_of_a_failed_task(calls: Calls, client: AuthenticatedClient) -> None:
    """A failure ends the wait, whatever the condition returns."""
    with pytest.raises(errors.TaskFailedError):
        calls.wait("music_failure_playable_clip", client=client, until=lambda _: False)
    with pytest.raises(TypeError, match=r"^until must be a function of the state, not bool$"):
        calls.wait("music_success", client=client, until=True)
