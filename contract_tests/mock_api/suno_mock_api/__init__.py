"""A mocked provider: an ASGI application that responds with the recordings, in process or on loopback."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import faults
    from .app import KEY, Account, MockApi
    from .document import Document
    from .history import Seen
    from .live import TIMELINES, Stage, Timeline
    from .responses import MockResponse
    from .server import serve
    from .transport import InProcessTransport

__all__ = [
    "KEY", "TIMELINES", "Account", "Document", "InProcessTransport", "MockApi", "MockResponse", "Seen", "Stage",
    "Timeline", "faults", "serve",
]  # fmt: skip

# pytest imports this package wherever it is installed, so each module is imported when it is first used.
_MODULES = {
    "responses": ["MockResponse"], "app": ["KEY", "Account", "MockApi"], "document": ["Document"], "history": ["Seen"],
    "live": ["TIMELINES", "Stage", "Timeline"], "server": ["serve"], "transport": ["InProcessTransport"],
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "faults":
        return import_module(".faults", __name__)
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
