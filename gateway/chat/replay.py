"""The events of a finished turn whose log was let go of, made again from its stored message.

Fewer than there were (a text is one delta), with the same parts, references, usage and end.
"""

import json
from collections.abc import Iterator
from typing import Any

from gateway.chat.model import StoredEvent, StoredTurn, Turn
from gateway.chat.parts import ToldAssessment
from shared.events import TURN_EVENT, TurnEvent, TurnFinished


def replayed(turn: Turn, stored: StoredTurn) -> list[StoredEvent]:
    """The whole turn, numbered from 1."""
    parts: list[dict[str, Any]] = json.loads(stored.parts)
    metadata: dict[str, Any] = json.loads(stored.metadata)
    events: list[TurnEvent] = [turn.started()]
    events += (TURN_EVENT.validate_python(event) for event in _of_assessment(metadata, stored.finished_at))
    events += (TURN_EVENT.validate_python(event) for event in _of_parts(parts, _speaker(metadata), stored.finished_at))
    events += (TURN_EVENT.validate_python(event) for event in _of_usage(metadata))
    events.append(
        TurnFinished.model_validate(
            {
                "outcome": stored.status,
                "finish_reason": metadata.get("finishReason", "other"),
                "at": stored.finished_at,
                "error_code": stored.error_code,
            }
        )
    )
    return [StoredEvent(seq, event) for seq, event in enumerate(events, start=1)]


def _of_parts(parts: list[dict[str, Any]], speaker: str, at: int) -> Iterator[dict[str, Any]]:
    callers = {
        call_id: part["data"]["agent"]
        for part in parts
        if part["type"] == "data-agent"
        for call_id in part["data"]["toolCallIds"]
    }
    times: dict[str, dict[str, Any]] = {}
    for part in parts:
        if part["type"] == "data-agent":
            times |= part["data"].get("toolTimes", {})
    ending: list[dict[str, Any]] = []
    for number, part in enumerate(parts):
        match part["type"]:
            case "data-agent":
                begun, ended = _agent(part["data"], at)
                yield begun
                ending.append(ended)
            case "text":
                part_id = f"text_{number}"
                yield {"type": "text-started", "part_id": part_id, "agent": speaker}
                if part["text"]:
                    yield {"type": "text-delta", "part_id": part_id, "text": part["text"]}
                yield {"type": "text-ended", "part_id": part_id}
            case "data-memory":
                yield {"type": "memory-used", "at": at, **part["data"]}
            case "data-references":
                yield {"type": "references-cited", "references": part["data"]["references"]}
            case "data-artifact":
                yield _artifact(part["data"], at)
            case "step-start":
                pass
            case tool:
                call_id = part["toolCallId"]
                yield from _tool(tool.removeprefix("tool-"), part, callers.get(call_id, ""), times.get(call_id, {}), at)
    yield from ending


def _of_assessment(metadata: dict[str, Any], at: int) -> Iterator[dict[str, Any]]:
    if "assessment" in metadata:
        # Of an import, too: what it left out has a default.
        told = ToldAssessment.model_validate(metadata["assessment"])
        yield {
            "type": "turn-assessed",
            **told.model_dump(exclude={"agent_id"}),
            "agent_id": told.agent_id or None,
            "skipped": metadata.get("skipped", []),
            "at": at,
        }


def _speaker(metadata: dict[str, Any]) -> str:
    agent: dict[str, str] = metadata.get("agent", {})
    return agent.get("slug", "")


def _agent(data: dict[str, Any], at: int) -> tuple[dict[str, Any], dict[str, Any]]:
    who = {"agent": data["agent"], "name": data["name"]}
    return (
        {"type": "agent-started", **who, "at": data["startedAt"], "agent_id": data.get("agentId")},
        {
            "type": "agent-finished",
            **who,
            "outcome": data["state"],
            "at": data.get("finishedAt", at),
            "note": data.get("note"),
        },
    )


def _artifact(data: dict[str, Any], at: int) -> dict[str, Any]:
    return {
        "type": "artifact-created",
        "artifact_id": data["artifactId"],
        "version": data["version"],
        "kind": data["kind"],
        "title": data["title"],
        "media_type": data["mediaType"],
        "call_id": data["toolCallId"],
        "at": at,
    }


def _tool(name: str, part: dict[str, Any], agent: str, times: dict[str, Any], at: int) -> Iterator[dict[str, Any]]:
    call = {"call_id": part["toolCallId"], "at": times.get("finishedAt", at)}
    yield {
        "type": "tool-called",
        **call,
        "at": times.get("startedAt", at),
        "agent": agent,
        "tool": name,
        "input": part["input"],
    }
    if (approval := part.get("approval")) is not None:
        about = {**call, "approval_id": approval["id"]}
        yield {"type": "approval-requested", **about}
        if "approved" in approval:
            said = {"approved": approval["approved"], "reason": approval.get("reason")}
            yield {"type": "approval-decided", **about, **said}
    match part["state"]:
        case "output-available":
            known = {"deduplicated": times.get("repeated", False), "from_cache": times.get("fromCache")}
            yield {"type": "tool-returned", **call, "output": part["output"], **known}
        case "approval-requested" | "output-denied":
            pass
        case _:
            yield {"type": "tool-failed", **call, "code": "replayed", "message": part.get("errorText", "")}


def _of_usage(metadata: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if metadata.get("kept"):
        told = {"call_id": "replayed_kept", "agent": "", "model": "", "kept": True}
        yield {"type": "llm-called", **told, "input_tokens": 0, "output_tokens": 0, "duration_ms": 0}
    usage, models = metadata.get("usage", {}), metadata.get("models", [])
    fallbacks = metadata.get("fallbacks", [])
    for number in range(max(usage.get("calls", 0), len(models))):
        yield {
            "type": "llm-called",
            "call_id": f"replayed_{number}",
            "agent": "",
            "model": models[min(number, len(models) - 1)],
            # The sums are kept, not what each call had of them.
            "input_tokens": usage.get("inputTokens", 0) if number == 0 else 0,
            "output_tokens": usage.get("outputTokens", 0) if number == 0 else 0,
            "estimated": usage.get("estimated", False),
            "duration_ms": 0,
            # Who failed is not kept, only who answered instead.
            **({"provider": fallbacks[number], "failed_providers": [""]} if number < len(fallbacks) else {}),
        }
