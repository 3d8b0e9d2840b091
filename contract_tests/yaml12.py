"""Reads YAML 1.2 with the core schema, as OpenAPI 3.1 requires: `on` and `2026-01-01` are strings.

The judge, the generator and the mocked API read the document with it; the mocked API's wheel has a copy.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
     list("-+0123456789.")),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)


def compose(text: str) -> yaml.Node | None:
    """Read YAML as nodes, which have line numbers.

    Raises:
        yaml.YAMLError: It is not YAML.
    """
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def plain(node: yaml.Node | None) -> Any:
    """Return the value of a node as plain dicts, lists and scalars; the keys are strings.

    Raises:
        yaml.YAMLError: A key is not a scalar, or is a duplicate.
    """
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is not a scalar", problem_mark=key.start_mark)
            if key.value in found:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key.value!r}", problem_mark=key.start_mark)
            found[key.value] = plain(value)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [plain(value) for value in node.value]
    kind, text = node.tag.rpartition(":")[2], node.value
    if kind == "int":
        digits = text.lstrip("+-")
        return int(text, 0) if digits[:2] in {"0o", "0x"} else int(text)
    if kind == "float":
        return float(re.sub(r"\.(?=[inIN])", "", text))
    return {"null": None, "bool": text.lower() == "true"}.get(kind, text)
