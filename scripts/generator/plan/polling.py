"""Plans the extensions of responses: polling, links, batches, and errors inside a success.

The vocabulary (contract_tests/contract/vocabulary.py) checks the form and the pointers of each extension when the
document is loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from contract_tests.contract.pointers import join, split
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Batch, Link, Many, Model, Phase, Polling, Run, SuccessError, Type
from scripts.generator.plan.types import union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.contract import operations
    from contract_tests.contract.pointers import Tokens
    from scripts.generator.plan.shapes import Operation

RESPONSE_BODY: Final = re.compile(r"^\$response\.body#(/.*)?$")


def plan_polling(declared: Mapping[str, Any], pointer: Tokens, body: Type, models: Mapping[str, Model]) -> Polling:
    """Resolve `x-polling`.

    Args:
        declared: The `x-polling` of a response.
        pointer: Where the response is declared.
        body: The type of the response's body.
        models: All models, by class.

    Raises:
        Refusal: The result is not an object.
    """
    results = [branch for branch in _types_at(body, declared["result"], models) if branch.kind == "model"]
    if not results:
        raise Refusal(f"x-polling: the result {declared['result']} is not an object", (*pointer, "x-polling", "result"))
    failure_when = declared.get("failure-when", {})
    schedule_by = declared.get("schedule-by")
    return Polling(
        result=split(declared["result"]),
        result_type=union([_qualified(model.name) for model in results]),
        status=split(declared["status"]),
        reason=split(declared["reason"]) if "reason" in declared else None,
        success=tuple(declared["success"]),
        failure=tuple(declared["failure"]),
        equals=tuple((split(where), value) for where, value in failure_when.get("equals", {}).items()),
        present=tuple(split(where) for where in failure_when.get("present", ())),
        schedule=_phases(declared["schedule"]),
        schedule_by=(
            split(schedule_by["pointer"]),
            tuple((word, _phases(phases)) for word, phases in schedule_by["schedules"].items()),
        )
        if schedule_by
        else None,
        jitter=declared.get("jitter", 0.1),
        timeout=declared.get("timeout", 600),
    )


def _types_at(body: Type, pointer: str, models: Mapping[str, Model]) -> list[Type]:
    """Return the types at a pointer into a body, each branch of a union separately."""
    types = list(body.branches or (body,))
    for key in split(pointer):
        inside = [inner for type_ in types for inner in _inside(type_, key, models)]
        types = [branch for inner in inside for branch in inner.branches or (inner,)]
    return types


def _inside(type_: Type, key: str, models: Mapping[str, Model]) -> Iterator[Type]:
    if type_.kind == "model":
        yield from (field.type for field in models[type_.name].fields if field.key == key)
    elif type_.items and key.isdecimal():
        yield type_.items


def _qualified(name: str) -> Type:
    """Return the name that the modules of operations have for a model."""
    return Type("model", f"models.{name}", f"models.{name}._read", ("dict",), name=name)


def _phases(declared: list[dict[str, Any]]) -> tuple[Phase, ...]:
    return tuple(Phase(phase["interval"], phase["growth"], phase["max"], phase.get("until")) for phase in declared)


def plan_link(link: operations.Link, status: int, target: operations.Operation) -> Link:
    """Resolve a link: the values of the response's body that are parameters of its target.

    Args:
        link: The link.
        status: The key of its response.
        target: The operation that it leads to.
    """
    parameters = []
    for name, expression in link.parameters.items():
        parameter, match = target.target(name), RESPONSE_BODY.match(str(expression))
        if parameter and match:
            parameters.append((parameter.name, split(match[1] or "")))
    return Link(link.name, status, link.operation, tuple(parameters))


def plan_batch(declared: Mapping[str, Any]) -> Batch:
    """Resolve `x-batch`."""
    ids, items, key = (split(declared[word]) for word in ("ids", "items", "key"))
    return Batch(declared["single"], ids, items, key, declared["max"])


def plan_success_error(error: Mapping[str, Any]) -> SuccessError:
    """Resolve the `x-error` of a success's schema."""
    code, message, result = (split(error[word]) for word in ("code", "message", "result"))
    return SuccessError(code, message, result, tuple(error["success"]))


def together(operations: dict[str, Operation], models: Mapping[str, Model]) -> dict[str, Operation]:
    """Plan functions that need two operations: to submit and wait, and to wait for many at once.

    Raises:
        Refusal: A batch does not fit its single operation.
    """
    known = {operation.name: operation for operation in operations.values()}
    return {
        name: evolve(operation, run=_run(operation, known), many=_many(operation, known, models))
        for name, operation in operations.items()
    }


def _run(operation: Operation, known: Mapping[str, Operation]) -> Run | None:
    """Return the first polled operation that a submission's success links to, with its parameters."""
    successes = {response.key for response in operation.successes}
    for link in operation.links:
        polled = known[link.operation]
        places = dict(link.parameters)
        needed = [parameter for parameter in polled.parameters if parameter.required]
        if (
            operation.submits and polled.polling and polled is not operation and link.status in successes
            and needed and not polled.body_required and all(parameter.key in places for parameter in needed)
        ):  # fmt: skip
            return Run(polled, tuple((parameter, places[parameter.key]) for parameter in needed))
    return None


def _many(operation: Operation, known: Mapping[str, Operation], models: Mapping[str, Model]) -> Many | None:
    batch = operation.batch
    if batch is None:
        return None

    def refuse(reason: str) -> Refusal:
        return Refusal(f"x-batch: {reason}", operation.pointer, operation.name)

    single = known[batch.single]
    polling = single.polling
    assert polling is not None  # noqa: S101 - the vocabulary has made sure of it
    if not operation.repeatable:
        raise refuse("a wait sends it again and again: it must be x-safe")
    needed = [parameter for parameter in single.parameters if parameter.required]
    if len(needed) != 1 or single.body_required:
        raise refuse(f"{single.name} must need one parameter, the id")
    bodies = [body for body in operation.bodies if body.form == "json"]
    others = [field.key for body in bodies[:1] for model in body.type.models for field in models[model].fields
              if field.required and field.key not in batch.ids[:1]]  # fmt: skip
    if not bodies or others or any(parameter.required for parameter in operation.parameters):
        raise refuse("it must need nothing but the ids, in a body of JSON")
    items = [
        branch
        for response in operation.successes
        for type_ in _types_at(response.type, join((*batch.items, 0)), models)
        for branch in type_.branches or (type_,)
        if branch.kind == "model"
    ]
    names = {branch.name for branch in items}
    places = (polling.status, polling.reason, *(place for place, _ in polling.equals), *polling.present,
              polling.schedule_by and polling.schedule_by[0])  # fmt: skip
    inside = len(polling.result)
    if names and names <= set(polling.result_type.models):
        if any(place is not None and place[:inside] != polling.result for place in places):
            raise refuse(f"its items lack what the x-polling of {single.name} reads beside the result")
    elif names and names <= {model for response in single.successes for model in response.type.models}:
        inside = 0
    else:
        raise refuse(f"its items are neither results nor responses of {single.name}")
    return Many(single, needed[0], union([_qualified(name) for name in sorted(names)]), inside)
