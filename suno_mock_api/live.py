"""Tasks that live: their answers are recordings, moved to an id of their own and to the present."""

from __future__ import annotations

import itertools
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from .answers import Answer, compact, rewritten, task_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.recordings import Recording

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@attrs.frozen
class Stage:
    """From when on a task answers what.

    Attributes:
        after: Seconds since the task was submitted.
        recording: The name of the recording that is answered from then on.
    """

    after: float
    recording: str


@attrs.frozen
class Timeline:
    """The stages of a task, in order; the first one begins at 0."""

    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, *stages: tuple[float, str]) -> Timeline:
        """Make a timeline of pairs.

        Args:
            stages: Seconds since submission and name of the recording.
        """
        return cls(tuple(itertools.starmap(Stage, stages)))

    @property
    def duration(self) -> float:
        """Seconds from submission to the last stage."""
        return self.stages[-1].after

    def faster(self, speed: float) -> Timeline:
        """The same stages in less time.

        Args:
            speed: 2 takes half the time.
        """
        return Timeline(tuple(attrs.evolve(stage, after=stage.after / speed) for stage in self.stages))


# By action and outcome. The relay refreshes a task every 15 s, real songs took 96 to 200 s.
TIMELINES: Mapping[tuple[str, str], Timeline] = {
    ("MUSIC", "SUCCESS"): Timeline.of(
        (0, "music_not_start"),
        (15, "music_in_progress_no_clips"),
        (30, "music_in_progress_two_clips"),
        (125, "music_success"),
    ),
    ("MUSIC", "FAILURE"): Timeline.of(
        (0, "music_not_start"), (15, "music_in_progress_no_clips"), (60, "music_failure_moderation")
    ),
    ("LYRICS", "SUCCESS"): Timeline.of((0, "lyrics_not_start"), (6, "lyrics_success")),
    ("LYRICS", "FAILURE"): Timeline.of((0, "lyrics_not_start"), (9, "lyrics_failure")),
}


@attrs.define
class LiveTask:
    """A task whose answers follow a timeline.

    Attributes:
        task_id: Its id.
        timeline: What it answers when.
        recordings: All recordings by name.
        submitted: When it was submitted, in Unix seconds; None until its first poll.
    """

    task_id: str
    timeline: Timeline
    recordings: Mapping[str, Recording]
    submitted: float | None = None
    _answers: dict[Stage, Answer] = attrs.field(factory=dict, init=False, repr=False)

    def answer(self, now: float) -> Answer:
        """What it answers.

        Args:
            now: The time of the request, in Unix seconds.
        """
        if self.submitted is None:
            self.submitted = now
        elapsed = now - self.submitted
        stage = [stage for stage in self.timeline.stages if stage.after <= elapsed or stage.after == 0][-1]
        if stage not in self._answers:
            self._answers[stage] = self._render(stage, self.submitted)
        return self._answers[stage]

    def _render(self, stage: Stage, submitted: float) -> Answer:
        last, now = (self.recordings[name] for name in (self.timeline.stages[-1].recording, stage.recording))
        # One provider sends the same keys in the same order at every poll of a task, whatever each recording's had.
        task: dict[str, Any] = {**last.response.body["data"], **now.response.body["data"]}
        shift = timedelta(seconds=submitted - task["submit_time"])
        task["submit_time"] = int(submitted)
        task["start_time"] = self._reached("start_time", stage, submitted)
        task["finish_time"] = self._reached("finish_time", stage, submitted)
        if isinstance(task["data"], list):
            for clip in task["data"]:
                created = datetime.fromisoformat(clip["created_at"]) + shift
                clip["created_at"] = created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = compact({**now.response.body, "data": task}).encode()
        ids = dict.fromkeys((task_id_of(last), task_id_of(now)), self.task_id)
        for index, clip_id in enumerate(dict.fromkeys(UUID.findall(compact(task["data"])))):
            ids.setdefault(clip_id, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.task_id}/{index}")))
        return rewritten(attrs.evolve(Answer.of(now), body=body), ids)

    def _reached(self, key: str, stage: Stage, submitted: float) -> int:
        """When the first stage was reached whose recording has this time; 0 if none was."""
        for reached in self.timeline.stages:
            if self.recordings[reached.recording].response.body["data"][key]:
                return int(submitted + reached.after)
            if reached == stage:
                break
        return 0
