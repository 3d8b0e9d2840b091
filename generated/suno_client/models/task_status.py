# Made by openapi-python-client 0.29.1 and scripts/regenerate.py from openapi.yaml; do not edit: change that or scripts/client_templates/, then run `nox -s regenerate`.
from ..types import OpenStrEnum


class TaskStatus(OpenStrEnum):
    """Where the task stands; SUCCESS and FAILURE are terminal. The relay stores the upstream's word unchecked, so another word can appear."""

    NOT_START = "NOT_START"
    SUBMITTED = "SUBMITTED"
    QUEUED = "QUEUED"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    UNKNOWN = "UNKNOWN"
