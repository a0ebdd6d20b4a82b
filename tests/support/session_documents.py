"""Sessions as they could have come about, and the documents that they are exported as."""

import json
import re
from typing import Any

from hypothesis import strategies as st
from pydantic_core import to_json

from gateway.chat.model import Answer, Message, Outline, StoredEvent
from gateway.chat.transcript import Transcript
from gateway.protocols.session_document import SessionDocumentWriter
from shared.ids import MessageId, SessionId
from tests.support.turn_logs import TEXTS, turn_logs

AT = 1_780_000_000_000
SESSION = SessionId("ses_1")
# In JSON, and no backslash that is followed by these letters.
ENCODED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
QUESTIONS = TEXTS.filter(lambda text: bool(text.strip()) and "\0" not in text)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """What a whole turn leaves behind."""
    transcript = Transcript()
    for item in draw(turn_logs()):
        if isinstance(item, StoredEvent):
            if item.event.type == "turn-finished":
                for closing in transcript.closing_events(item.event.at, "cut"):
                    transcript.apply(closing)
            transcript.apply(item.event)
    answer = transcript.answer()
    # Tools and models may say NUL; a document with it is refused, which has a test of its own.
    return Answer(
        answer.status,
        answer.text.replace("\0", ""),
        *(ENCODED_NUL.sub(r"\1", text) for text in (answer.parts, answer.references, answer.metadata)),
    )


@st.composite
def sessions(draw: st.DrawFn) -> list[Message]:
    """Questions and answers as they are stored."""
    messages: list[Message] = []
    for number in range(draw(st.integers(1, 3))):
        parts = to_json([{"type": "text", "text": draw(QUESTIONS)}]).decode()
        asked = Message(
            MessageId(f"msg_{number}q"), SESSION, 2 * number, "user", parts, "complete", "[]", "{}", AT, "[]"
        )
        found = draw(answers())
        answered = Message(
            MessageId(f"msg_{number}a"),
            SESSION,
            2 * number + 1,
            "assistant",
            found.parts,
            found.status,
            found.references,
            found.metadata,
            AT + number,
            "[]",
        )
        messages += [asked, answered]
    return messages


def written(messages: list[Message], title: str | None = "Title") -> bytes:
    """The document of these messages."""
    writer = SessionDocumentWriter()
    head = writer.head(Outline(SESSION, AT, title, AT, AT, ()))
    return head + b"".join(writer.message(message) for message in messages) + writer.tail()


def document(messages: list[Message]) -> dict[str, Any]:
    """The same, parsed."""
    found: dict[str, Any] = json.loads(written(messages))
    return found
