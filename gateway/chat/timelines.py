"""Timelines of turns, for those who asked."""

from gateway.chat.model import Principal
from gateway.chat.ports.spending import UsageLedger
from gateway.chat.ports.turns import EventLog
from gateway.chat.replay import replayed
from gateway.chat.timeline import Timeline, timeline
from shared.ids import TurnId


class Timelines:
    """Reads what is known of a turn, open or long over."""

    def __init__(self, event_log: EventLog, usage: UsageLedger) -> None:
        self._event_log = event_log
        self._usage = usage

    async def read(self, principal: Principal, turn_id: TurnId) -> Timeline:
        """The timeline of a turn of one's own. Raises NotFound."""
        turn = await self._event_log.find_turn(principal, turn_id)
        stored = await self._event_log.stored(turn.id)
        is_told_again = stored is not None and stored.is_compacted
        log = replayed(turn, stored) if stored is not None and is_told_again else await self._event_log.acts(turn.id)
        return timeline(turn, stored, log, await self._usage.of_turn(turn))
