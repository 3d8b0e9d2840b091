"""The command line of commands: a usage error is reported in one line, with exit code 2."""

from __future__ import annotations

import argparse
from typing import Final, NoReturn

KEY_VARIABLE: Final = "SUNO_API_KEY"
TASKS_VARIABLE: Final = "SUNO_TASKS"
"""A JSON object, scenario name -> task id."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Print the error and exit with code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def number(text: str) -> float:
    """Parse a number of 0 or more from a command line (argparse's `type`)."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 0 or more")
    return value


def port(text: str) -> int:
    """Parse a TCP port from a command line (argparse's `type`)."""
    if not (text.isascii() and text.isdecimal() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)
