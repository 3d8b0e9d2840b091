"""The table of outcomes in docs/submitting.md: each row is measured with the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors, models, submit_music
from suno_client.testing import virtual_time

from contract_tests.tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Fault = Callable[[httpx.Request], httpx.Response]

OURS = {"error": {"message": "overloaded", "type": "new_api_error", "code": "system_cpu_overloaded"}}
ENVELOPE = {"code": "success", "message": "", "data": "5574c3ec-42a7-5418-8462-328ebeb73cc1"}
GAVE_UP = {408, 499}


def raises(problem: type[httpx.TransportError]) -> Fault:
    def fault(request: httpx.Request) -> httpx.Response:
        raise problem("", request=request)

    return fault


def responds(status: int, body: Any = None, **content: Any) -> Fault:
    return lambda _: httpx.Response(status, **(content or {"json": body}))


def fetch_fails(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=ENVELOPE) if request.method == "POST" else httpx.Response(401)


def statuses(numbers: Iterable[int]) -> list[Fault]:
    return [responds(number, {"code": "no", "message": "no", "data": None}) for number in numbers]


ROWS: dict[str, list[Fault]] = {
    "The connection cannot be made": [raises(one) for one in (httpx.ConnectError, httpx.ConnectTimeout)],
    "503 in the relay's own form": [responds(503, OURS)],
    "429": [responds(429, OURS), responds(429, content=b"")],
    "3xx, or 4xx other than 408, 429 and 499": statuses({*range(300, 500)} - GAVE_UP - {429}),
    "5xx other than 503, and 408 and 499": statuses({*range(500, 600)} - {503} | GAVE_UP),
    "503 with `fail_to_fetch_task`, the status of the relay's upstream": [
        responds(503, {"code": "fail_to_fetch_task", "message": "no", "data": None})
    ],
    "503 in another form, for example a page of a proxy": [responds(503, html="<html>"), responds(503, content=b"")],
    "The connection is lost, or no response comes in time": [
        raises(one) for one in (httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError)
    ],
    "200 with a code other than `success` and no id": statuses([200]),
    "200 that is empty, not JSON, or without an id": [
        responds(200, content=b""),
        responds(200, content=b'{"code":"succ'),
        responds(200, html="<html>"),
        responds(200, {**ENVELOPE, "data": ""}),
    ],
    "Any error after the id is known": [fetch_fails],
}
"""The rows with the faults that cause them. Every status from 300 to 599 is in one row."""
CHARGED = {"not_sent": "no", "refused": "no", "unknown": "perhaps", "accepted": "yes"}
RESENT = {(False, False): "no", (False, True): "only with `resubmit_after_429=True`", (True, True): "yes"}


def measured(fault: Fault) -> tuple[str, str]:
    """Submit, and return the error's outcome and whether the client sends a submission again."""
    sent: list[int] = []
    outcomes: set[str] = set()
    for consent in (False, True):
        sent.append(0)

        def handle(request: httpx.Request) -> httpx.Response:
            sent[-1] += request.method == "POST"
            return fault(request)

        transport = httpx.MockTransport(handle)
        client = AuthenticatedClient(token="sk-test", transport=transport, resubmit_after_429=consent)
        with virtual_time(), client, pytest.raises(errors.APIError) as caught:
            submit_music.run(client=client, body=models.MusicRequest(prompt="x"))
        outcomes.add(caught.value.outcome)
    (outcome,) = outcomes
    return outcome, RESENT[sent[0] > 1, sent[1] > 1]


def test_the_page_has_the_outcomes() -> None:
    lines = [
        "| What happens | `outcome` | Is it charged? | Does the client send it again? |",
        "| --- | --- | --- | --- |",
    ]
    for what, faults in ROWS.items():
        ((outcome, again),) = {measured(fault) for fault in faults}
        lines.append(f"| {what} | `{outcome}` | {CHARGED[outcome]} | {again} |")
    assert "\n".join(lines) in (ROOT / "docs" / "submitting.md").read_text(encoding="utf-8")
