"""Submitting something and waiting for it, as a link of the document leads from the one to the other."""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from attrs import frozen

from . import _polling, _request, errors
from ._check import misfit_of
from ._loose import ids_in
from ._model import follow
from ._response import Call, Operation
from ._text import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ._arguments import Parameter
    from .client import Client
    from .types import Response

A = TypeVar("A")
R = TypeVar("R")

logger = logging.getLogger(__package__)


@frozen(eq=False)
class Link(Generic[A, R]):
    """How a submission is waited for.

    Attributes:
        operation: The polled operation.
        polling: How it is polled.
        build: Makes its request of its arguments.
        places: By argument: the parameter, and where the submission's body has its value, as keys to follow.
    """

    operation: Operation[A]
    polling: _polling.Polling[A, R]
    build: Callable[..., dict[str, Any]]
    places: Mapping[str, tuple[Parameter, tuple[str, ...]]]


def begin(  # noqa: PLR0913 - what a wait is
    client: Client,
    operation: Operation[A],
    polling: _polling.Polling[A, R],
    parameters: dict[str, str],
    request: dict[str, Any],
    *,
    timeout: float | None,
    submitted: bool = False,
    retries: int | None = None,
    enough: Callable[[R], bool] | None = None,
) -> tuple[_polling.Poller[A, R], _request.PollRequest[A]]:
    """Begin a wait: what it has seen, and what its requests are made of."""
    poller = _polling.Poller(
        polling, parameters, timeout, key=client.key, submitted=submitted, retries=retries, enough=enough
    )
    return poller, _request.PollRequest(client, operation, parameters, request)


class Submission(Generic[A, R]):
    """One submission and the wait for it. As a context it says in what is raised what became of the submission."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a submission is
        self,
        client: Client,
        operation: Operation[Any],
        link: Link[A, R],
        timeout: float | None,
        on_submitted: Callable[[Any], object] | None,
        enough: Callable[[R], bool] | None,
        *,
        in_task: bool = False,
    ) -> None:
        """Prepare a submission.

        Args:
            client: The settings.
            operation: What is submitted.
            link: How it is waited for.
            timeout: How long the wait may take, in seconds; None: for ever.
            on_submitted: What to call with the id.
            enough: What must be true of a successful state as well before the wait ends.
            in_task: Whether an asyncio task runs it, which can await what `on_submitted` returns.

        Raises:
            TypeError: `on_submitted` or `enough` cannot be called, or `on_submitted` is for a task only.
            ValueError: The timeout is not positive.
        """
        _polling.checked_timeout(timeout)
        if not (on_submitted is None or callable(on_submitted)):
            raise TypeError(f"on_submitted must be a function of the id, not {kind_of(on_submitted)}")
        if not in_task and inspect.iscoroutinefunction(on_submitted):
            raise TypeError("on_submitted is a coroutine function, which only run_asyncio awaits; use an ordinary one")
        self.client, self.operation, self.link, self.timeout = client, operation, link, timeout
        self.on_submitted, self.enough = on_submitted, _polling.checked_until(enough)
        self.parameters: dict[str, str] = {}
        self._id: Any = None

    def accept(self, response: Response[Any]) -> tuple[_polling.Poller[A, R], _request.PollRequest[A]]:
        """Take the response to the submission.

        Returns:
            The wait, and what its requests are made of.

        Raises:
            errors.APIError: The submission failed, or its id cannot be read.
        """
        values = self._ids(response)
        self.parameters = {parameter.name: str(values[name]) for name, (parameter, _) in self.link.places.items()}
        shown = ", ".join(f"{key} {self.client.key.clean(text, 100)}" for key, text in self.parameters.items())
        logger.info("%s: submitted: %s", self.operation.name, shown)
        try:
            request = self.link.build(**values)
        except ValueError as problem:
            raise self._blamed(f"the id cannot be requested: {problem}", response) from None
        self._id = values if len(values) > 1 else next(iter(values.values()))
        return begin(
            self.client, self.link.operation, self.link.polling, self.parameters, request,
            timeout=self.timeout, submitted=True, enough=self.enough,
        )  # fmt: skip

    def notify(self) -> Any:
        """Call `on_submitted` with the id, and return what it returns."""
        return None if self.on_submitted is None else self.on_submitted(self._id)

    async def notify_asyncio(self) -> None:
        """Call `on_submitted` with the id, and wait for what it returns."""
        if inspect.isawaitable(notified := self.notify()):
            await notified

    def _ids(self, response: Response[Any]) -> dict[str, Any]:
        problem: errors.APIError
        try:
            body = _request.parsed(response)
        except errors.SchemaMismatchError as error:
            problem = error
        else:
            values = {name: self._value(body, keys) for name, (_, keys) in self.link.places.items()}
            lost = next((keys for name, (_, keys) in self.link.places.items() if values[name] in (None, "")), None)
            if lost is None:
                return self._typed(values, response)
            problem = self._blamed(f"the success has no id at /{'/'.join(lost)}", response)
        found = ids_in(response, {name: (parameter.name, keys) for name, (parameter, keys) in self.link.places.items()})
        if found is None:
            raise problem
        logger.warning("%s: %s; the id was found elsewhere in the body", self.operation.name, problem.message)
        return self._typed(found, response)

    def _typed(self, values: Mapping[str, Any], response: Response[Any]) -> dict[str, Any]:
        """Return ids with the types of the parameters: the body may have a number as a string, or the reverse."""
        hints = {name: parameter.hint for name, (parameter, _) in self.link.places.items()}
        try:
            return {name: hints[name](str(value)) if misfit_of(value, hints[name]) else value
                    for name, value in values.items()}  # fmt: skip
        except (TypeError, ValueError) as problem:
            raise self._blamed(f"the id cannot be requested: {problem}", response) from None

    def _value(self, body: Any, keys: tuple[str, ...]) -> Any:
        try:
            value = follow(body, keys)
        except errors.FieldMismatchError:
            return None
        text = isinstance(value, str) and not value.strip()
        return None if text or isinstance(value, (bool, dict, list)) or hasattr(value, "to_dict") else value

    def _blamed(self, message: str, response: Response[Any]) -> errors.UnreadableResponseError:
        error = errors.UnreadableResponseError(self.client.key.clean(message, 400))
        error.status_code, error.request_id, error.response = response.status_code, response.request_id, response
        call = Call(self.parameters, self.client.key, self.operation.may_repeat)
        call.blame(error, errors.Outcome.UNKNOWN)
        return error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error is None or (not self.parameters and isinstance(error, (errors.APIError, TypeError, ValueError))):
            return
        if isinstance(error, errors.APIError):
            error.parameters = self.parameters
            # Whatever the last poll met, the task exists: it was not refused, and must not be submitted again.
            error.outcome, error.transient = errors.Outcome.ACCEPTED, False
            if not isinstance(error, errors.TaskFailedError):
                error.explanation = f"{error.explanation} {errors.CONSEQUENCES[errors.Outcome.ACCEPTED]}".strip()
            return
        outcome = errors.Outcome.ACCEPTED if self.parameters else errors.Outcome.UNKNOWN
        shown = ", ".join(f"{key} {self.client.key.clean(text, 100)}" for key, text in self.parameters.items())
        note = (
            f"{self.operation.name}: {shown or 'interrupted before the id was known'}. {errors.CONSEQUENCES[outcome]}"
        )
        error.add_note(note)
        logger.warning("%s", note)
