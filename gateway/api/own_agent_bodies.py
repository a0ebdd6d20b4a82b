"""What goes in and out where administrators keep the agents of their organization."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator

from gateway.api.bodies import NOT_BLANK, Body, Time
from gateway.chat.agent_editor import KeptAgent
from gateway.chat.timestamps import iso
from shared.agents import MAX_PROMPT_CHARACTERS, ONE_LINE, AgentSlug, AgentSpec
from shared.ids import AgentId
from shared.texts import without_nul

MAX_TOOLS = 32
MAX_EXAMPLES = 20
MAX_ROLES = 20

# As `shared/agents.py` has them; what a person types may begin and end with spaces, and must say something.
OwnName = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=ONE_LINE)]
OwnLine = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True, pattern=ONE_LINE)]
OwnPrompt = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_PROMPT_CHARACTERS, strip_whitespace=True),
    AfterValidator(without_nul),
    Field(json_schema_extra={"pattern": NOT_BLANK}),
]
OwnWord = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True, pattern=ONE_LINE)]


class AgentDefinition(Body):
    """An agent as it is written down: what GET tells and PUT takes."""

    slug: AgentSlug = Field(description="its name in `@slug`, in events and for OpenAI's clients")
    name: OwnName
    description: OwnLine = Field(description="what it knows: questions find it by this and by the examples")
    role: OwnLine
    goal: OwnLine
    prompt: OwnPrompt = Field(description="how it works and answers, as Markdown")
    tools: tuple[OwnWord, ...] = Field(
        default=(), max_length=MAX_TOOLS, description="names from the list's `offered_tools`"
    )
    approval: tuple[OwnWord, ...] = Field(
        default=(),
        max_length=MAX_TOOLS,
        description="those of them that it uses only when a person approves of the call",
    )
    examples: tuple[OwnLine, ...] = Field(default=(), max_length=MAX_EXAMPLES, description="questions for it")
    model: OwnWord | None = Field(default=None, description="one of the list's `offered_models`; null: as all others")
    roles: tuple[OwnWord, ...] = Field(
        default=(),
        max_length=MAX_ROLES,
        description="who may ask it: `admin`, `member`, or a role as your tokens call it; none: everybody",
    )
    is_enabled: StrictBool = True

    @model_validator(mode="after")
    def _approves_of_its_own_tools(self) -> Self:
        if not set(self.approval) <= set(self.tools):
            raise ValueError("approval names a tool that is none of the agent's")
        return self

    def spec(self, agent_id: AgentId) -> AgentSpec:
        """The agent."""
        # Twice the same is once.
        return AgentSpec(
            id=agent_id,
            slug=self.slug,
            name=self.name,
            description=self.description,
            role=self.role,
            goal=self.goal,
            prompt=self.prompt,
            tools=tuple(dict.fromkeys(self.tools)),
            approval=tuple(dict.fromkeys(self.approval)),
            examples=tuple(dict.fromkeys(self.examples)),
            model=self.model,
            roles=tuple(dict.fromkeys(self.roles)),
        )


class EnableAgent(Body):
    """Let an agent be asked in your organization, or not."""

    is_enabled: StrictBool


class AdminAgentBody(Body):
    """An agent of your organization. A system agent comes with the product and has no version."""

    id: str
    kind: Literal["system", "own"]
    definition: AgentDefinition
    is_active: bool = Field(
        description="it can be asked: it is enabled, no system agent has its slug, and there is room for it"
    )
    version: int | None = Field(description="counts its changes; quoted, it is the ETag")
    created_by: str | None = Field(description="null: a system agent, or somebody who was erased")
    created_at: Time | None
    updated_by: str | None
    updated_at: Time | None


class OfferedTool(Body):
    """A tool that an agent may have."""

    name: str
    description: str


class AdminAgentList(Body):
    """All agents of your organization, also those that are switched off, and what an agent may be given."""

    agents: list[AdminAgentBody]
    offered_tools: list[OfferedTool]
    offered_models: list[str] = Field(description="other models than the one that all agents ask")
    roles: list[str] = Field(
        description="`admin` and `member`, of which everybody has one; then others that your agents are for"
    )
    most_own: int = Field(description="how many agents of its own your organization may have")


def definition_of(kept: KeptAgent) -> AgentDefinition:
    """An agent as it is written down."""
    spec = kept.spec
    # A system agent was checked by other rules, in one place or another wider ones.
    return AgentDefinition.model_construct(
        slug=spec.slug,
        name=spec.name,
        description=spec.description,
        role=spec.role,
        goal=spec.goal,
        prompt=spec.prompt,
        tools=spec.tools,
        approval=spec.approval,
        examples=spec.examples,
        model=spec.model,
        roles=spec.roles,
        is_enabled=kept.is_enabled,
    )


def admin_agent_body(kept: KeptAgent) -> AdminAgentBody:
    """An agent as it is shown."""
    own = kept.own
    return AdminAgentBody(
        id=kept.spec.id,
        kind=kept.kind,
        definition=definition_of(kept),
        is_active=kept.is_active,
        version=None if own is None else own.version,
        created_by=None if own is None else own.created_by,
        created_at=None if own is None else iso(own.created_at),
        updated_by=None if own is None else own.updated_by,
        updated_at=None if own is None else iso(own.updated_at),
    )
