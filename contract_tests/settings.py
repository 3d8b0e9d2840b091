"""What a person sets to say which API is meant: its base URL, and in the environment a key and known tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from suno_mock_api.arguments import KEY_VARIABLE, TASKS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingError(Exception):
    """What was set can't be used; the text is for the person who set it."""


def base_url(text: str) -> str:
    """Read a base URL.

    Args:
        text: What was given for one.

    Raises:
        SettingError: It is none.
    """
    try:
        url = urlsplit(text)
        usable = url.scheme in {"http", "https"} and url.hostname and url.port != 0
    except ValueError as error:
        raise SettingError(f"not a URL: {text!r} ({error})") from error
    if not usable or url.query or url.fragment:
        raise SettingError(f"not a base URL: {text!r}; it looks like https://api.example.com")
    if "@" in url.netloc:
        raise SettingError(f"a base URL holds no key: put it into {KEY_VARIABLE}")
    return text.rstrip("/")


def key(environment: Mapping[str, str]) -> str:
    """Read the key.

    Args:
        environment: The environment variables.

    Raises:
        SettingError: There is none.
    """
    text = environment.get(KEY_VARIABLE, "").strip()
    if not text:
        raise SettingError(f"no key: set {KEY_VARIABLE}")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise SettingError(f"{KEY_VARIABLE} is no key: it has white space or characters outside ASCII")
    return text


def tasks(environment: Mapping[str, str]) -> dict[str, str]:
    """Read the known task ids.

    Args:
        environment: The environment variables.

    Raises:
        SettingError: There is none, or it is not a JSON object of strings.
    """
    example = """'{"music_success": "TASK_ID"}'"""
    text = environment.get(TASKS_VARIABLE, "").strip()
    if not text:
        raise SettingError(f"no task id: set {TASKS_VARIABLE}, such as {example}")
    try:
        known: Any = json.loads(text)
    except ValueError as error:
        raise SettingError(f"{TASKS_VARIABLE} is not JSON ({error}); it looks like {example}") from error
    if not isinstance(known, dict) or not all(isinstance(one, str) and one.strip() for one in known.values()):
        raise SettingError(f"{TASKS_VARIABLE} is not an object of task ids by scenario; it looks like {example}")
    if not known:
        raise SettingError(f"no task id: {TASKS_VARIABLE} is empty; it looks like {example}")
    return known
