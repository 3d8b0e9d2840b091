# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class ClipState(OpenStrEnum):
    """The provider's second value for the clip's status; `running` is published."""

    SUCCEEDED = "succeeded"
    RUNNING = "running"
