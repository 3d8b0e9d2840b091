"""What the runtime takes from the document: placeholders here, values of the document in a generated client."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

BASE_URL: Final = "http://127.0.0.1"
USER_AGENT: Final = "client/0"
KEY_HEADER: Final = "Authorization"
KEY_PREFIX: Final = "Bearer "
Result: TypeAlias = Any
"""What the polled operations of the document wait for."""
