# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_text.py
"""A server's text, made fit for an error or a log."""

from __future__ import annotations


def printable(text: str, limit: int) -> str:
    """Give a text on one line, without control characters, cut at a number of characters."""
    line = "".join(character if character.isprintable() else " " for character in text[: limit * 2])
    line = " ".join(line.split())
    return line if len(line) <= limit else f"{line[:limit]}..."
