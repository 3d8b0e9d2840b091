# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final, Self

from attrs import define, field

from .._reader import (
    Place,
    encode,
    enum_reader,
    list_reader,
    new,
    optional,
    read_body,
    read_int,
    read_null,
    read_object,
    read_str,
    required,
    union_reader,
    unknown_fields,
)
from ..types import UNSET, Unset


@define
class Task:
    """A music or lyrics task. Times are Unix seconds, 0 while not reached.
    `data` is polymorphic and stays one property of type "clips, lyrics or null", as it is on the wire: `action`
    cannot tell them apart (it is "" on old rows), and two task types would make a reader narrow the task before
    each use. The accessors `clips` and `lyrics` read the branch one asked for, without a cast.

    Attributes:
        task_id (str): The id that was asked for.
        notify_hook (str | Unset): The callback URL given at submission, or empty. Half of the siblings lack it.
        action (TaskAction): What the task makes. Empty on old rows, on real music tasks too (published).
        status (TaskStatus): Where the task stands; SUCCESS and FAILURE are terminal. The relay stores the
            upstream's word unchecked, so another word can appear.
        fail_reason (str): Why the task failed; empty unless it failed, and possibly then too.
        submit_time (int): When the task was submitted, in Unix seconds (the maximum is the end of the year 2099).
        start_time (int): When the task was started, in Unix seconds; 0 = not yet.
        finish_time (int): When the task ended, in Unix seconds; 0 = not yet. May stay 0 on FAILURE.
        progress (str): Progress in percent, with the sign, "0%" to "100%".
        data (list[Clip] | Lyrics | None): The result: clips of a music task, lyrics of a lyrics task, null before
            the first refresh. Clips appear before the task is done, and a failed task may carry a playable clip.
        additional_properties (dict[str, Any]): What the answer has beyond that: fields that the document doesn't know, and values
            of optional fields that are not of the declared type. `to_dict` gives them back.
    """

    task_id: str
    action: TaskAction
    status: TaskStatus
    fail_reason: str
    submit_time: int
    start_time: int
    finish_time: int
    progress: str
    data: list[Clip] | Lyrics | None
    notify_hook: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    @property
    def clips(self) -> list[Clip]:
        """The clips of a music task; empty until the first refresh and for any other task."""
        return self.data if isinstance(self.data, list) else []

    @property
    def lyrics(self) -> Lyrics | None:
        """The result of a lyrics task; None until it is there and for any other task."""
        return self.data if isinstance(self.data, Lyrics) else None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object that was read, with the changes made since."""
        result: dict[str, Any] = {}
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
        for key, value in self.additional_properties.items():
            result.setdefault(key, value)
        return result

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object.

        Raises:
            errors.SchemaMismatchError: A required field is missing or of another type; says which and what was found.
        """
        return read_body(cls._read, src_dict if isinstance(src_dict, dict) else dict(src_dict), cls.__name__)

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
            ) = [source.get(key, UNSET) for key in _KEYS]
            if not _KNOWN.issuperset(source):
                unknown_fields(source, _KNOWN, at, kept)
        else:
            if len(source) != 10:
                unknown_fields(source, _KNOWN, at, kept)
        if v_task_id.__class__ is not str:
            v_task_id = required(read_str, v_task_id, at, "task_id")
        if v_notify_hook.__class__ is not str:
            v_notify_hook = optional(read_str, v_notify_hook, at, "notify_hook", kept)
        try:
            v_action = _words_action[v_action]
        except (KeyError, TypeError):
            v_action = required(_read_action, v_action, at, "action")
        try:
            v_status = _words_status[v_status]
        except (KeyError, TypeError):
            v_status = required(_read_status, v_status, at, "status")
        if v_fail_reason.__class__ is not str:
            v_fail_reason = required(read_str, v_fail_reason, at, "fail_reason")
        if v_submit_time.__class__ is not int:
            v_submit_time = required(read_int, v_submit_time, at, "submit_time")
        if v_start_time.__class__ is not int:
            v_start_time = required(read_int, v_start_time, at, "start_time")
        if v_finish_time.__class__ is not int:
            v_finish_time = required(read_int, v_finish_time, at, "finish_time")
        if v_progress.__class__ is not str:
            v_progress = required(read_str, v_progress, at, "progress")
        if v_data.__class__ is dict:
            v_data = _read_Lyrics(v_data, (at, "data"))
        elif v_data.__class__ is list:
            place, items, v_data = (at, "data"), v_data, []
            for item in items:
                v_data.append(_read_Clip(item, (place, len(v_data))))
        else:
            v_data = required(_read_data, v_data, at, "data")
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
        return result

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


_KEYS: Final = (
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
_KNOWN: Final = frozenset(_KEYS)
_fields = itemgetter(*_KEYS)

# At the end, so that models may refer to each other in a circle.
from ..models.clip import Clip
from ..models.lyrics import Lyrics
from ..models.task_action import TaskAction
from ..models.task_status import TaskStatus

_read_Clip = Clip._read
_read_Lyrics = Lyrics._read
_read_action = enum_reader(TaskAction)
_words_action = {member.value: member for member in TaskAction}
_read_status = enum_reader(TaskStatus)
_words_status = {member.value: member for member in TaskStatus}
_read_data = union_reader(
    {
        list: list_reader(Clip._read),
        dict: Lyrics._read,
        type(None): read_null,
    }
)
