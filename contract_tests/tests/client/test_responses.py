"""The results of `sync` and `sync_detailed` for every recording."""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import UNSET, AuthenticatedClient, errors, fetch_tasks, list_clips, request_id
from suno_client.models import (
    Clip,
    Lyrics,
    RelayErrorBody,
    Task,
    TaskAction,
    TaskEnvelope,
    TaskError,
    TaskStatus,
    UnservedPathBody,
)

from contract_tests.recordings import load
from suno_mock_api.faults import recorded

if TYPE_CHECKING:
    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api import MockApi

RECORDINGS = load("fetch_task")
TASKS = [name for name, recording in RECORDINGS.items() if recording.response.status == 200 and "html" not in name]

# Recording: error class, code, parsed type.
ERRORS: dict[str, tuple[type[errors.APIError], str | None, type[Any] | None]] = {
    "error_200_html_page": (errors.ContentTypeError, None, None),
    "error_400_task_not_exist": (errors.NotFoundError, "task_not_exist", TaskError),
    "error_401_invalid_token": (errors.AuthenticationError, "", RelayErrorBody),
    "error_401_missing_token": (errors.AuthenticationError, None, RelayErrorBody),
    "error_401_token_exhausted": (errors.AuthenticationError, None, RelayErrorBody),
    "error_403_access_denied": (errors.PermissionDeniedError, "access_denied", RelayErrorBody),
    "error_404_invalid_url": (errors.NotFoundError, "", UnservedPathBody),
    "error_404_one_hub": (errors.NotFoundError, "task_not_exist", TaskError),
    "error_429_empty_body": (errors.RateLimitError, None, None),
    "error_429_one_hub": (errors.RateLimitError, None, RelayErrorBody),
    "error_429_saturated": (errors.RateLimitError, "fail_to_fetch_task", TaskError),
    "error_500_authentication_database": (errors.ServerError, None, Any),
    "error_500_get_task_failed": (errors.ServerError, "get_task_failed", TaskError),
    "error_500_one_hub": (errors.ServerError, "get_task_failed", TaskError),
    "error_500_panic": (errors.ServerError, None, RelayErrorBody),
    "error_502_proxy_html": (errors.ServerError, None, None),
    "error_503_overloaded": (errors.ServerError, "system_cpu_overloaded", RelayErrorBody),
    "error_520_edge": (errors.ServerError, None, None),
}


def test_the_errors_are_all_here() -> None:
    adopted = {name for name, one in RECORDINGS.items() if one.evidence in {"observed", "adopted"}}  # whatever they are
    assert set(ERRORS) - adopted == set(RECORDINGS) - set(TASKS) - adopted


@pytest.mark.parametrize("name", TASKS)
def test_round_trip(calls: Calls, client: AuthenticatedClient, mock: MockApi, name: str) -> None:
    """A task is read and written without loss."""
    data = RECORDINGS[name].response.body["data"]
    own_id = data["task_id"] if data else "some-id"
    mock.inject(own_id, [recorded(name), recorded(name)])
    envelope = calls.sync(own_id, client=client)
    assert isinstance(envelope, TaskEnvelope)
    assert envelope.to_dict() == RECORDINGS[name].response.body

    response = calls.detailed(own_id, client=client)
    assert response.parsed == envelope
    assert (response.status_code, response.error) == (200, None)
    assert response.content == RECORDINGS[name].response.content


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_recognized(calls: Calls, client: AuthenticatedClient, mock: MockApi, name: str) -> None:
    kind, code, parsed = ERRORS[name]
    recording = RECORDINGS[name]
    mock.inject("some-id", [recorded(name), recorded(name)])
    once = client.with_retries(0)

    response = calls.detailed("some-id", client=once)
    assert response.status_code == recording.response.status
    assert response.content == recording.response.content
    assert dict(recording.response.headers).items() <= dict(response.headers).items()
    if parsed is None:
        assert response.parsed is None
    elif parsed is not Any:
        assert isinstance(response.parsed, parsed)

    with pytest.raises(errors.APIError) as caught:
        calls.sync("some-id", client=once)
    error = caught.value
    assert type(error) is kind is type(response.error)
    assert error.status_code == recording.response.status
    assert error.code == code or (code is None and not error.code)
    assert error.request_id == recording.response.header("x-oneapi-request-id")
    assert error.parameters == {"task_id": "some-id"}
    assert error.response is not None
    assert error.response.content == recording.response.content
    assert "some-id" in str(error)
    assert "\n" not in str(error)


def test_a_song_is_read_without_casts(client: AuthenticatedClient, calls: Calls) -> None:
    task = calls.sync("music_success", client=client).data
    assert isinstance(task, Task)
    assert (task.status, task.action) == (TaskStatus.SUCCESS, TaskAction.MUSIC)
    assert [clip.audio_url.rpartition("/")[2] for clip in task.clips] == [f"{clip.id}.mp3" for clip in task.clips]
    assert all(isinstance(clip, Clip) for clip in task.clips)
    assert task.lyrics is None


def test_lyrics(client: AuthenticatedClient, calls: Calls) -> None:
    """They are read without casts."""
    task = calls.sync("lyrics_success", client=client).data
    assert isinstance(task.lyrics, Lyrics)
    assert task.lyrics.text.startswith("[Verse]")
    assert task.lyrics.tags is UNSET
    assert task.clips == []


def test_response_without_task(client: AuthenticatedClient, calls: Calls) -> None:
    envelope = calls.sync("unreadable_result", client=client)
    assert envelope.data is None
    assert envelope.message is UNSET


def test_the_request_id_of_a_result(calls: Calls) -> None:
    """It is not a field: it is in no comparison, no repr and no copy."""
    done: Any = RECORDINGS["music_success"].response.body
    numbers = itertools.count()

    def respond(request: httpx.Request) -> httpx.Response:
        several = {"/suno/fetch": {"code": "success", "data": [done["data"]]}, "/suno/feed/x": done["data"]["data"]}
        body = several.get(request.url.path, done)
        return httpx.Response(200, json=body, headers={"X-Oneapi-Request-Id": f"request-{next(numbers)}"})

    transport = httpx.MockTransport(respond)
    client = AuthenticatedClient(token="k", transport=transport, async_transport=transport)
    task_id = done["data"]["task_id"]
    envelope = calls.sync(task_id, client=client)
    task = calls.wait(task_id, client=client)
    states = calls.poll(task_id, client=client)
    (one,) = fetch_tasks.as_completed([task_id], client=client)
    clips = list_clips.sync("x", client=client)
    found = (envelope, task, states[-1], one.result(), clips)
    assert [request_id(result) for result in found] == [f"request-{number}" for number in range(5)]
    assert task == states[-1] == envelope.data
    assert "request-1" not in repr(task)
    others: tuple[Any, ...] = (None, "text", [], task.clips, copy.copy(task))
    assert [request_id(other) for other in others] == [None] * 5
