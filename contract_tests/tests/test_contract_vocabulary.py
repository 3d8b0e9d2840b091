"""Each extension is checked when a document is loaded; an error has the line and the remedy."""

from __future__ import annotations

import pytest

from contract_tests.contract import Document, DocumentError
from contract_tests.contract.vocabulary import declared
from contract_tests.contract.vocabulary_page import markdown

GOOD = """\
openapi: 3.1.0
info: {title: Jobs, version: '1'}
x-nothing: {}
paths:
  /jobs:
    post:
      operationId: start
      x-evidence: {strength: published, source: docs/evidence.md#jobs}
      requestBody: {content: {application/json: {schema: {properties: {ids: {type: array}}}}}}
      responses:
        '200':
          description: started
          links: {job: {operationId: job, parameters: {id: $response.body#/id}}}
          x-batch: {single: job, ids: /ids, items: /all, key: /id, max: 9}
          content:
            application/json:
              schema: {properties: {id: {}, all: {items: {$ref: '#/components/schemas/Job'}}}}
  /jobs/{id}:
    get:
      operationId: job
      x-safe: false
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: a job
          headers: {X-Id: {schema: {type: string}}}
          x-header-presence: {with-body: [X-Id]}
          x-polling:
            result: /out
            status: /state/word
            success: [done]
            failure: [LOST]
            failure-when: {equals: {/state/word: bad}, present: [/out]}
            schedule: [{until: 9, interval: 1, growth: 1, max: 2}, {interval: 1, growth: 1, max: 2}]
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Job'
components:
  schemas:
    Job:
      required: [id, state]
      x-essential: [id]
      x-presence: {if: {required: [id]}, then: {required: [out]}}
      x-accessors: {file: {first: [/out/url, /any/thing]}, list: {property: out, branch: array}}
      x-error: {code: /id, message: /state/word, success: [ok], result: /out}
      x-meaning: {equals: {/id: $request.path.id}, contains: [{string: /out/url, value: /id, unless: x$}]}
      x-sequence:
        key: /id
        order: {/state/word: [[new], [done, lost]]}
        replaced: {values: [/id], leaving: {/state/word: [new]}}
      properties:
        id: {type: string}
        any: {}
        out:
          anyOf: [{type: array, items: {}}, {type: object, properties: {url: {type: string}}}]
        state:
          type: object
          properties: {word: {type: string, enum: [new, done, lost, bad], x-enum-varnames: [NEW, DONE, LOST, BAD]}}
""".replace("x-nothing: {}\n", "")


def problem(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        Document.parse(text)
    return str(caught.value)


def test_a_good_document_is_loaded() -> None:
    assert [one.name for one in Document.parse(GOOD).operations] == ["start", "job"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("x-essential:", "x-esential:", "x-esential is not in the vocabulary: did you mean x-essential?"),
        ("x-safe: false", "x-polling: {}", "x-polling belongs on a response, not on an operation"),
        ("x-safe: false", "x-safe: 'no'", '"no" is not a boolean'),
        ("x-essential: [id]", "x-essential: id", '"id" is not an array'),
        ("strength: published", "strength: publishd", '"publishd" is not a value of x-evidence: did you mean publ'),
        ("success: [done]", "succes: [done]", '"succes" is not a key of x-polling: did you mean success?'),
        ("success: [done]", "success: [dne]", '"dne" is not an enum value of "/state/word"'),
        ("failure: [LOST]", "failure: [Done]", "done is both a success and a failure"),
        ("status: /state/word", "status: /state/wrd", "is not declared: did you mean word?"),
        ("status: /state/word", "status: state", '"state" is not a JSON pointer (RFC 6901)'),
        ("status: /state/word", "status: /state", '"/state" is an object, but only a string can end a wait'),
        ("result: /out", "result: /out/urll", "did you mean url?"),
        ("present: [/out]", "present: [/oat]", "did you mean out?"),
        ("equals: {/state/word: bad}", "equals: {/state/word: worse}", '"worse" is not an enum value of "/state/word"'),
        ("{until: 9, ", "{", "every phase but the last one needs an `until`"),
        ("until: 9", "until: 900", "but the wait at 600"),
        ("[{until: 9,", "[{until: 9, interval: 1, growth: 1, max: 2}, {until: 9,", "ends at 9, which is not after 9"),
        ("[{until: 9, interval: 1,", "[{until: 9, interval: 3,", "the longest pause is shorter"),
        ("with-body: [X-Id]", "with-body: [X-Ids]", 'no header "X-Ids": did you mean X-Id?'),
        ("x-essential: [id]", "x-essential: [ids]", "did you mean id?"),
        ("then: {required: [out]}", "then: {required: [our]}", "did you mean out?"),
        ("[/out/url, ", "[/out/uri, ", "did you mean url?"),
        ("branch: array", "branch: list", '"list" is not a value of x-accessors'),
        ("{property: out, branch: array}", "{property: state, branch: array}", "state is never an array"),
        ("message: /state/word", "message: /state/text", "the declared names there are word"),
        (", result: /out}", "}", "result"),
        ("$request.path.id", "$request.path.ids", "no operation has a value for $request.path.ids"),
        ("$request.path.id", "$request.paths.id", "is not a JSON pointer, or one of $request.path.NAME"),
        ("unless: x$", "unless: '('", "is not a regular expression"),
        ("[[new], [done, lost]]", "[[new], [done, gone]]", '"gone" is not an enum value of "/state/word"'),
        ("[[new], [done, lost]]", "[[new], [done, new]]", '"new" has two ranks'),
        ("leaving: {/state/word: [new]}", "leaving: {/state/word: [knew]}", "did you mean new?"),
        ("x-enum-varnames: [NEW, DONE, LOST, BAD]", "x-enum-varnames: [NEW]", "1 name for 4 enum values"),
        ("single: job", "single: jobs", '"jobs" is not a polled operation: did you mean job?'),
        ("ids: /ids", "ids: /idz", "did you mean ids?"),
        ("items: /all", "items: /al", "did you mean all?"),
        ("key: /id, max", "key: /idd, max", "did you mean id?"),
        ("operationId: job, parameters", "operationId: jab, parameters", '"jab" is not an operation: did you mean jo'),
        ("parameters: {id: $resp", "parameters: {ids: $resp", 'job has no parameter "ids": did you mean id?'),
        ("$response.body#/id", "$response.body#/idx", "did you mean id?"),
        ("$response.body#/id", "$respons.body#/id", "is not a runtime expression of OpenAPI"),
        ("$response.body#/id", "$request.path.id", "no operation with this response has a value for $request.path.id"),
        ("$ref: '#/components/schemas/Job'}", "$ref: '#/components/schemas/Jb'}", "does not exist: correct the"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    line = GOOD[: GOOD.index(old)].count("\n") + 1
    message = problem(GOOD.replace(old, new, 1))
    assert expected in message
    assert any(int(one.split(":")[1]) in range(line - 1, line + 2) for one in message.splitlines()), message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openapi: 3.0.3\n", 'openapi.yaml:1: /openapi: "3.0.3" does not match'),
        ("info: {version: 1.0}\n", "openapi.yaml:1: /info/version: 1.0 is not a string"),
        ("paths: {/x: {get: [1]}}\n", "openapi.yaml:1: /paths/~1x/get: [1] is not an object"),
        ("paths:\n  /x:\n    get: {tags: x}\n", 'openapi.yaml:3: /paths/~1x/get/tags: "x" is not an array'),
        ("paths: {/x: {parameters: [{name: a}]}}\n", "openapi.yaml:1: /paths/~1x/parameters/0: in is missing"),
        ("paths: {/x: {parameters: [{name: a, in: body}]}}\n", '/parameters/0/in: "body" is not one of path'),
        ("components: {schemas: {A: {type: strin}}}\n", '/schemas/A/type: "strin" is not one of the forms that JSON'),
        ("components: {schemas: {A: {properties: {a: string}}}}\n", '/A/properties/a: "string" is not a boolean'),
        ("paths: {x: {get: {}}}\n", '/paths: "x" does not match'),
        ("paths: {/x: {put: {requestBody: {required: true}}}}\n", "/paths/~1x/put/requestBody: content is missing"),
        ("components: {securitySchemes: {k: {type: apiKey, in: query}}}\n", "/securitySchemes/k: name is missing"),
        ("components: {schemas: {A: {$ref: '#'}}}\n", '/components/schemas/A/$ref: "#" is not a schema'),
        (
            "paths: {/x: {parameters: [{$ref: '#/components/schemas/A'}]}}\ncomponents: {schemas: {A: {}}}\n",
            '/paths/~1x/parameters/0/$ref: "#/components/schemas/A" is not a parameter',
        ),
    ],
)  # fmt: skip
def test_another_form_is_reported(text: str, expected: str) -> None:
    assert expected in problem(text)


@pytest.mark.parametrize("value", ["seven", "7", "$url", "$method", "$statusCode", "$request.body#/ids"])
def test_a_link_may_have(value: str) -> None:
    assert Document.parse(GOOD.replace("$response.body#/id", value))


def test_a_phase_may_be_short() -> None:
    assert Document.parse(GOOD.replace("until: 9", "until: 0.5"))


def test_all_errors_at_once() -> None:
    message = problem(GOOD.replace("x-essential", "x-essentials").replace("result: /out\n", "result: /none\n"))
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize("text", ["a: [", "- 1", "a: 1\na: 2"])
def test_no_document_is_reported(text: str) -> None:
    assert problem(text).startswith("openapi.yaml:")


def test_data_is_no_extension() -> None:
    example = GOOD.replace("any: {}", "any: {example: {x-odd: 1}, default: {x-odd: 1}}")
    assert Document.parse(example)


@pytest.mark.parametrize("name", declared()["properties"])
def test_the_page_has_every_extension(name: str) -> None:
    page = (Document.load().path.parent / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    assert f"## {name}\n" in page
    assert markdown() == page, "run python -m contract_tests.contract.vocabulary_page > docs/vocabulary.md"
