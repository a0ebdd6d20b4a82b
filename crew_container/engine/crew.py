"""The crew of this container: models and tools, made once and shared by all runs; a CrewAI `Agent` per use.

The agents come with the run. Making an `Agent` costs 0.04 ms; what is costly (models, tools and their schemas) is kept.
"""

from collections.abc import Mapping, Sequence

from crewai import Agent
from crewai.utilities.types import LLMMessage

from crew_container.engine.agent_tools import AgentTool
from crew_container.engine.briefing import briefing
from crew_container.engine.errors import AgentUnusable
from crew_container.engine.llm import StreamingLLM
from crew_container.engine.model import Model
from crew_container.engine.run import Seat, current_seat
from crew_container.tools.catalogue import Tool
from shared.agents import AgentSpec
from shared.runs import PastMessage

MAX_ITERATIONS = 10
# Agents may name models of their own; the containers' gateway decides which, so this bounds a mistake, not an attack.
MAX_MODELS = 32


class Crew:
    """Everything that agents need to work."""

    def __init__(
        self,
        tools: Mapping[str, Tool],
        *,
        model: Model,
        model_name: str,
        reply_tokens: int,
        window_tokens: int | None,
    ) -> None:
        """`tools` by the names that agents use; without `window_tokens` the run says what its models can read."""
        self.model = model
        self.model_name = model_name
        self._reply_tokens = reply_tokens
        self._window_tokens = window_tokens
        self._offered = dict(tools)
        self._tools = {name: AgentTool.over(tool) for name, tool in tools.items()}
        self._schemas = {tool.name: tool.schema for tool in tools.values()}
        # The one used last stands last.
        self._llms: dict[str, StreamingLLM] = {}

    async def work(self, seat: Seat, spec: AgentSpec, history: Sequence[PastMessage]) -> None:
        """Let an agent work on its seat's prompt until it has an answer (`seat.text`). To be run in a task of its own.

        Whatever ends it, nothing of the agent is left behind: its connections are closed when this returns.
        Raises AgentUnusable when the agent names a tool that is not here.
        """
        current_seat.set(seat)
        seat.approval = self._guarded(spec)
        messages: list[LLMMessage] = [{"role": past.role, "content": past.text} for past in history]
        messages.append({"role": "user", "content": seat.placeholder})
        try:
            await self._agent(spec, briefing(spec, seat)).kickoff_async(messages)
        finally:
            await seat.close()

    def tool_of(self, spec: AgentSpec, name: str) -> Tool | None:
        """The tool that this agent calls by that name, if it has it and it is here."""
        mine = (self._offered[reference] for reference in spec.tools if reference in self._offered)
        return next((tool for tool in mine if tool.name == name), None)

    def needs_approval(self, spec: AgentSpec, tool: Tool) -> bool:
        """Whether this agent uses the tool only when a person approves."""
        return tool.name in self._guarded(spec)

    def _guarded(self, spec: AgentSpec) -> frozenset[str]:
        return frozenset(self._tools[name].name for name in spec.approval if name in self._tools)

    def _agent(self, spec: AgentSpec, text: str) -> Agent:
        if unknown := [name for name in spec.tools if name not in self._tools]:
            raise AgentUnusable(spec.name, unknown[0])
        return Agent(
            role=spec.role,
            goal=spec.goal,
            backstory=text,
            llm=self._llm(spec.model or self.model_name),
            tools=[self._tools[name] for name in spec.tools],
            cache=False,
            max_iter=MAX_ITERATIONS,
            # CrewAI's repair of a full window makes model calls of its own; `policy/window` prevents the case.
            respect_context_window=False,
            verbose=False,
        )

    def _llm(self, name: str) -> StreamingLLM:
        llm = self._llms.pop(name, None) or StreamingLLM.over(
            self.model,
            name=name,
            schemas=self._schemas,
            reply_tokens=self._reply_tokens,
            window_tokens=self._window_tokens,
        )
        self._llms[name] = llm
        while len(self._llms) > MAX_MODELS:
            del self._llms[next(iter(self._llms))]
        return llm
