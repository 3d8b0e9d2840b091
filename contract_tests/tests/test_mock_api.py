"""The mocked API answers as the provider would, whoever asks for whatever."""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest

from contract_tests.contract import Exchange, judge
from contract_tests.recordings import Recording, load
from suno_mock_api import (
    TIMELINES,
    InProcessTransport,
    MockApi,
    Timeline,
    create_app,
    faults,
    serve,
)
from suno_mock_api.answers import task_id_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

RECORDINGS = load("fetch_task")
SUCCESS = "music_success"


@attrs.define
class Clock:
    """Stands still until it is moved."""

    now: float = 1_800_000_000.75

    def __call__(self) -> float:
        return self.now


@attrs.define
class Served:
    """The mocked API, and who asks it."""

    mock: MockApi
    clock: Clock
    http: httpx.Client
    waited: list[float]

    def fetch(self, task_id: str) -> httpx.Response:
        return self.http.get(f"/suno/fetch/{task_id}")

    def task(self, task_id: str) -> dict[str, Any]:
        task: dict[str, Any] = self.fetch(task_id).json()["data"]
        return task


def noted(waited: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    return sleep


@pytest.fixture
def served() -> Iterator[Served]:
    clock, waited = Clock(), list[float]()
    app = create_app(clock=clock, sleep=noted(waited))
    headers = {"Authorization": "Bearer sk-test"}
    with httpx.Client(transport=InProcessTransport(app), base_url="http://mock", headers=headers) as client:
        yield Served(app.state.mock, clock, client, waited)


def judged(served: Served, *responses: httpx.Response) -> set[str]:
    """The rules of the strict contract that the answers break, as polls of a task."""
    exchanges = [Exchange.from_httpx(response, body=response.content, at=served.clock.now) for response in responses]
    return {violation.rule for violation in judge(exchanges)}


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_recorded_answer_conforms_but_for_what_the_recording_owns_up_to(served: Served, name: str) -> None:
    assert judged(served, served.fetch(name)) == set(RECORDINGS[name].violations)


@pytest.mark.parametrize(
    "recording",
    [one for one in RECORDINGS.values() if one.response.status == 200 and not one.violations],
    ids=lambda one: one.name,
)
def test_every_recorded_task_conforms_under_its_own_id(served: Served, recording: Recording) -> None:
    response = served.fetch(task_id_of(recording))
    assert response.status_code == 200
    assert judged(served, response) == set()


@pytest.mark.parametrize("key", [None, "", "sk-nobody", "sk-exhausted", "sk-elsewhere", "sk-test"])
@pytest.mark.parametrize("task_id", [SUCCESS, "nobody", "a%2Fb", "%FF", "ü😀"])
def test_every_refusal_conforms(served: Served, key: str | None, task_id: str) -> None:
    del served.http.headers["Authorization"]
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    assert judged(served, served.http.get(f"/suno/fetch/{task_id}", headers=headers)) == set()


@pytest.mark.parametrize(("action", "outcome"), TIMELINES)
def test_every_poll_of_a_live_task_conforms_and_so_do_all_of_them(served: Served, action: str, outcome: str) -> None:
    task_id, submitted = served.mock.start_task(action, outcome), served.clock.now
    polls = []
    for second in range(int(TIMELINES[action, outcome].duration) + 20):
        served.clock.now = submitted + second
        polls.append(served.fetch(task_id))
        assert judged(served, polls[-1]) == set()
    assert judged(served, *polls) == set()
    assert polls[-1].json()["data"]["status"] == outcome


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_recording_is_answered_under_its_name(served: Served, name: str) -> None:
    recording = RECORDINGS[name]
    response = served.fetch(name)
    assert response.status_code == recording.response.status
    expected = recording.response.content.decode().replace(task_id_of(recording), name)
    recorded_id = recording.response.header("X-Oneapi-Request-Id")
    if recorded_id:
        expected = expected.replace(recorded_id, response.headers["X-Oneapi-Request-Id"])
    assert response.text == expected
    assert response.headers.get("Content-Type") == recording.response.header("Content-Type")


def test_a_recorded_task_is_answered_under_its_own_id_as_it_was(served: Served) -> None:
    recording = RECORDINGS[SUCCESS]
    assert served.fetch(task_id_of(recording)).content == recording.response.content


@pytest.mark.parametrize(
    ("authorization", "recording"),
    [
        (None, "error_401_missing_token"),
        ("", "error_401_missing_token"),
        ("Bearer", "error_401_missing_token"),
        ("Bearer sk-nobody", "error_401_invalid_token"),
        ("sk-test", "error_401_invalid_token"),
        ("Bearer sk-exhausted", "error_401_token_exhausted"),
        ("Bearer sk-elsewhere", "error_403_access_denied"),
    ],
)
def test_a_key_that_is_not_accepted_is_refused(served: Served, authorization: str | None, recording: str) -> None:
    del served.http.headers["Authorization"]
    response = served.http.get(
        f"/suno/fetch/{SUCCESS}", headers={} if authorization is None else {"Authorization": authorization}
    )
    expected = RECORDINGS[recording]
    assert response.status_code == expected.response.status
    assert (
        response.json()["error"]["message"].partition("(")[0]
        == expected.response.body["error"]["message"].partition("(")[0]
    )
    assert response.headers["X-Oneapi-Request-Id"] in response.text


def test_the_overload_guard_answers_before_the_key_is_looked_at(served: Served) -> None:
    del served.http.headers["Authorization"]
    assert served.fetch("error_503_overloaded").status_code == 503


@pytest.mark.parametrize("task_id", ["nobody", "a%2Fb", "a%0Ab", "%FF", "%00", "ü😀", "9007199254740993", "x" * 4000])
def test_any_other_id_is_one_unknown_task(served: Served, task_id: str) -> None:
    response = served.fetch(task_id)
    assert (response.status_code, response.json()["code"]) == (400, "task_not_exist")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/suno/fetch"),
        ("GET", "/suno/fetch/"),
        ("GET", "/suno/fetch/a/b"),
        ("GET", "/suno/fetch/.."),
        ("POST", f"/suno/fetch/{SUCCESS}"),
        ("HEAD", f"/suno/fetch/{SUCCESS}"),
    ],
)
def test_what_is_not_served_gets_the_dashboard(served: Served, method: str, path: str) -> None:
    response = served.http.request(method, path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert ("dashboard" in response.text) is (method != "HEAD")


def test_a_trailing_slash_is_redirected(served: Served) -> None:
    response = served.fetch("a%2Fb/")
    assert (response.status_code, response.headers["Location"]) == (301, "/suno/fetch/a%2Fb")


def test_every_answer_of_the_relay_has_a_request_id_of_its_own_and_a_proxys_has_none(served: Served) -> None:
    names = [name for name, recording in RECORDINGS.items() if not recording.violations]
    ids = [served.fetch(name).headers["X-Oneapi-Request-Id"] for name in [*names, "nobody", "", "x/"]]
    assert len(set(ids)) == len(ids)
    assert "X-Oneapi-Request-Id" not in served.fetch("error_502_proxy_html").headers


def test_requests_are_remembered_by_task(served: Served) -> None:
    served.http.get("/suno/fetch/a%2Fb", headers={"User-Agent": "me"})
    served.fetch("other")
    [seen] = served.mock.requests["a/b"]
    assert (seen.method, seen.path, seen.headers["user-agent"]) == ("GET", "/suno/fetch/a%2Fb", "me")
    assert "sk-test" not in repr(seen)


@pytest.mark.parametrize(("action", "outcome"), TIMELINES)
def test_a_live_task_goes_through_its_timeline(served: Served, action: str, outcome: str) -> None:
    task_id = served.mock.start_task(action, outcome)
    submitted = served.clock.now
    timeline = TIMELINES[action, outcome]
    polls = []
    for stage in timeline.stages:
        served.clock.now = submitted + stage.after
        polls.append(served.task(task_id))
        recorded = RECORDINGS[stage.recording].response.body["data"]
        assert (polls[-1]["status"], polls[-1]["progress"]) == (recorded["status"], recorded["progress"])
        assert [type(value) for value in recorded.values()] == [type(polls[-1][key]) for key in recorded]
    assert {poll["task_id"] for poll in polls} == {task_id}
    assert {poll["submit_time"] for poll in polls} == {int(submitted)}
    assert {poll["action"] for poll in polls} == {action}
    assert polls[0]["status"] == "NOT_START"
    assert polls[-1]["status"] == outcome
    assert polls[-1]["finish_time"] == int(submitted + timeline.duration)
    served.clock.now += 10_000
    assert served.task(task_id) == polls[-1]


def test_the_clips_of_a_live_task_are_its_own_and_stay(served: Served) -> None:
    first, second = served.mock.start_task(), served.mock.start_task()
    submitted = served.clock.now
    served.clock.now += 40
    streaming = served.task(first)["data"]
    served.clock.now += 100
    finished, others = served.task(first)["data"], served.task(second)["data"]
    assert [clip["id"] for clip in streaming] == [clip["id"] for clip in finished]
    assert not {clip["id"] for clip in finished} & {clip["id"] for clip in others}
    for clip in finished:
        assert clip["clip_id"] == clip["id"]
        assert clip["audio_url"] == f"https://cdn1.suno.ai/{clip['id']}.mp3"
        assert 0 <= datetime.fromisoformat(clip["created_at"]).timestamp() - submitted < 1


def test_live_tasks_can_be_faster_wait_for_their_first_poll_and_have_another_timeline() -> None:
    clock = Clock()
    mock = MockApi(clock, speed=10)
    quick = mock.start_task()
    late = mock.start_task(at_first_poll=True)
    own = mock.start_task(task_id="mine", timeline=Timeline.of((0, "music_submitted"), (3, "music_queued")))
    headers = {"authorization": "Bearer sk-test"}

    def status(task_id: str) -> str:
        body = json.loads(mock.answer("GET", f"/suno/fetch/{task_id}", headers).body)
        return str(body["data"]["status"])

    clock.now += 12.5
    assert [status(task_id) for task_id in (quick, late, own)] == ["SUCCESS", "NOT_START", "QUEUED"]
    clock.now += 12.5
    assert status(late) == "SUCCESS"


def test_faults_are_answered_in_order_and_then_no_more(served: Served) -> None:
    served.mock.inject(SUCCESS, [faults.rate_limited("7"), None, faults.recorded("error_520_edge")])
    served.mock.inject(SUCCESS, [faults.replaced(418, "tea", content_type="text/plain")])
    answers = [served.fetch(SUCCESS) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [429, 200, 520, 418, 200]
    assert (answers[0].headers["Retry-After"], answers[3].headers["Content-Type"]) == ("7", "text/plain")
    served.mock.inject(SUCCESS, itertools.repeat(faults.rate_limited()))
    assert {served.fetch(SUCCESS).status_code for _ in range(5)} == {429}


def test_faults_spoil_the_answer_that_was_due(served: Served) -> None:
    def forget(body: Any) -> None:
        del body["data"]["status"]

    served.mock.inject(SUCCESS, [faults.truncated, faults.edited(forget), faults.delayed(2.5)])
    with pytest.raises(json.JSONDecodeError):
        served.task(SUCCESS)
    assert "status" not in served.task(SUCCESS)
    assert served.waited == []
    assert served.fetch(SUCCESS).status_code == 200
    assert served.waited == [2.5]


@pytest.mark.parametrize(
    ("fault", "error"),
    [(faults.reset, httpx.ReadError), (faults.refused, httpx.ConnectError), (faults.timed_out, httpx.ReadTimeout)],
)
def test_a_broken_connection_is_an_error_of_httpx_in_process(
    served: Served, fault: faults.Fault, error: type[Exception]
) -> None:
    served.mock.inject(SUCCESS, [fault])
    with pytest.raises(error):
        served.fetch(SUCCESS)
    assert served.fetch(SUCCESS).status_code == 200


def test_over_http_the_same_is_answered_and_a_connection_breaks_in_the_body() -> None:
    app = create_app()
    headers = {"Authorization": "Bearer sk-test"}
    with serve(app) as base_url, httpx.Client(base_url=base_url, headers=headers) as client:
        app.state.mock.inject(SUCCESS, [faults.reset, faults.recorded("error_520_edge")])
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            client.get(f"/suno/fetch/{SUCCESS}")
        assert client.get(f"/suno/fetch/{SUCCESS}").status_code == 520
        assert client.get(f"/suno/fetch/{SUCCESS}").json()["data"]["status"] == "SUCCESS"
        assert client.get("/suno/fetch/a%2Fb").status_code == 400
        assert base_url.startswith("http://127.0.0.1:")
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)
