"""Generate and compile clients of openapi.yaml with other people's generators, and read every recording with one.

python -m scripts.consumers    skip a generator whose programs are not installed; exit 1 if a client fails
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import httpx
from rich.console import Console
from rich.table import Table
from suno_client import AuthenticatedClient, _sync
from suno_client.errors import APIStatusError

from contract_tests.contract import Document, Exchange
from contract_tests.contract.document import OPENAPI
from contract_tests.drift.effect import operation_of
from contract_tests.recordings import load
from suno_mock_api import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NPM = ("npm", "install", "--no-fund", "--no-audit", "--prefer-offline", "openapi-typescript@7.13.0", "typescript@5.9.3")
PRISM = (*NPM[:5], "@stoplight/prism-cli@5.16.0")
PROGRAMS = "{folder}/node_modules/.bin/"
OPTIONS = ("--noEmit", "--strict", "--target", "es2020", "--moduleResolution", "node", "--lib", "es2020,dom")
TSC = (PROGRAMS + "tsc", *OPTIONS)
OAPI_CODEGEN = ("go", "run", "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2")
GO_BUILD = (("go", "mod", "tidy"), ("go", "build", "./..."))
SECONDS = 900
"""The most seconds that a program may take; a first run downloads its packages."""
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
    """A program has failed; the message has its name and the end of its output."""


@attrs.frozen
class Consumer:
    """A generator of clients: its required programs, its commands, a description of the result, and a further check."""

    name: str
    needs: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    done: str
    then: Callable[[Path], None] = lambda _folder: None


def generator(language: str, *options: str) -> tuple[str, ...]:
    """Return the command of openapi-generator for a language."""
    return ("openapi-generator-cli", "generate", "-i", str(OPENAPI), "-g", language, "-o", ".", *options)


def make(consumer: Consumer, folder: Path) -> None:
    for command in consumer.commands:
        run(*(part.format(folder=folder) for part in command), at=folder)
    consumer.then(folder)


def read_recordings(folder: Path) -> None:
    """Read every recording with openapi-generator's Python client.

    Raises:
        FailedError: It cannot read some of them.
    """
    bodies = list(recorded())
    if misread := run(sys.executable, "-c", READ, at=folder, text=json.dumps(bodies)):
        raise FailedError(f"reads {len(bodies)} recordings, but not these:\n{misread}")


def read_prism(folder: Path) -> None:
    """Call every operation for every status that it declares, with the document's example and with random values.

    Raises:
        FailedError: The client raises an error that does not fit the status.
    """
    document, wrong = Document.load(), []
    with prism(folder) as base_url, AuthenticatedClient(base_url=base_url, token=KEY, retries=0) as plain:
        for operation, random in itertools.product(document.operations, ("false", "true")):
            request = {"method": operation.method, "url": re.sub(r"{.*?}", "x", operation.template)}
            if operation.request_body:
                examples = document.get((*operation.request_body, "content", "application/json", "examples"))
                request["json"] = next(iter(examples.values()))["value"]
            for status in [declared.replace("XX", "99") for declared in operation.responses]:
                client = plain.with_headers({"Prefer": f"code={status}, dynamic={random}"})
                response = _sync.send(client, operation_of(operation), {}, request)
                error = response.error
                if response.status_code != int(status) or not isinstance(error, APIStatusError | None):
                    wrong.append(f"{operation.name} {status}, dynamic={random}: {error!r}")
    if wrong:
        raise FailedError("\n".join(wrong))


@contextmanager
def prism(folder: Path) -> Iterator[str]:
    """Serve Prism's mock of the document on 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [f"{folder}/node_modules/.bin/prism", "mock", "--host", "127.0.0.1", "--port", str(port), str(OPENAPI)]
    with (folder / "prism.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        base_url, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
        try:
            while True:
                try:
                    httpx.get(base_url)
                except httpx.TransportError as error:
                    if server.poll() is not None or time.monotonic() > end:
                        log.seek(0)
                        raise FailedError(f"prism does not start: {log.read().strip()[-600:]}") from error
                    time.sleep(0.2)
                else:
                    break
            yield base_url
        finally:
            server.terminate()
            server.wait()


def run(*command: str, at: Path, text: str | None = None) -> str:
    """Run a program in a folder, with a text to read, and return what it printed."""
    try:
        done = subprocess.run(command, cwd=at, input=text, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        raise FailedError(f"{command[0]} took more than {SECONDS} s") from late
    if done.returncode:
        raise FailedError(f"{Path(command[0]).name}: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout


def recorded() -> Iterator[tuple[str, str, Any]]:
    """List the recorded JSON bodies that conform, or their items: the recording, the model and the value."""
    document = Document.load()
    for name, recording in load().items():
        if recording.violations or "body" not in recording.plain["response"]:
            continue
        response = document.matched(Exchange.from_recording(dict(recording.plain), name=name)).response
        place = document.json_schema(response) if response else None
        schema = document.get(place) if place else {}
        body, many = recording.response.body, schema.get("type") == "array"
        reference = (schema["items"] if many else schema).get("$ref")
        if reference:  # a union has no model name
            for value in body if many else [body]:
                yield name, reference.rpartition("/")[2], value


CONSUMERS = (
    Consumer(
        "openapi-typescript", ("node", "npm"),
        (NPM, (PROGRAMS + "openapi-typescript", str(OPENAPI), "-o", "client.ts"), (*TSC, "client.ts")),
        "type-checked",
    ),
    Consumer(
        "oapi-codegen (Go)", ("go",),
        ((*OAPI_CODEGEN, "-generate", "types,client", "-package", "client", "-o", "client.go", str(OPENAPI)),
         ("go", "mod", "init", "example.com/client"), *GO_BUILD),
        "compiled",
    ),
    Consumer(
        "openapi-generator: Python", ("java",),
        (generator("python"), (sys.executable, "-m", "compileall", "-q", "openapi_client")),
        "compiled, and has read every recording",
        read_recordings,
    ),
    Consumer(
        "openapi-generator: TypeScript", ("java", "node", "npm"),
        (NPM, generator("typescript-fetch"), (*TSC, "index.ts")),
        "type-checked",
    ),
    Consumer(
        "openapi-generator: Go", ("java", "go"),
        # Go's enum values share one namespace.
        (generator("go", "--additional-properties=enumClassPrefix=true"), *GO_BUILD),
        "compiled",
    ),
    Consumer(
        "openapi-generator: Java", ("java", "mvn", "javac"),
        (generator("java"), ("mvn", "-q", "-B", "-Dmaven.test.skip=true", "compile")),
        "compiled",
    ),
    Consumer(
        "Prism", ("node", "npm"), (PRISM,),
        "served the document, and our client has read each response",
        read_prism,
    ),
)  # fmt: skip


def main() -> int:
    """Run each generator, and print a table of the results."""
    table = Table("generator", "result", title="clients of openapi.yaml", title_justify="left")
    failed = 0
    for consumer in CONSUMERS:
        missing = [program for program in consumer.needs if not shutil.which(program)]
        if missing:
            table.add_row(consumer.name, f"skipped: this machine has no {', '.join(missing)}", style="yellow")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                make(consumer, Path(folder))
            except FailedError as reason:
                failed += 1
                table.add_row(consumer.name, str(reason), style="red")
            else:
                table.add_row(consumer.name, consumer.done)
    Console().print(table, markup=False)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
