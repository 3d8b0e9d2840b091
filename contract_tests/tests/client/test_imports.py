"""Importing the client imports no module that is not used yet."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import suno_client
from suno_client import errors, models

IMPORTS = """
import json, sys, httpx
own = set(sys.modules)  # old versions of httpx import httpcore at once
def brought(*packages):
    return sorted(name for name in set(sys.modules) - own if name.startswith(packages))
import suno_client
found = {"at first": brought("httpcore", "anyio", "h11", "certifi", "suno_client.models", "suno_client.api")}
from suno_client import fetch_task
found["fetch_task"] = brought("suno_client.models.")
client = suno_client.AuthenticatedClient(token="k")
found["client"] = brought("httpcore")
found["through the package"] = suno_client.models.MusicRequest.__name__
print(json.dumps(found))
"""


def test_import_brings_little() -> None:
    """The first request imports httpcore, and an operation imports its own models."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["at first"] == []
    assert "suno_client.models.task" in found["fetch_task"]
    assert "suno_client.models.music_request" not in found["fetch_task"]
    assert found["client"] == []
    assert found["through the package"] == "MusicRequest"


def test_every_model_is_offered() -> None:
    assert {"Task", "Clip", "MusicRequest"} <= set(dir(models))
    assert [name for name in models.__all__ if getattr(models, name).__name__ != name] == []
    assert not hasattr(models, "Tsak")


def test_completion_has_no_imports() -> None:
    offered = set(dir(suno_client))
    assert {"models", "fetch_task", "AuthenticatedClient", "errors", "UNSET"} <= offered
    assert offered.isdisjoint({"logging", "Any", "TYPE_CHECKING"})
    assert dir(errors) == sorted(errors.__all__)
    assert "TaskFailedError" in dir(errors)
