"""The main job on the mocked API: wait for a song, show it, and check the API against its contract.

Client and API share a clock that runs many times faster than real time, so a song of two minutes takes seconds; the
client polls as it would in reality.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from suno_client import AuthenticatedClient
from suno_client.api.suno import fetch_task
from suno_client.testing import use_clock

from scripts import drift
from scripts.contract import mocked_tasks
from suno_mock_api import MockApi, serve
from suno_mock_api.arguments import KEY_VARIABLE, TASKS_VARIABLE

if TYPE_CHECKING:
    from suno_client.models import Task

KEY = "sk-demo"
SPEED = 50
console = Console()


class FastClock:
    """A clock that runs `SPEED` times faster than real time."""

    def __init__(self) -> None:
        self.start = time.time()

    def time(self) -> float:
        return self.start + self.monotonic()

    def monotonic(self) -> float:
        return (time.time() - self.start) * SPEED

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / SPEED)

    async def sleep_asyncio(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


def follow(client: AuthenticatedClient, task_id: str, clock: FastClock) -> Task:
    """Follow a task to its end, with a progress bar."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[clips]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("waiting", total=100, clips="")
        for task in fetch_task.poll(task_id, client=client):
            percent = int(task.progress.rstrip("%"))
            progress.update(bar, completed=percent, description=task.status, clips=f"{len(task.clips)} clips")
            progress.console.print(
                f"  {clock.monotonic():4.0f} s  {task.status} {task.progress}, {len(task.clips)} clips"
            )
    return task


def show(task: Task) -> None:
    table = Table("Title", "Model", "Length", title=f"Task {task.task_id}: {task.status}")
    table.add_column("Audio", overflow="fold")
    for clip in task.clips:
        table.add_row(clip.title or "untitled", clip.model_name or "", f"{clip.duration or 0:.0f} s", clip.audio_url)
    console.print(table)


def main() -> int:
    """Run the demo; return 0 if the song is complete and the API conforms, else 1."""
    clock = FastClock()
    app = MockApi(clock=clock.time, key=KEY)
    with serve(app) as url:
        console.print(f"The mocked API is at {url}; its clock is {SPEED} times faster than real time.\n")
        task_id = app.start_task()
        with use_clock(clock), AuthenticatedClient(token=KEY, base_url=url) as client:
            console.print(f"[bold]fetch_task.poll({task_id!r}, client=client)")
            task = follow(client, task_id, clock)
        show(task)
        console.print(f"\n[bold]nox -s drift -- --base-url {url}")
        tasks = {**mocked_tasks(), "music_success": task_id}
        os.environ |= {KEY_VARIABLE: KEY, TASKS_VARIABLE: json.dumps(tasks)}
        verdict = drift.main(["live", "--base-url", url, "--interval", "0"])
        console.print("[bold green]The API conforms." if verdict == 0 else "[bold red]The API does not conform.")
    return 0 if task.clips and verdict == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
