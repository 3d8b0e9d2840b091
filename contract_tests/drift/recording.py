"""Recordings that can be committed: whole exchanges in the project's form, scrubbed."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from attrs import evolve

from contract_tests.contract import Document, Exchange, judge
from contract_tests.contract.pointers import get, split
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.schemas import SECTIONS
from contract_tests.drift.scrubber import KEY, Scrubber
from contract_tests.drift.summary import Unreadable
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import path_of, written

if TYPE_CHECKING:
    from pathlib import Path

REPLACED = "names, texts and ids are replaced"
"""What the source of a scrubbed recording says."""
SEEN = f"{SECTIONS['adopted']}; {REPLACED}"
"""The source of a recording of the server that was asked."""


def recording_of(exchange: Exchange, *, title: str, evidence: str, source: str) -> dict[str, Any]:
    """Return the recording of a scrubbed exchange."""
    headers = exchange.headers or (("content-type", "application/json"),)
    bare = exchange.request_headers is None
    recording = {
        "title": title,
        "evidence": evidence,
        "source": source,
        "request": {
            "method": exchange.method,
            "path": re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", exchange.url),
            "headers": {"authorization": f"Bearer {KEY}"} if bare else dict(exchange.request_headers or ()),
            **(_content(exchange.request_body) if exchange.request_body is not None else {}),
        },
        "response": {
            "status": exchange.status,
            "headers": {name: value for name, value in headers if name not in {"date", "content-length"}},
            **_content(exchange.body),
        },
    }
    return recording if exchange.at is None else {**recording, "at": exchange.at}


def completed(exchange: Exchange, document: Document) -> Exchange:
    """Return an exchange whose request was not recorded with the request that its body is the response to.

    The parameters of the path are those that the document says the body repeats (`x-meaning`, `equals`).

    Raises:
        NotOfThisApiError: No operation of the document answers such a body, or several do.
    """
    if exchange.url:
        return exchange
    matched = document.matched(exchange)
    schema = document.json_schema(matched.response) if matched.response else None
    values: dict[str, str] = {}
    for node in document.nodes(schema, json.loads(exchange.body)) if schema else ():
        for pointer, expression in node.schema.get("x-meaning", {}).get("equals", {}).items():
            value = get(node.value, split(pointer))
            if isinstance(value, (str, int)) and str(expression).startswith("$request.path."):
                values.setdefault(str(expression).removeprefix("$request.path."), quote(str(value), safe=""))
    path = re.sub(r"\{([^}]+)\}", lambda found: values.get(found[1], "sample-id-1"), matched.operation.template)
    return evolve(exchange, url=path, method=matched.operation.method)


def _content(body: bytes) -> dict[str, Any]:
    """Write a body as JSON where that loses nothing, else as text."""
    text = body.decode("utf-8", "surrogateescape")
    return {"body": json.loads(text)} if _is_plain(text) else {"text": text}


def _is_plain(text: str) -> bool:
    """Whether text is JSON that reads the same after it is written again: no key twice, every number finite."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(found)) != len(found):
            raise ValueError("a key twice")
        return dict(found)

    def number(digits: str) -> float:
        if not math.isfinite(float(digits)):
            raise ValueError(digits)
        return float(digits)

    try:
        json.loads(text, object_pairs_hook=pairs, parse_constant=number, parse_float=number)
    except (ValueError, RecursionError):
        return False
    return not re.search("[\ud800-\udfff]|\\\\u[dD][89a-fA-F]", text)


def dump(recording: dict[str, Any], document: Document | None = None) -> str:
    """Write a recording the way the folder has them, with the rules of the document that it breaks."""
    rules = sorted({violation.rule for violation in judge(Exchange.from_recording(recording), document=document)})
    if rules:
        recording = {**recording, "violations": rules}
    return written(recording)


def record(probe: Probe, task_id: str, output: Path | None, operation: str = "") -> Path:
    """Fetch the response for a task, or for an id of another operation, keep it, and return its file.

    Raises:
        CannotCheckError: There is no answer, or something secret would have been kept.
    """
    seen = probe.fetch(task_id, operation)
    if isinstance(seen, Unreadable):
        raise CannotCheckError(f"{probe.base_url}: {seen.reason}")
    now = datetime.now(UTC)
    scrubbed = Scrubber(probe.document, {probe.key}).scrub(seen)
    matched = probe.document.matched(seen)
    text = written(
        recording_of(
            scrubbed,
            title=f"status {seen.status}, recorded {now:%Y-%m-%d}",
            evidence="adopted",
            source=SEEN,
        )
    )
    path = output or path_of(matched.operation.name, f"observed_{seen.status}_{now:%Y%m%d_%H%M%S}")
    try:
        write_atomically({path: text})
    except OSError as error:
        raise CannotCheckError(f"{path}: {error.strerror}") from None
    return path
