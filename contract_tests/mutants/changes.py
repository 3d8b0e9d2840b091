"""Makes changes of replies."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from contract_tests.contract.pointers import Tokens, get
from contract_tests.mutants.reply import GONE, Reply
from contract_tests.mutants.reply import reply as recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contract_tests.mutants.reply import Change


def changed(body: Any, where: Tokens, value: Any) -> Any:
    """Return a copy of a body with one part changed or removed (`GONE`)."""
    holder = [copy.deepcopy(body)]
    parent = get(holder, (0, *where[:-1])) if where else holder
    last: Any = where[-1] if where else 0
    if value is GONE:
        del parent[last]
    else:
        parent[last] = copy.deepcopy(value)
    return holder[0]


def put(where: Tokens, value: Any) -> Change:
    """Set a value of the body, or remove it (`GONE`)."""
    return put_all([where], value)


def put_all(where: Iterable[Tokens], value: Any) -> Change:
    """Set several values of the body, or remove them (`GONE`)."""

    def change(reply: Reply) -> None:
        for one in where:
            reply.body = changed(reply.body, one, value)

    return change


def rename(where: Tokens, old: str, new: str) -> Change:

    def change(reply: Reply) -> None:
        target = get(reply.body, where)
        items = [(new if key == old else key, value) for key, value in target.items()]
        target.clear()
        target.update(items)

    return change


def with_status(status: int) -> Change:
    return lambda reply: setattr(reply, "status", status)


def with_header(name: str, value: str) -> Change:
    return lambda reply: reply.headers.update({name.lower(): value})


def without_header(name: str) -> Change:
    return lambda reply: reply.headers.pop(name.lower())


def without_key(reply: Reply) -> None:
    reply.recording["request"]["headers"] = {}


def for_scenario(name: str) -> Change:
    """Make the reply that of a scenario."""
    return lambda reply: setattr(reply, "scenario", name)


def with_raw(content: bytes) -> Change:
    return lambda reply: setattr(reply, "raw", content)


def with_text(change: Callable[[str], str]) -> Change:
    return lambda reply: setattr(reply, "raw", change(reply.text).encode())


def with_bytes(change: Callable[[bytes], bytes]) -> Change:
    return lambda reply: setattr(reply, "raw", change(reply.content))


def in_turn(*changes: Change) -> Change:
    return lambda reply: [change(reply) for change in changes]


def instead(name: str, scenario: str) -> Change:
    """Replace the reply by another recording, as the reply of a scenario."""

    def change(reply: Reply) -> None:
        other = recorded(name)
        reply.status, reply.headers, reply.body, reply.raw = other.status, other.headers, other.body, other.raw
        reply.scenario = scenario

    return change


def in_task(**values: Any) -> Change:
    return lambda reply: reply.task.update(values)


def in_clip(**values: Any) -> Change:
    """Set values of a task's first clip."""
    return lambda reply: reply.clips[0].update(values)


def in_metadata(**values: Any) -> Change:
    """Set values of the metadata of a task's first clip."""
    return lambda reply: reply.clips[0]["metadata"].update(values)


def each_clip(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda reply: [change(clip) for clip in reply.clips]


def requested(task_id: str) -> Change:
    """Request another task, and return it."""

    def change(reply: Reply) -> None:
        reply.recording["request"]["path"] = f"/suno/fetch/{task_id}"
        reply.task["task_id"] = task_id

    return change
