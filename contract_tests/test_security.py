"""The defences that SECURITY.md lists and that no other test holds."""

from __future__ import annotations

import datetime
import gzip
import json
import ssl
import threading
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trustme
from suno_client import AuthenticatedClient, errors
from suno_client.api.suno import fetch_task

from contract_tests.contract import Exchange
from contract_tests.drift.probe import Probe
from contract_tests.drift.reports import FORMATS
from contract_tests.drift.summary import Summary
from contract_tests.examples import ROOT
from contract_tests.mock_api import KEY, RECORDINGS, MockApi, create_app, faults, serve
