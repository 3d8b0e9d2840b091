"""pyproject.toml against the rest: one version, one set of Pythons, a reason for each dependency."""

from __future__ import annotations

import re
import tomllib

import suno_client
from packaging.requirements import Requirement

from contract_tests.contract import Document
from contract_tests.tests.examples import ROOT

TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads(TEXT)
MOCK = tomllib.loads((ROOT / "suno_mock_api" / "pyproject.toml").read_text(encoding="utf-8"))


def test_there_is_one_version() -> None:
    version = Document.load().plain["info"]["version"]
    assert suno_client.__version__ == version
    assert MOCK["tool"]["hatch"]["version"]["pattern"] == PYPROJECT["tool"]["hatch"]["version"]["pattern"]
    found = re.search(PYPROJECT["tool"]["hatch"]["version"]["pattern"], (ROOT / "openapi.yaml").read_text("utf-8"))
    assert found
    assert found["version"] == version


def test_every_dependency_has_its_reason() -> None:
    lines = re.findall(r'^ +"[\w.\[\]-]+[<>=][^"]*",?(.*)$', TEXT, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if not re.match(r" +# \w", line)] in (
        [],
        [""],
    )  # pytest, whose version is its reason


def test_the_mocked_api_needs_what_the_client_needs() -> None:
    ranges = {one.name: one.specifier for one in map(Requirement, PYPROJECT["project"]["dependencies"])}
    for one in map(Requirement, MOCK["project"]["dependencies"]):
        assert one.specifier == ranges.get(one.name, one.specifier)
