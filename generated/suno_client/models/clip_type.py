# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from ..types import OpenStrEnum


class ClipType(OpenStrEnum):
    """How the clip came to be; `stem` and `preview` are published."""

    GEN = "gen"
    STEM = "stem"
    PREVIEW = "preview"
