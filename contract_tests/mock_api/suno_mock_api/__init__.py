"""A mocked provider: an ASGI application that answers from the recordings, in process or on loopback."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import faults
    from .answers import Answer
    from .app import KEY, Account, MockApi
    from .document import Document
    from .history import Seen
    from .live import TIMELINES, Stage, Timeline
    from .server import serve
    from .transport import InProcessTransport

__all__ = [
    "KEY",
    "TIMELINES",
    "Account",
    "Answer",
    "Document",
    "InProcessTransport",
    "MockApi",
    "Seen",
    "Stage",
    "Timeline",
    "faults",
    "serve",
]

# pytest imports this package wherever it is installed, so nothing is imported before it is used.
_HOMES = {
    "KEY": "app",
    "TIMELINES": "live",
    "Account": "app",
    "Answer": "answers",
    "Document": "document",
    "InProcessTransport": "transport",
    "MockApi": "app",
    "Seen": "history",
    "Stage": "live",
    "Timeline": "live",
    "serve": "server",
}


def __getattr__(name: str) -> Any:
    if name == "faults":
        return import_module(".faults", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
