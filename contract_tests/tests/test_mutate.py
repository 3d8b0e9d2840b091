"""The parts of `nox -s mutate` and `nox -s coverage` against what there is."""

from __future__ import annotations

import ast
import re

from contract_tests.tests.examples import ROOT


def assigned(file: str, name: str) -> object:
    """Return the value of a constant of a module that cannot be imported here."""
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return eval(compile(ast.Expression(node.value), file, "eval"), {"TESTS": "contract_tests/tests"})  # noqa: S307
    raise LookupError(name)


def test_parts_are_there() -> None:
    """Every folder has code, and every pattern finds tests; both sessions know the same parts of the code."""
    parts = assigned("scripts/mutate.py", "PARTS")
    least = assigned("noxfile.py", "PARTS")
    assert isinstance(parts, dict)
    assert isinstance(least, dict)
    for folders, tests in parts.values():
        assert all(list((ROOT / folder).rglob("*.py")) for folder in folders)
        assert all(list(ROOT.glob(pattern)) for pattern in tests.split())
    changed = {folder for folders, _ in parts.values() for folder in folders}
    assert set(least) - changed == {"contract_tests/mutants"}
    assert re.search(r"^source = \[.*\"scripts\"", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
