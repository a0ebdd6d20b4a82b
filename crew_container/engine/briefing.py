"""What an agent is told about itself and its situation, before it reads the conversation."""

from crew_container.engine.run import Seat
from shared.agents import AgentChange, AgentSpec

EVERYBODY = "the whole crew"


def briefing(spec: AgentSpec, seat: Seat) -> str:
    """Return the agent's prompt, the time, and for the one that speaks what has changed since the last answer.

    Where there are memories their place is kept: like the question, a person's words travel beside CrewAI.
    """
    request = seat.run.request
    told = [spec.prompt, f"The current time is {request.asked_at}."]
    if request.memories:
        told.append(seat.memory_placeholder)
    if request.summary is not None:
        told.append(seat.summary_placeholder)
    if seat.speaks and request.change is not None:
        told.append(_change(request.change))
    return "\n\n".join(told)


def _change(change: AgentChange) -> str:
    before, now = (f'the agent "{name}"' if name is not None else EVERYBODY for name in (change.before, change.now))
    return (
        f"Since the last answer the person has changed who answers: it was {before}, it is now {now}. "
        "Earlier answers in this conversation may be another agent's work. Keep to your own task from here on, "
        "and do not speak of the change unless you are asked."
    )
