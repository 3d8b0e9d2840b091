# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._encode import encode
from .._model import Model, first_text
from .._reader import (
    Place,
    complete,
    new,
    optional,
    read_object,
    read_str,
    unknown_fields,
)
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class WavFile(Model):
    """The response for a WAV file, whose form differs from relay to relay."""

    _KEYS = (
        "wav_file_url",
        "code",
        "message",
        "data",
    )
    _NAMES = (
        "wav_file_url",
        "code",
        "message",
        "data",
    )

    wav_file_url: str | Unset = UNSET
    """The address, where there is no envelope."""

    code: str | Unset = UNSET
    """The code of an envelope."""

    message: str | Unset = UNSET
    """The message of an envelope."""

    data: Any | Unset = UNSET
    """The address, or an object with it, in an envelope."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    @property
    def url(self) -> str | None:
        """The file's address; None while it is not there yet."""
        return first_text(
            self,
            ("wav_file_url",),
            ("data", "wav_file_url"),
            ("data", "wav_url"),
            ("data",),
        )

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(self.wav_file_url, Unset):
            result["wav_file_url"] = self.wav_file_url
        if not isinstance(self.code, Unset):
            result["code"] = self.code
        if not isinstance(self.message, Unset):
            result["message"] = self.message
        if not isinstance(self.data, Unset):
            result["data"] = encode(self.data)
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_wav_file_url, v_code, v_message, v_data = _fields(source)
        except KeyError:
            v_wav_file_url, v_code, v_message, v_data = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 4:
                unknown_fields(source, _KNOWN, at, kept)
        if v_wav_file_url.__class__ is not str:
            v_wav_file_url = optional(read_str, v_wav_file_url, at, "wav_file_url", kept)
        if v_code.__class__ is not str:
            v_code = optional(read_str, v_code, at, "code", kept)
        if v_message.__class__ is not str:
            v_message = optional(read_str, v_message, at, "message", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.wav_file_url = v_wav_file_url
        result.code = v_code
        result.message = v_message
        result.data = v_data
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(WavFile._KEYS)
_fields = itemgetter(*WavFile._KEYS)

# At the end, so that models may refer to each other in a circle.
