"""Change the code at a sample of places, one at a time, and count which changes the tests notice.

The places and changes are cosmic-ray's; a seed picks the sample, and a copy of the repository is changed. A change that
no test notices is printed as a diff: it is equivalent, or a test is missing.

Exit 0: at least --least percent were noticed; 1: fewer.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import TestOutcome

from scripts import actions

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TESTS = "contract_tests/tests"
PARTS = {
    "client": (("generated/suno_client",), f"{TESTS}/client"),
    "contract": (("contract_tests/contract",), f"{TESTS}/test_contract_*.py {TESTS}/test_mutants.py"),
    "drift": (("contract_tests/drift",), f"{TESTS}/test_drift_*.py"),
    "mock": (
        ("contract_tests/mock_api", "contract_tests/recordings"),
        f"{TESTS}/test_mock_api.py {TESTS}/test_recordings.py",
    ),
    "commands": (("scripts",), f"{TESTS}/test_*.py"),
}
"""The parts of the code: their folders, and the tests that are to notice a change of them."""
IGNORED = ("core/ReplaceBinaryOperator_BitOr_",)
"""Operators that mostly change annotations, which no test runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nox -s mutate --", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*PARTS, []],
        metavar="PART",
        help=f"what to change: {', '.join(PARTS)} (default: all)",
    )
    parser.add_argument("--sample", type=int, default=20, metavar="N", help="changes for each part (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="picks the sample (default: 1)")
    parser.add_argument("--minutes", type=float, default=30, help="start no test run after this time (default: 30)")
    parser.add_argument("--limit", type=float, default=120, help="seconds for one test run (default: 120)")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT", help="exit 1 below this share")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "repository"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "release", "site"))
        os.chdir(copy)
        made = [one for name in options.parts or PARTS for one in run(name, copy, options, until)]
    noticed = sum(made)
    share = 100 * noticed / len(made) if made else 0.0
    result = f"{noticed} of {len(made)} changes noticed ({share:.0f} %), seed {options.seed}"
    print(result)
    actions.summary(result + "\n")
    return 0 if share >= options.least else 1


def run(name: str, root: Path, options: argparse.Namespace, until: float) -> list[bool]:
    """Make the changes of one part, and return for each whether the tests noticed it."""
    folders, tests = PARTS[name]
    files = sorted(str(path.relative_to(root)) for folder in folders for path in (root / folder).rglob("*.py"))
    items = [item for item in work_items(files) if not item.mutations[0].operator_name.startswith(IGNORED)]
    chosen = random.Random(options.seed).sample(items, min(options.sample, len(items)))  # noqa: S311 - picks a sample
    paths = [str(path) for pattern in tests.split() for path in sorted(Path().glob(pattern))]
    pytest = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *paths]
    if run_tests(shlex.join(pytest), options.limit)[0] != TestOutcome.SURVIVED:
        sys.exit(f"mutate: {name}: the tests fail, or take longer than {options.limit:g} s, without any change")
    outcomes: list[bool] = []
    for item in chosen:
        if time.monotonic() > until:
            print(f"{name}: out of time after {len(outcomes)} of {len(chosen)} changes")
            break
        result = mutate_and_test(item.mutations, shlex.join(pytest), options.limit)
        outcomes.append(bool(result.is_killed))
        if not result.is_killed:
            print(f"{name}: not noticed:\n{result.diff}", flush=True)
    print(f"{name}: {sum(outcomes)} of {len(outcomes)} noticed, of {len(items)} possible", flush=True)
    return outcomes


def work_items(files: Sequence[str]) -> list[Any]:
    """List every change of some files, always in the same order."""
    with tempfile.TemporaryDirectory() as scratch:
        database = WorkDB(f"{scratch}/work.sqlite", WorkDB.Mode.create)
        init([Path(file) for file in files], database, {})
        items = sorted(database.work_items, key=lambda item: str(item.mutations))
        database.close()
    return items


if __name__ == "__main__":
    sys.exit(main())
