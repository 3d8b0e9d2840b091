# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._model import Model
from .._reader import (
    Place,
    complete,
    deferred,
    essential,
    new,
    read_bool,
    read_float,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class AlignedWord(Model):
    """One word, with section marks, blanks and line breaks that belong to it."""

    _KEYS = (
        "word",
        "success",
        "start_s",
        "end_s",
        "p_align",
    )
    _NAMES = (
        "word",
        "success",
        "start_s",
        "end_s",
        "p_align",
    )

    word: str
    """The word as it stands in the lyrics."""

    success: bool
    """Whether the word was found in the audio."""

    start_s: float
    """Where the word starts, in seconds from the start of the song."""

    end_s: float
    """Where the word ends, in seconds from the start of the song."""

    p_align: float
    """How sure the alignment is, from 0 to 1."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["word"] = self.word
            result["success"] = self.success
            result["start_s"] = self.start_s
            result["end_s"] = self.end_s
            result["p_align"] = self.p_align
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_word, v_success, v_start_s, v_end_s, v_p_align = _fields(source)
        except KeyError:
            v_word, v_success, v_start_s, v_end_s, v_p_align = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 5:
                unknown_fields(source, _KNOWN, at, kept)
        if v_word.__class__ is not str:
            v_word = essential(read_str, v_word, at, "word", "word", kept)
        if v_success.__class__ is not bool:
            v_success = deferred(read_bool, v_success, at, "success", "success", kept)
        if v_start_s.__class__ is not float and v_start_s.__class__ is not int:
            v_start_s = essential(read_float, v_start_s, at, "start_s", "start_s", kept)
        if v_end_s.__class__ is not float and v_end_s.__class__ is not int:
            v_end_s = essential(read_float, v_end_s, at, "end_s", "end_s", kept)
        if v_p_align.__class__ is not float and v_p_align.__class__ is not int:
            v_p_align = deferred(read_float, v_p_align, at, "p_align", "p_align", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.word = v_word
        result.success = v_success
        result.start_s = v_start_s
        result.end_s = v_end_s
        result.p_align = v_p_align
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(AlignedWord._KEYS)
_fields = itemgetter(*AlignedWord._KEYS)

# At the end, so that models may refer to each other in a circle.
