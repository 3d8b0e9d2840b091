"""The mocked API responds as the provider would to every kind of request."""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest

import suno_mock_api
from contract_tests.contract import Exchange, judge, vocabulary
from contract_tests.recordings import Recording, load
from suno_mock_api import (
    KEY,
    TIMELINES,
    InProcessTransport,
    MockApi,
    Timeline,
    app,
    document,
    faults,
    serve,
)
from suno_mock_api.history import Requests, Seen
from suno_mock_api.responses import task_id_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

RECORDINGS = load("fetch_task")
SUCCESS = "music_success"


@attrs.define
class Clock:
    """A clock that a test advances."""

    now: float = 1_800_000_000.75

    def __call__(self) -> float:
        return self.now


@attrs.define
class Served:
    """The mocked API with an HTTP client."""

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
    app = MockApi(clock=clock, sleep=noted(waited))
    headers = {"Authorization": "Bearer sk-test"}
    with httpx.Client(transport=InProcessTransport(app), base_url="http://mock", headers=headers) as client:
        yield Served(app, clock, client, waited)


def judged(served: Served, *responses: httpx.Response) -> set[str]:
    """Return the rules that responses break, judged as polls of a task."""
    exchanges = [
        Exchange(
            response.request.method, str(response.request.url), response.status_code,
            tuple(response.headers.multi_items()), response.content,
            request_headers=tuple(response.request.headers.multi_items()), at=served.clock.now,
        )
        for response in responses
    ]  # fmt: skip
    return {violation.rule for violation in judge(exchanges)}


@pytest.mark.parametrize("name", RECORDINGS)
def test_recordings_conform(served: Served, name: str) -> None:
    """Every recorded response conforms, except for the violations that its recording lists."""
    assert judged(served, served.fetch(name)) == set(RECORDINGS[name].violations)


@pytest.mark.parametrize(
    "recording",
    [one for one in RECORDINGS.values() if one.response.status == 200 and not one.violations],
    ids=lambda one: one.name,
)
def test_recorded_tasks(served: Served, recording: Recording) -> None:
    """Every recorded task conforms under its own id."""
    response = served.fetch(task_id_of(recording))
    assert response.status_code == 200
    assert judged(served, response) == set()


@pytest.mark.parametrize("key", [None, "", "sk-nobody", "sk-exhausted", "sk-iplist", "sk-test"])
@pytest.mark.parametrize("task_id", [SUCCESS, "nobody", "a%3Fb", "%FF", "ü😀"])
def test_every_refusal_conforms(served: Served, key: str | None, task_id: str) -> None:
    del served.http.headers["Authorization"]
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    assert judged(served, served.http.get(f"/suno/fetch/{task_id}", headers=headers)) == set()


@pytest.mark.parametrize(("action", "outcome"), TIMELINES)
def test_live_tasks_conform(served: Served, action: str, outcome: str) -> None:
    """Every poll of a live task conforms, and so does the sequence of all polls."""
    task_id, submitted = served.mock.start_task(action, outcome), served.clock.now
    polls = []
    for second in range(int(TIMELINES[action, outcome].duration) + 20):
        served.clock.now = submitted + second
        polls.append(served.fetch(task_id))
        assert judged(served, polls[-1]) == set()
    assert judged(served, *polls) == set()
    assert polls[-1].json()["data"]["status"] == outcome


@pytest.mark.parametrize("name", RECORDINGS)
def test_recording_by_name(served: Served, name: str) -> None:
    recording = RECORDINGS[name]
    response = served.fetch(name)
    assert response.status_code == recording.response.status
    expected = recording.response.content.decode().replace(task_id_of(recording), name)
    recorded_id = recording.response.header("X-Oneapi-Request-Id")
    if recorded_id:
        expected = expected.replace(recorded_id, response.headers["X-Oneapi-Request-Id"])
    assert response.text == expected
    assert response.headers.get("Content-Type") == recording.response.header("Content-Type")


def test_recorded_task_by_id(served: Served) -> None:
    recording = RECORDINGS[SUCCESS]
    assert served.fetch(task_id_of(recording)).content == recording.response.content


BUILD = {"2026-01": "未提供令牌 ", "2026-08": "Invalid token "}


@pytest.mark.parametrize(
    "authorization",
    ["sk-test", "test", "Bearer sk-test", "Bearer test", "bearer sk-test", "BEARER  sk-test", "Bearer sk-test "],
)
def test_a_key_is_taken_in_every_form(served: Served, authorization: str) -> None:
    served.http.headers["Authorization"] = authorization
    assert served.fetch(SUCCESS).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "recording"),
    [
        ("", "key_missing_2026_01"),
        ("Bearer", "key_unknown_2026_01"),
        ("Bearer sk-nobody", "key_unknown_2026_01"),
        ("Basic dGVzdDp0ZXN0", "key_unknown_2026_01"),
        ("Bearer sk-test-1", "key_channel_suffix_2026_01"),
        ("exhausted", "key_exhausted_2026_01"),
        ("Bearer sk-iplist", "key_ip_not_listed_2026_01"),
        ("Bearer sk-modellimit", "key_model_list_2026_01"),
    ],
)
def test_unaccepted_key(served: Served, authorization: str, recording: str) -> None:
    served.http.headers["Authorization"] = authorization
    response, expected = served.fetch(SUCCESS), RECORDINGS[recording].response
    assert response.status_code == expected.status
    received, due = (error["error"]["message"].partition("(")[0] for error in (response.json(), expected.body))
    assert received == due
    assert list(response.json()["error"]) == ["code", "message", "type"]
    assert response.headers["X-Oneapi-Request-Id"] in response.text


@pytest.mark.parametrize("build", BUILD)
def test_refusals_by_build(build: str) -> None:
    """No response mixes the texts or the headers of two builds."""
    mock = MockApi(Clock(), build=build)
    response = mock.respond("GET", "/suno/fetch/x", {})
    assert BUILD[build] in response.json["error"]["message"]
    for key in ("sk-expired", "sk-disabled", "sk-nobody"):
        response = mock.respond("GET", "/suno/fetch/x", {"authorization": key})
        assert ("Invalid token" in response.body.decode()) is (build == "2026-08")
        assert ("X-New-Api-Version" in dict(response.headers)) is (build == "2026-08")


def test_overload_before_key(served: Served) -> None:
    del served.http.headers["Authorization"]
    assert served.fetch("error_503_overloaded").status_code == 503


@pytest.mark.parametrize(
    "task_id", ["nobody", "a%3Fb", "a%0Ab", "%FF", "%00", "ü😀", "1881300000000000001", "x" * 4000]
)
def test_unknown_id(served: Served, task_id: str) -> None:
    response = served.fetch(task_id)
    assert (response.status_code, response.json()["code"]) == (400, "task_not_exist")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/suno/fetch"),
        ("GET", "/suno/fetch/"),
        ("GET", "/suno/fetch/a/b"),
        ("GET", "/suno/fetch/a%2Fb"),
        ("GET", "//suno/fetch/a"),
        ("GET", "/Suno/Fetch/a"),
        ("POST", f"/suno/fetch/{SUCCESS}"),
        ("HEAD", f"/suno/fetch/{SUCCESS}"),
    ],
)
def test_dashboard(served: Served, method: str, path: str) -> None:
    """A path that is not served gets the dashboard."""
    response = served.http.request(method, path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert ("dashboard" in response.text) is (method != "HEAD")


def test_trailing_slash(served: Served) -> None:
    """It is redirected."""
    response = served.fetch("a%3Fb/")
    assert (response.status_code, response.headers["Location"]) == (301, "/suno/fetch/a%3Fb")
    assert list(response.headers) == ["content-type", "location", "date", "content-length"]


def test_request_ids(served: Served) -> None:
    """Every response of the relay has its own request id, and that of a proxy has none."""
    names = [name for name, recording in RECORDINGS.items() if not recording.violations]
    ids = [served.fetch(name).headers["X-Oneapi-Request-Id"] for name in [*names, "nobody", ""]]
    assert len(set(ids)) == len(ids)
    assert "X-Oneapi-Request-Id" not in served.fetch("error_502_proxy_html").headers


def test_requests_by_task(served: Served) -> None:
    served.http.get("/suno/fetch/a%3Fb", headers={"User-Agent": "me"})
    served.fetch("other")
    [seen] = served.mock.requests["a?b"]
    assert (seen.method, seen.path, seen.headers["user-agent"]) == ("GET", "/suno/fetch/a%3Fb", "me")
    assert "sk-test" not in repr(seen)


@pytest.mark.parametrize(("action", "outcome"), TIMELINES)
def test_timeline(served: Served, action: str, outcome: str) -> None:
    task_id = served.mock.start_task(action, outcome)
    submitted = served.clock.now
    timeline = TIMELINES[action, outcome]
    polls = []
    for second in range(int(timeline.duration) + 1):
        served.clock.now = submitted + second
        polls.append(served.task(task_id))
    words = [RECORDINGS[stage.recording].response.body["data"]["status"] for stage in timeline.stages]
    assert [word for word, _ in itertools.groupby(poll["status"] for poll in polls)] == list(dict.fromkeys(words))
    assert {poll["task_id"] for poll in polls} == {task_id}
    # The upstream's clock is a second behind, and its time is used from the relay's first poll on.
    assert [time for time, _ in itertools.groupby(poll["submit_time"] for poll in polls)] == [
        int(submitted),
        int(submitted) - 1,
    ]
    assert {poll["action"] for poll in polls} == {action}
    assert polls[-1]["finish_time"] == int(submitted - 1 + timeline.stages[-1].after)
    served.clock.now += 10_000
    assert served.task(task_id) == polls[-1]


def seen_at(mock: MockApi, clock: Clock, task_id: str) -> list[tuple[int, str]]:
    """Return when each status was seen first, in seconds from now."""
    found, start = dict[str, int](), clock.now
    for second in range(200):
        clock.now = start + second
        body = mock.respond("GET", f"/suno/fetch/{task_id}", {"authorization": "sk-test"}).json
        found.setdefault(body["data"]["status"], second)
    clock.now = start
    return [(second, word) for word, second in found.items()]


@pytest.mark.parametrize("build", BUILD)
def test_time_of_lyrics(build: str) -> None:
    """They are ready after 11 to 30 s, and visible at a multiple of 15 s, or later if a poll is lost."""
    clock = Clock()
    mock = MockApi(clock, build=build)
    seconds = [seen_at(mock, clock, mock.start_task("LYRICS"))[-1][0] for _ in range(24)]
    assert set(seconds) == ({15} if build == "2026-08" else {15, 30})


def test_skipped_states() -> None:
    """States between two polls of the upstream are not visible."""
    clock = Clock()
    mock = MockApi(clock, build="2026-08")
    stages = ((0, "music_not_start"), (16, "music_submitted"), (20, "music_queued"), (31, "music_success"))
    task_id = mock.start_task(timeline=Timeline.of(*stages, refresh=15))
    assert seen_at(mock, clock, task_id) == [(0, "NOT_START"), (30, "QUEUED"), (45, "SUCCESS")]


def test_submit_time() -> None:
    """From the relay's first poll on, it is the upstream's."""
    clock = Clock()
    mock = MockApi(clock, build="2026-08", skew=-1)
    task_id, submitted = mock.start_task("LYRICS"), clock.now
    times = []
    for second in (0, 14, 15, 40):
        clock.now = submitted + second
        body = mock.respond("GET", f"/suno/fetch/{task_id}", {"authorization": "sk-test"}).json
        times.append(body["data"]["submit_time"] - int(submitted))
    assert times == [0, 0, -1, -1]


def test_clips_of_a_live_task(served: Served) -> None:
    """Each live task has its own clips, which do not change."""
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


def test_settings_of_live_tasks() -> None:
    """They can be faster, begin at their first poll, and have another timeline."""
    clock = Clock()
    mock = MockApi(clock, speed=10)
    quick = mock.start_task()  # done after 11.8 s, and visible at most 1.5 s later, or 3 s if a poll is lost
    late = mock.start_task(at_first_poll=True)
    own = mock.start_task(task_id="mine", timeline=Timeline.of((0, "music_submitted"), (3, "music_queued")))
    headers = {"authorization": "Bearer sk-test"}

    def status(task_id: str) -> str:
        body = json.loads(mock.respond("GET", f"/suno/fetch/{task_id}", headers).body)
        return str(body["data"]["status"])

    clock.now += 14
    assert [status(task_id) for task_id in (quick, late, own)] == ["SUCCESS", "NOT_START", "QUEUED"]
    clock.now += 14
    assert status(late) == "SUCCESS"


def test_faults_come_in_order(served: Served) -> None:
    served.mock.inject(SUCCESS, [faults.rate_limited("7"), None, faults.recorded("error_520_edge")])
    served.mock.inject(SUCCESS, [faults.replaced(418, "tea", content_type="text/plain")])
    responses = [served.fetch(SUCCESS) for _ in range(5)]
    assert [response.status_code for response in responses] == [429, 200, 520, 418, 200]
    assert (responses[0].headers["Retry-After"], responses[3].headers["Content-Type"]) == ("7", "text/plain")
    served.mock.inject(SUCCESS, itertools.repeat(faults.rate_limited()))
    assert {served.fetch(SUCCESS).status_code for _ in range(5)} == {429}


def test_faults(served: Served) -> None:
    """Faults change the responses in order."""

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
def test_broken_connection(served: Served, fault: faults.Fault, error: type[Exception]) -> None:
    """In process, it is an error of httpx."""
    served.mock.inject(SUCCESS, [fault])
    with pytest.raises(error):
        served.fetch(SUCCESS)
    assert served.fetch(SUCCESS).status_code == 200


@pytest.mark.parametrize("build", BUILD)
@pytest.mark.parametrize("name", ["music_success", "music_not_start"])
def test_go_header_lines(build: str, name: str) -> None:
    """Header names have Go's case and order, and a body of more than 2 KB is sent in chunks without a length."""
    with serve(MockApi(build=build)) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            request = f"GET /suno/fetch/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: test\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode())
            head = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0] for line in head.split("\r\n")[1:]]
    version = ["X-New-Api-Version"] if build == "2026-08" else []
    length = "Transfer-Encoding" if name == "music_success" else "Content-Length"
    assert names[: 4 + len(version)] == ["Content-Type", *version, "X-Oneapi-Request-Id", "Date", length]


def test_plugin_imports() -> None:
    """The plugin imports little, because every run of pytest imports it."""
    libraries = "{'httpx', 'attr', 'ruamel', 'uvicorn', 'suno_client'}"
    code = f"import suno_mock_api.fixtures, sys; print({libraries} & set(sys.modules))"
    received = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert received.stdout == "set()\n"


def test_over_http() -> None:
    """The responses are the same over HTTP, and a connection can break within the body."""
    app = MockApi()
    headers = {"Authorization": "Bearer sk-test"}
    with serve(app) as base_url, httpx.Client(base_url=base_url, headers=headers) as client:
        app.inject(SUCCESS, [faults.reset, faults.recorded("error_520_edge")])
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            client.get(f"/suno/fetch/{SUCCESS}")
        assert client.get(f"/suno/fetch/{SUCCESS}").status_code == 520
        assert client.get(f"/suno/fetch/{SUCCESS}").json()["data"]["status"] == "SUCCESS"
        assert client.get("/suno/fetch/a%3Fb").status_code == 400
        assert base_url.startswith("http://127.0.0.1:")
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)


def test_requests_while_it_serves() -> None:
    """A test reads the requests while the server's thread adds to them."""
    history = Requests(1000)
    seen = Seen("GET", "/suno/fetch/x", {}, b"", 0, "fetch_task", "x")

    class Name(str):
        """Adds a request during a comparison."""

        __slots__ = ()

        def __hash__(self) -> int:
            history.add(seen)
            return super().__hash__()

    for _ in range(2):
        history.add(seen)
    assert len(history[Name("x")]) == 2
    assert list(history) == ["x"]


def test_adopted_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name starts like that of an example, but unknown ids remain unknown."""
    recordings = load()
    adopted = attrs.evolve(recordings["music_success"], name="fetch_task_1_1_0_1")
    monkeypatch.setattr(app, "load_recordings", lambda: {**recordings, adopted.name: adopted})
    response = MockApi().respond("GET", "/suno/fetch/nobody", {"authorization": f"Bearer {KEY}"})
    assert (response.status, json.loads(response.body)["code"]) == (400, "task_not_exist")


def test_without_a_document(tmp_path: Path) -> None:
    """A copy of the package without the document has an error with the searched places and the remedy."""
    folder = tmp_path / "a" / "b" / "c"
    package = shutil.copytree(Path(suno_mock_api.__file__).parent, folder / "suno_mock_api")
    command = [sys.executable, "-m", "suno_mock_api"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith(
        f"suno-mock-api: there is no openapi.yaml in {package.resolve()} or up to three folders above"
    )
    assert "install the wheel of suno-mock-api" in line


def test_extensions() -> None:
    """The keys that the mocked API reads exist in the vocabulary, and those that it needs are required there."""
    declared = vocabulary.declared()["properties"]
    assert set(document.WORDS) <= set(declared)
    assert set(document.POLLING) <= set(declared["x-polling"]["properties"])
    assert set(document.POLLING[:2]) <= set(declared["x-polling"]["required"])
