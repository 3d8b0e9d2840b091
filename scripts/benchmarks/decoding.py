"""Decode, encode and growth: bytes to typed objects and back."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING, Any

import msgspec
from suno_client import _reader
from suno_client.models import TaskEnvelope

from scripts.benchmarks import payload
from scripts.benchmarks.measuring import in_unit, take_turns
from scripts.benchmarks.results import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.benchmarks.peers import Peers

BASE = "json.loads"
OURS = "suno_client"
OURS_FAST = "suno_client[fast]"
FAST = _reader._parse_fast  # noqa: SLF001 - switches the parser that an installation would have
CLIPS = (1, 10, 100, 1000)


def _use(parser: Any) -> None:
    _reader._parse_fast = parser  # noqa: SLF001 - as above


def read(body: bytes) -> TaskEnvelope:
    """Read the body of a response as the client does: parse it, check it, and keep unknown values."""
    return _reader.read_body(TaskEnvelope._read, _reader.parse_json(body), "fetch_task")  # noqa: SLF001 - what a request calls


def decode(peers: Peers, rounds: int) -> Table:
    body = payload.wire()
    parse_json, read_body, reader = _reader.parse_json, _reader.read_body, TaskEnvelope._read  # noqa: SLF001 - as above
    candidates: dict[str, Callable[[], object]] = {
        BASE: lambda: json.loads(body),
        OURS: lambda: read_body(reader, parse_json(body), "fetch_task"),
        OURS_FAST: lambda: read_body(reader, parse_json(body), "fetch_task"),
    }
    notes = {OURS_FAST: "with msgspec as the parser of JSON"}
    if models := peers.module("msgspec_models"):
        decoder = msgspec.json.Decoder(models.TaskEnvelope)
        candidates["msgspec structs"] = lambda: decoder.decode(body)
        notes["msgspec structs"] = "drops unknown fields, refuses unknown enum values and wrong types"
    if models := peers.module("pydantic_models"):
        candidates["pydantic v2"] = lambda: models.TaskEnvelope.model_validate_json(body)
        notes["pydantic v2"] = "drops unknown fields, refuses unknown enum values and wrong types"
    if keeping := peers.module("pydantic_keeping_models"):
        candidates["pydantic v2, extra allowed"] = lambda: keeping.TaskEnvelope.model_validate_json(body)
        notes["pydantic v2, extra allowed"] = "keeps unknown fields, refuses unknown enum values and wrong types"
    if stock := peers.module("stock_client.models"):
        candidates["openapi-python-client"] = lambda: stock.TaskEnvelope.from_dict(json.loads(body))
        notes["openapi-python-client"] = "stock client; does not check types"
        parse = msgspec.json.Decoder().decode
        candidates["openapi-python-client, msgspec"] = lambda: stock.TaskEnvelope.from_dict(parse(body))
        notes["openapi-python-client, msgspec"] = "stock client, with JSON parsed by msgspec"
    if generated := peers.module("openapi_generator_client.models"):
        text = body.decode()
        candidates["openapi-generator"] = lambda: generated.TaskEnvelope.from_json(text)
    before = {OURS: lambda: _use(None), OURS_FAST: lambda: _use(FAST)}
    table = Table(f"Decode: {len(body):,} bytes to typed objects", "µs", base=BASE)
    table.add(in_unit(take_turns(candidates, rounds, before), 1e6), {OURS: 1.5, OURS_FAST: 0.7}, notes)
    _use(FAST)
    return table


def encode(peers: Peers, rounds: int) -> Table:
    """Measure typed objects to JSON values, and to bytes."""
    base = "json.dumps"
    body = payload.wire()
    value = json.loads(body)
    parsed = read(body)
    to_bytes = msgspec.json.Encoder().encode
    candidates: dict[str, Callable[[], object]] = {
        base: lambda: json.dumps(value),
        "suno_client: to_dict()": parsed.to_dict,
        "suno_client: to_dict() and json.dumps": lambda: json.dumps(parsed.to_dict()),
        "suno_client: to_dict() and msgspec": lambda: to_bytes(parsed.to_dict()),
    }
    if models := peers.module("pydantic_models"):
        pydantic = models.TaskEnvelope.model_validate_json(body)
        candidates["pydantic v2: model_dump_json()"] = pydantic.model_dump_json
        candidates["pydantic v2: model_dump()"] = pydantic.model_dump
    if stock := peers.module("stock_client.models"):
        candidates["openapi-python-client: to_dict()"] = stock.TaskEnvelope.from_dict(value).to_dict
    if generated := peers.module("openapi_generator_client.models"):
        candidates["openapi-generator: to_dict()"] = generated.TaskEnvelope.from_dict(value).to_dict
    table = Table("Encode: typed objects to JSON", "µs", base=base)
    reaches = {"suno_client: to_dict()": 1.0, "suno_client: to_dict() and msgspec": 1.0}
    table.add(in_unit(take_turns(candidates, rounds), 1e6), reaches, {})
    return table


def growth(rounds: int) -> Table:
    """Measure how decoding grows with the number of clips."""
    table = Table("Growth: decoding responses of 1 to 1,000 clips", "µs per clip", axes=("clips", "ms"))
    names = {"json.loads": (json.loads, None), OURS: (read, None), OURS_FAST: (read, FAST)}
    bodies = {clips: payload.wire(clips) for clips in CLIPS}
    for clips, body in bodies.items():
        calls = {name: (lambda call=call, body=body: call(body)) for name, (call, _) in names.items()}
        before = {name: (lambda parser=parser: _use(parser)) for name, (_, parser) in names.items()}
        taken = take_turns(calls, max(10, rounds // clips), before)
        each = {f"{name}, {clips:,} clips": [value / clips for value in values] for name, values in taken.items()}
        table.base = f"json.loads, {clips:,} clips"
        table.add(in_unit(each, 1e6), {}, {})
        for name, values in taken.items():
            table.series.setdefault(name, []).append((clips, statistics.median(values) * 1e3))
    table.base = "json.loads of the same bytes"
    _use(FAST)
    return table
