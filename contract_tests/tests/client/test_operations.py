"""The four functions of every operation agree, whatever it is: in threads and in asyncio, with and without details."""

from __future__ import annotations

import asyncio
import inspect
from importlib import import_module
from typing import Any

import httpx
import pytest
import suno_client
from suno_client import AuthenticatedClient, errors

from contract_tests.contract import Document
from contract_tests.tests.client.conftest import KEY
from contract_tests.tests.client.test_models import whole
from suno_mock_api import InProcessTransport, MockApi


def arguments(function: Any) -> dict[str, Any]:
    """Return arguments for every required parameter except the client."""
    found = {}
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        if parameter.default is parameter.empty and parameter.name != "client":
            body = parameter.name == "body"
            found[parameter.name] = parameter.annotation.from_dict(whole(parameter.annotation)) if body else "nobody"
    return found


def returned(call: Any) -> Any:
    try:
        return call()
    except errors.APIError as error:
        return type(error)


@pytest.mark.parametrize("name", suno_client._OPERATIONS)
def test_the_four_forms_agree(name: str) -> None:
    module: Any = import_module(suno_client._OPERATIONS[name], "suno_client")
    transport = InProcessTransport(MockApi(key=KEY))

    def call(form: str) -> Any:
        with AuthenticatedClient(token=KEY, transport=transport) as client:
            return getattr(module, form)(**arguments(module.sync), client=client)

    async def call_asyncio(form: str) -> Any:
        async with AuthenticatedClient(token=KEY, async_transport=transport) as client:
            return await getattr(module, form)(**arguments(module.sync), client=client)

    detailed, details = call("sync_detailed"), asyncio.run(call_asyncio("asyncio_detailed"))
    assert (detailed.status_code, type(detailed.parsed), type(detailed.error)) == (
        details.status_code, type(details.parsed), type(details.error),
    )  # fmt: skip
    expected = type(detailed.error) if detailed.error else type(detailed.parsed)
    for result in (returned(lambda: call("sync")), returned(lambda: asyncio.run(call_asyncio("asyncio")))):
        assert (result if isinstance(result, type) else type(result)) is expected


@pytest.mark.parametrize("name", suno_client._OPERATIONS)
def test_errors_are_explained(name: str) -> None:
    """An error has the document's description of the status, and the body in its declared form."""
    module: Any = import_module(suno_client._OPERATIONS[name], "suno_client")
    document = Document.load()
    operation = next(one for one in document.operations if one.name == name)
    responses = document.get((*operation.pointer, "responses"))
    refusals = {int(status): response for status, response in responses.items() if status.isdigit() and status >= "300"}
    assert refusals
    for status, response in refusals.items():
        declared = (
            response
            if "description" in response
            else document.follow((*operation.pointer, "responses", str(status)))[0]
        )
        error = {
            "code": "c",
            "message": "m",
            "data": None,
            "error": {"message": "m", "type": "new_api_error", "code": "c"},
        }
        sent = httpx.MockTransport(lambda _, status=status, body=error: httpx.Response(status, json=body))
        client = AuthenticatedClient(token=KEY, transport=sent, retries=0)
        found = module.sync_detailed(**arguments(module.sync), client=client)
        assert found.parsed is not None
        assert " ".join(declared["description"].replace("**", "").split()) in found.error.explanation
    assert dir(module) == sorted(module.__all__)
