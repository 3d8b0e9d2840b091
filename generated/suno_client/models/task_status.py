# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
from ..types import OpenStrEnum


class TaskStatus(OpenStrEnum):
    """Where the task stands; SUCCESS and FAILURE are terminal. The relay stores the upstream's status unchecked,
    so another value can appear.
    """

    NOT_START = "NOT_START"
    SUBMITTED = "SUBMITTED"
    QUEUED = "QUEUED"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    UNKNOWN = "UNKNOWN"
