# Made by openapi-python-client 0.29.1 and scripts/regenerate.py from openapi.yaml; do not edit: change that or scripts/client_templates/, then run `nox -s regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    encode,
    enum_reader,
    list_reader,
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
        return read_body(cls._read, dict(src_dict), cls.__name__)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source = read_object(value, at)
        kept: dict[str, Any] = {}
        get = source.get
        id = get("id", UNSET)
        if id.__class__ is not str:
            id = required(read_str, id, at, "id")
        text = get("text", UNSET)
        if text.__class__ is not str:
            text = required(read_str, text, at, "text")
        title = get("title", UNSET)
        if title.__class__ is not str:
            title = required(read_str, title, at, "title")
        status = get("status", UNSET)
        status = required(_read_status, status, at, "status")
        tags = get("tags", UNSET)
        tags = optional(_read_tags, tags, at, "tags", kept)
        error_message = get("error_message", UNSET)
        if error_message.__class__ is not str and error_message is not None:
            error_message = optional(_read_error_message, error_message, at, "error_message", kept)
        if not _KNOWN.issuperset(source):
            unknown_fields(source, _KNOWN, at, kept)
        result = cls(
            id=id,
            text=text,
            title=title,
            status=status,
            tags=tags,
            error_message=error_message,
        )
        if kept:
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


_KNOWN: Final = frozenset(("id", "text", "title", "status", "tags", "error_message"))

# At the end, so that models may refer to each other in a circle.
from ..models.lyrics_status import LyricsStatus

_read_status = enum_reader(LyricsStatus)
_read_tags = list_reader(read_str)
_read_error_message = union_reader(
    {
        str: read_str,
        type(None): read_null,
    }
)
