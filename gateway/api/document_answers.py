"""What clients of the documents read at `/api/chat`."""

import json
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic_core import to_json

from gateway.api.alias_bodies import AliasAnswer
from gateway.api.bodies import Time
from gateway.api.document_bodies import ChatMessagesQuery
from gateway.chat.agents import SessionAgent
from gateway.chat.model import AgentSwitch, Message, MessageStatus, Principal
from gateway.chat.plain_text import plain_text
from gateway.chat.sessions import SessionView, Visibility
from gateway.chat.timestamps import iso
from shared.agents import AgentSpec

# Of each session so many choices are told with it; all of them at `…/sessions/{id}/agent`.
TOLD_SWITCHES: Final = 50
STATUSES: Final[dict[MessageStatus, Literal["ok", "error", "pending"]]] = {
    "pending": "pending",
    "complete": "ok",
    "stopped": "ok",
    "failed": "error",
    "interrupted": "error",
}
ROLES: Final[dict[str, Literal["user", "ai"]]] = {"user": "user", "assistant": "ai"}


class Done(AliasAnswer):
    """It was done."""

    success: Literal[True] = True


class AgentHistoryEntry(AliasAnswer):
    """A choice of a session. `agentId` is null where nobody was chosen."""

    agent_id: str | None
    agent_name: str
    switched_at: Time
    message_count: int
    reason: str


class Chat(AliasAnswer):
    """A session."""

    id: str
    user_id: str
    title: str
    created_at: Time
    updated_at: Time
    visibility: Visibility
    message_count: int
    turn_in_flight: bool
    current_agent_id: str | None
    agent_switches: list[AgentHistoryEntry]


class Chats(RootModel[list[Chat]]):
    """Your sessions."""


class ChatSession(AliasAnswer):
    """A session."""

    id: str
    title: str
    ai_model_id: None = Field(default=None, description="models are chosen by agents")
    ai_agent_id: str | None
    active_agent_id: str | None
    agent_history: list[AgentHistoryEntry]
    team_id: str
    user_id: str
    created_at: Time
    updated_at: Time


class ChatSessions(AliasAnswer):
    """Your sessions; `after` is the cursor of the next page."""

    sessions: list[ChatSession]
    after: str | None


class UiAttachment(AliasAnswer):
    """A file that came with a question."""

    name: str
    content_type: str
    url: str = Field(description="where its bytes are, from the root of this service")


class UiMessage(AliasAnswer):
    """A message with the parts of an AI SDK `UIMessage`."""

    id: str
    chat_id: str
    role: Literal["user", "assistant"]
    status: Literal["ok", "error", "pending"]
    parts: list[dict[str, Any]]
    attachments: list[UiAttachment] = Field(description="the files that came with a question")
    created_at: Time


class UiMessages(RootModel[list[UiMessage]]):
    """All messages of a session, ascending."""


class ChatMessage(AliasAnswer):
    """A message as one text. It is not changed after it was written."""

    id: str
    chat_session_id: str
    sender_role: Literal["user", "ai"]
    content: str
    status: Literal["ok", "error", "pending"]
    metadata: dict[str, Any]
    created_at: Time
    updated_at: Time


class Pagination(AliasAnswer):
    """Where a page stands."""

    total: int
    page: int
    limit: int
    total_pages: int


class ChatMessages(AliasAnswer):
    """A page of messages."""

    messages: list[ChatMessage]
    pagination: Pagination


class ChosenModel(AliasAnswer):
    """The model of an agent; null for the one that all others use."""

    model: str | None


class ChatAgent(BaseModel):
    """An agent that can be asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    slug: str
    name: str
    agent_type: Literal["specialist"] = "specialist"
    description: str
    status: Literal["active"] = "active"
    skills: list[str] = Field(description="its tools")
    its_model: ChosenModel = Field(serialization_alias="model_config")
    is_default: bool = Field(default=False, description="nobody is: without a choice the crew plans")
    tags: list[str] = []


class ChatAgents(AliasAnswer):
    """The agents that you may ask."""

    agents: list[ChatAgent]


class SwitchedTo(AliasAnswer):
    """The agent that is asked from now on."""

    id: str
    name: str
    type: Literal["specialist"] = "specialist"
    message: str


class Switched(AliasAnswer):
    """What was chosen, and what before."""

    success: Literal[True] = True
    agent: SwitchedTo | None
    active_agent_id: str | None
    agent_history: list[AgentHistoryEntry]


def chat(session: SessionView, chosen: SessionAgent) -> Chat:
    """A session as document 003 has it."""
    return Chat(
        id=session.id,
        user_id=session.user_id,
        title=session.title or "",
        created_at=iso(session.created_at),
        updated_at=iso(session.updated_at),
        visibility=session.visibility,
        message_count=session.message_count,
        turn_in_flight=session.status != "idle",
        current_agent_id=_agent_id(chosen),
        agent_switches=_history(chosen),
    )


def chat_session(principal: Principal, session: SessionView, chosen: SessionAgent) -> ChatSession:
    """A session as document 002 has it."""
    return ChatSession(
        id=session.id,
        title=session.title or "",
        ai_agent_id=_agent_id(chosen),
        active_agent_id=_agent_id(chosen),
        agent_history=_history(chosen),
        team_id=principal.organization_id,
        user_id=session.user_id,
        created_at=iso(session.created_at),
        updated_at=iso(session.updated_at),
    )


def chat_message(message: Message) -> ChatMessage:
    """A message as document 002 has it."""
    return ChatMessage.model_validate(
        {
            "id": message.id,
            "chat_session_id": message.session_id,
            "sender_role": ROLES[message.role],
            "content": plain_text(message.parts, message.status),
            "status": STATUSES[message.status],
            "metadata": json.loads(message.metadata),
            "created_at": iso(message.created_at),
            "updated_at": iso(message.created_at),
        }
    )


def ui_message(message: Message) -> bytes:
    """A `UiMessage`; its parts are spliced in unparsed."""
    head = {
        "id": message.id,
        "chatId": message.session_id,
        "role": message.role,
        "status": STATUSES[message.status],
        "attachments": _attachments(message.parts),
        "createdAt": iso(message.created_at),
    }
    return b'%b,"parts":%b}' % (to_json(head)[:-1], message.parts.encode())


def _attachments(parts: str) -> list[dict[str, str]]:
    return [
        {"name": part["filename"], "contentType": part["mediaType"], "url": part["url"]}
        for part in (json.loads(parts) if '"type":"file"' in parts else [])
        if part["type"] == "file"
    ]


def chat_messages(query: ChatMessagesQuery, messages: list[Message], total: int) -> ChatMessages:
    """A page of messages as document 002 has it."""
    return ChatMessages(
        messages=[chat_message(message) for message in (reversed(messages) if query.is_descending else messages)],
        pagination=Pagination(
            total=total,
            page=query.offset // query.limit + 1,
            limit=query.limit,
            total_pages=-(-total // query.limit),
        ),
    )


def chat_agent(spec: AgentSpec) -> ChatAgent:
    """An agent as document 003 has it."""
    return ChatAgent(
        id=spec.id,
        slug=spec.slug,
        name=spec.name,
        description=spec.description,
        skills=list(spec.tools),
        its_model=ChosenModel(model=spec.model),
    )


def switched(chosen: SessionAgent) -> Switched:
    """The answer to a switch."""
    spec = chosen.agent
    told = None if spec is None else SwitchedTo(id=spec.id, name=spec.name, message=f"{spec.name} answers from now on.")
    return Switched(agent=told, active_agent_id=_agent_id(chosen), agent_history=_history(chosen))


def _agent_id(chosen: SessionAgent) -> str | None:
    return None if chosen.agent is None else chosen.agent.id


def _history(chosen: SessionAgent) -> list[AgentHistoryEntry]:
    return [_entry(switch) for switch in chosen.switches]


def _entry(switch: AgentSwitch) -> AgentHistoryEntry:
    return AgentHistoryEntry(
        agent_id=switch.agent_id,
        agent_name=switch.agent_name,
        switched_at=iso(switch.switched_at),
        message_count=switch.message_count,
        reason=switch.reason,
    )
