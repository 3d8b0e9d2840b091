"""Call every operation of any document through its generated client against its mocked API."""

from __future__ import annotations

import asyncio
import inspect
import types
import typing
import uuid
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs
import httpx

from contract_tests.contract import Document, Exchange
from contract_tests.contract.styles import Style
from suno_mock_api import InProcessTransport, MockApi
from suno_mock_api import document as mock_document
from suno_mock_api.instances import instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.contract.operations import Operation
    from contract_tests.contract.pointers import Tokens

SIMPLE: dict[Any, Callable[[Any], Any]] = {
    uuid.UUID: uuid.UUID, datetime: datetime.fromisoformat, date: date.fromisoformat
}  # fmt: skip


@attrs.define
class Api:
    """A document with its generated client and its mocked API.

    Attributes:
        path: The document.
        part: Imports a module of the generated package.
        exchanges: The recorded exchanges.
    """

    path: Path
    part: Callable[[str], Any]
    exchanges: list[Exchange] = attrs.field(factory=list)
    document: Document = attrs.field(init=False)
    mocked: MockApi = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.document = Document.load(self.path)
        self.mocked = MockApi(document=mock_document.Document.load(self.path))

    def call(self) -> Iterator[tuple[Operation, Any, Any]]:
        """Call every operation, in a thread and in a task, and yield it with both responses."""
        modules = {(one._OPERATION.method, one._OPERATION.path): one for one in self._modules()}
        transport = _Recorder(self.mocked, self.exchanges)
        client = self.part("client").AuthenticatedClient(
            base_url="http://127.0.0.1", token=self.mocked.key, transport=transport, async_transport=transport
        )
        for operation in self.document.operations:
            module = modules[operation.method, operation.template]
            path, named = self._arguments(operation, module)
            response = module.sync_detailed(*path, client=client, **named)
            yield operation, response, asyncio.run(module.asyncio_detailed(*path, client=client, **named))

    def _modules(self) -> Iterator[Any]:
        for path in self.path_of_api().glob("*/*.py"):
            if path.name != "__init__.py":
                yield self.part(f"api.{path.parent.name}.{path.stem}")

    def path_of_api(self) -> Path:
        """Return the folder of the operations' modules."""
        return type(self.path)(self.part("api").__path__[0])

    def _arguments(self, operation: Operation, module: Any) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments of a call: one for each parameter, and the body."""
        accepted = inspect.signature(module.sync).parameters
        names = [name for name in accepted if name not in {"client", "body", *OPTIONS}]
        named: dict[str, Any] = {}
        for name, parameter in zip(names, module._PARAMETERS, strict=True):
            declared = operation.parameter(parameter.where, parameter.name)
            assert declared is not None
            named[name] = self._value(Style.of(self.document, declared).schema, parameter.hint)
        path = [named.pop(name) for name in names if accepted[name].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
        if operation.request_body:
            body = module._BODIES[0]
            schema = (*operation.request_body, "content", body.media_type, "schema")
            named["body"] = self._value(schema, body.hint)
        return path, named

    def _value(self, schema: Tokens, hint: Any) -> Any:
        document = mock_document.Document.load(self.path)
        return self._typed(instance(self.document.get(schema), document.resolved), hint)

    def _typed(self, value: Any, hint: Any) -> Any:  # noqa: C901, PLR0911 - one for each kind of type
        """Return a JSON value as a value of a type.

        Raises:
            ValueError: It is of another type.
        """
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            for choice in arguments:
                try:
                    return self._typed(value, choice)
                except (TypeError, ValueError, self.part("errors").SchemaMismatchError):
                    continue
        elif origin is list and isinstance(value, list):
            return [self._typed(item, arguments[0]) for item in value]
        elif hint is Any or hint is value is None or (origin is typing.Literal and value in arguments):
            return value
        elif hint is self.part("types").File:
            return hint(payload=str(value).encode())
        elif hasattr(hint, "from_dict") and isinstance(value, dict):
            return self._model(value, hint)
        elif hint in SIMPLE and isinstance(value, str):
            return SIMPLE[hint](value)
        elif isinstance(hint, type) and (issubclass(hint, Enum) or isinstance(value, hint)):
            return hint(value) if issubclass(hint, Enum) else value
        elif hint is float and isinstance(value, int):
            return value
        raise ValueError(f"{value!r} is no {hint}")

    def _model(self, value: dict[str, Any], model: Any) -> Any:
        hints = self.part("_check").hints_of(model)
        made = model.from_dict(value)
        for key, name in zip(model._KEYS, model._NAMES, strict=True):
            if key in value and "File" in str(hints[name]):
                made.additional_properties.pop(key, None)
                setattr(made, name, self._typed(value[key], hints[name]))
        return made


OPTIONS = ("extra_headers", "retries", "timeout")


class _Recorder(InProcessTransport):
    """Records the exchanges."""

    def __init__(self, mocked: MockApi, kept: list[Exchange]) -> None:
        super().__init__(mocked)
        self.kept = kept

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.read() if isinstance(request.stream, httpx.SyncByteStream) else await request.aread()
        response = await super().handle_async_request(request)
        content = await response.aread()
        headers = tuple(response.headers.multi_items())
        request_headers = tuple(request.headers.multi_items())
        url, sent = str(request.url), request.content or None
        self.kept.append(Exchange(request.method, url, response.status_code, headers, content, request_headers, sent))
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
