"""The command `suno-client`, also as `python -m suno_client`: see `suno-client --help`."""

from __future__ import annotations

import contextlib
import io
import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING

from . import AuthenticatedClient, errors
from .command.actions import Session, exit_of
from .command.arguments import parser
from .command.report import Exit, OutputError, Report, Terminated

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


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
    words = sys.argv[1:] if arguments is None else arguments
    ends = words.index("--") if "--" in words else len(words)
    report = Report(as_json="--json" in words[:ends])
    try:
        with _terminable():
            return _reported(words, report, transport, download_transport)
    except OutputError as error:
        return report.lost(error)


def _reported(
    words: list[str],
    report: Report,
    transport: httpx.BaseTransport | None,
    download_transport: httpx.BaseTransport | None,
) -> Exit:
    """Run the command, and report what ends it."""
    try:
        return _run(words, report, transport, download_transport)
    except ValueError as error:
        return report.failed(Exit.USAGE, str(error))
    except errors.APIError as error:
        return report.failed(exit_of(error, submitting=report.submitting), str(error), error)
    except KeyboardInterrupt as error:
        code = Exit.TERMINATED if isinstance(error, Terminated) else Exit.INTERRUPTED
        lost = f". {errors.CONSEQUENCES[errors.Outcome.UNKNOWN]}" if report.submitting else ""
        return report.failed(code, f"interrupted{lost}")


def _run(
    words: list[str],
    report: Report,
    transport: httpx.BaseTransport | None,
    download_transport: httpx.BaseTransport | None,
) -> Exit:
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown):
            options = parser(words).parse_args(words)
    except SystemExit:  # after --help or --version
        report.result({"text": shown.getvalue()}, shown.getvalue().rstrip("\n"))
        return Exit.DONE
    # An empty one is an error, and not the default: a shell variable that is not set must not choose the live server.
    settings = {} if options.base_url is None else {"base_url": options.base_url}
    with _logged(debug=options.debug), AuthenticatedClient(transport=transport, **settings) as client:
        code: Exit = options.run(Session(client, report, download_transport), options)
        return code


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Make SIGTERM end the command as Ctrl-C does, so that no half of a file stays."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _logged(*, debug: bool) -> Iterator[None]:
    """Log what the package logs to standard error, which is without the key."""
    if not debug:
        yield
        return
    logger, handler = logging.getLogger(__package__), logging.StreamHandler()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


if __name__ == "__main__":
    sys.exit(main())
