"""Replies: recorded responses that can be changed in every part, independent of the document."""

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
"""The time of every reply, in Unix seconds: later than each time in the recordings."""
GONE: Any = object()
"""A marker for a value that is removed."""


@define
class Reply:
    """A response before it is written to the wire.

    Attributes:
        recording: The recorded exchange that it is made from.
        status: Its status.
        headers: Its headers, by name in lower case.
        body: Its body as JSON.
        raw: Its body as bytes, if it is not the JSON of `body`.
        scenario: The scenario that it is the response to, if that is known.
        complete: Whether it arrives completely.
        extra_headers: Repeated headers.
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
        """Return a reply that is a copy of a recorded response."""
        kept = copy.deepcopy(dict(recording))
        response = kept["response"]
        return cls(
            recording=kept,
            status=response["status"],
            headers={
                key.lower(): value for key, value in response["headers"].items() if key.lower() != "content-length"
            },
            body=response.get("body"),
            raw=response["text"].encode() if "text" in response else None,
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
        """The body as compact JSON, as the relay writes it."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.text.encode("utf-8", "surrogatepass") if self.raw is None else self.raw

    def exchange(self, name: str = "") -> Exchange:
        """Return the exchange in which it is the response."""
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
        group: The kind of change.
        name: Its name in the group.
        polls: The names of the recordings that the replies are made from, in order.
        change: Changes the last reply.
        before: Changes the first of several replies.
        each: Changes every reply, first of all.
        rules: The beginnings of rule ids: one of these rules must report a drift, and none a harmless variant.
        where: The part of the body that changes; a finding must be at, in or around it. None allows any place.
        recordings: The recordings by name.
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
        """A name that no other mutant has."""
        return f"{self.group}: {self.name}"

    def replies(self) -> list[Reply]:
        """Return its replies; all have the request of the first one."""
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
        """Its exchanges, made once, because several documents judge them."""
        return [one.exchange(self.name) for one in self.replies()]

    def reported(self, violations: Iterable[Violation]) -> bool:
        """Return whether one of the violations is of its rules and at its place."""
        return any(violation.rule.startswith(self.rules) and self._near(violation.where) for violation in violations)

    def _near(self, where: str) -> bool:
        place = join(self.where or ())
        return not place or not where.startswith("/") or f"{where}/".startswith(f"{place}/") or _inside(place, where)


def _inside(place: str, where: str) -> bool:
    return f"{place}/".startswith(f"{where}/")


def reply(name: str) -> Reply:
    return Reply.of(recorded()[name])
