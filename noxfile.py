"""Everything one can do here. `nox --list` is the table of contents; README.md says when to use which."""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_external_run = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]

REDOCLY = "@redocly/cli@2.77.0"  # the document's linter, from npm

PYPROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, *groups: str, client: bool = True) -> None:
    """Install dependency groups of pyproject.toml, and the client as it stands in generated/."""
    requirements = nox.project.dependency_groups(PYPROJECT, *groups)
    session.install(*(["-e", "."] if client else []), *requirements)


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
    session.run("python", "-m", "scripts.regenerate", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the whole suite against the mocked API; `-- ARGS` go to pytest."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session
def mock(session: nox.Session) -> None:
    """Serve the mocked API on 127.0.0.1 until Ctrl-C; `-- --help` tells the options."""
    install(session, "contract", client=False)
    session.run("python", "-m", "scripts.mock", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Test an API over HTTP: `-- --base-url URL`, else the mocked one; `-- --help` tells the options."""
    install(session, "test")
    session.run("python", "-m", "scripts.contract", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the document, the code's style and its types."""
    install(session, "lint")
    node = Path(session.cache_dir) / "redocly"
    npm = ["npm", "install", "--no-fund", "--no-audit", "--prefix", str(node), REDOCLY]
    if session.run(*npm, silent=True, success_codes=range(256)) is None:
        session.error(f"{REDOCLY} could not be installed: is the npm registry reachable?")
    redocly = node / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
    session.run(
        "node", str(redocly), "lint", "openapi.yaml", "--config", "redocly.yaml", env={"REDOCLY_TELEMETRY": "off"}
    )
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pyright")


@nox.session
def drift(session: nox.Session) -> None:
    """Look for drift: `-- --base-url URL` asks a server; `-- file PATH...`, `-- record ...`, `-- adopt PATH...`."""
    install(session, "test")
    live = ["live"] if not session.posargs or session.posargs[0].startswith("-") else []
    session.run("python", "-m", "scripts.drift", *live, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Score the contract: drifts caught, harmless answers left alone, promises of the document that count."""
    install(session, "test")
    session.run("python", "-m", "scripts.mutants", *session.posargs)
