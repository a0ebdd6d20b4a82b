"""Which agents there are, and which of them work on a turn."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.chat.model import Turn
from shared.agents import AgentChange, AgentSpec


@dataclass(frozen=True, slots=True)
class Roster:
    """The system agents: specialists in the order in which they are shown, and the one that joins their findings."""

    specialists: tuple[AgentSpec, ...]
    synthesiser: AgentSpec

    def __post_init__(self) -> None:
        """Raises ValueError when agents cannot be told apart, or when there is none."""
        everybody = (*self.specialists, self.synthesiser)
        if not self.specialists:
            raise ValueError("there is no specialist")
        _unique(spec.slug for spec in everybody)
        _unique(spec.id for spec in everybody)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on a turn, in the words of the run request: `agent` answers alone; without it the crew plans."""

    agents: tuple[AgentSpec, ...]
    synthesiser: AgentSpec
    agent: str | None = None
    change: AgentChange | None = None


class Agents:
    """The agents, for everything that asks for them."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    async def staff(self, turn: Turn) -> Staff:  # noqa: ARG002 - every turn has the same so far
        """Who is to work on this turn."""
        return Staff(self._roster.specialists, self._roster.synthesiser)


def _unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two agents are called {name!r}")
        seen.add(name)
