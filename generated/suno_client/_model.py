# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_model.py
"""What all models have in common: fields that may be unreadable, the JSON object back, copies and comparison."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

from ._encode import encode
from .errors import FieldMismatchError, SchemaMismatchError
from .types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._reader import Place

ATTRS: Final = ("attr._make", "attr._funcs")
"""The modules of attrs that copy an object field by field: `evolve`, `asdict`, `astuple`."""


class Misfit(Unset):
    """What stands for a required field that is missing or of another type, inside this package only.

    Attributes:
        name: The field's name.
        pointer: Where the value should be, as a JSON Pointer into the body.
        expected: What the document declares there.
        found: What the body has there.
    """

    __slots__ = ("expected", "found", "name", "pointer")

    name: str
    pointer: str
    expected: str
    found: str

    def __new__(cls, name: str, pointer: str, expected: str, found: str) -> Self:
        """Make a misfit: unlike UNSET, each is an object of its own."""
        misfit = object.__new__(cls)
        misfit.name, misfit.pointer, misfit.expected, misfit.found = name, pointer, expected, found
        return misfit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Misfit) and (self.expected, self.found) == (other.expected, other.found)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:  # type: ignore[override]
        return Misfit, (self.name, self.pointer, self.expected, self.found)

    def __deepcopy__(self, memo: object) -> Misfit:
        return self

    def fill(self, error: SchemaMismatchError) -> SchemaMismatchError:
        """Write where the value should be, and what was found, into an error."""
        error.pointer, error.expected, error.found = self.pointer, self.expected, self.found
        return error

    def __str__(self) -> str:
        return f"expected {self.expected} at {self.pointer or 'the top of the body'}, found {self.found}"


class Model:
    """A JSON object that the document declares. The fields are keyword arguments; a misspelt one is a TypeError.

    Reading a required field that the body lacks, or has with another type, raises `errors.FieldMismatchError`.
    """

    if TYPE_CHECKING:
        _KEYS: ClassVar[tuple[str, ...]]
        _NAMES: ClassVar[tuple[str, ...]]
        additional_properties: dict[str, Any]
        _misfits: dict[str, Misfit]
        _kept: dict[str, Any]
        _request_id: str | None
    else:  # no annotations: those of a model are its fields
        __slots__ = ("_kept", "_misfits", "_request_id")

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
        for key, name in zip(self._KEYS, self._NAMES, strict=True):
            value = getattr(self, name, UNSET)
            if value is not UNSET:
                result[key] = encode(value)
        return self._with_kept(self._with_more(result))

    def _with_more(self, result: dict[str, Any]) -> dict[str, Any]:
        """Add what is beyond the fields."""
        for key, value in self.additional_properties.items():
            if key not in result:
                result[key] = encode(value)
        return result

    def _with_kept(self, result: dict[str, Any]) -> dict[str, Any]:
        """Add what could not be read, where the document types what is beyond the fields."""
        return {**self._kept, **result} if _has(self, "_kept") else result

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object.

        Raises:
            errors.SchemaMismatchError: An essential field is missing or of another type, or none can be read.
        """
        from ._reader import read_body  # noqa: PLC0415 - it reads models, and so it imports this module

        return read_body(cls._read, src_dict if isinstance(src_dict, dict) else dict(src_dict), cls.__name__)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        raise NotImplementedError

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

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)
        # `attrs.evolve` hands over the misfits of the object that it copies.
        self.__class__ = _whole(type(self))  # pyright: ignore[reportAttributeAccessIssue] - evolved, it may have no gaps
        settle(self, [value for value in _values(self) if isinstance(value, Misfit)], None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or _whole(type(other)) is not _whole(type(self)):
            return NotImplemented
        return _state(self) == _state(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = []
        for name, value in zip((*self._NAMES, "additional_properties"), _state(self), strict=False):
            if isinstance(value, Misfit):
                shown.append(f"{name}=<unreadable: {value}>")
            elif value is not UNSET:
                shown.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return _restored, (_whole(type(self)), _state(self))


def mark(result: Any, request_id: str | None) -> None:
    """Remember the server's id of the request that brought a result."""
    for model in result if isinstance(result, list) else (result,):
        if isinstance(model, Model):
            model._request_id = request_id  # noqa: SLF001 - of the same module


def request_id(result: object) -> str | None:
    """Return the server's id of the request that brought a result, to quote it to the provider.

    Args:
        result: What an operation or a wait returned: a model, or a list of models.

    Returns:
        The id; None if the server sent none, or if the result is something else, a part of a result, or a copy.
    """
    model = result[0] if isinstance(result, list) and result else result
    return getattr(model, "_request_id", None) if isinstance(model, Model) else None


def settle(model: Model, lost: list[Misfit], kept: dict[str, Any] | None) -> None:
    """Take the fields that cannot be read out of a model, and keep what else its body had.

    Args:
        model: The model.
        lost: Its fields that cannot be read.
        kept: What `to_dict` gives back beside `additional_properties`.
    """
    if lost:
        _lose(model, lost)
    if kept:
        model._kept = kept  # noqa: SLF001 - of the same module


def follow(value: Any, keys: tuple[str, ...]) -> Any:
    """Follow the keys of a JSON Pointer into a value that was read.

    Returns:
        What stands there; None where nothing does, or null.

    Raises:
        errors.FieldMismatchError: A field on the way cannot be read.
    """
    for key in keys:
        if isinstance(value, Model):
            if key in value._KEYS:  # noqa: SLF001 - of the same module
                value = getattr(value, value._NAMES[value._KEYS.index(key)])  # noqa: SLF001
            else:
                value = value.additional_properties.get(key)
        elif isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            return None
    return None if isinstance(value, Unset) else value


def first_text(model: Model, *pointers: tuple[str, ...]) -> str | None:
    """Return the first non-empty string that one of several pointers leads to; None if none does."""
    for keys in pointers:
        try:
            value = follow(model, keys)
        except SchemaMismatchError:
            continue
        if isinstance(value, str) and value:
            return value
    return None


def _lose(model: Model, lost: list[Misfit]) -> None:
    for misfit in lost:
        delattr(model, misfit.name)
    model._misfits = {misfit.name: misfit for misfit in lost}  # noqa: SLF001 - of the same module
    model.__class__ = _with_gaps(cast("Any", _whole(type(model))))


def _getattr(self: Model, name: str) -> Any:
    """Raise what reading an unreadable field raises: called only for what the slots lack."""
    misfit = self._misfits.get(name)
    if misfit is None:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
    if sys._getframe(1).f_globals.get("__name__") in ATTRS:  # noqa: SLF001 - the one way to know who copies
        return misfit
    raise misfit.fill(FieldMismatchError(f"{type(self).__name__}.{name} cannot be read: {misfit}"))


@cache
def _with_gaps(model: type[Model]) -> type[Model]:
    """Make the class of a model's objects that have unreadable fields: a `__getattr__` would slow down all others."""
    names = {"__slots__": (), "__getattr__": _getattr, "__module__": model.__module__, "__doc__": model.__doc__}
    return type(model.__name__, (model,), names)


def _whole(model: type[Model]) -> type[Model]:
    return model.__bases__[0] if "__getattr__" in vars(model) else model


def _restored(model: type[Model], state: tuple[Any, ...]) -> Model:
    *values, more, kept = state
    restored = object.__new__(model)
    restored.additional_properties = more
    for name, value in zip(model._NAMES, values, strict=True):  # noqa: SLF001 - of the same module
        setattr(restored, name, value)
    settle(restored, [value for value in values if isinstance(value, Misfit)], kept)
    return restored


def _has(model: Model, slot: str) -> bool:
    try:
        object.__getattribute__(model, slot)
    except AttributeError:
        return False
    return True


def _values(model: Model) -> Iterator[Any]:
    for name in model._NAMES:  # noqa: SLF001 - of the same module
        try:
            yield object.__getattribute__(model, name)
        except AttributeError:
            yield model._misfits[name]  # noqa: SLF001 - of the same module


def _state(model: Model) -> tuple[Any, ...]:
    kept = model._kept if _has(model, "_kept") else None  # noqa: SLF001 - of the same module
    return (*_values(model), model.additional_properties, kept)


__all__ = ["Misfit", "Model", "first_text", "follow", "mark", "request_id", "settle"]
