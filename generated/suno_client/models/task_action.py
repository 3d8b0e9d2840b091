# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from ..types import OpenStrEnum


class TaskAction(OpenStrEnum):
    """What the task makes. Empty on old rows, on real music tasks too (published)."""

    MUSIC = "MUSIC"
    LYRICS = "LYRICS"
    UNSPECIFIED = ""
