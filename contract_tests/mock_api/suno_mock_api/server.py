"""Serves the application over HTTP, on loopback only."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.contextmanager
def serve(app: Callable[..., Any], port: int = 0) -> Iterator[str]:
    """Serve an application in a thread on 127.0.0.1 for as long as the context lasts.

    Args:
        app: The application.
        port: The port; 0 takes a free one.

    Yields:
        The base URL.

    Raises:
        OSError: The port is in use or not allowed.
    """
    # asyncio sets TCP_NODELAY only if the protocol is given; without it each response waits 40 ms for an ACK.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        # Injected faults end in exceptions, which nobody needs to see; nor does anyone need the access log.
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level=logging.CRITICAL + 1,
            access_log=False,
            server_header=False,
            date_header=False,  # the application sends its own, by its clock
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="mocked API", daemon=True)
        thread.start()
        server.ready.wait()
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            if not sys.is_finalizing():  # then the thread has been stopped, and Python 3.13 would wait for it for ever
                thread.join()
