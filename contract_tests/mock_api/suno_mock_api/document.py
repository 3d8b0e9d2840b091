"""The parts of an OpenAPI document that the mocked API reads: operations, their responses and links."""

from __future__ import annotations

import difflib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import attrs

from .instances import instance
from .responses import shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
RANGES = {"*/*": "application/octet-stream"}
"""The media type that is sent if a range of media types is declared."""
PARAMETER = re.compile(r"\{([^}]+)\}")
WORDS = ("x-polling", "x-batch", "x-error-codes", "x-safe")
"""The extensions of OpenAPI that are read here."""
POLLING = ("result", "status", "success", "failure", "failure-when")
"""The keys of `x-polling` that are read here; the first two are required."""


class DocumentError(ValueError):
    """A document cannot be served; the message names the line and the reason."""


def pointed(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer (RFC 6901); None if there is none."""
    for token in _tokens(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def replaced_at(value: Any, pointer: str, new: Any) -> Any:
    """Return a copy of JSON with another value at a pointer; missing objects on the way are created."""
    tokens = _tokens(pointer)
    if not tokens:
        return new
    first, rest = tokens[0], "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens[1:])
    if isinstance(value, list) and first.isdecimal() and int(first) < len(value):
        index = int(first)
        return [*value[:index], replaced_at(value[index], rest, new), *value[index + 1 :]]
    whole = value if isinstance(value, dict) else {}
    return {**whole, first: replaced_at(whole.get(first), rest, new)}


@attrs.frozen(eq=False)
class Operation:
    """One method of one path.

    Attributes:
        id: Its `operationId`; without one, made from method and path.
        method: Its method, in upper case.
        template: Its path, with parameters in braces.
        declared: The operation object, with the `$ref`s of its responses and parameters resolved.
        keys: Where a request may have its key, as pairs of location and name; empty if it needs no key.
    """

    id: str
    method: str
    template: str
    declared: Mapping[str, Any] = attrs.field(repr=False)
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def secured(self) -> bool:
        """Whether it needs a key."""
        return bool(self.keys)

    def key(self, headers: Mapping[str, str], query: str) -> str | None:
        """Return the value that a request has for its key; None without one.

        Args:
            headers: Its headers, names in lower case.
            query: Its query, percent-encoded.
        """
        cookies = dict(pair.strip().partition("=")[::2] for pair in headers.get("cookie", "").split(";"))
        places = {"header": headers, "query": dict(parse_qsl(query)), "cookie": cookies}
        found = (places[location].get(name.lower() if location == "header" else name) for location, name in self.keys)
        return next(filter(None, found), None)

    @property
    def parameter(self) -> str:
        """The name of the last parameter in its path; "" without one."""
        names: list[str] = PARAMETER.findall(self.template)
        return names[-1] if names else ""

    def parameters_of(self, segments: list[str]) -> dict[str, str] | None:
        """Return the path's parameters; None if the decoded segments do not match the path."""
        templates = self.template.split("/")[1:]
        if len(templates) != len(segments):
            return None
        found: dict[str, str] = {}
        for template, segment in zip(templates, segments, strict=True):
            pattern = "".join(
                f"(?P<p{index // 2}>.+)" if index % 2 else re.escape(part)
                for index, part in enumerate(PARAMETER.split(template))
            )
            match = re.fullmatch(pattern, segment, re.DOTALL)
            if match is None:
                return None
            found |= dict(zip(PARAMETER.findall(template), match.groups(), strict=True))
        return found

    def response(self, status: int) -> Mapping[str, Any] | None:
        """Return the response that is declared for a status: for itself, for its range or as `default`."""
        responses: Mapping[str, Mapping[str, Any]] = self.declared.get("responses", {})
        return next(
            (responses[key] for key in (str(status), f"{status // 100}XX", "default") if key in responses), None
        )

    @property
    def success(self) -> tuple[int, Mapping[str, Any]]:
        """The first declared success with its status; 200 without content if none is declared."""
        for status, response in self.declared.get("responses", {}).items():
            if re.fullmatch(r"2\d\d|2XX", str(status)):
                return int(str(status).replace("XX", "00")), response
        return 200, self.response(200) or {}

    @property
    def polling(self) -> Mapping[str, Any] | None:
        """How to wait for its result (`x-polling`); None if it is not polled."""
        found: Mapping[str, Any] | None = self.success[1].get("x-polling")
        return found

    @property
    def batch(self) -> Mapping[str, Any] | None:
        """How to fetch many results at once (`x-batch`); None if it is not a batch."""
        found: Mapping[str, Any] | None = self.success[1].get("x-batch")
        return found

    @property
    def links(self) -> Iterator[tuple[str, str, str]]:
        """Its links: the target's `operationId`, the target's parameter, and the JSON pointer into this body."""
        for link in self.success[1].get("links", {}).values():
            for name, expression in link.get("parameters", {}).items():
                if str(expression).startswith("$response.body#"):
                    yield link.get("operationId", ""), name.rpartition(".")[2], expression.partition("#")[2]

    @property
    def request_schema(self) -> Mapping[str, Any]:
        """The schema of its JSON request body; {} without one."""
        content = self.declared.get("requestBody", {}).get("content", {})
        found: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
        return found


@attrs.frozen(eq=False)
class Document:
    """An OpenAPI document as plain dicts and lists, and its operations in its order."""

    plain: Mapping[str, Any] = attrs.field(repr=False)
    operations: tuple[Operation, ...] = attrs.field(init=False, repr=False)

    @operations.default
    def _read_operations(self) -> tuple[Operation, ...]:
        found = []
        for template, path in self.plain.get("paths", {}).items():
            item = self.resolved(path)
            for method in METHODS:
                if method not in item:
                    continue
                declared = dict(item[method])
                responses = declared.get("responses", {})
                declared["responses"] = {status: self.resolved(response) for status, response in responses.items()}
                if "requestBody" in declared:
                    declared["requestBody"] = self.resolved(declared["requestBody"])
                name = declared.get("operationId") or re.sub(r"\W+", "_", f"{method}_{template}").strip("_")
                found.append(Operation(name, method.upper(), template, declared, self._keys(declared)))
        return tuple(found)

    def _keys(self, declared: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        security = declared.get("security", self.plain.get("security")) or []
        named = [name for requirement in security for name in requirement] if {} not in security else []
        schemes = self.plain.get("components", {}).get("securitySchemes", {})
        found = [self.resolved(schemes.get(name, {})) for name in named]
        return tuple(
            (scheme["in"], scheme["name"]) if scheme.get("type") == "apiKey" else ("header", "Authorization")
            for scheme in found
        )

    @classmethod
    def load(cls, path: Path | None = None) -> Document:
        """Read a document in YAML or JSON; the same file in the same state is read once per process.

        Args:
            path: The document; default: the one of the package.

        Raises:
            DocumentError: It is not YAML, or a key of an extension is misspelt or missing; the package has none.
        """
        path = path or _own()
        return _load(path, path.stat().st_mtime_ns)

    def operation(self, name: str) -> Operation | None:
        """Return an operation by its `operationId`; None if there is none."""
        return next((operation for operation in self.operations if operation.id == name), None)

    def match(self, method: str, segments: list[str]) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation and the parameters for a path's decoded segments; a literal path goes first."""
        found = [
            (operation, parameters)
            for operation in self.operations
            if operation.method == method and (parameters := operation.parameters_of(segments)) is not None
        ]
        return min(found, key=lambda pair: len(pair[1]), default=None)

    def resolved(self, part: Any) -> Any:
        """Return a part of the document with its own `$ref`s resolved."""
        while isinstance(part, dict) and str(part.get("$ref", "")).startswith("#"):
            target = pointed(self.plain, unquote(part["$ref"][1:]))
            part = {**target, **{key: value for key, value in part.items() if key != "$ref"}}
        return part

    def example(self, response: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return the media type and the body of a response: its first example, or an instance of its schema."""
        content = response.get("content", {}).items()
        for declared, media in sorted(content, key=lambda item: "json" not in item[0])[:1]:
            media_type = RANGES.get(declared, declared.replace("/*", "/plain" if "text" in declared else "/png"))
            examples = media.get("examples", {})
            if "example" in media:
                body = media["example"]
            elif examples:
                body = self.resolved(next(iter(examples.values()))).get("value")
            else:
                body = instance(media.get("schema", {}), self.resolved)
            if "json" not in media_type:
                text = body if isinstance(body, str) else json.dumps(body or "sample")
                return media_type, text.encode()
            return media_type, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return "", b""


def _tokens(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _own() -> Path:
    """Find the document of the package: inside of it where it is installed, else at the top of the repository.

    Raises:
        DocumentError: There is none.
    """
    folders = Path(__file__).resolve().parents[:4]
    for folder in folders:
        if (path := folder / "openapi.yaml").is_file():
            return path
    raise DocumentError(
        f"there is no openapi.yaml in {folders[0]} or up to three folders above: install the wheel of suno-mock-api, "
        "use the whole repository, or pass a document: MockApi(document=Document.load(path))"
    )


@lru_cache(maxsize=8)
def _load(path: Path, _modified: int) -> Document:
    yaml12 = shared("yaml12")
    try:
        root = yaml12.compose(path.read_text(encoding="utf-8"))
        plain = yaml12.plain(root)
    except yaml12.yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DocumentError(f"{path.name}:{mark.line + 1 if mark else 1}: not YAML: {error.problem}") from error
    except (yaml12.yaml.YAMLError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(plain, dict):
        raise DocumentError(f"{path.name}:1: not an OpenAPI document: not a mapping")
    for line, problem in _misspelt(root):
        raise DocumentError(f"{path.name}:{line}: {problem}")
    return Document(plain)


def _misspelt(node: Any, known: tuple[str, ...] = WORDS, needed: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    """Yield each misspelt or missing key of an extension: its line and a message."""
    pairs = node.value if node.id == "mapping" else []
    there = {key.value for key, _ in pairs}
    for key, value in pairs:
        name = key.value
        fits = name not in known and (known is POLLING or name.startswith("x-"))
        if fits and (near := difflib.get_close_matches(name, set(known) - there, 1, 0.8)):
            yield key.start_mark.line + 1, f"{name!r} is not known: did you mean {near[0]}?"
        yield from _misspelt(value, *((POLLING, POLLING[:2]) if name == "x-polling" else ()))
    for name in needed:
        if name not in there:
            yield node.start_mark.line + 1, f"x-polling has no {name!r}"
