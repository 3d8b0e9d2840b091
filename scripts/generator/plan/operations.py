"""Plans operations from the endpoints of the parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from contract_tests.contract.pointers import split
from contract_tests.contract.source import essence, is_json
from contract_tests.contract.styles import Style
from scripts.generator.plan.example import example_of
from scripts.generator.plan.models import raw
from scripts.generator.plan.polling import plan_batch, plan_link, plan_polling, plan_success_error
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Body, Operation, Parameter, Response, Type
from scripts.generator.plan.types import SIMPLE, default_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property
    from openapi_python_client.parser.responses import Response as ParsedResponse

    from contract_tests.contract import Document, operations
    from contract_tests.contract.pointers import Tokens
    from scripts.generator.plan.prepare import Prepared
    from scripts.generator.plan.shapes import Model, SuccessError

PREFIX: Final = "models."
IN_PATH: Final = "$request.path."
ERRORS: Final = {
    "authentication": "AuthenticationError",
    "not_found": "NotFoundError",
    "permission_denied": "PermissionDeniedError",
    "rate_limit": "RateLimitError",
    "server": "ServerError",
}
STYLES: Final = {
    "path": {"simple"},
    "query": {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
    "header": {"simple"},
    "cookie": {"form"},
}


class Planner:
    """Plans operations, one after the other."""

    def __init__(self, document: Document, prepared: Prepared, models: Mapping[str, Model]) -> None:
        """Store the data that all operations share.

        Args:
            document: The document.
            prepared: The document that the parser read.
            models: The planned models, by class.
        """
        self.document = document
        self.prepared = prepared
        self.models = models

    def plan(self, endpoint: Endpoint) -> Operation:
        """Plan an operation.

        Raises:
            Refusal: The client does not support it.
        """
        declared = self.prepared.operations[str(endpoint.name)]
        name = declared.name
        try:
            responses = [self._response(response, declared) for response in endpoint.responses]
            bodies = self._bodies(endpoint, declared)
            return Operation(
                name=name,
                module=str(endpoint.name),
                tag=str(endpoint.tags[0]),
                pointer=declared.pointer,
                method=declared.method,
                path=declared.template,
                summary=raw(endpoint.summary) or name,
                text=raw(endpoint.description),
                repeatable=declared.repeatable,
                secured=declared.secured,
                parameters=self._parameters(endpoint),
                bodies=bodies,
                body_required=bool(endpoint.bodies) and endpoint.bodies[0].prop.required,
                body_text=self._body_text(endpoint, declared),
                responses=tuple(responses),
                error_shapes=self._error_shapes(),
                success_error=next(filter(None, map(self._success_error, responses)), None),
                request_id_header=self._request_id_header(responses),
                identity=tuple(
                    found for response in responses if response.is_success for found in self._identity(response)
                ),
                polling=next(
                    (
                        plan_polling(polling, response.pointer, response.type, self.models)
                        for response in responses
                        if (polling := self._at(response.pointer).get("x-polling"))
                    ),
                    None,
                ),
                links=tuple(
                    plan_link(link, response.key, self.document.operation(link.operation))
                    for response in responses
                    for link in declared.links
                    if link.response == response.pointer
                ),
                batch=plan_batch(declared.batch) if declared.batch else None,
                read_timeout=self._at(declared.pointer).get("x-read-timeout", 0),
                submits=not declared.safe,
            )
        except Refusal as refusal:
            raise Refusal(refusal.reason, refusal.pointer or declared.pointer, refusal.operation or name) from None

    def _at(self, pointer: Tokens) -> dict[str, Any]:
        found: dict[str, Any] = self.document.get(pointer)
        return found

    def _parameters(self, endpoint: Endpoint) -> tuple[Parameter, ...]:
        declared = self.prepared.parameters[str(endpoint.name)]
        planned = [self._parameter(declared[raw(prop.name)], prop) for prop in endpoint.query_parameters]
        return tuple(planned)

    def _parameter(self, parameter: operations.Parameter, prop: Property) -> Parameter:
        where, place, style = parameter.location, parameter.pointer, Style.of(self.document, parameter)
        type_ = type_of(prop, prefix=PREFIX)
        if style.style not in STYLES[where]:
            raise Refusal(f"the style {style.style} of a {where} parameter is not supported", (*place, "style"))
        if where in ("path", "cookie") and not style.as_json and any(part.kind == "model" for part in type_.parts):
            raise Refusal(f"an object as a {where} parameter is not supported", place)
        for media_type in self._at(place).get("content", ()):
            if not style.as_json and not essence(media_type).startswith("text/"):
                raise Refusal(f"a parameter of {media_type} is not supported", (*place, "content", media_type))
        required = parameter.required or where == "path"
        default = default_of(type_, prop) if where != "path" else ""
        return Parameter(
            key=parameter.name,
            name=str(prop.python_name),
            where=where,
            type=type_,
            required=required,
            default=default or ("" if required else "UNSET"),
            text=str(self._at(place).get("description") or raw(prop.description)),
            style=style.style,
            explode=style.explode,
            as_json=style.as_json,
            example=example_of(type_, self.document.example(place), self.models),
        )

    def _bodies(self, endpoint: Endpoint, operation: operations.Operation) -> tuple[Body, ...]:
        bodies: dict[str, Body] = {}
        for body in endpoint.bodies:
            files = "file" if body.body_type.value in ("content", "files") else "str"
            media_type, type_ = raw(body.content_type), type_of(body.prop, prefix=PREFIX, files=files)
            example = self.document.example((*(operation.request_body or ()), "content", media_type))
            written = example_of(type_, example, self.models)
            planned = Body(media_type, body.body_type.value, type_, written)
            # One type in two media types is one body in two forms, of which the first is sent.
            bodies.setdefault(planned.type.annotation, planned)
            is_form = all(branch.kind == "model" for branch in type_.branches or (type_,))
            if planned.form in ("data", "files") and not is_form:
                reason = f"a body of {planned.media_type} that is not an object is not supported"
                raise Refusal(reason, (*(operation.request_body or ()), "content", planned.media_type))
        return tuple(bodies.values())

    def _body_text(self, endpoint: Endpoint, operation: operations.Operation) -> str:
        described = self._at(operation.request_body).get("description") if operation.request_body else ""
        return str(described or next((raw(body.prop.description) for body in endpoint.bodies), ""))

    def _response(self, response: ParsedResponse, operation: operations.Operation) -> Response:
        range_ = response.status_code.range
        key = 0 if range_ is None else range_[0] // 100 if response.status_code.is_range() else range_[0]
        place = operation.responses[response.status_code.pattern]
        declared = self._at(place)
        source = response.source["return_type"]
        medium = {"Any": "json", "str": "text", "bytes": "bytes", "None": "none"}[source]
        type_ = type_of(response.prop, prefix=PREFIX, files="bytes")
        if medium == "none":
            type_ = Type("null", *SIMPLE["null"][:1], "read_null", SIMPLE["null"][1])
        return Response(
            key=key,
            pointer=place,
            medium=medium,
            accept=tuple(
                essence(name)
                for name in declared.get("content") or ()
                if medium == "bytes" or (is_json(name) if medium == "json" else essence(name).startswith("text/"))
            ),
            type=type_,
            text=" ".join(str(declared.get("description") or "").replace("**", "").split()),
            codes=tuple((str(code), ERRORS[kind]) for code, kind in declared.get("x-error-codes", {}).items()),
        )

    def _error_shapes(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        schemas = self.document.plain.get("components", {}).get("schemas", {}).values()
        shapes = [schema["x-error"] for schema in schemas if isinstance(schema, dict) and "x-error" in schema]
        return tuple(
            (split(shape["code"]), split(shape["message"])) for shape in shapes if "result" not in shape
        )  # fmt: skip

    def _schemas(self, response: Response) -> list[Tokens]:
        """Return the schemas of a response's body, one for each media type."""
        content = self._at(response.pointer).get("content") or {}
        return [(*response.pointer, "content", media_type, "schema") for media_type in content]

    def _success_error(self, response: Response) -> SuccessError | None:
        for place in self._schemas(response):
            schema, _ = self.document.follow(place)
            if isinstance(schema, dict) and "result" in (error := schema.get("x-error", {})):
                return plan_success_error(error)
        return None

    def _identity(self, response: Response) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Return where a success repeats path parameters, by the `equals` of `x-meaning`."""
        for place in self._schemas(response):
            yield from self._equal_to_path(place, (), 4)

    def _equal_to_path(
        self, pointer: Tokens, keys: tuple[str, ...], depth: int
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        schema, place = self.document.follow(pointer)
        if not isinstance(schema, dict) or not depth:
            return
        for one, other in ((schema.get("x-meaning") or {}).get("equals") or {}).items():
            for value, expression in ((one, other), (other, one)):
                if str(expression).startswith(IN_PATH):
                    yield str(expression).removeprefix(IN_PATH), (*keys, *split(str(value)))
        for branches in ("allOf", "anyOf", "oneOf"):
            for index in range(len(schema.get(branches) or ())):
                yield from self._equal_to_path((*place, branches, index), keys, depth)
        for name in schema.get("properties") or {}:
            yield from self._equal_to_path((*place, "properties", name), (*keys, str(name)), depth - 1)

    def _request_id_header(self, responses: list[Response]) -> str:
        for response in responses:
            for name in self._at(response.pointer).get("headers") or {}:
                if str(name).lower().endswith("request-id"):
                    return str(name).lower()
        return ""
