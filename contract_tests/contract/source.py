"""The source of a document: its parts by pointer, and the line of each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from attrs import field, frozen

from contract_tests import yaml12
from contract_tests.contract.pointers import MISSING, Tokens, get, split

if TYPE_CHECKING:
    from pathlib import Path


class DocumentError(ValueError):
    """A document is invalid; each line of the message has a place and the remedy."""


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
        """Return a part and its pointer after following every `$ref`."""
        part, seen = self.get(pointer), {pointer}
        while isinstance(part, dict) and "$ref" in part:
            pointer = split(part["$ref"])
            if pointer in seen:  # it refers to itself
                return {}, pointer
            seen.add(pointer)
            part = self.get(pointer)
        return part, pointer

    def example(self, pointer: Tokens) -> Any:
        """Return the first example of a parameter or a media type, or a value of its schema; MISSING if it has none."""
        declared, pointer = self.follow(pointer)
        if not isinstance(declared, dict):
            return MISSING
        if "example" in declared:
            return declared["example"]
        for name in declared.get("examples") or ():
            example, _ = self.follow((*pointer, "examples", name))
            if isinstance(example, dict) and "value" in example:
                return example["value"]
        for media_type in declared.get("content") or ():
            return self.example((*pointer, "content", media_type))
        schema, _ = self.follow((*pointer, "schema"))
        if not isinstance(schema, dict):
            return MISSING
        values = [schema[keyword] for keyword in ("const", "default", "example") if keyword in schema]
        values += [value for keyword in ("examples", "enum") for value in schema.get(keyword, ())]
        return values[0] if values else MISSING

    def evidence(self, pointer: Tokens) -> str:
        """Return how well a part is known: the strength of the nearest `x-evidence` at it or above; "" without one."""
        strength, node = "", self.plain
        for token in (None, *pointer):
            node = node if token is None else get(node, (token,))
            if isinstance(node, dict) and isinstance(node.get("x-evidence"), dict):
                strength = str(node["x-evidence"].get("strength", ""))
        return strength


def is_json(media_type: str) -> bool:
    """Return whether a media type is `application/json` or ends in `+json` (RFC 6839)."""
    return essence(media_type) == "application/json" or essence(media_type).endswith("+json")


def essence(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


@lru_cache(maxsize=16)
def parsed(text: str, name: str) -> tuple[yaml.Node, dict[str, Any]]:
    """Return YAML twice: as nodes with their lines, and as plain dicts and lists.

    Raises:
        DocumentError: The text is not YAML, or not a mapping.
    """
    try:
        source = yaml12.compose(text)
        plain = yaml12.plain(source) if isinstance(source, yaml.MappingNode) else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise DocumentError(f"{place}: not YAML: {getattr(error, 'problem', None) or error}") from error
    except RecursionError as error:
        raise DocumentError(f"{name}: an alias refers to its own parent, or the text is nested too deeply") from error
    if source is None or plain is None:
        raise DocumentError(f"{name}:1: not an OpenAPI document: it is not a mapping")
    return source, plain
