"""A server of raw bytes on 127.0.0.1, for responses that no HTTP server would send."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Responder = Callable[[socket.socket, bytes], None]

BODY = b'{"code":"success","message":"","data":null}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


class RawServer:
    """Reads whole requests, and passes the connection to a responder.

    Attributes:
        url: Its base URL.
        requests: Every complete request, head and body.
        connections: How many connections were opened.
    """

    def __init__(self, respond: Responder) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.ended = threading.Event()
        self._respond = respond
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while request := self._request(connection):
                self.requests.append(request)
                self._respond(connection, request)

    def _request(self, connection: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            part = connection.recv(65536)
            if not part:
                return b""
            received += part
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            part = connection.recv(65536)
            if not part:  # the client has gone
                return b""
            body += part
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        self.ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def raw_server(respond: Responder) -> Iterator[RawServer]:
    """Serve for as long as the context lasts."""
    server = RawServer(respond)
    try:
        yield server
    finally:
        server.close()


def whole(connection: socket.socket, _: bytes) -> None:
    """Send a complete response."""
    connection.sendall(WHOLE)
