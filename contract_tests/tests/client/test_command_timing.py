"""`suno-client timing`: karaoke files, and a client without the operation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suno_client.command.karaoke import Word, lines_of, lrc, srt

from contract_tests.tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = [
    Word("[Verse]\nMorning ", 8.38, 8.78),
    Word("rolls\n", 8.78, 9.54),
    Word("[Chorus", 9.54, 9.54),
    Word(" 2]\nover ", 10, 10.5),
    Word("the wall", 10.5, 71.004),
]
RUN = """
import json, sys, httpx
from suno_client.__main__ import main
def respond(request):
    assert request.url.path == "/suno/act/timing/clip"
    return httpx.Response(200, content=sys.argv[1], headers={"content-type": "application/json"})
sys.exit(main(sys.argv[2:], transport=httpx.MockTransport(respond)))
"""
BODY = {"aligned_words": [{"word": word.text, "start_s": word.start, "end_s": word.end} for word in WORDS]}
LRC = """[00:08.38]<00:08.38>Morning <00:08.78>rolls<00:09.54>
[00:10.00]<00:10.00>over <00:10.50>the wall<01:11.00>
"""
SRT = """1
00:00:08,380 --> 00:00:09,540
Morning rolls

2
00:00:10,000 --> 00:01:11,004
over the wall
"""


@pytest.fixture
def timed() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the command with the server's response as `body`."""
    package = str(ROOT / "generated")

    def run(*words: str, body: object = BODY) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", RUN, json.dumps(body), *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={
                **os.environ,
                "PYTHONPATH": package,
                "SUNO_API_KEY": "sk-test",
                "PYTHONIOENCODING": "utf-8",
            },
        )

    return run


def test_karaoke_files_are_written(timed: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    done = timed("timing", "clip")
    assert (done.returncode, done.stdout, done.stderr) == (0, LRC, "")
    file = tmp_path / "song.srt"
    done = timed("timing", "clip", "--format", "srt", "--output", str(file))
    assert (done.returncode, done.stdout, file.read_text().rstrip("\n")) == (0, "", SRT.rstrip("\n"))
    done = timed("timing", "clip", "--format", "json")
    assert json.loads(done.stdout) == BODY
    assert "timing " in timed("--help").stdout
    assert timed("timing", "clip", "--output", str(tmp_path)).returncode == 8


def test_an_instrumental_has_no_words(timed: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = timed("timing", "clip", body={"aligned_words": []})
    assert (done.returncode, done.stdout.strip()) == (0, "")
    assert "it is an instrumental" in done.stderr


def test_missing_operation(command: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("operations", "arguments"):
        monkeypatch.setattr(f"suno_client.command.{module}.NAMES", ("fetch_task",))
    assert command("timing", "x") == (2, "", "this client was generated without get_timing\n")
    assert command("submit", "x") == (2, "", "this client was generated without submit_music\n")
    listed = command("--help")[1]
    assert "\n    fetch " in listed
    assert "\n    timing " not in listed
    assert "\n    submit " not in listed


def test_times_are_not_rounded_up() -> None:
    lines = lines_of([Word("a", 59.999, 3599.999), Word("b", 3600, 3601)])
    assert "00:00:59,999 --> 01:00:01,000" in srt(lines)


def test_a_subtitle_ends_when_the_next_begins() -> None:
    lines = srt(lines_of([Word("one\n", 0, 5), Word("two", 3, 6)])).splitlines()
    assert [line for line in lines if "-->" in line] == [
        "00:00:00,000 --> 00:00:03,000",
        "00:00:03,000 --> 00:00:06,000",
    ]


def test_words_without_blanks() -> None:
    assert "<00:00.00>la <00:01.00>la<00:02.00>" in lrc(lines_of([Word("la", 0, 1), Word("la", 1, 2)]))


TIMES = st.floats(0, 1e4) | st.just(float("nan")) | st.just(float("inf")) | st.just(-1.0)


@settings(deadline=None)
@given(st.lists(st.builds(Word, st.text("ab [\n\r]\x1b", max_size=6), TIMES, TIMES), max_size=8))
def test_any_words_make_files(words: list[Word]) -> None:
    """Times never decrease, subtitles end after they begin, and they contain only text."""
    lines = lines_of(words)
    starts = [word.start for line in lines for word in line]
    assert starts == sorted(starts)
    assert "\x1b" not in lrc(lines) + srt(lines)
    sung = "".join(word.text for line in lines for word in line)
    assert "\n" not in sung
    cues = [line.split(" --> ") for line in srt(lines).splitlines() if "-->" in line]
    assert len(cues) == len(lines)
    assert all(start < end for start, end in cues)
