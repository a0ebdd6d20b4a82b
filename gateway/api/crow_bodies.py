"""What CROW's dashboard sends and reads. Times are ISO 8601: of a number it makes different times on its two pages."""

from typing import ClassVar, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from gateway.api.alias_bodies import AliasAnswer, AliasBody, Names
from gateway.api.bodies import MAX_PAGE, Text, Time
from gateway.chat.model import Message, Principal, Slice
from gateway.chat.plain_text import plain_text
from gateway.chat.sessions import SessionView
from gateway.chat.timestamps import iso
from gateway.protocols.crow_document import crow_references
from shared.tools import ReferenceType

MAX_CROW_PAGE = 100
DEFAULT_CROW_PAGE = 20
LAST_PAGE = 2**31


class CrowQuestion(AliasBody):
    """Ask a question: `content`, or `message`."""

    same: ClassVar[Names] = (("content", "message"),)
    # CROW has two ids of a user: its pages know one, credentials the other.
    user_names: ClassVar[tuple[str, ...]] = ()
    text: Text = Field(validation_alias=AliasChoices("content", "message"), serialization_alias="content")


class CrowReference(AliasAnswer):
    """A source that an answer cites."""

    index: int
    type: ReferenceType
    label: str
    id: str
    tool_call_id: str
    at: str | None = Field(default=None, exclude_if=lambda at: at is None)


class CrowMessage(AliasAnswer):
    """A message as one text."""

    id: str
    session_id: str
    role: Literal["user", "assistant"]
    content: str
    references: list[CrowReference] | None
    created_at: Time


class CrowError(AliasAnswer):
    """Why an answer is not whole."""

    code: str
    message: str


class CrowAnswer(AliasAnswer):
    """The answer, when it has ended. How is in `status`, and in words at the end of the message's text."""

    message: CrowMessage
    status: Literal["done", "failed", "stopped", "interrupted", "broken"]
    error: CrowError | None = Field(default=None, exclude_if=lambda error: error is None)


class CrowMessages(AliasAnswer):
    """Messages of a session, ascending."""

    messages: list[CrowMessage]
    total: int
    page: int
    limit: int


class CrowSession(AliasAnswer):
    """A session."""

    id: str
    organization_id: str
    user_id: str
    title: str | None
    created_at: Time


class CrowSessions(AliasAnswer):
    """Your sessions, in the order of the other list; `after` is the cursor of the next page."""

    sessions: list[CrowSession]
    after: str | None


class CrowMessagesQuery(BaseModel):
    """Query of messages: without `page` the newest, else pages from the oldest on."""

    model_config = ConfigDict(frozen=True)
    page: int | None = Field(default=None, ge=1, le=LAST_PAGE)
    limit: int = Field(default=DEFAULT_CROW_PAGE, ge=1, le=MAX_CROW_PAGE)

    @property
    def which(self) -> Slice:
        """The messages that are asked for."""
        if self.page is None:
            return Slice(self.limit, is_from_end=True)
        return Slice(self.limit, (self.page - 1) * self.limit)


class CrowSessionsQuery(BaseModel):
    """Query of the list of sessions."""

    model_config = ConfigDict(frozen=True)
    limit: int = Field(default=MAX_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)


def crow_message(message: Message) -> CrowMessage:
    """A message in CROW's shape."""
    return CrowMessage.model_validate(
        {
            "id": message.id,
            "session_id": message.session_id,
            "role": message.role,
            "content": plain_text(message.parts, message.status),
            "references": crow_references(message.references),
            "created_at": iso(message.created_at),
        }
    )


def crow_session(principal: Principal, session: SessionView) -> CrowSession:
    """A session in CROW's shape."""
    return CrowSession(
        id=session.id,
        organization_id=principal.organization_id,
        user_id=session.user_id,
        title=session.title,
        created_at=iso(session.created_at),
    )
