"""A whole turn as one JSON document, for clients that cannot read a stream. It comes when the turn has ended.

Until then line breaks keep the connection open: before a JSON document they mean nothing. The status of the response
was sent long before the end was known, so `status` and `error` in the document tell how the turn ended.
"""

import json
from typing import ClassVar

from gateway.chat.agent_states import Part
from gateway.chat.queue import Place
from gateway.chat.timestamps import iso
from gateway.chat.transcript import Transcript
from gateway.protocols.encoder import JSON, STREAMING, Encoder, why
from gateway.protocols.strict_json import strict_json
from shared.events import TurnEvent, TurnFinished, TurnStarted


class JsonEncoder(Encoder):
    """Collects one turn for one reader."""

    headers: ClassVar = {"content-type": JSON, **STREAMING}
    keep_alive = b"\n"
    has_rest = False

    def __init__(self) -> None:
        super().__init__()
        self._started: TurnStarted | None = None
        self._transcript = Transcript()

    def _event(self, event: TurnEvent) -> list[bytes]:
        self._transcript.apply(event)
        match event:
            case TurnStarted():
                self._started = event
                return []
            case TurnFinished():
                return [self._document(event)]
            case _:
                return []

    def _place(self, place: Place) -> bytes:  # noqa: ARG002 - every protocol is told
        # When the document comes, nobody waits any more.
        return b""

    def _error(self, message: str) -> bytes:
        return strict_json({"status": "broken", "error": {"code": "broken", "message": message}}) + b"\n"

    def _document(self, end: TurnFinished) -> bytes:
        answer = self._transcript.answer()
        document: Part = {}
        if self._started is not None:
            document = {"session_id": self._started.session_id, "turn_id": self._started.turn_id}
        document |= {"status": end.outcome, "text": answer.text}
        if self._started is not None:
            document["message"] = {
                "id": self._started.message_id,
                "session_id": self._started.session_id,
                "role": "assistant",
                "status": answer.status,
                "parts": json.loads(answer.parts),
                "references": json.loads(answer.references),
                "metadata": json.loads(answer.metadata),
                "created_at": iso(self._started.at),
            }
        if end.outcome != "done":
            document["error"] = {"code": end.error_code or end.outcome, "message": why(end)}
        return strict_json(document) + b"\n"
