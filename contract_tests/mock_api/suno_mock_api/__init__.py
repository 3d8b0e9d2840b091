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
    "KEY", "TIMELINES", "Account", "Answer", "Document", "InProcessTransport", "MockApi", "Seen", "Stage", "Timeline",
    "faults", "serve",
]  # fmt: skip

# pytest imports this package wherever it is installed, so nothing is imported before it is used.
_HOMES = {
    "answers": ["Answer"], "app": ["KEY", "Account", "MockApi"], "document": ["Document"], "history": ["Seen"],
    "live": ["TIMELINES", "Stage", "Timeline"], "server": ["serve"], "transport": ["InProcessTransport"],
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "faults":
        return import_module(".faults", __name__)
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
