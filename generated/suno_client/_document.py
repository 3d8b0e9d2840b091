# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
"""What the runtime takes from the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from .models import Task

BASE_URL: Final = "https://api.aiznt.com"
USER_AGENT: Final = "suno-client/1.0.0"
Result: TypeAlias = "Task"
"""What the polled operations of the document wait for."""
