"""Serve the mocked API on 127.0.0.1 until Ctrl-C."""

from __future__ import annotations

import json
import shlex
import sys
import time

from rich.console import Console
from rich.table import Table

from .app import KEY, MockApi
from .arguments import KEY_VARIABLE, TASKS_VARIABLE, Parser, number, port
from .document import DocumentError
from .live import TIMELINES
from .relay import BUILDS
from .responses import task_id_of
from .server import serve

PORT = 8765
# The scenarios of SUNO_TASKS, by the recording that shows each.
SCENARIOS = {
    "music_success": "music_success",
    "music_in_progress": "music_in_progress_streaming",
    "lyrics_success": "lyrics_success",
    "music_failure": "music_failure_timeout",
}


def known_ids(mock: MockApi) -> Table:
    """List the task ids in a table; add live tasks, which begin at their first poll."""
    table = Table(title="Task ids", title_justify="left")
    table.add_column("task id", overflow="fold")
    table.add_column("response", overflow="fold")
    for action, outcome in TIMELINES:
        task_id = mock.start_task(action, outcome, task_id=f"live_{action}_{outcome}".lower(), at_first_poll=True)
        seconds = TIMELINES[action, outcome].duration / mock.speed
        table.add_row(task_id, f"a live task: {outcome} {seconds:g} s after its first poll")
    table.add_section()
    for recording in mock.recordings.values():
        table.add_row(recording.name, recording.title)
    table.caption = "A recorded task has its own id, too: see contract_tests/recordings/."
    return table


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C."""
    parser = Parser(prog="suno-mock-api", description=__doc__)
    parser.add_argument("--port", type=port, default=PORT, help="0 chooses a free port (default: %(default)s)")
    parser.add_argument("--speed", type=number, default=1, help="how many times faster live tasks are (default: 1)")
    parser.add_argument("--build", choices=BUILDS, default="2026-01", help="the relay's build (default: %(default)s)")
    options = parser.parse_args(arguments)
    if not options.speed:
        parser.error("argument --speed: must be more than 0, since no task would end")
    try:
        mock = MockApi(speed=options.speed, build=options.build)
        known = known_ids(mock)
    except DocumentError as error:
        parser.error(str(error))
    recorded = {scenario: mock.recordings[name] for scenario, name in SCENARIOS.items() if name in mock.recordings}
    tasks = {scenario: task_id_of(recording) for scenario, recording in recorded.items()}
    console = Console()
    try:
        with serve(mock, options.port) as base_url:
            console.print(known)
            # Printed without the console, which would wrap the lines that people copy.
            print(f"URL: {base_url}   key: {KEY}   (Ctrl-C ends it)")
            print(f"export {KEY_VARIABLE}={KEY} {TASKS_VARIABLE}={shlex.quote(json.dumps(tasks))}", flush=True)
            while True:
                time.sleep(3600)
    except OSError as error:
        parser.error(f"port {options.port}: {error.strerror}; another one: --port 0")
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
