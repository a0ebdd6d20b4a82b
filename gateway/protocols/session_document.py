"""A session as a JSON document: written a message at a time, read back strictly.

`{"format": "crew-chat-session", "version": 1, "exported_at", "session": {"title", "created_at", "updated_at"},
"messages": [{"id", "role", "status", "parts", "references", "metadata", "created_at"}, …]}`: questions and answers take
turns, parts are those of history. Ids are told for whoever reads the document; whoever takes it in makes new ones.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)
from pydantic_core import to_json

from gateway.chat.model import Answer, FinishedTurn, Message, MessageStatus, Outline, Session
from gateway.chat.parts import (
    AgentPart,
    AnswerMetadata,
    AnswerPart,
    AnswerText,
    ArtifactPart,
    PlainReference,
    PlainText,
    QuestionPart,
    QuestionText,
    ToolWaiting,
    repeated,
)
from gateway.chat.texts import MAX_MESSAGE_CHARACTERS, MAX_TITLE_CHARACTERS, without_nul
from gateway.chat.timestamps import iso
from shared.events import TurnOutcome
from shared.ids import SessionId

TIMES = ("startedAt", "finishedAt")
FORMAT = "crew-chat-session"
VERSION = 1
UNDECIDED = "Nobody decided about this call."
MAX_MESSAGES = 10_000
OUTCOMES: dict[MessageStatus, TurnOutcome] = {
    "complete": "done",
    "failed": "failed",
    "stopped": "stopped",
    "interrupted": "interrupted",
}

Time = Annotated[AwareDatetime, Field(strict=True)]
Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TITLE_CHARACTERS, strip_whitespace=True),
    AfterValidator(without_nul),
]
References = Annotated[list[PlainReference], FailFast()]


class SessionDocumentWriter:
    """Write `head`, every message in order, `tail`."""

    media_type: ClassVar[str] = "application/json"
    extension: ClassVar[str] = "json"

    def __init__(self) -> None:
        self._has_messages = False

    def head(self, outline: Outline) -> bytes:
        """Everything before the first message."""
        session = {
            "title": outline.title,
            "created_at": iso(outline.created_at),
            "updated_at": iso(outline.updated_at),
        }
        head = to_json({"format": FORMAT, "version": VERSION, "exported_at": iso(outline.taken_at), "session": session})
        return head[:-1] + b',"messages":['

    def message(self, message: Message) -> bytes:
        """One message, in a line of its own; what is stored as JSON is spliced in as it is."""
        head = to_json({"id": message.id, "role": message.role, "status": message.status})
        stored = b',"parts":%b,"references":%b,"metadata":%b' % (
            message.parts.encode(),
            message.references.encode(),
            message.metadata.encode(),
        )
        separator = b"," if self._has_messages else b""
        self._has_messages = True
        return separator + b"\n" + head[:-1] + stored + b',"created_at":%b}' % to_json(iso(message.created_at))

    def tail(self) -> bytes:
        """Everything after the last message."""
        return b"\n]}\n"


class Document(BaseModel):
    """Base of what is read: frozen, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Document):
    """An object without fields."""


class DocumentQuestion(Document):
    """A question."""

    id: PlainText
    role: Literal["user"]
    status: Literal["complete"]
    parts: Annotated[list[QuestionPart], FailFast(), Field(min_length=1)]
    references: Annotated[list[PlainReference], Field(max_length=0)]
    metadata: Nothing
    created_at: Time

    @model_validator(mode="after")
    def _is_a_question(self) -> Self:
        if not self.text.strip() or len(self.text) > MAX_MESSAGE_CHARACTERS:
            raise ValueError(f"a question has text, of at most {MAX_MESSAGE_CHARACTERS} characters")
        return self

    @property
    def text(self) -> str:
        """All of it as one text."""
        return _joined(self.texts)

    @property
    def texts(self) -> list[QuestionText]:
        """What is taken in: files are not in the document, so none is named."""
        return [part for part in self.parts if isinstance(part, QuestionText)]


class DocumentAnswer(Document):
    """An answer, whole or not, but over."""

    id: PlainText
    role: Literal["assistant"]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    parts: Annotated[list[AnswerPart], FailFast()]
    references: References
    metadata: AnswerMetadata
    created_at: Time

    @model_validator(mode="after")
    def _says_nothing_twice(self) -> Self:
        if (found := repeated(self.parts)) is not None:
            raise ValueError(f"{found} is there twice")
        return self

    def answer(self, now: int) -> Answer:
        """As it is stored; no agent worked later than `now`. Artifacts are not in the document, so none is named."""
        models = [part for part in self.parts if not isinstance(part, ArtifactPart)]
        parts = [part.model_dump(mode="json", by_alias=True, exclude_unset=True) for part in models]
        for part, model in zip(parts, models, strict=True):
            if isinstance(model, ToolWaiting):
                # What a file says was asked is nothing that anybody could decide about here.
                del part["approval"]
                part.update(state="output-error", errorText=UNDECIDED)
            if isinstance(model, AgentPart):
                part["data"] = data = _not_later_than(now, part["data"])
                if "toolTimes" in data:
                    data["toolTimes"] = {name: _not_later_than(now, each) for name, each in data["toolTimes"].items()}
        return Answer(
            status=self.status,
            text=_joined([part for part in self.parts if isinstance(part, AnswerText)]),
            parts=to_json(parts, inf_nan_mode="null").decode(),
            references=to_json(self.references, exclude_none=True).decode(),
            metadata=self.metadata.model_dump_json(by_alias=True, exclude_unset=True),
        )


class DocumentSession(Document):
    """What is told of the session itself."""

    title: Title | None
    created_at: Time
    updated_at: Time


_EXAMPLE_TIME = "2026-11-02T09:30:00.000Z"
EXAMPLE: list[JsonValue] = [
    {
        "id": "msg_01kb2m4v7r1n2p3q4r5s6t7v8w",
        "role": "user",
        "status": "complete",
        "parts": [{"type": "text", "text": "How many interactions per channel do we have?"}],
        "references": [],
        "metadata": {},
        "created_at": _EXAMPLE_TIME,
    },
    {
        "id": "msg_01kb2m4v8c2d3e4f5g6h7j8k9m",
        "role": "assistant",
        "status": "complete",
        "parts": [{"type": "text", "text": "Email leads with 412 interactions.", "state": "done"}],
        "references": [],
        "metadata": {
            "finishReason": "stop",
            "usage": {"inputTokens": 812, "outputTokens": 40, "totalTokens": 852, "calls": 1},
            "models": ["@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
        },
        "created_at": _EXAMPLE_TIME,
    },
]
DocumentMessage = Annotated[DocumentQuestion | DocumentAnswer, Field(discriminator="role")]


class SessionDocument(Document):
    """A session that was exported here, or from another installation of ours."""

    format: Literal["crew-chat-session"]
    version: Literal[1]
    exported_at: Time
    session_: DocumentSession = Field(alias="session")
    messages: Annotated[
        list[DocumentMessage], FailFast(), Field(min_length=2, max_length=MAX_MESSAGES, examples=[EXAMPLE])
    ]

    @model_validator(mode="after")
    def _takes_turns(self) -> Self:
        roles = [message.role for message in self.messages]
        if roles != ["user", "assistant"] * (len(roles) // 2):
            raise ValueError("questions and answers must take turns, from a question to an answer")
        return self

    @property
    def fingerprint(self) -> str:
        """What must be equal for a repetition to be one."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def session(self, session_id: SessionId, now: int) -> Session:
        """The session under another id; nothing of it is later than `now`."""
        created_at, updated_at = not_later(self.session_.created_at, now), not_later(self.session_.updated_at, now)
        return Session(session_id, self.session_.title, created_at, max(created_at, updated_at))

    def turns(self, now: int) -> Iterator[FinishedTurn]:
        """The questions with their answers, in order; nothing of it is later than `now`."""
        for question, answer in zip(self.messages[::2], self.messages[1::2], strict=True):
            assert isinstance(question, DocumentQuestion)
            assert isinstance(answer, DocumentAnswer)
            yield FinishedTurn(
                question=question.text,
                question_parts=to_json([part.model_dump() for part in question.texts]).decode(),
                asked_at=not_later(question.created_at, now),
                outcome=OUTCOMES[answer.status],
                answer=answer.answer(now),
                answered_at=not_later(answer.created_at, now),
            )


def not_later(time: datetime, now: int) -> int:
    """The time as Unix milliseconds, but neither in the future nor before 1970."""
    return min(max(round(time.timestamp() * 1000), 0), now)


def _not_later_than(now: int, data: dict[str, Any]) -> dict[str, Any]:
    return {key: min(value, now) if key in TIMES else value for key, value in data.items()}


def _joined(texts: Sequence[QuestionText]) -> str:
    return "\n\n".join(part.text for part in texts if part.text)
