"""The modules that every generated client gets as they are; `_document.py` is made for each client."""
