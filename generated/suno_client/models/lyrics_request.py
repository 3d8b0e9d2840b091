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
    new,
    optional,
    read_object,
    read_str,
    unknown_fields,
)
from ..errors import FieldMismatchError
from ..types import UNSET, Unset


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class LyricsRequest(Model):
    """What to write lyrics about."""

    _KEYS = (
        "prompt",
        "notify_hook",
    )
    _NAMES = (
        "prompt",
        "notify_hook",
    )

    prompt: str
    """A description of the lyrics."""

    notify_hook: str | Unset = UNSET
    """A URL to call when the task ends. A plain relay ignores it."""

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["prompt"] = self.prompt
            if not isinstance(self.notify_hook, Unset):
                result["notify_hook"] = self.notify_hook
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            v_prompt, v_notify_hook = _fields(source)
        except KeyError:
            v_prompt, v_notify_hook = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 2:
                unknown_fields(source, _KNOWN, at, kept)
        if v_prompt.__class__ is not str:
            v_prompt = deferred(read_str, v_prompt, at, "prompt", "prompt", kept)
        if v_notify_hook.__class__ is not str:
            v_notify_hook = optional(read_str, v_notify_hook, at, "notify_hook", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.prompt = v_prompt
        result.notify_hook = v_notify_hook
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(LyricsRequest._KEYS)
_fields = itemgetter(*LyricsRequest._KEYS)

# At the end, so that models may refer to each other in a circle.
