"""Servers for the measurements, each in its own process on 127.0.0.1, so that they use no CPU time of the client.

python -m scripts.benchmarks.server fast           sends the bytes of the documented response
python -m scripts.benchmarks.server mock TASKS     the mocked API, with tasks waiter-0, waiter-1, ...
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from contract_tests.recordings import load
from scripts.benchmarks import payload
from suno_mock_api import MockApi, serve
from suno_mock_api.faults import edited, replaced
from suno_mock_api.live import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from suno_mock_api.faults import Fault

HOST = "127.0.0.1"
WARMING = 200
"""How many requests open the connections before the measurement."""
BATCH = 100
"""How many tasks a batch has."""
PENDING = ("music_not_start", "music_in_progress_no_clips")
"""The recordings that a waiter's task responds with before it is done, one poll each."""


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[str]:
    """Run a server in another process for as long as the context lasts, and yield its base URL."""
    command = [sys.executable, "-m", "scripts.benchmarks.server", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class FastProtocol(asyncio.Protocol):
    """Sends the same bytes in response to each request without a body."""

    def __init__(self, response: bytes) -> None:
        self.response = response
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store a connection; asyncio has set TCP_NODELAY."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            self.received = self.received.partition(b"\r\n\r\n")[2]
            self.transport.write(self.response)  # type: ignore[attr-defined]  # it is a transport to write to


async def fast() -> None:
    body = payload.wire()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    response = head.encode() + body
    server = await asyncio.get_running_loop().create_server(
        lambda: FastProtocol(response), HOST, 0, family=socket.AF_INET
    )
    print(f"http://{HOST}:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def mock(tasks: int) -> None:
    """Serve the mocked API; GET /counts returns the number of opened connections and of requests."""
    app = MockApi()
    for number in range(tasks):
        task_id = f"waiter-{number}"
        app.start_task(task_id=task_id, timeline=Timeline.of((0, payload.NAME)))
        app.inject(task_id, [_own(name, task_id) for name in PENDING])
    batches = math.ceil(tasks / BATCH)
    app.inject("fetch_tasks", [None] * WARMING)
    app.inject("fetch_tasks", [_batch(name) for name in PENDING for _ in range(batches)])
    with serve(_counting(app)) as url:
        print(url, flush=True)
        threading.Event().wait()


def _own(name: str, task_id: str) -> Fault:
    """Respond with a recording under the task's own id, because the client repeats a poll that returns another task."""
    body = load("fetch_task")[name].response.body
    own = json.dumps({**body, "data": {**body["data"], "task_id": task_id}})
    return replaced(200, own, content_type="application/json")


def _batch(name: str) -> Fault:
    """Respond with a recording under the id of each task of a batch."""
    pending = load("fetch_task")[name].response.body["data"]
    return edited(lambda body: {**body, "data": [{**pending, "task_id": task["task_id"]} for task in body["data"]]})


def _counting(app: ASGIApp) -> ASGIApp:
    opened = set()
    requests = 0

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal requests
        if scope["path"] != "/counts":
            opened.add(scope["client"])
            requests += 1
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps([len(opened), requests]).encode()})

    return counting


if __name__ == "__main__":
    if sys.argv[1] == "fast":
        asyncio.run(fast())
    else:
        mock(int(sys.argv[2]))
