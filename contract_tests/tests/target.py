"""What the API-level tests are aimed at: the mocked API in process, or an API on this machine over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import attrs

from contract_tests import settings
from contract_tests.drift.probe import Probe
from contract_tests.recordings import load
from scripts.contract import mocked_tasks
from suno_mock_api import KEY, InProcessTransport, MockApi

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Target:
    """An API to test, over HTTP or in process, with a key that it accepts and ids that it knows, by scenario."""

    key: str = attrs.field(repr=False)
    tasks: Mapping[str, str]
    base_url: str | None = None
    app: MockApi | None = None
    pause: float = 0

    @classmethod
    def mocked(cls) -> Target:
        """The mocked API in process, with all its recordings."""
        return cls(KEY, mocked_tasks(), app=MockApi())

    @classmethod
    def over_http(cls, base_url: str, environment: Mapping[str, str], *, pause: float = 0) -> Target:
        """An API on this machine, with key and tasks from the environment.

        Raises:
            settings.SettingError: No URL of this machine, no key, no task id.
        """
        url = settings.local(base_url)
        return cls(settings.key(environment), settings.tasks(environment), url, pause=pause)

    def wait(self) -> None:
        """Pause before a request."""
        if self.pause:
            time.sleep(self.pause)

    def probe(self) -> Probe:
        """The probe that looks at it, without pauses."""
        transport = InProcessTransport(self.app) if self.app else None
        return Probe(self.base_url or "http://mocked", self.key, self.tasks, interval=0, transport=transport)

    def ids(self, operation: str) -> dict[str, str]:
        """Ids that an operation may be asked for, by name."""
        if self.app is None and dict(self.tasks) != mocked_tasks():
            asked = {one.name: one for one in self.probe().plan().known() if one.operation.name == operation}
            return {name: str(value) for name, one in asked.items() for value in one.values.values()}
        return {name: name for name, one in load(operation).items() if not one.violations}

    def use(self) -> None:
        """Make it the target of this process's tests; the tests of a module are made when it is imported."""
        _chosen[:] = [self]


_chosen: list[Target] = []


def chosen() -> Target:
    """The target of this process's tests."""
    return _chosen[0]
