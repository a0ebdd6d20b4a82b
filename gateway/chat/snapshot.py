"""What a shared session shows of a message: who said what, when, what the sources and artifacts are called. Pure.

Everything is left out that is not named here: tool calls and their results, agents, usage, votes, what is in artifacts,
all ids. A part of a new kind is not shared until somebody decides so here.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from gateway.chat.media_types import IMAGES
from gateway.chat.model import Message
from gateway.chat.timestamps import iso


def snapshot(messages: Sequence[Message]) -> list[bytes]:
    """Each message as the JSON that readers of a share get."""
    return [_shown(message) for message in messages]


def _called(part: dict[str, Any]) -> dict[str, str] | None:
    """What an artifact of an answer is called, or a file that came with a question, which is one too."""
    match part["type"]:
        case "data-artifact":
            return {"kind": part["data"]["kind"], "title": part["data"]["title"]}
        case "file":
            kind = "image" if part["mediaType"] in IMAGES.values() else "file"
            return {"kind": kind, "title": part["filename"]}
        case _:
            return None


def _shown(message: Message) -> bytes:
    parts: list[dict[str, Any]] = json.loads(message.parts)
    references: list[dict[str, Any]] = json.loads(message.references)
    return to_json(
        {
            "role": message.role,
            "status": message.status,
            "parts": [{"type": "text", "text": part["text"]} for part in parts if part["type"] == "text"],
            "references": [
                {"index": source["index"], "type": source["type"], "label": source["label"]} for source in references
            ],
            "artifacts": [called for part in parts if (called := _called(part)) is not None],
            "created_at": iso(message.created_at),
        }
    )
