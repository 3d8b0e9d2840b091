"""Measures one GET over loopback, for threads and for asyncio, from a server that is faster than every client."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import urllib3
from httpx_aiohttp import AiohttpTransport
from suno_client import AuthenticatedClient
from suno_client.api.suno import fetch_task

from scripts.benchmarks import server
from scripts.benchmarks.measuring import in_unit, take_turns, take_turns_asyncio
from scripts.benchmarks.results import Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scripts.benchmarks.peers import Peers

BASE = "httpx + json"
OURS = "suno_client"
TASK = "c47ec1cf-7e79-4e61-b9fb-2ca2ac36e57b"
KEY = "sk-bench"
HEADERS = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
NOTES = {
    OURS: "retries, typed errors, models",
    "httpx": "reads the bytes only",
    "openapi-python-client": "stock client, models",
    "openapi-generator": "models, over urllib3",
}


def sync(peers: Peers, rounds: int) -> Table:
    with contextlib.ExitStack() as stack:
        base_url = stack.enter_context(server.running("fast"))
        path = f"/suno/fetch/{TASK}"
        plain = stack.enter_context(httpx.Client(base_url=base_url, headers=HEADERS))
        client = stack.enter_context(AuthenticatedClient(base_url=base_url, token=KEY))
        pool = stack.enter_context(urllib3.PoolManager())
        candidates: dict[str, Callable[[], object]] = {
            BASE: lambda: plain.get(path).json(),
            OURS: lambda: fetch_task.sync(TASK, client=client),
            "httpx": lambda: plain.get(path).content,
            "urllib3 + json": lambda: pool.request("GET", base_url + path, headers=HEADERS).json(),
        }
        stock, api = peers.module("stock_client"), peers.module("stock_client.api.suno.fetch_task")
        if stock and api:
            stock_client = stack.enter_context(stock.AuthenticatedClient(base_url=base_url, token=KEY))
            candidates["openapi-python-client"] = lambda: api.sync(TASK, client=stock_client)
        if generated := peers.module("openapi_generator_client"):
            configuration = generated.Configuration(host=base_url, access_token=KEY)
            suno = generated.SunoApi(stack.enter_context(generated.ApiClient(configuration)))
            candidates["openapi-generator"] = lambda: suno.fetch_task(TASK)
        table = Table("One GET over loopback, in a thread", "µs", base=BASE)
        table.add(in_unit(take_turns(candidates, rounds), 1e6), {OURS: 1.05}, NOTES)
    return table


def asynchronous(peers: Peers, rounds: int) -> Table:
    return asyncio.run(_asynchronous(peers, rounds))


async def _asynchronous(peers: Peers, rounds: int) -> Table:
    async with contextlib.AsyncExitStack() as stack:
        base_url = stack.enter_context(server.running("fast"))
        path = f"/suno/fetch/{TASK}"
        plain = await stack.enter_async_context(httpx.AsyncClient(base_url=base_url, headers=HEADERS))
        client = await stack.enter_async_context(AuthenticatedClient(base_url=base_url, token=KEY))
        over_aiohttp = await stack.enter_async_context(
            AuthenticatedClient(base_url=base_url, token=KEY, async_transport=AiohttpTransport())
        )
        session = await stack.enter_async_context(aiohttp.ClientSession(base_url, headers=HEADERS))

        async def httpx_json() -> object:
            return (await plain.get(path)).json()

        async def httpx_bytes() -> object:
            return (await plain.get(path)).content

        async def aiohttp_json() -> object:
            async with session.get(path) as response:
                return json.loads(await response.read())

        candidates: dict[str, Callable[[], Awaitable[Any]]] = {
            BASE: httpx_json,
            OURS: lambda: fetch_task.asyncio(TASK, client=client),
            "suno_client over aiohttp": lambda: fetch_task.asyncio(TASK, client=over_aiohttp),
            "httpx": httpx_bytes,
            "aiohttp + json": aiohttp_json,
        }
        stock, api = peers.module("stock_client"), peers.module("stock_client.api.suno.fetch_task")
        if stock and api:
            stock_client = await stack.enter_async_context(stock.AuthenticatedClient(base_url=base_url, token=KEY))
            candidates["openapi-python-client"] = lambda: api.asyncio(TASK, client=stock_client)
        if generated := peers.module("openapi_generator_async_client"):
            configuration = generated.Configuration(host=base_url, access_token=KEY)
            suno = generated.SunoApi(await stack.enter_async_context(generated.ApiClient(configuration)))
            candidates["openapi-generator"] = lambda: suno.fetch_task(TASK)
        table = Table("One GET over loopback, in a task of asyncio", "µs", base=BASE)
        notes = NOTES | {
            "suno_client over aiohttp": "with the transport of httpx-aiohttp",
            "openapi-generator": "models, over aiohttp",
        }
        table.add(in_unit(await take_turns_asyncio(candidates, rounds), 1e6), {OURS: 1.05}, notes)
    return table
