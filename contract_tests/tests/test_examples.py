"""The README and the guides: every Python example runs, and every command and link exists."""

from __future__ import annotations

import ast
import asyncio
import importlib
import importlib.util
import inspect
import re
import shlex
import textwrap
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import suno_client
from suno_client.command.arguments import parser as suno_client_parser
from suno_client.testing import virtual_time

from contract_tests.tests.examples import ROOT, blocks, pages
from suno_mock_api import InProcessTransport, MockApi, fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest_plugins = ["pytester"]

TESTS = ROOT / "docs" / "testing.md"
MOCK = ROOT / "contract_tests" / "mock_api" / "README.md"
PAGES = [page for page in pages() if page != TESTS and blocks(page)]


@pytest.fixture
def everything_is_mocked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Connect every client to the mocked API or to a file host, on a virtual clock, with `tmp_path` for files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUNO_API_KEY", "sk-...")
    monkeypatch.setattr("suno_client.download._addresses", lambda _host: [])
    with virtual_time() as clock:
        inside = InProcessTransport(MockApi(clock=clock.time, sleep=clock.sleep_asyncio, key="sk-..."))

        def handle(_self: Any, request: httpx.Request) -> httpx.Response:
            if request.url.host == "api.aiznt.com":
                return inside.handle_request(request)
            media_type = "audio/mpeg" if request.url.path.endswith(".mp3") else "image/jpeg"
            return httpx.Response(200, content=b"media", headers={"content-type": media_type})

        async def handle_asyncio(_self: Any, request: httpx.Request) -> httpx.Response:
            return await inside.handle_async_request(request)

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_asyncio)
        yield


@pytest.mark.usefixtures("everything_is_mocked")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The examples run in order, in one namespace."""
    namespace: dict[str, Any] = {"__name__": "example"}
    for code in blocks(page):
        exec(compile(code, page.name, "exec"), namespace)  # noqa: S102 - the pages are ours
    assert "audio_url" not in blocks(page)[0] or "https://cdn1.suno.ai/" in capsys.readouterr().out
    assert "download(" not in blocks(page)[0] or len(list((tmp_path / "songs").glob("*.mp3"))) == 2


OPERATIONS = [getattr(suno_client, name) for name in suno_client._OPERATIONS]
DOCSTRINGS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": inspect.getdoc(getattr(module, name)) or ""
    for module in OPERATIONS for name in module.__all__ if not name.endswith("_detailed")
}  # fmt: skip


@pytest.mark.usefixtures("everything_is_mocked")
@pytest.mark.parametrize("name", DOCSTRINGS)
def test_function_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = textwrap.dedent(DOCSTRINGS[name].partition("\nExample::\n")[2])
    assert f" {name}" in code
    namespace: dict[str, Any] = {}
    compiled = compile(code, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if compiled.co_flags & inspect.CO_COROUTINE:
        asyncio.run(eval(compiled, namespace))  # noqa: S307 - the docstrings are ours
    else:
        exec(compiled, namespace)  # noqa: S102 - the docstrings are ours
    assert namespace.get("result") or capsys.readouterr().out


def test_the_pages_have_examples() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "guide.md"}
    assert len(blocks(TESTS)) >= 4


def test_testing_page(pytester: pytest.Pytester) -> None:
    tests = "\n\n".join([*blocks(TESTS), *blocks(MOCK)])
    pytester.makepyfile(tests)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:suno-mock-api", plugins=[fixtures])
    assert result.parseoutcomes() == {"passed": len(re.findall(r"^def test_", tests, re.MULTILINE))}


def sessions() -> set[str]:
    """Return the sessions of noxfile.py."""
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    return {name.rstrip("_") for name in re.findall(r"^@nox\.session.*\ndef (\w+)\(", text, re.MULTILINE)}


def leads(page: Path, link: str) -> bool:
    """Return whether a link leads to a file, and to a heading of it if it names one."""
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not (target.exists() and anchor):
        return target.exists()
    headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


ALL = [*pages(), MOCK, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]
COMMANDS = {
    (page.name, line.partition(" #")[0].strip())
    for page in ALL
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
}


@pytest.mark.parametrize(("page", "line"), sorted(COMMANDS))
def test_a_command_is_right(page: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It exists, and has the options of the page."""
    del page
    match shlex.split(line):
        case ["suno-client", *words]:
            suno_client_parser(words).parse_args(words)
        case ["suno-mock-api", *words]:
            assert options(words) <= options(help_of("suno_mock_api.__main__", [], capsys))
        case ["nox", "-s", *words]:
            ends = words.index("--") if "--" in words else len(words)
            assert set(words[:ends]) <= sessions()
            more = words[ends + 1 :]
            action = [next((word for word in more if word in ("file", "record", "adopt")), "live")]
            if more:
                shown = help_of(f"scripts.{words[0]}", action if words[0] == "drift" else [], capsys)
                assert options(more) <= options(shown)
        case [program, *_]:
            assert program in ("export", "pip", "pre-commit")


def options(words: list[str]) -> set[str]:
    """Return the long options among words."""
    return {word.strip("[],") for word in words if word.strip("[],").startswith("--")}


def help_of(module: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the words of a command's help."""
    with pytest.raises(SystemExit):
        importlib.import_module(module).main([*words, "--help"])
    return capsys.readouterr().out.split()


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {name for command in re.findall(r"nox -s ([a-z][a-z ]*[a-z])", text) for name in command.split()}
    written_after = {"and", "in", "on", "to", "with"}
    assert not {name for name in named if name not in sessions()} - written_after, "sessions"
    modules = set(re.findall(r"python -m ((?:scripts|suno_client)[.\w]*)", text))
    assert not {name for name in modules if importlib.util.find_spec(name) is None}, "modules"
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
    assert not {link for link in links if not leads(page, link)}, "links"
    tests = re.findall(r"`((?:client/)?test_\w+\.py)(?:::(\w+))?`", text)
    missing = {
        f"{file}::{test}"
        for file, test in tests
        if f"def {test}" not in (ROOT / "contract_tests" / "tests" / file).read_text(encoding="utf-8")
    }
    assert not missing, "tests"
