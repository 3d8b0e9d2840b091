"""The mocked API makes live tasks from submissions, by the links, polling and batches of a document."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from typing import Any

import attrs
import httpx
import pytest
from ruamel.yaml import YAML

from suno_mock_api import Document, InProcessTransport, MockApi, Timeline, faults
from suno_mock_api.relay import BUILDS

TEXT = """
openapi: 3.1.0
info: {title: a relay, version: '1'}
security: [{bearerAuth: []}]
paths:
  /suno/submit/music:
    post:
      operationId: submit_music
      requestBody: &song
        content:
          application/json:
            schema:
              type: object
              properties: {prompt: {type: string}, make_instrumental: {type: boolean}}
      responses: &submitted
        '200':
          description: The task.
          links:
            fetch: {operationId: fetch_task, parameters: {task_id: '$response.body#/data'}}
          content:
            application/json:
              example: {code: success, message: '', data: some-task}
        '403': {description: No., content: {application/json: {example: {code: quota, message: '', data: null}}}}
  /suno/submit/lyrics:
    post:
      operationId: submit_lyrics
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [prompt], properties: {prompt: {type: string, minLength: 1}}}
      responses: *submitted
  /suno/fetch/{task_id}:
    get:
      operationId: fetch_task
      parameters: [{name: task_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: One task.
          x-polling: {result: /data, status: /data/status, success: [SUCCESS], failure: [FAILURE]}
          links:
            timing: {operationId: words_of, parameters: {clip_id: '$response.body#/data/data/0/id'}}
            clips: {operationId: clips_of, parameters: {clip_ids: '$response.body#/data/data/0/id'}}
            wav: {operationId: file_of, parameters: {clip_id: '$response.body#/data/data/0/id'}}
          content: {application/json: {schema: {}}}
        '400': {description: Unknown.}
  /suno/fetch:
    post:
      operationId: fetch_tasks
      responses:
        '200':
          description: Many tasks.
          x-batch: {single: fetch_task, ids: /ids, items: /data, key: /task_id, max: 100}
          content: {application/json: {schema: {}}}
  /suno/act/timing/{clip_id}:
    get:
      operationId: words_of
      responses:
        '200': {description: Words., content: {application/json: {example: {aligned_words: []}}}}
        '404': {description: Unknown., content: {application/json: {example: {code: task_not_exist}}}}
  /suno/feed/{clip_ids}:
    get:
      operationId: clips_of
      responses:
        '200': {description: Clips., content: {application/json: {example: []}}}
  /suno/act/wav/{clip_id}:
    get:
      operationId: file_of
      x-safe: false
      responses:
        '200':
          description: A file.
          content: {application/json: {example: {wav_file_url: 'https://example.com/{clip_id}.wav'}}}
"""
DOCUMENT = Document(YAML(typ="safe", pure=True).load(TEXT))
SONG = {"prompt": "a harbour at dawn"}
START = 1_800_000_000


@attrs.define
class Relay:
    """The mocked API, its clock, and a client of it."""

    mock: MockApi
    http: httpx.Client
    seconds: list[float]

    def submit(self, kind: str = "music", body: Any = SONG, **headers: str) -> httpx.Response:
        return self.http.post(f"/suno/submit/{kind}", json=body, headers=headers)

    def batch(self, ids: Any) -> Any:
        return self.http.post("/suno/fetch", json={"ids": ids}).json()["data"]

    def fetch(self, task_id: str) -> Any:
        return self.http.get(f"/suno/fetch/{task_id}").json()["data"]


def relay(**settings: Any) -> Relay:
    seconds = [0.0]
    mock = MockApi(lambda: START + seconds[0], document=DOCUMENT, **settings)
    headers = {"Authorization": "Bearer sk-test"}
    return Relay(
        mock, httpx.Client(transport=InProcessTransport(mock), base_url="http://mock", headers=headers), seconds
    )


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("kind", ["music", "lyrics", "MUSIC"])
def test_submitted_task(build: str, kind: str) -> None:
    one = relay(build=build)
    task_id = one.submit(kind).json()["data"]
    assert task_id.startswith("task_") is (build == "2026-08")
    assert one.fetch(task_id)["status"] == "NOT_START"
    one.seconds[0] = 200
    task = one.fetch(task_id)
    assert (task["status"], task["action"]) == ("SUCCESS", kind.upper())
    assert one.mock.processed == Counter({f"submit_{kind.lower()}": 1})


@pytest.mark.parametrize("build", BUILDS)
def test_a_batch_has_its_own_order(build: str) -> None:
    one = relay(build=build)
    first, second = (one.submit().json()["data"] for _ in range(2))
    one.mock.add_key("sk-other", user="other")
    foreign = one.submit(Authorization="sk-other").json()["data"]
    batched = one.batch([second, "nobody", foreign, first, second, 7])
    assert [task["task_id"] for task in batched] == [first, second]
    assert batched[0] == one.fetch(first)
    assert (one.batch(["nobody"]), one.batch([7]), one.batch([]), one.batch(None)) == (None, None, [], [])


def test_unreadable_row() -> None:
    """The batch that contains it has no items."""
    one = relay()
    known = one.submit().json()["data"]
    response = one.http.post("/suno/fetch", json={"ids": [known, "unreadable_result"]})
    assert response.json() == {"code": "success", "data": None}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "EOF"),
        (b"hello", "invalid character 'h' looking for beginning of value"),
        (b'{"ids":"x"}', "json: cannot unmarshal string into Go struct field .ids of type []interface {}"),
        (b"ids=x", "invalid character 'i' looking for beginning of value"),
        (b'{"ids":' + b"[" * 100_000, "exceeded max depth"),
    ],
)
def test_a_bad_batch_is_plain_text(content: bytes, message: str) -> None:
    response = relay().http.post("/suno/fetch", content=content)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert json.loads(response.text) == {"code": "invalid_request", "message": message, "data": None}


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("music", b"", "unexpected end of JSON input"),
        ("music", b"{bad", "invalid character 'b' looking for beginning of object key string"),
        ("music", b"[1]", "json: cannot unmarshal array into Go value of type dto.SunoSubmitReq"),
        (
            "music",
            b'{"prompt":5}',
            "json: cannot unmarshal number into Go struct field SunoSubmitReq.prompt of type string",
        ),
        (
            "music",
            b'{"make_instrumental":"yes"}',
            "json: cannot unmarshal string into Go struct field SunoSubmitReq.make_instrumental of type bool",
        ),
        ("lyrics", b"{}", "prompt_empty"),
        ("lyrics", b'{"prompt":""}', "prompt_empty"),
    ],
)
def test_invalid_submission(kind: str, content: bytes, message: str) -> None:
    """The message is that of Go's JSON decoder."""
    one = relay()
    response = one.http.post(f"/suno/submit/{kind}", content=content, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["message"]) == (400, message)
    assert not one.mock.processed


def test_unknown_fields() -> None:
    """A submission with a misspelt field is not refused, but charged; so is a form."""
    one = relay()
    assert one.submit(body={"promt": "x"}).status_code == 200
    assert one.submit(body={}).status_code == 200
    assert one.http.post("/suno/submit/music", data={"prompt": "x"}).status_code == 200
    assert one.mock.processed["submit_music"] == 3


def test_an_unknown_action_is_no_page() -> None:
    one = relay()
    assert one.submit("video").json()["error"]["code"] == "model_not_found"
    assert one.http.get("/suno/submit/music").headers["Content-Type"].startswith("text/html")
    assert one.http.post("/suno/fetch/", json={}, follow_redirects=False).status_code == 307


def test_used_up_key() -> None:
    """One build refuses every request after the last submission; the other refuses further submissions."""
    for build, statuses in (("2026-01", [200, 401, 401]), ("2026-08", [200, 403, 200])):
        one = relay(build=build)
        one.mock.add_key("sk-low", submissions=1)
        first = one.submit(Authorization="sk-low")
        second = one.submit(Authorization="sk-low")
        fetched = one.http.get(f"/suno/fetch/{first.json()['data']}", headers={"Authorization": "sk-low"})
        assert [first.status_code, second.status_code, fetched.status_code] == statuses
        assert one.mock.processed["submit_music"] == 1


def test_empty_balance() -> None:
    """Only submissions are refused."""
    one = relay()
    one.mock.add_key("sk-poor", balance=0)
    assert one.submit(Authorization="sk-poor").status_code == 403
    assert one.http.get("/suno/fetch/music_success", headers={"Authorization": "sk-poor"}).status_code == 200


def test_rate_limit() -> None:
    one = relay(build="2026-08")
    one.mock.limit("submit_music", requests=2, seconds=60)
    assert [one.submit().status_code for _ in range(3)] == [200, 200, 429]
    assert int(one.submit().headers["Retry-After"]) == 61
    one.seconds[0] = 60
    assert one.submit().status_code == 200
    assert one.mock.processed["submit_music"] == 3


@pytest.mark.parametrize(
    ("fault", "processed"),
    [
        (faults.reset, 1),
        (faults.timed_out, 1),
        (faults.truncated, 1),
        (faults.empty, 1),
        (faults.delayed(0), 1),
        (faults.processed(faults.replaced(502)), 1),
        (faults.refused, 0),
        (faults.replaced(502), 0),
        (faults.rate_limited(), 0),
        (faults.recorded("error_503_overloaded"), 0),
    ],
)
def test_processed_faults(fault: faults.Fault, processed: int) -> None:
    one = relay()
    one.mock.inject("submit_music", [fault])
    with contextlib.suppress(httpx.TransportError):
        one.submit()
    assert one.mock.processed["submit_music"] == processed
    assert one.submit().json()["data"]


def test_empty_response() -> None:
    """The task is made, but its id is lost."""
    one = relay()
    one.mock.inject("submit_music", [faults.empty])
    response = one.submit()
    assert (response.status_code, response.content) == (200, b"")
    assert one.mock.processed["submit_music"] == 1


def test_linked_operations() -> None:
    """Clips link to their timing, files and list."""
    one = relay()
    task_id = one.submit().json()["data"]
    one.seconds[0] = 200
    clips = one.fetch(task_id)["data"]
    first, second = (clip["id"] for clip in clips)
    assert one.http.get(f"/suno/act/timing/{first}").json() == {"aligned_words": []}
    assert one.http.get("/suno/act/timing/nobody").status_code == 404
    assert one.http.get(f"/suno/feed/{second},nobody,{first}").json() == [clips[1], clips[0]]
    assert one.http.get("/suno/feed/nobody").json() == []


def test_conversion() -> None:
    """A file is converted after its first request."""
    one = relay()
    task_id = one.submit().json()["data"]
    one.seconds[0] = 200
    clip_id = one.fetch(task_id)["data"][0]["id"]
    assert one.http.get(f"/suno/act/wav/{clip_id}").json() == {}
    one.seconds[0] += 10
    assert one.http.get(f"/suno/act/wav/{clip_id}").json() == {"wav_file_url": f"https://example.com/{clip_id}.wav"}


def test_unserved_operation() -> None:
    one = relay()
    one.mock.unserved.add("file_of")
    assert one.http.get("/suno/act/wav/x").headers["Content-Type"].startswith("text/html")


def test_timeline_of_submission() -> None:
    one = relay()
    one.mock.timelines["submit_music"] = Timeline.of((0, "music_not_start"), (5, "music_failure_moderation"))
    task_id = one.submit().json()["data"]
    one.seconds[0] = 5
    assert one.fetch(task_id)["status"] == "FAILURE"


def test_requests_by_operation() -> None:
    """The oldest ones are removed."""
    one = relay()
    one.submit(body={"prompt": "x"})
    one.fetch("nobody")
    assert json.loads(one.mock.requests["submit_music"][0].body) == {"prompt": "x"}
    assert [seen.parameter for seen in one.mock.requests["fetch_task"]] == ["nobody"]
    for _ in range(10_001):
        one.mock.respond("GET", "/suno/fetch/other", {})
    assert sum(map(len, one.mock.requests.values())) == 10_000
    assert "nobody" not in one.mock.requests


SCHEMA = "#/components/schemas/X"
JOBS = """
openapi: 3.1.0
info: {title: jobs, version: '1'}
paths:
  /jobs:
    post:
      operationId: create_job
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201':
          description: Made.
          links: {job: {operationId: get_job, parameters: {job_id: '$response.body#/job/id'}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Created'}}}
  /jobs/{job_id}:
    get:
      operationId: get_job
      responses:
        '200':
          description: A job.
          x-polling: {result: '', status: /state/word, success: [done], failure: [broken]}
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /jobs/find:
    post:
      operationId: find_jobs
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          description: Jobs.
          x-batch: {single: get_job, ids: /ids, items: /jobs, key: /job_id, max: 10}
          content:
            application/json:
              schema:
                type: object
                required: [jobs, rest]
                properties:
                  jobs: {type: array, items: {$ref: '#/components/schemas/Job'}}
                  rest: {type: object}
  /logo:
    get: {operationId: get_logo, responses: {'200': {description: A picture., content: {image/png: {}}}}}
  /jobs/{job_id}/log:
    get: {operationId: get_log, responses: {'200': {description: Text., content: {text/plain: {example: a line}}}}}
    delete: {operationId: drop_log, responses: {'204': {description: Gone.}}}
    put: {operationId: put_log, responses: {default: {description: Text., content: {text/plain: {example: kept}}}}}
components:
  schemas:
    Created: {type: object, required: [job], properties: {job: {type: object, properties: {id: {type: string}}}}}
    Job:
      type: object
      required: [job_id, state, children]
      properties:
        job_id: {type: string}
        state: {type: object, properties: {word: {type: string, enum: [waiting, done, broken]}}}
        size: {type: integer, minimum: 3, multipleOf: 2}
        code: {type: string, pattern: '^[A-Z]{3}-[0-9]{2}$'}
        children: {type: array, items: {$ref: '#/components/schemas/Job'}}
"""


def test_served_from_schemas() -> None:
    """It serves other APIs: bare bodies, a deeper status, a recursive schema, text, no content."""
    seconds = [0.0]
    mock = MockApi(lambda: START + seconds[0], document=Document(YAML(typ="safe", pure=True).load(JOBS)))
    with httpx.Client(transport=InProcessTransport(mock), base_url="http://mock") as client:
        created = client.post("/jobs", json={})
        job_id = created.json()["job"]["id"]
        job = client.get(f"/jobs/{job_id}").json()
        assert (created.status_code, job["job_id"], job["state"]["word"]) == (201, job_id, "waiting")
        assert (job["size"], len(job["code"])) == (4, 6)
        seconds[0] = 31
        assert client.get(f"/jobs/{job_id}").json()["state"]["word"] == "done"
        assert client.get("/jobs/any").json()["job_id"] == "any"
        found = client.post("/jobs/find", json={"ids": [job_id, "nobody"]}).json()
        assert (found["rest"], [job["job_id"] for job in found["jobs"]]) == ({}, [job_id])
        assert client.post("/jobs/find", json={"ids": ["nobody"]}).json()["jobs"] == []
        assert client.get("/logo").content
        assert client.get(f"/jobs/{job_id}/log").text == "a line"
        assert client.delete(f"/jobs/{job_id}/log").status_code == 204
        kept = client.put(f"/jobs/{job_id}/log")
        assert (kept.status_code, kept.text) == (200, "kept")
        assert client.get("/api/jobs").status_code == 404


@pytest.mark.parametrize(
    ("schema", "served"),
    [
        ({"type": "number"}, 0),
        ({"type": "number", "minimum": 0.5}, 0.5),
        ({"type": "number", "exclusiveMinimum": 0}, 1),
        ({"type": "number", "exclusiveMaximum": 0}, -1),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, 0.5),
        ({"type": "integer", "exclusiveMinimum": 3}, 4),
        ({"type": "integer", "maximum": -3, "multipleOf": 2}, -4),
        ({"type": "string", "maxLength": 3}, "sam"),
        ({"type": "string", "minLength": 12}, "samplesample"),
        ({"type": "string", "minLength": 13}, "samplesamplesample"),
        ({"type": "string", "minLength": 7, "maxLength": 9}, "samplesam"),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({"oneOf": [{"type": "null"}, {"type": "string", "format": "date"}]}, "2026-01-28"),
        ({"anyOf": [{"properties": {"a": {"const": 1}}}, {"type": "string"}]}, {"a": 1}),
        ({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}, {"a": 1, "b": 2}),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True}, [0, 1]),
        ({"type": "array", "prefixItems": [{"const": 1}], "items": {"const": 2}, "minItems": 3}, [1, 2, 2]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"key": 0}),
        # These have no status that ends, but a response is returned.
        ({"additionalProperties": {"$ref": SCHEMA}}, {"key": {"key": {"key": {"key": {}}}}}),
        ({"anyOf": [{"$ref": SCHEMA}, {"type": "string"}]}, "sample"),
        ({"type": "array", "items": {"$ref": SCHEMA}}, [[[[[]]]]]),
    ],
    ids=str,
)
def test_response_from_schema(schema: dict[str, Any], served: Any) -> None:
    response = {"description": "X.", "content": {"application/json": {"schema": {"$ref": SCHEMA}}}}
    paths = {"/x": {"get": {"operationId": "get_x", "responses": {"200": response}}}}
    mock = MockApi(document=Document({"paths": paths, "components": {"schemas": {"X": schema}}}))
    with httpx.Client(transport=InProcessTransport(mock), base_url="http://mock") as client:
        assert client.get("/x").json() == served


def test_recording_of_an_operation() -> None:
    """The name of another operation's recording is an ordinary id."""
    with httpx.Client(transport=InProcessTransport(MockApi()), base_url="http://mocked") as http:
        assert http.get("/suno/fetch/overloaded").status_code == 503
        assert http.get("/suno/feed/overloaded").status_code == 401


def test_truncated() -> None:
    """The fault sends the first half of the body."""
    mock = MockApi()
    mock.inject("music_success", [faults.truncated])
    with httpx.Client(transport=InProcessTransport(mock), base_url="http://mock") as client:
        cut, whole = (
            client.get("/suno/fetch/music_success", headers={"Authorization": f"Bearer {mock.key}"}) for _ in range(2)
        )
    assert cut.content == whole.content[: len(whole.content) // 2]
