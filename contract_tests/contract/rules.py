"""Every rule of the contract, with an example each. `python -m scripts.drift rules` prints this table."""

from __future__ import annotations

from contract_tests.contract.violation import Rule, Severity

_ALL = (
    # wire: what every HTTP client trips over
    Rule("wire.status", "the status is declared for this operation", "status 302, or 520 of an edge network"),
    Rule("wire.incomplete", "the answer arrives to its end", "the connection breaks in the middle of the body"),
    Rule("wire.content-type", "the body's media type is declared", "`text/html` with status 200"),
    Rule("wire.charset", "the charset is UTF-8 or not given", "`application/json; charset=gbk`"),
    Rule(
        "wire.content-encoding", "the body is encoded as its header says", "`content-encoding: gzip` before plain JSON"
    ),
    Rule("wire.content-length", "the body is as long as its header says", "`content-length: 10` before 12 bytes"),
    Rule("wire.utf-8", "the body is UTF-8, without lone surrogates", 'the byte 0xE9, or `"\\ud800"`'),
    Rule("wire.bom", "the body has no byte order mark", "EF BB BF before the first `{`"),
    Rule("wire.json", "the body is one JSON document (RFC 8259)", '`{"code":"succ`, or `{...}{...}`'),
    Rule("wire.number", "numbers are JSON's, and finite", '`"duration": NaN`, or `1e999`'),
    Rule("wire.repeated-key", "no object has a key twice", '`{"code":"success","code":"success"}`'),
    Rule("wire.empty-body", "the body is empty only where the document allows it", "status 200 without a body"),
    Rule("wire.header", "a declared header has its declared form", "`retry-after: soon`"),
    # shape: the closed schemas
    Rule("shape.type", "a value has a declared type", '`"submit_time": "1754537918"`, or `1754537918.0`'),
    Rule("shape.null", "null stands only where it is declared", '`"title": null`'),
    Rule("shape.required", "what is required is there", "a task without `progress`"),
    Rule("shape.undocumented", "no property that is not declared", '`"user_id": 7` in a task', Severity.ADDITIVE),
    Rule("shape.enum", "a closed vocabulary has no other words", '`"action": "VIDEO"`', Severity.ADDITIVE),
    Rule("shape.pattern", "a string has its declared form", '`"progress": "100"`'),
    Rule("shape.format", "a string has its declared format", '`"created_at": "2025-02-30T00:00:00.000Z"`'),
    Rule("shape.range", "a number or a length is within its bounds", '`"submit_time": 1754537918253`'),
    Rule("shape.condition", "values fit each other as the conditions say", 'status `SUCCESS` with progress `"50%"`'),
    # presence
    Rule(
        "presence.property",
        "a property that such an answer carries is not gone from all of it",
        "no clip of a finished task has `title`",
        Severity.DOC,
    ),
    Rule(
        "presence.header",
        "a header that such an answer carries is there",
        "401 without `X-Oneapi-Request-Id`",
        Severity.DOC,
    ),
    # meaning: across values
    Rule("meaning.equals", "values that are the same are equal", "`clip_id` is not `id`, or another task was answered"),
    Rule("meaning.contains", "a URL contains the id that it belongs to", "the `audio_url` of another clip"),
    Rule("meaning.ascending", "times are in order", "`finish_time` before `start_time`"),
    Rule("meaning.unique", "no two items have the same key", "two clips of one `id`"),
    Rule("meaning.past", "no time lies in the future", "`created_at` of tomorrow"),
    # sequence: across polls of one task
    Rule("sequence.order", "a status never goes back, nor leaves a terminal value", "`SUCCESS`, then `IN_PROGRESS`"),
    Rule("sequence.rising", "progress does not fall", '`"50%"`, then `"30%"`'),
    Rule("sequence.stays", "what is fixed does not change", "another `submit_time` at the next poll"),
    Rule("sequence.final", "what is finished does not change", "another `duration` of a complete clip"),
    Rule(
        "sequence.items",
        "items neither vanish nor change places, nor appear after the end",
        "a clip is gone at the next poll",
    ),
    # access
    Rule("access.key", "without a good key there is no answer but the declared one", "200, or 403, without a key"),
    Rule(
        "access.scenario",
        "a known situation is answered as declared",
        "200 for an unknown id; 503 where 429 was expected",
    ),
)

RULES = {rule.id: rule for rule in _ALL}


def markdown() -> str:
    """Write the table of rules for the documentation."""
    rows = [f"| `{rule.id}` | {rule.severity.value} | {rule.summary} | {rule.example} |" for rule in _ALL]
    return "\n".join(
        ["| rule | severity | what it demands | an answer that breaks it |", "|---|---|---|---|", *rows, ""]
    )
