"""JSON pointers (RFC 6901) into bodies and the document, as tuples of tokens."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import unquote

Tokens = tuple[str | int, ...]

MISSING: Any = object()
"""The value that `get` returns if there is none; not None, which is JSON's null."""


def escape(token: str | int) -> str:
    """Write one token of a pointer."""
    return str(token).replace("~", "~0").replace("/", "~1")


def join(tokens: Tokens) -> str:
    """Write tokens as a pointer; no tokens are the whole document ("")."""
    return "".join("/" + escape(token) for token in tokens)


@lru_cache(maxsize=4096)
def split(pointer: str) -> tuple[str, ...]:
    """Read a pointer as tokens; after a leading `#` it is a part of a URL, with percent-encoded characters."""
    parts = (unquote(pointer[1:]) if pointer.startswith("#") else pointer).split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def get(value: Any, tokens: Tokens) -> Any:
    """Return the value at the tokens, or MISSING."""
    for token in tokens:
        if isinstance(value, dict) and str(token) in value:
            value = value[str(token)]
        elif isinstance(value, list) and str(token).isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return MISSING
    return value


def generalise(pointer: str) -> str:
    """Replace the indices of a pointer by `*`, so that it names the field in every item."""
    return "/".join("*" if part.isdecimal() else part for part in pointer.split("/"))
