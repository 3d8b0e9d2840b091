# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Contains all the data models used in inputs/outputs"""

from .aligned_word import AlignedWord
from .clip import Clip
from .clip_entity_type import ClipEntityType
from .clip_metadata import ClipMetadata
from .clip_state import ClipState
from .clip_status import ClipStatus
from .clip_type import ClipType
from .listed_clip import ListedClip
from .listed_clip_metadata import ListedClipMetadata
from .lyrics import Lyrics
from .lyrics_request import LyricsRequest
from .lyrics_status import LyricsStatus
from .music_request import MusicRequest
from .music_request_metadata import MusicRequestMetadata
from .relay_error import RelayError
from .relay_error_body import RelayErrorBody
from .relay_error_type import RelayErrorType
from .result_code import ResultCode
from .submission_envelope import SubmissionEnvelope
from .task import Task
from .task_action import TaskAction
from .task_envelope import TaskEnvelope
from .task_error import TaskError
from .task_status import TaskStatus
from .tasks_envelope import TasksEnvelope
from .tasks_request import TasksRequest
from .timing import Timing
from .unserved_path import UnservedPath
from .unserved_path_body import UnservedPathBody
from .unserved_path_type import UnservedPathType
from .wav_file import WavFile

__all__ = (
    "AlignedWord",
    "Clip",
    "ClipEntityType",
    "ClipMetadata",
    "ClipState",
    "ClipStatus",
    "ClipType",
    "ListedClip",
    "ListedClipMetadata",
    "Lyrics",
    "LyricsRequest",
    "LyricsStatus",
    "MusicRequest",
    "MusicRequestMetadata",
    "RelayError",
    "RelayErrorBody",
    "RelayErrorType",
    "ResultCode",
    "SubmissionEnvelope",
    "Task",
    "TaskAction",
    "TaskEnvelope",
    "TaskError",
    "TasksEnvelope",
    "TasksRequest",
    "TaskStatus",
    "Timing",
    "UnservedPath",
    "UnservedPathBody",
    "UnservedPathType",
    "WavFile",
)
