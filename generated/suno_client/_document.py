# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""What the runtime takes from the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from . import models

BASE_URL: Final = "https://api.aiznt.com"
USER_AGENT: Final = "suno-client/1.0.0"
KEY_HEADER: Final = "Authorization"
KEY_PREFIX: Final = "Bearer "
Result: TypeAlias = "models.Task"
"""What the polled operations of the document wait for."""
