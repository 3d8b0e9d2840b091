"""Drifts and harmless variants of the bytes around any JSON body: content type, encoding, lengths, JSON text."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

from contract_tests.mutants.changes import (
    in_turn,
    with_bytes,
    with_header,
    with_raw,
    with_text,
    without_header,
)  # fmt: skip
from contract_tests.mutants.derived import SUCCESS
from contract_tests.mutants.reply import Mutant, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.mutants.derived import Derivation, Subject
    from contract_tests.mutants.reply import Change, Reply

GROUP = "content type and encoding"
HTML = b"<!doctype html><html><body>Just a moment...</body></html>"
NUMBER = re.compile(r"(?<=:)-?\d+(\.\d+)?(?=[,}])")
FIRST_TEXT = re.compile(r'(?<=:")')

JSON_TEXTS: dict[str, Callable[[str], str]] = {
    "NaN": lambda text: NUMBER.sub("NaN", text, count=1),
    "Infinity": lambda text: NUMBER.sub("Infinity", text, count=1),
    "1e999": lambda text: NUMBER.sub("1e999", text, count=1),
    "nested 300 deep": lambda text: "[" * 300 + text + "]" * 300,
    "a leading zero": lambda text: re.sub(r'(?<=":)(?=[1-9])', "0", text, count=1),
    "a repeated key": lambda text: re.sub(r'^\{("[^"]+":)', r"{\1null,\1", text),
    "a repeated key, deep inside": lambda text: re.sub(r'(.*[{,])("[^"]+":)', r"\1\2null,\2", text, flags=re.DOTALL),
    "a lone surrogate": lambda text: FIRST_TEXT.sub(r"\\ud83c", text, count=1),
    "a raw line break in a string": lambda text: FIRST_TEXT.sub("\n", text, count=1),
    "trailing garbage": lambda text: text + "x",
    "two documents": lambda text: text + "\n" + text,
    "truncated": lambda text: text[: len(text) // 2],
    "the last bracket missing": lambda text: text[:-1],
    "a trailing comma": lambda text: text[:-1] + "," + text[-1],
    "single quotes": lambda text: text.replace('"', "'"),
    "a comment": lambda text: "/* ok */" + text,
    "JSONP": lambda text: f"callback({text})",
    "a guard before the JSON": lambda text: ")]}',\n" + text,
    "Python's literals": lambda text: text.replace("null", "None").replace("true", "True"),
    "an event stream": lambda text: f"data: {text}\n\n",
}
MEDIA_TYPES = (
    "text/html", "text/plain; charset=utf-8", "application/problem+json", "text/json", "application/octet-stream",
    "application/json; charset=gbk", "application/json; charset=iso-8859-1", "json", "",
)  # fmt: skip
LENGTHS = ("10", "100000", "many")

FINE_TEXTS: dict[str, Callable[[str], str]] = {
    "white space": lambda text: json.dumps(json.loads(text), indent=4) + "\r\n",
    "white space before": lambda text: "\n\t " + text,
    "other key order": lambda text: json.dumps(json.loads(text), sort_keys=True),
    "escapes": lambda text: json.dumps(json.loads(text), ensure_ascii=True),
    "escaped slashes": lambda text: text.replace("/", r"\/"),
    "emoji as escapes": lambda text: re.sub(r'"title":"', r'"title":"\\ud83c\\udfb8', text),
}


def drifts(derivation: Derivation) -> Iterator[Mutant]:
    """Yield the drifts of the first success and the first error of each operation."""
    for subject in _chosen(derivation):

        def drift(name: str, change: Change, subject: Subject = subject) -> Mutant:
            return derivation.mutant(GROUP, subject, name, change, rules=("wire.",))

        declared = derivation.document.get((*subject.response, "content"))
        for value in MEDIA_TYPES:
            media_type, _, label = value.partition("; charset=")
            if media_type not in declared or label not in {"", "utf-8"}:
                yield drift(f"content-type {value!r}", with_header("content-type", value))
        for value in LENGTHS:
            yield drift(f"content-length {value}", with_header("content-length", value))
        for name, change in {**_bytes(), "content-type missing": without_header("content-type")}.items():
            yield drift(name, change)
        if not derivation.document.get(subject.response).get("x-empty-body"):
            yield drift("no body", with_raw(b""))
            yield drift("white space only", with_raw(b"  \n"))
        compact = json.dumps(subject.body, ensure_ascii=False, separators=(",", ":"))
        for name, text in JSON_TEXTS.items():
            if text(compact) != compact:
                yield drift(name, with_text(text))


def harmless(derivation: Derivation) -> Iterator[Mutant]:
    """Yield differences that are not drifts."""
    media = "application/json"
    changes: dict[str, Change] = {
        **{name: with_text(text) for name, text in FINE_TEXTS.items()},
        "gzip": in_turn(with_bytes(gzip.compress), with_header("content-encoding", "gzip")),
        "chunked": with_header("transfer-encoding", "chunked"),
        "no charset": with_header("content-type", media),
        "charset given": with_header("content-type", f"{media}; charset=utf-8"),
        "charset in capitals": with_header("content-type", 'Application/JSON;charset="UTF-8"'),
        "other header case": lambda reply: setattr(
            reply, "headers", {name.upper(): value for name, value in reply.headers.items()}
        ),
        "unknown headers": lambda reply: reply.headers.update({"cf-ray": "8", "server": "x", "set-cookie": "a=b"}),
    }
    for subject in _chosen(derivation):
        for name, change in changes.items():
            yield derivation.mutant("harmless", subject, name, change)
    for subject in derivation.subjects:
        name = f"{subject.name}, three times"
        yield Mutant("harmless", name, (subject.name,) * 3, nothing, recordings=derivation.recordings)


def _chosen(derivation: Derivation) -> Iterator[Subject]:
    seen = set()
    for subject in derivation.subjects:
        key = (subject.operation, subject.status in SUCCESS)
        if key not in seen:
            seen.add(key)
            yield subject


def _bytes() -> dict[str, Change]:
    zipped = with_header("content-encoding", "gzip")
    return {
        "a page": with_raw(HTML),
        "two content-types": lambda reply: reply.extra_headers.append(("content-type", "text/html")),
        "byte order mark": with_bytes(lambda content: b"\xef\xbb\xbf" + content),
        "UTF-16": with_bytes(lambda content: content.decode().encode("utf-16")),
        "Latin-1": with_bytes(
            lambda content: FIRST_TEXT.sub("è", content.decode(), count=1).encode("latin-1", "replace")
        ),
        "GBK": with_bytes(lambda content: FIRST_TEXT.sub("未提供", content.decode(), count=1).encode("gbk", "replace")),
        "gzip declared, not applied": zipped,
        "gzip applied, not declared": with_bytes(gzip.compress),
        "gzip cut off": in_turn(with_bytes(lambda content: gzip.compress(content)[:-12]), zipped),
        "a coding that was not requested": with_header("content-encoding", "zstd"),
        "the connection breaks": _broken,
    }


def _broken(reply: Reply) -> None:
    reply.headers["content-length"] = str(len(reply.content))
    reply.raw, reply.complete = reply.content[:20], False
