"""Look for drift between openapi.yaml and the responses of a server.

    python -m scripts.drift live --base-url URL            check a server (SUNO_API_KEY, SUNO_TASKS)
    python -m scripts.drift file PATH...                   judge recorded traffic
    python -m scripts.drift record --base-url URL --task ID    fetch a response and keep it, without secrets
    python -m scripts.drift adopt PATH...                  adopt drifts into openapi.yaml
    python -m scripts.drift rules                          the table of rules, as Markdown

Exit 0: no drift at or above --fail-on. 1: drift. 2: could not check, with the reason.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress

from contract_tests import settings
from contract_tests.contract import Document, DocumentError, Exchange, Judge, Severity
from contract_tests.contract.rules import markdown
from contract_tests.drift import sources
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.recording import keep, record
from contract_tests.drift.reports import FORMATS, text
from contract_tests.drift.summary import Summary, Unreadable
from contract_tests.drift.writing import write_atomically
from scripts.actions import CANNOT, printable, run
from scripts.adopting import adopt

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, DRIFT = 0, 1


class UsageError(Exception):
    """An argument of the command is invalid; the message has the remedy."""


def main(arguments: Sequence[str] | None = None, **replaced: Any) -> int:
    """Run a command, and return the exit code; tests replace attributes of the probe."""
    options = _parser().parse_args(arguments)
    options.replaced = replaced
    try:
        code: int = options.run(options)
    except (UsageError, settings.SettingError, CannotCheckError, DocumentError) as error:
        for line in str(error).splitlines():
            print(f"drift: {printable(line)}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("drift: interrupted", file=sys.stderr)
        return CANNOT
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nox -s drift --", description="Look for drift between openapi.yaml and responses."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    reporting = argparse.ArgumentParser(add_help=False)
    reporting.add_argument("--format", choices=FORMATS, default="text", help="the report's format (default: text)")
    reporting.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write the report (default: standard output)"
    )
    reporting.add_argument(
        "--fail-on", choices=[one.value for one in Severity], default=Severity.ADDITIVE.value,
        help="the mildest drift that makes the exit code 1 (default: additive, so every drift)",
    )  # fmt: skip
    server = argparse.ArgumentParser(add_help=False)
    settings.server(server, required=True)

    live = commands.add_parser("live", parents=[server, reporting], help="check a server")
    live.add_argument(
        "--polls", type=settings.count, default=2, metavar="N", help="how often to fetch a running task (default: 2)"
    )
    live.add_argument(
        "--interval", type=settings.number, default=5.0, metavar="SECONDS", help="the pause between polls (default: 5)"
    )
    live.add_argument("--keep", type=Path, metavar="DIR", help="keep the exchanges as recordings, without secrets")
    live.set_defaults(run=_live)

    traffic = argparse.ArgumentParser(add_help=False)
    traffic.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="exchange files, HAR, NDJSON, JSON bodies, folders"
    )
    traffic.add_argument(
        "--operation", default="", metavar="NAME", help="the operation of bodies without their request"
    )
    file = commands.add_parser("file", parents=[traffic, reporting], help="judge recorded traffic")
    file.set_defaults(run=_file)

    record = commands.add_parser("record", parents=[server], help="fetch a response and keep it, without secrets")
    record.add_argument("--task", required=True, metavar="ID", help="the task to fetch, or an id of --operation")
    record.add_argument("--operation", default="", metavar="NAME", help="what to call (default: the fetch of a task)")
    record.add_argument("--output", type=Path, metavar="FILE", help="where to keep it (default: a name in recordings/)")
    record.set_defaults(run=_record)

    adopt = commands.add_parser("adopt", parents=[traffic], help="adopt drifts into openapi.yaml")
    adopt.add_argument("--dry-run", action="store_true", help="show the diff, change nothing")
    adopt.add_argument("--yes", choices=["additive", "all"], help="adopt without asking: additive drifts, or all")
    adopt.add_argument(
        "--evidence", choices=["adopted", "observed"], default="adopted",
        help="adopted: seen at the live API (default); observed: seen at another relay of the family",
    )  # fmt: skip
    adopt.set_defaults(run=_adopt)

    commands.add_parser("rules", help="print the table of rules").set_defaults(run=_rules)
    return parser


def _live(options: argparse.Namespace) -> int:
    probe = Probe(
        options.base_url,
        settings.key(os.environ),
        settings.tasks(os.environ),
        polls=options.polls,
        interval=options.interval,
        also=options.also,
        **options.replaced,
    )
    exchanges: list[Exchange] = []
    summary = check_server(probe, exchanges)
    if options.keep is not None:
        keep(exchanges, options.keep, probe.document)
        print(f"drift: kept {len(exchanges)} recordings in {options.keep}", file=sys.stderr)
    return _report(summary, options)


def check_server(probe: Probe, judged: list[Exchange] | None = None) -> Summary:
    """Send the probe's requests to a server, and judge the responses; append the judged exchanges to `judged`."""
    print(f"{probe.base_url}: {probe.announcement()}", file=sys.stderr, flush=True)
    summary = Summary(Judge(probe.document))
    for one in probe.run():
        summary.add(one)
        if judged is not None and isinstance(one, Exchange):
            judged.append(one)
    return summary


def _file(options: argparse.Namespace) -> int:
    return _report(judged(options.paths, options.operation), options)


def judged(paths: Sequence[Path], operation: str = "") -> Summary:
    """Judge recorded traffic, with a progress bar if standard error is a terminal."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
    if operation:
        try:
            Document.load().operation(operation)
        except LookupError as error:
            raise UsageError(str(error.args[0])) from None
    names = list(sources.files(paths))
    summary, console = Summary(), Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("judging", total=sum(path.stat().st_size for path in names))
        for path in names:
            summary.judge.forget()  # another file is another sequence
            for exchange in sources.read(path, lambda size: progress.advance(bar, size), operation=operation):
                summary.add(exchange)
    return summary


def _report(summary: Summary, options: argparse.Namespace) -> int:
    if options.output is not None:
        try:
            write_atomically({options.output: FORMATS[options.format](summary)})
        except OSError as error:
            raise UsageError(f"{options.output}: {error.strerror}") from None
    elif options.format == "text":
        Console().print(text.renderable(summary))
    else:
        sys.stdout.write(FORMATS[options.format](summary))
    return verdict(summary, Severity(options.fail_on))


def verdict(summary: Summary, fail_on: Severity = Severity.ADDITIVE) -> int:
    """Return the exit code: 1 for drift, else 2 if something could not be judged, else 0."""
    worst = summary.worst()
    if worst is not None and worst >= fail_on:
        return DRIFT
    if not summary.judged or summary.unreadable:
        for one in summary.unreadable or [Unreadable("nothing", "no exchange of this API")]:
            print(f"drift: could not check: {printable(f'{one.name}: {one.reason}')}", file=sys.stderr)
        return CANNOT
    return OK


def _record(options: argparse.Namespace) -> int:
    probe = Probe(options.base_url, settings.key(os.environ), {}, also=options.also, **options.replaced)
    path = record(probe, options.task, options.output, options.operation)
    print(path)
    return OK


def _adopt(options: argparse.Namespace) -> int:
    return adopt(
        judged(options.paths, options.operation), yes=options.yes, dry_run=options.dry_run, evidence=options.evidence
    )


def _rules(_options: argparse.Namespace) -> int:
    sys.stdout.write(markdown())
    return OK


if __name__ == "__main__":
    run(main)
