"""Read the declared system agents: `agents.yaml` and the prompts beside it, checked once at start."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from gateway.chat.agent_sets import Roster
from shared.agents import AgentSpec

FOLDER = files("gateway") / "agents"
FILE = "agents.yaml"
# Written in C where the library was built with it, and ten times as quick then.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DeclarationError(Exception):
    """The declaration of the agents is wrong; `str()` says where, in one line."""


class Declaration(BaseModel):
    """The file: agents whose `prompt` is the name of a file in `prompts/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    specialists: tuple[dict[str, Any], ...]
    synthesiser: dict[str, Any]


def read_roster(folder: Traversable = FOLDER) -> Roster:
    """The declared agents. Raises DeclarationError."""
    try:
        declared = Declaration.model_validate(_read(folder))
        return Roster(
            specialists=tuple(_spec(entry, folder) for entry in declared.specialists),
            synthesiser=_spec(declared.synthesiser, folder),
        )
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise DeclarationError(f"{FILE}: {' '.join(str(error).split())}") from error


def _read(folder: Traversable) -> object:
    return yaml.load((folder / FILE).read_text("utf-8"), SAFE_LOADER)  # noqa: S506 - safe, by another name


def _spec(entry: dict[str, Any], folder: Traversable) -> AgentSpec:
    file = str(entry.get("prompt", ""))
    if "/" in file or not file.endswith(".md"):
        raise ValueError(f"prompt must be a file in prompts/, such as analyst.md, not {file!r}")
    return AgentSpec.model_validate({**entry, "prompt": (folder / "prompts" / file).read_text("utf-8").strip()})
