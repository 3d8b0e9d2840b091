"""Output for GitHub Actions, which has no effect elsewhere; makes a server's text safe for a line of a log."""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

CANNOT = 2
"""The exit code if something could not be checked."""
LONGEST = 2000
"""The most characters of a line."""


def printable(text: str) -> str:
    """Return text as one line that neither a terminal nor GitHub Actions reads as a command."""
    flat = "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return re.sub(r":(?=:)|#(?=#|\[)", lambda found: found[0] + "\N{WORD JOINER}", flat)[:LONGEST]


def run(main: Callable[[], int]) -> NoReturn:
    """Run a command whose exit code 1 means drift; after any other error, exit with 2."""
    try:
        code = main()
    except OSError as error:
        print(printable(f"cannot go on: {error}"), file=sys.stderr)
        code = CANNOT
    except Exception:  # noqa: BLE001 - Python itself would exit with 1
        traceback.print_exc()
        code = CANNOT
    sys.exit(code)


def summary(markdown: str) -> None:
    """Add Markdown to the summary of the run."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def output(name: str, value: str) -> None:
    """Set an output of the step to a value of one line."""
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def _append(variable: str, text: str) -> None:
    if file := os.environ.get(variable):
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)
