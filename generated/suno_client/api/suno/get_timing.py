# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Get timing: `GET /suno/act/timing/{clip_id}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import httpx
from httpx_retries import Retry

from ... import _arguments, _async, _request, _response, _sync, errors, models
from ..._reader import (
    first_reader,
    union_reader,
)
from ...client import AuthenticatedClient
from ...types import UNSET, Response, Unset

__all__ = [
    "asyncio",
    "asyncio_detailed",
    "sync",
    "sync_detailed",
]

Body: TypeAlias = models.Timing | models.TaskError | models.RelayErrorBody


def __dir__() -> list[str]:
    return __all__


def _get_kwargs(
    clip_id: str,
) -> dict[str, Any]:
    return _arguments.build(
        "GET",
        "/suno/act/timing/{clip_id}",
        ((_PARAMETERS[0], clip_id),),
    )


def sync_detailed(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Get timing, and return the whole response, whatever it is.

    Reads when each word of a song is sung, to show lyrics along with the music.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family publish. A clip that the relay does not
    know is an error with status 200.

    Args:
        clip_id: The clip's id, not the task's.
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
            "clip_id": str(clip_id),
        },
        _get_kwargs(
            clip_id,
        ),
    )


def sync(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.Timing | models.TaskError:
    """Get timing.

    Reads when each word of a song is sung, to show lyrics along with the music.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family publish. A clip that the relay does not
    know is an error with status 200.

    Args:
        clip_id: The clip's id, not the task's.
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

        from suno_client import AuthenticatedClient, get_timing

        with AuthenticatedClient() as client:
            result = get_timing.sync("f15faa7c-1bb0-47de-926c-1618ac57e744", client=client)
    """
    return _parsed(
        _sync.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {
                "clip_id": str(clip_id),
            },
            _get_kwargs(
                clip_id,
            ),
        )
    )


async def asyncio_detailed(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Get timing, and return the whole response, whatever it is.

    Reads when each word of a song is sung, to show lyrics along with the music.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family publish. A clip that the relay does not
    know is an error with status 200.

    Args:
        clip_id: The clip's id, not the task's.
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
            "clip_id": str(clip_id),
        },
        _get_kwargs(
            clip_id,
        ),
    )


async def asyncio(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.Timing | models.TaskError:
    """Get timing.

    Reads when each word of a song is sung, to show lyrics along with the music.

    The provider documents only the title and the method of this operation.
    The rest is what other relays of the family publish. A clip that the relay does not
    know is an error with status 200.

    Args:
        clip_id: The clip's id, not the task's.
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

        from suno_client import AuthenticatedClient, get_timing

        async with AuthenticatedClient() as client:
            result = await get_timing.asyncio("f15faa7c-1bb0-47de-926c-1618ac57e744", client=client)
    """
    return _parsed(
        await _async.send(
            _request.ready(_OPERATION, client, timeout=timeout, extra_headers=extra_headers, retries=retries),
            _OPERATION,
            {
                "clip_id": str(clip_id),
            },
            _get_kwargs(
                clip_id,
            ),
        )
    )


_parsed: Final[Callable[[Response[Body]], models.Timing | models.TaskError]] = _request.parsed
_PARAMETERS: Final = (_arguments.Parameter("clip_id", "path", str, explode=False),)
_OPERATION: Final[_response.Operation[Body]] = _response.Operation(
    name="get_timing",
    method="GET",
    path="/suno/act/timing/{clip_id}",
    repeatable=True,
    secured=True,
    readers={
        200: union_reader({dict: first_reader(models.Timing._read, models.TaskError._read)}),
        401: models.RelayErrorBody._read,
        403: models.RelayErrorBody._read,
        429: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        500: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        503: models.RelayErrorBody._read,
    },
    success=union_reader({dict: first_reader(models.Timing._read, models.TaskError._read)}),
    kinds={
        200: {
            "task_not_exist": errors.NotFoundError,
        },
    },
    explanations={
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
        result=("aligned_words",),
        success=frozenset(("success",)),
    ),
    request_id_header="x-oneapi-request-id",
)
