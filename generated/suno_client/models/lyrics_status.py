# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from ..types import OpenStrEnum


class LyricsStatus(OpenStrEnum):
    """Where the lyrics stand."""

    COMPLETE = "complete"
