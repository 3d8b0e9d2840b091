"""What the extensions of a response mean for the client: polling, links, batches, and errors inside a success."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from contract_tests.contract.pointers import split
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Batch, Link, Model, Phase, Polling, SuccessError, Type
from scripts.generator.plan.types import union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contract_tests.contract.pointers import Tokens
    from scripts.generator.plan.shapes import Enum

POLLING: Final = {
    "required": {"result", "status", "success", "failure", "schedule"},
    "optional": {"failure-when", "reason", "schedule-by", "jitter", "timeout"},
}
RESPONSE_BODY: Final = re.compile(r"^\$response\.body#(/.*)?$")


@frozen
class Site:
    """A response with an extension, and what is needed to resolve the pointers in it.

    Attributes:
        operation: The operationId, for refusals.
        pointer: Where the response is declared.
        declared: The response.
        type: The type of its body.
        models: All models, by class.
        enums: All enums, by class.
    """

    operation: str
    pointer: Tokens
    declared: Mapping[str, Any]
    type: Type
    models: Mapping[str, Model]
    enums: Mapping[str, Enum]

    def refuse(self, reason: str, *where: str | int) -> Refusal:
        """Make the refusal of something in this response."""
        return Refusal(reason, (*self.pointer, *where), self.operation)

    def keys(self, pointer: Any, *where: str | int) -> tuple[str, ...]:
        """Read a pointer into the body, and make sure that it leads somewhere.

        Raises:
            Refusal: It is no pointer, or it leads nowhere.
        """
        self.types_at(pointer, *where)
        return tuple(map(str, split(str(pointer))))

    def types_at(self, pointer: Any, *where: str | int) -> list[Type]:
        """List the types of what a pointer into the body leads to."""
        if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
            raise self.refuse(f"{where[0]}: {pointer!r} is no JSON pointer", *where)
        types = [self.type]
        for key in split(pointer):
            found = [inner for type_ in types for inner in self._inside(type_, str(key))]
            if not found:
                names = " or ".join(branch.annotation for type_ in types for branch in (type_.branches or (type_,)))
                message = (
                    f"{where[0]}: {pointer} leads nowhere: /{key} is no property of {names.replace('models.', '')}"
                )
                raise self.refuse(message, *where)
            types = found
        return types

    def _inside(self, type_: Type, key: str) -> Iterable[Type]:
        for branch in type_.branches or (type_,):
            if branch.kind == "model":
                yield from (field.type for field in self.models[branch.name].fields if field.key == key)
            elif branch.kind == "list" and branch.items and key.isdecimal():
                yield branch.items
            elif branch.kind == "any":
                yield branch


def plan_polling(site: Site) -> Polling | None:
    """Resolve `x-polling`.

    Raises:
        Refusal: A word or a pointer in it means nothing.
    """
    declared = site.declared.get("x-polling")
    if declared is None:
        return None
    here = "x-polling"
    for word in declared:
        if word not in POLLING["required"] | POLLING["optional"]:
            raise site.refuse(f"{here}: there is no {word}", here, word)
    if missing := POLLING["required"] - set(declared):
        raise site.refuse(f"{here}: {min(missing)} is missing", here)
    result = site.types_at(declared["result"], here, "result")
    models = [branch for type_ in result for branch in (type_.branches or (type_,)) if branch.kind == "model"]
    if not models:
        raise site.refuse(f"{here}: the result {declared['result']} is no object", here, "result")
    for list_name in ("success", "failure"):
        _check_words(site, declared, list_name)
    failure_when = declared.get("failure-when") or {}
    schedule_by = declared.get("schedule-by")
    return Polling(
        result=site.keys(declared["result"], here, "result"),
        result_type=union([_qualified(model.name) for model in models]),
        status=site.keys(declared["status"], here, "status"),
        reason=site.keys(declared["reason"], here, "reason") if "reason" in declared else None,
        success=tuple(map(str, declared["success"])),
        failure=tuple(map(str, declared["failure"])),
        equals=tuple(
            (site.keys(where, here, "failure-when", "equals", where), value)
            for where, value in (failure_when.get("equals") or {}).items()
        ),
        present=tuple(
            site.keys(where, here, "failure-when", "present", index)
            for index, where in enumerate(failure_when.get("present") or ())
        ),
        schedule=_phases(site, declared["schedule"], here, "schedule"),
        schedule_by=(
            site.keys(schedule_by["pointer"], here, "schedule-by", "pointer"),
            tuple(
                (str(word), _phases(site, phases, here, "schedule-by", "schedules", word))
                for word, phases in schedule_by["schedules"].items()
            ),
        )
        if schedule_by
        else None,
        jitter=declared.get("jitter", 0.1),
        timeout=declared.get("timeout", 600),
    )


def _qualified(name: str) -> Type:
    """Name a model as the modules of operations do."""
    return Type("model", f"models.{name}", f"models.{name}._read", ("dict",), name=name)


def _check_words(site: Site, declared: Mapping[str, Any], list_name: str) -> None:
    """Make sure that a word of the watched field is one: a wait for another would never end.

    Beside a word that is declared, a failure may have words that some builds send although they are not.
    """
    types = site.types_at(declared["status"], "x-polling", "status")
    branches = [branch for type_ in types for branch in (type_.branches or (type_,))]
    known = {
        str(_value(literal)).casefold() for branch in branches if branch.kind == "enum"
        for _, literal in site.enums[branch.name].members
    }  # fmt: skip
    if not known or any(branch.kind not in ("enum", "null") for branch in branches):
        return
    words = [str(word).casefold() for word in declared[list_name]]
    if list_name == "failure" and known.intersection(words):
        return
    for index, word in enumerate(words):
        if word not in known:
            reason = f"x-polling: {declared[list_name][index]} is no value of {declared['status']}"
            raise site.refuse(reason, "x-polling", list_name, index)


def _value(literal: str) -> str:
    return literal[1:-1] if literal[:1] in "'\"" else literal


def _phases(site: Site, declared: Any, *where: str | int) -> tuple[Phase, ...]:
    phases = []
    for index, phase in enumerate(declared):
        if unknown := set(phase) - {"until", "interval", "growth", "max"}:
            raise site.refuse(f"{where[0]}: there is no {min(unknown)}", *where, index)
        if missing := {"interval", "growth", "max"} - set(phase):
            raise site.refuse(f"{where[0]}: {min(missing)} is missing", *where, index)
        phases.append(Phase(phase["interval"], phase["growth"], phase["max"], phase.get("until")))
    if not phases or phases[-1].until is not None or any(phase.until is None for phase in phases[:-1]):
        raise site.refuse(f"{where[0]}: every phase but the last has an until", *where)
    return tuple(phases)


def plan_links(site: Site, status: int, targets: Mapping[str, Mapping[str, Any]]) -> tuple[Link, ...]:
    """Resolve the links that lead from a response's body to another operation.

    Args:
        site: The response.
        status: Its key.
        targets: The parameters of each operation, by operationId.

    Raises:
        Refusal: A link leads to no operation, to no parameter of it, or from no place in the body.
    """
    links = []
    for name, declared in (site.declared.get("links") or {}).items():
        target = declared.get("operationId")
        if target not in targets:
            raise site.refuse(f"links: {name} leads to no operation: {target}", "links", name)
        parameters = []
        for parameter, expression in (declared.get("parameters") or {}).items():
            plain = str(parameter).partition(".")[2] or str(parameter)  # `path.id` names where it stands
            if plain not in targets[target]:
                raise site.refuse(
                    f"links: {target} has no parameter {parameter}", "links", name, "parameters", parameter
                )
            match = RESPONSE_BODY.match(str(expression))
            if match:
                parameters.append((plain, site.keys(match[1] or "", "links", name, "parameters", parameter)))
        links.append(Link(str(name), status, target, tuple(parameters)))
    return tuple(links)


def plan_batch(site: Site, targets: Mapping[str, Mapping[str, Any]]) -> Batch | None:
    """Resolve `x-batch`.

    Raises:
        Refusal: It stands for no operation, or its items are not in the body.
    """
    declared = site.declared.get("x-batch")
    if declared is None:
        return None
    if declared.get("single") not in targets:
        raise site.refuse(f"x-batch: {declared.get('single')} is no operation", "x-batch", "single")
    items = site.keys(declared["items"], "x-batch", "items")
    site.keys(f"{declared['items']}/0{declared['key']}", "x-batch", "key")
    return Batch(
        single=declared["single"],
        ids=tuple(map(str, split(declared["ids"]))),
        items=items,
        key=tuple(map(str, split(declared["key"]))),
        max=int(declared.get("max", 100)),
    )


def plan_success_error(declared: Mapping[str, Any]) -> SuccessError | None:
    """Resolve the `x-error` of a success's schema."""
    error = declared.get("x-error")
    if not error or "result" not in error:
        return None
    code, message, result = (tuple(map(str, split(error.get(word, "")))) for word in ("code", "message", "result"))
    return SuccessError(code, message, result, tuple(map(str, error.get("success", ()))))
