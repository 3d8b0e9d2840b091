# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class TaskAction(OpenStrEnum):
    """What the task makes. Empty on old rows, on real music tasks too (published)."""

    MUSIC = "MUSIC"
    LYRICS = "LYRICS"
    UNSPECIFIED = ""
