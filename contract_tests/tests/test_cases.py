"""Small documents, one feature each: a client is generated from each, type-checked, imported and called."""

from __future__ import annotations

import ast
import asyncio
import atexit
import datetime
import functools
import importlib
import inspect
import io
import json
import logging
import shutil
import sys
import tempfile
import textwrap
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import attrs
import pytest
from mypy import api as mypy

from contract_tests.contract import Document, Exchange, judge
from contract_tests.tests.any_api import Api
from scripts import regenerate
from suno_mock_api import document as mock_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))
MYPY_CACHE = regenerate.ROOT / ".mypy_cache" / "cases"
"""The type checker's cache, which is kept between runs."""
UUID = "07ef8b4d-aa09-4ffa-898d-c710796aff41"
WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


@functools.cache
def folder() -> Path:
    """Yield a folder that Python imports from."""
    path = Path(tempfile.mkdtemp(prefix="cases-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    sys.path.append(str(path))
    return path


@functools.cache
def package(name: str) -> ModuleType:
    """Return the client package of a case."""
    regenerate.generate(CASES / f"{name}.yaml", folder() / f"case_{name}", application=False, tidy=False)
    return importlib.import_module(f"case_{name}")


def part(name: str, module: str) -> Any:
    """Return a module of a case's client."""
    return importlib.import_module(f"{package(name).__name__}.{module}")


@attrs.frozen
class Seen:
    """A request as a server receives it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


@attrs.define
class Server:
    """A server on 127.0.0.1 that gives one response to every request, and keeps the requests."""

    url: str = ""
    status: int = 200
    content_type: str = "application/json"
    body: bytes = b""
    seen: list[Seen] = attrs.field(factory=list)

    def respond(self, status: int, body: Any = None, content_type: str = "application/json") -> None:
        """Set the response."""
        self.status, self.content_type = status, content_type
        self.body = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """Run the server."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def response(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.seen.append(Seen(self.command, url.path, parse_qs(url.query), headers, body))
            self.send_response(state.status)
            if state.body:
                self.send_header("Content-Type", state.content_type)
            if state.status != 204:
                self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        do_GET = do_POST = do_PUT = do_DELETE = response  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        yield state
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running: Server) -> Server:
    """Reset the server."""
    running.seen.clear()
    running.respond(200, None)
    return running


def client_of(name: str, server: Server) -> Any:
    """Return a client of a case, with a key."""
    return part(name, "client").AuthenticatedClient(base_url=server.url, token="k", retries=0)


def call(server: Server, where: str, /, *path: Any, **arguments: Any) -> Any:
    """Call an operation, `case/tag.operation`, in a thread and in a task, which must see and return the same."""
    name, _, operation = where.partition("/")
    module = part(name, f"api.{operation}")
    with client_of(name, server) as client:
        result = module.sync(*path, client=client, **arguments)

    async def in_task() -> Any:
        async with client_of(name, server) as client:
            return await module.asyncio(*path, client=client, **arguments)

    assert asyncio.run(in_task()) == result
    first, second = server.seen[-2:]
    assert (first.method, first.path, first.query) == (second.method, second.path, second.query)
    return result


@pytest.mark.long
def test_types(tmp_path: Path) -> None:
    """The clients of all cases pass strict type checks; modules that are the same in all are checked once."""
    packages = [package(name).__path__[0] for name in NAMES]
    first = {path.name: path.read_bytes() for path in Path(packages[0]).glob("*.py")}
    same = [
        Path(name).stem for name, text in first.items() if all(Path(one, name).read_bytes() == text for one in packages)
    ]
    again = [f"[mypy-case_{name}.{module}]\nignore_errors = true\n" for name in NAMES[1:] for module in same]
    (tmp_path / "mypy.ini").write_text("[mypy]\n" + "".join(again), encoding="utf-8")
    options = ["--strict", "--python-version=3.11", "--no-error-summary", f"--cache-dir={MYPY_CACHE}"]
    assert mypy.run([*options, f"--config-file={tmp_path / 'mypy.ini'}", *packages]) == ("", "", 0)


@pytest.mark.parametrize("name", NAMES)
def test_imports(name: str) -> None:
    """Every module can be imported, and an endpoint module shows its API and nothing else."""
    root = Path(package(name).__path__[0])
    for path in root.rglob("*.py"):
        module = part(name, ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
        if path.parent.parent.name == "api" and path.name != "__init__.py":
            assert dir(module) == sorted(module.__all__)
            assert {"sync", "asyncio", "sync_detailed", "asyncio_detailed"} <= set(module.__all__)
            for function in module.__all__:
                _, _, example = (inspect.getdoc(getattr(module, function)) or "").partition("\nExample::\n")
                compile(textwrap.dedent(example), function, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_cases_are_many() -> None:
    assert len(NAMES) >= 12


def test_json_body(server: Server) -> None:
    server.respond(201, {"id": "s"})
    models = part("json_body", "models")
    body = models.NewSong(prompt="rain", style=models.Style(genre="folk", tempo=None), notify_at=WHEN)
    body["mood"] = "calm"
    assert call(server, "json_body/songs.create_song", body=body).id == "s"
    seen = server.seen[0]
    assert (seen.method, seen.path, seen.headers["content-type"]) == ("POST", "/songs", "application/json")
    assert seen.json == {
        "prompt": "rain",
        "instrumental": False,
        "style": {"genre": "folk", "tempo": None},
        "notify_at": "2026-01-02T03:04:05.000Z",
        "mood": "calm",
    }
    assert "body: The song to make." in part("json_body", "api.songs.create_song").sync.__doc__


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prompt": 7}, "body: expected str at /prompt, found int"),
        ({"seconds": "7"}, "body: expected int at /seconds, found str"),
        ({"seconds": True}, "body: expected int at /seconds, found bool"),
        ({"instrumental": "no"}, "body: expected bool at /instrumental, found str"),
        ({"style": {"genre": "folk"}}, "body: expected Style at /style, found dict"),
        ({"notify_at": "2026-01-02T03:04:05Z"}, "body: expected datetime at /notify_at, found str"),
        ({"notify_at": WHEN.replace(tzinfo=None)}, "at /notify_at, found datetime without an offset"),
        ({"additional_properties": {"mood": {1, 2}}}, "body: expected a JSON value at /mood, found set"),
        ({"additional_properties": {"mood": [float("nan")]}}, "body: expected a finite number at /mood/0, found nan"),
        ({"additional_properties": {7: "x"}}, "body: expected keys of type str at the top, found int"),
    ],
)
def test_wrong_types_are_not_sent(server: Server, change: dict[str, Any], message: str) -> None:
    models = part("json_body", "models")
    body = models.NewSong(**{"prompt": "rain", **change})
    with pytest.raises(ValueError, match=r"^body: ") as caught:
        call(server, "json_body/songs.create_song", body=body)
    assert message in str(caught.value)
    assert server.seen == []


def test_nested_wrong_type(server: Server) -> None:
    models = part("json_body", "models")
    body = models.NewSong(prompt="rain", style=models.Style(genre="folk", tempo="fast"))
    with pytest.raises(ValueError, match=r"^body: expected float or None at /style/tempo, found str$"):
        call(server, "json_body/songs.create_song", body=body)
    for wrong in ({"prompt": "rain"}, None, "rain", models.Style(genre="folk")):
        with pytest.raises(ValueError, match=r"^body: expected NewSong at the top, found "):
            call(server, "json_body/songs.create_song", body=wrong)
    assert server.seen == []


@pytest.mark.parametrize("arguments", [{}, {"prompt": "rain", "promt": "x"}, {"prompt": "rain", "Style": None}])
def test_misspelt_fields(arguments: dict[str, Any]) -> None:
    """A field that is missing or misspelt is a TypeError, and so is a field without its name."""
    models = part("json_body", "models")
    with pytest.raises(TypeError):
        models.NewSong(**arguments)
    with pytest.raises(TypeError):
        models.NewSong("rain")


def test_json_bodies(server: Server) -> None:
    models = part("json_bodies", "models")
    for body in (models.Started(kind="started", at=7), models.Stopped(kind="stopped", reason="end")):
        server.respond(200, body.to_dict())
        assert call(server, "json_bodies/events.send_event", body=body) == body
        assert server.seen[-1].json == body.to_dict()
    server.respond(204)
    assert call(server, "json_bodies/events.send_events", body=[models.Started(kind="started", at=7)]) is None
    assert server.seen[-1].json == [{"kind": "started", "at": 7}]
    assert call(server, "json_bodies/events.send_events") is None
    assert server.seen[-1].body == b""
    server.respond(200, 2)
    assert call(server, "json_bodies/events.send_words", body=["a", "b"]) == 2
    with pytest.raises(ValueError, match=r"^body: expected str at /1, found int$"):
        call(server, "json_bodies/events.send_words", body=["a", 7])
    with pytest.raises(ValueError, match=r"^body: expected 'started' at /0/kind, found 'stopped'$"):
        call(server, "json_bodies/events.send_events", body=[models.Started(kind="stopped", at=7)])


def test_parameters(server: Server) -> None:
    server.respond(200, ["intro"])
    models = part("parameters", "models")
    result = call(
        server,
        "parameters/parts.list_parts",
        "a/b",
        tag=["x", "y&z"],
        id=[1, 2],
        order=models.Order.OLDEST,
        since=datetime.date(2026, 1, 2),
        exact=True,
        filter_=models.ListPartsFilter(min_=1, name="n"),
        where=models.ListPartsWhere(additional_properties={"n": 1}),
        note="a b",
        x_trace="t",
        x_levels=[1, 2],
        theme="dark",
    )
    assert result == ["intro"]
    seen = server.seen[0]
    assert seen.path == "/songs/a%2Fb/parts"
    assert seen.query == {
        "limit": ["10"],
        "tag": ["x", "y&z"],
        "id": ["1,2"],
        "order": ["oldest"],
        "since": ["2026-01-02"],
        "exact": ["true"],
        "filter[min]": ["1"],
        "filter[name]": ["n"],
        "where": ['{"n": 1}'],
        "note": ["a b"],
    }
    assert [seen.headers[name] for name in ("x-trace", "x-levels", "cookie")] == ["t", "1,2", "theme=dark"]

    call(server, "parameters/parts.list_parts", "a", exact=False)
    assert server.seen[-1].query == {"limit": ["10"], "order": ["newest"], "exact": ["false"]}
    docs = part("parameters", "api.parts.list_parts").sync.__doc__
    assert "song_id: Which song." in docs
    assert "limit: How many." in docs
    assert "since: The first day." in docs


@pytest.mark.parametrize(
    ("change", "message"),
    [({"limit": "10"}, "limit must be of type int, not str"), ({"tag": "x"}, "tag must be of type list, not str")],
)
def test_wrong_parameters(server: Server, change: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        call(server, "parameters/parts.list_parts", "a", exact=True, **change)
    assert server.seen == []


def test_path_parameters(server: Server) -> None:
    server.respond(200, "part")
    kind = part("path_parameters", "models").GetPartKind.WAV
    arguments = (uuid.UUID(UUID), 7, datetime.date(2026, 1, 2), kind)
    assert call(server, "path_parameters/albums.get_part", *arguments) == "part"
    assert server.seen[0].path == f"/albums/{UUID}/songs/7/2026-01-02/wav"

    server.respond(404, {"code": "gone", "message": "It is gone."})
    errors = part("path_parameters", "errors")
    with pytest.raises(errors.NotFoundError) as caught:
        call(server, "path_parameters/albums.get_part", *arguments)
    assert caught.value.code == "gone"
    assert caught.value.parameters == {"album": UUID, "code": "7", "day": "2026-01-02", "kind": "wav"}
    with pytest.raises(TypeError, match="code must be of type int, not str"):
        call(server, "path_parameters/albums.get_part", arguments[0], "7", *arguments[2:])


def test_no_content(server: Server) -> None:
    server.respond(204)
    assert call(server, "no_content/songs.delete_song", "a") is None
    server.respond(200, {"any": [1]})
    assert call(server, "no_content/songs.touch_song", "a") == {"any": [1]}
    server.respond(202)
    assert call(server, "no_content/songs.touch_song", "a") is None


def test_an_undeclared_body_is_not_read(server: Server) -> None:
    """It is in `content`; a page is an error, since it comes from another server."""
    errors, play_song = part("no_content", "errors"), part("no_content", "api.songs.play_song")
    for body, content_type in ((b'{"status": "ok"}', "application/json"), (b"OK", "text/plain"), (b"", "text/html")):
        server.respond(200, body, content_type)
        assert call(server, "no_content/songs.play_song", "a") is None
        with client_of("no_content", server) as client:
            response = play_song.sync_detailed("a", client=client)
        assert (response.content, response.error) == (body, None)
    server.respond(200, b"<p>Hello", "text/html; charset=utf-8")
    with pytest.raises(errors.ContentTypeError, match="text/html, not JSON"):
        call(server, "no_content/songs.play_song", "a")
    server.respond(409, {"status": "busy"})
    with pytest.raises(errors.APIStatusError, match="409 Conflict"):
        call(server, "no_content/songs.play_song", "a")


def test_top_level(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    models = part("top_level", "models")
    item, other = models.Item(id="a", size=1), models.Item(id="b", size=2)
    server.respond(200, [item.to_dict(), other.to_dict()])
    assert call(server, "top_level/top.get_list") == [item, other]
    server.respond(200, {"x": item.to_dict(), "y": {"size": 3}})
    with caplog.at_level(logging.WARNING):
        found = call(server, "top_level/top.get_map")
    assert found.additional_properties == {"x": item}
    assert found.to_dict() == {"x": item.to_dict(), "y": {"size": 3}}
    assert "get_map at /y: expected a required value at /id" in caplog.text
    for body, expected in ((None, None), (item.to_dict(), item)):
        server.respond(200, json.dumps(body).encode())
        assert call(server, "top_level/top.get_nullable") == expected
    server.respond(200, 1.5)
    assert call(server, "top_level/top.get_number") == 1.5
    server.respond(200, [[1], [], [2, 3]])
    assert call(server, "top_level/top.get_matrix") == [[1], [], [2, 3]]


def test_media_types(server: Server) -> None:
    server.respond(200, "häppy".encode("latin-1"), "text/plain; charset=latin-1")
    assert call(server, "media_types/media.get_text") == "häppy"
    server.respond(400, b"bad batch", "text/plain")
    with pytest.raises(part("media_types", "errors").APIStatusError, match="400 Bad Request"):
        call(server, "media_types/media.get_text")
    for operation, content_type in (("get_file", "application/octet-stream"), ("get_image", "image/png")):
        server.respond(200, b"\x00\xff", content_type)
        assert call(server, f"media_types/media.{operation}") == b"\x00\xff"
    server.respond(200, {"a": 1}, "application/vnd.api+json")
    assert call(server, "media_types/media.get_vendor").a == 1
    accepted = {seen.path: seen.headers["accept"] for seen in server.seen}
    binary, vendor = {"/file": "application/octet-stream", "/image": "image/png"}, "application/vnd.api+json"
    assert accepted == {"/text": "text/plain", **binary, "/vendor": vendor}


@pytest.mark.parametrize(
    ("status", "body", "model"),
    [
        (206, {"id": "j"}, "Job"),
        (404, {"missing": "j"}, "Missing"),
        (418, {"error": {"code": "teapot", "message": "I am one."}}, "Problem"),
        (599, {"error": {"code": "fire", "message": "Run."}}, "Problem"),
    ],
)
def test_statuses(server: Server, status: int, body: Any, model: str) -> None:
    server.respond(status, body)
    with client_of("statuses", server) as client:
        response = part("statuses", "api.jobs.get_job").sync_detailed(client=client)
    assert type(response.parsed).__name__ == model
    assert response.parsed.to_dict() == body
    assert (response.error is None) == (status < 300)
    assert status < 405 or response.error.code == body["error"]["code"]


def test_values(server: Server) -> None:
    models = part("values", "models")
    plain = models.Values(type_="values", id=uuid.UUID(UUID))
    assert plain.quoted == "a\"b\\c'{d}"
    assert (plain.other_level, plain.mood, plain.ratio, plain.born) == (2, "calm", 0.5, datetime.date(2024, 1, 31))
    assert [member.name for member in models.Mood] == ["CALM", "CALM_1", "CALM_2", "VERY_CALM", "VALUE_4", "NONE"]
    assert [member.name for member in models.Size] == ["QUITE_SMALL", "BIG", "BELOW_ZERO"]
    body = {
        "type": "values",
        "version": 2,
        "id": UUID.upper(),
        "day": "2026-01-02",
        "at": "2026-01-02T03:04:05+01:00",
        "level": -3,
        "other_level": 99,
        "mood": "Calm",
        "maybe": None,
        "ratio": 1,
        "mixed": "2026-01-02T03:04:05.000Z",
        "anything": [{}],
        "switches": [True, False],
    }
    server.respond(200, body)
    result = call(server, "values/values.echo", body=models.Values.from_dict(body))
    assert server.seen[0].json == body
    assert result.to_dict() == body
    assert result.switches == [True, False]
    assert (result.id, result.day) == (uuid.UUID(UUID), datetime.date(2026, 1, 2))
    assert result.level is models.Level.VALUE_NEGATIVE_3
    assert (result.other_level, result.other_level.is_known) == (99, False)
    assert result.mixed == WHEN
    assert result.born is part("values", "types").UNSET
    wrongs = {"type": "others", "version": 3, "day": "20260102", "id": "x", "level": "1", "mixed": [], "switches": [0]}
    for key, wrong in wrongs.items():
        drifted = models.Values.from_dict({**body, key: wrong})
        assert drifted.to_dict() == {**body, key: wrong}
        name = key.replace("type", "type_")
        assert not hasattr(drifted, name) or getattr(drifted, name) is part("values", "types").UNSET


def test_composition(server: Server) -> None:
    models = part("composition", "models")
    leaf = {"name": "leaf", "children": [], "parent": None, "shapes": [{"side": 1}, {"radius": 2.5}]}
    body = {"name": "root", "note": "n", "children": [leaf], "scores": {"best": "a", "a": 1, "b": 2}}
    server.respond(200, body)
    tree = call(server, "composition/trees.get_tree")
    assert tree.to_dict() == body
    assert isinstance(tree.children[0], models.Tree)
    assert tree.scores.additional_properties == {"a": 1, "b": 2}
    assert [type(shape).__name__ for shape in tree.children[0].shapes] == ["Square", "Circle"]
    server.respond(200, {"inner": {"n": 1}})
    assert call(server, "composition/trees.get_inline").inner.n == 1


def test_names(server: Server) -> None:
    models = part("names", "models")
    keys = ["self", "class", "field", "define", "to_dict", "from_dict", "additional_properties", "additional_keys"]
    keys += ["to-dict", "to.dict"]
    keys += ["message", "_private", "1st", "wire-name", 'quote"d', "source", "kept", "at", "value", "result", "cls"]
    body: dict[str, Any] = {key: f"<{key}>" for key in keys}
    body |= {"transient": True, "datetime": "2026-01-02T03:04:05.000Z", "UUID": UUID, "list": ["a"], "property": "p"}
    body |= {"any": {"code": "c"}, "song": {"low": "l"}, "Song": {"high": "h"}, "enum": "mro"}
    server.respond(200, body)
    sent = models.Response.from_dict(body)
    options = {"retries_query": "r", "retries": 0, "extra_headers_query": "e", "extra_headers": {"X-Extra": "h"}}
    more = {"client_query": "x", "models": "m", "self_": "s", **options}
    result = call(server, "names/global_.import_", "c/d", "t", body=sent, **more)
    assert result.to_dict() == server.seen[0].json == body
    assert result == sent
    assert result.additional_properties == {}
    assert server.seen[0].path == "/names/c%2Fd/t"
    queried = {"client": ["x"], "models": ["m"], "self": ["s"], "retries": ["r"], "extra_headers": ["e"]}
    assert server.seen[0].query == queried
    assert server.seen[0].headers["x-extra"] == "h"
    assert result.song.low == "l"
    assert result.enum.is_known

    server.respond(400, {"code": "c", "message": "m"})
    with pytest.raises(part("names", "errors").APIStatusError) as caught:
        call(server, "names/global_.import_", "a", "b", body=sent)
    assert dict(caught.value.parameters) == {"class": "a", "timeout": "b"}


def test_servers_and_keys(server: Server) -> None:
    client = part("servers_and_keys", "client")
    assert client.AuthenticatedClient(token="k").base_url == "https://eu.example.com/v1"
    server.respond(200, "x")
    assert call(server, "servers_and_keys/second.get_closed") == "x"
    assert server.seen[0].headers["x-api-key"] == "k"
    assert "authorization" not in server.seen[0].headers
    assert call(server, "servers_and_keys/first.get_open") == "x"
    assert call(server, "servers_and_keys/default.get_untagged") == "x"
    from_top = importlib.import_module("case_servers_and_keys")
    assert from_top.get_open is part("servers_and_keys", "api.first.get_open")
    assert {"get_open", "get_closed"} <= set(dir(from_top))


def test_relative_server() -> None:
    with pytest.raises(ValueError, match="base_url must be an absolute http or https URL"):
        part("relative_server", "client").AuthenticatedClient(token="k")


def test_forms(server: Server) -> None:
    models, types = part("forms", "models"), part("forms", "types")
    server.respond(204)
    form = models.Form(name="n", tags=["a", "b"], ok=True)
    call(server, "forms/forms.send_form", body=form)
    assert parse_qs(server.seen[0].body.decode()) == {"name": ["n"], "tags": ["a", "b"], "ok": ["true"]}

    file = types.File(payload=io.BytesIO(b"one"), file_name="one.mp3", mime_type="audio/mpeg")
    call(
        server,
        "forms/forms.upload",
        body=models.Upload(file=file, more=[types.File(payload=b"two")], note="n", about=form),
    )
    sent = server.seen[-1]
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="one.mp3"\r\nContent-Type: audio/mpeg\r\n\r\none' in sent.body
    for content in (b"\r\n\r\ntwo", b"\r\n\r\nn\r\n", json.dumps(form.to_dict()).encode()):
        assert content in sent.body

    call(server, "forms/forms.send_raw", body=types.File(payload=b"\x00raw"))
    assert (server.seen[-1].body, server.seen[-1].headers["content-type"]) == (b"\x00raw", "application/octet-stream")
    call(server, "forms/forms.send_raw", body=file)
    for sent in server.seen[-2:]:
        assert (sent.body, sent.headers["content-type"]) == (b"one", "application/octet-stream")
    call(server, "forms/forms.send_either", body=form)
    assert (server.seen[-1].json, server.seen[-1].headers["content-type"]) == (form.to_dict(), "application/json")
    call(server, "forms/forms.send_either", body=types.File(payload=b"raw"))
    assert server.seen[-1].body == b"raw"
    with pytest.raises(ValueError, match=r"^body: expected File at the top, found bytes$"):
        call(server, "forms/forms.send_raw", body=b"raw")

    call(server, "forms/forms.send_choice", body=models.Other(code=7, grid=[["a", "b"], []]))
    assert parse_qs(server.seen[-1].body.decode()) == {"code": ["7"], "grid": ['["a", "b"]', "[]"]}
    call(server, "forms/forms.upload_choice", body=models.Cover(image=file))
    assert b'name="image"; filename="one.mp3"\r\nContent-Type: audio/mpeg\r\n\r\none' in server.seen[-1].body
    call(server, "forms/forms.upload_choice", body=form)
    assert b'name="name"\r\nContent-Type: text/plain\r\n\r\nn\r\n' in server.seen[-1].body


def test_polling(server: Server) -> None:
    models, errors = part("polling", "models"), part("polling", "errors")
    get_job, get_export = part("polling", "api.jobs.get_job"), part("polling", "api.exports.get_export")
    done = {"id": "j", "state": {"word": "DONE"}}
    server.respond(200, done)
    with client_of("polling", server) as client:
        assert get_job.wait("j", client=client) == models.Job.from_dict(done)
        server.respond(200, {"status": "ready", "export": {"url": "u"}})
        assert get_export.wait(7, client=client).url == "u"

    async def in_task() -> None:
        async with client_of("polling", server) as client:
            await get_export.wait_asyncio(7, client=client)

    server.respond(200, {"status": "broken", "export": {"why": "full disk"}})
    with pytest.raises(errors.TaskFailedError, match="full disk") as caught:
        asyncio.run(in_task())
    assert caught.value.parameters == {"export_id": "7"}
    assert [seen.path for seen in server.seen] == ["/jobs/j", "/exports/7", "/exports/7"]


def test_run(server: Server) -> None:
    """A link leads from a submission to the polled operation, in any tag, with an id of any type at any place."""
    api = part("polling", "api.orders.order_export")
    server.respond(202, {"order": {"number": 7}, "status": "ready", "export": {"url": "u"}})
    seen: list[int] = []
    with client_of("polling", server) as client:
        assert api.run(client=client, on_submitted=seen.append).url == "u"
        assert (seen, [request.path for request in server.seen]) == ([7], ["/exports", "/exports/7"])
        server.respond(202, {"order": {}})
        with pytest.raises(part("polling", "errors").UnreadableResponseError, match="no id at /order/number"):
            api.run(client=client)


@pytest.mark.parametrize("number", ["7", {"id": 7}, ["7"]], ids=repr)
def test_run_with_id_of_other_type(server: Server, number: Any) -> None:
    """A submission is not lost if its id is a string instead of an integer, or the reverse."""
    seen: list[Any] = []
    with client_of("polling", server) as client:
        server.respond(202, {"order": {"number": number}, "status": "ready", "export": {"url": "u"}})
        assert part("polling", "api.orders.order_export").run(client=client, on_submitted=seen.append).url == "u"
        server.respond(200, {"id": 7, "queue": "fast", "state": {"word": "DONE"}})
        body = part("polling", "models").SubmitJobBody(work="w")
        part("polling", "api.jobs.submit_job").run(client=client, body=body, on_submitted=seen.append)
    assert (seen, server.seen[1].path, server.seen[3].path) == ([7, "7"], "/exports/7", "/jobs/7")


def test_run_with_unusable_id(server: Server) -> None:
    """The error has the id."""
    server.respond(202, {"order": {"number": "seven"}})
    with client_of("polling", server) as client, pytest.raises(
        part("polling", "errors").UnreadableResponseError, match=r"the id cannot be requested: .*'seven'"
    ) as caught:  # fmt: skip
        part("polling", "api.orders.order_export").run(client=client)
    assert caught.value.outcome == "unknown"
    assert [request.path for request in server.seen] == ["/exports"]


def test_wait_for_many(server: Server) -> None:
    """The items of a batch may be whole responses of the single operation, and the ids integers."""
    api, errors = part("polling", "api.exports.get_exports"), part("polling", "errors")
    states = [{"status": "ready", "export": {"id": number, "url": "u"}} for number in (3, 1, 2)]
    server.respond(200, [*states[:2], {"status": "broken", "export": {"id": 2, "why": "full disk"}}])
    with client_of("polling", server) as client:
        assert {key: export.url for key, export in api.wait(iter([1, 3]), client=client).items()} == {1: "u", 3: "u"}
        assert [request.json for request in server.seen] == [{"which": {"ids": [1, 3]}}]
        with pytest.raises(errors.BatchError) as caught:
            api.wait([1, 2, 3], client=client)
    assert [list(caught.value.results), list(caught.value.errors)] == [[1, 3], [2]]
    assert isinstance(caught.value.errors[2], errors.TaskFailedError)
    assert "full disk" in str(caught.value)
    assert [request.json for request in server.seen[1:]] == [{"which": {"ids": [1, 2]}}, {"which": {"ids": [3]}}]


@pytest.mark.parametrize("name", NAMES)
def test_mocked_and_judged(name: str) -> None:
    """The mocked API serves a case from its document alone, the client reads it, and the judge finds drifts only."""
    api = Api(CASES / f"{name}.yaml", functools.partial(part, name))
    for operation, first, second in api.call():
        assert (operation.name, first.error, second.error) == (operation.name, None, None)
        assert type(first.parsed) is type(second.parsed)
    assert len(api.exchanges) == 2 * len(api.document.operations)
    for exchange in api.exchanges:
        assert judge(exchange, document=api.document) == []
        for drift in drifts(exchange, api.document):
            assert judge(drift, document=api.document) != []


def test_an_optional_body() -> None:
    """A submission without an optional body is accepted, and its id is of the declared type."""
    mocked = Api(CASES / "polling.yaml", functools.partial(part, "polling")).mocked
    response = mocked.respond("POST", "/exports", {"authorization": f"Bearer {mocked.key}"})
    assert response.status == 202
    assert isinstance(response.json["order"]["number"], int)


def test_readers_agree(tmp_path: Path) -> None:
    """Judge, generator and mocked API read YAML 1.2: dates, `on` and `yes` are texts, and so is every key."""
    path = tmp_path / "d.yaml"
    values = "[2026-01-01, on, yes, no, 0o17, 017, 0x1F, 1_000, 1e3, .5, ~, True, 12:30:45, =, <<]"
    keys = "{True: a, 1: b, null: c, on: d, 2026-01-01: e}"
    head = "openapi: 3.1.0\ninfo: {title: on, version: 2026-01-01}\npaths: {}\n"
    path.write_text(f"{head}components: {{examples: {{x: {{value: [{values}, {keys}]}}}}}}\n", "utf-8")
    read = Document.load(path).plain
    assert read == mock_document.Document.load(path).plain
    assert read["info"]["version"] == "2026-01-01"
    found, named = read["components"]["examples"]["x"]["value"]
    assert found[:4] == ["2026-01-01", "on", "yes", "no"]
    assert found[4:] == [15, 17, 31, "1_000", 1000.0, 0.5, None, True, "12:30:45", "=", "<<"]
    assert list(named) == ["True", "1", "null", "on", "2026-01-01"]
    path.write_text(f"{head}info: {{}}\n", "utf-8")
    for reader in (Document, mock_document.Document):
        with pytest.raises(Exception, match="duplicate key 'info'") as caught:
            reader.load(path)
        assert "4" in str(caught.value)


def drifts(exchange: Exchange, document: Document) -> Iterator[Exchange]:
    """Yield drifted responses: another media type, an unexpected body, and JSON that the schema refuses."""
    headers = (("content-type", "application/x-drifted"), ("content-length", str(len(exchange.body) or 7)))
    yield attrs.evolve(exchange, headers=headers, body=exchange.body or b"drifted", as_sent=False)
    response = document.matched(exchange).response
    schema = document.json_schema(response) if response else None
    values: list[Any] = [None, 0.5, "?", [{}], {"?": {}}]
    for value in values:
        if schema and exchange.body and not document.validator(schema).is_valid(value):
            yield attrs.evolve(exchange, body=json.dumps(value).encode(), as_sent=False)


def test_everything(server: Server) -> None:
    models, types = part("everything", "models"), part("everything", "types")
    server.respond(200, {"code": "success", "data": "t"})
    body = models.NewSong(kind="song", prompt="rain", level=models.Level.VALUE_2)
    assert call(server, "everything/songs.submit_song", body=body, x_trace="a").data == "t"
    assert server.seen[0].json == {"kind": "song", "prompt": "rain", "level": 2}
    assert server.seen[0].query == {"dry-run": ["false"]}

    clips = [{"id": "a", "audio_url": "u"}, {"id": "b"}]
    task = {"id": 7, "status": "DONE", "why": "", "meta": {"url": "m", "n": 1, "odd": "x"}, "data": clips}
    server.respond(200, {"code": "success", "data": task})
    with client_of("everything", server) as client:
        done = part("everything", "api.songs.fetch_song").wait("t", client=client)
    assert done.to_dict() == task
    assert ([clip.id for clip in done.clips], done.lyrics, done.address) == (["a"], None, "m")
    assert not hasattr(done, "id")
    assert done.meta.additional_properties == {"n": 1}

    server.respond(404, {"code": "gone", "message": "It is gone."})
    with pytest.raises(part("everything", "errors").NotFoundError):
        call(server, "everything/songs.fetch_song", "t")
    server.respond(200, b"ID3", "audio/mpeg")
    options = {"fields": ["a", "b"], "range_": models.GetTrackRange(from_=1)}
    assert call(server, "everything/albums.get_track", uuid.UUID(UUID), 3, **options) == b"ID3"
    assert server.seen[-1].query == {"fields": ["a", "b"], "range[from]": ["1"]}
    server.respond(201, b"https://c", "text/plain")
    cover = models.UploadCoverBody(file=types.File(payload=b"png"))
    assert call(server, "everything/albums.upload_cover", body=cover) == "https://c"
    server.respond(204)
    assert call(server, "everything/songs.delete_song", "t") is None
