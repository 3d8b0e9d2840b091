"""Whole replies that can be changed in every part, made from the recordings and knowing nothing of the document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from attrs import Factory, define, evolve, field, frozen

from contract_tests.contract import Exchange, Violation
from contract_tests.contract.pointers import Tokens, join
from contract_tests.recordings import load

NOW = 1_800_000_000.0
"""When every reply here was given, Unix seconds: later than each time in the recordings."""
GONE: Any = object()
"""Stands for a value that is taken out."""


@define
class Reply:
    """A reply before it is written to the wire.

    Attributes:
        recording: The recorded exchange that it starts from.
        status: Its status.
        headers: Its headers, by name in lower case.
        body: Its body as JSON.
        raw: Its body as bytes, where it is not the JSON of `body`.
        scenario: The situation that it answers, if that is known.
        complete: Whether it arrives to its end.
        extra_headers: Headers that come a second time.
    """

    recording: dict[str, Any]
    status: int
    headers: dict[str, str]
    body: Any
    raw: bytes | None = None
    scenario: str | None = None
    complete: bool = True
    extra_headers: list[tuple[str, str]] = Factory(list)

    @classmethod
    def of(cls, recording: Mapping[str, Any]) -> Reply:
        """Make the reply of a recording, to be changed as one likes."""
        kept = copy.deepcopy(dict(recording))
        answered = kept["response"]
        return cls(
            recording=kept,
            status=answered["status"],
            headers={
                key.lower(): value for key, value in answered["headers"].items() if key.lower() != "content-length"
            },
            body=answered.get("body"),
            raw=answered["text"].encode() if "text" in answered else None,
        )

    @property
    def task(self) -> dict[str, Any]:
        """The task inside the envelope."""
        task: dict[str, Any] = self.body["data"]
        return task

    @property
    def clips(self) -> list[dict[str, Any]]:
        """The clips of a music task."""
        clips: list[dict[str, Any]] = self.task["data"]
        return clips

    @property
    def text(self) -> str:
        """The body as compact JSON, the way the relay writes it."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.text.encode("utf-8", "surrogatepass") if self.raw is None else self.raw

    def exchange(self, name: str = "") -> Exchange:
        """Send it."""
        headers = {"content-length": str(len(self.content)), **self.headers}
        source = {**self.recording, "response": {"status": self.status, "text": ""}}
        return evolve(
            Exchange.from_recording(source, name=name),
            url="https://api.aiznt.com" + self.recording["request"]["path"],
            headers=(*headers.items(), *self.extra_headers),
            body=self.content,
            as_sent=True,
            complete=self.complete,
            at=NOW,
            scenario=self.scenario,
        )


@cache
def recorded() -> Mapping[str, Mapping[str, Any]]:
    """Read the recordings of this repository by name."""
    return {name: recording.plain for name, recording in load().items()}


Change = Callable[[Reply], object]
"""Changes a reply in place."""

Recordings = Mapping[str, Mapping[str, Any]]
"""Recorded exchanges by name, as the JSON of their files."""


def nothing(reply: Reply) -> None:
    """Change nothing: the recordings themselves are what matters."""
    del reply


@frozen
class Mutant:
    """A change of one reply, or of the last of several polls.

    Attributes:
        group: What kind of change it is.
        name: Which one.
        polls: The replies, one after the other, by the names of their recordings.
        change: What happens to the last of them.
        before: What happens to the first of several.
        each: What happens to every one first.
        rules: The rules that report it, by the beginning of their ids: one of them does, where it is a drift; none of
            them does, where it is harmless.
        where: The part of the body that changes: a finding is on it, inside it or around it; None says nothing.
        recordings: What the names stand for.
    """

    group: str
    name: str
    polls: tuple[str, ...]
    change: Change
    before: Change = nothing
    each: Change = nothing
    rules: tuple[str, ...] = ("",)
    where: Tokens | None = None
    recordings: Recordings = field(factory=recorded, repr=False, eq=False)

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"{self.group}: {self.name}"

    def replies(self) -> list[Reply]:
        """Make its replies. Those after the first are of the first one's request."""
        replies = [Reply.of(self.recordings[name]) for name in self.polls]
        for later in replies[1:]:
            later.recording["request"] = replies[0].recording["request"]
        for one in replies:
            self.each(one)
        if len(replies) > 1:
            self.before(replies[0])
        self.change(replies[-1])
        return replies

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Its exchanges: made once, since each document that is tried judges them again."""
        return [one.exchange(self.name) for one in self.replies()]

    def reported(self, violations: Iterable[Violation]) -> bool:
        """Whether one of the violations is of its rules, and where it changes something."""
        return any(violation.rule.startswith(self.rules) and self._near(violation.where) for violation in violations)

    def _near(self, where: str) -> bool:
        place = join(self.where or ())
        return not place or not where.startswith("/") or f"{where}/".startswith(f"{place}/") or _inside(place, where)


def _inside(place: str, where: str) -> bool:
    return f"{place}/".startswith(f"{where}/")


def reply(name: str) -> Reply:
    return Reply.of(recorded()[name])
