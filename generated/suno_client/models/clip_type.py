# Made by openapi-python-client 0.29.1 and scripts/regenerate.py from openapi.yaml; do not edit: change that or scripts/client_templates/, then run `nox -s regenerate`.
from ..types import OpenStrEnum


class ClipType(OpenStrEnum):
    """How the clip came to be; `stem` and `preview` are published."""

    GEN = "gen"
    STEM = "stem"
    PREVIEW = "preview"
