"""The requests of the probe for documents of every kind: only reads, with values from tasks, links and examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.contract import Document, Exchange, Judge
from contract_tests.drift.probe import Probe
from contract_tests.drift.summary import Note, Summary, Unreadable
from contract_tests.settings import SettingError
from contract_tests.tests.situations import Clock
from scripts import drift

KEY = "sk-test"
GROUP = """
openapi: 3.1.0
info: {title: group, version: 1.0.0}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Task: {type: object, properties: {id: {type: string}, status: {type: string}, clips: {type: array}}}
security: [bearer: []]
paths:
  /submit:
    post:
      operationId: submit
      requestBody: {required: true, content: {application/json: {example: {prompt: x}, schema: {type: object}}}}
      responses:
        '200':
          description: d
          content: {application/json: {schema: {type: string}}}
          links: {task: {operationId: fetch, parameters: {task_id: $response.body}}}
  /fetch/{task_id}:
    get:
      operationId: fetch
      parameters: [{name: task_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: d
          x-polling:
            {result: '', status: /status, success: [DONE], failure: [BAD], schedule: [{interval: 1, growth: 1, max: 1}]}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Task'}
              examples: {done: {value: {id: t, status: DONE, clips: [{id: c1}]}}}
          links:
            timing: {operationId: timing, parameters: {clip_id: $response.body#/clips/0/id}}
            wav: {operationId: wav, parameters: {clip_id: $response.body#/clips/0/id}}
            again: {operationId: submit, parameters: {}}
            erase: {operationId: erase, parameters: {task_id: $request.path.task_id}}
        '401': {description: d, content: {application/json: {schema: {type: object}}}, x-scenarios: [no_key, wrong_key]}
        '404': {description: d, content: {application/json: {schema: {type: object}}}, x-scenarios: [unknown_id]}
    delete:
      operationId: erase
      x-safe: true
      parameters: [{name: task_id, in: path, required: true, schema: {type: string}, example: t}]
      responses: {'204': {description: d}}
  /fetch:
    post:
      operationId: batch
      x-safe: true
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {ids: {type: array}}, required: [ids]}}}
      responses:
        '200':
          description: d
          x-batch: {single: fetch, ids: /ids, items: '', key: /id, max: 100}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Task'}}}}
  /timing/{clip_id}:
    get:
      operationId: timing
      x-evidence: {strength: published}
      parameters: [{name: clip_id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}
  /wav/{clip_id}:
    get:
      operationId: wav
      x-safe: false
      parameters: [{name: clip_id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}
  /search:
    post: {operationId: search, x-safe: true, security: [], responses: {'200': {description: d}}}
    get:
      operationId: list
      security: []
      parameters:
        - {name: page, in: query, required: true, schema: {type: integer, default: 1}}
        - {name: q, in: query, required: true, example: a b, schema: {type: string}}
        - {name: X-Trace, in: header, required: true, schema: {enum: [t1]}}
      responses: {'200': {description: d}}
    head: {operationId: peek, security: [], responses: {'200': {description: d}}}
    put: {operationId: replace, x-safe: true, responses: {'200': {description: d}}}
    patch: {operationId: amend, responses: {'200': {description: d}}}
"""
DOCUMENTS = {
    "group": Document.parse(GROUP),
    "openapi": Document.load(),
    **{
        path.stem: Document.load(path)
        for path in sorted((Path(__file__).parent / "cases").rglob("*.y*ml"))
        if "openapi" in path.read_text(encoding="utf-8")
    },
}


class Api:
    """Responds to each operation with its example, and keeps the requests."""

    def __init__(self, document: Document, **responses: Any) -> None:
        self.document, self.responses = document, responses
        self.requested: list[tuple[str, httpx.Request]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        matched = self.document.match(request.method, str(request.url))
        name = matched[0].name if matched else ""
        self.requested.append((name, request))
        if name in self.responses:
            status, body = self.responses[name]
            media = "text/html" if isinstance(body, str) else "application/json"
            text = body if isinstance(body, str) else json.dumps(body)
            return httpx.Response(status, headers={"content-type": media}, stream=httpx.ByteStream(text.encode()))
        if matched and matched[0].secured and not request.headers.get("authorization", "").endswith(KEY):
            return httpx.Response(401, headers={"content-type": "application/json"}, stream=httpx.ByteStream(b"{}"))
        body = self._example(matched[0].response(200)) if matched else {}
        return httpx.Response(
            200, headers={"content-type": "application/json"}, stream=httpx.ByteStream(json.dumps(body).encode())
        )

    def _example(self, response: Any) -> Any:
        for media in self.document.get(response).get("content", {}).values() if response else ():
            for example in media.get("examples", {}).values():
                return example["value"]
        return {}

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.requested]


def probed(api: Api, tasks: dict[str, str] | None = None, **options: Any) -> list[Exchange | Unreadable | Note]:
    clock = Clock()
    return list(
        Probe(
            "http://x", KEY, {"done": "t-1"} if tasks is None else tasks, document=api.document,
            transport=httpx.MockTransport(api), sleep=clock.sleep, monotonic=clock.monotonic, **options,
        ).run()
    )  # fmt: skip


@pytest.mark.parametrize("tasks", [{}, {"done": "t-1", "other": "t-2"}], ids=["no-task", "tasks"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_reads_leave(name: str, tasks: dict[str, str]) -> None:
    """This holds for every document, and for every operation in `also`."""
    document = DOCUMENTS[name]
    also = [one.name for one in document.operations if one.method in {"GET", "HEAD"} and not one.safe]
    for allowed in ([], also):
        api = Api(document)
        probed(api, tasks, also=allowed)
        for _, request in api.requested:
            matched = document.match(request.method, str(request.url))
            assert matched, request
            operation = matched[0]
            declared = document.get(operation.pointer).get("x-safe")
            assert request.method in {"GET", "HEAD"} or (request.method == "POST" and declared is True)
            assert declared is not False or operation.name in allowed


def test_values_by_operation() -> None:
    api = Api(DOCUMENTS["group"])
    probed(api)
    first = dict(reversed(api.requested))
    assert set(first) == {"fetch", "batch", "timing", "search", "list", "peek"}
    assert first["fetch"].url.path == "/fetch/t-1"
    assert json.loads(first["batch"].content) == {"ids": ["t-1"]}
    assert first["timing"].url.path == "/timing/c1"
    assert first["list"].url.query == b"page=1&q=a+b"
    assert first["list"].headers["x-trace"] == "t1"
    assert first["fetch"].headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in first["list"].headers


def test_refusals_by_operation() -> None:
    """Each secured operation is called once without a key."""
    api = Api(DOCUMENTS["group"])
    probed(api)
    bare = [name for name, request in api.requested if "authorization" not in request.headers]
    assert sorted(name for name in bare if name not in {"search", "list", "peek"}) == ["batch", "fetch", "timing"]


def test_an_unknown_number() -> None:
    """An unknown id is of the declared type, so that the refusal concerns the key."""
    text = "name: task_id, in: path, required: true, schema: {type: string}"
    api = Api(Document.parse(GROUP.replace(text, text.replace("string", "integer"))))
    probed(api, {})
    requested = [request.url.path for name, request in api.requested if name == "fetch"]
    assert requested
    assert all(path.removeprefix("/fetch/").isdecimal() for path in requested)


def test_also() -> None:
    api = Api(DOCUMENTS["group"])
    notes = {one.name: one.reason for one in probed(api) if isinstance(one, Note)}
    assert "--also wav" in notes["wav"]
    requested = Api(DOCUMENTS["group"])
    probed(requested, also=["wav"])
    assert "wav" in requested.names


@pytest.mark.parametrize("name", ["submit", "erase", "replace", "amend", "batch", "nobody"])
def test_a_submission_is_never_sent(name: str) -> None:
    api = Api(DOCUMENTS["group"])
    with pytest.raises(SettingError, match=r"never sent|no operation"):
        probed(api, also=[name])
    assert not api.requested


def test_links_follow_later_tasks() -> None:
    """The links of the next task are used if the first one has no clips."""
    api = Api(DOCUMENTS["group"])
    responses = iter([{"id": "t-1", "status": "DONE", "clips": []}])

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/fetch/t-1":
            first = next(responses, {"id": "t-1", "status": "DONE", "clips": []})
            return httpx.Response(200, json=first)
        return api(request)

    probe = Probe("http://x", KEY, {"done": "t-1", "other": "t-2"}, document=api.document, interval=0,
                  transport=httpx.MockTransport(respond), sleep=lambda _: None)  # fmt: skip
    list(probe.run())
    assert "timing" in api.names


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ((200, "<html>dashboard</html>"), "not served here: HTTP 200 OK with a page"),
        ((404, {"error": {"type": "invalid_request_error"}}), "not served here: HTTP 404"),
        ((503, {"error": {"code": "model_not_found"}}), "not served here: HTTP 503"),
    ],
)
def test_unserved_operation(response: tuple[int, Any], reason: str) -> None:
    """A missing operation is no drift if it is not documented."""
    api = Api(DOCUMENTS["group"], timing=response)
    summary = Summary(Judge(api.document))
    for one in probed(api):
        summary.add(one)
    assert not summary.unreadable
    assert not [one for one in summary.findings if "timing" in one.example.pointer]
    assert any(one.name == "timing" and one.reason.startswith(reason) for one in summary.remarks)


def test_documented_but_missing() -> None:
    api = Api(DOCUMENTS["group"], fetch=(200, "<html>dashboard</html>"))
    assert any(isinstance(one, Unreadable) and "fetch" not in one.reason for one in probed(api))


@pytest.mark.parametrize("keys", ["lower", "upper", "url"])
def test_a_key_is_shown_nowhere(keys: str) -> None:
    """A server may repeat it in any form, in the body and in headers."""
    secret = "sk-0123456789/abcdef"
    form = {"lower": secret, "upper": secret.upper(), "url": secret.replace("/", "%2F")}[keys]
    api = Api(DOCUMENTS["group"], fetch=(200, {"id": form, "status": "DONE"}))
    probe = Probe("http://x", secret, {"done": "t-1"}, document=api.document, transport=httpx.MockTransport(api),
                  sleep=lambda _: None)  # fmt: skip
    for one in probe.run():
        text = f"{one}" + (repr((one.body, one.headers, one.request_headers)) if isinstance(one, Exchange) else "")
        assert form not in text
    assert secret not in repr(probe)


def test_kept_is_judged_alike(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`file DIR` has the findings of `live --keep DIR`."""
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    monkeypatch.setenv("SUNO_TASKS", '{"music_success": "music_success"}')
    assert drift.main(["live", "--base-url", url, "--keep", str(tmp_path / "kept")]) == 0
    files = sorted((tmp_path / "kept").rglob("*.json"))
    assert files
    assert drift.main(["file", str(tmp_path / "kept")]) == 0
    assert f"No drift in {len(files)} exchanges." in capsys.readouterr().out
    assert {path.parent.name for path in files} <= {one.name for one in Document.load().operations}


def test_unwritable_folder(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    monkeypatch.setenv("SUNO_TASKS", '{"music_success": "music_success"}')
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert drift.main(["live", "--base-url", url, "--keep", str(tmp_path / "file")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("retry_after", "slept"), [("0", [1.0]), ("12", [12.0]), ("Wed, 01 Jan 2020 00:00:00 GMT", [1.0]), ("soon", [1.0])]
)
def test_repeated_request(retry_after: str, slept: list[float]) -> None:
    api, clock, seen = Api(DOCUMENTS["group"]), Clock(), list[str]()

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        if len(seen) == 1:
            return httpx.Response(429, headers={"retry-after": retry_after}, stream=httpx.ByteStream(b""))
        return api(request)

    probe = Probe("http://x", KEY, {"done": "t-1"}, document=api.document, transport=httpx.MockTransport(respond),
                  sleep=clock.sleep, monotonic=clock.monotonic)  # fmt: skip
    assert not [one for one in probe.run() if isinstance(one, Unreadable)]
    assert clock.slept == slept


def test_a_run_ends_in_time() -> None:
    """It keeps the announced limit, and reports every request that was not sent."""
    api, clock = Api(DOCUMENTS["group"]), Clock()
    tasks = {f"t{number}": f"t-{number}" for number in range(50)}

    def respond(request: httpx.Request) -> httpx.Response:
        clock.now += 59
        return api(request)

    probe = Probe("http://x", KEY, tasks, document=api.document, transport=httpx.MockTransport(respond),
                  sleep=clock.sleep, monotonic=clock.monotonic, polls=1)  # fmt: skip
    reasons = [one.reason for one in probe.run() if isinstance(one, Unreadable)]
    assert any("not sent" in reason for reason in reasons)
    assert clock.now <= probe.limit + 60
    assert "at most 5 min" in probe.announcement()


@pytest.mark.parametrize("responses", [{}, {"fetch": (200, {"id": "t", "status": "RUNNING"})}], ids=["done", "running"])
def test_no_more_than_announced(responses: dict[str, Any]) -> None:
    api = Api(DOCUMENTS["group"], **responses)
    probe = Probe("http://x", KEY, {"any": "t-1"}, document=api.document, transport=httpx.MockTransport(api),
                  sleep=lambda _: None, polls=4)  # fmt: skip
    list(probe.run())
    least, _, most = probe.announcement().partition(" requests")[0].partition(" to ")
    assert int(least) <= len(api.requested) <= int(most or least)
