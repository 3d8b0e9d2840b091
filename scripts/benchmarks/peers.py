"""The peers: clients that other generators make from the same document, in a temporary folder."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from types import ModuleType

DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"

RULES = frozenset(
    "allOf if then else not pattern minimum maximum minLength minItems const example examples".split()  # noqa: SIM905 - one line
)
"""Keywords that are removed for the peers: rules on values, which our client does not check while it reads either."""


@define
class Peers:
    """Generated packages, to import by name, and the reasons why others are missing."""

    folder: Path
    missing: dict[str, str] = field(factory=dict)

    def module(self, name: str) -> ModuleType | None:
        """Import a module of a peer; None if the peer could not be made."""
        if name.partition(".")[0] in self.missing:
            return None
        return importlib.import_module(name)


def generate(folder: Path) -> Peers:
    """Generate every peer whose generator is installed, in an empty folder that is added to `sys.path`."""
    peers = Peers(folder)
    reduced = folder / "reduced.json"
    reduced.write_text(json.dumps(_reduced(YAML(typ="safe").load(DOCUMENT)), ensure_ascii=False), encoding="utf-8")
    stock = ["openapi-python-client", "generate", "--path", str(DOCUMENT), "--meta", "none"]
    _run(peers, "stock_client", [*stock, "--output-path", str(folder / "stock_client")])
    models = {
        "pydantic_models": ["pydantic_v2.BaseModel"],
        "pydantic_keeping_models": ["pydantic_v2.BaseModel", "--extra-fields", "allow"],
        "msgspec_models": ["msgspec.Struct"],
    }
    for name, options in models.items():
        command = ["datamodel-codegen", "--input", str(reduced), "--input-file-type", "openapi"]
        command += ["--target-python-version", "3.11", "--formatters", "builtin", "--output-model-type", *options]
        _run(peers, name, [*command, "--output", str(folder / f"{name}.py")])
    for name, library in (("openapi_generator_client", "urllib3"), ("openapi_generator_async_client", "asyncio")):
        if shutil.which("java") is None:
            peers.missing[name] = "Java is not installed"
            continue
        command = ["openapi-generator-cli", "generate", "-g", "python", "--library", library, "-i", str(reduced)]
        output = folder / "openapi_generator" / library
        _run(peers, name, [*command, "--package-name", name, "-o", str(output), "--skip-validate-spec"])
        sys.path.append(str(output))
    sys.path.append(str(folder))
    return peers


def _run(peers: Peers, name: str, command: list[str]) -> None:
    program = shutil.which(command[0], path=str(Path(sys.executable).parent)) or command[0]
    try:
        subprocess.run(
            [program, *command[1:]], check=True, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )
    except (OSError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        peers.missing[name] = lines[-1] if lines else "its generator failed"


def _reduced(node: Any) -> Any:
    """Return a copy of the document without the keywords that the peers' generators fail on."""
    if isinstance(node, list):
        return [_reduced(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "null":  # openapi-generator fails on a type that is null alone
        node = {**node, "type": ["string", "null"]}
    return {key: _reduced(value) for key, value in node.items() if key not in RULES and not str(key).startswith("x-")}
