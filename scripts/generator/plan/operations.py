"""From the parser's endpoints to the operations of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from contract_tests.contract.operations import IDEMPOTENT
from contract_tests.contract.pointers import split
from scripts.generator.plan.models import raw
from scripts.generator.plan.polling import Site, plan_batch, plan_links, plan_polling, plan_success_error
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Body, Operation, Parameter, Response, Type
from scripts.generator.plan.types import SIMPLE, default_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property
    from openapi_python_client.parser.responses import Response as ParsedResponse

    from contract_tests.contract import Document
    from contract_tests.contract.pointers import Tokens
    from scripts.generator.plan.shapes import Enum, Model

PREFIX: Final = "models."
IN_PATH: Final = "$request.path."
TAKEN: Final = frozenset({"body", "client", "return_failed", "timeout"})
"""The arguments that every operation may have, so that no parameter may be called so."""
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

    def __init__(
        self,
        document: Document,
        places: Mapping[str, Tokens],
        models: Mapping[str, Model],
        enums: Mapping[str, Enum],
    ) -> None:
        """Start.

        Args:
            document: The document.
            places: Where each operation is declared, by its name in Python.
            models: The planned models, by class.
            enums: The planned enums, by class.
        """
        self.document = document
        self.places = places
        self.models = models
        self.enums = enums
        self.targets = {
            str(self._declared(pointer).get("operationId", name)): self._parameters(pointer)
            for name, pointer in places.items()
        }

    def plan(self, endpoint: Endpoint) -> Operation:
        """Plan an operation.

        Raises:
            Refusal: The client cannot do what it asks for.
        """
        pointer = self.places[str(endpoint.name)]
        _, path, method = map(str, pointer)
        declared = self._declared(pointer)
        name = str(declared.get("operationId") or endpoint.name)
        try:
            responses = self._responses(endpoint, pointer)
            sites = [(response, self._site(name, response)) for response in responses]
            bodies, body_pointer = self._bodies(endpoint, pointer)
            polled = [polling for _, site in sites if (polling := plan_polling(site)) is not None]
            return Operation(
                name=name,
                module=str(endpoint.name),
                tag=str(endpoint.tags[0]),
                pointer=pointer,
                method=method.upper(),
                path=path,
                summary=raw(endpoint.summary) or name,
                text=raw(endpoint.description),
                repeatable=method.upper() in IDEMPOTENT or declared.get("x-safe") is True,
                secured=self._is_secured(declared),
                parameters=self._planned_parameters(endpoint, pointer),
                bodies=bodies,
                body_required=bool(endpoint.bodies) and endpoint.bodies[0].prop.required,
                body_text=str(self.document.get(body_pointer).get("description", "")) if body_pointer else "",
                responses=responses,
                error_shapes=self._error_shapes(),
                success_error=next(
                    (found for _, site in sites if (found := self._success_error(site)) is not None), None
                ),
                request_id_header=self._request_id_header(sites),
                identity=tuple(
                    found for response, site in sites if response.is_success for found in self._identity(site)
                ),
                polling=polled[0] if polled else None,
                links=tuple(link for response, site in sites for link in plan_links(site, response.key, self.targets)),
                batch=next((batch for _, site in sites if (batch := plan_batch(site, self.targets)) is not None), None),
            )
        except Refusal as refusal:
            raise Refusal(refusal.reason, refusal.pointer or pointer, refusal.operation or name) from None

    def _declared(self, pointer: Tokens) -> dict[str, Any]:
        found: dict[str, Any] = self.document.get(pointer)
        return found

    def _parameters(self, pointer: Tokens) -> dict[str, tuple[dict[str, Any], Tokens]]:
        """Find an operation's parameters and those of its path, by name, with where each is declared."""
        found = {}
        for holder in (pointer[:-1], pointer):
            for index in range(len(self._declared(holder).get("parameters") or ())):
                declared, place = self.document.follow((*holder, "parameters", index))
                found[f"{declared['in']}.{declared['name']}"] = found[str(declared["name"])] = declared, place
        return found

    def _planned_parameters(self, endpoint: Endpoint, pointer: Tokens) -> tuple[Parameter, ...]:
        known = self._parameters(pointer)
        planned = []
        names = set(TAKEN)
        for parsed, prop in endpoint.iter_all_parameters():
            declared, place = known.get(f"{parsed}.{raw(prop.name)}") or known[f"header.{raw(prop.name)}"]
            where = str(declared["in"])
            parameter = self._parameter(where, prop, declared, place)
            name = parameter.name if parameter.name not in names else f"{parameter.name}_{where}"
            while name in names:
                name += "_"
            names.add(name)
            planned.append(parameter if name == parameter.name else evolve(parameter, name=name))
        return tuple(planned)

    def _parameter(self, where: str, prop: Property, declared: dict[str, Any], place: Tokens) -> Parameter:
        type_ = type_of(prop, prefix=PREFIX)
        as_json = "content" in declared
        style = str(declared.get("style") or ("simple" if where in ("path", "header") else "form"))
        if style not in STYLES[where]:
            raise Refusal(f"the style {style} of a {where} parameter is not supported", (*place, "style"))
        if where in ("path", "cookie") and not as_json and any(part.kind == "model" for part in type_.parts):
            raise Refusal(f"an object as a {where} parameter is not supported", place)
        required = bool(declared.get("required")) or where == "path"
        default = default_of(type_, prop)
        if where == "path":
            default = ""
        return Parameter(
            key=raw(prop.name),
            name=str(prop.python_name),
            where=where,
            type=type_,
            required=required,
            default=default or ("" if required else "UNSET"),
            text=str(declared.get("description") or ""),
            style=style,
            explode=bool(declared.get("explode", style == "form")),
            as_json=as_json,
        )

    def _bodies(self, endpoint: Endpoint, pointer: Tokens) -> tuple[tuple[Body, ...], Tokens]:
        if not endpoint.bodies:
            return (), ()
        _, place = self.document.follow((*pointer, "requestBody"))
        bodies: dict[str, Body] = {}
        for body in endpoint.bodies:
            files = "file" if body.body_type.value in ("content", "files") else "str"
            planned = Body(raw(body.content_type), body.body_type.value, type_of(body.prop, prefix=PREFIX, files=files))
            # One type in two media types is the same body in two forms: the first is sent.
            bodies.setdefault(planned.type.annotation, planned)
            if planned.form in ("data", "files") and planned.type.kind != "model":
                reason = f"a body of {planned.media_type} that is no object is not supported"
                raise Refusal(reason, (*place, "content", planned.media_type))
        return tuple(bodies.values()), place

    def _responses(self, endpoint: Endpoint, pointer: Tokens) -> tuple[Response, ...]:
        return tuple(self._response(response, pointer) for response in endpoint.responses)

    def _response(self, response: ParsedResponse, pointer: Tokens) -> Response:
        range_ = response.status_code.range
        key = 0 if range_ is None else range_[0] // 100 if response.status_code.is_range() else range_[0]
        declared, place = self.document.follow((*pointer, "responses", response.status_code.pattern))
        source = response.source["return_type"]
        medium = {"Any": "json", "str": "text", "bytes": "bytes", "None": "none"}[source]
        type_ = type_of(response.prop, prefix=PREFIX, files="bytes")
        if medium == "none":
            type_ = Type("null", *SIMPLE["null"][:1], "read_null", SIMPLE["null"][1])
        codes = declared.get("x-error-codes") or {}
        for code, kind in codes.items():
            if kind not in ERRORS:
                raise Refusal(f"x-error-codes: no kind {kind}", (*place, "x-error-codes", code))
        return Response(
            key=key,
            pointer=place,
            medium=medium,
            type=type_,
            text=" ".join(str(declared.get("description") or "").replace("**", "").split()),
            codes=tuple((str(code), ERRORS[kind]) for code, kind in codes.items()),
        )

    def _site(self, name: str, response: Response) -> Site:
        return Site(
            name, response.pointer, self._declared(response.pointer), response.type, self.models, self.enums
        )  # fmt: skip

    def _error_shapes(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        schemas = self.document.plain.get("components", {}).get("schemas", {}).values()
        shapes = [schema["x-error"] for schema in schemas if isinstance(schema, dict) and "x-error" in schema]
        return tuple(
            (_keys(shape.get("code", "")), _keys(shape["message"])) for shape in shapes if "result" not in shape
        )  # fmt: skip

    def _success_error(self, site: Site) -> Any:
        content = site.declared.get("content") or {}
        for media_type in content:
            schema, _ = self.document.follow((*site.pointer, "content", media_type, "schema"))
            if isinstance(schema, dict) and (found := plan_success_error(schema)) is not None:
                return found
        return None

    def _identity(self, site: Site) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Find where a success says what it is about: the path parameters that `x-meaning` compares it with."""
        for media_type in site.declared.get("content") or {}:
            yield from self._equal_to_path((*site.pointer, "content", media_type, "schema"), (), 4)

    def _equal_to_path(
        self, pointer: Tokens, keys: tuple[str, ...], depth: int
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        schema, place = self.document.follow(pointer)
        if not isinstance(schema, dict) or not depth:
            return
        for one, other in ((schema.get("x-meaning") or {}).get("equals") or {}).items():
            for value, expression in ((one, other), (other, one)):
                if str(expression).startswith(IN_PATH):
                    yield str(expression).removeprefix(IN_PATH), (*keys, *_keys(str(value)))
        for branches in ("allOf", "anyOf", "oneOf"):
            for index in range(len(schema.get(branches) or ())):
                yield from self._equal_to_path((*place, branches, index), keys, depth)
        for name in schema.get("properties") or {}:
            yield from self._equal_to_path((*place, "properties", name), (*keys, str(name)), depth - 1)

    def _request_id_header(self, sites: Sequence[tuple[Response, Site]]) -> str:
        for _, site in sites:
            for name in site.declared.get("headers") or {}:
                if str(name).lower().endswith("request-id"):
                    return str(name).lower()
        return ""

    def _is_secured(self, declared: dict[str, Any]) -> bool:
        security = declared.get("security", self.document.plain.get("security")) or []
        return bool(security) and {} not in security


def _keys(pointer: str) -> tuple[str, ...]:
    return tuple(map(str, split(pointer)))
