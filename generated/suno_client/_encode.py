# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_encode.py
"""From Python values to JSON values."""

from __future__ import annotations

import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable


class TextDateTime(datetime.datetime):
    """A date-time whose text is not the one that `write_datetime` would write; it remembers it."""

    text: str

    @classmethod
    def parse(cls, text: str) -> TextDateTime:
        """Parse an RFC 3339 date-time."""
        parsed = cls.fromisoformat(text)
        parsed.text = text
        return parsed

    def __reduce_ex__(self, protocol: object) -> tuple[Callable[[str], datetime.datetime], tuple[str]]:
        if hasattr(self, "text"):
            return TextDateTime.parse, (self.text,)
        return datetime.datetime.fromisoformat, (self.isoformat(),)


class TextUUID(UUID):
    """A UUID whose text is not the one that `str` would write, in capitals say; it remembers it."""

    text: str

    def __init__(self, text: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "text", text)  # UUIDs refuse to be changed

    def __reduce__(self) -> tuple[Callable[[str], UUID], tuple[str]]:
        return TextUUID, (self.text,)


class PartialList(list[Any]):
    """A list without the items that could not be read; `to_dict` gives them back in their places.

    Attributes:
        left_out: The index and the JSON value of each of them, in order.
    """

    left_out: list[tuple[int, Any]]


def write_datetime(value: datetime.datetime) -> str:
    """Write a date-time as it was read; any other in RFC 3339 with milliseconds, or microseconds where it has them."""
    if isinstance(value, TextDateTime) and hasattr(value, "text"):
        return value.text
    text = value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def encode(value: Any) -> Any:
    """Return the JSON value of any field's value."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Enum):
        return value.value
    for base, write in _WRITERS.items():
        if isinstance(value, base):
            return write(value)
    return value


def _write_list(value: list[Any]) -> list[Any]:
    return [encode(item) for item in value]


def _write_partial_list(value: PartialList) -> list[Any]:
    items = _write_list(value)
    for index, item in value.left_out:
        items.insert(index, item)
    return items


_PLAIN = frozenset({str, int, float, bool, type(None)})
_WRITERS: dict[type, Callable[[Any], Any]] = {
    PartialList: _write_partial_list,
    list: _write_list,
    dict: lambda value: {key: encode(item) for key, item in value.items()},
    datetime.datetime: write_datetime,
    datetime.date: datetime.date.isoformat,
    TextDateTime: write_datetime,
    TextUUID: lambda value: value.text,
    UUID: str,
}
