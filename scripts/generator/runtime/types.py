"""What models and operations share: absent values, open enums, files, and the whole response to a request."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import IO, TYPE_CHECKING, Any, Final, Generic, Literal, Self, TypeVar, cast

from attrs import field, frozen

if TYPE_CHECKING:
    import httpx

    from .errors import APIError

T = TypeVar("T")


class Unset:
    """The type of `UNSET`, the value of an optional field that the response lacks. `UNSET` is its only instance.

    `UNSET` is false, so that `clip.title or "untitled"` works. `str(UNSET)` is "", so that an absent value adds nothing
    to the output of an application; `repr(UNSET)` is "UNSET".
    """

    __slots__ = ()
    _instance: Self | None = None

    def __new__(cls) -> Self:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __str__(self) -> str:
        return ""

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> Unset:
        return self

    def __deepcopy__(self, memo: object) -> Unset:
        return self

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class OpenStrEnum(StrEnum):
    """An enum that the server may extend: a value that the document does not know is equal to its string.

    Such a value is not among the members of the class, and `is_known` is False.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document knows the value."""
        return self._value_ in type(self)._value2member_map_


class OpenIntEnum(IntEnum):
    """An enum of integers that the server may extend: a number that the document does not know is equal to its integer.

    Such a value is not among the members of the class, and `is_known` is False.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = str(value)
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document knows the number."""
        return self._value_ in type(self)._value2member_map_


@frozen
class File:
    """A file to send.

    Attributes:
        payload: Its content, or a file that is open for reading in binary mode; it is read from its start if it can be.
        file_name: Its name in a form.
        mime_type: Its media type in a form, or where the document has a range such as `audio/*`. Any other file that is
            the whole body has the media type of the document.
    """

    payload: bytes | IO[bytes] = field(repr=False)
    file_name: str | None = None
    mime_type: str | None = None


@frozen
class Response(Generic[T]):
    """The whole response to a request, whatever its status.

    Attributes:
        status_code: The HTTP status, registered (RFC 9110) or not.
        headers: The response's headers.
        content: The body, decoded as Content-Encoding says.
        parsed: The body in the form that the document declares for this status; None if it cannot be read in that form.
        error: Why the response is not a success; None if it is one. `sync` and `asyncio` raise this error.
        request_id: The server's id of the request, if it sent one.
        about: The id of what the body describes, if the document says where the id is.
        partial: What can be read of the body of a success of which an essential part cannot be read; None if that is
            nothing, or if `parsed` has it all.
    """

    status_code: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    parsed: T | None
    error: APIError | None = field(eq=False)
    request_id: str | None
    about: str | None = field(default=None, eq=False, repr=False)
    partial: T | None = field(default=None, eq=False, repr=False)


@frozen(eq=False)
class Completed(Generic[T]):
    """The end of one of many waits.

    Attributes:
        id: What was waited for.
        state: Its final state; None if the wait ended in an error.
        error: Why the wait ended badly; None if it did not.
    """

    id: Any
    state: T | None = None
    error: APIError | None = None

    def result(self) -> T:
        """Return the final state.

        Raises:
            errors.APIError: The wait ended badly.
        """
        if self.error is not None:
            raise self.error
        return cast("T", self.state)


__all__ = ["UNSET", "Completed", "File", "OpenIntEnum", "OpenStrEnum", "Response", "Unset"]
