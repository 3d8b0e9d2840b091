"""What GitHub Actions reads from a step; elsewhere nothing happens."""

from __future__ import annotations

import os
from pathlib import Path


def summary(markdown: str) -> None:
    """Add to the run's summary.

    Args:
        markdown: What a person reads there.
    """
    _append("GITHUB_STEP_SUMMARY", markdown)


def output(name: str, value: str) -> None:
    """Set an output of the step.

    Args:
        name: Its name.
        value: Its value, one line.
    """
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def _append(variable: str, text: str) -> None:
    if file := os.environ.get(variable):
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)
