"""What a person has before them in the end, the same words for every client."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.wire.driver import Snapshot
from tests.wire.lanes import Family


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool card."""

    name: str
    state: str
    input: Any
    output: Any


# In place of the last answer's id, when history has the answer under the same.
STORED = "as stored"
# In place of a question's text, which is another each time.
QUESTION = "a question"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last answer on the screen and how it came there."""

    status: str
    roles: tuple[str, ...]
    text: str
    message_id: str | None = None
    tools: tuple[Tool, ...] = ()
    data: tuple[tuple[str, Any], ...] = ()
    unfinished: int = 0  # parts that still show a spinner
    usage: tuple[int, int] | None = None
    finish_reason: str | None = None
    error: str | None = None
    increments: int = 0
    requests: tuple[tuple[str, int | None], ...] = ()
    history: tuple[tuple[str, str, str], ...] = ()  # role, status and text of each stored message


def verdict(family: Family, shown: Snapshot, stored: Sequence[dict[str, Any]] = ()) -> Verdict:
    """The snapshot of a client as a verdict, with what is stored of the session."""
    assert family == "ui"
    made = _of_ui(shown)
    is_stored = stored and stored[-1]["id"] == made.message_id
    history = tuple(_stored(each) for each in stored)
    return replace(made, message_id=STORED if is_stored else made.message_id, history=history)


def _of_ui(shown: Snapshot) -> Verdict:
    message = _last_answer(shown)
    parts = message.get("parts", [])
    metadata = message.get("metadata") or {}
    usage = metadata.get("usage")
    return Verdict(
        status=shown["status"],
        roles=tuple(each["role"] for each in shown["messages"]),
        text=_text(parts),
        message_id=message.get("id"),
        tools=tuple(_tool(part) for part in parts if part["type"].startswith("tool-")),
        data=tuple((part["type"], part.get("data")) for part in parts if part["type"].startswith("data-")),
        unfinished=sum(part.get("state") in {"streaming", "input-streaming", "input-available"} for part in parts),
        usage=usage and (usage["inputTokens"], usage["outputTokens"]),
        finish_reason=metadata.get("finishReason"),
        error=shown["error"] and shown["error"]["message"],
        increments=shown["increments"],
        requests=_requests(shown),
    )


def _stored(message: dict[str, Any]) -> tuple[str, str, str]:
    text = QUESTION if message["role"] == "user" else _text(message["parts"])
    return message["role"], message["status"], text


def _text(parts: Sequence[dict[str, Any]]) -> str:
    return "".join(part["text"] for part in parts if part["type"] == "text")


def _tool(part: dict[str, Any]) -> Tool:
    name = part["type"].removeprefix("tool-")
    return Tool(name, part["state"], part.get("input"), part.get("output", part.get("errorText")))


def _last_answer(shown: Snapshot) -> dict[str, Any]:
    messages: list[dict[str, Any]] = shown["messages"]
    return messages[-1] if messages and messages[-1]["role"] == "assistant" else {}


def _requests(shown: Snapshot) -> tuple[tuple[str, int | None], ...]:
    return tuple((exchange["method"], exchange.get("status")) for exchange in shown["exchanges"])
