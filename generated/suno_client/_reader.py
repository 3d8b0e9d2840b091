# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from scripts/generator/runtime/_reader.py; do not edit.
"""The tolerant reader: JSON values into models whose annotations hold, with nothing lost.

A value that breaks the declared type of an optional field leaves the field `UNSET` and stays in the model's
`additional_properties`, from where `to_dict()` gives it back. Only a required field that is missing or mistyped raises.
Each such surprise, each unknown field and each unknown word of an enum is told once per place to the package's logger.
"""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from ._text import printable
from .errors import SchemaMismatchError
from .types import UNSET, OpenStrEnum, Unset

_refused: tuple[type[Exception], ...] = (UnicodeDecodeError, RecursionError)
try:
    import msgspec
except ImportError:
    _parse_fast = None
else:
    # Of the fast parsers the one that keeps integers of any size.
    _parse_fast = msgspec.json.Decoder().decode
    _refused = (msgspec.DecodeError, *_refused)

logger = logging.getLogger(__package__)

T = TypeVar("T")
E = TypeVar("E", bound=OpenStrEnum)

MAX_TOLD: Final = 1000
"""How many places are told at most in one process: a server that makes up field names must not fill the memory."""

_told: set[tuple[str, str]] = set()


class Start(list[tuple["Place", str, str]]):
    """Where the reading of one body starts; collects its surprises until it has ended well.

    A list itself, since one is made for every body: place, kind and what was found.
    """

    __slots__ = ()

    def tell(self, subject: str) -> None:
        """Log each surprise, unless this place had it before."""
        for place, kind, found in self:
            pointer = _pointer(place, any_index=True)
            if (pointer, kind) in _told or len(_told) >= MAX_TOLD:
                continue
            _told.add((pointer, kind))
            logger.warning("%s at %s: %s (found %s)", subject, printable(pointer, 200) or "the top", kind, found)


# A link to the place above and the key or index below it, down from a Start: made for every nested value, so it is
# cheap; spelled out as a JSON pointer only for what gets told.
Place: TypeAlias = "Start | tuple[Place, str | int]"
Read: TypeAlias = Callable[[Any, Place], T]


new: Final = object.__new__


def read_body(read: Read[T], body: Any, subject: str) -> T:
    """Read a JSON value, and log what was surprising in it.

    Args:
        read: The reader of the declared type.
        body: The value, as `json` gives it.
        subject: What is read, for the log.

    Raises:
        SchemaMismatchError: A required part is missing or of another type.
    """
    start = Start()
    result = read(body, start)
    if start:
        start.tell(subject)
    return result


def required(read: Read[T], value: Any, at: Place, key: str) -> T:
    """Read a required field that is not plainly right."""
    if value is UNSET:
        raise mismatch((at, key), "a required value", "nothing")
    return read(value, (at, key))


def optional(read: Read[T], value: Any, at: Place, key: str, kept: dict[str, Any]) -> T | Unset:
    """Read an optional field that is not plainly right; a value that can't be read is kept for `to_dict`."""
    if isinstance(value, Unset):
        return UNSET
    try:
        return read(value, (at, key))
    except SchemaMismatchError as error:
        return misfit(error, value, at, key, kept)


def misfit(error: SchemaMismatchError, value: Any, at: Place, key: str, kept: dict[str, Any]) -> Unset:
    """Keep the value of an optional field that can't be read."""
    where = error.pointer.removeprefix(_pointer((at, key)))
    _note((at, key), f"expected {error.expected}{where and f' at {where}'}; reads as UNSET", error.found)
    kept[key] = value
    return UNSET


def unknown_fields(value: Mapping[str, Any], known: frozenset[str], at: Place, kept: dict[str, Any]) -> None:
    """Keep the fields that the document doesn't know."""
    for key in value:
        if key not in known:
            _note((at, key), "a field that the document doesn't know", _type_name(value[key]))
            kept[key] = value[key]


def mismatch(at: Place, expected: str, found: str) -> SchemaMismatchError:
    """Make the error for a value of another type than declared."""
    pointer = _pointer(at)
    error = SchemaMismatchError(f"expected {expected} at {pointer or 'the top of the body'}, found {found}")
    error.pointer, error.expected, error.found = pointer, expected, found
    error.__suppress_context__ = True  # the lookup that failed on the way here is no news
    return error


def read_object(value: Any, at: Place) -> dict[str, Any]:
    """Read any JSON object."""
    if isinstance(value, dict):
        return value
    raise mismatch(at, "object", _describe(value))


def read_any(value: Any, at: Place) -> Any:  # noqa: ARG001 - a reader's signature
    """Read any JSON value."""
    return value


def read_str(value: Any, at: Place) -> str:
    """Read a string."""
    if isinstance(value, str):
        return value
    raise mismatch(at, "string", _describe(value))


def read_bool(value: Any, at: Place) -> bool:
    """Read a boolean."""
    if isinstance(value, bool):
        return value
    raise mismatch(at, "boolean", _describe(value))


def read_int(value: Any, at: Place) -> int:
    """Read an integer; JSON Schema counts 1.0 as one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise mismatch(at, "integer", _describe(value))


def read_float(value: Any, at: Place) -> float:
    """Read a number. A whole one stays an `int`, which Python's typing lets stand for `float`: nothing is rounded."""
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return value
    raise mismatch(at, "number", _describe(value))


def read_null(value: Any, at: Place) -> None:
    """Read null."""
    if value is not None:
        raise mismatch(at, "null", _describe(value))


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


# In YYYY-MM-DDThh:mm:ss.sssZ, three characters apart.
_MARKS: Final = slice(4, 20, 3)
_fromisoformat = datetime.datetime.fromisoformat


def parse_datetime(value: Any) -> datetime.datetime | None:
    """Parse a text that `write_datetime` would write again, the quick way; None: it is another, or none at all."""
    if value.__class__ is str and len(value) == 24 and value[_MARKS] == "--T::." and value[23] == "Z":  # noqa: PLR2004
        try:
            return _fromisoformat(value)
        except ValueError:
            return None
    return None


def read_datetime(value: Any, at: Place) -> datetime.datetime:
    """Read an RFC 3339 date-time."""
    if (parsed := parse_datetime(value)) is not None:
        return parsed
    try:
        remembered = TextDateTime.parse(read_str(value, at))
    except ValueError:
        remembered = None
    if remembered is None or remembered.tzinfo is None:
        raise mismatch(at, "date-time with offset", _describe(value))
    return remembered


def write_datetime(value: datetime.datetime) -> str:
    """Write a date-time as it was read; any other in RFC 3339 with milliseconds, or microseconds where it has them."""
    if isinstance(value, TextDateTime) and hasattr(value, "text"):
        return value.text
    text = value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def enum_reader(enum: type[E]) -> Read[E]:
    """Make the reader of an open enum."""
    known = {member.value: member for member in enum}

    def read_enum(value: Any, at: Place) -> E:
        word = read_str(value, at)
        if word in known:
            return known[word]
        _note(at, f"a word that the document doesn't know in {enum.__name__}: {_short(word)}", "string")
        return enum(word)

    return read_enum


def list_reader(read: Read[T]) -> Read[list[T]]:
    """Make the reader of an array."""

    def read_list(value: Any, at: Place) -> list[T]:
        if value.__class__ is not list:
            raise mismatch(at, "array", _describe(value))
        return [read(item, (at, index)) for index, item in enumerate(value)]

    return read_list


def union_reader(branches: Mapping[type, Read[Any]]) -> Read[Any]:
    """Make the reader of a union whose branches the JSON type tells apart."""
    expected = " or ".join(dict.fromkeys(_TYPE_NAMES[kind] for kind in branches))

    def read_union(value: Any, at: Place) -> Any:
        branch = branches.get(value.__class__)
        if branch is None:
            raise mismatch(at, expected, _describe(value))
        return branch(value, at)

    return read_union


def first_reader(*branches: Read[Any]) -> Read[Any]:
    """Make the reader of a union whose branches have one JSON type: the first that can read a value does."""

    def read_first(value: Any, at: Place) -> Any:
        misses = []
        for branch in branches:
            told = len(start := _start(at))
            try:
                return branch(value, at)
            except SchemaMismatchError as error:
                del start[told:]
                misses.append(error)
        # The branch that came furthest is the one that was meant.
        raise max(misses, key=lambda error: error.pointer.count("/"))

    return read_first


def encode(value: Any) -> Any:
    """Give the JSON value of any field's value."""
    if isinstance(value, OpenStrEnum):
        return str(value)
    if isinstance(value, datetime.datetime):
        return write_datetime(value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


def parse_json(content: bytes) -> Any:
    """Parse a JSON document (RFC 8259), with msgspec where it is installed (the extra `fast`).

    Raises:
        ValueError: It is none; the message says why.
    """
    if _parse_fast is not None:
        try:
            return _parse_fast(content)
        except _refused:
            pass  # What it refuses, json judges: it lets a few harmless things more pass, and says what is wrong.
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _start(at: Place) -> Start:
    while isinstance(at, tuple):
        at = at[0]
    return at


def _note(at: Place, kind: str, found: str) -> None:
    _start(at).append((at, kind, found))


def _pointer(at: Place, *, any_index: bool = False) -> str:
    keys: list[str] = []
    while isinstance(at, tuple):
        at, key = at
        keys.append("*" if any_index and isinstance(key, int) else str(key).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{key}" for key in reversed(keys))


_TYPE_NAMES: Final[Mapping[type, str]] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


def _type_name(value: Any) -> str:
    return _TYPE_NAMES.get(type(value), type(value).__name__)


def _short(text: str, limit: int = 40) -> str:
    return repr(text if len(text) <= limit else f"{text[:limit]}...")


def _describe(value: Any) -> str:
    """Say what was found, without much of it: it may be a person's text."""
    if isinstance(value, str):
        return f"string {_short(value)}"
    if isinstance(value, (bool, int, float)):
        return f"{_type_name(value)} {_short(repr(value)).strip(chr(39))}"
    return _type_name(value)
