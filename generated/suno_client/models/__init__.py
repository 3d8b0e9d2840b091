# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""The models of requests and responses. Each is imported when it is first used."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES: dict[str, str] = {
    "AlignedWord": ".aligned_word",
    "Clip": ".clip",
    "ClipEntityType": ".clip_entity_type",
    "ClipMetadata": ".clip_metadata",
    "ClipState": ".clip_state",
    "ClipStatus": ".clip_status",
    "ClipType": ".clip_type",
    "ListedClip": ".listed_clip",
    "ListedClipMetadata": ".listed_clip_metadata",
    "Lyrics": ".lyrics",
    "LyricsRequest": ".lyrics_request",
    "LyricsStatus": ".lyrics_status",
    "MusicRequest": ".music_request",
    "MusicRequestMetadata": ".music_request_metadata",
    "RelayError": ".relay_error",
    "RelayErrorBody": ".relay_error_body",
    "RelayErrorType": ".relay_error_type",
    "ResultCode": ".result_code",
    "SubmissionEnvelope": ".submission_envelope",
    "Task": ".task",
    "TaskAction": ".task_action",
    "TaskEnvelope": ".task_envelope",
    "TaskError": ".task_error",
    "TaskStatus": ".task_status",
    "TasksEnvelope": ".tasks_envelope",
    "TasksRequest": ".tasks_request",
    "Timing": ".timing",
    "UnservedPath": ".unserved_path",
    "UnservedPathBody": ".unserved_path_body",
    "UnservedPathType": ".unserved_path_type",
    "WavFile": ".wav_file",
}

if not TYPE_CHECKING:  # for a type checker, a name that is not declared stays an error

    def __getattr__(name: str) -> Any:
        """Import a model."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from importlib import import_module

        model = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return model


def __dir__() -> list[str]:
    return list(__all__)
