"""Writes scrubbed exchanges as recordings that can be committed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from attrs import evolve

from contract_tests.contract import Document, Exchange, json_text, judge
from contract_tests.contract.pointers import MISSING, get, split
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.schemas import SECTIONS
from contract_tests.drift.scrubber import KEY, Scrubber
from contract_tests.drift.summary import Unreadable
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import path_of, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REPLACED = "names, texts and ids are replaced"
"""A note in the source of each scrubbed recording."""
SEEN = f"{SECTIONS['adopted']}; {REPLACED}"
"""The source of a recording of the live server."""


def recording_of(exchange: Exchange, title: str, *, evidence: str = "adopted", source: str = SEEN) -> dict[str, Any]:
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
    """Return an exchange with its request; a request that was not recorded is derived from the body of the response.

    The parameters of the path are taken from the properties that repeat them (`x-meaning`, `equals`).

    Raises:
        NotOfThisApiError: No operation of the document has such a response, or several do.
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
    """Return a body as JSON if that preserves it, else as text."""
    text = body.decode("utf-8", "surrogateescape")
    read = json_text.read(text)
    odd = read.value is MISSING or read.repeated or re.search("[\ud800-\udfff]|\\\\u[dD][89a-fA-F]", text)
    return {"text": text} if odd else {"body": read.value}


def dump(recording: dict[str, Any], document: Document | None = None) -> str:
    """Write a recording in the form of the folder, with the rules of the document that it breaks."""
    rules = sorted({violation.rule for violation in judge(Exchange.from_recording(recording), document=document)})
    if rules:
        recording = {**recording, "violations": rules}
    return written(recording)


def record(probe: Probe, task_id: str, output: Path | None, operation: str = "") -> Path:
    """Fetch the response for a task, or for an id of another operation, keep it, and return its file.

    Raises:
        CannotCheckError: There is no response, or the file cannot be written.
    """
    seen = probe.fetch(task_id, operation)
    if isinstance(seen, Unreadable):
        raise CannotCheckError(f"{probe.base_url}: {seen.reason}")
    now = datetime.now(UTC)
    scrubbed = Scrubber(probe.document, {probe.key}).scrub(seen)
    name = f"observed_{seen.status}_{now:%Y%m%d_%H%M%S}"
    path = output or path_of(probe.document.matched(seen).operation.name, name)
    _write({path: written(recording_of(scrubbed, f"status {seen.status}, recorded {now:%Y-%m-%d}"))}, path)
    return path


def keep(exchanges: Sequence[Exchange], folder: Path, document: Document) -> list[Path]:
    """Write exchanges to a folder, a file each, numbered in their order, and return the files.

    Raises:
        CannotCheckError: The files cannot be written.
    """
    scrubber, texts = Scrubber(document), {}
    for number, exchange in enumerate(exchanges, start=1):
        recording = recording_of(scrubber.scrub(exchange), f"{exchange.name}: status {exchange.status}")
        name = re.sub(r"\W+", "_", exchange.name).strip("_").lower()
        path = folder / document.matched(exchange).operation.name / f"{number:02}_{name}.json"
        texts[path] = written(recording)  # without `violations`, so that every violation is reported
    _write(texts, folder)
    return list(texts)


def _write(texts: dict[Path, str], where: Path) -> None:
    try:
        write_atomically(texts)
    except OSError as error:
        raise CannotCheckError(f"{where}: {error.strerror}") from None
