"""A whole turn as the answer that CROW's dashboard waits for: `{message}`, its text with how it ended.

The dashboard shows `message.content` and nothing else, so that a failure must be told there; `status` and `error` tell
it to programs. Line breaks keep the connection open until the turn has ended.
"""

import json
from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from gateway.chat.agent_states import Part
from gateway.chat.model import Answer
from gateway.chat.plain_text import ENDINGS, plain_text
from gateway.chat.queue import Place
from gateway.chat.timestamps import iso
from gateway.chat.transcript import Transcript
from gateway.protocols.encoder import JSON, STREAMING, Encoder, why
from gateway.protocols.reader import Reader
from gateway.protocols.strict_json import strict_json
from shared.events import TurnEvent, TurnFinished, TurnStarted


class CrowEncoder(Encoder):
    """Collects one turn for one reader."""

    headers: ClassVar = {"content-type": JSON, **STREAMING}
    keep_alive = b"\n"
    has_rest = False

    def __init__(self) -> None:
        super().__init__()
        self._message: Part = {}
        self._transcript = Transcript()

    def _event(self, event: TurnEvent) -> list[bytes]:
        self._transcript.apply(event)
        match event:
            case TurnStarted():
                self._message = {"id": event.message_id, "sessionId": event.session_id, "createdAt": iso(event.at)}
            case TurnFinished():
                return [self._document(event, self._transcript.answer())]
        return []

    def _place(self, place: Place) -> bytes:  # noqa: ARG002 - every protocol is told
        # When the document comes, nobody waits any more.
        return b""

    def _error(self, message: str) -> bytes:
        told: Part = {"role": "assistant", "content": ENDINGS["interrupted"], "references": None}
        error: Part = {"code": "broken", "message": message}
        return strict_json({"message": {**self._message, **told}, "status": "broken", "error": error}) + b"\n"

    def _document(self, end: TurnFinished, answer: Answer) -> bytes:
        message: Part = {
            **self._message,
            "role": "assistant",
            "content": plain_text(answer.parts, answer.status),
            "references": crow_references(answer.references),
        }
        document: Part = {"message": message, "status": end.outcome}
        if end.outcome != "done":
            document["error"] = {"code": end.error_code or end.outcome, "message": why(end)}
        return strict_json(document) + b"\n"


@dataclass(frozen=True, slots=True)
class CrowReader(Reader):
    """CROW's dashboard."""

    def encoder(self) -> Encoder:
        """An encoder for one answer."""
        return CrowEncoder()


def crow_references(references: str) -> JsonValue:
    """Stored sources (a JSON text) as `{index, type, label, id, toolCallId, at?}`; None when there are none."""
    listed: list[dict[str, JsonValue]] = json.loads(references)
    return [{_CAMEL.get(name, name): value for name, value in one.items()} for one in listed] or None


_CAMEL = {"tool_call_id": "toolCallId"}
