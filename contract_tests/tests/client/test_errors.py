"""Errors: their documented tree, copies and messages, without the key."""

from __future__ import annotations

import copy
import inspect
import json
import logging
import pickle
import re
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, Client, errors
from suno_client.api.suno import fetch_task

from contract_tests.recordings import load
from suno_mock_api.faults import recorded, replaced

if TYPE_CHECKING:
    from contract_tests.tests.client.conftest import Calls
    from suno_mock_api import MockApi

TREE = {name: value for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
OTHERS = {"Outcome", "from_dict"}
SECRET = "sk-do-not-show-me"


def test_documented_error_tree() -> None:
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"^ {4}([│├└─ ]*)(\w+Error)\b", line):
            depth = len(match[1])
            above = [(column, name) for column, name in above if column < depth]
            drawn[match[2]] = above[-1][1] if above else "Exception"
            above.append((depth, match[2]))
    assert drawn == {name: kind.__bases__[0].__name__ for name, kind in TREE.items()}
    assert set(errors.__all__) == set(TREE) | OTHERS


@pytest.mark.parametrize("kind", TREE.values(), ids=TREE)
def test_copy_and_pickle(kind: type[errors.APIError]) -> None:
    error = kind("what happened")
    error.status_code, error.code, error.request_id = 400, "a_code", "a-request"
    error.parameters = {"task_id": "a-task"}
    for twin in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert type(twin) is kind
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


def test_pickle_of_an_error(client: AuthenticatedClient) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        fetch_task.sync("nobody's", client=client)
    twin = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert twin.response == caught.value.response
    assert (twin.status_code, twin.code, twin.parameters) == (400, "task_not_exist", {"task_id": "nobody's"})


def test_error_messages(client: AuthenticatedClient) -> None:
    """A message is one line."""
    with pytest.raises(errors.NotFoundError) as caught:
        fetch_task.sync("nobody's", client=client)
    assert re.fullmatch(
        r"400 Bad Request: task_not_exist \(code task_not_exist, request id \d{23}mockmock, task_id nobody's\)\. "
        r"The id is unknown, or it is another user's task\.",
        str(caught.value),
    )


def test_an_odd_id_stays_on_the_line(client: AuthenticatedClient) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        fetch_task.sync("a\n\x1b[2J" + "b" * 5000, client=client)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_server_text_on_one_line(mock: MockApi, client: AuthenticatedClient, calls: Calls) -> None:
    text = "first\nsecond\x1b[2J\u2028third " + "x" * 1000
    body = httpx.Response(200, json={"code": "broken", "message": text}).content
    mock.inject("an-id", [replaced(500, body, content_type="application/json")])
    error = calls.detailed("an-id", client=client.with_retries(0)).error
    assert str(error).startswith("500 Internal Server Error: first second [2J third xxx")
    assert str(error).isprintable()
    assert len(str(error)) < 600


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "from before the handler", "type": "new_api_error"}},
        {"error": {"message": "from before the handler", "type": "another_type", "code": "x", "more": 1}},
        {"code": "x", "message": "from before the handler", "data": None},
        {"code": 7, "message": "from before the handler"},
    ],
)
def test_error_shapes(mock: MockApi, client: AuthenticatedClient, body: dict[str, Any]) -> None:
    """Both shapes of errors are read at any status."""
    for status in (400, 401, 418, 500, 507):
        mock.inject("an-id", [replaced(status, httpx.Response(200, json=body).content, content_type="text/plain")])
        error = fetch_task.sync_detailed("an-id", client=client.with_retries(0)).error
        assert error is not None
        assert "from before the handler" in str(error)
        assert error.code in ("x", None)


def test_retry_after_forms(mock: MockApi, client: AuthenticatedClient) -> None:
    """Retry-After is seconds or a date."""

    def waits_for(value: str | None) -> float | None:
        headers = {} if value is None else {"retry_after": value}
        mock.inject("an-id", [replaced(429, **headers)])
        error = fetch_task.sync_detailed("an-id", client=client.with_retries(0)).error
        assert isinstance(error, errors.RateLimitError)
        return error.retry_after

    assert waits_for("3") == 3
    assert waits_for("Sun, 06 Nov 1994 08:49:37 GMT") == 0
    assert (waits_for("Fri, 31 Dec 2999 23:59:59 GMT") or 0) > 1e9
    for nonsense in (None, "", "soon", "-1", "1.5", "9" * 30 + "x", "Fri, 99 Foo 99999 99:99:99 GMT"):
        assert waits_for(nonsense) is None


def test_no_error_shows_the_key(
    mock: MockApi, calls: Calls, client: AuthenticatedClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mine = AuthenticatedClient(
        token=SECRET, transport=client.transport, async_transport=client.async_transport, retries=0
    )
    echo = replaced(401, '{"error": {"message": "bad key ' + SECRET + '", "type": "new_api_error"}}')
    mock.inject("an-id", [echo, recorded("error_200_html_page"), recorded("error_520_edge")])
    shown = [repr(mine), str(mine), repr(mine.auth)]
    for _ in range(4):
        try:
            calls.sync("an-id", client=mine)
        except errors.APIError as error:
            shown += [repr(error), str(error), repr(error.response), repr(vars(error))]
            shown += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    shown += [record.getMessage() for record in caplog.records]
    assert len(shown) > 20
    assert [text for text in shown if SECRET in text and "bad key" not in text] == []
    assert "bad key [key]" in "".join(shown)


@pytest.mark.parametrize("token", ["", "  ", "sk-a b", "Bearer sk-a", "sk-a\n", "sk-\u2019", None, 7])
def test_client_without_key(token: Any) -> None:
    """It raises when the client is made."""
    with pytest.raises(ValueError, match=r"^token ") as caught:
        AuthenticatedClient(token=token)
    assert not token or str(token).strip() not in str(caught.value).removeprefix("token") or token == "  "


@pytest.mark.parametrize(
    "url", ["", "api.aiznt.com", "ftp://x", "https://", "https://u:p@x", "https://x/?a=b", None, "http://:80"]
)
def test_client_without_server(url: Any) -> None:
    """It raises when the client is made."""
    with pytest.raises(ValueError, match=r"^base_url must ") as caught:
        Client(base_url=url)
    assert "u:p" not in str(caught.value)


LONG = "sk-Qv7Lw2Xb9Tz4Rk8Nm3Jc6Hd1Gf5Ys0Pa"
ECHOES: dict[str, str] = {
    "plain": LONG,
    "upper": LONG.upper(),
    "lower": LONG.lower(),
    "spaced": " ".join(LONG),
    "dashed": "--".join(LONG),
    "zero width": "\u200b".join(LONG),
    "lines": "\r\n".join((LONG[:9], LONG[9:20], LONG[20:])),
    "escapes": "\x1b[1m".join((LONG[:9], LONG[9:])),
    "cut": LONG[:30],
}


@pytest.mark.parametrize("echo", ECHOES)
def test_no_text_shows_an_echoed_key(
    mock: MockApi, calls: Calls, client: AuthenticatedClient, caplog: pytest.LogCaptureFixture, echo: str
) -> None:
    """This holds for every place and every form in which a server may send it."""
    caplog.set_level(logging.DEBUG)
    text = ECHOES[echo]

    body = copy.deepcopy(load("fetch_task")["music_success"].response.body)
    task = body["data"] | {"task_id": "music_success"}
    failed = {**body, text: text, "data": task | {"status": "FAILURE", "fail_reason": f"bad key {text} !", "new": text}}
    bodies = [json.dumps(one).encode() for one in (failed, body | {"data": text})]
    mine = AuthenticatedClient(
        token=LONG, transport=client.transport, async_transport=client.async_transport, retries=0
    )
    content = json.dumps({"code": text, "message": f"bad key {text} !", "data": None}).encode()
    header = "".join(letter for letter in text if " " <= letter <= "~")
    mock.inject(
        "music_success",
        [
            replaced(200, bodies[0], content_type="application/json"),
            replaced(400, content, content_type="application/json"),
            replaced(500, content, content_type="application/json", x_oneapi_request_id=header),
            replaced(200, "<html>", content_type=header.replace(" ", "")),
            replaced(200, bodies[1], content_type="application/json"),
        ],
    )
    shown = []
    for _ in range(5):
        with pytest.raises(errors.APIError) as caught:
            calls.wait("music_success", client=mine, timeout=0.5)
        error = caught.value
        shown += [str(error), repr(error), repr(error.to_dict()), str(error.__cause__)]
        shown += traceback.TracebackException.from_exception(error).format()
    shown += [record.getMessage() for record in caplog.records if record.name == "suno_client"]
    seen = re.sub("[^a-z0-9]", "", " ".join(shown).lower())
    assert LONG[3:15].lower() not in seen
    assert "key" in seen


def test_the_request_id_is_shown_once(mock: MockApi, client: AuthenticatedClient) -> None:
    content = json.dumps({"error": {"message": "no (request id: 2026abc)", "type": "x"}}).encode()
    mock.inject("x", [replaced(400, content, content_type="application/json", x_oneapi_request_id="2026abc")])
    assert str(fetch_task.sync_detailed("x", client=client).error).count("2026abc") == 1


def test_the_debug_log_has_attempts(
    mock: MockApi, client: AuthenticatedClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "suno_client")
    mock.inject("music_success", [replaced(503)])
    fetch_task.sync("music_success", client=client)
    lines = [record.getMessage() for record in caplog.records]
    assert any(re.match(r"fetch_task: attempt 1: 503 .*; again in \d", line) for line in lines), lines
    assert any(line.startswith("fetch_task: 200 after ") for line in lines)
