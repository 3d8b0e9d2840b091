"""Measures the import of the client, without its dependencies."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.benchmarks.results import Figure, Table

DEPENDENCIES = "import attrs, httpx, httpx_retries, msgspec, sniffio"

PROGRAM = f"""
import sys, time
{DEPENDENCIES}
before = set(sys.modules)
begin = time.perf_counter()
{{statement}}
taken = time.perf_counter() - begin
print(taken * 1e3, *sorted(name for name in set(sys.modules) - before if name.partition(".")[0] != "suno_client"))
"""

STATEMENTS = {
    "import suno_client": "import suno_client",
    "and what one fetch needs": "import suno_client\nfrom suno_client.api.suno import fetch_task",
}


def table(rounds: int) -> Table:
    """Measure in fresh processes that have imported the dependencies already."""
    samples: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    others: dict[str, list[str]] = {}
    # An installed package has byte code, so write it here, too, whatever the environment sets.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(-1, rounds):  # one round to write the byte code
        for name, statement in STATEMENTS.items():
            program = PROGRAM.format(statement=statement)
            done = subprocess.run(
                [sys.executable, "-c", program],
                check=True,
                capture_output=True,
                text=True,
                encoding="utf-8",
                env=environment,
            )
            taken, *others[name] = done.stdout.split()
            if number >= 0:
                samples[name].append(float(taken))
    table = Table("Import, beyond the dependencies", "ms")
    for name, values in samples.items():
        reach = 10 if name == "import suno_client" else None
        table.figures.append(
            Figure(name, values, reach=reach, note=f"brings {', '.join(others[name]) or 'nothing else'}")
        )
    table.notes.append(f"After `{DEPENDENCIES}`. Most of it is attrs making the classes.")
    return table
