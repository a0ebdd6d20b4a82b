"""Which of the calls that a run brings its agent can begin with: all of them, or none.

They are somebody's judgement of the question's words, made without a look at this container. Where one of them does not
fit, the whole judgement is dropped, and the agent's model finds its tools by itself: nothing is shown that went wrong.
"""

import logging

from pydantic import ValidationError

from crew_container.engine.crew import Crew
from crew_container.engine.run import Run
from shared.agents import AgentSpec
from shared.runs import FirstCall

log = logging.getLogger(__name__)


def first_calls(crew: Crew, run: Run, spec: AgentSpec) -> tuple[FirstCall, ...]:
    """The run's first calls, if this agent has their tools, needs nobody's approval, and the arguments are right."""
    calls = run.request.first_calls
    for call in calls:
        if (reason := _hindrance(crew, spec, call)) is not None:
            log.warning("first calls dropped: %s", reason, extra={"run_id": run.request.run_id, "agent": spec.slug})
            return ()
    return calls


def _hindrance(crew: Crew, spec: AgentSpec, call: FirstCall) -> str | None:
    tool = crew.tool_of(spec, call.tool)
    if tool is None:
        return "not a tool of this agent"
    if crew.needs_approval(spec, tool):
        return "needs approval"
    try:
        tool.parse(call.input)
    except ValidationError:
        return "wrong arguments"
    return None
