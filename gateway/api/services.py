"""What the handlers may call. Handed over by the wiring, one object a listener."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from gateway.api.large_bodies import LargeBodies
from gateway.api.open_streams import OpenStreams
from gateway.api.panel import Bundle
from gateway.api.shared_reads import SharedReads
from gateway.chat.access import Action, Caller, Presented
from gateway.chat.agent_editor import AgentEditor
from gateway.chat.agents import Agents
from gateway.chat.approvals import Approvals
from gateway.chat.artifact_service import ArtifactService
from gateway.chat.artifacts import Artifact
from gateway.chat.comparison import Comparison
from gateway.chat.erasure import Erasures
from gateway.chat.explaining import Explaining
from gateway.chat.memory_service import MemoryService
from gateway.chat.model import Grant, PlatformAnswer, Principal
from gateway.chat.open_turns import QueueView
from gateway.chat.opinions import Opinions
from gateway.chat.pool import Pool
from gateway.chat.ports.access import Audit, Keys
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import Search, Sessions
from gateway.chat.ports.spending import UsageLedger
from gateway.chat.service import ChatService
from gateway.chat.sharing import Sharing
from gateway.chat.spending import Budgets
from gateway.chat.suggestions import Suggestions
from gateway.chat.timelines import Timelines
from gateway.chat.transfers import Transfers
from gateway.chat.uploads import Uploads
from shared.artifacts import NewArtifact
from shared.ids import TurnId, WorkerId
from shared.workers import HeartbeatReceipt, RegistrationReceipt, WorkerHeartbeat, WorkerRegistration


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be served, and what the pool of crew containers looks like."""

    is_ready: bool
    database: bool
    workers: int
    slots: int
    free_slots: int


@dataclass(frozen=True, slots=True)
class PublicServices:
    """Behind the public listener."""

    chat: ChatService
    comparison: Comparison
    approvals: Approvals
    explaining: Explaining
    agents: Agents
    agent_editor: AgentEditor
    opinions: Opinions
    sessions: Sessions
    sharing: Sharing
    shared_reads: SharedReads
    search: Search
    transfers: Transfers
    artifacts: ArtifactService
    artifact_bodies: LargeBodies
    memory: MemoryService
    uploads: Uploads
    upload_bodies: LargeBodies
    authenticate: Callable[[Presented], Awaitable[Caller]]
    note_denial: Callable[[Principal, Action, str], Awaitable[None]]
    keys: Keys
    audit: Audit
    erasures: Erasures
    suggestions: Callable[[Principal, TurnId], Awaitable[Suggestions]]
    timelines: Timelines
    queue: QueueView
    usage: UsageLedger
    budgets: Budgets
    clock: Clock
    import_bodies: LargeBodies
    readiness: Callable[[], Awaitable[Readiness]]
    streams: OpenStreams
    large_bodies: LargeBodies
    panel: Bundle
    pool: Pool


@dataclass(frozen=True, slots=True)
class InternalServices:
    """Behind the internal listener: nothing here knows API keys, nothing there knows grants."""

    is_worker_key: Callable[[str], bool]
    is_worker_token: Callable[[WorkerId, str], bool]
    verify_grant: Callable[[str, WorkerId], Awaitable[Grant]]
    read_platform: Callable[[Grant, str, Sequence[tuple[str, str]], str | None], Awaitable[PlatformAnswer]]
    register_worker: Callable[[WorkerRegistration], Awaitable[RegistrationReceipt]]
    make_artifact: Callable[[Grant, str, NewArtifact], Awaitable[tuple[Artifact, bool]]]
    artifact_bodies: LargeBodies
    hear_worker: Callable[[WorkerId, WorkerHeartbeat], Awaitable[HeartbeatReceipt]]


def public(request: Request) -> PublicServices:
    """The services of the public listener."""
    services = request.app.state.services
    assert isinstance(services, PublicServices)
    return services


def internal(request: Request) -> InternalServices:
    """The services of the internal listener."""
    services = request.app.state.services
    assert isinstance(services, InternalServices)
    return services
