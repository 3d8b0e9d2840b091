"""The plan of a response's extensions: polling, links, batches, and errors inside a success.

The vocabulary (contract_tests/contract/vocabulary.py) has checked the form of each extension and where its pointers
lead when the document was loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from contract_tests.contract.pointers import split
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Batch, Link, Model, Phase, Polling, SuccessError, Type
from scripts.generator.plan.types import union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.contract import operations
    from contract_tests.contract.pointers import Tokens

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
    """List the types of what a pointer into a body leads to, each branch of a union by itself."""
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
    """Name a model as the modules of operations do."""
    return Type("model", f"models.{name}", f"models.{name}._read", ("dict",), name=name)


def _phases(declared: list[dict[str, Any]]) -> tuple[Phase, ...]:
    return tuple(Phase(phase["interval"], phase["growth"], phase["max"], phase.get("until")) for phase in declared)


def plan_link(link: operations.Link, status: int, target: operations.Operation) -> Link:
    """Resolve a link: which values of the response's body are parameters of its target.

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
