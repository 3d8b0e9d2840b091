"""A required field that is missing or of another type raises only when it is read."""

from __future__ import annotations

import copy
import itertools
import logging
import pickle
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from suno_client import UNSET, AuthenticatedClient, _reader, errors, models
from suno_client.models import Clip, Task, TaskEnvelope
from suno_client.testing import virtual_time

from contract_tests.contract import Document
from contract_tests.recordings import load
from contract_tests.tests.client.annotations import misfits
from suno_mock_api.faults import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api import MockApi

SCHEMAS = Document.load().plain["components"]["schemas"]
BODY = load("fetch_task")["music_success"].response.body
PLACES: dict[str, list[Any]] = {
    "TaskEnvelope": [],
    "Task": ["data"],
    "Clip": ["data", "data", 0],
    "second Clip": ["data", "data", 1],
}
VALUES = {"removed": None, "null": None, "number": 7.5, "string": "odd", "list": [1], "object": {"a": 1}, "bool": True}


def faults() -> Iterator[tuple[list[Any], str, str]]:
    """Yield every fault in a required field that is not essential."""
    for name, place in PLACES.items():
        schema = SCHEMAS[name.removeprefix("second ")]
        for key in schema["required"]:
            if key not in schema["x-essential"]:
                yield from ((place, key, fault) for fault in VALUES)


FAULTS = list(faults())


def broken(place: list[Any], key: str, fault: str, body: Any = None) -> Any:
    """Return the recorded body with a fault."""
    body = copy.deepcopy(BODY) if body is None else body
    holder = body
    for step in place:
        holder = holder[step]
    if fault == "removed":
        del holder[key]
    else:
        holder[key] = VALUES[fault]
    return body


def object_at(envelope: TaskEnvelope, place: list[Any]) -> Any:
    """Return the object that was read from a place of the body."""
    assert isinstance(envelope.data, Task)
    return envelope.data.clips[place[2]] if len(place) > 2 else envelope.data if place else envelope


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the log, so that each deviation is logged again."""
    monkeypatch.setattr(_reader, "_logged", defaultdict(set))


def test_faults_are_many() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize(("place", "key", "fault"), FAULTS)
def test_no_song_is_lost(place: list[Any], key: str, fault: str) -> None:
    """The songs are read, types are right, no value is lost, and reading the field raises its error."""
    body = broken(place, key, fault)
    envelope = TaskEnvelope.from_dict(body)
    task = envelope.data
    assert isinstance(task, Task)
    assert [clip.audio_url for clip in task.clips] == [clip["audio_url"] for clip in BODY["data"]["data"]]
    assert misfits(envelope, TaskEnvelope) == []
    assert envelope.to_dict() == body
    found = object_at(envelope, place)
    if hasattr(found, key):
        assert getattr(found, key) == VALUES[fault]
        return
    with pytest.raises(errors.SchemaMismatchError) as caught:
        getattr(found, key)
    assert isinstance(caught.value, AttributeError)
    assert caught.value.pointer == "".join(f"/{step}" for step in [*place, key])
    assert caught.value.pointer in str(caught.value)
    assert getattr(found, key, "untitled") == "untitled"


def test_wait_delivers(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """A wait returns the songs with all faults in every poll."""

    def drift(body: Any) -> None:
        for place, key, fault in FAULTS:
            if fault == "list":
                broken(place, key, fault, body)

    mock.inject("music_success", itertools.repeat(edited(drift)))
    with virtual_time():
        task = calls.wait("music_success", client=client)
    assert [clip.audio_url for clip in task.clips] == [clip["audio_url"] for clip in BODY["data"]["data"]]


def twins(model: Any) -> list[Any]:
    """Return copies of a model, made in every way."""
    return [copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model)), attrs.evolve(model)]  # noqa: S301 - our own


def test_copies() -> None:
    """A copy, a pickle and `attrs.evolve` keep unreadable values unchanged."""
    body = broken(["data"], "progress", "number", broken(["data", "data", 0], "status", "removed"))
    envelope = TaskEnvelope.from_dict(body)
    for twin in twins(envelope):
        assert twin == envelope
        assert twin.to_dict() == body
    task = envelope.data
    assert isinstance(task, Task)
    for twin in twins(task):
        assert twin == task
        assert repr(twin) == repr(task)
        with pytest.raises(errors.FieldMismatchError) as caught:
            _ = twin.progress
        assert (caught.value.pointer, caught.value.expected, caught.value.found) == (
            "/data/progress",
            "string",
            "number 7.5",
        )
    assert "progress=<unreadable: expected string at /data/progress, found number 7.5>" in repr(task)
    assert attrs.asdict(task)["task_id"] == task.task_id
    assert attrs.asdict(task)["data"][1]["audio_url"] == task.clips[1].audio_url
    assert not attrs.asdict(task)["progress"]
    assert len(attrs.astuple(task)) == len(attrs.fields(Task))

    other = TaskEnvelope.from_dict(broken(["data"], "progress", "object")).data
    assert other != task
    assert task != TaskEnvelope.from_dict(BODY).data


def test_set_unreadable_field() -> None:
    """A field that is set can be read, and is written."""
    clip = Clip.from_dict(broken(["data", "data", 0], "status", "number")["data"]["data"][0])
    changed = attrs.evolve(clip, status=models.ClipStatus.COMPLETE)
    clip.status = models.ClipStatus.COMPLETE
    for model in (clip, changed):
        assert model.status is models.ClipStatus.COMPLETE
        assert model.to_dict()["status"] == "complete"
        assert model.audio_url == BODY["data"]["data"][0]["audio_url"]
    with pytest.raises(AttributeError, match="no attribute 'statsu'"):
        _ = clip.statsu  # type: ignore[attr-defined]  # what is tested


def test_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    body = broken(["data"], "progress", "removed")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            TaskEnvelope.from_dict(body)
    assert [record.getMessage() for record in caplog.records] == [
        "TaskEnvelope at /data/progress: expected a required value; reading it raises (found nothing)"
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda clips: clips[0].pop("audio_url"),
        lambda clips: clips[0].update(audio_url=7),
        lambda clips: clips.insert(0, "clip"),
        lambda clips: clips.insert(1, None),
        lambda clips: clips.append({"id": "x"}),
    ],
)
def test_unreadable_clip(spoil: Callable[[Any], Any], caplog: pytest.LogCaptureFixture) -> None:
    """The other clips are read."""
    body = copy.deepcopy(BODY)
    spoil(body["data"]["data"])
    envelope = TaskEnvelope.from_dict(body)
    assert isinstance(envelope.data, Task)
    whole = [clip for clip in body["data"]["data"] if isinstance(clip, dict) and isinstance(clip.get("audio_url"), str)]
    assert [clip.to_dict() for clip in envelope.data.clips] == whole
    assert "left out" in caplog.text
    for twin in twins(envelope):
        assert twin.to_dict() == body
    assert misfits(envelope, TaskEnvelope) == []


def test_branches_of_a_union() -> None:
    """If several shapes are declared, the one that fits best is read."""
    read = _reader.first_reader(models.TaskError._read, models.RelayErrorBody._read)
    for body, model in (
        ({"code": "c", "message": "m", "data": None}, models.TaskError),
        ({"code": "c", "data": None}, models.TaskError),
        ({"error": {"message": "m", "type": "new_api_error"}}, models.RelayErrorBody),
        ({"error": {"message": "m"}}, models.RelayErrorBody),
    ):
        assert isinstance(_reader.read_body(read, body, "x"), model)
    with pytest.raises(errors.SchemaMismatchError):
        _reader.read_body(read, {"detail": "x"}, "x")


def test_unset_stays() -> None:
    """An optional field of another type stays UNSET, and so do absent ones."""
    clip = Clip.from_dict({**BODY["data"]["data"][0], "title": 7})
    assert clip.title is UNSET
    assert "title" not in repr(clip).partition("additional_properties")[0]
