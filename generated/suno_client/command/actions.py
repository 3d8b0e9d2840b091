# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/command/actions.py
"""What each subcommand does. Each function returns the exit code, and raises what ends the command."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from .. import _clock, errors
from .._encode import encode
from .._text import printable
from ..api.suno import fetch_task
from ..download import all_playable, download
from ..models import TaskStatus
from ..types import UNSET
from . import karaoke
from .operations import NAMES, Call, read
from .report import Exit, OutputError, Report, Terminated, UsageError, json_text, state, table, task_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import httpx

    from ..client import AuthenticatedClient
    from ..models import Task

BATCH: Final = "fetch_tasks"
"""The operation that waits for many tasks, where the document has it."""


@frozen
class Session:
    """What a subcommand works with.

    Attributes:
        client: The settings, with the key.
        report: Where results and progress go.
        download_transport: A transport for downloads, for tests.
    """

    client: AuthenticatedClient
    report: Report
    download_transport: httpx.BaseTransport | None = None


def submit(session: Session, options: argparse.Namespace) -> Exit:
    """Submit songs; with --wait, wait for them."""
    custom = {"title": options.title, "tags": options.tags}
    bodies: list[dict[str, Any]] = [{"prompt": _text_of(path)} for path in options.lyrics_file]
    _check_texts(options.prompts)
    if options.prompts and any(custom.values()):
        raise UsageError(
            "--title and --tags need --lyrics-file or --instrumental; with a PROMPT the server chooses them"
        )
    if options.lyrics_file and options.instrumental:
        raise UsageError("--lyrics-file and --instrumental cannot be combined")
    if options.instrumental and any(custom.values()):
        bodies.append({"prompt": ""})
    elif not options.prompts and not bodies:
        raise UsageError("nothing to submit: give a PROMPT, a --lyrics-file, or --instrumental with --tags")
    bodies = [body | custom for body in bodies]
    bodies += [
        {"gpt_description_prompt": prompt, "make_instrumental": options.instrumental or None}
        for prompt in options.prompts
    ]
    return _submit(session, options, Call("submit_music"), [body | {"mv": options.model} for body in bodies])


def lyrics(session: Session, options: argparse.Namespace) -> Exit:
    """Submit lyrics to be written; with --wait, wait for them."""
    _check_texts(options.prompts)
    return _submit(session, options, Call("submit_lyrics"), [{"prompt": prompt} for prompt in options.prompts])


def fetch(session: Session, options: argparse.Namespace) -> Exit:
    """Show the current state of tasks; with --download, download their files."""
    task_ids = session.report.task_ids = list(dict.fromkeys(options.task_ids))
    _make_folder(options)
    return _report(session, ((task_id, _fetched(session, task_id)) for task_id in task_ids), options)


def wait(session: Session, options: argparse.Namespace) -> Exit:
    """Wait until tasks are finished; with --download, download their files."""
    session.report.task_ids = list(dict.fromkeys(options.task_ids))
    _make_folder(options)
    return _report(session, _ended(session, options), options)


def timing(session: Session, options: argparse.Namespace) -> Exit:
    """Write when each word of a clip is sung."""
    found = Call("get_timing").send_and_read(session.client, {"clip_id": options.clip_id})
    words = [karaoke.Word(word.word, word.start_s, word.end_s) for word in found.aligned_words]
    lines = karaoke.lines_of(words)
    if not lines:
        session.report.say("the server has no times of words for this clip, for example because it is an instrumental")
    if options.json or options.format == "json":
        _write(session, options.output, json_text(found.to_dict(), None if options.json else 2))
    else:
        _write(session, options.output, karaoke.lrc(lines) if options.format == "lrc" else karaoke.srt(lines))
    return Exit.DONE


def clips(session: Session, options: argparse.Namespace) -> Exit:
    """List clips."""
    found = Call("list_clips").send_and_read(session.client, {"clip_ids": ",".join(options.clip_ids)})
    rows = [
        tuple(printable(str(getattr(clip, name, "") or ""), 200) for name in ("id", "title", "status", "audio_url"))
        for clip in found
    ]
    text = "\n".join(table(("Clip", "Title", "Status", "Audio"), rows)) if rows else ""
    session.report.result({"clips": [clip.to_dict() for clip in found]}, text)
    missing = set(options.clip_ids) - {row[0] for row in rows}
    for clip_id in sorted(missing):
        session.report.say(f"clip {printable(clip_id, 100)}: the server does not list it")
    return Exit.API if missing else Exit.DONE


def wav(session: Session, options: argparse.Namespace) -> Exit:
    """Print the address of a WAV file."""
    found = Call("get_wav").send_and_read(session.client, {"clip_id": options.clip_id})
    session.report.result({"url": found.url, "response": found.to_dict()}, printable(found.url or "", 2000))
    if found.url is None:
        session.report.say("the WAV file is not ready yet: run the command again in some seconds")
        return Exit.NOT_FINISHED
    return Exit.DONE


def call(session: Session, options: argparse.Namespace) -> Exit:
    """Call any operation."""
    operation = Call(options.operation)
    given = vars(options)
    values = {
        parameter.name: operation.value(parameter, text)
        for parameter in operation.parameters
        if (text := given[f"parameter {parameter.name}"]) is not None
    }
    unknown: list[str] = []
    bodies = [operation.body(_body_of(text), unknown.append) for text in given.get("body", ())] or [UNSET]
    for body in bodies:
        operation.request(values, body)
    if operation.submits:
        if unknown:
            _confirm(
                options,
                f"openapi.yaml does not declare {', '.join(unknown)}; the server may ignore it and charge all the same",
            )
        if len(bodies) > 1:
            _confirm(options, f"{len(bodies)} submissions are charged")
    responses = []
    for body in bodies:
        with _submitting(session.report) if operation.submits else contextlib.nullcontext():
            response = operation.send(session.client, values, body)
        responses.append(response)
        if not options.json:
            parsed = encode(response.parsed)
            text = parsed if isinstance(parsed, (str, bytes)) else json_text(parsed, 2)
            _write(session, options.output, text, keep=operation.submits)
    if options.json:
        shown = [
            {"status": one.status_code, "request_id": one.request_id, "body": _json_of(one.parsed)} for one in responses
        ]
        _write(session, options.output, json_text({"responses": shown}), keep=operation.submits)
    return Exit.DONE


def _submit(session: Session, options: argparse.Namespace, operation: Call, fields: Iterable[dict[str, Any]]) -> Exit:
    report = session.report
    bodies = [
        operation.body({key: value for key, value in body.items() if value is not None}, lambda _: None)
        for body in fields
    ]
    for body in bodies:
        operation.request({}, body)  # so that a mistake in the last one is found before the first is charged
    if len(bodies) > 1:
        _confirm(options, f"{len(bodies)} submissions are charged")
    _make_folder(options)
    waits = options.wait or options.dir is not None
    states: dict[str, Iterator[Task]] = {}
    for body in bodies:
        with _submitting(report):
            task_id, states[task_id] = operation.submit(session.client, options.timeout, body, _condition(options))
            report.task_ids.append(task_id)
        shown = printable(task_id, 200)
        if waits or options.json:
            report.say(f"task {shown} is submitted")
        else:
            report.write(shown)
    if waits:
        return _report(session, _ended(session, options, states), options)
    if options.json:
        report.write(json_text({"tasks": [{"task_id": task_id} for task_id in report.task_ids]}))
    return Exit.DONE


@contextlib.contextmanager
def _submitting(report: Report) -> Iterator[None]:
    """Make the first Ctrl-C or SIGTERM wait for the response of a submission, so that its id is not lost."""
    came: list[int] = []

    def note(number: int, _: object) -> None:
        if came:
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt
        came.append(number)
        report.say(
            "waiting for the response to the submission, so that its id is not lost; press Ctrl-C again to stop at once"
        )

    report.submitting = True
    if threading.current_thread() is not threading.main_thread():
        yield
    else:
        before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    report.submitting = False
    if came:
        raise Terminated if came[0] == signal.SIGTERM else KeyboardInterrupt


def _confirm(options: argparse.Namespace, what: str) -> None:
    """Ask for confirmation at a terminal; elsewhere, `--yes` gives it.

    Raises:
        UsageError: There is no terminal, or the person declines.
    """
    if options.yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(f"{what}: confirm with --yes")
    sys.stderr.write(f"{what}. Go on? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was submitted")


def _fetched(session: Session, task_id: str) -> Task | errors.APIError:
    try:
        task: Task | None = fetch_task.sync(task_id, client=session.client).data
    except errors.APIError as error:
        return error
    return (
        task if task is not None else errors.UnreadableResponseError("the server cannot read the task's stored result")
    )


def _ended(
    session: Session, options: argparse.Namespace, states: Mapping[str, Iterator[Task]] | None = None
) -> Iterator[tuple[str, Task | errors.APIError]]:
    """Wait for tasks, and yield each with its last state or what ended the wait for it.

    Args:
        session: What a subcommand works with.
        options: The arguments.
        states: The waits for tasks that this run submitted, which the server may not know at once.
    """
    clock = _clock.current()
    until = clock.monotonic() + options.timeout
    enough = _condition(options)
    task_ids = session.report.task_ids
    batch: Any = Call(BATCH).module if BATCH in NAMES else None
    if len(task_ids) == 1 or not hasattr(batch, "as_completed"):
        for task_id in task_ids:
            polled = (states or {}).get(task_id)
            yield task_id, _waited(session, task_id, until, polled, enough)
        return
    ends = batch.as_completed(
        task_ids, client=session.client, timeout=options.timeout, return_failed=True, until=enough
    )
    for done in range(len(task_ids)):
        with session.report.live("wait") as show:  # ends before a download shows its own
            show("", f"{done} of {len(task_ids)} tasks are finished")
            one = next(ends)
        yield one.id, one.error or one.state


def _condition(options: argparse.Namespace) -> Callable[[Task], bool] | None:
    """Return what must be true of a finished task before its files can be downloaded."""
    return all_playable if options.dir is not None else None


def _waited(
    session: Session,
    task_id: str,
    until: float,
    states: Iterator[Task] | None,
    enough: Callable[[Task], bool] | None,
) -> Task | errors.APIError:
    task: Task | None = None
    left = max(until - _clock.current().monotonic(), 1)
    try:
        with session.report.live("wait") as show:
            for task in states or fetch_task.poll(task_id, client=session.client, timeout=left, until=enough):
                show(task_id, state(task))
    except errors.APIError as error:
        return error
    assert task is not None  # noqa: S101 - a wait yields a state or raises
    return task


def _report(
    session: Session,
    ended: Iterable[tuple[str, Task | errors.APIError]],
    options: argparse.Namespace,
) -> Exit:
    """Download with --download, report each task, and return the code of the first that is not done."""
    report = session.report
    task_ids = report.task_ids
    shown: dict[str, dict[str, Any]] = {}
    codes = {}
    for task_id, task in ended:
        files: list[dict[str, str]] = []
        if isinstance(task, errors.APIError):
            codes[task_id] = exit_of(task)
            shown[task_id] = {"task_id": task_id, "error": task.to_dict() | {"message": str(task)}}
            report.say(str(task))
            continue
        codes[task_id] = Exit.TASK_FAILED if task.status == TaskStatus.FAILURE else Exit.DONE
        if getattr(options, "dir", None) is not None and codes[task_id] == Exit.DONE:
            files = _downloaded(session, task, options)
            if not files or any("error" in file for file in files):
                codes[task_id] = Exit.DOWNLOAD
        shown[task_id] = {"task_id": task_id, "task": task.to_dict(), "files": files}
        if not report.as_json:
            head = f"{printable(task_id, 200)}: " if len(task_ids) > 1 else ""
            report.write(head + task_text(task, files))
    if report.as_json:
        report.write(json_text({"tasks": [shown[task_id] for task_id in task_ids]}))
    return next((codes[task_id] for task_id in task_ids if codes[task_id]), Exit.DONE)


def _downloaded(session: Session, task: Task, options: argparse.Namespace) -> list[dict[str, str]]:
    report = session.report
    with report.downloading() as show:
        found = download(
            task.clips,
            options.dir,
            kinds=options.kind or ("audio",),
            progress=show,
            transport=session.download_transport,
        )
    titles = {str(getattr(clip, "id", "")): getattr(clip, "title", "") for clip in task.clips}
    files = []
    for file in found:
        shown = {"clip": file.clip_id, "kind": file.kind}
        files.append(shown | ({"path": str(file.path)} if file.path else {"error": file.error}))
        if file.path is None:
            title = titles.get(file.clip_id) or "untitled"
            report.say(f"clip {printable(f'{title} {file.clip_id[:8]}', 80)}: {file.error}")
    if not files:
        report.say("there is nothing to download")
    return files


def exit_of(error: errors.APIError, *, submitting: bool = False) -> Exit:
    """Return the exit code of an error."""
    if submitting and error.outcome is errors.Outcome.UNKNOWN:
        return Exit.UNKNOWN_OUTCOME
    if isinstance(error, errors.TaskFailedError):
        return Exit.TASK_FAILED
    if isinstance(error, errors.WaitTimeoutError):
        return Exit.NOT_FINISHED
    return Exit.CONNECTION if isinstance(error, errors.APIConnectionError) else Exit.API


def _text_of(path: Path) -> str:
    try:
        text = read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{printable(str(path), 200)} is not text in UTF-8") from None
    if not text.strip():
        raise UsageError(f"{printable(str(path), 200)} is empty: nothing was submitted")
    return text


def _check_texts(prompts: Iterable[str]) -> None:
    """Check that no prompt is empty: a server makes some song of it, and charges for it."""
    if not all(prompt.strip() for prompt in prompts):
        raise UsageError("a PROMPT is empty: nothing was submitted")


def _make_folder(options: argparse.Namespace) -> None:
    """Make the folder for downloads before anything is submitted or waited for.

    Raises:
        UsageError: It cannot be made, or not be written to.
    """
    folder: Path | None = getattr(options, "dir", None)
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(folder, os.W_OK) else os.strerror(errno.EACCES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
    if reason:
        raise UsageError(f"cannot download to {printable(str(folder), 200)}: {reason}")


def _body_of(text: str) -> Any:
    """Return the body that an argument says: JSON, or the content of a file, which need not be JSON."""
    content = read(Path(text[1:])) if text.startswith("@") else text
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        if isinstance(content, bytes):
            return content
        raise UsageError(f"--body is not JSON: {printable(text, 60)}") from None


def _json_of(value: Any) -> Any:
    """Return a parsed body as JSON values; bytes as text, as far as they are text."""
    encoded = encode(value)
    return encoded.decode("utf-8", "replace") if isinstance(encoded, bytes) else encoded


def _write(session: Session, output: Path | None, text: str | bytes, *, keep: bool = False) -> None:
    """Write to a file or to standard output.

    Args:
        session: What a subcommand works with.
        output: The file; None for standard output.
        text: What to write.
        keep: Whether to write it to standard error if that fails: it has the id of something that is charged.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        if output is None:
            session.report.write(text)
            return
        try:
            output.write_bytes(text if isinstance(text, bytes) else f"{text}\n".encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            raise OutputError from error
    except OutputError:
        if keep:
            shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            session.report.say(f"submitted; the response is: {printable(shown, 2000)}")
        raise
