"""A person decides about the tool calls of an answer that waits for them: it goes on in a turn of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.chat.continuation import Decision, beginning
from gateway.chat.errors import ApprovalNotOpen, SessionMoved
from gateway.chat.model import Accepted, Principal
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import Branches
from gateway.chat.ports.turns import EventLog
from gateway.chat.replay import replayed
from gateway.chat.service import Ask, ChatService


@dataclass(frozen=True, slots=True)
class Continued:
    """The turn that goes on; the first `told` of its events are those of the turn that waited."""

    accepted: Accepted
    told: int


class Approvals:
    """Takes decisions."""

    def __init__(self, chat: ChatService, branches: Branches, event_log: EventLog, clock: Clock) -> None:
        self._chat = chat
        self._branches = branches
        self._event_log = event_log
        self._clock = clock

    async def decide(self, principal: Principal, session: str, decisions: Sequence[Decision]) -> Continued:
        """Go on with the last answer that is shown, which waits for just these decisions.

        Raises NotFound, ApprovalNotOpen, ApprovalsMissing, and what `ChatService.send` does about room.
        """
        session_id = await self._chat.resolve_session(principal, session)
        path = await self._branches.path(principal, session_id, 1)
        if not path:
            raise ApprovalNotOpen
        turn = await self._event_log.find_turn(principal, path[0].id)
        stored = await self._event_log.stored(turn.id)
        if stored is None or stored.status != "done":
            raise ApprovalNotOpen
        told = replayed(turn, stored) if stored.is_compacted else await self._event_log.read(turn.id, 0)
        events = beginning(told, stored.parts, decisions, self._clock())
        ask = Ask(
            "",
            session_id,
            regenerates=turn.message_id,
            continues=turn.id,
            beginning=tuple(events),
            seen_head=turn.id,
        )
        try:
            accepted = await self._chat.send(principal, ask)
        except SessionMoved:
            raise ApprovalNotOpen from None
        return Continued(accepted, 1 + len(events) - len(decisions))
