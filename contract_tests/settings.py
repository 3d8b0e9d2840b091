"""The settings of a checked API: its base URL, and a key and known tasks in the environment.

This module reads the environment variables, and has the arguments that several command lines share.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contract_tests.contract import Document
from contract_tests.contract.phrases import near
from suno_mock_api.arguments import KEY_VARIABLE, TASKS_VARIABLE, Parser, number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KEY_VARIABLE", "TASKS_VARIABLE", "Parser", "SettingError", "base_url", "count", "key", "local", "number",
           "server", "tasks", "url"]  # fmt: skip

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingError(Exception):
    """A setting is invalid; the message has the remedy."""


def base_url(text: str) -> str:
    """Return a base URL without its last slash.

    Raises:
        SettingError: It is not a base URL.
    """
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise SettingError(f"not a URL: {text!r} ({error})") from error
    if "@" in parts.netloc:
        raise SettingError(f"a base URL must not contain a key: put it into {KEY_VARIABLE}")
    if not usable or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise SettingError(f"not a base URL: {text!r}; it looks like https://api.example.com")
    return text.rstrip("/")


def local(text: str) -> str:
    """Return the base URL of a server on this machine.

    Raises:
        SettingError: It is not a base URL with a loopback address.
    """
    found = base_url(text)
    if urlsplit(found).hostname not in LOOPBACK:
        raise SettingError(f"{found}: generated requests go to a server on this machine only (127.0.0.1)")
    return found


def key(environment: Mapping[str, str]) -> str:
    """Return the key from the environment.

    Raises:
        SettingError: It is missing or invalid.
    """
    text = environment.get(KEY_VARIABLE, "").strip()
    if not text:
        raise SettingError(f"no key: set {KEY_VARIABLE}")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise SettingError(f"{KEY_VARIABLE} is not a key: it has white space or characters outside ASCII")
    return text


def tasks(environment: Mapping[str, str], document: Document | None = None) -> dict[str, str]:
    """Return the known task ids by scenario of the document (by default openapi.yaml).

    Raises:
        SettingError: The variable is missing or not a JSON object of strings, or the document has no such scenario.
    """
    example = """'{"music_success": "TASK_ID"}'"""
    text = environment.get(TASKS_VARIABLE, "").strip()
    if not text:
        raise SettingError(f"no task id: set {TASKS_VARIABLE}, such as {example}")
    try:
        known: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingError(f"{TASKS_VARIABLE} is not JSON ({error}); it looks like {example}") from error
    if not isinstance(known, dict) or not all(isinstance(one, str) and one.strip() for one in known.values()):
        raise SettingError(f"{TASKS_VARIABLE} is not an object of task ids by scenario; it looks like {example}")
    if not known:
        raise SettingError(f"no task id: {TASKS_VARIABLE} is empty; it looks like {example}")
    for name, one in known.items():
        if not one.isprintable() or one != one.strip():
            raise SettingError(f"{TASKS_VARIABLE}: {one!r} of {name} is not an id: it has blanks or control characters")
    scenarios = (document or Document.load()).scenarios
    for name in known:
        if name not in scenarios:
            hint = near(repr(name), list(map(repr, scenarios)), f"it has {', '.join(scenarios)}")
            raise SettingError(f"{TASKS_VARIABLE}: the document has no scenario {name!r}; {hint}")
    return known


def server(parser: argparse.ArgumentParser, default: str | None = None, **options: Any) -> None:
    """Add the arguments of a command that checks a server; `options` are argparse's, for `--base-url`."""
    options = {"help": "the base URL of the server", **options}
    parser.add_argument("--base-url", metavar="URL", type=url, default=default, **options)
    parser.add_argument(
        "--also", action="append", default=[], metavar="OPERATION",
        help="also call this operation, although it may start something; a submission is never sent",
    )  # fmt: skip


def url(text: str) -> str:
    """Parse a base URL from a command line (argparse's `type`)."""
    try:
        return base_url(text)
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """Parse a number from 1 to 1000 from a command line (argparse's `type`)."""
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)
