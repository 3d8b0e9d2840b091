"""The report of a measurement: for the terminal, in Markdown and in JSON."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table as RichTable
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from scripts.benchmarks.results import Grid, Table

PACKAGES = (
    "suno-client", "httpx", "httpcore", "msgspec", "aiohttp", "httpx-aiohttp", "urllib3", "pydantic",
    "openapi-python-client", "openapi-generator-cli", "datamodel-code-generator", "jsonschema-rs",
)  # fmt: skip


def machine() -> dict[str, str]:
    """Return the machine and the versions that were measured."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    git = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    commit = (
        subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() if shutil.which("git") else ""
    )
    return {
        "measured": f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit}",
        "machine": f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.release()}{load}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": versions,
    }


def show(tables: Sequence[Table | Grid], head: dict[str, str], console: Console) -> None:
    for name, text in head.items():
        console.print(Text(f"{name}: {text}", style="dim"))
    for table in tables:
        shown = RichTable(title=table.title, title_justify="left", title_style="bold", caption_justify="left")
        for number, column in enumerate(table.columns):
            shown.add_column(column, justify="left" if number == 0 or column == "notes" else "right")
        for row in table.rows:
            shown.add_row(*map(Text, row))
        console.print()
        console.print(shown)
        for note in table.notes:
            console.print(Text(note, style="dim"))


def markdown(tables: Sequence[Table | Grid], head: dict[str, str]) -> str:
    lines = [f"- {name}: {text}" for name, text in head.items()]
    for table in tables:
        rules = ["---" if number == 0 or column == "notes" else "---:" for number, column in enumerate(table.columns)]
        lines += ["", f"### {table.title}", "", *map(_line, [table.columns, rules, *table.rows])]
        for note in table.notes:
            lines += ["", note]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def as_json(tables: Sequence[Table | Grid], head: dict[str, str]) -> str:
    return json.dumps({**head, "tables": [table.as_dict() for table in tables]}, ensure_ascii=False, indent=2) + "\n"
