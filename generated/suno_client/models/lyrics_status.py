# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class LyricsStatus(OpenStrEnum):
    """Where the lyrics stand."""

    COMPLETE = "complete"
