"""The target of the API-level tests: an API on this machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import attrs
import pytest

from contract_tests import settings
from contract_tests.drift.probe import Probe
from contract_tests.recordings import load
from scripts.contract import mocked_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Target:
    """An API to test, with a key that it accepts and ids that it knows, by scenario."""

    base_url: str
    key: str = attrs.field(repr=False)
    tasks: Mapping[str, str]
    pause: float = 0

    @classmethod
    def of(cls, base_url: str, environment: Mapping[str, str], *, pause: float = 0) -> Target:
        """Return an API on this machine, with key and tasks from the environment.

        Raises:
            settings.SettingError: No URL of this machine, no key, no task id.
        """
        url = settings.local(base_url)
        return cls(url, settings.key(environment), settings.tasks(environment), pause)

    @property
    def mocked(self) -> bool:
        """Whether it is the mocked API, with all its recordings."""
        return dict(self.tasks) == mocked_tasks()

    def wait(self) -> None:
        """Pause before a request."""
        if self.pause:
            time.sleep(self.pause)

    def probe(self) -> Probe:
        """Return a probe of this API, without pauses."""
        return Probe(self.base_url, self.key, self.tasks, interval=0)

    def ids(self, operation: str) -> dict[str, str]:
        """Return known ids of an operation, by name."""
        if not self.mocked:
            requests = {one.name: one for one in self.probe().plan().known() if one.operation.name == operation}
            return {name: str(value) for name, one in requests.items() for value in one.values.values()}
        return {name: name for name, one in load(operation).items() if not one.violations}

    def use(self) -> None:
        """Make it the target of this process's tests; the tests of a module are made when it is imported."""
        _chosen[:] = [self]


_chosen: list[Target] = []


def chosen() -> Target:
    """Return the target of this process's tests."""
    if not _chosen:
        raise pytest.UsageError("these tests need a server: run `nox -s contract`, or give --base-url")
    return _chosen[0]
