"""Requests: their content, retries and time limits."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import suno_client
from httpx_retries import Retry
from suno_client import AuthenticatedClient, errors
from suno_client.api.suno import fetch_task

from suno_mock_api import MockApi, serve
from suno_mock_api.faults import rate_limited, recorded, refused, replaced, reset, timed_out

if TYPE_CHECKING:
    from suno_client.testing import VirtualClock

    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api.faults import Fault

TRANSIENT: dict[str, Fault] = {
    "refused": refused,
    "reset": reset,
    "timeout": timed_out,
    "429": rate_limited(),
    **{str(status): replaced(status, "<html>", content_type="text/html") for status in (500, 502, 503, 504, 520, 526)},
}
PERMANENT: dict[str, Fault] = {
    **{str(status): replaced(status, "{}") for status in (301, 400, 401, 403, 404, 409, 418, 501, 505, 527, 600)},
    "200 HTML": recorded("error_200_html_page"),
}


@pytest.mark.parametrize("name", TRANSIENT)
def test_transient_trouble_is_retried(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, name: str
) -> None:
    mock.inject("music_success", [TRANSIENT[name], TRANSIENT[name]])
    assert calls.sync("music_success", client=client).data.status == "SUCCESS"
    assert len(mock.requests["music_success"]) == 3
    first, second = clock.slept
    assert 0 <= first <= 1
    assert 0 <= second <= 2

    mock.inject("music_success", itertools.repeat(TRANSIENT[name], 3))
    with pytest.raises(errors.APIError):
        calls.sync("music_success", client=client)
    assert len(mock.requests["music_success"]) == 6


@pytest.mark.parametrize("name", PERMANENT)
def test_permanent_errors(mock: MockApi, client: AuthenticatedClient, calls: Calls, name: str) -> None:
    """They are not retried."""
    mock.inject("music_success", [PERMANENT[name]])
    with pytest.raises(errors.APIError) as caught:
        calls.sync("music_success", client=client)
    assert not caught.value.transient
    assert len(mock.requests["music_success"]) == 1


def test_retries_off(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    mock.inject("music_success", [reset])
    with pytest.raises(errors.APIConnectionError) as caught:
        calls.sync("music_success", client=client.with_retries(0))
    assert caught.value.parameters == {"task_id": "music_success"}
    assert len(mock.requests["music_success"]) == 1


def test_retry_policy(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    mock.inject("music_success", itertools.repeat(replaced(503), 9))
    patient = client.with_retries(Retry(total=9, status_forcelist=[503]))
    assert calls.sync("music_success", client=patient).data.status == "SUCCESS"
    mock.inject("music_success", [replaced(500)])
    with pytest.raises(errors.ServerError):
        calls.sync("music_success", client=patient)


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [("7", 7), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("60", 60)],
    ids=["seconds", "date", "cap"],
)
def test_retry_after_is_obeyed(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, retry_after: str, slept: float
) -> None:
    mock.inject("music_success", [rate_limited(retry_after)])
    calls.sync("music_success", client=client)
    assert clock.slept == [slept]


@pytest.mark.parametrize("retry_after", ["61", "Fri, 31 Dec 2999 23:59:59 GMT", "9" * 400])
def test_long_retry_after(
    mock: MockApi, client: AuthenticatedClient, calls: Calls, clock: VirtualClock, retry_after: str
) -> None:
    """A Retry-After above the limit is raised to the caller."""
    mock.inject("music_success", [rate_limited(retry_after)])
    with pytest.raises(errors.RateLimitError) as caught:
        calls.sync("music_success", client=client)
    assert (caught.value.retry_after or 0) > 60
    assert clock.slept == []


@pytest.mark.parametrize("task_id", ["", ".", ".."])
def test_a_dot_segment_is_refused(mock: MockApi, client: AuthenticatedClient, calls: Calls, task_id: str) -> None:
    """An id that would change the path of the request is refused before anything is sent."""
    for call in (calls.sync, calls.detailed, calls.wait, calls.poll):
        with pytest.raises(ValueError, match=r"^task_id "):
            call(task_id, client=client)
    with pytest.raises(ValueError, match=r"^task_id "):
        calls.sync("\ud800", client=client)
    with pytest.raises(TypeError, match=r"^task_id "):
        calls.sync(1234567890123456789, client=client)
    assert mock.requests == {}


IDS = [
    "...",
    "a b",
    "%2e%2e",
    "%2F",
    "a?b#c",
    "歌",
    "\n",
    "a+b;c=d&e",
    "x" * 2000,
    "1234567890123456789",
]


@pytest.mark.parametrize("task_id", IDS, ids=ascii)
def test_id_is_one_segment(mock: MockApi, client: AuthenticatedClient, calls: Calls, task_id: str) -> None:
    mock.start_task(task_id=task_id)
    assert calls.sync(task_id, client=client).data.task_id == task_id
    assert list(mock.requests) == [task_id]


@pytest.mark.parametrize("task_id", ["a/b", "../x"])
def test_slash_in_an_id(mock: MockApi, client: AuthenticatedClient, calls: Calls, task_id: str) -> None:
    """The relay splits the decoded path, so it serves no such id, but no other path is requested."""
    with pytest.raises(errors.ContentTypeError):
        calls.sync(task_id, client=client)
    ((request,),) = mock.requests.values()
    assert request.path == f"/suno/fetch/{task_id.replace('/', '%2F')}"


def test_ids_arrive_whole_over_http() -> None:
    app = MockApi()
    with serve(app) as url, AuthenticatedClient(token="sk-test", base_url=url) as client:
        for task_id in IDS:
            app.start_task(task_id=task_id)
            envelope = fetch_task.sync(task_id, client=client)
            assert envelope.data is not None
            assert envelope.data.task_id == task_id


def test_what_is_sent(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    calls.sync("music_success", client=client.with_headers({"X-Mine": "1"}))
    (request,) = mock.requests["music_success"]
    assert (request.method, request.path) == ("GET", "/suno/fetch/music_success")
    assert request.headers["authorization"] == "Bearer sk-test"
    assert request.headers["user-agent"] == f"suno-client/{suno_client.__version__}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert request.headers["x-mine"] == "1"


def test_with_methods_copy(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    before = repr(client), client.headers, client.timeout, client.retries
    calls.sync("music_success", client=client)
    copies = client.with_headers({"X-Mine": "1"}), client.with_timeout(1), client.with_retries(7)
    for copy in copies:
        calls.sync("music_success", client=copy)
    calls.sync("music_success", client=client)
    assert before == (repr(client), client.headers, client.timeout, client.retries)
    assert "x-mine" not in mock.requests["music_success"][-1].headers
    assert [copy.timeout.read for copy in copies] == [30, 1, 30]


def seen_timeouts(client: AuthenticatedClient, *, wait: bool = False) -> dict[str, float]:
    seen: dict[str, float] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        seen.update(request.extensions["timeout"])
        return httpx.Response(404)

    mine = AuthenticatedClient(token="k", transport=httpx.MockTransport(respond), timeout=client.timeout)
    with pytest.raises(errors.NotFoundError):
        _ = fetch_task.wait("x", client=mine, timeout=5) if wait else fetch_task.sync("x", client=mine)
    return seen


def test_default_timeout(client: AuthenticatedClient) -> None:
    assert seen_timeouts(client) == {"connect": 10, "read": 30, "write": 30, "pool": 60}
    assert seen_timeouts(client.with_timeout(3)) == {"connect": 3, "read": 3, "write": 3, "pool": 3}
    assert max(seen_timeouts(client, wait=True).values()) <= 5


def test_connection_refused(calls: Calls, clock: VirtualClock) -> None:
    with serve(MockApi()) as url:
        pass
    with pytest.raises(errors.APIConnectionError, match=r"^no response from http://127\.0\.0\.1:") as caught:
        calls.sync("x", client=AuthenticatedClient(token="k", base_url=url))
    assert len(clock.slept) == 2
    assert caught.value.status_code is None
    assert caught.value.__cause__ is not None


def test_a_cut_body_is_retried(clock: VirtualClock, calls: Calls) -> None:
    """Over HTTP, the connection breaks within the body."""
    app = MockApi()
    app.inject("music_success", [reset])
    with serve(app) as url:
        envelope = calls.sync("music_success", client=AuthenticatedClient(token="sk-test", base_url=url))
    assert envelope.data.status == "SUCCESS"
    assert len(clock.slept) == 1


def test_a_body_is_bounded_as_decoded(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    mock.inject("x", [replaced(200, bomb, content_type="application/json", content_encoding="gzip")])
    small = AuthenticatedClient(**settings(client), max_body_bytes=1_000_000)
    with pytest.raises(errors.BodyTooLargeError) as caught:
        calls.sync("x", client=small)
    assert caught.value.status_code == 200
    assert len(mock.requests["x"]) == 1


def test_a_wrong_content_encoding(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """A body with a wrong Content-Encoding is a response with an error."""
    lie = replaced(200, '{"code":"success","data":null}', content_type="application/json", content_encoding="gzip")
    mock.inject("x", [lie])
    response = calls.detailed("x", client=client)
    assert response.status_code == 200
    assert isinstance(response.error, errors.InvalidJSONError)


def test_a_redirect_is_not_followed(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    mock.inject("x", [replaced(301, location="https://elsewhere.example/")])
    response = calls.detailed("x", client=client)
    assert response.status_code == 301
    assert isinstance(response.error, errors.UnexpectedStatusError)
    assert len(mock.requests) == 1


def settings(client: AuthenticatedClient) -> dict[str, Any]:
    return {"token": client.token, "transport": client.transport, "async_transport": client.async_transport}


def test_own_httpx_client(mock: MockApi, client: AuthenticatedClient) -> None:
    """It is used and left open."""
    assert client.transport is not None
    with httpx.Client(transport=client.transport, headers={"X-Theirs": "1"}, follow_redirects=True) as theirs:
        mine = AuthenticatedClient(token="sk-test", httpx_client=theirs)
        with mine:
            fetch_task.sync("music_success", client=mine)
        fetch_task.sync("music_success", client=mine.with_headers({"X-Mine": "1"}))
        assert not theirs.is_closed
    request = mock.requests["music_success"][-1]
    assert (request.headers["x-theirs"], request.headers["x-mine"]) == ("1", "1")
    assert request.headers["authorization"] == "Bearer sk-test"


def test_own_async_httpx_client(mock: MockApi, client: AuthenticatedClient) -> None:
    """It is used and left open."""

    async def run() -> None:
        async with httpx.AsyncClient(transport=client.async_transport) as theirs:
            async with AuthenticatedClient(token="sk-test", async_httpx_client=theirs) as mine:
                await fetch_task.asyncio("music_success", client=mine)
            assert not theirs.is_closed

    asyncio.run(run())
    assert len(mock.requests["music_success"]) == 1


def test_several_event_loops() -> None:
    """A client works in one event loop after another."""

    async def run(client: AuthenticatedClient) -> None:
        await asyncio.gather(*(fetch_task.asyncio("music_success", client=client) for _ in range(3)))
        await client.aclose()

    with serve(MockApi()) as url:
        client = AuthenticatedClient(token="sk-test", base_url=url)
        for _ in range(3):
            asyncio.run(run(client))


def test_threads_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    init = httpx.Client.__init__

    def slow_init(self: httpx.Client, **settings: Any) -> None:
        opened.append(1)
        init(self, **settings)

    monkeypatch.setattr(httpx.Client, "__init__", slow_init)
    with serve(MockApi()) as url, AuthenticatedClient(token="sk-test", base_url=url) as client:
        with ThreadPoolExecutor(8) as pool:
            responses = list(pool.map(lambda _: fetch_task.sync("music_success", client=client), range(24)))
        assert len(responses) == 24
    assert len(opened) == 1


def test_repeatable_methods(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    """Only repeatable methods are retried."""
    mock.inject("music_success", [replaced(503)])
    with pytest.raises(errors.ServerError):
        calls.sync("music_success", client=client.with_retries(Retry(total=3, allowed_methods=["PUT"])))
    assert len(mock.requests["music_success"]) == 1


def test_use_after_close(client: AuthenticatedClient, calls: Calls) -> None:
    calls.sync("music_success", client=client)
    calls.sync("music_success", client=client)
    client.close()


class Counting(httpx.AsyncBaseTransport):
    """Counts simultaneous requests."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return httpx.Response(401, json={}, request=request)


def test_connection_limit() -> None:
    async def main() -> None:
        limited = client.with_headers({})
        await asyncio.gather(*(fetch_task.asyncio_detailed("x", client=limited) for _ in range(20)))

    transport = Counting()
    limits = {"limits": httpx.Limits(max_connections=3)}
    client = AuthenticatedClient(token="sk-test", async_transport=transport, httpx_args=limits)
    asyncio.run(main())
    assert transport.most == 3
    asyncio.run(main())


def test_pool_timeout() -> None:
    async def main() -> None:
        held = asyncio.Event()

        async def hang(_: httpx.Request) -> httpx.Response:
            await held.wait()
            return httpx.Response(401, json={})

        client = AuthenticatedClient(
            token="sk-test",
            retries=0,
            timeout=httpx.Timeout(5, pool=0),
            async_transport=httpx.MockTransport(hang),
            httpx_args={"limits": httpx.Limits(max_connections=1)},
        )
        first = asyncio.ensure_future(fetch_task.asyncio_detailed("x", client=client))
        await asyncio.sleep(0)
        with pytest.raises(errors.APITimeoutError, match="all connections are busy"):
            await fetch_task.asyncio("x", client=client)
        held.set()
        assert (await first).status_code == 401
        assert (await fetch_task.asyncio_detailed("x", client=client)).status_code == 401

    asyncio.run(main())


class Spy:
    """Records the modules that are searched for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        self.names.append(name)


def test_async_request_imports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with AuthenticatedClient(token="sk-test", base_url=url) as client:
            await fetch_task.asyncio("music_success", client=client)
            monkeypatch.setattr(sys, "meta_path", [spy, *sys.meta_path])
            await fetch_task.asyncio("music_success", client=client)

    spy = Spy()
    with serve(MockApi()) as url:
        asyncio.run(main())
    assert spy.names == []
