"""Any response or file results in a finding or a message, in bounded time and memory."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import pytest

from contract_tests.contract import Document, Exchange, Severity, judge
from contract_tests.drift.effect import effects
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.summary import Summary
from contract_tests.mutants.reply import reply


def music(**values: Any) -> dict[str, Any]:
    body: dict[str, Any] = reply("music_success").body
    body["data"].update(values)
    return body


def exchange(body: str | bytes | dict[str, Any], status: int = 200) -> Exchange:
    text = json.dumps(body) if isinstance(body, dict) else body
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    url = "/suno/fetch/c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"
    return Exchange("GET", url, status, (("content-type", "application/json"),), content, as_sent=False)


DEEP = {
    "arrays": "[" * 100_000 + "]" * 100_000,
    "not closed": '{"a":' * 100_000,
    "just too deep": "[" * 201 + "]" * 201,
    "brackets in a string before it": json.dumps("[" * 300)[:-1] + '", ' + "[" * 300,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply(text: str) -> None:
    found = judge(exchange(text))
    assert [one.rule for one in found] in (["wire.depth"], ["wire.json"])
    assert "levels" in found[0].sentence


def test_a_new_field_may_be_deep() -> None:
    deep: Any = 1
    for _ in range(190):
        deep = [deep]
    [found] = judge(exchange(music(sample=deep)))
    assert (found.rule, found.where) == ("shape.undocumented", "/data/sample")


def test_brackets_in_strings() -> None:
    clips = music()["data"]["data"]
    clips[0]["prompt"] = clips[0]["metadata"]["prompt"] = "[Verse] {" * 1000
    assert judge(exchange(music(data=clips))) == []


@pytest.mark.parametrize("text", ["\\ud83c", "\\udf00\\ud83c", '", "\\ud800": "'])
def test_half_a_character(text: str) -> None:
    [found] = judge(exchange('{"code": "success", "message": "' + text + '", "data": null}'))
    assert (found.rule, found.severity) == ("wire.utf-8", Severity.BREAKING)


def test_surrogate_pair() -> None:
    one = music()
    one["message"] = "\N{GUITAR}"
    assert judge(exchange(json.dumps(one))) == []


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_that_is_none(number: str) -> None:
    text = json.dumps(music()).replace("1754537918", number, 1)
    assert [(one.rule, one.received) for one in judge(exchange(text))] == [("wire.number", number)]


def test_a_number_of_many_digits() -> None:
    assert {one.rule for one in judge(exchange(json.dumps(music()).replace("1754537918", "9" * 5000, 1)))} == {
        "wire.json"
    }


def test_many_new_fields_are_bounded() -> None:
    many = music(**{f"sample_{index}": index for index in range(20_000)})
    one = exchange(many)
    tracemalloc.start()
    begin = time.process_time()
    found = judge(one)
    seconds, (_, peak) = time.process_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 101
    assert "19900 more like these" in found[-1].sentence
    assert seconds < 5
    assert peak < 50_000_000


def test_many_wrong_items_are_bounded() -> None:
    one = exchange(music(data=[{"id": index} for index in range(4_000)]))
    assert len(judge(one)) <= 1000


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://[/suno/fetch/x", "//", "?", "\x00", "http://a b/suno/fetch/x%zz", "http://x:99999999/a"],
)
def test_odd_urls(url: str) -> None:
    summary = Summary()
    summary.add(Exchange("GET", url, 200, None, b"{}", name="odd"))
    assert summary.foreign + summary.judged == 1


@pytest.mark.parametrize("status", ["1e999", 1e999, float("nan"), None, [], {}, "soon", "2_00x"])
def test_unreadable_status(status: Any) -> None:
    recording = {"request": {"path": "/suno/fetch/x"}, "response": {"status": status, "body": {}}}
    with pytest.raises(ValueError, match=r"x\.json: not an exchange"):
        Exchange.from_recording(recording, name="x.json")


@pytest.mark.parametrize(
    ("part", "value"),
    [("at", "yesterday"), ("at", 1e999), ("scenario", ["x"]), ("violations", 7), ("operation", 7)],
)
def test_unreadable_part(part: str, value: Any) -> None:
    recording: dict[str, Any] = {"request": {"path": "/suno/fetch/x"}, "response": {"status": 200, "body": {}}}
    (recording["request"] if part == "operation" else recording)[part] = value
    with pytest.raises(ValueError, match="not an exchange"):
        Exchange.from_recording(recording)


@pytest.mark.parametrize("status", [0, -1, 42, 99, 1000, 10**30])
def test_an_odd_status_is_judged(status: int) -> None:
    one = exchange("{}", status)
    assert "wire.status" in {found.rule for found in judge(one)}
    summary = Summary()
    summary.add(one)
    assert summary.judged == 1


EVIL = "\x1b[31m\n::error::x\r\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 100_000


def test_a_sentence_fits_a_line() -> None:
    one = music(**{EVIL: EVIL, "status": EVIL})
    for found in judge(exchange(one)):
        assert found.sentence.isprintable()
        assert len(found.sentence) < 1500


def test_every_report_has_them() -> None:
    summary = Summary()
    for text in DEEP.values():
        summary.add(exchange(text))
    summary.add(exchange(music(**{f"sample_{index}": index for index in range(2_000)})))
    for render in FORMATS.values():
        assert "wire.depth" in render(summary)


def test_effect_of_odd_bytes() -> None:
    for text in DEEP.values():
        one = exchange(text)
        [effect] = effects(one, Document.load().matched(one), judge(one))
        assert effect is None or effect.kind in {"raises", "loses", "carries"}
