"""The JSON of agents: the list, a session's choice and what was chosen before."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, Body, Time
from gateway.chat.model import Page
from shared.agents import ONE_LINE
from shared.ids import ID_PATTERN

MAX_REASON_CHARACTERS = 200

AgentName = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_REASON_CHARACTERS, strip_whitespace=True, pattern=ONE_LINE),
]


class AgentBody(Body):
    """An agent that can be asked."""

    id: str
    slug: str
    name: str
    description: str = Field(description="what it knows")
    tools: list[str]
    examples: list[str] = Field(description="questions for it")


class AgentList(Body):
    """The agents that you may ask."""

    agents: list[AgentBody]


class SwitchAgent(Body):
    """Let a session ask this agent from its next question on, or let the crew plan again."""

    agent: AgentName | None = Field(description="id or slug; null: nobody, the crew plans")
    reason: Reason = Field(
        default="user_switch", description="`user_switch`, `auto_suggestion`, `system_default`, or words of your own"
    )


class AgentSwitchBody(Body):
    """A choice that was made; it stays as it was written then."""

    agent_id: str | None
    agent_name: str
    switched_at: Time
    message_count: int = Field(description="messages of the session at that moment")
    reason: str


class SessionAgentBody(Body):
    """The agent that a session asks, and its choices: the newest page first, each ascending; `before` is a cursor."""

    agent: AgentBody | None = Field(description="null: nobody was chosen, the crew plans")
    history: list[AgentSwitchBody]
    before: str | None


class SwitchesQuery(Body):
    """Query of the history."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    before: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.before)
