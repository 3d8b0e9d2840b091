"""Trouble, which is not drift: the reasons why the API could not be checked, with the remedies."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import frozen

from contract_tests.contract.phrases import printable
from contract_tests.contract.pointers import MISSING, get, join, split
from contract_tests.contract.source import essence
from contract_tests.drift.fetcher import Failure, inflated
from contract_tests.drift.plan import UNKNOWN_ID
from contract_tests.settings import KEY_VARIABLE, TASKS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.contract import Document, Exchange
    from contract_tests.drift.plan import Request

PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
"""Statuses below 500 after which a request may be repeated."""
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
SIGN_IN = {HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED}
"""Statuses that a proxy or a network sends, and no API."""
NOT_SERVED = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
ERROR, SERVER_ERROR, REDIRECTS = 400, 500, range(300, 400)
LATER = "run it again later"
SHOWN = 60
LARGEST = 16 * 2**20
"""The most bytes of a body that is parsed here, several times; only the judge reads a larger one."""


@frozen
class Trouble:
    """Why a request could not be checked.

    Attributes:
        reason: What happened, and the remedy.
        passes: Whether a later request may succeed.
        wait: How long the server asks to wait, in seconds; None if it does not.
        judged: Whether the form of the response is judged nevertheless.
    """

    reason: str
    passes: bool = False
    wait: float | None = None
    judged: bool = False


@frozen
class Outcome:
    """A request with its exchange or failure."""

    request: Request
    seen: Exchange | Failure


def expected(document: Document, request: Request, exchange: Exchange) -> bool:
    """Return whether a response is the one that the document declares for the request's scenario."""
    response = request.operation.response(exchange.status)
    scenario = document.scenario(request.scenario, request.operation) if request.scenario else {}
    return response is not None and join(response) in scenario


def of(document: Document, outcome: Outcome) -> Trouble | None:
    """Return the trouble of a single outcome; None if there is none.

    The form of a response is judged if the document declares its status and media type.
    """
    request, seen = outcome.request, outcome.seen
    if isinstance(seen, Failure):
        hint = LATER if seen.connected else f"check the base URL and the network, then {LATER}"
        if seen.reason.startswith("TLS"):
            hint = "check the server's certificate, and this machine's clock and trusted authorities"
        return Trouble(f"{seen.reason}; {hint}", passes=not seen.reason.startswith("TLS"))
    result = status(seen)
    if seen.status in SIGN_IN:
        return Trouble(f"{result}: a proxy or network asks to sign in; check the network of this machine")
    if foreign(document, request, seen):
        media = next(iter(seen.header("content-type")), "no media type")
        hint = "this is a page of a proxy or of the dashboard, not a response of the API"
        if seen.status == HTTPStatus.OK:
            hint += ": check the base URL"
        return Trouble(f"{result} with {printable(media, SHOWN)}; {hint}", passes=True, wait=retry_after(seen))
    if expected(document, request, seen):
        return _of_another_kind(document, request, seen)
    if seen.status in PASSING or seen.status >= SERVER_ERROR:
        wait = retry_after(seen)
        asks = f" and asks to wait {wait:.0f} s" if wait else ""
        # The form can be judged if there is a body of a declared media type.
        content = _declared_content(document, request, seen) if seen.body.strip() else {}
        judged = any(essence(value) in content for value in seen.header("content-type"))
        return Trouble(f"the server responds with {result}{asks}; {LATER}", passes=True, wait=wait, judged=judged)
    return _of_a_known_id(document, request, seen) if request.known else None


def _of_another_kind(document: Document, request: Request, seen: Exchange) -> Trouble | None:
    """Return the trouble that the id is of a task of another kind, so that the scenario cannot be checked."""
    operation = request.operation
    response = operation.response(seen.status)
    polling = document.get(response).get("x-polling", {}) if response else {}
    if not response or "schedule-by" not in polling:
        return None
    place = split(polling["schedule-by"]["pointer"])
    kinds = {name: get(document.scenario(name, operation).get(join(response)), place) for name in document.scenarios}
    kind, wanted = get(json_of(seen), place), kinds.get(request.scenario or "", MISSING)
    if wanted in (MISSING, "", kind) or kind in (MISSING, "") or kind not in kinds.values():
        return None
    reason = f"{request.scenario} is a task of kind {wanted}, and the id is of one of kind {kind}"
    return Trouble(f"{reason}; replace it in {TASKS_VARIABLE}", judged=True)


def _of_a_known_id(document: Document, request: Request, seen: Exchange) -> Trouble | None:
    """Return the trouble of a refused request for a known id."""
    result, response = status(seen), request.operation.response(seen.status)
    if seen.status in REFUSED:
        return Trouble(
            f"{result}: the key in {KEY_VARIABLE} is refused; {_key_advice(seen.status)}", judged=response is not None
        )
    if response is None or seen.status < ERROR:
        return None  # a status that is not declared is drift
    unknown = join(response) in document.scenario(UNKNOWN_ID, request.operation)
    if unknown and request.scenario:
        return Trouble(f"{result}: the id is no longer known; replace it in {TASKS_VARIABLE}", judged=True)
    return Trouble(f"{result}, where a success was expected; check the id in the request", judged=True)


def _key_advice(code: int) -> str:
    if code == HTTPStatus.UNAUTHORIZED:
        return "use a key that is neither expired nor used up"
    return "use a key without a list of models or addresses, of a user who is not banned"


def wrong_address(outcomes: Sequence[Outcome], document: Document) -> str:
    """Return the reason why the base URL does not lead to the API; "" if it does.

    The API responds differently to requests with and without a key. A server that responds to every request with a
    redirect, a page, "not found" or an undeclared status is not the API.
    """
    exchanges = [(outcome.request, outcome.seen) for outcome in outcomes if not isinstance(outcome.seen, Failure)]
    if not exchanges or (any(one.operation.secured for one, _ in exchanges) and all(one.known for one, _ in exchanges)):
        return ""
    for request, seen in exchanges:
        undeclared = REDIRECTS.start <= seen.status < SERVER_ERROR and not request.operation.response(seen.status)
        odd = seen.status in NOT_SERVED or (undeclared and seen.status not in {*PASSING, *SIGN_IN})
        if not odd and not (seen.status < SERVER_ERROR and foreign(document, request, seen)):
            return ""
    request, seen = exchanges[0]
    where = next(iter(seen.header("location")), "")
    to = f" to {printable(where, SHOWN)}" if where and seen.status in REDIRECTS else ""
    check = f"check its {'scheme and host' if to else 'path'}"
    return f"the response to every request is {status(seen)}{to}; the base URL does not lead to the API: {check}"


def _declared_content(document: Document, request: Request, exchange: Exchange) -> dict[str, Any]:
    """Return the media types that the document declares for a response; empty if it does not declare the status."""
    response = request.operation.response(exchange.status)
    content: dict[str, Any] = document.get(response).get("content", {}) if response else {}
    return content


def foreign(document: Document, request: Request, exchange: Exchange) -> bool:
    """Return whether a response is not from the API: neither of a declared media type nor JSON, as a proxy's page."""
    content, media = _declared_content(document, request, exchange), list(map(essence, exchange.header("content-type")))
    declared = request.operation.response(exchange.status) is not None
    if any(one in content for one in media) or (declared and not content and not exchange.body.strip()):
        return False
    if not exchange.body.strip():
        # The judge reports an empty body without a media type.
        return bool(media) and not any(one.endswith("json") for one in media) and exchange.status not in REDIRECTS
    return exchange.status not in REDIRECTS and json_of(exchange) is MISSING


def json_of(exchange: Exchange) -> Any:
    """Return a body as JSON, decompressed if necessary; MISSING if it is not JSON or too large."""
    compressed = exchange.as_sent and exchange.header("content-encoding")
    content = inflated(exchange.body) if compressed else exchange.body
    if len(content) > LARGEST:
        return MISSING
    try:
        return json.loads((content or exchange.body).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return MISSING


def retry_after(exchange: Exchange) -> float | None:
    """Return Retry-After (RFC 9110, 10.2.3) in seconds; None if it is missing or invalid."""
    text = next(iter(exchange.header("retry-after")), "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    until = _moment(text)
    if until is None:
        return None
    here = datetime.fromtimestamp(exchange.at, UTC) if exchange.at is not None else datetime.now(UTC)
    now = _moment(next(iter(exchange.header("date")), "")) or here  # the server's clock, if it sends a date
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    """Return the time of an HTTP date; None if it is invalid."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def status(exchange: Exchange) -> str:
    try:
        return f"HTTP {exchange.status} {HTTPStatus(exchange.status).phrase}"
    except ValueError:
        return f"HTTP {exchange.status}"
