# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_text.py
"""What stands in an error or a log: a server's text on one line, printable, cut, without the key; a type's name."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "[key]"

_BETWEEN: Final = r"[^0-9A-Za-z]{0,4}"
_SHORT: Final = 6
"""A key of fewer characters is hidden only where it stands alone: it may be a part of any word."""

_BEGINNING: Final = 12
"""So many characters of a key are hidden even where the rest of it is missing."""


def printable(text: str, limit: int) -> str:
    """Return a text on one line, without control characters, cut at a number of characters."""
    line = "".join(character if character.isprintable() else " " for character in text[: limit * 2])
    line = " ".join(line.split())
    return line if len(line) <= limit else f"{line[:limit]}..."


def kind_of(value: object) -> str:
    """Return the type of a value as a person writes it: "int", "httpx.Client", "the class httpx.Client"."""
    kind = value if isinstance(value, type) else type(value)
    module = kind.__module__.partition(".")[0]
    name = kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"
    return f"the class {name}" if kind is value else name


class Key:
    """The API key, in an object that no repr, `asdict` or crash report shows; hides the key in texts.

    A server may echo the key in another case, or with characters between its own: that is found as well.
    """

    __slots__ = ("_pattern", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> tuple[type[Key], tuple[str]]:
        return Key, (self._text,)

    def reveal(self) -> str:
        """Return the key."""
        return self._text

    def hide(self, text: str) -> str:
        """Replace the key in a text."""
        if not self._text or not text:
            return text
        if self._pattern is None:
            letters = [re.escape(letter) for letter in self._text]
            spread = _BETWEEN.join(letters)
            if len(letters) < _SHORT:
                spread = rf"(?<![0-9A-Za-z]){spread}(?![0-9A-Za-z])"
            elif len(letters) > _BEGINNING:  # one that was cut
                spread = rf"{spread}|{_BETWEEN.join(letters[:_BEGINNING])}[\x21-\x7e]*"
            self._pattern = re.compile(spread, re.IGNORECASE)
        return self._pattern.sub(HIDDEN, text)

    def clean(self, text: str, limit: int) -> str:
        """Return a text that a server or a library wrote as `printable` does, without the key."""
        if not text:
            return ""
        # What is cut off here could be a part of the key: so much more is looked at than is kept.
        part = text[: 2 * limit + 5 * len(self._text)]
        return printable(self.hide(printable(part, len(part))), limit)


NO_KEY: Final = Key("")
