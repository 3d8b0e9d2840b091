"""Every rule of the contract, with its message. `python -m scripts.drift rules` prints the table."""

from __future__ import annotations

from contract_tests.contract.violation import Rule, Severity

JSON_TEXT, HTTP = "RFC 8259, section {}", "RFC 9110, section {}"
_DECLARES = "{place} is {received}; the document declares {expected}"
_EXPECTED = "{place} is {received}; expected {expected}"
_ADOPT = "If the change is intended, adopt it (`nox -s drift -- adopt`)."
_EDIT = "If the change is intended, change openapi.yaml by hand: docs/maintaining.md has the recipe."
_REPORT = "Report it to the provider, with the request id."
_FRONT = "Check the proxies between you and the relay; otherwise report it to the provider."
_ALL = (
    # wire: what breaks any HTTP client
    Rule(
        "wire.status", "the status is declared for this operation", "status 302, or 520 of an edge network",
        "The status is {received}; the document declares {expected}",
        "The client raises an error without the message of the body, or reads a body that is not described.",
        "Run it again later; if the status stays, declare it with its meaning.",
    ),
    Rule(
        "wire.incomplete", "the response is complete", "the connection breaks in the middle of the body",
        "The response ended too early: {received}",
        "The client raises APIConnectionError.", _FRONT, source=HTTP.format("8.6"),
    ),
    Rule(
        "wire.content-type", "the body's media type is declared", "`text/html` with status 200",
        "The Content-Type is {received}; the document declares {expected}",
        "The client reads JSON under any media type, and raises ContentTypeError for anything else.",
        "A web page is not a response of this API: check the base URL and " + _FRONT[0].lower() + _FRONT[1:],
        other=(Severity.DOC, "where the body is JSON, which the client still reads"),
    ),
    Rule(
        "wire.charset", "the charset is UTF-8 or not given", "`application/json; charset=gbk`",
        "The charset of the response is {received}; JSON is always {expected}",
        "The client still reads UTF-8; a reader that uses the declared charset decodes other characters.",
        _REPORT,
        Severity.DOC, source=JSON_TEXT.format("8.1"),
    ),
    Rule(
        "wire.content-encoding", "the body is encoded as its header says", "`content-encoding: gzip` before plain JSON",
        "The body cannot be decoded as {expected}, as its Content-Encoding says: {received}",
        "The client raises InvalidJSONError.", _FRONT, source=HTTP.format("8.4"),
    ),
    Rule(
        "wire.content-length", "the body is as long as its header says", "`content-length: 10` before 12 bytes",
        "The body has {received}; its Content-Length says {expected}",
        "A client cuts the body off, or waits for the rest of it until it times out.", _FRONT,
        source=HTTP.format("8.6"),
    ),
    Rule(
        "wire.utf-8", "the body is UTF-8, without lone surrogates", 'the byte 0xE9, or `"\\ud800"`',
        "The body is not UTF-8 text: {received}",
        "The client also reads UTF-16 and UTF-32; other bytes raise InvalidJSONError, and a lone surrogate cannot be "
        "stored or printed.", _REPORT,
        source=JSON_TEXT.format("8.1"),
        other=(Severity.DOC, "where it is UTF-16 or UTF-32, which the client also reads"),
    ),
    Rule(
        "wire.bom", "the body has no byte order mark", "EF BB BF before the first `{`",
        "The body begins with {received}", "A strict JSON reader refuses the body.", _REPORT,
        Severity.DOC, source=JSON_TEXT.format("8.1"),
    ),
    Rule(
        "wire.json", "the body is one JSON document", '`{"code":"succ`, or `{...}{...}`',
        "The body is not one JSON document: {received}",
        "The client raises InvalidJSONError.", _REPORT, source=JSON_TEXT.format("2"),
    ),
    Rule(
        "wire.depth", "the body is not nested deeper than common readers accept", "300 arrays inside each other",
        "The body is nested {received} deep; readers accept {expected}",
        "Readers refuse it or crash: every JSON reader has its own limit.", _REPORT,
        source=JSON_TEXT.format("9"),
    ),
    Rule(
        "wire.number", "numbers are valid JSON, and finite", '`"duration": NaN`, or `1e999`',
        "The body has the number {received}; JSON has {expected}",
        "The client raises InvalidJSONError, or reads an infinite number.", _REPORT, source=JSON_TEXT.format("6"),
    ),
    Rule(
        "wire.repeated-key", "no object has a key twice", '`{"code":"success","code":"success"}`',
        "An object of the body has the key {received}; expected {expected}",
        "The client keeps the last value, other readers the first.", _REPORT, source=JSON_TEXT.format("4"),
    ),
    Rule(
        "wire.empty-body", "the body is empty only where the document allows it", "status 200 without a body",
        "The response has {received}; the document declares {expected}",
        "The client raises EmptyBodyError, or does not read the body.", _FRONT,
    ),
    Rule(
        "wire.header", "a declared header has its declared form", "`retry-after: soon`",
        "{place} is {received}; the document declares {expected}",
        "A reader cannot use the value of the header, or gets a text in another form.", _EDIT,
        other=(Severity.DOC, "where the client still reads it: text, or a date as Retry-After"),
    ),
    # shape: the closed schemas
    Rule(
        "shape.type", "a value has a declared type", '`"submit_time": "1754537918"`, or `1754537918.0`', _DECLARES,
        "The client cannot read the value as its type: an optional property is UNSET; reading a required one raises "
        "FieldMismatchError. `to_dict()` has the raw value.",
        _EDIT,
    ),
    Rule(
        "shape.null", "null occurs only where it is declared", '`"title": null`', _DECLARES,
        "The client has no value of the declared type: an optional property is UNSET; reading a required one raises "
        "FieldMismatchError.", _EDIT,
    ),
    Rule(
        "shape.required", "every required property is present", "a task without `progress`",
        "{place} is missing; the document requires it",
        "Reading the property raises FieldMismatchError; if it is essential, the response raises SchemaMismatchError.",
        "If the server no longer sends it, remove it from `required`; otherwise report it to the provider.",
    ),
    Rule(
        "shape.undocumented", "every property is declared", '`"user_id": 7` in a task',
        "{place} is not in the document: {received}",
        "The client keeps it in `additional_properties`.", _ADOPT, Severity.ADDITIVE,
    ),
    Rule(
        "shape.enum", "a closed enum has no other values", '`"action": "VIDEO"`',
        "{place} has the new value {received}; the document lists {expected}",
        "The client returns the value unchanged; code that compares it with the known values does not match it.",
        _ADOPT,
        Severity.ADDITIVE,
        (Severity.BREAKING, "where the client acts on the value (it is polled, ordered or a constant)"),
    ),
    Rule(
        "shape.pattern", "a string has its declared form", '`"progress": "100"`', _DECLARES,
        "The client returns the text unchanged; code that parses it may fail.", _EDIT, Severity.DOC,
    ),
    Rule(
        "shape.format", "a string has its declared format", '`"created_at": "2025-02-30T00:00:00.000Z"`', _DECLARES,
        "The client cannot read it as a date, a time or a UUID: an optional property is UNSET, and reading a required "
        "one raises FieldMismatchError. Any other format is text for it.",
        _EDIT, other=(Severity.DOC, "for a format that the client returns as text"),
    ),
    Rule(
        "shape.range", "a number or a length is within its bounds", '`"submit_time": 1754537918253`', _DECLARES,
        "The client returns the value unchanged; a number in another unit is misread.", _EDIT,
        other=(Severity.DOC, "where there are more characters or items than declared"),
    ),
    Rule(
        "shape.condition", "the values of an object fulfil its conditions", 'status `SUCCESS` with progress `"50%"`',
        _DECLARES, "The client returns both values; code that relies on one of them can be wrong.",
        "If both can be right, relax the condition; otherwise report it to the provider.",
        other=(Severity.DOC, "where a text has another form, for example a URL on another host"),
    ),
    # presence
    Rule(
        "presence.property", "a property that such responses have is not missing from all of them",
        "no clip of a finished task has `title`",
        "{place} is missing from {received}; the document expects it",
        "The property is UNSET: it is optional, but applications may rely on it.",
        "If the server no longer sends it, remove it from `x-presence`; otherwise report it to the provider.",
        Severity.DOC,
    ),
    Rule(
        "presence.header", "a header that such responses have is present", "401 without `X-Oneapi-Request-Id`",
        "{place} is missing; the document expects it",
        "The value of the header is missing; nothing fails.",
        "Check whether a proxy responded. If the server no longer sends it, remove it from "
        "`x-header-presence`.", Severity.DOC,
    ),
    # meaning: across values
    Rule(
        "meaning.equals", "values that must be equal are equal", "`clip_id` is not `id`, or another task was returned",
        _EXPECTED, "The client returns the value; it may belong to another object.", _REPORT,
    ),
    Rule(
        "meaning.contains", "a URL contains the id that it belongs to", "the `audio_url` of another clip", _EXPECTED,
        "The client returns the URL unchanged; code that looks for the id in it does not find it.", _EDIT,
        Severity.DOC, (Severity.BREAKING, "where it contains the id of another object"),
    ),
    Rule(
        "meaning.ascending", "times are in order", "`finish_time` before `start_time`", _EXPECTED,
        "A duration that is computed from the times is wrong or negative.", _REPORT,
    ),
    Rule(
        "meaning.unique", "no two items have the same key", "two clips of one `id`",
        "{place} is {received} in two items; expected {expected}",
        "Code that finds items by their key loses one of them.", _REPORT,
    ),
    Rule(
        "meaning.past", "no time is in the future", "`created_at` of tomorrow", _EXPECTED,
        "The client returns the time; it may be in another unit or time zone.",
        "Check the clock of this machine first; " + _REPORT[0].lower() + _REPORT[1:],
    ),
    # sequence: across polls of one task
    Rule(
        "sequence.order", "a status never returns to an earlier value, and a final status does not change",
        "`SUCCESS`, then `IN_PROGRESS`",
        _EXPECTED, "Code that has acted on the earlier value is wrong.", _REPORT,
    ),
    Rule(
        "sequence.rising", "progress does not fall", '`"50%"`, then `"30%"`', _EXPECTED,
        "The client returns the value unchanged; a progress bar moves back.", _REPORT, Severity.DOC,
    ),
    Rule(
        "sequence.stays", "a fixed value does not change", "another `submit_time` at the next poll", _EXPECTED,
        "Code that has stored the earlier value is wrong.",
        "If it may change, remove it from `stays` of `x-sequence`; otherwise report it to the provider.",
    ),
    Rule(
        "sequence.final", "a finished object does not change", "another `duration` of a complete clip", _EXPECTED,
        "Code that has read the finished object has other values.",
        "If it may change, remove it from `final` of `x-sequence`; otherwise report it to the provider.",
    ),
    Rule(
        "sequence.items", "items do not disappear or change their order, and no new item appears in a finished list",
        "a clip is missing at the next poll", "{place} has {received}; expected {expected}",
        "Code that counts the items or uses their index gets other items.", _REPORT,
    ),
    # access
    Rule(
        "access.key", "a request without a valid key gets the declared response", "200, or 403, without a key",
        "The status is {received}; expected {expected}",
        "Code that handles a refused key is not reached, or your tasks can be read without your key.", _REPORT,
    ),
    Rule(
        "access.scenario", "a known scenario gets the declared response",
        "200 for an unknown id; 503 where 429 was expected", "{place} is {received}; expected {expected}",
        "Code that handles the scenario does not recognise it.",
        "Check that the id in SUNO_TASKS still belongs to this scenario; otherwise declare the new response.",
    ),
    # request
    Rule(
        "request.parameter", "a request has the declared parameters", "no `ids` in the query, where it is required",
        "{place} is {received}; the document declares {expected}",
        "The server accepted the request, so the document requires more than the server does.",
        "Correct the request, or make the parameter optional.", Severity.DOC,
    ),
    Rule(
        "request.body", "a request body is as declared", '`{"mv": 4}`, where a string is declared',
        "{place} is {received}; the document declares {expected}",
        "The server accepted it; what it did with the value is unknown, and may have been charged.",
        "Correct the request, or widen the schema.", Severity.DOC,
    ),
    Rule(
        "request.undocumented", "every parameter and field of a request is declared",
        '`{"promt": "..."}`: misspelt, accepted and charged',
        "{place} is not in the document, which declares {expected}",
        "The server ignores unknown fields, and charges for the request.",
        "Correct the spelling, or declare the field.", Severity.ADDITIVE,
        (Severity.DOC, "where it is similar to a declared name"),
    ),
)  # fmt: skip

RULES = {rule.id: rule for rule in _ALL}


def markdown() -> str:
    rows = [f"| `{rule.id}` | {rule.grades} | {rule.summary} | {rule.example} |" for rule in _ALL]
    return "\n".join(["| rule | severity | requirement | a response that breaks it |", "|---|---|---|---|", *rows, ""])
