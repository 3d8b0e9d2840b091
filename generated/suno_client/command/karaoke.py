# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/command/karaoke.py
"""Karaoke files from words with times: LRC (with a time for each word) and SubRip (SRT)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK: Final = re.compile(r"\[[^\]\n]*\]")
"""A section mark such as `[Verse]`, which nobody sings. It may reach over several words."""

_SHORTEST: Final = 0.1
"""The least time that a subtitle is shown, in seconds."""


class Word(NamedTuple):
    """A word, and when it is sung, in seconds from the start of the song."""

    text: str
    start: float
    end: float


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Divide words into the lines that are sung.

    Args:
        words: The words in their order, with the blanks, line breaks and section marks that belong to them.

    Returns:
        The lines without their marks and line breaks; none is empty. Times never go back.
    """
    ordered = list(_ordered(words))
    spaced = any(character.isspace() for word in ordered for character in word.text)
    texts = [word.text if spaced else f"{word.text} " for word in ordered]
    # A mark becomes line breaks, as many as it had characters, so that every word keeps its place in the text.
    text = _MARK.sub(lambda mark: "\n" * len(mark[0]), "".join(texts).replace("\r", "\n"))
    lines: list[list[Word]] = [[]]
    at = 0
    for word, own in zip(ordered, texts, strict=True):
        for index, piece in enumerate(text[at : at + len(own)].split("\n")):
            if index:
                lines.append([])
            shown = "".join(character if character.isprintable() else " " for character in piece)
            lines[-1].append(word._replace(text=shown))
        at += len(own)
    return [sung for line in lines if (sung := [word for word in line if word.text.strip()])]


def lrc(lines: Iterable[list[Word]]) -> str:
    """Return an LRC file: a line's time in brackets, and each word's in angle brackets (the enhanced format)."""
    return "\n".join(
        f"[{_minutes(line[0].start)}]"
        + "".join(f"<{_minutes(word.start)}>{word.text}" for word in line).rstrip()
        + f"<{_minutes(max(word.end for word in line))}>"
        for line in lines
    )


def srt(lines: list[list[Word]]) -> str:
    """Return a SubRip file: one subtitle for each line; none lasts into the next."""
    cues = []
    for number, line in enumerate(lines, 1):
        start, end = line[0].start, max(word.end for word in line)
        if number < len(lines):
            end = min(end, lines[number][0].start)
        text = "".join(word.text for word in line).strip()
        cues.append(f"{number}\n{_hours(start)} --> {_hours(max(end, start + _SHORTEST))}\n{text}\n")
    return "\n".join(cues)


def _ordered(words: Iterable[Word]) -> Iterator[Word]:
    at = 0.0
    for word in words:
        start = max(at, word.start) if math.isfinite(word.start) else at
        end = max(start, word.end) if math.isfinite(word.end) else start
        yield Word(word.text, start, end)
        at = start


def _minutes(seconds: float) -> str:
    minutes, hundredths = divmod(round(seconds * 100), 6000)
    return f"{minutes:02}:{hundredths // 100:02}.{hundredths % 100:02}"


def _hours(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{thousandths // 1000:02},{thousandths % 1000:03}"
