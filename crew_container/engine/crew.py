"""The crew of this container: the declared agents with their models and tools, made once; a CrewAI `Agent` per use.

Making an `Agent` costs 0.04 ms; what is costly (models, tools and their schemas) is made here and shared by all runs.
"""

from collections.abc import Sequence

from crewai import Agent
from crewai.utilities.types import LLMMessage

from crew_container.engine.agent_tools import PREFIX, AgentTool, foreign_tool
from crew_container.engine.llm import StreamingLLM
from crew_container.engine.model import Model
from crew_container.engine.roster import AgentCard, Roster, RosterError
from crew_container.engine.run import Seat, current_seat
from crew_container.tools.catalogue import Tool, all_tools
from shared.runs import PastMessage

MAX_ITERATIONS = 10


class Crew:
    """Every agent of the container, ready to work."""

    def __init__(
        self,
        roster: Roster,
        prompts: dict[str, str],
        *,
        model: Model,
        model_name: str,
        reply_tokens: int,
        window_tokens: int,
    ) -> None:
        """Raises RosterError when an agent names a tool that does not exist."""
        self.roster = roster
        self.model = model
        self.model_name = model_name
        self._prompts = prompts
        tools = _named_tools(roster)
        self._tools = {name: AgentTool.over(tool) for name, tool in tools.items()}
        schemas = {tool.name: tool.schema for tool in tools.values()}
        self._llms = {
            name: StreamingLLM.over(
                model, name=name, schemas=schemas, reply_tokens=reply_tokens, window_tokens=window_tokens
            )
            for name in {card.model or model_name for card in roster.cards}
        }

    def card(self, slug: str) -> AgentCard:
        """Return the declaration of an agent."""
        return next(card for card in self.roster.cards if card.slug == slug)

    async def work(self, seat: Seat, card: AgentCard, history: Sequence[PastMessage]) -> None:
        """Let an agent work on its seat's prompt until it has an answer (`seat.text`). To be run in a task of its own.

        Whatever ends it, nothing of the agent is left behind: its connections are closed when this returns.
        """
        current_seat.set(seat)
        messages: list[LLMMessage] = [{"role": past.role, "content": past.text} for past in history]
        messages.append({"role": "user", "content": seat.placeholder})
        try:
            await self._agent(card, seat.run.request.asked_at).kickoff_async(messages)
        finally:
            await seat.close()

    def _agent(self, card: AgentCard, asked_at: str) -> Agent:
        return Agent(
            role=card.role,
            goal=card.goal,
            backstory=f"{self._prompts[card.slug]}\n\nThe current time is {asked_at}.",
            llm=self._llms[card.model or self.model_name],
            tools=[self._tools[name] for name in card.tools],
            cache=False,
            max_iter=MAX_ITERATIONS,
            # CrewAI's repair of a full window makes model calls of its own; `policy/window` prevents the case.
            respect_context_window=False,
            verbose=False,
        )


def _named_tools(roster: Roster) -> dict[str, Tool]:
    """Return the tools that agents name, by the name they use."""
    known = all_tools()
    named: dict[str, Tool] = {}
    for card in roster.cards:
        for name in card.tools:
            if name.startswith(PREFIX):
                named[name] = named.get(name) or foreign_tool(name)
            elif name in known:
                named[name] = known[name]
            else:
                message = f"agents.yaml: {card.slug} names an unknown tool: {name}"
                raise RosterError(message)
    return named
