"""What a person has before them in the end, the same words for every client."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
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
    made = {"ui": _of_ui, "data": _of_data, "agui": _of_agui}[family](shown)
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
        text=text_of(parts),
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


def _of_data(shown: Snapshot) -> Verdict:
    message = _last_answer(shown)
    annotations = message.get("annotations", [])
    finish: dict[str, Any] = next((each for each in reversed(annotations) if "finishReason" in each), {})
    told = finish.get("usage")
    usage = told and (told["inputTokens"], told["outputTokens"])
    reason = finish.get("finishReason")
    if shown["finishes"]:
        # What the client itself makes of the end goes before what we tell beside it.
        end = shown["finishes"][-1]
        usage = (end["usage"]["promptTokens"], end["usage"]["completionTokens"])
        reason = end["finishReason"]
    # AI SDK 4.0 makes a message of each step.
    calls = [call for each in _answers(shown) for call in each.get("toolInvocations", ())]
    return Verdict(
        status=shown["status"],
        roles=tuple(each["role"] for each in shown["messages"]),
        text=message.get("content", ""),
        message_id=message.get("id"),
        tools=tuple(_invocation(call) for call in calls),
        data=(*_agents(shown["data"]), *_references(annotations)),
        unfinished=sum(call["state"] != "result" for call in calls),
        usage=usage,
        finish_reason=reason,
        error=shown["error"] and shown["error"]["message"],
        increments=shown["increments"],
        requests=_requests(shown),
    )


def _of_agui(shown: Snapshot) -> Verdict:
    messages = shown["messages"]
    # Tool calls and their results are messages of their own here; what a person reads has text.
    read = [each for each in messages if each["role"] in {"user", "assistant"} and each.get("content")]
    message = read[-1] if read and read[-1]["role"] == "assistant" else {}
    custom = [each["value"] for each in shown["data"] if each["name"] == "metadata"]
    metadata = shown["finishes"][-1].get("result", {}) if shown["finishes"] else custom[-1] if custom else {}
    usage = metadata.get("usage")
    results = {each["toolCallId"]: json.loads(each["content"]) for each in messages if each["role"] == "tool"}
    return Verdict(
        status=shown["status"],
        roles=tuple(each["role"] for each in read),
        text=message.get("content", ""),
        message_id=message.get("id"),
        tools=tuple(_call(call, results) for each in messages for call in each.get("toolCalls", ())),
        data=(
            *_agents([{"type": each["name"], **each["value"]} for each in shown["data"]]),
            *(("data-references", each["value"]) for each in shown["data"] if each["name"] == "references"),
        ),
        usage=usage and (usage["inputTokens"], usage["outputTokens"]),
        finish_reason=metadata.get("finishReason"),
        error=shown["error"] and shown["error"]["message"],
        increments=shown["increments"],
        requests=_requests(shown),
    )


def _call(call: dict[str, Any], results: dict[str, Any]) -> Tool:
    name, arguments = call["function"]["name"], json.loads(call["function"]["arguments"])
    result = results.get(call["id"])
    if isinstance(result, dict) and result.keys() == {"error"}:
        return Tool(name, "output-error", arguments, result["error"])
    return Tool(name, "output-available" if call["id"] in results else "input-available", arguments, result)


def _invocation(call: dict[str, Any]) -> Tool:
    result = call.get("result")
    if isinstance(result, dict) and result.keys() == {"error"}:
        return Tool(call["toolName"], "output-error", call["args"], result["error"])
    state = "output-available" if call["state"] == "result" else "input-available"
    return Tool(call["toolName"], state, call["args"], result)


def _agents(data: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The last state of each agent: here nothing replaces what was said before."""
    last = {each["agent"]: each for each in data if each["type"] == "agent"}
    for each in last.values():
        yield "data-agent", {name: value for name, value in each.items() if name not in {"type", "id"}}


def _references(annotations: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for each in annotations:
        if each.get("type") == "references":
            yield "data-references", {"references": each["references"]}


def _stored(message: dict[str, Any]) -> tuple[str, str, str]:
    text = QUESTION if message["role"] == "user" else text_of(message["parts"])
    return message["role"], message["status"], text


def text_of(parts: Sequence[dict[str, Any]]) -> str:
    """The text that a person reads."""
    return "".join(part["text"] for part in parts if part["type"] == "text")


def _tool(part: dict[str, Any]) -> Tool:
    name = part["type"].removeprefix("tool-")
    return Tool(name, part["state"], part.get("input"), part.get("output", part.get("errorText")))


def _last_answer(shown: Snapshot) -> dict[str, Any]:
    messages: list[dict[str, Any]] = shown["messages"]
    return messages[-1] if messages and messages[-1]["role"] == "assistant" else {}


def _answers(shown: Snapshot) -> list[dict[str, Any]]:
    """The messages after the last question."""
    messages: list[dict[str, Any]] = shown["messages"]
    asked = max((place for place, each in enumerate(messages) if each["role"] == "user"), default=-1)
    return messages[asked + 1 :]


def _requests(shown: Snapshot) -> tuple[tuple[str, int | None], ...]:
    return tuple((exchange["method"], exchange.get("status")) for exchange in shown["exchanges"])


def places_in(family: Family, shown: Snapshot) -> list[int]:
    """The places in the queue that the client was told, one after another."""
    told: list[dict[str, Any]] = shown["data"]
    match family:
        case "ui":
            places = [each["data"] for each in told if each["type"] == "data-queue"]
        case "data":
            places = [each for each in told if each["type"] == "queue"]
        case "agui":
            places = [each["value"] for each in told if each["name"] == "queue"]
    return [place["position"] for place in places]


def assert_shown(seen: Verdict, wanted: Verdict) -> None:
    """Raise AssertionError with what was seen and what was wanted, where they differ."""
    pairs = {each.name: (getattr(seen, each.name), getattr(wanted, each.name)) for each in fields(Verdict)}
    wrong = [f"{name}: {pair[0]!r} instead of {pair[1]!r}" for name, pair in pairs.items() if pair[0] != pair[1]]
    assert not wrong, "\n".join(wrong)
