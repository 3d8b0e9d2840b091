"""Many processes judge an archive with the same result as one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.contract import Document
from contract_tests.drift import archive, sources
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.summary import Summary
from contract_tests.mutants.reply import Reply, reply

if TYPE_CHECKING:
    from pathlib import Path

POLLS = ("music_queued", "music_in_progress_streaming", "music_in_progress_two_clips", "music_success")


def line(one: Reply, task_id: str, at: float) -> str:
    one.task["task_id"] = task_id
    request = {**one.recording["request"], "path": f"/suno/fetch/{task_id}"}
    response = {"status": one.status, "headers": one.headers, "body": one.body}
    return json.dumps({"request": request, "response": response, "at": at})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return three files with alternating polls of 30 tasks: some drift by themselves, some between two polls."""
    lines: list[str] = []
    for turn, name in enumerate((*POLLS, "music_queued")):  # the last goes back
        for number in range(30):
            one = reply(name)
            if number % 5 == 0:
                one.task["sample_count"] = number
            if number % 7 == 0 and turn == 1:
                one.task["submit_time"] += 60
            if turn < len(POLLS) or number % 11 == 0:
                lines.append(line(one, f"task_{number:032}", 1_790_000_000 + 100 * turn + number / 100))
    lines.insert(50, "not JSON")
    lines.insert(
        90, '{"request": {"method": "GET", "path": "/other"}, "response": {"status": 200, "headers": {}, "body": 1}}'
    )
    for number in range(3):
        part = lines[number * len(lines) // 3 : (number + 1) * len(lines) // 3]
        (tmp_path / f"{number}.ndjson").write_text("\n".join(part) + "\n", encoding="utf-8")
    return tmp_path


def items_of(folder: Path) -> list[archive.Item]:
    files = enumerate(sources.files([folder]))
    return [((number, index), read) for number, path in files for index, read in enumerate(sources.read(path))]


def contents(summary: Summary) -> object:
    return json.loads(FORMATS["json"](summary))


@pytest.mark.parametrize("scheduler", ["synchronous", "threads", "processes"])
def test_parts_are_the_whole(folder: Path, scheduler: str) -> None:
    """The findings, their counts and their examples are those of one process."""
    alone = Summary()
    for _, read in items_of(folder):
        alone.add(read)
    assert alone.judged > 100
    assert {"shape.undocumented", "sequence.stays"} <= {one.example.rule for one in alone.findings}
    many = archive.judged([folder], partitions=4, scheduler=scheduler)
    assert contents(many) == contents(alone)
    assert {one.example.exchange: one.count for one in many.findings} == {
        one.example.exchange: one.count for one in alone.findings
    }


def test_an_empty_archive(tmp_path: Path) -> None:
    assert archive.judged([tmp_path], scheduler="synchronous").judged == 0


def test_a_batch_joins_its_tasks() -> None:
    groups = archive._groups([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")])
    assert len({groups[task] for task in "abcd"}) == 1
    assert groups["x"] == groups["y"] != groups["a"]


def test_merging_is_free_of_order(folder: Path) -> None:
    by_task: dict[str, list[archive.Item]] = {}
    for item in items_of(folder):
        by_task.setdefault("".join(archive.tasks_of(item[1])[:1]), []).append(item)
    parts = [archive.judge_part(group) for group in by_task.values()]
    document = Document.load()
    results = []
    for order in (parts, parts[::-1]):
        whole = order[0]
        for part in order[1:]:
            whole = archive.merge(whole, part)
        results.append(contents(archive.summary_of(whole, document)))
    assert results[0] == results[1]
