# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class RelayErrorType(OpenStrEnum):
    """Which layer of the relay failed; `one_hub_error` on relays of the one-hub branch."""

    NEW_API_ERROR = "new_api_error"
    NEW_API_PANIC = "new_api_panic"
    ONE_HUB_ERROR = "one_hub_error"
