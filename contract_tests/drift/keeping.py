"""What the probe has judged, kept as recordings: scrubbed, whole, and ready for `drift file` and `drift adopt`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.drift.probe import CannotCheckError
from contract_tests.drift.recording import SEEN, recording_of
from contract_tests.drift.scrubber import Scrubber
from contract_tests.drift.writing import write_atomically
from contract_tests.recordings import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from contract_tests.contract import Document, Exchange


def keep(exchanges: Sequence[Exchange], folder: Path, document: Document) -> list[Path]:
    """Write exchanges to a folder in the order in which they were seen, a file each, and return the files.

    Raises:
        CannotCheckError: The files cannot be written.
    """
    scrubber, texts = Scrubber(document), {}
    for number, exchange in enumerate(exchanges, start=1):
        recording = recording_of(
            scrubber.scrub(exchange),
            title=f"{exchange.name}: status {exchange.status}",
            evidence="adopted",
            source=SEEN,
        )
        name = re.sub(r"\W+", "_", exchange.name).strip("_").lower()
        path = folder / document.matched(exchange).operation.name / f"{number:02}_{name}.json"
        texts[path] = written(recording)  # without `violations`: what it breaks is to be seen, not known
    try:
        write_atomically(texts)
    except OSError as error:
        raise CannotCheckError(f"{folder}: {error.strerror}") from None
    return list(texts)
