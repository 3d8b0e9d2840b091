# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    encode,
    enum_reader,
    list_reader,
    new,
    optional,
    read_body,
    read_null,
    read_object,
    read_str,
    required,
    union_reader,
    unknown_fields,
)
from ..types import UNSET, Unset


@define
class Lyrics:
    """The result of a lyrics task.

    Attributes:
        id (str): The id of the lyrics.
        text (str): The lyrics, with section marks such as `[Verse]`.
        title (str): The suggested title.
        status (LyricsStatus): Where the lyrics stand.
        tags (list[str] | Unset): Suggested styles; newer answers only.
        error_message (None | str | Unset): Why no lyrics were written; newer answers only.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    id: str
    text: str
    title: str
    status: LyricsStatus
    tags: list[str] | Unset = UNSET
    error_message: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
        result["id"] = self.id
        result["text"] = self.text
        result["title"] = self.title
        result["status"] = str(self.status)
        if not isinstance(self.tags, Unset):
            result["tags"] = encode(self.tags)
        if not isinstance(self.error_message, Unset):
            result["error_message"] = self.error_message
        for key, value in self.additional_properties.items():
            result.setdefault(key, value)
        return result

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object.

        Raises:
            errors.SchemaMismatchError: A required field is missing or of another type; says which and what was found.
        """
        return read_body(cls._read, src_dict if isinstance(src_dict, dict) else dict(src_dict), cls.__name__)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_id, v_text, v_title, v_status, v_tags, v_error_message = _fields(source)
        except KeyError:
            v_id, v_text, v_title, v_status, v_tags, v_error_message = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 6:
                unknown_fields(source, _KNOWN, at, kept)
        if v_id.__class__ is not str:
            v_id = required(read_str, v_id, at, "id")
        if v_text.__class__ is not str:
            v_text = required(read_str, v_text, at, "text")
        if v_title.__class__ is not str:
            v_title = required(read_str, v_title, at, "title")
        try:
            v_status = _words_status[v_status]
        except (KeyError, TypeError):
            v_status = required(_read_status, v_status, at, "status")
        v_tags = optional(_read_tags, v_tags, at, "tags", kept)
        if v_error_message is not None and v_error_message.__class__ is not str:
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
        return result

    @property
    def additional_keys(self) -> list[str]:
        """The keys of `additional_properties`."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


_KEYS: Final = ("id", "text", "title", "status", "tags", "error_message")
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.lyrics_status import LyricsStatus

_read_status = enum_reader(LyricsStatus)
_words_status = {member.value: member for member in LyricsStatus}
_read_tags = list_reader(read_str)
_read_error_message = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
