"""Reports have every finding with both values and its line, and escape the text of servers."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from contract_tests.contract import Document, Judge
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.reports.markdown import code
from contract_tests.drift.summary import Summary, Unreadable
from contract_tests.mutants.reply import NOW, Reply, reply
from contract_tests.tests.examples import ROOT
from scripts import drift

if TYPE_CHECKING:
    from pathlib import Path

EVIL = (
    "</pre><script>alert(1)</script>|`x`\n::error::pwned %0A\x1b]0;x\x07\x9b2J ##[error]x \u202e"
    " https://evil.example/ www.evil.example @all #1 [x](y)"
)


def summary_of(*replies: Reply) -> Summary:
    summary = Summary(Judge(clock=lambda: NOW))
    for number, one in enumerate(replies):
        summary.add(one.exchange(f"exchange {number}"))
    return summary


def drifted() -> Reply:
    one = reply("music_success")
    one.task.update(status="SAMPLE_WORD", sample_note=EVIL)
    for clip in one.clips:
        clip.pop("handle")
    one.clips[0]["title"] = None
    one.clips[1][EVIL] = 1
    return one


@pytest.mark.parametrize("name", FORMATS)
def test_formats_of_findings(name: str) -> None:
    """Every format has the field, the rule and the line."""
    summary = summary_of(drifted())
    text = FORMATS[name](summary)
    assert len(summary.findings) == 5
    for finding in summary.findings:
        assert finding.example.rule in text
        assert str(finding.example.line) in text
    assert "SAMPLE_WORD" in text


@pytest.mark.parametrize("name", FORMATS)
def test_formats_without_drift(name: str) -> None:
    output = FORMATS[name](summary_of(reply("music_success")))
    assert "No drift in 1 exchange." in output or json.loads(output)["findings"] == []


@pytest.mark.parametrize("name", FORMATS)
def test_formats_of_unjudged(name: str) -> None:
    summary = summary_of(reply("music_success"))
    summary.add(Unreadable("x.har", "not JSON"))
    output = FORMATS[name](summary)
    assert "x.har" in output
    assert "not JSON" in output


def test_order_of_the_text() -> None:
    """The most severe findings come first, grouped by field."""
    text = FORMATS["text"](summary_of(drifted()))
    headings = re.findall(r"^(breaking|doc|additive) (\S+)", text, re.MULTILINE)
    parts = text.split("Refuted assumptions")
    assert len(parts) == 2
    for part in parts:
        grades = re.findall(r"^(breaking|doc|additive) ", part, re.MULTILINE)
        assert grades == sorted(grades, key=["breaking", "doc", "additive"].index)
    assert len({place for _, place in headings}) == len(headings)


def test_json_report() -> None:
    report = json.loads(FORMATS["json"](summary_of(drifted(), drifted())))
    title = next(one for one in report["findings"] if one["field"] == "/data/data/*/title")
    assert title["where"] == "/data/data/0/title"
    assert (title["count"], title["severity"], title["rule"]) == (2, "breaking", "shape.null")
    assert title["pointer"] == "/components/schemas/Clip/properties/title/type"
    assert title["client"] == {"kind": "loses", "detail": "reads UNSET; to_dict() has the raw value"}
    assert report["judged"] == 2


def test_github_commands() -> None:
    """GitHub gets one command for each finding, and none from a server."""
    lines = FORMATS["github"](summary_of(drifted())).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 5
    assert all(
        re.match(r"::(error|warning|notice) file=openapi\.yaml,line=\d+,title=[^,:]+::", line) for line in commands
    )
    assert not any("::error::" in line for line in lines)


def test_markdown_table() -> None:
    """No text of a server breaks the table."""
    lines = [line for line in FORMATS["markdown"](summary_of(drifted())).splitlines() if line.startswith("|")]
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    assert len(lines) == 2 * 2 + 5  # a table for each group
    assert set(cells) == {9}


class Page(HTMLParser):
    """Collects the elements and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        values = dict(attrs)
        self.links += [str(values[name]) for name in ("href", "src") if name in values]
        self.ids += [str(values["id"])] if "id" in values else []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "`a`"),
        ("", ""),
        ("a`b", "``a`b``"),
        ("a``b`c", "```a``b`c```"),
        ("`a`", "`` `a` ``"),
        ("a|b\nc", "`a\\|b\\nc`"),
    ],
)
def test_code_in_markdown(text: str, written: str) -> None:
    """It has more backticks around it than it contains in a row, so that a server's text cannot end it."""
    assert code(text) == written


def test_page_is_one_inert_file() -> None:
    """The HTML page is one file that runs no script and loads nothing."""
    page = Page()
    text = FORMATS["html"](summary_of(drifted(), reply("error_502_proxy_html")))
    page.feed(text)
    assert "script" not in page.elements
    assert not {"img", "link", "iframe", "object"} & set(page.elements)
    assert "default-src 'none'" in text
    assert 'name="viewport"' in text
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_page_shows_missing_values() -> None:
    """The HTML page shows the response as a tree, with missing values."""
    text = FORMATS["html"](summary_of(drifted()))
    assert '<span class="key">handle</span> <span class="value missing">missing</span>' in text
    assert re.search(
        r'class="node leaf breaking"><span class="key">title</span> <span class="value NoneType">null', text
    )
    assert re.search(r'NoneType">null</span>\s*<a class="note breaking" href="#line-\d+-\d+"><b>breaking</b> ', text)
    assert "&lt;script&gt;" in text


def test_huge_response() -> None:
    one = reply("music_success")
    one.task["more"] = [{"x" * 50: list(range(100))} for _ in range(500)]
    one.task["text"] = "y" * 100_000
    assert len(FORMATS["html"](summary_of(one))) < 1_000_000


def test_page_with_many_exchanges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.drift.reports.html.MOST_TREES", 1)
    first, second = reply("music_success"), reply("music_success")
    first.task["one"], second.task["two"] = 1, 2
    assert "1 further exchange not shown" in FORMATS["html"](summary_of(first, second))


def test_number_of_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_tests.drift.summary.MOST_FINDINGS", 3)
    one = reply("music_success")
    one.task.update({f"field_{number}": 1 for number in range(10)})
    summary = summary_of(one)
    assert (len(summary.findings), summary.more) == (3, 7)
    assert "7 further violations not listed" in FORMATS["text"](summary)


def test_output_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report is written completely or not at all."""
    recording = tmp_path / "x.json"
    recording.write_text(json.dumps({"code": "success", "data": None, "new": 1}), encoding="utf-8")
    page = ["--format", "html", "--output", str(tmp_path / "out" / "r.html")]
    assert drift.main(["file", str(recording), "--operation", "fetch_task", *page]) == 1
    assert (tmp_path / "out" / "r.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert drift.main(["file", str(recording), "--output", str(tmp_path)]) == 2
    assert "drift: " in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "x.json"]


def test_width_and_colours(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the text format has colours and the width of the terminal."""
    recording = tmp_path / "x.json"
    recording.write_text(json.dumps({"code": "success", "data": None, "new": 1}), encoding="utf-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"COLUMNS": "50", "FORCE_COLOR": "1", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    assert drift.main(["file", str(recording), "--operation", "fetch_task"]) == 1
    text = capsys.readouterr().out
    assert "\x1b[" in text
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in text.splitlines()) <= 50
    for name in sorted(FORMATS.keys() - {"text"}):
        assert drift.main(["file", str(recording), "--operation", "fetch_task", "--format", name]) == 1
        assert "\x1b[" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["file", "no/such/file"], "there is no such file or folder"),
        (["file"], "required"),
        (["file", "x", "--format", "pdf"], "invalid choice"),
        (["live"], "--base-url"),
        (["live", "--base-url", "http://x", "--polls", "0"], "is not a number from 1"),
        (["live", "--base-url", "http://x", "--interval", "soon"], "is not a number of 0 or more"),
        (["swim"], "invalid choice"),
        ([], "required"),
    ],
)
def test_usage_errors(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error is one line, with exit code 2."""
    try:
        code = drift.main(arguments)
    except SystemExit as error:
        code = int(str(error.code))
    assert code == 2
    assert reason in capsys.readouterr().err.splitlines()[-1]


def test_nothing_to_judge_is_no_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert drift.main(["file", str(tmp_path)]) == 2
    assert "could not check" in capsys.readouterr().err


def test_adopt_reports_unjudged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.json").write_text("no JSON", encoding="utf-8")
    assert drift.main(["adopt", str(tmp_path), "--dry-run"]) == 2
    assert "nothing to adopt: notes.json: not JSON" in capsys.readouterr().err
    shutil.copy(ROOT / "contract_tests/recordings/fetch_task/music_success.json", tmp_path)
    drift.main(["adopt", str(tmp_path), "--dry-run"])
    assert "not judged: notes.json: not JSON" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_server_text_is_inert(name: str) -> None:
    """No part of a report has a terminal escape, a workflow command, a control character or a lone surrogate."""
    one = drifted()
    one.headers["content-type"] = EVIL.replace("\n", " ")
    summary = summary_of(one)
    summary.add(Unreadable(EVIL + "\ud83d", EVIL + "\ud83d"))
    output = FORMATS[name](summary)
    assert output.encode().decode() == output
    assert not [char for char in output if not char.isprintable() and char not in "\n\N{ZERO WIDTH SPACE}"]
    assert not re.search(r"^\s*::|##\[", output, re.MULTILINE)
    if name == "json":  # for programs, nothing is lost
        assert json.loads(output)["not_judged"][0]["name"].startswith(EVIL)
    if name in {"markdown", "html"}:
        assert not re.search(r"(?<!\\)<script", re.sub(r"(`+).*?\1", "", output))


def test_markdown_makes_no_link() -> None:
    output = FORMATS["markdown"](summary_of(drifted()))
    plain = re.sub(r"(`+).*?\1", "", output)
    assert not re.search(r"https?://|(?<!\\)www\.(?!\\)|(?<!\\)@|(?<!\\)\]\(", plain.replace("www\\.", ""))


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_groups_of_findings(name: str) -> None:
    """Violations of documented and of assumed facts are separate."""
    output = FORMATS[name](summary_of(drifted()))
    broken, assumed = output.split("Refuted assumptions", 1)
    assert "Broken promises" in broken
    assert "shape.null" in broken
    status = "/data/status"
    assert status in assumed
    assert status not in broken


def test_the_formats_agree() -> None:
    """Every format has each finding, and the time, the servers and the version of the document."""
    summary = summary_of(drifted())
    report = json.loads(FORMATS["json"](summary))
    assert report["verdict"].startswith("5 drifts in 1 exchange: ")
    assert {one["group"] for one in report["findings"]} == {"Broken promises", "Refuted assumptions"}
    for name in ("text", "markdown", "html"):
        output = " ".join(FORMATS[name](summary).replace("\\", "").split())
        for value in report["facts"].values():
            assert value.partition(", ")[0] in output, (name, value)
        assert "https:" not in report["facts"]["servers"] or "api.aiznt.com" in output
        for one in report["findings"]:
            assert one["rule"] in output
            assert one["evidence"] in output
    assert report["facts"]["received"] == "2027-01-15 08:00:00 UTC"
    assert report["facts"]["document"] == f"openapi.yaml {Document.load().plain['info']['version']}"
    assert report["facts"]["client"].startswith("suno-client ")


def test_a_deep_response_makes_a_page() -> None:
    one = reply("music_success")
    one.task["more"] = json.loads("[" * 150 + "]" * 150)
    assert "nested deeper" in FORMATS["html"](summary_of(one))


@pytest.mark.parametrize("kind", [ValueError, OverflowError, RecursionError])
def test_unjudgeable_exchange(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange for which the judge raises is reported as not judged, and the others are judged."""
    summary = summary_of(drifted())
    with monkeypatch.context() as patched:

        def fail(*_: object) -> None:
            raise kind("odd")

        patched.setattr(Judge, "judge", fail)
        summary.add(reply("music_success").exchange("odd one"))
    summary.add(reply("lyrics_success").exchange("next"))
    output = " ".join(FORMATS["text"](summary).split())
    assert f"odd one: cannot be judged: {kind.__name__}: odd" in output
    assert summary.judged == 2
