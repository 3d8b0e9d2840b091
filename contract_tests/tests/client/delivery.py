"""Compares which songs the generated client, and a simple loop over dicts, get from servers that drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx
from attrs import frozen
from suno_client import AuthenticatedClient, errors
from suno_client.api.suno import fetch_task
from suno_client.testing import virtual_time

from contract_tests.tests.client import drifts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suno_client.models import Task

SONG, FAILURE, LOST = "song", "failure", "lost"
KEY: Final = "sk-of-no-server"
RUNNING: Final = 4
"""The number of polls before the one that finds the task done."""
POLLS: Final = 20
"""The number of polls of the simple loop."""


@frozen
class Delivery:
    """The result for one drifted server.

    Attributes:
        drift: The drift.
        ours: What the generated client delivered: the song, the failure, or nothing.
        simple: What the loop over dicts delivered.
        why: The error of the generated client.
        task: What the generated client returned.
    """

    drift: drifts.Drift
    ours: str
    simple: str
    why: str
    task: Task | None

    @property
    def due(self) -> str:
        """The expected delivery."""
        return FAILURE if self.drift.failure else SONG


class Server:
    """A drifted server.

    Attributes:
        polls: How many requests arrived.
    """

    def __init__(self, drift: drifts.Drift, *, odd_poll: int | None = None, running: int = RUNNING) -> None:
        """Start it.

        Args:
            drift: How it drifted.
            odd_poll: The one poll, counted from 1, whose response has drifted; None: all of them.
            running: How many polls find the task running.
        """
        self.drift, self.odd_poll, self.running, self.polls = drift, odd_poll, running, 0

    def __call__(self, _: httpx.Request) -> httpx.Response:
        """Respond."""
        self.polls += 1
        body = drifts.DONE if self.polls > self.running else drifts.running()
        reply = self.drift.apply(body) if self.odd_poll in (None, self.polls) else drifts.reply(body)
        stream = httpx.ByteStream(reply.content)
        return httpx.Response(reply.status, headers=reply.headers, stream=stream)


def delivered(server: Server) -> tuple[str, str, Task | None]:
    """Wait with the generated client.

    Returns:
        What it delivered, its error, and the task.
    """
    transport = httpx.MockTransport(server)
    with AuthenticatedClient(token=KEY, base_url="http://127.0.0.1", transport=transport) as client, virtual_time():
        try:
            task = fetch_task.wait(drifts.TASK_ID, client=client)
        except errors.TaskFailedError as error:
            return FAILURE, str(error), error.task
        except errors.APIError as error:
            return LOST, f"{type(error).__name__}: {error}", None
    urls = [getattr(clip, "audio_url", None) for clip in task.clips]
    return (SONG if drifts.URL in urls else LOST), "", task


def simple(server: Server) -> str:
    """Wait with a simple loop over dicts.

    Returns:
        What it delivered.
    """
    with httpx.Client(transport=httpx.MockTransport(server)) as http:
        try:
            for _ in range(POLLS):
                task = http.get("http://127.0.0.1").json()["data"]
                if task["status"] == "SUCCESS":
                    return SONG if drifts.URL in [clip["audio_url"] for clip in task["data"]] else LOST
                if task["status"] == "FAILURE":
                    return FAILURE
        except Exception:  # noqa: BLE001 - any error ends a simple program
            return LOST
    return LOST


def measure(*, odd_poll: int | None = None) -> Iterator[Delivery]:
    """Wait for the song of every drifted server, in both ways.

    Args:
        odd_poll: The one poll, counted from 1, whose response has drifted; None: all of them.
    """
    for drift in drifts.drifts():
        ours, why, task = delivered(Server(drift, odd_poll=odd_poll))
        yield Delivery(drift, ours, simple(Server(drift, odd_poll=odd_poll)), why, task)
