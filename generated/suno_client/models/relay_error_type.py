# Made by openapi-python-client 0.29.1 and scripts/regenerate.py from openapi.yaml; do not edit: change that or scripts/client_templates/, then run `nox -s regenerate`.
from ..types import OpenStrEnum


class RelayErrorType(OpenStrEnum):
    """Which layer of the relay failed."""

    NEW_API_ERROR = "new_api_error"
    NEW_API_PANIC = "new_api_panic"
