"""An agent as data: everything that a crew container needs to let it work. Containers keep none of their own."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.ids import ID_PATTERN, AgentId
from shared.texts import without_nul

SLUG_PATTERN = r"^[a-z][a-z0-9_]{0,63}$"
MAX_AGENTS = 32
MAX_PROMPT_CHARACTERS = 8_000
# One line and nothing that a terminal, a header or a frame could take for its end.
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
# The crew's own voice in events: no agent may borrow it.
PLANNER = "planner"
# And the gateway's, for what needs no agent.
ASSISTANT = "assistant"
ASSISTANT_NAME = "Assistant"
# How ids begin: a slug that does too could be taken for another agent's.
ID_PREFIX = "agt_"


def _not_taken(slug: str) -> str:
    if slug in {PLANNER, ASSISTANT} or slug.startswith(ID_PREFIX):
        raise ValueError(f"must not be '{PLANNER}' or '{ASSISTANT}' nor begin with '{ID_PREFIX}'")
    return slug


AgentSlug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN), AfterValidator(_not_taken)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=ONE_LINE)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=ONE_LINE)]
Prompt = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PROMPT_CHARACTERS), AfterValidator(without_nul)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=ONE_LINE)]


class AgentSpec(BaseModel):
    """One agent. `slug` names it in events and prompts, `id` everywhere for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: AgentId = Field(pattern=ID_PATTERN)
    slug: AgentSlug
    name: Name
    description: Line = Field(description="what it knows: it is chosen by this")
    role: Line
    goal: Line
    prompt: Prompt = Field(description="how it works and answers, as Markdown")
    tools: tuple[Word, ...] = Field(default=(), max_length=32)
    approval: tuple[Word, ...] = Field(
        default=(), max_length=32, description="those of its tools that it uses only when a person approves of the call"
    )
    examples: tuple[Line, ...] = Field(default=(), max_length=20, description="questions for it")
    model: Word | None = Field(default=None, description="another model at the same endpoint")
    roles: tuple[Word, ...] = Field(default=(), max_length=20, description="who may ask it; none: everybody")

    @model_validator(mode="after")
    def _approves_of_its_own_tools(self) -> Self:
        if foreign := sorted(set(self.approval) - set(self.tools)):
            raise ValueError(f"approval names {foreign[0]!r}, which is none of the agent's tools")
        return self


class AgentChange(BaseModel):
    """Somebody else answers than before: the names of both, None for the whole crew."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    before: Name | None
    now: Name | None
