"""Where the time of the test suite goes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from scripts.benchmarks.results import Grid

ROOT = Path(__file__).resolve().parents[2]
SLOWEST = 12


def grid() -> Grid:
    """Run the test suite once, and tell where its time goes."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q", "--durations=0", "--durations-min=0.005"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    taken = time.perf_counter() - begin
    files, slowest = durations(done.stdout)
    rows = [[name, f"{seconds:.1f}"] for name, seconds in (*files[:SLOWEST], *slowest[:SLOWEST])]
    summary = done.stdout.strip().splitlines()[-1]
    notes = [f"{summary}; {taken:.0f} s from start to end (reach: 90 s on 2 cores).", "Files first, then single tests."]
    return Grid("Tools: the test suite, seconds of work", ["", "s"], rows, notes)


def durations(output: str) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Read pytest's table of durations.

    Args:
        output: What `pytest --durations=0` printed.

    Returns:
        Files and single tests with their seconds, the slowest first.
    """
    files: dict[str, float] = {}
    tests: dict[str, float] = {}
    for line in output.splitlines():
        if match := re.fullmatch(r"([\d.]+)s (?:setup|call|teardown)\s+(\S+?)::(.*)", line.strip()):
            seconds, path, test = float(match[1]), match[2], f"{match[2]}::{match[3]}"
            files[path] = files.get(path, 0) + seconds
            tests[test] = tests.get(test, 0) + seconds
    by_time = [sorted(each.items(), key=lambda item: -item[1]) for each in (files, tests)]
    return by_time[0], by_time[1]
