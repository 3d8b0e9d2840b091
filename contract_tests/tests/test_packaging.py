"""pyproject.toml against the rest: one version, one set of Pythons, a reason for each dependency."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import suno_client
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from contract_tests.tests.examples import ROOT
from scripts import release, try_build

if TYPE_CHECKING:
    Capture = pytest.CaptureFixture[str]

TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads(TEXT)
MOCK = tomllib.loads((ROOT / "contract_tests" / "mock_api" / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what names a version."""
    root = tmp_path / "project"
    for name in (
        "pyproject.toml",
        "CHANGELOG.md",
        "contract_tests/mock_api/pyproject.toml",
        "generated/suno_client/__init__.py",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


def test_there_is_one_version() -> None:
    """Of the packages: the client requires the mocked API in its own version; the document has another version."""
    assert release.read_version(ROOT) == suno_client.__version__ == MOCK["project"]["version"]


@pytest.mark.parametrize(
    ("file", "old", "told"),
    [
        ("contract_tests/mock_api/pyproject.toml", 'version = "', "contract_tests/mock_api/pyproject.toml"),
        ("pyproject.toml", "suno-mock-api==", "the extra `testing`"),
        ("generated/suno_client/__init__.py", '__version__ = "', "nox -s regenerate"),
    ],
)
def test_another_version_is_reported(project: Path, file: str, old: str, told: str, capsys: Capture) -> None:
    path = project / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, old + "9"), encoding="utf-8")
    assert release.main(["--dry-run", "check"], project) == 1
    assert told in capsys.readouterr().err


def test_release_needs_tag_and_date(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    version = release.read_version(project)
    monkeypatch.setenv("GITHUB_REF_NAME", f"v{version}")
    assert release.main(["--dry-run", "check"], project) == 0
    for heading, told in (
        ("## [Unreleased]", "has no section"), (f"## [{version}]", "has no date"), (f"## [{version}] - 2026-11-24", ""),
    ):  # fmt: skip
        (project / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n\n- News.\n", encoding="utf-8")
        assert release.main(["check"], project) == bool(told)
        assert told in capsys.readouterr().err
    monkeypatch.setenv("GITHUB_REF_NAME", "v0.0.1")
    assert release.main(["check"], project) == 1
    assert f"tag v{version}" in capsys.readouterr().err


def test_wheels_have_their_files(tmp_path: Path) -> None:
    """What an application needs, and nothing that lands beside the package in site-packages."""
    client, mock = (
        Path(next(WheelBuilder(str(folder)).build(directory=str(tmp_path), versions=["standard"])))
        for folder in (ROOT, ROOT / "contract_tests" / "mock_api")
    )
    try_build.look_into(client)
    with zipfile.ZipFile(client) as archive:
        (listed,) = [json.loads(archive.read(name)) for name in archive.namelist() if ".dist-info/sboms/" in name]
    assert listed["metadata"]["component"]["version"] == suno_client.__version__
    with zipfile.ZipFile(mock) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"suno_mock_api"}
    assert "suno_mock_api/openapi.yaml" in names
    assert f"{names[-1].partition('/')[0]}/licenses/LICENSE" in names
    with zipfile.ZipFile(client, "a") as archive:
        archive.writestr("tests/__init__.py", "")
    with pytest.raises(try_build.BuildError, match=r"unexpected files: \['tests/__init__.py'\]"):
        try_build.look_into(client)


def test_one_licence() -> None:
    assert (ROOT / "contract_tests/mock_api/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_release_takes_its_files_only(project: Path, tmp_path: Path, capsys: Capture) -> None:
    (dist := tmp_path / "dist").mkdir()
    (dist / "suno_client-0.0.1.tar.gz").touch()
    assert release.main(["--dry-run", "finish", str(dist), str(tmp_path / "out")], project) == 1
    assert "unexpected files: ['suno_client-0.0.1.tar.gz']" in capsys.readouterr().err
    assert release.main(["--dry-run", "finish", str(tmp_path / "nowhere"), str(tmp_path / "out")], project) == 1
    assert "No such file" in capsys.readouterr().err


def test_pins_have_hashes() -> None:
    """What CI installs by itself is what pyproject.toml names, each file of it by its hash."""
    groups = PYPROJECT["dependency-groups"]
    for file, named in (("nox", groups["ci"]), ("build", groups["backend"] + groups["build"])):
        text = (ROOT / ".ci" / f"{file}.txt").read_text(encoding="utf-8")
        pinned = {one for one in named if isinstance(one, str)}
        assert pinned <= set(re.findall(r"^[\w.-]+==[\w.]+", text, re.MULTILINE))
        pins = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in pin for pin in pins)


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
