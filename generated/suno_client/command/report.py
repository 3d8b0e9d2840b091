# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/command/report.py
"""What the command prints for a person or a program, and its exit codes."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import math
import os
import shlex
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .. import _clock, errors
from .._text import printable
from ..download import is_playable
from ..models import TaskStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..download import Progress
    from ..models import Task


class Exit(IntEnum):
    """The exit codes; each has one meaning."""

    DONE = 0
    TASK_FAILED = 1
    USAGE = 2
    API = 3
    NOT_FINISHED = 4
    DOWNLOAD = 5
    UNKNOWN_OUTCOME = 6
    CONNECTION = 7
    OUTPUT = 8
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


MEANINGS: Final = {
    Exit.DONE: "done",
    Exit.TASK_FAILED: "the task failed",
    Exit.USAGE: "wrong arguments, key or base URL: nothing was sent",
    Exit.API: "the API refused, or its response cannot be read",
    Exit.NOT_FINISHED: "not finished in time; the task continues at the server",
    Exit.DOWNLOAD: "a file could not be downloaded",
    Exit.UNKNOWN_OUTCOME: "a submission may have been made and charged: check your tasks before you submit again",
    Exit.CONNECTION: "the API could not be reached",
    Exit.OUTPUT: "the output could not be written",
    Exit.INTERRUPTED: "interrupted (Ctrl-C)",
    Exit.BROKEN_PIPE: "the program that reads the output has ended",
    Exit.TERMINATED: "terminated (SIGTERM)",
}


class UsageError(ValueError):
    """The command was used wrongly; nothing was sent."""


class OutputError(Exception):
    """Standard output, or the output file could not be written; the cause says why."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


def json_text(value: Any, indent: int | None = None) -> str:
    """Return valid JSON (RFC 8259) of a value, in ASCII: without NaN and halves of surrogate pairs."""
    return json.dumps(_valid(value), indent=indent, allow_nan=False)


def _valid(value: Any) -> Any:
    if isinstance(value, dict):
        return {_valid(str(key)): _valid(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_valid(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return None if isinstance(value, float) and not math.isfinite(value) else value


def state(task: Task) -> str:
    """Return where a task stands, on one line."""
    text = f"{printable(str(getattr(task, 'status', '?')), 40)} {printable(str(getattr(task, 'progress', '')), 10)}"
    clips = task.clips
    ready = sum(is_playable(clip) for clip in clips)
    return f"{text.strip()}, {ready} of {len(clips)} clips ready" if clips else text.strip()


class Report:
    """Writes results to standard output, and everything else to standard error.

    Attributes:
        as_json: Whether standard output gets one JSON object.
        task_ids: The tasks that this run is about: an error names them, so that none is lost.
        submitting: Whether a submission is on its way.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.task_ids: list[str] = []
        self.submitting = False

    def say(self, text: str) -> None:
        """Write a line to standard error, if that can be done."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(_encodable(text, sys.stderr.encoding) + "\n")
            sys.stderr.flush()

    def write(self, text: str | bytes) -> None:
        """Write to standard output at once.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            out = sys.stdout
            shown = text if isinstance(text, bytes) else _encodable(text, out.encoding) + "\n"
            if isinstance(getattr(out, "buffer", None), io.RawIOBase):
                _write_whole(out.buffer, shown if isinstance(shown, bytes) else shown.encode(out.encoding))
            elif isinstance(shown, bytes):
                out.buffer.write(shown)
            else:
                out.write(shown)
            out.flush()
        except (OSError, ValueError, AttributeError) as error:  # full, closed, or None
            raise OutputError from error

    def result(self, value: Any, text: str) -> None:
        """Write a result: the value as JSON, or the text; an empty text is not written."""
        if self.as_json:
            self.write(json_text(value))
        elif text:
            self.write(text)

    def failed(self, code: Exit, message: str, error: errors.APIError | None = None) -> Exit:
        """Report what ended the command, and the tasks that go on without it."""
        if self.as_json:
            fields = error.to_dict() if error else {"type": code.name, "message": message}
            self.write(json_text({"error": {**fields, "exit_code": code}, "task_ids": self.task_ids}))
            return code
        if message:
            self.say(message)
        if self.task_ids and code != Exit.USAGE:
            names = " ".join(shlex.quote(printable(task_id, 200)) for task_id in self.task_ids)
            self.say(f"task id: {names}. To continue: suno-client wait {names}")
        return code

    def lost(self, error: OutputError) -> Exit:
        """Report that standard output cannot be written, on standard error."""
        # Python flushes standard output when it exits, and would print a traceback.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self.as_json = False
        if isinstance(error.__cause__, BrokenPipeError):
            return self.failed(Exit.BROKEN_PIPE, "") if self.task_ids else Exit.BROKEN_PIPE
        reason = "it is closed" if isinstance(error.__cause__, AttributeError) else error.__cause__
        return self.failed(Exit.OUTPUT, f"the output cannot be written: {reason}")

    @contextlib.contextmanager
    def live(self, what: str) -> Iterator[Callable[..., None]]:
        """Show progress: a live line with the elapsed time where rich and a terminal are there, else lines.

        Yields:
            A function of a name and its text or, in `done` and `total`, its bytes.
        """
        began = _clock.current().monotonic()

        def line(_: str, text: str = "", **counted: Any) -> None:
            if not counted:
                self.say(f"{text} ({_clock.current().monotonic() - began:.0f} s)")

        try:
            from rich import progress  # noqa: PLC0415 - the extra `cli`
            from rich.console import Console  # noqa: PLC0415
        except ImportError:
            yield line
            return
        console = Console(stderr=True)
        if not console.is_terminal or console.is_dumb_terminal:
            yield line
            return
        text = progress.TextColumn("{task.description}", markup=False)
        columns: list[progress.ProgressColumn] = [progress.SpinnerColumn("line"), text, progress.TimeElapsedColumn()]
        if what == "download":
            columns += [progress.BarColumn(), progress.DownloadColumn(), progress.TransferSpeedColumn()]
        rows: dict[str, progress.TaskID] = {}
        with progress.Progress(*columns, console=console, transient=True) as shown:

            def update(name: str, text: str = "", *, done: int = 0, total: int | None = None) -> None:
                if name not in rows:
                    rows[name] = shown.add_task(text, total=None)
                shown.update(rows[name], description=text, completed=done, total=total)

            yield update

    @contextlib.contextmanager
    def downloading(self) -> Iterator[Callable[[Progress], None]]:
        """Show the progress of downloads."""
        with self.live("download") as show:
            yield lambda part: show(
                f"{part.clip_id} {part.kind}", f"{part.clip_id[:8]} {part.kind}", done=part.done, total=part.total
            )


def _write_whole(out: BinaryIO, data: bytes) -> None:
    """Write to an output without a buffer, as `python -u` has it: a write of Python may end after a part."""
    rest = memoryview(data)
    while rest:
        written: int | None = out.write(rest)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[written:]


def task_text(task: Task, files: Sequence[dict[str, str]]) -> str:
    """Return what a person wants to know of a task."""
    lines = [state(task)]
    if reason := getattr(task, "fail_reason", ""):
        lines.append(f"reason: {printable(reason, 300)}")
    if getattr(task, "status", "") == TaskStatus.SUCCESS and not task.clips and task.lyrics is None:
        lines.append("the server sent no clips and no lyrics")
    if task.lyrics is not None:
        lyrics = task.lyrics
        text = (getattr(lyrics, "title", ""), "", *getattr(lyrics, "text", "").splitlines())
        lines += [printable(line, 1000) for line in text]
    paths = {file["clip"]: file["path"] for file in files if "path" in file and file["kind"] == "audio"}
    rows = [
        (
            printable(getattr(clip, "title", "") or "untitled", 60),
            printable(getattr(clip, "model_name", "") or "", 30),
            f"{length:.0f} s" if (length := getattr(clip, "duration", None)) else "",
            paths.get(getattr(clip, "id", "")) or printable(getattr(clip, "audio_url", ""), 200),
        )
        for clip in task.clips
    ]
    return "\n".join([*lines, *(table(("Title", "Model", "Length", "Audio"), rows) if rows else [])])


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]


def _encodable(text: str, encoding: str | None) -> str:
    """Replace what an output's encoding lacks: a server's text may hold anything."""
    try:
        return text.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    except LookupError:
        return text.encode("ascii", "backslashreplace").decode("ascii")
