"""Options of one call, which share the client's connections."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, Client, errors
from suno_client.api.suno import fetch_task

from contract_tests.tests.client.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from suno_client.testing import VirtualClock

    from contract_tests.tests.client.conftest import Calls

EVERY = ("sync", "detailed", "wait", "poll")


@pytest.fixture
def asked(clock: VirtualClock) -> list[httpx.Request]:  # noqa: ARG001 - the retries sleep
    """The requests that were sent."""
    return []


@pytest.fixture
def client(asked: list[httpx.Request]) -> AuthenticatedClient:
    """A client of a server that is overloaded."""

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(502)

    transport = httpx.MockTransport(respond)
    return AuthenticatedClient(token=KEY, headers={"X-One": "1"}, transport=transport, async_transport=transport)


@pytest.mark.parametrize("name", EVERY)
def test_extra_headers(calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request], name: str) -> None:
    """They come beside the client's, or in their place, whatever their case; the key stays."""
    options = {"retries": 0, "extra_headers": {"x-one": "2", "X-Two": "3", "accept": "a/b"}}
    with contextlib.suppress(errors.ServerError):
        getattr(calls, name)("x", client=client, **options)
    assert len(asked) == 1
    headers = asked[0].headers
    assert headers.get_list("x-one") == ["2"]
    assert (headers["x-two"], headers.get_list("accept")) == ("3", ["a/b"])
    assert headers["authorization"] == f"Bearer {KEY}"
    assert client.headers == {"X-One": "1"}


def test_retries_of_a_call(calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request]) -> None:
    for retries in (0, 1, 4):
        asked.clear()
        with pytest.raises(errors.ServerError) as caught:
            calls.sync("x", client=client, retries=retries)
        assert len(asked) == retries + 1 == caught.value.attempts


def test_retries_of_a_wait(calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request]) -> None:
    """So many transient errors in a row; without a number, any."""
    with pytest.raises(errors.ServerError):
        calls.wait("x", client=client, retries=3)
    assert len(asked) == 4
    with pytest.raises(errors.WaitTimeoutError):
        calls.wait("x", client=client, timeout=300)
    assert len(asked) > 8


def test_a_timeout_of_a_call(calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request]) -> None:
    for timeout, read in ((5, 5.0), (None, None), (httpx.Timeout(7, read=3), 3.0)):
        calls.detailed("x", client=client, timeout=timeout, retries=0)
        assert asked[-1].extensions["timeout"]["read"] == read
    assert client.timeout.read == 30


def test_a_timeout_bounds_the_retries(calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request]) -> None:
    """No pause goes beyond it."""
    with pytest.raises(errors.ServerError):
        calls.sync("x", client=client, timeout=0.001, retries=9)
    assert len(asked) <= 2


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
    calls: Calls, client: AuthenticatedClient, asked: list[httpx.Request], name: str, options: dict[str, Any]
) -> None:
    """One line says which, and nothing is sent."""
    with pytest.raises(ValueError, match=r"^(timeout|retries|headers)\b[^\n]+$") as caught:
        getattr(calls, name)("x", client=client, **options)
    assert "secret" not in str(caught.value)
    assert asked == []


@pytest.mark.parametrize("call", [fetch_task.sync, fetch_task.wait, fetch_task.poll])
def test_a_wrong_client(call: Callable[..., Any]) -> None:
    """One line says what it should be; nothing is sent."""
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
