# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""Submit music: `POST /suno/submit/music`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import httpx
from httpx_retries import Retry

from ... import _arguments, _async, _request, _response, _running, _sync, errors, models
from ..._reader import (
    first_reader,
    union_reader,
)
from ...client import AuthenticatedClient
from ...types import UNSET, Response, Unset
from ..suno import fetch_task as _polled

__all__ = [
    "asyncio",
    "asyncio_detailed",
    "run",
    "run_asyncio",
    "sync",
    "sync_detailed",
]

Body: TypeAlias = models.SubmissionEnvelope | models.TaskError | models.RelayErrorBody


def __dir__() -> list[str]:
    return __all__


def _get_kwargs(
    *,
    body: models.MusicRequest,
) -> dict[str, Any]:
    return _arguments.build(
        "POST",
        "/suno/submit/music",
        (),
        _BODIES,
        body,
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: models.MusicRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Submit music, and return the whole response, whatever it is.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
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
    body: models.MusicRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.SubmissionEnvelope:
    """Submit music.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
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

        from suno_client import AuthenticatedClient, models, submit_music

        with AuthenticatedClient() as client:
            result = submit_music.sync(
                client=client,
                body=models.MusicRequest(
                    gpt_description_prompt="an evening at the harbour",
                    mv="chirp-v4",
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


def run(
    *,
    client: AuthenticatedClient,
    body: models.MusicRequest,
    timeout: float | None = 600,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
    return_failed: bool = False,
    on_submitted: Callable[[str], object] | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> models.Task:
    """Submit music, once, and wait until what was submitted is final.

    It is not submitted again where it may have been processed. Its id is logged, stands in every later error,
    and is in a note of what interrupts the wait, such as `KeyboardInterrupt`.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
        timeout: How long the wait after the submission may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try the submission again, or an `httpx_retries.Retry`; default: the client's.
        return_failed: Return a failure instead of raising it.
        on_submitted: Called with the id as soon as it is known.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The final state. A success is returned as the server sent it, also where the document promises more.

    Raises:
        errors.TaskFailedError: It has failed; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: The submission failed, or the wait; `outcome` is "accepted" where it was submitted, and
            `parameters` have its id then.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, models, submit_music

        with AuthenticatedClient() as client:
            result = submit_music.run(
                client=client,
                body=models.MusicRequest(
                    gpt_description_prompt="an evening at the harbour",
                    mv="chirp-v4",
                ),
            )
    """
    _submission = _running.Submission(
        _request.ready(_OPERATION, client, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        _LINK,
        timeout,
        on_submitted,
        until,
        in_task=False,
    )
    return _sync.run(
        _submission,
        {},
        _get_kwargs(
            body=body,
        ),
        return_failed=return_failed,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: models.MusicRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> Response[Body]:
    """Submit music, and return the whole response, whatever it is.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
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
    body: models.MusicRequest,
    timeout: httpx.Timeout | float | Unset | None = UNSET,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
) -> models.SubmissionEnvelope:
    """Submit music.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
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

        from suno_client import AuthenticatedClient, models, submit_music

        async with AuthenticatedClient() as client:
            result = await submit_music.asyncio(
                client=client,
                body=models.MusicRequest(
                    gpt_description_prompt="an evening at the harbour",
                    mv="chirp-v4",
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


async def run_asyncio(
    *,
    client: AuthenticatedClient,
    body: models.MusicRequest,
    timeout: float | None = 600,
    extra_headers: Mapping[str, str] | None = None,
    retries: Retry | int | None = None,
    return_failed: bool = False,
    on_submitted: Callable[[str], object] | None = None,
    until: Callable[[models.Task], bool] | None = None,
) -> models.Task:
    """Submit music, once, and wait until what was submitted is final.

    It is not submitted again where it may have been processed. Its id is logged, stands in every later error,
    and is in a note of what interrupts the wait, such as `KeyboardInterrupt`.

    Submits a task that makes songs, usually two, and returns its id. **It is charged**, once for the
    submission.

    The provider documents only the title and the method of this operation. The path, the fields and the
    responses
    are those of other relays of the family (published, derived, observed).

    **A misspelt field is not refused.** A relay drops what it does not know, makes a plain song and charges for
    it. There is no
    idempotency key, and no way to find out whether a submission arrived: after a timeout or a lost connection
    the song may
    have been made.

    Left out: stems (seven different ways are known, one of them this operation with `task: gen_stem`, whose
    response
    has no id), uploads, the concat that joins a continuation to its song, and the creation of personas.

    Args:
        client: The settings, with the key.
        body: What to make. Without a Content-Type of JSON the relay fails.
        timeout: How long the wait after the submission may take, in seconds; None: for ever.
        extra_headers: Headers to send beside those of the client, or in their place.
        retries: How often to try the submission again, or an `httpx_retries.Retry`; default: the client's.
        return_failed: Return a failure instead of raising it.
        on_submitted: Called with the id as soon as it is known; an awaitable that it returns is awaited.
        until: A function of a successful state: the wait goes on while it returns False. When the time is up,
            the last success is returned all the same.

    Returns:
        The final state. A success is returned as the server sent it, also where the document promises more.

    Raises:
        errors.TaskFailedError: It has failed; the error has it.
        errors.WaitTimeoutError: The time is up; the error has the last state seen.
        errors.APIError: The submission failed, or the wait; `outcome` is "accepted" where it was submitted, and
            `parameters` have its id then.
        TypeError: A parameter is of another type than declared, or `client` is not a client; nothing was sent.
        ValueError: A path parameter is empty or a dot segment, or an option is invalid, or the
            body breaks its declared type: the message has the JSON Pointer.
            Nothing was sent.

    Example::

        from suno_client import AuthenticatedClient, models, submit_music

        async with AuthenticatedClient() as client:
            result = await submit_music.run_asyncio(
                client=client,
                body=models.MusicRequest(
                    gpt_description_prompt="an evening at the harbour",
                    mv="chirp-v4",
                ),
            )
    """
    _submission = _running.Submission(
        _request.ready(_OPERATION, client, extra_headers=extra_headers, retries=retries),
        _OPERATION,
        _LINK,
        timeout,
        on_submitted,
        until,
        in_task=True,
    )
    return await _async.run(
        _submission,
        {},
        _get_kwargs(
            body=body,
        ),
        return_failed=return_failed,
    )


_parsed: Final[Callable[[Response[Body]], models.SubmissionEnvelope]] = _request.parsed
_PARAMETERS: Final = ()
_BODIES: Final = (_arguments.Body("application/json", "json", models.MusicRequest),)
_OPERATION: Final[_response.Operation[Body]] = _response.Operation(
    name="submit_music",
    method="POST",
    path="/suno/submit/music",
    repeatable=False,
    secured=True,
    readers={
        200: models.SubmissionEnvelope._read,
        400: models.TaskError._read,
        401: union_reader({dict: first_reader(models.RelayErrorBody._read, models.TaskError._read)}),
        402: models.TaskError._read,
        403: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        413: models.TaskError._read,
        429: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        500: union_reader({dict: first_reader(models.TaskError._read, models.RelayErrorBody._read)}),
        503: union_reader({dict: first_reader(models.RelayErrorBody._read, models.TaskError._read)}),
        4: models.TaskError._read,
        5: models.TaskError._read,
    },
    success=models.SubmissionEnvelope._read,
    kinds={
        401: {
            "fail_to_fetch_task": errors.ServerError,
        },
        402: {
            "insufficient_user_quota": errors.PermissionDeniedError,
        },
        503: {
            "fail_to_fetch_task": errors.ServerError,
        },
        4: {
            "fail_to_fetch_task": errors.ServerError,
        },
        5: {
            "fail_to_fetch_task": errors.ServerError,
        },
    },
    explanations={
        400: (
            "The body is no JSON, has a value of the wrong type, or lacks what the operation needs. Nothing was made."
        ),
        401: (
            "No key, or one that is unknown, expired, disabled or used up; or the upstream refused the "
            "relay's own key (`fail_to_fetch_task`), which is the relay's trouble. Nothing was made."
        ),
        402: "The balance is too low, on relays of the one-hub branch. Nothing was made.",
        403: (
            "The balance of the account or of the key is too low (a task error), or the key may not do this "
            "(a relay error): the model `suno_music` or `suno_lyrics` is not on its list, its group is gone, "
            "the user is banned. Nothing was made."
        ),
        413: "The body is too large to be read. Nothing was made.",
        429: ("Saturation, or a limiter, which may send no body at all. Some send a Retry-After and some do not."),
        500: (
            "The upstream failed, could not be reached, or gave an unreadable response; or the relay "
            "panicked, as without a Content-Type. The song may have been made."
        ),
        503: (
            "No channel serves this, the relay does not know the operation, or its overload guard responds. "
            "Then the request was not processed: nothing was made. With `fail_to_fetch_task` it is the status "
            "of the upstream, and the song may have been made."
        ),
        4: (
            "Any other status of the relay's upstream, which the relay hands on with the upstream's body as "
            "the text of `message`. After a status from 500 on, the song may have been made."
        ),
        5: (
            "Any other status of the relay's upstream, which the relay hands on with the upstream's body as "
            "the text of `message`. After a status from 500 on, the song may have been made."
        ),
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
_LINK: Final = _running.Link(
    operation=_polled._OPERATION,
    polling=_polled._POLLING,
    build=_polled._get_kwargs,
    places={
        "task_id": (_polled._PARAMETERS[0], ("data",)),
    },
)
