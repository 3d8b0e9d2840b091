"""The plan has the document's operations; an unsupported one is refused with operation, pointer, line and reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData

from contract_tests.contract import Document
from scripts import regenerate
from scripts.generator.plan import Refusal, plan_package, prepare
from scripts.generator.plan.shapes import Link, Phase

if TYPE_CHECKING:
    from scripts.generator.plan import Package

CASES = Path(__file__).parent / "cases"
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\n"
GET = "paths:\n  /x:\n    get:\n      operationId: get_x\n      responses: {'200': {description: X.}}\n"


def plan(path: Path) -> Package:
    """Return the plan of a document."""
    document = Document.load(path)
    prepared = prepare(document)
    file = ConfigFile.load_from_path(regenerate.CONFIG)
    config = Config.from_sources(file, MetaType.NONE, path, "utf-8", overwrite=False, output_path=None)
    parsed = GeneratorData.from_dict(prepared.document, config=config)
    assert isinstance(parsed, GeneratorData)
    return plan_package(document, prepared, parsed)


def polled(change: str) -> str:
    """Return a document of a polled operation with another `x-polling`."""
    return (
        "paths:\n  /x:\n    get:\n      operationId: get_x\n      responses:\n"
        "        '200':\n          description: X.\n"
        f"          x-polling: {{{change}}}\n"
        "          content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}\n"
        "components:\n  schemas:\n"
        "    X:\n      type: object\n      required: [s]\n      properties: {s: {type: string, enum: [A, B]}}\n"
    )


SCHEDULE = "schedule: [{interval: 1, growth: 1, max: 1}]"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            GET + "      parameters: [{$ref: 'other.yaml#/a'}]\n",
            'd.yaml:8: /paths/~1x/get/parameters/0/$ref: "other.yaml#/a" is another file',
        ),
        (
            GET.replace("/x:", "/x/{id}:")
            + "      parameters: [{name: id, in: path, required: true, style: matrix, schema: {type: string}}]\n",
            "d.yaml:8: get_x: the style matrix of a path parameter is not supported (at #/paths/~1x~1{id}/get/paramete",
        ),
        (
            GET + "      parameters: [{name: q, in: cookie, schema: {type: object}}]\n",
            "d.yaml:8: get_x: an object as a cookie parameter is not supported (at #/paths/~1x/get/parameters/0)",
        ),
        (
            GET + "      parameters: [{name: q, in: query, content: {application/xml: {schema: {type: object}}}}]\n",
            "d.yaml:8: get_x: a parameter of application/xml is not supported (at #/paths/~1x/get/parameters/0/con",
        ),
        (
            GET.replace("get:", "post:") + "      requestBody: {content: {application/xml: {schema: {}}}}\n",
            "d.yaml:5: get_x: Unsupported content type application/xml (at #/paths/~1x/post)",
        ),
        (
            GET.replace("get:", "post:")
            + "      requestBody: {content: {multipart/form-data: {schema: {type: array, items: {type: string}}}}}\n",
            "d.yaml:8: get_x: a body of multipart/form-data that is not an object is not supported (at #/paths/~1x/pos",
        ),
        (
            GET + "      security: [{a: []}]\ncomponents: {securitySchemes: {a: {type: apiKey, in: query, name: k}}}\n",
            "a key that is sent as apiKey in query is not supported: only bearer keys and keys in a header (at #/compo",
        ),
        (
            GET + "      security: [{a: []}]\n    post: {responses: {}, security: [{b: []}]}\n"
            "components:\n  securitySchemes:\n    a: {type: apiKey, in: header, name: k}\n"
            "    b: {type: http, scheme: bearer}\n",
            "d.yaml:11: the key is sent in one way only, and the document has two: a and b (at #/comp",
        ),
        (GET + "      security: [{a: []}]\n", "d.yaml:8: the security scheme a is not declared (at #/paths/~1x/get/s"),
        (
            GET.replace("/x:", "/y: {get: {operationId: get-x, responses: {}}}\n  /x:"),
            "d.yaml:7: get_x: two operations are named get_x: give each an operationId of its own (at #/pa",
        ),
        (GET.replace("/x:", "/x/{id}:"), "d.yaml:5: get_x: the path parameter id is not declared (at #/paths/"),
        (GET.replace("/x:", "/x?y=z:"), "d.yaml:5: get_x: a path has no query or fragment (at #/paths/~1x?y=z/get)"),
        (GET.replace("200", "2oo"), 'd.yaml:7: /paths/~1x/get/responses: "2oo" does not match'),
        (
            GET.replace("{description: X.}", "{description: 7}"),
            "d.yaml:7: /paths/~1x/get/responses/200/description: 7 is not a string",
        ),
        (
            GET + 'components:\n  schemas:\n    X: {enum: [a, "b\\nc"]}\n',
            "d.yaml:10: a word with a line break or a control character is not supported (at #/components/schemas/X/e",
        ),
        (
            GET + "components:\n  schemas:\n    X: {$ref: '#/components/schemas/Y'}\n"
            "    Y: {$ref: '#/components/schemas/X'}\n",
            'd.yaml:10: /components/schemas/X/$ref: "#/components/schemas/Y" leads back to itself',
        ),
        (
            GET + "      parameters: [{$ref: '#/components/parameters/q'}]\n"
            "components: {parameters: {q: {$ref: '#/components/parameters/q'}}}\n",
            'd.yaml:8: /paths/~1x/get/parameters/0/$ref: "#/components/parameters/q" leads back to itself',
        ),
        (
            GET + "components:\n  schemas:\n    X: {properties: {b: {type: boolean, default: maybe}}}\n",
            "d.yaml:10: Invalid boolean value: maybe (at #/components/schemas/X)",
        ),
        (
            GET + "components:\n  schemas:\n    X: {enum: [a], default: b}\n",
            "d.yaml:10: Value b is not valid for enum (a name) (at #/components/schemas/X)",
        ),
        (
            GET + "servers: [{url: 'https://{host}'}]\n",
            "d.yaml:8: the server https://{host} has a variable without a default (at #/servers/0/url)",
        ),
        (
            polled(f"result: /s, status: /s, success: [A], failure: [B], {SCHEDULE}"),
            "d.yaml:10: get_x: x-polling: the result /s is not an object (at #/paths/~1x/get/responses/200/x-polling/r",
        ),
    ],
)  # fmt: skip
def test_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str) -> None:
    document = tmp_path / "d.yaml"
    document.write_text(HEAD + text, encoding="utf-8")
    assert regenerate.main(["--document", str(document), "--output", str(tmp_path / "generated")]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize("schema", ["true", "{}"])
def test_untyped_parameter(tmp_path: Path, schema: str) -> None:
    document = tmp_path / "d.yaml"
    text = HEAD + GET + f"      parameters: [{{name: q, in: query, schema: {schema}}}]\n"
    document.write_text(text, encoding="utf-8")
    assert [one.type.annotation for one in plan(document).operations["get_x"].parameters] == ["Any"]


def test_polling_is_resolved() -> None:
    package = plan(CASES / "polling.yaml")
    job = package.operations["get_job"].polling
    assert job is not None
    assert (job.result, job.status, job.reason) == ((), ("state", "word"), None)
    assert (job.result_type.annotation, job.jitter, job.timeout) == ("models.Job", 0.1, 600)
    export = package.operations["get_export"].polling
    assert export is not None
    assert (export.result, export.status, export.reason) == (("export",), ("status",), ("export", "why"))
    assert (export.equals, export.present) == (((("export", "percent"), 100),), (("export", "why"),))
    assert export.schedule_by == (("export", "kind"), (("small", (Phase(1, 1, 1),)),))
    assert package.results == ("Job", "Result")


EXAMPLES = """
paths:
  /x/{number}/{name}:
    post:
      operationId: change_x
      parameters:
        - {name: number, in: path, required: true, schema: {type: integer, examples: [7, 8]}}
        - name: name
          in: path
          required: true
          schema: {type: string}
          examples: {a: {$ref: '#/components/examples/A'}}
        - {name: exact, in: query, required: true, schema: {type: boolean}, example: true}
        - {name: other, in: query, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/X'}, example: BODY}}
      responses: {'200': {description: X.}}
  /y:
    get: {operationId: get_y, responses: {'200': {description: Y.}}}
components:
  examples: {A: {value: a b}}
  schemas:
    X:
      type: object
      properties:
        a-b: {type: [string, 'null']}
        ratio: {type: number}
        day: {type: string, format: date}
        inner: {type: array, items: {$ref: '#/components/schemas/Y'}}
    Y: {type: object, required: [text], properties: {text: {type: string}}}
"""


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("{a-b: null, ratio: 1}", "models.X(a_b=None, ratio=1)"),
        ("{inner: [{text: a}]}", 'models.X(inner=[models.Y(text="a")])'),
        ("{inner: [{}]}", None),  # it lacks a required field
        (f"{{a-b: {'x' * 60}, ratio: 0.5}}", f'models.X(\n    a_b="{"x" * 60}",\n    ratio=0.5,\n)'),
        (f"{{a-b: {'x' * 90}}}", None),  # a docstring would wrap it
        ("{a-b: 'a\\b'}", None),
        ("{day: 2026-01-02}", None),  # no literal
        ("{unknown: 1}", None),
        ("{ratio: '1'}", None),  # not of its type
    ],
)
def test_an_example_of_a_call(tmp_path: Path, body: str, written: str | None) -> None:
    """It is the document's examples as Python, or empty if one needs more than literals and models."""
    (path := tmp_path / "d.yaml").write_text(HEAD + EXAMPLES.replace("BODY", body), encoding="utf-8")
    operations = plan(path).operations
    assert operations["get_y"].example == ("client=client",)
    call = ("7", '"a b"', "client=client", f"body={written}", "exact=True")
    assert operations["change_x"].example == (call if written else None)


def test_names_of_referenced_schemas() -> None:
    """A schema is named by the last part of its place, wherever the reference leads."""
    assert sorted(plan(CASES / "references.yaml").models) == ["ABC", "ABCPart", "Part", "Schema", "Thing", "ThingPart"]


@pytest.mark.parametrize(
    ("declared", "successes"),
    [(("200", "299", "300"), [200, 299]), (("2XX", "404"), [2]), (("404", "default"), [0]), (("404",), [])],
)
def test_successes(tmp_path: Path, declared: tuple[str, ...], successes: list[int]) -> None:
    document = tmp_path / "d.yaml"
    responses = ", ".join(f"'{status}': {{description: X.}}" for status in declared)
    document.write_text(HEAD + GET.replace("'200': {description: X.}", responses), encoding="utf-8")
    assert [response.key for response in plan(document).operations["get_x"].successes] == successes


def test_links_and_batch() -> None:
    package = plan(CASES / "polling.yaml")
    submit, fetch, batch = (package.operations[name] for name in ("submit_job", "get_job", "get_jobs"))
    assert submit.links == (Link("job", 200, "get_job", (("job_id", ("id",)),)),)
    assert [operation.repeatable for operation in (submit, fetch, batch)] == [False, True, True]
    assert batch.batch is not None
    assert (batch.batch.single, batch.batch.ids, batch.batch.items, batch.batch.key, batch.batch.max) == (
        "get_job",
        ("ids",),
        ("jobs",),
        ("id",),
        50,
    )


def test_run_and_many() -> None:
    package = plan(CASES / "polling.yaml")
    job, order = package.operations["submit_job"].run, package.operations["order_export"].run
    assert job is not None
    assert order is not None
    assert [(one.polled.name, [place for _, place in one.parameters]) for one in (job, order)] == [
        ("get_job", [("id",)]),
        ("get_export", [("order", "number")]),
    ]
    assert package.operations["get_job"].run is None
    jobs, exports = package.operations["get_jobs"].many, package.operations["get_exports"].many
    assert jobs is not None
    assert exports is not None
    assert [(one.item.annotation, one.inside) for one in (jobs, exports)] == [
        ("models.Job", 0),
        ("models.ExportState", 0),
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("      x-safe: true\n", "", "get_jobs: x-batch: a wait sends it again and again: it must be x-safe"),
        ("required: [ids],", "required: [ids, who],", "it must need nothing but the ids, in a body of JSON"),
        ("items: {$ref: '#/components/schemas/Job'}}", "items: {type: object, properties: {id: {}}}}",
         "its items are neither results nor responses of get_job"),
    ],
)  # fmt: skip
def test_batches_that_do_not_fit(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = (CASES / "polling.yaml").read_text(encoding="utf-8").replace(old, new, 1)
    text = text.replace("properties: {ids: {type: array", "properties: {who: {type: string}, ids: {type: array", 1)
    document = tmp_path / "d.yaml"
    document.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        plan(document)
    assert reason in caught.value.message(Document.load(document))


@pytest.mark.parametrize(
    ("schema", "success"),
    [
        ("{code: /code, message: /message}", None),
        (
            "{code: /code, message: /message, success: [ok], result: /data}",
            (("code",), ("message",), ("data",), ("ok",)),
        ),
    ],
)
def test_success_error(tmp_path: Path, schema: str, success: Any) -> None:
    document = tmp_path / "d.yaml"
    response = "{description: X., content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}}"
    document.write_text(
        HEAD + GET.replace("{description: X.}", response)
        + f"components: {{schemas: {{X: {{x-error: {schema}, type: object, "
        "properties: {code: {}, message: {}, data: {}}}}}",
        encoding="utf-8",
    )  # fmt: skip
    found = plan(document).operations["get_x"].success_error
    assert (found and (found.code, found.message, found.result, found.success)) == success
