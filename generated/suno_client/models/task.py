# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, Literal, Self

from attrs import define, field

from .._encode import encode
from .._model import Model
from .._reader import (
    Place,
    complete,
    const_reader,
    deferred,
    enum_reader,
    essential,
    list_reader,
    new,
    optional,
    read_int,
    read_null,
    read_object,
    read_str,
    refuse,
    union_reader,
    unknown_fields,
)
from ..errors import FieldMismatchError, SchemaMismatchError
from ..types import UNSET, Unset
from .task_action import TaskAction
from .task_status import TaskStatus


@define(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Task(Model):
    """A music or lyrics task. Times are Unix seconds, 0 while not reached. Read the result with `clips` or
    `lyrics`.
    """

    _KEYS = (
        "task_id",
        "notify_hook",
        "action",
        "status",
        "fail_reason",
        "submit_time",
        "start_time",
        "finish_time",
        "progress",
        "data",
    )
    _NAMES = (
        "task_id",
        "notify_hook",
        "action",
        "status",
        "fail_reason",
        "submit_time",
        "start_time",
        "finish_time",
        "progress",
        "data",
    )

    task_id: str
    """The requested id."""

    notify_hook: str | Unset = UNSET
    """The callback URL given at submission, or empty. Half of the siblings lack it."""

    action: TaskAction
    """What the task makes. Empty on old rows, on real music tasks too (published)."""

    status: TaskStatus
    """Where the task stands; SUCCESS and FAILURE are terminal. The relay stores the upstream's status unchecked,
    so another value can appear.
    """

    fail_reason: str
    """Why the task failed; empty unless it failed, and possibly then too."""

    submit_time: int
    """When the task was submitted, in Unix seconds (the maximum is the end of the year 2099)."""

    start_time: int
    """When the task was started, in Unix seconds; 0 = not yet."""

    finish_time: int
    """When the task ended, in Unix seconds; 0 = not yet. May stay 0 on FAILURE."""

    progress: str
    """Progress in percent, with the sign, "0%" to "100%"."""

    data: list[Clip] | Literal[""] | Lyrics | None
    """The result: clips of a music task, lyrics of a lyrics task; null before the first refresh, and an empty text
    for a moment on some siblings (published). Clips appear before the task is done, and a failed task may carry
    a playable clip.
    """

    additional_properties: dict[str, Any] = field(factory=dict)
    """What the body has beyond the fields, and what it has where a field cannot be read; `to_dict` gives it back."""

    @property
    def clips(self) -> list[Clip]:
        """The clips of a music task; empty until the first refresh and for any other task."""
        return self.data if isinstance(self.data, list) else []

    @property
    def lyrics(self) -> Lyrics | None:
        """The result of a lyrics task; None until it is there and for any other task."""
        return self.data if isinstance(self.data, Lyrics) else None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        try:
            result["task_id"] = self.task_id
            if not isinstance(self.notify_hook, Unset):
                result["notify_hook"] = self.notify_hook
            result["action"] = str(self.action)
            result["status"] = str(self.status)
            result["fail_reason"] = self.fail_reason
            result["submit_time"] = self.submit_time
            result["start_time"] = self.start_time
            result["finish_time"] = self.finish_time
            result["progress"] = self.progress
            result["data"] = encode(self.data)
        except FieldMismatchError:
            return super().to_dict()
        return self._with_more(result)

    @classmethod
    def _read(cls, value: Any, at: Place) -> Self:
        source: dict[str, Any] = value if value.__class__ is dict else read_object(value, at)
        kept: dict[str, Any] = {}
        try:
            (
                v_task_id,
                v_notify_hook,
                v_action,
                v_status,
                v_fail_reason,
                v_submit_time,
                v_start_time,
                v_finish_time,
                v_progress,
                v_data,
            ) = _fields(source)
        except KeyError:
            (
                v_task_id,
                v_notify_hook,
                v_action,
                v_status,
                v_fail_reason,
                v_submit_time,
                v_start_time,
                v_finish_time,
                v_progress,
                v_data,
            ) = [source.get(key, UNSET) for key in cls._KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 10:
                unknown_fields(source, _KNOWN, at, kept)
        if v_task_id.__class__ is not str:
            v_task_id = deferred(read_str, v_task_id, at, "task_id", "task_id", kept)
        if v_notify_hook.__class__ is not str:
            v_notify_hook = optional(read_str, v_notify_hook, at, "notify_hook", kept)
        try:
            v_action = _values_action[v_action]
        except (KeyError, TypeError):
            v_action = deferred(_read_action, v_action, at, "action", "action", kept)
        try:
            v_status = _values_status[v_status]
        except (KeyError, TypeError):
            v_status = essential(_read_status, v_status, at, "status", "status", kept)
        if v_fail_reason.__class__ is not str:
            v_fail_reason = deferred(read_str, v_fail_reason, at, "fail_reason", "fail_reason", kept)
        if v_submit_time.__class__ is not int:
            v_submit_time = deferred(read_int, v_submit_time, at, "submit_time", "submit_time", kept)
        if v_start_time.__class__ is not int:
            v_start_time = deferred(read_int, v_start_time, at, "start_time", "start_time", kept)
        if v_finish_time.__class__ is not int:
            v_finish_time = deferred(read_int, v_finish_time, at, "finish_time", "finish_time", kept)
        if v_progress.__class__ is not str:
            v_progress = deferred(read_str, v_progress, at, "progress", "progress", kept)
        try:
            if v_data.__class__ is list:
                v_data = _list_data(v_data, (at, "data"))
            elif v_data.__class__ is dict:
                v_data = _as_Lyrics(v_data, (at, "data"))
            else:
                v_data = essential(_read_data, v_data, at, "data", "data", kept)
        except SchemaMismatchError as error:
            v_data = refuse(error, source.get("data", UNSET), at, "data", "data", kept)
        # Not by __init__: passing every field by name costs more than reading it.
        result = new(cls)
        result.task_id = v_task_id
        result.notify_hook = v_notify_hook
        result.action = v_action
        result.status = v_status
        result.fail_reason = v_fail_reason
        result.submit_time = v_submit_time
        result.start_time = v_start_time
        result.finish_time = v_finish_time
        result.progress = v_progress
        result.data = v_data
        result.additional_properties = kept
        if kept:
            complete(result, kept)
        return result


_KNOWN: Final[frozenset[str]] = frozenset(Task._KEYS)
_fields = itemgetter(*Task._KEYS)

# At the end, so that models may refer to each other in a circle.
from .clip import Clip
from .lyrics import Lyrics

_as_Lyrics = Lyrics._read
_read_action = enum_reader(TaskAction)
_values_action = {member.value: member for member in TaskAction}
_read_status = enum_reader(TaskStatus)
_values_status = {member.value: member for member in TaskStatus}
_read_data = union_reader(
    {list: list_reader(Clip._read), dict: Lyrics._read, str: const_reader(""), type(None): read_null}
)
_list_data = list_reader(Clip._read)
