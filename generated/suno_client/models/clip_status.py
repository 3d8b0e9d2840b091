# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class ClipStatus(OpenStrEnum):
    """Where the clip stands."""

    SUBMITTED = "submitted"
    QUEUED = "queued"
    STREAMING = "streaming"
    COMPLETE = "complete"
    ERROR = "error"
