"""Recordings that can be committed: keys, names, texts and ids are replaced, the same one always by the same."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from attrs import Factory, define

from contract_tests.contract import Document, Exchange, judge
from contract_tests.drift.probe import CannotCheckError, Probe, Request
from contract_tests.drift.summary import Unreadable
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import path_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.contract.pointers import Tokens

KEY = "sk-test"
"""The key that recordings have."""
IDS = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b[0-9a-fA-F]{32}\b|\b\d{15,20}\b|\btask_\w{16,}"
)
KEYS = re.compile(r"\bsk-[\w*-]{6,}")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
SMALL = 1000
"""From here on an undeclared number may be somebody's."""
LINES = (
    "Morning rolls over the harbour wall", "Paper boats wait for the tide to call",
    "Count every lantern along the pier", "Nothing is lost while the lamps are near",
)  # fmt: skip


@define
class Scrubber:
    """Replaces what must not be kept; one object for everything that belongs together, so that echoes stay."""

    document: Document = Factory(Document.load)
    _replaced: dict[Any, Any] = Factory(dict)

    def recording(self, exchange: Exchange, *, title: str, evidence: str, source: str) -> dict[str, Any]:
        """Make a recording of an exchange. What the document does not declare is taken for personal."""
        matched = self.document.matched(exchange)
        operation = matched.operation
        parameters = {name: str(value) for name, value in matched.parameters.items()}
        for value in parameters.values():
            self._id(value)
        names = re.findall(r"\{([^}]+)\}", operation.template)
        path = operation.template.format(**{name: self.ids(parameters.get(name, str(uuid.uuid4()))) for name in names})
        recording: dict[str, Any] = {
            "title": title,
            "evidence": evidence,
            "source": source,
            "request": {
                "method": exchange.method,
                "path": path,
                "headers": {} if exchange.authorised() is False else {"authorization": f"Bearer {KEY}"},
            },
            "response": {"status": exchange.status, "headers": self._headers(exchange), **self._body(exchange)},
        }
        return recording

    def _headers(self, exchange: Exchange) -> dict[str, str]:
        """Keep the headers that the document or the judge speaks of."""
        matched = self.document.matched(exchange).operation
        kept = {"content-type"} | {
            name.lower()
            for response in self.document.responses(matched).values()
            for name in self.document.get(response).get("headers", {})
        }
        return {
            name.lower(): self.ids(value)
            for name, value in exchange.headers or (("content-type", "application/json"),)
            if name.lower() in kept
        }

    def _body(self, exchange: Exchange) -> dict[str, Any]:
        headers = [pair for pair in exchange.headers or () if pair[0].lower() in {"content-encoding", "content-type"}]
        if not exchange.as_sent:
            headers = []
        try:
            content = httpx.Response(exchange.status, headers=headers, content=exchange.body).content
        except httpx.HTTPError:
            content = exchange.body
        text = content.decode("utf-8", "replace")
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return {"text": self.ids(text)}
        response = self.document.matched(exchange).response
        schema = self.document.json_schema(response) if response else None
        kinds: dict[Tokens, str] = {}
        for node in self.document.nodes(schema, body) if schema else ():
            kinds[node.where] = node.schema.get("x-personal", kinds.get(node.where, ""))
        return {"body": self._value(body, (), kinds)}

    def _value(self, value: Any, where: Tokens, kinds: dict[Tokens, str]) -> Any:
        if isinstance(value, dict):
            return {self.ids(key): self._value(inner, (*where, key), kinds) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner, (*where, index), kinds) for index, inner in enumerate(value)]
        kind = kinds.get(where, "unknown")
        if isinstance(value, str) and value:
            return self._text(value, kind)
        unknown_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= SMALL
        if unknown_number and kind in {"unknown", "name", "text", "url"}:
            return self._replaced.setdefault(value, SMALL + len(self._replaced))
        return value

    def _text(self, text: str, kind: str) -> str:
        if kind == "url" or (kind == "unknown" and re.match(r"https?://", text)):
            ending = re.search(r"\.\w{1,5}$", text)
            return self._once(text, f"https://example.com/sample-{{}}{ending[0] if ending else ''}")
        if kind == "name":
            return self._once(text, "sample-handle-{}")
        if kind == "text":
            return self._once(text, _lines(text))
        if kind == "unknown" and not MOMENT.match(text):
            known = IDS.fullmatch(text) or text in self._replaced
            return self.ids(text) if known else self._once(text, "sample-{}")
        return self.ids(text)

    def _once(self, value: str, form: str) -> str:
        if value not in self._replaced:
            self._replaced[value] = form.replace("{}", str(len(self._replaced) + 1))
        replacement: str = self._replaced[value]
        return replacement

    def _id(self, value: str) -> None:
        """Replace an id by one of its own form, wherever it stands."""
        if value in self._replaced:
            return
        prefix, _, rest = value.rpartition("_")
        fresh = uuid.uuid4().hex
        if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
            new = str(uuid.UUID(fresh))
        elif value.isdecimal():
            new = str(int(fresh, 16))[: len(value)]
        else:
            new = (prefix + "_" if prefix else "") + (fresh * (len(rest) // len(fresh) + 1))[: len(rest)]
        self._replaced[value] = new if value.islower() or not value.isupper() else new.upper()

    def ids(self, text: str) -> str:
        """Replace every id, key and address inside a text."""
        for found in IDS.findall(text):
            self._id(found)
        for old, new in sorted(self._replaced.items(), key=lambda pair: -len(str(pair[0]))):
            if isinstance(old, str) and len(old) > 3 and old in text:
                text = text.replace(old, new)
        return ADDRESS.sub("192.0.2.1", KEYS.sub(KEY, text))


def _lines(text: str) -> str:
    """Write a text of the same form: marks and empty lines stay."""
    lines = text.split("\n")
    if len(lines) == 1:
        return "sample text {}"
    return "\n".join(
        line if not line.strip() or re.fullmatch(r"\s*\[[^\]]{1,20}\]\s*", line) else LINES[index % len(LINES)]
        for index, line in enumerate(lines)
    )


def dump(recording: dict[str, Any], document: Document | None = None) -> str:
    """Write a recording the way the folder has them, with the rules of the document that it breaks."""
    rules = sorted({violation.rule for violation in judge(Exchange.from_recording(recording), document=document)})
    if rules:
        recording = {**recording, "violations": rules}
    return written(recording)


def record(probe: Probe, task_id: str, output: Path | None) -> Path:
    """Fetch the answer for a task, and keep it.

    Returns:
        The file.

    Raises:
        CannotCheckError: There is no answer, or something secret would have been kept.
    """
    with httpx.Client(transport=probe.transport, timeout=30, follow_redirects=False) as client:
        seen = probe.fetch(client, Request("", task_id, probe.key))
    if isinstance(seen, Unreadable):
        raise CannotCheckError(f"{probe.base_url}: {seen.reason}")
    now = datetime.now(UTC)
    text = dump(
        Scrubber().recording(
            seen,
            title=f"status {seen.status}, recorded {now:%Y-%m-%d}",
            evidence="observed",
            source="an answer of the provider (names, texts and ids replaced)",
        )
    )
    if (probe.key != KEY and probe.key in text) or (len(task_id) > 3 and task_id in text):
        raise CannotCheckError(
            "the answer holds the key or the task id in a form that could not be replaced; nothing kept"
        )
    path = output or path_of("fetch_task", f"observed_{seen.status}_{now:%Y%m%d_%H%M%S}")
    try:
        write_atomically({path: text})
    except OSError as error:
        raise CannotCheckError(f"{path}: {error.strerror}") from None
    return path
