"""The site's settings. Sphinx: kept by many hands, and a dead link is an error; furo reads well on a phone."""

from __future__ import annotations

project = "suno-client"
html_title = "suno-client"
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build", "speed-table.md"]  # the table is included by speed.md
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
copybutton_exclude = ".linenos, .gp, .go"
