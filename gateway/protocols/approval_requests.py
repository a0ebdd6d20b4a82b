"""What clients send when a person has decided about tool calls. Only the decisions are taken from it.

AI SDK 6 and 7 send their list, which then ends with the answer that waits; AG-UI sends `resume`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.chat.continuation import MAX_DECISIONS, MAX_REASON_CHARACTERS, Decision
from gateway.protocols.errors import BodyRefused
from shared.ids import ID_PATTERN, is_id

RESPONDED: Final = "approval-responded"


class ResumeEntry(BaseModel):
    """An answer to one interrupt of AG-UI. A payload may say no as well: `false`, or `approved: false`."""

    model_config = ConfigDict(frozen=True)
    interrupt_id: str = Field(alias="interruptId", pattern=ID_PATTERN)
    status: Literal["resolved", "cancelled"]
    payload: Any = None

    @property
    def decision(self) -> Decision:
        """The same as any client says it. Raises BodyRefused."""
        said = self.payload if isinstance(self.payload, dict) else {"approved": self.payload is not False}
        is_approved = self.status == "resolved" and said.get("approved", True) is True
        return Decision(self.interrupt_id, is_approved, _reason(said.get("reason")))


def decisions_at_end(messages: Sequence[Any]) -> tuple[Decision, ...]:
    """The decisions in the message that a list ends with; none when it ends with a question. Raises BodyRefused."""
    last = messages[-1] if messages else None
    if not isinstance(last, dict) or last.get("role") != "assistant" or not isinstance(last.get("parts"), list):
        return ()
    return limited(tuple(_decisions(last["parts"])))


def limited(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The same, unless there are too many. Raises BodyRefused."""
    if len(decisions) > MAX_DECISIONS:
        raise BodyRefused(f"There may be {MAX_DECISIONS} decisions.")
    return decisions


def _decisions(parts: Sequence[Any]) -> Iterator[Decision]:
    for part in parts:
        if not isinstance(part, dict) or part.get("state") != RESPONDED:
            continue
        match part.get("approval"):
            case {"id": str(name), "approved": bool(approved), **rest} if is_id(name):
                yield Decision(name, approved, _reason(rest.get("reason")))
            case _:
                raise BodyRefused("An approval is not well formed.")


def _reason(given: object) -> str | None:
    if not isinstance(given, str) or not given.strip():
        return None
    if "\0" in given:
        raise BodyRefused("The reason must not contain NUL.")
    return given[:MAX_REASON_CHARACTERS]
