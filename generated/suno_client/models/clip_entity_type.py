# Made by openapi-python-client 0.29.1 and scripts/regenerate.py from openapi.yaml; do not edit: change that or scripts/client_templates/, then run `nox -s regenerate`.
from ..types import OpenStrEnum


class ClipEntityType(OpenStrEnum):
    """The kind of object that a clip is."""

    SONG_SCHEMA = "song_schema"
