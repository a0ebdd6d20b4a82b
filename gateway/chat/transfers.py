"""Sessions on their way out and in: the branch that is shown, a few turns at a time, however long it is."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import islice
from typing import Protocol

from gateway.chat.errors import IdempotencyKeyReused
from gateway.chat.model import FinishedTurn, ImportedTurn, Message, Outline, Principal, Session
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import Exports, Imports
from shared.ids import MessageId, SessionId, TurnId, new_id

TURNS_AT_ONCE = 25


class Arriving(Protocol):
    """A session from outside, of at least one turn. Nothing that it tells is later than `now`."""

    @property
    def fingerprint(self) -> str:
        """What must be equal for a repetition to be one."""
        ...

    def session(self, session_id: SessionId, now: int) -> Session:
        """The session, under an id of ours."""
        ...

    def turns(self, now: int) -> Iterator[FinishedTurn]:
        """Its turns, in order."""
        ...


class Transfers:
    """Exports and imports sessions."""

    def __init__(self, exports: Exports, imports: Imports, clock: Clock) -> None:
        self._exports = exports
        self._imports = imports
        self._clock = clock

    async def outline(self, principal: Principal, session_id: SessionId) -> Outline:
        """What the session is called, and its finished turns as of now. Raises NotFound."""
        return await self._exports.outline(principal, session_id, self._clock())

    async def messages(self, principal: Principal, outline: Outline) -> AsyncGenerator[Sequence[Message]]:
        """The messages of the outline in order, page by page. Raises NotFound when some are gone meanwhile."""
        for first in range(0, len(outline.turn_ids), TURNS_AT_ONCE):
            turn_ids = outline.turn_ids[first : first + TURNS_AT_ONCE]
            yield await self._exports.messages(principal, outline.session_id, turn_ids)

    async def take_in(self, principal: Principal, arriving: Arriving, key: str | None) -> tuple[SessionId, bool]:
        """Make a session of the principal's own of it, whole or not at all; True for one that was made under this key.

        Raises IdempotencyKeyReused, StorageFull, NotFound when it is deleted before it is whole.
        """
        # Only a repetition needs it, and it takes its time.
        fingerprint = arriving.fingerprint if key is not None else ""
        while True:
            if key is not None and (found := await self._imports.find(principal, key)) is not None:
                if found[1] != fingerprint:
                    raise IdempotencyKeyReused
                return found[0], True
            made = await self._take_in(principal, arriving, key=key, fingerprint=fingerprint)
            # Otherwise another request with this key was faster.
            if made is not None:
                return made, False

    async def _take_in(
        self, principal: Principal, arriving: Arriving, *, key: str | None, fingerprint: str
    ) -> SessionId | None:
        now = self._clock()
        session = arriving.session(SessionId(new_id("ses")), now)
        await self._imports.begin(principal, session)
        is_whole = False
        try:
            last = await self._add(principal, session.id, arriving.turns(now))
            is_whole = await self._imports.finish(principal, session.id, last, key=key, fingerprint=fingerprint)
        finally:
            if not is_whole:
                await self._imports.abandon(principal, session.id)
        return session.id if is_whole else None

    async def _add(self, principal: Principal, session_id: SessionId, turns: Iterator[FinishedTurn]) -> TurnId:
        last: TurnId | None = None
        while some := [*islice(turns, TURNS_AT_ONCE)]:
            named: list[ImportedTurn] = []
            for turn in some:
                named.append(_named(turn, last))
                last = named[-1].id
            await self._imports.add(principal, session_id, named)
        assert last is not None
        return last


def _named(turn: FinishedTurn, parent_id: TurnId | None) -> ImportedTurn:
    return ImportedTurn(
        id=TurnId(new_id("turn")),
        parent_id=parent_id,
        question_id=MessageId(new_id("msg")),
        answer_id=MessageId(new_id("msg")),
        turn=turn,
    )
