"""An adoption whose checks fail leaves every file as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from contract_tests.drift.adoption import Adoption
from contract_tests.drift.probe import CannotCheckError
from scripts.adopting import runner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.mark.parametrize("failing", ["regenerate the client", "run the tests"])
def test_failed_adoption(tmp_path: Path, failing: str) -> None:
    """Every file that a command has changed, written or deleted is restored."""
    before = {"openapi.yaml": b"old", "generated/a.py": b"a", "generated/models/b.py": b"b", "generated/c.py": b"c\r\n"}
    for name, content in before.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    def run(what: str, _: Sequence[str]) -> None:
        assert (tmp_path / "openapi.yaml").read_bytes() == b"new"
        (tmp_path / "generated/a.py").write_bytes(b"changed")
        (tmp_path / "generated/models/b.py").unlink(missing_ok=True)
        (tmp_path / "generated/new.py").write_bytes(b"new")
        if what == failing:
            (tmp_path / "generated/models").rmdir()
            raise CannotCheckError(what)

    texts = {tmp_path / "openapi.yaml": "new", tmp_path / "recording.json": "{}"}
    with pytest.raises(CannotCheckError, match=failing):
        Adoption(tmp_path, [], texts).carry_out(run)
    files = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in files.items()} == before


def test_failed_command(tmp_path: Path) -> None:
    """The error has the last lines of what the command printed."""
    run = runner(Console(), tmp_path)
    run("do nothing", ["-c", "pass"])
    code = "import os, sys; [print('line', n) for n in range(20)]; sys.exit(os.getcwd())"
    with pytest.raises(CannotCheckError) as caught:
        run("regenerate the client", ["-c", code])
    first, *lines = str(caught.value).splitlines()
    assert first == "could not regenerate the client; no file has changed:"
    assert lines == [*(f"line {number}" for number in range(6, 20)), str(tmp_path)]
