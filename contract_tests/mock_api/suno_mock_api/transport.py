"""Calls the application without HTTP, as an httpx transport for sync and async clients."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

# The error of httpx for each error that the application raises.
ERRORS: dict[type[OSError], type[httpx.TransportError]] = {
    ConnectionResetError: httpx.ReadError,
    ConnectionRefusedError: httpx.ConnectError,
    TimeoutError: httpx.ReadTimeout,
}


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes requests to an ASGI application.

    Unlike httpx.ASGITransport, it serves sync clients, and raises faults as the errors of a connection.
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        """Make a transport to an ASGI application."""
        self._asgi = httpx.ASGITransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to one request of an async client."""
        try:
            return await self._asgi.handle_async_request(request)
        except tuple(ERRORS) as error:
            raise ERRORS[type(error)](str(error), request=request) from error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to one request of a sync client."""

        async def exchange() -> httpx.Response:
            response = await self.handle_async_request(request)
            body = b"".join([chunk async for chunk in response.aiter_raw()])
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(body))

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(exchange())
        # If a loop runs already (a notebook, an async test), the application gets one in another thread.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, exchange()).result()
