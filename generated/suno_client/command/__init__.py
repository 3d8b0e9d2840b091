# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/application/command/__init__.py
"""The command `suno-client`. Nothing of the package imports it."""
