"""Versions, dependencies and the built distributions fit pyproject.toml."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """Return a copy of the files that have a version."""
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
    """Both packages have the same version; that of the document is separate."""
    assert release.read_version(ROOT) == suno_client.__version__ == MOCK["project"]["version"]


@pytest.mark.parametrize(
    ("file", "old", "message"),
    [
        ("contract_tests/mock_api/pyproject.toml", 'version = "', "contract_tests/mock_api/pyproject.toml"),
        ("pyproject.toml", "suno-mock-api==", "the extra `testing`"),
        ("generated/suno_client/__init__.py", '__version__ = "', "nox -s regenerate"),
    ],
)
def test_another_version_is_reported(project: Path, file: str, old: str, message: str, capsys: Capture) -> None:
    path = project / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, old + "9"), encoding="utf-8")
    assert release.main(["--dry-run", "check"], project) == 1
    assert message in capsys.readouterr().err


def test_release_needs_tag_and_date(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    version = release.read_version(project)
    monkeypatch.setenv("GITHUB_REF_NAME", f"v{version}")
    assert release.main(["--dry-run", "check"], project) == 0
    for heading, message in (
        ("## [Unreleased]", "has no section"), (f"## [{version}]", "has no date"), (f"## [{version}] - 2026-11-24", ""),
    ):  # fmt: skip
        (project / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n\n- News.\n", encoding="utf-8")
        assert release.main(["check"], project) == bool(message)
        assert message in capsys.readouterr().err
    monkeypatch.setenv("GITHUB_REF_NAME", "v0.0.1")
    assert release.main(["check"], project) == 1
    assert f"tag v{version}" in capsys.readouterr().err


def test_wheels_have_their_files(tmp_path: Path) -> None:
    """They contain what an application needs, and nothing beside the package in site-packages."""
    client, mock = (
        Path(next(WheelBuilder(str(folder)).build(directory=str(tmp_path), versions=["standard"])))
        for folder in (ROOT, ROOT / "contract_tests" / "mock_api")
    )
    try_build.check_wheel(client)
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
        try_build.check_wheel(client)


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
    """CI installs the versions of pyproject.toml, with hashes."""
    groups = PYPROJECT["dependency-groups"]
    for file, named in (("nox", groups["ci"]), ("build", groups["backend"] + groups["build"])):
        text = (ROOT / ".ci" / f"{file}.txt").read_text(encoding="utf-8")
        pinned = {one for one in named if isinstance(one, str)}
        assert pinned <= set(re.findall(r"^[\w.-]+==[\w.]+", text, re.MULTILINE))
        pins = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in pin for pin in pins)


def test_dependency_reasons() -> None:
    lines = re.findall(r'^ +"[\w.\[\]-]+[<>=][^"]*",?(.*)$', TEXT, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if not re.match(r" +# \w", line)] in (
        [],
        [""],
    )  # pytest, whose version is its reason


def test_version_ranges() -> None:
    """The mocked API and the client have the same ranges."""
    ranges = {one.name: one.specifier for one in map(Requirement, PYPROJECT["project"]["dependencies"])}
    for one in map(Requirement, MOCK["project"]["dependencies"]):
        assert one.specifier == ranges.get(one.name, one.specifier)


def built(folder: Path) -> Path:
    """Make the files of a build: a real wheel of the client, a stub for the other, and an sdist of one file."""
    version = release.read_version(ROOT)
    dist = folder / "dist"
    next(WheelBuilder(str(ROOT)).build(directory=str(dist), versions=["standard"]))
    (dist / f"suno_mock_api-{version}-py3-none-any.whl").write_bytes(b"mock")
    (source := folder / f"suno_client-{version}").mkdir()
    with tarfile.open(dist / f"suno_client-{version}.tar.gz", "w:gz") as archive:
        archive.add(source, source.name)
    return dist


def test_try_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Each wheel is installed in its own environment, and the smoke test fetches and waits."""
    ran: list[tuple[str, ...]] = []
    made: list[Path] = []
    real = subprocess.run

    def run(command: tuple[str, ...], **options: Any) -> Any:
        ran.append(tuple(command))
        if "-I" not in command:
            return subprocess.CompletedProcess(command, 0)
        _, _, *rest = command  # not isolated: the client of this tree stands for the installed one
        return real([sys.executable, *rest], **{**options, "check": True, "stdout": subprocess.DEVNULL})

    def create(folder: Path, *, with_pip: bool) -> None:
        assert with_pip
        made.append(folder)
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").symlink_to(sys.executable)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(venv, "create", create)
    smoke = try_build.SMOKE.replace('version("suno-client") == __version__', "__version__")
    monkeypatch.setattr(try_build, "SMOKE", re.sub(r"assert files.*\n", "", smoke))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "generated"))
    assert try_build.main([str(built(tmp_path))]) == 0
    assert capsys.readouterr().out.rstrip().endswith("All distributions work.")
    assert [folder.name for folder in made] == ["client", "testing"]
    installed = [" ".join(command) for command in ran if "install" in command]
    assert ["[testing]" in command for command in installed] == [False, True]
    modules = [command[2] for command in ran if command[1] == "-m"]
    assert modules == ["pip", "pip", "pytest", "suno_mock_api", "scripts.regenerate", "pytest"]

    def fail(command: tuple[str, ...], **_: Any) -> Any:
        raise subprocess.CalledProcessError(3, command[:2])

    monkeypatch.setattr(subprocess, "run", fail)
    shutil.rmtree(tmp_path / "dist")
    assert try_build.main([str(tmp_path)]) == 1
    assert "expected one suno_client*.whl, found 0" in capsys.readouterr().err


def test_release_files(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """They are checksums that fit, the notes of the version, and an SBOM of a fresh installation of the wheel."""
    ran: list[list[str]] = []

    def run(command: Any, **_: Any) -> None:
        ran.append([str(part) for part in command])
        if "--output-file" in ran[-1]:
            Path(ran[-1][ran[-1].index("--output-file") + 1]).write_text("{}", encoding="utf-8")

    def create(folder: str, **_: Any) -> None:
        (Path(folder) / "bin").mkdir()
        (Path(folder) / "bin" / "python").touch()

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(venv, "create", create)
    out, dist = tmp_path / "out", built(tmp_path)
    assert release.main(["--dry-run", "finish", str(dist), str(out)], project) == 0
    assert "is ready" in capsys.readouterr().out
    assert "### Added" in (out / "NOTES.md").read_text(encoding="utf-8")
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert len(sums) == 4
    for name, digest in sums.items():
        file = (out if name.endswith(".cdx.json") else dist) / name
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    assert [command[3] for command in ran] == ["--quiet", "--quiet", "environment"]
    assert "install" in ran[0]
    assert ran[0][-1].endswith(".whl")
