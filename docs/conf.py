"""The settings of the site. Sphinx is well maintained, and a dead link fails the build; furo is readable on a phone."""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

from suno_client import api

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "suno-client"
html_title = "suno-client"
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["site.css"]
add_module_names = False  # a long name is broken in its middle on a phone
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build", "speed-table.md"]  # the table is included by speed.md
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_class_signature = "separated"  # the fields of a model are listed below it, each with its type and its text
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
default_role = "code"  # docstrings have single backquotes
copybutton_exclude = ".linenos, .gp, .go"

HIDDEN = "\0"


def operations(_app: Sphinx, page: str, source: list[str]) -> None:
    """List the operations in the reference: each is a module of `suno_client.api`."""
    if page == "reference":
        names = [one.name for one in pkgutil.walk_packages(api.__path__, f"{api.__name__}.") if not one.ispkg]
        listed = "### {0}\n\n```{{eval-rst}}\n.. automodule:: {1}\n   :members:\n```\n"
        found = "\n".join(listed.format(name.rpartition(".")[2], name) for name in names)
        source[0] = source[0].replace("OPERATIONS", found)


def hide_colons(_app: Sphinx, what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Hide colons from napoleon, which would read "The audio: an MP3 file" as a type and its description."""
    if what in {"attribute", "property"}:
        lines[:1] = [line.replace(":", HIDDEN) for line in lines[:1]]


def show_colons(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Show the colons again."""
    lines[:] = [line.replace(HIDDEN, ":") for line in lines]


def setup(app: Sphinx) -> None:
    """Connect the functions of this file to Sphinx's events."""
    app.connect("source-read", operations)
    app.connect("autodoc-process-docstring", hide_colons, priority=400)  # napoleon has 500
    app.connect("autodoc-process-docstring", show_colons, priority=600)
