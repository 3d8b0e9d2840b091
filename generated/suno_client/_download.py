# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/_download.py
"""Downloading what an answer points to: whole files or none."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from ._text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 500 * 1024 * 1024
SUFFIXES: Final = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mp4": ".m4a",
}


class DownloadError(Exception):
    """A file could not be downloaded; the message says why. Nothing of it is left."""


def download_audio(http: httpx.Client, url: str, folder: Path, name: str) -> Path:
    """Download an audio file.

    It is written to a temporary name and renamed when it is whole; a file of that name is replaced.

    Args:
        http: What makes the request. It must not have the API's key.
        url: Where the file is, absolute and https.
        folder: Where it goes; made if need be.
        name: Its name, without a suffix; what no file name can have is replaced.

    Raises:
        DownloadError: The URL is none, the answer is not audio, or it broke off; or the file can't be written.
    """
    try:
        if httpx.URL(url).scheme != "https":
            raise DownloadError("its URL is not https")
        with http.stream("GET", url) as answer:
            media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status_code != httpx.codes.OK:
                raise DownloadError(f"the server answers {answer.status_code}")
            if not media_type.startswith("audio/"):
                raise DownloadError(f"the server sends {printable(media_type, 50) or 'something'}, not audio")
            path = folder / f"{_file_name(name)}{SUFFIXES.get(media_type, '.audio')}"
            folder.mkdir(parents=True, exist_ok=True)
            with _whole(path) as file:
                _copy(answer, file)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadError(f"the download broke off: {printable(str(error), 200) or type(error).__name__}") from error
    except OSError as error:
        raise DownloadError(f"the file can't be written: {error.strerror or error}") from error
    return path


def _copy(answer: httpx.Response, file: int) -> None:
    size = 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > MAX_BYTES:
            raise DownloadError(f"it is larger than {MAX_BYTES // 1024**2} MiB")
        with memoryview(chunk) as rest:
            written = 0
            while written < len(rest):
                written += os.write(file, rest[written:])
    if not size:
        raise DownloadError("the server sends an empty file")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[int]:
    """Open a temporary file beside a path; it takes the path's place if all goes well, and is removed otherwise."""
    file, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        try:
            yield file
        finally:
            os.close(file)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _file_name(name: str) -> str:
    """Make a name that every file system takes."""
    return re.sub(r"[^\w\- ]+", "", name)[:100].strip(" .") or "audio"
