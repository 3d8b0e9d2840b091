"""Change the code at a sample of places, one at a time, and count which changes the tests detect.

The places and changes are cosmic-ray's; a seed picks the sample, and a copy of the repository is changed.
The tests of a part run once without a change, under coverage; the result is kept in .mutate/ until a file changes.
Each change is then tested by the tests that reach its line, the fastest first, until one fails; then by the others that
reach its file, since a line may run at the import; then by the others of these modules, since the first test of a
module may make what all of them use.
A change that no test detects is printed as a diff: it has no effect, or a test is missing.

Exit 0: at least --least percent were detected; 1: fewer.
"""

from __future__ import annotations

import argparse
import compileall
import difflib
import hashlib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
import pytest
from attrs import frozen
from cosmic_ray.commands import init
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB
from coverage import Coverage, CoverageData

from scripts import actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

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
        (
            f"{TESTS}/test_mock_*.py {TESTS}/test_recordings.py {TESTS}/test_relays.py {TESTS}/test_lives.py "
            f"{TESTS}/test_any_body.py {TESTS}/test_commands.py {TESTS}/test_examples.py"
        ),
    ),
    "commands": (
        ("scripts",),
        (
            f"{TESTS}/test_commands.py {TESTS}/test_workflows.py {TESTS}/test_situations.py {TESTS}/test_regenerate.py "
            f"{TESTS}/test_plan.py {TESTS}/test_cases.py {TESTS}/test_packaging.py {TESTS}/test_mutants.py "
            f"{TESTS}/test_drift_*.py {TESTS}/test_probe.py"
        ),
    ),
}
"""The parts of the code: their folders, and the tests that should detect a change of them."""
LEFT_OUT: Final = (
    "scripts/generator/runtime", "scripts/generator/application",  # changed where they are generated to
    "scripts/benchmarks", "scripts/bench.py", "scripts/consumers.py", "scripts/demo.py",  # sessions of their own
    "scripts/mutate.py",
)  # fmt: skip
NOT_COPIED: Final = (
    ".git", ".hypothesis", ".mutate", ".nox", ".venv", ".*_cache", ".coverage*", ".schemathesis", "__pycache__",
    "dist", "release", "report", "schemathesis-report", "site",
)  # fmt: skip
IGNORED = ("core/ReplaceBinaryOperator_BitOr_",)
"""Operators that mostly change annotations, which no test runs."""
MOST_FAILED: Final = 5
"""How many tests may fail without a change, for example on a busy machine; they are left out and printed."""
FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (\S+)|^_+ ERROR collecting (\S+)|while loading (conftest)", re.MULTILINE)
"""What pytest prints when a test has failed, or cannot be imported with the change."""


@frozen
class Result:
    """The result of one change.

    Attributes:
        detected: Whether a test failed, or the tests did not end within a limit that is far above what they take.
        how: The test that failed, or what happened instead.
        diff: The change.
    """

    detected: bool
    how: str
    diff: str


@frozen
class Reach:
    """Which tests reach which lines, measured by coverage in a run without a change.

    Attributes:
        lines: By file and line: the tests, as pytest names them.
        seconds: How long each test took.
    """

    lines: dict[str, dict[str, list[str]]]
    seconds: dict[str, float]

    def tests(self, file: str, lines: Iterable[int], limit: float) -> tuple[int, Sequence[str]]:
        """Return how many tests reach the lines, and the tests to run, which together take at most `limit` seconds."""
        known = self.lines.get(file, {})
        reaching = self._fastest(known.get(str(line), ()) for line in lines)
        of_file = self._fastest(known.values()) or self._fastest([self.seconds])
        modules = {test.partition("::")[0] for test in of_file}
        others = self._fastest([[test for test in self.seconds if test.partition("::")[0] in modules]])
        ordered = list(dict.fromkeys([*reaching, *of_file, *others]))
        ends = itertools.accumulate(self.seconds[test] for test in ordered)
        chosen = [test for test, end in zip(ordered, ends, strict=True) if end <= limit]
        return len(reaching), chosen or ordered[:1]

    def _fastest(self, tests: Iterable[Iterable[str]]) -> list[str]:
        return sorted({one for some in tests for one in some}, key=lambda one: (self.seconds[one], one))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Set the coverage context to the running test, with its fixtures; `measure` makes this module a plugin."""
    if measuring := Coverage.current():
        measuring.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        if measuring:
            measuring.switch_context("")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nox -s mutate --", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*PARTS, []],
        metavar="PART",
        help=f"what to change: {', '.join(PARTS)} (default: all)",
    )
    parser.add_argument("--sample", type=int, default=25, metavar="N", help="changes for each part (default: 25)")
    parser.add_argument("--seed", type=int, default=1, help="picks the sample (default: 1)")
    parser.add_argument("--minutes", type=float, default=30, help="start no test run after this time (default: 30)")
    parser.add_argument("--limit", type=float, default=120, help="seconds of tests for one change (default: 120)")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT", help="exit 1 below this share")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "repository"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        os.chdir(copy)
        # A change may leave a file's size and second as they were: byte code is compared by the source's hash.
        compileall.compile_dir(copy, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        made = [one for name in options.parts or PARTS for one in run(name, copy, options, until)]
    detected = sum(one.detected for one in made)
    share = 100 * detected / len(made) if made else 0.0
    result = f"{detected} of {len(made)} changes detected ({share:.0f} %), seed {options.seed}"
    print(result)
    actions.summary(result + "\n")
    return 0 if share >= options.least else 1


def run(name: str, root: Path, options: argparse.Namespace, until: float) -> list[Result]:
    """Make the changes of one part, and return for each whether the tests detected it."""
    folders, patterns = PARTS[name]
    paths = (path.relative_to(root).as_posix() for folder in folders for path in sorted((root / folder).rglob("*.py")))
    places = changes([path for path in paths if not path.startswith(LEFT_OUT)])
    picks = random.Random(options.seed)  # noqa: S311 - picks a sample
    picked = (picks.choice(place) for place in picks.sample(places, len(places)))
    chosen = list(itertools.islice(filter(compiles, picked), options.sample))
    reach = reached(name, root, [str(path) for one in patterns.split() for path in sorted(Path().glob(one))])
    results: list[Result] = []
    for change in chosen:
        if time.monotonic() > until:
            print(f"{name}: out of time after {len(results)} of {len(chosen)} changes")
            break
        lines = range(change.start_pos[0], change.end_pos[0] + 1)
        reaching, tests = reach.tests(change.module_path.as_posix(), lines, options.limit)
        result = attempt(change, tests, reach.seconds)
        results.append(result)
        at = f"{name}: {change.module_path.as_posix()}:{change.start_pos[0]}"
        if result.detected:
            print(f"{at}: detected: {result.how}", flush=True)
        else:
            print(f"{at}: {result.how}, of {len(tests)} tests {reaching} reach it:\n{result.diff}", flush=True)
    detected = sum(one.detected for one in results)
    print(f"{name}: {detected} of {len(results)} detected, at {len(places)} places possible", flush=True)
    return results


def reached(name: str, root: Path, tests: Sequence[str]) -> Reach:
    """Return what the tests of a part reach, from `.mutate/` if no file has changed since."""
    content = hashlib.sha256(f"{sys.version} {tests}".encode())
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        content.update(f"{path.relative_to(root)} {path.stat().st_size} ".encode() + path.read_bytes())
    kept = ROOT / ".mutate" / f"{name}-{content.hexdigest()[:16]}.json"
    if not kept.exists():
        reach = measure(root, PARTS[name][0], tests)
        kept.parent.mkdir(exist_ok=True)
        for old in kept.parent.glob(f"{name}-*.json"):
            old.unlink()
        kept.write_text(json.dumps(attrs.asdict(reach)), encoding="utf-8")
    return Reach(**json.loads(kept.read_text(encoding="utf-8")))


def measure(root: Path, folders: Sequence[str], tests: Sequence[str]) -> Reach:
    """Run tests without a change, and return which of them reach what."""
    with tempfile.TemporaryDirectory() as scratch:
        settings, data = Path(scratch) / "coveragerc", Path(scratch) / "coverage"
        # The commands that a test starts read these settings, too: what they run counts for the test.
        lines = ["[run]", "parallel = true", "context = ${PYTEST_CURRENT_TEST-}"]
        lines += [f"data_file = {data}", f"source = {','.join(str(root / folder) for folder in folders)}"]
        settings.write_text("\n".join(lines), encoding="utf-8")
        environment = {**os.environ, "COVERAGE_PROCESS_START": str(settings)}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider"]
        command += ["-p", "scripts.mutate", "--durations=0", "--durations-min=0", *tests]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, env=environment)
        failed = set(re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE))
        if done.returncode and not (0 < len(failed) <= MOST_FAILED and all("::" in test for test in failed)):
            sys.exit(f"{done.stdout[-4000:]}\nmutate: the tests fail without any change")
        if failed:
            print(f"left out, because they fail without any change: {', '.join(sorted(failed))}", flush=True)
        seconds: dict[str, float] = {}
        for took, test in re.findall(r"^([\d.]+)s \w+ +([^\s\[]+)", done.stdout, re.MULTILINE):
            if test not in failed:
                seconds[test] = seconds.get(test, 0) + float(took)
        subprocess.run([sys.executable, "-m", "coverage", "combine", "--quiet", f"--rcfile={settings}"], check=True)
        found = CoverageData(str(data))
        found.read()
        by_file = {
            Path(file).relative_to(root).as_posix(): {
                str(line): sorted({test for test in map(_test, contexts) if test in seconds})
                for line, contexts in found.contexts_by_lineno(file).items()
            }
            for file in found.measured_files()
        }
    return Reach(by_file, seconds)


def _test(context: str) -> str:
    """Return the test, without its parameters, of a context: `path::name[parameters]|` or `path::name (call)|`."""
    return re.split(r"[ \[|]", context, maxsplit=1)[0]


def compiles(change: Any) -> bool:
    """Return whether Python compiles a change without a warning, which would fail each test."""
    with warnings.catch_warnings(), made(change) as (_, after):
        warnings.simplefilter("error")
        try:
            compile(after, change.module_path, "exec")
        except (SyntaxError, SyntaxWarning):
            return False
    return True


def made(change: Any) -> AbstractContextManager[tuple[str, str]]:
    """Make a change until the context ends, which gives the source before and after it."""
    operator = get_operator(change.operator_name)(**change.operator_args)
    return cast(
        "AbstractContextManager[tuple[str, str]]", use_mutation(change.module_path, operator, change.occurrence)
    )


def attempt(change: Any, tests: Sequence[str], seconds: Mapping[str, float]) -> Result:
    """Make one change, and run tests: the first that fails ends the run."""
    # Only a loop or a long wait exceeds these limits, also on a busy machine.
    each, together = 10 * max(map(seconds.__getitem__, tests)), 10 * sum(map(seconds.__getitem__, tests))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--timeout={30 + each}"]
    with made(change) as (before, after):
        lines = difflib.unified_diff(
            before.split("\n"), after.split("\n"), str(change.module_path), "changed", "", "", 1
        )
        diff = "\n".join(lines)
        try:
            done = subprocess.run(
                [*command, *tests],
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120 + together,
            )
        except subprocess.TimeoutExpired:
            return Result(detected=True, how="no end", diff=diff)
    if not done.returncode:
        return Result(detected=False, how="not detected", diff=diff)
    if found := FAILED.search(done.stdout):
        return Result(detected=True, how=next(filter(None, found.groups())), diff=diff)
    if done.returncode < 0:
        return Result(detected=True, how=f"ended by signal {-done.returncode}", diff=diff)
    return Result(detected=False, how=f"the tests could not run: {done.stdout[-500:]}", diff=diff)


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
    return [list(same) for _, same in itertools.groupby(ordered, lambda one: (one.module_path, one.start_pos))]


if __name__ == "__main__":
    sys.exit(main())
