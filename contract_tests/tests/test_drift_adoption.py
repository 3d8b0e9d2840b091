"""An adoption makes small changes, leaves no finding, and changes all files or none."""

from __future__ import annotations

import difflib
import functools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import Factory, frozen

from contract_tests.contract import Document, Exchange, Judge, judge
from contract_tests.drift import adoption, editing, patches, sources
from contract_tests.drift.probe import CannotCheckError, Probe
from contract_tests.drift.recording import keep, record
from contract_tests.drift.summary import Summary
from contract_tests.mutants import by_hand
from contract_tests.mutants.reply import NOW, Reply, reply
from contract_tests.recordings import load
from scripts import adopting, regenerate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.contract.pointers import Tokens


ROOT = adoption.ROOT


def project_in(folder: Path) -> Path:
    """Return a copy of the files that an adoption changes."""
    root = folder / "project"
    shutil.copytree(ROOT / "contract_tests" / "recordings", root / "contract_tests" / "recordings")
    (root / "generated").mkdir()
    (root / "generated" / "client.py").write_text("# as it was\n", encoding="utf-8")
    shutil.copy(ROOT / "openapi.yaml", root)
    (root / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One thing.\n\n## [1.0.0]\n\n- First.\n", encoding="utf-8"
    )
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project that a test may change."""
    return project_in(tmp_path)


def recordings_of(root: Path) -> list[str]:
    return [path.name for path in (root / "contract_tests" / "recordings").glob("*/*.json")]


def state(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def summary_of(*replies: Reply) -> Summary:
    summary = Summary(Judge(clock=lambda: NOW))
    for one in replies:
        summary.add(one.exchange("seen"))
    return summary


def nothing(_what: str, _command: Sequence[str]) -> None:
    """Run nothing."""


def adopt(summary: Summary, root: Path, *, yes: str | None = "all", **options: Any) -> int:
    return adopting.adopt(summary, yes=yes, root=root, **{"run": nothing, **options})


@frozen
class Case:
    """A drift and the changes of the document that adopt it."""

    change: Callable[[Reply], object]
    added: list[str]
    removed: list[str] = Factory(list)


def line_of(pointer: str) -> str:
    document = Document.load()
    return document.path.read_text(encoding="utf-8").splitlines()[document.line(pointer) - 1]


def with_word(pointer: str, word: str) -> str:
    return line_of(pointer).replace("]", f", {word}]")


EVIDENCE = "x-evidence: {strength: adopted, source: docs/evidence.md#live-api}"


def described(indent: int, *more: str) -> list[str]:
    lines = [
        "description: Seen in a response; what it means is not known.",
        "x-evidence: {strength: adopted, source: docs/evidence.md#live-api}",
        *more,
    ]
    return [" " * indent + line for line in lines]


def clip(one: Reply) -> dict[str, Any]:
    return one.clips[0]


MOMENT = "2026-01-28T08:23:02Z"
SECONDS = "          maximum: 4102444799"
PERSONAL = "x-personal: text"
CASES = {
    "a new property": Case(
        lambda one: clip(one).update(sample_count=3),
        ["        sample_count:", "          type: integer", *described(10)],
    ),
    "a time or null": Case(
        lambda one: (one.clips[0].update(sample_at=None), one.clips[1].update(sample_at=MOMENT)),
        ["        sample_at:", "          type: [string, 'null']", "          format: date-time", *described(10)],
    ),
    "Unix seconds, and 0": Case(
        lambda one: (one.clips[0].update(sample_time=0), one.clips[1].update(sample_time=1754537918)),
        ["        sample_time:", "          type: integer", "          minimum: 0", SECONDS, *described(10)],
    ),
    "a large number": Case(
        lambda one: clip(one).update(sample_quota=1754537918),
        ["        sample_quota:", "          type: integer", *described(10)],
    ),
    "a URL": Case(
        lambda one: (clip(one).update(sample_url="https://cdn1.suno.ai/x"), one.clips[1].update(sample_url="")),
        [
            "        sample_url:", "          type: string", r"          pattern: ^$|^https?://[^/?#\s]+\S*$",
            *described(10, "x-personal: url"),
        ],
    ),
    "a URL or text": Case(
        lambda one: (clip(one).update(sample_link="https://cdn1.suno.ai/x"), one.clips[1].update(sample_link="none")),
        ["        sample_link:", "          type: string", *described(10, PERSONAL)],
    ),
    "an id": Case(
        lambda one: clip(one).update(sample_id=clip(one)["id"]),
        [
            "        sample_id:", "          type: string",
            "          pattern: ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", *described(10),
        ],
    ),
    "a list": Case(
        lambda one: clip(one).update(sample_list=["a"]),
        [
            "        sample_list:", "          type: array", *described(10),
            "          items:", "            type: string", *described(12, PERSONAL),
        ],
    ),
    "an object": Case(
        lambda one: clip(one).update(sample={"count": 1, "inner": {"name": "x"}}),
        [
            "        sample:", "          $ref: '#/components/schemas/ClipSample'",
            "    ClipSample:", "      type: object", *described(6), "      properties:",
            "        count:", "          type: integer", *described(10),
            "        inner:", "          $ref: '#/components/schemas/ClipSampleInner'",
            "    ClipSampleInner:", "      type: object", *described(6), "      properties:",
            "        name:", "          type: string", *described(10, PERSONAL),
        ],
    ),
    "an object or null": Case(
        lambda one: (clip(one).update(sample_or_null={"count": 1}), one.clips[1].update(sample_or_null=None)),
        [
            "        sample_or_null:", *described(10), "          anyOf:",
            "            - $ref: '#/components/schemas/ClipSampleOrNull'", "            - type: 'null'",
            "    ClipSampleOrNull:", "      type: object", *described(6), "      properties:",
            "        count:", "          type: integer", *described(10),
        ],
    ),
    "a map": Case(
        lambda one: clip(one).update(sample_map={"Erika Muster": 1}),
        ["        sample_map:", "          type: object", *described(10)],
    ),
    "a new word": Case(
        lambda one: clip(one)["metadata"].update(type="sample"),
        [with_word("/components/schemas/ClipType/enum", "sample")],
        [line_of("/components/schemas/ClipType/enum")],
    ),
    "a new word that needs a name": Case(
        lambda one: one.task.update(action="2-SAMPLE"),
        [
            with_word("/components/schemas/TaskAction/enum", "2-SAMPLE"),
            with_word("/components/schemas/TaskAction/x-enum-varnames", "VALUE_2_SAMPLE"),
        ],
        [line_of("/components/schemas/TaskAction/enum"), line_of("/components/schemas/TaskAction/x-enum-varnames")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project after an adoption of all cases."""
    root = project_in(tmp_path_factory.mktemp("adopted"))
    one = reply("music_success")
    for case in CASES.values():
        case.change(one)
    assert adopt(summary_of(one), root) == 0
    return root


@pytest.fixture(scope="module")
def changed_lines(adopted: Path) -> tuple[list[str], list[str]]:
    """Return the lines of the document that were added and removed."""
    before, after = ((root / "openapi.yaml").read_text(encoding="utf-8").splitlines() for root in (ROOT, adopted))
    diff = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return tuple([line[1:] for line in diff if line.startswith(sign)] for sign in "+-")  # type: ignore[return-value]


@pytest.mark.parametrize("name", CASES)
def test_an_adoption_adds_lines(name: str, adopted: Path, changed_lines: tuple[list[str], list[str]]) -> None:
    """It adds the expected lines in order, and leaves no finding."""
    case = CASES[name]
    text = "\n".join(["", *changed_lines[0], ""])
    for block in re.split(r"\n(?= {4}\S)", "\n".join(case.added)):  # a component is in another place
        assert f"\n{block}\n" in text
    one = reply("music_success")
    case.change(one)
    assert judge(one.exchange(), document=Document.load(adopted / "openapi.yaml"), clock=lambda: NOW) == []


def test_other_parts_unchanged(adopted: Path, changed_lines: tuple[list[str], list[str]]) -> None:
    added, removed = changed_lines
    old = Document.load().plain["info"]["version"]
    expected = [line for case in CASES.values() for line in case.added]
    assert sorted(added) == sorted([f"  version: {adoption.bumped(old)}", *expected])
    assert sorted(removed) == sorted([f"  version: {old}", *(line for case in CASES.values() for line in case.removed)])
    [recording] = set(recordings_of(adopted)) - set(recordings_of(ROOT))
    path = adopted / "contract_tests" / "recordings" / "fetch_task" / recording
    assert "violations" not in json.loads(path.read_text(encoding="utf-8"))
    changelog = (adopted / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.count("(adopted)") == len(CASES)
    assert changelog.rindex("(adopted)") < changelog.index("## [1.0.0]")


def test_recordings_conform_as_before(adopted: Path) -> None:
    document = Document.load(adopted / "openapi.yaml")
    for kept in load(folder=adopted / "contract_tests" / "recordings").values():
        rules = {violation.rule for violation in judge(Exchange.from_recording(dict(kept.plain)), document=document)}
        assert rules == set(kept.violations), kept.name


def test_comments_and_order(project: Path) -> None:
    text = (project / "openapi.yaml").read_text(encoding="utf-8")
    plain = Document.load().plain
    components = plain["components"].items()
    places: list[Tokens] = [("paths", path) for path in plain["paths"]]
    places += [("components", kind, name) for kind, declared in components for name in declared]
    whole = editing.Draft.of(text, places)
    assert set(whole.source["components"]["schemas"]["Clip"]["properties"]) >= {"id", "audio_url"}
    assert whole.text() == text


def test_an_edit_reads_what_it_changes(project: Path) -> None:
    text = (project / "openapi.yaml").read_text(encoding="utf-8")
    draft = editing.Draft.of(text, [("components", "schemas", "Clip", "properties", "title")])
    assert isinstance(draft.source["components"]["schemas"]["Task"], str)

    def untitled(source: Any) -> None:
        source["components"]["schemas"]["Clip"]["properties"]["title"]["description"] = "None."

    before, after = text.splitlines(), draft.edited([untitled]).text().splitlines()
    assert draft.text() == text
    assert set(after) - set(before) == {"          description: None."}


BRANCH = "                  - $ref: '#/components/schemas/"


@pytest.mark.parametrize(
    ("recording", "status", "body", "line"),
    [
        ("error_403_access_denied", 403, {"detail": "no"}, f"{BRANCH}Observed403Error'"),
        ("error_500_panic", 500, {"error": {"message": "x", "code": None}}, f"{BRANCH}Observed500Error'"),
        ("error_403_access_denied", 403, {"code": "x", "message": "x", "data": None}, f"{BRANCH}TaskError'"),
    ],
)
def test_new_error_shape(recording: str, status: int, body: Any, line: str, project: Path) -> None:
    one = reply(recording)
    one.status, one.body = status, body
    assert adopt(summary_of(one), project) == 0
    assert line in (project / "openapi.yaml").read_text(encoding="utf-8").splitlines()
    document = Document.load(project / "openapi.yaml")
    assert judge(one.exchange(), document=document) == []
    # The shapes of other errors have not changed.
    other = reply("error_401_invalid_token")
    other.body = body
    assert judge(other.exchange(), document=document)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda one: one.task.update(submit_time=1754537918253), "the document cannot declare this"),
        (lambda one: one.clips[0].update(clip_id=one.clips[1]["id"]), "the document cannot declare this"),
        (lambda one: one.headers.update({"content-type": "text/json"}), "the document cannot declare this"),
        (lambda one: setattr(one, "status", 410), "declare a status and its meaning"),
        (lambda one: one.clips[0].update(title={"en": "x"}), "never weakens"),
        (lambda one: one.task.update(fail_reason="x"), "the document cannot declare this"),
        (lambda one: one.clips[0].update(model_name=None), "never weakens"),
        (lambda one: one.clips[0]["metadata"].update(priority=10.5), "never weakens"),
        (lambda one: one.task.pop("fail_reason"), "never weakens"),
        (lambda one: [clip.pop("handle") for clip in one.clips], "never weakens"),
        (lambda one: one.task.update({"Erika Muster": 1}), "looks like data"),
        (lambda one: one.task.update({"f15faa7c-1bb0-47de-926c-1618ac57e744": 1}), "looks like data"),
        (lambda one: one.task.update(action="x`\n## [9.9.9]"), "does not look like an enum value"),
    ],
)
def test_unadoptable_drifts(
    change: Callable[[Reply], object], reason: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are reported with their place."""
    one, before = reply("music_success"), state(project)
    change(one)
    assert adopt(summary_of(one), project) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "not adoptable" in out
    assert reason in out
    assert "openapi.yaml:" in out
    assert state(project) == before


def test_shared_enum(project: Path) -> None:
    """The enum of two fields is not changed for one of them."""
    text = (project / "openapi.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    place = next(index for index, line in enumerate(lines) if line == "        title:\n")
    shared = ["        other:\n", "          $ref: '#/components/schemas/ClipType'\n"]
    document = Document.parse("".join([*lines[:place], *shared, *lines[place:]]))
    one = reply("music_success")
    one.clips[0]["metadata"]["type"] = "sample"
    proposals, refusals = patches.propose(document, summary_of(one).findings)
    assert proposals == []
    assert [refusal.reason.partition(":")[0] for refusal in refusals] == ["ClipType is shared"]


def test_accepted_only(project: Path) -> None:
    one = reply("music_success")
    one.clips[0]["sample_count"] = 3
    one.clips[0]["metadata"]["type"] = "sample"
    questions: list[str] = []

    def ask(question: str) -> bool:
        questions.append(question)
        return "sample_count" in question

    assert adopt(summary_of(one), project, yes=None, ask=ask) == 1
    assert len(questions) == 2
    document = Document.load(project / "openapi.yaml")
    assert {found.where for found in judge(one.exchange(), document=document)} == {"/data/data/0/metadata/type"}


def test_yes_additive(project: Path) -> None:
    """Breaking drifts are not adopted."""
    one = reply("music_success")
    one.clips[0]["sample_count"] = 3
    one.clips[0]["model_name"] = None
    assert adopt(summary_of(one), project, yes="additive") == 1
    version = adoption.bumped(Document.load().plain["info"]["version"])
    assert f"version: {version}" in (project / "openapi.yaml").read_text(encoding="utf-8")


def test_dry_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, before = reply("music_success"), state(project)
    one.clips[0]["sample_count"] = 3
    assert adopt(summary_of(one), project, yes=None, dry_run=True) == 0
    out = capsys.readouterr().out
    assert "+        sample_count:" in out
    assert "--- a/CHANGELOG.md" in out
    assert "+++ b/contract_tests/recordings/fetch_task/fetch_task_" in out
    assert state(project) == before


@pytest.mark.parametrize("error", [CannotCheckError("no"), KeyboardInterrupt()], ids=["fails", "is interrupted"])
def test_failed_command(error: BaseException, project: Path) -> None:
    """Whichever command fails."""
    one, before = reply("music_success"), state(project)
    one.clips[0]["sample_count"] = 3
    document = Document.load(project / "openapi.yaml")
    change = adoption.prepare(document, patches.propose(document, summary_of(one).findings)[0], project)
    for _, failing in adoption.COMMANDS:

        def run(_what: str, command: Sequence[str], failing: object = failing) -> None:
            (project / "generated" / "client.py").write_text("# anew\n", encoding="utf-8")
            (project / "generated" / "more.py").write_text("# more\n", encoding="utf-8")
            if command == failing:
                raise error

        with pytest.raises(type(error)):
            change.carry_out(run)
        assert state(project) == before


def test_recording_name(project: Path) -> None:
    """The recordings of an adoption are numbered from 1."""
    one, before = reply("music_success"), set(recordings_of(project))
    one.clips[0]["sample_count"] = 3
    assert adopt(summary_of(one), project) == 0
    [name] = set(recordings_of(project)) - before
    assert re.fullmatch(r"fetch_task_\d+_\d+_\d+_1\.json", name)


def test_without_a_terminal(project: Path) -> None:
    one = reply("music_success")
    one.clips[0]["sample_count"] = 3
    with pytest.raises(CannotCheckError, match="--yes additive"):
        adopt(summary_of(one), project, yes=None)


def test_changelog_without_section(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    one = reply("music_success")
    one.clips[0]["sample_count"] = 3
    before = state(project)
    with pytest.raises(CannotCheckError, match="Unreleased"):
        adopt(summary_of(one), project)
    assert state(project) == before


def test_generate_adopted(project: Path, tmp_path: Path) -> None:
    music, denied = reply("music_success"), reply("error_403_access_denied")
    music.clips[0].update(sample_count=3, owner={"name": "x", "roles": ["a"], "at": None})
    denied.body = {"detail": "no", "code": 7}
    assert adopt(summary_of(music, denied), project) == 0
    arguments = ["--document", str(project / "openapi.yaml"), "--output", str(tmp_path / "out")]
    assert regenerate.main(arguments) == 0
    assert "sample_count" in (tmp_path / "out" / "suno_client" / "models" / "clip.py").read_text(encoding="utf-8")


def test_drift_between_polls(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It cannot be adopted."""
    mutant = next(one for one in by_hand.polls() if one.name == "all clips vanish")
    summary = Summary(Judge(clock=lambda: NOW))
    for one in mutant.exchanges:
        summary.add(one)
    assert adopt(summary, project) == 1
    assert "sequence" not in capsys.readouterr().err


STEP = Path(__file__).with_name("traffic") / "new_api_2026_08.ndjson"
NEW = ("channel_id", "created_at", "group", "id", "platform", "quota", "result_url", "updated_at", "user_id")


@functools.cache
def text_before_2026_02() -> str:
    """Return the document without the changes of the relay of 2026-02."""

    def older(source: Any) -> None:
        for name in (*NEW, "properties"):
            source["components"]["schemas"]["Task"]["properties"].pop(name, None)
        source["components"]["schemas"].pop("TaskProperties", None)

    text = Document.load().path.read_text(encoding="utf-8")
    return editing.Draft.of(text, [("components", "schemas", "Task")]).edited([older]).text()


@pytest.fixture
def before_2026_02(project: Path) -> Path:
    """Return the project with that document."""
    (project / "openapi.yaml").write_text(text_before_2026_02(), encoding="utf-8")
    for recording in (project / "contract_tests" / "recordings").glob("*/*.json"):
        if any(f'"{name}"' in recording.read_text(encoding="utf-8") for name in ("channel_id", "user_id")):
            recording.unlink()
    return project


def traffic(form: str, folder: Path) -> Path:
    """Write the exchanges of the step in a format of recorded traffic."""
    whole = [json.loads(line) for line in STEP.read_text(encoding="utf-8").splitlines()]
    if form == "bare bodies":
        folder.mkdir()
        for number, one in enumerate(whole):
            (folder / f"{number}.json").write_text(json.dumps(one["response"]["body"]), encoding="utf-8")
        return folder
    if form == "HAR":
        entries = [
            {
                "request": {"method": "GET", "url": "https://api.aiznt.com" + one["request"]["path"], "headers": []},
                "response": {
                    "status": 200, "headers": [{"name": "content-type", "value": "application/json"}],
                    "content": {"text": json.dumps(one["response"]["body"])},
                },
            }
            for one in whole
        ]  # fmt: skip
        (folder.with_suffix(".har")).write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
        return folder.with_suffix(".har")
    if form == "record":
        folder.mkdir()
        for number, one in enumerate(whole):
            response = httpx.Response(
                200,
                headers={"content-type": "application/json"},
                stream=httpx.ByteStream(json.dumps(one["response"]["body"]).encode()),
            )
            transport = httpx.MockTransport(lambda _, response=response: response)
            probe = Probe("http://x", "sk-" + "a1B2" * 8, {}, transport=transport)
            record(probe, one["response"]["body"]["data"]["task_id"], folder / f"{number}.json")
        return folder
    if form == "live --keep":
        keep([Exchange.from_recording(one, name="music_success") for one in whole], folder, Document.load())
        return folder
    return STEP


@pytest.mark.parametrize("form", ["bare bodies", "record", "HAR", "NDJSON", "live --keep"])
def test_the_step_of_2026_02(form: str, before_2026_02: Path, tmp_path: Path) -> None:
    """Nine new keys, of which one is an object and one a URL or text, are adopted from every format."""
    root = before_2026_02
    document = Document.load(root / "openapi.yaml")

    def seen(document: Document) -> Summary:
        summary = Summary(Judge(document, clock=lambda: NOW))
        for path in sources.files([traffic(form, tmp_path / form.replace(" ", "_"))]):
            summary.judge.forget()
            for one in sources.read(path):
                summary.add(one)
        return summary

    first = seen(document)
    assert first.judged == 4
    assert adopt(first, root, evidence="observed") == 0
    shutil.rmtree(tmp_path / form.replace(" ", "_"), ignore_errors=True)
    changed = Document.load(root / "openapi.yaml")
    assert seen(changed).findings == []
    task = changed.get("/components/schemas/Task/properties")
    assert set(task) >= {*NEW, "properties"}
    assert task["properties"] == {"$ref": "#/components/schemas/TaskProperties"}
    assert task["created_at"]["maximum"] == 4102444799
    assert task["result_url"]["x-personal"] == "text"
    assert task["quota"]["x-evidence"] == {"strength": "observed", "source": "docs/evidence.md#relay-builds"}
    new = set(recordings_of(root)) - set(recordings_of(ROOT))
    for name in new:
        exchange = Exchange.from_recording(root / "contract_tests" / "recordings" / "fetch_task" / name)
        task_id = json.loads(exchange.body)["data"]["task_id"]
        assert exchange.url.endswith(task_id)
    assert new


def test_a_clashing_name_regenerates(project: Path, tmp_path: Path) -> None:
    """Names that Python or the model has already can be generated."""
    one = reply("music_success")
    one.task.update(field=1, clips=2, to_dict=3, additional_properties=4)
    one.task["class"] = {"self": 1, "Any": None}
    one.clips[0]["metadata"]["type"] = "GEN"
    assert adopt(summary_of(one), project) == 0
    arguments = ["--document", str(project / "openapi.yaml"), "--output", str(tmp_path / "out")]
    assert regenerate.main(arguments) == 0
    program = "from suno_client.models import Task, ClipType; print(Task.__name__, len(list(ClipType)))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "out")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Task 4\n"), done.stderr


def test_known_violations(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output mentions drifts that recordings list, and not "no drift"."""
    recording = next((project / "contract_tests" / "recordings").glob("*/sibling_extra_keys.json"))
    summary = Summary(Judge(clock=lambda: NOW))
    for one in sources.read(recording):
        summary.add(one)
    assert adopt(summary, project) == 0
    assert "the recordings list them" in " ".join(capsys.readouterr().out.split())


FIRSTS = {
    recording.operation: name
    for name, recording in reversed(list(load().items()))
    if recording.response.status == 200 and not recording.violations and recording.response.content[:1] in b"{["
}
"""A success of each operation."""


def test_every_operation_adopts(project: Path) -> None:
    """A new field of each response is adopted, and no other response is reported."""
    replies = {operation: reply(name) for operation, name in FIRSTS.items()}
    for one in replies.values():
        (one.body[0] if isinstance(one.body, list) else one.body)["sample_count"] = 3
    assert adopt(summary_of(*replies.values()), project) == 0
    document = Document.load(project / "openapi.yaml")
    for operation, one in replies.items():
        assert judge(one.exchange(), document=document) == [], operation
        assert judge(reply(FIRSTS[operation]).exchange(), document=document) == [], operation
