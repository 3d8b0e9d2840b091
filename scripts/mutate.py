"""Change the code at a sample of places, one at a time, and count which changes the tests notice.

The places and changes are cosmic-ray's; a seed picks the sample, and a copy of the repository is changed.
The tests run once without a change, under coverage. Each change is then tested by the tests that reach its line, or by
those that reach its file if no test reaches the line itself (it runs at the import, or in another process).
A change that no test notices is printed as a diff: it is equivalent, or a test is missing.

Exit 0: at least --least percent were noticed; 1: fewer.
"""

from __future__ import annotations

import argparse
import compileall
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING, Any, Final

from attrs import define, frozen
from cosmic_ray.commands import init
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB
from coverage import CoverageData

from scripts import actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
TESTS = "contract_tests/tests"
PARTS = {
    "client": (("generated/suno_client",), f"{TESTS}/client"),
    "contract": (("contract_tests/contract",), f"{TESTS}/test_contract_*.py {TESTS}/test_mutants.py"),
    "drift": (
        ("contract_tests/drift",),
        f"{TESTS}/test_drift_*.py {TESTS}/test_probe.py {TESTS}/test_situations.py {TESTS}/test_commands.py",
    ),
    "mock": (
        ("contract_tests/mock_api", "contract_tests/recordings"),
        f"{TESTS}/test_mock_*.py {TESTS}/test_recordings.py {TESTS}/test_relays.py",
    ),
    "commands": (
        ("scripts",),
        (
            f"{TESTS}/test_commands.py {TESTS}/test_workflows.py {TESTS}/test_situations.py {TESTS}/test_regenerate.py "
            f"{TESTS}/test_plan.py {TESTS}/test_cases.py {TESTS}/test_packaging.py"
        ),
    ),
}
"""The parts of the code: their folders, and the tests that are to notice a change of them."""
LEFT_OUT: Final = (
    "scripts/generator/runtime", "scripts/generator/application",  # changed where they are generated to
    "scripts/benchmarks", "scripts/bench.py", "scripts/consumers.py", "scripts/demo.py",  # sessions of their own
    "scripts/mutate.py",
)  # fmt: skip
IGNORED = ("core/ReplaceBinaryOperator_BitOr_",)
"""Operators that mostly change annotations, which no test runs."""
MOST_FAILED: Final = 5
"""How many tests may fail without a change, on a busy machine say: they are left out, and named."""
FOUND_NOTHING: Final = 0
"""pytest's exit code of a run in which every test passed."""


@frozen
class Result:
    """What became of one change; `timed_out` changes are noticed, too: the tests did not end within the limit."""

    noticed: bool
    timed_out: bool
    diff: str


@define
class Reach:
    """Which tests reach which lines, measured by coverage in a run without a change.

    Attributes:
        lines: By file and line: the tests, as pytest names them.
        files: By file: the same of all of its lines.
    """

    lines: dict[str, Mapping[int, Sequence[str]]]
    files: dict[str, Sequence[str]]

    def tests(self, file: str, lines: Iterable[int]) -> Sequence[str]:
        known = self.lines.get(file, {})
        reaching = dict.fromkeys(test for line in lines for test in known.get(line, ()))
        return list(reaching) or self.files.get(file, ())


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
    parser.add_argument("--limit", type=float, default=600, help="seconds for one test run (default: 600)")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT", help="exit 1 below this share")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "repository"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "release", "site"))
        os.chdir(copy)
        # A change may leave a file's size and second as they were: byte code is compared by the source's hash.
        compileall.compile_dir(copy, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        made = [one for name in options.parts or PARTS for one in run(name, copy, options, until)]
    noticed = sum(one.noticed for one in made)
    share = 100 * noticed / len(made) if made else 0.0
    result = f"{noticed} of {len(made)} changes noticed ({share:.0f} %), seed {options.seed}"
    print(result)
    actions.summary(result + "\n")
    return 0 if share >= options.least else 1


def run(name: str, root: Path, options: argparse.Namespace, until: float) -> list[Result]:
    """Make the changes of one part, and return for each whether the tests noticed it."""
    folders, patterns = PARTS[name]
    paths = (path.relative_to(root).as_posix() for folder in folders for path in sorted((root / folder).rglob("*.py")))
    places = changes([path for path in paths if not path.startswith(LEFT_OUT)])
    picks = random.Random(options.seed)  # noqa: S311 - picks a sample
    chosen = [picks.choice(place) for place in picks.sample(places, min(options.sample, len(places)))]
    reach = measure(root, folders, [str(path) for one in patterns.split() for path in sorted(Path().glob(one))])
    results: list[Result] = []
    for change in chosen:
        if time.monotonic() > until:
            print(f"{name}: out of time after {len(results)} of {len(chosen)} changes")
            break
        tests = reach.tests(str(change.module_path), range(change.start_pos[0], change.end_pos[0] + 1))
        result = attempt(change, tests, options.limit)
        results.append(result)
        if result.timed_out:
            print(f"{name}: no end within {options.limit:g} s:\n{result.diff}", flush=True)
        elif not result.noticed:
            print(f"{name}: not noticed by {len(tests)} tests:\n{result.diff}", flush=True)
    noticed = sum(one.noticed for one in results)
    print(f"{name}: {noticed} of {len(results)} noticed, at {len(places)} places possible", flush=True)
    return results


def measure(root: Path, folders: Sequence[str], tests: Sequence[str]) -> Reach:
    """Run tests without a change, and return which of them reach what."""
    with tempfile.TemporaryDirectory() as scratch:
        settings, data = Path(scratch) / "coveragerc", Path(scratch) / "coverage"
        lines = ["[run]", "parallel = true", "patch = subprocess", "dynamic_context = test_function"]
        lines += [f"data_file = {data}", f"source = {','.join(str(root / folder) for folder in folders)}"]
        settings.write_text("\n".join(lines), encoding="utf-8")
        measured = (sys.executable, "-m", "coverage")
        rcfile = f"--rcfile={settings}"
        pytest = ("-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider", *tests)
        done = subprocess.run([*measured, "run", rcfile, *pytest], check=False, stdout=subprocess.PIPE, text=True)
        failed = set(re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE))
        if done.returncode and not 0 < len(failed) <= MOST_FAILED:
            sys.exit(f"{done.stdout[-4000:]}\nmutate: the tests fail without any change")
        if failed:
            print(f"left out, since they fail without any change: {', '.join(sorted(failed))}", flush=True)
        subprocess.run([*measured, "combine", "--quiet", rcfile], check=True)
        found = CoverageData(str(data))
        found.read()
        by_file = {
            Path(file).relative_to(root).as_posix(): {
                line: [test for test in _tests(root, contexts) if test not in failed]
                for line, contexts in found.contexts_by_lineno(file).items()
            }
            for file in found.measured_files()
        }
    return Reach(
        dict(by_file), {file: sorted({one for tests in by_file[file].values() for one in tests}) for file in by_file}
    )


def _tests(root: Path, contexts: Iterable[str]) -> list[str]:
    """Return the tests that coverage names `package.module.function`, as pytest names them."""
    named = (context.rpartition(".") for context in sorted(contexts))
    paths = ((f"{module.replace('.', '/')}.py", function) for module, _, function in named)
    return [f"{path}::{function}" for path, function in paths if (root / path).exists()]


def attempt(change: Any, tests: Sequence[str], limit: float) -> Result:
    """Make one change, and run the tests that reach it."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    operator = get_operator(change.operator_name)(**change.operator_args)
    with use_mutation(change.module_path, operator, change.occurrence) as (before, after):
        lines = difflib.unified_diff(
            before.split("\n"), after.split("\n"), str(change.module_path), "changed", "", "", 1
        )
        diff = "\n".join(lines)
        if not tests:
            return Result(noticed=False, timed_out=False, diff=diff)
        try:
            done = subprocess.run(
                command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return Result(noticed=True, timed_out=True, diff=diff)
    return Result(noticed=done.returncode != FOUND_NOTHING, timed_out=False, diff=diff)


def changes(files: Sequence[str]) -> list[list[Any]]:
    """List the changes of some files by place, always in the same order."""
    with tempfile.TemporaryDirectory() as scratch:
        database = WorkDB(f"{scratch}/work.sqlite", WorkDB.Mode.create)
        init([Path(file) for file in files], database, {})
        found = [item.mutations[0] for item in database.work_items]
        database.close()
    ordered = sorted(
        (one for one in found if not one.operator_name.startswith(IGNORED)),
        key=lambda one: (str(one.module_path), one.start_pos, one.end_pos, one.operator_name, one.occurrence, str(one)),
    )
    return [list(same) for _, same in groupby(ordered, lambda one: (one.module_path, one.start_pos))]


if __name__ == "__main__":
    sys.exit(main())
