"""Generate and compile clients of openapi.yaml with other people's generators, and read every recording with one.

python -m scripts.consumers    skip what this machine has no programs for, and say so; exit 1 when a client fails
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from rich.console import Console
from rich.table import Table

from contract_tests.contract import Document, Exchange
from contract_tests.contract.document import OPENAPI
from contract_tests.recordings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TYPESCRIPT = ("openapi-typescript@7.13.0", "typescript@5.9.3")
OAPI_CODEGEN = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"
TSC = ("--noEmit", "--strict", "--target", "es2020", "--moduleResolution", "node", "--lib", "es2020,dom")
SECONDS = 900
"""How long one program may take: a first run fetches its packages."""
READ = """
import importlib, json, sys
for name, model, body in json.load(sys.stdin):
    module = importlib.import_module("openapi_client.models")
    try:
        read = getattr(module, model).from_dict(body)
        json.loads(read.to_json())
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}".replace(chr(10), " ")[:300])
"""


class FailedError(Exception):
    """A program has failed; the text says which, with the end of what it printed."""


@attrs.frozen
class Consumer:
    """A generator of clients: the programs that it needs, and what generates and compiles in a folder."""

    name: str
    needs: tuple[str, ...]
    make: Callable[[Path], None]


def run(*command: str, at: Path, text: str | None = None) -> str:
    """Run a program.

    Raises:
        FailedError: It ends with another code than 0, or too late.
    """
    try:
        done = subprocess.run(command, cwd=at, input=text, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        raise FailedError(f"{command[0]} took more than {SECONDS} s") from late
    if done.returncode:
        raise FailedError(f"{Path(command[0]).name}: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout


def npm(at: Path) -> Path:
    """Install TypeScript's tools in a folder, and return the folder of its programs."""
    run("npm", "install", "--no-fund", "--no-audit", "--prefer-offline", "--prefix", str(at), *TYPESCRIPT, at=at)
    return at / "node_modules" / ".bin"


def openapi_typescript(at: Path) -> None:
    """Make TypeScript's types, and type-check them."""
    programs = npm(at)
    run(str(programs / "openapi-typescript"), str(OPENAPI), "-o", "client.ts", at=at)
    run(str(programs / "tsc"), *TSC, "client.ts", at=at)


def oapi_codegen(at: Path) -> None:
    """Make Go's client, and compile it."""
    code = run("go", "run", OAPI_CODEGEN, "-generate", "types,client", "-package", "client", str(OPENAPI), at=at)
    (at / "client.go").write_text(code, encoding="utf-8")
    run("go", "mod", "init", "example.com/client", at=at)
    build_go(at)


def build_go(at: Path) -> None:
    """Compile a Go module."""
    run("go", "mod", "tidy", at=at)
    run("go", "build", "./...", at=at)


def generated(language: str, at: Path, *options: str) -> None:
    """Generate with openapi-generator."""
    at.mkdir(exist_ok=True)
    run("openapi-generator-cli", "generate", "-i", str(OPENAPI), "-g", language, "-o", str(at), *options, at=at)


def python(at: Path) -> None:
    """Make openapi-generator's Python client, compile it, and read every recording with it."""
    generated("python", at)
    run(sys.executable, "-m", "compileall", "-q", "openapi_client", at=at)
    bodies = list(recorded())
    misread = run(sys.executable, "-c", READ, at=at, text=json.dumps(bodies))
    if misread:
        raise FailedError(f"reads {len(bodies)} recordings, but not these:\n{misread}")


def recorded() -> Iterator[tuple[str, str, Any]]:
    """List the recorded JSON bodies that conform, or their items: the recording, the model and the value."""
    document = Document.load()
    for name, recording in load().items():
        if recording.violations or "body" not in recording.plain["response"]:
            continue
        exchange = Exchange.from_recording(dict(recording.plain), name=name)
        matched = document.match(exchange.method, exchange.url)
        response = matched[0].response(exchange.status) if matched else None
        place = document.json_schema(response) if response else None
        schema = document.get(place) if place else {}
        body, many = recording.response.body, schema.get("type") == "array"
        reference = (schema["items"] if many else schema).get("$ref")
        if reference:  # a union has no name of its own
            for value in body if many else [body]:
                yield name, reference.rpartition("/")[2], value


def typescript_fetch(at: Path) -> None:
    """Make openapi-generator's TypeScript client, and type-check it."""
    programs = npm(at)
    generated("typescript-fetch", at / "client")
    run(str(programs / "tsc"), *TSC, "client/index.ts", at=at)


def go(at: Path) -> None:
    """Make openapi-generator's Go client, and compile it."""
    generated("go", at, "--additional-properties=enumClassPrefix=true")  # Go's enum values share one namespace
    build_go(at)


def java(at: Path) -> None:
    """Make openapi-generator's Java client, and compile it."""
    generated("java", at)
    run("mvn", "-q", "-B", "-Dmaven.test.skip=true", "compile", at=at)


CONSUMERS = (
    Consumer("openapi-typescript", ("node", "npm"), openapi_typescript),
    Consumer("oapi-codegen (Go)", ("go",), oapi_codegen),
    Consumer("openapi-generator: Python", ("java",), python),
    Consumer("openapi-generator: TypeScript", ("java", "node", "npm"), typescript_fetch),
    Consumer("openapi-generator: Go", ("java", "go"), go),
    Consumer("openapi-generator: Java", ("java", "mvn", "javac"), java),
)


def main() -> int:
    """Try each generator, and print a table of what came of it."""
    table = Table("generator", "result", title="clients of openapi.yaml", title_justify="left")
    failed = 0
    for consumer in CONSUMERS:
        missing = [program for program in consumer.needs if not shutil.which(program)]
        if missing:
            table.add_row(consumer.name, f"skipped: this machine has no {', '.join(missing)}", style="yellow")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                consumer.make(Path(folder))
            except FailedError as reason:
                failed += 1
                table.add_row(consumer.name, str(reason), style="red")
            else:
                table.add_row(consumer.name, str(consumer.make.__doc__).split(".")[0])
    Console().print(table, markup=False)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
