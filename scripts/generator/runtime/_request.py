"""One request: when it is retried, how long it takes, how large its response may be; for threads and for asyncio."""

from __future__ import annotations

import asyncio
import logging
import math
import socket
import ssl
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

import httpx
from attrs import evolve

from . import _clock, errors
from ._guard import LATE, Deadline, Scope
from ._model import mark
from ._response import IDEMPOTENT, TOO_LARGE, Call, Operation, decoded, read_response
from ._text import kind_of
from .client import KEY_VARIABLE
from .types import Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._pools import LoopPool
    from .client import Client

T = TypeVar("T")
C = TypeVar("C", bound="Client")
Outcome: TypeAlias = Response[T] | errors.APIConnectionError

logger = logging.getLogger(__package__)

TO_BEGIN: Final = 10.0
"""How long a request may take before its response is due, where the document says how long that may last."""

NO_TURN: Final = "all connections are busy"


def ready(operation: Operation[Any], client: C, **options: Any) -> C:
    """Return the settings of one call.

    Args:
        operation: What is called.
        client: The client's settings.
        options: The call's own: the arguments of `Client.with_options`.

    Raises:
        TypeError: `client` is not one of this package.
        ValueError: The operation needs a key and the client has none; an option is invalid.
    """
    if not hasattr(client, "pools"):
        raise TypeError(
            f"client must be a Client or AuthenticatedClient of this package, not {kind_of(client)}; an httpx client "
            "goes into one as httpx_client="
        )
    if operation.secured and client.auth is None and client.httpx_client is None:
        raise ValueError(
            f"{operation.name} needs the API key: use AuthenticatedClient(token=...), or set the environment variable "
            f"{KEY_VARIABLE} and use AuthenticatedClient()"
        )
    return client.with_options(**options)


def parsed(response: Response[Any]) -> Any:
    """Return the parsed body of a success.

    Raises:
        errors.APIError: It is not a success, or it cannot be read.
    """
    if response.error is not None:
        raise response.error
    mark(response.parsed, response.request_id)
    return response.parsed


class PollRequest(Generic[T]):
    """What the requests of one wait are made of. There may be many thousands of waits, so it holds little."""

    __slots__ = ("_arguments", "_more", "_url")

    def __init__(
        self, client: Client, operation: Operation[T], parameters: dict[str, str], request: dict[str, Any]
    ) -> None:
        self._arguments = client, operation, parameters
        self._url = request["url"]
        self._more = {name: value for name, value in request.items() if name not in ("method", "url")} or None

    def arguments(self) -> tuple[Client, Operation[T], dict[str, str], dict[str, Any]]:
        """Return the client, the operation, the path parameters for errors, and the arguments of a request."""
        client, operation, parameters = self._arguments
        return client, operation, parameters, {"method": operation.method, "url": self._url, **(self._more or {})}


def transfer(exchange: Exchange[T], http: httpx.Client | None = None) -> Outcome[T]:
    """Make a request in this thread, over a connection of the client's or of `http`."""
    pools = exchange.client.pools
    http, guarded = (http, True) if http else pools.get()
    # A turn in front of httpx's pool, which goes through all who wait in it whenever a connection changes.
    turns = pools.turns
    if not turns.acquire(timeout=exchange.patience()):
        return exchange.broken(httpx.PoolTimeout(NO_TURN))
    deadline = exchange.deadline = Deadline(exchange.remaining(), guarded=guarded)
    try:
        with deadline, http.stream(**exchange.arguments) as received:
            try:
                exchange.whole = received.is_stream_consumed
                for chunk in received.iter_bytes() if exchange.whole else received.iter_raw():
                    exchange.add(chunk)
            except errors.BodyTooLargeError as problem:
                exchange.problem = problem
            return exchange.read(received)
    except exchange.BROKEN as problem:
        return exchange.broken(problem)
    finally:
        turns.release()


async def transfer_asyncio(exchange: Exchange[T], http: httpx.AsyncClient | None = None) -> Outcome[T]:
    """Make a request in a task of its own, which ends whole if the caller's is cancelled."""
    pool = exchange.client.pools.here()
    try:
        await _turn_asyncio(pool, exchange)
    except exchange.BROKEN as problem:
        return exchange.broken(problem)
    scope = exchange.deadline = Scope(exchange.remaining(), guarded=pool.guarded)
    return await scope.wait(pool.start(scope, _talk(http or pool.http, exchange, scope)))


async def _talk(http: httpx.AsyncClient, exchange: Exchange[T], scope: Scope) -> Outcome[T]:
    try:
        async with http.stream(**exchange.arguments) as received:
            try:
                exchange.whole = received.is_stream_consumed
                async for chunk in received.aiter_bytes() if exchange.whole else received.aiter_raw():
                    exchange.add(chunk)
            except errors.BodyTooLargeError as problem:
                exchange.problem = problem
            return exchange.read(received)
    except exchange.BROKEN as problem:
        return exchange.broken(problem)
    except asyncio.CancelledError:
        if scope.ended is None:
            raise
        return exchange.broken(httpx.ReadTimeout(LATE))


async def _turn_asyncio(pool: LoopPool, exchange: Exchange[Any]) -> None:
    """Wait for a turn like `transfer`; the request's task gives it back."""
    if not pool.turns.locked():
        await pool.turns.acquire()
        return
    try:
        async with asyncio.timeout(exchange.patience()):
            await pool.turns.acquire()
    except TimeoutError:
        raise httpx.PoolTimeout(NO_TURN) from None


class Attempts:
    """Decides after each attempt whether there is another, by the client's `retries`.

    The loop is ours and the policy the library's: the library's own loop is a transport, which would bypass the
    environment's proxies and a caller's httpx client, and doesn't see a body that breaks off.
    """

    def __init__(self, client: Client, operation: Operation[Any]) -> None:
        self.name = operation.name
        self.retry = client.retries
        self.may_repeat = operation.may_repeat
        # What the policy says of GET holds for a POST that only reads.
        method = operation.method if operation.method in IDEMPOTENT else "GET"
        self.allowed = not self.may_repeat or self.retry.is_retryable_method(method)
        self.resubmit = client.resubmit_after_429
        self.made = 0
        self.ends = time.monotonic() + _total_timeout(client, operation)

    def pause(self, outcome: Outcome[Any]) -> float | None:
        """Return the pause before the next attempt in seconds, or None if there is none."""
        error = error_of(outcome)
        self.made += 1
        if error is None:
            return None
        error.attempts = self.made
        if not error.transient or not self.allowed or self.retry.is_exhausted():
            return None
        if not self.may_repeat and not self._not_processed(error):
            return None
        if error.status_code is not None and not self.retry.is_retryable_status_code(error.status_code):
            return None
        self.retry = self.retry.increment()
        if error.retry_after is None or not self.retry.respect_retry_after_header:
            pause = self.retry.backoff_strategy()
        else:
            # Calling earlier than Retry-After says is useless: past the cap, the caller decides.
            pause = error.retry_after if error.retry_after <= self.retry.max_backoff_wait else math.inf
        if pause >= self.ends - time.monotonic():
            return None
        logger.debug("%s: attempt %d: %s; again in %.1f s", self.name, self.made, error, pause)
        return pause

    def _not_processed(self, error: errors.APIError) -> bool:
        """Return whether a request that must not be repeated was certainly not processed, so may be resent."""
        if error.outcome is errors.Outcome.REFUSED and error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return self.resubmit
        return error.outcome is not errors.Outcome.UNKNOWN


class Exchange(Generic[T]):
    """One request and its response: what to send, within which limits, and the outcome. Does no I/O."""

    BROKEN: Final = (httpx.HTTPError, httpx.InvalidURL)

    def __init__(  # noqa: PLR0913 - what a request is
        self,
        client: Client,
        operation: Operation[T],
        parameters: dict[str, str],
        request: dict[str, Any],
        *,
        until: float = math.inf,
        ends: float = math.inf,
    ) -> None:
        self.client, self.operation, self.request = client, operation, request
        self.call = Call(parameters, client.key, operation.may_repeat)
        self.deadline: Deadline | None = None
        self.until = until
        # On the machine's clock, also where the package goes by another: a server takes real time.
        self.began = now = time.monotonic()
        self.ends = min(ends, now + _total_timeout(client, operation))
        timeout = client.timeout
        if timeout.read is not None and timeout.read < operation.read_timeout and not client.bounded:
            timeout = httpx.Timeout(**{**timeout.as_dict(), "read": operation.read_timeout})
        if until != math.inf:
            left = max(until - _clock.current().monotonic(), 0.001)
            self.ends = min(self.ends, now + left)
            timeout = httpx.Timeout(
                **{name: left if limit is None else min(limit, left) for name, limit in timeout.as_dict().items()}
            )
        self.limit = client.max_body_bytes
        self.size = 0
        self.chunks: list[bytes] = []
        self.whole = False  # whether the response was made with its body, in a test: httpx has decoded it then
        self.problem: errors.APIError | None = None
        self.arguments: dict[str, Any] = {
            **request,
            "url": client.base_url + request["url"],
            "headers": client.request_headers(operation.accept, request.get("headers")),
            "auth": client.auth,
            "timeout": timeout,
            # The key goes to the host of base_url only.
            "follow_redirects": False,
        }

    def remaining(self) -> float:
        """Return how long the request may last from now on, in seconds."""
        return self.ends - time.monotonic()

    def patience(self) -> float | None:
        """Return how long to wait for a turn, in seconds; None: without a limit."""
        limit: float | None = self.arguments["timeout"].pool
        patience = min(math.inf if limit is None else limit, max(self.remaining(), 0))
        return None if patience == math.inf else patience

    def add(self, chunk: bytes) -> None:
        """Take a part of the body.

        Raises:
            errors.BodyTooLargeError: The body is larger than the client allows.
            httpx.ReadTimeout: The time is up.
        """
        self.size += len(chunk)
        if self.size > self.limit:
            raise errors.BodyTooLargeError(TOO_LARGE.format(self.limit))
        # The socket's own deadline is at work as well, but not in every transport.
        if time.monotonic() > self.ends or (self.until != math.inf and _clock.current().monotonic() > self.until):
            raise httpx.ReadTimeout(LATE)
        self.chunks.append(chunk)

    def read(self, received: httpx.Response) -> Response[T]:
        """Read the response, once its body is complete or has a problem."""
        content, problem = b"".join(self.chunks), self.problem
        if problem is not None:
            content = b""
        elif not self.whole:
            content, problem = decoded(received.headers, content, self.limit)
        response = read_response(self.operation, self.call, received, content, problem)
        logger.debug("%s: %d after %.3f s", self.operation.name, response.status_code, time.monotonic() - self.began)
        return response

    def broken(self, problem: Exception) -> errors.APIConnectionError:
        """Return the error of a request that got no response."""
        # Before the guard's first write nothing can have been sent; without a guard, the kind of problem decides.
        unsent = self.deadline is not None and self.deadline.unsent
        return _no_response(problem, self.call, self.client.base_url, unsent=unsent)

    def doubtful(self, outcome: Outcome[T]) -> bool:
        """Return whether a response is about something else than was requested, and the request may be repeated."""
        requested = self._requested()
        if requested is None or not self.call.may_repeat or not isinstance(outcome, Response):
            return False
        return outcome.about not in (None, requested, self.client.pools.aliases.get(requested))

    def again(self) -> Exchange[T]:
        """Return the same request, to be made over a fresh connection."""
        parameters = dict(self.call.parameters)
        return Exchange(self.client, self.operation, parameters, self.request, until=self.until, ends=self.ends)

    def settle(self, first: Outcome[T], second: Outcome[T]) -> Outcome[T]:
        """Decide which response counts, once the request was repeated."""
        if not self.doubtful(second):
            return second
        assert isinstance(first, Response)  # noqa: S101 - it was doubtful
        assert isinstance(second, Response)  # noqa: S101 - it is, too
        requested, received = str(self._requested()), str(second.about)
        clean = self.call.key.clean
        shown = f"requested {clean(requested, 100)}, the response is about {clean(received, 100)}"
        if first.about == second.about:
            # A server that names its tasks otherwise: it sends the same id over another connection.
            self.client.pools.name(requested, received)
            logger.warning("%s: %s; it is accepted, since the server repeats it", self.operation.name, shown)
            return second
        error = errors.IdentityMismatchError(shown)
        error.explanation = "A connection is shared or shifted somewhere on the way."
        error.status_code, error.request_id = second.status_code, second.request_id
        self.call.blame(error, errors.Outcome.UNKNOWN)
        error.response = evolve(second, parsed=None, error=error)
        return error.response

    def _requested(self) -> str | None:
        names = iter(self.operation.identity)
        return self.call.parameters.get(next(names, ""))


def _total_timeout(client: Client, operation: Operation[Any]) -> float:
    """Return how long a call may take in all, in seconds: at least as long as the document lets its response take."""
    if client.bounded:
        return client.total_timeout
    return max(client.total_timeout, operation.read_timeout and operation.read_timeout + TO_BEGIN)


def error_of(outcome: Outcome[Any]) -> errors.APIError | None:
    return outcome if isinstance(outcome, errors.APIConnectionError) else outcome.error


def response_of(outcome: Outcome[T]) -> Response[T]:
    if isinstance(outcome, errors.APIConnectionError):
        raise outcome
    return outcome


UNREACHABLE: Final = (ssl.SSLCertVerificationError, socket.gaierror)
NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Problems before anything is sent: no connection, no turn, no TLS, no address."""


def _no_response(problem: Exception, call: Call, server: str, *, unsent: bool) -> errors.APIConnectionError:
    reason = call.key.clean(str(problem), 200)
    late = isinstance(problem, httpx.TimeoutException)
    kind = errors.APITimeoutError if late else errors.APIConnectionError
    error = kind(f"no response from {call.key.clean(server, 200)}: {reason or type(problem).__name__}")
    error.explanation = "The client's timeout was reached." if late else "Check base_url, the network and the proxy."
    permanent = isinstance(problem, (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL))
    error.transient = not permanent
    error.unreachable = any(isinstance(cause, UNREACHABLE) for cause in _chain(problem))
    error.__cause__ = _cause(problem, reason)
    not_sent = unsent or isinstance(problem, NOT_SENT)
    call.blame(error, errors.Outcome.NOT_SENT if not_sent else errors.Outcome.UNKNOWN)
    return error


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__


def _cause(problem: Exception, reason: str) -> Exception:
    """Return a problem anew: its traceback and its request hold the key, its text may."""
    try:
        return type(problem)(reason)
    except TypeError:  # a class of a transport of its own
        return httpx.TransportError(reason)
