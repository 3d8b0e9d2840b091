"""Live tasks: each responds with recordings in turn, changed to its own id and to the present."""

from __future__ import annotations

import itertools
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from .document import pointed, replaced_at
from .relay import REFRESH
from .responses import MockResponse, compact, rewritten, task_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.recordings import Recording

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIMES = ("submit_time", "start_time", "finish_time")


@attrs.frozen
class Stage:
    """The name of the recording that a task responds with, from so many seconds after the submission."""

    after: float
    recording: str


@attrs.frozen
class Timeline:
    """The stages of a task, in order; the first one begins at 0.

    Attributes:
        stages: The stages as the upstream goes through them.
        refresh: Seconds between two polls of the upstream by the relay. A stage is visible from the next poll on; one
            that ends before that poll is never visible. At 0 each stage is visible at once.
    """

    stages: tuple[Stage, ...]
    refresh: float = 0

    @classmethod
    def of(cls, *stages: tuple[float, str], refresh: float = 0) -> Timeline:
        """Make a timeline from pairs: seconds since submission, and the name of the recording."""
        return cls(tuple(itertools.starmap(Stage, stages)), refresh)

    @property
    def duration(self) -> float:
        """Seconds from submission until the last stage is visible, even if a poll of the upstream is lost."""
        last = self.stages[-1].after
        return last if not self.refresh else (-(-last // self.refresh) + 1) * self.refresh

    def faster(self, speed: float) -> Timeline:
        """Return the same stages, `speed` times faster."""
        stages = tuple(attrs.evolve(stage, after=stage.after / speed) for stage in self.stages)
        return Timeline(stages, self.refresh / speed)

    def seen(self, elapsed: float, lost: frozenset[int] = frozenset()) -> Stage:
        """Return the stage that is visible `elapsed` seconds after the submission.

        `lost` has the numbers of the polls of the upstream that are lost, counted from 1.
        """
        if self.refresh:
            poll = int(elapsed / self.refresh + 1e-9)
            poll -= poll in lost
            elapsed = poll * self.refresh
        return [stage for stage in self.stages if stage.after <= elapsed + 1e-9 or stage.after == 0][-1]


# By action and outcome. Real songs took 96 to 200 s. Lyrics are ready at once, and visible after the relay's next poll.
TIMELINES: Mapping[tuple[str, str], Timeline] = {
    ("MUSIC", "SUCCESS"): Timeline.of(
        (0, "music_not_start"), (2, "music_in_progress_no_clips"), (28, "music_in_progress_two_clips"),
        (118, "music_success"), refresh=REFRESH,
    ),
    ("MUSIC", "FAILURE"): Timeline.of(
        (0, "music_not_start"), (2, "music_in_progress_no_clips"), (55, "music_failure_moderation"), refresh=REFRESH,
    ),
    ("LYRICS", "SUCCESS"): Timeline.of((0, "lyrics_not_start"), (1, "lyrics_success"), refresh=REFRESH),
    ("LYRICS", "FAILURE"): Timeline.of((0, "lyrics_not_start"), (2, "lyrics_failure"), refresh=REFRESH),
}  # fmt: skip


@attrs.define
class LiveTask:
    """A task whose responses follow a timeline.

    Attributes:
        task_id: Its id.
        timeline: Its stages.
        recordings: All recordings by name.
        result: The JSON pointer to the task in the body.
        submitted: When it was submitted, in Unix seconds; None until its first poll.
        lost: The numbers of the relay's polls of the upstream that are lost.
        skew: Seconds by which the upstream's clock is ahead of the relay's: `submit_time` is the relay's until its
            first poll of the upstream, then the upstream's.
    """

    task_id: str
    timeline: Timeline
    recordings: Mapping[str, Recording]
    result: str = "/data"
    submitted: float | None = None
    lost: frozenset[int] = frozenset()
    skew: float = 0
    _responses: dict[Stage, MockResponse] = attrs.field(factory=dict, init=False, repr=False)

    def response(self, now: float) -> MockResponse:
        """Return the response at a time in Unix seconds."""
        if self.submitted is None:
            self.submitted = now
        stage = self.timeline.seen(now - self.submitted, self.lost)
        if stage not in self._responses:
            self._responses[stage] = self._render(stage, self.submitted)
        return self._responses[stage]

    def _render(self, stage: Stage, submitted: float) -> MockResponse:
        last, now = (self.recordings[name] for name in (self.timeline.stages[-1].recording, stage.recording))
        body, final = now.response.body, pointed(last.response.body, self.result)
        task = pointed(body, self.result)
        if isinstance(task, dict):
            # A provider sends the same keys in the same order at every poll of a task; the recordings may differ.
            task = {**(final if isinstance(final, dict) else {}), **task}
            body = replaced_at(body, self.result, self._moved(task, stage, submitted))
        ids = dict.fromkeys((task_id_of(last), task_id_of(now)), self.task_id)
        for index, clip_id in enumerate(dict.fromkeys(UUID.findall(compact((task or {}).get("data", ""))))):
            ids.setdefault(clip_id, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.task_id}/{index}")))
        return rewritten(attrs.evolve(MockResponse.of(now), body=compact(body).encode()), ids)

    def _moved(self, task: dict[str, Any], stage: Stage, submitted: float) -> dict[str, Any]:
        """Return the task with its times moved to the present."""
        if not task.get(TIMES[0]):
            return task
        shift = timedelta(seconds=submitted - task[TIMES[0]])
        upstream = submitted if stage is self.timeline.stages[0] else submitted + self.skew
        task[TIMES[0]] = int(upstream)
        for key in TIMES[1:]:
            task[key] = self._reached(key, stage, upstream)
        for clip in task["data"] if isinstance(task.get("data"), list) else ():
            created = datetime.fromisoformat(clip["created_at"]) + shift
            clip["created_at"] = created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return task

    def _reached(self, key: str, stage: Stage, submitted: float) -> int:
        """Return when the first stage whose recording has this time was reached; 0 if none was."""
        for reached in self.timeline.stages:
            if (pointed(self.recordings[reached.recording].response.body, self.result) or {}).get(key):
                return int(submitted + reached.after)
            if reached == stage:
                break
        return 0
