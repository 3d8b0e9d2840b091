"""Write generated/ from openapi.yaml, or check that it is up to date.

The steps are the parser of openapi-python-client, the plan (scripts/generator/plan/), the templates
(scripts/generator/templates/), the modules of runtime/ and application/, and the pinned formatter. The command always
writes to a temporary folder. `--check` compares that folder with generated/; otherwise the folder replaces generated/.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from contract_tests.contract import Document, DocumentError
from scripts.generator.plan import Refusal, not_parsed, plan_package, prepare
from scripts.generator.plan.types import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "scripts" / "generator"
TEMPLATES, RUNTIME, APPLICATION = GENERATOR / "templates", GENERATOR / "runtime", GENERATOR / "application"
CONFIG = GENERATOR / "config.yaml"
RUFF = ("--isolated", "--quiet", "--line-length=120", "--target-version=py311")
ASYNC, SYNC = "_async.py", "_sync.py"
WITHOUT_ASYNC = (
    (r'\A""".*?"""', '"""Requests and waits in threads."""'),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAsyncIterator\b", "Iterator"),
    (r"_asyncio\b", ""),
)
"""What makes a module for threads from one for asyncio tasks, as httpcore's unasync.py does."""
LINT = ("--output-format=concise", "--fix", "--select=F401,I", "--unfixable=E")


class GenerationError(Exception):
    """The client could not be generated; the message has the reason."""


def generate(document: Path, package: Path, *, application: bool = True, tidy: bool = True) -> None:
    """Generate the client package of a document.

    Args:
        document: The OpenAPI document, YAML.
        package: The package's folder, which must not exist yet; its name is the package's import name.
        application: Whether the package gets the modules of application/, which are specific to Suno.
        tidy: Whether to format the package and to remove unused imports.

    Raises:
        GenerationError: The document or a template is wrong, the generator warned, or a tool is not the pinned one.
    """
    _check_pins()
    description = _load(document)
    try:
        values = _build(description, package)
    except Refusal as refusal:
        raise GenerationError(refusal.message(description)) from None
    for folder in (RUNTIME, *([APPLICATION] if application else [])):
        shutil.copytree(folder, package, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "_document.py").write_text(values, encoding="utf-8")
    (package / SYNC).write_text(for_threads((RUNTIME / ASYNC).read_text(encoding="utf-8")), encoding="utf-8")
    _sign(package)
    if tidy:
        _format(package)


def _build(document: Document, package: Path) -> str:
    """Write models and operations with the generator, and return the module with the other values of the document."""
    prepared = prepare(document)
    config = Config.from_sources(
        ConfigFile.load_from_path(CONFIG), MetaType.NONE, document.path, "utf-8", overwrite=False, output_path=package
    )
    parsed = GeneratorData.from_dict(prepared.document, config=config)
    if isinstance(parsed, GeneratorError):
        raise not_parsed(prepared)
    project = Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)
    project.env.globals["version"] = _pyproject()["project"]["version"]  # the document has its own version
    project.env.globals["plan"] = plan_package(document, prepared, parsed)
    project.env.filters["literal"] = literal
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            project.build()
        return project.env.get_template("document.py.jinja").render()
    except TemplateError as error:
        raise GenerationError(f"a template is wrong: {error}") from error


def for_threads(source: str) -> str:
    """Return a module for threads, made from one for asyncio tasks."""
    for pattern, replacement in WITHOUT_ASYNC:
        source = re.sub(pattern, replacement, source)
    return source


def compare(fresh: Path, existing: Path) -> list[str]:
    """Return the lines of a unified diff from the existing tree to the fresh one; empty if they are the same."""
    names = sorted({path for tree in (fresh, existing) for path in _files(tree)})
    return [line for name in names for line in _diff(fresh / name, existing / name, name.as_posix())]


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        0: written, or up to date; 1: out of date (with `--check`); 2: could not generate.
    """
    parser = argparse.ArgumentParser(prog="nox -s regenerate --", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare: exit 1 with a diff if it is out of date")
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, default=ROOT / "generated", metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        try:
            generate(options.document, fresh / "suno_client")
            (fresh / "suno-client.cdx.json").write_text(_parts_list(options.document), encoding="utf-8", newline="\n")
        except GenerationError as error:
            print(f"regenerate: {error}", file=sys.stderr)
            return 2
        diff = compare(fresh, options.output)
        if options.check:
            sys.stdout.writelines(diff)
            print("generated/ is out of date: run `nox -s regenerate`." if diff else "generated/ is up to date.")
            return 1 if diff else 0
        if diff:
            _replace(options.output, fresh)
        print(f"generated/ {'is written' if diff else 'was up to date'}.")
        return 0


def _load(document: Path) -> Document:
    try:
        loaded = Document.load(document)
    except DocumentError as error:
        raise GenerationError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise GenerationError(f"{document.name} cannot be read: {error}") from error
    return loaded


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _parts_list(document: Path) -> str:
    """Return a list of the parts of the client's wheel, as CycloneDX (PEP 770); hatchling adds it to the metadata.

    The dependencies of an installation depend on its date; `nox -s release` writes a list of them.
    """
    project, made = _pyproject()["project"], f"pkg:pypi/suno-client@{_pyproject()['project']['version']}"
    info = _load(document).plain["info"]
    licence = [{"license": {"id": project["license"]}}]
    tools = [pin.partition("==") for pin in _pyproject()["dependency-groups"]["generate"]]
    described = {"type": "data", "bom-ref": document.name, "name": document.name, "version": str(info["version"])}
    return json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "library", "bom-ref": made, "name": project["name"], "version": project["version"],
                          "purl": made, "licenses": licence},
            "tools": {"components": [{"type": "application", "name": name, "version": version,
                                      "purl": f"pkg:pypi/{name}@{version}"} for name, _, version in tools]},
        },
        "components": [described | {"licenses": licence}],
        "dependencies": [{"ref": made, "dependsOn": [document.name]}],
    }, indent=2) + "\n"  # fmt: skip


def _check_pins() -> None:
    for pin in _pyproject()["dependency-groups"]["generate"]:
        name, _, version = pin.partition("==")
        if (installed := metadata.version(name)) != version:
            raise GenerationError(
                f"{name} {installed} is installed, but the client is made with {version}: use `nox -s regenerate`."
            )


def _sign(package: Path) -> None:
    """Write at the start of every file which tool made it and what to edit instead."""
    version = metadata.version("openapi-python-client")
    for path in _paths(package):
        name = path.relative_to(package)
        origin = name.with_name(ASYNC) if name.name == SYNC else name
        copied = [folder / origin for folder in (RUNTIME, APPLICATION) if (folder / origin).is_file()]
        source = copied[0].relative_to(ROOT).as_posix() if copied else "openapi.yaml and scripts/generator/templates/"
        header = (
            f"# Made by `nox -s regenerate` with openapi-python-client {version}; do not edit.\n# Source: {source}\n"
        )
        path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def _format(package: Path) -> None:
    ruff = (sys.executable, "-m", "ruff")
    for command in ((*ruff, "check", *LINT, *RUFF), (*ruff, "format", "--config=format.line-ending='lf'", *RUFF)):
        done = subprocess.run([*command, str(package)], capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            raise GenerationError(f"a template makes wrong Python:\n{done.stdout}{done.stderr}")


def _replace(existing: Path, fresh: Path) -> None:
    """Replace the existing tree by the fresh one; after an interrupted run, `--check` reports a difference."""
    if existing.exists():
        shutil.rmtree(existing)
    shutil.copytree(fresh, existing)


def _paths(tree: Path) -> Iterator[Path]:
    return (path for path in sorted(tree.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _files(tree: Path) -> set[Path]:
    return {path.relative_to(tree) for path in _paths(tree)}


def _diff(fresh: Path, existing: Path, name: str) -> Iterator[str]:
    old, new = (_lines(path) for path in (existing, fresh))
    if old == new and existing.is_file() == fresh.is_file():
        return
    yield from difflib.unified_diff(old, new, f"generated/{name}", f"fresh/{name}")
    if not (old and new):
        yield f"{name}: {'is missing in' if fresh.is_file() else 'does not belong in'} generated/\n"


def _lines(path: Path) -> list[str]:
    # As bytes, so that a changed line ending is a difference.
    return path.read_bytes().decode("utf-8", "replace").splitlines(keepends=True) if path.is_file() else []


if __name__ == "__main__":
    sys.exit(main())
