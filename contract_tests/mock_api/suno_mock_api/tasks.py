"""The store of tasks: submissions add tasks, and the polled operation reads them, one by one or in a batch."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import attrs

from .document import pointed, replaced_at
from .live import LiveTask
from .responses import MockResponse, compact, for_task, task_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.recordings import Recording

    from .document import Operation
    from .live import Timeline
    from .relay import Build

POLLS = 40
"""How many of the relay's polls of its upstream may be lost for a task: those of its first ten minutes."""


@attrs.frozen
class Row:
    """A task as it is stored: its place in the database's order, its user, and the source of its responses."""

    number: int
    user: str
    source: LiveTask | Recording


@attrs.define
class Tasks:
    """The tasks of one polled operation, in the database's order."""

    operation: Operation
    recordings: Mapping[str, Recording]
    build: Build
    skew: float = 0
    _rows: dict[str, Row] = attrs.field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for recording in self.recordings.values():
            if recording.operation != self.operation.id or recording.violations:
                continue
            self._rows.setdefault(recording.name, Row(len(self._rows) + 1, "user", recording))
            if recording.response.status == self.operation.success[0]:
                self._rows.setdefault(task_id_of(recording), Row(len(self._rows) + 1, "user", recording))

    @property
    def result(self) -> str:
        """The JSON pointer to the task in the body of a response."""
        return str((self.operation.polling or {}).get("result", ""))

    def start(self, task_id: str, timeline: Timeline, submitted: float | None, user: str) -> None:
        """Store a live task, submitted at a time in Unix seconds; None means at its first poll."""
        lost = lost_polls(task_id) if self.build.loses_rounds else frozenset[int]()
        task = LiveTask(task_id, timeline, self.recordings, self.result, submitted, lost, self.skew)
        self._rows[task_id] = Row(len(self._rows) + 1, user, task)

    def response(self, task_id: str, user: str, now: float) -> MockResponse | None:
        """Return the response for a task; None if the user has no task of this id."""
        row = self._rows.get(task_id)
        if row is None or row.user != user:
            return None
        due = row.source.response(now) if isinstance(row.source, LiveTask) else for_task(row.source, task_id)
        return self._stored(due, row.number)

    def batch(self, ids: list[Any], declared: Mapping[str, Any], user: str, now: float) -> tuple[list[Any], bool]:
        """Return the tasks of the ids in the database's order, and whether all of them can be read.

        Ids that are unknown, another user's or not strings are left out, and repeated ids count once.
        """
        wanted = {one for one in ids if isinstance(one, str)}
        found = []
        for task_id in [one for one in self._rows if one in wanted]:
            due = self.response(task_id, user, now)
            if due is None or due.status != self.operation.success[0] or not due.body.startswith(b"{"):
                continue
            task = pointed(due.json, self.result)
            if task is None:
                return [], False
            if pointed(task, declared.get("key", "")) is not None:
                found.append(task)
        return found, True

    def shown(self, pointer: str, now: float) -> Iterator[tuple[Any, Any]]:
        """Yield each value at a pointer into the current responses of the tasks, with the object or array that has it.

        An index in the pointer stands for every item.
        """
        head, *rest = re.split(r"/(?:\d+|\*)(?=/|$)", pointer, maxsplit=1)
        for task_id, row in self._rows.items():
            due = self.response(task_id, row.user, now)
            body = due.json if due is not None and due.body.startswith((b"{", b"[")) else None
            items = pointed(body, head)
            for item in items if isinstance(items, list) and rest else [items]:
                value = pointed(item, rest[0]) if rest else item
                if value is not None:
                    yield value, item

    def _stored(self, due: MockResponse, number: int) -> MockResponse:
        """Return a response with the keys that a task has in this build."""
        if self.build.stored is None or not due.body.startswith(b"{"):
            return due
        body = due.json
        task = pointed(body, self.result)
        if not isinstance(task, dict):
            return due
        return attrs.evolve(due, body=compact(replaced_at(body, self.result, self.build.stored(number, task))).encode())


def lost_polls(task_id: str) -> frozenset[int]:
    """Return which polls of the upstream are lost for a task: about half, never two in a row, the same each time."""
    chance, lost = random.Random(task_id), set[int]()  # noqa: S311 - no secret
    for poll in range(1, POLLS):
        if poll - 1 not in lost and chance.random() < (0.5 if poll == 1 else 0.9):
            lost.add(poll)
    return frozenset(lost)
