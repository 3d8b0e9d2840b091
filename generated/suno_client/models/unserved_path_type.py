# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class UnservedPathType(OpenStrEnum):
    """The kind of this error."""

    INVALID_REQUEST_ERROR = "invalid_request_error"
