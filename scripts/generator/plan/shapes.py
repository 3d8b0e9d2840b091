"""The plan of a package: plain data, which the templates print."""

from __future__ import annotations

from typing import Any, Final

from attrs import field, frozen

UNUSUAL: Final = {
    "str": "value.__class__ is not str",
    "bool": "value.__class__ is not bool",
    "int": "value.__class__ is not int",
    "float": "value.__class__ is not float and value.__class__ is not int",
    "null": "value is not None",
}
"""Conditions that are false for values that need no reader, by kind."""
WRITTEN: Final = {"datetime": "write_datetime({})", "model": "{}.to_dict()"}
"""Expressions of the JSON value that are more than the value and less than `encode`, by kind."""


@frozen
class Type:
    """The type of a value, with the names of the module that uses it.

    Attributes:
        kind: any, str, null, int, float, bool, datetime, date, uuid, bytes, file, const, enum, model, list or union.
        annotation: The annotation in Python.
        reader: The expression of the reader of its JSON values.
        json: The Python classes of its JSON values.
        items: The type of a list's items.
        branches: The types of a union.
        name: The class of a model or an enum, or the literal of a constant.
    """

    kind: str
    annotation: str
    reader: str
    json: tuple[str, ...]
    items: Type | None = None
    branches: tuple[Type, ...] = ()
    name: str = ""

    @property
    def or_unset(self) -> str:
        """The annotation of a value that may be absent."""
        names = [branch.annotation for branch in self.branches]
        return " | ".join(sorted([*names, "Unset"], key=str.lower)) if names else f"{self.annotation} | Unset"

    def unusual(self, value: str) -> str:
        """Return a condition that is false for values that need no reader; "" if every value needs one."""
        tests = []
        for branch in self.branches or (self,):
            if branch.kind not in UNUSUAL:
                return ""
            tests.append(UNUSUAL[branch.kind])
        return " and ".join(tests).replace("value", value)

    def written(self, value: str) -> str:
        """Return the expression of the JSON value of a value."""
        if self.kind == "enum":
            return f"{'str' if 'str' in self.json else 'int'}({value})"
        if self.kind in WRITTEN:
            return WRITTEN[self.kind].format(value)
        return value if self.unusual(value) or self.kind == "const" else f"encode({value})"

    @property
    def direct(self) -> tuple[Type, ...]:
        """The branches that are models or lists, if no other has the same JSON type."""
        found = [branch for branch in self.branches or (self,) if branch.kind in ("model", "list")]
        return tuple(
            branch for branch in found if sum(branch.kind == other.kind for other in found) == 1
        )  # fmt: skip

    @property
    def parts(self) -> tuple[Type, ...]:
        """The type and all types in it."""
        inner = (*self.branches, *((self.items,) if self.items else ()))
        return (self, *(part for each in inner for part in each.parts))

    @property
    def models(self) -> frozenset[str]:
        """The classes of the models in it."""
        return frozenset(part.name for part in self.parts if part.kind == "model")

    @property
    def enums(self) -> frozenset[str]:
        """The classes of the enums in it."""
        return frozenset(part.name for part in self.parts if part.kind == "enum")


@frozen
class Field:
    """A field of a model: its name in the JSON object and in Python, its type, and its description.

    The `default` is an expression, "" if there is none. An object without an `essential` field cannot be read.
    """

    key: str
    name: str
    type: Type
    required: bool
    essential: bool
    default: str
    text: str

    @property
    def annotation(self) -> str:
        """The annotation, with Unset if the field is optional."""
        return self.type.annotation if self.required else self.type.or_unset


@frozen
class Accessor:
    """A name for one branch of a field, or for the first text at one of several pointers.

    It returns the field's value if that is a `check`, and `otherwise` if it is not.
    """

    name: str
    annotation: str
    text: str
    field: str = ""
    check: str = ""
    otherwise: str = ""
    pointers: tuple[tuple[str, ...], ...] = ()


@frozen
class Model:
    """A class of `models`: its fields in the document's order, its accessors, and the type of further fields."""

    name: str
    module: str
    text: str
    fields: tuple[Field, ...]
    accessors: tuple[Accessor, ...]
    more: Type

    @property
    def types(self) -> tuple[Type, ...]:
        """The types of all its fields, and all types in them."""
        return tuple(part for type_ in (*(field.type for field in self.fields), self.more) for part in type_.parts)

    @property
    def direct(self) -> tuple[str, ...]:
        """The models that its fields are read as directly, sorted."""
        branches = [branch for field in self.fields for branch in field.type.direct]
        return tuple(sorted({branch.name for branch in branches if branch.kind == "model"}))

    @property
    def may_refuse(self) -> bool:
        """Whether some objects cannot be read, because required or essential fields are missing."""
        return any(field.required or field.essential for field in self.fields)

    @property
    def models(self) -> tuple[str, ...]:
        """The other models that its fields name, sorted."""
        return tuple(sorted({part.name for part in self.types if part.kind == "model"} - {self.name}))

    @property
    def enums(self) -> tuple[str, ...]:
        """The enums that its fields name, sorted."""
        return tuple(sorted({part.name for part in self.types if part.kind == "enum"}))


@frozen
class Enum:
    """An enum of `models`: its members by name, with the literals of their values."""

    name: str
    module: str
    text: str
    base: str
    members: tuple[tuple[str, str], ...]


@frozen
class Parameter:
    """A parameter of an operation, with OpenAPI's `style` and `explode`.

    Its `default` and its `example` are expressions, or "".
    """

    key: str
    name: str
    where: str
    type: Type
    required: bool
    default: str
    text: str
    style: str
    explode: bool
    as_json: bool
    example: str

    @property
    def annotation(self) -> str:
        """The annotation, with Unset if the parameter is optional."""
        return self.type.annotation if self.required else self.type.or_unset


@frozen
class Body:
    """A request body: its media type, the argument of httpx for it (json, data, files, content), and its type.

    Its `example` is an expression, or "".
    """

    media_type: str
    form: str
    type: Type
    example: str


@frozen
class Response:
    """A declared response.

    Attributes:
        key: 200; 4 for 4XX; 0 for `default`.
        pointer: Where it is declared.
        medium: json, text, bytes or none.
        accept: The media types of its body that are of this medium.
        type: The type of its body.
        text: Its description.
        codes: The kinds of error that codes in its body mean.
    """

    key: int
    pointer: tuple[Any, ...]
    medium: str
    accept: tuple[str, ...]
    type: Type
    text: str
    codes: tuple[tuple[str, str], ...]

    @property
    def is_success(self) -> bool:
        """Whether its status means success."""
        return self.key == 2 or 200 <= self.key < 300  # noqa: PLR2004 - RFC 9110


@frozen
class SuccessError:
    """The error inside a success: where its code, message and result are, and the codes of success."""

    code: tuple[str, ...]
    message: tuple[str, ...]
    result: tuple[str, ...]
    success: tuple[str, ...]


@frozen
class Phase:
    """A part of a schedule: pauses from `interval` to `max` seconds, each `growth` times the one before."""

    interval: float
    growth: float
    max: float
    until: float | None = None


@frozen
class Polling:
    """`x-polling`, resolved. All keys start at the body's root.

    Attributes:
        result: Where the polled result is.
        result_type: The class of the result.
        status: Where the watched field is.
        reason: Where the reason of a failure is; None if a body has none.
        success: The values that end a wait with success.
        failure: The values that end it with a failure.
        equals: Other signs of failure: places and values.
        present: Other signs of failure: places that have any value.
        schedule: The phases.
        schedule_by: The place of the value that selects a schedule, and the schedules.
        jitter: The largest share by which a pause is randomly shortened.
        timeout: The default timeout of a wait, in seconds.
    """

    result: tuple[str, ...]
    result_type: Type
    status: tuple[str, ...]
    reason: tuple[str, ...] | None
    success: tuple[str, ...]
    failure: tuple[str, ...]
    equals: tuple[tuple[tuple[str, ...], Any], ...]
    present: tuple[tuple[str, ...], ...]
    schedule: tuple[Phase, ...]
    schedule_by: tuple[tuple[str, ...], tuple[tuple[str, tuple[Phase, ...]], ...]] | None
    jitter: float
    timeout: float


@frozen
class Link:
    """A link of a response: the target's operationId and parameters, each with the keys into the body."""

    name: str
    status: int
    operation: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...]


@frozen
class Batch:
    """`x-batch`, resolved: keys into the request's body, into the response's, and into an item."""

    single: str
    ids: tuple[str, ...]
    items: tuple[str, ...]
    key: tuple[str, ...]
    max: int


@frozen
class Run:
    """The wait for a submission: the polled operation, and its parameters with keys into the response's body."""

    polled: Operation
    parameters: tuple[tuple[Parameter, tuple[str, ...]], ...]


@frozen
class Many:
    """The wait for many tasks with a batch: the single polled operation, and its parameter for an id.

    The first `inside` keys of the pointers of `x-polling` lead to an item.
    """

    single: Operation
    parameter: Parameter
    item: Type
    inside: int


@frozen
class Operation:
    """An operation, which becomes a module.

    Attributes:
        name: The operationId.
        module: The module's name.
        tag: The package that it is in.
        pointer: Where it is declared.
        method: The HTTP method.
        path: The path, with its parameters in braces.
        summary: What it does, in a line.
        text: Its description.
        repeatable: Whether it may be sent again without harm.
        secured: Whether it needs the key.
        parameters: Its parameters, those of the path first.
        bodies: Its request bodies.
        body_required: Whether it must have one.
        body_text: The description of the body.
        responses: Its responses.
        error_shapes: Where the bodies of errors have their code and message.
        success_error: The error inside a success.
        request_id_header: The header with the server's id of the request.
        identity: The path parameters that a success repeats, each with its place.
        polling: How it is polled.
        links: The links of its responses.
        batch: The keys of the batch, if it is the batch form of another operation.
        read_timeout: The least read timeout, in seconds; 0 for the default.
        submits: Whether a request may create something.
        run: The wait for a submission, if it is one.
        many: The wait for many tasks, if it is a batch.
    """

    name: str
    module: str
    tag: str
    pointer: tuple[Any, ...]
    method: str
    path: str
    summary: str
    text: str
    repeatable: bool
    secured: bool
    parameters: tuple[Parameter, ...]
    bodies: tuple[Body, ...]
    body_required: bool
    body_text: str
    responses: tuple[Response, ...]
    error_shapes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    success_error: SuccessError | None
    request_id_header: str
    identity: tuple[tuple[str, tuple[str, ...]], ...] = ()
    polling: Polling | None = None
    links: tuple[Link, ...] = ()
    batch: Batch | None = None
    read_timeout: float = 0
    submits: bool = False
    run: Run | None = None
    many: Many | None = None

    @property
    def example(self) -> tuple[str, ...] | None:
        """The arguments of a call, including `client`, from the document's examples; None without an example."""
        needed = [parameter for parameter in self.parameters if parameter.required and not parameter.default]
        bodies = [self.bodies[0].example] if self.body_required else []
        if not all([*(parameter.example for parameter in needed), *bodies]):
            return None
        in_path = [parameter.example for parameter in needed if parameter.where == "path"]
        named = [f"{parameter.name}={parameter.example}" for parameter in needed if parameter.where != "path"]
        return (*in_path, "client=client", *(f"body={body}" for body in bodies), *named)

    @property
    def successes(self) -> tuple[Response, ...]:
        """The responses that mean success; `default` if there are none."""
        found = tuple(response for response in self.responses if response.is_success)
        return found or tuple(response for response in self.responses if response.key == 0)

    @property
    def accept(self) -> str:
        """The media types to accept, those of successes first; "" if it is only JSON, which is the default."""
        wanted = [type_ for response in (*self.successes, *self.responses) for type_ in response.accept]
        return ", ".join(dict.fromkeys(wanted)) if set(wanted) - {"application/json"} else ""

    @property
    def returns(self) -> str:
        """The annotation of what it returns."""
        return _joined([response.type for response in self.successes]) or "None"

    @property
    def body_type(self) -> str:
        """The annotation of every body that it may return."""
        return _joined([response.type for response in self.responses]) or "None"

    @property
    def polled(self) -> str:
        """The annotation of the polled result."""
        return self.polling.result_type.annotation if self.polling else ""


@frozen
class Package:
    """The whole package: models and enums by the parser's class, operations by their modules.

    The `base_url` is "" if the document names no host.
    """

    title: str
    summary: str
    base_url: str
    key_header: str
    key_prefix: str
    models: dict[str, Model] = field(factory=dict)
    enums: dict[str, Enum] = field(factory=dict)
    operations: dict[str, Operation] = field(factory=dict)

    def may_refuse(self, type_: Type) -> bool:
        """Return whether reading a value as one of the `direct` branches of a type may raise."""
        return any(branch.kind == "list" or self.models[branch.name].may_refuse for branch in type_.direct)

    @property
    def exported(self) -> dict[str, str]:
        """The modules of operations that the package exports, by name."""
        taken = {"api", "client", "errors", "models", "request_id", "testing", "types"}
        return {
            operation.module: f".api.{operation.tag}.{operation.module}"
            for operation in sorted(self.operations.values(), key=lambda operation: operation.module)
            if operation.module not in taken
        }

    @property
    def results(self) -> tuple[str, ...]:
        """The classes that polled operations wait for, sorted."""
        return tuple(
            sorted({name for operation in self.operations.values() if operation.polling
                    for name in operation.polling.result_type.models})
        )  # fmt: skip


def _joined(types: list[Type]) -> str:
    branches = [branch.annotation for type_ in types for branch in (type_.branches or (type_,))]
    if "Any" in branches:
        return "Any"
    return " | ".join(sorted(dict.fromkeys(branches), key=lambda name: name == "None"))
