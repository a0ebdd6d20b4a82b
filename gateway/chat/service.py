"""The one door to the chat for everything that speaks HTTP."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic_core import to_json

from gateway.chat.agents import Agents
from gateway.chat.answered_turns import is_in
from gateway.chat.attachments import Attachment, GivenFile, KeptFile, marks
from gateway.chat.considering import Considering
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.errors import (
    Draining,
    EventNotReached,
    NotFound,
    NothingToReplace,
    OrganizationQueueFull,
    QueueFull,
    SessionExists,
)
from gateway.chat.feed import MAX_BATCH, Feeds, News
from gateway.chat.journal import deleted
from gateway.chat.mind.decision import Decision
from gateway.chat.model import Accepted, Fork, Message, Page, Principal, Question, Session, Slice, StoredEvent, Turn
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import History
from gateway.chat.ports.turns import Acceptance, EventLog, Queue, Stops
from gateway.chat.queue import OnBusy, QueueLimits, eta_seconds
from gateway.chat.replay import replayed
from gateway.chat.spending import Budgets
from gateway.chat.uploads import Uploads
from shared.crashpoints import reach
from shared.events import TurnEvent, TurnFinished
from shared.ids import MessageId, SessionId, TurnId, new_id

TITLE_CHARACTERS = 60
SESSION_PREFIX = "ses_"
# What `Ask.regenerates` says of the answer that is shown last.
LAST = ""
# How often a turn that runs at another gateway is looked at.
REMOTE_POLL_SECONDS = 0.1
SILENT_POLLS = 100
LONGEST_RETRY_SECONDS = 60
DEFAULT_RETRY_SECONDS = 5
# How long the headers of an answer wait for what is decided about its question.
DECISION_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as a client sends it. `key` recognises its repetition; the client's name for the message does too.

    `session_id` is ours, `client_session_id` a name that the client chose: its first question makes the session.
    `edits` names the question that this one replaces. `regenerates` names the answer (or its question; LAST for the one
    that is shown last) that is made again; a text beside it is asked when there is no such message. `agent` is an id or
    slug, for this question alone. `is_widget`: it is asked in a widget, whose memory is nobody's.

    What `Question` has of the same name comes of a client's list, or of a person's decision about tool calls.
    """

    text: str
    session_id: SessionId | None = None
    key: str | None = None
    on_busy: OnBusy | None = None
    agent: str | None = None
    client_session_id: str | None = None
    client_message_id: str | None = None
    edits: str | None = None
    regenerates: str | None = None
    fork: Fork | None = None
    seen_head: TurnId | None = None
    follows_list: bool = False
    is_widget: bool = False
    files: tuple[GivenFile, ...] = ()
    continues: TurnId | None = None
    beginning: tuple[TurnEvent, ...] = ()

    @property
    def replaces(self) -> str | None:
        """The message in whose place it is asked."""
        return self.edits if self.edits is not None else self.regenerates

    @property
    def fingerprint(self) -> str:
        """What must be equal for a repetition to be one."""
        session = self.session_id or self.client_session_id
        asked: list[Any] = [self.text, session, self.on_busy, self.agent, self.edits, self.regenerates]
        # Keys of questions from before there were widgets and files stay what they are.
        asked += ["widget"] if self.is_widget else []
        asked += [marks(self.files)] if self.files else []
        return hashlib.sha256(to_json(asked)).hexdigest()


@dataclass(frozen=True, slots=True)
class ChatPorts:
    """What the chat needs of the store."""

    history: History
    acceptance: Acceptance
    queue: Queue
    stops: Stops
    event_log: EventLog


class ChatService:
    """Accepts questions, lets answers be followed and stopped, and keeps sessions."""

    def __init__(
        self,
        ports: ChatPorts,
        *,
        agents: Agents,
        feeds: Feeds,
        dispatcher: Dispatcher,
        uploads: Uploads,
        limits: QueueLimits,
        clock: Clock,
        budgets: Budgets,
        considering: Considering | None = None,
    ) -> None:
        self._uploads = uploads
        self._considering = considering
        self._ports = ports
        self._agents = agents
        self._feeds = feeds
        self._dispatcher = dispatcher
        self._limits = limits
        self._budgets = budgets
        self._clock = clock

    async def send(self, principal: Principal, ask: Ask) -> Accepted:
        """Store the question and queue its turn; without a session a new one is made.

        Raises NotFound (also when what is to be edited or made again is not there), AgentUnknown, IdempotencyKeyReused,
        SessionBusy, SessionMoved, QueueFull (with when to try again), BudgetExceeded, Draining, and of files what
        `Uploads.take` raises.
        """
        if self._dispatcher.is_draining:
            raise Draining
        try:
            accepted = await self._accept(principal, ask)
        except QueueFull as full:
            full.retry_after_seconds = await self._retry_after(full)
            raise
        if not accepted.is_replay:
            reach("after_accept")
            feed = self._feeds.open(accepted.turn)
            feed.extend([StoredEvent(seq, event) for seq, event in enumerate(ask.beginning, start=2)])
        self._dispatcher.wake()
        return accepted

    async def decided(self, turn: Turn) -> Decision | None:
        """What was decided about an accepted turn, if that is known by now or in a moment. Never raises."""
        if self._considering is None:
            return None
        return await self._considering.decided(turn, seconds=DECISION_SECONDS)

    async def follow(self, turn: Turn, after: int = 0) -> AsyncGenerator[Sequence[News]]:
        """Yield the committed events after `after`, as they come, until the turn is over; an empty batch in a silence.

        It also ends when this gateway stops; the last event is no `TurnFinished` then. A log that was let go of is told
        as a whole, whatever `after` is.
        """
        at = after
        polls = 0
        while True:
            feed = self._feeds.find(turn.id)
            if feed is not None:
                async with aclosing(feed.follow(at)) as batches:
                    async for news in batches:
                        yield news
                        at, is_over = _progress(news, at)
                        if is_over:
                            return
            events = await self._read(turn, at)
            if events:
                yield events
                at, is_over = _progress(events, at)
                if is_over:
                    return
            elif self._dispatcher.is_draining:
                return
            else:
                await asyncio.sleep(REMOTE_POLL_SECONDS)
                polls += 1
                if polls % SILENT_POLLS == 0:
                    yield ()

    async def find_turn(self, principal: Principal, turn_id: TurnId, after: int = 0) -> tuple[Turn, int]:
        """A turn, and the event after which to follow it: 0 when its log was let go of and is told as a whole.

        Raises NotFound, EventNotReached.
        """
        turn = await self._ports.event_log.find_turn(principal, turn_id)
        if not after:
            return turn, 0
        feed = self._feeds.find(turn_id)
        if feed is not None and after <= feed.last_seq:
            return turn, after
        # A gateway that slept does not know yet what became of its turn elsewhere: the store does.
        known = await self._ports.event_log.last_seq(turn_id)
        if known is None:
            return turn, 0
        if after > known:
            raise EventNotReached
        return turn, after

    async def open_turns(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        """The turns of a session that are queued or running, oldest first. Raises NotFound."""
        return await self._ports.event_log.list_open(principal, session_id)

    async def stop(self, principal: Principal, turn_id: TurnId) -> Turn:
        """Stop a turn; one that is over stays as it is. Raises NotFound."""
        reach("before_stop")
        turn = await self._ports.stops.request(principal, turn_id)
        reach("after_stop")
        self._dispatcher.stop(turn_id)
        return turn

    async def stop_session(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        """Stop every open turn of a session. Raises NotFound."""
        turns = await self._ports.stops.request_in_session(principal, session_id)
        for turn in turns:
            self._dispatcher.stop(turn.id)
        return turns

    async def create_session(self, principal: Principal, title: str | None) -> Session:
        """Make an empty session."""
        now = self._clock()
        session = Session(SessionId(new_id("ses")), title, now, now)
        await self._ports.history.create_session(principal, session)
        return session

    async def resolve_session(self, principal: Principal, name: str) -> SessionId:
        """The session of that id, ours (not looked for) or the client's own. Raises NotFound."""
        if name.startswith(SESSION_PREFIX):
            return SessionId(name)
        found = await self._ports.history.find_by_client_id(principal, name)
        if found is None:
            raise NotFound
        return found

    async def select_branch(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> None:
        """Show the newest branch that goes through a message; the next question continues it. Raises NotFound."""
        await self._ports.history.select_branch(principal, session_id, message_id)

    async def delete_session(self, principal: Principal, session_id: SessionId) -> None:
        """Remove a session with all its messages; an answer that is being written ends. Raises NotFound."""
        end = deleted(self._clock())
        deleted_turns = await self._ports.history.delete_session(principal, session_id, end.at)
        reach("after_delete")
        for turn_id in deleted_turns:
            self._feeds.abandon(turn_id, end)
            self._dispatcher.drop(turn_id)
        self._dispatcher.forget(partial(is_in, principal, session_id))

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        """A page of a session's messages. Raises NotFound."""
        return await self._ports.history.list_messages(principal, session_id, page)

    async def list_slice(self, principal: Principal, session_id: SessionId, which: Slice) -> tuple[list[Message], int]:
        """Messages of a session by count, ascending, and how many there are (see the port). Raises NotFound."""
        return await self._ports.history.list_slice(principal, session_id, which)

    async def _accept(self, principal: Principal, ask: Ask) -> Accepted:
        try:
            # An answer that is made again has the files of its question.
            async with self._uploads.taken(principal, ask.files if ask.regenerates is None else ()) as files:
                return await self._accept_with(principal, ask, files)
        except NothingToReplace:
            if ask.regenerates is None or not ask.text:
                raise NotFound from None
        # A client that tries again what was never stored means it as a question.
        return await self._accept(principal, replace(ask, regenerates=None))

    async def _accept_with(self, principal: Principal, ask: Ask, files: Sequence[Attachment | KeptFile]) -> Accepted:
        while True:
            question = await self._question(principal, ask, files)
            reach("before_accept")
            try:
                reservation = self._budgets.reservation(principal.organization_id)
                accepted = await self._ports.acceptance.accept(question, self._limits, reservation)
            except SessionExists:
                # Of two first questions under one name the other was faster.
                continue
            if question.attachments:
                self._uploads.note_attached()
            return accepted

    async def _question(self, principal: Principal, ask: Ask, files: Sequence[Attachment | KeptFile]) -> Question:
        now = self._clock()
        session = None
        session_id = ask.session_id
        key_scope = session_id or ""
        if ask.client_session_id is not None:
            key_scope = f"client {ask.client_session_id}"
            session_id = await self._find_session(principal, ask.client_session_id)
        if session_id is None:
            session_id = SessionId(new_id("ses"))
            session = Session(session_id, None, now, now, ask.client_session_id)
        turn = Turn(
            id=TurnId(new_id("turn")),
            organization_id=principal.organization_id,
            user_id=principal.user_id,
            session_id=session_id,
            position=0,
            status="queued",
            question=ask.text,
            message_id=MessageId(new_id("msg")),
            created_at=now,
        )
        return Question(
            turn=turn,
            user_message_id=MessageId(new_id("msg")),
            title=title_of(ask.text) or None,
            session=session,
            # A message that is sent in place of an older one may bear the older one's name.
            idempotency_key=ask.key or (ask.client_message_id if ask.replaces is None else None),
            key_scope=key_scope,
            fingerprint=ask.fingerprint,
            # What is replaced need not be answered to its end.
            on_busy=ask.on_busy or ("enqueue" if ask.replaces is None else "interrupt"),
            replaces=ask.replaces,
            is_same_question=ask.regenerates is not None,
            client_message_id=ask.client_message_id,
            fork=ask.fork,
            seen_head=ask.seen_head,
            follows_list=ask.follows_list,
            attachments=await self._uploads.resolved(principal, session_id, files),
            continues=ask.continues,
            beginning=ask.beginning,
            agent_id=None if ask.agent is None else (await self._agents.find(principal, ask.agent)).id,
            roles=principal.roles,
            is_widget=ask.is_widget,
        )

    async def _find_session(self, principal: Principal, name: str) -> SessionId | None:
        try:
            return await self.resolve_session(principal, name)
        except NotFound:
            return None

    async def _retry_after(self, full: QueueFull) -> int:
        waiting, turn_seconds, slots = await self._ports.queue.look(self._clock())
        ahead = len(waiting) if not isinstance(full, OrganizationQueueFull) else self._limits.organization
        eta = eta_seconds(ahead, turn_seconds=turn_seconds, slots=slots)
        return min(eta or DEFAULT_RETRY_SECONDS, LONGEST_RETRY_SECONDS)

    async def _read(self, turn: Turn, after: int) -> list[StoredEvent]:
        """What the store tells of a turn after an event; nothing when that is still to be written."""
        events = await self._ports.event_log.read(turn.id, after, MAX_BATCH)
        if events:
            return events
        stored = await self._ports.event_log.stored(turn.id)
        if stored is None:
            return [StoredEvent(after + 1, deleted(self._clock()))]
        # Without a log it is told from what was made of it. With one it is open elsewhere, or has ended since: the end
        # is found there.
        return replayed(turn, stored) if stored.is_compacted else []


def _progress(news: Sequence[News], at: int) -> tuple[int, bool]:
    """How far a reader has come, and whether the turn is over."""
    is_over = False
    for item in news:
        if isinstance(item, StoredEvent):
            at = max(at, item.seq)
            is_over = isinstance(item.event, TurnFinished)
    return at, is_over


def title_of(text: str) -> str:
    """The beginning of the question, cut at a word: what a session is called until somebody names it."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS].rsplit(" ", 1)[0]
    return f"{cut}…"
