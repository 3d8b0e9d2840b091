# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: openapi.yaml and scripts/generator/templates/
"""A client for Suno relay: Songs and lyrics from the Suno relay at api.aiznt.com, from the submission to the
finished clips.

`AuthenticatedClient` holds the key and the settings; each operation is a module of `suno_client.api` with
`sync`, `sync_detailed`, `asyncio` and `asyncio_detailed`, and, where the operation is polled, `wait`,
`wait_asyncio`, `poll` and `poll_asyncio`. Whatever goes wrong is an `errors.APIError`. Surprises in
responses are logged to the logger `suno_client`.
"""

import logging
from typing import TYPE_CHECKING, Any

from . import errors
from ._model import request_id
from .client import AuthenticatedClient, Client
from .types import UNSET, Unset

if TYPE_CHECKING:
    from . import models
    from .api.suno import fetch_task, fetch_tasks, get_timing, get_wav, list_clips, submit_lyrics, submit_music

__version__ = "1.0.0"

__all__ = [
    "UNSET",
    "AuthenticatedClient",
    "Client",
    "Unset",
    "__version__",
    "errors",
    "models",
    "request_id",
    "fetch_task",
    "fetch_tasks",
    "get_timing",
    "get_wav",
    "list_clips",
    "submit_lyrics",
    "submit_music",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())

_OPERATIONS: dict[str, str] = {
    "fetch_task": ".api.suno.fetch_task",
    "fetch_tasks": ".api.suno.fetch_tasks",
    "get_timing": ".api.suno.get_timing",
    "get_wav": ".api.suno.get_wav",
    "list_clips": ".api.suno.list_clips",
    "submit_lyrics": ".api.suno.submit_lyrics",
    "submit_music": ".api.suno.submit_music",
}

_LAZY = {**_OPERATIONS, "models": ".models"}

if not TYPE_CHECKING:  # for a type checker, a name that is not declared stays an error

    def __getattr__(name: str) -> Any:
        """Import a module when it is first used: the models take most of the time."""
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from importlib import import_module

        return import_module(_LAZY[name], __name__)


def __dir__() -> list[str]:
    """Return what the package offers, for completion: its imports are left out."""
    return sorted({*__all__, "testing", "types"})
