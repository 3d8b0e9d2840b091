"""Fixtures of the mocked API, the target of the API-level tests, and the report of what the suite exercised."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import signal
from typing import TYPE_CHECKING, Any

import openapi_python_client
import pytest
from jinja2 import BytecodeCache, Environment

from contract_tests.contract import Document
from contract_tests.settings import KEY_VARIABLE, SettingError
from contract_tests.tests.coverage import SUITE
from suno_mock_api import MockApi, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest.terminal import TerminalReporter
    from jinja2.bccache import Bucket


WORKER_OUTPUT = "openapi_coverage"
# Commands that tests start import this repository, whatever copies are installed.
ROOT = Document.load().path.parent
os.environ["PYTHONPATH"] = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "contract_tests/mock_api"))


class Compiled(BytecodeCache):
    """The byte code of templates by text: compiling takes five times as long as the rest of a generation."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openapi_python_client, "Environment", functools.partial(Environment, bytecode_cache=Compiled()))
        yield


@pytest.fixture
def api() -> MockApi:
    """Return the mocked API on the real clock."""
    return MockApi()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the files that an adoption changes."""
    root = tmp_path / "project"
    for name in ("generated", "contract_tests/recordings"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("openapi.yaml", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, root / name)
    return root


@pytest.fixture
def url(api: MockApi) -> Iterator[str]:
    """Serve that API on 127.0.0.1, and yield its base URL."""
    with serve(api) as base_url:
        yield base_url


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose the API for the API-level tests."""
    group = parser.getgroup("contract")
    group.addoption("--base-url", help="the API that over_http.py tests")
    group.addoption("--pause", type=float, default=0, help="seconds before each request to --base-url")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the target, and enable Ctrl-C, which a shell disables for tests in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not (base_url := config.getoption("base_url")):
        return
    from contract_tests.tests.target import Target  # noqa: PLC0415 - it brings much that other tests do not need

    try:
        target = Target.of(base_url, os.environ, pause=config.getoption("pause"))
    except SettingError as error:
        raise pytest.UsageError(str(error)) from error
    target.use()
    os.environ[KEY_VARIABLE] = target.key  # for schemathesis.toml


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Move long tests to the start, so that no worker runs one at the end while the others are idle."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Exclude the thousands of collected tests from garbage collection, which would scan them repeatedly."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the parts that a worker of pytest-xdist exercised to the reporting process."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[WORKER_OUTPUT] = ({name: sorted(parts) for name, parts in SUITE.exercised.items()}, SUITE.judged)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Merge the parts that a worker of pytest-xdist exercised."""
    SUITE.merge(*getattr(node, "workeroutput", {}).get(WORKER_OUTPUT, ({}, 0)))


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Report how much of openapi.yaml the judged responses exercised; in detail for generated requests."""
    if not SUITE.judged:
        return
    terminalreporter.section("openapi.yaml exercised")
    first, *gaps = SUITE.report()
    terminalreporter.line(f"{SUITE.judged} responses judged: {first}")
    for line in (
        gaps if config.getoption("base_url") else ["`nox -s contract` lists what is not exercised, by operation."]
    ):
        terminalreporter.line(line)
