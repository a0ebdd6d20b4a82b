"""What the suites do with a store, in the words of a test."""

from gateway.agents.declaration import read_roster
from gateway.chat.agent_book import AgentBook
from gateway.chat.agent_sets import AgentTerms
from gateway.chat.agents import Agents
from gateway.chat.attachments import UploadLimits
from gateway.chat.context import Context
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.feed import Feeds
from gateway.chat.model import Accepted, Answer, Claim, NewGrant, Page, Principal, Question, Session, StoredEvent, Turn
from gateway.chat.queue import OnBusy, QueueLimits
from gateway.chat.run import RunPorts, TimeLimits
from gateway.chat.service import ChatPorts, ChatService
from gateway.chat.sessions import SessionFilter
from gateway.chat.spending import Budgets, Reservation
from gateway.chat.uploads import Uploads
from gateway.chat.window import Window
from gateway.crews.crew import HttpCrew
from gateway.pictures.images import MODULE, SECONDS, CleanImages
from gateway.pictures.workshop import Workshop
from shared.events import TextStarted, TurnFinished, TurnOutcome
from shared.ids import AgentId, MessageId, OrganizationId, RunId, SessionId, TurnId, UserId, WorkerId, new_id
from shared.workers import WorkerRegistration
from tests.contracts.conftest import Store
from tests.support.running_gateway import ALICE

NOW = 1_000_000
LEASE = 15_000
ANSWER = Answer("complete", "hello", '[{"type":"text","text":"hello"}]', "[]", "{}")
NO_LIMITS = QueueLimits(session=1_000, organization=10_000, total=10_000)


def member(organization: str, user: str = "usr_1") -> Principal:
    """Somebody of an organization."""
    return Principal(OrganizationId(organization), UserId(user))


async def accept(
    store: Store,
    session_id: str | None,
    text: str = "?",
    *,
    principal: Principal = ALICE,
    at: int = NOW,
    key: str | None = None,
    fingerprint: str = "",
    on_busy: OnBusy = "enqueue",
    limits: QueueLimits = NO_LIMITS,
    agent_id: str | None = None,
    replaces: str | None = None,
    reservation: Reservation | None = None,
) -> Accepted:
    """Accept a question; a session is made with its first one, or anew when none is named."""
    known, _ = await store.sessions.list_sessions(principal, SessionFilter(), Page(1_000))
    name = SessionId(session_id or new_id("ses"))
    is_new = name not in [session.id for session in known]
    turn = Turn(
        id=TurnId(new_id("turn")),
        organization_id=principal.organization_id,
        user_id=principal.user_id,
        session_id=name,
        position=0,
        status="queued",
        question=text,
        message_id=MessageId(new_id("msg")),
        created_at=at,
    )
    question = Question(
        turn=turn,
        user_message_id=MessageId(new_id("msg")),
        title="title",
        session=Session(name, None, at, at) if is_new else None,
        idempotency_key=key,
        key_scope="" if session_id is None else name,
        fingerprint=fingerprint,
        on_busy=on_busy,
        agent_id=None if agent_id is None else AgentId(agent_id),
        replaces=replaces,
    )
    return await store.acceptance.accept(question, limits, reservation)


async def add_worker(store: Store, *, slots: int = 60, now: int = NOW, name: str = "wrk_1") -> WorkerId:
    """Register a container."""
    worker_id = WorkerId(name)
    registration = WorkerRegistration(worker_id=worker_id, url=f"http://{name}", slots=slots, version="test")
    await store.workers.register(registration, now)
    return worker_id


def new_grant(digest: str, *, requests: int = 3, pages: int = 2, byte_count: int = 100) -> NewGrant:
    """A grant that lives for a minute."""
    return NewGrant(digest, requests, pages, byte_count, lifetime_milliseconds=60_000)


async def claim(store: Store, *, now: int = NOW, digest: str | None = None) -> Claim | None:
    """Claim whatever is next."""
    grant = new_grant(digest or new_id("d"))
    return await store.queue.claim(RunId(new_id("run")), grant, now=now, lease_until=now + LEASE)


async def claim_one(store: Store, *, now: int = NOW, digest: str | None = None) -> Claim:
    """Claim what must be there."""
    found = await claim(store, now=now, digest=digest)
    assert found is not None
    return found


async def finish(store: Store, claim: Claim, *, seq: int = 2, outcome: TurnOutcome = "done", at: int = NOW) -> bool:
    """End a turn with the answer `hello`."""
    end = TurnFinished(outcome=outcome, finish_reason="stop", at=at)
    return await store.turns.finish(claim.claimed, [StoredEvent(seq, end)], end, ANSWER)


def text_event(seq: int, part_id: str = "t") -> StoredEvent:
    """Any event."""
    return StoredEvent(seq, TextStarted(part_id=part_id, agent="s"))


def chat_service(store: Store, crew: HttpCrew) -> ChatService:
    """The chat over a store, with a dispatcher that is not at work: turns are claimed by the test."""
    feeds = Feeds()
    book = AgentBook(read_roster(), store.own_agents, AgentTerms({}))
    agents = Agents(book, store.agent_switches, lambda: NOW)
    ports = RunPorts(
        turns=store.turns,
        queue=store.queue,
        workers=store.workers,
        crew=crew,
        launcher=None,
        feeds=feeds,
        clock=lambda: NOW,
        limits=TimeLimits(),
        agents=agents,
        grants=store.grants,
        usage=store.usage,
        context=Context(store.checkpoints, agents, lambda _: Window()),
    )
    dispatcher = Dispatcher(
        ports, leases=store.leases, event_log=store.event_log, mint_grant=lambda: ("g", new_grant("d"))
    )
    uploads = Uploads(
        store.uploads,
        CleanImages(Workshop(MODULE, seconds=SECONDS)),
        root="store-1",
        limits=UploadLimits(1_000_000, 10, 10_000_000, 3_600),
        clock=lambda: NOW,
        on_attached=lambda: None,
    )
    looked_at = ChatPorts(store.history, store.acceptance, store.queue, store.stops, store.event_log)
    return ChatService(
        looked_at,
        agents=agents,
        feeds=feeds,
        dispatcher=dispatcher,
        uploads=uploads,
        limits=NO_LIMITS,
        clock=lambda: NOW,
        budgets=Budgets(),
    )
