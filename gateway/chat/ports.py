"""What the core asks of the world. Each port hides a library or has more than one implementation to come."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from gateway.chat.model import (
    Answer,
    ApiKey,
    ClaimedTurn,
    Grant,
    Message,
    Page,
    Principal,
    Session,
    StoredEvent,
    Turn,
    TurnStatus,
)
from shared.events import RunEvent, TurnFinished
from shared.ids import MessageId, RunId, SessionId, TurnId, WorkerId
from shared.runs import PastMessage, RunRequest


class Clock(Protocol):
    """The time, as Unix milliseconds."""

    def __call__(self) -> int: ...


class History(Protocol):
    """Sessions and their messages, each seen by its owner only. Foreign and missing are both `NotFound`."""

    async def create_session(self, principal: Principal, session: Session) -> None: ...

    async def list_sessions(self, principal: Principal, page: Page) -> tuple[list[Session], str | None]:
        """Newest first, with the cursor of the next page or None."""
        ...

    async def delete_session(self, principal: Principal, session_id: SessionId) -> list[TurnId]:
        """Remove the session with everything in it; the turns that were still open are returned."""
        ...

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        """The newest page before the cursor, ascending, with the cursor of the page before it or None.

        An answer that is still being written is not in it: its stream tells it from the first event on.
        """
        ...


class Turns(Protocol):
    """The queue and the event log. A write with a fence that is not the turn's newest changes nothing."""

    async def accept(self, turn: Turn, user_message_id: MessageId, title: str, session: Session | None) -> Turn:
        """Store question, turn and empty answer in one transaction; `session` is stored with them when it is new.

        A session without a title is given this one. The returned turn carries its position.
        NotFound when the session is not the turn's owner's.
        """
        ...

    async def claim(self, run_id: RunId, worker_id: WorkerId, grant_digest: str, now: int) -> ClaimedTurn | None:
        """Take the oldest turn that may run: first of its session, no other of its session running."""
        ...

    async def claim_overdue(self, run_id: RunId, accepted_before: int, now: int) -> ClaimedTurn | None:
        """Take, without a worker, the oldest turn that could have run all along and was accepted before that time."""
        ...

    async def append(self, claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> bool:
        """Commit events; False when the run is no longer the turn's."""
        ...

    async def finish(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], end: TurnFinished, answer: Answer
    ) -> bool:
        """Commit the last events, the answer and the terminal state together; False as in `append`."""
        ...

    async def requeue(self, claimed: ClaimedTurn) -> bool:
        """Give a turn back that nothing was shown of; False as in `append`."""
        ...

    async def past_messages(self, turn: Turn, limit: int) -> list[PastMessage]:
        """The texts of the session before this turn, oldest first, at most `limit` messages."""
        ...


class EventLog(Protocol):
    """Reading of what was committed."""

    async def read(self, turn_id: TurnId, after: int) -> list[StoredEvent]: ...

    async def find_turn(self, principal: Principal, turn_id: TurnId) -> Turn: ...

    async def list_open(self, status: TurnStatus) -> list[ClaimedTurn]:
        """Open turns of every organization, oldest first: for recovery at start and for waiting limits."""
        ...


class Credentials(Protocol):
    """Stored keys and grants, looked up by what a caller presents."""

    async def find_key(self, key_id: str) -> ApiKey | None: ...

    async def store_key(self, key: ApiKey, now: int) -> None: ...

    async def find_grant(self, digest: str) -> Grant | None: ...


class Slot(Protocol):
    """Room for one run on one worker, held until it is released."""

    @property
    def worker_id(self) -> WorkerId: ...

    def release(self) -> None: ...


class Crew(Protocol):
    """The pool of crew containers."""

    def reserve(self) -> Slot | None:
        """A slot on the least busy worker that is well, or None."""
        ...

    def run(self, slot: Slot, request: RunRequest) -> AsyncIterator[Sequence[RunEvent]]:
        """Run on that worker; what came together is given together. Closing the iterator ends the run.

        Raises WorkerUnreachable when the run did not begin, RunLost when it broke off.
        """
        ...
