"""Plans the whole package from the parser's data and the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from openapi_python_client.schema import OpenAPI
from openapi_python_client.strings import ClassName
from pydantic import ValidationError

from scripts.generator.plan.models import plan_enum, plan_model, raw
from scripts.generator.plan.operations import Planner
from scripts.generator.plan.polling import together
from scripts.generator.plan.prepare import PREFIX
from scripts.generator.plan.refusal import Refusal
from scripts.generator.plan.shapes import Package
from scripts.generator.plan.types import type_of

if TYPE_CHECKING:
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.errors import GeneratorError

    from contract_tests.contract import Document
    from contract_tests.contract.pointers import Tokens
    from scripts.generator.plan.prepare import Prepared

NOISE: Final = (
    r"^Unable to (parse|process) schema \S+: |Unable to parse this part of your OpenAPI document:[: ]*"
    r"|Failure to process schema has resulted in the removal of:.*$"
)
"""What the parser says about every schema, beside the reason."""


def plan_package(document: Document, prepared: Prepared, parsed: GeneratorData) -> Package:
    """Plan a package.

    Args:
        document: The document.
        prepared: The document that the parser read.
        parsed: The parser's data.

    Raises:
        Refusal: The document is wrong, or the client does not support it.
    """
    for problem in parsed.errors:
        raise _refusal(problem, prepared)
    for collection in parsed.endpoint_collections_by_tag.values():
        for problem in collection.parse_errors:
            raise _refusal(problem, prepared)
    places = {str(ClassName(schema.get("title") or key, PREFIX)): ("components", "schemas", key)
              for key, schema in document.plain.get("components", {}).get("schemas", {}).items()
              if isinstance(schema, dict)}  # fmt: skip
    endpoints = [endpoint for tag in parsed.endpoint_collections_by_tag.values() for endpoint in tag.endpoints]
    forms = {name for endpoint in endpoints for body in endpoint.bodies if body.body_type.value == "files"
             for name in type_of(body.prop).models}  # fmt: skip
    models = {}
    for model in parsed.models:
        name = str(model.class_info.name)
        models[name] = plan_model(model, places.get(name, ()), prepared.properties, is_form=name in forms)
    enums = {str(enum.class_info.name): plan_enum(enum) for enum in parsed.enums}
    header, prefix = _key(document)
    planner = Planner(document, prepared, models)
    info = document.plain["info"]
    return Package(
        title=str(info["title"]),
        summary=str(info.get("summary") or ""),
        base_url=_base_url(document),
        key_header=header,
        key_prefix=prefix,
        models=models,
        enums=enums,
        operations=together({str(endpoint.name): planner.plan(endpoint) for endpoint in endpoints}, models),
    )


def not_parsed(prepared: Prepared) -> Refusal:
    """Return the reason why the parser refuses a document: its innermost error."""
    problems: list[tuple[Tokens, str]] = []
    try:
        OpenAPI.model_validate(prepared.document)
    except ValidationError as error:
        for problem in error.errors():
            node: Any = prepared.document
            pointer: Tokens = ()
            for token in problem["loc"]:  # keys of the document, and classes of the parser
                if (isinstance(node, dict) and token in node) or (isinstance(node, list) and isinstance(token, int)):
                    node, pointer = node[token], (*pointer, token)  # type: ignore[index]  # as has been tested
            missing = f": {problem['loc'][-1]}" if problem["type"] == "missing" else ""
            problems.append((pointer, f"{problem['msg'][:1].lower()}{problem['msg'][1:]}{missing}"))
    pointer, reason = max(problems, key=lambda problem: len(problem[0]))
    return Refusal(f"not an OpenAPI document: {reason}", prepared.place(pointer))


def _base_url(document: Document) -> str:
    """Return the URL of the first server; "" if it is relative to a host that only the user knows."""
    servers = document.plain.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    for name, variable in (servers[0].get("variables") or {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    if "{" in url:
        raise Refusal(f"the server {url} has a variable without a default", ("servers", 0, "url"))
    return url if "://" in url else ""


def _key(document: Document) -> tuple[str, str]:
    """Return the header that has the key for every operation, and the text before the key in it."""
    common: dict[tuple[str, str], str] = {}
    for operation in document.operations:
        if not operation.secured:
            continue
        ways: dict[tuple[str, str], str] = {}
        refusals = []
        for pointer, requirement in _requirements(document, operation.pointer):
            try:
                ways.setdefault(_way(document, pointer, requirement), next(iter(requirement)))
            except Refusal as refusal:
                refusals.append(refusal)
        if not ways:
            raise refusals[0]
        both = {way: name for way, name in common.items() if way in ways}
        if common and not both:
            names = f"{next(iter(common.values()))} and {next(iter(ways.values()))}"
            reason = f"the key is sent in one way only, and the document has two: {names}"
            raise Refusal(reason, ("components", "securitySchemes"))
        common = both or ways
    return next(iter(common), ("Authorization", "Bearer "))


def _requirements(document: Document, pointer: Tokens) -> list[tuple[Tokens, dict[str, Any]]]:
    """Return the alternatives of an operation's security, each with its place."""
    place = pointer if "security" in document.get(pointer) else ()
    return [((*place, "security", index), one) for index, one in enumerate(document.get(place).get("security") or ())]


def _way(document: Document, pointer: Tokens, requirement: dict[str, Any]) -> tuple[str, str]:
    if len(requirement) > 1:
        raise Refusal("two keys at once are not supported", pointer)
    name = next(iter(requirement))
    if name not in document.plain.get("components", {}).get("securitySchemes", {}):
        raise Refusal(f"the security scheme {name} is not declared", pointer)
    scheme, place = document.follow(("components", "securitySchemes", name))
    kind = scheme.get("type")
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and str(scheme.get("scheme")).lower() == "bearer"):
        return "Authorization", "Bearer "
    if kind == "apiKey" and scheme.get("in") == "header":
        return str(scheme["name"]), ""
    what = f"{kind} in {scheme.get('in')}" if kind == "apiKey" else f"{kind} {scheme.get('scheme', '')}".strip()
    raise Refusal(f"a key that is sent as {what} is not supported: only bearer keys and keys in a header", place)


def _refusal(problem: GeneratorError, prepared: Prepared) -> Refusal:
    """Return a refusal for a problem of the parser, with its place if the parser reports it."""
    reason = f"{problem.header.strip(' :')}: {problem.detail or ''}"
    pointer: Tokens = ()
    name = ""
    operation = re.search(r"parsing [A-Z]+ /(\w+) within", problem.header)
    schema = re.search(r"(?:/components/schemas/|process schema )([^\s:/]+)", reason)
    if operation:
        pointer, name = prepared.operations[operation[1]].pointer, prepared.operations[operation[1]].name
        reason = str(problem.detail or problem.header)
    elif schema:
        pointer = ("components", "schemas", schema[1])
    # The parser has texts of the document in objects that it does not print.
    reason = " ".join(re.sub(r"<\S*UntrustedString object at \w+>", "(a name)", reason).split())
    reason = re.sub(NOISE, "", reason).strip()
    if "duplicate models" in reason or "conflicting enums" in reason:
        reason += "; give one of the two schemas another title"
    return Refusal(raw(reason), pointer, name)
