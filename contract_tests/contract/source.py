"""A document as it is written: its parts by pointer, and the line of each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from attrs import field, frozen

from contract_tests.contract.pointers import Tokens, get, split

if TYPE_CHECKING:
    from pathlib import Path


class DocumentError(ValueError):
    """A document that cannot be read as it is meant; each line of the message has a place and what to do."""


@frozen(eq=False)
class Source:
    """A document.

    Attributes:
        path: The file it was read from.
        plain: The document as plain dicts and lists: the open view.
    """

    path: Path
    _source: yaml.Node = field(repr=False)
    plain: dict[str, Any] = field(repr=False)

    def line(self, pointer: Tokens | str) -> int:
        """Return the line (from 1) of a part of the document, or of the nearest part above it that exists."""
        line, node = 1, self._source
        for token in map(str, split(pointer) if isinstance(pointer, str) else pointer):
            if isinstance(node, yaml.MappingNode):
                parts = next(((key, value) for key, value in node.value if key.value == token), None)
            elif isinstance(node, yaml.SequenceNode) and token.isdecimal() and int(token) < len(node.value):
                parts = (node.value[int(token)],) * 2
            else:
                parts = None
            if parts is None:
                break
            line, node = parts[0].start_mark.line + 1, parts[1]
        return line

    def get(self, pointer: Tokens | str) -> Any:
        """Return a part of the open view; MISSING if it does not exist."""
        return get(self.plain, split(pointer) if isinstance(pointer, str) else pointer)

    def follow(self, pointer: Tokens) -> tuple[dict[str, Any], Tokens]:
        """Return a part and its pointer, with every `$ref` followed to where the part is declared."""
        part, seen = self.get(pointer), {pointer}
        while isinstance(part, dict) and "$ref" in part:
            pointer = split(part["$ref"])
            if pointer in seen:  # it refers to itself
                return {}, pointer
            seen.add(pointer)
            part = self.get(pointer)
        return part, pointer

    def evidence(self, pointer: Tokens) -> str:
        """Return how well a part is known: the strength of the nearest `x-evidence` at it or above; "" without one."""
        strength, node = "", self.plain
        for token in (None, *pointer):
            node = node if token is None else get(node, (token,))
            if isinstance(node, dict) and isinstance(node.get("x-evidence"), dict):
                strength = str(node["x-evidence"].get("strength", ""))
        return strength


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON's own, or a type whose name says that it is JSON (RFC 6839)."""
    return essence(media_type) == "application/json" or essence(media_type).endswith("+json")


def essence(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 in the core schema, as OpenAPI 3.1 has it: `on` is a string, and so is `2026-01-01`."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
     list("-+0123456789.")),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)


@lru_cache(maxsize=16)
def parsed(text: str, name: str) -> tuple[yaml.Node, dict[str, Any]]:
    """Read YAML, once with the lines and once as plain dicts and lists.

    Raises:
        DocumentError: The text is not YAML, or not a mapping.
    """
    try:
        source = yaml.compose(text, Loader=_Loader)
        plain = _plain(source) if isinstance(source, yaml.MappingNode) else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise DocumentError(f"{place}: not YAML: {getattr(error, 'problem', None) or error}") from error
    except RecursionError as error:
        raise DocumentError(f"{name}: an alias refers to what it is a part of, or it is nested too deeply") from error
    if source is None or plain is None:
        raise DocumentError(f"{name}:1: not an OpenAPI document: it is not a mapping")
    return source, plain


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is not a scalar", problem_mark=key.start_mark)
            if key.value in found:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key.value!r}", problem_mark=key.start_mark)
            found[key.value] = _plain(value)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    kind, text = node.tag.rpartition(":")[2], node.value
    if kind == "int":
        digits = text.lstrip("+-")
        return int(text, 0) if digits[:2] in {"0o", "0x"} else int(text)
    if kind == "float":
        return float(re.sub(r"\.(?=[inIN])", "", text))
    return {"null": None, "bool": text.lower() == "true"}.get(kind, text)
