"""Edits of openapi.yaml that leave every other byte as it is.

ruamel.yaml keeps comments and quotes, but takes seconds for the whole document. So each path item and each component
that no edit is in is replaced by a placeholder, and put back as it was.
"""

from __future__ import annotations

import copy
import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import Factory, frozen
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ruamel.yaml.comments import CommentedMap

    from contract_tests.contract.pointers import Tokens

_HEADS = {"paths": re.compile(r'  ["\']?(/.*?)["\']?:\n'), "components": re.compile(r"    ([\w.-]+):\n")}
"""The first line of a path item and of a component."""
_PLACEHOLDER = re.compile(r"^.*: __block_(\d+)__\n", re.MULTILINE)


def yaml() -> YAML:
    """Make a reader and writer that leaves openapi.yaml as it is, to the byte."""
    handler = YAML()
    handler.preserve_quotes = True
    handler.width = 100_000
    handler.indent(mapping=2, sequence=4, offset=2)
    handler.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return handler


@frozen
class Draft:
    """A document to edit: only the blocks (path items and components) at some places can be read and changed.

    Attributes:
        source: The document with comments; a placeholder stands for each other block.
    """

    source: CommentedMap
    _blocks: list[str] = Factory(list)

    @classmethod
    def of(cls, text: str, places: Iterable[Tokens]) -> Draft:
        """Read the blocks of a document that places are in."""
        open_blocks = {place[: 2 if place[0] == "paths" else 3] for place in places}
        skeleton: list[str] = []
        blocks: list[str] = []
        for where, lines in _parts(text.splitlines(keepends=True)):
            if where and where not in open_blocks:
                skeleton.append(f"{lines[0].rstrip()} __block_{len(blocks)}__\n")
                blocks.append("".join(lines))
            else:
                skeleton += lines
        return cls(_read("".join(skeleton)), blocks)

    def edited(self, changes: Iterable[Callable[[CommentedMap], None]]) -> Draft:
        """Apply changes to a copy."""
        source = copy.deepcopy(self.source)
        for change in changes:
            change(source)
        return Draft(source, self._blocks)

    def text(self) -> str:
        """Return the text of the document."""
        written = io.StringIO()
        yaml().dump(self.source, written)
        return _PLACEHOLDER.sub(lambda found: self._blocks[int(found[1])], written.getvalue())


def _parts(lines: list[str]) -> Iterator[tuple[Tokens, list[str]]]:
    """Split a document into its blocks, each with its place, and the lines between them, which have none."""
    top = section = ""
    number = 0
    while number < len(lines):
        if found := re.match(r"([\w-]+):", lines[number]):
            top, section = found[1], ""
        elif found := re.match(r"  (\w+):\n", lines[number]):
            section = found[1]
        start, head = number, _HEADS[top].fullmatch(lines[number]) if top in _HEADS else None
        number += 1
        if head is None:
            yield (), lines[start:number]
            continue
        indent = 2 if top == "paths" else 4
        while number < len(lines) and (not lines[number].strip() or lines[number][: indent + 1].isspace()):
            number += 1
        while not lines[number - 1].strip():
            number -= 1
        yield (top, head[1]) if top == "paths" else (top, section, head[1]), lines[start:number]


@lru_cache(maxsize=8)
def _read(text: str) -> CommentedMap:
    source: CommentedMap = yaml().load(text)
    return source
