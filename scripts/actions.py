"""Output for GitHub Actions, which does nothing elsewhere, and a server's text made safe for a line of a log."""

from __future__ import annotations

import os
import re
from pathlib import Path

LONGEST = 2000
"""Characters of a line."""


def printable(text: str) -> str:
    """Return text as one line that neither a terminal nor GitHub Actions takes for a command."""
    flat = "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return re.sub(r":(?=:)|#(?=#|\[)", lambda found: found[0] + "\N{WORD JOINER}", flat)[:LONGEST]


def summary(markdown: str) -> None:
    """Add Markdown to the run's summary."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def output(name: str, value: str) -> None:
    """Set an output of the step to a value of one line."""
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def _append(variable: str, text: str) -> None:
    if file := os.environ.get(variable):
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)
