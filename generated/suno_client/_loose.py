# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_loose.py
"""Finds a result, or an id, in a body that is not as declared: for waits, which would lose what was made otherwise.

`sync` raises what is wrong with such a body. A wait reads on: bytes around the JSON value, another charset and gzip
without a label do not count, keys may be spelled in another style, an object may be JSON in a text, and the result may
be in another place. It has to be the only one of its kind there, with a status that the document knows.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Final

from ._model import Model, follow
from ._reader import REQUIRED, Start
from ._response import charset_of, decoded
from ._response import follow as reach
from .errors import SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ._polling import Polling
    from .types import Response

MAX_DEPTH: Final = 4
"""How deep a result is looked for."""

MAX_BYTES: Final = 16 * 1024 * 1024


def result_in(response: Response[Any], polling: Polling[Any, Any]) -> tuple[Start, Any] | None:
    """Return a body with the polled result at its declared place, found in another, and what to log of it; or None."""
    if polling.status[: len(polling.result)] != polling.result:
        return None
    for body in _bodies(response):
        for level in _levels(body):
            found = [one for value in level if (one := _read(value, polling)) is not None]
            if len(found) == 1:
                start, wrapped = found[0]
                name = polling.types[0].__name__
                kind = f"not as declared: {name} was found in another place or spelling, or beside an error status"
                start.append((start, kind, "object", REQUIRED))
                return start, wrapped
            if found:
                return None
    return None


def ids_in(response: Response[Any], places: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, str] | None:
    """Return ids that a body has elsewhere than at their places; None if it is not clear which they are.

    Args:
        response: The response.
        places: By argument: its name in requests, and its place.
    """
    for body in _bodies(response):
        values: dict[str, str] = {}
        for argument, (name, place) in places.items():
            there = set(_texts(reach(body, place)))
            named = set(_texts([one[key] for level in _levels(body) for one in level for key in one
                                if _folded(key) == _folded(name)]))  # fmt: skip
            for texts in (there, named):
                if len(texts) == 1:
                    values.setdefault(argument, *texts)
        if len(values) == len(places):
            return values
    return None


def _read(value: Any, polling: Polling[Any, Any]) -> tuple[Start, Any] | None:
    for kind in polling.types:
        start = Start()
        with contextlib.suppress(SchemaMismatchError):  # it is no model of this kind: another may fit
            wrapped: Any = kind._read(value, start) if issubclass(kind, Model) else value  # noqa: SLF001 - of this package
            for name in reversed(polling.result):
                wrapped = {name: wrapped}
            status = polling.status_of(wrapped)
            if getattr(follow(wrapped, polling.status), "is_known", False) or polling.ends(wrapped, status):
                return start, wrapped
    return None


def _bodies(response: Response[Any]) -> Iterator[Any]:
    """Yield what a body may say: first as it is written, then with keys as the document spells them."""
    content = response.content
    if content.startswith(b"\x1f\x8b"):
        content, _ = decoded({"content-encoding": "gzip"}, content, MAX_BYTES)
    text = content.decode(charset_of(response.headers), "replace")
    starts = [start for start in (text.find("{"), text.find("[")) if start >= 0]
    if not starts or text.lstrip().startswith("<"):
        return
    with contextlib.suppress(ValueError, RecursionError):  # no JSON: there is nothing to find
        body, _ = json.JSONDecoder(strict=False).raw_decode(text, min(starts))
        yield body
        names = {_folded(key): key for model in Model.__subclasses__() for key in model._KEYS}  # noqa: SLF001 - as above
        yield _respelled(body, names)


def _respelled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, list):
        return [_respelled(item, names) for item in value]
    if isinstance(value, dict):
        return {names.get(_folded(key), key): _respelled(item, names) for key, item in value.items()}
    return value


def _folded(key: str) -> str:
    return "".join(letter for letter in key if letter.isalnum()).casefold()


def _levels(body: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the objects of a body, the outermost first."""
    level: Sequence[Any] = [body]
    for _ in range(MAX_DEPTH):
        yield [value for value in level if isinstance(value, dict)]
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]


def _texts(value: Any, depth: int = MAX_DEPTH) -> Iterator[str]:
    if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
        yield str(value)
    elif isinstance(value, (dict, list)) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth - 1)
