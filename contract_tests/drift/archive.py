"""Judges an archive of traffic that is too large for one process.

`judge_part` is a pure function of exchanges. The judge compares each poll with earlier ones of the same task, so all
exchanges of a task belong to one part, in their order; parts are independent. Dask distributes the parts; the same two
functions fit any engine that maps and reduces.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from attrs import Factory, evolve, frozen

from contract_tests.contract import Document, Exchange, Judge, NotOfThisApiError
from contract_tests.contract.pointers import get, split
from contract_tests.drift import sources
from contract_tests.drift.summary import MOST_FINDINGS, MOST_SERVERS, MOST_VARIANTS, Finding, Note, Summary, Unreadable

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from pathlib import Path

    from dask.bag import Bag

Place = tuple[int, int]
"""The place of an exchange in the archive: the number of its file, and its number in the file."""
Item = tuple[Place, sources.Read]


@frozen
class Part:
    """The findings of a part of the archive.

    Attributes:
        counts: The numbers of a summary: judged, foreign, known, more.
        findings: The findings by their key, each with the place where it was seen first.
        unreadable: What could not be judged, with its place.
        remarks: The notes, with their places.
        servers: The origins of the judged exchanges.
        times: The times of the first and the last response; empty if they were not recorded.
    """

    counts: Mapping[str, int]
    findings: Mapping[Hashable, tuple[Place, Finding]] = Factory(dict)
    unreadable: tuple[tuple[Place, Unreadable], ...] = ()
    remarks: tuple[tuple[Place, Note], ...] = ()
    servers: tuple[str, ...] = ()
    times: tuple[float, ...] = ()


def judge_part(items: Iterable[Item]) -> Part:
    """Judge a part of the archive: exchanges with their places, including all of each task."""
    summary = Summary(Judge(Document.load()))
    first: dict[Hashable, Place] = {}
    unreadable: list[tuple[Place, Unreadable]] = []
    remarks: list[tuple[Place, Note]] = []
    for place, read in sorted(items, key=lambda item: item[0]):
        known = len(summary.unreadable)
        summary.add(read)
        remarks += [(place, read)] if isinstance(read, Note) else []
        unreadable += [(place, unjudged) for unjudged in summary.unreadable[known:]]
        for key in list(summary.by_key)[len(first) :]:
            first[key] = place
    return Part(
        counts={name: getattr(summary, name) for name in ("judged", "foreign", "known", "more")},
        findings={key: (first[key], finding) for key, finding in summary.by_key.items()},
        unreadable=tuple(unreadable),
        remarks=tuple(remarks),
        servers=tuple(summary.servers),
        times=() if summary.since is None or summary.until is None else (summary.since, summary.until),
    )


def merge(one: Part, other: Part) -> Part:
    """Merge the findings of two parts, in any order."""
    findings = dict(one.findings)
    for key, (place, finding) in other.findings.items():
        findings[key] = _earlier(findings[key], (place, finding)) if key in findings else (place, finding)
    times = sorted({*one.times, *other.times})
    return Part(
        counts={name: count + other.counts.get(name, 0) for name, count in one.counts.items()},
        findings=findings,
        unreadable=tuple(sorted((*one.unreadable, *other.unreadable), key=lambda pair: pair[0])),
        remarks=tuple(sorted((*one.remarks, *other.remarks), key=lambda pair: pair[0])),
        servers=tuple(sorted({*one.servers, *other.servers})[:MOST_SERVERS]),
        times=tuple(times[:1] + times[-1:]),
    )


def _earlier(one: tuple[Place, Finding], other: tuple[Place, Finding]) -> tuple[Place, Finding]:
    (place, finding), (_, later) = sorted((one, other), key=lambda pair: pair[0])
    variants = dict([*finding.variants.items(), *later.variants.items()][:MOST_VARIANTS])
    variants |= {form: seen for form, seen in finding.variants.items() if form in variants}
    return place, evolve(finding, count=finding.count + later.count, variants=variants)


def summary_of(part: Part, document: Document) -> Summary:
    """Return the summary of a part, as a single process would return it."""
    findings = dict(sorted(part.findings.items(), key=lambda pair: pair[1][0]))
    kept = {key: finding for key, (_, finding) in list(findings.items())[:MOST_FINDINGS]}
    more = sum(finding.count for key, (_, finding) in findings.items() if key not in kept)
    return Summary(
        judge=Judge(document),
        judged=part.counts["judged"],
        foreign=part.counts["foreign"],
        known=part.counts["known"],
        more=part.counts["more"] + more,
        unreadable=[unjudged for _, unjudged in part.unreadable],
        remarks=[remark for _, remark in part.remarks],
        servers=list(part.servers),
        since=part.times[0] if part.times else None,
        until=part.times[-1] if part.times else None,
        by_key=kept,
    )


def tasks_of(read: sources.Read) -> tuple[str, ...]:
    """Return the ids of the tasks in a response, whose later polls it is compared with."""
    if not isinstance(read, Exchange):
        return ()
    document = Document.load()
    try:
        matched = document.matched(read)
        schema = document.json_schema(matched.response) if matched.response else None
        nodes = list(document.nodes(schema, json.loads(read.body))) if schema else []
    except (NotOfThisApiError, LookupError, ValueError, RecursionError):
        return ()
    keyed = [
        (node.where, get(node.value, split(node.schema["x-sequence"]["key"])))
        for node in nodes
        if "key" in node.schema.get("x-sequence", {}) and isinstance(node.value, dict)
    ]
    outer = [key for where, key in keyed if not any(where[: len(one)] == one and where != one for one, _ in keyed)]
    return tuple(dict.fromkeys(str(key) for key in outer))


def judged(paths: Iterable[Path], *, partitions: int = 8, **compute: Any) -> Summary:
    """Judge an archive on Dask, with the files in the order of the traffic; pass `compute` to `dask.compute`."""
    import dask.bag  # noqa: PLC0415 - the group `archive`: nobody else needs it

    files = list(enumerate(sources.files(paths)))
    if not files:
        return Summary(Judge(Document.load()))
    bag = dask.bag.from_sequence(files, npartitions=min(len(files), partitions)).map(_file).flatten()
    items = bag.map(_named)
    groups = _groups(items.map(lambda item: item[2]).filter(lambda tasks: len(tasks) > 1).compute(**compute))
    parts: Bag = items.groupby(
        lambda item: zlib.crc32(_group(item, groups).encode()) % partitions, npartitions=partitions
    ).map(lambda group: judge_part((place, read) for place, read, _ in group[1]))
    nothing = Part({"judged": 0, "foreign": 0, "known": 0, "more": 0})
    return summary_of(parts.fold(merge, initial=nothing).compute(**compute), Document.load())


def _file(numbered: tuple[int, Path]) -> list[Item]:
    return [((numbered[0], index), read) for index, read in enumerate(sources.read(numbered[1]))]


def _named(item: Item) -> tuple[Place, sources.Read, tuple[str, ...]]:
    return (*item, tasks_of(item[1]))


def _groups(joined: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return the group of each task that shares a response with others: a group is judged together."""
    parent: dict[str, str] = {}

    def root(task: str) -> str:
        while parent.setdefault(task, task) != task:
            parent[task] = parent[parent[task]]
            task = parent[task]
        return task

    for first, *others in joined:
        for task in others:
            parent[root(task)] = root(first)
    return {task: root(task) for task in list(parent)}


def _group(item: tuple[Place, sources.Read, tuple[str, ...]], groups: Mapping[str, str]) -> str:
    place, _, tasks = item
    return groups.get(tasks[0], tasks[0]) if tasks else str(place)
