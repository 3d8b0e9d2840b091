"""Rare values of servers and callers are read, written and refused as declared."""

from __future__ import annotations

import datetime
import importlib.util
import io
import json
import logging
import os
import pickle
import sys
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import pytest
from suno_client import AuthenticatedClient, _arguments, _polling, _reader, _response, errors, models
from suno_client import client as client_module
from suno_client._check import misfit_of
from suno_client._encode import TextDateTime, TextUUID, encode
from suno_client._model import Model, first_text, follow
from suno_client._pace import Pace, Ticket
from suno_client.api.suno import fetch_task, fetch_tasks
from suno_client.models import MusicRequest, TasksRequest, Timing, WavFile
from suno_client.testing import virtual_time
from suno_client.types import File, OpenIntEnum, Response

from contract_tests.tests.client.conftest import KEY

if TYPE_CHECKING:
    from contract_tests.tests.client.conftest import Calls


def refusing(status: int, headers: dict[str, str], content: bytes = b"") -> AuthenticatedClient:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, content=content))
    return AuthenticatedClient(token=KEY, transport=transport, async_transport=transport, retries=0)


def test_a_retry_after_without_a_zone(calls: Calls) -> None:
    """A past date without a time zone means now."""
    client = refusing(429, {"Retry-After": "Sun, 01 Feb 2026 10:00:00 -0000"})
    with pytest.raises(errors.RateLimitError) as caught:
        calls.sync("x", client=client)
    assert caught.value.retry_after == 0


def test_an_unknown_charset(calls: Calls) -> None:
    """It is read as UTF-8, also if a wait searches a body that is not only JSON."""
    task = {"task_id": "x", "action": "MUSIC", "status": "FAILURE", "fail_reason": "é", "progress": "", "data": []}
    times = {"submit_time": 1, "start_time": 1, "finish_time": 1}
    body = {"code": "success", "message": "", "data": {**task, **times}}
    content = b")]}'\n" + json.dumps(body, ensure_ascii=False).encode()
    with virtual_time(), pytest.raises(errors.TaskFailedError, match="é"):
        calls.wait("x", client=refusing(200, {"Content-Type": "application/json; charset=x-none"}, content))


@pytest.mark.parametrize(
    ("value", "keys", "found"),
    [
        ({"a": [{"b": 1}]}, ("a", "0", "b"), 1),
        ({"a": []}, ("a", "0"), None),
        ([1], ("x",), None),
        ("text", ("0",), None),
        (MusicRequest.from_dict({"more": {"b": [2]}}), ("more", "b", "0"), 2),
        (MusicRequest.from_dict({"more": {"b": [2]}}), ("more", "b", "7"), None),
    ],
)
def test_a_pointer_into_a_list(value: Any, keys: tuple[str, ...], found: Any) -> None:
    assert follow(value, keys) == found
    if not isinstance(value, Model):
        assert _response.follow(value, keys) == found


def test_the_first_text() -> None:
    """If a field on the way of a pointer cannot be read, the next pointer is used."""
    timing = Timing.from_dict({"aligned_words": [], "waveform_data": 5, "hoot_cer": 1, "is_streamed": True, "a": "b"})
    assert first_text(timing, ("waveform_data", "0"), ("a",)) == "b"
    assert first_text(timing, ("waveform_data", "0")) is None
    assert WavFile.from_dict({"data": {"wav_url": "u"}}).url == "u"


def test_delete_additional_property() -> None:
    request = MusicRequest.from_dict({"prompt": "p", "more": 1})
    del request["more"]
    assert request.to_dict() == {"prompt": "p"}


def test_subclass_of_a_value() -> None:
    class Text(str):
        __slots__ = ()

    class Moment(datetime.datetime):
        pass

    assert MusicRequest(prompt=Text("p")).to_dict() == {"prompt": "p"}
    assert encode(Moment(2026, 1, 2, tzinfo=datetime.UTC)) == "2026-01-02T00:00:00.000Z"
    assert encode([Text("x"), 2**70]) == ["x", 2**70]
    assert (marker := object()) is encode(marker)


def test_texts_survive_pickle() -> None:
    moment = TextDateTime.parse("2026-01-02T03:04:05.5+02:00")
    later = moment + datetime.timedelta(hours=1)
    capitals = TextUUID("C47EC1CF-7E79-4E61-B9FB-2CA2AC36E57B")
    copies = pickle.loads(pickle.dumps([moment, later, capitals]))  # noqa: S301 - made here
    assert copies == [moment, later, capitals]
    assert encode(copies)[::2] == ["2026-01-02T03:04:05.5+02:00", "C47EC1CF-7E79-4E61-B9FB-2CA2AC36E57B"]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (_reader.read_datetime, "2026-13-45T99:99:99.000Z"),
        (_reader.read_datetime, "yesterday"),
        (_reader.read_date, "2026-13-45"),
        (_reader.read_date, 7),
        (_reader.read_uuid, "c47e"),
    ],
)
def test_similar_types(read: Any, value: Any) -> None:
    with pytest.raises(errors.SchemaMismatchError, match=r"found (string|integer)"):
        read(value, _reader.Start())


def test_the_best_branch_is_taken() -> None:
    """Of two branches that fit, the one with fewer deviations is taken, in any order."""

    def branch(name: str, *surprises: int) -> _reader.Read[str]:
        def read(value: Any, at: _reader.Place) -> str:
            assert value == 1
            for severity in surprises:
                _reader._note(at, "a surprise", "found", severity)
            return name

        return read

    better, worse = branch("better", _reader.FIELD), branch("worse", _reader.OPTIONAL, _reader.FIELD)
    for branches in ((better, worse), (worse, better)):
        start = _reader.Start()
        assert _reader.first_reader(*branches)(1, start) == "better"
        assert [severity for *_, severity in start] == [_reader.FIELD]
    assert _reader.read_any({"a": 1}, _reader.Start()) == {"a": 1}


def test_json_without_msgspec(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client reads the same values without the extra `fast`."""
    monkeypatch.setitem(sys.modules, "msgspec", None)
    found = importlib.util.find_spec("suno_client._reader")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert module._parse_fast is None
    assert module.parse_json(b'{"a": [1, 2.5]}') == {"a": [1, 2.5]}
    with pytest.raises(ValueError, match="Expecting"):
        module.parse_json(b"{")


def test_an_enum_of_integers() -> None:
    class Level(OpenIntEnum):
        LOW = 1

    assert (Level(1).is_known, Level(7).is_known, Level(7)) == (True, False, 7)
    with pytest.raises(ValueError, match=r"'x' is not a valid .*Level"):
        Level("x")  # type: ignore[arg-type]


def test_statuses_that_are_no_texts() -> None:
    assert _polling._same("Failed", "FAILED")
    assert _polling._same(0, 0)
    assert not _polling._same(1, 0)


def test_unreadable_states_end_wait() -> None:
    """The wait ends at the fifth one."""
    body = {"code": "success", "message": "", "data": {"task_id": "x", "data": None}}
    parsed: Any = _reader.read_body(models.TaskEnvelope._read, body, "a test", partial=True)
    outcome: Any = Response(200, httpx.Headers(), b"", parsed, None, None)
    with virtual_time():
        poller: Any = _polling.Poller(fetch_task._POLLING, {}, None)
        poller.state = object()
        for _ in range(2):
            assert list(poller.take(outcome)) == []
        with pytest.raises(errors.SchemaMismatchError, match="status"):
            list(poller.take(outcome))


def test_the_pace_recovers() -> None:
    """The waits slow down after a 429, and have their full speed again after six minutes without one."""
    with virtual_time() as clock:
        pace = Pace()
        pace.learn(errors.RateLimitError("slow down"))
        assert pace.delay(Ticket(clock.monotonic() + 9999)) > 0
        clock.sleep(360)
        assert pace.delay(Ticket(clock.monotonic() + 9999)) == 0
        assert [pace.delay(Ticket(clock.monotonic() + 9999)) for _ in range(1000)] == [0] * 1000


def test_an_id_that_is_no_text() -> None:
    """It is sent as its text."""
    parameter = _arguments.Parameter("n", "path", float | bool)
    assert _arguments.build("GET", "/{n}", [(parameter, 3.0)])["url"] == "/3"
    assert _arguments.build("GET", "/{n}", [(parameter, 3.5)])["url"] == "/3.5"
    assert _arguments.build("GET", "/{n}", [(parameter, True)])["url"] == "/true"


def test_files() -> None:
    """A file is a whole body, with its own media type in a declared range, or a part of a form beside plain fields."""
    file = File(io.BytesIO(b"ID3"), "a.mp3", "audio/mpeg")
    request = _arguments.build("POST", "/", [], [_arguments.Body("audio/*", "content", File)], file)
    assert (request["content"], request["headers"]) == (b"ID3", {"Content-Type": "audio/mpeg"})
    declared = _arguments.Body("audio/mpeg", "content", File)
    request = _arguments.build("POST", "/", [], [declared], File(b"ID3", "a.mp3", "audio/mp3"))
    assert request["headers"] == {"Content-Type": "audio/mpeg"}
    form = _arguments.Body("multipart/form-data", "files", dict[str, File | str | dict[str, Any]])
    parts = _arguments.build("POST", "/", [], [form], {"name": "x", "file": File(b"1"), "more": {"a": 1}})["files"]
    assert parts == [
        ("name", (None, b"x", "text/plain")),
        ("file", ("file", b"1", "application/octet-stream")),
        ("more", (None, '{"a": 1}', "application/json")),
    ]


def test_a_file_that_cannot_be_read_twice() -> None:
    """A pipe is sent from where it stands."""
    reader, writer = os.pipe()
    os.write(writer, b"ID3")
    os.close(writer)
    declared = _arguments.Body("audio/mpeg", "content", File)
    with os.fdopen(reader, "rb") as pipe:
        assert _arguments.build("POST", "/", [], [declared], File(pipe))["content"] == b"ID3"


@pytest.mark.parametrize(
    ("value", "hint", "problem"),
    [
        ({"a": 1}, dict[str, int], ""),
        ({"a": "x"}, dict[str, int], "expected int at /a, found str"),
        ([], dict[str, int], "expected dict at the top, found list"),
        ({1: 1}, dict[str, int], "expected keys of type str at the top, found int"),
        (MusicRequest(prompt="p"), Any, ""),
        ([MusicRequest(prompt="p")], Any, ""),
        ([MusicRequest(prompt=5)], Any, "expected str at /0/prompt, found int"),  # type: ignore[arg-type]
    ],
)
def test_declared_types(value: Any, hint: Any, problem: str) -> None:
    assert misfit_of(value, hint) == problem


def test_unreadable_required_fields() -> None:
    """`to_dict` returns the values that were read, whichever were missing."""
    for body in ({"ids": 5}, {"ids": [7], "action": "MUSIC"}, {"action": "MUSIC", "more": 1}):
        request = TasksRequest.from_dict({"action": "x", **body})
        assert request.to_dict() == {"action": "x", **body}
        with pytest.raises(errors.FieldMismatchError):
            _ = request.ids


def test_the_log_of_the_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("suno_client")
    before, level = list(logger.handlers), logger.level
    try:
        monkeypatch.setenv("SUNO_LOG", "nonsense")
        client_module.log_to_stderr()
        assert logger.handlers == before
        monkeypatch.setenv("SUNO_LOG", "debug")
        client_module.log_to_stderr()
        with pytest.raises(errors.NotFoundError):
            fetch_tasks.sync(client=refusing(404, {}), body=TasksRequest(ids=["x"]))
        assert "fetch_tasks: 404 after" in (shown := capsys.readouterr().err)
        assert KEY not in shown
    finally:
        logger.handlers[:] = before
        logger.setLevel(level)


def test_uuids_are_kept_as_written() -> None:
    for text in ("c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b", "C47EC1CF-7E79-4E61-B9FB-2CA2AC36E57B"):
        assert (uuid := _reader.read_uuid(text, _reader.Start())) == UUID(text)
        assert encode(uuid) == text


@pytest.mark.parametrize(("kind", "empty"), [("texts", ""), ("binaries", b"")])
def test_an_empty_text_is_a_text(kind: str, empty: Any) -> None:
    """An empty text or body is a parsed success, and no error."""
    read: Any = _reader.read_str if kind == "texts" else _reader.read_bytes
    operation = _response.Operation("an_operation", "GET", {200: read}, **{kind: frozenset({200})})  # type: ignore[arg-type]
    found = _response.read_response(operation, _response.Call({}), httpx.Response(200), b"")
    assert (found.parsed, found.error) == (empty, None)
