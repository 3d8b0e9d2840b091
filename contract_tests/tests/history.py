"""The past drifts of this endpoint (docs/evidence.md#drift-history), as pairs of before and after.

If the document declares the change by now, both sides conform; otherwise a monitor would have reported one of them.
"""

from __future__ import annotations

from attrs import frozen

from contract_tests.mutants.changes import in_task, requested, with_raw
from contract_tests.mutants.reply import Change, Reply, nothing, reply


@frozen
class Dated:
    """A drift that happened.

    Attributes:
        date: When.
        what: What.
        recording: The reply that it is shown on.
        before: Makes the old reply.
        after: Makes the new reply.
        found_before: The rules that the old reply breaks today.
        found_after: The rules that the new one breaks today.
    """

    date: str
    what: str
    recording: str
    before: Change
    after: Change
    found_before: frozenset[str] = frozenset()
    found_after: frozenset[str] = frozenset()

    def replies(self) -> tuple[Reply, Reply]:
        """Return the replies before and after the change."""
        old, new = reply(self.recording), reply(self.recording)
        self.before(old)
        self.after(new)
        return old, new


def error(**values: str) -> Change:
    """Set values of a relay error."""
    return lambda one: one.body["error"].update(values)


def database_401(one: Reply) -> None:
    """Return a database error as a bad key."""
    one.status = 401


def eighteen_keys(one: Reply) -> None:
    """Send the task as it is stored since 2026-02-22."""
    one.task.update(
        id=7, created_at=1773385820, updated_at=1773472220, platform="suno", user_id=1, group="default", channel_id=3,
        quota=5000, properties={"input": ""}, result_url=one.task["fail_reason"],
    )  # fmt: skip


UNDOCUMENTED = frozenset({"shape.undocumented"})

DATED = (
    Dated("2025-06-20", "action from empty to MUSIC", "music_old_row", nothing, in_task(action="MUSIC")),
    Dated("2025-06-20", "action from empty to LYRICS", "lyrics_success", in_task(action=""), nothing),
    Dated("2025-09-09", "error.code added", "error_401_missing_token", nothing, error(code="")),
    Dated(
        "2025-09-13",
        "an unreadable result: from an empty body to null",
        "unreadable_result",
        with_raw(b""),
        nothing,
        found_before=frozenset({"wire.empty-body"}),
    ),
    Dated("2026-01-19", "code access_denied", "error_403_access_denied", error(code=""), nothing),
    Dated(
        "2026-02-04",
        "new 503 shape",
        "error_503_overloaded",
        lambda one: setattr(one, "body", {"error": "busy"}),
        nothing,
        found_before=frozenset({"shape.type"}),
    ),
    Dated(
        "2026-02-12",
        "messages from Chinese to English",
        "error_401_invalid_token",
        nothing,
        error(message="Invalid token"),
    ),
    Dated(
        "2026-02-22",
        "the task grows to 18 keys",
        "music_failure_timeout",
        nothing,
        eighteen_keys,
        found_after=UNDOCUMENTED,
    ),
    Dated("2026-02-22", "task_id from UUID to task_ and 32", "music_success", nothing, requested("task_" + "a1B2" * 8)),
    Dated(
        "2026-04-12",
        "token errors share one text",
        "error_401_token_exhausted",
        nothing,
        error(message="Invalid token"),
    ),
    Dated(
        "2026-04-12",
        "database errors in authentication from 401 to 500",
        "error_500_authentication_database",
        database_401,
        nothing,
    ),
)
