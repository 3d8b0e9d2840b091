"""Check that a release is ready, and write its SBOM, checksums and notes.

    python -m scripts.release check             before the build: check version, tag and changelog
    python -m scripts.release finish DIST OUT   after the build: check the files in DIST, and write OUT

With --dry-run, a missing tag and an unreleased changelog are accepted. Exit 0: ready; 1: not ready, with the reason.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TAG_VARIABLE = "GITHUB_REF_NAME"


class ReleaseError(Exception):
    """The release is not ready; the message has the remedy."""


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return 0 if the release is ready, else 1."""
    parser = argparse.ArgumentParser(prog="nox -s release --", description=__doc__.partition("\n")[0])
    parser.add_argument("--dry-run", action="store_true", help="accept a missing tag and an unreleased changelog")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="before the build")
    finish = commands.add_parser("finish", help="after the build")
    finish.add_argument("dist", type=Path, help="the folder with the wheels and the sdist")
    finish.add_argument("out", type=Path, help="the folder for SBOM, checksums and notes")
    options = parser.parse_args(arguments)
    try:
        version = read_version(root)
        if not options.dry_run:
            check_tag(version)
        notes = read_notes(root, version, dry_run=options.dry_run)
        if options.command == "finish":
            built = read_dist(options.dist, version)
            options.out.mkdir(parents=True, exist_ok=True)
            write(options.out, built, notes)
    except (ReleaseError, OSError, subprocess.CalledProcessError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    print(f"Version {version} is ready.")
    return 0


def read_version(root: Path) -> str:
    """Return the version of the package, after a check that all files have the same."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version: str = project["version"]
    mock = tomllib.loads((root / "contract_tests" / "mock_api" / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    client = (root / "generated" / "suno_client" / "__init__.py").read_text(encoding="utf-8")
    wrong = [
        name
        for name, fits in {
            "contract_tests/mock_api/pyproject.toml": mock["version"] == version,
            "the extra `testing`": project["optional-dependencies"]["testing"] == [f"suno-mock-api=={version}"],
            "generated/ (nox -s regenerate)": f'__version__ = "{version}"' in client,
        }.items()
        if not fits
    ]
    if wrong:
        raise ReleaseError(f"pyproject.toml has version {version}; these have another one: {', '.join(wrong)}")
    return version


def check_tag(version: str) -> None:
    """Check that the tag of this run of GitHub Actions is that of a version."""
    if (tag := os.environ.get(TAG_VARIABLE)) != f"v{version}":
        found = f"the tag is {tag!r}" if tag else "there is no tag (--dry-run needs none)"
        raise ReleaseError(f"{found}, but pyproject.toml has version {version}: tag v{version}")


def read_notes(root: Path, version: str, *, dry_run: bool) -> str:
    """Return the changelog's section of a version, which must not be empty."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    sections: dict[str, str] = dict(
        re.findall(r"^## \[([^\]]+)\][^\n]*\n(.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL)
    )
    notes = sections.get(version) or (sections.get("Unreleased") if dry_run else None)
    if not notes or not notes.strip():
        raise ReleaseError(f"CHANGELOG.md has no section [{version}]: rename [Unreleased] and give it its date")
    if not dry_run and not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", text, re.MULTILINE):
        raise ReleaseError(f"CHANGELOG.md: the heading of {version} has no date (## [{version}] - YYYY-MM-DD)")
    return notes.strip() + "\n"


def read_dist(dist: Path, version: str) -> list[Path]:
    """Return the built files, after a check that they are exactly those of this version."""
    due = {
        f"suno_client-{version}-py3-none-any.whl",
        f"suno_client-{version}.tar.gz",
        f"suno_mock_api-{version}-py3-none-any.whl",
    }
    held = {path.name for path in dist.iterdir()}
    if held != due:
        raise ReleaseError(f"{dist}: missing files: {sorted(due - held)}, unexpected files: {sorted(held - due)}")
    return sorted(dist.iterdir())


def write(out: Path, built: list[Path], notes: str) -> None:
    wheel = next(path for path in built if path.name.startswith("suno_client-") and path.suffix == ".whl")
    sbom = out / f"{wheel.name.partition('-py3')[0]}.cdx.json"
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = str(next(Path(scratch).glob("[bS]*/python*")))
        pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "install", str(wheel.resolve())], check=True)
        subprocess.run([*pip, "uninstall", "--yes", "pip", "setuptools"], check=True)
        options = ("--output-reproducible", "--spec-version", "1.6", "--pyproject", str(ROOT / "pyproject.toml"))
        command = (sys.executable, "-m", "cyclonedx_py", "environment", *options, "--output-file", str(sbom), python)
        subprocess.run(command, check=True)
    (out / "NOTES.md").write_text(notes, encoding="utf-8")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (*built, sbom)]
    (out / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
