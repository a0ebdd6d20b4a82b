"""An answer of the gateway's own that is told again: its words, and the events of telling them."""

import re
from dataclasses import dataclass
from typing import Final

from gateway.chat.model import RunBatch
from shared.agents import ASSISTANT, ASSISTANT_NAME
from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
)
from shared.ids import new_id

_PIECE: Final = re.compile(r"(?:\s*\S+){1,8}\s*")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """Its words, and the model that wrote them."""

    text: str
    model: str


def told_again(kept: KeptAnswer, at: int) -> RunBatch:
    """The events of an answer for which nobody is asked."""
    part_id = new_id("text")
    called = LlmCalled(
        call_id=new_id("llm"),
        agent=ASSISTANT,
        model=kept.model,
        input_tokens=0,
        output_tokens=0,
        duration_ms=0,
        finish_reason="stop",
        kept=True,
    )
    events: list[RunEvent] = [
        AgentStarted(agent=ASSISTANT, name=ASSISTANT_NAME, at=at),
        TextStarted(part_id=part_id, agent=ASSISTANT),
        *(TextDelta(part_id=part_id, text=piece) for piece in _PIECE.findall(kept.text) or [kept.text]),
        TextEnded(part_id=part_id),
        called,
        AgentFinished(agent=ASSISTANT, name=ASSISTANT_NAME, outcome="done", at=at),
        RunFinished(finish_reason="stop"),
    ]
    return RunBatch(tuple(events), len(events))
