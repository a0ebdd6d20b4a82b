"""CrewAI's view of the tools: a `BaseTool` whose work happens on the server's loop while CrewAI's thread waits.

A tool of the optional package `crewai-tools` is called `crewai_tools:ClassName`. Agents come with the runs, so such a
tool must be allowed here by its name. It runs on a thread, but under the same rules: checked arguments, the run's
budget, events, a fenced text.
"""

import asyncio
import importlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from crewai.tools import BaseTool
from pydantic import BaseModel, ConfigDict, PrivateAttr

from crew_container.engine.errors import AgentStopped
from crew_container.engine.run import current_seat
from crew_container.engine.tool_calls import use_tool
from crew_container.tools.arguments import Arguments, model_schema
from crew_container.tools.catalogue import Tool, all_tools
from crew_container.tools.fields import cut
from crew_container.tools.results import MAX_RESULT_BYTES, ToolContext
from shared.tools import ToolResult

PACKAGE = "crewai_tools"
PREFIX = f"{PACKAGE}:"


class ToolMissing(Exception):
    """A tool that was allowed is not there; `str()` says what is missing."""


class AgentTool(BaseTool):
    """One of our tools in CrewAI's hands."""

    _tool: Tool = PrivateAttr()

    @classmethod
    def over(cls, tool: Tool) -> "AgentTool":
        """Make the CrewAI side of a tool."""
        agent_tool = cls(
            name=tool.name,
            description=tool.description,
            args_schema=tool.arguments,
            # CrewAI's cache knows no tenant.
            cache_function=_never,
        )
        agent_tool._tool = tool
        return agent_tool

    def run(self, *_: Any, **given: Any) -> str:  # noqa: ANN401 - CrewAI's signature
        """Make the call with whatever the model sent: checking it is our business, and so is saying what is wrong."""
        seat = current_seat.get()
        told = seat.wait_for(partial(use_tool, seat, self._tool, given))
        if seat.is_waiting:
            # Nothing that the model could say now would be of use: the run ends here.
            raise AgentStopped
        return told

    def _run(self, **given: Any) -> str:  # noqa: ANN401 - CrewAI's signature
        return self.run(**given)


def _never(_arguments: object = None, _result: object = None) -> bool:
    return False


def offered_tools(extra: Iterable[str] = ()) -> dict[str, Tool]:
    """Return what agents of this container may use, by the name they use: the platform's tools and these extra ones.

    Raises ToolMissing.
    """
    return {**all_tools(), **{reference: foreign_tool(reference) for reference in extra}}


def foreign_tool(reference: str) -> Tool:
    """Return the tool behind `crewai_tools:ClassName`. Raises ToolMissing when there is none."""
    class_name = reference.removeprefix(PREFIX)
    try:
        package = importlib.import_module(PACKAGE)
    except ImportError as exc:
        message = f"{reference} needs the optional package crewai-tools: install the extra 'crew-tools'"
        raise ToolMissing(message) from exc
    tool_class = getattr(package, class_name, None)
    if not (isinstance(tool_class, type) and issubclass(tool_class, BaseTool)):
        message = f"{reference}: crewai-tools has no tool of that name"
        raise ToolMissing(message)
    build: Callable[[], BaseTool] = tool_class
    return _adopted(build())


def _adopted(tool: BaseTool) -> Tool:
    async def run_on_thread(_context: ToolContext, arguments: BaseModel) -> ToolResult:
        told = await asyncio.to_thread(tool.run, **arguments.model_dump())
        return ToolResult(tool=tool.name, ok=True, note=cut(str(told), MAX_RESULT_BYTES // 2))

    class ForeignArguments(tool.args_schema, Arguments):  # type: ignore[name-defined,misc]  # the schema is a value
        model_config = ConfigDict(extra="forbid")

    return Tool(tool.name, tool.description, ForeignArguments, model_schema(tool.args_schema), run_on_thread)
