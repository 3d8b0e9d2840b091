"""The recipe of docs/maintaining.md for an adoption by hand, followed in a copy of the project."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.tests.examples import ROOT
from suno_mock_api import KEY, MockApi, faults, serve

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "maintaining.md").read_text(encoding="utf-8")
RECIPE = PAGE.partition("### By hand\n")[2].partition("\n## ")[0]
KEEP, DECLARE, CHECK = re.findall(r"^```(?:console|yaml)\n(.*?)^```$", RECIPE, re.MULTILINE | re.DOTALL)
READ = """
from suno_client.models import Clip
assert Clip.from_dict({"id": "x", "audio_url": "", "status": "complete", "mood": "calm"}).mood == "calm"
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project."""
    root = tmp_path / "project"
    for name in ("contract_tests", "generated", "scripts"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("openapi.yaml", "pyproject.toml"):
        shutil.copyfile(ROOT / name, root / name)
    return root


def follow(root: Path, lines: str, replaced: dict[str, str]) -> None:
    """Run the commands of a block, except for the whole suite, in one process, and check the documented exit codes."""
    steps = []
    for line in lines.splitlines():
        command, _, says = line.partition("#")
        for old, new in replaced.items():
            command = command.replace(old, new)
        _, _, session, *words = shlex.split(command)
        if session != "tests":
            steps.append((session, words[1:], 1 if "exits with 1" in says else 0))
    imported = "".join(f"from scripts import {name}\n" for name in {name for name, *_ in steps})
    calls = "".join(f"assert {name}.main({words!r}) == {code}, {words!r}\n" for name, words, code in steps)
    run(root, imported + calls)


def run(root: Path, code: str) -> None:
    path = os.pathsep.join(str(root / name) for name in (".", "generated", "contract_tests/mock_api"))
    environment = {**os.environ, "PYTHONPATH": path, "SUNO_API_KEY": KEY}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_the_recipe_works(copy: Path) -> None:
    def mood(body: Any) -> None:
        for clip in body["data"]["data"]:
            clip["mood"] = "calm"

    mock = MockApi()
    mock.inject("music_success", itertools.repeat(faults.edited(mood)))
    with serve(mock) as url:
        follow(copy, KEEP, {"https://api.aiznt.com": url, "TASK_ID": "music_success"})
    kept = json.loads((copy / "contract_tests/recordings/fetch_task/mood.json").read_text(encoding="utf-8"))
    assert kept["response"]["body"]["data"]["data"][0]["mood"] != "calm"  # a person may have written it
    document = copy / "openapi.yaml"
    before, clip, after = document.read_text(encoding="utf-8").partition("\n    Clip:\n")
    head, properties, rest = after.partition("\n      properties:\n")
    document.write_text(before + clip + head + properties + textwrap.indent(DECLARE, " " * 8) + rest, encoding="utf-8")
    follow(copy, CHECK, {})
    run(copy, READ)
