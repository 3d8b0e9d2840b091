# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
"""Fetch a task: `GET /suno/fetch/{task_id}`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias, cast

from ... import errors
from ..._answer import Operation
from ..._polling import Outcome, Phase, Poller, Polling, finish, finish_asyncio, follow, follow_asyncio
from ..._reader import (
    first_reader,
    union_reader,
)
from ..._request import attempt, attempt_asyncio, path_segment, send, send_asyncio
from ...client import AuthenticatedClient
from ...models import Task
from ...models.relay_error_body import RelayErrorBody
from ...models.task_envelope import TaskEnvelope
from ...models.task_error import TaskError
from ...types import Response

Answer: TypeAlias = TaskEnvelope | TaskError | RelayErrorBody

_OPERATION: Final[Operation[Answer]] = Operation(
    name="fetch_task",
    method="GET",
    readers={
        200: TaskEnvelope._read,
        400: TaskError._read,
        401: RelayErrorBody._read,
        403: RelayErrorBody._read,
        404: TaskError._read,
        429: union_reader(
            {
                dict: first_reader(TaskError._read, RelayErrorBody._read),
            }
        ),
        500: union_reader(
            {
                dict: first_reader(TaskError._read, RelayErrorBody._read),
            }
        ),
        503: RelayErrorBody._read,
    },
    kinds={
        400: {
            "task_not_exist": errors.NotFoundError,
        },
        429: {
            "insufficient_user_quota": errors.PermissionDeniedError,
        },
    },
    explanations={
        400: "The id is unknown, or it is another user's task.",
        401: "No key, or one that is unknown, expired, disabled, or whose quota is used up: then a finished task cannot be read either.",
        403: "The user is banned, the IP is not on the key's list, or the key may not use the group or model.",
        404: "The id is unknown, on the one-hub branch of the family.",
        429: "Saturation, or a limiter of a fork or a proxy in front, which may send no body at all; sometimes an empty balance in disguise (`insufficient_user_quota`).",
        500: "Database or upstream trouble, or a panic of the relay.",
        503: "The overload guard, which answers before it looks at the key.",
    },
    error_shapes=(
        (["error", "code"], ["error", "message"]),
        (["code"], ["message"]),
    ),
    request_id_header="x-oneapi-request-id",
)


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": _OPERATION.method,
        "url": "/suno/fetch/{task_id}".format(
            task_id=path_segment("task_id", task_id),
        ),
    }
    return _kwargs


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Answer]:
    """Fetch a task, and give the whole answer, whatever it is.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.

    Returns:
        The answer: status, headers, body, the parsed value or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No answer came.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    return send(
        client,
        _OPERATION,
        {"task_id": task_id},
        _get_kwargs(
            task_id=task_id,
        ),
    )


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> TaskEnvelope:
    """Fetch a task.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.

    Returns:
        What the server answered.

    Raises:
        errors.APIError: No answer came, or it is not a success, or it can't be read. See `errors` for the classes.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    response = sync_detailed(
        task_id=task_id,
        client=client,
    )
    if response.error is not None:
        raise response.error
    return cast("TaskEnvelope", response.parsed)


def poll(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
) -> Iterator[Task]:
    """Look again and again, and yield every new state until the last one, also if that is a failure.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.

    Returns:
        The states, the last one final.

    Raises:
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: An answer that waiting can't mend: the key is refused, there is no such thing, the path is not
            served, the body is not of the declared shape. Transient trouble never ends the wait.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    poller, look = _begin(task_id=task_id, client=client, timeout=timeout)
    return follow(poller, look)


def wait(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
) -> Task:
    """Wait until the state is final.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        return_failed: Return a failure instead of raising it.

    Returns:
        The final state.

    Raises:
        errors.TaskFailedError: It is a failure; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: An answer that waiting can't mend: the key is refused, there is no such thing, the path is not
            served, the body is not of the declared shape. Transient trouble never ends the wait.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    poller, look = _begin(task_id=task_id, client=client, timeout=timeout)
    finish(poller, look)
    return poller.result(return_failed=return_failed)


def _begin(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None,
) -> tuple[Poller[Answer, Task], Callable[[float], Outcome[Answer]]]:
    parameters = {"task_id": task_id}
    request = _get_kwargs(
        task_id=task_id,
    )
    poller = Poller(_POLLING, parameters, timeout)
    return poller, partial(attempt, client, _OPERATION, parameters, request)


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Answer]:
    """Fetch a task, and give the whole answer, whatever it is.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.

    Returns:
        The answer: status, headers, body, the parsed value or None, and which error it is, if any.

    Raises:
        errors.APIConnectionError: No answer came.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    return await send_asyncio(
        client,
        _OPERATION,
        {"task_id": task_id},
        _get_kwargs(
            task_id=task_id,
        ),
    )


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> TaskEnvelope:
    """Fetch a task.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.

    Returns:
        What the server answered.

    Raises:
        errors.APIError: No answer came, or it is not a success, or it can't be read. See `errors` for the classes.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    response = await asyncio_detailed(
        task_id=task_id,
        client=client,
    )
    if response.error is not None:
        raise response.error
    return cast("TaskEnvelope", response.parsed)


def poll_asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
) -> AsyncIterator[Task]:
    """Look again and again, and yield every new state until the last one, also if that is a failure.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.

    Returns:
        The states, the last one final.

    Raises:
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: An answer that waiting can't mend: the key is refused, there is no such thing, the path is not
            served, the body is not of the declared shape. Transient trouble never ends the wait.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    poller, look = _begin_asyncio(task_id=task_id, client=client, timeout=timeout)
    return follow_asyncio(poller, look)


async def wait_asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None = 600,
    return_failed: bool = False,
) -> Task:
    """Wait until the state is final.

    Args:
        task_id: The id that the submission answered: an opaque string. Seen: UUID (documented), 32 hexadecimal
            digits, 19 decimal digits (never read it as a number), `task_` and 32 alphanumerics.
        client: The settings, with the key.
        timeout: How long the whole wait may take, in seconds; None: for ever.
        return_failed: Return a failure instead of raising it.

    Returns:
        The final state.

    Raises:
        errors.TaskFailedError: It is a failure; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: An answer that waiting can't mend: the key is refused, there is no such thing, the path is not
            served, the body is not of the declared shape. Transient trouble never ends the wait.
        ValueError: A path parameter is empty or would leave the route; nothing was sent.
    """
    poller, look = _begin_asyncio(task_id=task_id, client=client, timeout=timeout)
    await finish_asyncio(poller, look)
    return poller.result(return_failed=return_failed)


def _begin_asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
    timeout: float | None,
) -> tuple[Poller[Answer, Task], Callable[[float], Awaitable[Outcome[Answer]]]]:
    parameters = {"task_id": task_id}
    request = _get_kwargs(
        task_id=task_id,
    )
    poller = Poller(_POLLING, parameters, timeout)
    return poller, partial(attempt_asyncio, client, _OPERATION, parameters, request)


def _result(answer: Answer | None) -> Task | None:
    result = answer.data if isinstance(answer, TaskEnvelope) else None
    return result if isinstance(result, Task) else None


_POLLING: Final[Polling[Answer, Task]] = Polling(
    result=_result,
    status=lambda result: result.status,
    reason=lambda result: result.fail_reason,
    success=frozenset(["SUCCESS"]),
    failure=frozenset(["FAILURE"]),
    schedule=(
        Phase(interval=3, growth=1, max=3, until=12),
        Phase(interval=20, growth=1.5, max=40, until=92),
        Phase(interval=9, growth=1, max=9, until=210),
        Phase(interval=10, growth=1.5, max=30),
    ),
    jitter=0.1,
)
