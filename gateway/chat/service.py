"""The one door to the chat for everything that speaks HTTP."""

from collections.abc import AsyncIterator, Sequence

from gateway.chat.dispatcher import Dispatcher
from gateway.chat.feed import Feeds
from gateway.chat.model import Message, Page, Principal, Session, StoredEvent, Turn
from gateway.chat.ports import Clock, EventLog, History, Turns
from gateway.chat.run import deleted
from shared.ids import MessageId, SessionId, TurnId, new_id

TITLE_CHARACTERS = 60


class ChatService:
    """Accepts questions, lets answers be followed, and keeps sessions."""

    def __init__(
        self,
        *,
        history: History,
        turns: Turns,
        event_log: EventLog,
        feeds: Feeds,
        dispatcher: Dispatcher,
        clock: Clock,
    ) -> None:
        self._history = history
        self._turns = turns
        self._event_log = event_log
        self._feeds = feeds
        self._dispatcher = dispatcher
        self._clock = clock

    async def send(self, principal: Principal, session_id: SessionId | None, text: str) -> Turn:
        """Store the question and queue its turn; without a session a new one is made. Raises NotFound."""
        now = self._clock()
        session = None
        if session_id is None:
            session_id = SessionId(new_id("ses"))
            session = Session(session_id, None, now, now)
        turn = Turn(
            id=TurnId(new_id("turn")),
            organization_id=principal.organization_id,
            user_id=principal.user_id,
            session_id=session_id,
            position=0,
            status="queued",
            question=text,
            message_id=MessageId(new_id("msg")),
            created_at=now,
        )
        accepted = await self._turns.accept(turn, MessageId(new_id("msg")), title_of(text), session)
        self._feeds.open(accepted)
        self._dispatcher.wake()
        return accepted

    async def follow(self, turn_id: TurnId, after: int = 0) -> AsyncIterator[Sequence[StoredEvent]]:
        """Yield the committed events after `after`, as they come, until the turn is over."""
        feed = self._feeds.find(turn_id)
        if feed is None:
            yield await self._event_log.read(turn_id, after)
            return
        async for batch in feed.follow(after):
            yield batch

    async def create_session(self, principal: Principal, title: str | None) -> Session:
        """Make an empty session."""
        now = self._clock()
        session = Session(SessionId(new_id("ses")), title, now, now)
        await self._history.create_session(principal, session)
        return session

    async def list_sessions(self, principal: Principal, page: Page) -> tuple[list[Session], str | None]:
        """The principal's own sessions, newest first."""
        return await self._history.list_sessions(principal, page)

    async def delete_session(self, principal: Principal, session_id: SessionId) -> None:
        """Remove a session with all its messages; an answer that is being written ends. Raises NotFound."""
        end = deleted(self._clock())
        for turn_id in await self._history.delete_session(principal, session_id):
            self._feeds.abandon(turn_id, end)
            self._dispatcher.drop(turn_id)

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        """A page of a session's messages. Raises NotFound."""
        return await self._history.list_messages(principal, session_id, page)


def title_of(text: str) -> str:
    """The beginning of the question, cut at a word: what a session is called until somebody names it."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS].rsplit(" ", 1)[0]
    return f"{cut}…"
