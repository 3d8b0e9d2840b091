"""Judges every exchange with real builds of the open relay, and lists their differences from the provider.

The relay is of the same family as the provider, so its differences are listed here and not adopted into openapi.yaml.
`python -m contract_tests.tests.test_relays` prints the table of findings.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from functools import cache

import attrs
import pytest

from contract_tests.contract import Document, Exchange, Judge, Violation
from contract_tests.contract.document import OPENAPI
from contract_tests.contract.operations import NotOfThisApiError
from contract_tests.recordings import Recording, archived

BUILDS = ("2026-01", "2026-08")
CLIP = r"/data/(?:\*/)?data/\*/"


@attrs.frozen
class Difference:
    """A difference between a build and the document.

    Attributes:
        rules: The rules that report it, as a pattern.
        where: The places of the findings, as a pattern.
        reason: The reason.
        names: The exchanges that show it, as a pattern.
        builds: The builds that do it.
        own: Whether a row of our own causes it, and not the relay.
    """

    rules: str
    where: str
    reason: str
    names: str = ".*"
    builds: tuple[str, ...] = BUILDS
    own: bool = False

    def explains(self, build: str, name: str, violation: Violation) -> bool:
        """Return whether it explains a violation."""
        return (
            build in self.builds
            and re.fullmatch(self.rules, violation.rule) is not None
            and re.fullmatch(self.where, violation.field) is not None
            and re.fullmatch(self.names, name) is not None
        )


DIFFERENCES = (
    Difference(
        "request.body",
        "request .*",
        "a request of ours that the document does not allow; the relay takes it",
        names="batch_(?:absent|null|number_.*|no_content_type)|submit_(?:form|music_empty_object)",
        own=True,
    ),
    Difference(
        "shape.required",
        "/data",
        "the upstream of ours sends no id, and the build hands its response on",
        names="submit_upstream_nodata",
        builds=("2026-01",),
        own=True,
    ),
    Difference(
        "presence.property",
        r"/data/(?:\*/)?notify_hook",
        "the open relay never sends the callback's URL; the provider does",
    ),
    Difference(
        "shape.undocumented",
        r"/data/(?:\*/)?(?:id|created_at|updated_at|platform|user_id|group|channel_id|quota|properties|result_url)",
        "since 2026-02 the relay returns the task as it is stored, with further keys",
        builds=("2026-08",),
    ),
    Difference(
        "shape.undocumented|presence.property",
        f"{CLIP}.*",
        "clips as the Suno-API service makes them: other counters, and only some of the provider's keys",
        names="chain_.*|life_song_sunoapi_.*|task_x_sunoapi_clips|batch_all",
    ),
    Difference(
        "shape.undocumented",
        f"{CLIP}.*",
        "a stored row of ours with a sibling's clip",
        names="task_sibling_extra_keys|batch_all",
        own=True,
    ),
    Difference(
        "access.key", "status", "the relay takes a key from a header of another product, too", names="key_mj_header"
    ),
    Difference(
        "wire.content-type|presence.header",
        "header .*",
        "no response of the operation: Go's server, and the router with its decoded path, serve no such path",
        names="id_bad_percent|path_encoded_slash|task_x_id_slash",
    ),
    Difference(
        "request.undocumented",
        "request query .*",
        "a request of ours with parameters that nobody declares; the relay ignores them",
        names="query_ignored",
        own=True,
    ),
    Difference(
        "sequence.*",
        "/data/data",
        "our upstream dropped a clip at the end",
        names="life_song_(?:failing|sunoapi)_.*",
        own=True,
    ),
    Difference(
        "shape.*",
        "/data/.*",
        "a row that was stored odd on purpose; the relay passes it on",
        names=r"task_x_(?:data_empty_text|success_no_data|in_progress_reason|video|status_.*|progress_empty)|batch_all",
        own=True,
    ),
)


@attrs.frozen
class Fix:
    """A false alarm of an earlier version of the document, which these exchanges showed.

    Attributes:
        reason: What is allowed now.
        edit: The text of the document, and the earlier text.
        names: The beginning of the names of the exchanges that show it.
        rule: The rule that reported it.
        builds: The builds that show it.
    """

    reason: str
    edit: tuple[str, str]
    names: str
    rule: str
    builds: tuple[str, ...] = BUILDS

    def reported(self, build: str) -> set[str]:
        """Return the exchanges of a build that only the earlier document reports by the rule."""
        text = OPENAPI.read_text(encoding="utf-8")
        assert text.count(self.edit[0]) == 1
        before = judged(build, Document.parse(text.replace(*self.edit)), self.names)
        return {
            name
            for name, found in before.items()
            for one in found or ()
            if one.rule == self.rule and one.field not in {now.field for now in judged(build)[name] or ()}
        }


FIXES = (
    Fix(
        "the upstream's submit_time replaces the relay's once",
        ("leaving: {/status: [NOT_START]}", "leaving: {/status: [UNKNOWN]}"),
        "chain_lyrics_",
        "sequence.stays",
        ("2026-01",),
    ),
    Fix(
        "lyrics without an id", ("required: [text, title, status]", "required: [id, text, title, status]"),
        "task_x_video", "shape.required",
    ),
    Fix(
        "a reason of a task that failed by another word",
        ("{enum: [NOT_START, SUBMITTED, QUEUED, IN_PROGRESS, UNKNOWN, SUCCESS]}", "{not: {const: FAILURE}}"),
        "task_x_status_fail_word", "shape.condition",
    ),
    Fix(
        "an empty text for the result of a running task",
        ("            - type: string\n              const: ''\n", ""), "task_x_data_json_string", "shape.type",
    ),
)  # fmt: skip


@cache
def judged(build: str, document: Document | None = None, names: str = "") -> dict[str, list[Violation] | None]:
    """Return the violations of each exchange of a build, None without an operation; a life is judged as a sequence."""
    found: dict[str, list[Violation] | None] = {}
    judge = Judge(document or Document.load())
    prefix = f"new-api-{build}/"
    for life, recordings in itertools.groupby(archived(prefix + names), key=life_of):
        judge.forget()
        for recording in recordings:
            name = recording.name.removeprefix(prefix)
            if recording.request.path.startswith("/v1"):  # a wrong base URL, no path of this document's server
                found[name] = None
                continue
            try:
                found[name] = judge.judge(Exchange.from_recording(dict(recording.plain), name=name))
            except NotOfThisApiError:
                found[name] = None
            if not life:
                judge.forget()
    return found


def life_of(recording: Recording) -> str:
    """Return the life that an exchange belongs to; "" if it is single."""
    match = re.fullmatch(r".*/((?:life|chain)_\w+?)_\d\d(?:_submit)?", recording.name)
    return match[1] if match else ""


@pytest.mark.parametrize("build", BUILDS)
def test_difference_reasons(build: str) -> None:
    unexplained = [
        f"{name}: {violation.sentence}"
        for name, violations in judged(build).items()
        for violation in violations or ()
        if not any(difference.explains(build, name, violation) for difference in DIFFERENCES)
    ]
    assert unexplained == []


def adopted(difference: Difference) -> bool:
    """Return whether the document by now declares the key of a difference."""
    declared = Document.load().get("/components/schemas/Task/properties")
    new = difference.rules == "shape.undocumented"
    return new and any(re.fullmatch(difference.where, f"/data/{name}") for name in declared)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: one.reason)
def test_every_reason_is_needed(difference: Difference) -> None:
    """A reason whose key the document declares by now is an exception, so that an adoption passes the tests."""
    for build in difference.builds:
        assert adopted(difference) or any(
            difference.explains(build, name, violation)
            for name, violations in judged(build).items()
            for violation in violations or ()
        )


@pytest.mark.parametrize("fix", FIXES, ids=lambda one: one.reason)
def test_every_fix_is_needed(fix: Fix) -> None:
    assert all(fix.reported(build) for build in fix.builds)


@pytest.mark.parametrize("build", BUILDS)
def test_lives_between_polls(build: str) -> None:
    """The relay replaces the time of submission at its first poll, which is an exception of the rule."""
    broken = {
        violation.field
        for violations in judged(build).values()
        for violation in violations or ()
        if violation.rule.startswith("sequence.")
    }
    assert broken <= {"/data/data"}
    assert sum(name.startswith(("life_", "chain_")) for name in judged(build)) > 50


HISTORY: tuple[tuple[str, str, str, set[str] | None, set[str] | None], ...] = (
    ("2026-02-12", "key_missing", "the default language of messages changes, and no rule looks at texts", set(), set()),
    ("2026-02-22", "life_lyrics_00_submit", "a task's id has a prefix", None, None),
    (
        "2026-02-22",
        "task_music_success",
        "the task grows to 18 keys",
        {"presence.property"},
        {"presence.property", "shape.undocumented"},
    ),
    ("2026-04-12", "key_expired", "errors of a key share one text", set(), set()),
    ("2026-04-12", "database_error_tokens", "a database error is no bad key any more", set(), set()),
)
"""The drifts between the two builds: date, exchange, change, and the rules that each side breaks today."""


@pytest.mark.parametrize(
    ("date", "name", "what", "before", "after"), HISTORY, ids=[f"{one[0]} {one[1]}" for one in HISTORY]
)
def test_a_dated_drift_is_replayed(
    date: str, name: str, what: str, before: set[str] | None, after: set[str] | None
) -> None:
    """Both sides are recorded bytes; they differ, and each breaks its listed rules."""
    assert BUILDS[0] < date < BUILDS[1], what
    sides = [next(archived(f"new-api-{build}/{name}")).response for build in BUILDS]
    assert (sides[0].status, sides[0].content) != (sides[1].status, sides[1].content)
    for build, rules in zip(BUILDS, (before, after), strict=True):
        violations = judged(build)[name]
        if violations is not None:
            found = {violation.rule for violation in violations}
            expected = rules or set()
            assert found == expected - ({"shape.undocumented"} if any(map(adopted, DIFFERENCES)) else set())


def test_the_archive_is_whole() -> None:
    names = [recording.name for recording in archived()]
    assert len(names) == len(set(names)) == 617
    assert Counter(name.partition("/")[0] for name in names) == {
        "new-api-2026-01": 269, "new-api-2026-08": 269, "exchanges": 19, "group": 60,
    }  # fmt: skip


def test_foreign_exchanges() -> None:
    """Every exchange of a declared operation is judged."""
    document = Document.load()
    paths = [re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) for path in document.plain["paths"]]
    for build in BUILDS:
        for recording in archived(f"new-api-{build}/"):
            name = recording.name.partition("/")[2]
            if judged(build)[name] is None and recording.request.method in {"GET", "POST"}:
                declared = {
                    method.upper()
                    for path, (_, item) in zip(paths, document.plain["paths"].items(), strict=True)
                    if re.fullmatch(path, recording.request.path.partition("?")[0])
                    for method in item
                }
                assert recording.request.method not in declared, name


def table() -> str:
    """Return the findings on all exchanges, by reason and build."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for build in BUILDS:
        for name, violations in judged(build).items():
            reasons = {
                ("our own odd row: " if difference.own else "true difference: ") + difference.reason
                for violation in violations or ()
                for difference in DIFFERENCES
                if difference.explains(build, name, violation)
            }
            for reason in reasons or {"no operation of the document" if violations is None else "conforms"}:
                counts[reason][build] += 1
    for fix in FIXES:
        for build in fix.builds:
            counts["fixed false alarm: " + fix.reason][build] = len(fix.reported(build))
    lines = [f"{'':4}{BUILDS[0]:>8}{BUILDS[1]:>9}"]
    lines += [f"{'':4}{count[BUILDS[0]]:8}{count[BUILDS[1]]:9}  {reason}" for reason, count in sorted(counts.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201 - it is a command, too
