"""The response that the benchmarks use: the provider's documented one, as it is sent."""

from __future__ import annotations

import copy
import json
from typing import Any

from contract_tests.recordings import load

NAME = "music_success"


def document(clips: int = 2) -> Any:
    """Return the body as Python values; the documented response has two clips."""
    body = copy.deepcopy(load()[NAME].response.body)
    recorded = body["data"]["data"]
    body["data"]["data"] = [copy.deepcopy(recorded[index % len(recorded)]) for index in range(clips)]
    return body


def wire(clips: int = 2) -> bytes:
    """Return the body as bytes, compact, as the relay sends it."""
    return json.dumps(document(clips), ensure_ascii=False, separators=(",", ":")).encode()
