"""Replaces everything personal in an exchange, so that it can be committed.

It keeps the structure, declared keys, enum values, constants and examples of the document, hosts, times and small
numbers. It replaces free text, names, ids, keys, addresses and the variable parts of URLs. Equal values become equal
samples, and a sample is not replaced, so scrubbing twice changes nothing. A scrubbed exchange breaks the same rules in
the same places as the original.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from collections import Counter
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_plus

from attrs import Factory, define, evolve, frozen

from contract_tests.contract import Document, Exchange, NotOfThisApiError, judge, wire
from contract_tests.contract.operations import types
from contract_tests.contract.pointers import join, split

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from contract_tests.contract import Matched
    from contract_tests.contract.operations import Parameter
    from contract_tests.contract.pointers import Tokens

KEY = "sk-test"
"""The key of a scrubbed request."""
PLACEHOLDERS = {"sk-test", "sk-wrong", "sk-exhausted", "sk-elsewhere"}
"""The sample keys, which are not replaced."""
DEEPEST = 200
"""The most levels of JSON that are walked; deeper JSON is scrubbed as text."""
LARGE = 10_000
"""The lowest undeclared number that may identify an account."""
SEVERAL = 1000
"""How many sample numbers there are of each length."""
BINDING = {"pattern", "format", "enum", "const"}
"""Keywords that restrict the text of a string."""
GRAM = 6
"""How many successive characters of a key make a value unsafe."""

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TOKEN = re.compile(rf"{_UUID}|(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{{15,}}(?![A-Za-z0-9])")
"""An opaque id: a UUID, or a long run of letters and digits."""
_SAMPLE = re.compile(r"sample[-_ ](?:text|handle|id|key|value)[-_ ]\d+")
_ADDRESS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
_LONG = re.compile(r"\d{4}")
"""Digits as in a year, a phone number or an account, which names and enum values of an API rarely have."""
_SLUG = re.compile(r"[a-z0-9]+(?:[._%+-]+[a-z0-9]+)*%?|[A-Z0-9]+(?:[_-]+[A-Z0-9]+)*%?|[a-z]+(?:[A-Z][a-z0-9]+)+")
_NAME = re.compile(r"[a-z_$][A-Za-z0-9_$-]{0,63}|[A-Z][A-Z0-9_]{0,63}")
"""A key of an object that is a name in the API, not the name of a person."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_URL = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)([^/?#\s]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_MARK = re.compile(r"\s*\[(?:Verse|Chorus|Bridge|Intro|Outro|Pre-Chorus|Hook|End)(?: \d)?\]\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PHRASES = "|".join(sorted(({status.phrase for status in HTTPStatus if " " in status.phrase}), key=len, reverse=True))
_PIECE = re.compile(
    rf"(?P<token>{_TOKEN.pattern})|(?P<keep>\\u[dD][89a-fA-F][0-9a-fA-F]{{2}}|\\[\"\\/bfnrt]|%[23][0-9a-fA-F]|</?[a-zA-Z]"
    rf"[a-zA-Z0-9]*|\b(?:true|false|null|NaN|-?Infinity|{_PHRASES})\b)|(?P<escape>\\u[0-9a-fA-F]{{4}}|%[0-9a-fA-F]{{2}})"
    r"|(?P<word>[A-Za-z0-9]+)|(?P<other>[^\x00-\x7f\ud800-\udfff])"
)
LINES = (
    "Morning rolls over the harbour wall", "Paper boats wait for the tide to call",
    "Count every lantern along the pier", "Nothing is lost while the lamps are near",
)  # fmt: skip
_TIMES = ((946_684_800, 4_102_444_800), (946_684_800_000, 4_102_444_800_000))
"""Unix seconds and milliseconds of the years 2000 to 2099."""


@frozen
class Known:
    """The values that the document itself contains, which are not personal.

    Attributes:
        texts: Its constants and examples, with masked ids.
        words: The words of its keys, patterns, constants and one-word examples.
        hosts: The hosts that it names.
        names: Its words in lower case and without punctuation, to compare keys in any spelling.
    """

    texts: frozenset[str]
    words: frozenset[str]
    hosts: frozenset[str]
    names: frozenset[str]

    def host(self, host: str) -> bool:
        """Return whether the document names a host or the domain above it."""
        labels = host.lower().split(".")
        return any(".".join(labels[start:]) in self.hosts for start in range(len(labels) - 1))


@lru_cache(maxsize=4)
def known(document: Document) -> Known:
    """Return the values that the document contains."""
    texts, words, hosts, short = set[str](), set[str](), set[str](), set[str]()
    for key, text in _strings(document.plain, ""):
        if key in {"description", "summary"}:
            continue
        texts.add(_masked(text))
        if not key and re.fullmatch(r"[A-Za-z]\w?", text):
            short.add(text)
        unescaped = text.replace("\\.", ".")
        found = re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", unescaped)
        hosts.update(found)
        hosts.update(host.partition(".")[2] for host in found if host.count(".") > 1)
        if not re.search(r"\s", text):
            words.update(re.findall(r"[A-Za-z0-9_]{3,}", unescaped))
            words.update(re.findall(r"[A-Za-z]{3,}", unescaped))
    return Known(frozenset(texts), frozenset(words), frozenset(hosts), frozenset(map(_flat, words | short)))


def _strings(node: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield the strings of the document, each with its key; a key is a string, too."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield "", name
            yield from _strings(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, key)
    elif isinstance(node, str):
        yield key, node


def _masked(text: str) -> str:
    return _TOKEN.sub("\0", text)


class _Raw(str):
    """A number as it is written."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """An object as it is written, in which a key may occur twice."""


class _TooDeepError(Exception):
    """JSON is nested deeper than DEEPEST."""


@define(repr=False)
class Scrubber:
    """Scrubs exchanges; use one object for related exchanges, so that equal values stay equal.

    Attributes:
        document: The document, which declares what is personal.
        secrets: Keys that must not be kept in any form, besides those in the exchanges.
    """

    document: Document = Factory(Document.load)
    secrets: set[str] = Factory(set)
    _samples: dict[tuple[str, str], str] = Factory(dict)
    _counts: Counter[str] = Factory(Counter)
    _taken: set[str] = Factory(set)
    _personal: set[str] = Factory(set)
    _exact: dict[str, str] = Factory(dict)
    _grams: set[str] = Factory(set)

    def scrub(self, exchange: Exchange) -> Exchange:
        """Return an exchange that can be committed, and that breaks the same rules in the same places."""
        for secret in {*self.secrets, *_keys(exchange)} - PLACEHOLDERS:
            self._grams |= _grams_of(secret)
        self._taken |= set(_SAMPLE.findall(exchange.body.decode("utf-8", "replace") + exchange.url))
        scrubbed = self._scrubbed(exchange, set())
        before = {(rule, self._renamed(where)) for rule, where in self._broken(exchange)}
        after = self._broken(scrubbed)
        if before == after:
            return scrubbed
        places = {where for _, where in before ^ after}
        return self._scrubbed(exchange, places)

    def _renamed(self, where: str) -> str:
        """Return the place of a finding with the keys of the scrubbed body."""
        tokens = split(where) if where.startswith("/") else ()
        new = (_opaque(one) if _TOKEN.fullmatch(one) else self._samples.get(("key", one), one) for one in tokens)
        return join(tuple(new)) if tokens else where

    def _broken(self, exchange: Exchange) -> set[tuple[str, str]]:
        try:
            return {(one.rule, one.where) for one in judge(exchange, document=self.document)}
        except NotOfThisApiError:
            return set()

    def _scrubbed(self, exchange: Exchange, exactly: set[str]) -> Exchange:
        """Scrub an exchange; text at the places of `exactly` keeps its length and the class of each character."""
        matched = self._matched(exchange)
        url = self._request_url(exchange, matched)
        response = matched.response if matched else None
        schema = self.document.json_schema(response) if response else None
        declared = matched.operation.request_body if matched else None
        try:
            content, undone = wire.decoded(exchange), True
        except wire.CodingError:
            content, undone = exchange.body, False
        request_body = exchange.request_body
        if request_body is not None:
            request_body = self._content(request_body, self.document.json_schema(declared) if declared else None, ())
        body = self._content(content, schema, exactly) if undone else b"not in this coding"
        return evolve(
            exchange,
            url=url,
            request_headers=self._request_headers(exchange, matched),
            request_body=request_body,
            headers=self._headers(exchange, response, undone=undone, lengths=(len(exchange.body), len(body))),
            body=body,
        )

    def _matched(self, exchange: Exchange) -> Matched | None:
        try:
            return self.document.matched(exchange)
        except NotOfThisApiError:
            return None

    # The request ---------------------------------------------------------------------------------------------------

    def _request_url(self, exchange: Exchange, matched: Matched | None) -> str:
        if not exchange.url:
            return ""
        address, mark, query = exchange.url.partition("#")[0].partition("?")
        found = _URL.fullmatch(address)
        origin, path = (found[1] + found[2].rpartition("@")[2], found[3]) if found else ("", address)
        if matched and matched.operation.read_path(path):
            filled = template = matched.operation.template
            for name, value in matched.parameters.items():
                filled = filled.replace("{" + name + "}", quote(self._id(str(value)), safe=""))
            literals = re.split(r"\{[^}]+\}", template)
            prefix = re.fullmatch("(.*?)" + "[^/]+".join(map(re.escape, literals)), path, re.DOTALL)
            path = self._scrambled((prefix[1] if prefix else ""), words=True) + filled
        else:
            path = "/".join(self._segment(part) for part in path.split("/"))
        return origin + path + (mark + self._query(query, matched) if mark else "")

    def _id(self, value: str) -> str:
        """Replace the value of a path parameter, here and where it is a whole string."""
        if _TOKEN.search(value):
            return _TOKEN.sub(lambda found: _opaque(found[0]), value)
        if _SAMPLE.fullmatch(value):
            return value
        if value not in self._exact:
            if value.isdecimal():
                self._exact[value] = self._number(value)
            else:
                self._exact[value] = self._sample("id", value, "sample-id-{}")
        return self._exact[value]

    def _request_headers(self, exchange: Exchange, matched: Matched | None) -> tuple[tuple[str, str], ...] | None:
        if exchange.request_headers is None:
            return None
        credentials = matched.operation.credentials if matched else ()
        keys = {"authorization"} | {name.lower() for location, name in credentials if location == "header"}
        cookies = [name for location, name in credentials if location == "cookie"]
        kept = []
        for name, value in exchange.request_headers:
            lower = name.lower()
            declared = matched.operation.parameter("header", name) if matched else None
            if lower in keys:
                kept.append((lower, _placeholder(value)))
            elif lower == "content-type":
                kept.append((lower, self._media_type(value)))
            elif lower == "cookie" and cookies:
                kept.append((lower, "; ".join(f"{cookie}={KEY}" for cookie in cookies if f"{cookie}=" in value)))
            elif declared:
                kept.append((lower, self._parameter(value, declared)))
        return tuple(kept)

    def _parameter(self, value: str, declared: Parameter) -> str:
        schema = self.document.follow(declared.schema)[0]
        return self._string(value, [schema], _kind([schema], ""), "")

    # The response --------------------------------------------------------------------------------------------------

    def _headers(
        self, exchange: Exchange, response: Tokens | None, *, undone: bool, lengths: tuple[int, int]
    ) -> tuple[tuple[str, str], ...] | None:
        """Return the scrubbed headers that the document declares or the judge reads."""
        if exchange.headers is None:
            return None
        declared = {name.lower(): name for name in (self.document.get(response).get("headers", {}) if response else ())}
        kept = []
        for name, value in exchange.headers:
            lower = name.lower()
            if lower in {"date", "content-type"} or (lower == "content-encoding" and not undone):
                kept.append((lower, value if lower == "date" else self._media_type(value)))
            elif lower == "content-length" and exchange.as_sent:
                number = re.fullmatch(r"[0-9]{1,15}", value.strip())
                length = str(max(0, int(value) - lengths[0] + lengths[1])) if number else ""
                kept.append((lower, length or self._scrambled(value, words=False)))
            elif lower in declared and response:
                schema = self.document.follow((*response, "headers", declared[lower]))[0].get("schema", {})
                kept.append((lower, self._string(value, [schema], "", "")))
        return tuple(kept)

    def _media_type(self, value: str) -> str:
        name = r"(?:[\w.+*-]+/[\w.+*-]+|[a-z-]{1,12})"
        plain = re.fullmatch(rf"{name}(?:; *charset=[\w\"-]+)?(?:, *[\w.+*-]+)*;?", value.strip())
        return value if plain and not self._leaks(value) else self._scrambled(value, words=True)

    def _content(self, content: bytes, schema: Tokens | None, exactly: Container[str]) -> bytes:
        encoding = json.detect_encoding(content)
        encoding = "utf-8" if encoding.startswith("utf-8") else encoding
        text = content.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        try:
            plain = json.loads(text.removeprefix(mark))
            value = json.loads(
                text.removeprefix(mark), parse_int=_Raw, parse_float=_Raw, parse_constant=_Raw, object_pairs_hook=_Pairs
            )
            schemas: dict[Tokens, list[dict[str, Any]]] = {}
            for node in self.document.nodes(schema, plain) if schema else ():
                schemas.setdefault(node.where, []).append(node.schema)
            self._note(value, (), schemas, "")
            text = mark + _written(self._value(value, (), schemas, "", exactly))
        except (ValueError, RecursionError, _TooDeepError):
            text = self._scrambled(text, words=True)
        return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")

    def _note(self, value: Any, where: Tokens, schemas: dict[Tokens, list[dict[str, Any]]], above: str) -> None:
        """Collect the personal values first, since one may also be a key or a part of another value."""
        if len(where) > DEEPEST:
            raise _TooDeepError
        kind = _kind(schemas.get(where, []), above)
        if isinstance(value, _Pairs):
            for key, inner in value:
                self._note(inner, (*where, key), schemas, kind)
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                self._note(inner, (*where, index), schemas, kind)
        elif isinstance(value, str) and kind == "name":
            self._personal.add(value.lower())

    def _value(
        self,
        value: Any,
        where: Tokens,
        schemas: dict[Tokens, list[dict[str, Any]]],
        above: str,
        exactly: Container[str],
    ) -> Any:
        here = schemas.get(where, [])
        kind = _kind(here, above)
        if isinstance(value, _Pairs):
            return _Pairs(
                (
                    key if (*where, key) in schemas else self._key(key, kind),
                    self._value(inner, (*where, key), schemas, kind, exactly),
                )
                for key, inner in value
            )
        if isinstance(value, list):
            return [self._value(inner, (*where, index), schemas, kind, exactly) for index, inner in enumerate(value)]
        if isinstance(value, _Raw):
            declared = any(types(schema) & {"number", "integer"} for schema in here)
            return value if declared and not kind else _Raw(self._number(value))
        if isinstance(value, str):
            surrogates = "".join(_SURROGATE.findall(value))[:1]
            text = _SURROGATE.sub("", value)
            return self._string(text, here, kind, "".join(f"/{token}" for token in where), exactly) + surrogates
        return value

    def _key(self, key: str, kind: str) -> str:
        """Keep an undeclared key that looks like a name in the API; replace any other."""
        if _TOKEN.fullmatch(key):
            return _opaque(key)
        if _SAMPLE.fullmatch(key):
            return key
        good = _flat(key) in known(self.document).names or (not kind and _NAME.fullmatch(key) and not _LONG.search(key))
        if good and key.lower() not in self._personal and not _TOKEN.search(key) and not self._leaks(key):
            return key
        surrogates = "".join(_SURROGATE.findall(key))[:1]
        return self._sample("key", key, "sample_key_{}") + surrogates

    # Values --------------------------------------------------------------------------------------------------------

    def _number(self, text: str) -> str:
        """Replace a number that may be personal: a large one that is not a time, or a precise fraction."""
        if re.fullmatch(r"-?\d+\.\d{3,}", text) and len(text) < 40:
            return f"{float(text):.1f}"
        digits = text.removeprefix("-")
        if not digits.isdecimal() or len(digits) > 300 or int(digits) < LARGE:
            return text
        if any(low <= int(digits) < high for low, high in _TIMES):
            return text
        least = 10 ** (len(digits) - 1)
        if int(digits) - least < SEVERAL:
            return text
        if ("number", digits) not in self._samples:
            self._counts["number"] += 1
            self._samples["number", digits] = str(least + self._counts["number"] % SEVERAL)
        return ("-" if text.startswith("-") else "") + self._samples["number", digits]

    def _string(
        self, text: str, schemas: list[dict[str, Any]], kind: str, where: str, exactly: Container[str] = ()
    ) -> str:
        """Replace a string, unless it is not personal."""
        found = _URL.fullmatch(text)
        words = [word for schema in schemas for word in (*schema.get("enum", ()), schema.get("const"))]
        if not text or self._is_sample(text) or text in words:
            new = text
        elif text in self._exact:
            new = self._exact[text]
        elif where in exactly:
            scheme = found[1] if found else ""
            new = scheme + self._scrambled(text.removeprefix(scheme), words=True)
        elif found:
            new = self._url(text, personal=bool(kind), bound=any(BINDING & set(schema) for schema in schemas))
        elif kind:
            new = self._personal_text(text, kind)
        elif self._is_impersonal(text, schemas):
            new = _TOKEN.sub(lambda found: _opaque(found[0]), text)
        elif not schemas and _SLUG.fullmatch(text):
            new = self._sample("value", text, "sample-value-{}")
        else:
            new = self._personal_text(text, "text")
        return new

    def _is_impersonal(self, text: str, schemas: list[dict[str, Any]]) -> bool:
        """Return whether a string comes from the API or the document, apart from its ids."""
        if _TOKEN.fullmatch(text.removeprefix("task_")) or _masked(text) in known(self.document).texts:
            return True
        bound = any(BINDING & set(schema) for schema in schemas)
        if _MOMENT.fullmatch(text):
            return bound or ":" in text  # an undeclared date may be a birthday
        if schemas:
            return self._is_word(text, schemas)
        return text in known(self.document).words and not self._leaks(text)

    def _is_word(self, text: str, schemas: list[dict[str, Any]]) -> bool:
        """Return whether a declared string is a term of the API, and not free text."""
        if not _SLUG.fullmatch(text) or len(text) > 64 or text.lower() in self._personal or self._leaks(text):
            return False
        if _ADDRESS.search(text):
            return False
        bound = any(BINDING & set(schema) for schema in schemas)
        marked = any(mark in text for mark in "_-.0123456789") and not _LONG.search(text)
        return bound or marked or text in known(self.document).words

    def _personal_text(self, text: str, kind: str) -> str:
        if kind == "name":
            return self._sample("handle", text, "sample-handle-{}")
        if "\n" not in text:
            return self._sample("text", text, "sample text {}")
        first, lines = self._sample("text", text, "sample text {}"), []
        for line in text.split("\n"):
            if not line.strip() or _MARK.fullmatch(line):
                lines.append(line if line.strip() else "")
            else:
                lines.append(first or LINES[len(lines) % len(LINES)])
                first = ""
        return "\n".join(lines)

    def _is_sample(self, text: str) -> bool:
        lines = text.split("\n")
        return all(
            not line or _SAMPLE.fullmatch(line) or line in LINES or _MARK.fullmatch(line) for line in lines
        ) and (any(_SAMPLE.fullmatch(line) for line in lines))

    def _sample(self, kind: str, value: str, form: str) -> str:
        """Return the sample that replaces a value of a kind."""
        if (kind, value) not in self._samples:
            while True:
                self._counts[kind] += 1
                made = form.format(self._counts[kind])
                if made not in self._taken:
                    break
            self._samples[kind, value] = made
        return self._samples[kind, value]

    def _url(self, url: str, *, personal: bool, bound: bool) -> str:
        """Scrub a URL; its host is kept if the document names it, or restricts the URL (`bound`)."""
        found = _URL.fullmatch(url)
        if not found:
            return self._scrambled(url, words=False)
        scheme, authority, path, query, fragment = found.groups(default="")
        user, at, host = authority.rpartition("@")
        name, colon, port = host.partition(":")
        if not known(self.document).host(name) and (personal or not bound):
            good = re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", name)
            name = "example.com" if good else self._scrambled(name, words=False)
        elif self._leaks(name) or _TOKEN.search(name) or not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", name):
            name = self._scrambled(name, words=False)
        segments = "/".join(self._segment(part) for part in path.split("/"))
        scrubbed_query = "?" + self._query(query[1:]) if query else ""
        return (
            scheme + (self._scrambled(user, words=False) + at) + name + colon + self._scrambled(port, words=False)
            + segments + scrubbed_query + self._scrambled(fragment, words=False)
        )  # fmt: skip

    def _segment(self, segment: str) -> str:
        """Scrub a segment of a URL's path; words of the document and the file extension are kept."""
        stem, dot, ending = segment.rpartition(".")
        if dot and stem and mimetypes.guess_type(f"x.{ending}")[0]:
            return self._scrambled(stem, words=True) + dot + ending
        return self._scrambled(segment, words=True)

    def _query(self, query: str, matched: Matched | None = None) -> str:
        """Scrub a URL's query; the names are kept, and the values are replaced."""
        pairs = []
        for pair in query.split("&"):
            name, equals, value = pair.partition("=")
            declared = matched.operation.parameter("query", unquote_plus(name)) if matched else None
            good = re.fullmatch(r"[A-Za-z][\w.\[\]-]{0,63}", name) and not self._leaks(name) and equals
            if matched and ("query", name) in matched.operation.credentials:
                value = (value if value in PLACEHOLDERS else KEY) if value else ""
            elif declared:
                value = quote(self._parameter(unquote_plus(value), declared), safe=",:")
            else:
                value = self._scrambled(value, words=False)
            kept = declared or (good and not _TOKEN.search(name))
            pairs.append((name if kept else self._scrambled(name, words=False)) + equals + value)
        return "&".join(pairs)

    def _scrambled(self, text: str, *, words: bool) -> str:
        """Replace letters and digits by others of their class; keep words of the document if `words` is set.

        Ids become samples of their form; markup and punctuation are kept.
        """

        def piece(found: re.Match[str]) -> str:
            if found["token"]:
                return _opaque(found["token"])
            if found["keep"]:
                return found["keep"] if not self._leaks(found["keep"]) else _classes(found["keep"])
            if found["escape"] or found["other"]:
                return "a"
            word = found["word"]
            good = words and word in known(self.document).words and word.lower() not in self._personal
            return word if good and not self._leaks(word) else _classes(word)

        return _PIECE.sub(piece, text)

    def _leaks(self, text: str) -> bool:
        """Return whether text shares a part with a key, in any case, punctuation or percent-encoding."""
        if not self._grams:
            return False
        return any(not self._grams.isdisjoint(_windows(_flat(form))) for form in {text, unquote(text)})


def _kind(schemas: list[dict[str, Any]], above: str) -> str:
    """Return the `x-personal` (`name`, `text`, `url`) of a value's schemas, or that of the value around it."""
    return next((str(schema["x-personal"]) for schema in schemas if "x-personal" in schema), above)


def _classes(text: str) -> str:
    """Replace letters and digits; 0 is kept, so that text with a leading zero does not become a number."""
    return re.sub(r"[1-9]", "1", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", text)))


def _opaque(token: str) -> str:
    """Replace an id by one of the same form: each character keeps its class, and the last eight distinguish ids."""
    places = [index for index, char in enumerate(token) if char != "-"]
    fixed = {14, 19} if "-" in token else set()  # a UUID's version and variant
    head, tail = [index for index in places[:-8] if index not in fixed], places[-8:]
    if all(token[index] in "0aA" or (index == 0 and token[index] == "1") for index in head):
        return token
    digest = hashlib.sha256(token.lower().encode()).digest()
    chars = list(token)
    for index in head:
        chars[index] = ("1" if index == 0 else "0") if token[index].isdigit() else "a"
    for number, index in zip(digest, tail, strict=False):
        chars[index] = str(number % 10) if token[index].isdigit() else "abcdef"[number % 6]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(token, chars, strict=True))


def _placeholder(value: str) -> str:
    """Replace a key; an empty value is kept, since it is not a key."""
    scheme, space, rest = value.strip().partition(" ")
    if scheme.lower() in {"bearer", "basic", "token", "apikey", "digest"}:
        return f"{scheme}{space}{(rest if rest in PLACEHOLDERS else KEY) if rest.strip() else ''}"
    return (value if value in PLACEHOLDERS else KEY) if value.strip() else value


def _keys(exchange: Exchange) -> set[str]:
    found = set[str]()
    for name, value in exchange.request_headers or ():
        if re.search(r"auth|key|token|secret|cookie", name, re.IGNORECASE):
            found.update(part for part in re.split(r"[\s;,=]+", value) if len(part) >= GRAM)
    return {one for one in found if one.lower() not in {"bearer", "digest", "basic"} and set(one) != {"*"}}


def _grams_of(secret: str) -> set[str]:
    """Return the parts of a key in every form that it may be written in."""
    raw = secret.encode()
    forms = [secret, raw.hex()]
    forms += [base64.b64encode(b"\0" * shift + raw).decode()[shift * 2 :].rstrip("=") for shift in range(3)]
    return {gram for form in forms for gram in _windows(_flat(form))}


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _windows(text: str) -> set[str]:
    return {text[start : start + GRAM] for start in range(len(text) - GRAM + 1)}


def _written(value: Any) -> str:
    """Write parsed JSON again, with escaped lone surrogates."""
    if isinstance(value, _Pairs):
        return "{" + ", ".join(f"{_written(key)}: {_written(inner)}" for key, inner in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, _Raw):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udc7f\udd00-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
