"""Bodies of the AI SDK 4 to 7, of CROW's dashboard and of the documents: unknown fields are ignored, names are many.

What is asked is told by `trigger` and `messageId` (AI SDK 5 and later). AI SDK 4 has neither: its `reload()` sends what
its question sent, and an edit a shorter list, so that only history can tell them apart.
"""

from typing import Any, Final, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool

from gateway.chat.client_lists import ClientList
from gateway.chat.queue import OnBusy
from gateway.chat.service import LAST
from gateway.protocols.approval_requests import decisions_at_end
from gateway.protocols.choice import ProtocolName
from gateway.protocols.client_lists import client_list
from gateway.protocols.commands import Command
from gateway.protocols.errors import BodyRefused
from gateway.protocols.files import IDS, LISTS, listed_files
from gateway.protocols.user_messages import UserMessage, checked_text, last_question, question
from shared.ids import ID_PATTERN

# By any of these a body is known to be none of our own. A field of ours may be beside them.
MARKS: Final = frozenset(
    {
        "agentId",
        "chatId",
        "chatSessionId",
        "chat_id",
        "content",
        "context",
        "id",
        "messages",
        "organizationId",
        "selectedChatModel",
        "selectedModelId",
        "selectedVisibilityType",
        "trigger",
        "widgetMode",
    }
)


class SdkBody(BaseModel):
    """Every name under which a client may say what we understand."""

    model_config = ConfigDict(frozen=True)
    # What a client was told to send goes before what its library sends by itself.
    session: str | None = Field(
        default=None,
        pattern=ID_PATTERN,
        validation_alias=AliasChoices("session_id", "chatSessionId", "chat_id", "chatId", "id"),
    )
    messages: list[Any] | None = None
    message: Any = None
    content: str | None = None
    trigger: Literal["submit-message", "regenerate-message"] | None = None
    message_id: str | None = Field(default=None, alias="messageId", max_length=128)
    on_busy: OnBusy | None = None
    agent: str | int | None = Field(default=None, validation_alias=AliasChoices("agent", "agentId", "agent_id"))
    organization: str | None = Field(default=None, alias="organizationId")
    model: Any = Field(
        default=None, validation_alias=AliasChoices("selectedChatModel", "selectedModelId", "modelId", "model")
    )
    visibility: Any = Field(default=None, validation_alias=AliasChoices("selectedVisibilityType", "visibility"))
    context: Any = None
    widget_mode: StrictBool | None = Field(default=None, validation_alias=AliasChoices("widget_mode", "widgetMode"))
    experimental_attachments: Any = None
    attachments: Any = None
    attachment_ids: Any = None
    files: Any = None

    @property
    def beside(self) -> dict[str, Any]:
        """What may name files beside a question that is a text."""
        return {name: getattr(self, name) for name in (*LISTS, IDS)}

    @property
    def ignored(self) -> tuple[str, ...]:
        """What was said and changes nothing: models are chosen by agents, sessions are private."""
        named = {
            "model": self.model is not None,
            "visibility": self.visibility not in (None, "private"),
            "context": bool(self.context),
        }
        return tuple(name for name, is_given in named.items() if is_given)


def is_sdk_body(body: dict[str, Any]) -> bool:
    """Whether a body is of this kind."""
    return not MARKS.isdisjoint(body) or isinstance(body.get("message"), dict)


def parse_sdk_body(body: dict[str, Any]) -> Command:
    """What the body asks. Raises ValidationError, BodyRefused, FilesNotSupported, NothingToContinue."""
    parsed = SdkBody.model_validate(body)
    if parsed.messages and (decisions := decisions_at_end(parsed.messages)):
        return Command(
            text="",
            # No other client knows of approvals.
            protocol="ui6",
            session=parsed.session,
            organization=parsed.organization,
            decisions=decisions,
        )
    asked = _question(parsed)
    edits, regenerates, shown = _meaning(parsed, asked)
    return Command(
        text=asked.text,
        protocol=_protocol(parsed),
        session=parsed.session,
        message_id=asked.id,
        files=asked.files,
        edits=edits,
        regenerates=regenerates,
        shown=shown,
        may_be_new=edits is not None,
        on_busy=parsed.on_busy,
        agent=str(parsed.agent) if parsed.agent is not None else None,
        organization=parsed.organization,
        is_widget=parsed.widget_mode is True,
        ignored=parsed.ignored,
    )


def _question(body: SdkBody) -> UserMessage:
    match body:
        case SdkBody(messages=list(messages)):
            return last_question(messages)
        case SdkBody(message=str(text)) | SdkBody(message=None, content=str(text)):
            return UserMessage(checked_text(text), None, tuple(listed_files(body.beside)))
        case SdkBody(message=dict(message)):
            return question(message)
        case _:
            raise BodyRefused("Send `message` or `messages`.")


def _meaning(body: SdkBody, asked: UserMessage) -> tuple[str | None, str | None, ClientList | None]:
    """What is edited, what is made again, and what the client shows if only that may tell."""
    match body.trigger:
        case "regenerate-message":
            return None, body.message_id or LAST, None
        case "submit-message":
            return body.message_id or None, None, None
        case None if body.messages is not None:
            return None, None, client_list(body.messages, asked)
        case None:
            # The same message again asks for another answer; a message that is not known yet is a question.
            return None, asked.id, None


def _protocol(body: SdkBody) -> ProtocolName:
    """AI SDK 4 is known by messages whose text is `content`; later ones have parts alone and tell the trigger."""
    if body.trigger is not None or not body.messages:
        return "ui"
    last = body.messages[-1]
    return "data" if isinstance(last, dict) and isinstance(last.get("content"), str) else "ui"


def documented_protocol(body: dict[str, Any]) -> ProtocolName:
    """The protocol for clients of the documents: AI SDK 4's, which the documents have, unless they send as later ones.

    A later one tells the trigger, or its messages have parts alone.
    """
    messages = body.get("messages")
    match messages[-1] if isinstance(messages, list) and messages else body.get("message"):
        case {"content": str()}:
            has_parts_alone = False
        case {"parts": list()}:
            has_parts_alone = True
        case _:
            has_parts_alone = False
    return "ui" if has_parts_alone or body.get("trigger") is not None else "data"
