"""The defences in SECURITY.md that no other test covers."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import re
import socket
import ssl
import threading
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest
import trustme
from suno_client import AuthenticatedClient, errors
from suno_client.__main__ import main
from suno_client.api.suno import fetch_task
from suno_client.testing import virtual_time

from contract_tests.contract import Exchange, judge
from contract_tests.drift import fetcher, probe
from contract_tests.drift.summary import Unreadable
from contract_tests.recordings import FOLDER, path_of
from contract_tests.tests.test_recordings import KEYS
from suno_mock_api import KEY, InProcessTransport, MockApi, faults, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUCCESS = path_of("fetch_task", "music_success")
TASK = json.loads(SUCCESS.read_text(encoding="utf-8"))["request"]["path"].rpartition("/")[2]
MEBIBYTE = 1024 * 1024


def test_redirect_gets_no_key(api: MockApi, url: str) -> None:
    other: MockApi = MockApi()
    with serve(other) as elsewhere, AuthenticatedClient(token=KEY, base_url=url) as client:
        api.inject(TASK, [faults.replaced(307, location=f"{elsewhere}/suno/fetch/{TASK}")])
        with pytest.raises(errors.UnexpectedStatusError):
            fetch_task.sync(TASK, client=client)
    assert not other.requests


def test_a_download_has_no_key(api: MockApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def audio(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.host == "cdn1.suno.ai":
            return httpx.Response(302, headers={"location": "https://elsewhere.test/song.mp3"})
        return httpx.Response(200, content=b"ID3", headers={"content-type": "audio/mpeg"})

    monkeypatch.setenv("SUNO_API_KEY", KEY)
    arguments = ["download", TASK, "--dir", str(tmp_path)]
    assert main(arguments, transport=InProcessTransport(api), download_transport=httpx.MockTransport(audio)) == 0
    assert {request.url.host for request in seen} == {"cdn1.suno.ai", "elsewhere.test"}
    assert not [request for request in seen if KEY in str(request.headers.raw)]


@contextlib.contextmanager
def tls_server(authority: trustme.CA) -> Iterator[tuple[str, list[bytes]]]:
    """Run a server with a certificate for 127.0.0.1; yield its URL and the bytes that it receives."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    received: list[bytes] = []

    def respond(listener: socket.socket) -> None:
        while True:
            try:
                accepted, _ = listener.accept()
            except OSError:  # the end of the test
                return
            # An OSError is a client that does not trust the certificate.
            with contextlib.suppress(OSError), context.wrap_socket(accepted, server_side=True) as connection:
                received.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=respond, args=(listener,))
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", received
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("in_loop", [False, True])
@pytest.mark.parametrize("trusted", [True, False])
def test_untrusted_certificate(*, trusted: bool, in_loop: bool) -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with tls_server(authority) as (url, received):
        settings = {"verify": trust} if trusted else {}
        expected = errors.NotFoundError if trusted else errors.APIConnectionError
        client = AuthenticatedClient(token=KEY, base_url=url, retries=0, httpx_args=settings)

        def fetch() -> object:
            return (
                asyncio.run(fetch_task.asyncio(TASK, client=client))
                if in_loop
                else fetch_task.sync(TASK, client=client)
            )

        with client, pytest.raises(expected) as caught:
            fetch()
    assert bool(received) is trusted
    assert trusted or "certificate" in str(caught.value)


def test_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They are read once for all clients and event loops, unless the environment names other ones."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    read: list[object] = []
    create = ssl.create_default_context

    def counted(**arguments: Any) -> ssl.SSLContext:
        read.append(arguments)
        return create(**arguments)

    monkeypatch.setattr(ssl, "create_default_context", counted)
    with tls_server(authority) as (url, received):
        for file, expected in ((None, errors.APIConnectionError), (tmp_path / "ca.pem", errors.NotFoundError)):
            if file:
                monkeypatch.setenv("SSL_CERT_FILE", str(file))
            for _ in range(3):
                client = AuthenticatedClient(token=KEY, base_url=url, retries=0)
                with client, pytest.raises(expected):
                    fetch_task.sync(TASK, client=client)
    assert len(received) == 3
    assert len(read) <= 2


def test_untrusted_in_a_wait() -> None:
    """It ends the wait at the second poll, and the key is not sent."""
    with (
        tls_server(trustme.CA()) as (url, received),
        virtual_time() as clock,
        AuthenticatedClient(token=KEY, base_url=url) as client,
        pytest.raises(errors.APIConnectionError, match="certificate") as caught,
    ):
        fetch_task.wait(TASK, client=client)
    assert caught.value.unreachable
    assert received == []
    assert len(clock.slept) == 1


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """Return 256 MiB of zeros, in gzip."""
    stream = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    zeros = bytes(MEBIBYTE)
    return b"".join(stream.compress(zeros) for _ in range(256)) + stream.flush()


@pytest.mark.parametrize("codings", ["gzip", "gzip, gzip", "zstd", "br"])
def test_a_bomb_is_not_inflated(api: MockApi, url: str, bomb: bytes, codings: str) -> None:
    body = gzip.compress(bomb) if codings == "gzip, gzip" else bomb
    api.inject(TASK, [faults.replaced(200, body, content_encoding=codings, content_type="application/json")])
    tracemalloc.start()
    try:
        with (
            AuthenticatedClient(token=KEY, base_url=url, retries=0) as client,
            pytest.raises(errors.UnreadableResponseError) as caught,
        ):
            fetch_task.sync(TASK, client=client)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(caught.value, errors.BodyTooLargeError if codings == "gzip" else errors.InvalidJSONError)
    assert peak < 192 * MEBIBYTE


def test_bounded_probe_and_judge(url: str, bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    inflated = Exchange.from_recording(SUCCESS)
    hostile = Exchange(
        method=inflated.method, url=inflated.url, status=200, body=bomb,
        headers=(("content-encoding", "gzip"), ("content-type", "application/json")),
    )  # fmt: skip
    tracemalloc.start()
    try:
        found = {violation.rule for violation in judge(hostile)}
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "wire.content-encoding" in found
    assert peak < 192 * MEBIBYTE
    monkeypatch.setattr(fetcher, "LARGEST", 1000)
    live = probe.Probe(url, KEY, {"music_success": TASK}, sleep=lambda _seconds: None)
    unreadable = [one.reason for one in live.run() if isinstance(one, Unreadable)]
    assert any("the body is longer than" in reason for reason in unreadable)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_probe_reads_no_bomb(bomb: bytes, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It also replaces a key in a response, compressed or not."""
    monkeypatch.setattr(fetcher, "LARGEST", 8 * MEBIBYTE)

    def respond(_request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json", **({"content-encoding": encoding} if encoding else {})}
        echo = gzip.compress(f'{{"echo": "{KEY}"}}'.encode())
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(bomb if encoding else echo))

    live = probe.Probe("http://x", KEY, {"music_success": TASK}, transport=httpx.MockTransport(respond))
    tracemalloc.start()
    try:
        seen = [one for one in attrs.evolve(live, sleep=lambda _seconds: None).run() if isinstance(one, Exchange)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * MEBIBYTE
    assert KEY.encode() not in b"".join(one.body for one in seen)


def test_no_recording_holds_a_key() -> None:
    masked = {"sk-exh***ted", "sk-exh***ABC", "sk-low***BCD"}
    for path in FOLDER.glob("*/*.json"):
        assert set(re.findall(r"\bsk-[\w*-]+", path.read_text(encoding="utf-8"))) <= KEYS | masked, path.name
