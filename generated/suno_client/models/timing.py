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
    defer,
    deferred,
    essential,
    list_reader,
    new,
    read_bool,
    read_float,
    read_object,
    refuse,
    unknown_fields,
)
from ..errors import FieldMismatchError, SchemaMismatchError
from ..types import UNSET


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Timing(Model):
    """When each word of a song is sung. An instrumental has no words."""

    _KEYS = (
        "aligned_words",
        "waveform_data",
        "hoot_cer",
        "is_streamed",
    )
    _NAMES = (
        "aligned_words",
        "waveform_data",
        "hoot_cer",
        "is_streamed",
    )

    aligned_words: list[AlignedWord]
    """The words in their order."""

    waveform_data: list[float]
    """The loudness of the song, as numbers at even distances."""

    hoot_cer: float
    """The share of characters that the alignment got wrong."""

    is_streamed: bool
    """Whether the song was still a stream."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["aligned_words"] = encode(self.aligned_words)
            result["waveform_data"] = encode(self.waveform_data)
            result["hoot_cer"] = self.hoot_cer
            result["is_streamed"] = self.is_streamed
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_aligned_words, v_waveform_data, v_hoot_cer, v_is_streamed = _fields(source)
        except KeyError:
            v_aligned_words, v_waveform_data, v_hoot_cer, v_is_streamed = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 4:
                unknown_fields(source, _KNOWN, at, kept)
        try:
            if v_aligned_words.__class__ is list:
                v_aligned_words = _list_aligned_words(v_aligned_words, (at, "aligned_words"))
            else:
                v_aligned_words = essential(
                    _read_aligned_words, v_aligned_words, at, "aligned_words", "aligned_words", kept
                )
        except SchemaMismatchError as error:
            v_aligned_words = refuse(
                error, source.get("aligned_words", UNSET), at, "aligned_words", "aligned_words", kept
            )
        try:
            if v_waveform_data.__class__ is list:
                v_waveform_data = _list_waveform_data(v_waveform_data, (at, "waveform_data"))
            else:
                v_waveform_data = deferred(
                    _read_waveform_data, v_waveform_data, at, "waveform_data", "waveform_data", kept
                )
        except SchemaMismatchError as error:
            v_waveform_data = defer(
                error, source.get("waveform_data", UNSET), at, "waveform_data", "waveform_data", kept
            )
        if v_hoot_cer.__class__ is not float and v_hoot_cer.__class__ is not int:
            v_hoot_cer = deferred(read_float, v_hoot_cer, at, "hoot_cer", "hoot_cer", kept)
        if v_is_streamed.__class__ is not bool:
            v_is_streamed = deferred(read_bool, v_is_streamed, at, "is_streamed", "is_streamed", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.aligned_words = v_aligned_words
        result.waveform_data = v_waveform_data
        result.hoot_cer = v_hoot_cer
        result.is_streamed = v_is_streamed
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(Timing._KEYS)
_fields = itemgetter(*Timing._KEYS)

# At the end, so that models may refer to each other in a circle.
from .aligned_word import AlignedWord

_read_aligned_words = list_reader(AlignedWord._read)
_list_aligned_words = list_reader(AlignedWord._read)
_read_waveform_data = list_reader(read_float)
_list_waveform_data = list_reader(read_float)
