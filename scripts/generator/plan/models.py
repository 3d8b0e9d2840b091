"""Plans models and enums from those of the parser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from contract_tests.contract.pointers import split
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Accessor, Enum, Field, Model, Type
from scripts.generator.plan.types import ANY, default_of, literal, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openapi_python_client.parser.properties import ModelProperty, Property

    from contract_tests.contract.pointers import Tokens

METHODS: Final = frozenset({"additional_keys", "additional_properties", "field", "from_dict", "to_dict"})
"""The attributes of every model, which cannot be names of fields."""


def plan_model(model: ModelProperty, pointer: Tokens, originals: Mapping[str, str], *, is_form: bool) -> Model:
    """Plan a model.

    Args:
        model: The parser's model.
        pointer: Where its schema is, if that is known.
        originals: The original names of renamed properties, by their new names.
        is_form: Whether it is the body of a multipart request, where a string of format binary is a file.

    Raises:
        Refusal: An accessor names a branch that the parser does not know.
    """
    extra = model.data.model_extra or {}
    files = "file" if is_form else "str"
    accessors = extra.get("x-accessors") or {}
    properties = list(_ordered(model))
    names = _names(properties, {*METHODS, *accessors})
    essential = extra.get("x-essential") or ()
    fields = []
    for prop in properties:
        type_ = type_of(prop, files=files)
        default = default_of(type_, prop)
        key = originals.get(raw(prop.name), raw(prop.name))
        fields.append(
            Field(
                key=key,
                name=names[raw(prop.name)],
                type=type_,
                required=prop.required,
                essential=key in essential,
                default=default or ("" if prop.required else "UNSET"),
                text=raw(prop.description),
            )
        )
    more = model.additional_properties
    return Model(
        name=str(model.class_info.name),
        module=str(model.class_info.module_name),
        text=raw(model.description or model.data.title) or str(model.class_info.name),
        fields=tuple(fields),
        accessors=tuple(
            _accessor(name, declared, fields, (*pointer, "x-accessors", name)) for name, declared in accessors.items()
        ),
        more=type_of(more, files=files) if more is not None else ANY,
    )


def plan_enum(enum: Any) -> Enum:
    """Plan an enum."""
    is_text = enum.value_type is str
    return Enum(
        name=str(enum.class_info.name),
        module=str(enum.class_info.module_name),
        text=raw(enum.description) or str(enum.class_info.name),
        base="OpenStrEnum" if is_text else "OpenIntEnum",
        members=tuple(
            (name, literal(json.loads(f'"{value}"') if is_text else value)) for name, value in enum.values.items()
        ),
    )


def raw(text: Any) -> str:
    """Return a text of the document unchanged; "" for none."""
    return str(text.get_untrusted_value() if hasattr(text, "get_untrusted_value") else text or "")


def _ordered(model: ModelProperty) -> Iterator[Property]:
    """Return the properties in the document's order, inherited ones first."""
    known = {raw(prop.name): prop for prop in (*(model.required_properties or ()), *(model.optional_properties or ()))}
    own = [raw(name) for name in model.data.properties or {} if raw(name) in known]
    yield from (known[name] for name in known if name not in own)
    yield from (known[name] for name in own)


def _names(properties: list[Property], taken: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for prop in properties:
        name = str(prop.python_name)
        while name in taken:
            name += "_"
        taken.add(name)
        names[raw(prop.name)] = name
    return names


def _accessor(name: str, declared: dict[str, Any], fields: list[Field], pointer: Tokens) -> Accessor:
    text = raw(declared.get("description"))
    if "first" in declared:
        return Accessor(name, "str | None", text, pointers=tuple(split(where) for where in declared["first"]))
    found = next(field for field in fields if field.key == declared["property"])
    kind = {"array": "list", "object": "model"}[declared["branch"]]
    branch: Type | None = next((type_ for type_ in found.type.branches or (found.type,) if type_.kind == kind), None)
    if branch is None:
        raise Refusal(f"x-accessors: {found.key} has no branch {declared['branch']}", (*pointer, "branch"))
    if kind == "list":
        return Accessor(name, branch.annotation, text, found.name, "list", "[]")
    return Accessor(name, f"{branch.annotation} | None", text, found.name, branch.annotation, "None")
