"""Drifts derived from the document: they violate each schema, rule, header and status of an operation once.

A change counts as a drift if the open view of the document refuses the changed body, or if it breaks a rule of the
document (`x-presence`, `x-meaning`, `x-sequence`, a declared header, the key). This works for every operation that is
declared and has a recording.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attrs import frozen

from contract_tests.contract.document import type_of
from contract_tests.contract.pointers import MISSING, Tokens, get, join, split
from contract_tests.mutants import neighbours
from contract_tests.mutants.changes import (
    changed,
    for_scenario,
    put,
    put_all,
    rename,
    with_header,
    with_status,
    without_header,
    without_key,
)  # fmt: skip
from contract_tests.mutants.places import Place, holds, places
from contract_tests.mutants.reply import GONE, NOW, Change, Mutant, Recordings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contract_tests.contract import Document, Operation

SUCCESS = range(200, 300)
STATUSES = (201, 202, 203, 204, 206, 301, 302, 304, 307, 402, 405, 408, 410, 418, 422, 501, 502, 504, 520, 524, 599)
OTHER_BODIES: dict[str, Any] = {
    "a string": "error", "a number": 1, "an empty object": {}, "an empty list": [], "null": None,
    "FastAPI's detail": {"detail": "Not authenticated"}, "the error as a string": {"error": "no"},
    "problem details": {"type": "about:blank", "title": "Not found", "status": 400},
}  # fmt: skip
WRAPPED: dict[str, Callable[[Any], Any]] = {
    "inside data": lambda body: {"data": body},
    "inside result": lambda body: {"code": 0, "result": body},
    "inside a list": lambda body: [body],
    "inside a string": str,
    "as GraphQL": lambda body: {"data": {"task": body}, "errors": None},
}


@frozen
class Known:
    """A recording of a declared response that breaks no rule: its name, its JSON, its operation and its response."""

    name: str
    plain: Mapping[str, Any]
    operation: Operation
    response: Tokens


@frozen
class Subject(Known):
    """A recording with a JSON body: the pointer of its schema, and its parts."""

    schema: Tokens
    parts: list[Place]

    @property
    def status(self) -> int:
        return int(self.plain["response"]["status"])

    @property
    def body(self) -> Any:
        return self.plain["response"]["body"]


class Derivation:
    """Derives drifts from a document and the recordings that conform to it."""

    def __init__(self, document: Document, recordings: Recordings) -> None:
        """Match the recordings to their operations."""
        self.document, self.recordings = document, {**recordings, **_shared(document, recordings)}
        self.known = list(_known(document, self.recordings))
        self.subjects = [
            Subject(known.name, known.plain, known.operation, known.response, schema,
                    places(document, schema, known.plain["response"]["body"]))
            for known in self.known
            if "body" in known.plain["response"] and (schema := document.json_schema(known.response))
        ]  # fmt: skip

    def drifts(self) -> Iterator[Mutant]:
        for group in (
            self.shape, self.names, self.additions, self.presence, self.meaning, self.sequence, self.items,
            self.headers, self.statuses, self.bodies, self.access,
        ):  # fmt: skip
            yield from group()

    def harmless(self) -> Iterator[Mutant]:
        """Yield variants that the open view allows, for which no rule of the shape may be reported."""
        for subject, place in self._fresh():
            here = subject.name + join(place.where)
            for word in (place.first("enum") or ((), ()))[1]:
                yield from self._allowed(subject, place.where, word, f"{here} = {word!r}")
            yield from self._allowed(subject, place.where, None, f"{here} null")
            for name in place.value if isinstance(place.value, dict) else ():
                yield from self._allowed(subject, (*place.where, name), GONE, f"{here} without {name}")

    def operation_of(self, mutant: Mutant) -> str:
        """Return the name of the operation of a mutant's replies."""
        request = self.recordings[mutant.polls[0]]["request"]
        matched = self.document.match(request["method"], request["path"])
        return matched[0].name if matched else ""

    def _fresh(self) -> Iterator[tuple[Subject, Place]]:
        """Yield the parts of recorded bodies, each schema of the document once, in the first recording that has it."""
        seen: set[Tokens] = set()
        for subject in self.subjects:
            for place in subject.parts:
                fresh = [(at, schema) for at, schema in place.schemas if at not in seen]
                if fresh:
                    seen.update(at for at, _ in fresh)
                    yield subject, Place(place.where, place.value, fresh)

    def mutant(self, group: str, subject: Known, name: str, change: Change, **rest: Any) -> Mutant:
        """Return a mutant of a recording."""
        polls = rest.pop("polls", (subject.name,))
        return Mutant(group, f"{subject.name}: {name}", polls, change, recordings=self.recordings, **rest)

    def _refuses(self, subject: Subject, body: Any) -> bool:
        return not self.document.validator(subject.schema, strict=False).is_valid(body)

    def _allowed(self, subject: Subject, where: Tokens, value: Any, name: str) -> Iterator[Mutant]:
        body = changed(subject.body, where, value)
        if body != subject.body and not self._refuses(subject, body):
            change, rules = put(where, value), ("shape.",)
            yield Mutant(
                "allowed by the schemas", name, (subject.name,), change, rules=rules, recordings=self.recordings
            )

    def shape(self) -> Iterator[Mutant]:
        """Yield violations of each keyword: a missing property, another type, null, another value, form or unit."""
        done = set()
        for subject, place in self._fresh():
            for at, schema in place.schemas:
                for group, where, value in neighbours.of(schema, place.value):
                    there = (*place.where, *where)
                    name = f"{join(there)} {'gone' if value is GONE else f'= {str(value)[:60]!r}'}"
                    conditional = {"then", "else"} & set(at)
                    if (subject.name, name, at) in done:
                        continue
                    done.add((subject.name, name, at))
                    if self._refuses(subject, changed(subject.body, there, value)):
                        yield self.mutant(
                            "conditions" if conditional else group, subject, f"{name} ({join(at)})",
                            put(there, value), rules=("shape.",), where=there,
                        )  # fmt: skip
            if isinstance(place.value, int) and any(schema.get("type") == "integer" for _, schema in place.schemas):
                value = float(place.value)
                yield self.mutant(
                    "retyped", subject, f"{join(place.where)} = {value!r}", put(place.where, value),
                    rules=("shape.type",), where=place.where,
                )  # fmt: skip

    def _objects(self) -> Iterator[tuple[Subject, Place]]:
        """Yield the parts that are objects with declared properties only."""
        for subject, place in self._fresh():
            whole = next(part for part in subject.parts if part.where == place.where)
            keywords = {keyword for _, schema in whole.schemas for keyword in schema}
            closed = "properties" in keywords and "additionalProperties" not in keywords
            if isinstance(place.value, dict) and closed and place.first("properties"):
                yield subject, place

    def names(self) -> Iterator[Mutant]:
        """Yield properties under another name: each by itself, and all of a body."""
        for subject, place in self._objects():
            for name in place.value:
                new = neighbours.renamed(name)
                yield self.mutant(
                    "renamed", subject, f"{join((*place.where, name))} to {new}", rename(place.where, name, new),
                    rules=("shape.undocumented", "shape.required"), where=place.where,
                )  # fmt: skip
        for schema, subject in self._first_by("schema").items():
            for case, convert in (("camelCase", neighbours.camel), ("PascalCase", str.title)):
                body = neighbours.all_renamed(subject.body, convert)
                if self._refuses(subject, body):
                    yield self.mutant(
                        "renamed", subject, f"{case} ({join(schema)})", put((), body),
                        rules=("shape.undocumented", "shape.required"),
                    )  # fmt: skip

    def additions(self) -> Iterator[Mutant]:
        """Yield properties that are not declared."""
        for subject, place in self._objects():
            for value in ("x", None, {"nested": [1]}):
                where = (*place.where, "never_declared")
                yield self.mutant(
                    "added", subject, f"{join(where)} = {value!r}", put(where, value),
                    rules=("shape.undocumented",), where=where,
                )  # fmt: skip

    def _first_by(self, attribute: str) -> dict[Any, Subject]:
        first: dict[Any, Subject] = {}
        for subject in self.subjects:
            first.setdefault(getattr(subject, attribute), subject)
        return first

    def presence(self) -> Iterator[Mutant]:
        """Yield bodies without an optional property that such responses have."""
        seen: set[tuple[Tokens, Tokens]] = set()
        for subject in self.subjects:
            by_rule: dict[Tokens, list[Place]] = defaultdict(list)
            for place in subject.parts:
                for at, schema in place.schemas:
                    rule = schema.get("x-presence")
                    if rule and isinstance(place.value, dict) and holds(rule.get("if", True), place.value):
                        by_rule[at].append(place)
            for at, instances in by_rule.items():
                for inside in demanded(self.document.get((*at, "x-presence"))["then"]):
                    where = [(*place.where, *inside) for place in instances]
                    if (at, inside) not in seen and all(get(subject.body, place) is not MISSING for place in where):
                        seen.add((at, inside))
                        yield self.mutant(
                            "vanished", subject, f"{join(inside)} of {join(at)}", put_all(where, GONE),
                            rules=("presence.property", "shape."),
                        )  # fmt: skip

    def _ruled(self, keyword: str) -> Iterator[tuple[Subject, Place, Tokens, dict[str, Any]]]:
        for subject in self.subjects:
            for place in subject.parts:
                for at, schema in place.schemas:
                    if keyword in schema and isinstance(place.value, dict):
                        yield subject, place, at, schema[keyword]

    def meaning(self) -> Iterator[Mutant]:
        """Yield values that do not fit each other."""
        seen: set[tuple[Any, ...]] = set()
        for subject, place, at, rules in self._ruled("x-meaning"):
            for rule, pointer, value in broken_meanings(rules, place.value):
                where = (*place.where, *split(pointer))
                if (at, rule, pointer) in seen or self._refuses(subject, changed(subject.body, where, value)):
                    continue
                seen.add((at, rule, pointer))
                yield self.mutant(
                    "across fields", subject, f"{rule} {join(where)} = {str(value)[:60]!r}", put(where, value),
                    rules=(f"meaning.{rule}",),
                )  # fmt: skip

    def sequence(self) -> Iterator[Mutant]:
        """Yield values that a later poll must not have."""
        seen: set[tuple[Any, ...]] = set()
        for subject, place, at, rules in self._ruled("x-sequence"):
            for rule, pointer, before, after in self._broken_sequences(rules, subject, place):
                where = (*place.where, *split(pointer))
                fits = rule == "order" or not any(
                    self._refuses(subject, changed(subject.body, where, one)) for one in (before, after)
                )
                if (at, rule, pointer, str(before), str(after)) in seen or not fits:
                    continue
                if rule != "order" and (at, rule, pointer) in seen:
                    continue
                seen |= {(at, rule, pointer), (at, rule, pointer, str(before), str(after))}
                yield self.mutant(
                    "across polls", subject, f"{rule} {join(where)}, {str(before)[:40]!r} then {str(after)[:40]!r}",
                    put(where, after), before=put(where, before), polls=(subject.name,) * 2,
                    rules=(f"sequence.{rule}",),
                )  # fmt: skip

    def _broken_sequences(
        self, rules: dict[str, Any], subject: Subject, place: Place
    ) -> Iterator[tuple[str, str, Any, Any]]:
        """Yield pairs of values that break a rule of `x-sequence`: rule, pointer, earlier and later value."""
        value, ended = place.value, False
        for pointer, ranks in rules.get("order", {}).items():
            if get(value, split(pointer)) is MISSING:
                continue
            ended = ended or get(value, split(pointer)) in ranks[-1]
            for lower, higher in pairwise(ranks):
                yield from (("order", pointer, late, early) for late in higher for early in lower)
            yield from (("order", pointer, one, other) for one in ranks[-1] for other in ranks[-1] if one != other)
        for pointer in rules.get("rising", ()):
            text = str(get(value, split(pointer)))
            if re.match(r"\d", text):
                yield "rising", pointer, re.sub(r"^[\d.]+", "50", text), re.sub(r"^[\d.]+", "30", text)
        for rule in ("stays", "final") if ended else ("stays",):
            for pointer in rules.get(rule, ()):
                now = get(value, split(pointer))
                if now is not MISSING and (now or rule == "final"):
                    others = self._others(subject, (*place.where, *split(pointer)), now)
                    yield from ((rule, pointer, now, new) for new in others)

    def _others(self, subject: Subject, where: Tokens, value: Any) -> Iterator[Any]:
        yield from neighbours.other_than(value)
        for part in subject.parts:
            if part.where == where:
                yield from (word for word in (part.first("enum") or ((), ()))[1] if word != value)

    def items(self) -> Iterator[Mutant]:
        """Yield lists of items with a key: one item twice, one missing, another order."""
        seen: set[Tokens] = set()
        for subject, place, at, rules in self._ruled("x-sequence"):
            where = place.where[:-1]
            array = get(subject.body, where)
            if "key" not in rules or at in seen or not isinstance(array, list) or len(array) < 2:
                continue
            seen.add(at)
            twice = [*array, copy.deepcopy(array[0])]
            yield self.mutant(
                "across fields", subject, f"{join(where)}: one item twice", put(where, twice), rules=("meaning.unique",)
            )
            watched = any("x-sequence" in schema for schema in self._around(subject, where))
            for name, changed_array in (
                () if not watched else (("one gone", array[:-1]), ("another order", array[::-1]))
            ):
                yield self.mutant(
                    "across polls", subject, f"{join(where)}: {name}", put(where, changed_array),
                    polls=(subject.name,) * 2, rules=("sequence.items", "sequence."),
                )  # fmt: skip

    def _around(self, subject: Subject, where: Tokens) -> Iterator[dict[str, Any]]:
        """Yield the schemas of a part of a body and of everything around it."""
        for part in subject.parts:
            if part.where == where[: len(part.where)]:
                yield from (schema for _, schema in part.schemas)

    def headers(self) -> Iterator[Mutant]:
        """Yield declared headers of another form, and responses without a header that they should have."""
        done: set[Tokens] = set()
        for known in self.known:
            declared, response = self.document.get(known.response), known.plain["response"]
            body = "with-body" if response.get("body", response.get("text")) else "without-body"
            sent = {key.lower() for key in response["headers"]}
            kinds = {body, "with-date"} if "date" in sent else {body}
            for kind, names in declared.get("x-header-presence", {}).items():
                for header in names if kind in kinds else ():
                    rule = (*known.response, kind, header)
                    if header.lower() in sent and rule not in done:
                        done.add(rule)
                        change = without_header(header)
                        yield self.mutant("headers", known, f"no {header}", change, rules=("presence.header",))
            for header in declared.get("headers", {}):
                at = (*known.response, "headers", header)
                schema = self.document.follow((*self.document.follow(at)[1], "schema"))[0]
                for value in neighbours.header_values(schema) if at not in done else ():
                    change = with_header(header, value)
                    yield self.mutant("headers", known, f"{header} {value!r}", change, rules=("wire.header",))
                done.add(at)

    def statuses(self) -> Iterator[Mutant]:
        """Yield responses with an undeclared status, and with the status of another response."""
        for operation, subject in self._first_by("operation").items():
            for status in STATUSES:
                if operation.response(status) is None:
                    yield self.mutant("status", subject, f"status {status}", with_status(status), rules=("wire.",))
        for subject in self._first_by("response").values():
            for other in self._first_by("response").values():
                same = other.operation == subject.operation and other.response != subject.response
                if same and self._refuses(other, subject.body):
                    yield self.mutant(
                        "status", subject, f"with status {other.status}", with_status(other.status),
                        rules=("shape.", "wire.content-type"),
                    )  # fmt: skip

    def bodies(self) -> Iterator[Mutant]:
        """Yield whole bodies of another shape."""
        for subject in self._first_by("response").values():
            wrapped = {name: wrap(subject.body) for name, wrap in WRAPPED.items()}
            for name, body in {**OTHER_BODIES, **wrapped}.items():
                if self._refuses(subject, body):
                    yield self.mutant("bodies", subject, name, put((), body), rules=("shape.",))

    def access(self) -> Iterator[Mutant]:
        """Yield a success without a key, and other responses to a scenario of the document."""
        for operation in self._first_by("operation"):
            by_response = [subject for subject in self._first_by("response").values() if subject.operation == operation]
            for subject in by_response if operation.secured else ():
                if subject.status in SUCCESS:
                    yield self.mutant("access", subject, "a success without a key", without_key, rules=("access.key",))
            for response in operation.responses.values():
                for scenario in self.document.get(response).get("x-scenarios", ()):
                    expected = self.document.scenario(scenario, operation)
                    for subject in by_response:
                        if join(subject.response) not in expected:
                            yield self.mutant(
                                "access", subject, f"for {scenario}", for_scenario(scenario), rules=("access.",)
                            )


def _known(document: Document, recordings: Recordings) -> Iterator[Known]:
    for name, plain in recordings.items():
        matched = document.match(plain["request"]["method"], plain["request"]["path"])
        declared = matched and matched[0].response(plain["response"]["status"])
        if matched and declared and not plain.get("violations"):
            yield Known(name, plain, matched[0], declared)


def _shared(document: Document, recordings: Recordings) -> Recordings:
    """Return further recordings: a response that several operations declare counts for each of them."""
    known = list(_known(document, recordings))
    requests = {one.operation: one.plain["request"] for one in reversed(known)}
    responses = {one.response: one for one in reversed(known)}
    there = {(one.operation, one.response) for one in known}
    return {
        f"{responses[place].name} at {operation.name}": {**responses[place].plain, "request": requests[operation]}
        for operation in document.operations if operation in requests
        for place in operation.responses.values()
        if place in responses and (operation, place) not in there
    }  # fmt: skip


def demanded(schema: dict[str, Any], where: Tokens = ()) -> Iterator[Tokens]:
    """Yield the properties that a schema requires, at every depth."""
    yield from ((*where, name) for name in schema.get("required", ()))
    for name, inner in schema.get("properties", {}).items():
        yield from demanded(inner, (*where, name))


def broken_meanings(rules: dict[str, Any], value: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield changes of one value that break a rule of `x-meaning`: the rule, the pointer and the new value."""
    for pointer, other in rules.get("equals", {}).items():
        now = get(value, split(pointer))
        against = now if other.startswith("$") else get(value, split(other))
        if now and now is not MISSING and against and against is not MISSING:
            yield from (("equals", pointer, new) for new in neighbours.other_than(now))
    for rule in rules.get("contains", ()):
        text, part = (get(value, split(rule[side])) for side in ("string", "value"))
        if isinstance(text, str) and isinstance(part, str) and part and part in text:
            for new in neighbours.other_than(part):
                replaced = text.replace(part, new)
                if not ("unless" in rule and re.search(rule["unless"], replaced)):
                    yield "contains", rule["string"], replaced
    names = rules.get("ascending", [])
    for first, second in pairwise(names):
        early, late = (get(value, split(name)) for name in (first, second))
        if early and late and not {MISSING} & {early, late}:
            yield "ascending", second, early - 1
    for name in rules.get("past", {}).get("of", ()):
        yield from (("past", name, new) for new in _in_future(get(value, split(name))))


def _in_future(value: Any) -> Iterator[Any]:
    later = NOW + 30 * 86400
    if type_of(value) == "integer" and value is not MISSING:
        yield int(later)
    elif isinstance(value, str):
        stamp = datetime.fromtimestamp(later, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        yield stamp + value[len(stamp) :]
