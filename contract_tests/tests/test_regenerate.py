"""generated/ is up to date, and `regenerate --check` reports if it is not."""

from __future__ import annotations

import hashlib
import importlib
import re
import shutil
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import openapi_python_client
import pytest
import suno_client

from scripts import regenerate

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"
DOCUMENT = ROOT / "openapi.yaml"
VERSION = metadata.version("openapi-python-client")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a freshly generated tree."""
    output = tmp_path_factory.mktemp("fresh")
    assert regenerate.main(["--output", str(output)]) == 0
    return output


def test_generated_is_fresh(fresh: Path) -> None:
    assert regenerate.compare(fresh, GENERATED) == []


def test_header_lines() -> None:
    """Every file starts with two short lines: the tool that made it, and the sources."""
    for path in (GENERATED / "suno_client").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            first, second = path.read_text(encoding="utf-8").split("\n")[:2]
            assert first == f"# Made by `nox -s regenerate` with openapi-python-client {VERSION}; do not edit."
            sources = second.removeprefix("# Source: ").split(" and ")
            assert all((ROOT / source).exists() for source in sources)
            assert len(second) <= 120


@pytest.mark.parametrize("path", sorted(regenerate.TEMPLATES.glob("*.jinja")), ids=lambda path: path.name)
def test_template_opening(path: Path) -> None:
    """An override has the hash of the generator's template, so that a change by an upgrade is detected."""
    opening = path.read_text(encoding="utf-8").partition("#}")[0]
    own = Path(openapi_python_client.__file__).parent / "templates" / path.name
    if opening.startswith("{# Ours: "):
        assert not own.exists()
    else:
        digest = hashlib.sha256(own.read_bytes()).hexdigest()[:12]
        start = f"{{# Forked from the generator's own, sha256 {digest}. Changed: "
        assert opening.startswith(start), f"{own} has changed: take over what is new there, then write {digest}"


def test_package_has_its_own_version() -> None:
    """The version of the package is not that of the document, because a fix of the client does not change the API."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert suno_client.__version__ == project["version"]


def test_reproducible(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second generation has no differences."""
    assert regenerate.main(["--check", "--output", str(fresh)]) == 0
    assert capsys.readouterr().out == "generated/ is up to date.\n"


def change(tree: Path) -> None:
    file = tree / "suno_client" / "types.py"
    file.write_text(file.read_text(encoding="utf-8").replace("UNSET", "UNSEt", 1), encoding="utf-8")


def carriage_return(tree: Path) -> None:
    file = tree / "suno_client" / "types.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n", 1))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (change, "--- generated/suno_client/types.py"),
        (carriage_return, "--- generated/suno_client/types.py"),
        (lambda tree: (tree / "suno_client" / "extra.py").write_text("x = 1\n"), "does not belong in generated/"),
        (lambda tree: (tree / "suno_client" / "empty.py").touch(), "does not belong in generated/"),
        (lambda tree: (tree / "suno_client" / "py.typed").unlink(), "is missing in generated/"),
        (lambda tree: shutil.rmtree(tree / "suno_client"), "is missing in generated/"),
    ],
    ids=["changed", "line ending", "extra", "extra and empty", "missing", "all missing"],
)
def test_outdated_tree(
    fresh: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], object],
    message: str,
) -> None:
    """The difference is shown, and then fixed."""
    # Other tests generate; here a copy is enough.
    monkeypatch.setattr(regenerate, "generate", lambda _, package: shutil.copytree(fresh / "suno_client", package))
    tree = tmp_path / "generated"
    shutil.copytree(fresh, tree)
    spoil(tree)
    assert regenerate.main(["--check", "--output", str(tree)]) == 1
    out = capsys.readouterr().out
    assert message in out
    assert "run `nox -s regenerate`" in out

    assert regenerate.main(["--output", str(tree)]) == 0
    assert regenerate.compare(fresh, tree) == []


def test_changed_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails."""
    document = tmp_path / "openapi.yaml"
    text = DOCUMENT.read_text(encoding="utf-8")
    document.write_text(
        text.replace("description: The song's title.", "description: The song's title!"), encoding="utf-8"
    )
    assert regenerate.main(["--check", "--document", str(document)]) == 1
    assert '+    """The song\'s title!"""' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not a mapping"),
        ("a: [", "not YAML"),
        ("openapi: 3.1.0", "openapi.yaml:1: not an OpenAPI document: field required: info (at #)"),
        (None, "cannot be read"),
    ],
    ids=["empty", "no YAML", "no OpenAPI", "no file"],
)
def test_no_document_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, message: str
) -> None:
    document = tmp_path / "openapi.yaml"
    if text is not None:
        document.write_text(text, encoding="utf-8")
    assert regenerate.main(["--document", str(document), "--output", str(tmp_path / "generated")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "$ref: '#/components/schemas/Clip'",
            "$ref: '#/components/schemas/Clap'",
            '#/components/schemas/Clap" does not exist: correct the pointer',
        ),
        (
            "result: /data ",
            "result: /song",
            '/x-polling/result: "/song" is not declared: the declared names there are code, data or message',
        ),
        (
            "status: /data/status",
            "status: /data/state",
            '"/data/state" is not declared: did you mean status?',
        ),
        (
            "success: [SUCCESS,",
            "success: [SUCESS,",
            '"SUCESS" is not an enum value of "/data/status": did you mean SUCCESS?',
        ),
        ("success: [SUCCESS,", "sucess: [SUCCESS,", '"sucess" is not a key of x-polling: did you mean success?'),
        ("scheme: bearer", "scheme: basic", "a key that is sent as http basic is not supported"),
        ("task_not_exist: not_found", "task_not_exist: lost", '"lost" is not a value of x-error-codes'),
        (
            "x-essential: [audio_url]",
            "x-essential: [audio]",
            '"/audio" is not declared: did you mean audio_url?',
        ),
    ],
)
def test_unsupported_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    document = tmp_path / "openapi.yaml"
    text = DOCUMENT.read_text(encoding="utf-8")
    assert old in text
    document.write_text(text.replace(old, new), encoding="utf-8")
    assert regenerate.main(["--document", str(document), "--output", str(tmp_path / "generated")]) == 2
    refusal = capsys.readouterr().err
    assert message in refusal
    assert re.match(r"regenerate: openapi\.yaml:[1-9]\d*: ", refusal)


def test_tool_version(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.0.1")
    assert regenerate.main(["--output", str(tmp_path / "generated")]) == 2
    assert "openapi-python-client 0.0.1 is installed" in capsys.readouterr().err


def test_threads_and_tasks_have_one_source() -> None:
    source = '''"""For asyncio."""

async def states(poller: Poller) -> AsyncIterator[State]:
    """Yield the states."""
    async with fresh_asyncio() as http:
        async for state in await poller.polled_asyncio(http):
            yield state
'''
    assert (
        regenerate.for_threads(source)
        == '''"""Requests and waits in threads."""

def states(poller: Poller) -> Iterator[State]:
    """Yield the states."""
    with fresh() as http:
        for state in poller.polled(http):
            yield state
'''
    )


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", "regenerate: a template is wrong: Expected an expression"),
        ("def (", "a template makes wrong Python"),
    ],
    ids=["no template", "no Python"],
)
def test_invalid_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, template: str, message: str
) -> None:
    templates = shutil.copytree(regenerate.TEMPLATES, tmp_path / "templates")
    (templates / "document.py.jinja").write_text(template, encoding="utf-8")
    monkeypatch.setattr(regenerate, "TEMPLATES", templates)
    assert regenerate.main(["--output", str(tmp_path / "generated")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "generated").exists()


def test_a_field_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        "source",
        "kept",
        "known",
        "at",
        "value",
        "result",
        "error",
        "items",
        "place",
        "cls",
        "required",
        "optional",
    ]
    document = tmp_path / "openapi.yaml"
    anchor = "        id:\n          type: string\n          description: The id of the lyrics.\n"
    fields = "".join(f"        {name}: {{type: string}}\n" for name in names)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert anchor in text
    document.write_text(text.replace(anchor, anchor + fields), encoding="utf-8")
    regenerate.generate(document, tmp_path / "named_client")

    monkeypatch.syspath_prepend(tmp_path)
    lyrics = importlib.import_module("named_client.models").Lyrics
    body = dict.fromkeys(("id", "text", "title", *names), "a word") | {"status": "complete"}
    read = lyrics.from_dict(body)
    assert [getattr(read, name) for name in names] == ["a word"] * len(names)
    assert read.to_dict() == body
    assert lyrics.from_dict(body | {"kept": 7}).to_dict() == body | {"kept": 7}
