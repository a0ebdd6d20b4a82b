"""What a scripted run is to do, written into the question, so that a worker needs nobody to tell it."""

import json
from dataclasses import asdict, dataclass
from typing import Any

MARK = " plan:"


@dataclass(frozen=True, slots=True)
class Plan:
    """One answer. Lines are counted from 1; 0 means never."""

    key: str
    canary: str
    words: int = 50
    tools: int = 2
    pace_ms: float = 2.0
    die_before: int = 0
    die_after: int = 0
    # Dies in the first run only: the marker is a file that all workers see.
    dies_once: bool = True
    # Says nothing more from this line on, and does not end.
    hang_at: int = 0
    # Does not notice that its connection was closed; ends when it is asked to.
    is_deaf: bool = False

    @property
    def question(self) -> str:
        """The question that carries the plan."""
        return f"{self.key} {self.canary}{MARK}{json.dumps(asdict(self))}"

    @property
    def first_text(self) -> int:
        """The line of the first delta."""
        return 2 * self.tools + 5

    @property
    def lines(self) -> int:
        """How many lines a whole run has."""
        return self.words + 2 * self.tools + 6


def plan_of(question: str) -> Plan:
    """The plan in a question."""
    found: dict[str, Any] = json.loads(question.partition(MARK)[2])
    return Plan(**found)


def word(plan: Plan, run_id: str, number: int) -> str:
    """A delta that names its question and its run: spliced answers and foreign words are seen at once."""
    canary = f" {plan.canary}" if number % 10 == 0 else ""
    return f"{plan.key}.{number}.{run_id[-8:]}{canary} "


def tool_line(plan: Plan, line: int) -> int | None:
    """Which tool call a line returns from, if it does."""
    return line // 2 if 1 < line <= 2 * plan.tools + 1 and line % 2 == 1 else None


def event(plan: Plan, run_id: str, line: int, tool_output: object) -> dict[str, object]:  # noqa: PLR0911 - a table
    """The event of a line."""
    at, text_at = 1, 2 * plan.tools + 4
    who: dict[str, object] = {"agent": "analyst", "name": "Analyst", "at": at}
    if line == 1:
        return {"type": "agent-started", **who}
    if (number := tool_line(plan, line)) is not None:
        return {"type": "tool-returned", "call_id": f"c{number}", "output": tool_output, "at": at}
    if line <= 2 * plan.tools:
        asked = {"agent": "analyst", "tool": "look", "input": {"canary": plan.canary}}
        return {"type": "tool-called", "call_id": f"c{line // 2}", **asked, "at": at}
    if line == text_at - 2:
        tokens = {"model": "scripted", "input_tokens": 7, "output_tokens": 9, "duration_ms": 1}
        return {"type": "llm-called", "call_id": "m1", "agent": "analyst", **tokens}
    if line == text_at - 1:
        return {"type": "agent-finished", **who, "outcome": "done"}
    if line == text_at:
        return {"type": "text-started", "part_id": "t1", "agent": "writer"}
    if line <= text_at + plan.words:
        return {"type": "text-delta", "part_id": "t1", "text": word(plan, run_id, line - text_at)}
    if line == text_at + plan.words + 1:
        return {"type": "text-ended", "part_id": "t1"}
    return {"type": "run-finished", "finish_reason": "stop"}
