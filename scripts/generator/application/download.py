"""Download the audio, the cover and the video of finished clips, for threads and for asyncio: whole files or none.

Example::

    for file in download(task.clips, Path("songs")):
        print(file.path or file.error)

A file's name is the clip's title and its whole id. A file that is there already is not fetched again, so that a second
run fetches only what is missing.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import httpx
from attrs import frozen

from ._guard import Deadline, guard
from ._text import printable
from .models import ClipStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .models import Clip, Task

Kind: TypeAlias = Literal["audio", "cover", "video"]

MAX_BYTES: Final = 500 * 1024 * 1024
HOSTS: Final = ("suno.ai", "suno.com")
"""Whose files are taken for the requested kind, where their type is only `application/octet-stream`."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "audio": ("audio_url",),
    "cover": ("image_large_url", "image_url"),
    "video": ("video_url",),
}
SUFFIXES: Final[dict[str, dict[str, str]]] = {
    "audio": {
        "audio/mpeg": ".mp3",
        "audio/mp3": ".mp3",
        "audio/wav": ".wav",
        "audio/x-wav": ".wav",
        "audio/mp4": ".m4a",
    },
    "cover": {"image/jpeg": ".jpeg", "image/png": ".png", "image/webp": ".webp"},
    "video": {"video/mp4": ".mp4", "video/webm": ".webm"},
}
MEDIA: Final = {"audio": "audio/", "cover": "image/", "video": "video/"}
MAX_REDIRECTS: Final = 5
LONGEST_NAME: Final = 240
"""The longest name of a file, in bytes of UTF-8: file systems take 255, and a temporary name is a little longer."""


class DownloadError(Exception):
    """A file could not be downloaded; the message says why. Nothing of it is left."""


@frozen
class Progress:
    """How far one file is.

    Attributes:
        clip_id: The clip.
        kind: What is downloaded.
        done: How many bytes have arrived.
        total: How many there are, if the server says so.
    """

    clip_id: str
    kind: Kind
    done: int
    total: int | None


@frozen
class File:
    """What became of one file.

    Attributes:
        clip_id: The clip.
        kind: What it is.
        path: Where the file is; None if it could not be downloaded.
        error: Why it could not be downloaded; "" if it could.
        skipped: Whether the file was there already.
    """

    clip_id: str
    kind: Kind
    path: Path | None
    error: str = ""
    skipped: bool = False


def download(  # noqa: PLR0913 - each is a setting of its own
    clips: Iterable[Clip],
    folder: Path,
    *,
    kinds: Iterable[Kind] = ("audio",),
    jobs: int = 4,
    timeout: float = 600,
    progress: Callable[[Progress], None] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> list[File]:
    """Download files of clips.

    Args:
        clips: The clips.
        folder: Where the files go; made if need be.
        kinds: What to download of each clip.
        jobs: How many files to download at once.
        timeout: How long one file may take in all, in seconds.
        progress: Called whenever a part of a file has arrived; from several threads if `jobs` is more than one.
        transport: A transport for httpx, such as `httpx.MockTransport`.

    Returns:
        What became of each file, in the order of the clips. A file that fails does not stop the others.
    """
    parts = [_Part(clip, kind, folder, progress, time.monotonic() + timeout) for clip in clips for kind in kinds]
    with (
        httpx.Client(transport=transport, timeout=60, trust_env=True) as http,
        ThreadPoolExecutor(max(jobs, 1)) as threads,
    ):
        guarded = guard(http)
        try:
            running = [threads.submit(_fetch, http, part, guarded=guarded) for part in parts]
            return [one.result() for one in running]
        except BaseException:
            for part in parts:
                part.stop()
            threads.shutdown(wait=True, cancel_futures=True)
            raise


async def download_asyncio(  # noqa: PLR0913 - as its twin
    clips: Iterable[Clip],
    folder: Path,
    *,
    kinds: Iterable[Kind] = ("audio",),
    jobs: int = 4,
    timeout: float = 600,  # noqa: ASYNC109 - of one file
    progress: Callable[[Progress], None] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[File]:
    """Download files of clips like `download`, in a task."""
    parts = [_Part(clip, kind, folder, progress, time.monotonic() + timeout) for clip in clips for kind in kinds]
    turns = asyncio.Semaphore(max(jobs, 1))

    async def one(part: _Part) -> File:
        async with turns:
            return await _fetch_asyncio(http, part)

    async with httpx.AsyncClient(transport=transport, timeout=60, trust_env=True) as http, asyncio.TaskGroup() as group:
        running = [group.create_task(one(part)) for part in parts]
    return [task.result() for task in running]


def _fetch(http: httpx.Client, part: _Part, *, guarded: bool) -> File:
    with part.outcome(), Deadline(part.remaining(), guarded=guarded):
        url = part.begin()
        while url is not None:
            part.check(url, _addresses(url.host))
            with http.stream("GET", url, follow_redirects=False) as response:
                url = part.redirected(response)
                if url is None:
                    with part.written(response):
                        for chunk in response.iter_bytes():
                            part.write(chunk)
    return part.file


async def _fetch_asyncio(http: httpx.AsyncClient, part: _Part) -> File:
    with part.outcome():
        async with asyncio.timeout(part.remaining()):
            url = part.begin()
            while url is not None:
                part.check(url, await asyncio.to_thread(_addresses, url.host))
                async with http.stream("GET", url, follow_redirects=False) as response:
                    url = part.redirected(response)
                    if url is None:
                        with part.written(response):
                            async for chunk in response.aiter_bytes():
                                part.write(chunk)
    return part.file


def _addresses(host: str) -> list[str]:
    """Resolve a name; none if it does not resolve here (behind a proxy, say): the connection will show it."""
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


class _Part:
    """One file of one clip: where it comes from, where it goes, what came of it. Makes no request."""

    def __init__(
        self, clip: Clip, kind: Kind, folder: Path, progress: Callable[[Progress], None] | None, until: float
    ) -> None:
        self.clip, self.folder = clip, folder
        self.kind: Kind = kind
        self.progress = progress
        self.until = until
        self.clip_id = str(getattr(clip, "id", "")) or "unknown"
        self.stem = file_stem(str(getattr(clip, "title", "") or "untitled"), self.clip_id)
        self.file = File(self.clip_id, kind, None, "it was not begun")
        self.stopped = False
        self.temporary: Path | None = None
        self.hops = self.size = 0
        self.host = ""
        self.total: int | None = None
        self.handle = -1

    @contextlib.contextmanager
    def outcome(self) -> Iterator[None]:
        """Turn whatever goes wrong into the file's error."""
        try:
            yield
        except DownloadError as error:
            self.fail(str(error))
        except TimeoutError:
            self.fail("it took too long")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            where = f" from {self.host}" if self.host else ""
            self.fail(f"the download{where} failed: {printable(str(error), 200) or type(error).__name__}")
        except OSError as error:
            self.fail(f"the file can't be written: {error.strerror or error}")

    def fail(self, reason: str) -> None:
        self.file = File(self.clip_id, self.kind, None, reason)

    def stop(self) -> None:
        """Remove what is there of the file, at once: its thread may still wait for the server for a while."""
        self.stopped = True
        if self.temporary is not None:
            self.temporary.unlink(missing_ok=True)

    def remaining(self) -> float:
        return max(self.until - time.monotonic(), 0.001)

    def begin(self) -> httpx.URL | None:
        """Return where the file is to be had; None if it is here already."""
        for suffix in dict.fromkeys(SUFFIXES[self.kind].values()):
            path = self.folder / f"{self.stem}{suffix}"
            if path.is_file() and path.stat().st_size:
                self.file = File(self.clip_id, self.kind, path, skipped=True)
                return None
        status = getattr(self.clip, "status", "")
        if self.kind == "audio" and not is_playable(self.clip):
            raise DownloadError(f"it is not finished (status {printable(str(status), 40)})")
        urls = [getattr(self.clip, field, "") for field in FIELDS[self.kind]]
        url = next((url for url in urls if isinstance(url, str) and url), "")
        if not url:
            raise DownloadError(f"it has no {self.kind}")
        return httpx.URL(url)

    def check(self, url: httpx.URL, addresses: Iterable[str]) -> None:
        """Refuse an address that a server must not send anybody to.

        Raises:
            DownloadError: It is not https, or in a private network.
        """
        self.host = printable(url.host, 100)
        if url.scheme != "https":
            raise DownloadError("its URL is not https")
        for text in (url.host, *addresses):
            with contextlib.suppress(ValueError):
                if not ipaddress.ip_address(text).is_global:
                    raise DownloadError("its URL leads into a private network")

    def redirected(self, response: httpx.Response) -> httpx.URL | None:
        """Return where a response redirects to; None if it does not."""
        if not response.has_redirect_location:
            return None
        self.hops += 1
        if self.hops > MAX_REDIRECTS:
            raise DownloadError("it is redirected too often")
        return response.url.join(response.headers["location"])

    @contextlib.contextmanager
    def written(self, response: httpx.Response) -> Iterator[None]:
        """Write the file under a temporary name; it takes its own once it is whole, and is removed otherwise."""
        path = self.folder / f"{self.stem}{self._suffix(response)}"
        length = response.headers.get("content-length", "")
        coded = "content-encoding" in response.headers
        self.total = int(length) if length.isascii() and length.isdigit() and not coded else None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.temporary = temporary = self.folder / f".{path.name}.{os.getpid()}.part"
        self.handle = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
        try:
            try:
                self._check_stopped()
                yield
            finally:
                os.close(self.handle)
            self._check_stopped()
            self._check_size()
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        self.file = File(self.clip_id, self.kind, path)

    def _check_stopped(self) -> None:
        if self.stopped:
            raise DownloadError("it was interrupted")

    def _check_size(self) -> None:
        if not self.size:
            raise DownloadError("the server sends an empty file")

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._check_stopped()
        if self.size > MAX_BYTES:
            raise DownloadError(f"it is larger than {MAX_BYTES // 1024**2} MiB")
        if time.monotonic() > self.until:
            raise DownloadError("it took too long")
        with memoryview(chunk) as rest:
            written = 0
            while written < len(rest):
                written += os.write(self.handle, rest[written:])
        if self.progress is not None:
            self.progress(Progress(self.clip_id, self.kind, self.size, self.total))

    def _suffix(self, response: httpx.Response) -> str:
        """Return the suffix of a response's type.

        Raises:
            DownloadError: The response is not of the requested kind.
        """
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code != httpx.codes.OK:
            raise DownloadError(f"the server responds with {response.status_code}")
        known = SUFFIXES[self.kind]
        default = next(iter(known.values()))
        if media_type in ("application/octet-stream", "binary/octet-stream") and _is_of(response.url.host, HOSTS):
            ending = Path(response.url.path).suffix.lower()
            return ending if ending in known.values() else default
        if not media_type.startswith(MEDIA[self.kind]):
            raise DownloadError(f"the server sends {printable(media_type, 50) or 'something'}, not {self.kind}")
        return known.get(media_type, default)


def _is_of(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def file_stem(title: str, clip_id: str) -> str:
    """Return the name of a clip's files, without a suffix: its title, as far as file systems take it, and its whole id.

    Args:
        title: The title; its punctuation is kept, but for what a file system refuses.
        clip_id: The id.
    """
    ending = re.sub(r"[^\w\-]+", "_", clip_id)[-100:]
    text = "".join(letter if letter.isprintable() and letter not in '<>:"/\\|?*' else " " for letter in title)
    room = LONGEST_NAME - len(ending.encode()) - 20
    words = [word for word in text.split() if word.strip(".")]
    text = " ".join(words).encode()[:room].decode("utf-8", "ignore").strip(" .")
    return f"{text} {ending}".strip()


def is_playable(clip: Clip) -> bool:
    """Return whether a clip's audio is a file, and not a stream that is still being made."""
    return getattr(clip, "status", "") == ClipStatus.COMPLETE and bool(getattr(clip, "audio_url", ""))


def all_playable(task: Task) -> bool:
    """Return whether the audio of a task's clips is there: a success may come while they still stream.

    It is a condition for a wait: `submit_music.run(..., until=all_playable)`. A clip that has failed holds up nothing.
    """
    return all(is_playable(clip) or getattr(clip, "status", "") == ClipStatus.ERROR for clip in task.clips)


__all__ = [
    "DownloadError",
    "File",
    "Progress",
    "all_playable",
    "download",
    "download_asyncio",
    "file_stem",
    "is_playable",
]
