"""Checks of openapi.yaml that its linter does not have (`nox -s lint` runs Redocly)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.contract import Document, Exchange
from contract_tests.contract.pointers import Tokens, join, split
from contract_tests.recordings import lives, load
from contract_tests.tests.coverage import UNRECORDED, Coverage, reason_for

if TYPE_CHECKING:
    from collections.abc import Iterator

EVIDENCE_PAGE = Path(__file__).parents[2] / "docs" / "evidence.md"
DOCUMENT = Document.load()
EVIDENCE = {"documented", "published", "derived", "observed", "adopted"}
# Objects whose keys are names of this document.
NAMED = {"properties", "schemas", "parameters", "headers", "responses"}
# Rules about values that are declared elsewhere, and data.
ELSEWHERE = {"allOf", "dependentSchemas", "if", "then", "else", "not", "example", "examples", "const", "enum"}


def walk(at: Tokens = ()) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    """Yield every object of the document that is not data."""
    part = DOCUMENT.get(at)
    if isinstance(part, dict):
        yield at, part
    for key in part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ():
        if at[-1:] in {(name,) for name in NAMED} or not (key in ELSEWHERE or str(key).startswith("x-")):
            yield from walk((*at, key))


OBJECTS = dict(walk())
DECLARED = [
    join(at)
    for at, part in OBJECTS.items()
    if (at[-2:-1] and at[-2] in NAMED) or at[-1:] == ("items",) or "enum" in part
    if "$ref" not in part and "schema" not in at
]
EXAMPLES = [
    (join((*at, "schema")), name, example)
    for at, part in OBJECTS.items()
    if "schema" in part
    for name, example in [
        *([("example", part["example"])] if "example" in part else []),
        *((name, example["value"]) for name, example in part.get("examples", {}).items()),
    ]
]
RESPONSES = [response for operation in DOCUMENT.operations for response in operation.responses.values()]


@pytest.mark.parametrize("pointer", DECLARED)
def test_descriptions(pointer: str) -> None:
    description = DOCUMENT.get(pointer).get("description", "")
    assert description.strip(), f"line {DOCUMENT.line(pointer)}: no description"


@pytest.mark.parametrize(
    "pointer",
    [
        join(at)
        for at in [*RESPONSES, *(("components", "schemas", name) for name in DOCUMENT.get("/components/schemas"))]
    ],
)
def test_strength_of_evidence(pointer: str) -> None:
    assert DOCUMENT.get(pointer).get("x-evidence", {}).get("strength") in EVIDENCE, f"line {DOCUMENT.line(pointer)}"


def anchors() -> list[str]:
    """List the anchors of the evidence page: its headings, as the site and GitHub write them."""
    headings = re.findall(r"^#{1,3} (.+)$", EVIDENCE_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def sources() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each strength of evidence with its source, of the document and of the recordings."""
    for at, part in OBJECTS.items():
        if "x-evidence" in part:
            yield f"openapi.yaml:{DOCUMENT.line((*at, 'x-evidence'))}", part["x-evidence"]
    for name, recording in [*load().items(), *((one.name, one) for life in lives().values() for one in life)]:
        yield name, {"strength": recording.evidence, "source": recording.source.partition(";")[0]}


def test_anchors_are_distinct() -> None:
    """The site numbers the anchors of equal headings, which `anchors` does not."""
    assert len(anchors()) == len(set(anchors()))


@pytest.mark.parametrize(("where", "evidence"), list(sources()))
def test_evidence_has_a_source(where: str, evidence: dict[str, str]) -> None:
    """Each source is a section of the page; an adopted fact may have only its recording."""
    if evidence["strength"] != "adopted" or evidence.get("source", "").startswith("docs/"):
        page, _, anchor = evidence["source"].partition("#")
        assert page == "docs/evidence.md", where
        assert anchor in anchors(), f"{where}: {page} has no section {anchor!r}"


@pytest.mark.parametrize("strict", [False, True], ids=["open", "strict"])
@pytest.mark.parametrize(("schema", "name", "example"), EXAMPLES, ids=[f"{at}-{name}" for at, name, _ in EXAMPLES])
def test_an_example_is_valid(schema: str, name: str, example: Any, *, strict: bool) -> None:
    errors = DOCUMENT.validator(split(schema), strict=strict).iter_errors(example)
    assert [f"{name}: {error.message} at {join(tuple(error.instance_path))}" for error in errors] == []


@pytest.mark.parametrize("response", [join(response) for response in RESPONSES])
def test_response_examples(response: str) -> None:
    for media_type, media in DOCUMENT.get(response)["content"].items():
        assert media.get("examples"), f"{media_type} of {response}"


def test_every_part_is_recorded() -> None:
    """Every part of the document is in a recording, or listed with the reason why not."""
    coverage = Coverage(DOCUMENT)
    for recording in load().values():
        if not recording.violations:
            assert coverage.judge(Exchange.from_recording(dict(recording.plain))) == []
    unrecorded = [pointer for _, pointer in coverage.missing()]
    unexplained = [pointer for pointer in unrecorded if not reason_for(pointer)]
    assert unexplained == [], "add a recording with its evidence, or the reason why there is none"
    needless = [at for at in UNRECORDED if not any(pointer.startswith(at) for pointer in unrecorded)]
    assert needless == [], "a recording has it by now: remove it from the list"
    assert all(reason.strip() for reason in UNRECORDED.values())


def places(schema: Tokens, path: Tokens) -> list[Tokens]:
    """Return the schemas that declare the value at a pointer into a value of a schema."""
    part, at = DOCUMENT.follow(schema)
    found = [] if path else [at]
    for keyword in ("anyOf", "oneOf"):
        for index in range(len(part.get(keyword, ()))):
            found += places((*at, keyword, index), path)
    if path and path[0] in part.get("properties", {}):
        found += places((*at, "properties", path[0]), path[1:])
    return found


POLLED = [response for response in RESPONSES if "x-polling" in DOCUMENT.get(response)]


def test_something_is_polled() -> None:
    assert POLLED


@pytest.mark.parametrize("response", POLLED, ids=join)
@pytest.mark.parametrize("name", ["result", "status", "reason"])
def test_polling_pointers(response: Tokens, name: str) -> None:
    schema = DOCUMENT.json_schema(response)
    assert schema
    assert places(schema, split(DOCUMENT.get(response)["x-polling"][name]))


@pytest.mark.parametrize("response", POLLED, ids=join)
def test_declared_end_values(response: Tokens) -> None:
    """Polling ends with declared enum values."""
    schema, polling = DOCUMENT.json_schema(response), DOCUMENT.get(response)["x-polling"]
    assert schema
    words = {word for place in places(schema, split(polling["status"])) for word in DOCUMENT.get(place).get("enum", ())}
    success, failure = set(polling["success"]), set(polling["failure"])
    assert success & words
    assert failure & words  # some builds and forks send other values
    assert not success & failure


@pytest.mark.parametrize("response", POLLED, ids=join)
def test_polling_schedule(response: Tokens) -> None:
    polling = DOCUMENT.get(response)["x-polling"]
    *phases, last = polling["schedule"]
    ends = [phase["until"] for phase in phases]
    assert ends == sorted(set(ends))
    assert "until" not in last
    assert polling["timeout"] > max(ends, default=0)
    for phase in [*phases, last]:
        assert 0 < phase["interval"] <= phase["max"]
        assert phase["growth"] >= 1


@pytest.mark.parametrize(
    "name", [name for name, schema in DOCUMENT.get("/components/schemas").items() if "x-error" in schema]
)
def test_error_code_and_message(name: str) -> None:
    schema = ("components", "schemas", name)
    for key, pointer in DOCUMENT.get(schema)["x-error"].items():
        assert key == "success" or places(schema, split(pointer)), pointer


def test_document_is_portable() -> None:
    """Other generators refuse a lone null type, boolean schemas and arrays without items."""
    odd = []
    for at, part in OBJECTS.items():
        if part.get("type") == "null" and at[-2:-1] not in {("anyOf",), ("oneOf",)}:
            odd.append(f"{join(at)}: a lone null")
        odd += [
            f"{join(at)}/{name}: {child}"
            for name, child in part.get("properties", {}).items()
            if child in (True, False)
        ]
        if "array" in part.get("type", ()) and "items" not in part:
            odd.append(f"{join(at)}: an array without items")
    assert odd == []
