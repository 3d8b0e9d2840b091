# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Fetch tasks: `POST /suno/fetch`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from ... import _answer, _arguments, _request, models
from ..._reader import (
    first_reader,
    union_reader,
)
from ...client import AuthenticatedClient
from ...types import Response

__all__ = [
    "asyncio",
    "asyncio_detailed",
    "sync",
    "sync_detailed",
]

Answer: TypeAlias = models.TasksEnvelope | models.TaskError | models.RelayErrorBody


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
) -> Response[Answer]:
    """Fetch tasks, and return the whole response, whatever it is.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without a word, and the order is not that of the request.

    Not the provider's word: the provider's menu has the title and the method, and no more (published, derived,
    observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared; nothing was sent.
        ValueError: A path parameter is empty or would leave the route, or the body breaks its
            declared type: the message has the JSON Pointer; nothing was sent.
    """
    return _request.send(
        client,
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
) -> models.TasksEnvelope:
    """Fetch tasks.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without a word, and the order is not that of the request.

    Not the provider's word: the provider's menu has the title and the method, and no more (published, derived,
    observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared; nothing was sent.
        ValueError: A path parameter is empty or would leave the route, or the body breaks its
            declared type: the message has the JSON Pointer; nothing was sent.
    """
    return _parsed(
        _request.send(
            client,
            _OPERATION,
            {},
            _get_kwargs(
                body=body,
            ),
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: models.TasksRequest,
) -> Response[Answer]:
    """Fetch tasks, and return the whole response, whatever it is.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without a word, and the order is not that of the request.

    Not the provider's word: the provider's menu has the title and the method, and no more (published, derived,
    observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.

    Returns:
        The status, the headers, the body, the parsed body or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No response arrived.
        TypeError: A parameter is of another type than declared; nothing was sent.
        ValueError: A path parameter is empty or would leave the route, or the body breaks its
            declared type: the message has the JSON Pointer; nothing was sent.
    """
    return await _request.send_asyncio(
        client,
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
) -> models.TasksEnvelope:
    """Fetch tasks.

    Reads the stored state of many tasks in one request; it changes nothing and is not charged. A task that is
    unknown, or
    another user's, is missing from the response without a word, and the order is not that of the request.

    Not the provider's word: the provider's menu has the title and the method, and no more (published, derived,
    observed).

    Args:
        client: The settings, with the key.
        body: Which tasks.

    Returns:
        What the server responded.

    Raises:
        errors.APIError: No response arrived, or it is not a success, or it can't be read.
        TypeError: A parameter is of another type than declared; nothing was sent.
        ValueError: A path parameter is empty or would leave the route, or the body breaks its
            declared type: the message has the JSON Pointer; nothing was sent.
    """
    return _parsed(
        await _request.send_asyncio(
            client,
            _OPERATION,
            {},
            _get_kwargs(
                body=body,
            ),
        )
    )


_parsed: Final[Callable[[Response[Answer]], models.TasksEnvelope]] = _request.parsed
_PARAMETERS: Final = ()
_BODIES: Final = (_arguments.Body("application/json", "json", models.TasksRequest),)
_OPERATION: Final[_answer.Operation[Answer]] = _answer.Operation(
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
        503: "The overload guard, which answers before it looks at the key.",
    },
    error_shapes=(
        (("error", "code"), ("error", "message")),
        (("error", "code"), ("error", "message")),
        (("code",), ("message",)),
    ),
    success_error=_answer.SuccessError(
        code=("code",),
        message=("message",),
        result=("data",),
        success=frozenset(("success",)),
    ),
    request_id_header="x-oneapi-request-id",
)
