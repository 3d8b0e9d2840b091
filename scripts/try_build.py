"""Test the wheels and the sdist: check their content, install them in fresh environments, and use them.

Exit 0: the distributions work; 1: one does not, with the reason.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.tests.examples import blocks
from suno_mock_api import KEY, MockApi, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "generated" / "suno_client"
DIST_INFO = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "sboms/suno-client.cdx.json"}
SPEED = 1000
SMOKE = """
import sys
from importlib.metadata import version
from importlib.resources import files

from suno_client import AuthenticatedClient, __version__
from suno_client.api.suno import fetch_task

assert version("suno-client") == __version__
assert files("suno_client").joinpath("openapi.yaml").read_text(encoding="utf-8").count("openapi: 3.1")
url, key, task_id = sys.argv[1:]
with AuthenticatedClient(token=key, base_url=url) as client:
    print("  one fetch:", fetch_task.sync(task_id, client=client).data.status)
    print("  one wait:", fetch_task.wait(task_id, client=client, timeout=30).status)
"""


class BuildError(Exception):
    """A built distribution is wrong; the message has the reason."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if the distributions work, else 1."""
    parser = argparse.ArgumentParser(prog="python -m scripts.try_build", description=__doc__)
    parser.add_argument("dist", type=Path, help="the folder with the wheels and the sdist")
    options = parser.parse_args(arguments)
    try:
        client, mock, sdist = (_only(options.dist, name) for name in ("suno_client*.whl", "suno_mock_api*.whl", "*.gz"))
        check_wheel(client)
        with tempfile.TemporaryDirectory() as scratch:
            use_client(client, Path(scratch) / "client")
            use_testing(client, mock, Path(scratch) / "testing")
            use_sdist(sdist, Path(scratch) / "sdist")
    except (BuildError, subprocess.CalledProcessError) as error:
        print(f"try_build: {error}", file=sys.stderr)
        return 1
    print("All distributions work.")
    return 0


def check_wheel(wheel: Path) -> None:
    """Check that a wheel of the client contains what an application needs, and nothing else."""
    files = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.suffix in {".py", ".typed"}}
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        info = next(name.partition("/")[0] for name in held if ".dist-info/" in name)
        metadata = HeaderParser().parsestr(archive.read(f"{info}/METADATA").decode())
    due = {f"suno_client/{name}" for name in files | {"openapi.yaml"}} | {f"{info}/{name}" for name in DIST_INFO}
    if held != due:
        raise BuildError(f"{wheel.name}: missing files: {sorted(due - held)}, unexpected files: {sorted(held - due)}")
    needed = metadata.get_all("Requires-Dist", [])
    if not any(one.startswith(f"suno-mock-api=={metadata['Version']};") and "testing" in one for one in needed):
        raise BuildError(f"{wheel.name}: the extra 'testing' does not bring suno-mock-api in the same version")
    print(f"{wheel.name}: {len(held)} files; needs {', '.join(one for one in needed if 'extra ==' not in one)}")


def use_client(wheel: Path, folder: Path) -> None:
    """Install the client alone, fetch and wait."""
    python = _install(folder, str(wheel))
    app = MockApi(speed=SPEED)
    task_id = app.start_task()
    with serve(app) as url:
        print("Installed alone:", flush=True)
        _run(python, "-I", "-c", SMOKE, url, KEY, task_id)


def use_testing(client: Path, mock: Path, folder: Path) -> None:
    """Install the client for an application's tests, run the guide's tests and the command."""
    python = _install(folder, f"{client}[testing]", str(mock), "pytest")
    (test := folder / "test_guide.py").write_text("\n\n".join(blocks(ROOT / "docs" / "testing.md")), encoding="utf-8")
    print("Installed with [testing]:", flush=True)
    _run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test), cwd=folder)
    _run(python, "-m", "suno_mock_api", "--help", stdout=subprocess.DEVNULL)


def use_sdist(sdist: Path, folder: Path) -> None:
    """Unpack the sdist, and run its own checks and tests."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    root = next(folder.iterdir())
    print("The sdist:", flush=True)
    _run(sys.executable, "-m", "scripts.regenerate", "--check", cwd=root)
    own = os.pathsep.join((str(root / "generated"), str(root / "contract_tests" / "mock_api")))  # not what is installed
    _run(sys.executable, "-m", "pytest", "-q", "-n", "auto", cwd=root, env={"PYTHONPATH": own})


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise BuildError(f"{folder}: expected one {pattern}, found {len(found)}")
    return found[0].resolve()


def _install(folder: Path, *requirements: str) -> str:
    """Create a fresh environment, install into it, and return its interpreter."""
    venv.create(folder, with_pip=True)
    python = shutil.which("python", path=str(folder / ("Scripts" if os.name == "nt" else "bin")))
    if python is None:
        raise BuildError(f"{folder}: no interpreter in the new environment")
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def _run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None, stdout: int | None = None) -> None:
    subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=stdout, check=True)


if __name__ == "__main__":
    sys.exit(main())
