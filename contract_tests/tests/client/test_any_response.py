"""For any response, the client raises only its own errors, its types are right, and no value is lost."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import TYPE_CHECKING, Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from suno_client import AuthenticatedClient, errors
from suno_client.api.suno import fetch_task
from suno_client.models import TaskEnvelope
from suno_client.testing import virtual_time

from contract_tests.recordings import load
from contract_tests.tests.client.annotations import misfits

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDINGS = load("fetch_task")
BODIES = [recording.response.body for recording in RECORDINGS.values() if "json" in str(recording.response.headers)]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def drifted(draw: st.DrawFn) -> Any:
    """Draw a recorded body with some values changed, removed or added."""
    body = copy.deepcopy(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = body
        key: Any = None
        holders: list[tuple[Any, Any]] = []
        stack = [body]
        while stack:
            place = stack.pop()
            keys = list(place) if isinstance(place, dict) else range(len(place))
            holders += [(place, key) for key in keys]
            stack += [place[key] for key in keys if isinstance(place[key], (dict, list))]
        if not holders:
            break
        place, key = draw(st.sampled_from(holders))
        what = draw(st.sampled_from(["change", "remove", "add"]))
        if what == "change":
            place[key] = draw(json_values)
        elif what == "remove":
            del place[key]
        elif isinstance(place, dict):
            place[draw(st.text(max_size=10))] = draw(json_values)
        else:
            place.append(draw(json_values))
    return body


content = st.one_of(
    st.binary(max_size=200),
    json_values.map(lambda value: json.dumps(value).encode()),
    drifted().map(lambda value: json.dumps(value).encode()),
    drifted().map(lambda value: json.dumps(value).encode()[:-9]),
)
latin = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=20)
headers = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(
            ["application/json", "application/json; charset=utf-8", "text/html", "a/b+json"]
        )
        | latin,
        "content-encoding": st.sampled_from(["gzip", "deflate", "br", "zstd", "identity"]) | latin,
        "retry-after": st.sampled_from(["1", "0", "99999999999", "Mon, 01 Jan 0001 00:00:00 -2359"]) | latin,
        "x-oneapi-request-id": latin,
        "location": latin,
        "set-cookie": latin,
        "x-any": latin,
    },
)
responses = st.tuples(
    st.sampled_from([200, 200, 200, 400, 401, 404, 429, 503, 520]) | st.integers(200, 999), headers, content
)


def client_of(drawn: tuple[int, dict[str, str], bytes]) -> AuthenticatedClient:
    status, pairs, body = drawn
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in pairs.items()]
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, headers=encoded, stream=httpx.ByteStream(body)),
    )
    return AuthenticatedClient(token="k", transport=transport, async_transport=transport)


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except errors.APIError as error:
        return error


@settings(max_examples=150, derandomize=True, deadline=None)
@given(responses)
def test_any_response(drawn: tuple[int, dict[str, str], bytes]) -> None:
    """Any response is read, or is an error of the client's tree."""
    with virtual_time():
        client = client_of(drawn)
        response = outcome(lambda: fetch_task.sync_detailed("x", client=client))
        in_loop = outcome(lambda: asyncio.run(fetch_task.asyncio_detailed("x", client=client)))
        result = outcome(lambda: fetch_task.sync("x", client=client))
        outcome(lambda: fetch_task.wait("x", client=client, timeout=20))
    assert type(response) is type(in_loop)
    assert str(result).isprintable() or isinstance(result, TaskEnvelope)
    if isinstance(response, errors.APIError):
        # The only response that httpx itself refuses.
        assert "location" in drawn[1]
        return
    assert response.status_code == drawn[0]
    assert response.parsed is None or response.parsed.to_dict() == json.loads(response.content)
    assert misfits(response.parsed, type(response.parsed) if response.parsed is not None else None) == []
    if response.error is None:
        assert result == response.parsed
        assert isinstance(result, TaskEnvelope)
    else:
        assert type(result) is type(response.error)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(drifted())
def test_drifted_bodies(body: Any) -> None:
    """A recorded body with changes keeps every value, or raises a mismatch."""
    read = outcome(lambda: TaskEnvelope.from_dict(body))
    if isinstance(read, errors.SchemaMismatchError):
        place = body
        for key in read.pointer.split("/")[1:-1]:
            place = place[int(key) if isinstance(place, list) else key]
        assert read.expected != read.found
    else:
        assert read.to_dict() == body
        assert misfits(read, TaskEnvelope) == []
