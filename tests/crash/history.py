"""What clients did and saw, every byte of it."""

from dataclasses import dataclass, field
from typing import Literal

from tests.crash.plan import Plan

DONE = b"data: [DONE]\n\n"
Ending = Literal["open", "ended", "broken", "cut", "starved"]


@dataclass(slots=True)
class View:
    """One connection on which a turn was read."""

    turn_id: str
    after: int
    is_replay: bool = False
    began_at: float = 0.0
    ended_at: float = 0.0
    ending: Ending = "open"
    data: bytearray = field(default_factory=bytearray)

    @property
    def last_id(self) -> int:
        """The newest event that was seen as a whole, and where its reader would resume."""
        whole = bytes(self.data).rpartition(b"\n\n")[0]
        ids = [block for block in whole.split(b"\n\n") if block.startswith(b"id: ")]
        return max(self.after, int(ids[-1].split(b"\n")[0][4:])) if ids else self.after

    @property
    def is_whole(self) -> bool:
        """The end of the turn was seen: the frame before `[DONE]` is of the log, and perhaps of an earlier view."""
        if not bytes(self.data).endswith(DONE):
            return False
        if len(self.data) == len(DONE):
            return self.after > 0
        before = bytes(self.data)[: -len(DONE)].rstrip(b"\n").rpartition(b"\n\n")[2]
        return before.startswith(b"id: ")


@dataclass(slots=True)
class Ask:
    """A question with its key, repeated until its end was seen."""

    plan: Plan
    organization: str
    session_id: str | None
    views: list[View] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    asked_at: float = 0.0
    acknowledged_at: float = 0.0
    is_over: bool = False
    # Its session was deleted, or is about to be.
    may_vanish: bool = False

    @property
    def turn_ids(self) -> set[str]:
        """The turns that it was told are its own; more than one would be a double."""
        return {view.turn_id for view in self.views}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that was asked for, and when the answer to the request came."""

    turn_id: str
    at: float


@dataclass(slots=True)
class History:
    """Everything that all clients of one round did."""

    asks: list[Ask] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    # Whatever a client met that no client may ever meet.
    surprises: list[str] = field(default_factory=list)
