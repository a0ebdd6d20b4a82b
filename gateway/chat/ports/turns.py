"""A turn from its acceptance to its end, and the log of its events."""

from collections.abc import Sequence
from typing import Protocol

from gateway.chat.model import (
    Accepted,
    Answer,
    Claim,
    ClaimedTurn,
    LeftRun,
    NewGrant,
    Principal,
    Question,
    Renewal,
    StoredEvent,
    StoredTurn,
    Turn,
)
from gateway.chat.queue import QueueLimits, Waiting
from gateway.chat.spending import Reservation
from gateway.chat.window import Checkpoint, Past
from shared.events import TurnFinished
from shared.ids import (
    OrganizationId,
    RunId,
    SessionId,
    TurnId,
)
from shared.runs import PastMessage


class Acceptance(Protocol):
    """The door of the queue."""

    async def accept(self, question: Question, limits: QueueLimits, reservation: Reservation | None = None) -> Accepted:
        """Store question, turn, first event and empty answer in one transaction, or nothing.

        The same key and fingerprint again give the turn that they gave before. Raises NotFound (not your session),
        NothingToReplace, SessionExists (a session of that client id was made since it was looked for), SessionMoved,
        IdempotencyKeyReused, SessionBusy, SessionQueueFull, OrganizationQueueFull, QueueFull, BudgetExceeded,
        StorageFull.
        """
        ...


class Queue(Protocol):
    """The queue: first in first out in a session, fair between organizations, one turn a session and a slot."""

    async def claim(self, run_id: RunId, grant: NewGrant, *, now: int, lease_until: int) -> Claim | None:
        """Give the next turn that may run to a free slot of a worker that is well, and store the run's grant."""
        ...

    async def claim_own(self, run_id: RunId, *, now: int, lease_until: int) -> ClaimedTurn | None:
        """Take the next turn that this gateway is to answer itself: it needs no slot."""
        ...

    async def list_unconsidered(self, limit: int) -> list[Turn]:
        """Turns that could run and that nobody has decided about, oldest first."""
        ...

    async def take(self, turn_id: TurnId, run_id: RunId) -> ClaimedTurn | None:
        """Take a queued turn in order to end it without a worker; None when it is queued no more."""
        ...

    async def give_back(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], *, was_attempt: bool, now: int
    ) -> bool:
        """Queue a running turn again, at its old place; False when the run is no longer the turn's.

        `was_attempt` counts it against the turn: a question that kills its workers is not given to a third.
        """
        ...

    async def list_overdue(self, waiting_since: int) -> list[TurnId]:
        """Queued turns that could have run since before that time."""
        ...

    async def restart_waits(self, now: int) -> None:
        """Count the waits of queued turns from now on: nobody was there to run them."""
        ...

    async def list_stopped(self) -> list[TurnId]:
        """Queued turns that somebody asked to stop."""
        ...

    async def list_open(self, organization_id: OrganizationId) -> list[tuple[Turn, int | None]]:
        """The open turns of an organization, oldest first, each with the time at which its run began."""
        ...

    async def look(self, now: int) -> tuple[list[Waiting], float | None, int]:
        """Who waits, in order; what a turn took of late, in seconds; how many slots there are."""
        ...


class Leases(Protocol):
    """Who runs a turn, and until when nobody else may."""

    async def renew(self, turn_ids: Sequence[TurnId], lease_until: int) -> Renewal:
        """Renew the leases of these turns."""
        ...

    async def expire_own(self) -> None:
        """Let the leases run out that this gateway held in an earlier life."""
        ...

    async def take_over(self, *, now: int, lease_until: int) -> tuple[ClaimedTurn, LeftRun] | None:
        """Take a running turn whose lease ran out, and tell what ran it."""
        ...


class Stops(Protocol):
    """Requests to stop. They name turns, so that a late one cannot hit the next."""

    async def request(self, principal: Principal, turn_id: TurnId) -> Turn:
        """Note the request, unless the turn is over; the turn as it is. Raises NotFound."""
        ...

    async def request_in_session(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        """The same for every open turn of a session. Raises NotFound."""
        ...


class Turns(Protocol):
    """What a run writes. A write with a fence that is not the turn's newest changes nothing and returns False."""

    async def append(self, claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> bool:
        """Commit events."""
        ...

    async def finish(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], end: TurnFinished, answer: Answer
    ) -> bool:
        """Commit the last events, the answer and the terminal state together."""
        ...

    async def has(self, turn: Turn) -> bool:
        """Tell whether the turn still exists."""
        ...

    async def question_parts(self, turn: Turn) -> str:
        """The parts of the question that the turn answers, as JSON."""
        ...

    async def past_messages(self, turn: Turn, limit: int) -> list[PastMessage]:
        """The texts of the session before this turn, oldest first, at most `limit` messages."""
        ...


class EventLog(Protocol):
    """Reading of what was committed."""

    async def read(self, turn_id: TurnId, after: int, limit: int | None = None) -> list[StoredEvent]:
        """The events after `after`, at most `limit`."""
        ...

    async def acts(self, turn_id: TurnId) -> list[StoredEvent]:
        """All events but the words of the answer."""
        ...

    async def last_seq(self, turn_id: TurnId) -> int | None:
        """The number of the newest event; None when there is no log (any more)."""
        ...

    async def find_turn(self, principal: Principal, turn_id: TurnId) -> Turn:
        """Raises NotFound."""
        ...

    async def list_open(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        """The open turns of a session, oldest first. Raises NotFound."""
        ...

    async def list_queued(self) -> list[Turn]:
        """The queued turns of every organization, oldest first."""
        ...

    async def stored(self, turn_id: TurnId) -> StoredTurn | None:
        """State and answer of a turn, for a log that was let go of; None when there is no such turn (any more)."""
        ...

    async def compact(self, finished_before: int, limit: int) -> int:
        """Let go of the logs of turns that finished before that time; how many."""
        ...


class Checkpoints(Protocol):
    """Summaries of what was said on the way to a turn; a branch has those of its own path."""

    async def past(self, turn: Turn, *, with_it: bool = False) -> Past:
        """The path to a turn, without it or with it, since its newest checkpoint."""
        ...

    async def keep(self, turn: Turn, last: TurnId, checkpoint: Checkpoint, *, model: str, now: int) -> None:
        """Keep a summary that ends with the turn `last` on the way to this one; what was kept first stays."""
        ...
