"""A scrubbed exchange has the findings of the original, and no personal data."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.contract import Document, Exchange, NotServedError, judge
from contract_tests.drift.scrubber import Scrubber, known
from contract_tests.mutants import catalogue
from contract_tests.mutants.reply import NOW, Mutant, Reply, reply

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "sk-Qv7Lw2Xb9Tz4Rk8Nm3Jc6Hd1Gf5Ys0Pa"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
WORD = st.from_regex(r"[A-Z][a-z]{6,10}", fullmatch=True).filter(
    lambda word: (
        len(set(word.lower())) > 4
        and not any(word.lower() in one.lower() or one.lower() in word.lower() for one in known(Document.load()).words)
        and word.lower() not in " ".join(known(Document.load()).texts).lower()
    )
)


def url(secret: str) -> str:
    return (
        f"https://{secret}:{secret}@cdn1.suno.ai/{secret}/a.jpg?Expires=1700000000&Signature={secret}~{secret}"
        f"&X-Amz-Credential={quote(secret + '/2026')}#{secret}"
    )


PLANTS: dict[str, Callable[[Reply, str], object]] = {
    "message": lambda one, word: one.body.update(message=f"{word} said no"),
    "reason": lambda one, word: one.task.update(fail_reason=f"blocked: {word}"),
    "reason of one word": lambda one, word: one.task.update(fail_reason=word),
    "title": lambda one, word: one.clips[0].update(title=word),
    "lyrics": lambda one, word: one.clips[0].update(prompt=f"[Verse]\nOh {word}\n\n[{word}]\nAh"),
    "style in the metadata": lambda one, word: one.clips[0]["metadata"].update(tags=word.lower()),
    "handle": lambda one, word: one.clips[0].update(handle=word.lower(), display_name=word),
    "picture": lambda one, word: one.clips[0].update(avatar_image_url=url(word)),
    "callback": lambda one, word: one.task.update(notify_hook=f"https://{word.lower()}.example.dev/hook/{word}"),
    "signed song": lambda one, word: one.clips[0].update(video_url=url(word)),
    "undeclared": lambda one, word: one.task.update(owner=word, mail=f"{word}@example.org", note=f"by {word}"),
    "undeclared, in lower case": lambda one, word: one.task.update(owner=word.lower()),
    "a key": lambda one, word: one.task.update(votes={word: 1, f"{word}@example.org": {f"{word} and co": None}}),
    "the handle as a key": lambda one, word: (
        one.clips[0].update(handle=word.lower()), one.task.update(votes={word.lower(): 1})
    ),
    "in place of an object": lambda one, word: one.body.update(data=f"{word} {word}"),
    "in a page": lambda one, word: setattr(one, "raw", f"<p title='{word}'>Bad Gateway, {word}</p>".encode()),
    "in broken JSON": lambda one, word: setattr(one, "raw", f'{{"code":"success","message":"{word}'.encode()),
    "in Latin-1": lambda one, word: setattr(one, "raw", f'{{"code":"success","message":"{word} é"}}'.encode("latin-1")),
    "half an emoji": lambda one, word: one.clips[0].update(title=f"{word} \ud83d"),
    "a header": lambda one, word: one.headers.update({"x-user": word, "set-cookie": word, "retry-after": word}),
}  # fmt: skip
KEYS: dict[str, Callable[[str], Any]] = {
    "as it is": str,
    "another case": str.swapcase,
    "percent-encoded": lambda key: "".join(f"%{ord(char):02x}" for char in key),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64 of more": lambda key: base64.urlsafe_b64encode(f"k:{key}".encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
    "split by spaces": lambda key: " ".join(re.findall(".{5}", key)),
    "split over items": lambda key: re.findall(".{12}", key),
    "as a name": lambda key: {key: key[3:]},
}


NAMED = r"(/votes)/.*|/(?:Erika Muster|sample_key_1)$"
"""Places whose last part is personal."""


def findings(exchange: Exchange) -> list[tuple[str, str]]:
    try:
        found = judge(exchange, clock=lambda: NOW)
    except NotServedError as error:
        return [(error.operation, error.reason)]
    return sorted({(one.rule, re.sub(NAMED, r"\1", one.where)) for one in found})


def text_of(exchange: Exchange) -> str:
    whole = (
        exchange.url + str(exchange.headers) + str(exchange.request_headers) + exchange.body.decode("utf-8", "replace")
    )
    return unquote(whole).lower()


def scrubbed(exchange: Exchange) -> Exchange:
    """Scrub an exchange, and check that its findings and a second scrub are the same."""
    once = Scrubber().scrub(exchange)
    assert findings(once) == findings(exchange)
    assert Scrubber().scrub(once) == once
    return once


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["music_success", "music_in_progress_streaming", "music_failure_moderation"]),
    plants=st.lists(st.sampled_from(sorted(PLANTS)), min_size=1, max_size=4, unique=True),
    word=WORD,
    more=JSON,
)
def test_scrub_keeps_findings(name: str, plants: list[str], word: str, more: Any) -> None:
    one = reply(name)
    one.clips[0]["votes"] = more
    for plant in sorted(plants, key=lambda plant: (plant.startswith("in "), plant)):
        PLANTS[plant](one, word)
    one.recording["request"]["headers"] = {"authorization": f"Bearer {KEY}"}
    assert word.lower() not in text_of(scrubbed(one.exchange()))


@pytest.mark.parametrize("plant", PLANTS)
def test_scrub_of_each_plant(plant: str) -> None:
    one = reply("music_success")
    PLANTS[plant](one, "Zaphodina")
    assert "zaphodina" not in text_of(scrubbed(one.exchange()))


@pytest.mark.parametrize("form", KEYS)
@pytest.mark.parametrize("place", ["fail_reason", "notify_hook", "new_field"])
def test_scrub_of_the_key(form: str, place: str) -> None:
    one = reply("music_success")
    one.recording["request"]["headers"] = {"Authorization": f"Bearer {KEY}"}
    one.task[place] = KEYS[form](KEY)
    one.headers["x-oneapi-request-id"] = str(KEYS[form](KEY))
    flat = re.sub("[^a-z0-9]", "", text_of(scrubbed(one.exchange())))
    parts = [KEY[start : start + 8].lower() for start in range(3, len(KEY) - 8)]
    assert not any(part in flat for part in parts)
    assert base64.b64encode(KEY.encode()).decode().lower()[:16] not in flat


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key", "Cookie"])
def test_scrub_of_a_foreign_key(header: str) -> None:
    """A key that is only in the request, and looks like a name in the API, is replaced everywhere."""
    one = reply("music_success")
    one.recording["request"]["headers"] = {header: "Bearer quiet_harbour"}
    one.task["quiet_harbour"] = 1
    one.task["more"] = {"the_quiet_harbour_key": True}
    assert "quiet" not in json.dumps(Scrubber().scrub(one.exchange()).body.decode())


@pytest.mark.parametrize("host", ["quiet-harbour-song.suno.ai", "a1b2c3d4e5f6a7b8c9.suno.ai"])
def test_key_in_declared_host(host: str) -> None:
    one = reply("music_success")
    one.recording["request"]["headers"] = {"Authorization": "Bearer sk-quiet-harbour-song"}
    one.clips[0]["audio_url"] = f"https://{host}/a.mp3"
    assert host.partition(".")[0] not in text_of(scrubbed(one.exchange()))


def test_scrub_of_what_was_submitted() -> None:
    """Declared numbers and enum values are kept, and free text is replaced."""
    sent = {"prompt": "Oh Zaphodina", "title": "Zaphodina", "tags": "zaphodina-pop", "continue_at": 61.125,
            "mv": "chirp-v4", "task": "extend"}  # fmt: skip
    exchange = evolve(
        reply("music_success").exchange(), method="POST", url="https://x.test/suno/submit/music",
        request_headers=(("content-type", "application/json"),), request_body=json.dumps(sent).encode(),
        body=b'{"code":"success","message":"","data":"736a6f88-bd29-4b1e-b110-37132a5325ac"}',
    )  # fmt: skip
    kept = json.loads(scrubbed(exchange).request_body or b"")
    assert "zaphodina" not in str(kept).lower()
    assert list(kept) == list(sent)
    assert [kept[name] for name in ("continue_at", "mv", "task")] == [61.125, "chirp-v4", "extend"]


PARTS = 6
"""The number of tests that the mutants are divided into."""
OF_A_GROUP = 40


@pytest.mark.parametrize("part", range(PARTS))
def test_scrub_keeps_each_drift(part: int) -> None:
    """Each test has some mutants of every group."""
    groups: dict[str, list[Mutant]] = {}
    for mutant in (*catalogue.drifts(), *catalogue.clean()):
        groups.setdefault(mutant.group, []).append(mutant)
    chosen = [one for group in groups.values() for one in group[:: 1 + len(group) // OF_A_GROUP]]
    for mutant in chosen[part::PARTS]:
        exchange = mutant.exchanges[-1]
        once = Scrubber().scrub(exchange)
        assert findings(once) == findings(exchange), mutant.key
        assert Scrubber().scrub(once) == once, mutant.key


def test_scrub_keeps_structure() -> None:
    one = reply("music_success")
    one.task.update(
        sample_platform="suno", sample_model={"input": "", "model_name": "suno"}, sample_id=1, sample_at=1754537918
    )
    body = json.loads(scrubbed(one.exchange()).body)
    task, before = body["data"], one.task
    assert list(task) == list(before)
    assert [list(clip) for clip in task["data"]] == [list(clip) for clip in before["data"]]
    same = ("sample_platform", "sample_model", "sample_id", "sample_at", "action", "status", "progress", "submit_time")
    assert {name: task[name] for name in same} == {name: before[name] for name in same}
    for new, old in zip(task["data"], before["data"], strict=True):
        assert new["audio_url"] == old["audio_url"].replace(old["id"], new["id"])
        assert (new["model_name"], new["created_at"], new["metadata"]["type"]) == (
            old["model_name"], old["created_at"], old["metadata"]["type"],
        )  # fmt: skip


def test_scrub_keeps_echoes() -> None:
    one = reply("music_success")
    one.task["parent"], one.headers["x-oneapi-request-id"] = one.task["task_id"], "202611241505476345225738268d9d6z"
    one.body["message"] = f"(request id: {one.headers['x-oneapi-request-id']})"
    once = scrubbed(one.exchange())
    task = json.loads(once.body)["data"]
    assert task["task_id"] == task["parent"] == once.url.rpartition("/")[2] != one.task["task_id"]


@pytest.mark.parametrize("task_id", ["1186235290483204097", "5f0e9a7c3b2d4186a1c4d8e6f7b90325", "task_" + "aB3" * 10])
def test_scrub_keeps_the_form_of_ids(task_id: str) -> None:
    one = evolve(reply("error_400_task_not_exist").exchange(), url=f"https://x.test/suno/fetch/{task_id}")
    new = Scrubber().scrub(one).url.rpartition("/")[2]
    assert new != task_id
    assert [char.isdecimal() for char in new] == [char.isdecimal() for char in task_id]


def test_scrub_of_packed_bytes() -> None:
    one = reply("music_success")
    one.clips[0]["title"] = "Zaphodina"
    packed = gzip.compress(one.content)
    sent = evolve(
        one.exchange(), body=packed, headers=(("content-type", "application/json"), ("content-encoding", "gzip"))
    )
    assert b"Zaphodina" not in scrubbed(sent).body
    cut = scrubbed(evolve(sent, body=packed[: len(packed) // 2]))
    assert "wire.content-encoding" in {rule for rule, _ in findings(cut)}


def test_scrub_of_deep_json() -> None:
    one = reply("music_success")
    one.raw = b'{"code":"success","message":"Zaphodina","data":' + b"[" * 5000 + b"]" * 5000 + b"}"
    once = Scrubber().scrub(one.exchange())
    assert b"Zaphodina" not in once.body
    assert once.body.count(b"[") == 5000


def test_scrub_numbers_twice() -> None:
    one = reply("music_success")
    one.task["numbers"] = {f"n{number}": 500_000 + 7 * number for number in range(3000)}
    scrubbed(one.exchange())


@pytest.mark.parametrize(
    ("change", "secret"),
    [
        (lambda one: one.body.update(message=73519824), "73519824"),
        (lambda one: one.clips.append(52.520008), "52.520008"),
        (lambda one: one.body.update(message="1987-04-23"), "1987-04-23"),
        (lambda one: one.body.update(message="01701234598"), "01701234598"),
        (lambda one: one.body.update(message="quentin-1987"), "quentin"),
        (lambda one: one.task.update(action="203.0.113.77"), "203.0.113.77"),
        (lambda one: one.task.update(votes={"quentin-1987": 1}), "quentin"),
        (lambda one: one.task.update(home="https://quentin.example.dev/x"), "quentin"),
        (lambda one: one.task.update(home="https://suno.ai/x?quentin%20smith=1"), "quentin"),
        (lambda one: one.clips[0].update(title="https://quentin.example.dev/x"), "quentin"),
        (lambda one: one.headers.update({"content-type": "0f3a9c0f3a9c0f3a9c"}), "0f3a9c0f3a"),
    ],
)
def test_in_place_of_something(change: Callable[[Reply], object], secret: str) -> None:
    """A number, date, address or name is replaced, even if another type is declared."""
    one = reply("music_success")
    change(one)
    assert secret in text_of(one.exchange())
    assert secret not in text_of(scrubbed(one.exchange()))


def test_renamed_key_keeps_value() -> None:
    """A replaced key causes no further finding, and its value is scrubbed as usual."""
    one = reply("music_success")
    one.task["Erika Muster"] = "x"
    assert json.loads(scrubbed(one.exchange()).body)["data"]["sample_key_1"] == "sample-value-1"


def test_no_secret_is_in_a_repr() -> None:
    scrubber = Scrubber(secrets={KEY})
    scrubber.scrub(reply("music_success").exchange())
    assert KEY not in repr(scrubber)
    assert KEY[3:] not in repr(scrubber)
