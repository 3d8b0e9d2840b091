"""What the API-level tests are aimed at: the mocked API in process, or an API over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import attrs
import httpx

from contract_tests import settings
from contract_tests.contract import Exchange
from contract_tests.recordings import load
from suno_mock_api import KEY, InProcessTransport, create_app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.applications import Starlette

TIMEOUT = 30  # seconds


@attrs.frozen
class Target:
    """An API to test.

    Attributes:
        key: A key that it accepts.
        tasks: Task ids that it knows, by the scenario that each stands for.
        base_url: Where it is; None in process.
        app: The application in process.
        generated: Whether generated requests are welcome: many, and odd.
        pause: Seconds before each request.
    """

    key: str = attrs.field(repr=False)
    tasks: Mapping[str, str]
    base_url: str | None = None
    app: Starlette | None = None
    generated: bool = False
    pause: float = 0

    @classmethod
    def mocked(cls) -> Target:
        """The mocked API in process, with all its recordings."""
        return cls(KEY, mocked_tasks(), app=create_app(), generated=True)

    @classmethod
    def over_http(
        cls, base_url: str, environment: Mapping[str, str], *, generated: bool = False, pause: float = 0
    ) -> Target:
        """An API at a base URL, with key and tasks from the environment.

        Args:
            base_url: Its base URL.
            environment: The environment variables.
            generated: Whether generated requests are welcome.
            pause: Seconds before each request.

        Raises:
            settings.SettingError: No URL, no key, no task id.
        """
        url, key, tasks = settings.base_url(base_url), settings.key(environment), settings.tasks(environment)
        return cls(key, tasks, url, generated=generated, pause=pause)

    def wait(self) -> None:
        """Pause before a request."""
        if self.pause:
            time.sleep(self.pause)

    def client(self) -> httpx.Client:
        """A client without a key that asks this API."""
        transport = InProcessTransport(self.app) if self.app else None
        return httpx.Client(base_url=self.base_url or "http://mocked", transport=transport, timeout=TIMEOUT)

    def fetch(self, path: str, *, key: str | None = None, scenario: str | None = None) -> Exchange:
        """Make one request.

        Args:
            path: The path, percent-encoded.
            key: The key to send; None sends none.
            scenario: The situation that the request is made for.
        """
        self.wait()
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        with self.client() as client, client.stream("GET", path, headers=headers) as response:
            body = b"".join(response.iter_raw())
            return Exchange.from_httpx(response, body=body, at=time.time(), scenario=scenario)

    def use(self) -> None:
        """Make it the target of this process's tests; the tests of a module are made when it is imported."""
        _chosen[:] = [self]


_chosen: list[Target] = []


def chosen() -> Target:
    """The target of this process's tests."""
    return _chosen[0]


def mocked_tasks() -> dict[str, str]:
    """The recordings that the mocked API serves as the relay's answers, by scenario, which is their id, too."""
    return {name: name for name, recording in load("fetch_task").items() if not recording.violations}
