"""What was asked of the mocked API: the last requests, found by what they asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Seen:
    """One request that came in.

    Attributes:
        method: Its method.
        path: Its path as it was sent, percent-encoded.
        headers: Its headers, names in lower case.
        body: The bytes of its body.
        at: When it came, in Unix seconds.
        operation: The `operationId` of the operation that it asked for; "" for what is not served.
        parameter: The last parameter of its path, percent-decoded: the id that it asked for; "" without one.
    """

    method: str
    path: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    at: float
    operation: str = ""
    parameter: str = ""


class Requests(Mapping[str, list[Seen]]):
    """The last requests, the oldest first, by the id that they asked for; those without an id by `operationId`.

    A name that nothing was asked for has none. `requests["fetch_task"]` has all of that operation, whatever their ids.
    """

    def __init__(self, remembered: int) -> None:
        """Make an empty history that keeps so many requests."""
        self._last: deque[Seen] = deque(maxlen=remembered)

    def add(self, request: Seen) -> None:
        """Remember a request; the oldest one is forgotten where there are too many."""
        self._last.append(request)

    def __getitem__(self, name: str) -> list[Seen]:
        """Return the requests for an id, or for an operation; the server may add some meanwhile, in its own thread."""
        return [one for one in list(self._last) if name in {one.parameter or one.operation, one.operation}]

    def __contains__(self, name: object) -> bool:
        """Return whether anything was asked for by a name."""
        return isinstance(name, str) and bool(self[name])

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids; for requests without one, over their operations."""
        return iter(dict.fromkeys(one.parameter or one.operation for one in list(self._last)))

    def __len__(self) -> int:
        return len(list(iter(self)))
