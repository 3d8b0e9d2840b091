"""Counts the songs that arrive from servers that drifted: the generated client beside a simple loop over dicts."""

from __future__ import annotations

import logging

from contract_tests.tests.client.delivery import measure
from scripts.benchmarks.results import Grid


def grid() -> Grid:
    counts: dict[str, list[int]] = {}
    logger = logging.getLogger("suno_client")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it logs every drift, as it is meant to
    try:
        for found in measure():
            row = counts.setdefault(found.drift.kind, [0, 0, 0])
            row[0] += 1
            row[1] += found.ours == found.due
            row[2] += found.simple == found.due
    finally:
        logger.setLevel(level)
    counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows = [[kind, *map(str, row)] for kind, row in counts.items()]
    notes = ["Delivered: the song's URL, or the failure of a task that failed. Each server drifts at every poll."]
    return Grid("Delivery by servers that drifted", ["kind", "drifts", "suno_client", "httpx + dict"], rows, notes)
