"""A mocked provider: an ASGI application that answers from the recordings, in process or on loopback."""

from contract_tests.mock_api.answers import RECORDINGS, Answer, Recording, load_recordings
from contract_tests.mock_api.app import KEY, MockApi, create_app
from contract_tests.mock_api.live import TIMELINES, Stage, Timeline
from contract_tests.mock_api.server import serve
from contract_tests.mock_api.transport import InProcessTransport

__all__ = [
    "KEY",
    "RECORDINGS",
    "TIMELINES",
    "Answer",
    "InProcessTransport",
    "MockApi",
    "Recording",
    "Stage",
    "Timeline",
    "create_app",
    "load_recordings",
    "serve",
]
