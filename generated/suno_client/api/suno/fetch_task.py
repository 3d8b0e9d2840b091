# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Fetch a task: `GET /suno/fetch/{task_id}`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import httpx
from httpx_retries import Retry

from ... import _arguments, _async, _polling, _request, _response, _running, _sync, errors, models
from ..._reader import (
    first_reader,
    union_reader,
)
from ...client import AuthenticatedClient
from ...types import UNSET, Response, Unset

__all__ = [
    "asyncio",
    "asyncio_detailed",
    "poll",
    "poll_asyncio",
    "sync",
    "sync_detailed",
    "wait",
    "wait_asyncio",
]

Body: TypeAlias = models.TaskEnvelope | models.TaskError | models.RelayErrorBody | models.UnservedPathBody


def __dir__() -> list[str]:
    return __all__


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:
    return _arguments.build(
        "GET",
        "/suno/fetch/{task_id}",
        ((_PARAMETERS[0], task_id),),
    )


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Fetch a task, and return the whole response, whatever it is.

    Reads the stored state of one task. The relay refreshes a running task from upstream every 15 seconds
    (derived), so polling much faster shows nothing new.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.
    """
    return _sync.send(
        _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        {
            "task_id": str(task_id),
        },
        _get_kwargs(
            task_id,
        ),
    )


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.TaskEnvelope:
    """Fetch a task.

    Reads the stored state of one task. The relay refreshes a running task from upstream every 15 seconds
    (derived), so polling much faster shows nothing new.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        with AuthenticatedClient() as client:
            result = fetch_task.sync("c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b", client=client)
    """
    return _parsed(
        _sync.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {
                "task_id": str(task_id),
            },
            _get_kwargs(
                task_id,
            ),
        )
    )


def poll(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> Iterator[models.Task]:
    """Poll until the state is final, and yield every new state, also if the last one is a failure.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the wait survives; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The states, the last one final.

    Raises:
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: A permanent error: the key is refused, the id is unknown, the path is not served, or
            several responses in a row cannot be read. Other transient errors do not end the wait.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        with AuthenticatedClient() as client:
            for state in fetch_task.poll("c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b", client=client):
                print(state)
    """
    return _sync.follow(
        *_running.begin(
            _request.ready(_OPERATION, client, extra_headers=extra_headers),
            _OPERATION,
            _POLLING,
            {
                "task_id": str(task_id),
            },
            _get_kwargs(
                task_id,
            ),
            timeout=timeout,
            retries=retries,
            enough=until,
        )
    )


def wait(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> models.Task:
    """Wait until the state is final.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the wait survives; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.
        return_failed: Return a failure instead of raising it.

    Returns:
        The final state. A success is returned as the server sent it, also where the document promises more.

    Raises:
        errors.TaskFailedError: It is a failure; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: A permanent error: the key is refused, the id is unknown, the path is not served, or
            several responses in a row cannot be read. Other transient errors do not end the wait.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        with AuthenticatedClient() as client:
            result = fetch_task.wait("c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b", client=client)
    """
    _poller, _polled_request = _running.begin(
        _request.ready(_OPERATION, client, extra_headers=extra_headers),
        _OPERATION,
        _POLLING,
        {
            "task_id": str(task_id),
        },
        _get_kwargs(
            task_id,
        ),
        timeout=timeout,
        retries=retries,
        enough=until,
    )
    _sync.finish(_poller, _polled_request)
    return _poller.result(return_failed=return_failed)


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Fetch a task, and return the whole response, whatever it is.

    Reads the stored state of one task. The relay refreshes a running task from upstream every 15 seconds
    (derived), so polling much faster shows nothing new.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.
    """
    return await _async.send(
        _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        {
            "task_id": str(task_id),
        },
        _get_kwargs(
            task_id,
        ),
    )


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.TaskEnvelope:
    """Fetch a task.

    Reads the stored state of one task. The relay refreshes a running task from upstream every 15 seconds
    (derived), so polling much faster shows nothing new.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        async with AuthenticatedClient() as client:
            result = await fetch_task.asyncio("c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b", client=client)
    """
    return _parsed(
        await _async.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {
                "task_id": str(task_id),
            },
            _get_kwargs(
                task_id,
            ),
        )
    )


def poll_asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> AsyncIterator[models.Task]:
    """Poll until the state is final, and yield every new state, also if the last one is a failure.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the wait survives; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The states, the last one final.

    Raises:
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: A permanent error: the key is refused, the id is unknown, the path is not served, or
            several responses in a row cannot be read. Other transient errors do not end the wait.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        async with AuthenticatedClient() as client:
            async for state in fetch_task.poll_asyncio(
                "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b",
                client=client,
            ):
                print(state)
    """
    return _async.follow(
        *_running.begin(
            _request.ready(_OPERATION, client, extra_headers=extra_headers),
            _OPERATION,
            _POLLING,
            {
                "task_id": str(task_id),
            },
            _get_kwargs(
                task_id,
            ),
            timeout=timeout,
            retries=retries,
            enough=until,
        )
    )


async def wait_asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> models.Task:
    """Wait until the state is final.

    Args:
        task_id: The id that the submission returned: an opaque string. Seen: UUID (documented), 32
            hexadecimal digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the wait survives; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.
        return_failed: Return a failure instead of raising it.

    Returns:
        The final state. A success is returned as the server sent it, also where the document promises more.

    Raises:
        errors.TaskFailedError: It is a failure; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: A permanent error: the key is refused, the id is unknown, the path is not served, or
            several responses in a row cannot be read. Other transient errors do not end the wait.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_task

        async with AuthenticatedClient() as client:
            result = await fetch_task.wait_asyncio(
                "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b",
                client=client,
            )
    """
    _poller, _polled_request = _running.begin(
        _request.ready(_OPERATION, client, extra_headers=extra_headers),
        _OPERATION,
        _POLLING,
        {
            "task_id": str(task_id),
        },
        _get_kwargs(
            task_id,
        ),
        timeout=timeout,
        retries=retries,
        enough=until,
    )
    await _async.finish(_poller, _polled_request)
    return _poller.result(return_failed=return_failed)


_parsed: Final[Callable[[Response[Body]], models.TaskEnvelope]] = _request.parsed
_PARAMETERS: Final = (_arguments.Parameter("task_id", "path", str, explode=False),)
_OPERATION: Final[_response.Operation[Body]] = _response.Operation(
    name="fetch_task",
    method="GET",
    path="/suno/fetch/{task_id}",
    repeatable=True,
    secured=True,
    readers={
        200: models.TaskEnvelope._read,
        400: models.TaskError._read,
        401: models.RelayErrorBody._read,
        403: models.RelayErrorBody._read,
        404: union_reader({dict: first_reader(models.TaskError._read, models.UnservedPathBody._read)}),
        429: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        500: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        503: models.RelayErrorBody._read,
    },
    success=models.TaskEnvelope._read,
    kinds={
        400: {
            "task_not_exist": errors.NotFoundError,
        },
    },
    explanations={
        400: "The id is unknown, or it is another user's task.",
        401: (
            "No key, or one that is unknown, expired, disabled, or whose quota is used up: then a finished "
            "task cannot be read either."
        ),
        403: (
            "The key works, but not for this. Above all: a key with a list of allowed models is refused for "
            "every fetch, even of a task that it submitted itself. Also: a banned user, an IP address that is "
            "not on the key's list, or a key of a group that no longer exists."
        ),
        404: (
            "Either the id is unknown (relays of the one-hub branch), or the base URL is wrong: for example, "
            "it ends with `/v1` (`invalid_request_error`)."
        ),
        429: (
            "Saturation, or a limiter of a fork or a proxy in front, which may send no body at all. Some send "
            "a Retry-After and some do not."
        ),
        500: "Database or upstream trouble, or a panic of the relay.",
        503: "The overload guard, which responds before it checks the key.",
    },
    error_shapes=(
        (("error", "code"), ("error", "message")),
        (("error", "code"), ("error", "message")),
        (("code",), ("message",)),
    ),
    success_error=_response.SuccessError(
        code=("code",),
        message=("message",),
        result=("data",),
        success=frozenset(("success",)),
    ),
    request_id_header="x-oneapi-request-id",
    identity={
        "task_id": ("data", "task_id"),
    },
)
_POLLING: Final[_polling.Polling[Body, models.Task]] = _polling.Polling(
    types=(models.Task,),
    result=("data",),
    status=("data", "status"),
    reason=("data", "fail_reason"),
    success=frozenset(["SUCCESS", "COMPLETE"]),
    failure=frozenset(["FAILURE", "FAIL", "FAILED"]),
    equals=((("data", "progress"), "100%"),),
    present=(("data", "fail_reason"),),
    schedule=(
        _polling.Phase(interval=3, growth=1, max=3, until=12),
        _polling.Phase(interval=20, growth=1.5, max=40, until=92),
        _polling.Phase(interval=9, growth=1, max=9, until=210),
        _polling.Phase(interval=10, growth=1.5, max=30),
    ),
    schedule_by=("data", "action"),
    schedules={
        "LYRICS": (
            _polling.Phase(interval=3, growth=1, max=3, until=12),
            _polling.Phase(interval=5, growth=1, max=5, until=90),
            _polling.Phase(interval=5, growth=1.2, max=7.5),
        ),
        "MUSIC": (
            _polling.Phase(interval=12, growth=1, max=12, until=12),
            _polling.Phase(interval=40, growth=1, max=40, until=92),
            _polling.Phase(interval=8, growth=1, max=8, until=240),
            _polling.Phase(interval=10, growth=1.5, max=30),
        ),
    },
    jitter=0.1,
    identity=("data", "task_id"),
)
