"""Whole replies that can be changed in every part, made from the recordings and knowing nothing of the document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from attrs import Factory, define, frozen

from contract_tests.contract import Exchange
from contract_tests.recordings import load

NOW = 1_800_000_000.0
"""When every reply here was given, Unix seconds: later than each time in the recordings."""


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
        request = self.recording["request"]
        return Exchange(
            method=request["method"],
            url="https://api.aiznt.com" + request["path"],
            request_headers=tuple(request["headers"].items()),
            status=self.status,
            headers=(*headers.items(), *self.extra_headers),
            body=self.content,
            complete=self.complete,
            scenario=self.scenario,
            at=NOW,
            name=name,
        )


Change = Callable[[Reply], object]
"""Changes a reply in place."""


def nothing(reply: Reply) -> None:
    """Change nothing: the recordings themselves are what matters."""
    del reply


@frozen
class Mutant:
    """A change of one reply, or of the last of several polls.

    Attributes:
        group: What kind of change it is.
        name: Which one.
        polls: The recordings that are answered one after the other.
        change: What happens to the last of them.
        before: What happens to the first of several.
    """

    group: str
    name: str
    polls: tuple[str, ...]
    change: Change
    before: Change = nothing

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"{self.group}: {self.name}"

    def exchanges(self) -> list[Exchange]:
        """Play it."""
        replies = [reply(name) for name in self.polls]
        if len(replies) > 1:
            for one in replies:  # polls of one task: the first one's
                one.recording["request"] = replies[0].recording["request"]
                one.task["task_id"] = replies[0].task["task_id"]
            self.before(replies[0])
        self.change(replies[-1])
        return [one.exchange(self.name) for one in replies]


def reply(name: str) -> Reply:
    """Take a reply from a recording."""
    recording = load()[name].plain
    answered = copy.deepcopy(recording["response"])
    one = Reply(
        recording=copy.deepcopy(dict(recording)),
        status=answered["status"],
        headers={key.lower(): value for key, value in answered["headers"].items()},
        body=answered.get("body"),
    )
    if "text" in answered:
        one.raw = answered["text"].encode()
    return one
