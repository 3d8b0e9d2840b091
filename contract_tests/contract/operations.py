"""The operations of a document as data, and which of them a request matches."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from attrs import field, frozen

from contract_tests.contract.phrases import near
from contract_tests.contract.places import METHODS
from contract_tests.contract.pointers import MISSING, Tokens, join, split
from contract_tests.contract.source import Source, is_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN = "/:@!$&'()*+,;=?#"
"""The characters of a path, beside letters, digits and `-._~`, that are not percent-encoded (RFC 3986, 3.3)."""
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
"""The safe methods of RFC 9110, 9.2.1."""
IDEMPOTENT = SAFE | {"PUT", "DELETE"}
"""The idempotent methods of RFC 9110, 9.2.2."""


class NotOfThisApiError(ValueError):
    """The document does not declare the operation of the exchange, so there is nothing to judge."""


class NotServedError(NotOfThisApiError):
    """The server does not serve the named operation, which is only published or derived: this is not a drift."""

    def __init__(self, operation: Operation, reason: str) -> None:
        self.operation = operation.name
        known = f"the document has it as {operation.evidence} only, so this is not a drift"
        self.reason = f"{operation.method} {operation.template} is not served here: {reason}; {known}"
        super().__init__(f"{self.operation}: {self.reason}")


class AmbiguousBodyError(NotOfThisApiError):
    """A body without its request could be a response of several operations."""


@frozen
class Parameter:
    """One parameter of an operation.

    Attributes:
        name: Its name on the wire.
        location: `path`, `query`, `header` or `cookie`.
        required: Whether a request must have it.
        pointer: Where it is declared.
        types: The JSON types that its schema allows; empty if it allows all.
    """

    name: str
    location: str
    required: bool
    pointer: Tokens
    types: frozenset[str]

    @property
    def schema(self) -> Tokens:
        """The pointer of its schema."""
        return (*self.pointer, "schema")

    def read(self, text: str) -> Any:
        """Return text of the wire as a value of the declared type; the text itself if it does not fit."""
        if not self.types or "string" in self.types:
            return text
        if "integer" in self.types and re.fullmatch(r"-?[0-9]{1,1000}", text):
            return int(text)
        if "number" in self.types and re.fullmatch(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,2})?", text):
            return float(text)
        if "boolean" in self.types and text in {"true", "false"}:
            return text == "true"
        return text

    def fits(self, text: str) -> bool:
        """Return whether text can be read as the declared type."""
        return not self.types or "string" in self.types or not isinstance(self.read(text), str)


@frozen
class Link:
    """A link of a response (OpenAPI 3.1, Link Object): a value in it is a parameter of another operation.

    `parameters` has the runtime expression of each parameter.
    """

    name: str
    response: Tokens
    operation: str
    parameters: Mapping[str, Any]
    pointer: Tokens


@frozen
class Operation:
    """One method of one path.

    Attributes:
        name: Its operationId.
        method: Its method, in upper case.
        template: Its path, with `{name}` for a parameter.
        pointer: Where it is declared.
        tags: Its tags.
        safe: Whether it changes nothing on the server: by its method, unless `x-safe` declares it.
        repeatable: Whether a second request has no further effect: idempotent by its method, or `x-safe: true`.
        credentials: Where a request has its key, as pairs of location and name; empty if it needs no key.
        evidence: How well it is known: the strength of its `x-evidence`; "" if the document has none.
        parameters: Its parameters, including those of the path.
        request_body: Where its request body is declared; None if it has none.
        responses: Where each of its responses is declared, by status.
        links: The links of its responses.
        polling: The `x-polling` of the polled response; None if no response is polled.
        batch: The `x-batch` of its response; None if it is not the batch form of another operation.
        base_paths: The paths of its servers.
    """

    name: str
    method: str
    template: str
    pointer: Tokens
    tags: tuple[str, ...]
    safe: bool
    repeatable: bool
    credentials: tuple[tuple[str, str], ...]
    evidence: str
    parameters: tuple[Parameter, ...]
    request_body: Tokens | None
    responses: Mapping[str, Tokens] = field(hash=False)
    links: tuple[Link, ...] = field(hash=False)
    polling: Mapping[str, Any] | None = field(hash=False)
    batch: Mapping[str, Any] | None = field(hash=False)
    base_paths: frozenset[str]

    @property
    def secured(self) -> bool:
        """Whether a request needs a key."""
        return bool(self.credentials)

    def parameter(self, location: str, name: str) -> Parameter | None:
        """Return a parameter, None if there is none; the name of a header has any case."""
        for parameter in self.parameters:
            same = parameter.name.lower() == name.lower() if location == "header" else parameter.name == name
            if parameter.location == location and same:
                return parameter
        return None

    def target(self, name: str) -> Parameter | None:
        """Return the parameter that a link to this operation names; `path.id` also names the location."""
        location, dot, plain = name.partition(".")
        qualified = self.parameter(location, plain) if dot else None
        return qualified or next((parameter for parameter in self.parameters if parameter.name == name), None)

    def response(self, status: int) -> Tokens | None:
        """Return the response that is declared for a status: for itself, for its range (`5XX`) or as `default`."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None

    @cached_property
    def _names(self) -> list[str]:
        return re.findall(r"\{([^}]+)\}", self.template)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        literals = [quote(unquote(text), safe=_PLAIN) for text in re.split(r"\{[^}]+\}", self.template)]
        return re.compile("(.*?)" + "([^/]+)".join(re.escape(literal) for literal in literals), re.DOTALL)

    @cached_property
    def _specificity(self) -> tuple[int, ...]:
        """The rank of its template among those that match the same path: text goes before a parameter."""
        return tuple(
            0 if "{" not in segment else 2 if re.fullmatch(r"\{[^}]+\}", segment) else 1
            for segment in self.template.split("/")[1:]
        )

    def read_path(self, path: str) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
        """Read the parameters of a path, percent-decoded and typed.

        Returns:
            How well the path fits (the smallest is the best), and the parameters; None if it is another path. An
            undeclared prefix, which a proxy may add, is skipped before a literal segment.
        """
        match = self._pattern.fullmatch(path)
        if match is None:
            return None
        prefix, texts = match[1], [unquote(text) for text in match.groups()[1:]]
        foreign = prefix not in self.base_paths
        if foreign and prefix and self.template.startswith("/{"):
            return None
        values, misfits = {}, 0
        for name, text in zip(self._names, texts, strict=True):
            parameter = self.parameter("path", name)
            values[name] = parameter.read(text) if parameter else text
            misfits += parameter is not None and not parameter.fits(text)
        return (foreign, prefix.count("/"), misfits, self._specificity), values


@frozen
class Matched:
    """An exchange with its operation, the typed parameters of its path, and the response declared for its status."""

    operation: Operation
    parameters: dict[str, Any]
    response: Tokens | None


def path_of(url: str) -> str:
    """Return the path of a URL, still percent-encoded; for text that is not a URL, the part before a `?` or `#`."""
    try:
        return urlsplit(url).path
    except ValueError:
        return re.split(r"[?#]", url, maxsplit=1)[0]


@frozen(eq=False)
class Api(Source):
    """The operations of a document."""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation of the document."""
        found = []
        for template in self.plain.get("paths", {}):
            path, place = self.follow(("paths", template))
            if isinstance(path, dict):
                found += [_operation(self, template, (*place, method)) for method in METHODS if method in path]
        return tuple(found)

    def operation(self, name: str) -> Operation:
        """Return an operation by its operationId.

        Raises:
            LookupError: There is no operation of this name.
        """
        for operation in self.operations:
            if operation.name == name:
                return operation
        names = [operation.name for operation in self.operations]
        hint = near(name, names, f"the document has {', '.join(names)}.")
        raise LookupError(f"{self.path.name} has no operation {name!r}: {hint}")

    def match(self, method: str, url: str) -> tuple[Operation, dict[str, Any]] | None:
        """Return the operation of a request and the path's parameters; if several match, the most specific one."""
        path, best = path_of(url), None
        for operation in self.operations:
            if operation.method == method.upper() and (fit := operation.read_path(path)):
                rank, parameters = fit
                if best is None or rank < best[0]:
                    best = (rank, operation, parameters)
        return best[1:] if best else None

    def json_schema(self, response: Tokens) -> Tokens | None:
        """Return the schema of a response's JSON body; None if it has none."""
        for media_type, media in self.get(response).get("content", {}).items():
            if is_json(media_type) and "schema" in media:
                return (*response, "content", media_type, "schema")
        return None

    @cached_property
    def scenarios(self) -> list[str]:
        """The names of all scenarios: those of examples, and those of `x-scenarios`."""
        return list(dict.fromkeys(name for operation in self.operations for name, _, _ in self._situations(operation)))

    def scenario(self, name: str, operation: Operation) -> dict[str, Any]:
        """Return the responses of a scenario by pointer, each with its example (or None)."""
        found: dict[str, Any] = {}
        for known, response, example in self._situations(operation):
            if known == name:
                found[response] = example or found.get(response)
        return found

    def _situations(self, operation: Operation) -> Iterator[tuple[str, str, Any]]:
        """List the scenarios of an operation, each with its response and its example (or None)."""
        for response in operation.responses.values():
            declared = self.get(response)
            for media in declared.get("content", {}).values():
                for name, example in media.get("examples", {}).items():
                    yield name, join(response), example.get("value")
            for name in declared.get("x-scenarios", ()):
                yield name, join(response), None


def _operation(document: Source, template: str, pointer: Tokens) -> Operation:
    declared, method = document.get(pointer), str(pointer[-1]).upper()
    path = document.get(pointer[:-1])
    responses = {
        status: document.follow((*pointer, "responses", status))[1] for status in declared.get("responses", {})
    }
    successes = [document.get(place) for status, place in responses.items() if status.startswith("2")]
    safe = declared.get("x-safe", method in SAFE)
    _, body = document.follow((*pointer, "requestBody"))
    slug = re.sub(r"\W+", "_", f"{method.lower()}_{template}").strip("_")
    return Operation(
        name=str(declared.get("operationId", slug)),
        method=method,
        template=template,
        pointer=pointer,
        tags=tuple(declared.get("tags", ())),
        safe=bool(safe),
        repeatable=method in IDEMPOTENT or safe is True,
        credentials=_credentials(document, declared.get("security", document.plain.get("security", []))),
        evidence=document.evidence(pointer),
        parameters=_parameters(document, pointer),
        request_body=None if document.get(body) is MISSING else body,
        responses=responses,
        links=tuple(link for place in responses.values() for link in _links(document, place)),
        polling=next((response["x-polling"] for response in successes if "x-polling" in response), None),
        batch=next((response["x-batch"] for response in successes if "x-batch" in response), None),
        base_paths=_base_paths(declared.get("servers", path.get("servers", document.plain.get("servers", [])))),
    )


def _parameters(document: Source, pointer: Tokens) -> tuple[Parameter, ...]:
    """Return the parameters of an operation; its own replace those of the path."""
    found: dict[tuple[str, str], Parameter] = {}
    for owner in (pointer[:-1], pointer):
        for index in range(len(document.get(owner).get("parameters", ()))):
            declared, place = document.follow((*owner, "parameters", index))
            schema, _ = document.follow((*place, "schema"))
            found[declared["in"], declared["name"]] = Parameter(
                name=declared["name"],
                location=declared["in"],
                required=bool(declared.get("required")),
                pointer=place,
                types=types(schema if isinstance(schema, dict) else {}),
            )
    return tuple(found.values())


def _links(document: Source, response: Tokens) -> list[Link]:
    links = []
    for name in document.get(response).get("links", {}):
        declared, place = document.follow((*response, "links", name))
        target = declared.get("operationId", "")
        if reference := declared.get("operationRef"):
            operation = document.get(split(reference.partition("#")[2]))
            target = operation.get("operationId", "") if isinstance(operation, dict) else ""
        links.append(Link(name, response, target, declared.get("parameters", {}), place))
    return links


def _credentials(document: Source, security: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """List where a request may have its key; empty if a request without a key is allowed."""
    if not security or {} in security:
        return ()
    places = []
    for requirement in security:
        for name in requirement:
            scheme, _ = document.follow(("components", "securitySchemes", name))
            key = isinstance(scheme, dict) and scheme.get("type") == "apiKey"
            places.append((scheme["in"], scheme["name"]) if key else ("header", "authorization"))
    return tuple(dict.fromkeys(places))


def _base_paths(servers: list[dict[str, Any]]) -> frozenset[str]:
    paths = {""}
    for server in servers:
        url = str(server.get("url", ""))
        for name, variable in server.get("variables", {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        paths.add(path_of(url).rstrip("/"))
    return frozenset(paths)


def types(schema: dict[str, Any]) -> frozenset[str]:
    """Return the types that a schema allows; empty if it allows all."""
    declared = schema.get("type", [])
    names = {declared} if isinstance(declared, str) else set(declared)
    return frozenset(names | {"integer"} if "number" in names else names)
