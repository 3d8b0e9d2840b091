"""Test an API over HTTP by the contract suite: the one at --base-url, else the mocked one.

The key is read from SUNO_API_KEY, the known task ids from SUNO_TASKS: a JSON object, scenario name -> task id.
Exit code 0: it conforms; 1: it does not; 2: that could not be found out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from contract_tests.settings import SettingError
from contract_tests.target import Target, mocked_tasks
from suno_mock_api import KEY, create_app, serve
from suno_mock_api.arguments import KEY_VARIABLE, TASKS_VARIABLE, Parser, number

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
TESTS = "contract_tests/tests/test_api.py"
# One to see whether anybody is there, one for an unknown task, one for a path that is not served, two for the key.
FIXED = 5
GENERATED = 60
COULD_NOT_TEST = 2


def requests_of(target: Target) -> str:
    """How many requests the suite will make.

    Args:
        target: What it is aimed at.
    """
    known = len(target.tasks)
    if not target.generated:
        return f"at most {known + FIXED} requests, {target.pause:g} s apart"
    return f"about {5 * known + FIXED + GENERATED} requests, many of them generated, {target.pause:g} s apart"


def run(target: Target, environment: Mapping[str, str]) -> int:
    """Run the API-level tests.

    Args:
        target: What they are aimed at.
        environment: The environment with its key and tasks.

    Returns:
        The exit code.
    """
    options = ["--base-url", str(target.base_url), "--pause", str(target.pause)]
    options += ["--fuzz"] if target.generated else []
    # Plain asserts: rewriting those of all plugins takes longer than the tests do.
    quick = ["-q", "--tb=short", "--assert=plain", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", TESTS, *quick, *options]
    code = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode
    return code if code in {0, 1} else COULD_NOT_TEST


def main(arguments: list[str] | None = None) -> int:
    """Test an API.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit code.
    """
    parser = Parser(prog="nox -s contract --", description=__doc__)
    parser.add_argument("--base-url", help="the API to test; without it, the mocked one is started and tested")
    parser.add_argument("--fuzz", action="store_true", help="send generated requests to --base-url, too")
    parser.add_argument("--pause", type=number, default=1, help="seconds between requests to --base-url")
    options = parser.parse_args(arguments)
    if not options.base_url:
        with serve(create_app()) as base_url:
            environment = {**os.environ, KEY_VARIABLE: KEY, TASKS_VARIABLE: json.dumps(mocked_tasks())}
            target = Target.over_http(base_url, environment, generated=True)
            print(f"{base_url} (the mocked API): {requests_of(target)}", flush=True)
            return run(target, environment)
    try:
        target = Target.over_http(options.base_url, os.environ, generated=options.fuzz, pause=options.pause)
        print(f"{target.base_url}: {requests_of(target)}", flush=True)
        httpx.head(str(target.base_url), timeout=10)
    except SettingError as error:
        parser.error(str(error))
    except httpx.TransportError as error:
        parser.error(f"{options.base_url} is not reachable: {str(error) or type(error).__name__}")
    return run(target, os.environ)


if __name__ == "__main__":
    sys.exit(main())
