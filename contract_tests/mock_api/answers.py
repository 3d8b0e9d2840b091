"""What is answered, and the recordings it is made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

# Inside the installed package, beside it in this repository.
RECORDINGS = next(folder for parent in Path(__file__).parents[:2] if (folder := parent / "recordings").is_dir())


def compact(body: Any) -> str:
    """JSON as the relay writes it, without white space."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@attrs.frozen
class Answer:
    """One HTTP answer.

    Attributes:
        status: The status code, registered or not.
        headers: Name and value pairs; content-length is added when it is sent.
        body: The bytes that are sent.
        delay: Seconds to wait before answering.
        error: Raised instead of the answer's end, after the first half of the body was sent. In process only, where
            it is anything but a ConnectionResetError: a server can't refuse a connection that it has accepted.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0
    error: OSError | None = None


@attrs.frozen
class Recording:
    """One file of `recordings/`.

    Attributes:
        name: The file's stem.
        title: What the exchange shows.
        task_id: The id that was asked for.
        authorization: The Authorization header that was sent.
        answer: What was answered.
        violations: The rules of the contract that it is known to break; empty when it conforms.
    """

    name: str
    title: str
    task_id: str
    authorization: str | None = attrs.field(repr=False)
    answer: Answer
    violations: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Read one file.

        Args:
            path: The recording.
        """
        document = json.loads(path.read_text(encoding="utf-8"))
        request, response = document["request"], document["response"]
        text = compact(response["body"]) if "body" in response else response["text"]
        return cls(
            name=path.stem,
            title=document["title"],
            task_id=request["path"].rpartition("/")[2],
            authorization=request["headers"].get("authorization"),
            answer=Answer(response["status"], tuple(response["headers"].items()), text.encode()),
            violations=tuple(document.get("violations", ())),
        )

    @property
    def body(self) -> Any:
        """The JSON body."""
        return json.loads(self.answer.body)

    def asked_as(self, task_id: str) -> Answer:
        """The answer as it would be for another id.

        Args:
            task_id: The id that was asked for.
        """
        return rewritten(self.answer, {self.task_id: task_id})


def rewritten(answer: Answer, replacements: Mapping[str, str]) -> Answer:
    """The answer with strings of its JSON body replaced, wherever they stand.

    Args:
        answer: The answer.
        replacements: New strings by old ones; both as they are outside JSON.
    """
    text = answer.body.decode()
    for old, new in replacements.items():
        text = text.replace(old, compact(new)[1:-1])
    return attrs.evolve(answer, body=text.encode())


def load_recordings() -> dict[str, Recording]:
    """All recordings by name."""
    return {path.stem: Recording.load(path) for path in sorted(RECORDINGS.glob("*.json"))}
