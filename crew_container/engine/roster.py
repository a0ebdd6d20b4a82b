"""Read the declared agents: `agents/agents.yaml` and their prompts, checked once at start."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FOLDER = files("crew_container") / "agents"
FILE = "agents.yaml"


class RosterError(Exception):
    """The declaration of the agents is wrong; `str()` says where."""


class AgentCard(BaseModel):
    """One declared agent. `description` is what the planner chooses by; `model` overrides the container's model."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slug: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    name: str = Field(min_length=1, max_length=80)
    description: str = Field(min_length=1, max_length=400, pattern=r"^[^\n]*$")
    role: str = Field(min_length=1)
    goal: str = Field(min_length=1)
    prompt: str = Field(pattern=r"^[a-z0-9_]+\.md$", description="file in agents/prompts")
    tools: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    model: str | None = None


class Roster(BaseModel):
    """All agents: specialists in the order of the file, and the one that writes the answer from their findings."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    specialists: tuple[AgentCard, ...] = Field(min_length=1)
    synthesiser: AgentCard

    @model_validator(mode="after")
    def _check_slugs(self) -> "Roster":
        slugs = [card.slug for card in (*self.specialists, self.synthesiser)]
        if len(set(slugs)) != len(slugs) or "planner" in slugs:
            msg = "slugs must be unique, and 'planner' is taken"
            raise ValueError(msg)
        return self

    @property
    def cards(self) -> tuple[AgentCard, ...]:
        """Every agent."""
        return (*self.specialists, self.synthesiser)


def load_roster(folder: Traversable = FOLDER) -> tuple[Roster, dict[str, str]]:
    """Return the declared agents and the prompt text of each by slug. Raises RosterError."""
    try:
        roster = Roster.model_validate(yaml.safe_load((folder / FILE).read_text("utf-8")))
        prompts = {card.slug: (folder / "prompts" / card.prompt).read_text("utf-8").strip() for card in roster.cards}
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        message = f"{FILE}: {exc}"
        raise RosterError(message) from exc
    return roster, prompts
