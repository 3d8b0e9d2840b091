"""The site's settings. Sphinx, since it is kept by many hands and makes a dead link an error; furo reads well on a phone."""

from __future__ import annotations

from pathlib import Path

from contract_tests.contract.rules import markdown

ROOT = Path(__file__).resolve().parent.parent

project = "suno-client"
html_title = "suno-client"
html_theme = "furo"
html_static_path = ["picture.svg"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}
# `nox -s docs` lets Redocly write it beside the pages.
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["substitution", "colon_fence"]
myst_heading_anchors = 3
# The table of rules is made from the code that judges.
myst_substitutions = {"rules": markdown()}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
copybutton_exclude = ".linenos, .gp, .go"
