"""Every rule of the contract, with its message. `python -m scripts.drift rules` prints the table."""

from __future__ import annotations

from contract_tests.contract.violation import Rule, Severity

JSON_TEXT, HTTP = "RFC 8259, section {}", "RFC 9110, section {}"
_DECLARES = "{place} is {answered}; the document declares {says}"
_EXPECTED = "{place} is {answered}; expected {says}"
_ADOPT = "If it is meant, adopt it (`python -m scripts.drift adopt`)."
_REPORT = "Report it to the provider, with the request id."
_FRONT = "Look at what stands between you and the relay, such as a proxy; otherwise report it to the provider."
_ALL = (
    # wire: what every HTTP client trips over
    Rule(
        "wire.status", "the status is declared for this operation", "status 302, or 520 of an edge network",
        "The status is {answered}; the document declares {says}",
        "The client raises UnexpectedStatusError, without what the body says.",
        "Ask again later; if the status stays, declare it with what it means.",
    ),
    Rule(
        "wire.incomplete", "the response arrives to its end", "the connection breaks in the middle of the body",
        "The response ended too early: {answered}",
        "The client raises APIConnectionError.", _FRONT, source=HTTP.format("8.6"),
    ),
    Rule(
        "wire.content-type", "the body's media type is declared", "`text/html` with status 200",
        "The response is labelled {answered}; the document declares {says}",
        "The client does not read such a body and raises ContentTypeError.",
        "A page is not a response of this API: check the base URL and " + _FRONT[0].lower() + _FRONT[1:],
    ),
    Rule(
        "wire.charset", "the charset is UTF-8 or not given", "`application/json; charset=gbk`",
        "The response is labelled {answered}; JSON is always {says}",
        "The client reads UTF-8 all the same; a reader that trusts the label gets other letters.", _REPORT,
        Severity.DOC, source=JSON_TEXT.format("8.1"),
    ),
    Rule(
        "wire.content-encoding", "the body is encoded as its header says", "`content-encoding: gzip` before plain JSON",
        "The body cannot be decoded as {says}, which the response says it is: {answered}",
        "The client raises InvalidJSONError.", _FRONT, source=HTTP.format("8.4"),
    ),
    Rule(
        "wire.content-length", "the body is as long as its header says", "`content-length: 10` before 12 bytes",
        "The body has {answered}; its Content-Length says {says}",
        "A client cuts the body off, or waits for the rest of it until it times out.", _FRONT,
        source=HTTP.format("8.6"),
    ),
    Rule(
        "wire.utf-8", "the body is UTF-8, without lone surrogates", 'the byte 0xE9, or `"\\ud800"`',
        "The body is not UTF-8 text: {answered}",
        "The client raises InvalidJSONError, or text cannot be stored or printed.", _REPORT,
        source=JSON_TEXT.format("8.1"),
    ),
    Rule(
        "wire.bom", "the body has no byte order mark", "EF BB BF before the first `{`",
        "The body begins with {answered}", "A reader that follows RFC 8259 to the letter refuses the body.", _REPORT,
        Severity.DOC, source=JSON_TEXT.format("8.1"),
    ),
    Rule(
        "wire.json", "the body is one JSON document", '`{"code":"succ`, or `{...}{...}`',
        "The body is not one JSON document: {answered}",
        "The client raises InvalidJSONError.", _REPORT, source=JSON_TEXT.format("2"),
    ),
    Rule(
        "wire.depth", "the body is not nested beyond what a reader takes", "300 arrays inside each other",
        "The body is nested {answered} deep; readers take {says}",
        "Readers refuse it, or fall over: JSON readers limit the depth, each in its own way.", _REPORT,
        source=JSON_TEXT.format("9"),
    ),
    Rule(
        "wire.number", "numbers are JSON's, and finite", '`"duration": NaN`, or `1e999`',
        "The body has the number {answered}; JSON has {says}",
        "The client raises InvalidJSONError, or a number becomes infinite.", _REPORT, source=JSON_TEXT.format("6"),
    ),
    Rule(
        "wire.repeated-key", "no object has a key twice", '`{"code":"success","code":"success"}`',
        "An object of the body has the key {answered}; expected {says}",
        "The client keeps the last value, other readers the first.", _REPORT, source=JSON_TEXT.format("4"),
    ),
    Rule(
        "wire.empty-body", "the body is empty only where the document allows it", "status 200 without a body",
        "The response has {answered}; the document declares {says}",
        "The client raises EmptyBodyError, or leaves the body unread.", _FRONT,
    ),
    Rule(
        "wire.header", "a declared header has its declared form", "`retry-after: soon`",
        "{place} is {answered}; the document declares {says}",
        "A reader of the header loses its value, or carries text of another form.", _ADOPT,
        other=(Severity.DOC, "where the header is text: that is carried through"),
    ),
    # shape: the closed schemas
    Rule(
        "shape.type", "a value has a declared type", '`"submit_time": "1754537918"`, or `1754537918.0`', _DECLARES,
        "The client cannot read the value as its type: the property reads Unset, the raw value is kept.", _ADOPT,
    ),
    Rule(
        "shape.null", "null stands only where it is declared", '`"title": null`', _DECLARES,
        "The client has no value of the declared type: the property reads Unset.", _ADOPT,
    ),
    Rule(
        "shape.required", "what is required is there", "a task without `progress`",
        "{place} is missing; the document requires it",
        "The property reads Unset, or the client raises SchemaMismatchError if the property is essential.",
        "If it is gone for good, remove it from `required`; otherwise report it to the provider.",
    ),
    Rule(
        "shape.undocumented", "no property that is not declared", '`"user_id": 7` in a task',
        "{place} is not in the document: {answered}",
        "The client carries it through in additional_properties.", _ADOPT, Severity.ADDITIVE,
    ),
    Rule(
        "shape.enum", "a closed vocabulary has no other words", '`"action": "VIDEO"`',
        "{place} is the new word {answered}; the document lists {says}",
        "The client carries the word through; code that compares with the known words does not match it.", _ADOPT,
        Severity.ADDITIVE, (Severity.BREAKING, "where a reader acts on the word (polled, ranked or the only one)"),
    ),
    Rule(
        "shape.pattern", "a string has its declared form", '`"progress": "100"`', _DECLARES,
        "The client carries the text through; code that takes it apart may fail.", _ADOPT, Severity.DOC,
    ),
    Rule(
        "shape.format", "a string has its declared format", '`"created_at": "2025-02-30T00:00:00.000Z"`', _DECLARES,
        "The client cannot read it as a date, a time or a UUID: the property reads Unset, the raw text is kept.",
        _ADOPT, other=(Severity.DOC, "for a format that the client carries as text"),
    ),
    Rule(
        "shape.range", "a number or a length is within its bounds", '`"submit_time": 1754537918253`', _DECLARES,
        "The client returns the value as it is: a number in another unit is misread.", _ADOPT,
        other=(Severity.DOC, "where more characters or items came than declared"),
    ),
    Rule(
        "shape.condition", "values fit each other as the conditions say", 'status `SUCCESS` with progress `"50%"`',
        _DECLARES, "The client takes both values for true, and code that trusts one of them is misled.",
        "If both can be true together, loosen the condition; otherwise report it to the provider.",
        other=(Severity.DOC, "where a text has another form, as a URL on another host"),
    ),
    # presence
    Rule(
        "presence.property", "a property that such a response carries is not gone from all of it",
        "no clip of a finished task has `title`",
        "{place} is missing from {answered}; the document expects it",
        "The property reads Unset: it is optional, but code that saw it every day may count on it.",
        "If it is gone for good, take it out of `x-presence`; otherwise report it to the provider.", Severity.DOC,
    ),
    Rule(
        "presence.header", "a header that such a response carries is there", "401 without `X-Oneapi-Request-Id`",
        "{place} is missing; the document expects it",
        "The value of the header is lost; nothing fails.",
        "A proxy's response has none: check who responded. If it is gone for good, remove it from "
        "`x-header-presence`.", Severity.DOC,
    ),
    # meaning: across values
    Rule(
        "meaning.equals", "values that are the same are equal", "`clip_id` is not `id`, or another task was returned",
        _EXPECTED, "The client takes the value for true: it may be of another object.", _REPORT,
    ),
    Rule(
        "meaning.contains", "a URL contains the id that it belongs to", "the `audio_url` of another clip", _EXPECTED,
        "The client carries the URL through; code that finds the id in it does not.", _ADOPT,
        Severity.DOC, (Severity.BREAKING, "where it contains the id of another object: things are mixed up"),
    ),
    Rule(
        "meaning.ascending", "times are in order", "`finish_time` before `start_time`", _EXPECTED,
        "A duration that is computed from the times is wrong or negative.", _REPORT,
    ),
    Rule(
        "meaning.unique", "no two items have the same key", "two clips of one `id`",
        "{place} is {answered} in two items; expected {says}",
        "Code that finds items by their key loses one of them.", _REPORT,
    ),
    Rule(
        "meaning.past", "no time lies in the future", "`created_at` of tomorrow", _EXPECTED,
        "The client takes the time for true; it may be in another unit or time zone.",
        "Check the clock of this machine first; " + _REPORT[0].lower() + _REPORT[1:],
    ),
    # sequence: across polls of one task
    Rule(
        "sequence.order", "a status never goes back, nor leaves a terminal value", "`SUCCESS`, then `IN_PROGRESS`",
        _EXPECTED, "Code that has acted on the earlier word is wrong now.", _REPORT,
    ),
    Rule(
        "sequence.rising", "progress does not fall", '`"50%"`, then `"30%"`', _EXPECTED,
        "The client carries the value through; a progress bar jumps back.", _REPORT, Severity.DOC,
    ),
    Rule(
        "sequence.stays", "what is fixed does not change", "another `submit_time` at the next poll", _EXPECTED,
        "Code that keeps the earlier value is wrong now.",
        "If it may change, take it out of `stays` of `x-sequence`; otherwise report it to the provider.",
    ),
    Rule(
        "sequence.final", "what is finished does not change", "another `duration` of a complete clip", _EXPECTED,
        "Code that has read the finished result has another one.",
        "If it may change, take it out of `final` of `x-sequence`; otherwise report it to the provider.",
    ),
    Rule(
        "sequence.items", "items neither vanish nor change places, nor appear after the end",
        "a clip is gone at the next poll", "{place} has {answered}; expected {says}",
        "Code that counts the items or finds them by their place gets others.", _REPORT,
    ),
    # access
    Rule(
        "access.key", "a request without a valid key gets the declared response", "200, or 403, without a key",
        "The status is {answered}; expected {says}",
        "Code that handles a refused key does not see it, or strangers can read what is yours.", _REPORT,
    ),
    Rule(
        "access.scenario", "a known situation gets the declared response",
        "200 for an unknown id; 503 where 429 was expected", "{place} is {answered}; expected {says}",
        "Code that handles the situation does not recognise it.",
        "Check that the id in SUNO_TASKS still stands for this situation; otherwise declare the new response.",
    ),
    # request
    Rule(
        "request.parameter", "a request has the declared parameters", "no `ids` in the query, where it is required",
        "{place} is {answered}; the document declares {says}",
        "The server took it, so the document asks for more than the server does.",
        "Correct the request, or loosen the parameter.", Severity.DOC,
    ),
    Rule(
        "request.body", "a request's body is as declared", '`{"mv": 4}`, where a string is declared',
        "{place} is {answered}; the document declares {says}",
        "The server took it: what it made of the value is not known, and may have been charged for.",
        "Correct the request, or widen the schema.", Severity.DOC,
    ),
    Rule(
        "request.undocumented", "a request has no parameter or field that is not declared",
        '`{"promt": "..."}`: misspelt, not refused, and paid for',
        "{place} is not in the document; declared is {says}",
        "This kind of server ignores what it does not know, and charges for the rest.",
        "Correct the spelling, or declare the field.", Severity.ADDITIVE,
        (Severity.DOC, "where it is nearly a declared name"),
    ),
)  # fmt: skip

RULES = {rule.id: rule for rule in _ALL}


def markdown() -> str:
    """Write the table of rules for the documentation."""
    rows = [f"| `{rule.id}` | {rule.grades} | {rule.summary} | {rule.example} |" for rule in _ALL]
    return "\n".join(
        ["| rule | severity | what it demands | a response that breaks it |", "|---|---|---|---|", *rows, ""]
    )
