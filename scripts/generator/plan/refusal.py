"""The refusal to generate a client from a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.contract.pointers import join

if TYPE_CHECKING:
    from contract_tests.contract import Document
    from contract_tests.contract.pointers import Tokens


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """The document declares something that the generated client does not support.

    Attributes:
        reason: What is not supported.
        pointer: Where the document declares it.
        operation: The operation, if it concerns one.
    """

    def __init__(self, reason: str, pointer: Tokens = (), operation: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.operation = operation

    def message(self, document: Document) -> str:
        """Return one line with the file, the line, the operation, the reason and the pointer."""
        where = f"{document.path.name}:{document.line(self.pointer)}"
        subject = f"{self.operation}: " if self.operation else ""
        return f"{where}: {subject}{self.reason} (at #{join(self.pointer)})"
