# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._encode import encode
from .._model import Model
from .._reader import (
    Place,
    complete,
    deferred,
    enum_reader,
    essential,
    list_reader,
    misfit,
    new,
    optional,
    read_null,
    read_object,
    read_str,
    union_reader,
    unknown_fields,
)
from ..errors import FieldMismatchError, SchemaMismatchError
from ..types import UNSET, Unset
from .lyrics_status import LyricsStatus


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Lyrics(Model):
    """The result of a lyrics task."""

    _KEYS = (
        "id",
        "text",
        "title",
        "status",
        "tags",
        "error_message",
    )
    _NAMES = (
        "id",
        "text",
        "title",
        "status",
        "tags",
        "error_message",
    )

    id: str | Unset = UNSET
    """The id of the lyrics."""

    text: str
    """The lyrics, with section marks such as `[Verse]`."""

    title: str
    """The suggested title."""

    status: LyricsStatus
    """Where the lyrics stand."""

    tags: list[str] | Unset = UNSET
    """Suggested styles; in newer responses only."""

    error_message: None | str | Unset = UNSET
    """Why no lyrics were written; in newer responses only."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            if not isinstance(self.id, Unset):
                result["id"] = self.id
            result["text"] = self.text
            result["title"] = self.title
            result["status"] = str(self.status)
            if not isinstance(self.tags, Unset):
                result["tags"] = encode(self.tags)
            if not isinstance(self.error_message, Unset):
                result["error_message"] = self.error_message
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_id, v_text, v_title, v_status, v_tags, v_error_message = _fields(source)
        except KeyError:
            v_id, v_text, v_title, v_status, v_tags, v_error_message = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 6:
                unknown_fields(source, _KNOWN, at, kept)
        if v_id.__class__ is not str:
            v_id = optional(read_str, v_id, at, "id", kept)
        if v_text.__class__ is not str:
            v_text = essential(read_str, v_text, at, "text", "text", kept)
        if v_title.__class__ is not str:
            v_title = deferred(read_str, v_title, at, "title", "title", kept)
        try:
            v_status = _values_status[v_status]
        except (KeyError, TypeError):
            v_status = deferred(_read_status, v_status, at, "status", "status", kept)
        try:
            if v_tags.__class__ is list:
                v_tags = _list_tags(v_tags, (at, "tags"))
            else:
                v_tags = optional(_read_tags, v_tags, at, "tags", kept)
        except SchemaMismatchError as error:
            v_tags = misfit(error, source["tags"], at, "tags", kept)
        if v_error_message.__class__ is not str and v_error_message is not None:
            v_error_message = optional(_read_error_message, v_error_message, at, "error_message", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.id = v_id
        result.text = v_text
        result.title = v_title
        result.status = v_status
        result.tags = v_tags
        result.error_message = v_error_message
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(Lyrics._KEYS)
_fields = itemgetter(*Lyrics._KEYS)

# At the end, so that models may refer to each other in a circle.

_read_status = enum_reader(LyricsStatus)
_values_status = {member.value: member for member in LyricsStatus}
_read_tags = list_reader(read_str)
_list_tags = list_reader(read_str)
_read_error_message = union_reader({str: read_str, type(None): read_null})
