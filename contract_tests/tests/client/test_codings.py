"""Bodies with a content coding are decoded within a size limit."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.conftest import Calls

BODY = json.dumps({"code": "success", "message": "", "data": None}).encode()


def raw_deflate(content: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(content) + coder.flush()


def fetched(calls: Calls, content: bytes, coding: str, **settings: Any) -> Any:
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"Content-Encoding": coding}, stream=httpx.ByteStream(content))
    )
    client = AuthenticatedClient(token="k", transport=transport, async_transport=transport, retries=0, **settings)
    return calls.detailed("x", client=client)


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
        ("identity, gzip", gzip.compress),
        ("utf-8", bytes),
        ("br", bytes),
        ("br, zstd", bytes),
    ],
)
def test_a_body_is_decoded(calls: Calls, coding: str, coded: Callable[[bytes], bytes]) -> None:
    """A JSON body with a coding that the request does not accept is read as JSON."""
    response = fetched(calls, coded(BODY), coding)
    assert (response.content, response.error) == (BODY, None)


@pytest.mark.parametrize(
    "content",
    [BODY, gzip.compress(BODY)[:-10], b"\x1f\x8b" + BODY, zlib.compress(BODY)],
    ids=["plain", "cut", "garbled", "zlib"],
)
def test_a_wrong_coding(calls: Calls, content: bytes) -> None:
    """The response has the bytes that arrived."""
    response = fetched(calls, content, "gzip")
    assert isinstance(response.error, errors.InvalidJSONError)
    assert "Content-Encoding" in str(response.error)
    assert response.content == content


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_an_inflated_body_is_bounded(calls: Calls, coding: str) -> None:
    body = BODY + b" " * 2000
    coded = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    assert fetched(calls, coded, coding, max_body_bytes=len(BODY) + 2000).error is None
    response = fetched(calls, coded, coding, max_body_bytes=len(BODY) + 1999)
    assert isinstance(response.error, errors.BodyTooLargeError)
    assert response.content == b""
