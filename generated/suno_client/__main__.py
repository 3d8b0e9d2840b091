# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/__main__.py
"""Fetch, follow and download a task from the command line.

The key is read from SUNO_API_KEY. Exit codes: 0 done; 1 the task has failed, or a download has; 2 wrong use;
3 the API refused or could not be reached; 4 the wait ran out of time; 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import AuthenticatedClient, __version__, errors
from ._document import BASE_URL
from ._text import printable
from .api.suno import fetch_task
from .download import Progress, download, wait_until_playable
from .models import Task, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import httpx

    from .models import Clip

EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_API, EXIT_TIMEOUT, EXIT_INTERRUPTED = 0, 1, 2, 3, 4, 130


def main(
    arguments: list[str] | None = None,
    *,
    transport: httpx.BaseTransport | None = None,
    download_transport: httpx.BaseTransport | None = None,
) -> int:
    """Run the command.

    Args:
        arguments: The command line; default: that of the process.
        transport: A transport for the API, for tests.
        download_transport: A transport for downloads, for tests.

    Returns:
        The exit code.
    """
    options = _parser().parse_args(arguments)
    report = _Report(as_json=options.json)
    try:
        return _run(options, report, transport, download_transport)
    except ValueError as error:
        return report.failed(str(error), EXIT_USAGE)
    except errors.WaitTimeoutError as error:
        return report.failed(str(error), EXIT_TIMEOUT, error)
    except errors.APIError as error:
        return report.failed(str(error), EXIT_API, error)
    except KeyboardInterrupt:
        return report.failed("interrupted; the task goes on, and the same command resumes", EXIT_INTERRUPTED)


def _run(
    options: argparse.Namespace,
    report: _Report,
    transport: httpx.BaseTransport | None,
    download_transport: httpx.BaseTransport | None,
) -> int:
    key = os.environ.get("SUNO_API_KEY", "")
    if not key:
        raise ValueError("no API key: set the environment variable SUNO_API_KEY")
    with AuthenticatedClient(token=key, base_url=options.base_url, transport=transport) as client:
        task = _task(client, options, report)
    if task is None:
        return report.failed("the server can't read the task's stored result", EXIT_API)
    files: list[dict[str, str]] = []
    if options.download:
        with _interruptible(), report.downloading() as show:
            found = download(task.clips, options.download, progress=show, transport=download_transport)
        for clip, file in zip(task.clips, found, strict=True):
            if file.path is None:
                report.warn(f"clip {_label(clip)}: {file.error}")
            files.append({"clip": clip.id, **({"path": str(file.path)} if file.path else {"error": file.error})})
    report.task(task, files)
    if options.download and not files:
        report.warn("there is nothing to download")
        return EXIT_FAILED
    return EXIT_FAILED if task.status == TaskStatus.FAILURE or any("error" in file for file in files) else EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    head, _, tail = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(prog="python -m suno_client", description=head, epilog=tail)
    parser.add_argument("task_id", metavar="TASK_ID", help="the id that the submission answered")
    parser.add_argument("--wait", action="store_true", help="wait until the task has ended")
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="the longest wait (default: 600)")
    parser.add_argument("--download", type=Path, metavar="DIR", help="download the finished clips to this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object, for machines")
    parser.add_argument("--base-url", default=BASE_URL, metavar="URL", help=f"the server (default: {BASE_URL})")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _task(client: AuthenticatedClient, options: argparse.Namespace, report: _Report) -> Task | None:
    if not options.wait:
        return fetch_task.sync(options.task_id, client=client).data
    task: Task | None = None
    began = time.monotonic()
    with report.progress() as show:
        for task in fetch_task.poll(options.task_id, client=client, timeout=options.timeout):
            show(task)
    if options.download and task is not None and task.status == TaskStatus.SUCCESS:
        left = max(options.timeout - (time.monotonic() - began), 1)
        task = wait_until_playable(options.task_id, client=client, timeout=left)
    return task


def _label(clip: Clip) -> str:
    return printable(f"{clip.title or 'untitled'} {clip.id[:8]}", 80)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, so that no half of a file stays."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Report:
    """Tells a person, with rich where it is installed, or a machine."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def warn(self, text: str) -> None:
        sys.stderr.write(f"{text}\n")

    def failed(self, text: str, code: int, error: errors.APIError | None = None) -> int:
        if self.as_json:
            told: dict[str, Any] = {"type": type(error).__name__ if error else "UsageError", "message": text}
            if error is not None:
                told |= {"status": error.status_code, "code": error.code, "request_id": error.request_id}
            self._print(json.dumps({"error": told}))
        else:
            self.warn(text)
        return code

    @contextlib.contextmanager
    def progress(self) -> Iterator[Any]:
        try:
            from rich.console import Console  # noqa: PLC0415 - the extra `cli`
        except ImportError:
            yield lambda task: self.warn(self._state(task))
            return
        console = Console(stderr=True)
        with console.status("waiting") as status:
            if console.is_terminal:
                yield lambda task: status.update(self._state(task))
            else:
                yield lambda task: self.warn(self._state(task))

    @contextlib.contextmanager
    def downloading(self) -> Iterator[Callable[[Progress], None] | None]:
        try:
            from rich.console import Console  # noqa: PLC0415 - the extra `cli`
        except ImportError:
            yield None
            return
        console = Console(stderr=True)
        if not console.is_terminal:
            yield None
            return
        done: dict[str, int] = {}

        def show(progress: Progress) -> None:
            done[progress.clip_id] = progress.done
            status.update(f"downloading, {sum(done.values()) / 1e6:.1f} MB")

        with console.status("downloading") as status:
            yield show

    def task(self, task: Task, files: list[dict[str, str]]) -> None:
        if self.as_json:
            self._print(json.dumps({"task": task.to_dict(), "files": files}))
            return
        self._print(self._state(task))
        if task.fail_reason:
            self._print(f"reason: {printable(task.fail_reason, 300)}")
        if task.lyrics is not None:
            lines = (task.lyrics.title, "", *task.lyrics.text.splitlines())
            self._print("\n".join(printable(line, 1000) for line in lines))
        paths = {file["clip"]: file.get("path", "") for file in files}
        rows = [
            (
                printable(clip.title or "untitled", 60),
                printable(clip.model_name or "", 30),
                f"{clip.duration:.0f} s" if clip.duration else "",
                paths.get(clip.id) or printable(clip.audio_url, 200),
            )
            for clip in task.clips
        ]
        if rows:
            self._table(("Title", "Model", "Length", "Audio"), rows)

    def _table(self, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        for row in (head, *rows):
            self._print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def _state(self, task: Task) -> str:
        return f"{printable(task.status, 40)} {printable(task.progress, 10)}"

    def _print(self, text: str) -> None:
        # A server's text may hold what the terminal's encoding lacks.
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main())
