"""Run the contract tests against an API.

Without --base-url, the mocked API is started and tested. First the same few requests as those of `nox -s drift` are
sent; with --fuzz, generated requests follow, to a loopback address only. The key is read from SUNO_API_KEY, the known
task ids from SUNO_TASKS, a JSON object of task ids by scenario.
Exit code 0: the API conforms; 1: it does not; 2: it could not be checked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from contract_tests import settings
from contract_tests.contract import Document, DocumentError
from contract_tests.drift.plan import id_parameter
from contract_tests.drift.probe import Probe
from contract_tests.drift.reports import text
from contract_tests.recordings import load
from scripts.actions import CANNOT, run
from scripts.drift import OK, check_server, verdict
from suno_mock_api import KEY, MockApi, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
TESTS = "contract_tests/tests/over_http.py"


def main(arguments: list[str] | None = None, **replaced: Any) -> int:
    """Test an API, and return the exit code; tests replace attributes of the probe."""
    parser = settings.Parser(prog="nox -s contract --", description=__doc__)
    settings.server(parser, help="the API to test (default: the mocked API, which is started)")
    parser.add_argument("--fuzz", action="store_true", help="also send generated requests to --base-url")
    parser.add_argument("--pause", type=settings.number, default=1, help="seconds between requests (default: 1)")
    options = parser.parse_args(arguments)
    try:
        if not options.base_url:
            with serve(MockApi()) as base_url:
                mocked = {settings.KEY_VARIABLE: KEY, settings.TASKS_VARIABLE: json.dumps(mocked_tasks())}
                print("the mocked API:", file=sys.stderr)
                probe = Probe(base_url, KEY, mocked_tasks(), interval=0)
                return _probed(probe) or _generated(base_url, 0, {**os.environ, **mocked})
        if options.fuzz:
            settings.local(options.base_url)
        key, tasks = settings.key(os.environ), settings.tasks(os.environ)
        code = _probed(Probe(options.base_url, key, tasks, also=options.also, **replaced))
        return code if code or not options.fuzz else _generated(options.base_url, options.pause, os.environ)
    except (settings.SettingError, DocumentError) as error:
        parser.error(str(error))


def _probed(probe: Probe) -> int:
    """Check the API with the probe, and print the report."""
    summary = check_server(probe)
    Console().print(text.renderable(summary))
    return verdict(summary)


def _generated(base_url: str, pause: float, environment: Mapping[str, str]) -> int:
    """Run the tests that send generated requests."""
    # Plain asserts, because rewriting those of all plugins takes longer than the tests.
    quick = ["-q", "--tb=short", "--assert=plain", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", TESTS, *quick, "--base-url", base_url, "--pause", str(pause)]
    print("generated requests:", file=sys.stderr, flush=True)
    code = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode
    return code if code in {OK, 1} else CANNOT


def mocked_tasks() -> dict[str, str]:
    """Return the scenarios of the document that have a recording; the mocked API takes their names as task ids."""
    return {
        name: name
        for operation in Document.load().operations
        if operation.safe and id_parameter(operation)
        for name, one in load(operation.name).items()
        if not one.violations and Document.load().scenario(name, operation)
    }


if __name__ == "__main__":
    run(main)
