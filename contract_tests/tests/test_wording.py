"""The names, docstrings and comments of the hand-written Python use the terms of HTTP and of testing."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = [
    *sorted((ROOT / "contract_tests").rglob("*.py")),
    *sorted((ROOT / "scripts").rglob("*.py")),
    ROOT / "noxfile.py",
]
OTHER_WORDS = re.compile(r"(?<![a-z])(answer(s|ed|ing)?|asked|told|tells?|said)(?![a-z])", re.IGNORECASE)
"""Words for response, requested, reported or logged. A server may ask to wait, and a command may ask the user."""
LONGEST_NAME = 45


def docstring_lines(tree: ast.Module) -> set[int]:
    """Return the first lines of the docstrings, including those of attributes."""
    bodies = [getattr(node, "body", ()) for node in ast.walk(tree)]
    texts = [one.value for body in bodies if isinstance(body, list) for one in body if isinstance(one, ast.Expr)]
    return {text.lineno for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the names, comments and docstrings of a file with their lines, if any of its text has another word."""
    source = path.read_text(encoding="utf-8")
    if not OTHER_WORDS.search(source.replace("_", " ")):
        return
    docstrings = docstring_lines(ast.parse(source))
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            line = token.start[0]
            if token.type in {tokenize.NAME, tokenize.COMMENT} or (
                token.type == tokenize.STRING and line in docstrings
            ):
                yield line, token.string


def test_words() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {match[0]}"
        for path in FILES
        for line, text in prose(path)
        for match in OTHER_WORDS.finditer(text.replace("_", " "))
    ]
    assert found == []


@pytest.mark.parametrize("line", ["def answered(): ...", "x = 1  # what was told", '"""The answer."""', "said_so = 1"])
def test_other_words_are_found(line: str, tmp_path: Path) -> None:
    (path := tmp_path / "x.py").write_text(line + "\n", encoding="utf-8")
    assert any(OTHER_WORDS.search(text.replace("_", " ")) for _, text in prose(path))


def test_short_test_names() -> None:
    names = [name for path in FILES for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))]
    assert len(names) > 500
    assert [name for name in names if len(name) > LONGEST_NAME] == []
