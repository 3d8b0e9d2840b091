"""The live probe: its requests, findings and messages, and the content of recordings."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import define

from contract_tests.contract import Exchange, judge
from contract_tests.drift.probe import Probe
from contract_tests.drift.recording import record
from contract_tests.mutants.reply import Reply, reply
from contract_tests.recordings import load
from scripts import drift
from suno_mock_api import MockApi, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "sk-test"
HIDDEN = "sk-0123456789abcdef"
NAMES = {
    "music_success": "music_success", "lyrics_success": "lyrics_success", "music_failure": "music_failure_timeout",
    "throttled": "error_429_empty_body", "broken": "error_500_get_task_failed", "overloaded": "error_503_overloaded",
    "forbidden": "error_403_access_denied", "music_in_progress": "music_in_progress_streaming",
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serve(MockApi()) as base_url:
        yield base_url


@pytest.fixture
def run(
    server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str, key: str = KEY, tasks: Any = NAMES, base_url: str = server) -> tuple[int, str, str]:
        monkeypatch.setenv("SUNO_API_KEY", key)
        monkeypatch.setenv("SUNO_TASKS", tasks if isinstance(tasks, str) else json.dumps(tasks))
        try:
            code = drift.main([arguments[0], "--base-url", base_url, *arguments[1:]], sleep=lambda _seconds: None)
        except SystemExit as error:
            code = int(str(error.code))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_mocked_api_has_no_drift(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("live", "--interval", "0", "--polls", "3")
    made = re.match(r"No drift in (\d+) exchanges\.", out)
    assert (code, bool(made)) == (0, True)
    announced = re.search(r"(\d+) to (\d+) requests", err)
    assert made
    assert announced
    assert int(announced[1]) <= int(made[1]) <= int(announced[2])


def test_default_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """With five seconds between the requests."""
    app, pauses = MockApi(), list[float]()
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    monkeypatch.setenv("SUNO_TASKS", json.dumps({"music_in_progress": "music_in_progress_streaming"}))
    with serve(app) as base_url:
        drift.main(["live", "--base-url", base_url], sleep=pauses.append)
    with_key = [one for one in app.requests["fetch_task"] if one.headers.get("authorization") == f"Bearer {KEY}"]
    polls = [one for one in with_key if one.parameter == "music_in_progress_streaming"]
    assert (len(polls), pauses) == (2, [5])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"key": ""}, "set SUNO_API_KEY"),
        ({"key": "two words"}, "SUNO_API_KEY is not a key"),
        ({"tasks": ""}, "set SUNO_TASKS"),
        ({"tasks": "{"}, "SUNO_TASKS is not JSON"),
        ({"tasks": "[]"}, "SUNO_TASKS is not an object"),
        ({"tasks": {"a": 1}}, "SUNO_TASKS is not an object"),
        ({"base_url": "api.aiznt.com"}, "not a base URL"),
        ({"tasks": {"music_sucess": "a"}}, "did you mean 'music_success'?"),
        ({"tasks": {"anything": "a"}}, "the document has no scenario 'anything'"),
        ({"base_url": "http://127.0.0.1:1"}, "ConnectError"),
        ({"key": "sk-other"}, "the key in SUNO_API_KEY is refused"),
    ],
)
def test_could_not_check(run: Callable[..., tuple[int, str, str]], options: dict[str, Any], reason: str) -> None:
    """The exit code is 2, and the output is one line."""
    code, _, err = run("live", **options)
    assert code == 2
    assert reason in err.splitlines()[-1]
    assert "Traceback" not in err


def test_fail_on(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    one = reply("music_success")
    one.task["sample_id"] = 7
    path = tmp_path / "x.json"
    path.write_text(json.dumps({**one.recording, "response": {"status": 200, "body": one.body}}), encoding="utf-8")
    del run
    assert drift.main(["file", str(path)]) == 1
    assert drift.main(["file", str(path), "--fail-on", "breaking"]) == 0


@define
class Server:
    """Responds with replies of the catalogue, and keeps the requests."""

    replies: Callable[[httpx.Request], Reply]
    broken: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        one = self.replies(request)

        class Stream(httpx.SyncByteStream):
            def __iter__(stream) -> Any:  # noqa: N805 - self is the one around it
                yield one.content
                if self.broken:
                    raise httpx.RemoteProtocolError("peer closed connection")

        return httpx.Response(one.status, headers=one.headers, stream=Stream(), request=request)


def probe(server: Server, tasks: dict[str, str], **options: Any) -> Probe:
    return Probe(
        "http://x", KEY, tasks, **{"sleep": lambda _: None, "transport": httpx.MockTransport(server), **options}
    )


def responder(task: Reply) -> Callable[[httpx.Request], Reply]:
    """Return a responder that checks the key, and has one task and no other operation."""

    def respond(request: httpx.Request) -> Reply:
        if not request.url.path.startswith("/suno/fetch/"):
            return reply("error_404_invalid_url")
        key = request.headers.get("authorization")
        if key is None:
            return reply("error_401_missing_token")
        if key != f"Bearer {KEY}":
            return reply("error_401_invalid_token")
        known = request.url.path.endswith(task.recording["request"]["path"])
        return task if known else reply("error_400_task_not_exist")

    return respond


def id_of(one: Reply) -> str:
    return str(one.recording["request"]["path"]).rpartition("/")[2]


def test_judged_bytes() -> None:
    one = reply("music_success")
    one.headers["content-encoding"] = "gzip"
    server = Server(responder(one))
    seen = [one for one in probe(server, {"music_success": id_of(one)}).run() if isinstance(one, Exchange)]
    assert {violation.rule for violation in judge(seen)} == {"wire.content-encoding"}
    one.raw = gzip.compress(one.content)
    assert (
        judge([seen for seen in probe(server, {"music_success": id_of(one)}).run() if isinstance(seen, Exchange)]) == []
    )


def test_a_key_inside_gzip() -> None:
    """It is replaced in the decoded text, without a finding; a body without a key is not changed."""
    one = reply("music_success")
    one.headers["content-encoding"] = "gzip"
    for note in ("harmless", f"your key is {KEY}"):
        one.task["sample_note"] = note
        one.raw = gzip.compress(json.dumps(one.body).encode())
        seen = next(probe(Server(responder(one)), {"music_success": id_of(one)}).run())
        assert isinstance(seen, Exchange)
        assert seen.as_sent == (note == "harmless")
        text = (gzip.decompress(seen.body) if seen.as_sent else seen.body).decode()
        assert KEY not in text
        assert json.loads(text)["data"]["data"] == one.task["data"]
        assert {violation.rule for violation in judge([seen])} == {"shape.undocumented"}


def test_a_redirect_is_not_followed() -> None:
    one = reply("music_success")
    one.status, one.headers["location"] = 301, "http://elsewhere/"
    seen = next(probe(Server(responder(one)), {"a": id_of(one)}).run())
    assert isinstance(seen, Exchange)
    assert {violation.rule for violation in judge(seen)} == {"wire.status"}


def test_running_task() -> None:
    """It is polled, and once more after its end."""
    running, done = reply("music_in_progress_two_clips"), reply("music_success")
    done.recording["request"] = running.recording["request"]
    done.task["task_id"] = running.task["task_id"]
    polls, slept = iter([running, done, running]), list[float]()
    plain = responder(running)

    def respond(request: httpx.Request) -> Reply:
        one = plain(request)
        return next(polls) if one is running else one

    seen = list(probe(Server(respond), {"mine": id_of(running)}, polls=3, interval=7, sleep=slept.append).run())
    assert slept == [7, 7]
    assert {violation.rule for violation in judge([one for one in seen if isinstance(one, Exchange)])} >= {
        "sequence.order"
    }


def test_finished_task() -> None:
    """It is compared with a second poll."""
    first, later = reply("music_success"), reply("music_success")
    later.task["submit_time"] -= 1
    polls, plain = iter([first, later]), responder(first)

    def respond(request: httpx.Request) -> Reply:
        one = plain(request)
        return next(polls) if one is first else one

    checked = probe(Server(respond), {"music_success": id_of(first)})
    seen = [one for one in checked.run() if isinstance(one, Exchange)]
    assert {violation.rule for violation in judge(seen)} == {"sequence.stays"}


def test_echoed_key() -> None:
    """It is not shown anywhere."""
    one = reply("music_success")
    one.task["fail_reason"], one.headers["x-echo"] = KEY, KEY
    seen = next(probe(Server(responder(one)), {"a": id_of(one)}).run())
    assert isinstance(seen, Exchange)
    assert KEY not in seen.body.decode() + str(seen.headers) + str(seen.request_headers)


def test_ids_are_sent_as_one_segment() -> None:
    paths: list[str] = []

    def respond(request: httpx.Request) -> Reply:
        if request.method == "GET":
            paths.append(request.url.raw_path.decode())
        return reply("music_not_start")

    for task_id in ("../x y", ".."):
        next(probe(Server(respond), {"a": task_id}).run())
    assert {"/suno/fetch/..%2Fx%20y", "/suno/fetch/%2E%2E"} <= set(paths)
    assert all(path.startswith("/suno/fetch/") for path in paths)


def recorded(one: Reply, tmp_path: Path) -> dict[str, Any]:
    transport = httpx.MockTransport(Server(lambda _: one))
    checked = Probe("http://x", HIDDEN, {}, transport=transport, sleep=lambda _seconds: None)
    path = record(checked, id_of(one), tmp_path / "new.json")
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


@pytest.mark.parametrize("name", load("fetch_task"))
def test_judged_recording(name: str, tmp_path: Path) -> None:
    one = reply(name)
    kept = recorded(one, tmp_path)
    before = {violation.rule for violation in judge(one.exchange())} - {"access.key"}
    assert {violation.rule for violation in judge(Exchange.from_recording(kept))} == before
    assert "violations" not in kept


def test_recording_is_scrubbed(tmp_path: Path) -> None:
    """A recording keeps no key, name, text or id; equal values stay equal."""
    one = reply("music_success")
    one.clips[0].update(
        handle="alice-a", display_name="alice-a", title="My secret", owner={"name": "Alice", "id": 987654}
    )
    one.task["fail_reason"] = f"asked with {HIDDEN} by 203.0.113.9"
    one.headers["set-cookie"] = "session=abc"
    kept = recorded(one, tmp_path)
    text = (tmp_path / "new.json").read_text(encoding="utf-8")
    gone = ["alice", "Alice", "secret", "987654", "session", "203.0.113", HIDDEN, one.task["task_id"]]
    gone += [clip["id"] for clip in one.clips] + [clip["prompt"][:80] for clip in one.clips]
    assert [word for word in gone if word in text] == []
    task = kept["response"]["body"]["data"]
    first = task["data"][0]
    assert kept["request"]["path"].endswith(task["task_id"])
    assert first["id"] == first["clip_id"]
    assert first["id"] in first["audio_url"]
    assert first["handle"] == first["display_name"] != task["data"][1]["handle"]
    assert first["prompt"].startswith("[Verse]\n")
    assert kept["request"]["headers"] == {"authorization": "Bearer sk-test"}


def test_record_prints_its_file(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    code, out, _ = run("record", "--task", "music_success", "--output", str(path))
    assert (code, out.strip()) == (0, str(path))
    assert judge(Exchange.from_recording(path)) == []


@pytest.mark.parametrize("name", ["timing", "feed_stems_complete", "wav_bare"])
def test_any_operation_is_recorded(run: Callable[..., tuple[int, str, str]], tmp_path: Path, name: str) -> None:
    """This includes one that may start something, if `--also` names it."""
    operation, path = load()[name].operation, tmp_path / "new.json"
    arguments = ("record", "--operation", operation, "--also", operation, "--task", name, "--output", str(path))
    code, out, err = run(*arguments)
    assert (code, out.strip()) == (0, str(path)), err
    assert judge(Exchange.from_recording(path)) == []


def test_a_batch_is_recorded(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    ids = "music_success,lyrics_success"
    code, _, err = run("record", "--operation", "fetch_tasks", "--task", ids, "--output", str(path))
    assert code == 0, err
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert len(kept["request"]["body"]["ids"]) == len(kept["response"]["body"]["data"]) == 2
    assert judge(Exchange.from_recording(kept)) == []


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ("submit_music", "submit_music is a submission (POST): it is never sent"),
        ("get_wav", "get_wav may start something: --also get_wav calls it"),
        ("get_timings", "did you mean"),
    ],
)
def test_what_is_never_recorded(run: Callable[..., tuple[int, str, str]], operation: str, reason: str) -> None:
    code, _, err = run("record", "--operation", operation, "--task", "x")
    assert code == 2
    assert reason in err


def test_no_response_keeps_nothing(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    code, _, err = run("record", "--task", "x", "--output", str(path), base_url="http://127.0.0.1:1")
    assert code == 2
    assert "ConnectError" in err
    assert not list(tmp_path.iterdir())
