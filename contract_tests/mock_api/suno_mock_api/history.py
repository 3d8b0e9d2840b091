"""The last requests that the mocked API received, by id and by operation."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Seen:
    """One request that arrived.

    Attributes:
        method: Its method.
        path: Its path as it was sent, percent-encoded.
        headers: Its headers, names in lower case.
        body: The bytes of its body.
        at: When it arrived, in Unix seconds.
        operation: The `operationId` of its operation; "" if it matches none.
        parameter: The last parameter of its path, percent-decoded (the requested id); "" without one.
    """

    method: str
    path: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    at: float
    operation: str = ""
    parameter: str = ""


class Requests(Mapping[str, list[Seen]]):
    """The last requests, the oldest first, by the requested id; those without an id by `operationId`.

    `requests["fetch_task"]` has all requests of that operation. A name without requests has an empty list.
    """

    def __init__(self, remembered: int) -> None:
        """Make an empty history of at most `remembered` requests."""
        self._last: deque[Seen] = deque(maxlen=remembered)

    def add(self, request: Seen) -> None:
        """Add a request, and remove the oldest one if there are too many."""
        self._last.append(request)

    def __getitem__(self, name: str) -> list[Seen]:
        """Return the requests for an id or an operation; the server's thread may add some meanwhile."""
        return [one for one in list(self._last) if name in {one.parameter or one.operation, one.operation}]

    def __contains__(self, name: object) -> bool:
        """Return whether there is a request for an id or an operation."""
        return isinstance(name, str) and bool(self[name])

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, and over the operations of requests without an id."""
        return iter(dict.fromkeys(one.parameter or one.operation for one in list(self._last)))

    def __len__(self) -> int:
        return len(list(iter(self)))
