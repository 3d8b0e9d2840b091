"""The application without HTTP, as an httpx transport for sync and async clients."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

# What httpx says when a connection does what the application raised.
ERRORS: dict[type[OSError], type[httpx.TransportError]] = {
    ConnectionResetError: httpx.ReadError,
    ConnectionRefusedError: httpx.ConnectError,
    TimeoutError: httpx.ReadTimeout,
}


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests to an ASGI application.

    What httpx.ASGITransport lacks: it serves sync clients, and faults arrive as the errors of a connection.
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        """Make a transport to an ASGI application."""
        self._asgi = httpx.ASGITransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of an async client."""
        try:
            return await self._asgi.handle_async_request(request)
        except tuple(ERRORS) as error:
            raise ERRORS[type(error)](str(error), request=request) from error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a sync client."""

        async def exchange() -> httpx.Response:
            response = await self.handle_async_request(request)
            body = b"".join([chunk async for chunk in response.aiter_raw()])
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(body))

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(exchange())
        # Where a loop runs already (a notebook, an async test), the application gets one in another thread.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, exchange()).result()
