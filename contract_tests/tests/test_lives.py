"""Lives of tasks at real relays, from the submission to the last poll: judged, and read by the client.

The bytes are those of two builds of the open relay, without repeated polls.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors, models
from suno_client.api.suno import submit_lyrics, submit_music
from suno_client.testing import VirtualClock, use_clock

from contract_tests.contract import Exchange, Judge
from contract_tests.recordings import lives, path_of, written
from contract_tests.tests.test_recordings import KEYS
from contract_tests.tests.test_relays import DIFFERENCES, adopted
from suno_mock_api import MockApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.contract import Violation
    from contract_tests.recordings import Recording

    Edit = Callable[[list[dict[str, Any]]], object]

LIVES = lives()
SUBMISSIONS: dict[str, tuple[Any, Any]] = {
    "/suno/submit/music": (submit_music, models.MusicRequest),
    "/suno/submit/lyrics": (submit_lyrics, models.LyricsRequest),
}


def states(life: tuple[Recording, ...]) -> list[dict[str, Any]]:
    """Return the task at each poll."""
    return [poll.response.body["data"] for poll in life[1:]]


def judged(plain: list[Any]) -> list[list[Violation]]:
    """Return the violations of each exchange of a life, judged with the earlier ones."""
    judge = Judge()
    return [judge.judge(Exchange.from_recording(dict(one))) for one in plain]


@pytest.mark.parametrize("name", LIVES)
def test_written_life(name: str) -> None:
    text = path_of("fetch_task", name).read_text(encoding="utf-8")
    assert text == written(json.loads(text))
    assert {poll.request.header("authorization") for poll in LIVES[name]} <= {f"Bearer {key}" for key in KEYS}


def test_what_the_lives_show() -> None:
    """Songs and lyrics of both builds, failures, and a chain with another service behind the relay."""
    shown = {name: [task["status"] for task in states(life)] for name, life in LIVES.items()}
    assert shown == {
        "chain_lyrics_2026_01": ["NOT_START", "SUCCESS"],
        "chain_song_failing_2026_08": ["NOT_START", "SUBMITTED", "IN_PROGRESS", "FAILURE"],
        "life_lyrics_2026_01": ["NOT_START", "SUCCESS"],
        "life_lyrics_2026_08": ["NOT_START", "SUCCESS"],
        "life_lyrics_failing_2026_01": ["NOT_START", "FAILURE"],
        "life_song_2026_01": ["NOT_START", "SUBMITTED", "IN_PROGRESS", "SUCCESS"],
        "life_song_2026_08": ["NOT_START", "SUBMITTED", "QUEUED", "IN_PROGRESS", "SUCCESS"],
    }
    first, last = states(LIVES["chain_lyrics_2026_01"])
    assert (first["submit_time"], last["submit_time"]) == (1795534267, 1795534266)


@pytest.mark.parametrize("name", LIVES)
def test_judged_life(name: str) -> None:
    """It breaks the rules that it lists, which are differences of its build, and none between two polls."""
    extra = {"shape.undocumented"} if any(map(adopted, DIFFERENCES)) else set()
    for poll, violations in zip(LIVES[name], judged([one.plain for one in LIVES[name]]), strict=True):
        assert {violation.rule for violation in violations} | extra == set(poll.violations) | extra, poll.name
        assert not [one for one in violations if one.rule.startswith("sequence.")]


def of_task(**values: Any) -> Edit:
    return lambda polls: polls[-1]["response"]["body"]["data"].update(values)


def again(old: str, new: str) -> Edit:
    """Return a further poll that differs from the last one in one value."""
    return lambda polls: polls.append(json.loads(json.dumps(polls[-1]).replace(old, new)))


SONG, LYRICS, CHAIN = "life_song_2026_08", "life_lyrics_2026_01", "chain_lyrics_2026_01"
BROKEN: dict[str, tuple[str, Edit, str]] = {
    "the end comes before": (SONG, lambda polls: polls.insert(2, polls.pop()), "sequence.order"),
    "lyrics start again": (LYRICS, lambda polls: polls.append(polls[1]), "sequence.order"),
    "a clip is dropped": (SONG, lambda polls: polls[-1]["response"]["body"]["data"]["data"].pop(), "sequence.items"),
    "another start": (SONG, of_task(start_time=1795533858), "sequence.stays"),
    "another action": (LYRICS, of_task(action=""), "sequence.stays"),
    "submitted a third time": (
        CHAIN,
        again('"submit_time": 1795534266', '"submit_time": 1795534265'),
        "sequence.stays",
    ),
    "another end": (LYRICS, again('"finish_time": 1795533845', '"finish_time": 1795533846'), "sequence.stays"),
    "another text": (LYRICS, again("harbour wall", "harbour street"), "sequence.final"),
}


@pytest.mark.parametrize("change", BROKEN)
def test_a_broken_life_is_reported(change: str) -> None:
    """Each poll conforms by itself."""
    name, edit, rule = BROKEN[change]
    polls = [json.loads(json.dumps(dict(one.plain))) for one in LIVES[name]]
    edit(polls)
    reported = {violation.rule for violations in judged(json.loads(json.dumps(polls))) for violation in violations}
    assert rule in reported


def lived(client: AuthenticatedClient, life: tuple[Recording, ...], *, in_loop: bool) -> Any:
    """Send the submission of a life, and wait for its end."""
    module, model = SUBMISSIONS[life[0].request.path]
    body = model.from_dict(json.loads(life[0].request.content))

    async def run() -> Any:
        async with client:
            return await module.run_asyncio(client=client, body=body)

    if in_loop:
        return asyncio.run(run())
    with client:
        return module.run(client=client, body=body)


@pytest.mark.parametrize("in_loop", [False, True], ids=["threads", "asyncio"])
@pytest.mark.parametrize("name", LIVES)
def test_client_in_a_life(name: str, *, in_loop: bool) -> None:
    """It submits, and reads the recorded bytes of each poll."""
    life, requests = LIVES[name], list[tuple[str, str]]()

    def respond(request: httpx.Request) -> httpx.Response:
        poll = life[len(requests)]
        requests.append((request.method, request.url.raw_path.decode()))
        sent = [(key, value) for key, value in poll.response.headers if key.lower() != "content-length"]
        return httpx.Response(poll.response.status, headers=sent, content=poll.response.content)

    transport = httpx.MockTransport(respond)
    client = AuthenticatedClient(token="sk-test", transport=transport, async_transport=transport)
    last = states(life)[-1]
    with use_clock(VirtualClock(start=life[0].at)):
        if last["status"] == "FAILURE":
            with pytest.raises(errors.TaskFailedError) as caught:
                lived(client, life, in_loop=in_loop)
            assert last["fail_reason"] in str(caught.value)
            task = caught.value.task
        else:
            task = lived(client, life, in_loop=in_loop)
    assert requests == [(poll.request.method, poll.request.path) for poll in life]
    assert task.to_dict() == last
    if isinstance(last["data"], list):
        assert [clip.audio_url for clip in task.clips] == [clip["audio_url"] for clip in last["data"]]
    else:
        assert (task.lyrics and task.lyrics.text) == (last["data"] or {}).get("text")


@pytest.mark.parametrize("name", [name for name in LIVES if "failing" not in name])
def test_lives_of_the_mocked_api(name: str) -> None:
    """Its tasks have the same status values in the same order, with the same keys, although states are skipped."""
    life, build = LIVES[name], name[-7:].replace("_", "-")
    with use_clock(VirtualClock(start=life[0].at)) as clock:
        mock = MockApi(clock.time, clock.sleep_asyncio, build=build)
        submission = life[0].request
        headers = {key.lower(): value for key, value in submission.headers}
        task_id = mock.respond(submission.method, submission.path, headers, submission.content).json["data"]
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1]["status"] != "SUCCESS":
            seen.append(mock.respond("GET", f"/suno/fetch/{task_id}", headers).json["data"])
            clock.sleep(5)
            assert len(seen) < 100
    theirs = states(life)
    words = list(dict.fromkeys(task["status"] for task in theirs))
    ours = list(dict.fromkeys(task["status"] for task in seen))
    assert [word for word in words if word in ours] == ours
    assert len({task["submit_time"] for task in seen}) == 2  # the relay's, then the upstream's
    for task in (theirs[0], theirs[-1]):
        twin = next(one for one in reversed(seen) if one["status"] == task["status"])
        assert [key for key in twin if key != "notify_hook"] == list(task)
        assert {key: type(twin[key]) for key in task} == {key: type(value) for key, value in task.items()}
