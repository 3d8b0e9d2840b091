# Made by `nox -s regenerate` with openapi-python-client 0.29.1 from openapi.yaml and scripts/generator/templates/; do not edit.
"""A client for Suno fetch: Poll one song or lyrics task of the Suno relay at api.aiznt.com.

`AuthenticatedClient` holds the key and the settings; each operation is a module of `suno_client.api` with `sync`,
`sync_detailed`, `asyncio` and `asyncio_detailed`, and, where the operation is polled, `wait`, `wait_asyncio`, `poll` and
`poll_asyncio`. Whatever goes wrong is an `errors.APIError`. Surprises in answers are told to the logger `suno_client`.
"""

import logging

from . import errors
from .client import AuthenticatedClient, Client
from .types import UNSET, Unset

__version__ = "1.0.0"

__all__ = ["UNSET", "AuthenticatedClient", "Client", "Unset", "__version__", "errors"]

logging.getLogger(__name__).addHandler(logging.NullHandler())
