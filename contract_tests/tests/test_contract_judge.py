"""The findings of the judge: places, lines, severities and effects."""

from __future__ import annotations

import copy
import gzip
import zlib
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from contract_tests.contract import RULES, Document, Exchange, Judge, NotOfThisApiError, Severity, judge
from contract_tests.contract.pointers import join
from contract_tests.contract.rules import markdown
from contract_tests.contract.strict import closed
from contract_tests.drift.effect import effects
from contract_tests.mutants.reply import NOW, reply
from scripts import drift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.contract import Violation
    from contract_tests.mutants.reply import Reply


def music() -> Reply:
    return reply("music_success")


def found(one: Reply) -> dict[str, Violation]:
    return {violation.where: violation for violation in judge(one.exchange("here"), clock=lambda: NOW)}


def test_finding_attributes() -> None:
    """A finding has its place, both values and the line."""
    one = music()
    one.task["progress"] = "50%"
    [finding] = judge(one.exchange("here"), clock=lambda: NOW)
    assert (finding.rule, finding.severity, finding.where) == ("shape.condition", Severity.BREAKING, "/data/progress")
    assert "50%" in finding.received
    assert "100%" in finding.expected
    assert finding.exchange == "here"
    document = Document.load()
    line = document.path.read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert "progress: {const: 100%}" in line
    assert document.get(finding.pointer) == "100%"


@pytest.mark.parametrize(
    "name", ["music_success", "lyrics_success", "batch_unknown_ids", "submit_music_accepted_2026_01"]
)
def test_a_success_has_a_request_id(name: str) -> None:
    """A response with a date that lacks it is a mild finding: only the id to quote is missing."""
    one = reply(name)
    one.headers.pop("x-oneapi-request-id", None)
    printed = {key: value for key, value in one.headers.items() if key != "date"}
    one.headers["date"] = "Tue, 24 Nov 2026 15:24:05 GMT"
    exchange = one.exchange("here")
    [finding] = judge(exchange, clock=lambda: NOW)
    assert (finding.rule, finding.severity, finding.assumed) == ("presence.header", Severity.DOC, True)
    assert [effect.kind for effect in effects(exchange, Document.load().matched(exchange), [finding]) if effect] == [
        "carries"
    ]
    one.headers = printed
    assert judge(one.exchange("printed by a manual"), clock=lambda: NOW) == []


def test_drift_in_every_clip() -> None:
    """It is one field."""
    one = music()
    for clip in one.clips:
        clip["title"] = None
    assert {finding.field for finding in found(one).values()} == {"/data/data/*/title"}


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"status": "SAMPLE_WORD"}, Severity.BREAKING),  # watched: the wait would not end
        ({"status": "complete"}, Severity.ADDITIVE),  # a wait ends with it
        ({"action": "SAMPLE"}, Severity.ADDITIVE),
        ({"sample_id": 7}, Severity.ADDITIVE),
        ({"progress": 100}, Severity.BREAKING),
    ],
)
def test_severity(change: dict[str, Any], severity: Severity) -> None:
    """The severity follows from the effect on a client."""
    one = music()
    one.task.update(change)
    [finding] = judge(one.exchange(), clock=lambda: NOW)
    assert finding.severity is severity


@pytest.mark.parametrize(("name", "where"), [("status", "/data/status"), ("action", "/data/action")])
def test_missing_condition_property(name: str, where: str) -> None:
    """A condition on a missing property is not a finding."""
    one = music()
    del one.task[name]
    assert [finding.where for finding in judge(one.exchange(), clock=lambda: NOW)] == [where]


def test_conditions_require_properties() -> None:
    """A condition requires the properties that it checks."""

    def conditions(part: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
            if key == "if":
                yield join((*at, key)), inner
            yield from conditions(inner, (*at, key))

    found = dict(conditions(Document.load().plain))
    assert found
    lax = [at for at, part in found.items() if set(part.get("properties", {})) - set(part.get("required", ()))]
    assert lax == []


PAGE = {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("change", "where", "severity", "message"),
    [
        (lambda one: one.headers.update(PAGE), "header content-type", Severity.DOC, "The Content-Type is text/html"),
        (lambda one: one.headers.pop("content-type"), "header content-type", Severity.DOC, "Content-Type is missing;"),
        (lambda one: [one.headers.update(PAGE), one.__setattr__("raw", b"<p>")],
         "header content-type", Severity.BREAKING, "is text/html"),
        (lambda one: setattr(one, "raw", one.text.encode("utf-16")), "body", Severity.DOC, "it is UTF-16"),
        (lambda one: setattr(one, "raw", b"\xff{"), "body", Severity.BREAKING, "is not one JSON document"),
        (lambda one: one.task.update(status="Success"), "/data/status", Severity.ADDITIVE, 'new value "Success"'),
        (lambda one: one.body.update(data=None), "", Severity.BREAKING, "declares no property message in it"),
        (lambda one: one.task.update(submit_time=1), "/data/submit_time", Severity.BREAKING, "no number between 0"),
    ],
)  # fmt: skip
def test_readable_is_not_breaking(change: Any, where: str, severity: Severity, message: str) -> None:
    """A wrong media type of JSON is not breaking, and each sentence has the received one."""
    one = music()
    change(one)
    assert found(one)[where].severity is severity
    assert message in found(one)[where].message


def test_empty_task_is_shown() -> None:
    """The finding on a scenario without its task has the received value."""
    one = music()
    one.scenario, one.body["data"] = "music_success", None
    [finding] = [one for one in judge(one.exchange()) if one.rule == "access.scenario"]
    assert finding.received == "null"


def test_type_reported_once() -> None:
    """A value of another type is one finding, and not also a change between two polls."""
    first, last = music(), music()
    first.task["submit_time"] = "yesterday"
    found = judge([first.exchange(), last.exchange()], clock=lambda: NOW)
    assert [one.rule for one in found] == ["shape.type"]
    for name in ("id", "clip_id"):
        other = music()
        other.clips[0][name] = 7
        rules = {one.rule for one in judge(other.exchange(), clock=lambda: NOW)}
        assert rules == {"shape.type"}


def test_grades_are_ordered() -> None:
    assert Severity.ADDITIVE < Severity.DOC < Severity.BREAKING


@pytest.mark.parametrize(
    ("change", "kind", "detail"),
    [
        (lambda one: one.task.pop("status"), "raises", "SchemaMismatchError"),
        (lambda one: one.task.update(sample_id=7), "carries", "keeps it in additional_properties"),
        (lambda one: one.clips[0].update(title=7), "loses", "to_dict() has the raw value"),
        (lambda one: [clip.pop("title") for clip in one.clips], "loses", "reads UNSET"),
        (lambda one: one.clips[0].update(clip_id=one.clips[1]["id"]), "misreads", "returns a value that may be wrong"),
        (lambda one: setattr(one, "status", 302), "raises", "UnexpectedStatusError"),
        (lambda one: setattr(one, "raw", b"<html>"), "raises", "InvalidJSONError"),
        (lambda one: one.headers.update({"content-type": "text/html"}), "carries", "still reads the body"),
        (lambda one: setattr(one, "complete", False), "raises", "APIConnectionError"),
        (
            lambda one: one.task.update(submit_time="now"),
            "loses",
            "raises FieldMismatchError when the property is read",
        ),
        (lambda one: one.task.pop("progress"), "loses", "raises FieldMismatchError"),
        (lambda one: one.clips.__setitem__(0, "x"), "loses", "leaves the item out of the list"),
    ],
)
def test_effects(change: Any, kind: str, detail: str) -> None:
    one = music()
    change(one)
    exchange = one.exchange()
    found_effects = effects(exchange, Document.load().matched(exchange), judge(exchange, clock=lambda: NOW))
    assert found_effects
    assert {effect.kind for effect in found_effects if effect} == {kind}
    assert all(detail in str(effect) for effect in found_effects)


@pytest.mark.parametrize(
    ("recording", "change", "detail"),
    [
        ("timing_task_not_exist", {"trace": "x"}, "keeps it in additional_properties"),
        ("error_401_missing_token", {"trace": "x"}, "keeps it in additional_properties"),
        ("error_400_task_not_exist", {"code": "sample_code"}, "raises UnexpectedStatusError, not NotFoundError"),
    ],
)
def test_effect_on_errors(recording: str, change: dict[str, Any], detail: str) -> None:
    one = reply(recording)
    one.body.update(change)
    exchange = one.exchange()
    [effect] = effects(exchange, Document.load().matched(exchange), judge(exchange, clock=lambda: NOW))
    assert str(effect) == detail


def test_closed_objects() -> None:
    """The strict view closes each object that is a whole value."""
    document = {
        "components": {
            "schemas": {
                "A": {"properties": {"x": {"properties": {"y": {}}}, "b": {"$ref": "#/components/schemas/B"}}},
                "B": {"properties": {"z": {}}, "allOf": [{"properties": {"w": {}}}]},
            }
        }
    }
    view = closed(document)["components"]["schemas"]
    assert view["A"]["properties"]["x"]["unevaluatedProperties"] is False
    assert view["A"]["properties"]["b"] == {"$ref": "#/components/schemas/B", "unevaluatedProperties": False}
    assert "unevaluatedProperties" not in view["B"]["allOf"][0]
    assert "unevaluatedProperties" not in str(document)


def test_unknown_path_or_method() -> None:
    exchange = music().exchange()
    for method, url in (("GET", "https://api.aiznt.com/suno/fetch/"), ("POST", exchange.url), ("GET", "/v1/models")):
        with pytest.raises(NotOfThisApiError):
            judge(attrs.evolve(exchange, method=method, url=url))


def test_a_page_is_no_response() -> None:
    rules = {violation.rule for violation in judge(reply("error_200_html_page").exchange())}
    assert "wire.content-type" in rules


def test_prefix_of_a_proxy() -> None:
    exchange = music().exchange()
    assert judge(attrs.evolve(exchange, url=exchange.url.replace("/suno", "/proxy/suno"))) == []


def test_memory_of_polls_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.contract.sequence.REMEMBERED", 3)
    one, song = Judge(), music()
    for index in range(10):
        song.task["task_id"] = str(index)
        one.judge(song.exchange())
    assert len(one._past.inside) == 3


def test_interleaved_polls() -> None:
    first, last = music().exchange(), music()
    last.task.update(submit_time=last.task["submit_time"] - 1)
    between = reply("lyrics_success").exchange()
    assert [one.rule for one in judge([first, between, last.exchange()])] == ["sequence.stays"]


def test_a_key_is_not_in_the_repr() -> None:
    keyed = (("authorization", "Bearer k"),)
    exchange = Exchange("GET", "/suno/fetch/x", 401, None, b"", request_headers=keyed)
    assert exchange.authorised() is True
    assert "Bearer k" not in repr(exchange)


@pytest.mark.parametrize("recording", [{}, {"request": {}, "response": {}}, {"request": 1, "response": 2}])
def test_not_a_recording(recording: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"x\.json: not an exchange"):
        Exchange.from_recording(copy.deepcopy(recording), name="x.json")


def test_line_numbers() -> None:
    document = Document.parse("a:\n  b: 1\n  c:\n    - {d: 2}\n    - e\n")
    assert [document.line(pointer) for pointer in ("/a", "/a/b", "/a/c/0/d", "/a/c/1", "/a/nothing")] == [1, 2, 4, 5, 1]


def test_rules_have_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert drift.main(["rules"]) == 0
    table = capsys.readouterr().out
    assert table == markdown()
    assert all(f"| `{rule}` |" in table for rule in RULES)


def test_table_of_rules() -> None:
    page = (Document.load().path.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    assert markdown() in page, "put the output of `python -m scripts.drift rules` into docs/rules.md"


@pytest.mark.parametrize(("coding", "coded"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_each_accepted_coding(coding: str, coded: Callable[[bytes], bytes]) -> None:
    """The body is judged after decoding; a wrong coding is a finding."""
    one = music()
    one.raw = coded(one.content)
    one.headers["content-encoding"] = coding
    assert found(one) == {}
    one.headers["content-encoding"] = "gzip" if coding == "deflate" else "deflate"
    assert [violation.rule for violation in found(one).values()] == ["wire.content-encoding"]
