"""What the core asks of the world. Each port hides a library or has more than one implementation to come."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from typing import Protocol

from gateway.chat.access import CHAT, Action, ApiKey, AuditEntry, Scope
from gateway.chat.artifacts import (
    Artifact,
    ArtifactFilter,
    ArtifactLimits,
    NewVersion,
    PictureFormat,
    RunCall,
    Version,
    WaitingObject,
)
from gateway.chat.attachments import Attachment, KeptFile, UploadLimits
from gateway.chat.client_lists import PathTurn
from gateway.chat.facts import FoundFact
from gateway.chat.images import CleanImage
from gateway.chat.memories import Memory, NewMemory, Recalled, StoredMemory
from gateway.chat.mind.decision import Decision
from gateway.chat.mind.levels import Level
from gateway.chat.model import (
    Accepted,
    AgentSwitch,
    Answer,
    ChosenAgent,
    Claim,
    ClaimedTurn,
    Feedback,
    Grant,
    ImportedTurn,
    LeftRun,
    Message,
    NewGrant,
    Outline,
    Page,
    PoolState,
    Principal,
    Question,
    Renewal,
    RunBatch,
    Session,
    Share,
    Slice,
    Snapshot,
    StoredEvent,
    StoredTurn,
    Turn,
    Vote,
    WorkerAddress,
)
from gateway.chat.packed_vectors import PackedVector
from gateway.chat.queue import QueueLimits, Waiting
from gateway.chat.receipts import Erased
from gateway.chat.search import Found
from gateway.chat.sessions import SessionChange, SessionFilter, SessionView
from gateway.chat.spending import BudgetState, Cost, Reservation, UsageFilter, UsageGroup, UsageRow, UsageSum
from gateway.chat.suggestions import AnswerText, Suggestions
from gateway.chat.vectors import Vector
from gateway.chat.window import Checkpoint, Past
from shared.agents import AgentSpec
from shared.events import LlmCalled, TurnFinished
from shared.ids import (
    AgentId,
    ArtifactId,
    MemoryId,
    MessageId,
    OrganizationId,
    RunId,
    SessionId,
    ShareId,
    TurnId,
    UserId,
    WorkerId,
)
from shared.runs import PastMessage, RunRequest
from shared.workers import WorkerHeartbeat, WorkerRegistration


class Clock(Protocol):
    """The time, as Unix milliseconds."""

    def __call__(self) -> int: ...


class Embedder(Protocol):
    """Texts as vectors of length 1: what means the same lies near. Vectors are compared only under one `name`."""

    @property
    def name(self) -> str:
        """The model: kept with every vector that is stored."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text (64 at most), in their order; what is too long for the model is cut.

        Raises EmbedderUnavailable, after 150 ms at the latest: go on without it.
        """
        ...


class Judge(Protocol):
    """A small model, asked where the classifiers are not sure. Both raise JudgeUnavailable, in two seconds at most."""

    async def level(self, turn: Turn, question: str, previous: str | None) -> Level:
        """How much effort a question needs. What that uses is the turn's."""
        ...

    async def agent(
        self, turn: Turn, question: str, previous: str | None, candidates: Sequence[AgentSpec]
    ) -> str | None:
        """The slug of the agent that should answer; None when none of them alone can."""
        ...


class History(Protocol):
    """Sessions and their messages, written by their owner only. Foreign and missing are both `NotFound`."""

    async def create_session(self, principal: Principal, session: Session) -> None: ...

    async def delete_session(self, principal: Principal, session_id: SessionId, now: int) -> list[TurnId]:
        """Remove the session with everything in it; the turns that were still open are returned."""
        ...

    async def find_by_client_id(self, principal: Principal, client_id: str) -> SessionId | None:
        """The session to which a client gave that name."""
        ...

    async def select_branch(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> None:
        """Show the newest branch that goes through a message. Raises NotFound."""
        ...

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        """Of the branch that is shown the newest page before the cursor, ascending, and the cursor of the page before.

        What is shown to the organization is read by everybody in it. An answer that is still being written is left out:
        its stream tells it from the first event on.
        """
        ...

    async def list_slice(self, principal: Principal, session_id: SessionId, which: Slice) -> tuple[list[Message], int]:
        """The same messages by count, ascending, and how many there are, for clients that know no cursors.

        It walks the whole branch. Raises NotFound.
        """
        ...


class Branches(Protocol):
    """The turns of one's own session as a client's list may show them. None of it walks a long session."""

    async def path(self, principal: Principal, session_id: SessionId, limit: int) -> list[PathTurn]:
        """The end of the branch that is shown, newest first. Raises NotFound."""
        ...

    async def named(self, principal: Principal, session_id: SessionId, names: Sequence[str]) -> list[PathTurn]:
        """The turns whose question or answer has one of these names, and all that answer the same, newest first."""
        ...

    async def answers(
        self, principal: Principal, session_id: SessionId, turns: Sequence[TurnId]
    ) -> Mapping[TurnId, str]:
        """The texts of their answers."""
        ...


class Sessions(Protocol):
    """How sessions are found, listed, arranged and named. Foreign and missing are both `NotFound`."""

    async def find(self, principal: Principal, session_id: SessionId) -> SessionView:
        """One's own session, or one that is shown to the organization. Raises NotFound."""
        ...

    async def list_sessions(
        self, principal: Principal, which: SessionFilter, page: Page
    ) -> tuple[list[SessionView], str | None]:
        """Pinned first (one's own pins), then newest first, with the cursor of the next page or None.

        What is shown to the organization is listed newest first only. Raises InvalidCursor.
        """
        ...

    async def change(self, principal: Principal, session_id: SessionId, change: SessionChange) -> SessionView:
        """Change one's own session; its place in the list stays. Raises NotFound."""
        ...


class Search(Protocol):
    """Full-text search. What is deleted is found no more from that moment on."""

    async def search(self, principal: Principal, sought: str, page: Page) -> tuple[list[Found], str | None]:
        """One's own messages that have every word of `sought`, whatever case and accents; newest first.

        The last word may be the beginning of one. Nothing that is typed is an operator. An answer is found once it is
        finished. Raises InvalidCursor.
        """
        ...


class SmallJobs(Protocol):
    """What is made of an answer besides, such as a title for its session. Nobody waits for it."""

    def note_answer(self, turn: Turn) -> None:
        """The whole answer of this turn is stored. Returns at once and never raises."""
        ...


class SmallJobStore(Protocol):
    """What small jobs look at and leave behind. What is gone meanwhile is left alone."""

    async def answer_of(self, turn: Turn) -> AnswerText | None:
        """The answer, if there is a whole one (still)."""
        ...

    async def retitle(self, turn: Turn, title: str, model: str) -> None:
        """Name the turn's session, unless its user or a model has."""
        ...

    async def suggest(self, turn: Turn, texts: list[str], model: str) -> None:
        """Keep what could be asked after this turn; what was kept first stays."""
        ...

    async def suggestions(self, principal: Principal, turn_id: TurnId) -> Suggestions:
        """What could be asked after a turn of one's own. Raises NotFound."""
        ...


class Remembering(Protocol):
    """The memory beside a run: what it is told, and that it is over. Neither raises."""

    async def recall(self, turn: Turn) -> Recalled:
        """What the agents of this turn are to be told of what their person said earlier; in time, or without it."""
        ...

    def note_answer(self, turn: Turn) -> None:
        """The whole answer of this turn is stored; something may be learned from its question. Returns at once."""
        ...


class Memories(Protocol):
    """What is remembered of a user, for that user alone. Foreign and missing are both `NotFound`."""

    async def list_memories(
        self, principal: Principal, session_id: SessionId | None, page: Page
    ) -> tuple[list[Memory], str | None]:
        """Newest first, with the cursor of the next page. With a session, what was said there."""
        ...

    async def find(self, principal: Principal, memory_id: MemoryId) -> Memory:
        """Raises NotFound."""
        ...

    async def change(
        self, principal: Principal, memory_id: MemoryId, said: str, *, digest: str, vector: PackedVector | None
    ) -> Memory:
        """Another text for it, with its vector. Raises NotFound, MemoryExists."""
        ...

    async def forget(self, principal: Principal, memory_id: MemoryId) -> None:
        """Remove it, and what it replaced. Raises NotFound."""
        ...

    async def forget_all(self, principal: Principal, now: int) -> int:
        """Remove everything that is remembered of the user; how much. Nothing is learned of earlier questions."""
        ...


class Recollections(Protocol):
    """What a turn finds in the memory of its user: of the user in general, and of its own session."""

    async def may_use(self, turn: Turn, *, is_to_learn: bool) -> bool:
        """Whether the turn may use the memory at all, and whether there is anything in it unless it `is_to_learn`.

        One that was asked in a widget may not.
        """
        ...

    async def sketches(self, turn: Turn, embedder: str) -> list[tuple[int, bytes]]:
        """The sketch of every vector that this embedder made, with its number."""
        ...

    async def matches(self, turn: Turn, words: Sequence[str], limit: int) -> dict[int, float]:
        """The numbers of those with any of the words, and how well they fit: the larger the better."""
        ...

    async def load(
        self, turn: Turn, numbers: Sequence[int], embedder: str | None, preferences: int
    ) -> list[StoredMemory]:
        """These, and so many of the newest preferences, with their vectors as far as this embedder made them."""
        ...


class Learned(Protocol):
    """What a turn leaves in the memory of its user. One that is gone, or was asked in a widget, leaves nothing."""

    async def learn(self, turn: Turn, memories: Sequence[NewMemory], now: int) -> None:
        """Remember; what is there already is said again by this turn."""
        ...

    async def forget_session(self, turn: Turn) -> None:
        """Remove what is remembered of the turn's session alone."""
        ...

    async def note_used(self, turn: Turn, now: int) -> None:
        """Count the memories that the turn's answer names."""
        ...

    async def lacking(self, turn: Turn, embedder: str, limit: int) -> dict[int, str]:
        """Numbers and texts of memories of the user that have no vector of this embedder."""
        ...

    async def give_vectors(self, turn: Turn, vectors: Mapping[int, tuple[str, PackedVector]]) -> None:
        """Store vectors by number, each with the text that it is of: another text has another one."""
        ...


class FactFinder(Protocol):
    """What finds facts in what a person said."""

    async def find(self, turn: Turn, said: str, known: Sequence[str]) -> list[FoundFact]:
        """What `said` tells of the person, `known` being told already. Raises ModelUnavailable."""
        ...


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

    async def look(self, now: int) -> tuple[list[Waiting], float | None, int]:
        """Who waits, in order; what a turn took of late, in seconds; how many slots there are."""
        ...


class Decisions(Protocol):
    """What was decided about turns before they ran. The first decision about a turn counts."""

    async def store(self, turn: Turn, decision: Decision, *, needs_worker: bool, now: int, took_ms: int) -> None:
        """Keep the decision and let the turn run."""
        ...

    async def find(self, turn: Turn) -> Decision | None: ...

    async def find_former(self, turn: Turn) -> Decision | None:
        """What was decided about the turn whose answer this one goes on with, if it does."""
        ...

    async def hand_over(self, turn: Turn, helper: str) -> None:
        """The gateway cannot answer it itself: let a worker run it. `helper` is what failed."""
        ...


class Responder(Protocol):
    """The gateway's own model, which answers what needs no look at data."""

    def answer(self, request: RunRequest) -> AsyncGenerator[RunBatch]:
        """Answer; the same events as of a run on a container. Closing the iterator closes the request.

        Raises WorkerUnreachable when nothing was said, RunLost when the answer broke off.
        """
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


class PriceBook(Protocol):
    """What models cost, and how much they can read. What is not known is None."""

    def cost(self, call: LlmCalled) -> Cost | None:
        """Never raises."""
        ...

    def window(self, provider: str | None, model: str) -> int | None:
        """Tokens that the model can read and write together. Never raises."""
        ...


class UsageLedger(Protocol):
    """One row for each model call. Those that a run's events report are written with the events."""

    async def record(self, turn: Turn, call: LlmCalled) -> None:
        """Write down a call that no event reports; of a turn that is gone without saying whose it was."""
        ...

    async def sums(self, which: UsageFilter, by: UsageGroup, page: Page) -> tuple[list[UsageSum], UsageSum, str | None]:
        """Calls added up by that, the sum of all, and the cursor of the next page. Raises InvalidCursor."""
        ...

    async def calls(self, which: UsageFilter, page: Page) -> tuple[list[UsageRow], str | None]:
        """The calls, newest first, with the cursor of the next page. Raises InvalidCursor."""
        ...

    async def budget(self, by: Principal, now: int) -> BudgetState:
        """What the organization has spent in this month and what is set aside."""
        ...


class Checkpoints(Protocol):
    """Summaries of what was said on the way to a turn; a branch has those of its own path."""

    async def past(self, turn: Turn, *, with_it: bool = False) -> Past:
        """The path to a turn, without it or with it, since its newest checkpoint."""
        ...

    async def keep(self, turn: Turn, last: TurnId, checkpoint: Checkpoint, *, model: str, now: int) -> None:
        """Keep a summary that ends with the turn `last` on the way to this one; what was kept first stays."""
        ...


class Votes(Protocol):
    """One vote a user and answer. Foreign and missing answers are both `NotFound`, and so is what is no answer yet."""

    async def cast(self, principal: Principal, vote: Vote, within: SessionId | None = None) -> None:
        """Store the vote in place of the user's earlier one; a value of 0 removes that.

        Raises NotFound, also when the answer is not `within` the session that is named.
        """
        ...

    async def list_votes(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Vote], str | None]:
        """The user's own votes in a session, oldest first, with the cursor of the next page. Raises NotFound."""
        ...


class FeedbackNotes(Protocol):
    """Why turns were stopped: one note a user and turn, the last one."""

    async def give(self, principal: Principal, feedback: Feedback) -> None:
        """Raises NotFound, TurnNotStopped."""
        ...

    async def find(self, principal: Principal, turn_id: TurnId) -> Feedback:
        """The user's own. Raises NotFound, also when there is none."""
        ...


class Shares(Protocol):
    """Snapshots of sessions, kept until they are revoked, expire, or their session is deleted."""

    async def store(self, principal: Principal, share: Share, messages: str, *, digest: str, most: int) -> str | None:
        """Keep the snapshot, and the session's title, which is returned. Raises NotFound, TooManyShares, StorageFull.

        A user has `most` at once; what has expired does not count.
        """
        ...

    async def forget_expired(self, now: int) -> None:
        """Remove every snapshot that has expired."""
        ...

    async def list_shares(
        self, principal: Principal, session_id: SessionId | None, page: Page, *, now: int
    ) -> tuple[list[Share], str | None]:
        """The user's own that have not expired, newest first, with the cursor of the next page."""
        ...

    async def revoke(self, principal: Principal, share_id: ShareId) -> None:
        """Raises NotFound."""
        ...

    async def find(self, digest: str, now: int) -> Snapshot | None:
        """What the token of this digest shows; None when there is nothing, or it has expired."""
        ...


class AgentSwitches(Protocol):
    """Which agent a session asks, and what it asked before: rows are added, never changed."""

    async def switch(
        self,
        principal: Principal,
        session_id: SessionId,
        agent_id: AgentId | None,
        *,
        agent_name: str,
        reason: str,
        now: int,
    ) -> None:
        """Choose an agent, or nobody, for the turns accepted from now on; the same again changes nothing.

        Raises NotFound.
        """
        ...

    async def active(self, principal: Principal, session_id: SessionId) -> AgentId | None:
        """The agent that a session asks now which the principal may read. Raises NotFound."""
        ...

    async def list_switches(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[AgentSwitch], str | None]:
        """The newest page before the cursor, ascending, with the cursor of the page before it or None.

        A session that may not be read has none.
        """
        ...

    async def list_newest(
        self, principal: Principal, session_ids: Sequence[SessionId], limit: int
    ) -> dict[SessionId, list[AgentSwitch]]:
        """The newest `limit` of each of these sessions, ascending; what has none or may not be read is left out."""
        ...

    async def choices(self, turn: Turn) -> tuple[ChosenAgent, AgentId | None]:
        """Who was chosen for this turn, and the session's choice under which it last got an answer before."""
        ...


class Exports(Protocol):
    """Whole sessions, in pieces. Only what may be read; foreign and missing are both `NotFound`."""

    async def outline(self, principal: Principal, session_id: SessionId, now: int) -> Outline:
        """The turns of the branch that is shown, without those that are open."""
        ...

    async def messages(self, principal: Principal, session_id: SessionId, turn_ids: Sequence[TurnId]) -> list[Message]:
        """Question and answer of each of these turns, in their order; NotFound when one of them is gone."""
        ...


class Imports(Protocol):
    """A session from outside, written a few turns at a time. Until it is finished it shows nothing of them."""

    async def find(self, principal: Principal, key: str) -> tuple[SessionId, str] | None:
        """The session that was made under this key, and the fingerprint of what it was made of."""
        ...

    async def begin(self, principal: Principal, session: Session) -> None:
        """Raises StorageFull."""
        ...

    async def add(self, principal: Principal, session_id: SessionId, turns: Sequence[ImportedTurn]) -> None:
        """Store some turns behind those that are there. Raises NotFound when the session was deleted meanwhile."""
        ...

    async def finish(
        self, principal: Principal, session_id: SessionId, last: TurnId, *, key: str | None, fingerprint: str
    ) -> bool:
        """Show the turns up to `last`; False when the key is taken, and nothing was changed. Raises NotFound too."""
        ...

    async def abandon(self, principal: Principal, session_id: SessionId) -> None:
        """Remove what was written."""
        ...


class Artifacts(Protocol):
    """What lasts of turns beside their messages. Foreign and missing are both `NotFound`.

    Whoever may read a session may read its artifacts; only its owner changes them.
    """

    async def make(self, call: RunCall, new: NewVersion, limits: ArtifactLimits) -> tuple[Artifact, bool]:
        """Store what a call of a running turn makes, body included, once; whether it was there before.

        An artifact of that id that the session has gets another version. Raises TurnOver, ToolBudgetSpent, NotFound,
        KindDiffers, TooManyVersions, IdempotencyKeyReused, SpoolFull, StorageFull.
        """
        ...

    async def revise(self, principal: Principal, new: NewVersion, limits: ArtifactLimits) -> Artifact:
        """Add a version to an artifact of one's own. Raises NotFound, KindDiffers, TooManyVersions, SpoolFull."""
        ...

    async def find(self, principal: Principal, artifact_id: ArtifactId) -> Artifact:
        """Raises NotFound."""
        ...

    async def list_artifacts(
        self, principal: Principal, which: ArtifactFilter, page: Page
    ) -> tuple[list[Artifact], str | None]:
        """Of a session, or of one's own, with the cursor of the next page. Raises NotFound, InvalidCursor."""
        ...

    async def list_versions(self, principal: Principal, artifact_id: ArtifactId) -> list[Version]:
        """All versions, oldest first. Raises NotFound."""
        ...

    async def read(
        self, principal: Principal, artifact_id: ArtifactId, version: int
    ) -> tuple[Artifact, Version, bytes | None]:
        """A version, with its bytes as long as they wait for their place. Raises NotFound."""
        ...

    async def delete(self, principal: Principal, artifact_id: ArtifactId, now: int) -> None:
        """Remove an artifact of one's own with all its versions; with an entry of the audit log. Raises NotFound."""
        ...


class ObjectLedger(Protocol):
    """Which bytes are still to be brought to the objects, and which to be removed there; of everybody."""

    async def root(self) -> str:
        """The first word of all keys of this store: no other store ever has it."""
        ...

    async def take_waiting(self, *, now: int, until: int, limit: int) -> list[WaitingObject]:
        """What is due, oldest first; nobody else is given it until that time."""
        ...

    async def note_stored(self, key: str) -> bool:
        """Let go of the bytes that waited; False when nobody wants the object any more."""
        ...

    async def note_failed(self, key: str, try_at: int) -> None:
        """Try again then."""
        ...

    async def take_removals(self, *, now: int, until: int, limit: int) -> list[str]:
        """Keys of what was deleted; nobody else is given them until that time."""
        ...

    async def note_removed(self, keys: Sequence[str]) -> None: ...

    async def note_not_removed(self, keys: Sequence[str], try_at: int) -> None:
        """Try again then."""
        ...

    async def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are of a version."""
        ...

    async def brought(self, after: str, limit: int) -> list[str]:
        """Keys of versions whose bytes have arrived at their objects, after `after`, in the order of characters."""
        ...

    async def expire(self, made_before: int, limit: int) -> int:
        """Delete artifacts that were made before that time; how many."""
        ...


class Objects(Protocol):
    """Bytes that last, each under a key that is written once. All raise ObjectsUnavailable."""

    async def put(self, key: str, body: bytes, media_type: str) -> None:
        """Store; the same again changes nothing. Whoever reads the key gets all of it, or nothing before."""
        ...

    def read(self, key: str) -> AsyncGenerator[bytes]:
        """The bytes, piece by piece. Raises ObjectMissing."""
        ...

    async def remove(self, keys: Sequence[str]) -> None:
        """Remove; what is not there is removed already."""
        ...

    async def list_keys(self, prefix: str, after: str, limit: int) -> list[str]:
        """At most so many keys that begin with `prefix` and come after `after`, in the order of their characters."""
        ...

    async def link(self, key: str, *, media_type: str, disposition: str, seconds: int) -> str | None:
        """A URL that gives the object for so long, to anybody; None where there is no such thing."""
        ...


class UploadStore(Protocol):
    """Files that wait for a question. Foreign and missing are both `NotFound`."""

    async def keep(self, principal: Principal, new: NewVersion, limits: UploadLimits) -> None:
        """Store a file. Raises TooManyUploads, SpoolFull, StorageFull."""
        ...

    async def find(self, principal: Principal, session_id: SessionId, file: KeptFile) -> Attachment:
        """One's own file that waits, or one of the session; without a name where there is none."""
        ...

    async def read(self, principal: Principal, artifact_id: ArtifactId) -> tuple[Attachment, bytes]:
        """One's own file that waits. Raises NotFound."""
        ...

    async def discard(self, principal: Principal, artifact_ids: Sequence[ArtifactId]) -> int:
        """Let go of those of one's own that still wait; how many."""
        ...

    async def expire(self, before: int, limit: int) -> int:
        """Let go of what waits since before that time; how many."""
        ...


class Charts(Protocol):
    """Draws charts."""

    async def draw(self, vega_lite: bytes, wanted: PictureFormat, organization_id: OrganizationId) -> bytes:
        """A picture of a Vega-Lite specification. Nothing that it names is fetched. Organizations take turns.

        Raises PicturesUnavailable, TooManyPictures.
        """
        ...


class Images(Protocol):
    """Takes images in."""

    async def clean(self, data: bytes, organization_id: OrganizationId) -> CleanImage:
        """The picture alone, written anew. Organizations take turns.

        Raises ImageRefused, PicturesUnavailable, TooManyPictures.
        """
        ...


class EventLog(Protocol):
    """Reading of what was committed."""

    async def read(self, turn_id: TurnId, after: int, limit: int | None = None) -> list[StoredEvent]:
        """The events after `after`, at most `limit`."""
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


class Credentials(Protocol):
    """Stored keys, looked up by what a caller presents."""

    async def find_key(self, key_id: str) -> ApiKey | None: ...

    async def list_keys(self, organization_id: OrganizationId, page: Page) -> tuple[list[ApiKey], str | None]:
        """Newest first, with the cursor of the next page or None."""
        ...

    async def store_key(self, key: ApiKey, by: Principal, *, instead_of: str | None = None, until: int = 0) -> None:
        """With an entry of the audit log; the key that it replaces ends at `until`. Raises NotFound for that one."""
        ...

    async def delete_key(self, by: Principal, key_id: str, now: int) -> None:
        """With an entry of the audit log. Raises NotFound."""
        ...

    async def note_use(self, used: Mapping[str, int]) -> None:
        """When keys were last used."""
        ...


class Erasure(Protocol):
    """Everything of a session, a user or an organization, out of the store."""

    async def erase(self, by: Principal, user_id: UserId | None, now: int) -> Erased:
        """All of a user of the organization, or of the organization; with an entry of the audit log. Raises NotFound
        when there is nothing."""
        ...

    async def erase_session(self, principal: Principal, session_id: SessionId, now: int) -> Erased:
        """The same of a session of the principal's own, as `History.delete_session` removes it. Raises NotFound."""
        ...

    async def clear_away(self) -> None:
        """Leave nothing of what was erased in the files."""
        ...


class OldSessions(Protocol):
    """Sessions by their age."""

    async def expire(self, before: int, limit: int, now: int) -> int:
        """Delete at most so many sessions that were last changed before that time, unless one is being answered.

        How many; each with an entry of the audit log under its owner.
        """
        ...


class Keys(Protocol):
    """Keys as administrators handle them; the text of a fresh one is told once."""

    async def issue(
        self,
        by: Principal,
        *,
        user_id: UserId | None = None,
        name: str = "",
        scopes: Collection[Scope] = CHAT,
        lifetime_seconds: int | None = None,
    ) -> tuple[ApiKey, str]: ...

    async def rotate(self, by: Principal, key_id: str, grace_seconds: int) -> tuple[ApiKey, str]:
        """Raises NotFound."""
        ...

    async def revoke(self, by: Principal, key_id: str) -> None:
        """Raises NotFound."""
        ...

    async def list_keys(self, by: Principal, page: Page) -> tuple[list[ApiKey], str | None]: ...


class Audit(Protocol):
    """Who did what to keys and data; nothing of it is ever changed."""

    async def record(self, by: Principal, action: Action, object_id: str, at: int) -> None: ...

    async def list_entries(self, by: Principal, page: Page) -> tuple[list[AuditEntry], str | None]:
        """Of the organization, newest first, with the cursor of the next page or None."""
        ...


class StoredGrants(Protocol):
    """What runs may call back for, and what is left of it."""

    async def find(self, digest: str, now: int) -> Grant | None: ...

    async def allow(self, run_id: RunId, tools: Sequence[str]) -> None:
        """Let the run use these tools, and no others: a fresh grant is for none."""
        ...

    async def spend(self, digest: str, *, pages: int) -> bool:
        """Take one request and so many pages; False when there is not as much left."""
        ...

    async def charge(self, digest: str, byte_count: int) -> None:
        """Take the bytes of an answer: the last one may go beyond what is left."""
        ...


class Workers(Protocol):
    """The crew containers that registered."""

    async def register(self, registration: WorkerRegistration, now: int) -> None:
        """Raises PoolFull."""
        ...

    async def hear(self, worker_id: WorkerId, heartbeat: WorkerHeartbeat, now: int) -> None:
        """Raises WorkerUnknown."""
        ...

    async def note_failure(self, worker_id: WorkerId, now: int, *, is_gone: bool = False) -> None:
        """It did not take a run, or lost one: leave it alone for a moment, for longer when that goes on.

        One that nobody answers for `is_gone`: it gets no run until it is heard again.
        """
        ...

    async def note_success(self, worker_id: WorkerId) -> None: ...

    async def retire(self, worker_id: WorkerId) -> bool:
        """Give it no more runs, if it has none: it is about to be stopped. False when it has one."""
        ...

    async def drain(self, principal: Principal, worker_id: WorkerId, now: int) -> None:
        """Give it no more runs, whoever runs there; who wanted it is in the audit log. Raises NotFound."""
        ...

    async def forget(self, worker_id: WorkerId) -> None:
        """Its process is gone; there is room for its successor."""
        ...

    async def state(self, now: int) -> PoolState: ...


class Crew(Protocol):
    """Runs on crew containers."""

    def run(self, worker: WorkerAddress, request: RunRequest) -> AsyncGenerator[RunBatch]:
        """Run there; what came together is given together. Closing the iterator closes the request.

        Raises WorkerUnreachable when the run did not begin, RunLost when it broke off.
        """
        ...

    async def end(self, worker: WorkerAddress, run_id: RunId) -> bool:
        """Ask the container to end a run; True once nothing of it is left there, False when it will not end."""
        ...


class Launcher(Protocol):
    """Where containers come from, if this gateway may start, stop and replace them."""

    async def scale(self, wanted: int) -> None:
        """See that so many containers run or start, as far as there is room; starting takes seconds, not waited for.

        Never stops one. Raises LauncherUnavailable.
        """
        ...

    async def stop(self, worker_id: WorkerId) -> None:
        """Let a container end in order, for good; it is not waited for. Raises LauncherUnavailable."""
        ...

    async def replace(self, worker: WorkerAddress) -> None:
        """End this container's process by force; another starts. Not waited for longer than two seconds.

        Nothing happens when its process is gone already. Never raises: a failure is logged.
        """
        ...
