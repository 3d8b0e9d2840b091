"""The tolerant reader: types are right, no value is lost, and every deviation is logged."""

from __future__ import annotations

import copy
import datetime
import itertools
import json
import logging
import pickle
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from suno_client import UNSET, AuthenticatedClient, Unset, _reader, errors
from suno_client.api.suno import fetch_task
from suno_client.models import Clip, ClipStatus, Lyrics, Task, TaskAction, TaskEnvelope, TaskStatus
from suno_client.types import OpenStrEnum

from contract_tests.recordings import load
from suno_mock_api.faults import edited, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api import MockApi

RECORDINGS = load("fetch_task")


@pytest.fixture(params=["msgspec", "json"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the fast parser, and with that of the standard library."""
    if request.param == "json":
        monkeypatch.setattr(_reader, "_parse_fast", None)


@pytest.fixture(autouse=True)
def forget_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the log, so that each deviation is logged again."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))


def body(edit: Callable[[Any], Any] | None = None, name: str = "music_success") -> Any:
    """Return an edited copy of a recorded body."""
    fresh = copy.deepcopy(RECORDINGS[name].response.body)
    if edit is not None:
        edit(fresh)
    return fresh


def task_of(edit: Callable[[Any], Any]) -> Task:
    envelope = TaskEnvelope.from_dict(body(edit))
    assert isinstance(envelope.data, Task)
    return envelope.data


def test_unknown_enum_value() -> None:
    status = task_of(lambda body: body["data"].update(status="FAILED")).status
    assert isinstance(status, TaskStatus)
    assert status == "FAILED"
    assert f"{status}" == "FAILED"
    assert repr(status) == "<TaskStatus.FAILED: 'FAILED'>"
    assert not status.is_known
    assert TaskStatus.SUCCESS.is_known
    assert "FAILED" not in set(TaskStatus)
    assert hash(status) == hash("FAILED")
    for twin in (copy.copy(status), copy.deepcopy(status), pickle.loads(pickle.dumps(status))):  # noqa: S301 - our own
        assert twin == status
        assert isinstance(twin, TaskStatus)


def test_open_enum() -> None:
    """An open enum accepts strings only."""
    with pytest.raises(ValueError, match="7"):
        TaskStatus(7)  # type: ignore[arg-type]  # what is tested


def test_empty_action() -> None:
    """It is a known enum value."""
    action = task_of(lambda body: body["data"].update(action="")).action
    assert action is TaskAction.UNSPECIFIED


def test_unknown_fields() -> None:
    """They are kept at every level."""

    def edit(body: Any) -> None:
        body["a"] = body["data"]["b"] = body["data"]["data"][1]["c"] = {"deep": [1, {"er": None}]}
        body["data"]["data"][0]["metadata"]["d/~"] = "x"

    envelope = TaskEnvelope.from_dict(body(edit))
    assert envelope.to_dict() == body(edit)
    task = envelope.data
    assert isinstance(task, Task)
    assert task.clips[1]["c"] == {"deep": [1, {"er": None}]}
    assert task.additional_keys == ["b"]
    assert "b" in task


def mistype(clip: Any) -> None:
    clip.update(title=7, duration="144.88", allow_comments="yes", created_at="yesterday", metadata=[], state=None)


def test_optional_mismatch() -> None:
    """A wrong type in an optional field does not prevent reading the song."""
    clips = task_of(lambda body: mistype(body["data"]["data"][0])).clips
    first = clips[0]
    assert {first.title, first.duration, first.allow_comments, first.created_at, first.metadata, first.state} == {UNSET}
    assert first.audio_url.endswith(".mp3")
    assert first.to_dict() == body(lambda body: mistype(body["data"]["data"][0]))["data"]["data"][0]

    first.title = "Mine"
    assert first.to_dict()["title"] == "Mine"
    assert first.to_dict()["duration"] == "144.88"


def test_broken_item() -> None:
    """The other items are read."""
    lyrics = copy.deepcopy(RECORDINGS["lyrics_success_newer"].response.body)["data"]["data"]
    lyrics["tags"] = ["calm", 7, "slow", None]
    read = Lyrics.from_dict(lyrics)
    assert read.tags == ["calm", "slow"]
    for twin in (read, copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):  # noqa: S301 - our own
        assert twin.to_dict() == lyrics

    lyrics["tags"] = [7]
    assert Lyrics.from_dict(lyrics).tags is UNSET
    assert Lyrics.from_dict(lyrics).to_dict() == lyrics


@pytest.mark.parametrize(
    ("edit", "pointer", "found"),
    [
        (lambda body: body.pop("data"), "/data", "nothing"),
        (lambda body: body["data"].pop("status"), "/data/status", "nothing"),
        (lambda body: body["data"].update(status=None), "/data/status", "null"),
        (lambda body: body["data"].update(data=1.5), "/data/data", "number 1.5"),
        (lambda body: body["data"].update(data=True), "/data/data", "boolean True"),
        (lambda body: body["data"].update(data=["clip"]), "/data/data/0", "string 'clip'"),
        (lambda body: [clip.pop("audio_url") for clip in body["data"]["data"]], "/data/data/0/audio_url", "nothing"),
    ],
)
def test_essential_mismatch(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, edit: Callable[[Any], Any], pointer: str, found: str
) -> None:
    """A wrong type in an essential field raises an error with the pointer."""
    mock.inject("music_success", itertools.repeat(edited(lambda body: edit(body) and None)))
    with pytest.raises(errors.SchemaMismatchError) as caught:
        calls.sync("music_success", client=client)
    error = caught.value
    assert (error.pointer, error.found) == (pointer, found)
    assert (error.status_code, error.parameters) == (200, {"task_id": "music_success"})
    assert pointer in str(error)
    assert found in str(error)
    assert not isinstance(error, AttributeError)
    assert calls.detailed("music_success", client=client).parsed is None

    with pytest.raises(errors.SchemaMismatchError) as caught:
        TaskEnvelope.from_dict(body(edit))
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    "data",
    ["https://cdn1.suno.ai/x.mp3", 0, 1.5, True, {}, {"clips": []}, [1], [None], [[]], [{}], [{"id": "x"}]],
    ids=repr,
)
def test_foreign_data(mock: MockApi, client: AuthenticatedClient, data: Any) -> None:
    """Data of another type is an error, and not returned raw."""
    mock.inject("music_success", [edited(lambda body: body["data"].update(data=data))])
    with pytest.raises(errors.SchemaMismatchError) as caught:
        fetch_task.sync("music_success", client=client)
    assert caught.value.pointer.startswith("/data/data")


@pytest.mark.parametrize("whole", [None, [], "x", 7, True, {}, [{}], {"code": "success"}], ids=repr)
def test_a_foreign_body_is_an_error(mock: MockApi, client: AuthenticatedClient, whole: Any) -> None:
    mock.inject("an-id", [replaced(200, json.dumps(whole), content_type="application/json")])
    with pytest.raises(errors.SchemaMismatchError):
        fetch_task.sync("an-id", client=client)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", errors.EmptyBodyError),
        ("  \n", errors.EmptyBodyError),
        ("{", errors.InvalidJSONError),
        ('{"code":"success","data":null} {}', errors.InvalidJSONError),
        ('{"code":"success","data":NaN}', errors.SchemaMismatchError),
        ('{"code":"success","data":-Infinity}', errors.SchemaMismatchError),
        ("[" * 100_000, errors.InvalidJSONError),
        ('{"code":' + "9" * 5000 + "}", errors.InvalidJSONError),
        (b'{"code":"\xff"}', errors.InvalidJSONError),
        ("<!doctype html>", errors.InvalidJSONError),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_body_is_not_json(
    mock: MockApi, client: AuthenticatedClient, text: str | bytes, kind: type[errors.APIError]
) -> None:
    mock.inject("an-id", [replaced(200, text, content_type="application/json")])
    with pytest.raises(kind) as caught:
        fetch_task.sync("an-id", client=client)
    assert caught.value.status_code == 200


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    "text",
    [
        '{"code":"success","data":null}',
        '\ufeff{"code":"success","data":null}',
        ' {"data":null,\r\n"code":"success" }\t',
        '{"code":"success","data":null,"a":1,"a":123456789012345678901234567890}',
        '{"code":"success","data":null,"a":"\\ud800 \\u0000 歌 \\n"}',
        '{"code":"success","data":null,"a":[1e400,-1e400,1.0,0.1,1e-9,-0.0]}',
    ],
    ids=ascii,
)
def test_parsers_agree(mock: MockApi, client: AuthenticatedClient, text: str) -> None:
    for content in (text.encode(), text.lstrip("\ufeff").encode("utf-16")):
        mock.inject("an-id", [replaced(200, content, content_type="application/json")])
        read = fetch_task.sync("an-id", client=client).to_dict()
        expected = json.loads(content)
        assert repr(read) == repr({key: expected[key] for key in read})
        assert read == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-07T03:38:38.253Z",
        "2025-08-07T03:38:38Z",
        "2025-08-07T03:38:38.253+00:00",
        "2025-08-07T11:38:38.253+08:00",
        "2025-08-07T03:38:38.253123Z",
        "2025-08-07T03:38:38.253123456Z",
        "2025-08-07 03:38:38.253Z",
        "0001-01-01T00:00:00.000Z",
    ],
)
def test_date_time_round_trip(text: str) -> None:
    clip = Clip.from_dict({**body()["data"]["data"][0], "created_at": text})
    assert isinstance(clip.created_at, datetime.datetime)
    assert clip.created_at.tzinfo is not None
    for twin in (clip, copy.deepcopy(clip), copy.copy(clip), pickle.loads(pickle.dumps(clip))):  # noqa: S301 - our own
        assert twin.to_dict()["created_at"] == text
        assert twin == clip
    clip.created_at += datetime.timedelta(seconds=1)
    assert clip.to_dict()["created_at"] != text


@pytest.mark.parametrize("text", ["2025-08-07", "2025-08-07T03:38:38", "1754537918", "", "2025-13-07T03:38:38Z"])
def test_invalid_date_time(text: str) -> None:
    """A text that is not an RFC 3339 date-time is kept."""
    clip = Clip.from_dict({**body()["data"]["data"][0], "created_at": text})
    assert clip.created_at is UNSET
    assert clip.to_dict()["created_at"] == text


def test_numbers_keep_their_kind() -> None:
    clip = body()["data"]["data"][0]
    for duration in (0, 144, 144.88, 2**70, 1e300):
        read = Clip.from_dict({**clip, "duration": duration})
        assert json.dumps(read.to_dict()["duration"]) == json.dumps(duration)
    assert task_of(lambda body: body["data"].update(submit_time=1754537918.0)).submit_time == 1754537918


def test_unset_shows_nothing() -> None:
    clip = task_of(lambda body: body["data"]["data"][0].pop("title")).clips[0]
    assert f"{clip.title}|{clip.title:>3}|{clip.title or 'untitled'}" == "|   |untitled"
    assert str(clip.title) == ""
    assert repr(clip.title) == "UNSET"


def test_copies_of_unset() -> None:
    assert Unset() is UNSET
    assert not UNSET
    for twin in (copy.copy(UNSET), copy.deepcopy(UNSET), pickle.loads(pickle.dumps(UNSET))):  # noqa: S301 - our own
        assert twin is UNSET
    task = task_of(lambda body: body["data"].pop("notify_hook"))
    for model in (copy.copy(task), copy.deepcopy(task), pickle.loads(pickle.dumps(task))):  # noqa: S301 - our own
        assert model == task
        assert model.notify_hook is UNSET
        assert "notify_hook" not in model.to_dict()


def test_log_once_per_place(mock: MockApi, client: AuthenticatedClient, caplog: pytest.LogCaptureFixture) -> None:
    """Each deviation is logged once for each place."""

    def drift(body: Any) -> None:
        body["data"]["status"] = "DONE"
        for clip in body["data"]["data"]:
            clip.update(unheard_of="calm", duration="144.88", status="archived")

    mock.inject("music_success", itertools.repeat(edited(drift)))
    for _ in range(3):
        fetch_task.sync("music_success", client=client)
    logged = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    assert logged == [
        ("suno_client", "WARNING", f"fetch_task at {surprise}")
        for surprise in [
            "/data/status: a value that the document doesn't know in TaskStatus: 'DONE' (found string)",
            "/data/data/*/unheard_of: a field that the document doesn't know (found string)",
            "/data/data/*/status: a value that the document doesn't know in ClipStatus: 'archived' (found string)",
            "/data/data/*/duration: expected number; reads as UNSET (found string '144.88')",
        ]
    ]


def test_no_log_without_deviation(client: AuthenticatedClient, caplog: pytest.LogCaptureFixture) -> None:
    for name, recording in RECORDINGS.items():
        if not recording.violations:
            fetch_task.sync_detailed(name, client=client.with_retries(0))
    assert [record for record in caplog.records if record.name == "suno_client"] == []


def test_the_log_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    for index in range(3 * _reader.MAX_LOGGED):
        TaskEnvelope.from_dict({"code": "success", "data": None, f"key\x1b\n{index}": 1})
    assert len(caplog.records) == _reader.MAX_LOGGED
    assert all(record.getMessage().isprintable() for record in caplog.records)

    caplog.clear()
    TaskEnvelope.from_dict(body(lambda body: body["data"].update(status="NEW WORD")))
    assert ["NEW WORD" in record.getMessage() for record in caplog.records] == [True]


def test_nan_in_a_song(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """The other values are read."""
    text = json.dumps(body()).replace("144.88", "NaN").replace("false", "Infinity")
    mock.inject("music_success", [replaced(200, text, content_type="application/json")])
    assert calls.wait("music_success", client=client).clips[0].audio_url


def test_the_log_is_silent_by_default() -> None:
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("suno_client").handlers)


def test_enums_are_the_documents() -> None:
    assert issubclass(ClipStatus, OpenStrEnum)
    assert [status.value for status in ClipStatus] == ["submitted", "queued", "streaming", "complete", "error"]
