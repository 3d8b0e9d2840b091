"""The requests of the probe: which operations, with which values, for which scenario. This module sends nothing."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from attrs import Factory, field, frozen

from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.contract.source import is_json
from contract_tests.contract.vocabulary import EXPRESSION
from contract_tests.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from contract_tests.contract import Document, Exchange
    from contract_tests.contract.operations import Link, Operation, Parameter
    from contract_tests.contract.pointers import Tokens

UNKNOWN_ID, NO_KEY, WRONG_KEY = "unknown_id", "no_key", "wrong_key"
"""The scenarios that the probe makes itself, as openapi.yaml names them."""
READS = {"GET", "HEAD"}
LARGEST_BATCH = 100


@frozen
class Request:
    """One request of the plan.

    Attributes:
        operation: Its operation.
        name: Its name in reports.
        key: Its key; None for none.
        values: The values of its parameters, by location and name.
        body: The JSON of its body; MISSING for none.
        scenario: The scenario that it is made for, as openapi.yaml names it; None without expectation.
        known: Whether it has the valid key and requests something that is expected to exist.
    """

    operation: Operation
    name: str
    key: str | None = field(repr=False)
    values: Mapping[tuple[str, str], Any] = field(factory=dict, hash=False)
    body: Any = field(default=MISSING, hash=False)
    scenario: str | None = None
    known: bool = True

    def target(self) -> str:
        """Return the path with its query."""
        path = self.operation.template
        for (location, name), value in self.values.items():
            if location == "path":
                path = path.replace("{" + name + "}", _segment(value))
        query = [
            (name, _text(item))
            for (location, name), value in self.values.items()
            if location == "query"
            for item in (value if isinstance(value, list) else [value])
        ]
        query += [(name, self.key) for location, name in self._places() if location == "query" and self.key]
        return path + (f"?{urlencode(query)}" if query else "")

    def headers(self) -> dict[str, str]:
        """Return the headers of the operation, including the key."""
        found = {name.lower(): _text(value) for (location, name), value in self.values.items() if location == "header"}
        cookies = {name: _text(value) for (location, name), value in self.values.items() if location == "cookie"}
        for location, name in self._places() if self.key else ():
            if location == "header":
                found[name.lower()] = f"Bearer {self.key}" if name.lower() == "authorization" else str(self.key)
            elif location == "cookie":
                cookies[name] = str(self.key)
        if cookies:
            found["cookie"] = "; ".join(f"{name}={quote(value)}" for name, value in cookies.items())
        if self.body is not MISSING:
            found["content-type"] = "application/json"
        return found

    def content(self) -> bytes | None:
        return None if self.body is MISSING else json.dumps(self.body, ensure_ascii=False).encode()

    def _places(self) -> tuple[tuple[str, str], ...]:
        return self.operation.credentials[:1]  # one place is enough


@frozen
class Plan:
    """The requests that the probe can send to an API.

    Attributes:
        document: The document.
        tasks: Known ids by scenario.
        key: The valid key.
        wrong_key: A key that no server accepts.
        also: The names of operations that may start something, and are called nevertheless.
    """

    document: Document
    tasks: Mapping[str, str]
    key: str = field(repr=False)
    wrong_key: str = field(repr=False)
    also: Collection[str] = Factory(tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse names of operations that are never called.

        Raises:
            SettingError: There is no such operation, or it is a submission.
        """
        for name in self.also:
            try:
                operation = self.document.operation(name)
            except LookupError as error:
                raise SettingError(str(error)) from None
            if operation.method not in READS:
                raise SettingError(f"{name} is a submission ({operation.method}), which is never sent")

    def allowed(self, operation: Operation) -> bool:
        """Return whether the probe may call an operation.

        GET and HEAD are allowed unless the document declares `x-safe: false` and `also` does not name the operation;
        POST is allowed only with `x-safe: true`, and no other method is.
        """
        if operation.method in READS:
            return operation.safe or operation.name in self.also
        return operation.method == "POST" and operation.safe

    def operations(self) -> list[Operation]:
        return [operation for operation in self.document.operations if self.allowed(operation)]

    def operation_for(self, scenario: str = "") -> Operation | None:
        """Return the operation that reads a known id: the polled one, else the first that takes one id.

        Operations that have the scenario in the document go first.
        """
        takes = [operation for operation in self.operations() if id_parameter(operation)]
        named = [operation for operation in takes if self.document.scenario(scenario, operation)] if scenario else []
        return next((operation for operation in named or takes if operation.polling), next(iter(named or takes), None))

    def known(self) -> list[Request]:
        """List the requests for known ids."""
        requests = []
        for scenario, task_id in self.tasks.items():
            operation = self.operation_for(scenario)
            parameter = id_parameter(operation) if operation else None
            if operation and parameter:
                others = self._examples(operation, {(parameter.location, parameter.name): task_id})
                if not isinstance(others, str):
                    requests.append(Request(operation, scenario, self.key, others, scenario=scenario))
        return requests

    def batches(self) -> list[Request]:
        """List the requests for all known ids at once."""
        requests = []
        for operation in self.operations():
            if not operation.batch:
                continue
            single = operation.batch["single"]
            ids = [
                value
                for request in self.known()
                if request.operation.name == single
                for place, value in request.values.items()
                if place == _place(id_parameter(request.operation))
            ]
            if ids:
                requests.append(self._batch(operation, operation.batch, ids))
        return requests

    def _batch(self, operation: Operation, batch: Mapping[str, Any], ids: list[Any]) -> Request:
        body: dict[str, Any] = {}
        declared = self._declared_body(operation)
        if isinstance(declared, dict):
            body = {name: declared[name] for name in self._required(operation) if name in declared}
        _put(body, split(batch["ids"]), ids[: batch.get("max", LARGEST_BATCH)])
        return Request(operation, operation.name, self.key, body=body)

    def request_for(self, name: str, value: str) -> Request:
        """Return the request for an id; a batch takes several ids, separated by commas.

        Raises:
            SettingError: There is no such operation, it is never called, or it takes no id.
        """
        try:
            operation = self.document.operation(name)
        except LookupError as error:
            raise SettingError(str(error)) from None
        if not self.allowed(operation):
            if operation.method in READS:
                raise SettingError(f"{name} may start something: --also {name} calls it")
            raise SettingError(f"{name} is a submission ({operation.method}): it is never sent")
        if operation.batch:
            return self._batch(operation, operation.batch, value.split(","))
        parameter = id_parameter(operation)
        values = self._examples(operation, {(parameter.location, parameter.name): value} if parameter else {})
        if parameter is None or isinstance(values, str):
            raise SettingError(f"{name} cannot be called: {values if isinstance(values, str) else 'it takes no id'}")
        return Request(operation, name, self.key, values)

    def exampled(self) -> tuple[list[Request], dict[str, str]]:
        """List the requests whose values are in the document, and the reasons why other operations have none."""
        requests, reasons = [], {}
        targets = {link.operation for operation in self.document.operations for link in operation.links}
        read = {request.operation.name for request in self.known()} | {getattr(self.operation_for(), "name", "")}
        for operation in self.document.operations:
            if not self.allowed(operation):
                if operation.method in READS:
                    reasons[operation.name] = f"it may start something; --also {operation.name} calls it"
                continue
            if operation.batch or (operation.name in read and (self.tasks or operation.polling)):
                continue
            if operation.name in targets:
                reasons[operation.name] = "no response led to it"
                continue
            values = self._examples(operation, {})
            body = self._declared_body(operation)
            if isinstance(values, str):
                reasons[operation.name] = values
            elif body is MISSING and self._body_required(operation):
                reasons[operation.name] = "the document has no example of its request body"
            else:
                body = body if self._body_required(operation) else MISSING
                requests.append(Request(operation, operation.name, self.key, values, body))
        return requests, reasons

    def linked(self, request: Request, exchange: Exchange, body: Any) -> Iterator[Request]:
        """Yield the requests that the links of a response lead to."""
        response = request.operation.response(exchange.status)
        for link in request.operation.links:
            if link.response != response:
                continue
            target = next((operation for operation in self.operations() if operation.name == link.operation), None)
            if target is None or target.batch:
                continue
            given = dict(self._given(link, target, request, exchange, body))
            values = self._examples(target, given) if given else "nothing"
            example = self._declared_body(target) if self._body_required(target) else MISSING
            if not isinstance(values, str) and not (example is MISSING and self._body_required(target)):
                yield Request(target, target.name, self.key, values, example)

    def refusals(self, made: Iterable[Request]) -> list[Request]:
        """List the requests that must be refused: with an unknown id, without a key, and with a wrong key."""
        requests, seen, reader = [], set[str](), self.operation_for()
        ordered = sorted(made, key=lambda request: request.operation.name != getattr(reader, "name", ""))
        unknown = id_parameter(reader) if reader else None
        if reader and unknown and not any(request.operation.name == reader.name for request in ordered):
            no_one = 2**53 - 1 if unknown.types and "string" not in unknown.types else str(uuid.uuid4())
            values = self._examples(reader, {(unknown.location, unknown.name): no_one})
            ordered = (
                [Request(reader, reader.name, self.key, values), *ordered] if isinstance(values, dict) else ordered
            )
        for request in ordered:
            operation = request.operation
            if operation.name in seen:
                continue
            first, parameter = not seen, id_parameter(operation)
            seen.add(operation.name)
            if first and parameter and self.document.scenario(UNKNOWN_ID, operation) and "string" in parameter.types:
                values = {**request.values, (parameter.location, parameter.name): str(uuid.uuid4())}
                requests.append(Request(operation, UNKNOWN_ID, self.key, values, request.body, UNKNOWN_ID, known=False))
            if operation.secured:
                keys = ((NO_KEY, None), (WRONG_KEY, self.wrong_key))[: None if first else 1]
                requests += [
                    Request(operation, name if first else f"{operation.name} {name}", key, request.values,
                            request.body, name, known=False)
                    for name, key in keys
                ]  # fmt: skip
        return requests

    def _given(
        self, link: Link, target: Operation, request: Request, exchange: Exchange, body: Any
    ) -> Iterator[tuple[tuple[str, str], Any]]:
        for name, expression in link.parameters.items():
            parameter = target.target(name)
            value = evaluated(expression, request, exchange, body)
            if parameter and value not in (MISSING, None, "", []) and not isinstance(value, dict):
                yield (parameter.location, parameter.name), value

    def _examples(self, operation: Operation, given: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], Any] | str:
        """Add the document's examples of the required parameters; return a message if one has none."""
        values = dict(given)
        for parameter in operation.parameters:
            place = (parameter.location, parameter.name)
            if parameter.required and place not in values:
                values[place] = self.document.example(parameter.pointer)
                if values[place] is MISSING:
                    return f"no value of its parameter {parameter.name} is known"
        return values

    def _media(self, operation: Operation) -> Tokens | None:
        """Return the place of an operation's JSON request body."""
        body = operation.request_body or ()
        declared = self.document.get(body) if body else {}
        return next(((*body, "content", name) for name in declared.get("content", {}) if is_json(name)), None)

    def _declared_body(self, operation: Operation) -> Any:
        media = self._media(operation)
        return self.document.example(media) if media else MISSING

    def _body_required(self, operation: Operation) -> bool:
        return bool(operation.request_body and self.document.get(operation.request_body).get("required"))

    def _required(self, operation: Operation) -> list[str]:
        media = self._media(operation)
        schema = self.document.follow((*media, "schema"))[0] if media else {}
        return list(schema.get("required", ())) if isinstance(schema, dict) else []


def evaluated(expression: Any, request: Request, exchange: Exchange, body: Any) -> Any:
    """Return the value of a runtime expression of OpenAPI, MISSING without one; return any other value unchanged."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    if expression == "$statusCode":
        return exchange.status
    found = EXPRESSION.match(expression)
    if found is None:
        return MISSING
    ours, place, name = found["side"] == "request", found["place"], found["name"] or ""
    if place == "body":
        return get(request.body if ours else body, split(found["pointer"] or ""))
    if ours:
        return request.values.get((place, name), MISSING)
    return next(iter(exchange.header(name)), MISSING) if place == "header" else MISSING


def id_parameter(operation: Operation) -> Parameter | None:
    """Return the parameter that takes a known id: the only one of the path, or the only required one."""
    required = [parameter for parameter in operation.parameters if parameter.required]
    paths = [parameter for parameter in required if parameter.location == "path"]
    for candidates in (paths, required):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _place(parameter: Parameter | None) -> tuple[str, str] | None:
    return (parameter.location, parameter.name) if parameter else None


def _put(body: dict[str, Any], pointer: tuple[Any, ...], value: Any) -> None:
    for token in pointer[:-1]:
        body = body.setdefault(token, {})
    body[pointer[-1]] = value


def _segment(value: Any) -> str:
    """Write a value as one segment of a path: without a slash, and never `.` or `..`, which lead elsewhere."""
    items = value if isinstance(value, list) else [value]
    text = ",".join(quote(_text(item), safe="") for item in items)
    return text.replace(".", "%2E") if re.fullmatch(r"\.+", text) else text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
