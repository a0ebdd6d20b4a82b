"""The facts of the chat: who asks, in which session, what was said, and how far an answer has come."""

from dataclasses import dataclass
from typing import Literal, get_args

from gateway.chat.attachments import Attachment
from gateway.chat.queue import OnBusy
from shared.events import RunEvent, TurnEvent, TurnOutcome, TurnStarted
from shared.ids import AgentId, MessageId, OrganizationId, RunId, SessionId, ShareId, TurnId, UserId, WorkerId

TurnStatus = Literal["queued", "running", "done", "failed", "stopped", "interrupted"]
MessageStatus = Literal["pending", "complete", "failed", "stopped", "interrupted"]
Role = Literal["user", "assistant"]
MemberRole = Literal["member", "admin"]
MEMBER_ROLES: tuple[MemberRole, ...] = get_args(MemberRole)
# Who chose the agent of a turn: its request, its session, or nobody.
AgentChoice = Literal["explicit", "session", "automatic"]
VoteValue = Literal[-1, 0, 1]
StopReason = Literal["wrong", "slow", "changed_mind", "other"]
# The roles of somebody of whom no more is known.
MEMBER: tuple[str, ...] = ("member",)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: taken from verified credentials and from nowhere else."""

    organization_id: OrganizationId
    user_id: UserId
    role: MemberRole = "member"
    # What a token calls the role, where that is another word.
    named_role: str | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that an agent may be for."""
        return (self.role,) if self.named_role is None else (self.role, self.named_role)


@dataclass(frozen=True, slots=True)
class Session:
    """One line of questions and answers, private to its user. Times are Unix milliseconds."""

    id: SessionId
    title: str | None
    created_at: int
    updated_at: int
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. `parts`, `references` and `metadata` are JSON texts that reading never parses.

    `vote` is that of the user who reads it.
    `alternatives` are the ids, as JSON too, of the messages that could stand in its place, itself included: other
    wordings of a question, other answers to it. `turn_id` is told where a history is read.
    """

    id: MessageId
    session_id: SessionId
    position: int
    role: Role
    parts: str
    status: MessageStatus
    references: str
    metadata: str
    created_at: int
    alternatives: str
    vote: VoteValue = 0
    turn_id: TurnId | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer: the durable record that a run works for."""

    id: TurnId
    organization_id: OrganizationId
    user_id: UserId
    session_id: SessionId
    position: int
    status: TurnStatus
    question: str
    message_id: MessageId
    created_at: int

    def started(self) -> TurnStarted:
        """The first event of the turn's log, stored when it is accepted."""
        return TurnStarted(turn_id=self.id, session_id=self.session_id, message_id=self.message_id, at=self.created_at)


@dataclass(frozen=True, slots=True)
class ClaimedTurn:
    """A turn in the hands of one run. Every write of that run carries its fence; an older fence writes nothing."""

    turn: Turn
    run_id: RunId
    fence: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a question begins a branch: behind a turn, or before them all."""

    behind: TurnId | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be accepted: the turn, its session when that is new, and what makes a repetition recognisable.

    `replaces` names a message that it stands instead of ("" the last answer shown): the turn begins a branch beside the
    one of that message, with another question, or with the same one to be answered again. `client_message_id` is the
    client's name for it. `is_widget`: its user is not one person, so nothing is remembered of it or told to it.
    A `fork` begins a branch. With `seen_head` it is accepted only while the branch that is shown ends there and nothing
    is under way. `follows_list`: the client showed what it is asked behind. `continues` is a turn that waited for a
    person: what is accepted goes on with it, and its log has `beginning` after its first event. `roles` are
    those of whoever asks.
    """

    turn: Turn
    user_message_id: MessageId
    title: str | None
    session: Session | None = None
    idempotency_key: str | None = None
    key_scope: str = ""
    fingerprint: str = ""
    on_busy: OnBusy = "enqueue"
    agent_id: AgentId | None = None
    replaces: str | None = None
    is_same_question: bool = False
    client_message_id: str | None = None
    fork: Fork | None = None
    seen_head: TurnId | None = None
    follows_list: bool = False
    is_widget: bool = False
    attachments: tuple[Attachment, ...] = ()
    continues: TurnId | None = None
    beginning: tuple[TurnEvent, ...] = ()
    roles: tuple[str, ...] = MEMBER


@dataclass(frozen=True, slots=True)
class ChosenAgent:
    """Who is to answer a turn, as it was chosen when the turn was accepted; without an agent the crew plans.

    `roles` are those in which it was asked.
    """

    agent_id: AgentId | None = None
    how: AgentChoice = "automatic"
    roles: tuple[str, ...] = MEMBER


@dataclass(frozen=True, slots=True)
class Accepted:
    """The turn as it is stored; a replay was accepted earlier, under the same key."""

    turn: Turn
    is_replay: bool
    chosen: ChosenAgent = ChosenAgent()


@dataclass(frozen=True, slots=True)
class WorkerAddress:
    """Where a run goes, and the slot that it takes there."""

    worker_id: WorkerId
    url: str
    slot: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A turn in the hands of this gateway, and the worker that is to run it."""

    claimed: ClaimedTurn
    worker: WorkerAddress


@dataclass(frozen=True, slots=True)
class LeftRun:
    """What a gateway that died or sleeps left: its run, the worker of it if that is still known, a stop request."""

    run_id: RunId
    worker: WorkerAddress | None
    is_stopping: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a gateway hears when it renews its leases: turns to stop, and those of them that still run under it."""

    to_stop: tuple[TurnId, ...]
    held: frozenset[TurnId]


@dataclass(frozen=True, slots=True)
class WorkerState:
    """One crew container as the pool knows it."""

    worker_id: WorkerId
    url: str
    slots: int
    registered_at: int
    is_heard: bool
    is_draining: bool
    runs_begun: int
    running: int
    # By somebody, not because it ends by itself.
    is_drained: bool = False

    @property
    def is_well(self) -> bool:
        """It takes runs."""
        return self.is_heard and not self.is_draining


@dataclass(frozen=True, slots=True)
class PoolState:
    """All crew containers, oldest first."""

    workers: tuple[WorkerState, ...]

    @property
    def well(self) -> tuple[WorkerState, ...]:
        """Those that take runs."""
        return tuple(worker for worker in self.workers if worker.is_well)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """What is left of a finished turn when its log is gone; JSON texts as in `Message`."""

    status: TurnStatus
    is_compacted: bool
    error_code: str | None
    finished_at: int
    parts: str
    references: str
    metadata: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A committed event; `seq` counts from 1 without a gap."""

    seq: int
    event: TurnEvent


@dataclass(frozen=True, slots=True)
class Answer:
    """What the events of a turn fold into: the assistant message as it is stored."""

    status: MessageStatus
    text: str
    parts: str
    references: str
    metadata: str


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a list: at most `limit`, those before or after `cursor` (an opaque text of ours)."""

    limit: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Messages of a session by count: the `limit` after the first `offset`, or those before the last `offset`."""

    limit: int
    offset: int = 0
    is_from_end: bool = False


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a fresh grant allows: under the digest of its secret, how many requests, pages and bytes, and how long."""

    digest: str
    requests: int
    pages: int
    bytes: int
    lifetime_milliseconds: int


@dataclass(frozen=True, slots=True)
class Grant:
    """What one run may do through the internal listener, and whether it still may."""

    digest: str
    organization_id: OrganizationId
    user_id: UserId
    turn_id: TurnId
    run_id: RunId
    worker_id: WorkerId
    tools: frozenset[str]
    is_live: bool


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """What the platform answered to one GET: status, the headers that a tool may see, the body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RunBatch:
    """What a run said at one moment. `progress` grows while it works; a heartbeat has no events."""

    events: tuple[RunEvent, ...]
    progress: int


@dataclass(frozen=True, slots=True)
class Vote:
    """What a user thinks of an answer; a value of 0 is no vote."""

    message_id: MessageId
    value: VoteValue
    comment: str | None
    voted_at: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """Why a user stopped a turn, or what was wrong with one that failed."""

    turn_id: TurnId
    reason: StopReason
    comment: str | None
    given_at: int


@dataclass(frozen=True, slots=True)
class Share:
    """A session as it was, readable with a token that only its digest is kept of."""

    id: ShareId
    session_id: SessionId
    title: str | None
    created_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a share shows. `messages` is a JSON text that reading never parses."""

    share_id: ShareId
    title: str | None
    created_at: int
    expires_at: int | None
    messages: str


@dataclass(frozen=True, slots=True)
class AgentSwitch:
    """A session's choice from that moment on, what the agent was called, and how many messages there were then."""

    agent_id: AgentId | None
    agent_name: str
    switched_at: int
    message_count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A session as it is exported: what it is called, and the finished turns of the branch that is shown, in order.

    `taken_at` is when it was looked at.
    """

    session_id: SessionId
    taken_at: int
    title: str | None
    created_at: int
    updated_at: int
    turn_ids: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A question and its answer from outside. `question_parts` is a JSON text like the parts of the answer."""

    question: str
    question_parts: str
    asked_at: int
    outcome: TurnOutcome
    answer: Answer
    answered_at: int


@dataclass(frozen=True, slots=True)
class ImportedTurn:
    """A turn from outside under ids of ours; `parent_id` is that of the turn before it."""

    id: TurnId
    parent_id: TurnId | None
    question_id: MessageId
    answer_id: MessageId
    turn: FinishedTurn
