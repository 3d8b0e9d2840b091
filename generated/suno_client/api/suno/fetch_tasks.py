# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Fetch tasks: `POST /suno/fetch`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import httpx
from httpx_retries import Retry

from ... import _arguments, _async, _batch, _request, _response, _sync, models
from ..._reader import (
    first_reader,
    union_reader,
)
from ...client import AuthenticatedClient
from ...types import UNSET, Completed, Response, Unset
from ..suno import fetch_task as _polled

__all__ = [
    "as_completed",
    "as_completed_asyncio",
    "asyncio",
    "asyncio_detailed",
    "sync",
    "sync_detailed",
    "wait",
    "wait_asyncio",
]

Body: TypeAlias = models.TasksEnvelope | models.TaskError | models.RelayErrorBody


def __dir__() -> list[str]:
    return __all__


def _get_kwargs(
    *,
    body: models.TasksRequest,
) -> dict[str, Any]:
    return _arguments.build(
        "POST",
        "/suno/fetch",
        (),
        _BODIES,
        body,
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: models.TasksRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Fetch tasks, and return the whole response, whatever it is.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without an error, and the order is not that of the request.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family do (published, derived, observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.
    """
    return _sync.send(
        _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        {},
        _get_kwargs(
            body=body,
        ),
    )


def sync(
    *,
    client: AuthenticatedClient,
    body: models.TasksRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.TasksEnvelope:
    """Fetch tasks.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without an error, and the order is not that of the request.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family do (published, derived, observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks, models

        with AuthenticatedClient() as client:
            result = fetch_tasks.sync(
                client=client,
                body=models.TasksRequest(
                    ids=[
                        "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b",
                        "1fd4223f-d852-5fa6-a67d-93fef2bbff30",
                    ],
                ),
            )
    """
    return _parsed(
        _sync.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {},
            _get_kwargs(
                body=body,
            ),
        )
    )


def as_completed(
    ids: Iterable[str],
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> Iterator[Completed[models.Task]]:
    """Wait for many, and yield each as soon as its state is final or its wait has failed.

    At most 100 are fetched in one request. One that cannot be read in a batch, or that the responses
    leave out, is fetched by itself, and so are all where the server does not serve this operation.

    Args:
        ids: What to wait for; each counts once.
        client: The settings.
        timeout: How long all may take, in seconds; None: for ever.
        return_failed: Count a failure as a state, and not as an error.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the waits survive; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The ends of the waits; `result()` returns the state or raises the error.

    Raises:
        TypeError: The ids are one text, or one of them is of another type than declared; nothing was sent.
        ValueError: An id is empty, or an option is invalid; nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks

        with AuthenticatedClient() as client:
            for completed in fetch_tasks.as_completed(
                ["c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"],
                client=client,
            ):
                print(completed)
    """
    _many = _batch.Many(
        _BATCH,
        _request.ready(_OPERATION, client, extra_headers=extra_headers),
        ids,
        timeout,
        return_failed=return_failed,
        retries=retries,
        enough=until,
    )
    return _batch.as_completed(_many)


def wait(
    ids: Iterable[str],
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> dict[str, models.Task]:
    """Wait until the states of many are final.

    At most 100 are fetched in one request. One that cannot be read in a batch, or that the responses
    leave out, is fetched by itself, and so are all where the server does not serve this operation.

    Args:
        ids: What to wait for; each counts once.
        client: The settings.
        timeout: How long all may take, in seconds; None: for ever.
        return_failed: Count a failure as a state, and not as an error.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the waits survive; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The final states by id, in the order given. A success is returned as the server sent it.

    Raises:
        errors.BatchError: Some did not end well; the error has the states of the others.
        errors.APIError: None ended well, all for one reason.
        TypeError: The ids are one text, or one of them is of another type than declared; nothing was sent.
        ValueError: An id is empty, or an option is invalid; nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks

        with AuthenticatedClient() as client:
            result = fetch_tasks.wait(["c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"], client=client)
    """
    return _batch.wait(
        _batch.Many(
            _BATCH,
            _request.ready(_OPERATION, client, extra_headers=extra_headers),
            ids,
            timeout,
            return_failed=return_failed,
            retries=retries,
            enough=until,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: models.TasksRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Fetch tasks, and return the whole response, whatever it is.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without an error, and the order is not that of the request.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family do (published, derived, observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.
    """
    return await _async.send(
        _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        {},
        _get_kwargs(
            body=body,
        ),
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: models.TasksRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.TasksEnvelope:
    """Fetch tasks.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without an error, and the order is not that of the request.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family do (published, derived, observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.
        timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
            `httpx.Timeout`, for the phases of each request. Default: the client's.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try again, or an `httpx_retries.Retry`; default: the client's.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks, models

        async with AuthenticatedClient() as client:
            result = await fetch_tasks.asyncio(
                client=client,
                body=models.TasksRequest(
                    ids=[
                        "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b",
                        "1fd4223f-d852-5fa6-a67d-93fef2bbff30",
                    ],
                ),
            )
    """
    return _parsed(
        await _async.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {},
            _get_kwargs(
                body=body,
            ),
        )
    )


def as_completed_asyncio(
    ids: Iterable[str],
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> AsyncIterator[Completed[models.Task]]:
    """Wait for many, and yield each as soon as its state is final or its wait has failed.

    At most 100 are fetched in one request. One that cannot be read in a batch, or that the responses
    leave out, is fetched by itself, and so are all where the server does not serve this operation.

    Args:
        ids: What to wait for; each counts once.
        client: The settings.
        timeout: How long all may take, in seconds; None: for ever.
        return_failed: Count a failure as a state, and not as an error.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the waits survive; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The ends of the waits; `result()` returns the state or raises the error.

    Raises:
        TypeError: The ids are one text, or one of them is of another type than declared; nothing was sent.
        ValueError: An id is empty, or an option is invalid; nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks

        async with AuthenticatedClient() as client:
            async for completed in fetch_tasks.as_completed_asyncio(
                ["c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"],
                client=client,
            ):
                print(completed)
    """
    _many = _batch.Many(
        _BATCH,
        _request.ready(_OPERATION, client, extra_headers=extra_headers),
        ids,
        timeout,
        return_failed=return_failed,
        retries=retries,
        enough=until,
    )
    return _batch.as_completed_asyncio(_many)


async def wait_asyncio(
    ids: Iterable[str],
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
    extra_headers: Mapping[str, str] | None = None,
    retries: int | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> dict[str, models.Task]:
    """Wait until the states of many are final.

    At most 100 are fetched in one request. One that cannot be read in a batch, or that the responses
    leave out, is fetched by itself, and so are all where the server does not serve this operation.

    Args:
        ids: What to wait for; each counts once.
        client: The settings.
        timeout: How long all may take, in seconds; None: for ever.
        return_failed: Count a failure as a state, and not as an error.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How many transient errors in a row the waits survive; default: any number.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The final states by id, in the order given. A success is returned as the server sent it.

    Raises:
        errors.BatchError: Some did not end well; the error has the states of the others.
        errors.APIError: None ended well, all for one reason.
        TypeError: The ids are one text, or one of them is of another type than declared; nothing was sent.
        ValueError: An id is empty, or an option is invalid; nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, fetch_tasks

        async with AuthenticatedClient() as client:
            result = await fetch_tasks.wait_asyncio(
                ["c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"],
                client=client,
            )
    """
    return await _batch.wait_asyncio(
        _batch.Many(
            _BATCH,
            _request.ready(_OPERATION, client, extra_headers=extra_headers),
            ids,
            timeout,
            return_failed=return_failed,
            retries=retries,
            enough=until,
        )
    )


_parsed: Final[Callable[[Response[Body]], models.TasksEnvelope]] = _request.parsed
_PARAMETERS: Final = ()
_BODIES: Final = (_arguments.Body("application/json", "json", models.TasksRequest),)
_OPERATION: Final[_response.Operation[Body]] = _response.Operation(
    name="fetch_tasks",
    method="POST",
    path="/suno/fetch",
    repeatable=True,
    secured=True,
    readers={
        200: models.TasksEnvelope._read,
        400: models.TaskError._read,
        401: models.RelayErrorBody._read,
        403: models.RelayErrorBody._read,
        429: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        500: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        503: models.RelayErrorBody._read,
    },
    success=models.TasksEnvelope._read,
    explanations={
        400: "The body is no list of ids. The relay labels this JSON as plain text.",
        401: "No key, or one that is unknown, expired, disabled, or whose quota is used up.",
        403: "The key works, but not for this; see the 403 of `fetch_task`.",
        429: ("Saturation, or a limiter, which may send no body at all. Some send a Retry-After and some do not."),
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
)
_BATCH: Final[_batch.Batch[Any, models.Task]] = _batch.Batch(
    operation=_OPERATION,
    media_type="application/json",
    ids=("ids",),
    items=("data",),
    key=("task_id",),
    read=models.Task._read,
    max=100,
    single=_polled._OPERATION,
    polling=_polled._POLLING,
    inside=1,
    parameter="task_id",
    build=_polled._get_kwargs,
)
