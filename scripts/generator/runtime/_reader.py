"""The tolerant reader: JSON values into models whose annotations hold, with nothing lost.

A value that breaks the declared type of an optional field leaves the field `UNSET`; a required field that is missing
or mistyped raises where it is read. The value stays in the model's `additional_properties`, from where `to_dict()`
gives it back. An item of an array that cannot be read is left out of the list. Only a field that the document calls
essential (`x-essential`) makes its whole object unreadable; an object of which no field can be read is unreadable, too.
Each such misfit, each unknown field and each unknown value of an enum is logged once for each place.
"""

from __future__ import annotations

import datetime
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from ._encode import PartialList, TextDateTime, TextUUID
from ._model import Misfit, Model, settle
from ._text import NO_KEY, Key
from .errors import SchemaMismatchError
from .types import UNSET, File, OpenIntEnum, OpenStrEnum, Unset

_refused: tuple[type[Exception], ...] = (UnicodeDecodeError, RecursionError)
try:
    import msgspec
except ImportError:
    _parse_fast = None
else:
    # Of the fast parsers the one that keeps integers of any size.
    _parse_fast = msgspec.json.Decoder().decode
    _refused = (msgspec.DecodeError, *_refused)

# As `json.loads(..., strict=False)`, which would make a decoder for every body.
_decode: Final = json.JSONDecoder(strict=False).decode

logger = logging.getLogger(__package__)

T = TypeVar("T")
E = TypeVar("E", bound=OpenStrEnum | OpenIntEnum)

MAX_LOGGED: Final = 25
"""How many surprises of one kind are logged at most at one place in one process: a server that makes up field names
must not fill the memory, nor suppress the log of other places."""

_logged: defaultdict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
"""What was logged, by place and severity."""


REQUIRED, ITEM, OPTIONAL, VALUE, FIELD = range(5)
"""How bad a surprise is, the worst first: a required field, an item of an array, an optional field that cannot be read;
an unknown value of an enum; an unknown field."""

LOST: Final[Any] = object()
"""The key under which the fields that cannot be read are collected while an object is read."""


class Start(list[tuple["Place", str, str, int]]):
    """Where the reading of one body starts; collects its surprises until it has ended well.

    A list itself, since one is made for every body: place, kind, what was found, and how bad it is.
    """

    __slots__ = ()
    partial = False
    """Whether an object is read even where a field cannot be that the document calls essential."""

    def log(self, subject: str, key: Key) -> None:
        """Log each surprise, unless this place had it before."""
        for place, kind, found, severity in self:
            pointer = _pointer(place, any_index=True)
            # The names of unknown fields are the server's: they count where they stand.
            holder = pointer.rpartition("/")[0] if severity == FIELD else pointer
            logged = _logged[holder, severity]
            if (pointer, kind) in logged or len(logged) >= MAX_LOGGED:
                continue
            logged.add((pointer, kind))
            where = key.clean(pointer, 200) or "the top"
            logger.warning("%s at %s: %s (found %s)", subject, where, key.clean(kind, 200), key.clean(found, 100))


class PartialStart(Start):
    """Where a body is read of which an essential field cannot be read."""

    __slots__ = ()
    partial = True


# A link to the place above and the key or index below it, down from a Start: made for every nested value, so it is
# cheap; spelled out as a JSON pointer only for what is logged.
Place: TypeAlias = "Start | tuple[Place, str | int]"
Read: TypeAlias = Callable[[Any, Place], T]


new: Final = object.__new__


def read_body(read: Read[T], body: Any, subject: str, key: Key = NO_KEY, *, partial: bool = False) -> T:
    """Read a JSON value, and log what was surprising in it.

    Args:
        read: The reader of the declared type.
        body: The value, as `json` gives it.
        subject: What is read, for the log.
        key: What the log must not show.
        partial: Whether to read an object also where an essential field cannot be read.

    Raises:
        SchemaMismatchError: A required part is missing or of another type.
    """
    start = PartialStart() if partial else Start()
    result = read(body, start)
    if start:
        start.log(subject, key)
    return result


def required(read: Read[T], value: Any, at: Place, key: str) -> T:
    """Read a required field that is not plainly right."""
    if value is UNSET:
        raise mismatch((at, key), "a required value", "nothing")
    return read(value, (at, key))


def essential(read: Read[Any], value: Any, at: Place, key: str, name: str, kept: dict[str, Any]) -> Any:  # noqa: PLR0913, PLR0917 - called for every such field
    """Read a required field that is not plainly right and that the reader cannot do without."""
    try:
        return required(read, value, at, key)
    except SchemaMismatchError as error:
        return refuse(error, value, at, key, name, kept)


def refuse(error: SchemaMismatchError, value: Any, at: Place, key: str, name: str, kept: dict[str, Any]) -> Any:  # noqa: PLR0913, PLR0917 - as above
    """Refuse an object of which an essential field cannot be read, unless the caller accepts a part.

    Raises:
        SchemaMismatchError: It is not.
    """
    if not _start(at).partial:
        raise error
    return defer(error, value, at, key, name, kept)


def deferred(read: Read[Any], value: Any, at: Place, key: str, name: str, kept: dict[str, Any]) -> Any:  # noqa: PLR0913, PLR0917 - called for every such field
    """Read a required field that is not plainly right and that the reader can do without."""
    try:
        return required(read, value, at, key)
    except SchemaMismatchError as error:
        return defer(error, value, at, key, name, kept)


def defer(error: SchemaMismatchError, value: Any, at: Place, key: str, name: str, kept: dict[str, Any]) -> Any:  # noqa: PLR0913, PLR0917 - as above
    """Keep what is known of a required field that cannot be read: reading it will raise."""
    where = error.pointer.removeprefix(_pointer((at, key)))
    _note((at, key), f"expected {error.expected}{where and f' at {where}'}; reading it raises", error.found, REQUIRED)
    misfit = Misfit(name, error.pointer, error.expected, error.found)
    kept.setdefault(LOST, []).append(misfit)
    if value is not UNSET:
        kept[key] = value
    return misfit


def complete(model: Model, kept: dict[str, Any], *, apart: bool = False) -> None:
    """Finish an object whose body had more, or less, than the document says.

    Args:
        model: The object, with its fields set.
        kept: What its body had beyond them.
        apart: Whether that is not the model's `additional_properties`, since the document types those.

    Raises:
        SchemaMismatchError: None of its fields can be read.
    """
    lost: list[Misfit] = kept.pop(LOST, [])
    # A misfit is UNSET, too.
    if lost and all(isinstance(getattr(model, name), Unset) for name in model._NAMES):  # noqa: SLF001 - its own reader
        raise lost[0].fill(SchemaMismatchError(str(lost[0])))
    settle(model, lost, kept if apart else None)


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
    _note((at, key), f"expected {error.expected}{where and f' at {where}'}; reads as UNSET", error.found, OPTIONAL)
    kept[key] = value
    return UNSET


def unknown_fields(value: Mapping[str, Any], known: frozenset[str], at: Place, kept: dict[str, Any]) -> None:
    """Keep the fields that the document doesn't know."""
    for key in value:
        if key not in known:
            _note((at, key), "a field that the document doesn't know", _type_name(value[key]), FIELD)
            kept[key] = value[key]


def typed_fields(
    read: Read[T], value: Mapping[str, Any], known: frozenset[str], at: Place, kept: dict[str, Any]
) -> dict[str, T]:
    """Read the fields beyond the named ones, where the document types them; keep those that cannot be read."""
    result = {}
    for key in value:
        if key not in known:
            try:
                result[key] = read(value[key], (at, key))
            except SchemaMismatchError as error:
                misfit(error, value[key], at, key, kept)
    return result


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


# In YYYY-MM-DDThh:mm:ss.sssZ, three characters apart.
_MARKS: Final = slice(4, 20, 3)
_fromisoformat = datetime.datetime.fromisoformat


def parse_datetime(value: Any) -> datetime.datetime | None:
    """Parse a text that `write_datetime` would write again, the quick way; None: it is another, or no text at all."""
    try:
        if value[_MARKS] == "--T::." and value[23] == "Z":
            return _fromisoformat(value)
    except (TypeError, LookupError, ValueError):
        pass
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


def read_date(value: Any, at: Place) -> datetime.date:
    """Read an RFC 3339 full-date."""
    if value.__class__ is str and len(value) == 10 and value[4] == value[7] == "-":  # noqa: PLR2004 - YYYY-MM-DD
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise mismatch(at, "date", _describe(value))


def read_uuid(value: Any, at: Place) -> UUID:
    """Read a UUID."""
    try:
        parsed = UUID(read_str(value, at))
    except ValueError:
        raise mismatch(at, "UUID", _describe(value)) from None
    return parsed if str(parsed) == value else TextUUID(value)


def read_bytes(value: Any, at: Place) -> bytes:
    """Read a body that is not JSON."""
    if isinstance(value, bytes):
        return value
    raise mismatch(at, "bytes", _describe(value))


def read_file(value: Any, at: Place) -> File:
    """Read a file of a form, as its content."""
    return File(payload=read_bytes(value, at))


def const_reader(const: T) -> Read[T]:
    """Make the reader of a constant."""
    expected = f"{_type_name(const)} {_short(str(const))}"

    def read_const(value: Any, at: Place) -> T:
        if value == const and isinstance(value, bool) == isinstance(const, bool):
            return const
        raise mismatch(at, expected, _describe(value))

    return read_const


def enum_reader(enum: type[E]) -> Read[E]:
    """Make the reader of an open enum."""
    make: Callable[[Any], E] = enum
    known = {value: make(value) for value in enum._value2member_map_}
    read: Read[Any] = read_str if issubclass(enum, str) else read_int

    def read_enum(value: Any, at: Place) -> E:
        word = read(value, at)
        if word in known:
            return known[word]
        kind = f"a value that the document doesn't know in {enum.__name__}: {_short(str(word))}"
        _note(at, kind, _type_name(value), VALUE)
        return make(word)

    return read_enum


def list_reader(read: Read[T]) -> Read[list[T]]:
    """Make the reader of an array. An item that cannot be read is left out, unless there is no other."""

    def read_list(value: Any, at: Place) -> list[T]:
        if value.__class__ is not list:
            raise mismatch(at, "array", _describe(value))
        items: list[T] = []
        left_out = []
        for index, item in enumerate(value):
            try:
                items.append(read(item, (at, index)))
            except SchemaMismatchError as error:
                left_out.append((index, item, error))
        return _without(items, left_out, at) if left_out else items

    return read_list


def _without(items: list[Any], left_out: list[tuple[int, Any, SchemaMismatchError]], at: Place) -> PartialList:
    if not items:
        raise left_out[0][2]
    for index, _, error in left_out:
        where = error.pointer.removeprefix(_pointer((at, index)))
        _note((at, index), f"expected {error.expected}{where and f' at {where}'}; left out", error.found, ITEM)
    result = PartialList(items)
    result.left_out = [(index, item) for index, item, _ in left_out]
    return result


def union_reader(branches: Mapping[type, Read[Any]]) -> Read[Any]:
    """Make the reader of a union whose branches have different JSON types."""
    expected = " or ".join(dict.fromkeys(_TYPE_NAMES[kind] for kind in branches))

    def read_union(value: Any, at: Place) -> Any:
        branch = branches.get(value.__class__)
        if branch is None:
            raise mismatch(at, expected, _describe(value))
        return branch(value, at)

    return read_union


def first_reader(*branches: Read[Any]) -> Read[Any]:
    """Make the reader of a union whose branches have one JSON type: the one that fits best, of equal ones the first."""

    def read_first(value: Any, at: Place) -> Any:
        start = _start(at)
        begun = len(start)
        best: tuple[list[int], Any, list[Any]] | None = None
        misses = []
        for branch in branches:
            try:
                result = branch(value, at)
            except SchemaMismatchError as error:
                misses.append(error)
            else:
                severities = Counter(note[3] for note in start[begun:])
                score = [severities[severity] for severity in range(5)]
                if best is None or score < best[0]:
                    best = score, result, start[begun:]
                if not any(score):
                    break
            finally:
                del start[begun:]
        if best is None:
            # The branch that came furthest is the one that was meant.
            raise max(misses, key=lambda error: error.pointer.count("/"))
        start += best[2]
        return best[1]

    return read_first


def parse_json(content: bytes) -> Any:
    """Parse a JSON document (RFC 8259), with msgspec where it is installed (the extra `fast`).

    Raises:
        ValueError: The text is not a JSON document; the message says why.
    """
    if _parse_fast is not None:
        try:
            return _parse_fast(content)
        except _refused:
            pass  # What it refuses, json judges: it lets a few harmless things more pass, and says what is wrong.
    try:
        # NaN and Infinity pass as the floats they are, a raw tab or newline as itself: the rest can be read.
        return _decode(content.decode(json.detect_encoding(content), "surrogatepass"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _start(at: Place) -> Start:
    while isinstance(at, tuple):
        at = at[0]
    return at


def _note(at: Place, kind: str, found: str, severity: int) -> None:
    _start(at).append((at, kind, found, severity))


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
    bytes: "bytes",
}


def _type_name(value: Any) -> str:
    return _TYPE_NAMES.get(type(value), type(value).__name__)


def _short(text: str, limit: int = 40) -> str:
    return repr(text if len(text) <= limit else f"{text[:limit]}...")


def _describe(value: Any) -> str:
    """Describe a value by its type and a short part of it, since it may be a person's text."""
    if isinstance(value, str):
        return f"string {_short(value)}"
    if isinstance(value, (bool, int, float)):
        return f"{_type_name(value)} {_short(repr(value)).strip(chr(39))}"
    return _type_name(value)
