# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Contains all the data models used in inputs/outputs"""

from .clip import Clip
from .clip_entity_type import ClipEntityType
from .clip_metadata import ClipMetadata
from .clip_state import ClipState
from .clip_status import ClipStatus
from .clip_type import ClipType
from .lyrics import Lyrics
from .lyrics_status import LyricsStatus
from .relay_error import RelayError
from .relay_error_body import RelayErrorBody
from .relay_error_type import RelayErrorType
from .result_code import ResultCode
from .task import Task
from .task_action import TaskAction
from .task_envelope import TaskEnvelope
from .task_error import TaskError
from .task_status import TaskStatus
from .unserved_path import UnservedPath
from .unserved_path_body import UnservedPathBody
from .unserved_path_type import UnservedPathType

__all__ = (
    "Clip",
    "ClipEntityType",
    "ClipMetadata",
    "ClipState",
    "ClipStatus",
    "ClipType",
    "Lyrics",
    "LyricsStatus",
    "RelayError",
    "RelayErrorBody",
    "RelayErrorType",
    "ResultCode",
    "Task",
    "TaskAction",
    "TaskEnvelope",
    "TaskError",
    "TaskStatus",
    "UnservedPath",
    "UnservedPathBody",
    "UnservedPathType",
)
