"""The import rules of [tool.importlinter] in pyproject.toml, which docs/design.md describes."""

from __future__ import annotations

import logging
import tomllib
from typing import TYPE_CHECKING

import pytest
from importlinter import cli

from contract_tests.tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
NAMES = [one["name"] for one in tomllib.loads(CONFIGURATION)["tool"]["importlinter"]["contracts"]]


@pytest.fixture(autouse=True)
def keep_loggers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the loggers, because import-linter disables every other logger of the process."""
    monkeypatch.setattr(cli, "_configure_logging", lambda verbose: None)  # noqa: ARG005 - called by keyword or not


def test_imports_follow_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_a_forbidden_import_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tests break the reversed rule of the mocked API, because they import it."""
    turned = CONFIGURATION.replace('source_modules = ["suno_mock_api"]', 'source_modules = ["contract_tests.tests"]')
    assert turned != CONFIGURATION
    (changed := tmp_path / "pyproject.toml").write_text(turned, encoding="utf-8")
    assert cli.lint_imports(str(changed), no_cache=True, no_logo=True) == 1
    assert "contract_tests.tests" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["contract_tests/contract", "contract_tests/drift", "contract_tests/mutants",
                                  "contract_tests/recordings", "contract_tests/tests", "contract_tests/mock_api",
                                  "scripts", "generated/suno_client", "scripts/generator"])  # fmt: skip
def test_design_names_each_part(name: str) -> None:
    assert f"`{name}/`" in (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert (ROOT / name).is_dir()


def test_loggers_stay(caplog: pytest.LogCaptureFixture) -> None:
    """Other tests can still capture logs."""
    cli.lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    logging.getLogger("suno_client").warning("seen")
    assert "seen" in caplog.text
