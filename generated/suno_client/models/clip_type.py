# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class ClipType(OpenStrEnum):
    """How the clip came to be; `stem` and `preview` are published."""

    GEN = "gen"
    STEM = "stem"
    PREVIEW = "preview"
