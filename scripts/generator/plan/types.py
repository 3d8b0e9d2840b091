"""Plans types from the properties of the parser."""

from __future__ import annotations

from typing import Any, Final

from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Type

SIMPLE: Final = {
    # kind: annotation, Python classes of its JSON values
    "any": ("Any", ("dict", "list", "str", "bool", "int", "float", "type(None)")),
    "bool": ("bool", ("bool",)),
    "bytes": ("bytes", ("bytes",)),
    "date": ("datetime.date", ("str",)),
    "datetime": ("datetime.datetime", ("str",)),
    "file": ("File", ("bytes",)),
    "float": ("float", ("float", "int")),
    "int": ("int", ("int", "float")),
    "null": ("None", ("type(None)",)),
    "str": ("str", ("str",)),
    "uuid": ("UUID", ("str",)),
}
KINDS: Final = {
    "AnyProperty": "any",
    "BooleanProperty": "bool",
    "DateProperty": "date",
    "DateTimeProperty": "datetime",
    "FloatProperty": "float",
    "IntProperty": "int",
    "NoneProperty": "null",
    "StringProperty": "str",
    "UuidProperty": "uuid",
}

ANY: Final = Type("any", "Any", "read_any", SIMPLE["any"][1])


def type_of(prop: Any, *, prefix: str = "", files: str = "str") -> Type:  # noqa: PLR0911 - one for each kind
    """Plan the type of a property.

    Args:
        prop: The parser's property.
        prefix: The prefix of the class of a model or enum in the module that uses the type.
        files: The kind of a string of format binary: str, bytes or file.

    Raises:
        Refusal: The plan does not support the type.
    """
    parsed = type(prop).__name__
    if parsed in KINDS:
        return _simple(KINDS[parsed])
    if parsed == "FileProperty":
        return _simple(files)
    if parsed == "ConstProperty":
        return _const(prop.value.raw_value)
    if parsed == "EnumProperty":
        name = f"{prefix}{prop.class_info.name}"
        json = ("str",) if prop.value_type is str else ("int", "float")
        return Type("enum", name, f"enum_reader({name})", json, name=str(prop.class_info.name))
    if parsed == "ModelProperty":
        name = f"{prefix}{prop.class_info.name}"
        return Type("model", name, f"{name}._read", ("dict",), name=str(prop.class_info.name))
    if parsed == "ListProperty":
        items = type_of(prop.inner_property, prefix=prefix, files=files)
        return Type("list", f"list[{items.annotation}]", f"list_reader({items.reader})", ("list",), items=items)
    if parsed == "UnionProperty":
        return union([type_of(inner, prefix=prefix, files=files) for inner in prop.inner_properties])
    raise Refusal(f"a property of type {parsed} is not supported")


def union(types: list[Type]) -> Type:
    """Plan the union of types, without repetition."""
    flat = [branch for type_ in types for branch in (type_.branches or (type_,))]
    branches = tuple({branch.annotation: branch for branch in flat}.values())
    if len(branches) == 1:
        return branches[0]
    if any(branch.kind == "any" for branch in branches):
        return ANY
    readers: dict[str, list[str]] = {}
    for branch in branches:
        for kind in branch.json:
            readers.setdefault(kind, []).append(branch.reader)
    chosen = {
        kind: found[0] if len(found) == 1 else f"first_reader({', '.join(found)})" for kind, found in readers.items()
    }
    dispatch = ", ".join(f"{kind}: {reader}" for kind, reader in chosen.items())
    annotation = " | ".join(sorted((branch.annotation for branch in branches), key=str.lower))
    return Type("union", annotation, f"union_reader({{{dispatch}}})", tuple(readers), branches=branches)


def default_of(type_: Type, prop: Any) -> str:
    """Return the expression of a property's default; "" if it has none."""
    if prop.default is None or type_.kind == "null":
        return ""
    code = str(prop.default.python_code.as_unembedded_code())
    enums = {part.name: part.annotation for part in type_.parts if part.kind == "enum"}
    name, dot, member = code.partition(".")
    if dot and name in enums:
        return f"{enums[name]}.{member}"
    # The parser escapes strings for more than one place.
    return literal(str(prop.default.raw_value)) if code.startswith(("'", '"')) else code


def literal(value: Any) -> str:
    """Return the literal of a string, a number or a boolean."""
    return repr(value)


def _simple(kind: str) -> Type:
    annotation, json = SIMPLE[kind]
    return Type(kind, annotation, f"read_{kind}", json)


def _const(value: Any) -> Type:
    json = {str: ("str",), bool: ("bool",), int: ("int", "float"), float: ("float", "int")}.get(type(value))
    if json is None:
        raise Refusal(f"a constant of type {type(value).__name__} is not supported")
    # A float cannot be a Literal type.
    annotation = "float" if isinstance(value, float) else f"Literal[{literal(value)}]"
    return Type("const", annotation, f"const_reader({literal(value)})", json, name=literal(value))
