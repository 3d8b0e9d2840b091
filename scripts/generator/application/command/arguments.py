"""The command's arguments."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .. import __version__
from .._document import BASE_URL
from ..client import BASE_URL_VARIABLE, KEY_VARIABLE
from . import actions
from .operations import NAMES, Call
from .report import MEANINGS, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION: Final = "--print-completion"
OWN: Final = frozenset({"--json", "--base-url", "--debug", "--yes", "--output", "--body", "--help"})
"""The options of `call`: a parameter of the same name has `param-` before it."""


class Parser(argparse.ArgumentParser):
    """A parser that raises where argparse would exit."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def parser(words: Sequence[str]) -> Parser:
    """Return the parser for a command line: the operations of `call` are imported only for that command."""
    codes = "\n".join(f"  {code:>3}  {text}" for code, text in MEANINGS.items())
    top = Parser(
        prog="suno-client",
        description="Make songs and lyrics, wait for them, download them.",
        epilog=f"environment:\n  {KEY_VARIABLE}   the API key\n  {BASE_URL_VARIABLE}  the server's address "
        f"(default: {BASE_URL})\n\nexit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common()],
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=__version__)
    completes = COMPLETION in words
    if completes:
        _add_completion(top)
    commands = top.add_subparsers(metavar="COMMAND", required=True, dest="command")
    common = _common(default=argparse.SUPPRESS)  # what is before the command stays

    def add(name: str, text: str, *needs: str, parents: Sequence[Parser] = (), run: str = "") -> Parser:
        # A command without an operation that it needs is not listed, but says so itself.
        listed: dict[str, Any] = {"help": text} if set(needs) <= set(NAMES) else {}
        added = commands.add_parser(name, description=text, parents=[common, *parents], allow_abbrev=False, **listed)
        added.set_defaults(run=getattr(actions, run or name))
        return added

    waits, fetches, submits = _waiting(), _downloading(), _submitting()
    submit = add(
        "submit", "Submit songs: each PROMPT or lyrics file is charged.", "submit_music", parents=[submits, waits]
    )
    submit.add_argument("prompts", nargs="*", metavar="PROMPT", help="a description of the song")
    submit.add_argument(
        "--lyrics-file",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a file with the lyrics of a song; - is standard input",
    )
    submit.add_argument("--title", help="the title; only with --lyrics-file or --instrumental")
    submit.add_argument(
        "--tags", help="the style, as words separated by commas; only with --lyrics-file or --instrumental"
    )
    submit.add_argument("--model", metavar="NAME", help="the model, such as chirp-v4 (default: the server's)")
    submit.add_argument("--instrumental", action="store_true", help="make a song without a voice")
    lyrics = add(
        "lyrics", "Submit a request for lyrics: each PROMPT is charged.", "submit_lyrics", parents=[submits, waits]
    )
    lyrics.add_argument("prompts", nargs="+", metavar="PROMPT", help="a description of the lyrics")
    add("fetch", "Show the current state of tasks.", "fetch_task").add_argument(
        "task_ids", nargs="+", metavar="TASK_ID"
    )
    wait = add("wait", "Wait until tasks are finished.", "fetch_task", parents=[waits])
    wait.add_argument("task_ids", nargs="+", metavar="TASK_ID")
    download = add("download", "Download the files of finished tasks.", "fetch_task", parents=[fetches], run="fetch")
    download.add_argument("task_ids", nargs="+", metavar="TASK_ID")
    download.add_argument("--dir", type=Path, default=Path(), metavar="DIR", help="the folder (default: this one)")
    timing = add("timing", "Print the times of the words of a clip, for karaoke.", "get_timing")
    timing.add_argument("clip_id", metavar="CLIP_ID")
    timing.add_argument("--format", choices=("lrc", "srt", "json"), default="lrc", help="the format (default: lrc)")
    _add_output(timing)
    add("clips", "List clips.", "list_clips").add_argument("clip_ids", nargs="+", metavar="CLIP_ID")
    add("wav", "Print the URL of a clip's WAV file. The request may start the conversion.", "get_wav").add_argument(
        "clip_id", metavar="CLIP_ID"
    )
    call = commands.add_parser(
        "call", help="Call any operation of the API.", description="Call any operation of the API."
    )
    if completes or "call" in words:
        _add_operations(call, common)
    return top


def _add_operations(call: Parser, common: Parser) -> None:
    operations = call.add_subparsers(metavar="OPERATION", required=True, dest="operation")
    for name in NAMES:
        operation = Call(name)
        text = (operation.module.__doc__ or "").strip().replace("%", "%%")
        added: Any = operations.add_parser(name, help=text, description=text, parents=[common], allow_abbrev=False)
        added.set_defaults(run=actions.call)
        _add_yes(added)
        _add_output(added)
        for parameter in operation.parameters:
            flag = f"--{parameter.name}"
            if flag in OWN:
                flag = f"--param-{parameter.name}"
            added.add_argument(
                flag, dest=f"parameter {parameter.name}", metavar="VALUE", help=f"in the {parameter.where}"
            )
        if operation.bodies:
            media = ", ".join(body.media_type for body in operation.bodies)
            text = f"the request body ({media}): JSON, @FILE, or @- for standard input; each --body is one request"
            added.add_argument("--body", action="append", default=[], metavar="JSON", help=text)


def _common(**more: Any) -> Parser:
    """Return the options that stand before or after the command."""
    options = Parser(add_help=False)
    options.add_argument("--json", action="store_true", help="print one JSON object, for programs", **more)
    options.add_argument("--base-url", metavar="URL", help="the server's address", **more)
    options.add_argument("--debug", action="store_true", help="log requests to standard error, without the key", **more)
    return options


def _downloading() -> Parser:
    options = Parser(add_help=False)
    options.add_argument(
        "--kind",
        action="append",
        choices=("audio", "cover", "video"),
        help="which files to download; repeat it for several kinds (default: audio)",
    )
    return options


def _waiting() -> Parser:
    options = Parser(add_help=False, parents=[_downloading()])
    options.add_argument(
        "--timeout", type=_seconds, default=600, metavar="SECONDS", help="the longest wait (default: 600)"
    )
    options.add_argument("--download", type=Path, metavar="DIR", dest="dir", help="wait, and download to this folder")
    return options


def _submitting() -> Parser:
    options = Parser(add_help=False)
    options.add_argument("--wait", action="store_true", help="wait until the tasks are finished")
    _add_yes(options)
    return options


def _add_yes(added: Parser) -> None:
    added.add_argument("--yes", action="store_true", help="do not ask before more than one submission")


def _add_output(added: Parser) -> None:
    added.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of standard output")


def _add_completion(top: Parser) -> None:
    try:
        import shtab  # noqa: PLC0415 - the extra `cli`
    except ImportError:
        raise UsageError("shell completion needs shtab: install suno-client[cli]") from None
    shtab.add_argument_to(top, [COMPLETION])


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return value
