"""What an application writes, with the types it gets. Never run: mypy and pyright judge it (`nox -s lint`)."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Literal, assert_type

import httpx
from httpx_retries import Retry
from suno_client import UNSET, AuthenticatedClient, Client, Unset, errors
from suno_client.api.suno import fetch_task
from suno_client.models import (
    Clip,
    ClipMetadata,
    Lyrics,
    RelayErrorBody,
    Task,
    TaskEnvelope,
    TaskError,
    TaskStatus,
    UnservedPathBody,
)
from suno_client.testing import VirtualClock, virtual_time
from suno_client.types import Response

Parsed = TaskEnvelope | TaskError | RelayErrorBody | UnservedPathBody


def responses(client: AuthenticatedClient) -> None:
    assert_type(fetch_task.sync("id", client=client), TaskEnvelope)
    response = fetch_task.sync_detailed("id", client=client)
    assert_type(response, Response[Parsed])
    assert_type(response.parsed, Parsed | None)
    assert_type(response.status_code, int)
    assert_type(response.error, errors.APIError | None)


async def responses_in_loop(client: AuthenticatedClient) -> None:
    assert_type(await fetch_task.asyncio("id", client=client), TaskEnvelope)
    assert_type(await fetch_task.asyncio_detailed("id", client=client), Response[Parsed])
    assert_type(await fetch_task.wait_asyncio("id", client=client, timeout=None), Task)
    assert_type(fetch_task.poll_asyncio("id", client=client), AsyncIterator[Task])
    async with AuthenticatedClient(token="k") as mine:
        assert_type(mine, AuthenticatedClient)


def waits(client: AuthenticatedClient) -> None:
    assert_type(fetch_task.wait("id", client=client, timeout=60, return_failed=True), Task)
    assert_type(fetch_task.poll("id", client=client), Iterator[Task])
    try:
        fetch_task.wait("id", client=client)
    except errors.TaskFailedError as error:
        assert_type(error.task, Task)
    except errors.WaitTimeoutError as error:
        assert_type(error.task, Task | None)
    except errors.RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except errors.APIError as error:
        assert_type(error.status_code, int | None)


def songs(task: Task) -> None:
    assert_type(task.status, TaskStatus)
    assert_type(task.status.is_known, bool)
    assert_type(task.data, list[Clip] | Literal[""] | Lyrics | None)
    assert_type(task.lyrics, Lyrics | None)
    for clip in task.clips:
        assert_type(clip.audio_url, str)
        assert_type(clip.title, str | Unset)
        assert_type(clip.title or "untitled", str)
        assert_type(clip.created_at, datetime.datetime | Unset)
        minutes: float = 0 if isinstance(clip.duration, Unset) else clip.duration / 60
        assert minutes or clip.duration is UNSET
        if clip.metadata:
            assert_type(clip.metadata, ClipMetadata)


def clients() -> None:
    client = AuthenticatedClient(
        token="k",
        base_url="https://x",
        timeout=3,
        retries=Retry(total=1),
        transport=httpx.HTTPTransport(),
    )
    assert_type(client.with_headers({"a": "b"}), AuthenticatedClient)
    assert_type(client.with_timeout(None), AuthenticatedClient)
    assert_type(client.with_retries(0), AuthenticatedClient)
    assert_type(AuthenticatedClient().token, str)
    AuthenticatedClient(token=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fetch_task.sync("id", client=Client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fetch_task.sync("id")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    fetch_task.sync(7, client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with virtual_time() as clock:
        assert_type(clock, VirtualClock)
