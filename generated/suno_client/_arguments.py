# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_arguments.py
"""From the arguments of a call to the arguments of an HTTP request, as the document's parameters and bodies say."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final
from urllib.parse import quote

from attrs import frozen

from ._check import misfit_of
from ._encode import encode
from ._model import Model
from .types import UNSET, File, Unset

DELIMITERS: Final = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


@frozen(eq=False)
class Parameter:
    """A declared parameter.

    Attributes:
        name: Its name in the request.
        where: path, query, header or cookie.
        hint: Its type, as an annotation.
        style: How arrays and objects are written (OpenAPI's `style`).
        explode: Whether each item of an array, or field of an object, is written as a parameter of its own.
        as_json: Whether it is written as JSON (OpenAPI's `content`).
    """

    name: str
    where: str
    hint: Any
    style: str = "form"
    explode: bool = True
    as_json: bool = False


@frozen(eq=False)
class Body:
    """A declared request body.

    Attributes:
        media_type: Its Content-Type.
        form: What httpx calls it: json, data, files or content.
        hint: Its type, as an annotation.
    """

    media_type: str
    form: str
    hint: Any


def build(  # noqa: C901 - a case for each place of a parameter
    method: str,
    path: str,
    parameters: Sequence[tuple[Parameter, Any]] = (),
    bodies: Sequence[Body] = (),
    body: Any = UNSET,
) -> dict[str, Any]:
    """Build the arguments of `httpx.Client.stream`; `url` is the path.

    Args:
        method: The HTTP method.
        path: The path, with its parameters in braces.
        parameters: Each declared parameter with its value.
        bodies: The declared request bodies: the first whose type fits is sent.
        body: The request body.

    Raises:
        TypeError: A parameter is of another type than declared.
        ValueError: A path parameter is empty or is a dot segment; the body is of another type than declared.
    """
    query: dict[str, Any] = {}
    headers: dict[str, str] = {}
    cookies = []
    for parameter, value in parameters:
        if isinstance(value, Unset) or (value is None and parameter.where != "path"):
            continue
        is_text = value.__class__ is str and parameter.hint is str
        if not is_text and (problem := misfit_of(value, parameter.hint)):
            expected, _, found = problem.removeprefix("expected ").partition(", found ")
            expected = expected.removesuffix(" at the top")
            raise TypeError(f"{parameter.name} must be of type {expected}, not {found}")
        if parameter.where == "path":
            path = path.replace(f"{{{parameter.name}}}", _segment(parameter, value))
        elif parameter.where == "query":
            _add(query, _query(parameter, value))
        elif parameter.where == "header":
            headers[parameter.name] = _joined(parameter, value)
        else:
            cookies.append(f"{parameter.name}={quote(_joined(parameter, value), safe='')}")
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    request: dict[str, Any] = {"method": method, "url": path}
    if query:
        request["params"] = query
    if not isinstance(body, Unset):
        request |= _body(bodies, body, headers)
    if headers:
        request["headers"] = headers
    return request


def shown(parameters: Sequence[tuple[Parameter, Any]]) -> dict[str, str]:
    """Return the path parameters as texts, for errors."""
    return {parameter.name: _text(value) for parameter, value in parameters if parameter.where == "path"}


def path_segment(name: str, value: str) -> str:
    """Encode a path parameter as one path segment.

    Raises:
        ValueError: It is empty or a dot segment, and would change the path of the request, or it is not Unicode text.
    """
    if value in ("", ".", ".."):
        raise ValueError(f"{name} must not be {value!r}: it would change the path of the request")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be Unicode text, without lone surrogates") from None


def _segment(parameter: Parameter, value: Any) -> str:
    if value.__class__ is str:
        return path_segment(parameter.name, value)
    if isinstance(value, list):
        return ",".join(path_segment(parameter.name, _text(item)) for item in value) or path_segment(parameter.name, "")
    return path_segment(parameter.name, _joined(parameter, value))


def _add(query: dict[str, Any], pairs: Iterator[tuple[str, Any]]) -> None:
    """Add pairs to a query; a name that comes again has a list of values."""
    for name, value in pairs:
        if name in query:
            before = query[name]
            query[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            query[name] = value


def _query(parameter: Parameter, value: Any) -> Iterator[tuple[str, Any]]:
    name = parameter.name
    fields = _fields(value)
    if parameter.as_json:
        yield name, json.dumps(encode(value))
    elif fields is not None and parameter.style == "deepObject":
        yield from ((f"{name}[{key}]", text) for key, text in fields)
    elif fields is not None and parameter.explode:
        yield from fields
    elif isinstance(value, list) and parameter.explode:
        yield from ((name, _text(item)) for item in value)
    elif type(value) in {str, int, bool}:
        yield name, value  # httpx writes them
    else:
        yield name, _joined(parameter, value)


def _joined(parameter: Parameter, value: Any) -> str:
    if parameter.as_json:
        return json.dumps(encode(value))
    delimiter = DELIMITERS.get(parameter.style, ",")
    if isinstance(value, list):
        return delimiter.join(_text(item) for item in value)
    fields = _fields(value)
    if fields is None:
        return _text(value)
    return delimiter.join(f"{key}={text}" if parameter.explode else f"{key}{delimiter}{text}" for key, text in fields)


def _fields(value: Any) -> list[tuple[str, str]] | None:
    if not isinstance(value, (Model, Mapping)):
        return None
    fields = value.to_dict() if isinstance(value, Model) else value
    return [
        (key, _text(item))
        for key, found in fields.items()
        for item in (found if isinstance(found, list) else [found])
        if item is not None
    ]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (datetime.date, dict, list, Model)):
        encoded = encode(value)
        return encoded if isinstance(encoded, str) else json.dumps(encoded)
    return str(value)


def _body(bodies: Sequence[Body], body: Any, headers: dict[str, str]) -> dict[str, Any]:
    problems = [misfit_of(body, declared.hint) for declared in bodies]
    if all(problems):
        raise ValueError(f"body: {max(problems, key=lambda problem: problem.count('/'))}")
    declared = bodies[problems.index("")]
    if declared.form == "files":  # httpx writes the Content-Type, with the boundary
        return {"files": list(_parts(body))}
    headers["Content-Type"] = declared.media_type
    if declared.form == "content":
        if "*" in declared.media_type and isinstance(body, File) and body.mime_type:
            headers["Content-Type"] = body.mime_type
        return {"content": _payload(body) if isinstance(body, File) else body}
    if declared.form == "data":
        encoded = encode(body)
        return {"data": {key: _form_value(value) for key, value in encoded.items() if value is not None}}
    return {"json": encode(body)}


def _form_value(value: Any) -> Any:
    if isinstance(value, list):
        return [json.dumps(item) if isinstance(item, (dict, list)) else item for item in value]
    return json.dumps(value) if isinstance(value, dict) else value


def _parts(body: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if isinstance(body, Model):
        fields = {
            **{key: getattr(body, name) for key, name in zip(body._KEYS, body._NAMES, strict=True)},  # noqa: SLF001
            **body.additional_properties,
        }
    else:
        fields = body
    for key, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, File):
                # Read at once, so that a request which is sent again has the same content.
                yield key, (item.file_name or key, _payload(item), item.mime_type or "application/octet-stream")
            elif isinstance(item, (Model, dict, list)):
                yield key, (None, json.dumps(encode(item)), "application/json")
            elif not isinstance(item, Unset):
                yield key, (None, _text(item).encode(), "text/plain")


def _payload(file: File) -> bytes:
    if isinstance(file.payload, bytes):
        return file.payload
    if file.payload.seekable():
        file.payload.seek(0)  # as httpx does, so that a second call sends the same
    return file.payload.read()


__all__ = ["Body", "Parameter", "build", "path_segment", "shown"]
