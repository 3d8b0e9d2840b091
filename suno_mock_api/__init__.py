"""A mocked provider: an ASGI application that answers from the recordings, in process or on loopback."""

from .answers import Answer, load_recordings
from .app import KEY, MockApi, create_app
from .live import TIMELINES, Stage, Timeline
from .server import serve
from .transport import InProcessTransport

__all__ = [
    "KEY",
    "TIMELINES",
    "Answer",
    "InProcessTransport",
    "MockApi",
    "Stage",
    "Timeline",
    "create_app",
    "load_recordings",
    "serve",
]
