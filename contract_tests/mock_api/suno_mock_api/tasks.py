"""The store of tasks: submissions fill it, and the operation that is polled reads it, one by one or in a batch."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import attrs

from .answers import Answer, asked_as, compact, task_id_of
from .document import pointed, replaced_at
from .live import LiveTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.recordings import Recording

    from .document import Operation
    from .live import Timeline
    from .relay import Build

LOOKS = 40
"""How many of the relay's looks at its upstream may be lost for a task: those of its first ten minutes."""


@attrs.frozen
class Row:
    """A task as it is stored: its place in the database's order, its user, and what it answers."""

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
        """Where the task stands in the body of a response, as a JSON pointer."""
        return str((self.operation.polling or {}).get("result", ""))

    def start(self, task_id: str, timeline: Timeline, submitted: float | None, user: str) -> None:
        """Keep a task that lives, submitted at a time in Unix seconds; None means when it is first asked for."""
        lost = lost_looks(task_id) if self.build.loses_rounds else frozenset[int]()
        task = LiveTask(task_id, timeline, self.recordings, self.result, submitted, lost, self.skew)
        self._rows[task_id] = Row(len(self._rows) + 1, user, task)

    def answer(self, task_id: str, user: str, now: float) -> Answer | None:
        """Return what a task answers; None where its user has no task of this id."""
        row = self._rows.get(task_id)
        if row is None or row.user != user:
            return None
        due = row.source.answer(now) if isinstance(row.source, LiveTask) else asked_as(row.source, task_id)
        return self._stored(due, row.number)

    def batch(self, ids: list[Any], declared: Mapping[str, Any], user: str, now: float) -> tuple[list[Any], bool]:
        """Return the tasks among ids in the database's order, and whether all of them can be read.

        Ids that are unknown, another user's or no strings are left out; one that is there twice is answered once.
        """
        wanted = {one for one in ids if isinstance(one, str)}
        found = []
        for task_id in [one for one in self._rows if one in wanted]:
            due = self.answer(task_id, user, now)
            if due is None or due.status != self.operation.success[0] or not due.body.startswith(b"{"):
                continue
            task = pointed(due.json, self.result)
            if task is None:
                return [], False
            if pointed(task, declared.get("key", "")) is not None:
                found.append(task)
        return found, True

    def shown(self, pointer: str, now: float) -> Iterator[tuple[Any, Any]]:
        """Yield the values that a pointer leads to in what the tasks answer now, each with what it stands in.

        An index in the pointer stands for every item.
        """
        head, *rest = re.split(r"/(?:\d+|\*)(?=/|$)", pointer, maxsplit=1)
        for task_id, row in self._rows.items():
            due = self.answer(task_id, row.user, now)
            body = due.json if due is not None and due.body.startswith((b"{", b"[")) else None
            items = pointed(body, head)
            for item in items if isinstance(items, list) and rest else [items]:
                value = pointed(item, rest[0]) if rest else item
                if value is not None:
                    yield value, item

    def _stored(self, due: Answer, number: int) -> Answer:
        """Return an answer with the keys that a task has in this build."""
        if self.build.stored is None or not due.body.startswith(b"{"):
            return due
        body = due.json
        task = pointed(body, self.result)
        if not isinstance(task, dict):
            return due
        return attrs.evolve(due, body=compact(replaced_at(body, self.result, self.build.stored(number, task))).encode())


def lost_looks(task_id: str) -> frozenset[int]:
    """Return which of the relay's looks are lost for a task, the same each time: about half, never two in a row."""
    chance, lost = random.Random(task_id), set[int]()  # noqa: S311 - no secret
    for look in range(1, LOOKS):
        if look - 1 not in lost and chance.random() < (0.5 if look == 1 else 0.9):
            lost.add(look)
    return frozenset(lost)
