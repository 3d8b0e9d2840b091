"""Options of one call, which share the client's connections."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, Client, _pools, errors
from suno_client.api.suno import fetch_task, submit_music
from suno_client.models import MusicRequest

from contract_tests.tests.client.conftest import KEY
from contract_tests.tests.client.raw import WHOLE, raw_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from suno_client.testing import VirtualClock

    from contract_tests.tests.client.conftest import Calls

EVERY = ("sync", "detailed", "wait", "poll")


@pytest.fixture
def sent(clock: VirtualClock) -> list[httpx.Request]:  # noqa: ARG001 - the retries sleep
    """Return the sent requests."""
    return []


@pytest.fixture
def client(sent: list[httpx.Request]) -> AuthenticatedClient:
    """Return a client of an overloaded server."""

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(502)

    transport = httpx.MockTransport(respond)
    return AuthenticatedClient(token=KEY, headers={"X-One": "1"}, transport=transport, async_transport=transport)


@pytest.mark.parametrize("name", EVERY)
def test_extra_headers(calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request], name: str) -> None:
    """They are added to the client's, or replace them in any case; the key is not replaced."""
    options = {"retries": 0, "extra_headers": {"x-one": "2", "X-Two": "3", "accept": "a/b"}}
    with contextlib.suppress(errors.ServerError):
        getattr(calls, name)("x", client=client, **options)
    assert len(sent) == 1
    headers = sent[0].headers
    assert headers.get_list("x-one") == ["2"]
    assert (headers["x-two"], headers.get_list("accept")) == ("3", ["a/b"])
    assert headers["authorization"] == f"Bearer {KEY}"
    assert client.headers == {"X-One": "1"}


def test_retries_of_a_call(calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request]) -> None:
    for retries in (0, 1, 4):
        sent.clear()
        with pytest.raises(errors.ServerError) as caught:
            calls.sync("x", client=client, retries=retries)
        assert len(sent) == retries + 1 == caught.value.attempts


def test_retries_of_a_wait(calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request]) -> None:
    """A wait ends after that many transient errors in a row; by default it never does."""
    with pytest.raises(errors.ServerError):
        calls.wait("x", client=client, retries=3)
    assert len(sent) == 4
    with pytest.raises(errors.WaitTimeoutError):
        calls.wait("x", client=client, timeout=300)
    assert len(sent) > 8


def test_a_timeout_of_a_call(calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request]) -> None:
    for timeout, read in ((5, 5.0), (None, None), (httpx.Timeout(7, read=3), 3.0)):
        calls.detailed("x", client=client, timeout=timeout, retries=0)
        assert sent[-1].extensions["timeout"]["read"] == read
    assert client.timeout.read == 30


@pytest.mark.parametrize(
    ("timeout", "limits"),
    [
        (600, {"connect": 10, "read": 30, "write": 30, "pool": 60}),
        (None, {"connect": 10, "read": 30, "write": 30, "pool": 60}),
        (20, {"connect": 10, "read": 20, "write": 20, "pool": 20}),
        (5, dict.fromkeys(("connect", "read", "write", "pool"), 5)),
    ],
)
def test_limits_inside_a_wait(calls: Calls, timeout: float | None, limits: dict[str, float]) -> None:
    """A request has the client's limits, or the remaining time of the wait."""
    seen: list[dict[str, float]] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(401)

    transport = httpx.MockTransport(respond)
    client = AuthenticatedClient(token=KEY, transport=transport, async_transport=transport)
    with pytest.raises(errors.AuthenticationError):
        calls.wait("x", client=client, timeout=timeout)
    assert seen == [pytest.approx(limits, abs=1)]


def test_the_defaults() -> None:
    """They are those of README and guide."""
    client = AuthenticatedClient(token=KEY)
    assert client.base_url == "https://api.aiznt.com"
    assert client.timeout == httpx.Timeout(connect=10, read=30, write=30, pool=60)
    assert (client.total_timeout, client.retries.total, client.resubmit_after_429) == (120, 2, False)
    assert client.max_body_bytes == 4 * 1024**2


@pytest.mark.parametrize("timeout", [float("inf"), 1e300])
def test_an_endless_timeout(calls: Calls, clock: VirtualClock, timeout: float) -> None:  # noqa: ARG001 - the wait sleeps
    """It means no limit, because no socket accepts infinity."""
    with raw_server(lambda connection, _: connection.sendall(WHOLE)) as server:
        client = AuthenticatedClient(token=KEY, base_url=server.url, retries=0)
        for one in (
            client,
            AuthenticatedClient(token=KEY, base_url=server.url, timeout=timeout, total_timeout=timeout),
        ):
            assert calls.sync("x", client=one, timeout=timeout).code == "success"
            with pytest.raises(errors.UnreadableResponseError):
                calls.wait("x", client=one, timeout=timeout)


def test_a_timeout_bounds_the_retries(calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request]) -> None:
    """No pause exceeds it."""
    with pytest.raises(errors.ServerError):
        calls.sync("x", client=client, timeout=0.001, retries=9)
    assert len(sent) <= 2


def test_connections_are_shared(client: AuthenticatedClient) -> None:
    pools = client.pools
    copy = client.with_options(timeout=3, extra_headers={"a": "b"}, retries=1)
    assert copy.pools is pools
    assert client.with_options() is client


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "options",
    [
        {"timeout": "10"},
        {"timeout": 0},
        {"timeout": True},
        {"retries": -1},
        {"retries": "3"},
        {"extra_headers": ["a"]},
        {"extra_headers": {"a b": "c"}},
        {"extra_headers": {"a": "sk-secret\r\nHost: b"}},
        {"extra_headers": {"a": 1}},
    ],
    ids=str,
)
def test_a_wrong_option(
    calls: Calls, client: AuthenticatedClient, sent: list[httpx.Request], name: str, options: dict[str, Any]
) -> None:
    """The error is one line with its name, and nothing is sent."""
    with pytest.raises(ValueError, match=r"^(timeout|retries|headers)\b[^\n]+$") as caught:
        getattr(calls, name)("x", client=client, **options)
    assert "secret" not in str(caught.value)
    assert sent == []


@pytest.mark.parametrize("call", [fetch_task.sync, fetch_task.wait, fetch_task.poll])
def test_a_wrong_client(call: Callable[..., Any]) -> None:
    """The error is one line with the expected type, and nothing is sent."""
    with httpx.Client() as http, pytest.raises(TypeError, match=r"^client must be .*not httpx\.Client.*httpx_client="):
        call("x", client=http)
    with pytest.raises(ValueError, match=r"needs the API key: .*SUNO_API_KEY"):
        call("x", client=Client())


@pytest.mark.parametrize(
    ("key", "wrong"), [("'sk-1'", "in quotes"), ("sk-1\n", "white space"), ("Bearer sk-1", "white space")]
)
def test_a_wrong_key(key: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^token [^\n]*{wrong}[^\n]*$") as caught:
        AuthenticatedClient(token=key)
    assert "sk-1" not in str(caught.value)


@pytest.mark.parametrize("token", [5, b"sk-1", ["sk-1"]], ids=str)
def test_a_key_of_another_type(token: Any) -> None:
    with pytest.raises(ValueError, match=r"^token must be a str, not (int|bytes|list)$"):
        AuthenticatedClient(token=token)


ANOTHER = type("HTTPTransport", (), {"__module__": "httpx2._transports.default"})()
"""An object of another library with the same names."""

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "transport of httpx2": ({"transport": ANOTHER}, "httpx.BaseTransport, not httpx2.HTTPTransport"),
    "a class": ({"transport": httpx.HTTPTransport}, "httpx.BaseTransport, not the class httpx.HTTPTransport"),
    "transport of asyncio": ({"transport": httpx.AsyncHTTPTransport()}, "httpx.BaseTransport, not"),
    "a URL": ({"transport": "http://proxy"}, "httpx.BaseTransport, not str"),
    "transport of threads": ({"async_transport": httpx.HTTPTransport()}, "httpx.AsyncBaseTransport, not"),
    "a transport as client": ({"httpx_client": ANOTHER}, "httpx.Client, not httpx2.HTTPTransport"),
    "client of asyncio": ({"httpx_client": httpx.AsyncClient()}, "httpx.Client, not httpx.AsyncClient"),
    "client of threads": ({"async_httpx_client": httpx.Client()}, "httpx.AsyncClient, not httpx.Client"),
    "arguments in a list": ({"httpx_args": ["proxy"]}, "a mapping of names to values, not list"),
    "no arguments": ({"httpx_args": None}, "a mapping of names to values, not NoneType"),
    "a misspelt argument": ({"httpx_args": {"prxy": "http://a"}}, "httpx has no argument 'prxy'"),
    "limits": ({"httpx_args": {"limits": 5}}, "limits must be an httpx.Limits, not int"),
    "a proxy": ({"httpx_args": {"proxy": "nonsense"}}, "httpx refuses proxy: Unknown scheme for proxy"),
    "a number for a mapping": ({"httpx_args": {"mounts": 5}}, "httpx refuses mounts: "),
    "its own setting": ({"httpx_args": {"timeout": 5}}, "timeout is a setting of the client itself"),
    "the key": ({"httpx_args": {"auth": ("a", "b")}}, "auth is a setting of the client itself"),
    "redirects": ({"httpx_args": {"follow_redirects": True}}, "redirects are not followed"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_part_of_httpx(name: str) -> None:
    """The error is one line with the expected type, when the client is made."""
    settings, wrong = WRONG[name]
    with pytest.raises((TypeError, ValueError), match=f"^{next(iter(settings))}[^\n]*{wrong}[^\n]*$"):
        AuthenticatedClient(token="k", **settings)


def test_callers_transports() -> None:
    """Making a client checks its arguments, and does not close the caller's transports."""

    class Transport(httpx.MockTransport):
        closed = False

        def close(self) -> None:
            self.closed = True

    mounted = Transport(lambda _: httpx.Response(404))
    client = AuthenticatedClient(token="k", base_url="http://a", httpx_args={"mounts": {"all://": mounted}})
    assert not mounted.closed
    with pytest.raises(errors.NotFoundError):
        fetch_task.sync("x", client=client)


def test_consent_is_a_bool() -> None:
    """Another value that counts as true, such as "no", could cost a second song."""
    with pytest.raises(ValueError, match=r"^resubmit_after_429 must be True or False, not 'no'$"):
        AuthenticatedClient(token="k", resubmit_after_429="no")  # type: ignore[arg-type]


SENT = ("Content-Type", "Accept", "Accept-Encoding", "User-Agent", "Host")


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("place", ["headers", "extra_headers"])
def test_a_header_is_sent_once(client: AuthenticatedClient, sent: list[httpx.Request], name: str, place: str) -> None:
    """The caller's value replaces the client's, in any case of the name."""
    for mine in (name, name.lower(), name.upper()):
        sent.clear()
        options: dict[str, Any] = {place: {mine: "a/b"}}
        sender = client if place == "extra_headers" else client.with_headers(options.pop(place))
        submit_music.sync_detailed(body=MusicRequest(prompt="p"), client=sender, retries=0, **options)
        assert [text for key, text in sent[0].headers.multi_items() if key == name.lower()] == ["a/b"]


@pytest.mark.parametrize(
    ("header", "wrong"),
    [("authorization", "token"), ("Content-Length", "the body"), ("transfer-encoding", "the body")],
)
def test_a_header_of_the_client(
    header: str, wrong: str, sent: list[httpx.Request], client: AuthenticatedClient
) -> None:
    """A header that the client sets cannot be replaced, and is not sent twice."""
    for make in (
        lambda: AuthenticatedClient(token="k", headers={header: "sk-secret"}),
        lambda: fetch_task.sync("x", client=client, extra_headers={header: "sk-secret"}),
    ):
        with pytest.raises(ValueError, match=f"(?i)^headers: {header} [^\n]*{wrong}[^\n]*$") as caught:
            make()
        assert "secret" not in str(caught.value)
    assert sent == []


@pytest.mark.parametrize("in_loop", [False, True], ids=["threads", "asyncio"])
def test_own_httpx_request(sent: list[httpx.Request], *, in_loop: bool) -> None:
    """It has the client's User-Agent and Accept-Encoding; a request of an operation has each header once."""

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"code": "success", "data": None})

    transport = httpx.MockTransport(respond)
    client = AuthenticatedClient(token=KEY, transport=transport, async_transport=transport)

    async def in_task() -> None:
        async with client:
            await client.get_async_httpx_client().get("https://api.aiznt.com/status")
            await fetch_task.asyncio("x", client=client)

    if in_loop:
        asyncio.run(in_task())
    else:
        client.get_httpx_client().get("https://api.aiznt.com/status")
        fetch_task.sync("x", client=client)
    own, operation = (request.headers for request in sent)
    assert {"authorization", "cookie"}.isdisjoint(own)
    assert own["user-agent"] == operation["user-agent"]
    assert (own["user-agent"][:12], own["accept"], own["accept-encoding"]) == ("suno-client/", "*/*", "gzip, deflate")
    names = [name for name, _ in operation.multi_items()]
    assert len(names) == len(set(names))
    assert operation["accept"] == "application/json"


def test_own_httpx_client_unchanged() -> None:
    with httpx.Client(headers={"User-Agent": "mine"}) as given:
        del given.headers["Accept"]
        found = AuthenticatedClient(token=KEY, httpx_client=given).get_httpx_client()
        assert found is given
        assert (found.headers["user-agent"], "accept" in found.headers) == ("mine", False)


def test_an_instrumented_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    """If instrumentation hides the signature of httpx's client, httpx itself raises for invalid arguments."""
    monkeypatch.setattr(_pools, "ARGUMENTS", frozenset())
    client = AuthenticatedClient(token="k", httpx_args={"trust_env": False})
    assert not client.get_httpx_client().trust_env
