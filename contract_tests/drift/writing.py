"""Writes several files together or not at all, and none of them partially."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_atomically(contents: Mapping[Path, str]) -> None:
    """Write texts to files: to temporary files first, which replace the files when all are written.

    Raises:
        OSError: A file cannot be written; every file is as it was.
    """
    written: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            written.append((Path(name), path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(content)
        for temporary, path in written:
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
            temporary.chmod(mode)
            temporary.replace(path)
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
