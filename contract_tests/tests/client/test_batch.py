"""Waits for many tasks: they need fewer requests than separate waits, and one failure does not affect the others."""

from __future__ import annotations

import asyncio
import collections
import inspect
import itertools
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, errors, models
from suno_client.api.suno import fetch_task, fetch_tasks

from contract_tests.tests.client.conftest import KEY
from suno_mock_api import InProcessTransport, MockApi, Timeline, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from suno_client.testing import VirtualClock


@pytest.fixture(params=["threads", "asyncio"])
def many(request: pytest.FixtureRequest, client: AuthenticatedClient) -> Callable[..., Any]:
    """Call `wait` or `as_completed`, in a thread or in an event loop."""

    def call(name: str, ids: Iterable[str], **arguments: Any) -> Any:
        used = arguments.pop("client", client)
        if request.param == "threads":
            found = getattr(fetch_tasks, name)(ids, client=used, **arguments)
            return list(found) if inspect.isgenerator(found) else found

        async def run() -> Any:
            async with used:
                found = getattr(fetch_tasks, f"{name}_asyncio")(ids, client=used, **arguments)
                return [one async for one in found] if inspect.isasyncgen(found) else await found

        return asyncio.run(run())

    return call


def batches(mock: MockApi) -> list[list[str]]:
    """Return the ids of each requested batch."""
    return [json.loads(seen.body)["ids"] for seen in mock.requests["fetch_tasks"]]


def singles(mock: MockApi) -> collections.Counter[str]:
    return collections.Counter(seen.parameter for seen in mock.requests["fetch_task"])


def test_results_in_order(many: Callable[..., Any], mock: MockApi) -> None:
    """Each id gets its result, in the order of the ids."""
    ids = [mock.start_task(timeline=timeline(60 - number)) for number in range(5)]
    found = many("wait", [ids[3], *ids])
    assert list(found) == [ids[3], *ids[:3], ids[4]]
    assert {task.status for task in found.values()} == {"SUCCESS"}
    assert {name: task.task_id for name, task in found.items()} == {name: name for name in found}
    assert singles(mock) == {}


def timeline(seconds: float, last: str = "music_success") -> Timeline:
    return Timeline.of((0, "music_in_progress_no_clips"), (seconds, last))


def test_each_when_it_is_done(many: Callable[..., Any], mock: MockApi) -> None:
    ids = [mock.start_task(timeline=timeline(seconds)) for seconds in (300, 30, 150)]
    ended = many("as_completed", ids)
    assert [one.id for one in ended] == [ids[1], ids[2], ids[0]]
    assert all(one.result().status == "SUCCESS" and one.error is None for one in ended)


def test_a_hundred_in_a_request(many: Callable[..., Any], mock: MockApi) -> None:
    ids = [mock.start_task(timeline=timeline(30)) for _ in range(250)]
    assert len(many("wait", ids)) == 250
    sizes = [len(requested) for requested in batches(mock)]
    assert sizes[:3] == [100, 100, 50]
    assert max(sizes) == 100
    assert singles(mock) == {}


def test_remaining_ids_share_requests(many: Callable[..., Any], mock: MockApi) -> None:
    """The remaining tasks are fetched together when others have ended."""
    slow = {0, 100, 200}
    ids = [mock.start_task(timeline=timeline(300 if number in slow else 20)) for number in range(300)]
    many("wait", ids)
    assert [sorted(requested) for requested in batches(mock)[-3:]] == [sorted(ids[number] for number in slow)] * 3


def test_detection_is_no_later(mock: MockApi, client: AuthenticatedClient, clock: VirtualClock) -> None:
    """The end is not detected later than by a single wait, apart from the jitter."""
    delays = {}
    for way in ("single", "batch"):
        delays[way] = 0.0
        for seconds in range(5, 200, 13):
            task_id = mock.start_task(timeline=timeline(seconds))
            began = clock.monotonic()
            if way == "single":
                fetch_task.wait(task_id, client=client)
            else:
                fetch_tasks.wait([task_id], client=client)
            delays[way] += clock.monotonic() - began - seconds
    assert delays["batch"] <= delays["single"] * 1.2


def test_one_failed_wait(many: Callable[..., Any], mock: MockApi) -> None:
    """The error has the results of the other waits."""
    good, bad = (
        mock.start_task(timeline=timeline(30)),
        mock.start_task(timeline=timeline(10, "music_failure_moderation")),
    )
    with pytest.raises(errors.BatchError, match="1 of 2 did not end well") as caught:
        many("wait", [bad, good])
    assert list(caught.value.results) == [good]
    error = caught.value.errors[bad]
    assert isinstance(error, errors.TaskFailedError)
    assert (error.task.status, error.parameters, caught.value.__cause__) == ("FAILURE", {"task_id": bad}, error)
    assert error.reason
    found = many("wait", [bad, good], return_failed=True)
    assert [task.status for task in found.values()] == ["FAILURE", "SUCCESS"]


def test_an_id_that_is_left_out(many: Callable[..., Any], mock: MockApi, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and ends when the server should know it, with the error of a single fetch."""
    good = mock.start_task(timeline=timeline(100))
    with caplog.at_level(logging.INFO, "suno_client"):
        ended = many("as_completed", [good, "nobody"])
    assert [one.id for one in ended] == ["nobody", good]
    assert isinstance(ended[0].error, errors.NotFoundError)
    assert singles(mock) == {"nobody": 1}
    assert "leaves out 1 ids; they are fetched again: nobody" in caplog.text
    assert "still leave out 1 ids" in caplog.text


def test_unknown_ids(many: Callable[..., Any], mock: MockApi) -> None:
    """The response is null, and the client makes few requests for it."""
    ids = [f"nobody-{number}" for number in range(100)]
    with pytest.raises(errors.BatchError) as caught:
        many("wait", ids)
    assert list(caught.value.errors) == ids
    assert {type(error) for error in caught.value.errors.values()} == {errors.NotFoundError}
    assert len(batches(mock)) < 220
    assert set(singles(mock).values()) == {1}


def test_one_unreadable_row(many: Callable[..., Any], mock: MockApi) -> None:
    """The relay returns null for the whole batch; the client finds the row, and reads the others."""
    ids = [mock.start_task(timeline=timeline(60)) for _ in range(99)]
    ended = many("as_completed", [*ids[:40], "unreadable_result", *ids[40:]], timeout=200)
    wrong = [one for one in ended if one.error is not None]
    assert [one.id for one in wrong] == ["unreadable_result"]
    assert isinstance(wrong[0].error, errors.APIError)
    assert len(ended) == 100
    # It is found once, and then fetched separately.
    assert sum("unreadable_result" in requested and len(requested) > 1 for requested in batches(mock)) < 10


@pytest.mark.parametrize("odd", [{"status": 7}, {"task_id": 1, "status": []}, 7, None, []], ids=repr)
def test_an_unreadable_item(odd: Any, many: Callable[..., Any], mock: MockApi) -> None:
    """The other items of the batch are read."""
    good, strange = mock.start_task(timeline=timeline(30)), mock.start_task(timeline=timeline(30))

    def spoil(body: Any) -> None:
        for index, item in enumerate(body["data"]):
            if item["task_id"] == strange:
                body["data"][index] = {**item, **odd} if isinstance(odd, dict) else odd

    mock.inject("fetch_tasks", itertools.repeat(faults.edited(spoil)))
    found = many("wait", [strange, good])
    assert [task.status for task in found.values()] == ["SUCCESS", "SUCCESS"]
    assert set(singles(mock)) == {strange}


NOT_SERVED: dict[str, Any] = {
    "page": faults.replaced(200, "<html>", content_type="text/html"),
    "404": faults.replaced(404, "{}", content_type="application/json"),
    "405": faults.replaced(405),
    "501": faults.replaced(501),
    "503": faults.replaced(
        503,
        '{"error":{"message":"No available channel","type":"new_api_error","code":"model_not_found"}}',
        content_type="application/json",
    ),
    "502": faults.replaced(502, "<html>", content_type="text/html"),
    "an id": faults.edited(lambda body: {**body, "data": "c47ec1cf"}),
    "empty": faults.empty,
}


@pytest.mark.parametrize("name", NOT_SERVED)
def test_a_batch_that_is_not_served(
    name: str, many: Callable[..., Any], mock: MockApi, caplog: pytest.LogCaptureFixture
) -> None:
    mock.inject("fetch_tasks", itertools.repeat(NOT_SERVED[name]))
    ids = [mock.start_task(timeline=timeline(4)) for _ in range(101)]
    found = many("wait", ids)
    assert {task.status for task in found.values()} == {"SUCCESS"}
    assert len(batches(mock)) < 10
    assert caplog.text.count("fetch_tasks is not served") == 1


def test_trouble_is_no_end(many: Callable[..., Any], mock: MockApi) -> None:
    ids = [mock.start_task(timeline=timeline(60)) for _ in range(3)]
    trouble = [faults.reset, faults.rate_limited("7"), faults.truncated, faults.recorded("error_520_edge")]
    mock.inject("fetch_tasks", [None, *trouble, None, faults.replaced(404), None, faults.replaced(403), faults.empty])
    assert {task.status for task in many("wait", ids).values()} == {"SUCCESS"}
    assert singles(mock) == {}


def test_refused_key(many: Callable[..., Any], mock: MockApi) -> None:
    """All waits end."""
    transport = InProcessTransport(mock)
    client = AuthenticatedClient(token="sk-wrong", transport=transport, async_transport=transport)
    ids = [mock.start_task() for _ in range(120)]
    with pytest.raises(errors.AuthenticationError):
        many("wait", ids[:100], client=client)
    ended = many("as_completed", ids, client=client)
    assert [type(one.error) for one in ended] == [errors.AuthenticationError] * 120
    with pytest.raises(errors.AuthenticationError):
        ended[0].result()
    assert len(batches(mock)) == 3


def test_the_time_is_up(many: Callable[..., Any], mock: MockApi, clock: VirtualClock) -> None:
    done, slow = mock.start_task(timeline=timeline(10)), mock.start_task(timeline=timeline(500))
    began = clock.monotonic()
    with pytest.raises(errors.BatchError) as caught:
        many("wait", [done, slow], timeout=50)
    assert clock.monotonic() - began == pytest.approx(50)
    error = caught.value.errors[slow]
    assert isinstance(error, errors.WaitTimeoutError)
    assert "not finished after a wait of 50 s, status IN_PROGRESS" in str(error)
    assert (error.task and error.task.task_id, error.parameters) == (slow, {"task_id": slow})
    with pytest.raises(errors.WaitTimeoutError):
        many("wait", [slow], timeout=5)


def test_invalid_arguments(many: Callable[..., Any], mock: MockApi) -> None:
    """Nothing is sent."""
    for ids, kind in (("one-id", TypeError), (b"one", TypeError), (["x", 7], TypeError), (["x", ""], ValueError)):
        with pytest.raises(kind):
            many("wait", ids)
    for timeout in (0, -1, "5", True):
        with pytest.raises(ValueError, match="timeout must be positive"):
            many("wait", ["x"], timeout=timeout)
    assert many("wait", []) == {}
    assert many("as_completed", iter([])) == []
    assert list(mock.requests) == []


def test_cancelled_wait(mock: MockApi, client: AuthenticatedClient) -> None:
    async def main() -> None:
        before = asyncio.all_tasks()
        async with client:
            ids = [mock.start_task() for _ in range(300)]
            for step in range(30):
                waiting = asyncio.ensure_future(fetch_tasks.wait_asyncio(ids, client=client))
                for _ in range(step):
                    await asyncio.sleep(0)
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)
        assert asyncio.all_tasks() == before

    asyncio.run(main())


@pytest.mark.usefixtures("clock")
def test_a_slow_batch_request() -> None:
    """A slow batch does not delay the requests of other batches."""

    async def main() -> None:
        stuck = asyncio.Event()
        requested = collections.Counter[str]()

        async def respond(request: httpx.Request) -> httpx.Response:
            ids = json.loads(request.content)["ids"]
            requested[ids[0]] += 1
            if ids[0] == "0":
                await stuck.wait()
            if requested["100"] == 5:
                stuck.set()
            status = "SUCCESS" if stuck.is_set() else "IN_PROGRESS"
            rows = [{"task_id": name, "action": "MUSIC", "status": status, "data": None} for name in ids]
            return httpx.Response(200, json={"code": "success", "data": rows})

        async with AuthenticatedClient(token=KEY, async_transport=httpx.MockTransport(respond)) as client:
            found = await fetch_tasks.wait_asyncio([str(number) for number in range(200)], client=client, timeout=None)
        assert len(found) == 200
        assert (requested["0"], requested["100"]) == (1, 5)

    asyncio.run(main())


def test_conditions_of_many(many: Callable[..., Any], mock: MockApi, clock: VirtualClock) -> None:
    """A wait continues while clips stream; at the timeout it is still a success."""
    ids = [mock.start_task(timeline=timeline(20)) for _ in range(2)]
    seen: collections.Counter[str] = collections.Counter()

    def enough(task: models.Task) -> bool:
        seen[task.task_id] += 1
        return task.task_id == ids[0] or seen[task.task_id] == 3

    found = many("wait", ids, until=enough, timeout=300)
    assert (list(found), seen) == (ids, {ids[0]: 1, ids[1]: 3})
    began = clock.monotonic()
    (ended,) = many("as_completed", ids[:1], until=lambda _: False, timeout=50)
    assert ended.result().status == "SUCCESS"
    assert clock.monotonic() - began <= 50
    with pytest.raises(TypeError, match=r"^until must be"):
        many("wait", ids, until=3)


def test_retries_of_many(many: Callable[..., Any], mock: MockApi) -> None:
    """After that many transient errors in a row all ids of the request have failed, without single fetches."""
    mock.inject("fetch_tasks", itertools.repeat(faults.replaced(502)))
    with pytest.raises(errors.ServerError) as caught:
        many("wait", ["a", "b"], retries=1)
    assert len(batches(mock)) == caught.value.attempts == 2
    assert not singles(mock)
    for wrong in (-1, "3"):
        with pytest.raises(ValueError, match=r"^retries must be"):
            many("wait", ["a"], retries=wrong)
