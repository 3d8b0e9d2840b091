"""The formats of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.drift.reports import github, html, markdown, structured, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.drift.summary import Summary

FORMATS: dict[str, Callable[[Summary], str]] = {
    "text": text.render,
    "json": structured.render,
    "markdown": markdown.render,
    "github": github.render,
    "html": html.render,
}
