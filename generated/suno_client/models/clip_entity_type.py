# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
from ..types import OpenStrEnum


class ClipEntityType(OpenStrEnum):
    """The kind of object that a clip is."""

    SONG_SCHEMA = "song_schema"
