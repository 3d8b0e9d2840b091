"""Measures the tools: a command from start to end, or one judgement in a warm process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from contract_tests.contract import Exchange, judge
from contract_tests.contract.document import Document
from contract_tests.recordings import path_of
from scripts.benchmarks import payload, server
from scripts.benchmarks.measuring import in_unit, take_turns
from scripts.benchmarks.results import Figure, Table

ROOT = Path(__file__).resolve().parents[2]
RECORDING = path_of("fetch_task", payload.NAME)


def commands(rounds: int) -> Table:
    table = Table("Tools: a command from start to end", "s")
    with server.running("mock", "0") as base_url, tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {"SUNO_API_KEY": "sk-test", "SUNO_TASKS": json.dumps({payload.NAME: payload.NAME})}
        cases = {
            "regenerate": (["scripts.regenerate", "--output", scratch], 3.0),
            "drift live, one task over loopback": (["scripts.drift", "live", "--base-url", base_url], 1.0),
            "drift file, one exchange": (["scripts.drift", "file", str(RECORDING)], 1.0),
        }
        samples: dict[str, list[float]] = {name: [] for name in cases}
        notes: dict[str, str] = {}
        for number in range(-1, rounds):
            for name, (arguments, _) in cases.items():
                begin = time.perf_counter()
                done = subprocess.run(
                    [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
                )
                if number >= 0:
                    samples[name].append(time.perf_counter() - begin)
                notes[name] = "" if done.returncode == 0 else f"exit code {done.returncode}"
    for name, (_, reach) in cases.items():
        table.figures.append(Figure(name, samples[name], reach=reach, note=notes[name]))
    return table


def judging(rounds: int) -> Table:
    """Measure the judgement of the documented response, with the document loaded."""
    document = Document.load()
    exchange = Exchange.from_recording(RECORDING)
    found = judge(exchange, document=document)
    table = Table("Tools: judging the documented response, warm", "ms")
    samples = in_unit(take_turns({"judge": lambda: judge(exchange, document=document)}, rounds), 1e3)
    table.figures.append(Figure("judge", samples["judge"], reach=1, note=f"{len(found)} violations"))
    return table
