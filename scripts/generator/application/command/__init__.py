"""The command `suno-client`. Nothing of the package imports it."""
