"""What clients of the documents send to `/api/chat`, but for questions, which AI SDK clients send too."""

from typing import Any, ClassVar, Final, Literal

from pydantic import AliasChoices, Field, StrictBool, model_validator

from gateway.api.agent_bodies import Reason
from gateway.api.alias_bodies import AliasBody, Names, refuse_contradiction
from gateway.api.bodies import MAX_PAGE, Title
from gateway.chat.model import Slice, VoteValue
from gateway.chat.service import SESSION_PREFIX

DEFAULT_DOCUMENT_PAGE: Final = 20
MAX_OFFSET: Final = 2**31
SESSION_NAMES: Final = ("chatSessionId", "chat_id", "chatId", "sessionId", "session_id", "id")
AGENT_NAMES: Final = ("newAgentId", "new_agent_id", "agentId", "agent_id")
FIRST_AGENT_NAMES: Final = ("aiAgentId", "activeAgentId", "agentId", "agent_id")
MESSAGE_NAMES: Final = ("messageId", "message_id")
# Those of a question, as gateway/protocols/sdk_requests.py reads them.
ASKED_NAMES: Final = ("session_id", "chatSessionId", "chat_id", "chatId")
ASKED_AGENT_NAMES: Final = ("agent", "agentId", "agent_id")
MODEL_NAMES: Final = ("selectedChatModel", "selectedModelId", "modelId", "model")
VISIBILITY_NAMES: Final = ("selectedVisibilityType", "visibility")
LIMIT_NAMES: Final = ("limite", "limit")
ORDER_NAMES: Final = ("ordem", "order")


# To the documents agents are numbers or texts; here a number finds nobody, but it is no other error.
AgentReference = str | int | None


class DocumentQuestion(AliasBody):
    """A question, as far as it must not contradict itself or the credential. What it asks is parsed elsewhere.

    An AI SDK also names the session itself, as `id`: beside another name that only counts when it is an id of ours.
    """

    same: ClassVar[Names] = (ASKED_NAMES, ASKED_AGENT_NAMES, MODEL_NAMES, VISIBILITY_NAMES)

    @model_validator(mode="before")
    @classmethod
    def _says_one_session(cls, body: Any) -> Any:  # noqa: ANN401 - JSON arrives
        if isinstance(body, dict) and str(body.get("id")).startswith(SESSION_PREFIX):
            refuse_contradiction(body, (*ASKED_NAMES, "id"))
        return body


class RenameChat(AliasBody):
    """Give a session another title."""

    title: Title


class VoteOnMessage(AliasBody):
    """Vote on an answer of a session."""

    same: ClassVar[Names] = (SESSION_NAMES, MESSAGE_NAMES)
    chat_id: str = Field(validation_alias=AliasChoices(*SESSION_NAMES), serialization_alias="chatId")
    message_id: str = Field(validation_alias=AliasChoices(*MESSAGE_NAMES), serialization_alias="messageId")
    is_upvoted: StrictBool = Field(alias="isUpvoted")

    @property
    def value(self) -> VoteValue:
        """The vote that is meant."""
        return 1 if self.is_upvoted else -1


class SwitchChatAgent(AliasBody):
    """Choose the agent for the questions from now on; null: nobody, the crew plans."""

    same: ClassVar[Names] = (AGENT_NAMES,)
    agent: AgentReference = Field(validation_alias=AliasChoices(*AGENT_NAMES), serialization_alias="agentId")
    reason: Reason = "user_switch"

    @property
    def agent_name(self) -> str | None:
        """The agent as text."""
        return None if self.agent is None else str(self.agent)


class SwitchSessionAgent(SwitchChatAgent):
    """The same where the session is named in the body."""

    same: ClassVar[Names] = (SESSION_NAMES, AGENT_NAMES)
    session: str = Field(validation_alias=AliasChoices(*SESSION_NAMES), serialization_alias="chatSessionId")


class CreateChatSession(AliasBody):
    """Make an empty session."""

    same: ClassVar[Names] = (FIRST_AGENT_NAMES,)
    title: Title | None = None
    agent: AgentReference = Field(
        default=None, validation_alias=AliasChoices(*FIRST_AGENT_NAMES), serialization_alias="aiAgentId"
    )
    model: Any = Field(default=None, alias="aiModelId", description="changes nothing: agents choose models")

    @property
    def agent_name(self) -> str | None:
        """The agent as text."""
        return None if self.agent is None else str(self.agent)

    @property
    def ignored(self) -> dict[str, str]:
        """The header that names what was said and changes nothing, if anything was."""
        return {"x-chat-ignored": "model"} if self.model is not None else {}


class ChatsQuery(AliasBody):
    """Query of the lists of sessions."""

    same: ClassVar[Names] = (LIMIT_NAMES,)
    limit: int = Field(
        default=DEFAULT_DOCUMENT_PAGE,
        ge=1,
        le=MAX_PAGE,
        validation_alias=AliasChoices("limit", "limite"),
        serialization_alias="limit",
    )
    after: str | None = Field(default=None, min_length=1, max_length=256)


class ChatMessagesQuery(AliasBody):
    """Query of messages: the newest, ascending; with `ordem` pages from that end of the session."""

    same: ClassVar[Names] = (SESSION_NAMES, LIMIT_NAMES, ORDER_NAMES)
    session: str = Field(validation_alias=AliasChoices(*SESSION_NAMES), serialization_alias="chatSessionId")
    limit: int = Field(
        default=DEFAULT_DOCUMENT_PAGE,
        ge=1,
        le=MAX_PAGE,
        validation_alias=AliasChoices(*LIMIT_NAMES),
        serialization_alias="limite",
    )
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)
    order: Literal["asc", "desc"] | None = Field(
        default=None, validation_alias=AliasChoices(*ORDER_NAMES), serialization_alias="ordem"
    )

    @property
    def which(self) -> Slice:
        """The messages that are asked for."""
        return Slice(self.limit, self.offset, is_from_end=self.order != "asc")

    @property
    def is_descending(self) -> bool:
        """The newest is to come first."""
        return self.order == "desc"


class ChatAgentsQuery(AliasBody):
    """Query of the agents."""

    status: str = "active"
